//! Telephone numbers → E.164.

use super::token::ascii_digits;
use super::{Context, Normal};
use crate::rules::{Rules, fold};

/// Normalises a telephone number; of several, the first that is one.
pub(super) fn normalise(raw: &str, context: &Context<'_>, rules: &Rules) -> Normal {
    let text = ascii_digits(raw);
    let mut first = true;
    for candidate in candidates(&text) {
        if let Some(number) = e164(&without_extension(candidate, rules), context.country) {
            return Normal::with(number, if first { 1.0 } else { 0.9 });
        }
        first = false;
    }
    if context.country.is_none() && text.chars().filter(char::is_ascii_digit).count() >= 7 {
        return Normal::invalid("the number has no country code, and the country is not known");
    }
    Normal::invalid("it is no telephone number")
}

/// Pieces that may be a number each: between "/", ";", "," and line ends, and from a second "+" on.
fn candidates(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for part in text.split([';', ',', '\n', '|', '،', '；', '、', '，']) {
        for part in slashed(part) {
            let mut rest = part;
            while let Some(plus) = rest.char_indices().skip(1).find(|(at, c)| {
                *c == '+' && rest.get(..*at).is_some_and(|front| digits(front) >= 6)
            }) {
                found.push(rest.get(..plus.0).unwrap_or_default());
                rest = rest.get(plus.0..).unwrap_or_default();
            }
            found.push(rest);
        }
    }
    found.push(text);
    found.retain(|part| digits(part) >= 5);
    found
}

/// The numbers between slashes, but for the slash behind an area code: "0232/267.582", "+43 316/872-2084 / 2085".
fn slashed(text: &str) -> Vec<&str> {
    /// Digits of the longest area code with its zero, and of one behind the code of its country.
    const AREA: usize = 6;
    const WHOLE: usize = 8;
    /// Digits of the shortest number with its area code.
    const SHORT: usize = 7;
    let mut found = Vec::new();
    let mut start = 0;
    let ends = text.char_indices().filter(|(_, c)| *c == '/');
    for end in ends.map(|(at, _)| at).chain([text.len()]) {
        let part = text.get(start..end).unwrap_or_default();
        let rest = text.get(end + 1..).unwrap_or_default();
        let from = part.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | '＋'));
        let front = from.and_then(|from| part.get(from..)).unwrap_or_default();
        let area = match front.trim_start_matches('(') {
            front if front.starts_with(['+', '＋']) || front.starts_with("00") => WHOLE,
            front if front.starts_with('0') => AREA,
            _ => 0,
        };
        let next = rest.trim_start();
        let next = next.starts_with(|c: char| c.is_ascii_digit() && c != '0' || c == '(');
        let most = match part.contains('/') {
            true if area > 0 => SHORT,
            _ => area,
        };
        if next && (1..=most).contains(&digits(front)) {
            continue;
        }
        found.push(part);
        start = end + 1;
    }
    found
}

fn digits(text: &str) -> usize {
    text.chars().filter(char::is_ascii_digit).count()
}

/// Cuts an extension off: "ext. 12", "poste 4", "#5".
fn without_extension(candidate: &str, rules: &Rules) -> String {
    let mut digits = 0;
    for (at, c) in candidate.char_indices() {
        if c.is_ascii_digit() {
            digits += 1;
        }
        if digits < 6 {
            continue;
        }
        // "(9am–5pm)".
        let told = || {
            let inside = candidate
                .get(at + 1..)
                .and_then(|rest| rest.split(')').next());
            inside.is_some_and(|inside| inside.contains(char::is_alphabetic))
        };
        if c == '#' || c == '(' && told() {
            return candidate.get(..at).unwrap_or_default().to_owned();
        }
        if c.is_alphabetic() {
            let word: String = candidate
                .get(at..)
                .unwrap_or_default()
                .chars()
                .take_while(|c| c.is_alphabetic())
                .collect();
            if rules.words.has("extension", &fold(&word)) || word.len() > 1 {
                return candidate.get(..at).unwrap_or_default().to_owned();
            }
        }
    }
    candidate.to_owned()
}

fn e164(candidate: &str, country: Option<&str>) -> Option<String> {
    // Whatever stands in front of the number: "Tel.:", "(office)".
    let start = candidate.find(|c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | '＋'))?;
    let mut number = candidate.get(start..)?.replace('＋', "+");
    // "+44 (0)20": the zero is dialled at home only.
    let international =
        number.trim_start_matches('(').starts_with('+') || number.trim_start().starts_with("00");
    if international {
        number = number.replace("(0)", " ").replace("( 0 )", " ");
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let plus = number.trim_start_matches(['(', ' ']).starts_with('+');
    let whole = if plus {
        Some(digits.clone())
    } else {
        digits
            .strip_prefix("00")
            .filter(|rest| !rest.starts_with('0'))
            .map(str::to_owned)
    };
    if let Some(whole) = whole {
        let whole = whole.strip_prefix("00").unwrap_or(&whole).to_owned();
        let code = code_length(&whole)?;
        let national = whole.get(code..)?;
        if !(7..=15).contains(&whole.len()) || national.len() < 4 {
            return None;
        }
        if !national.starts_with('0') {
            return Some(format!("+{whole}"));
        }
        return parsed(None, &format!("+{whole}"));
    }
    if !(5..=15).contains(&digits.len()) {
        return None;
    }
    parsed(country, &number).or_else(|| {
        // A country code without its plus.
        let code = code_length(&digits)?;
        let id: phonenumber::country::Id = country?.parse().ok()?;
        let own = phonenumber::metadata::DATABASE
            .by_id(id.as_ref())?
            .country_code()
            .to_string();
        (digits.get(..code)? == own && digits.len() >= 10).then(|| format!("+{digits}"))
    })
}

/// Lets the telephone rules of the world decide.
fn parsed(country: Option<&str>, number: &str) -> Option<String> {
    let country: Option<phonenumber::country::Id> = match country {
        Some(code) => Some(code.parse().ok()?),
        None if number.starts_with('+') => None,
        None => return None,
    };
    let parsed = phonenumber::parse(country, number).ok()?;
    let shown = parsed.format().mode(phonenumber::Mode::E164).to_string();
    let digits = shown.chars().filter(char::is_ascii_digit).count();
    (8..=15).contains(&digits).then_some(shown)
}

/// Length of the country code that a number begins with (ITU-T E.164 assigns them so).
fn code_length(digits: &str) -> Option<usize> {
    let two: u32 = digits.get(..2)?.parse().ok()?;
    Some(match two {
        0..=9 => return None,
        10..=19 | 70..=79 => 1,
        20
        | 27
        | 30..=34
        | 36
        | 39..=41
        | 43..=49
        | 51..=58
        | 60..=66
        | 81
        | 82
        | 84
        | 86
        | 90..=95
        | 98 => 2,
        _ => 3,
    })
}
