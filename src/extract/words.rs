//! Text cut into comparable words: keys without punctuation, and stems that survive inflection.

use crate::rules::fold_inside;

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

/// The first two letters of the key of a text.
pub(super) fn start(text: &str) -> Option<[char; 2]> {
    let end = text.char_indices().nth(12).map_or(text.len(), |(at, _)| at);
    let text = text.get(..end).unwrap_or("");
    if text.is_ascii() {
        let mut letters = ascii_key(text);
        return Some([letters.next()?, letters.next()?]);
    }
    let key = key(text);
    let mut letters = key.chars();
    Some([letters.next()?, letters.next()?])
}

/// True for characters that carry meaning in a label. The letters that make up most texts need no search in tables.
pub(super) fn is_word(c: char) -> bool {
    matches!(c, 'a'..='z' | 'à'..='ö' | 'ø'..='ÿ' | 'а'..='я' | 'α'..='ω' | '\u{621}'..='\u{63a}' | '\u{1100}'..='\u{11ff}' | '\u{3400}'..='\u{9fff}')
        || c.is_alphanumeric()
}

/// True for scripts that are written without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// Number of letters of a word that stay when it is inflected ("fulfilling", "fulfil", "fulfilment").
const STEM: usize = 5;

/// The stems of a folded text, in order: the first letters of each word, or pairs of characters in scripts without spaces.
pub(super) fn stems(folded: &str) -> impl Iterator<Item = &str> {
    folded
        .split(|c: char| !is_word(c))
        .filter(|word| !word.is_empty())
        .flat_map(|word| {
            let unspaced = !word.is_ascii() && word.chars().any(is_unspaced);
            // Where each stem of the word begins, and how many letters it has.
            let (from, letters) = if unspaced {
                let pairs = word.chars().count().saturating_sub(1).max(1);
                (pairs, 2)
            } else {
                (1, STEM)
            };
            word.char_indices().take(from).map(move |(at, _)| {
                let rest = word.get(at..).unwrap_or_default();
                let end = rest
                    .char_indices()
                    .nth(letters)
                    .map_or(rest.len(), |(end, _)| end);
                rest.get(..end).unwrap_or_default()
            })
        })
}

/// How often each letter occurs, over 32 drawers.
pub(super) type Bag = [u8; 32];

/// The letters of a key without their order.
pub(super) fn bag(key: &str) -> Bag {
    let mut bag = [0_u8; 32];
    for c in key.chars() {
        // A prime number of drawers; the letters of an alphabet, which follow one another, have one each.
        if let Some(drawer) = bag.get_mut((u32::from(c) % 31) as usize) {
            *drawer = drawer.saturating_add(1);
        }
    }
    bag
}

/// By how many letters two bags differ. An insertion changes one, a substitution two, a transposition none, so keys that are
/// so many edits apart differ by at most twice as many.
pub(super) fn apart(one: &Bag, other: &Bag) -> usize {
    // 32 drawers of 255 at most: sixteen bits are enough, and many fit into one register.
    let all: u16 = one
        .iter()
        .zip(other)
        .map(|(a, b)| u16::from(a.abs_diff(*b)))
        .sum();
    usize::from(all)
}

/// Number of words, counting characters where words are not spaced.
pub(super) fn count(text: &str) -> usize {
    if text.is_ascii() {
        return text.split_ascii_whitespace().count();
    }
    text.split_whitespace()
        .map(|word| {
            let unspaced = word.chars().filter(|c| is_unspaced(*c)).count();
            1 + unspaced / 2
        })
        .sum()
}
