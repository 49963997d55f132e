//! Workbooks (`.xlsx`, `.xlsm`, `.xlsb`, `.xls`) → `Document`: one table for each sheet that is shown and holds something.

use super::archive::Archive;
use super::flow::{Flow, Look};
use super::limit::Budget;
use super::marks::{OFF, ON};
use super::{Block, Cell, Document, Kind, Row, Table, Unread};
use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Reader, SheetVisible, Xls, Xlsb, Xlsx};
use std::collections::{BTreeMap, BTreeSet};
use std::io::Cursor;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Cells read of one sheet: a form has hundreds.
const CELLS: usize = 20_000;

/// What one sheet holds.
#[derive(Default)]
struct Grid {
    cells: BTreeMap<(u32, u32), String>,
    merges: Vec<Dimensions>,
}

/// Reads a zip package with a workbook inside.
pub(super) fn read(
    bytes: &[u8],
    archive: Archive<'_>,
    budget: &mut Budget,
) -> Result<Document, Unread> {
    // Calamine unpacks by itself, so what the entries declare is paid for beforehand.
    budget.spend(archive.declared())?;
    let binary = archive.find("xl/workbook.bin").is_some();
    drop(archive);
    quietly(|| {
        if binary {
            let mut book = Xlsb::new(Cursor::new(bytes)).map_err(damaged)?;
            Ok(ranges(&mut book))
        } else {
            let mut book = Xlsx::new(Cursor::new(bytes)).map_err(damaged)?;
            Ok(shown(&book)
                .iter()
                .map(|name| xlsx(&mut book, name))
                .collect())
        }
    })
    .map(|grids| pour(grids, budget.limits.characters))
}

/// Reads a workbook of Excel 97–2003.
pub(super) fn read_old(bytes: &[u8], budget: &mut Budget) -> Result<Document, Unread> {
    quietly(|| match Xls::new(Cursor::new(bytes)) {
        Ok(mut book) => Ok(ranges(&mut book)),
        Err(calamine::XlsError::Password) => Err(Unread::Encrypted),
        Err(error) => Err(damaged(error)),
    })
    .map(|grids| pour(grids, budget.limits.characters))
}

fn damaged(error: impl std::fmt::Display) -> Unread {
    Unread::Damaged(format!("workbook: {error}"))
}

/// Calamine is not proof against all damage.
fn quietly<T>(work: impl FnOnce() -> Result<T, Unread>) -> Result<T, Unread> {
    catch_unwind(AssertUnwindSafe(work))
        .unwrap_or_else(|_| Err(Unread::Damaged("the workbook cannot be read".to_owned())))
}

fn shown<R: Reader<RS>, RS: std::io::Read + std::io::Seek>(book: &R) -> Vec<String> {
    book.sheets_metadata()
        .iter()
        .filter(|sheet| sheet.visible == SheetVisible::Visible)
        .map(|sheet| sheet.name.clone())
        .collect()
}

/// Cell by cell, because a sheet with one cell in its last corner would fill the memory as a whole.
fn xlsx(book: &mut Xlsx<Cursor<&[u8]>>, name: &str) -> Grid {
    let mut grid = Grid {
        merges: book.merge_cells_by_sheet_name(name).unwrap_or_default(),
        ..Grid::default()
    };
    let Ok(mut cells) = book.worksheet_cells_reader(name) else {
        return grid;
    };
    while let Ok(Some(cell)) = cells.next_cell() {
        let text = match cell.get_value() {
            DataRef::Int(number) => number.to_string(),
            DataRef::Float(number) => show_number(*number),
            DataRef::String(text) => text.clone(),
            DataRef::SharedString(text) => (*text).to_owned(),
            DataRef::Bool(value) => show_switch(*value),
            DataRef::DateTime(time) => show_time(time),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
            DataRef::Error(_) | DataRef::Empty => continue,
        };
        grid.put(cell.get_position(), text);
        if grid.cells.len() >= CELLS {
            break;
        }
    }
    grid
}

fn ranges<R: Reader<RS>, RS: std::io::Read + std::io::Seek>(book: &mut R) -> Vec<Grid> {
    let mut grids = Vec::new();
    for name in shown(book) {
        let mut grid = Grid::default();
        if let Ok(range) = book.worksheet_range(&name) {
            let (top, left) = range.start().unwrap_or_default();
            for (row, column, value) in range.used_cells().take(CELLS) {
                let text = match value {
                    Data::Int(number) => number.to_string(),
                    Data::Float(number) => show_number(*number),
                    Data::String(text) | Data::DateTimeIso(text) | Data::DurationIso(text) => {
                        text.clone()
                    }
                    Data::Bool(value) => show_switch(*value),
                    Data::DateTime(time) => show_time(time),
                    Data::Error(_) | Data::Empty => continue,
                };
                grid.put((top + row as u32, left + column as u32), text);
            }
        }
        grids.push(grid);
    }
    grids
}

fn show_number(number: f64) -> String {
    if number.fract() == 0.0 && number.abs() < 1e15 {
        format!("{}", number as i64)
    } else {
        number.to_string()
    }
}

/// A cell of truth is a box: Excel draws it so, and forms link their boxes to such cells.
fn show_switch(value: bool) -> String {
    String::from(if value { ON } else { OFF })
}

fn show_time(time: &ExcelDateTime) -> String {
    if !time.is_datetime() {
        return show_number(time.as_f64());
    }
    let (year, month, day, hour, minute, _, _) = time.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    match (hour, minute) {
        (0, 0) => date,
        (hour, minute) => format!("{date} {hour:02}:{minute:02}"),
    }
}

impl Grid {
    fn put(&mut self, place: (u32, u32), text: String) {
        if !text.trim().is_empty() {
            self.cells.insert(place, text);
        }
    }

    fn table(&self, flow: &mut Flow) -> Table {
        let rows: BTreeSet<u32> = self.cells.keys().map(|(row, _)| *row).collect();
        let columns: BTreeSet<u32> = self.cells.keys().map(|(_, column)| *column).collect();
        let mut table = Table::default();
        for row in rows {
            let mut cells: Vec<Cell> = Vec::new();
            let last = self.cells.range((row, 0)..=(row, u32::MAX)).next_back();
            let last = last.map_or(0, |((_, column), _)| *column);
            for (at, column) in columns.iter().enumerate() {
                // One empty cell after the last filled one shows that its neighbour is empty.
                if *column > last && cells.last().is_none_or(|cell| cell.blocks.is_empty()) {
                    break;
                }
                let merge = self.merges.iter().find(|merge| {
                    let inside = |low, value, high| low <= value && value <= high;
                    inside(merge.start.0, row, merge.end.0)
                        && inside(merge.start.1, *column, merge.end.1)
                });
                if merge.is_some_and(|merge| merge.start.1 < *column)
                    && let Some(cell) = cells.last_mut()
                {
                    cell.span += 1;
                    continue;
                }
                let around = flow.open();
                if let Some(text) = self.cells.get(&(row, *column)) {
                    flow.text(text, Look::default());
                    flow.end_line(0.0, false);
                }
                cells.push(Cell {
                    column: at as u32,
                    span: 1,
                    blocks: flow.close(around),
                });
            }
            table.rows.push(Row { cells });
        }
        table
    }
}

fn pour(grids: Vec<Grid>, characters: u64) -> Document {
    let mut flow = Flow::new(characters, 4);
    for grid in grids {
        let table = grid.table(&mut flow);
        flow.table(table);
    }
    flow.finish(Kind::Sheet)
}

/// Takes the empty rows, and the columns that are empty in every row, out of the tables of a sheet that was read as text.
pub(super) fn tidy(document: &mut Document) {
    document.kind = Kind::Sheet;
    for block in &mut document.blocks {
        let Block::Table(table) = block else {
            continue;
        };
        let filled = |cell: &Cell| !cell.blocks.is_empty();
        table.rows.retain(|row| row.cells.iter().any(filled));
        let used: BTreeSet<u32> = table
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .filter(|cell| filled(cell))
            .map(|cell| cell.column)
            .collect();
        for row in &mut table.rows {
            let last = row.cells.iter().rposition(filled).unwrap_or(0);
            row.cells.truncate(last + 2);
            row.cells
                .retain(|cell| filled(cell) || used.contains(&cell.column));
        }
    }
}
