//! Words, lists and tables of the rules in few large blocks: read back from a file at once, where thousands of small ones would
//! each be made again.

mod numbers;

use foldhash::fast::FixedState;
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher, Hash};

pub(crate) use numbers::{Block, Number};

use std::borrow::Cow;

/// Many short texts one behind the other, by their number.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub struct Texts {
    #[serde(deserialize_with = "numbers::borrowed")]
    text: Cow<'static, str>,
    /// Where each ends.
    ends: Block<u32>,
}

impl Texts {
    /// Adds a text behind the others.
    pub fn push(&mut self, text: &str) {
        self.text.to_mut().push_str(text);
        self.ends.push(size(self.text.len()));
    }

    /// The text of a number; none has the empty one.
    pub fn get(&self, number: usize) -> &str {
        let span = span(&self.ends, number);
        span.and_then(|(begin, end)| self.text.get(begin..end))
            .unwrap_or_default()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True when there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> + Clone {
        (0..self.len()).map(|number| self.get(number))
    }

    /// True when one is this.
    pub fn contains(&self, text: &str) -> bool {
        // Most are of another length, which is told without looking at them.
        let mut begin = 0;
        self.ends.iter().any(|end| {
            let (from, to) = (begin as usize, end as usize);
            begin = end;
            to - from == text.len() && self.text.get(from..to) == Some(text)
        })
    }
}

impl<T: AsRef<str>> FromIterator<T> for Texts {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Texts {
        let mut texts = Texts::default();
        for text in all {
            texts.push(text.as_ref());
        }
        texts
    }
}

/// Numbers by the hash of what they belong to, the same for several things now and then.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Table {
    /// In order.
    hashes: Block<(u32, u32)>,
    /// Where the hashes of a drawer begin, by their first bits; last, where all end. There are so many drawers that few hashes
    /// share one: a search among all would wait for memory at every step.
    drawers: Block<u32>,
}

impl Table {
    /// The numbers of what has this hash, from the smallest.
    pub fn find(&self, own: u32) -> impl Iterator<Item = usize> + Clone {
        let drawer = drawer(own, self.drawers.len());
        let begin = |drawer: usize| self.drawers.get(drawer).map_or(0, |begin| begin as usize);
        let same = self.hashes.range(begin(drawer), begin(drawer + 1));
        let same = same.filter(move |(hash, _)| *hash == own);
        same.map(|(_, number)| number as usize)
    }
}

/// The drawer of a hash, where so many ends of drawers are known.
fn drawer(hash: u32, ends: usize) -> usize {
    let count = ends.saturating_sub(1) as u64;
    ((u64::from(hash) * count) >> u32::BITS) as usize
}

impl FromIterator<(u32, u32)> for Table {
    fn from_iter<I: IntoIterator<Item = (u32, u32)>>(all: I) -> Table {
        let mut hashes: Vec<(u32, u32)> = all.into_iter().collect();
        hashes.sort_unstable();
        let mut drawers = vec![0; hashes.len() + 1];
        for (hash, _) in &hashes {
            let behind = drawer(*hash, drawers.len()) + 1;
            if let Some(count) = drawers.get_mut(behind) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for begin in &mut drawers {
            sum += *begin;
            *begin = sum;
        }
        Table {
            hashes: hashes.into_iter().collect(),
            drawers: drawers.into_iter().collect(),
        }
    }
}

/// Texts that are looked up by their letters; one may be there several times.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Keys {
    texts: Texts,
    table: Table,
}

impl Keys {
    /// The numbers of the texts that are this one, in their order.
    pub fn find(&self, text: &str) -> impl Iterator<Item = usize> {
        let found = self.table.find(hash(text));
        found.filter(move |number| self.texts.get(*number) == text)
    }

    /// True when one is this.
    pub fn contains(&self, text: &str) -> bool {
        self.find(text).next().is_some()
    }

    /// The text of a number.
    pub fn get(&self, number: usize) -> &str {
        self.texts.get(number)
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.texts.iter()
    }
}

impl<T: AsRef<str>> FromIterator<T> for Keys {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Keys {
        let texts: Texts = all.into_iter().collect();
        let table = texts.iter().map(hash).zip(0..).collect();
        Keys { texts, table }
    }
}

/// Lists of numbers one behind the other.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(crate) struct Lists {
    numbers: Block<u32>,
    /// Where each ends.
    ends: Block<u32>,
}

impl Lists {
    /// The list of a number; none has the empty one.
    pub fn get(&self, number: usize) -> impl DoubleEndedIterator<Item = u32> + Clone {
        let (begin, end) = span(&self.ends, number).unwrap_or_default();
        self.numbers.range(begin, end)
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// All of them, in their order.
    pub fn iter(&self) -> impl Iterator<Item = impl Iterator<Item = u32>> {
        (0..self.len()).map(|number| self.get(number))
    }
}

impl<T: AsRef<[u32]>> FromIterator<T> for Lists {
    fn from_iter<I: IntoIterator<Item = T>>(all: I) -> Lists {
        let mut lists = Lists::default();
        for list in all {
            list.as_ref()
                .iter()
                .for_each(|one| lists.numbers.push(*one));
            lists.ends.push(size(lists.numbers.len()));
        }
        lists
    }
}

/// Where what has a number begins and ends, by where each ends.
pub(crate) fn span(ends: &Block<u32>, number: usize) -> Option<(usize, usize)> {
    let end = |number: usize| ends.get(number).map(|end| end as usize);
    let begin = number.checked_sub(1).map_or(Some(0), end)?;
    Some((begin, end(number)?))
}

/// A size as it is kept. Rules of four gigabytes could not be compiled, let alone kept.
fn size(size: usize) -> u32 {
    u32::try_from(size).unwrap_or(u32::MAX)
}

/// What something is known by; others may have the same.
pub(crate) fn hash<T: Hash + ?Sized>(one: &T) -> u32 {
    (FixedState::default().hash_one(one) >> u32::BITS) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_text_is_found_where_it_stands_and_others_are_not() {
        let words: Vec<String> = (0..500).map(|n| format!("w{}", n % 400)).collect();
        let keys: Keys = words.iter().collect();
        assert!(keys.iter().eq(&words));
        for (number, word) in words.iter().enumerate().take(400) {
            let twice = (number < 100).then_some(number + 400);
            let expected: Vec<usize> = [number].into_iter().chain(twice).collect();
            assert_eq!(keys.find(word).collect::<Vec<_>>(), expected);
            assert_eq!(keys.get(number), word);
            assert!(keys.texts.contains(word));
        }
        assert!(!keys.contains("w400") && !keys.contains(""));
        assert!(!keys.texts.contains("w400") && !keys.texts.contains(""));
        assert!(!Keys::default().contains(""));
        assert!(Keys::from_iter([""]).contains(""));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let keys: Keys = ["ä", "", "bc"].into_iter().collect();
        let lists: Lists = [vec![7, 8], vec![], vec![u32::MAX]].into_iter().collect();
        let bytes = postcard::to_stdvec(&(keys, lists)).unwrap().leak();
        let (keys, lists): (Keys, Lists) = postcard::from_bytes(bytes).unwrap();
        assert!(keys.iter().eq(["ä", "", "bc"]));
        assert!(keys.find("bc").eq([2]));
        let lists: Vec<Vec<u32>> = (0..4).map(|at| lists.get(at).collect()).collect();
        assert_eq!(lists, [vec![7, 8], vec![], vec![u32::MAX], vec![]]);
        assert!(keys.get(3).is_empty());
    }

    #[test]
    fn a_block_that_was_cut_short_is_not_read() {
        let read = |bytes: &[u8]| {
            let block = postcard::to_stdvec(&bytes).unwrap().leak();
            postcard::from_bytes::<Block<u32>>(block)
        };
        assert!(read(&[1, 2, 3, 4, 5]).is_err());
        assert!(read(&[1, 0, 0, 0]).unwrap().iter().eq([1]));
    }
}
