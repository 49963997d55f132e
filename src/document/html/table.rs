//! Tables of HTML: those of data become tables, those that only lay a page out become lines.

use super::Walker;
use super::look::{self, Style};
use crate::document::tree::Id;
use crate::document::{Cell, Row, Table};
use std::collections::BTreeMap;

/// More columns than this are no table that people made.
const COLUMNS: u32 = 500;

impl Walker<'_> {
    pub(super) fn table(&mut self, id: Id, style: &Style) {
        let tree = self.tree;
        self.end(0.0);
        let mut rows = Vec::new();
        self.rows(id, style, &mut rows);
        for caption in tree.children(id).filter(|id| tree.name(*id) == "caption") {
            self.element(caption, style);
        }
        let cells = |row: &Id| {
            tree.children(*row)
                .filter(|id| matches!(tree.name(*id), "td" | "th"))
                .filter(|id| {
                    tree.all(*id).any(|id| {
                        matches!(tree.name(id), "input" | "select" | "textarea")
                            || tree.own_text(id).is_some_and(|t| !t.trim().is_empty())
                    })
                })
                .count()
        };
        if rows.iter().all(|(row, _)| cells(row) <= 1) {
            // One cell in each row: the frame of a newsletter, or of Outlook.
            for (row, style) in rows {
                self.children(row, &style);
                self.end(0.0);
            }
            return;
        }
        let mut table = Table::default();
        // Columns that a cell of an earlier row still covers, and for how many rows.
        let mut covered: BTreeMap<u32, u32> = BTreeMap::new();
        for (row, style) in rows {
            let row = self.row(row, &style, &mut covered);
            table.rows.push(row);
        }
        self.flow.table(table);
    }

    fn rows(&mut self, parent: Id, style: &Style, rows: &mut Vec<(Id, Style)>) {
        let tree = self.tree;
        for id in tree.children(parent) {
            let name = tree.name(id);
            if !matches!(name, "tr" | "tbody" | "thead" | "tfoot") {
                continue;
            }
            let style = look::of(tree, id, style);
            if style.hidden {
                continue;
            }
            if name == "tr" {
                rows.push((id, style));
            } else {
                self.rows(id, &style, rows);
            }
        }
    }

    fn row(&mut self, id: Id, style: &Style, covered: &mut BTreeMap<u32, u32>) -> Row {
        let tree = self.tree;
        let mut row = Row::default();
        let mut column = 0;
        let mut below: Vec<(u32, u32)> = Vec::new();
        for cell in tree.children(id) {
            if !matches!(tree.name(cell), "td" | "th") {
                continue;
            }
            column = continued(column, covered, &mut row);
            if column >= COLUMNS {
                break;
            }
            let number = |name: &str| {
                tree.attribute(cell, name)
                    .and_then(|text| text.trim().parse::<u32>().ok())
            };
            let span = number("colspan").unwrap_or(1).clamp(1, COLUMNS);
            let rows = number("rowspan").unwrap_or(1).clamp(1, 1000);
            let cell_style = look::of(tree, cell, style);
            let around = self.flow.open();
            if !cell_style.hidden {
                self.children(cell, &cell_style);
            }
            self.end(0.0);
            let blocks = self.flow.close(around);
            row.cells.push(Cell {
                column,
                span,
                blocks,
            });
            if rows > 1 {
                below.extend((column..column + span).map(|column| (column, rows - 1)));
            }
            column += span;
        }
        continued(column, covered, &mut row);
        covered.retain(|_, rows| {
            *rows -= 1;
            *rows > 0
        });
        covered.extend(below);
        row
    }

    /// A list of terms is a table of two columns: term and description.
    pub(super) fn list_of_terms(&mut self, id: Id, style: &Style) {
        let tree = self.tree;
        self.end(0.0);
        let mut entries = Vec::new();
        for child in tree.children(id) {
            match tree.name(child) {
                "dt" | "dd" => entries.push(child),
                "div" => entries.extend(
                    tree.children(child)
                        .filter(|id| matches!(tree.name(*id), "dt" | "dd")),
                ),
                _ => {}
            }
        }
        let mut table = Table::default();
        for entry in entries {
            let term = tree.name(entry) == "dt";
            let around = self.flow.open();
            let inner = look::of(tree, entry, style);
            if !inner.hidden {
                self.children(entry, &inner);
            }
            self.end(0.0);
            let blocks = self.flow.close(around);
            match table.rows.last_mut() {
                Some(row) if !term => match row.cells.get_mut(1) {
                    Some(cell) => cell.blocks.extend(blocks),
                    None => row.cells.push(Cell {
                        column: 1,
                        span: 1,
                        blocks,
                    }),
                },
                _ => table.rows.push(Row {
                    cells: vec![Cell {
                        column: u32::from(!term),
                        span: 1,
                        blocks,
                    }],
                }),
            }
        }
        self.flow.table(table);
    }
}

/// Puts an empty cell for each column that an earlier row still covers, and returns the next free column.
fn continued(mut column: u32, covered: &BTreeMap<u32, u32>, row: &mut Row) -> u32 {
    while covered.contains_key(&column) && column < COLUMNS {
        row.cells.push(Cell {
            column,
            span: 1,
            blocks: Vec::new(),
        });
        column += 1;
    }
    column
}
