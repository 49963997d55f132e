//! The column that names the parts of a form beside its labels: "Leader" next to "Name", "Function" and "Term of office".

use super::cell::Kind;
use super::label::Labels;
use super::table::{Box, Row};

/// Rows that a table must have before its first column is believed to name its parts.
const ROWS: usize = 6;

/// Gives each name of a part a row of its own, above the labels beside it, and tells which rows these are.
pub(super) fn part(rows: Vec<Row>, labels: &Labels) -> (Vec<Row>, Vec<usize>) {
    if !names_parts(&rows, labels) {
        return (rows, Vec::new());
    }
    let mut parted: Vec<Row> = Vec::with_capacity(rows.len() * 2);
    let mut names = Vec::new();
    for mut row in rows {
        if row.cells.len() > 2 {
            let mut name = row.cells.remove(0);
            if is_filled(&name) {
                name.column = row.cells.first().map_or(name.column, |cell| cell.column);
                names.push(parted.len());
                parted.push(Row { cells: vec![name] });
            }
        }
        parted.push(row);
    }
    (parted, names)
}

/// Takes the rows that name parts for what they are, whatever their words may mean as labels.
pub(super) fn settle(kinds: &mut [Vec<Kind>], names: &[usize]) {
    for at in names {
        if let Some(kind) = kinds.get_mut(*at).and_then(|row| row.first_mut()) {
            *kind = Kind::Text;
        }
    }
}

/// True where the first cell is empty in half the rows and more, and most second cells are labels; where many are, it is
/// enough that something stands in all of them.
fn names_parts(rows: &[Row], labels: &Labels) -> bool {
    let first = rows
        .iter()
        .filter_map(|row| row.cells.first())
        .map(|cell| cell.column)
        .min();
    let wide: Vec<&Row> = rows
        .iter()
        .filter(|row| row.cells.len() > 2 && row.cells.first().map(|cell| cell.column) == first)
        .collect();
    let named = |row: &&&Row| row.cells.first().is_some_and(is_filled);
    let names = wide.iter().filter(named).count();
    let labelled = wide
        .iter()
        .filter(|row| {
            let cell = row.cells.get(1);
            cell.is_some_and(|cell| super::cell::kind(cell, labels, false).is_label())
        })
        .count();
    let asked = wide
        .iter()
        .filter(|row| row.cells.get(1).is_some_and(is_filled))
        .count();
    let labels = labelled * 3 >= wide.len() * 2 || asked == wide.len() && labelled * 4 >= asked;
    wide.len() >= ROWS && names > 0 && names * 2 <= wide.len() && labels
}

fn is_filled(cell: &Box) -> bool {
    cell.pieces.iter().any(|piece| !piece.is_empty())
}
