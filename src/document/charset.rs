//! Bytes in any charset → text.

use encoding_rs::{
    Encoding, KOI8_R, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1251, WINDOWS_1252, WINDOWS_1253,
    WINDOWS_1255, WINDOWS_1256,
};
use std::borrow::Cow;

/// Code pages of other scripts, each with the letters that are half of any text in it.
const SCRIPTS: &[(&Encoding, &str)] = &[
    (WINDOWS_1251, "оеаинтсрвл"),
    (KOI8_R, "оеаинтсрвл"),
    (WINDOWS_1253, "αοιετσνηυρ"),
    (WINDOWS_1255, "יוהלאתמרבנ"),
    (WINDOWS_1256, "المنيورتبة"),
];

/// Decodes XML: by its byte order mark, by the look of its first bytes, or as its declaration says.
pub(super) fn decode_xml(bytes: &[u8]) -> Cow<'_, str> {
    let guess = match bytes {
        [0x3C, 0, ..] => Some(UTF_16LE),
        [0, 0x3C, ..] => Some(UTF_16BE),
        _ => None,
    };
    let declared = || {
        let head = String::from_utf8_lossy(bytes.get(..200).unwrap_or(bytes)).into_owned();
        let declaration = head
            .split("?>")
            .next()?
            .split("encoding")
            .nth(1)?
            .to_owned();
        let label = declaration.split(['"', '\'']).nth(1)?.to_owned();
        Encoding::for_label(label.as_bytes())
    };
    let encoding = guess.or_else(declared).unwrap_or(UTF_8);
    encoding.decode(bytes).0
}

/// Decodes plain text or HTML: byte order mark, UTF-16 without one, valid UTF-8, the charset declared, windows-1252.
pub(super) fn decode(bytes: &[u8], declared: Option<&str>) -> String {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Some(encoding) = wide(bytes) {
        return encoding.decode(bytes).0.into_owned();
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return text.to_owned();
    }
    let declared = declared
        .and_then(|label| Encoding::for_label(label.trim().as_bytes()))
        .filter(|encoding| *encoding != UTF_8);
    let encoding = declared
        .or_else(|| mostly_utf8(bytes))
        .or_else(|| other_script(bytes))
        .unwrap_or(WINDOWS_1252);
    encoding.decode(bytes).0.into_owned()
}

/// A text of another script has many high bytes, and half of them are its ten most frequent letters.
fn other_script(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..20_000).unwrap_or(bytes);
    let high = head.iter().filter(|byte| **byte >= 0xC0).count();
    let letters = head
        .iter()
        .filter(|byte| byte.is_ascii_alphabetic())
        .count();
    if high < 20 || high * 3 < letters {
        return None;
    }
    let frequent = |(encoding, letters): &(&'static Encoding, &str)| {
        let text = encoding.decode_without_bom_handling(head).0;
        text.chars().filter(|c| letters.contains(*c)).count()
    };
    let best = SCRIPTS.iter().max_by_key(|script| frequent(script))?;
    (frequent(best) * 5 > high * 2).then_some(best.0)
}

/// UTF-16 without a mark shows as zeros in every other byte.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..2000).unwrap_or(bytes);
    let zeros = |from: usize| {
        head.iter()
            .skip(from)
            .step_by(2)
            .filter(|b| **b == 0)
            .count()
    };
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    if half < 2 {
        None
    } else if odd > half * 6 / 10 && even * 8 < odd {
        Some(UTF_16LE)
    } else if even > half * 6 / 10 && odd * 8 < even {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// A file with one broken sequence among many good ones is damaged UTF-8, not windows-1252.
fn mostly_utf8(bytes: &[u8]) -> Option<&'static Encoding> {
    let text = String::from_utf8_lossy(bytes);
    let bad = text.chars().filter(|c| *c == '\u{FFFD}').count();
    let good = text
        .chars()
        .filter(|c| *c != '\u{FFFD}' && !c.is_ascii())
        .count();
    (good > bad * 4).then_some(UTF_8)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_words_come_from_any_charset() {
        let text = "Población: 250 000 – Õéü";
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked: Vec<u8> = [&[0xFF, 0xFE], wide.as_slice()].concat();
        let latin = WINDOWS_1252.encode(text).0.into_owned();
        for bytes in [text.as_bytes().to_vec(), wide, big, marked, latin] {
            assert_eq!(decode(&bytes, None), text);
        }
    }

    #[test]
    fn other_scripts_are_known_by_their_letters() {
        for (encoding, text) in [
            (
                WINDOWS_1251,
                "Название местного самоуправления: город Казань",
            ),
            (KOI8_R, "Название местного самоуправления: город Казань"),
            (WINDOWS_1253, "Όνομα της τοπικής αυτοδιοίκησης: Αθήνα"),
            (WINDOWS_1256, "اسم الحكومة المحلية أو الإقليمية: بلدية تونس"),
            (
                WINDOWS_1252,
                "Población: más de cincuenta mil habitantes según el padrón",
            ),
        ] {
            assert_eq!(decode(&encoding.encode(text).0, None), text);
        }
    }

    #[test]
    fn one_broken_byte_does_not_turn_utf8_into_latin() {
        let mut bytes = "áéíóú ñandú".as_bytes().to_vec();
        bytes.push(0xC3);
        assert_eq!(decode(&bytes, None), "áéíóú ñandú\u{FFFD}");
    }
}
