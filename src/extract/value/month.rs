//! The month of a date: by its name in any language, by its number in words or in Roman numerals, by what is like its name.

use super::Context;
use super::token::Token;
use crate::extract::label::Prepared;
use crate::rules::Rules;

/// The Roman numerals of the months.
const ROMAN: [&str; 12] = [
    "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii",
];

/// The month that the words at a place name, and how many tokens they are.
pub(super) fn named(
    rest: &[&Token],
    at: usize,
    context: &Context<'_>,
    rules: &Rules,
) -> Option<(u32, usize)> {
    let one = rest.get(at)?.word()?;
    // "tháng 11" is the eleventh.
    if let Some(Token::Number(digits)) = rest.get(at + 1)
        && let Ok(number @ 1..=12) = digits.parse::<u32>()
        && rules.words.has("month_word", one)
    {
        return Some((number, 2));
    }
    let two = rest
        .get(at + 1)
        .and_then(|t| t.word())
        .map(|second| format!("{one} {second}"));
    let prepared = rules.kept(Prepared::new);
    if !prepared.is_month(one) && !two.as_deref().is_some_and(|two| prepared.is_month(two)) {
        return roman(rest, at).map(|number| (number, 1));
    }
    let mut fallback = None;
    for (number, language, name) in names(rules) {
        let length = if Some(name) == two.as_deref() {
            2
        } else if name == one {
            1
        } else {
            continue;
        };
        // One word may be two months in two languages ("listopada").
        let own = language == context.language
            || context
                .country
                .is_some_and(|country| country.eq_ignore_ascii_case(language));
        if own {
            return Some((number, length));
        }
        if fallback.is_none_or(|(_, before)| length > before) {
            fallback = Some((number, length));
        }
    }
    fallback
}

/// All months with the languages and the names that they have there.
fn names(rules: &Rules) -> impl Iterator<Item = (u32, &str, &str)> {
    (1..=12).flat_map(|number| {
        let languages = rules.words.phrases.get(&format!("month_{number}"));
        languages.into_iter().flat_map(move |languages| {
            languages.iter().flat_map(move |(language, names)| {
                names
                    .iter()
                    .map(move |name| (number, language.as_str(), name))
            })
        })
    })
}

/// The month of a Roman numeral between two numbers: "1. XII 2025".
fn roman(rest: &[&Token], at: usize) -> Option<u32> {
    let word = rest.get(at)?.word()?;
    let number = ROMAN.iter().position(|numeral| *numeral == word)?;
    let counts = |token: Option<&&Token>| matches!(token, Some(Token::Number(_)));
    let solid = |token: &&&Token| !matches!(token, Token::Sign('.' | '/' | '-' | '–' | ','));
    let before = rest.get(..at)?.iter().rfind(solid);
    let after = rest.get(at + 1..)?.iter().find(solid);
    let number = u32::try_from(number + 1).ok()?;
    (counts(before) && counts(after)).then_some(number)
}

/// The only month whose names in some languages are like a word that no language has for one: mistyped, or inflected.
pub(super) fn like(word: &str, rules: &Rules) -> Option<u32> {
    /// Letters that names of one month begin with in several languages, and that no other month has.
    const BEGIN: usize = 4;
    /// Letters of the shortest word that may be mistyped.
    const TYPED: usize = 6;
    let letters = word.chars().count();
    let likeness = |name: &str| {
        let begin = word.chars().zip(name.chars()).take_while(|(a, b)| a == b);
        let begin = begin.count();
        let typed = letters >= TYPED && strsim::osa_distance(word, name) == 1;
        if typed { begin.max(letters - 1) } else { begin }
    };
    let mut best = (BEGIN - 1, None);
    for (number, _, name) in names(rules) {
        let like = likeness(name);
        if like > best.0 {
            best = (like, Some(number));
        } else if like == best.0 && best.1 != Some(number) {
            best.1 = None;
        }
    }
    best.1.filter(|_| best.0 * 2 >= letters)
}
