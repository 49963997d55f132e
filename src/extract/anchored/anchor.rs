//! What can be nothing but an answer, in whatever language a form is printed.

use crate::extract::label::Labels;
use crate::extract::strip;
use crate::extract::value::is_country;
use crate::extract::words::count;
use crate::rules::{Rules, fold};

/// What kind of answer a text surely is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Anchor {
    Mailbox,
    Address,
    Phone,
    Period,
    Date,
    Number,
    /// Yes, no, or one of the words that forms print to choose from.
    Choice,
    /// A country.
    Country,
}

/// The kind of answer that a text surely is.
pub(super) fn anchor(text: &str, labels: &Labels, rules: &Rules) -> Option<Anchor> {
    /// Bytes of the longest of them.
    const LONGEST: usize = 120;
    /// Words of the longest date.
    const DATE: usize = 6;
    let text = text.trim();
    if text.is_empty() || text.len() > LONGEST {
        return None;
    }
    let spaced = text.contains(char::is_whitespace);
    if let Some((_, host)) = text.split_once('@') {
        return (!spaced && host.contains('.')).then_some(Anchor::Mailbox);
    }
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    if digits > 0 && letters == 0 {
        let called = text.starts_with(['+', '(']) || text.starts_with("00") || text.ends_with('+');
        let years = text
            .split(|c: char| !c.is_numeric())
            .filter(|one| is_year(one));
        return match years.count() {
            2 => Some(Anchor::Period),
            1 if (5..=8).contains(&digits) => Some(Anchor::Date),
            _ if digits >= 7 && called => Some(Anchor::Phone),
            _ if (3..=9).contains(&digits) && is_number(text) => Some(Anchor::Number),
            _ => None,
        };
    }
    if !spaced && is_site(text) {
        return Some(Anchor::Address);
    }
    let year = || text.split(|c: char| !c.is_numeric()).any(is_year);
    if (5..=8).contains(&digits) && count(text) <= DATE && year() {
        return Some(Anchor::Date);
    }
    if digits > 0 {
        return None;
    }
    let folded = fold(text.trim_end_matches(['.', '!']));
    if labels.is_answer(&folded) || strip::is_box(text) && text.contains('☒') {
        return Some(Anchor::Choice);
    }
    is_country(&folded, rules).then_some(Anchor::Country)
}

/// True for the number of a year that forms speak of.
fn is_year(number: &str) -> bool {
    let digit = |c: char| c.to_digit(10);
    let number: Option<Vec<u32>> = number.chars().map(digit).collect();
    matches!(number.as_deref(), Some([1, 9, ..] | [2, 0, ..]))
        && number.is_some_and(|own| own.len() == 4)
}

/// True for digits and what sets their thousands apart.
fn is_number(text: &str) -> bool {
    let part = |c: char| {
        c.is_numeric() || c.is_whitespace() || matches!(c, '.' | ',' | '\'' | '’' | '٬' | '،')
    };
    text.starts_with(char::is_numeric) && text.ends_with(char::is_numeric) && text.chars().all(part)
}

/// True for the address of a website.
fn is_site(text: &str) -> bool {
    let text = text.trim_end_matches('/');
    if text.starts_with("http") || text.starts_with("www.") {
        return text.contains('.');
    }
    let host = text.split('/').next().unwrap_or("");
    let parts: Vec<&str> = host.split('.').collect();
    let named = |part: &&str| {
        let own = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        part.len() >= 2 && part.chars().all(own)
    };
    parts.len() >= 2 && parts.iter().all(named) && host.len() >= 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};

    #[test]
    fn answers_that_can_be_nothing_else_are_told_without_words() {
        let rules = compile(&builtin()).unwrap();
        let labels = Labels::of(&rules);
        let told = |text: &str| anchor(text, &labels, &rules);
        assert_eq!(told("ana@ayto.example"), Some(Anchor::Mailbox));
        assert_eq!(told("ayto.example"), Some(Anchor::Address));
        assert_eq!(told("+34 600 00 00 00"), Some(Anchor::Phone));
        assert_eq!(told("2024 – 2028"), Some(Anchor::Period));
        assert_eq!(told("2026年3月25日"), Some(Anchor::Date));
        assert_eq!(told("۵۸٬۲۰۰"), Some(Anchor::Number));
        assert_eq!(told("☒ Nej ☐ Ja"), Some(Anchor::Choice));
        assert_eq!(told("Suomi"), Some(Anchor::Country));
        for other in [
            "Hvor mange bor der",
            "Torikatu 2, 70100",
            "Nome (2030)",
            "14.",
            "e.g.",
        ] {
            assert_eq!(told(other), None, "{other}");
        }
    }
}
