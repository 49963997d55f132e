//! The sentences of a letter: where they end, what they quote, and whether they ask.

use super::ear::Ear;
use super::intent::says;
use super::words::{self, has_unspaced, is_unspaced};

/// What ends a question; the Greek one is a semicolon.
pub(super) const QUESTION_MARKS: [char; 3] = ['?', '？', '؟'];

/// What ends a sentence, in any script.
const ENDS: [char; 11] = ['.', '!', '?', '？', '。', '؟', '।', '።', '։', '۔', '།'];

/// Words in a quotation that may be a name.
const NAME: usize = 8;

/// True for what ends in one letter and a point, within a line: "the H. Ayuntamiento", "J. Smith".
fn is_initial(text: &str) -> bool {
    let mut back = text.chars().rev().skip(1);
    let letter = back
        .next()
        .is_some_and(|c| c.is_alphabetic() && c.is_ascii());
    letter && back.next().is_some_and(char::is_whitespace)
}

/// True for what ends in a number of one or two digits and a point: "am 3. Februar".
fn is_ordinal(text: &str) -> bool {
    let text = text.strip_suffix('.').unwrap_or(text);
    let word = text.rsplit(char::is_whitespace).next().unwrap_or("");
    (1..=2).contains(&word.len()) && word.chars().all(|c| c.is_ascii_digit())
}

/// True for a sign behind a script that puts no space behind it.
fn is_unspaced_end(text: &str) -> bool {
    let before = text.chars().rev().nth(1);
    before.is_some_and(is_unspaced)
}

/// The sentences of a text; wrapped lines are joined, blank lines part.
pub(super) fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut open = String::new();
    let mut close = |open: &mut String| {
        let sentence = open.trim().to_owned();
        if !sentence.is_empty() {
            sentences.push(sentence);
        }
        open.clear();
    };
    for line in text.lines() {
        if line.trim().is_empty() {
            close(&mut open);
            continue;
        }
        if !open.is_empty() {
            open.push(' ');
        }
        let mut chars = line.chars().peekable();
        // A number that begins a line counts its items.
        let mut told = false;
        while let Some(c) = chars.next() {
            open.push(c);
            let ends = ENDS.contains(&c)
                && (chars.peek().is_none_or(|next| next.is_whitespace()) || is_unspaced_end(&open))
                && !(c == '.'
                    && chars.peek().is_some()
                    && (is_initial(&open) || told && is_ordinal(&open)));
            told |= c.is_alphabetic();
            if ends || matches!(c, '？' | '。') {
                close(&mut open);
            }
        }
        // A short line is one of its own: a greeting, a name, a heading.
        if line.chars().count() < 50 && !open.is_empty() && open.ends_with([',', ':']) {
            close(&mut open);
        }
    }
    close(&mut open);
    sentences
}

/// A sentence without what others say in it, in quotation marks.
pub(super) fn without_speech(sentence: &str, ear: Ear<'_>) -> String {
    let parts: Vec<&str> = sentence.split('"').collect();
    let mut kept = String::new();
    for (index, part) in parts.iter().enumerate() {
        // Behind an odd number of marks, but for the last one that nobody closed.
        let within = index % 2 == 1 && index + 1 < parts.len();
        // A meeting may be called "From pledge to practice", and a book, too.
        let named =
            words::count(part) <= NAME && !says(part, "pledge", ear) || says(part, "campaign", ear);
        if within && (!named || says(part, "first_person", ear)) {
            continue;
        }
        // What the title of a book or a meeting asks, nobody asks us.
        let goes_on = || {
            let mut rest = parts.iter().skip(index + 1);
            rest.any(|part| part.contains(char::is_alphanumeric))
        };
        if within && asks(part) && goes_on() {
            kept.push_str(&part.replace(QUESTION_MARKS, ""));
        } else {
            kept.push_str(part);
        }
        kept.push(' ');
    }
    kept.trim().to_owned()
}

/// True for a sentence with a question mark; the Greek one is a semicolon. That of a link asks nothing.
pub(super) fn asks(sentence: &str) -> bool {
    let greek = |c: char| ('\u{370}'..='\u{3ff}').contains(&c);
    let marked = |word: &str| {
        let linked = word.contains("://") && !word.ends_with('?');
        word.contains(QUESTION_MARKS) && !linked
    };
    sentence.split_whitespace().any(marked) || sentence.contains(';') && sentence.chars().any(greek)
}

/// True for a sentence with its end: a heading, a name and an address have none.
pub(super) fn is_whole(sentence: &str) -> bool {
    let ends = |c: char| ".!?…:;,。？؟".contains(c);
    sentence
        .trim_end_matches(['"', ')', '»', '”', ' '])
        .ends_with(ends)
        || has_unspaced(sentence)
}

/// True for a whole sentence, and for a long one without its end: more than a heading.
pub(super) fn is_told(sentence: &str) -> bool {
    /// Words of the longest heading.
    const HEADING: usize = 6;
    is_whole(sentence) || words::count(sentence) > HEADING
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_point_behind_a_day_ends_no_sentence() {
        let text =
            "der rat hat am 3. februar zugestimmt. wir freuen uns.\n1. beitritt. 2. formular.";
        let all = sentences(text);
        assert_eq!(
            all.first().map(String::as_str),
            Some("der rat hat am 3. februar zugestimmt.")
        );
        assert!(all.contains(&"1.".to_owned()), "{all:?}");
    }
}
