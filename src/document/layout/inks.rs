//! Labels in one font and colour and answers right behind them in another, again and again, with no sign or gap between.

use super::visual::Visual;
use super::{Placed, UNDERLINED};
use std::collections::BTreeMap;

/// Lines that turn from the look of labels to that of answers: so many are no accident, and a few where hardly any other is there.
const LINES: usize = 5;

/// What stands for a font and a colour, of labels and of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Inks {
    label: u32,
    answer: u32,
}

impl Inks {
    /// The looks of labels and answers, where most lines that change their look turn from the one to the other.
    pub fn of(lines: &[Visual]) -> Option<Inks> {
        let mut turns: BTreeMap<Inks, usize> = BTreeMap::new();
        let mut all = 0;
        for line in lines {
            let looks = || line.words.iter().map(|placed| placed.word.look);
            let mut first = looks();
            let Some(look) = first
                .next()
                .filter(|look| first.any(|other| other != *look))
            else {
                continue;
            };
            all += 1;
            let last = looks().next_back().unwrap_or(look);
            let inks = Inks {
                label: look,
                answer: last,
            };
            // A sign tells as much.
            if inks
                .end(line)
                .is_some_and(|end| !is_signed(line, end) && is_alike(line, end))
            {
                *turns.entry(inks).or_default() += 1;
            }
        }
        let (inks, count) = turns.into_iter().max_by_key(|(_, count)| *count)?;
        let entire = count >= 2 && count * 4 >= lines.len() * 3;
        ((count >= LINES || entire) && count * 2 >= all).then_some(inks)
    }

    /// The number of the word with which an answer begins in a line that is all label up to there and all answer from there on.
    pub fn end(self, line: &Visual) -> Option<usize> {
        let of = |look: u32| {
            move |placed: &&&Placed| placed.word.look == look && placed.word.confidence >= 1.0
        };
        let end = line.words.iter().take_while(of(self.label)).count();
        let (label, answer) = line.words.split_at_checked(end)?;
        let lettered = label.iter().any(|placed| {
            placed
                .word
                .text
                .chars()
                .filter(|c| c.is_alphabetic())
                .count()
                > 1
        });
        let whole = !answer.is_empty() && answer.iter().all(|placed| of(self.answer)(&placed));
        (self.label != self.answer && lettered && whole).then_some(end)
    }
}

/// True when underlined text begins or ends here: what was filled in.
pub(super) fn restyled(last: &Placed, next: &Placed) -> bool {
    (last.boxed == UNDERLINED) != (next.boxed == UNDERLINED)
}

/// True where the word before a place ends with the sign of a label.
fn is_signed(line: &Visual, end: usize) -> bool {
    let last = end.checked_sub(1).and_then(|last| line.words.get(last));
    last.is_some_and(|last| {
        last.word
            .text
            .ends_with([':', '：', '.', '•', ')', '-', '–'])
    })
}

/// True where the same letters stand before a place and behind it: each script has fonts of its own.
fn is_alike(line: &Visual, end: usize) -> bool {
    let (label, answer) = line.words.split_at_checked(end).unwrap_or_default();
    let latin = |words: &[&Placed]| {
        let mut letters = words.iter().flat_map(|placed| placed.word.text.chars());
        letters.find(|c| c.is_alphabetic()).map(|c| c < '\u{250}')
    };
    latin(label)
        .zip(latin(answer))
        .is_none_or(|(one, other)| one == other)
}

#[cfg(test)]
mod tests {
    use super::super::Word;
    use super::*;

    #[test]
    fn lines_that_turn_from_one_look_to_another_again_and_again_end_their_labels_there() {
        let placed = |look: u32| Placed {
            word: Word {
                text: "Malta".to_owned(),
                look,
                confidence: 1.0,
                ..Word::default()
            },
            boxed: 0,
            order: 0,
        };
        let words = [placed(1), placed(2)];
        let line = |ats: &[usize]| Visual {
            words: ats.iter().map(|at| &words[*at]).collect(),
            middle: 5.0,
            size: 10.0,
            fields: false,
        };
        let lines = |count: usize, other: &[usize]| -> Vec<Visual> {
            let turned = (0..count).map(|_| line(&[0, 0, 1]));
            turned.chain((0..8).map(|_| line(other))).collect()
        };
        let inks = Inks::of(&lines(5, &[0, 0]));
        assert_eq!(
            inks.and_then(|inks| inks.end(&line(&[0, 0, 1, 1]))),
            Some(2)
        );
        assert_eq!(inks.and_then(|inks| inks.end(&line(&[1, 1]))), None);
        assert_eq!(Inks::of(&lines(4, &[0, 0])), None);
        // Words set apart within a text.
        assert_eq!(Inks::of(&lines(5, &[0, 1, 0])), None);
    }
}
