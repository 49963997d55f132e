//! The comparison form of text: what two spellings of the same words have in common.

use unicode_normalization::char::decompose_compatible;

/// Folds text for comparison: NFKD, accents and format characters dropped, case folded, letters that people write in two
/// ways made one (ß ss, œ oe, ø o, curly and straight quotes), punctuation at the ends dropped and white space collapsed.
pub fn fold(text: &str) -> String {
    let folded = fold_inside(text);
    let trimmed = folded.trim_matches(is_edge);
    if trimmed.len() == folded.len() {
        folded
    } else {
        trimmed.to_owned()
    }
}

/// Like `fold`, but keeps the punctuation at the ends: for text in which phrases are looked for.
pub fn fold_inside(text: &str) -> String {
    let mut folded = String::with_capacity(text.len() + text.len() / 2);
    for c in text.chars() {
        if c.is_ascii() {
            push(&mut folded, c.to_ascii_lowercase());
        } else if matches!(c, '\u{3400}'..='\u{9fff}' | 'а'..='и' | 'к'..='я' | 'α'..='ρ' | 'σ'..='ω')
        {
            // Letters that are their own fold, by the thousand in some mails.
            folded.push(c);
        } else if !is_format(c) {
            decompose_compatible(c, |part| {
                if !is_accent(part) && !is_format(part) {
                    for lower in part.to_lowercase() {
                        fold_letter(&mut folded, lower);
                    }
                }
            });
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
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

fn push(folded: &mut String, c: char) {
    if c.is_whitespace() || c == '\0' {
        if !folded.is_empty() && !folded.ends_with(' ') {
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
