//! The comparison form of text: what two spellings of the same words have in common.

use unicode_normalization::char::decompose_compatible;

/// Folds text for comparison: NFKD, accents and format characters dropped, case folded, letters that people write in two
/// ways made one (ß ss, œ oe, ø o, curly and straight quotes), punctuation at the ends dropped and white space collapsed.
pub fn fold(text: &str) -> String {
    let mut folded = fold_inside(text);
    folded.truncate(folded.trim_end_matches(is_edge).len());
    let lead = folded.len() - folded.trim_start_matches(is_edge).len();
    if lead > 0 {
        folded.drain(..lead);
    }
    folded
}

/// Like `fold`, but keeps the punctuation at the ends: for text in which phrases are looked for.
pub fn fold_inside(text: &str) -> String {
    if text.is_ascii() && is_spaced_once(text) {
        return text.to_ascii_lowercase();
    }
    let mut folded: Vec<u8> = Vec::with_capacity(text.len() + text.len() / 2);
    for c in text.chars() {
        match c {
            '!'..='@' | '['..='~' => folded.push(c as u8),
            'A'..='Z' => folded.push(c.to_ascii_lowercase() as u8),
            '\0'..='\u{7f}' => push(&mut folded, c),
            _ if is_own_fold(c) => append(&mut folded, c),
            _ => match latin(c) {
                Some(letter) => append(&mut folded, letter),
                None => fold_slowly(&mut folded, c),
            },
        }
    }
    if folded.last() == Some(&b' ') {
        folded.pop();
    }
    // It is made of whole characters.
    String::from_utf8(folded).unwrap_or_default()
}

/// True when nothing stands between words, in a text of ASCII, but one space, and none around them.
fn is_spaced_once(text: &str) -> bool {
    let mut before = b' ';
    for byte in text.bytes() {
        if byte < b' ' || byte == b' ' && before == b' ' {
            return false;
        }
        before = byte;
    }
    before != b' '
}

/// The fold of any character.
fn fold_slowly(folded: &mut Vec<u8>, c: char) {
    if !is_format(c) {
        decompose_compatible(c, |part| {
            if !is_accent(part) && !is_format(part) {
                for lower in part.to_lowercase() {
                    fold_letter(folded, lower);
                }
            }
        });
    }
}

/// Letters that are their own fold, by the thousand in some mails.
fn is_own_fold(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}' | 'а'..='и' | 'к'..='я' | 'α'..='ρ' | 'σ'..='ω'
        | '\u{627}' | '\u{628}' | '\u{62a}'..='\u{63a}' | '\u{641}'..='\u{648}' | '\u{64a}')
}

/// The fold of the letters with accents that most mails have.
fn latin(c: char) -> Option<char> {
    Some(match c {
        'à'..='å' | 'À'..='Å' => 'a',
        'ç' | 'Ç' => 'c',
        'è'..='ë' | 'È'..='Ë' => 'e',
        'ì'..='ï' | 'Ì'..='Ï' => 'i',
        'ñ' | 'Ñ' => 'n',
        'ò'..='ö' | 'Ò'..='Ö' => 'o',
        'ù'..='ü' | 'Ù'..='Ü' => 'u',
        'А'..='И' | 'К'..='Я' => return char::from_u32(u32::from(c) + 0x20),
        _ => return None,
    })
}

/// True for invisible characters: soft hyphen, zero-width and bidirectional marks, byte order mark.
pub fn is_format(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}')
}

/// Accents, points and vowel marks that people leave out. The vowel signs of Indic scripts, Thai and the voicing marks of
/// Japanese are no accents: words differ by them alone.
fn is_accent(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}'..='\u{5c7}' | '\u{610}'..='\u{61a}'
        | '\u{64b}'..='\u{65f}' | '\u{670}' | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6ed}' | '\u{1ab0}'..='\u{1aff}'
        | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{fe20}'..='\u{fe2f}')
}

/// A character as it is; white space only once.
fn push(folded: &mut Vec<u8>, c: char) {
    if c.is_whitespace() || c == '\0' {
        if folded.last().is_some_and(|last| *last != b' ') {
            folded.push(b' ');
        }
    } else {
        append(folded, c);
    }
}

fn append(folded: &mut Vec<u8>, c: char) {
    folded.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
}

/// One letter, lower case and without marks, in the spelling that comparison uses.
fn fold_letter(folded: &mut Vec<u8>, c: char) {
    match c {
        'ß' => folded.extend(b"ss"),
        'œ' => folded.extend(b"oe"),
        'æ' => folded.extend(b"ae"),
        'ø' => folded.push(b'o'),
        'ł' => folded.push(b'l'),
        'đ' | 'ð' => folded.push(b'd'),
        'þ' => folded.extend(b"th"),
        'ı' => folded.push(b'i'),
        'ς' => append(folded, 'σ'),
        // Arabic and Persian letters that keyboards and habits exchange.
        'ى' | 'ی' | 'ې' => append(folded, 'ي'),
        'ة' | 'ۀ' | 'ہ' | 'ھ' => append(folded, 'ه'),
        'ک' => append(folded, 'ك'),
        'ـ' => {}
        '’' | '‘' | 'ʼ' | 'ʹ' | '`' | '´' | '′' => folded.push(b'\''),
        '“' | '”' | '„' | '«' | '»' => folded.push(b'"'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => folded.push(b'-'),
        '、' => folded.push(b','),
        '。' => folded.push(b'.'),
        _ => push(folded, c),
    }
}

fn is_edge(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            ':' | ';'
                | ','
                | '.'
                | '*'
                | '_'
                | '-'
                | '"'
                | '\''
                | '?'
                | '¿'
                | '!'
                | '¡'
                | '؟'
                | '،'
                | '•'
                | '·'
                | '|'
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_of_the_same_words_fold_to_one() {
        for (a, b) in [
            ("PAÍS", "país:"),
            ("Pai\u{301}s", "País"),
            ("ADHÉSION", "adhesion"),
            ("  Nom de\u{a0}la\tcommune  : ", "nom de la commune"),
            ("¿Por qué…?", "por que"),
            ("État / Province", "ETAT / PROVINCE"),
            ("d’Ivoire", "d'ivoire"),
            ("Straße", "STRASSE"),
            ("Cœur", "coeur"),
            ("Türkiye", "TÜRKİYE"),
            ("Diyarbakır", "DIYARBAKIR"),
            ("Ｃｏｕｎｔｒｙ", "country"),
            ("oﬃce", "office"),
            ("Δήμος", "ΔΗΜΟΣ"),
            ("so\u{ad}ci\u{200b}al", "social"),
            ("البلديه", "البلدية"),
            ("Київ", "КИЇВ"),
            ("Йошкар-Ола", "йошкар-ола"),
            ("수원시", "수원시"),
        ] {
            assert_eq!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn the_short_ways_fold_as_the_long_way_does() {
        for c in '\u{80}'..=char::MAX {
            if let Some(short) = is_own_fold(c).then_some(c).or_else(|| latin(c)) {
                let mut long = Vec::new();
                fold_slowly(&mut long, c);
                assert_eq!(short.to_string().as_bytes(), long, "{c}");
            }
        }
        for text in [
            "",
            "A b",
            " A  b ",
            "A\tB",
            "\0",
            "~!",
            " é  B \u{a0} ",
            "é\u{301} b",
            "日 本  \t語 x",
        ] {
            let mut long = Vec::new();
            text.chars().for_each(|c| fold_slowly(&mut long, c));
            let long = String::from_utf8(long).unwrap();
            assert_eq!(fold_inside(text), long.trim_end(), "{text:?}");
        }
    }

    #[test]
    fn different_words_stay_different() {
        for (a, b) in [
            ("País", "Pass"),
            ("3º B", "3 B"),
            ("municipio", "município x"),
        ] {
            assert_ne!(fold(a), fold(b), "{a} {b}");
        }
    }

    #[test]
    fn punctuation_inside_stays_and_at_the_ends_goes() {
        assert_eq!(fold("* E-mail address: "), "e-mail address");
        assert_eq!(fold("(name)"), "(name)");
        assert_eq!(fold_inside(" Really?  Yes. "), "really? yes.");
    }
}
