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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::head::Sign;
    use crate::extract::label::Match;

    #[test]
    fn an_answer_beside_its_label_ends_with_the_row_and_with_the_table() {
        let piece = |text: &str, edge: Edge, cell: (u32, u32), bold: bool| Piece {
            text: text.to_owned(),
            edge,
            cell,
            bold,
            page: 1,
            ..Piece::default()
        };
        let hit = Hit {
            piece: 0,
            value: (1, 0),
            label: Match::default(),
            sign: Sign::Strong,
            told: false,
            guessed: false,
        };
        let left = |below: Vec<Piece>| {
            let mut pieces = vec![
                piece("Why?", Edge::Row, (1, 1), false),
                piece("They are near.", Edge::Cell, (1, 1), false),
            ];
            pieces.extend(below);
            is_left(&pieces, &hit, 1, 2)
        };
        assert!(left(vec![
            piece("18", Edge::Row, (2, 1), false),
            piece("What else?", Edge::Cell, (2, 1), false),
        ]));
        assert!(left(vec![piece("Office", Edge::Line, (0, 0), true)]));
        // It may go on in a row of one cell, and below its table on the next page.
        assert!(!left(vec![piece("And kind.", Edge::Row, (1, 2), false)]));
        assert!(!left(vec![piece("And kind.", Edge::Line, (0, 0), false)]));
    }
}
