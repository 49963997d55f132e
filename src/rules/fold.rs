//! The comparison form of text: what two spellings of the same words have in common.

use std::sync::LazyLock;
use unicode_normalization::char::decompose_compatible;

/// Folds text for comparison: NFKD, accents and format characters dropped, case folded, letters that people write in two
/// ways made one (ß ss, œ oe, ø o, curly and straight quotes), punctuation at the ends dropped and white space collapsed.
pub fn fold(text: &str) -> String {
    let mut folded = fold_inside(text);
    // As most texts end.
    let is_letter = |byte: Option<&u8>| byte.is_some_and(u8::is_ascii_alphanumeric);
    let bytes = folded.as_bytes();
    if is_letter(bytes.first()) && is_letter(bytes.last()) {
        return folded;
    }
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
    let mut folded = String::with_capacity(text.len() + text.len() / 2);
    let known = &*KNOWN;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        // Words and the spaces between them as far as they are ASCII, all at once.
        let plain = plain_length(rest, folded.as_bytes().last());
        if let Some((words, behind)) = rest.split_at_checked(plain)
            && plain > 0
        {
            let begin = folded.len();
            folded.push_str(words);
            if let Some(words) = folded.get_mut(begin..) {
                words.make_ascii_lowercase();
            }
            rest = behind;
            continue;
        }
        match known.get(c as usize) {
            Some(Some(letter)) => folded.push(*letter),
            _ if c.is_ascii() || is_ideograph(c) => push(&mut folded, c),
            _ => match c {
                // What printed texts are full of.
                '\u{a0}' | '\u{2009}' | '\u{202f}' => push(&mut folded, ' '),
                '‘'..='”' | '–' | '—' | '、' | '。' => fold_letter(&mut folded, c),
                _ => fold_slowly(&mut folded, c),
            },
        }
        rest = rest.get(c.len_utf8()..).unwrap_or("");
    }
    if folded.as_bytes().last() == Some(&b' ') {
        folded.pop();
    }
    folded
}

/// Length of the front of a text that is all ASCII, without control characters, and in which every space stands behind
/// something else. `before` is what it is written behind.
fn plain_length(text: &str, before: Option<&u8>) -> usize {
    let mut before = before.copied().unwrap_or(b' ');
    let plain = |byte: &u8| {
        let plain = matches!(byte, b' '..=b'~') && (*byte != b' ' || before != b' ');
        before = *byte;
        plain
    };
    text.as_bytes().iter().copied().take_while(plain).count()
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
fn fold_slowly(folded: &mut String, c: char) {
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
fn is_ideograph(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{9fff}')
}

/// The folds of the letters and signs of most alphabets, as far as they are one character wherever they stand.
static KNOWN: LazyLock<Vec<Option<char>>> = LazyLock::new(|| {
    let alone = |c: char| {
        if c.is_ascii_graphic() {
            return Some(c.to_ascii_lowercase());
        }
        let mut folded = String::new();
        fold_slowly(&mut folded, c);
        let mut letters = folded.chars();
        letters.next().filter(|_| letters.next().is_none())
    };
    // White space is none, for it folds to nothing at the start of a text.
    ('\0'..'\u{800}').map(alone).collect()
});

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
fn push(folded: &mut String, c: char) {
    if c.is_whitespace() || c == '\0' {
        let before = folded.as_bytes().last();
        if before.is_some_and(|before| *before != b' ') {
            folded.push(' ');
        }
    } else {
        folded.push(c);
    }
}

/// One letter, lower case and without marks, in the spelling that comparison uses.
fn fold_letter(folded: &mut String, c: char) {
    match c {
        'ß' => folded.push_str("ss"),
        'œ' => folded.push_str("oe"),
        'æ' => folded.push_str("ae"),
        'ø' => folded.push('o'),
        'ł' => folded.push('l'),
        'đ' | 'ð' => folded.push('d'),
        'þ' => folded.push_str("th"),
        'ı' => folded.push('i'),
        'ς' => folded.push('σ'),
        // Arabic and Persian letters that keyboards and habits exchange.
        'ى' | 'ی' | 'ې' => folded.push('ي'),
        'ة' | 'ۀ' | 'ہ' | 'ھ' => folded.push('ه'),
        'ک' => folded.push('ك'),
        'ـ' => {}
        '’' | '‘' | 'ʼ' | 'ʹ' | '`' | '´' | '′' => folded.push('\''),
        '“' | '”' | '„' | '«' | '»' => folded.push('"'),
        '‐' | '‑' | '‒' | '–' | '—' | '―' | '−' => folded.push('-'),
        '、' => folded.push(','),
        '。' => folded.push('.'),
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
        let known = KNOWN
            .iter()
            .zip('\0'..)
            .filter_map(|(short, c)| Some((c, (*short)?)));
        let known = known.filter(|(c, _)| !c.is_ascii());
        let own = ('\u{3400}'..='\u{9fff}')
            .filter(|c| is_ideograph(*c))
            .map(|c| (c, c));
        for (c, short) in known.chain(own) {
            let mut long = "a".to_owned();
            fold_slowly(&mut long, c);
            assert_eq!(long, format!("a{short}"), "{c}");
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
            "é A  b\u{a0} c \u{202f}d\u{2009}e‘’‚‛“”–—、。\u{a0}",
            " Où\u{7f}  :  Ça \r\n va ",
        ] {
            let mut long = String::new();
            text.chars().for_each(|c| fold_slowly(&mut long, c));
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
