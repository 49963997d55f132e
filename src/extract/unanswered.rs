//! Tables that print questions in bold and answers below them in plain type: what is in bold is a question, answered or not.

use super::cell::Kind;
use super::table::Row;

/// Takes a text in bold between a label in bold and a plain text for a label that nobody knows: nobody answered the first. A
/// label whose further lines are in bold, too, over a plain text has its answer there and not in them.
pub(super) fn settle(rows: &[Row], kinds: &mut [Vec<Kind>]) {
    let is_bold = |at: usize| {
        let cells = rows.get(at).into_iter().flat_map(|row| &row.cells);
        let pieces = cells.flat_map(|cell| &cell.pieces);
        let mut pieces = pieces.filter(|piece| !piece.is_empty()).peekable();
        pieces.peek().is_some() && pieces.all(|piece| piece.bold)
    };
    for at in 0..rows.len().saturating_sub(1) {
        let heads = at > 0 && is_bold(at - 1);
        let above = at.checked_sub(1).and_then(|above| only(kinds, above));
        let labelled = heads && above.is_some_and(|(_, kind)| kind.is_label());
        let below = matches!(only(kinds, at + 1), Some((_, Kind::Text))) && !is_bold(at + 1);
        let Some((cell, own)) = only(kinds, at).filter(|_| below && is_bold(at)) else {
            continue;
        };
        let anew = match own {
            Kind::Text if labelled => Kind::Unknown,
            Kind::Over(label, _) => Kind::Label(label.clone()),
            _ => continue,
        };
        if let Some(kind) = kinds.get_mut(at).and_then(|row| row.get_mut(cell)) {
            *kind = anew;
        }
    }
}

/// The one cell of a row that is filled.
fn only(kinds: &[Vec<Kind>], at: usize) -> Option<(usize, &Kind)> {
    let row = kinds.get(at)?.iter().enumerate();
    let mut filled = row.filter(|(_, kind)| !matches!(kind, Kind::Empty));
    filled.next().filter(|_| filled.next().is_none())
}
