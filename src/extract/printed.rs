//! How labels are printed: in bold, behind a number, with a sign, or in plain type above answers in bold.

use super::head::Sign;
use super::hit::Hit;
use super::piece::{Edge, Piece};
use super::strip;

/// Where `look` tells of the sign at the end.
pub(super) const SIGNED: usize = 2;

/// True for a question with its answer below it.
pub(super) fn asks_above(pieces: &[Piece], hit: &Hit) -> bool {
    let last = hit.value.0.checked_sub(1).and_then(|last| pieces.get(last));
    hit.value.0 > hit.piece
        && hit.value.1 == 0
        && last.is_some_and(|last| last.text.trim_end().ends_with(['?', '？', '؟']))
}

/// How a label is printed: in bold, behind a number or bullet, with a sign at its end.
pub(super) fn look(pieces: &[Piece], hit: &Hit) -> Option<[bool; 3]> {
    let piece = pieces.get(hit.piece)?;
    let last = pieces
        .get(hit.value.0.saturating_sub(usize::from(hit.value.1 == 0)))
        .unwrap_or(piece);
    let signed = hit.sign != Sign::Whole
        || last
            .text
            .trim_end()
            .ends_with([':', '?', '*', '：', '？', '.', '_', '…']);
    Some([
        piece.bold || piece.heading,
        strip::lead(&piece.text) > 0,
        signed,
    ])
}

/// True for a label in plain type whose answer in bold begins below it.
pub(super) fn is_light(pieces: &[Piece], hit: &Hit) -> bool {
    let is_bold = |at: usize| pieces.get(at).is_some_and(|piece| piece.bold);
    hit.value.1 == 0 && hit.value.0 > hit.piece && !is_bold(hit.piece) && is_bold(hit.value.0)
}

/// True for a label in bold, or one that is a heading.
pub(super) fn is_bold(pieces: &[Piece], hit: &Hit) -> bool {
    pieces
        .get(hit.piece)
        .is_some_and(|piece| piece.bold || piece.heading)
}

/// True for a label of a scan, where thin strokes may be bold ones, that begins where those in bold do, with its answer set
/// in below it.
pub(super) fn is_in_line(pieces: &[Piece], hit: &Hit, lefts: &[f32]) -> bool {
    let (Some(label), Some(answer)) = (pieces.get(hit.piece), pieces.get(hit.value.0)) else {
        return false;
    };
    let same = lefts.iter().filter(|x| (*x - label.place[0]).abs() < 2.0);
    let set_in = answer.place[0] - label.place[0];
    let below = hit.value.0 == hit.piece + 1 && answer.edge >= Edge::Line && !answer.bold;
    label.sure < 1.0 && below && set_in > 3.0 && set_in < 20.0 && same.count() >= 3
}
