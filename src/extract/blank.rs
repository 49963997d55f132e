//! Fillable fields that were left empty: the label printed behind one is no answer to the label before it.

use super::hit::Hit;
use super::piece::{Mark, Piece};
use crate::document::{Document, FieldKind, FormField};
use std::collections::BTreeSet;

/// Empty fields of the longest form.
const MOST: usize = 500;

/// Marks what stands behind the empty field of a label, and has a field of its own, as a label that nobody knows.
pub(super) fn close(pieces: &mut [Piece], hits: &[Hit], document: &Document) {
    let is_blank = |field: &&FormField| {
        let typed = matches!(field.kind, FieldKind::Text | FieldKind::Date);
        typed && field.value.is_empty() && field.page > 0
    };
    let blanks = document.fields.iter().filter(is_blank).take(MOST + 1);
    let blanks: Vec<&FormField> = blanks.collect();
    // Each piece is held against each of them.
    if blanks.is_empty() || blanks.len() > MOST {
        return;
    }
    let labels: BTreeSet<usize> = hits.iter().map(|hit| hit.piece).collect();
    let is_open = |at: usize| {
        let pair = pieces.get(at).zip(pieces.get(at + 1));
        pair.is_some_and(|(label, next)| blanks.iter().any(|blank| parts(label, blank, next)))
    };
    let mut found = Vec::new();
    for (at, next) in pieces.iter().enumerate().skip(1) {
        let free = matches!(next.mark, Mark::Free) && next.field.is_none() && !labels.contains(&at);
        let answered = || pieces.get(at + 1).is_some_and(|own| own.field.is_some());
        if free && is_open(at - 1) && (answered() || is_open(at)) {
            found.push(at);
        }
    }
    for at in found {
        if let Some(piece) = pieces.get_mut(at) {
            piece.mark = Mark::Unknown;
        }
    }
}

/// True for a field below or beside a printed text and above the next one.
fn parts(label: &Piece, blank: &FormField, next: &Piece) -> bool {
    if label.field.is_some() || label.page != blank.page || next.page != blank.page {
        return false;
    }
    let [left, top, right, bottom] = label.place;
    let [own_left, own_top, own_right, own_bottom] = blank.place;
    let [next_left, next_top, ..] = next.place;
    let middle = (own_top + own_bottom) / 2.0;
    let below = own_left < right && own_right > left;
    let beside = own_left >= right && own_top < bottom;
    middle > top && next_top >= middle && next_left < own_right && (below || beside)
}
