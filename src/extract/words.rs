//! Text cut into comparable words: keys without punctuation, and stems that survive inflection.

use crate::rules::fold;

/// The letters and digits of a text after folding, with nothing between them: "E-mail :" and "e mail" are one key.
pub(super) fn key(text: &str) -> String {
    fold(text).chars().filter(|c| is_word(*c)).collect()
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

/// A bit for each letter that occurs: two keys whose sets differ in many letters cannot be one typo apart.
pub(super) fn letters(key: &str) -> u64 {
    key.chars().fold(0, |set, c| set | 1 << (u32::from(c) % 61))
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
