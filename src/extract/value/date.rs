//! Dates in every notation → ISO 8601.

use super::token::{Token, tokens};
use super::{Context, Normal, era, month, numeral};
use crate::rules::{Rules, fold};
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A date found, and how sure its reading is.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Found {
    date: Date,
    confidence: f32,
}

/// Normalises a date.
pub(super) fn normalise(raw: &str, context: &Context<'_>, rules: &Rules) -> Normal {
    /// Bytes of the longest date in words.
    const LONG: usize = 160;
    let found = in_figures(raw, context, rules);
    if found.value().is_some() || raw.len() > LONG || raw.lines().nth(1).is_some() {
        return found;
    }
    // "doce de mayo de dos mil veintiséis".
    let written = numeral::in_digits(raw);
    let again = written.map(|written| in_figures(&written, context, rules));
    match again {
        Some(Normal::Value { value, doubt, .. }) => Normal::Value {
            value,
            confidence: 0.9,
            doubt,
        },
        _ => found,
    }
}

/// Normalises a date whose day and year are in figures.
fn in_figures(raw: &str, context: &Context<'_>, rules: &Rules) -> Normal {
    let counted = era::in_common_years(raw, rules);
    let tokens: Vec<Token> = tokens(counted.as_deref().unwrap_or(raw));
    let mut solid: Vec<&Token> = tokens.iter().filter(|t| **t != Token::Space).collect();
    // "12 05 2026", with nothing else: a form's own strokes may be printed there.
    if let [Token::Number(_), Token::Number(_), Token::Number(_)] = solid.as_slice() {
        solid.insert(2, &Token::Sign('/'));
        solid.insert(1, &Token::Sign('/'));
    }
    let received = TimeZone::UTC.to_datetime(context.received).date();
    let mut other_era = false;
    let month_first = month_comes_first(raw, context, rules);
    // Behind the last number no date begins.
    let last = solid.iter().rposition(|t| matches!(t, Token::Number(_)));
    for at in 0..last.map_or(0, |last| last + 1) {
        let rest = solid.get(at..).unwrap_or_default();
        // A number glued to other digits is the middle of something else.
        let Some(found) = year_first(rest, rules)
            .or_else(|| compact(rest))
            .or_else(|| numeric(rest, month_first, received))
            .or_else(|| in_words(rest, context, rules))
            .or_else(|| in_like_words(rest, rules))
        else {
            continue;
        };
        let year = i32::from(found.date.year());
        let now = i32::from(received.year());
        if (1990..=now + 5).contains(&year) || (now < 1990 && (1990..2100).contains(&year)) {
            return Normal::with(found.date.to_string(), found.confidence);
        }
        // Buddhist years run 543 ahead, with our months and days. Those of the days before the form was sent are no other.
        let buddhist = year - 543;
        if (now - 1..=now).contains(&buddhist)
            && let Ok(year) = i16::try_from(buddhist)
            && let Ok(date) = Date::new(year, found.date.month(), found.date.day())
        {
            return Normal::with(date.to_string(), found.confidence.min(0.9));
        }
        if (1990..=now + 5).contains(&buddhist)
            && let Ok(year) = i16::try_from(buddhist)
            && let Ok(date) = Date::new(year, found.date.month(), found.date.day())
        {
            return Normal::doubtful(
                date.to_string(),
                0.6,
                format!("is the year {} of the Buddhist calendar?", year + 543),
            );
        }
        other_era = true;
    }
    if other_era
        || solid
            .iter()
            .filter_map(|t| t.word())
            .any(|w| rules.words.has("other_calendar", w))
    {
        return Normal::invalid("this date seems to be of another calendar");
    }
    Normal::invalid("there is no whole date in it")
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(
        i16::try_from(year).ok()?,
        i8::try_from(month).ok()?,
        i8::try_from(day).ok()?,
    )
    .ok()
}

fn is_separator(token: Option<&&Token>) -> Option<char> {
    match token {
        Some(Token::Sign(
            c @ ('-' | '/' | '.' | '–' | '−' | '‐' | '‑' | '،' | ',' | '·' | '|' | '\\' | '_'),
        )) => Some(*c),
        _ => None,
    }
}

fn is_mark(token: Option<&&Token>, purpose: &str, rules: &Rules) -> bool {
    token.and_then(|t| t.word()).is_some_and(|word| {
        rules
            .words
            .of(purpose)
            .any(|mark| word == mark || (!mark.is_ascii() && word.starts_with(mark)))
    })
}

/// "2025-05-03", "2025/5/3", "2025. 5. 3.", "2025年5月3日", "2025년 5월 3일".
fn year_first(rest: &[&Token], rules: &Rules) -> Option<Found> {
    let year = match rest.first()? {
        Token::Number(digits) if digits.len() == 4 => digits.parse().ok()?,
        _ => return None,
    };
    let sure = |date| Found {
        date,
        confidence: 1.0,
    };
    if is_separator(rest.get(1)).is_some() && is_separator(rest.get(3)).is_some() {
        let month = rest.get(2)?.number()?;
        let day = match rest.get(4)? {
            Token::Number(digits) if digits.len() <= 2 => digits.parse().ok()?,
            _ => return None,
        };
        return date(year, month, day).map(sure);
    }
    if is_mark(rest.get(1), "year_mark", rules) && is_mark(rest.get(3), "month_mark", rules) {
        let month = rest.get(2)?.number()?;
        let day = rest.get(4)?.number()?;
        return date(year, month, day).map(sure);
    }
    None
}

/// "20250503".
fn compact(rest: &[&Token]) -> Option<Found> {
    let Token::Number(digits) = rest.first()? else {
        return None;
    };
    if digits.len() != 8 || !digits.starts_with("20") {
        return None;
    }
    let part = |range: std::ops::Range<usize>| digits.get(range)?.parse().ok();
    date(part(0..4)?, part(4..6)?, part(6..8)?).map(|date| Found {
        date,
        confidence: 0.95,
    })
}

/// Whether the notation printed beside the numbers puts the month first, or the country does: "06/01/2026 (mm/dd/yyyy)".
fn month_comes_first(raw: &str, context: &Context<'_>, rules: &Rules) -> bool {
    let country = context.country.is_some_and(|country| {
        let mut countries = rules.countries.month_first.iter();
        countries.any(|c| c == country)
    });
    country || {
        let folded = fold(raw);
        let mut notations = rules.words.of("month_first");
        notations.any(|notation| folded.contains(notation))
    }
}

/// "03/05/2025", "3.5.25": the day first, unless that cannot be or the month is to come first.
fn numeric(rest: &[&Token], month_comes_first: bool, received: Date) -> Option<Found> {
    let first = short(rest.first()?)?;
    is_separator(rest.get(1))?;
    let second = short(rest.get(2)?)?;
    is_separator(rest.get(3))?;
    let year = match rest.get(4)? {
        Token::Number(digits) if digits.len() == 4 => digits.parse().ok()?,
        Token::Number(digits) if digits.len() == 2 => 2000 + digits.parse::<u32>().ok()?,
        _ => return None,
    };
    let day_first = date(year, second, first);
    let month_first = date(year, first, second);
    let (wanted, other) = if month_comes_first {
        (month_first, day_first)
    } else {
        (day_first, month_first)
    };
    match (wanted, other) {
        (Some(wanted), Some(other)) if wanted != other => {
            // A form is signed before it is sent, and not long before.
            let fits = |date: Date| {
                let days = days_between(date, received);
                (-2..=1100).contains(&days)
            };
            if !fits(wanted) && fits(other) {
                Some(Found {
                    date: other,
                    confidence: 0.75,
                })
            } else {
                Some(Found {
                    date: wanted,
                    confidence: 0.95,
                })
            }
        }
        (Some(date), _) | (None, Some(date)) => Some(Found {
            date,
            confidence: 1.0,
        }),
        (None, None) => None,
    }
}

fn days_between(from: Date, to: Date) -> i32 {
    let number = |date: Date| {
        i32::from(date.year()) * 365 + i32::from(date.month()) * 30 + i32::from(date.day())
    };
    number(to) - number(from)
}

fn short(token: &Token) -> Option<u32> {
    match token {
        Token::Number(digits) if digits.len() <= 2 => digits.parse().ok(),
        _ => None,
    }
}

/// "7 novembre 2024", "3. Mai 2025", "1er mars 2025", "March 3rd, 2025", "2025 May 3", "a 5 días del mes de mayo de 2025".
fn in_words(rest: &[&Token], context: &Context<'_>, rules: &Rules) -> Option<Found> {
    // It begins with the day, the month or the year.
    let starts = match rest.first()? {
        Token::Number(digits) => digits.len() <= 2 || digits.len() == 4,
        Token::Word(_) => month::named(rest, 0, context, rules).is_some(),
        _ => false,
    };
    if !starts {
        return None;
    }
    let month_first = rest.first()?.word().is_some();
    let mut day: Option<u32> = None;
    let mut year: Option<u32> = None;
    let mut found_month: Option<u32> = None;
    let mut words = 0;
    let mut at = 0;
    while let Some(token) = rest.get(at) {
        match token {
            Token::Number(digits) => {
                let number: u32 = digits.parse().ok()?;
                match digits.len() {
                    4 if year.is_none() => year = Some(number),
                    1 | 2 if day.is_none() && (1..=31).contains(&number) => day = Some(number),
                    2 if year.is_none() && found_month.is_some() => year = Some(2000 + number),
                    _ => return None,
                }
                words = 0;
            }
            Token::Word(word) => {
                // "La Paz, 16 de julio": a place may be called as a month is somewhere, and the true one follows.
                if (found_month.is_none() || month_first)
                    && let Some((month, length)) = month::named(rest, at, context, rules)
                {
                    if found_month.is_some_and(|before| before != month) {
                        return None;
                    }
                    found_month = Some(month);
                    at += length;
                    words = 0;
                    continue;
                }
                // A few small words may stand between: "de", "of", "días del mes de".
                words += 1;
                if words > 4 || word.chars().count() > 9 {
                    return None;
                }
            }
            Token::Sign(sign) => {
                if matches!(sign, '(' | ';' | '\n' | ':') {
                    return None;
                }
            }
            Token::Space => {}
        }
        if let (Some(day), Some(month), Some(year)) = (day, found_month, year) {
            return date(year, month, day).map(|date| Found {
                date,
                confidence: 1.0,
            });
        }
        at += 1;
    }
    None
}

/// A day, a word that is like the name of a month, and a year, with nothing else between them: "5 Feburary 2026".
fn in_like_words(rest: &[&Token], rules: &Rules) -> Option<Found> {
    let mut parts = rest.iter().filter(|token| match token {
        Token::Sign(sign) => !matches!(sign, '.' | ',' | '-' | '/'),
        _ => true,
    });
    let [first, second, third] = [parts.next()?, parts.next()?, parts.next()?];
    let (month, numbers) = match (first.word(), second.word()) {
        (None, Some(month)) => (month, [first, third]),
        (Some(month), None) => (month, [second, third]),
        _ => return None,
    };
    let (day, year) = match numbers {
        [Token::Number(day), Token::Number(year)] if year.len() == 4 => (day, year),
        [Token::Number(year), Token::Number(day)] if year.len() == 4 => (day, year),
        _ => return None,
    };
    let day = day.parse().ok().filter(|_| day.len() <= 2)?;
    date(year.parse().ok()?, month::like(month, rules)?, day).map(|date| Found {
        date,
        confidence: 0.8,
    })
}
