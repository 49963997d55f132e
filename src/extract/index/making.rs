//! Prepares the labels of the rules for looking up.

use super::{Entry, Index, place};
use crate::extract::label::Target;
use crate::extract::spelled::Spelled;
use crate::extract::strip;
use crate::extract::words::{Start, count, is_word, key, key_of_folded, pair, start_of, stems};
use crate::rules::flat::{Block, hash};
use crate::rules::{Alternatives, Label, Rules, ValueKind, fold};
use foldhash::{HashMap, HashSet};

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

/// Labels as they are added.
#[derive(Default)]
struct Making<'r> {
    entries: Vec<Entry>,
    languages: Vec<&'r str>,
    keys: Vec<String>,
    lines: Vec<(&'r Alternatives, usize)>,
    stems: HashMap<String, usize>,
    by_stem: Vec<Vec<u32>>,
    first: HashSet<String>,
    starts: HashMap<Start, usize>,
    longest: usize,
}

impl Index {
    /// Prepares the labels of the rules.
    pub fn new(rules: &Rules) -> Index {
        let mut labels = Making::default();
        let mut names: Vec<(String, usize)> = Vec::new();
        let mut choices = Vec::new();
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
                    choices.push((name.clone(), index));
                }
                names.push((name, index));
            }
        }
        for label in &rules.other_labels {
            labels.add(Target::Other, label);
        }
        for label in &rules.hints {
            labels.add(Target::Hint, label);
        }
        let spelled = Spelled::of(&labels.lines);
        for (start, length) in spelled.starts {
            let longest = labels.starts.entry(start).or_default();
            *longest = length.max(*longest);
        }
        labels.first.extend(spelled.firsts);
        let mut stems: Vec<(String, usize)> = labels.stems.into_iter().collect();
        stems.sort_unstable_by_key(|(_, number)| *number);
        let starts = labels.starts.iter();
        let place_of = |id: &str| rules.fields.iter().position(|field| field.id == id);
        let bags = labels.keys.iter().map(String::as_str).zip(0..);
        let mut index = Index {
            bags: bags
                .filter(|(key, _)| key.chars().nth(4).is_some())
                .collect(),
            entries: labels.entries.into_iter().collect(),
            languages: labels.languages.into_iter().map(str::to_owned).collect(),
            keys: labels.keys.iter().collect(),
            stems: stems.iter().map(|(stem, _)| stem).collect(),
            by_stem: labels.by_stem.iter().collect(),
            weight: Block::default(),
            sizes: Block::default(),
            scales: Block::default(),
            first: labels.first.iter().collect(),
            pairs: starts
                .clone()
                .map(|(start, _)| (hash(&pair(*start)), 0))
                .collect(),
            starts: starts
                .filter_map(|(start, longest)| Some((hash(start), u32::try_from(*longest).ok()?)))
                .collect(),
            names: (
                names.iter().map(|(name, _)| name).collect(),
                names.iter().map(|(_, field)| *field).collect(),
            ),
            choices,
            longest: labels.longest.max(spelled.longest),
            spelled: spelled.lines,
            names_of_ours: place_of("lrg_name").zip(place_of("lrg_name_en")),
            english: rules.words.of("in_english").collect(),
            holders: holders(rules),
            typed: typed(rules),
        };
        index.weigh(rules.fields.len());
        index
    }
}

impl<'r> Making<'r> {
    fn add(&mut self, target: Target, label: &'r Label) {
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
        let letters = key.chars().count();
        self.enter(target, key, &label.language, letters, words, label.weak);
    }

    /// A line that spells many labels: they are known by their exact wording, and no examples for others.
    fn add_spelled(&mut self, target: Target, line: &'r Alternatives) {
        self.lines.push((line, self.entries.len()));
        self.enter(target, String::new(), &line.language, 0, 0, line.weak);
    }

    fn enter(
        &mut self,
        target: Target,
        key: String,
        language: &'r str,
        letters: usize,
        words: usize,
        weak: bool,
    ) {
        let language = self.language(language);
        // More say no more.
        let small = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
        self.entries.push(Entry {
            place: small(place(target)),
            language: small(language),
            letters: small(letters),
            words: small(words),
            weak,
        });
        self.keys.push(key);
    }

    /// The number of a language, a new one for a new language.
    fn language(&mut self, language: &'r str) -> usize {
        // Most follow one of the same language.
        let last = self.entries.last().map(|entry| usize::from(entry.language));
        let last = last.filter(|last| self.languages.get(*last) == Some(&language));
        let known = || self.languages.iter().position(|own| *own == language);
        last.or_else(known).unwrap_or_else(|| {
            self.languages.push(language);
            self.languages.len() - 1
        })
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
}
