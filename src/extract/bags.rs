//! Words by how often each letter occurs in them: tells which of thousands may be a typo or two away.

use crate::rules::flat::Block;
use serde::{Deserialize, Serialize};
use std::ops::RangeInclusive;

/// How often each letter occurs, over 32 drawers.
pub(super) type Bag = [u8; 32];

/// The letters of a key without their order.
pub(super) fn bag(key: &str) -> Bag {
    let mut bag = [0_u8; 32];
    // A prime number of drawers; the letters of an alphabet, which follow one another, have one each.
    let mut add = |letter: u32| {
        if let Some(drawer) = bag.get_mut((letter % 31) as usize) {
            *drawer = drawer.saturating_add(1);
        }
    };
    if key.is_ascii() {
        key.bytes().for_each(|byte| add(byte.into()));
    } else {
        key.chars().for_each(|c| add(c.into()));
    }
    bag
}

/// By how many letters two bags differ. An insertion changes one, a substitution two, a transposition none, so keys that are
/// so many edits apart differ by at most twice as many.
// By itself it becomes two instructions of the processor that add up 16 differences each, which it does not inside a loop.
#[inline(never)]
pub(super) fn apart(one: &Bag, other: &Bag) -> usize {
    let all: u32 = one
        .iter()
        .zip(other)
        .map(|(a, b)| u32::from(a.abs_diff(*b)))
        .sum();
    all as usize
}

/// Numbered words, by their length: these are gone through for every text that is none of them.
#[derive(Debug, Default, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'static"))]
pub(super) struct Bags {
    /// The letters and the number of each, the shortest words first.
    words: Block<(Bag, u32)>,
    /// Where those of each length end.
    ends: Block<u32>,
}

impl Bags {
    /// Those with so many characters.
    pub fn of_lengths(&self, lengths: RangeInclusive<usize>) -> impl Iterator<Item = (Bag, u32)> {
        let end = |length: usize| {
            let end = self.ends.get(length).map(|end| end as usize);
            end.unwrap_or(self.words.len())
        };
        let begin = lengths.start().checked_sub(1).map_or(0, end);
        self.words.range(begin, end(*lengths.end()))
    }
}

impl<'t> FromIterator<(&'t str, u32)> for Bags {
    fn from_iter<I: IntoIterator<Item = (&'t str, u32)>>(all: I) -> Bags {
        let all = all.into_iter();
        let mut all: Vec<(usize, &str, u32)> = all
            .map(|(word, number)| (word.chars().count(), word, number))
            .collect();
        all.sort_by_key(|(length, ..)| *length);
        let mut bags = Bags::default();
        for ((length, word, number), before) in all.into_iter().zip(0..) {
            while bags.ends.len() < length {
                bags.ends.push(before);
            }
            bags.words.push((bag(word), number));
        }
        bags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_given_by_their_length_and_in_their_order() {
        let words = ["pays", "", "país", "country", "région", "land"];
        let bags: Bags = words.into_iter().zip(0..).collect();
        let of = |lengths| {
            let found = bags.of_lengths(lengths);
            found.map(|(_, number)| number).collect::<Vec<_>>()
        };
        assert_eq!(of(4..=4), [0, 2, 5]);
        assert_eq!(of(0..=4), [1, 0, 2, 5]);
        assert_eq!(of(5..=6), [4]);
        assert_eq!(of(7..=90), [3]);
        assert!(of(8..=9).is_empty() && of(1..=3).is_empty());
        assert!(Bags::default().of_lengths(0..=9).next().is_none());
        assert!(bags.of_lengths(7..=7).eq([(bag("country"), 3)]));
    }
}
