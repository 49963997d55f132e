//! Looks for phrases of the rules in folded text, at word boundaries.

mod purpose;

pub(super) use purpose::Phrases;

use super::label::Prepared;
use super::words::{is_unspaced, is_word};
use crate::rules::Rules;
use crate::rules::flat::hash;
use purpose::Spot;

/// What "…" between two parts of a phrase folds to.
const GAP: &str = " ... ";

/// Where a word of a phrase may go on with any letters: languages inflect.
const STEM: char = '*';

/// Letters of the shortest beginning of a word that is looked up.
const SHORTEST: usize = 2;

/// Characters that may stand in the place of "…".
const REACH: usize = 60;

/// True when a folded text contains a folded phrase at word boundaries (anywhere, for scripts without spaces).
pub(super) fn contains(text: &str, phrase: &str) -> bool {
    find(text, phrase).is_some()
}

/// The pairs of bytes in a text: most phrases that it does not contain have another one, which is found sooner.
pub(super) struct Pairs(Vec<bool>);

impl Pairs {
    /// Those of a folded text.
    pub fn of(text: &str) -> Pairs {
        let mut pairs = vec![false; 1 << 16];
        for pair in text.as_bytes().array_windows() {
            if let Some(pair) = pairs.get_mut(usize::from(u16::from_le_bytes(*pair))) {
                *pair = true;
            }
        }
        Pairs(pairs)
    }

    /// False for a folded phrase that the text does not contain.
    pub fn may_contain(&self, phrase: &str) -> bool {
        let has =
            |pair: &[u8; 2]| self.0.get(usize::from(u16::from_le_bytes(*pair))) == Some(&true);
        phrase.as_bytes().array_windows().all(has) || phrase.contains([STEM, '.'])
    }
}

/// Where a folded phrase stands in a folded text.
pub(super) fn find(text: &str, phrase: &str) -> Option<usize> {
    if phrase.is_empty() {
        return None;
    }
    if let Some((front, back)) = gap(phrase) {
        let at = find(text, front)?;
        return follows(text.get(at..)?, back).then_some(at);
    }
    if phrase.contains(STEM) {
        return words(text).find(|at| {
            text.get(*at..)
                .is_some_and(|rest| after(rest, phrase).is_some())
        });
    }
    if phrase.len() > text.len() {
        return None;
    }
    let mut places = places(text, phrase).peekable();
    // As in most of the cases.
    places.peek()?;
    let spaced = phrase.is_ascii() || phrase.chars().any(|c| c.is_alphabetic() && !is_unspaced(c));
    places.find(|&at| {
        let before = text.get(..at).and_then(|front| front.chars().next_back());
        let after = text
            .get(at + phrase.len()..)
            .and_then(|rest| rest.chars().next());
        !spaced || !(before.is_some_and(is_word) || after.is_some_and(is_word))
    })
}

/// What stands before and behind the gap of a phrase.
fn gap(phrase: &str) -> Option<(&str, &str)> {
    // Most have none, and a point is found sooner.
    memchr::memchr(b'.', phrase.as_bytes())?;
    phrase.split_once(GAP)
}

/// Where a phrase stands in a text, at word boundaries or not. For one of many phrases and a short text, a searcher costs more
/// to make than it saves.
pub(super) fn places<'t>(text: &'t str, phrase: &'t str) -> impl Iterator<Item = usize> + 't {
    // The last byte of the first letter: those before it are the same for a whole alphabet.
    let first = phrase.chars().next();
    let last = first.map_or(0, |first| first.len_utf8() - 1);
    let (text, phrase) = (text.as_bytes(), phrase.as_bytes());
    let byte = phrase.get(last).copied().unwrap_or_default();
    let end = phrase.last();
    memchr::memchr_iter(byte, text)
        .filter_map(move |at| at.checked_sub(last))
        .filter_map(move |at| Some((at, text.get(at..at + phrase.len())?)))
        // The last byte tells most apart before all are compared.
        .filter(move |(_, here)| here.last() == end && *here == phrase)
        .map(|(at, _)| at)
}

/// Languages, one bit each.
pub(super) type Tongues = u64;

/// Every language.
pub(super) const ANY: Tongues = Tongues::MAX;

/// The words of a text.
fn spots(text: &str) -> impl Iterator<Item = Spot<'_>> {
    words(text).filter_map(|at| Some(Spot::of(text.get(at..)?)))
}

/// What stands behind a phrase that a text begins with, up to the end of a word.
pub(super) fn after<'t>(text: &'t str, phrase: &str) -> Option<&'t str> {
    let mut rest = text;
    for (index, part) in phrase.split(STEM).enumerate() {
        if index > 0 {
            rest = rest.trim_start_matches(is_word);
        }
        rest = rest.strip_prefix(part)?;
    }
    let within = phrase.ends_with(is_word) && rest.starts_with(is_word);
    (!within).then_some(rest)
}

/// Where the words of a text begin.
pub(super) fn words(text: &str) -> impl Iterator<Item = usize> {
    let mut inside = false;
    text.char_indices().filter_map(move |(at, c)| {
        let begins = is_word(c) && !inside;
        inside = is_word(c);
        begins.then_some(at)
    })
}

fn is_hangul(c: char) -> bool {
    matches!(c, '\u{ac00}'..='\u{d7a3}' | '\u{1100}'..='\u{11ff}')
}

/// The first letters of a text, by which stems are looked up.
fn shortest(text: &str) -> Option<&str> {
    let (last, c) = text.char_indices().nth(SHORTEST - 1)?;
    text.get(..last + c.len_utf8())
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
pub(super) fn first_word(text: &str) -> &str {
    let end = text.find(|c: char| !is_word(c)).unwrap_or(text.len());
    text.get(..end).unwrap_or("")
}

/// A phrase of a purpose, in any language, that a folded text contains.
pub(super) fn first(text: &str, purpose: &str, rules: &Rules) -> Option<String> {
    first_in(text, purpose, ANY, rules)
}

/// A phrase of a purpose, in one of some languages, that a folded text contains.
pub(super) fn first_in(
    text: &str,
    purpose: &str,
    tongues: Tongues,
    rules: &Rules,
) -> Option<String> {
    let prepared = rules.kept(Prepared::new);
    let own = prepared.phrases.by_purpose.get(purpose)?;
    own.first(text, spots(text), tongues).map(str::to_owned)
}

/// Where phrases of a purpose, in one of some languages, stand in a folded text, each with its place.
pub(super) fn all_in(
    text: &str,
    purpose: &str,
    tongues: Tongues,
    rules: &Rules,
) -> Vec<(usize, String)> {
    /// More in one sentence tell no more.
    const MOST: usize = 12;
    let prepared = rules.kept(Prepared::new);
    let Some(own) = prepared.phrases.by_purpose.get(purpose) else {
        return Vec::new();
    };
    let at_word = |at: usize| {
        let found = own.at(Spot::of(text.get(at..)?), tongues)?;
        Some((at, found.to_owned()))
    };
    let loose = own.rest(text, tongues).filter_map(|phrase| {
        let at = find(text, phrase)?;
        Some((at, phrase.to_owned()))
    });
    words(text)
        .filter_map(at_word)
        .chain(loose)
        .take(MOST)
        .collect()
}

/// How many words of a folded text are words of a purpose, by language.
pub(super) fn counts(text: &str, purpose: &str, rules: &Rules) -> Vec<(Tongues, usize)> {
    let prepared = rules.kept(Prepared::new);
    let Some(own) = prepared.phrases.by_purpose.get(purpose) else {
        return Vec::new();
    };
    let mut counts: Vec<(Tongues, usize)> = (0..prepared.phrases.languages.len())
        .map(|bit| (1 << bit.min(Tongues::BITS as usize - 1), 0))
        .collect();
    for at in words(text) {
        let word = text.get(at..).map(first_word).unwrap_or_default();
        let found = own.spaced.by_head.find(hash(word));
        let found = found.filter(|number| own.spaced.phrases.get(*number) == word);
        let tongues = found.filter_map(|number| own.spaced.tongues.get(number));
        let tongues = tongues.fold(0, |all, tongue| all | tongue);
        for (tongue, count) in &mut counts {
            *count += usize::from(tongues & *tongue != 0);
        }
    }
    counts
}

/// A folded text whose words are found once and held against many purposes.
pub(super) struct Heard<'t> {
    text: &'t str,
    words: Vec<Spot<'t>>,
}

impl<'t> Heard<'t> {
    /// The words of a text.
    pub fn of(text: &'t str) -> Heard<'t> {
        Heard {
            text,
            words: spots(text).collect(),
        }
    }

    /// True when the text contains a phrase of a purpose, in any language.
    pub fn says(&self, purpose: &str, rules: &Rules) -> bool {
        let prepared = rules.kept(Prepared::new);
        let own = prepared.phrases.by_purpose.get(purpose);
        let words = self.words.iter().copied();
        own.is_some_and(|own| own.first(self.text, words, ANY).is_some())
    }
}

/// The first of some purposes that a folded line contains a phrase of.
pub(super) fn first_of(line: &str, purposes: &[&str], rules: &Rules) -> Option<usize> {
    let heard = Heard::of(line);
    let mut purposes = purposes.iter();
    purposes.position(|purpose| heard.says(purpose, rules))
}

/// True when a folded text begins with a phrase of a purpose.
pub(super) fn begins(text: &str, purpose: &str, rules: &Rules) -> bool {
    begins_in(text, purpose, ANY, rules)
}

/// True when a folded text begins with a phrase of a purpose, in one of some languages.
pub(super) fn begins_in(text: &str, purpose: &str, tongues: Tongues, rules: &Rules) -> bool {
    let prepared = rules.kept(Prepared::new);
    prepared.phrases.by_purpose.get(purpose).is_some_and(|own| {
        let spot = Spot::of(text);
        let mut spaced = own.spaced.find(spot.word, tongues);
        spaced.any(|phrase| after(text, phrase).is_some())
            || own.stemmed_at(spot, tongues).is_some()
            || own
                .rest(text, tongues)
                .any(|phrase| text.starts_with(phrase) && contains(text, phrase))
    })
}

/// True when a folded text is a phrase of a purpose and nothing else.
pub(super) fn is(text: &str, purpose: &str, rules: &Rules) -> bool {
    let prepared = rules.kept(Prepared::new);
    prepared.phrases.by_purpose.get(purpose).is_some_and(|own| {
        let mut spaced = own.spaced.find(hash(first_word(text)), ANY);
        spaced.any(|phrase| phrase == text)
            || own.is_stemmed(text)
            || own.rest(text, ANY).any(|phrase| phrase == text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fold_inside;

    #[test]
    fn a_stem_stands_for_a_word_in_all_its_forms() {
        for (text, phrase, expected) in [
            ("kampanyaya katilmak istemektedir", "katil* iste*", true),
            ("kampanyaya katilim", "katil* iste*", false),
            ("our council resolved to join", "resol* to join", true),
            (
                "our council resolved to joint plans",
                "resol* to join",
                false,
            ),
            ("wishes, some day, to join us", "wish* ... join*", true),
            ("unwise to join", "wise* ... join*", false),
        ] {
            assert_eq!(
                contains(&fold_inside(text), phrase),
                expected,
                "{text}: {phrase}"
            );
        }
    }

    #[test]
    fn pairs_of_bytes_rule_out_only_what_is_not_contained() {
        let text = "☐ ciudad ☐ provincia o region ☐ co. op";
        let pairs = Pairs::of(text);
        for phrase in [
            "ciudad",
            "region",
            "provinc*",
            "ciudad ... region",
            "o",
            "",
            "co.",
            "☐",
        ] {
            assert!(pairs.may_contain(phrase), "{phrase}");
        }
        assert!(!pairs.may_contain("municipio"));
        assert!(!pairs.may_contain("ciudades"));
    }
}
