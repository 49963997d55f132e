//! Labels in one column and answers in another without any rulings: rows told by where their labels begin.

use super::texts::{Role, Text, joined, segments};
use crate::document::{Block, Document, Line};

/// Lines of a label and an answer that tell the columns.
const LINES: usize = 6;
/// Points by which a text may be set in or out.
const SLACK: f32 = 6.0;
/// Heights of a line between two lines of one label at most, and between two labels at least.
const NEAR: f32 = 0.45;
const APART: f32 = 0.6;

/// Where labels and answers begin.
#[derive(Debug, Clone, Copy)]
struct Edges {
    label: f32,
    answer: f32,
}

/// The texts of a document with such columns, row by row.
pub(super) fn placed(document: &Document) -> Option<Vec<Text>> {
    let mut lines = Vec::new();
    flatten(&document.blocks, &mut lines);
    let edges = edges(&lines)?;
    let mut texts: Vec<Text> = lines.iter().flat_map(|line| segments(line)).collect();
    texts.retain(|text| !text.text.trim().is_empty());
    texts.sort_by(|a, b| {
        let low = |text: &Text| text.place[1] + text.height() / 2.0;
        a.page.cmp(&b.page).then(low(a).total_cmp(&low(b)))
    });
    for text in &mut texts {
        let [left, _, right, _] = text.place;
        let own = (left - edges.label).abs() <= SLACK && right < edges.answer;
        if left >= edges.answer - SLACK {
            text.due = Some(Role::Answer);
        } else if own && text.due.is_none() && !text.heading {
            text.due = Some(Role::Label);
        }
    }
    let spaced = spaced(&texts);
    let mut out: Vec<Text> = Vec::with_capacity(texts.len());
    let mut label: Option<usize> = None;
    let mut answers: Vec<Text> = Vec::new();
    let mut early: Vec<Text> = Vec::new();
    for text in texts {
        let last = label.and_then(|at| out.get_mut(at));
        match (text.due, last) {
            (Some(Role::Label), Some(last)) if goes_on(last, &text, spaced) => last.add(text),
            (Some(Role::Label), _) => {
                out.append(&mut answers);
                label = Some(out.len());
                // An answer a little higher than its label.
                let level = |answer: &Text| answer.place[3] > text.place[1] + text.height() / 3.0;
                let (own, before): (Vec<Text>, Vec<Text>) = early
                    .drain(..)
                    .partition(|one| one.page == text.page && level(one));
                out.extend(before);
                label = label.map(|at| at.max(out.len()));
                out.push(text);
                answers.extend(own);
            }
            (Some(Role::Answer), Some(_)) => answers.push(text),
            (Some(Role::Answer), None) => early.push(text),
            _ => {
                out.append(&mut answers);
                out.append(&mut early);
                label = None;
                out.push(text);
            }
        }
    }
    out.append(&mut answers);
    out.append(&mut early);
    Some(out)
}

/// All lines, also those of cells.
fn flatten<'d>(blocks: &'d [Block], out: &mut Vec<&'d Line>) {
    for block in blocks {
        match block {
            Block::Line(line) if line.margin => {}
            Block::Line(line) => out.push(line),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    flatten(&cell.blocks, out);
                }
            }
        }
    }
}

/// Where most lines of two texts have them begin.
fn edges(lines: &[&Line]) -> Option<Edges> {
    let pairs: Vec<(f32, f32)> = lines
        .iter()
        .filter_map(|line| match joined(&line.segments).as_slice() {
            [label, answer] if answer.place[0] > label.place[2] => {
                let worded = label.text.chars().filter(|c| c.is_alphabetic()).count() > 1;
                worded.then_some((label.place[0], answer.place[0]))
            }
            _ => None,
        })
        .collect();
    let near = |one: f32, other: f32| (one - other).abs() <= SLACK / 2.0;
    let alike = |own: &(f32, f32)| {
        let alike = |pair: &&(f32, f32)| near(pair.0, own.0) && near(pair.1, own.1);
        pairs.iter().filter(alike).count()
    };
    let best = pairs.iter().take(40).max_by_key(|own| alike(own))?;
    let enough = alike(best) >= LINES && alike(best) * 3 >= pairs.len() * 2;
    enough.then_some(Edges {
        label: best.0,
        answer: best.1,
    })
}

/// True where space sets the labels apart, and the lines of each stand closer.
fn spaced(texts: &[Text]) -> bool {
    let labels: Vec<&Text> = texts
        .iter()
        .filter(|text| text.due == Some(Role::Label))
        .collect();
    let gaps = labels.iter().zip(labels.iter().skip(1));
    let gaps: Vec<f32> = gaps
        .filter(|(one, next)| one.page == next.page)
        .map(|(one, next)| (next.place[1] - one.place[3]) / one.height())
        .collect();
    let wide = gaps.iter().filter(|gap| **gap >= APART).count();
    wide * 2 > gaps.len()
}

/// True for a line that goes on with a label.
fn goes_on(label: &Text, text: &Text, spaced: bool) -> bool {
    let gap = (text.place[1] - label.place[3]) / label.height();
    let ended = label.text.trim_end().ends_with(['?', ':', '？', '：', '؟']);
    let inside = || {
        !text
            .text
            .starts_with(|c: char| c.is_uppercase() || c.is_numeric())
    };
    let cased = || label.text.chars().any(char::is_uppercase);
    let alike = label.page == text.page && label.bold == text.bold;
    let near = if spaced {
        gap < NEAR
    } else {
        gap < APART && inside() && cased()
    };
    alike && !ended && near
}
