//! The labels of the rules, prepared for looking up: by their letters, by their words, by their likeness.

mod likeness;
mod making;
mod parts;

use super::bags::Bags;
use super::label::{Match, Target};
use super::spelled::Lines;
use super::strip;
use super::words::{Start, count, key, pair, start};
use crate::rules::flat::{Block, Keys, Lists, Number, Table, hash};
use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};

/// All labels of the rules, prepared for looking up.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Index {
    entries: Block<Entry>,
    /// The languages of the labels.
    languages: Vec<String>,
    /// The key of each entry; empty for a line that spells many.
    keys: Keys,
    /// Further exact wordings, by lines that spell many.
    spelled: Lines,
    /// The stems, by whose numbers the next two know them.
    stems: Keys,
    by_stem: Lists,
    weight: Block<f32>,
    /// How many labels each target has, by `place`.
    sizes: Block<f32>,
    /// Beside each entry what is needed of it where entries are gone through by the thousand.
    scales: Block<Scale>,
    /// The letters of the keys of the entries.
    bags: Bags,
    /// Folded words that labels begin with.
    pub first: Keys,
    /// What keys of labels begin with, and bytes of the longest key that begins so.
    starts: Table,
    /// The first two letters of that.
    pairs: Table,
    /// Keys of the names of fillable fields, and the field of each.
    names: (Keys, Vec<usize>),
    /// Keys of the names of fields with choices.
    pub choices: Vec<(String, usize)>,
    /// Words in the longest label.
    pub longest: usize,
    /// The field of a person's function → the person.
    holders: HashMap<usize, usize>,
    /// The fields whose answers are known by their look: numbers, addresses, dates, choices.
    typed: HashSet<usize>,
    /// The field of a government's name, and that of the same in English.
    names_of_ours: Option<(usize, usize)>,
    /// What brackets say that ask for a name in English, folded.
    english: Keys,
}

/// A label, or a line that spells many.
#[derive(Debug)]
struct Entry {
    /// Where its target stands.
    place: u16,
    /// The number of its language.
    language: u16,
    /// Letters of its key.
    letters: u16,
    words: u16,
    weak: bool,
}

impl Number for Entry {
    const BYTES: usize = 10;

    fn put(&self, bytes: &mut Vec<u8>) {
        let numbers = [self.place, self.language, self.letters, self.words];
        for number in numbers.into_iter().chain([self.weak.into()]) {
            number.put(bytes);
        }
    }

    fn take(bytes: &[u8]) -> Option<Entry> {
        let (numbers, _) = bytes.as_chunks();
        let [place, language, letters, words, weak] = *numbers else {
            return None;
        };
        let [place, language, letters, words] =
            [place, language, letters, words].map(u16::from_le_bytes);
        Some(Entry {
            place,
            language,
            letters,
            words,
            weak: weak != [0, 0],
        })
    }
}

/// What an entry is worth as an example for other wordings.
#[derive(Debug)]
struct Scale {
    /// Weight of its stems.
    total: f32,
    /// The place of its target.
    place: u16,
    /// False for the one word of a heading, which is like many another word.
    is_example: bool,
}

impl Number for Scale {
    const BYTES: usize = 8;

    fn put(&self, bytes: &mut Vec<u8>) {
        (self.total, (self.place, u16::from(self.is_example))).put(bytes);
    }

    fn take(bytes: &[u8]) -> Option<Scale> {
        let (total, (place, is_example)): (f32, (u16, u16)) = Number::take(bytes)?;
        Some(Scale {
            total,
            place,
            is_example: is_example != 0,
        })
    }
}

/// Where a target stands in a list: the labels of no field, then the fields by their number.
fn place(target: Target) -> usize {
    match target {
        Target::Other => 0,
        Target::Hint => 1,
        Target::Field(field) => field + 2,
    }
}

/// What stands at a place of that list.
fn target(place: usize) -> Target {
    match place {
        0 => Target::Other,
        1 => Target::Hint,
        field => Target::Field(field - 2),
    }
}

/// Weight of a word that no label uses.
const UNKNOWN: f32 = 2.4;

/// What a text says without what numbers it and the signs behind it; none for what is no label as it is written.
fn words_of(text: &str) -> Option<&str> {
    let text = text.get(strip::lead(text)..).unwrap_or("");
    let text = text.get(..strip::tail(text)).unwrap_or(text);
    let said = !text.is_empty() && text.len() <= 600;
    (said && !strip::has_box(text) && !strip::is_address(text)).then_some(text)
}

impl Index {
    /// The language of a label.
    fn language_of(&self, entry: &Entry) -> String {
        let language = self.languages.get(usize::from(entry.language));
        language.cloned().unwrap_or_default()
    }

    /// True when a label begins with the same two letters.
    fn has_pair(&self, start: Start) -> bool {
        self.pairs.find(hash(&pair(start))).next().is_some()
    }

    /// False when no label begins as a text does that begins so, and is as long, so that it need not be looked up.
    pub fn may_be(&self, text: &str, start: Option<Start>) -> bool {
        // One that is made of parts or has brackets is looked up in other ways, too.
        self.may_be_whole(text, start)
            || start.is_none_or(|start| self.has_pair(start)) && strip::may_have_parts(text)
    }

    /// Letters and digits (ASCII) at most of a label that a text begins with, by what it begins with.
    pub fn most_letters(&self, text: &str, start: Option<Start>) -> usize {
        match start {
            Some(start) if !(self.has_pair(start) && strip::may_have_parts(text)) => {
                // A shorter one begins otherwise.
                let longest = self.starts.find(hash(&start)).max();
                longest.unwrap_or_default().max(start.len())
            }
            _ => usize::MAX,
        }
    }

    /// As `may_be`, for labels of one part without brackets.
    fn may_be_whole(&self, text: &str, start: Option<Start>) -> bool {
        // Each of these letters stands in the key, too.
        let letters = || text.bytes().filter(u8::is_ascii_alphanumeric).count();
        start.is_none_or(|start| {
            let longest = self.starts.find(hash(&start)).max();
            longest.is_some_and(|longest| letters() <= longest)
        })
    }

    /// Looks a text up that should be a label of one wording and nothing else, apart from brackets.
    pub fn strict(&self, text: &str) -> Option<Match> {
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let text = text.get(..strip::tail(text)).unwrap_or(text);
        if text.is_empty() || text.len() > 600 {
            return None;
        }
        let whole = self
            .may_be_whole(text, start(text))
            .then(|| self.by_key(&key(text), 1.0));
        let whole = whole.flatten();
        whole.or_else(|| {
            let bare = strip::without_brackets(text)?;
            let found = self.by_key(&key(&bare), 0.98)?;
            Some(self.turned(text, &found).unwrap_or(found))
        })
    }

    /// Looks a text up that should be a label and nothing else, in its exact wording: whole, without brackets, or in a language.
    pub fn exact(&self, text: &str) -> Option<Match> {
        let words = words_of(text)?;
        let whole = self.by_key(&key(words), 1.0);
        whole.or_else(|| self.exact_in_parts(text))
    }

    /// As `exact`, for a text that is no label as a whole.
    pub fn exact_in_parts(&self, text: &str) -> Option<Match> {
        let text = words_of(text)?;
        if let Some(bare) = strip::without_brackets(text) {
            let found = self.by_key(&key(&bare), 0.98);
            if let Some(told) = found.as_ref().and_then(|found| self.told(text, found)) {
                return Some(told);
            }
            // "Name (in Englsh)" is not "Name".
            if let Some(found) = self.mistyped(&key(text)) {
                return Some(found);
            }
            if let Some(found) = found {
                return Some(self.turned(text, &found).unwrap_or(found));
            }
        }
        self.parts(text)
    }

    /// Looks a text up, also by its likeness to a label.
    pub fn find(&self, text: &str) -> Option<Match> {
        if let Some(found) = self.exact(text) {
            return Some(found);
        }
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let text = text.get(..strip::tail(text)).unwrap_or(text);
        let length = count(text);
        if text.is_empty() || length > 60 {
            return None;
        }
        let bare = strip::without_brackets(text);
        let short = bare.as_deref().unwrap_or(text);
        let found = self.mistyped(&key(short));
        let found = found.or_else(|| self.reworded(short));
        let found = found.or_else(|| self.halves(short))?;
        // Brackets that go on below say little yet.
        let closed = text.trim_end().ends_with([')', ']', '）', '】']);
        let turned = bare.filter(|_| closed);
        let turned = turned.and_then(|_| self.turned(text, &found));
        Some(turned.unwrap_or(found))
    }

    fn by_key(&self, key: &str, score: f32) -> Option<Match> {
        // The lines that spell many have no key.
        let whole = self.keys.find(key).filter(|_| !key.is_empty());
        if let Some(found) = self.matched(whole, score) {
            return Some(found);
        }
        let found = self.spelled.find(key);
        let words = found.first()?.1;
        let mut found = self.matched(found.iter().map(|(index, _)| *index), score)?;
        found.words = words;
        Some(found)
    }

    /// Puts entries of one wording together: which fields it may mean.
    fn matched(&self, found: impl Iterator<Item = usize>, score: f32) -> Option<Match> {
        let entries: Vec<Entry> = found.filter_map(|index| self.entries.get(index)).collect();
        let first = entries.first()?;
        let mut targets: Vec<Target> = entries
            .iter()
            .map(|entry| target(entry.place.into()))
            .collect();
        targets.sort_unstable();
        targets.dedup();
        // A wording that is ours is ours, even where it stands among the foreign labels too.
        if matches!(targets.first(), Some(Target::Field(_))) {
            targets.retain(|target| matches!(target, Target::Field(_)));
        } else {
            targets.truncate(1);
        }
        Some(Match {
            weak: entries.iter().all(|entry| entry.weak) || targets.len() > 1,
            targets,
            score,
            language: self.language_of(first),
            words: first.words.into(),
        })
    }

    /// The field that a fillable field of this name is, by the key of the name.
    pub fn named(&self, key: &str) -> Option<usize> {
        let (names, fields) = &self.names;
        fields.get(names.find(key).next()?).copied()
    }
}
