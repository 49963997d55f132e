//! The phrases of one purpose by the words they begin with, so that a text is gone through once.

use super::{ANY, STEM, Tongues, after, contains, first_word, follows, gap, is_hangul, shortest};
use crate::extract::words::has_unspaced;
use crate::rules::Rules;
use crate::rules::flat::{Block, Table, Texts, hash};
use foldhash::HashMap;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// The phrases of the rules by the words they begin with, so that a text is gone through once.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(in crate::extract) struct Phrases {
    pub(super) by_purpose: HashMap<String, Purpose>,
    /// The languages, in the order of their bits.
    pub(super) languages: Vec<String>,
}

/// The phrases of one purpose.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Purpose {
    /// By their first word.
    pub(super) spaced: Group,
    /// Those with a gap, by the first word.
    gapped: Group,
    /// Those whose first word is only a beginning, with or without a gap, by its first letters.
    stems: Group,
    /// Those that begin with a sign.
    others: Group,
    /// Those of scripts without spaces.
    unspaced: Group,
}

/// Phrases that are looked up in one way.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Group {
    pub(super) phrases: Texts,
    /// The languages of each.
    pub(super) tongues: Block<Tongues>,
    /// By what they are looked up by.
    pub(super) by_head: Table,
}

impl Group {
    /// Those looked up by a head of this hash, in one of some languages. Some that have another head may be among them.
    pub(super) fn find(&self, head: u32, tongues: Tongues) -> impl Iterator<Item = &str> {
        self.within(self.by_head.find(head), tongues)
    }

    /// All of them that are in one of some languages.
    fn all(&self, tongues: Tongues) -> impl Iterator<Item = &str> {
        self.within(0..self.phrases.len(), tongues)
    }

    fn within(
        &self,
        numbers: impl Iterator<Item = usize>,
        tongues: Tongues,
    ) -> impl Iterator<Item = &str> {
        let is_in = move |number: &usize| {
            let own = self.tongues.get(*number);
            own.is_some_and(|own| own & tongues != 0)
        };
        numbers.filter(is_in).map(|number| self.phrases.get(number))
    }
}

impl<'p> FromIterator<Own<'p>> for Group {
    fn from_iter<I: IntoIterator<Item = Own<'p>>>(all: I) -> Group {
        let (mut heads, mut group) = (Vec::new(), Group::default());
        for (one, number) in all.into_iter().zip(0..) {
            heads.push((hash(one.head), number));
            group.phrases.push(&one.phrase);
            group.tongues.push(one.tongue);
        }
        group.by_head = heads.into_iter().collect();
        group
    }
}

/// A phrase of a language.
struct Own<'p> {
    /// What it is looked up by.
    head: &'p str,
    phrase: Cow<'p, str>,
    tongue: Tongues,
}

/// A word of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Spot<'t> {
    /// All of the text that begins there.
    rest: &'t str,
    /// The hash of the word.
    pub(super) word: u32,
    /// The hash of its first letters, by which stems are looked up.
    start: Option<u32>,
}

impl<'t> Spot<'t> {
    /// The word that a text begins with.
    pub(super) fn of(rest: &'t str) -> Spot<'t> {
        Spot {
            rest,
            word: hash(first_word(rest)),
            start: shortest(rest).map(hash),
        }
    }
}

impl Phrases {
    /// Prepares the phrases of the rules.
    pub fn new(rules: &Rules) -> Phrases {
        let mut languages: Vec<&str> = Vec::new();
        let mut by_purpose = HashMap::default();
        for (purpose, by_language) in &rules.words.phrases {
            let mut own = Vec::new();
            for (language, phrases) in by_language {
                let known = languages.iter().position(|one| one == language);
                let bit = known.unwrap_or_else(|| {
                    languages.push(language);
                    languages.len() - 1
                });
                // More languages than bits share the last.
                let tongue: Tongues = 1 << bit.min(Tongues::BITS as usize - 1);
                own.extend(phrases.iter().map(|phrase| (phrase, tongue)));
            }
            by_purpose.insert(purpose.clone(), Purpose::of(own));
        }
        Phrases {
            by_purpose,
            languages: languages.into_iter().map(str::to_owned).collect(),
        }
    }
}

impl Purpose {
    /// Phrases, each with the bit of its language.
    pub(super) fn of(all: Vec<(&str, Tongues)>) -> Purpose {
        let (mut spaced, mut gapped, mut stems) = (Vec::new(), Vec::new(), Vec::new());
        let (mut others, mut unspaced) = (Vec::new(), Vec::new());
        for (phrase, tongue) in all {
            let word = first_word(phrase);
            let start = shortest(word);
            // In Korean, small words are written on to the end of others.
            if phrase.ends_with(is_hangul)
                && let Some(head) = start
            {
                let phrase = format!("{phrase}{STEM}").into();
                stems.push(Own {
                    head,
                    phrase,
                    tongue,
                });
            }
            let behind = phrase.get(word.len()..).unwrap_or_default();
            let (group, head) = if has_unspaced(phrase) {
                (&mut unspaced, "")
            } else if word.is_empty() {
                (&mut others, "")
            } else if let Some(start) = start.filter(|_| behind.starts_with(STEM)) {
                (&mut stems, start)
            } else if gap(phrase).is_some() {
                (&mut gapped, word)
            } else {
                (&mut spaced, word)
            };
            let phrase = phrase.into();
            group.push(Own {
                head,
                phrase,
                tongue,
            });
        }
        Purpose {
            spaced: spaced.into_iter().collect(),
            gapped: gapped.into_iter().collect(),
            stems: stems.into_iter().collect(),
            others: others.into_iter().collect(),
            unspaced: unspaced.into_iter().collect(),
        }
    }

    /// A phrase in one of some languages that a text of these words contains.
    pub(super) fn first<'t>(
        &self,
        text: &str,
        mut words: impl Iterator<Item = Spot<'t>>,
        tongues: Tongues,
    ) -> Option<&str> {
        words.find_map(|spot| self.at(spot, tongues)).or_else(|| {
            let mut rest = self.rest(text, tongues);
            rest.find(|phrase| contains(text, phrase))
        })
    }

    /// The phrases that may stand in a text, apart from those known by their first word.
    pub(super) fn rest(&self, text: &str, tongues: Tongues) -> impl Iterator<Item = &str> {
        let unspaced = has_unspaced(text).then(|| self.unspaced.all(tongues));
        self.others
            .all(tongues)
            .chain(unspaced.into_iter().flatten())
    }

    /// A phrase that begins with a word of a text and ends with a word.
    pub(super) fn at(&self, spot: Spot<'_>, tongues: Tongues) -> Option<&str> {
        let mut spaced = self.spaced.find(spot.word, tongues);
        let found = spaced.find(|phrase| after(spot.rest, phrase).is_some());
        found
            .or_else(|| self.stemmed_at(spot, tongues))
            .or_else(|| {
                let mut gapped = self.gapped.find(spot.word, tongues);
                gapped.find(|phrase| stands(phrase, spot.rest))
            })
    }

    /// A phrase that begins with a stem of the word at a place of a text.
    pub(super) fn stemmed_at(&self, spot: Spot<'_>, tongues: Tongues) -> Option<&str> {
        let mut phrases = self.stems.find(spot.start?, tongues);
        phrases.find(|phrase| stands(phrase, spot.rest))
    }

    /// True when a text is one of the phrases that are written with a stem, and nothing else.
    pub(super) fn is_stemmed(&self, text: &str) -> bool {
        let start = shortest(text).map(hash);
        let mut phrases = start
            .into_iter()
            .flat_map(|start| self.stems.find(start, ANY));
        phrases.any(|phrase| {
            !phrase.trim_end_matches(STEM).ends_with(is_hangul) && after(text, phrase) == Some("")
        })
    }
}

/// True when a text begins with a phrase, which may have a gap.
fn stands(phrase: &str, text: &str) -> bool {
    match gap(phrase) {
        Some((front, back)) => after(text, front).is_some_and(|rest| follows(rest, back)),
        None => after(text, phrase).is_some(),
    }
}
