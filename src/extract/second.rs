//! The second language of labels in a form that prints two: it is no part of the answer, whether a rule knows it or not.

use super::head::Sign;
use super::hit::Hit;
use super::piece::{Edge, Mark, Piece};
use super::strip;
use super::words::count;

/// What parts the two languages of a label.
const PARTS: [char; 6] = ['|', '/', '–', '—', '-', '·'];

/// Lines that the second wording of a question may be wrapped over.
const WRAP: usize = 5;

/// Words of the longest question in one language.
const LONGEST: usize = 45;

/// Moves the values of labels behind the wording in the second language, where the document is in two.
pub(super) fn skip(pieces: &[Piece], hits: &mut [Hit]) {
    for part in PARTS {
        let whole = hits.iter().filter(|hit| is_double(pieces, hit, part));
        let twofold = whole.take(3).count() == 3;
        for index in 0..hits.len() {
            let end = hits.get(index + 1).map_or(pieces.len(), |next| next.piece);
            if let Some(hit) = hits.get_mut(index)
                && let Some(value) = behind(pieces, hit, end.max(hit.piece + 1), part, twofold)
            {
                hit.value = value;
                hit.sign = Sign::Strong;
            }
        }
    }
}

/// True for a label whose two wordings are both known: "Country | País: Spain".
fn is_double(pieces: &[Piece], hit: &Hit, part: char) -> bool {
    let (at, offset) = hit.value;
    let label = pieces
        .get(hit.piece)
        .filter(|_| at == hit.piece && !hit.told)
        .and_then(|piece| piece.text.get(..offset));
    label.is_some_and(|label| {
        let label = label.trim_end();
        let inside = label.split_once(part).is_some_and(|(front, back)| {
            let words = |text: &str| text.chars().any(char::is_alphabetic);
            front.ends_with(' ') && back.starts_with(' ') && words(front) && words(back)
        });
        inside && label.ends_with([':', '：', '='])
    })
}

/// Where the value begins behind the second wording of a label, if there is one. Without other labels in two languages only
/// a question behind a question is one.
fn behind(
    pieces: &[Piece],
    hit: &Hit,
    end: usize,
    part: char,
    twofold: bool,
) -> Option<(usize, usize)> {
    let (first, offset) = hit.value;
    let piece = pieces.get(first).filter(|_| hit.sign == Sign::Strong)?;
    let front = piece.text.get(..offset)?.trim_end();
    let rest = piece.text.get(offset..)?;
    // The sign may have been taken for the one between a label and its value.
    let (label, second) = match front.strip_suffix(part) {
        Some(label) => (label.trim_end(), rest),
        None => {
            let second = rest.trim_start().strip_prefix(part)?;
            (front, second.strip_prefix(' ')?)
        }
    };
    let asked = if label.is_empty() && first > hit.piece {
        pieces.get(first - 1)?.text.trim_end()
    } else {
        label
    };
    let question = asked.ends_with(['?', '？', '؟']);
    if !question && (!twofold || asked.ends_with([':', '：'])) {
        return None;
    }
    let mut words = 0;
    let mut at = first;
    let mut from = piece.text.len() - second.len();
    while at < end.min(first + WRAP) {
        let piece = pieces.get(at)?;
        let goes_on = at == first
            || matches!(piece.mark, Mark::Free)
                && piece.field.is_none()
                && piece.edge == Edge::Line;
        if !goes_on {
            return None;
        }
        let text = piece.text.get(from..)?;
        if let Some(stop) = stop(text, twofold) {
            let label = text.get(..stop)?;
            if words + count(label) > LONGEST || label.contains(". ") || strip::is_address(label) {
                return None;
            }
            let value = from + stop + strip::separator(text.get(stop..)?);
            return Some(if value >= piece.text.len() {
                (at + 1, 0)
            } else {
                (at, value)
            });
        }
        words += count(text);
        from = 0;
        at += 1;
    }
    None
}

/// Where a wording ends: at its colon, or behind its question mark. In a document that is not known to be in two languages it
/// must be a question.
fn stop(text: &str, twofold: bool) -> Option<usize> {
    let mark = text.find(['?', '？', '؟']).map(|at| {
        let mark = text.get(at..).and_then(|rest| rest.chars().next());
        at + mark.map_or(0, char::len_utf8)
    });
    let colon = text
        .find(": ")
        .or_else(|| text.find(" = "))
        .or_else(|| text.ends_with(':').then(|| text.len() - 1));
    match (mark, colon) {
        (Some(mark), colon) if colon.is_none_or(|colon| mark <= colon + 2) => Some(mark),
        (_, Some(colon)) if twofold => Some(colon),
        _ => None,
    }
}
