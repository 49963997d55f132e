//! Which columns a table has, whatever stands in them.

use super::table::Row;
use std::collections::BTreeSet;

/// Leaves out columns in which nothing stands: they only make space.
pub(super) fn compact(mut rows: Vec<Row>) -> Vec<Row> {
    let used: BTreeSet<u32> = rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.pieces.iter().any(|piece| !piece.is_empty()))
        .map(|cell| cell.column)
        .collect();
    for row in &mut rows {
        row.cells.retain(|cell| used.contains(&cell.column));
    }
    rows.retain(|row| !row.cells.is_empty());
    level(&mut rows);
    rows
}

/// Puts the first cells of rows of two in one column where all second ones stand in one: labels that stand close to their
/// answers begin anywhere.
fn level(rows: &mut [Row]) {
    let two = |row: &Row| match row.cells.as_slice() {
        [label, answer] => Some((label.column, answer.column)),
        _ => None,
    };
    let places: Option<Vec<(u32, u32)>> = rows.iter().map(two).collect();
    let (Some(places), Some(first)) = (places, rows.first().and_then(two)) else {
        return;
    };
    if places.iter().any(|place| place.1 != first.1) {
        return;
    }
    let column = places.iter().map(|place| place.0).min().unwrap_or(0);
    for cell in rows.iter_mut().filter_map(|row| row.cells.first_mut()) {
        cell.column = column;
    }
}
