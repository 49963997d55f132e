//! Questions and answers that say so: "Q: Your name?" over "A: Ana". The marks are no part of either.

use super::piece::{Mark, Piece};
use std::collections::BTreeMap;

/// Answers that must be marked alike before the mark is believed to be one.
const LEAST: usize = 5;

/// Takes off the mark that answers begin with, where they follow questions again and again.
pub(super) fn unmark(pieces: &mut [Piece]) {
    let mut marks: BTreeMap<String, usize> = BTreeMap::new();
    for pair in pieces.windows(2) {
        if let [before, piece] = pair
            && let Some(mark) = mark(piece)
            && self::mark(before) != Some(mark)
        {
            *marks.entry(mark.to_owned()).or_default() += 1;
        }
    }
    let most = marks.into_iter().max_by_key(|(_, count)| *count);
    let Some((answer, _)) = most.filter(|(_, count)| *count >= LEAST) else {
        return;
    };
    for piece in pieces {
        if mark(piece) == Some(answer.as_str())
            && let Some(rest) = piece.text.get(answer.len()..)
        {
            piece.text = rest.trim_start().to_owned();
        }
    }
}

/// The one or two letters with a colon or a point that a line begins with, words following.
fn mark(piece: &Piece) -> Option<&str> {
    let end = piece.text.find([':', '.', ')'])?;
    let (letters, rest) = piece.text.split_at_checked(end)?;
    let few = (1..=2).contains(&letters.chars().count());
    let mark = piece.text.get(..=end)?;
    let free = matches!(piece.mark, Mark::Free) && piece.field.is_none();
    let upper = letters
        .chars()
        .all(|c| c.is_alphabetic() && !c.is_lowercase());
    (free && few && upper && rest.get(1..)?.starts_with(' ')).then_some(mark)
}
