//! Text cut into comparable words: keys without punctuation, and stems that survive inflection.

use crate::rules::fold_inside;

/// The letters and digits of a text after folding, with nothing between them: "E-mail :" and "e mail" are one key.
pub(super) fn key(text: &str) -> String {
    if text.is_ascii() {
        return ascii_key(text);
    }
    let mut folded = fold_inside(text);
    folded.retain(is_word);
    folded
}

/// The key of a text that is folded already.
pub(super) fn key_of_folded(folded: &str) -> String {
    if folded.is_ascii() {
        return ascii_key(folded);
    }
    folded.chars().filter(|c| is_word(*c)).collect()
}

/// What stands in keys for each character of ASCII; zeros for what is no letter and no digit.
const LETTERS: &[u8; 128] = b"\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\
    \0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x000123456789\0\0\0\0\0\0\
    \0abcdefghijklmnopqrstuvwxyz\0\0\0\0\0\
    \0abcdefghijklmnopqrstuvwxyz\0\0\0\0\0";

/// The key of a text that is all ASCII.
fn ascii_key(text: &str) -> String {
    let mut key = vec![0; text.len()];
    let mut length = 0;
    // Each is written, and the next one over it when it is no letter: a branch would be guessed wrongly at every word's end.
    for byte in text.bytes() {
        let letter = LETTERS.get(usize::from(byte)).copied().unwrap_or(0);
        if let Some(place) = key.get_mut(length) {
            *place = letter;
        }
        length += usize::from(letter != 0);
    }
    key.truncate(length);
    String::from_utf8(key).unwrap_or_default()
}

/// The first letters of a key, with zeros behind a shorter one.
pub(super) type Start = [char; 4];

/// The first letters of a key.
pub(super) fn start_of(key: &str) -> Start {
    let mut letters = key.chars();
    std::array::from_fn(|_| letters.next().unwrap_or('\0'))
}

/// The first letters of the key of a text; none where its first characters do not tell.
pub(super) fn start(text: &str) -> Option<Start> {
    /// Characters that are looked at.
    const FRONT: usize = 16;
    let all = text.as_bytes();
    let front = all.get(..FRONT).unwrap_or(all);
    let (start, whole) = if front.is_ascii() {
        let mut letters = front.iter().filter(|byte| byte.is_ascii_alphanumeric());
        let next = |_| {
            letters
                .next()
                .map_or('\0', |byte| byte.to_ascii_lowercase().into())
        };
        (std::array::from_fn(next), front.len() == all.len())
    } else {
        let end = text.char_indices().nth(FRONT / 2).map(|(at, _)| at);
        let front = text.get(..end.unwrap_or(text.len())).unwrap_or(text);
        (start_of(&key(front)), end.is_none())
    };
    (whole || !start.contains(&'\0')).then_some(start)
}

/// The first two letters of some.
pub(super) fn pair([one, two, ..]: Start) -> [char; 2] {
    [one, two]
}

/// True for characters that carry meaning in a label. The letters that make up most texts, and
/// the signs between them, need no search in tables.
pub(super) fn is_word(c: char) -> bool {
    matches!(c, 'a'..='z' | 'à'..='ö' | 'ø'..='ÿ' | 'а'..='я' | 'α'..='ω' | '\u{621}'..='\u{63a}' | '\u{1100}'..='\u{11ff}' | '\u{3400}'..='\u{9fff}')
        || !matches!(c, '\u{a0}'..='\u{a9}' | '\u{2010}'..='\u{2027}' | '\u{2500}'..='\u{2775}')
            && c.is_alphanumeric()
}

/// True for scripts that are written without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

/// True for a text in which some words are written without spaces between them.
pub(super) fn has_unspaced(text: &str) -> bool {
    // Their letters have three bytes.
    text.bytes().any(|byte| byte >= 0xe0) && text.chars().any(is_unspaced)
}

/// Number of letters of a word that stay when it is inflected ("fulfilling", "fulfil", "fulfilment").
const STEM: usize = 5;

/// The stems of a folded text, in order: the first letters of each word, or pairs of characters in scripts without spaces.
pub(super) fn stems(folded: &str) -> impl Iterator<Item = &str> {
    let mut rest = folded;
    // What is left of a word of pairs.
    let mut pairs = "";
    let ascii = folded.is_ascii();
    std::iter::from_fn(move || {
        if pairs.is_empty() {
            let (word, behind) = if ascii {
                let letter = u8::is_ascii_alphanumeric;
                let word = rest.get(rest.as_bytes().iter().position(letter)?..)?;
                let end = word.bytes().position(|byte| !letter(&byte));
                word.split_at_checked(end.unwrap_or(word.len()))?
            } else {
                let word = rest.get(rest.find(is_word)?..)?;
                let end = word.find(|c: char| !is_word(c)).unwrap_or(word.len());
                word.split_at_checked(end)?
            };
            rest = behind;
            if ascii || word.is_ascii() {
                return Some(word.get(..STEM).unwrap_or(word));
            }
            if !has_unspaced(word) {
                return Some(front(word, STEM));
            }
            pairs = word;
        }
        let pair = front(pairs, 2);
        let behind = pairs.strip_prefix(|_: char| true).unwrap_or("");
        // The last letter by itself is no pair.
        pairs = if front(behind, 1).len() < behind.len() {
            behind
        } else {
            ""
        };
        Some(pair)
    })
}

/// The first letters of a text, or all of it.
fn front(text: &str, letters: usize) -> &str {
    let end = text.char_indices().nth(letters);
    end.and_then(|(end, _)| text.get(..end)).unwrap_or(text)
}

/// Number of words of a text in an alphabet of letters of at most two bytes; none for others, and where other spaces than those of
/// ASCII stand. Each begins behind white space, or with the text. Eight bytes are looked at together.
fn quick_count(text: &[u8]) -> Option<usize> {
    let each = |byte: u8| u64::from_ne_bytes([byte; 8]);
    let high = each(0x80);
    let (mut words, mut before, mut other) = (0, high, 0);
    let mut look = |eight: [u8; 8]| {
        let eight = u64::from_le_bytes(eight);
        let low = eight & !high;
        // The high bit is set where the low ones are not below this byte.
        let from = |byte: u8| low + each(0x80 - byte);
        let space = from(b' ') & !from(b' ' + 1);
        let white = (space | from(b'\t') & !from(b'\r' + 1)) & high & !eight;
        words += (!white & (white << 8 | before >> 56) & high).count_ones();
        before = white;
        // Letters of three bytes and more begin with three bits set, the spaces U+0085 and U+00A0 with C2.
        let long = eight & eight << 1 & eight << 2;
        let control = from(0x42) & !from(0x43) & eight;
        other |= (long | control) & high;
    };
    let (eights, rest) = text.as_chunks();
    eights.iter().copied().for_each(&mut look);
    let mut last = [b' '; 8];
    last.iter_mut().zip(rest).for_each(|(to, byte)| *to = *byte);
    look(last);
    (other == 0).then_some(words as usize)
}

/// Number of words, counting characters where words are not spaced.
pub(super) fn count(text: &str) -> usize {
    quick_count(text.as_bytes()).unwrap_or_else(|| slow_count(text))
}

/// The same for any text.
fn slow_count(text: &str) -> usize {
    let (mut words, mut unspaced, mut inside) = (0, 0, false);
    for c in text.chars() {
        let word = !c.is_whitespace();
        words += usize::from(word && !inside);
        inside = word;
        if !word {
            words += unspaced / 2;
            unspaced = 0;
        } else if is_unspaced(c) {
            unspaced += 1;
        }
    }
    words + unspaced / 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_counted_eight_bytes_at_a_time_as_one_by_one() {
        let signs =
            "a~é\u{bf}ÿяب\u{7ff} \t\u{b}\r\u{0}\u{e}\u{1f}\u{7f}\u{85}\u{a0}\u{2009}\u{3000}日한😀";
        let signs: Vec<char> = signs.chars().collect();
        for length in 0..20 {
            for first in 0..signs.len() {
                for step in 0..signs.len() {
                    let letter = |at: usize| signs[(first + at * step) % signs.len()];
                    let text: String = (0..length).map(letter).collect();
                    assert_eq!(count(&text), slow_count(&text), "{text:?}");
                }
            }
        }
        assert_eq!(quick_count("Nom de la collectivité".as_bytes()), Some(4));
        assert_eq!(quick_count("Nom\u{a0}de la".as_bytes()), None);
        assert_eq!(quick_count("国名".as_bytes()), None);
    }

    #[test]
    fn a_key_holds_letters_and_digits_in_small_letters() {
        let text: String = ('\0'..'\u{80}').collect();
        let lower = text.chars().filter(char::is_ascii_alphanumeric);
        let lower: String = lower.map(|c| c.to_ascii_lowercase()).collect();
        assert_eq!(key(&text), lower);
        assert_eq!(key("E-mail :"), "email");
        assert_eq!(key("N° de téléphone"), "ndetelephone");
    }
}
