//! Labels side by side in one line with their answers in the lines below: each answer goes to the label that it stands under.

use super::label::Labels;
use super::piece::{Edge, Mark, Piece};
use super::words::count;

/// Points by which a label and its answer may begin apart.
const ALIGNED: f32 = 10.0;

/// Lines of an answer that are looked at.
const LINES: usize = 4;

/// Puts the second of two labels in bold behind the answer of the first, or below it where that has none.
pub(super) fn part(pieces: &mut [Piece], labels: &Labels) {
    for at in 0..pieces.len() {
        if let Some(lines) = answer(pieces, at, labels)
            && let Some(run) = pieces.get_mut(at + 1..at + 2 + lines)
        {
            if let Some(second) = run.first_mut() {
                second.edge = Edge::Paragraph;
            }
            run.rotate_left(1);
        }
    }
}

/// How many lines below two labels side by side answer the first; `None` where there are no two such labels.
fn answer(pieces: &[Piece], at: usize, labels: &Labels) -> Option<usize> {
    let (first, second) = (pieces.get(at)?, pieces.get(at + 1)?);
    let free = |piece: &Piece| matches!(piece.mark, Mark::Free) && piece.field.is_none();
    let abreast = first.edge > Edge::Gap && second.edge == Edge::Gap;
    let printed = [first, second]
        .iter()
        .all(|one| free(one) && one.bold && one.place[2] > 0.0 && !one.is_empty());
    let next = pieces.get(at + 2);
    if !abreast || !printed || next.is_some_and(|next| next.edge == Edge::Gap) {
        return None;
    }
    let below = |piece: &&Piece| {
        matches!(piece.mark, Mark::Free | Mark::Value) && !piece.bold && piece.edge == Edge::Line
    };
    let left = |piece: &Piece, label: &Piece| (piece.place[0] - label.place[0]).abs() <= ALIGNED;
    let under = pieces.get(at + 2..)?.iter().take(LINES);
    let under = under.take_while(|piece| below(piece) && left(piece, first));
    let lines = under.count();
    // Nothing stands below them, or what stands there is the second one's.
    let alone = || next.is_none_or(|next| next.edge > Edge::Line || left(next, second));
    let asks = |piece: &Piece| count(&piece.text) > 1 && labels.find(&piece.text).is_some();
    ((lines > 0 || alone()) && asks(first) && asks(second)).then_some(lines)
}
