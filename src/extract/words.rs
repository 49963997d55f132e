//! Text cut into comparable words: keys without punctuation, and stems that survive inflection.

use crate::rules::{fold, fold_inside};

/// The letters and digits of a text after folding, with nothing between them: "E-mail :" and "e mail" are one key.
pub(super) fn key(text: &str) -> String {
    if text.is_ascii() {
        let mut key = String::with_capacity(text.len());
        key.extend(ascii_key(text));
        return key;
    }
    let mut folded = fold_inside(text);
    folded.retain(is_word);
    folded
}

/// The key of a text that is all ASCII, letter by letter.
pub(super) fn ascii_key(text: &str) -> impl Iterator<Item = char> {
    text.bytes()
        .filter(u8::is_ascii_alphanumeric)
        .map(|byte| char::from(byte.to_ascii_lowercase()))
}

/// True for characters that carry meaning in a label.
pub(super) fn is_word(c: char) -> bool {
    c.is_alphanumeric()
}

/// True for scripts that are written without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Number of letters of a word that stay when it is inflected ("fulfilling", "fulfil", "fulfilment").
const STEM: usize = 5;

/// The stems of a text, in order: the first letters of each word, or pairs of characters in scripts without spaces.
pub(super) fn stems(text: &str) -> Vec<String> {
    let folded = fold(text);
    let mut stems = Vec::new();
    for word in folded.split(|c: char| !is_word(c)) {
        if word.is_empty() {
            continue;
        }
        if word.chars().any(is_unspaced) {
            let letters: Vec<char> = word.chars().collect();
            if letters.len() == 1 {
                stems.push(word.to_owned());
            }
            for pair in letters.windows(2) {
                stems.push(pair.iter().collect());
            }
        } else {
            stems.push(word.chars().take(STEM).collect());
        }
    }
    stems
}

/// How often each letter occurs, over 64 drawers.
pub(super) type Bag = [u8; 64];

/// The letters of a key without their order.
pub(super) fn bag(key: &str) -> Bag {
    let mut bag = [0_u8; 64];
    for c in key.chars() {
        // A prime number of drawers keeps alphabets apart; the mask only tells the compiler that it fits.
        if let Some(drawer) = bag.get_mut((u32::from(c) % 61) as usize) {
            *drawer = drawer.saturating_add(1);
        }
    }
    bag
}

/// By how many letters two bags differ. An insertion changes one, a substitution two, a transposition none, so keys that are
/// so many edits apart differ by at most twice as many.
pub(super) fn apart(one: &Bag, other: &Bag) -> usize {
    one.iter()
        .zip(other)
        .map(|(a, b)| a.abs_diff(*b) as usize)
        .sum()
}

/// Number of words, counting characters where words are not spaced.
pub(super) fn count(text: &str) -> usize {
    text.split_whitespace()
        .map(|word| {
            let unspaced = word.chars().filter(|c| is_unspaced(*c)).count();
            1 + unspaced / 2
        })
        .sum()
}
