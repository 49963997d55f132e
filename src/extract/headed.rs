//! Essays under headings of their own, one paragraph after another: a heading that is known tells that the lines above the
//! paragraphs beside it are headings, too, whatever signs the labels of the other answers bear.

use super::hit::Hit;
use super::label::Labels;
use super::piece::{Edge, Mark, Piece};
use super::words::count;
use std::cell::LazyCell;
use std::collections::BTreeSet;

/// Paragraphs in a row, and headings among them that are known, which are no accident.
const ROW: usize = 3;
const KNOWN: usize = 2;
/// Words of the longest heading that is no question.
const WORDS: usize = 12;
/// Words of the shortest essay.
const ESSAY: usize = 6;
const ENDS: [char; 8] = ['.', '!', '…', '。', '؟', '।', '։', '።'];

/// The places of all such headings.
pub(super) fn headings(pieces: &[Piece], hits: &[Hit], labels: &Labels) -> BTreeSet<usize> {
    let known: BTreeSet<usize> = hits
        .iter()
        .filter(|hit| !hit.told && hit.value == (hit.piece + 1, 0) && hit.label.field().is_some())
        .map(|hit| hit.piece)
        .collect();
    let is_known = |at: &usize| {
        let text = pieces.get(*at).map_or("", |piece| piece.text.trim());
        known.contains(at) || labels.find(text).is_some_and(|own| own.field().is_some())
    };
    let room = LazyCell::new(|| room(pieces));
    let mut all = BTreeSet::new();
    let mut row: Vec<usize> = Vec::new();
    let mut close = |row: &mut Vec<usize>| {
        if row.len() >= ROW && row.iter().filter(|at| is_known(at)).take(KNOWN).count() == KNOWN {
            all.extend(row.iter().copied());
        }
        row.clear();
    };
    for (at, piece) in pieces.iter().enumerate() {
        if piece.edge < Edge::Paragraph && at > 0 || piece.is_empty() {
            continue;
        }
        if heads_essay(pieces, at, || *room) {
            row.push(at);
        } else if !is_prose(pieces, at) {
            // An essay may have more than one paragraph.
            close(&mut row);
        }
    }
    close(&mut row);
    all
}

/// True for what was typed in lines, without a table and not on paper.
fn is_free(piece: &Piece) -> bool {
    matches!(piece.mark, Mark::Free)
        && piece.field.is_none()
        && piece.cell == (0, 0)
        && piece.page == 0
}

fn letters(text: &str) -> usize {
    text.trim().chars().count()
}

/// True for a paragraph that ends as a sentence does.
fn is_prose(pieces: &[Piece], at: usize) -> bool {
    let lines = pieces.iter().enumerate().skip(at);
    let own = lines.take_while(|(line, piece)| *line == at || piece.edge == Edge::Line);
    own.last().is_some_and(|(_, last)| {
        let text = last.text.trim_end();
        is_free(last) && text.trim_end_matches(['"', '”', '»', ')']).ends_with(ENDS)
    })
}

/// Letters that a line had room for: those of the longest, or those of a mail's line where its program wraps them (RFC 5322,
/// section 2.1.1, has 78 at most).
fn room(pieces: &[Piece]) -> usize {
    const WRAPPED: usize = 72;
    const MOST: usize = 78;
    let typed = pieces.iter().filter(|piece| is_free(piece));
    let longest = typed.map(|piece| letters(&piece.text)).max();
    longest.filter(|own| *own > MOST).unwrap_or(WRAPPED)
}

/// True for a line that begins a paragraph, is no sentence, and has an essay below it. Where the next word would have had
/// room, its writer ended the line; `room` tells for how many letters.
fn heads_essay(pieces: &[Piece], at: usize, room: impl Fn() -> usize) -> bool {
    let Some(head) = pieces.get(at).filter(|head| is_free(head)) else {
        return false;
    };
    let text = head.text.trim();
    let question = text.ends_with(['?', '？', '؟', ';']);
    let longest = if question { 3 * WORDS } else { WORDS };
    let printed = count(text) <= longest && !text.ends_with([',', '-']);
    if !printed || !question && (text.ends_with(ENDS) || text.contains([':', '：'])) {
        return false;
    }
    let below = pieces.get(at + 1..).unwrap_or_default();
    let essay = || below.iter().take_while(|line| line.edge == Edge::Line);
    let said: usize = essay().map(|line| count(&line.text)).sum();
    let ended = is_prose(pieces, at);
    let whole = essay().all(|line| is_free(line) && !line.is_empty());
    let next = below.first();
    let next = next.and_then(|line| line.text.split_whitespace().next());
    let ended_here = || question || letters(text) + 1 + next.map_or(0, letters) < room();
    whole && said >= ESSAY && ended && ended_here()
}
