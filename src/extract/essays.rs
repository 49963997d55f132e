//! Essays in tables of one column: each second row is one, and the row before it asks for it, in whatever words.

use super::cell::{Kind, kind};
use super::label::Labels;
use super::table::Row;
use super::turns::is_bold;
use super::words::count;

/// The same below a row in bold that names the part of the form.
pub(super) fn below_their_titles(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels) -> bool {
    let [title, rest @ ..] = rows else {
        return false;
    };
    let Some((own, kinds)) = kinds.split_first_mut() else {
        return false;
    };
    let plain = rest.first().and_then(is_bold) == Some(false);
    if is_bold(title) != Some(true) || !plain || !in_turn(rest, kinds, labels) {
        return false;
    }
    if let Some(slot @ (Kind::Text | Kind::Label(_))) = own.first_mut() {
        *slot = Kind::Unknown;
    }
    true
}

/// Where each second row of a column is an essay and each row before it a question known or not, the questions are labels. False
/// where that is not so.
pub(super) fn in_turn(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels) -> bool {
    /// So many are no accident, and so many of them are known.
    const PAIRS: usize = 3;
    const KNOWN: usize = 2;
    /// Words of the longest question and of the shortest essay.
    const QUESTION: usize = 40;
    const ESSAY: usize = 10;
    let ends = ['.', '!', '。', '؟', '।'];
    let words = |row: &Row| -> usize {
        let pieces = row.cells.iter().flat_map(|cell| &cell.pieces);
        pieces.map(|piece| count(&piece.text)).sum()
    };
    let ended = |row: &Row| {
        let mut pieces = row.cells.iter().flat_map(|cell| &cell.pieces).rev();
        let last = pieces.find(|piece| !piece.is_empty());
        last.is_some_and(|piece| piece.text.trim_end().ends_with(ends))
    };
    let apart = rows.chunks(2).all(|pair| match pair {
        [head, below] => {
            (1..=QUESTION).contains(&words(head))
                && !ended(head)
                && words(below) >= ESSAY
                && words(below) > words(head)
                && ended(below)
        }
        _ => false,
    });
    if !apart || rows.len() < 2 * PAIRS {
        return false;
    }
    let known = |row: &&Row| {
        row.cells
            .iter()
            .any(|cell| kind(cell, labels, true).is_label())
    };
    if rows.iter().step_by(2).filter(known).count() < KNOWN {
        return false;
    }
    for (at, slot) in kinds.iter_mut().enumerate() {
        match slot.first_mut() {
            Some(slot @ (Kind::Text | Kind::Inline)) if at % 2 == 0 => *slot = Kind::Unknown,
            Some(slot @ (Kind::Label(_) | Kind::Unknown | Kind::Over(..) | Kind::Inline))
                if at % 2 == 1 =>
            {
                *slot = Kind::Text;
            }
            _ => {}
        }
    }
    true
}
