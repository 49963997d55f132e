//! The labels of the rules, prepared for looking up: by their letters, by their words, by their likeness.

mod likeness;
mod parts;

use super::label::{Match, Target};
use super::spelled::Spelled;
use super::strip;
use super::words::{
    Bag, Start, bag, count, is_word, key, key_of_folded, pair, start, start_of, stems,
};
use crate::rules::{Alternatives, Label, Rules, ValueKind, fold};
use foldhash::fast::FixedState;
use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::hash::BuildHasher;

/// All labels of the rules, prepared for looking up.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Index {
    entries: Vec<Entry>,
    /// The languages of the labels.
    languages: Vec<String>,
    /// The entries by the hash of their key, in order: a table of keys is twice as large, and mostly gaps.
    exact: Vec<(u64, u32)>,
    /// Where those begin in it whose hash begins so, by the first bits of the hash.
    begins: Vec<usize>,
    /// Further exact wordings, by lines that spell many.
    spelled: Spelled,
    /// The number of each stem, by which the next two know it.
    stems: HashMap<String, usize>,
    by_stem: Vec<Vec<u32>>,
    /// How many labels each target has, by `place`.
    sizes: Vec<f32>,
    weight: Vec<f32>,
    /// Beside each entry what is needed of it where entries are gone through by the thousand.
    scales: Vec<Scale>,
    /// By the length of the key, with its letters beside it: these lists are gone through for every text that is no label.
    by_length: BTreeMap<usize, Vec<(Bag, u32)>>,
    /// Folded words that labels begin with.
    pub first: HashSet<String>,
    /// What keys of labels begin with, and bytes of the longest key that begins so.
    starts: HashMap<Start, usize>,
    /// The first two letters of that.
    pairs: HashSet<[char; 2]>,
    /// Keys of the names of fillable fields.
    pub names: HashMap<String, usize>,
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
    english: HashSet<String>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Entry {
    target: Target,
    key: String,
    length: usize,
    /// Its number.
    language: usize,
    weak: bool,
    words: usize,
}

/// What an entry is worth as an example for other wordings.
#[derive(Debug, Serialize, Deserialize)]
struct Scale {
    /// Weight of its stems.
    total: f32,
    /// The place of its target.
    place: u16,
    /// False for the one word of a heading, which is like many another word.
    is_example: bool,
}

/// Where a target stands in a list: the labels of no field, then the fields by their number.
fn place(target: Target) -> usize {
    match target {
        Target::Other => 0,
        Target::Hint => 1,
        Target::Field(field) => field + 2,
    }
}

/// What a key is known by; those of different keys may be the same.
fn hash(key: &str) -> u64 {
    FixedState::default().hash_one(key)
}

/// The first bits of a hash: so many that few keys share them, for a search among all would wait for memory at every step.
fn drawer(hash: u64) -> usize {
    (hash >> 50) as usize
}

/// Weight of a word that no label uses.
const UNKNOWN: f32 = 2.4;

/// The fields whose answers are known by their look.
fn typed(rules: &Rules) -> HashSet<usize> {
    let is_typed = |kind| {
        !matches!(
            kind,
            ValueKind::Text | ValueKind::LongText | ValueKind::Person
        )
    };
    let fields = rules.fields.iter().enumerate();
    fields
        .filter(|(_, field)| is_typed(field.kind))
        .map(|(index, _)| index)
        .collect()
}

/// The fields of persons' functions, and whose they are.
fn holders(rules: &Rules) -> HashMap<usize, usize> {
    let place = |id: &str| rules.fields.iter().position(|field| field.id == id);
    let pairs = rules.function_fields.iter();
    pairs
        .filter_map(|(person, function)| Some((place(function)?, place(person)?)))
        .collect()
}

impl Index {
    /// Prepares the labels of the rules.
    pub fn new(rules: &Rules) -> Index {
        let mut labels = Index::default();
        let count = rules.other_labels.len() + rules.hints.len();
        let count = rules.fields.iter().fold(count, |all, field| {
            all + field.labels.len() + field.alternatives.len()
        });
        labels.entries.reserve(count);
        labels.exact.reserve(count);
        for (index, field) in rules.fields.iter().enumerate() {
            for label in &field.labels {
                labels.add(Target::Field(index), label);
            }
            for line in &field.alternatives {
                labels.add_spelled(Target::Field(index), line);
            }
            for name in std::iter::once(&field.id).chain(&field.names) {
                let name = key(name);
                let choice = matches!(field.kind, ValueKind::Choice | ValueKind::YesNo);
                if choice && name.len() >= 4 {
                    labels.choices.push((name.clone(), index));
                }
                labels.names.entry(name).or_insert(index);
            }
        }
        labels.typed = typed(rules);
        labels.holders = holders(rules);
        let place = |id: &str| rules.fields.iter().position(|field| field.id == id);
        labels.names_of_ours = place("lrg_name").zip(place("lrg_name_en"));
        labels.english = rules.words.of("in_english").map(str::to_owned).collect();
        for label in &rules.other_labels {
            labels.add(Target::Other, label);
        }
        for label in &rules.hints {
            labels.add(Target::Hint, label);
        }
        for (start, length) in labels.spelled.starts() {
            let longest = labels.starts.entry(start).or_default();
            *longest = length.max(*longest);
        }
        labels.pairs = labels.starts.keys().copied().map(pair).collect();
        labels.exact.sort_unstable();
        for (at, (hash, _)) in labels.exact.iter().enumerate() {
            while labels.begins.len() <= drawer(*hash) {
                labels.begins.push(at);
            }
        }
        labels.weigh(rules.fields.len());
        labels
    }

    fn add(&mut self, target: Target, label: &Label) {
        let text = label.text.get(strip::lead(&label.text)..).unwrap_or("");
        // What the rules have folded need not be folded again.
        let anew;
        let folded = if text.len() == label.text.len() {
            &label.folded
        } else {
            anew = fold(text);
            &anew
        };
        let key = key_of_folded(folded);
        if key.is_empty() {
            return;
        }
        let Ok(index) = u32::try_from(self.entries.len()) else {
            return;
        };
        let longest = self.starts.entry(start_of(&key)).or_default();
        *longest = key.len().max(*longest);
        let mut words = folded.split(|c: char| !is_word(c));
        if let Some(word) = words.find(|word| !word.is_empty())
            && !self.first.contains(word)
        {
            self.first.insert(word.to_owned());
        }
        let words = count(text);
        // There are as many with spaces between them, or fewer.
        if words > self.longest {
            self.longest = self.longest.max(text.split_whitespace().count());
        }
        let language = self.language(&label.language);
        self.exact.push((hash(&key), index));
        let length = key.chars().count();
        if length >= 5 {
            let group = self.by_length.entry(length).or_default();
            group.push((bag(&key), index));
        }
        // A line of help is known by its own words, and no example for other wordings.
        let examples = stems(folded).filter(|_| target != Target::Hint);
        for stem in examples {
            let number = self.stem(stem);
            if let Some(uses) = self.by_stem.get_mut(number)
                && uses.last() != Some(&index)
            {
                uses.push(index);
            }
        }
        self.entries.push(Entry {
            target,
            length,
            key,
            language,
            weak: label.weak,
            words,
        });
    }

    /// A line that spells many labels: they are known by their exact wording, and no examples for others.
    fn add_spelled(&mut self, target: Target, line: &Alternatives) {
        let (firsts, longest) = self.spelled.add(line, self.entries.len());
        self.first.extend(firsts);
        self.longest = self.longest.max(longest);
        let language = self.language(&line.language);
        self.entries.push(Entry {
            target,
            length: 0,
            key: String::new(),
            language,
            weak: line.weak,
            words: 0,
        });
    }

    /// The number of a language, a new one for a new language.
    fn language(&mut self, language: &str) -> usize {
        // Most follow one of the same language.
        let last = self.entries.last().map(|entry| entry.language);
        let last = last.filter(|last| self.languages.get(*last).is_some_and(|own| own == language));
        let known = || self.languages.iter().position(|own| own == language);
        last.or_else(known).unwrap_or_else(|| {
            self.languages.push(language.to_owned());
            self.languages.len() - 1
        })
    }

    /// The language of a label.
    fn language_of(&self, entry: &Entry) -> String {
        let language = self.languages.get(entry.language);
        language.cloned().unwrap_or_default()
    }

    /// The number of a stem, a new one for a new stem.
    fn stem(&mut self, stem: &str) -> usize {
        if let Some(number) = self.stems.get(stem) {
            return *number;
        }
        let number = self.by_stem.len();
        self.stems.insert(stem.to_owned(), number);
        self.by_stem.push(Vec::new());
        number
    }

    /// False when no label begins as a text does that begins so, and is as long, so that it need not be looked up.
    pub fn may_be(&self, text: &str, start: Option<Start>) -> bool {
        // One that is made of parts or has brackets is looked up in other ways, too.
        self.may_be_whole(text, start)
            || start.is_none_or(|start| self.pairs.contains(&pair(start)))
                && strip::may_have_parts(text)
    }

    /// Letters and digits (ASCII) at most of a label that a text begins with, by what it begins with.
    pub fn most_letters(&self, text: &str, start: Option<Start>) -> usize {
        match start {
            Some(start) if !(self.pairs.contains(&pair(start)) && strip::may_have_parts(text)) => {
                // A shorter one begins otherwise.
                let longest = self.starts.get(&start).copied().unwrap_or_default();
                longest.max(start.len())
            }
            _ => usize::MAX,
        }
    }

    /// As `may_be`, for labels of one part without brackets.
    fn may_be_whole(&self, text: &str, start: Option<Start>) -> bool {
        // Each of these letters stands in the key, too.
        let letters = || text.bytes().filter(u8::is_ascii_alphanumeric).count();
        start.is_none_or(|start| {
            let longest = self.starts.get(&start);
            longest.is_some_and(|longest| letters() <= *longest)
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
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let text = text.get(..strip::tail(text)).unwrap_or(text);
        if text.is_empty() || text.len() > 600 || strip::has_box(text) || strip::is_address(text) {
            return None;
        }
        let own = key(text);
        if let Some(found) = self.by_key(&own, 1.0) {
            return Some(found);
        }
        if let Some(bare) = strip::without_brackets(text) {
            let found = self.by_key(&key(&bare), 0.98);
            if let Some(told) = found.as_ref().and_then(|found| self.told(text, found)) {
                return Some(told);
            }
            // "Name (in Englsh)" is not "Name".
            if let Some(found) = self.mistyped(&own) {
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
        let own = hash(key);
        let begin = |drawer| self.begins.get(drawer).copied();
        let [from, to] =
            [drawer(own), drawer(own) + 1].map(|drawer| begin(drawer).unwrap_or(self.exact.len()));
        let same = self.exact.get(from..to).unwrap_or_default().iter();
        let same = same.filter(|(hash, _)| *hash == own);
        let same = same.map(|(_, index)| *index as usize);
        let is_own = |index: &usize| self.entries.get(*index).is_some_and(|e| e.key == key);
        if let Some(found) = self.matched(same.filter(is_own), score) {
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
        let entries: Vec<&Entry> = found.filter_map(|index| self.entries.get(index)).collect();
        let first = entries.first()?;
        let mut targets: Vec<Target> = entries.iter().map(|entry| entry.target).collect();
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
            words: first.words,
        })
    }
}
