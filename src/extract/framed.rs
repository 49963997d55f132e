//! Frames around parts of a form: one cell that holds several labels with their answers.

use super::head::{Sign, head};
use super::label::Labels;
use super::printed::is_smaller;
use crate::document::{Block, Line, Segment, Table};

/// Labels that a cell with one label and its answer has not.
const LABELS: usize = 2;

/// True for frames around parts of a form: rows of one cell, in which lines in bold have lines in plain type below them again
/// and again, or lines in small type have larger ones below them, or most lines are known labels with their answers behind
/// them.
pub(super) fn is_framed(table: &Table, labels: &Labels) -> bool {
    let mut cells = table.rows.iter().map(|row| row.cells.as_slice());
    let single = cells.clone().all(|cells| cells.len() == 1);
    single && cells.any(|cells| cells.iter().any(|cell| is_part(&cell.blocks, labels)))
}

/// True for several labels with their answers.
fn is_part(blocks: &[Block], labels: &Labels) -> bool {
    let bold = |line: &Line| line.segments.iter().all(|segment| segment.bold);
    let height = |line: &Line| line.segments.first().map_or(0.0, Segment::font_size);
    let lines = blocks.iter().map(|block| match block {
        Block::Line(line) => Some(line),
        Block::Table(_) => None,
    });
    let lines: Vec<Option<&Line>> = lines.collect();
    let pairs = || {
        let pairs = lines.iter().zip(lines.iter().skip(1));
        pairs.filter_map(|(one, next)| Some(((*one)?, (*next)?)))
    };
    let labelled = pairs()
        .filter(|(one, next)| bold(one) && !bold(next))
        .count();
    let small = pairs()
        .filter(|(one, next)| is_smaller(height(one), height(next)))
        .count();
    if labelled.max(small) >= LABELS {
        return true;
    }
    let inline = lines.iter().flatten();
    let inline = inline.filter(|line| is_answered(line, labels)).count();
    inline >= LABELS && inline * 2 > blocks.len()
}

/// True for a known label with its answer on one line: behind a sign, or apart.
fn is_answered(line: &Line, labels: &Labels) -> bool {
    let [first, rest @ ..] = line.segments.as_slice() else {
        return false;
    };
    if rest.is_empty() && !first.text.contains([':', '：', '?', '？']) {
        return false;
    }
    head(&first.text, labels, false).is_some_and(|head| {
        let behind = head.sign == Sign::Strong && head.value < first.text.len();
        head.label.field().is_some() && (behind || !rest.is_empty())
    })
}
