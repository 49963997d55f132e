//! How labels are printed: in bold, behind a number, with a sign, or in plain type above answers in bold.

use super::head::Sign;
use super::hit::Hit;
use super::piece::{Edge, Mark, Piece};
use super::strip;
use std::collections::BTreeSet;

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

/// True for a type so much smaller than another that one is that of labels and one that of answers.
pub(super) fn is_smaller(one: f32, other: f32) -> bool {
    one > 0.0 && one <= 0.9 * other
}

/// The font size of a printed piece; 0 where it is unknown, or measured in a scan.
pub(super) fn size(piece: &Piece) -> f32 {
    match piece.sure < 1.0 || piece.field.is_some() {
        true => 0.0,
        false => piece.place[3] - piece.place[1],
    }
}

/// The size of labels in small type above larger answers, where (nearly) all of these labels are printed so.
pub(super) fn small<'h>(pieces: &[Piece], hits: impl Iterator<Item = &'h Hit>) -> Option<f32> {
    /// Labels that tell.
    const FEWEST: usize = 4;
    let mut sizes: Vec<f32> = Vec::new();
    let mut all = 0;
    for hit in hits {
        all += 1;
        let pair = pieces.get(hit.piece).zip(pieces.get(hit.value.0));
        let own = pair.filter(|_| hit.value.1 == 0 && hit.value.0 > hit.piece);
        let own = own.map(|(label, answer)| (size(label), size(answer)));
        sizes.extend(
            own.filter(|(label, answer)| is_smaller(*label, *answer))
                .map(|(label, _)| label),
        );
    }
    sizes.sort_by(f32::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied()?;
    (sizes.len() >= FEWEST && sizes.len() * 2 > all).then_some(usual)
}

/// True for a piece in small type of this size, above one in larger type.
pub(super) fn is_small(pieces: &[Piece], at: usize, usual: f32) -> bool {
    let size_at = |at: usize| pieces.get(at).map_or(0.0, size);
    (size_at(at) - usual).abs() < 0.05 * usual && is_smaller(usual, size_at(at + 1))
}

/// True for a piece in plain type with a smaller one right above it: that is its label.
pub(super) fn is_labelled(pieces: &[Piece], at: usize) -> bool {
    let above = at.checked_sub(1).and_then(|above| pieces.get(above));
    let own = above.zip(pieces.get(at));
    own.is_some_and(|(above, own)| !own.bold && !own.heading && is_smaller(size(above), size(own)))
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

/// True for a label with a line below it that is no label, and with no question above it that waits for an answer.
pub(super) fn has_answer(pieces: &[Piece], hit: &Hit, starts: &BTreeSet<usize>) -> bool {
    let answered = hit.value.1 == 0
        && !starts.contains(&hit.value.0)
        && pieces.get(hit.value.0).is_some_and(|next| {
            !next.is_empty() && !next.heading && matches!(next.mark, Mark::Free)
        });
    let above = pieces.get(..hit.piece).unwrap_or_default().last();
    answered && !above.is_some_and(|above| above.text.trim_end().ends_with([':', '?', '：', '？']))
}

/// True for a heading of the rules in its own words, on a paragraph of its own.
pub(super) fn is_known_heading(pieces: &[Piece], hit: &Hit) -> bool {
    let alone = |at: usize| {
        let piece = pieces.get(at);
        piece.is_none_or(|piece| piece.edge >= Edge::Paragraph)
    };
    let exact = hit.label.is_other() && hit.label.score >= 0.98 && hit.sign == Sign::Whole;
    exact && hit.value.1 == 0 && alone(hit.piece) && alone(hit.value.0)
}

/// True for a label in its own words and in bold type that begins a paragraph and has an answer in plain type below it: so
/// questions are printed below labels that have a colon.
pub(super) fn heads_answer(pieces: &[Piece], hit: &Hit, starts: &BTreeSet<usize>) -> bool {
    let exact = hit.sign == Sign::Whole && !hit.label.weak && hit.label.score >= 0.98;
    let bold = |at: usize| pieces.get(at).is_some_and(|piece| piece.bold);
    let begins = pieces.get(hit.piece).map(|piece| piece.edge) >= Some(Edge::Paragraph);
    exact
        && !hit.told
        && begins
        && bold(hit.piece)
        && !bold(hit.value.0)
        && has_answer(pieces, hit, starts)
}

/// Tells of a label whether it begins where those of tables do that have their answers beside them, and its answer where theirs do.
pub(super) fn told_columns<'p>(
    pieces: &'p [Piece],
    hits: &[Hit],
) -> impl Fn(&Hit) -> bool + use<'p> {
    /// Points by which a column may be out of line, and labels that make one.
    const APART: f32 = 3.0;
    const LABELS: usize = 3;
    let lefts = |hit: &Hit| {
        let label = pieces.get(hit.piece).filter(|label| label.page > 0)?;
        Some([label.place[0], pieces.get(hit.value.0)?.place[0]])
    };
    let own = hits.iter().filter(|hit| hit.told);
    let columns: Vec<[f32; 2]> = own.filter_map(lefts).collect();
    move |hit: &Hit| {
        let label = pieces.get(hit.piece).filter(|label| label.page > 0);
        let answer = pieces.get(hit.value.0);
        let (Some(label), Some(answer)) = (label, answer) else {
            return false;
        };
        let alike = columns.iter().filter(|[left, beside]| {
            (left - label.place[0]).abs() < APART && (beside - answer.place[0]).abs() < APART
        });
        alike.take(LABELS).count() == LABELS
    }
}
