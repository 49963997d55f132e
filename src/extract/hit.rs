//! Labels found in the pieces of a document, and which of them its structure bears out.

use super::head::{Head, Sign, bare, head, may_go_on};
use super::label::{Labels, Match};
use super::options;
use super::piece::{Edge, Mark, Piece};
use super::printed::{SIGNED, asks_above, is_bold, is_in_line, is_light, look};
use super::printed::{has_answer, heads_answer, is_known_heading, told_columns};
use super::rhythm;
use super::second;
use super::split::split;
use super::strip;
use super::words::count;
use std::collections::BTreeSet;

/// A label found.
#[derive(Debug, Clone)]
pub(super) struct Hit {
    /// Index of the piece it begins in.
    pub piece: usize,
    /// Index of the piece its value begins in, and the byte offset there.
    pub value: (usize, usize),
    /// The label.
    pub label: Match,
    /// What stands behind it.
    pub sign: Sign,
    /// Told by a table, not by words.
    pub told: bool,
    /// A wording that no rule knows.
    pub guessed: bool,
}

/// Lines that one label may be wrapped over.
const WRAP: usize = 5;

/// Every label in the pieces, in order.
pub(super) fn hits(pieces: &mut Vec<Piece>, labels: &Labels) -> Vec<Hit> {
    split(pieces, labels);
    let mut hits = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let Some(piece) = pieces.get(at) else { break };
        match &piece.mark {
            Mark::Label(label) if label.is_hint() => skip(pieces, at, at + 1),
            Mark::Label(label) => hits.push(Hit {
                piece: at,
                value: (at + 1, 0),
                label: label.clone(),
                sign: Sign::Whole,
                told: true,
                guessed: false,
            }),
            Mark::Free if piece.field.is_none() && !piece.is_empty() => {
                if let Some(hit) = free(pieces, at, labels) {
                    if hit.label.is_hint() {
                        if hit.value.1 == 0 {
                            skip(pieces, at, hit.value.0);
                        }
                        at = hit.value.0.max(at + 1);
                        continue;
                    }
                    at = hit.value.0.max(at);
                    let skip = hit.value.0 > hit.piece && hit.value.1 == 0;
                    hits.push(hit);
                    if skip {
                        continue;
                    }
                }
            }
            _ => {}
        }
        at += 1;
    }
    rhythm::set_in(pieces, &mut hits, labels);
    let heads = rhythm::blocks(pieces, &mut hits, labels);
    sift(pieces, &mut hits, &heads);
    second::skip(pieces, &mut hits);
    go_on_in_bold(pieces, &mut hits, labels);
    hits
}

/// Where labels are set in bold and values are not, a label goes on as far as the bold does.
fn go_on_in_bold(pieces: &mut [Piece], hits: &mut Vec<Hit>, labels: &Labels) {
    let below = |hit: &Hit, pieces: &[Piece]| {
        let bold = pieces.get(hit.piece)?.bold && !hit.told && hit.value.1 == 0;
        let next = pieces.get(hit.value.0)?;
        (bold && next.field.is_none() && !next.is_empty()).then_some(next.bold)
    };
    let (mut plain, mut bold) = (0, 0);
    let fields = hits.iter().filter(|hit| hit.label.field().is_some());
    for next in fields.filter_map(|hit| below(hit, pieces)) {
        *(if next { &mut bold } else { &mut plain }) += 1;
    }
    if plain < 3 || plain < 2 * bold {
        return;
    }
    let starts: Vec<usize> = hits.iter().map(|hit| hit.piece).collect();
    hits.retain_mut(|hit| whole_in_bold(pieces, hit, &starts, labels));
    for hit in hits {
        if below(hit, pieces) != Some(true) {
            continue;
        }
        let rest = pieces
            .iter()
            .enumerate()
            .skip(hit.value.0)
            .take_while(|(at, piece)| {
                piece.bold
                    && piece.edge == Edge::Line
                    && piece.field.is_none()
                    && matches!(piece.mark, Mark::Free)
                    && !starts.contains(at)
            })
            .count();
        skip(pieces, hit.value.0, hit.value.0 + rest);
        hit.value.0 += rest;
    }
}

/// Takes a bold line with a plain one below for a label as a whole ("Human rights: why they matter"). False when the whole of
/// it is no known label.
fn whole_in_bold(pieces: &[Piece], hit: &mut Hit, starts: &[usize], labels: &Labels) -> bool {
    let next = hit.piece + 1;
    let (Some(piece), Some(below)) = (pieces.get(hit.piece), pieces.get(next)) else {
        return true;
    };
    let answered = !below.bold && below.field.is_none() && !below.is_empty();
    let inside = piece.bold && !hit.told && hit.value.0 == hit.piece && hit.value.1 > 0;
    if !inside || !answered || below.edge <= Edge::Gap || starts.contains(&next) {
        return true;
    }
    let Some(found) = labels.find(&piece.text) else {
        return false;
    };
    hit.label = found;
    hit.value = (next, 0);
    true
}

/// Marks what helps with a label and is nobody's value.
fn skip(pieces: &mut [Piece], from: usize, to: usize) {
    for piece in pieces.get_mut(from..to).unwrap_or_default() {
        piece.mark = Mark::Hint;
    }
}

/// The label at the start of a free piece, which may go on over the next lines.
fn free(pieces: &[Piece], at: usize, labels: &Labels) -> Option<Hit> {
    let piece = pieces.get(at)?;
    let text = piece.text.as_str();
    // Choices side by side.
    if strip::is_box(text) && strip::boxes(text) > 1 {
        return None;
    }
    // "a) Country" is numbered.
    let worded = text.get(strip::lead(text)..).unwrap_or(text);
    let lower = [text, worded]
        .iter()
        .all(|text| text.starts_with(char::is_lowercase));
    let own = head(
        text,
        labels,
        !lower && (looks_like_label(piece) || stands_before_gap(pieces, at)),
    )
    // A line in lower case goes on with a sentence, unless somebody writes all labels so.
    .filter(|own| !lower || own.sign == Sign::Strong && !own.label.is_other())
    .filter(|own| !options::is_crossed(text, own.value))
    .filter(|own| !options::is_wrapped(pieces, at, own.value));
    let ends = |text: &str| text.trim_end().ends_with([':', '?', '：', '？']);
    let go_on = own.as_ref().is_none_or(|own| {
        own.value >= text.len() && !ends(text) && (own.label.score < 0.98 || own.label.words >= 3)
    });
    let mut best: Option<(Head, usize, usize)> = own.map(|own| (own, at, 0));
    let begins = (best.is_some() || may_go_on(text, labels) || is_question_start(text)) && !lower;
    if go_on && text.len() > 3 && begins && piece.edge != Edge::Gap {
        let mut joined = text.to_owned();
        for next in at + 1..(at + WRAP).min(pieces.len()) {
            let Some(line) = pieces.get(next) else { break };
            if !matches!(line.mark, Mark::Free)
                || line.field.is_some()
                || line.is_empty()
                || line.edge != Edge::Line
                || starts_numbered(&line.text)
            {
                break;
            }
            let before = joined.len() + 1;
            joined.push(' ');
            joined.push_str(&line.text);
            let fuzzy = joined.contains(['?', '？']) || line.text.contains([':', '：']);
            let found = head(&joined, labels, fuzzy)
                .filter(|found| found.value > before || found.value == joined.len());
            // Not where the next line is a label by itself; a question goes on in lower case.
            let asks = line.text.contains(['?', '？']) && !text.contains(['?', '？']);
            let inside = asks && line.text.starts_with(|c: char| c.is_lowercase());
            let rest = joined.get(text.len() + 1..).unwrap_or("");
            let alone = || {
                // What begins in lower case is the rest of something.
                if rest.starts_with(char::is_lowercase) && (inside || !ends(text)) {
                    0.0
                } else {
                    head(rest, labels, true).map_or(0.0, |alone| alone.label.score)
                }
            };
            if let Some(found) = found
                && best.as_ref().is_none_or(|(best, ..)| {
                    found.label.score > best.label.score + if inside { -0.12 } else { 0.01 }
                })
                && found.label.score > alone()
            {
                let offset = found.value.saturating_sub(before);
                best = Some((found, next, offset));
            }
            if line.text.contains(['?', '？', ':', '：']) {
                break;
            }
        }
    }
    let (found, last, offset) = best?;
    let end = if last == at { found.value } else { offset };
    let length = pieces.get(last).map_or(0, |piece| piece.text.len());
    let value = if end >= length {
        (last + 1, 0)
    } else {
        (last, end)
    };
    Some(Hit {
        piece: at,
        value,
        sign: found.sign,
        label: found.label,
        told: false,
        guessed: false,
    })
}

/// True when other wordings are worth looking up: the text looks like something printed, not like prose.
fn looks_like_label(piece: &Piece) -> bool {
    let text = piece.text.trim_end();
    let words = label_length(text);
    if words > 45 {
        return false;
    }
    let signed = text
        .get(..text.len().min(400))
        .unwrap_or(text)
        .contains([':', '：', '\t', '_', '?', '？', '*', '|', '=', '→']);
    let dashed = || {
        [" - ", " – ", " — ", "->"]
            .iter()
            .any(|dash| text.contains(dash))
    };
    signed || dashed() || piece.heading || piece.bold || starts_numbered(text)
}

/// True for a short text with a gap and more text behind it, as in "Country     Spain".
fn stands_before_gap(pieces: &[Piece], at: usize) -> bool {
    let Some((piece, next)) = pieces.get(at).zip(pieces.get(at + 1)) else {
        return false;
    };
    let words = count(&piece.text);
    next.field.is_some() && words <= 40
        || next.edge == Edge::Gap && piece.edge != Edge::Gap && words <= 14
}

/// Words in front of the first colon, tab, question mark or fill line.
fn label_length(text: &str) -> usize {
    text.split([
        ':', '：', '\t', '_', '?', '？', '…', '=', '|', '→', '>', '–', '—',
    ])
    .next()
    .map_or(0, count)
}

fn starts_numbered(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && strip::lead(text) > 0
}

fn is_question_start(text: &str) -> bool {
    text.starts_with('¿') || starts_numbered(text)
}

/// Drops hits that the rest of the document does not bear out. `heads` are the pieces that its blocks begin with.
fn sift(pieces: &[Piece], hits: &mut Vec<Hit>, heads: &BTreeSet<usize>) {
    let told = hits.iter().filter(|hit| hit.told).count();
    let free = |hit: &&Hit| !hit.told;
    let strong = hits
        .iter()
        .filter(free)
        .filter(|hit| hit.sign == Sign::Strong)
        .count();
    // A question has its sign for itself; a colon is how this form prints its labels.
    let signed = hits
        .iter()
        .filter(free)
        .filter(|hit| hit.sign == Sign::Strong && !asks_above(pieces, hit))
        .count();
    let starts: BTreeSet<usize> = hits.iter().map(|hit| hit.piece).collect();
    let whole = hits
        .iter()
        .filter(free)
        .filter(|hit| hit.sign == Sign::Whole)
        .count();
    let bold = hits
        .iter()
        .filter(free)
        .filter(|hit| is_bold(pieces, hit))
        .count();
    let free_all = hits.iter().filter(free).count();
    let bold_style = bold >= 4 && bold * 3 >= free_all * 2;
    // A heading stands above bold labels as a label in small print does above its answer.
    let light = hits
        .iter()
        .filter(free)
        .filter(|hit| !hit.label.is_other() && is_light(pieces, hit));
    let light = light.count();
    let light_style = light >= 4 && light * 3 >= free_all * 2;
    let looks: Vec<([bool; 3], bool)> = hits
        .iter()
        .filter(free)
        .filter_map(|hit| Some((look(pieces, hit)?, asks_above(pieces, hit))))
        .collect();
    let usual = |questions: bool| -> Vec<bool> {
        let most = |at: usize| {
            let counted = || {
                let asked = |asks: bool| questions || at != SIGNED || !asks;
                looks.iter().filter(move |(_, asks)| asked(*asks))
            };
            let with = counted().filter(|(look, _)| look.get(at) == Some(&true));
            counted().count() >= 6 && with.count() * 4 >= counted().count() * 3
        };
        (0..3).map(most).collect()
    };
    let (usual, usual_of_all) = (usual(false), usual(true));
    // Labels with their values behind a gap in the same line.
    let before_gap = |hit: &Hit| {
        let next = pieces.get(hit.value.0);
        !hit.told
            && hit.value.0 > hit.piece
            && next.is_some_and(|next| next.edge == Edge::Gap && !next.is_empty())
    };
    let gapped = hits.iter().filter(|hit| before_gap(hit)).count() * 2 > hits.len();
    let in_turn: Vec<usize> = hits
        .windows(2)
        .filter(|pair| matches!(pair, [before, hit] if takes_turn(pieces, before, hit)))
        .filter_map(|pair| pair.last().map(|hit| hit.piece))
        .collect();
    let bold_lefts: Vec<f32> = hits
        .iter()
        .filter(|hit| bold_style && is_bold(pieces, hit))
        .filter_map(|hit| pieces.get(hit.piece).map(|piece| piece.place[0]))
        .collect();
    let in_columns = told_columns(pieces, hits);
    let answers: Vec<usize> = hits
        .windows(2)
        .filter(|pair| matches!(pair, [label, hit] if answers(pieces, label, hit)))
        .filter_map(|pair| pair.last().map(|hit| hit.piece))
        .collect();
    hits.retain(|hit| {
        if answers.contains(&hit.piece) {
            return false;
        }
        if in_turn.contains(&hit.piece) || heads.contains(&hit.piece) || gapped && before_gap(hit) {
            return true;
        }
        if is_known_heading(pieces, hit) || heads_answer(pieces, hit, &starts) {
            return true;
        }
        // Where answers are in bold below plain labels, what is only alike to a label and in bold is part of an answer.
        if light_style && !hit.told && hit.label.score < 0.9 && is_bold(pieces, hit) {
            return false;
        }
        // A word that is printed otherwise than the labels of this document is a value ("Mayor").
        if !hit.told && hit.sign == Sign::Whole && hit.label.words <= 3 {
            let own = look(pieces, hit).unwrap_or_default();
            let usual = match has_answer(pieces, hit, &starts) {
                true => &usual,
                false => &usual_of_all,
            };
            let differs = own.iter().zip(usual).any(|(own, usual)| *usual && !own);
            if differs && !is_in_line(pieces, hit, &bold_lefts) {
                return false;
            }
        }
        if hit.told {
            return true;
        }
        let outside = pieces
            .get(hit.piece)
            .is_some_and(|piece| piece.cell == (0, 0));
        // A document whose form is a table has no labels in its prose, unless they are as plain.
        if told >= 6
            && outside
            && hit.label.weak
            && hit.sign != Sign::Strong
            && !(before_gap(hit) && in_columns(hit))
        {
            return false;
        }
        match hit.sign {
            Sign::Strong => true,
            Sign::Whole => {
                let short = hit.label.words <= 2;
                let strong = match has_answer(pieces, hit, &starts) {
                    true => signed,
                    false => strong,
                };
                !(short && (hit.label.weak || strong > 2 * whole) && strong >= 4)
                    || is_bold(pieces, hit) && bold_style
            }
            Sign::Soft => hit.label.words >= 2 && hit.label.score >= 0.95 || strong <= free_all / 2,
            Sign::Bare => true,
        }
    });
}

/// True for what is only alike to a label and stands behind the sign of one, printed otherwise, in the same line.
fn answers(pieces: &[Piece], label: &Hit, hit: &Hit) -> bool {
    let (Some(before), Some(own)) = (pieces.get(label.piece), pieces.get(hit.piece)) else {
        return false;
    };
    let next = label.value == (hit.piece, 0) || label.piece + 1 == hit.piece;
    let behind = next && own.edge == Edge::Gap;
    let whole = hit.sign == Sign::Whole && hit.label.score < 0.95;
    // A hint before the answer.
    let hint = hit.sign == Sign::Soft && hit.label.is_other();
    behind && !hit.told && (whole || hint) && label.sign == Sign::Strong && before.bold != own.bold
}

/// True for a label in a paragraph of its own behind a label with an answer of one paragraph: they take turns.
fn takes_turn(pieces: &[Piece], before: &Hit, hit: &Hit) -> bool {
    let paragraph = |at: usize| {
        pieces.get(at).is_some_and(|piece| {
            piece.edge == Edge::Paragraph && matches!(piece.mark, Mark::Free) && !piece.heading
        })
    };
    hit.sign == Sign::Whole
        && before.value == (before.piece + 1, 0)
        && hit.piece == before.piece + 2
        && (before.piece..=hit.piece + 1).all(paragraph)
}

/// Labels followed by nothing but a space and their value: taken only where the document has many of them.
pub(super) fn bare_hits(pieces: &[Piece], known: &[Hit], labels: &Labels) -> Vec<Hit> {
    let mut others: Vec<_> = known.iter().filter_map(|hit| hit.label.field()).collect();
    others.sort_unstable();
    others.dedup();
    let is_free = |(at, piece): &(usize, &Piece)| {
        matches!(piece.mark, Mark::Free)
            && piece.field.is_none()
            && !known
                .iter()
                .any(|hit| hit.piece <= *at && *at < hit.value.0.max(hit.piece + 1))
    };
    let free: Vec<(usize, &Piece)> = pieces.iter().enumerate().filter(is_free).collect();
    // Each can bring one field, and they must bring more than are known.
    let least = others.len().max(3);
    if free.len() <= least {
        return Vec::new();
    }
    let mut found = Vec::new();
    for (at, piece) in free {
        if let Some(head) = bare(&piece.text, labels) {
            found.push(Hit {
                piece: at,
                value: (at, head.value),
                label: head.label,
                sign: Sign::Bare,
                told: false,
                guessed: false,
            });
        }
    }
    let mut fields: Vec<_> = found.iter().filter_map(|hit| hit.label.field()).collect();
    fields.sort_unstable();
    fields.dedup();
    if fields.len() > least {
        found
    } else {
        Vec::new()
    }
}
