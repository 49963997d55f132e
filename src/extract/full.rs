//! Lines that end because there is no more room: what stands below them goes on with them.

use super::piece::Piece;

/// Pieces around a line that tell how much room it has.
const AROUND: usize = 40;
/// Points by which the lines of one text may begin apart.
const ALIGNED: f32 = 3.0;
/// How far above a line what stands right of it shows the next column, in heights of the line: their labels may stand side by
/// side over the answer of one.
const REACH: f32 = 1.5;
/// The space between two columns, in heights of a line.
const GUTTER: f32 = 1.5;

/// The pieces on the page around a piece.
fn around(pieces: &[Piece], at: usize) -> impl Iterator<Item = &Piece> {
    let page = pieces.get(at).map(|own| own.page);
    let near = pieces.get(at.saturating_sub(AROUND)..(at + AROUND).min(pieces.len()));
    let near = near.unwrap_or(&[]).iter();
    near.filter(move |piece| Some(piece.page) == page)
}

/// True when a line reaches as far right as the lines around it.
pub(super) fn is_full(pieces: &[Piece], at: usize) -> bool {
    let Some(own) = pieces.get(at) else {
        return false;
    };
    let right = |piece: &Piece| piece.place.get(2).copied().unwrap_or(0.0);
    let far = around(pieces, at).map(right).fold(0.0, f32::max);
    right(own) > far * 0.85
}

/// True when the first word of the next line had no room at the end of a line, for something stands right of that.
pub(super) fn breaks(pieces: &[Piece], at: usize, next: usize) -> bool {
    let (Some(own), Some(below)) = (pieces.get(at), pieces.get(next)) else {
        return false;
    };
    let [left, top, right, bottom] = own.place;
    let [below_left, below_top, below_right, _] = below.place;
    if (left - below_left).abs() > ALIGNED || below_top < top || own.bold != below.bold {
        return false;
    }
    let letters = |text: &str| text.chars().count() as f32;
    let first = below.text.split_whitespace().next().map_or(0.0, letters);
    let word = (below_right - below_left) * first / letters(&below.text).max(1.0);
    let beside = around(pieces, at)
        .filter(|piece| {
            let [other, over, _, under] = piece.place;
            other > right && over < bottom && under > top - REACH * (bottom - top)
        })
        .map(|piece| piece.place[0])
        .min_by(f32::total_cmp);
    let gutter = GUTTER * (bottom - top);
    beside.is_some_and(|beside| right + word > beside - gutter)
        || column(pieces, at).is_some_and(|end| right + word > end)
}

/// Where the lines that begin where this one does end, if several end near there: so wide is their column.
fn column(pieces: &[Piece], at: usize) -> Option<f32> {
    /// Lines that show the width of a column, and how near to its end they come.
    const LINES: usize = 4;
    const NEAR: f32 = 0.9;
    let left = pieces.get(at)?.place[0];
    let same = || around(pieces, at).filter(move |one| (one.place[0] - left).abs() <= ALIGNED);
    let end = same().map(|one| one.place[2]).fold(0.0, f32::max);
    let full = same().filter(|one| one.place[2] - left > (end - left) * NEAR);
    (full.count() >= LINES).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_ends_where_the_first_word_below_it_had_no_room_before_the_next_column() {
        let piece = |text: &str, left: f32, top: f32| Piece {
            text: text.to_owned(),
            page: 1,
            place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
            ..Piece::default()
        };
        let pieces = |second: &str| {
            vec![
                piece("Association of the towns of the Valley", 50.0, 20.0),
                piece(second, 50.0, 32.0),
                piece("Spain", 270.0, 20.0),
                piece(
                    "A line over the whole width of the page, which is far wider",
                    50.0,
                    60.0,
                ),
            ]
        };
        assert!(breaks(&pieces("Tiétar"), 0, 1));
        assert!(!is_full(&pieces("Tiétar"), 0));
        assert!(!breaks(&pieces("in"), 0, 1));
        assert!(!breaks(&pieces("Tiétar")[..2], 0, 1));
    }

    #[test]
    fn a_line_is_full_where_the_word_below_it_would_pass_the_end_of_their_column() {
        let piece = |text: &str, top: f32| Piece {
            text: text.to_owned(),
            page: 1,
            place: [50.0, top, 50.0 + 5.0 * text.len() as f32, top + 10.0],
            ..Piece::default()
        };
        let pieces = |second: &str| {
            let mut pieces = vec![piece("Adviser to the Department of Children and", 20.0)];
            pieces.push(piece(second, 32.0));
            let essay = (0..4).map(|at| {
                piece(
                    "They oblige us to give reasons, and giving them",
                    60.0 + 12.0 * at as f32,
                )
            });
            pieces.extend(essay);
            pieces
        };
        assert!(breaks(&pieces("Equality"), 0, 1));
        assert!(!breaks(&pieces("Youth"), 0, 1));
        assert!(!breaks(&pieces("Equality")[..4], 0, 1));
    }
}
