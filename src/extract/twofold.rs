//! Tables that print labels in every second column, each with its answer at the right: "Country | Chile | Function | Mayor".

use super::cell::{Kind, kind};
use super::label::Labels;
use super::table::{Box, Row};
use std::collections::BTreeSet;

/// Columns of the smallest such table.
const COLUMNS: usize = 4;

/// Where a table is printed so, its labels are labels in whatever wording, and words of labels among its answers are answers.
pub(super) fn settle(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels) {
    let columns: BTreeSet<u32> = rows
        .iter()
        .flat_map(|row| row.cells.iter().map(|cell| cell.column))
        .collect();
    if columns.len() < COLUMNS || !columns.len().is_multiple_of(2) || rows.len() < 2 {
        return;
    }
    let asks = |cell: &Box| {
        let place = columns.iter().position(|column| *column == cell.column);
        place.is_some_and(|place| place.is_multiple_of(2))
    };
    // What has a row to itself stands across all columns.
    let all = || {
        let rows = rows.iter().zip(kinds.iter());
        let rows = rows.filter(|(row, _)| row.cells.len() > 1);
        rows.flat_map(|(row, kinds)| row.cells.iter().zip(kinds))
    };
    if all().any(|(_, kind)| matches!(kind, Kind::Over(..) | Kind::Inline | Kind::Stranger)) {
        return;
    }
    let known = |cell: &Box, own: &Kind| match own {
        Kind::Label(_) => true,
        Kind::Text => matches!(kind(cell, labels, true), Kind::Label(_)),
        _ => false,
    };
    let filled = |own: &Kind| matches!(own, Kind::Label(_) | Kind::Text | Kind::Unknown);
    // Answers are few words of labels, and most of what asks is a label; each column of labels has some.
    let (mut asked, mut told, mut answers, mut chance) = (0, 0, 0, 0);
    let (mut strange, mut familiar) = (BTreeSet::new(), BTreeSet::new());
    for (cell, own) in all().filter(|(_, own)| filled(own)) {
        if asks(cell) {
            let known = known(cell, own);
            asked += 1;
            told += usize::from(known);
            if known { &mut familiar } else { &mut strange }.insert(cell.column);
        } else {
            answers += 1;
            chance += usize::from(own.is_label());
        }
    }
    let first = rows.iter().zip(kinds.iter()).filter(|(row, kinds)| {
        let first = row.cells.first().zip(kinds.first());
        row.cells.len() > 1 && first.is_some_and(|(cell, own)| asks(cell) && known(cell, own))
    });
    let few = told * 3 < asked * 2 || !strange.is_subset(&familiar);
    if few || chance * 3 > answers || answers == 0 || first.count() < 2 {
        return;
    }
    let rows = rows.iter().zip(kinds.iter_mut());
    for (row, kinds) in rows.filter(|(row, _)| row.cells.len() > 1) {
        for (cell, slot) in row.cells.iter().zip(kinds.iter_mut()) {
            match (asks(cell), &slot) {
                (true, Kind::Text) => {
                    let again = kind(cell, labels, true);
                    *slot = match again {
                        Kind::Label(_) => again,
                        _ => Kind::Unknown,
                    };
                }
                (false, Kind::Label(_) | Kind::Unknown) => *slot = Kind::Text,
                _ => {}
            }
        }
    }
}
