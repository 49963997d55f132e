//! What tells the labels of cards from their answers: bold type, no box around them, or a look of their own.

use super::{Placed, UNDERLINED};
use crate::document::{Line, Segment};
use std::collections::BTreeMap;

/// Looks of labels that are tried on one page.
const LOOKS: usize = 6;

/// How a piece of print looks: font and colour, and the font size in half points.
type Look = (u32, i32);

/// How the words are printed, by their left edges.
#[derive(Debug, Default)]
pub(super) struct Prints {
    /// Where words stand in boxes of their own.
    boxed: BTreeMap<u32, Vec<[f32; 4]>>,
    looks: BTreeMap<u32, Vec<([f32; 4], Look)>>,
}

impl Prints {
    pub(super) fn of(words: &[Placed]) -> Prints {
        let mut found = Prints::default();
        for placed in words {
            let place = placed.word.place;
            let left = place[0].to_bits();
            // What is printed tells by its looks, and a table of text is drawn as boxes too.
            if placed.word.confidence >= 1.0 {
                let look = (placed.word.look, (2.0 * placed.word.size).round() as i32);
                found.looks.entry(left).or_default().push((place, look));
            } else if placed.boxed != 0 && placed.boxed != UNDERLINED {
                found.boxed.entry(left).or_default().push(place);
            }
        }
        found
    }

    pub(super) fn has_boxes(&self) -> bool {
        !self.boxed.is_empty()
    }

    /// True when a word in a box begins the segment.
    fn is_boxed(&self, segment: &Segment) -> bool {
        let words = self.boxed.get(&segment.place[0].to_bits());
        words.is_some_and(|words| words.iter().any(|place| is_within(place, segment)))
    }

    /// The look of the word that begins the segment.
    fn look(&self, segment: &Segment) -> Option<Look> {
        let words = self.looks.get(&segment.place[0].to_bits())?;
        let first = words.iter().find(|(place, _)| is_within(place, segment));
        first.map(|(_, look)| *look)
    }

    /// The look that all segments of a line have, where it has several.
    fn common(&self, line: &Line) -> Option<Look> {
        let (first, more) = line.segments.split_first()?;
        let look = self.look(first)?;
        let alike = more.iter().all(|segment| self.look(segment) == Some(look));
        (!more.is_empty() && alike).then_some(look)
    }

    /// The looks that most lines of several segments have in common, and how many lines these are.
    pub(super) fn common_looks<'l>(
        &self,
        lines: impl Iterator<Item = &'l Line>,
    ) -> Vec<(Look, usize)> {
        let mut counts: BTreeMap<Look, usize> = BTreeMap::new();
        for look in lines.filter_map(|line| self.common(line)) {
            *counts.entry(look).or_default() += 1;
        }
        let mut counts: Vec<(Look, usize)> = counts.into_iter().collect();
        counts.sort_by_key(|(look, count)| (std::cmp::Reverse(*count), *look));
        counts.truncate(LOOKS);
        counts
    }

    #[cfg(test)]
    pub(super) fn boxes(places: impl Iterator<Item = [f32; 4]>) -> Prints {
        let mut found = Prints::default();
        for place in places {
            let left = place[0].to_bits();
            found.boxed.entry(left).or_default().push(place);
        }
        found
    }
}

fn is_within(place: &[f32; 4], segment: &Segment) -> bool {
    let [_, top, _, bottom] = segment.place;
    place[1] >= top && place[3] <= bottom
}

/// What tells the labels of cards from their answers.
#[derive(Clone, Copy)]
pub(super) enum Told<'p> {
    Bold,
    Boxes(&'p Prints),
    Look(&'p Prints, Look),
}

impl Told<'_> {
    pub(super) fn is_label(&self, segment: &Segment) -> bool {
        let printed = match self {
            Told::Bold => segment.bold,
            Told::Boxes(prints) => !prints.is_boxed(segment),
            Told::Look(prints, look) => prints.look(segment) == Some(*look),
        };
        printed && segment.field.is_none()
    }

    /// True when an answer of this font size may go on with the segment: a heading in larger type is no part of it, and
    /// neither is a label over the whole width in smaller type.
    pub(super) fn goes_on(&self, size: f32, segment: &Segment) -> bool {
        !matches!(self, Told::Look(..)) || (height(segment) - size).abs() < 0.06 * size
    }
}

/// How high the segment is: its font size, for what is printed.
pub(super) fn height(segment: &Segment) -> f32 {
    segment.place[3] - segment.place[1]
}
