//! Header values: unfolding, encoded words (RFC 2047), parameters (RFC 2231), identifiers, file names.

use super::{charset, transfer};
use unicode_normalization::UnicodeNormalization;

/// A header value as text on one line: unfolded (RFC 5322 section 2.2.3) and decoded.
pub(super) fn decoded(raw: &[u8]) -> String {
    decode_words(&unfolded(raw)).trim().to_owned()
}

/// A header value on one line, its encoded words left as they are.
pub(super) fn unfolded(raw: &[u8]) -> String {
    let (text, _) = charset::decode(raw, None);
    text.split(['\r', '\n'])
        .filter(|line| !line.is_empty())
        .collect::<Vec<_>>()
        .concat()
        .replace('\t', " ")
        .trim()
        .to_owned()
}

/// Decodes encoded words wherever they stand, also inside quoted strings, where RFC 2047 section 5 forbids them and
/// many programs put them all the same.
pub(super) fn decode_words(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut pending: Option<(String, Vec<u8>)> = None;
    let flush = |pending: &mut Option<(String, Vec<u8>)>, out: &mut String| {
        if let Some((label, bytes)) = pending.take() {
            out.push_str(&charset::decode(&bytes, Some(&label)).0);
        }
    };
    let mut rest = text;
    while let Some((before, after)) = rest.split_once("=?") {
        let Some((label, bytes, tail)) = encoded_word(after) else {
            flush(&mut pending, &mut out);
            out.push_str(before);
            out.push_str("=?");
            rest = after;
            continue;
        };
        // White space between two encoded words is not part of the text (RFC 2047 section 6.2), and a character may be
        // split over two words, so their bytes are joined before decoding.
        if !(pending.is_some() && before.trim().is_empty()) {
            flush(&mut pending, &mut out);
            out.push_str(before);
        }
        match &mut pending {
            Some((known, joined)) if *known == label => joined.extend_from_slice(&bytes),
            _ => {
                flush(&mut pending, &mut out);
                pending = Some((label, bytes));
            }
        }
        rest = tail;
    }
    flush(&mut pending, &mut out);
    out.push_str(rest);
    out
}

/// The longest encoded word that is believed. RFC 2047 allows 75 characters; some programs write whole subjects into one.
const WORD: usize = 2000;
/// More parameters than this are not read.
const PARAMETERS: usize = 200;

fn encoded_word(after: &str) -> Option<(String, Vec<u8>, &str)> {
    let (label, rest) = after.split_once('?')?;
    let (kind, rest) = rest.split_once('?')?;
    // Looking for the end of a word in all of a long value, again and again, would take for ever.
    let near = rest.get(..rest.floor_char_boundary(WORD))?;
    let (text, _) = near.split_once("?=")?;
    let tail = rest.get(text.len() + 2..)?;
    // RFC 2231 section 5 lets a language follow the charset.
    let label = label.split('*').next()?.to_ascii_lowercase();
    if label.is_empty() || label.len() > 40 || label.contains(char::is_whitespace) {
        return None;
    }
    let bytes = match kind {
        "b" | "B" => transfer::base64(text.as_bytes()).0,
        "q" | "Q" => transfer::quoted_printable(text.replace('_', "=20").as_bytes()),
        _ => return None,
    };
    Some((label, bytes, tail))
}

/// A structured value such as Content-Type: the value in lower case, and its parameters by their names in lower case.
pub(super) fn structured(raw: &[u8]) -> (String, Vec<(String, String)>) {
    let text = unfolded(raw);
    let mut pieces = split_outside_quotes(&text).into_iter();
    let value: String = without_comments(&pieces.next().unwrap_or_default())
        .split_whitespace()
        .collect::<Vec<_>>()
        .concat()
        .to_ascii_lowercase();
    let mut plain = Vec::new();
    let mut extended: Vec<(String, u32, bool, String)> = Vec::new();
    for piece in pieces.take(PARAMETERS) {
        let Some((name, value)) = piece.split_once('=') else {
            continue;
        };
        let name = name.trim().to_ascii_lowercase();
        let value = unquoted(value.trim());
        match name.split_once('*') {
            None => plain.push((name, decode_words(&value))),
            Some((base, suffix)) => {
                let percent = suffix.is_empty() || suffix.ends_with('*');
                let index = suffix.trim_end_matches('*').parse().unwrap_or(0);
                extended.push((base.to_owned(), index, percent, value));
            }
        }
    }
    let mut parameters = joined(extended);
    for (name, value) in plain {
        if !parameters.iter().any(|(known, _)| *known == name) {
            parameters.push((name, value));
        }
    }
    (value, parameters)
}

/// Puts the pieces of RFC 2231 parameters together (sections 3 and 4): `name*0*=utf-8''a; name*1=b`.
fn joined(mut pieces: Vec<(String, u32, bool, String)>) -> Vec<(String, String)> {
    pieces.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    let mut parameters: Vec<(String, Option<String>, Vec<u8>)> = Vec::new();
    for (name, _, percent, value) in pieces {
        let known = parameters.last().is_some_and(|(last, ..)| *last == name);
        if !known {
            parameters.push((name, None, Vec::new()));
        }
        let Some((_, label, bytes)) = parameters.last_mut() else {
            continue;
        };
        let mut text = value.as_str();
        if percent && !known {
            let mut parts = text.splitn(3, '\'');
            if let (Some(charset), Some(_), Some(rest)) = (parts.next(), parts.next(), parts.next())
            {
                *label = Some(charset.to_owned());
                text = rest;
            }
        }
        if percent {
            percent_decoded(text, bytes);
        } else {
            bytes.extend_from_slice(text.as_bytes());
        }
    }
    parameters
        .into_iter()
        .map(|(name, label, bytes)| {
            let (text, _) = charset::decode(&bytes, label.as_deref());
            (name, decode_words(&text))
        })
        .collect()
}

fn percent_decoded(text: &str, out: &mut Vec<u8>) {
    let mut rest = text.as_bytes();
    while let Some((byte, after)) = rest.split_first() {
        rest = after;
        if *byte == b'%'
            && let [high, low, tail @ ..] = after
            && let Some(value) = transfer::hex_pair(*high, *low)
        {
            out.push(value);
            rest = tail;
        } else {
            out.push(*byte);
        }
    }
}

fn split_outside_quotes(text: &str) -> Vec<String> {
    let mut pieces = vec![String::new()];
    let (mut quoted, mut escaped) = (false, false);
    for c in text.chars() {
        if c == ';' && !quoted {
            pieces.push(String::new());
            continue;
        }
        if c == '"' && !escaped {
            quoted = !quoted;
        }
        escaped = quoted && c == '\\' && !escaped;
        if let Some(piece) = pieces.last_mut() {
            piece.push(c);
        }
    }
    pieces
}

/// Only `\"` and `\\` are taken for escapes: some programs write `filename="C:\form.pdf"`.
fn unquoted(value: &str) -> String {
    match value.strip_prefix('"') {
        None => value.to_owned(),
        Some(inner) => inner
            .trim_end()
            .strip_suffix('"')
            .unwrap_or(inner)
            .replace("\\\"", "\"")
            .replace("\\\\", "\\"),
    }
}

/// Takes comments in parentheses out (RFC 5322 section 3.2.2).
pub(super) fn without_comments(text: &str) -> String {
    let mut depth = 0usize;
    text.chars()
        .filter(|c| match c {
            '(' => {
                depth += 1;
                false
            }
            ')' if depth > 0 => {
                depth -= 1;
                false
            }
            _ => depth == 0,
        })
        .collect()
}

/// A parameter's value.
pub(super) fn parameter<'a>(parameters: &'a [(String, String)], name: &str) -> Option<&'a str> {
    parameters
        .iter()
        .find(|(known, _)| known == name)
        .map(|(_, value)| value.as_str())
        .filter(|value| !value.trim().is_empty())
}

/// The longest file name; most file systems allow no longer one.
const NAME: usize = 255;

/// A file name for people: without any path or control characters, composed (macOS sends decomposed accents).
pub(super) fn file_name(text: &str) -> Option<String> {
    let name: String = text
        .rsplit(['/', '\\'])
        .next()?
        .chars()
        .filter(|c| !c.is_control())
        .nfc()
        .collect();
    let name = name.trim();
    if name.chars().count() > NAME {
        // Both what it begins with and what kind of file it says it is.
        let tail = name.char_indices().rev().nth(20).map_or(0, |(at, _)| at);
        let head: String = name.chars().take(NAME - 22).collect();
        return Some(format!("{head}…{}", name.get(tail..).unwrap_or_default()));
    }
    (!name.is_empty()).then(|| name.to_owned())
}

/// The identifiers in a Message-ID, In-Reply-To or References, without angle brackets. Words without brackets count only
/// when there are no brackets at all, because In-Reply-To was once prose.
pub(super) fn identifiers(raw: &[u8]) -> Vec<String> {
    let text = unfolded(raw);
    let bracketed: Vec<String> = text
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .map(|(id, _)| id.split_whitespace().collect::<String>())
        .filter(|id| !id.is_empty())
        .collect();
    if !bracketed.is_empty() {
        return bracketed;
    }
    text.split_whitespace()
        .map(|word| word.trim_matches(['<', '>']))
        .filter(|word| word.contains('@'))
        .map(str::to_owned)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_in(disposition: &str) -> Option<String> {
        let (_, parameters) = structured(disposition.as_bytes());
        parameter(&parameters, "filename").and_then(file_name)
    }

    #[test]
    fn encoded_words_are_joined_before_they_are_decoded() {
        assert_eq!(
            decoded(
                b"=?UTF-8?Q?Adhesi=C3?=\r\n =?utf-8?Q?=B3n_a?= la =?iso-8859-1*es?b?Y2FtcGHxYQ==?="
            ),
            "Adhesión a la campaña"
        );
        assert_eq!(decoded(b"=?UTF-8?Q?a_b?= =?x"), "a b =?x");
        assert_eq!(decoded(b"2 =? 3 ?Q? no"), "2 =? 3 ?Q? no");
        let long = format!("=?utf-8?Q?{}?=", "a_".repeat(400));
        assert_eq!(decoded(long.as_bytes()), "a ".repeat(400).trim());
    }

    #[test]
    fn raw_bytes_in_a_header_are_read() {
        assert_eq!(decoded("Adhesión".as_bytes()), "Adhesión");
        assert_eq!(decoded(b"Adhesi\xf3n"), "Adhesión");
    }

    #[test]
    fn file_names_of_every_making_are_read() {
        for (written, name) in [
            ("attachment; filename=form.pdf", "form.pdf"),
            ("attachment; filename=My form (1).pdf", "My form (1).pdf"),
            ("attachment; filename=\"a;b.pdf\"; size=3", "a;b.pdf"),
            ("attachment; filename=\"C:\\temp\\form.pdf\"", "form.pdf"),
            ("attachment; filename=\"../../etc/form.pdf\"", "form.pdf"),
            (
                "attachment; filename*=utf-8''Adhesi%C3%B3n.pdf; filename=x.pdf",
                "Adhesión.pdf",
            ),
            (
                "attachment; filename*=ISO-8859-1'es'Adhesi%F3n.pdf",
                "Adhesión.pdf",
            ),
            (
                "attachment;\r\n filename*1=B3n.pdf;\r\n filename*0*=utf-8''Adhesi%C3",
                "Adhesi\u{c3}B3n.pdf",
            ),
            (
                "attachment;\r\n filename*1*=%B3n.pdf;\r\n filename*0*=utf-8''Adhesi%C3",
                "Adhesión.pdf",
            ),
            (
                "attachment; filename*0=\"For\"; filename*1=\"mulario.pdf\"",
                "Formulario.pdf",
            ),
            (
                "attachment; filename=\"=?UTF-8?Q?Adhesi=C3=B3n?=\r\n =?UTF-8?Q?_2026.pdf?=\"",
                "Adhesión 2026.pdf",
            ),
            (
                "attachment; filename=\"Adhesio\u{301}n.pdf\"",
                "Adhesión.pdf",
            ),
            ("attachment; filename=\"sin cerrar.pdf", "sin cerrar.pdf"),
        ] {
            assert_eq!(name_in(written).as_deref(), Some(name), "{written}");
        }
        assert_eq!(name_in("attachment"), None);
        assert_eq!(name_in("attachment; filename=\"\""), None);
    }

    #[test]
    fn a_type_may_carry_comments_and_spaces() {
        let (value, parameters) =
            structured(b"Text / Plain (nice); CharSet=us-ascii (Plain text); x");
        assert_eq!(value, "text/plain");
        assert_eq!(
            parameter(&parameters, "charset"),
            Some("us-ascii (Plain text)")
        );
    }

    #[test]
    fn identifiers_are_taken_out_of_their_brackets() {
        assert_eq!(identifiers(b"<a@b>\r\n <c@d>"), ["a@b", "c@d"]);
        assert_eq!(identifiers(b"a@b"), ["a@b"]);
        assert_eq!(identifiers(b"Your message of Monday <a@ b>"), ["a@b"]);
        assert!(identifiers(b"").is_empty());
    }
}
