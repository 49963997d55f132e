//! Numbers of inhabitants written out in words: "forty-two thousand", "un millón y medio".

use super::number::Factors;
use crate::rules::{Rules, fold};
use text2num::{Language, replace_numbers_in_text};

/// The languages that are known beside what the rules know of all languages.
const LANGUAGES: [fn() -> Language; 8] = [
    Language::english,
    Language::spanish,
    Language::french,
    Language::portugese,
    Language::italian,
    Language::german,
    Language::dutch,
    Language::danish,
];

/// The text with its numbers in digits, in the language that leaves the fewest words; none when no language knows a number in it.
pub(super) fn in_digits(text: &str) -> Option<String> {
    let letters = |text: &String| text.chars().filter(|c| c.is_alphabetic()).count();
    // Spaces that do not break, and hyphens, are none to the library.
    let text: String = text
        .chars()
        .map(|c| match c {
            '\u{2010}' | '\u{2011}' => '-',
            c if c.is_whitespace() => ' ',
            c => c,
        })
        .collect();
    let written = LANGUAGES.map(|language| replace_numbers_in_text(&text, &language(), 0.0));
    let best = written.into_iter().min_by_key(letters)?;
    (best != text && !is_cut(&best)).then_some(best)
}

/// True where a word stands before a thousand or a million alone: one that multiplies it, and that no language knows.
fn is_cut(written: &str) -> bool {
    let words: Vec<&str> = written.split(' ').collect();
    words.windows(2).any(|pair| match pair {
        [before, number] => {
            matches!(*number, "1000" | "1000000") && before.ends_with(char::is_alphabetic)
        }
        _ => false,
    })
}

/// The number with a half in it: "half a million", "two and a half million", "deux millions et demi".
pub(super) fn with_half(text: &str, factors: &Factors, rules: &Rules) -> Option<f64> {
    /// Words between a half and what it is a half of.
    const NEAR: usize = 3;
    let folded = fold(text);
    let words: Vec<&str> = folded
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let half = words
        .iter()
        .position(|word| rules.words.has("number_half", word))?;
    let factor = |at: &usize| words.get(*at).and_then(|word| factors.of(word));
    let after = (half + 1..half + NEAR).find_map(|at| factor(&at));
    let before = (half.saturating_sub(NEAR)..half)
        .rev()
        .find(|at| factor(at).is_some());
    let number = |at: usize| -> Option<f64> {
        let word = words.get(at)?;
        word.parse()
            .ok()
            .or_else(|| super::number::small(word, rules))
    };
    let (whole, times) = match (after, before) {
        // The word before a half may be its article: "un demi-million". With a word between, it is its number.
        (Some(times), _) => {
            let whole = (half.saturating_sub(NEAR)..half.saturating_sub(1)).find_map(number);
            (whole.unwrap_or(0.0), times)
        }
        (None, Some(at)) => (number(at.checked_sub(1)?)?, factor(&at)?),
        (None, None) => return None,
    };
    Some((whole + 0.5) * times)
}
