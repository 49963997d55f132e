//! Tables of several columns in which each row of labels has its row of answers below it, some rows of two cells and some of one:
//! the labels that are known tell which rows are labels, whatever words the others are.

use super::cell::{Kind, kind};
use super::label::Labels;
use super::piece::Piece;
use super::table::{Box, Row};

/// Pairs of rows of the shortest table that is told so.
const PAIRS: usize = 5;
/// Rows above the first labels that name the form and say how to fill it in.
const TITLES: usize = 4;
/// Columns of the widest form.
const COLUMNS: usize = 40;
/// Letters that no label has.
const LONG: usize = 250;

/// Marks labels and answers in a table that is built so; the row at which they begin.
pub(super) fn in_pairs(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels) -> Option<usize> {
    let wide = |row: &&Row| filled(row).count() > 1;
    let start = rows.iter().position(|row| wide(&row))?;
    // What is no label that is known names the form rather than anything that it asks.
    let mut starts = (0..=start.min(TITLES)).rev().filter(|start| {
        let pairs = rows.len() - start;
        pairs.is_multiple_of(2) && pairs >= 2 * PAIRS
    });
    let start = starts.find(|start| {
        let (above, own) = kinds.split_at(*start);
        let named = above.iter().flatten().any(Kind::is_label);
        let rows = rows.get(*start..).unwrap_or(&[]);
        !named && rows.chunks(2).all(is_pair) && is_told(rows, own)
    })?;
    let below = rows.iter().zip(kinds.iter_mut()).skip(start);
    for (at, (row, kinds)) in below.enumerate() {
        for (cell, slot) in row.cells.iter().zip(kinds) {
            *slot = match slot {
                Kind::Empty => Kind::Empty,
                _ if at % 2 == 1 => Kind::Text,
                _ => match kind(cell, labels, true) {
                    label @ Kind::Label(_) => label,
                    _ => Kind::Unknown,
                },
            };
        }
    }
    Some(start)
}

/// The cells of a row in which something stands.
fn filled(row: &Row) -> impl Iterator<Item = &Box> {
    let is_filled = |cell: &&Box| cell.pieces.iter().any(|piece| !piece.is_empty());
    row.cells.iter().filter(is_filled)
}

/// True for a row of what may be labels above a row in which nothing stands but below them.
fn is_pair(pair: &[Row]) -> bool {
    let [heads, below] = pair else { return false };
    // Each cell below is held against each above.
    if heads.cells.len() > COLUMNS {
        return false;
    }
    let length = |cell: &Box| cell.pieces.iter().map(|one| one.text.len()).sum::<usize>();
    let mut labels = filled(heads).peekable();
    labels.peek().is_some()
        && labels.all(|cell| length(cell) < LONG && cell.pieces.iter().all(|p| p.field.is_none()))
        && filled(below).all(|cell| filled(heads).any(|head| head.column == cell.column))
}

/// True where most of the upper cells are labels that are known, side by side in some rows, and hardly any of the lower ones.
fn is_told(rows: &[Row], kinds: &[Vec<Kind>]) -> bool {
    /// Rows of two labels that no chance makes.
    const WIDE: usize = 3;
    let heads = || kinds.iter().step_by(2);
    let known = |row: &Vec<Kind>| {
        let labels = row.iter().filter(|kind| matches!(kind, Kind::Label(_)));
        labels.count()
    };
    let upper: usize = heads().map(known).sum();
    let all = rows.iter().step_by(2).flat_map(filled).count();
    let lower = kinds.iter().skip(1).step_by(2).flatten();
    let (chance, own): (Vec<&Kind>, Vec<&Kind>) = lower
        .filter(|kind| kind.is_label() || matches!(kind, Kind::Inline))
        .partition(|kind| kind.label().is_some_and(|label| label.words <= 2));
    heads().filter(|row| known(row) > 1).count() >= WIDE
        && upper * 2 >= all
        && own.is_empty()
        && chance.len() * 6 <= upper
}

/// As much of a head as may stand over each of a thousand rows.
pub(super) fn shown(head: &[Piece]) -> Vec<Piece> {
    const LINES: usize = 12;
    const BYTES: usize = 400;
    let mut shown: Vec<Piece> = head.iter().take(LINES).cloned().collect();
    for piece in &mut shown {
        piece.text.truncate(piece.text.floor_char_boundary(BYTES));
    }
    shown
}

/// True for a row of two cells, the first of which is no label that is known.
pub(super) fn is_two(row: &[Kind]) -> bool {
    matches!(row, [Kind::Text, Kind::Text | Kind::Label(_) | Kind::Empty])
}
