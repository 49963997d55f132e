//! The title of the next part of a form, where it stands between an answer and the label below it.

use super::hit::Hit;
use super::piece::{Edge, Mark, Piece};
use super::strip;
use super::strip::is_rule;
use super::words::count;

/// True for a short line between an answer and the next label that looks otherwise than the answer: it names the next part of
/// the form.
pub(super) fn names_next_part(
    pieces: &[Piece],
    (hit, before): (&Hit, usize),
    at: usize,
    end: usize,
) -> bool {
    let (Some(last), Some(piece)) = (pieces.get(before), pieces.get(at)) else {
        return false;
    };
    let text = piece.text.trim();
    let letters = |text: &str| text.chars().any(char::is_lowercase);
    let signs = |c: char| !c.is_alphanumeric() && !matches!(c, '"' | '«' | '“' | '(' | '\'');
    let looks = piece.bold && !last.bold
        || text.starts_with(signs) && text.ends_with(signs) && !strip::is_item(text)
        || !letters(text) && letters(&last.text) && text.chars().any(char::is_uppercase)
        || strip::lead(text) > 0 && strip::lead(&last.text) == 0
        || hit.told && piece.cell != last.cell
        || is_title_below(text, last.text.trim())
        || is_larger(piece, last);
    let ruled = pieces.get(at + 1).is_some_and(|next| is_rule(&next.text));
    let next = if ruled { at + 2 } else { at + 1 };
    matches!(piece.mark, Mark::Free)
        && piece.field.is_none()
        && (piece.edge > Edge::Line || piece.page > last.page)
        && next == end
        && end < pieces.len()
        && count(text) <= 10
        && !text.ends_with(['.', '!', ';', ',', '。'])
        && (looks || ruled)
}

/// True for a title between two strokes of two signs or more each ("== Contact ==").
pub(super) fn is_framed(text: &str) -> bool {
    let stroke = |c: char| matches!(c, '=' | '-' | '*' | '#' | '~' | '—' | '_');
    let inner = text.trim_matches(stroke);
    let front = text.len() - text.trim_start_matches(stroke).len();
    let back = text.len() - text.trim_end_matches(stroke).len();
    let blank = inner.starts_with(char::is_whitespace) && inner.ends_with(char::is_whitespace);
    front >= 2 && back >= 2 && blank && inner.contains(char::is_alphabetic)
}

/// True for words without an end below sentences that have theirs, or below an address that has its number.
fn is_title_below(text: &str, last: &str) -> bool {
    let digits = |text: &str| text.contains(|c: char| c.is_numeric());
    let small = text
        .split_whitespace()
        .filter(|word| word.starts_with(char::is_lowercase));
    let title = text.ends_with(char::is_alphanumeric)
        && text.starts_with(char::is_uppercase)
        && !digits(text)
        && !text.contains(['@', ':']);
    let sentence = count(last) > 4 && last.ends_with(['.', '!']);
    let address = digits(last) && count(text) > 3 && small.count() * 2 >= count(text);
    title && (sentence && count(text) > 1 || address)
}

/// True for a line that is printed clearly larger than another.
fn is_larger(piece: &Piece, other: &Piece) -> bool {
    let height = |piece: &Piece| {
        let [_, top, _, bottom] = piece.place;
        bottom - top
    };
    height(other) > 0.0 && height(piece) > height(other) * 1.12
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stands_below_sentences_and_addresses() {
        for (text, last) in [
            (
                "Membership and consent",
                "It reports to the council each December.",
            ),
            (
                "Los derechos humanos y su gobierno",
                "Plaza Mayor, 18, 50001 Zaragoza",
            ),
        ] {
            assert!(is_title_below(text, last), "{text}");
        }
        for (text, last) in [
            ("It helps the poor.", "We have a fund."),
            (
                "and of those who live in the old town",
                "Room 4, 12 Market Street",
            ),
            ("Nuwara Eliya", "27 Hill Street"),
            ("San Pedro de los Altos", "Calle Real 4"),
            ("The ombudsman and the schools", "We have"),
        ] {
            assert!(!is_title_below(text, last), "{text}");
        }
    }
}
