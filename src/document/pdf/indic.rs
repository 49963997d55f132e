//! Scripts of India: a vowel that is spoken behind its consonant may be drawn before it, and files say so in many ways.

use unicode_normalization::UnicodeNormalization;

/// Vowel signs that are drawn before the consonant they follow, in scripts that have one such.
const ALONE: [char; 3] = ['\u{93F}', '\u{A3F}', '\u{ABF}'];
/// The same in scripts that have several (Bengali, Oriya, Tamil, Malayalam).
const SEVERAL: [char; 10] = [
    '\u{9BF}', '\u{9C7}', '\u{9C8}', '\u{B47}', '\u{BC6}', '\u{BC7}', '\u{BC8}', '\u{D46}',
    '\u{D47}', '\u{D48}',
];

fn is_before(sign: char) -> bool {
    // No sign before the block of Devanagari is; most text never gets further.
    sign >= '\u{900}' && (ALONE.contains(&sign) || SEVERAL.contains(&sign))
}

/// A glyph is no vowel that is drawn before a consonant when it is wider than this.
const WIDE: f32 = 0.45;

/// Some producers give all the text of a syllable to its last glyph and none to the others. What the font itself says of
/// its glyphs is right; a narrow glyph that even the font cannot name is the vowel drawn before the consonant, which has a
/// form for each width.
pub(super) fn mend(
    texts: &mut [(u32, String)],
    named: impl Fn(u32) -> Option<char>,
    width: impl Fn(u32) -> f32,
) {
    let mut signs = texts.iter().flat_map(|(_, text)| text.chars());
    let vowel = signs.find(|sign| ALONE.contains(sign));
    for (code, text) in texts {
        if let Some(sign) = named(*code).filter(|sign| text.is_empty() || text.contains(*sign)) {
            *text = sign.to_string();
        } else if let Some(vowel) = vowel {
            if text.is_empty() && width(*code) < WIDE {
                text.push(vowel);
            } else if text.chars().nth(1).is_some() {
                text.retain(|sign| sign != vowel);
            }
        }
    }
}

/// How many signs at the end of a text are said again by the next glyph: one that is drawn above the end of its syllable and
/// spoken before it, and has the text of the whole syllable.
pub(super) fn said_again(text: &str, next: &str) -> usize {
    let mut signs = next.chars();
    let above = signs.next().and_then(place) == Some(0x30) && signs.next().is_some_and(is_joiner);
    if !above {
        return 0;
    }
    let rest = signs.as_str();
    let again = text.chars().rev().take_while(|sign| rest.contains(*sign));
    again.count().min(rest.chars().count())
}

/// Puts vowels behind their consonants on a page that has them in the order in which they are drawn: there a word may begin
/// with one.
pub(super) fn spoken<'a>(texts: impl Iterator<Item = &'a mut String>) {
    let mut texts: Vec<&mut String> = texts.filter(|text| text.contains(is_before)).collect();
    if texts.iter().any(|text| is_drawn(text)) {
        for text in &mut texts {
            **text = reordered(text);
        }
    }
}

/// True when a vowel stands where none can be spoken: at the beginning, or behind another vowel.
fn is_drawn(text: &str) -> bool {
    let mut carries = false;
    for sign in text.chars() {
        if is_before(sign) && !carries {
            return true;
        }
        carries = is_consonant(sign) || carries && is_nukta(sign);
    }
    false
}

fn reordered(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut waiting: Option<char> = None;
    let mut signs = text.chars().peekable();
    while let Some(sign) = signs.next() {
        if is_before(sign) {
            out.extend(waiting.replace(sign));
            continue;
        }
        out.push(sign);
        // A syllable goes on with the sign that joins consonants, or with the dot below one.
        let joined = is_joiner(sign) && signs.peek().is_some_and(|next| is_consonant(*next));
        let more = signs
            .peek()
            .is_some_and(|next| is_joiner(*next) || is_nukta(*next));
        if !joined && !more {
            out.extend(waiting.take());
        }
    }
    out.extend(waiting);
    // A vowel drawn on both sides of its consonant is one sign.
    out.nfc().collect()
}

/// The place of a sign in its block: the blocks of these scripts are alike.
fn place(sign: char) -> Option<u32> {
    let code = u32::from(sign);
    (0x900..0xD80).contains(&code).then_some(code % 0x80)
}

fn is_consonant(sign: char) -> bool {
    place(sign).is_some_and(|at| matches!(at, 0x15..=0x39 | 0x58..=0x5F))
}

fn is_nukta(sign: char) -> bool {
    place(sign) == Some(0x3C)
}

fn is_joiner(sign: char) -> bool {
    place(sign) == Some(0x4D)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_vowel_that_is_drawn_first_is_spoken_behind_its_consonants() {
        let mut drawn = ["िवभाग", "ना\u{93F}शक", "प्रि\u{936}क्षण", "महा"].map(str::to_owned);
        drawn[2] = "प्र\u{93F}शक्षण".to_owned();
        spoken(drawn.iter_mut());
        assert_eq!(drawn, ["विभाग", "नाशिक", "प्रशिक्षण", "महा"]);
        // As it is spoken.
        let mut right = ["विभाग", "नाशिक", "क्षिति"].map(str::to_owned);
        spoken(right.iter_mut());
        assert_eq!(right, ["विभाग", "नाशिक", "क्षिति"]);
        let mut both = ["ক\u{9C7}পার".to_owned(), "ெசன்ைன".to_owned()];
        spoken(both.iter_mut());
        assert_eq!(both, ["কপোর", "சென்னை"]);
        let mut joined = ["िक्षित".to_owned()];
        joined[0] = "\u{93F}क्ष\u{93F}त".to_owned();
        spoken(joined.iter_mut());
        assert_eq!(joined, ["क्षिति"]);
    }

    #[test]
    fn what_a_font_says_of_its_glyphs_is_right() {
        let map = |texts: &[&str]| -> Vec<(u32, String)> {
            (0..)
                .zip(texts.iter().map(|text| (*text).to_owned()))
                .collect()
        };
        let mut texts = map(&["लि", "", "प", "", "क्ष", "र्ति"]);
        let named = |code: u32| [Some('ल'), None, Some('प'), Some('ण'), None, None][code as usize];
        let width = |code: u32| if code == 1 { 0.26 } else { 0.6 };
        mend(&mut texts, named, width);
        assert_eq!(texts, map(&["ल", "\u{93F}", "प", "ण", "क्ष", "र्त"]));
    }

    #[test]
    fn a_sign_above_a_syllable_says_it_again() {
        assert_eq!(said_again("कुलकण", "र्णी"), 1);
        assert_eq!(said_again("माग", "र्ग"), 1);
        assert_eq!(said_again("त", "त्त"), 0);
        assert_eq!(said_again("का", "र्य"), 0);
    }
}
