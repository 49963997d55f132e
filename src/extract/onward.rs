//! Tells where a value of one line goes on in a later piece.

use super::full::{breaks, is_full};
use super::head::Sign;
use super::hit::Hit;
use super::piece::{Edge, Mark, Piece};
use super::words::count;
use crate::document::{Document, Kind};

/// True when a one-line value goes on in a later piece.
pub(super) fn goes_on(
    pieces: &[Piece],
    before: usize,
    at: usize,
    hit: &Hit,
    document: &Document,
) -> bool {
    let (Some(last), Some(piece)) = (pieces.get(before), pieces.get(at)) else {
        return false;
    };
    if piece.field.is_some() && piece.field == last.field {
        return true;
    }
    if hit.told && matches!(piece.mark, Mark::Value) && matches!(last.mark, Mark::Value) {
        // The lines of one cell belong together, and the cells of one row.
        return piece.cell == last.cell && piece.edge < Edge::Row;
    }
    // What stands in a box below its label belongs together, as far as it reads on.
    let label = pieces.get(hit.piece);
    let boxed = piece.page > 0
        && piece.cell != (0, 0)
        && piece.cell == last.cell
        && (label.is_some_and(|label| label.cell != piece.cell)
            || pieces
                .get(hit.value.0..=before)
                .is_some_and(|own| own.iter().any(|one| one.edge == Edge::Cell)));
    let begins = |c: char| c.is_lowercase() || c.is_ascii_digit();
    if boxed && piece.edge == Edge::Line && piece.text.trim_start().starts_with(begins) {
        return true;
    }
    // Each line of this document is a label and its value.
    let inline = hit.sign == Sign::Strong && hit.value.0 == hit.piece;
    match piece.edge {
        Edge::Gap => true,
        Edge::Line if piece.page > 0 && last.place.iter().any(|edge| *edge != 0.0) => {
            (is_full(pieces, before) || breaks(pieces, before, at)) && starts_inside(piece)
        }
        Edge::Line if is_wrapped(pieces, before, at, document) && !has_label(piece) => true,
        Edge::Line if document.kind == Kind::Text => {
            last.text.chars().count() >= 55 && starts_inside(piece) && !(inline && has_label(piece))
        }
        Edge::Line => last.text.chars().count() >= 40 || last.text.ends_with([',', '-', '/', '&']),
        _ => false,
    }
}

/// True where a mail program has broken a line of plain text: the first word of the next did not fit into its column.
pub(super) fn is_wrapped(pieces: &[Piece], before: usize, at: usize, document: &Document) -> bool {
    /// Columns of which lines are broken: from about half of a page to as wide as any program breaks them.
    const COLUMN: std::ops::RangeInclusive<usize> = 55..=100;
    let (Some(last), Some(next)) = (pieces.get(before), pieces.get(at)) else {
        return false;
    };
    if document.kind != Kind::Text || next.edge != Edge::Line || at != before + 1 {
        return false;
    }
    let word = next.text.split_whitespace().next().unwrap_or("");
    let width = |text: &str| text.trim_end().chars().count();
    let around = pieces.get(before.saturating_sub(60)..(before + 60).min(pieces.len()));
    let lines = around.into_iter().flatten();
    // What has no blank in it cannot be broken.
    let lines = lines.filter(|line| line.text.contains(' ') && line.cell == (0, 0));
    let column = lines.map(|line| width(&line.text)).max().unwrap_or(0);
    COLUMN.contains(&column) && width(&last.text) + 1 + width(word) > column
}

/// True for a line that is built like a label with its value.
pub(super) fn has_label(piece: &Piece) -> bool {
    piece
        .text
        .split_once(": ")
        .or_else(|| piece.text.split_once(" ..."))
        .or_else(|| {
            piece
                .text
                .trim_end()
                .strip_suffix(':')
                .map(|label| (label, ""))
        })
        .is_some_and(|(label, _)| {
            label.starts_with(|c: char| c.is_uppercase() || c == '¿')
                && (2..=30).contains(&count(label))
                || piece.text.contains(" ...")
        })
}

/// True when a line could be the middle of a sentence.
fn starts_inside(piece: &Piece) -> bool {
    piece
        .text
        .chars()
        .next()
        .is_some_and(|c| !matches!(c, '-' | '•' | '–'))
}
