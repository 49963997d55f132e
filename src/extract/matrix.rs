//! Tables whose rows are persons and whose columns are what is asked of each: an empty corner beside "Name", "Function" and
//! "E-mail", and below it "Mayor" beside Ana and what is hers.

use super::cell::Kind;
use super::piece::{Edge, Mark, Piece};
use super::table::Row;

/// Letters of the longest name of a row.
const LONG: usize = 80;

/// Takes what stands in the rows below an empty corner and known labels for names of rows and answers, whatever labels they
/// may be elsewhere.
pub(super) fn settle(rows: &[Row], kinds: &mut [Vec<Kind>]) {
    let mut heads: Option<(usize, u32)> = None;
    for (row, own) in rows.iter().zip(kinds.iter_mut()) {
        let corner = row.cells.first().map(|cell| cell.column);
        let Some(corner) = corner else { continue };
        if is_head(own) {
            heads = Some((row.cells.len(), corner));
            continue;
        }
        let named = || {
            let name = row.cells.first().map(|cell| cell.pieces.as_slice());
            name.is_some_and(is_name)
        };
        if heads != Some((row.cells.len(), corner)) || !named() {
            heads = None;
            continue;
        }
        for kind in own {
            if !matches!(kind, Kind::Empty) {
                *kind = Kind::Text;
            }
        }
    }
}

/// True for an empty corner beside columns most of which are known to ask something.
fn is_head(row: &[Kind]) -> bool {
    let [Kind::Empty, columns @ ..] = row else {
        return false;
    };
    let known = columns
        .iter()
        .filter(|kind| matches!(kind, Kind::Label(_)))
        .count();
    known >= 2 && known * 2 > columns.len()
}

/// True for what may name a row: a few words that nobody typed into a field.
pub(super) fn is_name(pieces: &[Piece]) -> bool {
    let letters: usize = pieces.iter().map(|piece| piece.text.len()).sum();
    let worded = pieces
        .iter()
        .any(|piece| piece.text.contains(char::is_alphabetic));
    worded && letters <= LONG && pieces.iter().all(|piece| piece.field.is_none())
}

/// Appends the name of a row as a heading: it tells of whom the labels behind it speak.
pub(super) fn push_name(pieces: Vec<Piece>, out: &mut Vec<Piece>) {
    let mut pieces = pieces.into_iter().filter(|piece| !piece.is_empty());
    let Some(mut name) = pieces.next() else {
        return;
    };
    for piece in pieces {
        name.text.push(' ');
        name.text.push_str(&piece.text);
    }
    name.edge = Edge::Row;
    name.mark = Mark::Hint;
    name.heading = true;
    out.push(name);
}
