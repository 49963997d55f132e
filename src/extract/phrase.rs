//! Looks for phrases of the rules in folded text, at word boundaries.

use super::label::Prepared;
use super::words::{is_unspaced, is_word};
use crate::rules::Rules;
use foldhash::HashMap;
use memchr::memmem;

/// What "…" between two parts of a phrase folds to.
const GAP: &str = " ... ";

/// Characters that may stand in the place of "…".
const REACH: usize = 60;

/// True when a folded text contains a folded phrase at word boundaries (anywhere, for scripts without spaces).
pub(super) fn contains(text: &str, phrase: &str) -> bool {
    find(text, phrase).is_some()
}

/// Where a folded phrase stands in a folded text.
pub(super) fn find(text: &str, phrase: &str) -> Option<usize> {
    if phrase.is_empty() || phrase.len() > text.len() {
        return None;
    }
    if memchr::memchr(b'.', phrase.as_bytes()).is_some()
        && let Some((front, back)) = phrase.split_once(GAP)
    {
        let at = find(text, front)?;
        return follows(text.get(at + front.len()..)?, back).then_some(at);
    }
    // As in most of the cases.
    memmem::find(text.as_bytes(), phrase.as_bytes())?;
    let spaced = phrase.is_ascii() || phrase.chars().any(|c| c.is_alphabetic() && !is_unspaced(c));
    memmem::find_iter(text.as_bytes(), phrase).find(|&at| {
        let before = text.get(..at).and_then(|front| front.chars().next_back());
        let after = text
            .get(at + phrase.len()..)
            .and_then(|rest| rest.chars().next());
        !spaced || !(before.is_some_and(is_word) || after.is_some_and(is_word))
    })
}

/// The phrases of the rules by the words they begin with, so that a text is gone through once.
#[derive(Debug, Default)]
pub(super) struct Phrases {
    by_purpose: HashMap<String, Purpose>,
}

/// The phrases of one purpose.
#[derive(Debug, Default)]
struct Purpose {
    /// By their first word.
    spaced: HashMap<String, Vec<String>>,
    /// What stands before and behind a gap, by the first word.
    gapped: HashMap<String, Vec<[String; 2]>>,
    /// Those that begin with a sign.
    others: Vec<String>,
    /// Those of scripts without spaces.
    unspaced: Vec<String>,
}

impl Phrases {
    /// Prepares the phrases of the rules.
    pub fn new(rules: &Rules) -> Phrases {
        let mut phrases = Phrases::default();
        for (purpose, languages) in &rules.words.phrases {
            let own = phrases.by_purpose.entry(purpose.clone()).or_default();
            for phrase in languages.values().flatten() {
                let word = first_word(phrase);
                if phrase.chars().any(is_unspaced) {
                    own.unspaced.push(phrase.clone());
                } else if word.is_empty() {
                    own.others.push(phrase.clone());
                } else if let Some((front, back)) = phrase.split_once(GAP) {
                    own.gapped
                        .entry(word.to_owned())
                        .or_default()
                        .push([front, back].map(str::to_owned));
                } else {
                    own.spaced
                        .entry(word.to_owned())
                        .or_default()
                        .push(phrase.clone());
                }
            }
        }
        phrases
    }
}

impl Purpose {
    /// The phrases that may stand in a text, apart from those known by their first word.
    fn rest(&self, text: &str) -> impl Iterator<Item = &String> {
        let unspaced = !text.is_ascii() && text.chars().any(is_unspaced);
        let unspaced = if unspaced {
            self.unspaced.as_slice()
        } else {
            &[]
        };
        self.others.iter().chain(unspaced)
    }

    /// A phrase without a gap that stands at a place of a text, up to the end of a word.
    fn at(&self, text: &str) -> Option<&str> {
        let phrases = self.spaced.get(first_word(text))?;
        phrases
            .iter()
            .map(String::as_str)
            .find(|phrase| after(text, phrase).is_some())
    }

    /// A phrase with a gap that begins at a place of a text.
    fn gapped_at(&self, text: &str) -> Option<String> {
        let phrases = self.gapped.get(first_word(text))?;
        let found = phrases
            .iter()
            .find(|[front, back]| after(text, front).is_some_and(|rest| follows(rest, back)))?;
        Some(found.join(GAP))
    }
}

/// What stands behind a phrase that a text begins with, up to the end of a word.
fn after<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    text.strip_prefix(phrase)
        .filter(|rest| !(phrase.ends_with(is_word) && rest.starts_with(is_word)))
}

/// True when the second part of a phrase with a gap ("would … join") stands within a few words of the first.
fn follows(rest: &str, back: &str) -> bool {
    let reach = rest
        .char_indices()
        .nth(REACH)
        .map_or(rest.len(), |(end, _)| end);
    rest.get(..reach)
        .is_some_and(|near| find(near, back).is_some())
}

/// The letters and digits that a text begins with.
fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// A phrase of a purpose, in any language, that a folded text contains.
pub(super) fn first(text: &str, purpose: &str, rules: &Rules) -> Option<String> {
    let prepared = rules.kept(Prepared::new);
    let own = prepared.phrases.by_purpose.get(purpose)?;
    let mut inside = false;
    for (at, c) in text.char_indices() {
        let word = is_word(c);
        if word
            && !inside
            && let Some(rest) = text.get(at..)
            && let Some(found) = own
                .at(rest)
                .map(str::to_owned)
                .or_else(|| own.gapped_at(rest))
        {
            return Some(found);
        }
        inside = word;
    }
    own.rest(text)
        .find(|phrase| contains(text, phrase))
        .cloned()
}

/// True when a folded text begins with a phrase of a purpose.
pub(super) fn begins(text: &str, purpose: &str, rules: &Rules) -> bool {
    let prepared = rules.kept(Prepared::new);
    prepared.phrases.by_purpose.get(purpose).is_some_and(|own| {
        own.at(text).is_some()
            || own
                .rest(text)
                .any(|phrase| text.starts_with(phrase.as_str()) && contains(text, phrase))
    })
}

/// True when a folded text is a phrase of a purpose and nothing else.
pub(super) fn is(text: &str, purpose: &str, rules: &Rules) -> bool {
    let prepared = rules.kept(Prepared::new);
    prepared.phrases.by_purpose.get(purpose).is_some_and(|own| {
        own.spaced
            .get(first_word(text))
            .is_some_and(|phrases| phrases.iter().any(|phrase| phrase == text))
            || own.rest(text).any(|phrase| phrase == text)
    })
}
