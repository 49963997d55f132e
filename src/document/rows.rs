//! Tables of RTF and of old Word: rows that follow one another, cells and rows ended by marks, edges told apart from them.

use crate::document::flow::{Around, Flow};
use crate::document::{Block, Cell, Row, Table};

/// Edges nearer than this (in twentieths of a point) are one.
const NEAR: i32 = 40;

/// Tables nest this deep; deeper levels are taken as this one.
pub(super) const LEVELS: usize = 8;

/// What `\trowd … \cellx` says of one cell.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Definition {
    /// Its right edge.
    right: i32,
    /// Continues the cell to its left.
    joined: bool,
    /// Continues the cell above.
    below: bool,
}

/// A table being read.
#[derive(Debug, Default)]
pub(super) struct Level {
    rows: Vec<Vec<(Definition, Vec<Block>)>>,
    cells: Vec<Vec<Block>>,
    open: Option<Around>,
}

/// All tables that are open at a place, outermost first.
#[derive(Debug, Default)]
pub(super) struct Tables {
    levels: Vec<Level>,
    definitions: Vec<Definition>,
    next: Definition,
}

impl Tables {
    /// A row definition begins.
    pub(super) fn define(&mut self) {
        self.definitions.clear();
        self.next = Definition::default();
    }

    /// The cell to be defined next continues another.
    pub(super) fn merge(&mut self, joined: bool) {
        if joined {
            self.next.joined = true;
        } else {
            self.next.below = true;
        }
    }

    /// The right edge of a cell ends its definition.
    pub(super) fn edge(&mut self, right: i32) {
        if self.definitions.len() < 200 {
            self.definitions.push(Definition { right, ..self.next });
        }
        self.next = Definition::default();
    }

    /// Goes to the level of the text that comes: opens cells, closes tables that have ended.
    pub(super) fn go(&mut self, level: usize, flow: &mut Flow) {
        let level = level.min(LEVELS);
        while self.levels.len() > level {
            self.close(flow);
        }
        while self.levels.len() < level {
            if let Some(outer) = self.levels.last_mut()
                && outer.open.is_none()
            {
                outer.open = Some(flow.open());
            }
            self.levels.push(Level::default());
        }
        if let Some(inner) = self.levels.last_mut()
            && inner.open.is_none()
        {
            inner.open = Some(flow.open());
        }
    }

    /// `\cell`, `\nestcell`
    pub(super) fn end_cell(&mut self, flow: &mut Flow) {
        if let Some(level) = self.levels.last_mut()
            && let Some(around) = level.open.take()
        {
            let blocks = flow.close(around);
            level.cells.push(blocks);
        }
    }

    /// `\row`, `\nestrow`
    pub(super) fn end_row(&mut self, flow: &mut Flow) {
        self.end_open_cell(flow);
        let Some(level) = self.levels.last_mut() else {
            return;
        };
        let mut cells = std::mem::take(&mut level.cells);
        // LibreOffice ends a row that holds a nested table with `\cell` too many.
        let defined = self.definitions.len();
        while defined > 0 && cells.len() > defined && cells.last().is_some_and(Vec::is_empty) {
            cells.pop();
        }
        if cells.is_empty() {
            return;
        }
        let mut last = 0;
        let row = cells.into_iter().enumerate().map(|(at, blocks)| {
            last += 1000;
            let definition = self.definitions.get(at).copied();
            let definition = definition.unwrap_or(Definition {
                right: last,
                ..Definition::default()
            });
            last = definition.right;
            (definition, blocks)
        });
        level.rows.push(row.collect());
    }

    /// Text without its `\cell` before `\row` is a cell all the same; an empty one is none.
    fn end_open_cell(&mut self, flow: &mut Flow) {
        if let Some(level) = self.levels.last_mut()
            && let Some(around) = level.open.take()
        {
            let blocks = flow.close(around);
            if !blocks.is_empty() {
                level.cells.push(blocks);
            }
        }
    }

    fn close(&mut self, flow: &mut Flow) {
        self.end_row(flow);
        if let Some(level) = self.levels.pop() {
            flow.table(table(level.rows));
        }
    }

    /// Ends all tables.
    pub(super) fn finish(&mut self, flow: &mut Flow) {
        while !self.levels.is_empty() {
            self.close(flow);
        }
    }
}

fn table(rows: Vec<Vec<(Definition, Vec<Block>)>>) -> Table {
    let mut edges: Vec<i32> = rows
        .iter()
        .flatten()
        .map(|(definition, _)| definition.right)
        .collect();
    edges.sort_unstable();
    edges.dedup_by(|next, edge| (*next - *edge).abs() <= NEAR);
    let column = |right: i32| {
        let passed = edges.iter().filter(|edge| **edge < right - NEAR);
        passed.count() as u32
    };
    let mut table = Table::default();
    for cells in rows {
        let mut row = Row::default();
        for (definition, blocks) in cells {
            let first = row.cells.last().map_or(0, |cell| cell.column + cell.span);
            let span = (column(definition.right) + 1).saturating_sub(first).max(1);
            match row.cells.last_mut() {
                Some(left) if definition.joined => {
                    left.span += span;
                    left.blocks.extend(blocks);
                }
                _ => row.cells.push(Cell {
                    column: first,
                    span,
                    blocks: if definition.below { Vec::new() } else { blocks },
                }),
            }
        }
        table.rows.push(row);
    }
    table
}
