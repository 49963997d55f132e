//! Marks in a column of their own: "X | Yes" above " | No" is a list of options of which one is ticked.

use super::piece::{Edge, Mark, Piece};
use super::table::{Box, Row};

/// A table with more columns is no form.
const COLUMNS: usize = 24;

/// Puts the options of such lists together in one cell, each behind its box, as the answer to what is asked before them.
pub(super) fn join(rows: Vec<Row>) -> Vec<Row> {
    let Some((marks, options)) = columns(&rows) else {
        return rows;
    };
    let mut joined: Vec<Row> = Vec::with_capacity(rows.len());
    let mut rest = rows.into_iter().peekable();
    while let Some(first) = rest.next() {
        let mut list = vec![first];
        if has(&list, options) {
            while let Some(more) = rest.next_if(|row| goes_on(row, marks, options)) {
                list.push(more);
            }
        }
        let ticked = list.iter().any(|row| is_marked(cell(row, marks)));
        if list.len() >= 2 && ticked {
            joined.extend(one(list, marks, options));
        } else {
            joined.extend(list);
        }
    }
    joined
}

fn has(list: &[Row], options: u32) -> bool {
    list.iter().all(|row| is_filled(cell(row, options)))
}

fn cell(row: &Row, column: u32) -> Option<&Box> {
    row.cells.iter().find(|cell| cell.column == column)
}

fn written(cell: &Box) -> impl Iterator<Item = &Piece> {
    cell.pieces.iter().filter(|piece| !piece.is_empty())
}

fn is_filled(cell: Option<&Box>) -> bool {
    cell.is_some_and(|cell| written(cell).next().is_some())
}

/// True for a cell that holds a mark and nothing else, in a box or not.
fn is_marked(cell: Option<&Box>) -> bool {
    let marks = ["x", "×", "✓", "✔", "✗", "✘", "☒", "☑", "■", "●", "◉", "•"];
    let boxed = |text: &str| {
        let inside = text.strip_prefix(['(', '[']);
        let inside = inside.and_then(|text| text.strip_suffix([')', ']']));
        inside.unwrap_or(text).trim().to_lowercase()
    };
    only(cell).is_some_and(|text| marks.contains(&boxed(text).as_str()))
}

/// True for a cell that holds a box to tick and nothing else.
fn is_open(cell: Option<&Box>) -> bool {
    let boxes = ["☐", "□", "○", "◯", "[]", "[ ]", "()", "( )"];
    only(cell).is_some_and(|text| boxes.contains(&text))
}

/// What stands in a cell of one piece.
fn only(cell: Option<&Box>) -> Option<&str> {
    let mut pieces = written(cell?);
    let only = pieces.next().filter(|_| pieces.next().is_none())?;
    Some(only.text.trim())
}

/// The column in which nothing but marks stand, and the one of the options beside it.
fn columns(rows: &[Row]) -> Option<(u32, u32)> {
    let mut all: Vec<u32> = rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|cell| cell.column))
        .collect();
    all.sort_unstable();
    all.dedup();
    if all.len() > COLUMNS {
        return None;
    }
    let marks = all.iter().position(|column| {
        let mut cells = rows
            .iter()
            .filter_map(|row| cell(row, *column))
            .filter(|cell| is_filled(Some(cell)))
            .peekable();
        cells.peek().is_some() && cells.all(|cell| is_marked(Some(cell)) || is_open(Some(cell)))
    })?;
    let before = marks.checked_sub(1).and_then(|before| all.get(before));
    let options = all.get(marks + 1).or(before)?;
    Some((*all.get(marks)?, *options))
}

/// True for a row with one more option: it asks nothing itself.
fn goes_on(row: &Row, marks: u32, options: u32) -> bool {
    let others = row
        .cells
        .iter()
        .filter(|cell| cell.column != marks && cell.column != options);
    is_filled(cell(row, options)) && others.into_iter().all(|cell| !is_filled(Some(cell)))
}

/// One row for a whole list.
fn one(list: Vec<Row>, marks: u32, options: u32) -> Option<Row> {
    let mut answer: Vec<Piece> = Vec::new();
    let mut first: Option<Row> = None;
    for mut row in list {
        let boxed = if is_marked(cell(&row, marks)) {
            "☒"
        } else {
            "☐"
        };
        let option = row.cells.iter_mut().find(|cell| cell.column == options);
        let pieces = option.map(|cell| std::mem::take(&mut cell.pieces));
        for (at, mut piece) in pieces.into_iter().flatten().enumerate() {
            if at == 0 {
                piece.text = format!("{boxed} {}", piece.text);
                piece.edge = Edge::Line;
            }
            piece.mark = Mark::Value;
            answer.push(piece);
        }
        first.get_or_insert(row);
    }
    let mut row = first?;
    row.cells.retain(|cell| cell.column != marks);
    let cell = row.cells.iter_mut().find(|cell| cell.column == options)?;
    cell.pieces = answer;
    Some(row)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(rows: &[[&str; 3]]) -> Vec<String> {
        let rows = rows.iter().map(|texts| Row {
            cells: (0..)
                .zip(texts)
                .map(|(column, text)| Box {
                    pieces: vec![Piece {
                        text: (*text).to_owned(),
                        ..Piece::default()
                    }],
                    ..Box::at(column)
                })
                .collect(),
        });
        let text = |row: Row| -> String {
            let pieces = row.cells.iter().flat_map(written);
            pieces.map(|piece| format!("{}|", piece.text)).collect()
        };
        join(rows.collect()).into_iter().map(text).collect()
    }

    #[test]
    fn options_with_marks_in_a_column_of_their_own_are_one_answer() {
        let rows = [
            ["Town", "", "Kisumu"],
            ["Member", "", "Yes"],
            ["", "x", "No"],
            ["Publish", "X", "Yes"],
            ["", "", "No"],
            ["Date", "", "2026"],
        ];
        assert_eq!(
            read(&rows),
            [
                "Town|Kisumu|",
                "Member|☐ Yes|☒ No|",
                "Publish|☒ Yes|☐ No|",
                "Date|2026|"
            ]
        );
        // Marks may stand behind the options.
        let rows = [["Member", "Yes", ""], ["", "No", "x"]];
        assert_eq!(read(&rows), ["Member|☐ Yes|☒ No|"]);
    }

    #[test]
    fn boxes_in_a_column_of_their_own_belong_to_their_options() {
        let rows = [
            ["", "( )", "Town"],
            ["", "(x)", "District"],
            ["", "( )", "Province"],
        ];
        assert_eq!(read(&rows), ["☐ Town|☒ District|☐ Province|"]);
    }

    #[test]
    fn where_nothing_is_marked_a_table_stays_as_it_is() {
        for rows in [
            [["Town", "", "Kisumu"], ["", "", "Kenya"]],
            [["Town", "x", "Kisumu"], ["", "y", "Kenya"]],
        ] {
            assert_eq!(read(&rows).len(), 2);
        }
    }
}
