//! Signs of symbol fonts, and letters in their everyday form: check boxes, ligatures, presentation forms, radicals.

use unicode_normalization::UnicodeNormalization;

/// The font families whose codes are pictures instead of letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pictures {
    /// ITC Zapf Dingbats.
    Zapf,
    /// Microsoft Wingdings.
    Wingdings,
    /// Microsoft Wingdings 2.
    Wingdings2,
    /// Microsoft Webdings.
    Webdings,
}

/// The picture family that a font name tells of.
pub(super) fn pictures(base_font: &str) -> Option<Pictures> {
    let name: String = base_font
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .collect::<String>()
        .to_ascii_lowercase();
    if name.contains("wingdings2") {
        Some(Pictures::Wingdings2)
    } else if name.contains("wingdings3") {
        None
    } else if name.contains("wingdings") {
        Some(Pictures::Wingdings)
    } else if name.contains("webdings") {
        Some(Pictures::Webdings)
    } else if name.contains("dingbats") || name == "zadb" {
        Some(Pictures::Zapf)
    } else {
        None
    }
}

/// The sign of a picture font's code, where it matters for a form or is a usual bullet.
pub(super) fn picture(family: Pictures, code: u32) -> Option<char> {
    let sign = match (family, u8::try_from(code).ok()?) {
        (_, b' ') => ' ',
        (Pictures::Zapf, b'3' | b'4') => '✔',
        (Pictures::Zapf, b'5'..=b'8') => '✘',
        (Pictures::Zapf, b'l') => '●',
        (Pictures::Zapf, b'm') => '○',
        (Pictures::Zapf, b'n') => '■',
        (Pictures::Zapf, b'o'..=b'r') => '☐',
        (Pictures::Wingdings, b'l') => '●',
        (Pictures::Wingdings, b'n') => '■',
        (Pictures::Wingdings, b'o'..=b'r' | 0xA8) => '☐',
        (Pictures::Wingdings, b'm' | 0xA1) => '○',
        (Pictures::Wingdings, 0xA4) => '◉',
        (Pictures::Wingdings, 0xFB) => '✘',
        (Pictures::Wingdings, 0xFC) => '✔',
        (Pictures::Wingdings, b'x' | 0xFD | 0xFE) => '☒',
        (Pictures::Wingdings2, b'O') => '✘',
        (Pictures::Wingdings2, b'P') => '✔',
        (Pictures::Wingdings2, b'Q'..=b'V') => '☒',
        (Pictures::Wingdings2, b'*' | 0xA3) => '☐',
        (Pictures::Wingdings2, 0xA2) => '■',
        (Pictures::Webdings, b'a') => '✔',
        (Pictures::Webdings, b'r') => '✘',
        (Pictures::Webdings, b'c') => '☐',
        (Pictures::Webdings, b'g') => '■',
        (_, 0..=0x1F) => return None,
        _ => '•',
    };
    Some(sign)
}

/// A sign as the document shows it: check boxes `☐` and `☒`, everything else untouched.
pub(super) fn canonical(sign: char) -> char {
    match sign {
        '□' | '◻' | '▢' | '⬜' | '❏' | '❐' | '❑' | '❒' | '🗆' | '\u{F0A8}' | '\u{F06F}'
        | '\u{F071}' => '☐',
        '☑' | '☒' | '⊠' | '🗹' | '🗵' | '🗷' | '⌧' | '✅' | '❎' | '◉' | '⦿' | '\u{F0FE}'
        | '\u{F0FD}' => '☒',
        '\u{F0FC}' => '✔',
        '\u{F0FB}' => '✘',
        '\u{F0B7}' | '\u{F0A7}' | '\u{F0D8}' | '\u{F076}' => '•',
        '\u{A0}' | '\u{2000}'..='\u{200A}' | '\u{202F}' | '\u{205F}' | '\u{3000}' | '\t' => ' ',
        '\u{AD}' => '-',
        _ => sign,
    }
}

/// True for a sign that people set into a box to tick it.
pub(super) fn is_tick(text: &str) -> bool {
    matches!(
        text,
        "x" | "X"
            | "✓"
            | "✔"
            | "✗"
            | "✘"
            | "✕"
            | "✖"
            | "×"
            | "☒"
            | "●"
            | "■"
            | "Х"
            | "х"
            | "√"
            | "•"
    )
}

/// Text with ligatures and presentation forms resolved, and signs that show nothing dropped.
pub(super) fn everyday(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for sign in text.chars() {
        match sign {
            // Latin, Armenian, Hebrew and Arabic presentation forms; Kangxi radicals and their supplement.
            '\u{FB00}'..='\u{FDFF}'
            | '\u{FE70}'..='\u{FEFE}'
            | '\u{2E80}'..='\u{2FDF}'
            | '\u{FE30}'..='\u{FE4F}' => out.extend(sign.nfkc()),
            '\u{200B}' | '\u{2060}' | '\u{FEFF}' | '\u{FFFD}' | '\u{FFFE}' | '\u{FFFF}' => {}
            _ if sign.is_control() => {}
            _ => out.push(canonical(sign)),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_boxes_of_every_font_become_two_signs() {
        let box_of = |font: &str, code: u8| picture(pictures(font).unwrap(), code.into());
        assert_eq!(box_of("ABCDEF+Wingdings-Regular", 0xFE), Some('☒'));
        assert_eq!(box_of("Wingdings-Regular", 0xA8), Some('☐'));
        assert_eq!(box_of("Wingdings 2", b'R'), Some('☒'));
        assert_eq!(box_of("ZapfDingbats", b'4'), Some('✔'));
        assert_eq!(box_of("Webdings", b'c'), Some('☐'));
        assert_eq!(everyday("☑ □ ⊠"), "☒ ☐ ☒");
        assert_eq!(pictures("Helvetica"), None);
    }

    #[test]
    fn forms_of_letters_are_resolved_and_nothing_else_is() {
        assert_eq!(everyday("oﬃce 3º ½ ⼭ ﻻ Ａ"), "office 3º ½ 山 لا Ａ");
    }
}
