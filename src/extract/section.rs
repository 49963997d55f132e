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
    let first = first_column(&rows);
    let mut parted: Vec<Row> = Vec::with_capacity(rows.len() * 2);
    let mut names = Vec::new();
    for mut row in rows {
        let in_first = row.cells.first().map(|cell| cell.column) == first;
        if row.cells.len() > 2 && in_first {
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

/// True where the first cell is empty, or one with the cell above it, in half the rows and more, and most second cells are
/// labels; where many are, it is enough that something stands in all of them.
fn names_parts(rows: &[Row], labels: &Labels) -> bool {
    let first = first_column(rows);
    // The name of a part, if it stands in this row, and the cell of its label.
    let wide: Vec<(Option<&Box>, &Box)> = rows
        .iter()
        .filter_map(|row| match row.cells.as_slice() {
            [name, label, _, ..] if Some(name.column) == first => Some((Some(name), label)),
            [label, _, ..] if Some(label.column) != first => Some((None, label)),
            _ => None,
        })
        .collect();
    let named = wide.iter().filter(|(name, _)| name.is_some_and(is_filled));
    let names = named.count();
    let labelled = wide
        .iter()
        .filter(|(_, label)| super::cell::kind(label, labels, false).is_label())
        .count();
    let asked = wide.iter().filter(|(_, label)| is_filled(label)).count();
    let labels = labelled * 3 >= wide.len() * 2 || asked == wide.len() && labelled * 4 >= asked;
    wide.len() >= ROWS && names > 0 && names * 2 <= wide.len() && labels
}

/// The first column in which a cell of some rows stands.
fn first_column(rows: &[Row]) -> Option<u32> {
    let cells = rows.iter().filter_map(|row| row.cells.first());
    cells.map(|cell| cell.column).min()
}

fn is_filled(cell: &Box) -> bool {
    cell.pieces.iter().any(|piece| !piece.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::piece::Piece;
    use crate::rules;

    #[test]
    fn a_column_of_sections_is_known_by_its_place_where_few_labels_are_known() {
        let rules = rules::compile(&rules::builtin()).expect("the rules compile");
        let labels = Labels::of(&rules);
        let cells = |texts: [&str; 3]| Row {
            cells: (0..)
                .zip(texts)
                .map(|(column, text)| Box {
                    pieces: vec![Piece {
                        text: text.to_owned(),
                        ..Piece::default()
                    }],
                    ..Box::at(column)
                })
                .collect(),
        };
        let names = |second: &str| {
            let rows = [
                ["Where", "Country", "Kenya"],
                ["", second, "Kisumu"],
                ["", "What others call it", "Kisumu Town"],
                ["Chief", "Mayor", "Akinyi"],
                ["", "From when to when", "2024-2028"],
                ["", "What makes you write", "A debate."],
                ["", "What there is by now", "A charter."],
            ];
            part(rows.map(cells).into(), &labels).1
        };
        assert_eq!(names("Whatever its seal says"), [0, 4]);
        // Not where a row asks nothing.
        assert!(names("").is_empty());
    }
}
