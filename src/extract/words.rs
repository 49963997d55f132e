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

/// The key of a text that is all ASCII.
fn ascii_key(text: &str) -> String {
    let mut key = text.as_bytes().to_ascii_lowercase();
    key.retain(u8::is_ascii_alphanumeric);
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

/// True for characters that carry meaning in a label. The letters that make up most texts need no search in tables.
pub(super) fn is_word(c: char) -> bool {
    matches!(c, 'a'..='z' | 'à'..='ö' | 'ø'..='ÿ' | 'а'..='я' | 'α'..='ω' | '\u{621}'..='\u{63a}' | '\u{1100}'..='\u{11ff}' | '\u{3400}'..='\u{9fff}')
        || c.is_alphanumeric()
}

/// True for scripts that are written without spaces between words.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0eff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
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
            if !word.chars().any(is_unspaced) {
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

/// How often each letter occurs, over 32 drawers.
pub(super) type Bag = [u8; 32];

/// The letters of a key without their order.
pub(super) fn bag(key: &str) -> Bag {
    let mut bag = [0_u8; 32];
    for c in key.chars() {
        // A prime number of drawers; the letters of an alphabet, which follow one another, have one each.
        if let Some(drawer) = bag.get_mut((u32::from(c) % 31) as usize) {
            *drawer = drawer.saturating_add(1);
        }
    }
    bag
}

/// By how many letters two bags differ. An insertion changes one, a substitution two, a transposition none, so keys that are
/// so many edits apart differ by at most twice as many.
// By itself it becomes two instructions of the processor that add up 16 differences each, which it does not inside a loop.
#[inline(never)]
pub(super) fn apart(one: &Bag, other: &Bag) -> usize {
    let all: u32 = one
        .iter()
        .zip(other)
        .map(|(a, b)| u32::from(a.abs_diff(*b)))
        .sum();
    all as usize
}

/// Number of words, counting characters where words are not spaced.
pub(super) fn count(text: &str) -> usize {
    if text.is_ascii() {
        // Each begins behind white space, or with the text. Without a branch, many bytes are looked at together.
        let white = |byte: u8| byte == b' ' || byte.wrapping_sub(b'\t') < 5;
        let bytes = text.as_bytes();
        let backs = bytes.get(1..).unwrap_or_default();
        let begins = |(front, back): (&u8, &u8)| u32::from(white(*front) & !white(*back));
        let first = bytes.first().is_some_and(|byte| !white(*byte));
        return bytes.iter().zip(backs).map(begins).sum::<u32>() as usize + usize::from(first);
    }
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
