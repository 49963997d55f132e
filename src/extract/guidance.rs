//! What helps to fill in a form and answers nothing: a column between labels and their answers ("Population | official figures |
//! 224,802"), and a sheet of what may be chosen.

use super::cell::{Kind, kind};
use super::label::Labels;
use super::options;
use super::table::Row;

/// Rows of the shortest table that is told so.
const ROWS: usize = 6;

/// Takes the column of help out of a table of three columns: labels stand in the first, nearly every row has its answer in the
/// last, and hardly half of them have anything in between.
pub(super) fn drop(rows: &mut Vec<Row>, labels: &Labels) {
    if rows.iter().all(|row| row.cells.len() == 1) {
        let cells = rows.iter().flat_map(|row| &row.cells);
        let texts = cells
            .flat_map(|cell| &cell.pieces)
            .map(|piece| piece.text.as_str());
        if options::is_catalogue(texts, labels) {
            rows.clear();
        }
        return;
    }
    let filled = |row: &Row, at: usize| {
        let cell = row.cells.get(at);
        cell.is_some_and(|cell| cell.pieces.iter().any(|piece| !piece.is_empty()))
    };
    let three = |row: &&Row| row.cells.len() == 3;
    let whole = rows.iter().filter(three).count();
    if whole < ROWS || rows.len() > whole + 2 {
        return;
    }
    let count = |at: usize| {
        rows.iter()
            .filter(three)
            .filter(|row| filled(row, at))
            .count()
    };
    let (first, help, answers) = (count(0), count(1), count(2));
    if first * 10 < whole * 9 || answers * 10 < whole * 8 || help == 0 || help * 2 > whole {
        return;
    }
    let known = rows.iter().filter(three).filter(|row| {
        let cell = row.cells.first();
        cell.is_some_and(|cell| matches!(kind(cell, labels, false), Kind::Label(_)))
    });
    if known.count() < ROWS / 2 {
        return;
    }
    for row in rows {
        if row.cells.len() == 3
            && filled(row, 2)
            && let Some(cell) = row.cells.get_mut(1)
        {
            cell.pieces.clear();
        }
    }
}
