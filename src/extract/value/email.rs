//! E-mail addresses, also hidden or broken ones.

use super::Normal;
use crate::rules::{Rules, fold};

/// Normalises an e-mail address; of several, the first valid one.
pub(super) fn normalise(raw: &str, rules: &Rules) -> Normal {
    let whole: String = raw.split_whitespace().collect();
    let found: Vec<String> = raw
        .split(|c: char| c.is_whitespace() || matches!(c, ';' | ',' | '|' | '，' | '；' | '、'))
        .filter_map(address)
        .collect();
    // Where the form is to be sent back is nobody's answer.
    let is_ours = |address: &str| rules.words.has("secretariat", &address.to_lowercase());
    let whole_is_ours = address(&whole).is_some_and(|address| is_ours(&address));
    if whole_is_ours || !found.is_empty() && found.iter().all(|address| is_ours(address)) {
        return Normal::Empty;
    }
    let found: Vec<String> = found
        .into_iter()
        .filter(|address| !is_ours(address))
        .collect();
    match found.as_slice() {
        [one] if !continues(raw, one) => return Normal::sure(one.as_str()),
        [first, rest @ ..] if rest.iter().all(|other| other == first) && !continues(raw, first) => {
            return Normal::sure(first.as_str());
        }
        [first, ..] if !continues(raw, first) => return Normal::with(first.as_str(), 0.9),
        _ => {}
    }
    // Broken by the page, or with spaces around the sign.
    if let Some(address) = address(&whole) {
        return Normal::with(address, 0.95);
    }
    if let Some(first) = found.first() {
        return Normal::with(first.as_str(), 0.8);
    }
    if let Some(address) = revealed(raw, rules) {
        return Normal::with(address, 0.9);
    }
    // What OCR makes of the sign.
    if let Some(address) = address(&whole.replace(['©', '®', '＠'], "@").replace("(a)", "@")) {
        return Normal::with(address, 0.7);
    }
    Normal::invalid("it is no e-mail address")
}

/// True when an address ends at a line's end and seems to go on in the next line.
fn continues(raw: &str, address: &str) -> bool {
    let mut lines = raw.lines().map(str::trim).filter(|line| !line.is_empty());
    let Some(first) = lines.find(|line| line.to_lowercase().ends_with(&address.to_lowercase()))
    else {
        return false;
    };
    let Some(next) = lines.next() else {
        return false;
    };
    // "ana@town" + ".org", "ana@town.exam" + "ple" (short, small letters, alone).
    let alone = !next.contains([' ', '@']) && lines.next().is_none();
    !first.contains(' ')
        && alone
        && (next.starts_with(['.', '-'])
            || (next.len() <= 12
                && next.chars().all(|c| c.is_ascii_lowercase() || c == '.')
                && raw.trim().lines().count() == 2))
}

/// True for what people put around an address, of mail or of the web.
pub(super) fn is_around(c: char) -> bool {
    crate::rules::is_format(c) || "()[]{}\"'“”‘’«»,;*!`".contains(c)
}

/// The address in a piece of text, if the piece is one.
fn address(piece: &str) -> Option<String> {
    let piece = piece.trim_matches(|c: char| {
        is_around(c) || c.is_whitespace() || matches!(c, '<' | '>' | '.' | ':' | '_' | '/')
    });
    let lower = piece.to_lowercase();
    let piece = match lower.find("mailto:") {
        Some(at) => piece.get(at + 7..)?,
        None => piece,
    };
    // "E-mail:ana@town.org": the label stuck to it.
    let piece = match (piece.rfind([':', '=']), piece.find('@')) {
        (Some(colon), Some(sign)) if colon < sign => piece.get(colon + 1..)?,
        _ => piece,
    };
    let piece = piece
        .split(['?', '<', '>', '(', '/', '[', ']', '|'])
        .find(|part| part.contains('@'))?;
    let (local, domain) = piece.split_once('@')?;
    let domain = domain.trim_end_matches(['.', '-', ')', '>']).to_lowercase();
    let local_ok = !local.is_empty()
        && local.len() <= 64
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local
            .chars()
            .all(|c| c.is_alphanumeric() || "!#$%&'*+-/=?^_`{|}~.’".contains(c));
    (local_ok && is_domain(&domain)).then(|| format!("{local}@{domain}"))
}

/// True for a host name with a top-level domain.
pub(super) fn is_domain(domain: &str) -> bool {
    let labels: Vec<&str> = domain.split('.').collect();
    let shaped = labels.iter().all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|c| c.is_alphanumeric() || c == '-' || is_mark(c))
    });
    let top = labels.last().is_some_and(|label| {
        label.chars().count() >= 2
            && (label.chars().all(|c| c.is_alphabetic() || is_mark(c)) || label.starts_with("xn--"))
    });
    labels.len() >= 2 && shaped && top
}

/// Vowel signs of scripts whose domain names need them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{900}'..='\u{e7f}')
}

/// "ana (at) town.org", "ana arroba town punto org", "ana[at]town[dot]org".
fn revealed(raw: &str, rules: &Rules) -> Option<String> {
    let bracketless: String = raw
        .chars()
        .map(|c| {
            if matches!(c, '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>') {
                ' '
            } else {
                c
            }
        })
        .collect();
    let mut built = String::new();
    for word in bracketless.split_whitespace() {
        let folded = fold(word);
        if rules.words.has("at_sign", &folded) || word == "@" {
            built.push('@');
        } else if rules.words.has("dot_sign", &folded) || word == "." {
            built.push('.');
        } else {
            if !built.is_empty() && !built.ends_with(['@', '.']) && !word.starts_with(['.', '@']) {
                built.push(' ');
            }
            built.push_str(word);
        }
    }
    built.split_whitespace().find_map(address)
}
