//! Knows a printed label when it sees one: exact, bilingual, mistyped or reworded.

mod both;

use super::form::{Likeness, Prints};
use super::head::Head;
use super::index::Index;
use super::phrase::Phrases;
use super::remembered::Remembered;
use super::request::Requests;
use super::seen::Seen;
use super::strip;
use super::value::{Factors, Names};
use super::wordings::Wordings;
use super::words::start;
use crate::rules::flat::Keys;
use crate::rules::{Choice, FieldRule, Rules, Texts, ValueKind, fold};
use foldhash::{HashMap, HashSet};
use serde::{Deserialize, Serialize};
use std::iter::repeat;
use std::sync::Arc;

/// What a label stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(super) enum Target {
    /// A field, by its index in `Rules::fields`.
    Field(usize),
    /// A known label of no field of ours.
    Other,
    /// A line of help that a form prints with a label.
    Hint,
}

/// A label recognised.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Match {
    /// What it stands for; several when the word alone does not say (a bare "Name").
    pub targets: Vec<Target>,
    /// 1 for the exact wording.
    pub score: f32,
    /// Too common a word to be a label by itself.
    pub weak: bool,
    /// Language of the label.
    pub language: String,
    /// Words in it.
    pub words: usize,
}

impl Match {
    /// The field it certainly stands for.
    pub fn field(&self) -> Option<usize> {
        match self.targets.as_slice() {
            [Target::Field(field)] => Some(*field),
            _ => None,
        }
    }

    /// All fields that it may stand for.
    pub fn fields(&self) -> impl Iterator<Item = usize> {
        self.targets.iter().filter_map(|target| match target {
            Target::Field(field) => Some(*field),
            Target::Other | Target::Hint => None,
        })
    }

    /// True for a known label of no field of ours.
    pub fn is_other(&self) -> bool {
        self.targets.as_slice() == [Target::Other]
    }

    /// True for a line of help.
    pub fn is_hint(&self) -> bool {
        self.targets.as_slice() == [Target::Hint]
    }
}

/// What is prepared once for a set of rules.
#[derive(Debug, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Prepared {
    /// The labels.
    labels: Index,
    /// The words that ask for something.
    requests: Requests,
    /// The phrases.
    pub phrases: Phrases,
    /// The forms.
    forms: Prints,
    /// What forms print as labels, folded → the fields.
    printed: HashMap<String, Vec<usize>>,
    /// Folded words for the choices of fields.
    options: Keys,
    /// The words for the choices of each field that has some, by the field's name.
    pub choices: HashMap<String, Wordings>,
    /// Folded words that say yes (0) or no (1).
    pub answers: Wordings,
    /// Folded words that stand in the names of governments and of their kinds, and are no small words.
    government: Keys,
    /// Those of them that name provinces and regions.
    wide: Keys,
    /// Folded words that join others ("and"), and the bytes of the longest.
    joints: (Keys, usize),
    /// Folded names of months.
    months: Keys,
    /// The fields that take a person's name.
    persons: HashSet<usize>,
    /// What labels may ask for together.
    both: both::Both,
    /// What stands at the end of the names of governments, folded.
    suffixes: Keys,
    /// The functions of people, folded, and words of which they are made: first those of others (0), then of those who lead
    /// governments (1).
    pub functions: Wordings,
    /// The latter.
    leaders: Keys,
    /// The names of countries.
    pub countries: Names,
    /// The words for thousands and millions.
    pub factors: Factors,
    /// What placeholders begin with, folded.
    pub placeholders: Vec<String>,
    /// The fields that the parts of labels may mean.
    #[serde(skip)]
    pub listed: Remembered<Vec<Vec<usize>>>,
}

impl Prepared {
    /// Prepares labels and phrases.
    pub fn new(rules: &Rules) -> Prepared {
        let mut printed: HashMap<String, Vec<usize>> = HashMap::default();
        for (index, field) in rules.fields.iter().enumerate() {
            for label in field.labels.iter().filter(|label| label.reference) {
                printed.entry(label.folded.clone()).or_default().push(index);
            }
        }
        let choosing = rules
            .fields
            .iter()
            .filter(|field| field.kind == ValueKind::Choice);
        let choices = choosing.clone().flat_map(|field| &field.choices);
        let kinds = rules.fields.iter().filter(|field| field.id == "gov_type");
        let kinds = kinds.flat_map(|field| &field.choices);
        let kinds = kinds.filter(|choice| choice.value != "other");
        let (wide, narrow): (Vec<_>, Vec<_>) = kinds
            .clone()
            .partition(|choice| ["province", "region"].contains(&choice.value.as_str()));
        let words = |choices: Vec<&'_ Choice>| -> HashSet<String> {
            let words = choices.into_iter().flat_map(|choice| &choice.words);
            let words = words.flat_map(|phrase| phrase.split(' '));
            words
                .filter(|word| word.chars().count() >= 5)
                .map(str::to_owned)
                .collect()
        };
        let (wide, narrow) = (words(wide), words(narrow));
        let government = ["government_prefix", "government_suffix"]
            .into_iter()
            .flat_map(|purpose| rules.words.of(purpose))
            .chain(kinds.flat_map(|choice| choice.words.iter().map(String::as_str)))
            .flat_map(|phrase| phrase.split(' '))
            .filter(|word| word.chars().count() >= 5);
        let meaning = |purposes: [&'static str; 2]| -> Wordings {
            let words = purposes.into_iter().zip(0..);
            words
                .flat_map(|(purpose, meaning)| rules.words.of(purpose).zip(repeat(meaning)))
                .collect()
        };
        let wordings = |field: &FieldRule| {
            let words = field.choices.iter().zip(0..);
            let words = words.flat_map(|(choice, number)| {
                choice.words.iter().map(String::as_str).zip(repeat(number))
            });
            (field.id.clone(), words.collect())
        };
        let joints = || rules.words.of("conjunction");
        let months =
            (1..=12).filter_map(|number| rules.words.phrases.get(&format!("month_{number}")));
        Prepared {
            months: months
                .flat_map(|all| all.values())
                .flat_map(Texts::iter)
                .collect(),
            joints: (
                joints().collect(),
                joints().map(str::len).max().unwrap_or(0),
            ),
            persons: rules
                .fields
                .iter()
                .enumerate()
                .filter(|(_, field)| field.kind == ValueKind::Person)
                .map(|(index, _)| index)
                .collect(),
            both: both::Both::of(rules),
            wide: wide.difference(&narrow).collect(),
            suffixes: rules.words.of("government_suffix").collect(),
            functions: meaning(["role_word", "leader_function"]),
            leaders: rules.words.of("leader_function").collect(),
            countries: Names::new(&rules.countries),
            factors: Factors::new(&rules.words),
            listed: Remembered::default(),
            placeholders: rules
                .words
                .of("placeholder_start")
                .map(str::to_owned)
                .collect(),
            government: government.collect(),
            answers: meaning(["yes", "no"]),
            options: choices.flat_map(|choice| &choice.words).collect(),
            choices: choosing.map(wordings).collect(),
            labels: Index::new(rules),
            requests: Requests::new(rules),
            phrases: Phrases::new(rules),
            forms: Prints::new(rules),
            printed,
        }
    }

    /// True for a word that joins what stands on both sides of it ("and").
    pub fn joins(&self, word: &str) -> bool {
        let (joints, longest) = &self.joints;
        // Nothing is folded away from plain letters, and most words are longer.
        if word.bytes().all(|byte| byte.is_ascii_lowercase()) {
            return joints.contains(word);
        }
        let plain = word.len() > *longest && word.bytes().all(|byte| byte.is_ascii_alphanumeric());
        !plain && joints.contains(&fold(word))
    }

    /// True for words (folded) that are a function of people, or a word of which such are made.
    pub fn is_function(&self, folded: &str) -> bool {
        self.functions.meaning(folded).is_some()
    }

    /// True for words (folded) that are the function of somebody who leads a government.
    pub fn is_leader(&self, folded: &str) -> bool {
        self.leaders.contains(folded)
    }

    /// True for a folded name of a month, in any language.
    pub fn is_month(&self, folded: &str) -> bool {
        self.months.contains(folded)
    }

    /// True when a text is a label of this field, and nothing else.
    pub fn is_label_of(&self, text: &str, field: &FieldRule, rules: &Rules) -> bool {
        let found = self.labels.strict(text);
        found.is_some_and(|found| {
            found.targets.iter().any(|target| match target {
                Target::Field(index) => rules.fields.get(*index).is_some_and(|f| f.id == field.id),
                Target::Other | Target::Hint => false,
            })
        })
    }

    /// The fields that a text is a label of, when it is one and nothing else.
    pub fn fields_of(&self, text: &str) -> Vec<usize> {
        let found = self.labels.strict(text);
        let targets = found.into_iter().flat_map(|found| found.targets);
        let field = |target| match target {
            Target::Field(field) => Some(field),
            Target::Other | Target::Hint => None,
        };
        targets.filter_map(field).collect()
    }

    /// The fields whose label this is on a form.
    pub fn printed(&self, folded: &str) -> &[usize] {
        self.printed.get(folded).map_or(&[], Vec::as_slice)
    }
}

/// The labels of the rules while mails are read: what was looked up once is remembered.
#[derive(Debug)]
pub(super) struct Labels {
    prepared: Arc<Prepared>,
    exact: Remembered<Option<Match>>,
    found: Remembered<Option<Match>>,
    /// The labels that texts begin with, without and with those that are only alike.
    pub heads: [Remembered<Option<Head>>; 2],
}

impl Labels {
    /// True when these words ask for something and say nothing else.
    pub fn asks(&self, words: &str) -> bool {
        !self.prepared.fields_of(words).is_empty()
    }

    /// True for a word that joins what stands on both sides of it ("or").
    pub fn joins(&self, word: &str) -> bool {
        self.prepared.joins(word)
    }

    /// True when what stands behind the sign of a label asks for the same once more ("head office: address"), or for a name
    /// where it is a person that is asked for ("focal point: full name").
    pub fn asks_again(&self, rest: &str, label: &Match) -> bool {
        let prepared = &self.prepared;
        // It may say so in two languages.
        let again = prepared.fields_of(rest.split(" / ").next().unwrap_or(rest));
        let person = |field: &usize| prepared.persons.contains(field);
        let own = |field: &usize| label.targets.contains(&Target::Field(*field));
        let of_person = label.targets.iter().any(|target| match target {
            Target::Field(field) => person(field),
            Target::Other | Target::Hint => false,
        });
        again
            .iter()
            .any(|field| own(field) || of_person && person(field))
    }

    /// The labels of some rules.
    pub fn of(rules: &Rules) -> Labels {
        Labels {
            prepared: rules.kept(Prepared::new),
            exact: Remembered::default(),
            found: Remembered::default(),
            heads: Default::default(),
        }
    }

    /// The forms of the rules, by how much of each was seen.
    pub fn forms(&self, seen: &[Seen]) -> Vec<Likeness> {
        self.prepared.forms.ranked(seen)
    }

    /// True when some label begins with this word (folded).
    pub fn may_begin(&self, word: &str) -> bool {
        self.prepared.labels.first.contains(word) || self.prepared.requests.may_begin(word)
    }

    /// True for the words (folded) of a choice.
    pub fn is_option(&self, folded: &str) -> bool {
        self.prepared.options.contains(folded)
    }

    /// True for words (folded) that say yes or no.
    pub fn is_answer(&self, folded: &str) -> bool {
        self.prepared.answers.meaning(folded).is_some()
    }

    /// True for a word (folded) of the names of governments.
    pub fn is_government(&self, word: &str) -> bool {
        self.prepared.government.contains(word)
    }

    /// True for folded words that end as the names of governments do.
    pub fn ends_as_government(&self, folded: &str) -> bool {
        let ends = memchr::memchr_iter(b' ', folded.as_bytes());
        ends.filter_map(|at| folded.get(at + 1..))
            .any(|end| self.prepared.suffixes.contains(end))
    }

    /// True when a folded name is that of a province or region.
    pub fn is_wide(&self, folded: &str) -> bool {
        folded
            .split(' ')
            .any(|word| self.prepared.wide.contains(word))
    }

    /// True for a word (folded) of which the functions of people are made.
    pub fn is_role(&self, word: &str) -> bool {
        self.prepared.is_function(word) && !word.contains(' ')
    }

    /// Words in the longest label.
    pub fn longest(&self) -> usize {
        self.prepared.labels.longest
    }

    /// Looks a text up that should be a label of one wording and nothing else, apart from brackets.
    pub fn strict(&self, text: &str) -> Option<Match> {
        self.prepared.labels.strict(text)
    }

    /// Looks a text up that should be a label and nothing else, as written or without its brackets or in one of its
    /// languages. Exact wording only.
    pub fn exact(&self, text: &str) -> Option<Match> {
        let Prepared {
            labels, requests, ..
        } = &*self.prepared;
        let text = text.get(strip::lead(text)..).unwrap_or("");
        let start = start(text);
        let (is_label, asks) = (labels.may_be(text, start), requests.may_ask(start));
        if !is_label && !asks {
            return None;
        }
        self.exact.of(text, || {
            let look = |text: &str| {
                let both = || both::asked(text, &self.prepared);
                let whole = labels.strict(text).or_else(both);
                whole.or_else(|| labels.exact_in_parts(text))
            };
            let found = is_label.then(|| look(text)).flatten();
            let found = found.or_else(|| look(requests.asked(text).filter(|_| asks)?));
            found.or_else(|| look(requests.without_proviso(text)?))
        })
    }

    /// Letters and digits (ASCII) at most of a label that a text begins with.
    pub fn most_letters(&self, text: &str) -> usize {
        let Prepared {
            labels, requests, ..
        } = &*self.prepared;
        let start = start(text);
        match requests.may_ask(start) {
            true => usize::MAX,
            false => labels.most_letters(text, start),
        }
    }

    /// Looks a text up, also by its likeness to a label.
    pub fn find(&self, text: &str) -> Option<Match> {
        let Prepared {
            labels, requests, ..
        } = &*self.prepared;
        let text = text.get(strip::lead(text)..).unwrap_or("");
        self.found.of(text, || {
            let find = |text: &str| both::asked(text, &self.prepared).or_else(|| labels.find(text));
            // What is asked for with a proviso is worded as it is without.
            let bare = requests.without_proviso(text);
            let exact = bare.filter(|_| labels.exact(text).is_none());
            exact
                .and_then(|bare| labels.exact(bare))
                .or_else(|| find(text))
                .or_else(|| labels.find(requests.asked(text)?))
                .or_else(|| find(bare?))
        })
    }

    /// The field that a fillable field of this name is, by the key of the name.
    pub fn named(&self, key: &str) -> Option<usize> {
        self.prepared.labels.named(key)
    }

    /// The choice whose name a longer name begins with ("gov_type_municipality").
    pub fn named_before(&self, key: &str) -> Option<usize> {
        let choices = &self.prepared.labels.choices;
        let found = choices
            .iter()
            .find(|(name, _)| key.starts_with(name.as_str()));
        found.map(|(_, field)| *field)
    }

    /// What the words of a text speak for, the likest target first, in natural logarithms.
    pub fn meaning(&self, text: &str) -> Vec<(f32, Target)> {
        self.prepared.labels.meaning(text)
    }

    /// The fields whose labels share words with a text, the likest first: for texts that must be some label.
    pub fn likely(&self, text: &str) -> Vec<(f32, usize)> {
        self.prepared.labels.likely(text)
    }
}

#[cfg(test)]
mod tests;
