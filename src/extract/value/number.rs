//! Numbers of inhabitants in every notation.

use super::token::{Token, tokens};
use super::{Normal, numeral};
use crate::extract::label::Prepared;
use crate::rules::{Rules, Words};
use foldhash::HashMap;
use serde::{Deserialize, Serialize};

/// A number found in a text.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    value: f64,
    /// Could be a year: four digits without separator or factor.
    year: bool,
    /// Followed by the name of something else than people.
    foreign: bool,
    /// Had a fraction and no factor.
    fraction: bool,
}

/// Normalises a number of inhabitants.
pub(super) fn normalise(raw: &str, rules: &Rules) -> Normal {
    let prepared = rules.kept(Prepared::new);
    if let Some(value) = numeral::with_half(raw, &prepared.factors, rules) {
        return Normal::sure(value.round() as i64);
    }
    for text in texts(raw) {
        let text = text.as_str();
        let found = numbers(text, rules, &prepared.factors);
        let counted: Vec<Found> = found.iter().copied().filter(|n| !n.foreign).collect();
        let mut best: Vec<Found> = counted.iter().copied().filter(|n| !n.year).collect();
        let guessed = best.is_empty();
        if guessed {
            best = counted;
        }
        let Some(first) = best.iter().copied().find(|n| n.value >= 1.0 && !n.fraction) else {
            continue;
        };
        if first.value > 1.5e9 {
            return Normal::invalid("no government has so many inhabitants");
        }
        // The fraction of a person that a rounded factor leaves is noise.
        let value = first.value.round() as i64;
        let others = best
            .iter()
            .any(|n| !n.fraction && (n.value - first.value).abs() > 0.5);
        return match (guessed, others) {
            (false, false) => Normal::sure(value),
            (true, false) => Normal::with(value, 0.8),
            (_, true) => Normal::with(value, 0.7),
        };
    }
    Normal::invalid("there is no whole number in it")
}

/// Where the number may stand, the best place first. What stands in brackets explains it; it is the number only where there is no
/// other, or where that is written out in words: "forty-two thousand (42,000)".
fn texts(raw: &str) -> Vec<String> {
    let (outside, inside) = by_brackets(raw);
    let has_digit = |text: &str| text.chars().any(char::is_numeric);
    let first = if has_digit(&outside) {
        Some(outside)
    } else if has_digit(&inside) {
        Some(inside)
    } else {
        numeral::in_digits(raw)
    };
    first.into_iter().chain([raw.to_owned()]).collect()
}

/// What stands outside of brackets, and what within.
fn by_brackets(raw: &str) -> (String, String) {
    let mut depth = 0_u32;
    let mut sides = (String::with_capacity(raw.len()), String::new());
    for c in raw.chars() {
        match c {
            '(' | '[' | '（' | '［' => depth += 1,
            ')' | ']' | '）' | '］' => {
                depth = depth.saturating_sub(1);
                sides.0.push(' ');
                sides.1.push(' ');
            }
            _ if depth == 0 => sides.0.push(c),
            _ => sides.1.push(c),
        }
    }
    sides
}

const FACTORS: [(&str, f64); 6] = [
    ("times_100000000", 1e8),
    ("times_10000000", 1e7),
    ("times_1000000", 1e6),
    ("times_100000", 1e5),
    ("times_10000", 1e4),
    ("times_1000", 1e3),
];

/// The words that multiply the number before them.
#[derive(Debug, Serialize, Deserialize)]
pub struct Factors {
    words: HashMap<String, f64>,
    /// Those that other words may follow without a space: "만명", "万人".
    fronts: Vec<(String, f64)>,
}

impl Factors {
    /// The words of the rules.
    pub fn new(words: &Words) -> Factors {
        let is_hangul = |c: char| matches!(c, '\u{1100}'..='\u{11ff}');
        let (mut all, mut fronts) = (HashMap::default(), Vec::new());
        for (purpose, factor) in FACTORS {
            for word in words.of(purpose) {
                // The largest counts, which comes first.
                all.entry(word.to_owned()).or_insert(factor);
                if word.starts_with(is_hangul) {
                    fronts.push((word.to_owned(), factor));
                }
            }
        }
        Factors { words: all, fronts }
    }

    pub(super) fn of(&self, word: &str) -> Option<f64> {
        let of_front = || {
            let mut fronts = self.fronts.iter();
            let found = fronts.find(|(front, _)| word.starts_with(front));
            found.map(|(_, factor)| *factor)
        };
        self.words.get(word).copied().or_else(of_front)
    }
}

/// A number up to ten, by its word.
pub(super) fn small(word: &str, rules: &Rules) -> Option<f64> {
    (1..=10)
        .find(|n| rules.words.has(&format!("number_{n}"), word))
        .map(f64::from)
}

fn numbers(text: &str, rules: &Rules, factors: &Factors) -> Vec<Found> {
    let tokens = tokens(text);
    let mut found: Vec<Found> = Vec::new();
    let mut open: Option<(f64, f64)> = None;
    let mut at = 0;
    while at < tokens.len() {
        let (number, next) = match tokens.get(at) {
            // The two of "km2" counts nothing.
            Some(Token::Number(_)) if is_glued(&tokens, at) => {
                at += 1;
                continue;
            }
            Some(Token::Number(_)) => digits(&tokens, at),
            Some(Token::Word(word)) if !word.is_empty() => {
                let multiplied = word_factor(&tokens, at + 1, factors).is_some();
                match multiplied.then(|| small(word, rules)).flatten() {
                    Some(value) => (Written::small(value), at + 1),
                    None => {
                        at += 1;
                        open = None;
                        continue;
                    }
                }
            }
            Some(Token::Space) => {
                at += 1;
                continue;
            }
            Some(Token::Sign(sign)) => {
                if !matches!(sign, '.' | ',') {
                    open = None;
                }
                at += 1;
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        };
        let (times, mut next) = match word_factor(&tokens, next, factors) {
            Some((times, next)) => (Some(times), next),
            None => (None, next),
        };
        // "2 million of", "mille habitants": the factor's own words are behind us.
        if let Some(times) = times {
            // "un millón doscientos mil" is out of reach, "1만 5천", "2 million 300 thousand" are not.
            while let Some((_, after)) = word_factor(&tokens, next, factors) {
                next = after;
            }
            let value = number.decimal() * times;
            match open {
                Some((total, last)) if times < last => {
                    replace_last(&mut found, total + value);
                    open = Some((total + value, times));
                }
                _ => {
                    found.push(Found {
                        value,
                        year: false,
                        foreign: false,
                        fraction: false,
                    });
                    open = Some((value, times));
                }
            }
            at = next;
            continue;
        }
        let (value, fraction) = number.plain();
        match open {
            // "25만 3512": what follows a factor directly belongs to it.
            Some((total, last)) if value < last && !number.is_year() => {
                replace_last(&mut found, total + value);
                open = None;
            }
            _ => {
                open = None;
                found.push(Found {
                    value,
                    year: number.is_year(),
                    foreign: is_foreign(&tokens, next, rules),
                    fraction,
                });
            }
        }
        at = next;
    }
    found
}

/// True when Latin letters stand directly before a number.
fn is_glued(tokens: &[Token], at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|before| tokens.get(before))
        .and_then(Token::word)
        .is_some_and(|word| word.is_ascii())
}

fn replace_last(found: &mut [Found], value: f64) {
    if let Some(last) = found.last_mut() {
        last.value = value;
    }
}

/// A factor at a token or behind one space, and where it ends.
fn word_factor(tokens: &[Token], at: usize, factors: &Factors) -> Option<(f64, usize)> {
    let at = at + usize::from(tokens.get(at) == Some(&Token::Space));
    let word = tokens.get(at)?.word()?;
    factors.of(word).map(|times| (times, at + 1))
}

/// True when the words behind a number tell of an area, of households, of a share.
fn is_foreign(tokens: &[Token], at: usize, rules: &Rules) -> bool {
    let behind: String = tokens
        .iter()
        .skip(at)
        .take(6)
        .map(|token| match token {
            Token::Number(digits) => digits.clone(),
            Token::Word(word) => word.clone(),
            Token::Space => " ".to_owned(),
            Token::Sign(sign) => sign.to_string(),
        })
        .collect();
    let behind = behind.trim_start();
    rules.words.of("not_inhabitants").any(|phrase| {
        behind
            .strip_prefix(phrase)
            .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
    })
}

/// A number as written: groups of digits with what stands between them.
#[derive(Debug, Clone)]
struct Written {
    groups: Vec<String>,
    signs: Vec<char>,
}

impl Written {
    fn small(value: f64) -> Written {
        Written {
            groups: vec![format!("{value}")],
            signs: Vec::new(),
        }
    }

    fn is_year(&self) -> bool {
        match self.groups.as_slice() {
            [only] => only.len() == 4 && (only.starts_with("19") || only.starts_with("20")),
            _ => false,
        }
    }

    /// The number before a factor: a single comma or point is a decimal one.
    fn decimal(&self) -> f64 {
        match (self.groups.as_slice(), self.signs.as_slice()) {
            ([whole, part], ['.' | ',' | '٫']) => format!("{whole}.{part}").parse().unwrap_or(0.0),
            _ => self.plain().0,
        }
    }

    /// The number by itself, and whether a fraction was cut off that cannot be one of people.
    fn plain(&self) -> (f64, bool) {
        let join = |groups: &[String]| groups.concat().parse::<f64>().unwrap_or(0.0);
        let Some((last, front)) = self.groups.split_last() else {
            return (0.0, true);
        };
        if front.is_empty() {
            return (join(&self.groups), false);
        }
        let thousands = last.len() == 3 && front.iter().skip(1).all(|g| matches!(g.len(), 2 | 3));
        let mixed = self.signs.last().is_some_and(|sign| {
            self.signs
                .iter()
                .take(self.signs.len() - 1)
                .any(|other| other != sign)
        });
        if thousands && !(mixed && matches!(self.signs.last(), Some('.' | ',' | '٫'))) {
            return (join(&self.groups), false);
        }
        // "1.703.296,00" and "1,703,296.5": the last sign is the decimal one.
        if matches!(self.signs.last(), Some('.' | ',' | '٫')) {
            let grouped = front.len() > 1 || last.chars().all(|c| c == '0');
            return (join(front), !grouped);
        }
        (join(front), false)
    }
}

/// Reads a number from its first digits on: groups of three (or two and three, as in India) after the same kind of sign.
fn digits(tokens: &[Token], at: usize) -> (Written, usize) {
    let mut written = Written {
        groups: Vec::new(),
        signs: Vec::new(),
    };
    let mut next = at;
    while let Some(Token::Number(group)) = tokens.get(next) {
        written.groups.push(group.clone());
        next += 1;
        let sign = match tokens.get(next) {
            Some(Token::Sign(c @ ('.' | ',' | '\'' | '’' | '٬' | '٫' | '،' | '˙'))) => *c,
            Some(Token::Space) => ' ',
            _ => break,
        };
        let Some(Token::Number(following)) = tokens.get(next + 1) else {
            break;
        };
        // White space joins only real groups of three; "250 000 2021" are two numbers.
        if sign == ' '
            && (following.len() != 3 || written.groups.last().is_none_or(|g| g.len() > 3))
        {
            break;
        }
        if written.groups.len() == 1 && group.len() > 3 && following.len() == 3 && sign != ',' {
            break;
        }
        written.signs.push(sign);
        next += 1;
    }
    (written, next)
}
