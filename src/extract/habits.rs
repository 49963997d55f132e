//! Tables whose answers stand in the cells of their labels: how all tables of a document tell it, and what it makes of cells.

use super::cell::{Kind, kind};
use super::label::Labels;
use super::table::{Box, Row};
use super::turns::{is_printed_bold, is_worded, offers, takes_turns};

/// How the tables of a document have their answers, as all of them tell together.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Habits {
    /// Labels and answers take turns in tables of one column.
    pub in_turn: bool,
    /// Rows of several labels have their rows of answers below them.
    pub in_pairs: bool,
    /// Answers stand in the labels' own cells.
    pub own: bool,
    /// Frames stand around parts of the form.
    pub framed: bool,
}

/// Whether tables of one column tell together that labels and answers take turns in each: labels stand in some of the first
/// rows of their pairs and in hardly any second ones.
pub(super) fn take_turns(tables: impl Iterator<Item = Vec<Row>>, labels: &Labels) -> bool {
    /// So many tables of one label with its answer are no accident.
    const CARDS: usize = 8;
    let (mut heads, mut below, mut cards) = (0, 0, 0);
    // Of such tables, any label counts, and how all of them are printed.
    let (mut over, mut under, mut bold) = (0, 0, 0);
    for rows in tables.filter(|rows| rows.len().is_multiple_of(2)) {
        let card = rows.len() == 2;
        cards += usize::from(card);
        bold += usize::from(card && takes_turns(&rows, is_printed_bold));
        for (at, row) in rows.iter().enumerate() {
            let cell = row.cells.first().map(|cell| kind(cell, labels, false));
            let Some(own) = cell.filter(|own| own.is_label() && !offers(row, labels)) else {
                continue;
            };
            let (worded, any) = match at % 2 {
                0 => (&mut heads, &mut over),
                _ => (&mut below, &mut under),
            };
            *worded += usize::from(is_worded(&[own]));
            *any += usize::from(card);
        }
    }
    let least = if cards >= CARDS { 2 } else { 4 };
    let printed = bold == cards || under * 4 <= over;
    heads >= least && below * 8 <= heads || cards >= CARDS && over >= 4 && over > under && printed
}

/// Whether the tables of a document tell together that values stand in the labels' own cells.
pub(super) fn in_own_cells(tables: impl Iterator<Item = Vec<Row>>, labels: &Labels) -> bool {
    /// Cells that must have their value under their label.
    const LEAST: usize = 4;
    let rows: Vec<Row> = tables.flatten().collect();
    let lines = |cell: &Box| cell.pieces.iter().filter(|piece| !piece.is_empty()).count();
    let cells = rows.iter().flat_map(|row| &row.cells);
    let overs = cells.filter(|cell| lines(cell) >= 2);
    let overs = overs.filter(|cell| matches!(kind(cell, labels, false), Kind::Over(..)));
    if overs.take(LEAST).count() < LEAST {
        return false;
    }
    let (mut own, mut beside, mut texts) = (0, 0, 0);
    for row in rows {
        let kinds: Vec<Kind> = (row.cells.iter())
            .map(|cell| kind(cell, labels, false))
            .collect();
        for (at, (cell, kind)) in row.cells.iter().zip(&kinds).enumerate() {
            match kind {
                Kind::Over(..) => own += 1,
                Kind::Label(_) if matches!(kinds.get(at + 1), Some(Kind::Text)) => beside += 1,
                Kind::Text if lines(cell) >= 2 => texts += 1,
                _ => {}
            }
        }
    }
    own >= LEAST && own > beside * 2 && own * 2 >= texts
}

/// Where values stand in the labels' own cells, a cell of several lines begins with a label in some wording. `own` tells that
/// they do in this document.
pub(super) fn over(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels, own: bool) {
    let count =
        |wanted: fn(&Kind) -> bool| kinds.iter().flatten().filter(|kind| wanted(kind)).count();
    let overs = count(|kind| matches!(kind, Kind::Over(..)));
    let usual = overs >= 4 && overs >= count(|kind| matches!(kind, Kind::Text));
    let told = own && overs > 0 && count(|kind| matches!(kind, Kind::Label(_))) == 0;
    if !usual && !told {
        return;
    }
    for (row, kinds) in rows.iter().zip(kinds.iter_mut()) {
        for (cell, slot) in row.cells.iter().zip(kinds.iter_mut()) {
            if matches!(slot, Kind::Text)
                && cell.pieces.iter().filter(|piece| !piece.is_empty()).count() >= 2
            {
                let again = kind(cell, labels, true);
                *slot = if again.is_label() {
                    again
                } else {
                    Kind::Stranger
                };
            }
        }
    }
}
