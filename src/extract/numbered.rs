//! The column that numbers the rows of a table: "1", "2", "3" before the labels are no answers.

use super::cell::Kind;
use super::strip;
use super::table::{Box, Row};

/// Rows that must be numbered, one after another, before a column of bare numbers is believed to do that.
const ROWS: usize = 4;
/// The same for "1", "2", "3".
const FROM_ONE: usize = 3;

/// Marks the cells of a table's first column as numbers where they count its rows.
pub(super) fn settle(rows: &[Row], kinds: &mut [Vec<Kind>]) {
    let first = rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| cell.column);
    let Some(first) = first.min() else {
        return;
    };
    let counted: Vec<Option<u32>> = rows.iter().map(|row| number(row, first)).collect();
    let numbers: Vec<u32> = counted.iter().flatten().copied().collect();
    let rising = numbers
        .iter()
        .zip(numbers.iter().skip(1))
        .all(|(before, after)| before < after && after - before <= 3);
    let from_one = numbers.iter().zip(1..).all(|(number, due)| *number == due);
    if numbers.len() < if from_one { FROM_ONE } else { ROWS } || !rising {
        return;
    }
    // The row above the first number names the columns.
    let begin = counted.iter().position(Option::is_some);
    if let Some(heads) = begin.and_then(|at| kinds.get_mut(at.checked_sub(1)?))
        && heads.len() > 2
        && heads.iter().all(|kind| matches!(kind, Kind::Text))
    {
        heads.fill(Kind::Unknown);
    }
    // What stands over the numbers heads nothing else.
    if let Some(heads) = begin.and_then(|at| kinds.get_mut(at.checked_sub(1)?))
        && heads.iter().skip(1).filter(|kind| kind.is_label()).count() > 1
        && let Some(own @ Kind::Text) = heads.first_mut()
    {
        *own = Kind::Number;
    }
    for (kinds, _) in kinds.iter_mut().zip(counted).filter(|(_, n)| n.is_some()) {
        if let Some(kind) = kinds.first_mut() {
            *kind = Kind::Number;
        }
    }
}

/// The bare number in a row's cell of that column, when words follow it in the row.
fn number(row: &Row, column: u32) -> Option<u32> {
    let (cell, rest) = row.cells.split_first()?;
    let mut filled = cell.pieces.iter().filter(|piece| !piece.is_empty());
    let (Some(only), None) = (filled.next(), filled.next()) else {
        return None;
    };
    let worded = |text: &str| text.chars().any(char::is_alphabetic);
    let followed = rest
        .iter()
        .flat_map(|cell| &cell.pieces)
        .any(|piece| worded(&piece.text));
    let text = only.text.trim().trim_end_matches(['.', ')', 'º', '°']);
    (cell.column == column && followed && text.len() <= 3 && only.field.is_none())
        .then(|| text.parse().ok())
        .flatten()
}
/// Takes words of labels for answers that stand beside a label with a number and have none, where all of the first column is
/// numbered ("8 Function | Mayor" above "9 Term | 2023").
pub(super) fn answers(rows: &[Row], kinds: &mut [Vec<Kind>]) {
    let numbered = |cell: &Box| {
        let first = cell.pieces.iter().find(|piece| !piece.is_empty());
        first.is_some_and(|first| {
            first.text.starts_with(char::is_alphanumeric) && strip::lead(&first.text) > 0
        })
    };
    if rows.len() < 2
        || !rows
            .iter()
            .all(|row| row.cells.first().is_some_and(numbered))
    {
        return;
    }
    for (row, kinds) in rows.iter().zip(kinds) {
        let beside = matches!(kinds.as_slice(), [Kind::Label(_), Kind::Label(_), ..]);
        let own = row.cells.get(1).is_some_and(numbered);
        if let Some(answer) = kinds.get_mut(1).filter(|_| beside && !own) {
            *answer = Kind::Text;
        }
    }
}
