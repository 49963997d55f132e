//! Tables that a page break has torn: they go on at the head of the next page, within a row or behind it.

use crate::document::{Block, Cell, Row, Table};

/// Adds a page's blocks; a table at its top may go on with the table that the last page ended with.
pub(super) fn append(out: &mut Vec<Block>, mut blocks: Vec<Block>, later: bool) {
    if later
        && let (Some(Block::Table(above)), Some(Block::Table(below))) =
            (out.last_mut(), blocks.first_mut())
        && same_columns(above, below)
    {
        go_on(above, std::mem::take(&mut below.rows));
        blocks.remove(0);
    }
    out.extend(blocks);
}

fn width(table: &Table) -> u32 {
    table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| cell.column + cell.span)
        .max()
        .unwrap_or(0)
}

/// Where the text of a column begins.
fn left(table: &Table, column: u32) -> Option<f32> {
    table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.column == column && cell.span == 1)
        .flat_map(|cell| &cell.blocks)
        .filter_map(|block| match block {
            Block::Line(line) => line.segments.first().map(|segment| segment.place[0]),
            Block::Table(_) => None,
        })
        .min_by(f32::total_cmp)
}

fn same_columns(above: &Table, below: &Table) -> bool {
    let columns = width(above);
    columns == width(below)
        && (0..columns).all(|column| match (left(above, column), left(below, column)) {
            (Some(a), Some(b)) => (a - b).abs() < 20.0,
            _ => true,
        })
}

fn is_empty(row: &Row, at: usize) -> bool {
    row.cells.get(at).is_some_and(|cell| cell.blocks.is_empty())
}

/// Adds rows. A repeated head is dropped; a row whose first cell is empty goes on with the last row above.
fn go_on(above: &mut Table, mut rows: Vec<Row>) {
    if above.rows.len() > 1
        && rows.len() > 1
        && above.rows.first().map(words) == rows.first().map(words)
        && rows.first().is_some_and(|row| !words(row).is_empty())
    {
        rows.remove(0);
    }
    let goes_on = match (above.rows.last(), rows.first()) {
        (Some(last), Some(first)) => {
            let value_only = first.cells.len() > 1
                && is_empty(first, 0)
                && !is_empty(last, 0)
                && first.cells.iter().any(|cell| !cell.blocks.is_empty());
            first.cells.len() == last.cells.len()
                && (value_only
                    || complete(last, first)
                    || is_rest(last, first)
                    || begins_amid(first, &above.rows))
        }
        _ => false,
    };
    let mut rows = rows.into_iter();
    if goes_on && let (Some(last), Some(first)) = (above.rows.last_mut(), rows.next()) {
        for (cell, more) in last.cells.iter_mut().zip(first.cells) {
            cell.blocks.extend(more.blocks);
        }
    }
    above.rows.extend(rows);
}

/// True for an answer without a label above a label without an answer: the break has torn the row so that each cell stands on
/// the page that has room for it.
fn complete(last: &Row, first: &Row) -> bool {
    let filled = |row: &Row, at: usize| {
        row.cells
            .get(at)
            .is_some_and(|cell| !cell.blocks.is_empty())
    };
    let mut columns = 1..last.cells.len();
    !filled(last, 0)
        && filled(first, 0)
        && columns.clone().any(|at| filled(last, at))
        && columns.all(|at| !(filled(last, at) && filled(first, at)))
}

/// True for a row of which each cell goes on amid a sentence of the cell above.
fn is_rest(last: &Row, first: &Row) -> bool {
    let lines = |cell: &Cell| -> Vec<String> {
        let lines = cell.blocks.iter().filter_map(|block| match block {
            Block::Line(line) => line.segments.first(),
            Block::Table(_) => None,
        });
        lines.map(|one| one.text.trim().to_owned()).collect()
    };
    let pairs = last.cells.iter().zip(&first.cells);
    let pairs: Vec<(Vec<String>, Vec<String>)> = pairs
        .map(|(above, below)| (lines(above), lines(below)))
        .filter(|(_, below)| !below.is_empty())
        .collect();
    let goes_on = |(above, below): &(Vec<String>, Vec<String>)| {
        let open =
            |text: &String| text.ends_with(|sign: char| sign.is_alphanumeric() || sign == ',');
        below
            .first()
            .is_some_and(|text| text.starts_with(char::is_lowercase))
            && above.last().is_some_and(open)
    };
    pairs.len() > 1 && pairs.iter().all(goes_on)
}

/// True for a row that begins as no other does, in plain type among labels in bold or with a small letter: the rest of a row.
fn begins_amid(row: &Row, others: &[Row]) -> bool {
    let start = |row: &Row| {
        let first = row.cells.first().and_then(|cell| cell.blocks.first());
        match first {
            Some(Block::Line(line)) => line
                .segments
                .first()
                .map(|segment| (segment.bold, segment.text.starts_with(char::is_lowercase))),
            _ => None,
        }
    };
    let starts: Vec<(bool, bool)> = others.iter().filter_map(start).collect();
    let Some((bold, small)) = start(row).filter(|_| starts.len() > 2) else {
        return false;
    };
    !bold && row.cells.len() == 1 && starts.iter().all(|(bold, _)| *bold)
        || small && starts.iter().all(|(_, small)| !small)
}

fn words(row: &Row) -> Vec<&str> {
    row.cells
        .iter()
        .flat_map(|cell| &cell.blocks)
        .filter_map(|block| match block {
            Block::Line(line) => Some(line),
            Block::Table(_) => None,
        })
        .flat_map(|line| &line.segments)
        .map(|segment| segment.text.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::pages::join;
    use super::*;
    use crate::document::{Line, Segment};

    fn line(text: &str, top: f32) -> Block {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.into(),
                place: [50.0, top, 200.0, top + 10.0],
                ..Segment::default()
            }],
            ..Line::default()
        })
    }

    fn row(texts: &[&str], top: f32) -> Row {
        let cell = |(at, text): (usize, &&str)| Cell {
            column: at as u32,
            span: 1,
            blocks: if text.is_empty() {
                Vec::new()
            } else {
                vec![line(text, top)]
            },
        };
        Row {
            cells: texts.iter().enumerate().map(cell).collect(),
        }
    }

    #[test]
    fn a_row_goes_on_where_each_of_its_cells_goes_on_amid_a_sentence() {
        let rows = |rest: [&str; 2]| {
            let first = vec![row(&["Why are rights", "They outlive the"], 720.0)];
            let second = vec![row(&rest, 50.0), row(&["Date", "May"], 70.0)];
            let page = |rows| (vec![Block::Table(Table { rows })], 842.0);
            match join(vec![page(first), page(second)]).as_slice() {
                [Block::Table(table)] => table.rows.len(),
                _ => 0,
            }
        };
        assert_eq!(rows(["a useful framework?", "next election."]), 2);
        assert_eq!(rows(["Population", "next election."]), 3);
    }

    #[test]
    fn a_table_goes_on_over_the_page_break_within_its_row() {
        let first = Table {
            rows: vec![row(&["City", "Lyon"], 700.0), row(&["Why", "Since"], 720.0)],
        };
        let second = Table {
            rows: vec![row(&["", "ever"], 50.0), row(&["Date", "May"], 70.0)],
        };
        let blocks = join(vec![
            (vec![Block::Table(first)], 842.0),
            (vec![Block::Table(second)], 842.0),
        ]);
        let [Block::Table(table)] = blocks.as_slice() else {
            panic!("{blocks:?}")
        };
        assert_eq!(table.rows.len(), 3);
        assert_eq!(words(&table.rows[1]), ["Why", "Since", "ever"]);
    }

    #[test]
    fn an_answer_at_the_foot_of_a_page_belongs_to_the_label_at_the_head_of_the_next() {
        let table = |rows: Vec<Row>| vec![Block::Table(Table { rows })];
        let rows = |next: &[&str]| {
            let blocks = join(vec![
                (
                    table(vec![
                        row(&["City", "Lyon"], 700.0),
                        row(&["", "Since ever"], 720.0),
                    ]),
                    842.0,
                ),
                (
                    table(vec![row(next, 50.0), row(&["Date", "May"], 70.0)]),
                    842.0,
                ),
            ]);
            let [Block::Table(table)] = blocks.as_slice() else {
                panic!("{blocks:?}")
            };
            table
                .rows
                .iter()
                .map(|row| words(row).join(" "))
                .collect::<Vec<_>>()
        };
        let torn = rows(&["Why", ""]);
        assert_eq!(torn.len(), 3);
        assert!(torn[1].contains("Why") && torn[1].contains("Since ever"));
        assert_eq!(rows(&["Why", "For our people"]).len(), 4);
    }

    #[test]
    fn a_row_that_begins_as_no_other_is_the_rest_of_the_one_above() {
        let bold = |mut row: Row| {
            for block in &mut row.cells[0].blocks {
                if let Block::Line(line) = block {
                    line.segments[0].bold = true;
                }
            }
            row
        };
        let labels = || {
            ["Town", "Why", "Since"]
                .map(|text| bold(row(&[text], 700.0)))
                .to_vec()
        };
        let rows = |first: Row| {
            let join = join(vec![
                (vec![Block::Table(Table { rows: labels() })], 842.0),
                (
                    vec![Block::Table(Table {
                        rows: vec![first, bold(row(&["Date"], 90.0))],
                    })],
                    842.0,
                ),
            ]);
            let [Block::Table(table)] = join.as_slice() else {
                panic!("{join:?}")
            };
            table.rows.len()
        };
        assert_eq!(rows(row(&["We were founded then."], 50.0)), 4);
        assert_eq!(rows(bold(row(&["until when"], 50.0))), 4);
        assert_eq!(rows(bold(row(&["Until"], 50.0))), 5);
    }
}
