//! The row of a table in which a label has its answer: what stands in the next row or below the table is no part of it.

use super::hit::Hit;
use super::piece::{Edge, Mark, Piece};

/// True for what stands outside the row in which a label has its answer.
pub(super) fn is_left(pieces: &[Piece], hit: &Hit, before: usize, at: usize) -> bool {
    let (Some(label), Some(last), Some(piece)) =
        (pieces.get(hit.piece), pieces.get(before), pieces.get(at))
    else {
        return false;
    };
    let free = matches!(piece.mark, Mark::Free) && piece.field.is_none();
    if last.cell == (0, 0) || piece.cell == last.cell || !free {
        return false;
    }
    let outside = piece.cell == (0, 0);
    // Below a table stands the title of the next part.
    if outside && piece.bold && !last.bold {
        return true;
    }
    let within = pieces.get(hit.piece + 1..=before).into_iter().flatten();
    let beside = label.cell == last.cell && within.rev().any(|one| one.edge == Edge::Cell);
    let next = pieces.get(at + 1..).into_iter().flatten();
    let mut next = next.take_while(|one| one.cell == piece.cell);
    let celled = piece.edge == Edge::Row && next.any(|one| one.edge == Edge::Cell);
    let below = outside && piece.page == 0 && piece.edge >= Edge::Paragraph;
    beside && (celled || below)
}
