//! The words for a few meanings in all languages, found in a text by the words that they begin with.

use super::bags::{Bags, apart, bag};
use super::phrase::{first_word, words};
use super::value::find_word;
use super::words::is_word;
use crate::rules::flat::{Block, Keys, Table, hash};
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// Folded words, each with what it means: the number of a choice.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Wordings {
    keys: Keys,
    /// What each means.
    meanings: Block<u16>,
    /// Those that begin with a word and end where one does, by that word.
    by_head: Table,
    /// Those that begin with a sign.
    signed: Block<u32>,
    /// Those of scripts without spaces between words, and of Korean, where other words stand close to them.
    unspaced: Block<u32>,
    /// Their letters.
    bags: Bags,
}

/// One of the words in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found<'w> {
    /// The word, folded.
    pub word: &'w str,
    /// Its place among the words.
    pub number: usize,
    /// Where it stands first.
    pub at: usize,
    /// What it means.
    pub meaning: usize,
}

/// True for letters that other words may stand close to.
fn is_close(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{e00}'..='\u{e7f}')
}

impl<'a> FromIterator<(&'a str, usize)> for Wordings {
    fn from_iter<I: IntoIterator<Item = (&'a str, usize)>>(all: I) -> Wordings {
        let all: Vec<(&str, usize)> = all.into_iter().collect();
        let (mut heads, mut wordings) = (Vec::new(), Wordings::default());
        for ((word, meaning), number) in all.iter().zip(0..) {
            wordings
                .meanings
                .push(u16::try_from(*meaning).unwrap_or(u16::MAX));
            if word.contains(is_close) {
                wordings.unspaced.push(number);
            } else if word.starts_with(is_word) {
                heads.push((hash(first_word(word)), number));
            } else {
                wordings.signed.push(number);
            }
        }
        wordings.keys = all.iter().map(|(word, _)| word).collect();
        wordings.by_head = heads.into_iter().collect();
        wordings.bags = all.iter().map(|(word, _)| *word).zip(0..).collect();
        wordings
    }
}

impl Wordings {
    /// What a folded text means that is one of the words; the first of several.
    pub fn meaning(&self, folded: &str) -> Option<usize> {
        let number = self.keys.find(folded).next()?;
        self.meanings.get(number).map(usize::from)
    }

    /// The words that stand in a folded text, at word boundaries where the script has them.
    pub fn within<'w>(&'w self, text: &'w str) -> impl Iterator<Item = Found<'w>> {
        let spaced = words(text).flat_map(move |at| {
            let rest = text.get(at..).unwrap_or_default();
            let same = self.by_head.find(hash(first_word(rest)));
            let ends = move |number: &usize| {
                let behind = rest.strip_prefix(self.keys.get(*number));
                behind.is_some_and(|behind| !behind.starts_with(char::is_alphanumeric))
            };
            same.filter(ends).map(move |number| (number, at))
        });
        // Their letters have three bytes.
        let close = text.bytes().any(|byte| byte >= 0xe0);
        let unspaced = close.then(|| self.unspaced.iter()).into_iter().flatten();
        let others = unspaced
            .chain(self.signed.iter())
            .filter_map(move |number| {
                let number = number as usize;
                Some((number, find_word(text, self.keys.get(number))?))
            });
        spaced.chain(others).filter_map(move |(number, at)| {
            Some(Found {
                word: self.keys.get(number),
                number,
                at,
                meaning: self.meanings.get(number)?.into(),
            })
        })
    }

    /// The words of some lengths in letters that may be so many typos away from a text: their numbers and what they mean.
    pub fn near(
        &self,
        text: &str,
        lengths: RangeInclusive<usize>,
        typos: usize,
    ) -> impl Iterator<Item = (&str, usize, usize)> {
        let own = bag(text);
        let near = self.bags.of_lengths(lengths);
        near.filter(move |(letters, _)| apart(letters, &own) <= 2 * typos)
            .filter_map(|(_, number)| {
                let number = number as usize;
                let meaning = self.meanings.get(number)?;
                Some((self.keys.get(number), number, meaning.into()))
            })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::fold;

    #[test]
    fn words_are_found_where_looking_for_each_of_them_finds_them() {
        let words = [
            "city",
            "city hall",
            "hall",
            "(other",
            "시",
            "도시",
            "都市",
            "ville",
            "vill",
            "n/a",
        ];
        let folded: Vec<String> = words
            .iter()
            .map(|word| crate::rules::fold_inside(word))
            .collect();
        let all = || folded.iter().map(String::as_str);
        let wordings: Wordings = all().zip(0..).collect();
        for text in [
            "City hall of the city",
            "cityhall",
            "the (other hall)",
            "서울특별시",
            "大都市圏",
            "n/a",
            "villes, ville",
            "",
        ] {
            let text = fold(text);
            let mut found: Vec<(usize, usize)> = Vec::new();
            for one in wordings.within(&text) {
                assert_eq!(
                    (one.word, one.meaning),
                    (folded[one.number].as_str(), one.number)
                );
                if !found.iter().any(|(number, _)| *number == one.number) {
                    found.push((one.number, one.at));
                }
            }
            found.sort_unstable();
            let expected = all()
                .zip(0..)
                .filter_map(|(word, n)| Some((n, find_word(&text, word)?)));
            assert_eq!(found, expected.collect::<Vec<(usize, usize)>>(), "{text}");
        }
    }

    #[test]
    fn the_first_meaning_of_a_word_counts_and_typos_are_near() {
        let wordings: Wordings = [("yes", 0), ("municipality", 1), ("yes", 2)]
            .into_iter()
            .collect();
        assert_eq!(wordings.meaning("yes"), Some(0));
        assert_eq!(wordings.meaning("no"), None);
        let near: Vec<_> = wordings.near("munucipalty", 9..=13, 2).collect();
        assert_eq!(near, [("municipality", 1, 1)]);
        assert_eq!(wordings.near("xxxxxxxxxxx", 9..=13, 2).count(), 0);
    }
}
