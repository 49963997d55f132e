//! Terms of office → `YYYY-YYYY`.

use super::token::{Token, tokens};
use super::{Context, Normal};
use crate::rules::Rules;
use jiff::tz::TimeZone;
use std::cmp::Reverse;

/// Normalises a term of office.
pub(super) fn normalise(raw: &str, context: &Context<'_>, rules: &Rules) -> Normal {
    let now = TimeZone::UTC.to_datetime(context.received).year();
    let tokens = tokens(raw);
    let years: Vec<(usize, u32)> = tokens
        .iter()
        .enumerate()
        .filter_map(|(at, token)| match token {
            Token::Number(digits) if digits.len() == 4 => {
                Some((at, digits.parse().ok()?)).filter(|(_, y)| (1950..2100).contains(y))
            }
            // "20232027": the line between them was lost.
            _ => None,
        })
        .collect();
    if let Some((from, to)) = glued(&tokens) {
        return Normal::with(format!("{from}-{to}"), 0.8);
    }
    // Two years with the least between them are a term; other years only explain. Of several terms, the present one counts:
    // "2019-2023, re-elected 2023-2027".
    let present = |from: u32, to: u32| (from..=to).contains(&u32::from(now.unsigned_abs()));
    let pair = years
        .windows(2)
        .filter_map(|pair| match pair {
            [(a, from), (b, to)] if from != to => Some((b - a, *from, *to)),
            _ => None,
        })
        .min_by_key(|(gap, from, to)| (*gap, !present(*from, *to), Reverse(*from)));
    if let Some((_, from, to)) = pair {
        let (from, to, confidence) = if from < to {
            (from, to, 1.0)
        } else {
            // Right-to-left text is sometimes stored in the order of the eye.
            (to, from, 0.8)
        };
        return if to - from <= 12 {
            Normal::with(format!("{from}-{to}"), confidence)
        } else {
            Normal::doubtful(
                format!("{from}-{to}"),
                0.5,
                format!("is a term of {} years right?", to - from),
            )
        };
    }
    if let Some((at, from)) = years.first().copied() {
        // "2023/27", "2023-27".
        if let (Some(Token::Sign('/' | '-' | '–' | '—' | '−')), Some(Token::Number(short))) =
            (skip(&tokens, at + 1, 0), skip(&tokens, at + 1, 1))
            && short.len() == 2
            && let Ok(end) = short.parse::<u32>()
        {
            let to = from / 100 * 100 + end;
            if to > from && to - from <= 12 {
                return Normal::with(format!("{from}-{to}"), 0.95);
            }
        }
        let open = tokens.iter().filter_map(Token::word).any(|word| {
            rules
                .words
                .of("present")
                .any(|p| p.split(' ').any(|w| w == word && w.len() > 2))
        });
        if open {
            return Normal::invalid("the end of the term is open");
        }
        if let Some(length) = length(&tokens, rules) {
            let mut before = tokens.iter().take(at).filter_map(Token::word);
            let (from, to) = match before.any(|word| rules.words.has("until", word)) {
                true => (from - length, from),
                false => (from, from + length),
            };
            return Normal::with(format!("{from}-{to}"), 0.8);
        }
        if years.len() > 1 {
            return Normal::invalid("the term begins and ends in the same year");
        }
        return Normal::invalid("the term has one year only");
    }
    Normal::invalid("there are no two years in it")
}

/// The years that a term lasts, in digits or words: "four years", "4 ans", "a four-year term".
fn length(tokens: &[Token], rules: &Rules) -> Option<u32> {
    /// Years of the terms that governments have.
    const YEARS: std::ops::RangeInclusive<u32> = 2..=8;
    let counted = |token: &Token| match token {
        Token::Number(digits) if digits.len() == 1 => digits.parse().ok(),
        // Whole numbers up to ten.
        Token::Word(word) => super::number::small(word, rules).map(|number| number as u32),
        _ => None,
    };
    let parts = tokens.iter().filter(|token| {
        !matches!(
            token,
            Token::Space | Token::Sign('-' | '\u{2010}' | '\u{2011}' | '(' | ')')
        )
    });
    let parts: Vec<&Token> = parts.collect();
    let mut lengths = parts.windows(2).filter_map(|pair| {
        let [number, unit] = pair else { return None };
        let years = unit
            .word()
            .is_some_and(|word| rules.words.has("years", word));
        counted(number).filter(|length| years && YEARS.contains(length))
    });
    let first = lengths.next()?;
    lengths.all(|other| other == first).then_some(first)
}

/// The token at `nth` after a place, white space not counted.
fn skip(tokens: &[Token], from: usize, nth: usize) -> Option<&Token> {
    tokens
        .iter()
        .skip(from)
        .filter(|token| **token != Token::Space)
        .nth(nth)
}

fn glued(tokens: &[Token]) -> Option<(u32, u32)> {
    tokens.iter().find_map(|token| match token {
        Token::Number(digits) if digits.len() == 8 => {
            let from: u32 = digits.get(..4)?.parse().ok()?;
            let to: u32 = digits.get(4..)?.parse().ok()?;
            ((1990..2100).contains(&from) && to > from && to - from <= 12).then_some((from, to))
        }
        _ => None,
    })
}
