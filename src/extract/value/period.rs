//! Terms of office → `YYYY-YYYY`.

use super::Normal;
use super::token::{Token, tokens};
use crate::rules::Rules;

/// Normalises a term of office.
pub(super) fn normalise(raw: &str, rules: &Rules) -> Normal {
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
    // Two years with the least between them are a term; other years only explain.
    let pair = years
        .windows(2)
        .filter_map(|pair| match pair {
            [(a, from), (b, to)] if from != to => Some((b - a, *from, *to)),
            _ => None,
        })
        .min_by_key(|(gap, ..)| *gap);
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
        if years.len() > 1 {
            return Normal::invalid("the term begins and ends in the same year");
        }
        return Normal::invalid("the term has one year only");
    }
    Normal::invalid("there are no two years in it")
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
