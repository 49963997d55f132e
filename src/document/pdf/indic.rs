//! Scripts of India: a vowel that is spoken behind its consonant may be drawn before it, and files say so in many ways.

/// Vowel signs that are drawn before the consonant they follow.
const BEFORE: [char; 4] = ['\u{93F}', '\u{9BF}', '\u{A3F}', '\u{ABF}'];

fn is_before(sign: char) -> bool {
    // No sign before the block of Devanagari is; most text never gets further.
    sign >= '\u{900}' && BEFORE.contains(&sign)
}

/// Some producers give all the text of a syllable to its consonant and none to its vowel. Then the next syllable with that
/// consonant would have the vowel too.
pub(super) fn mend(texts: &mut [(u32, String)]) {
    let both = |text: &str| {
        let vowel = text.chars().next_back().filter(|sign| is_before(*sign));
        vowel.filter(|vowel| text.len() > vowel.len_utf8())
    };
    let Some(vowel) = texts.iter().find_map(|(_, text)| both(text)) else {
        return;
    };
    if !texts.iter().any(|(_, text)| text.is_empty()) {
        return;
    }
    for (_, text) in texts {
        if text.is_empty() {
            text.push(vowel);
        } else if both(text).is_some() {
            text.pop();
        }
    }
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
    out
}

/// The place of a sign in its block: the blocks of these scripts are alike.
fn place(sign: char) -> Option<u32> {
    let code = u32::from(sign);
    (0x900..0xB00).contains(&code).then_some(code % 0x80)
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
        let mut joined = ["िक्षित".to_owned()];
        joined[0] = "\u{93F}क्ष\u{93F}त".to_owned();
        spoken(joined.iter_mut());
        assert_eq!(joined, ["क्षिति"]);
    }

    #[test]
    fn a_consonant_has_no_vowel_of_another_syllable() {
        let map = |texts: [&str; 3]| (0..).zip(texts.map(str::to_owned)).collect::<Vec<_>>();
        let mut texts = map(["लि", "", "प"]);
        mend(&mut texts);
        assert_eq!(texts, map(["ल", "\u{93F}", "प"]));
        let mut whole = map(["लि", "ि", "प"]);
        mend(&mut whole);
        assert_eq!(whole, map(["लि", "ि", "प"]));
    }
}
