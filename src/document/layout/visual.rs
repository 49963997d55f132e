//! A visual line of words, and how it looks.

use super::Placed;

/// How a line looks: font and colour of its first word, whether that is in bold, and the font size in half points.
pub(super) type Look = (u32, bool, i32);

/// Words of one text are no further from one another than this.
const WORDS: f32 = 0.6;
/// A visual line: its words from left to right.
#[derive(Debug)]
pub(super) struct Visual<'a> {
    pub(super) words: Vec<&'a Placed>,
    pub(super) middle: f32,
    pub(super) size: f32,
    /// True when it holds nothing but values of fields.
    pub(super) fields: bool,
}

/// True where lines tell that labels are in plain type and the answers beside them in bold.
pub(super) fn are_light(lines: &[Visual]) -> bool {
    /// Such lines.
    const LIGHT: usize = 3;
    let light = lines.iter().filter_map(Visual::light_end);
    light.filter(|(_, wide)| *wide).count() >= LIGHT
}

impl Visual<'_> {
    /// Where the line begins and ends, and how many words it has.
    pub(super) fn extent(&self) -> (f32, f32, usize) {
        let place = self
            .words
            .iter()
            .map(|placed| placed.word.place)
            .reduce(super::lines::around)
            .unwrap_or_default();
        (place[0], place[2], self.words.len())
    }

    /// Where its words stand.
    pub(super) fn places(&self) -> impl Iterator<Item = &[f32; 4]> {
        self.words.iter().map(|placed| &placed.word.place)
    }

    /// True when words before and behind this place are no further from one another than words of one text.
    pub(super) fn goes_on_over(&self, place: f32) -> bool {
        let at = self
            .words
            .partition_point(|placed| placed.word.middle().0 < place);
        let before = at.checked_sub(1).and_then(|at| self.words.get(at));
        before.zip(self.words.get(at)).is_some_and(|(last, next)| {
            let gap = next.word.place[0] - last.word.place[2];
            gap < WORDS * last.word.size.max(next.word.size)
        })
    }

    /// Its height on the page.
    pub(super) fn middle(&self) -> f32 {
        self.middle
    }

    /// How it looks.
    pub(super) fn look(&self) -> Look {
        let lettered = |placed: &&&Placed| placed.word.text.contains(char::is_alphabetic);
        let first = self.words.iter().find(lettered).or(self.words.first());
        let (look, bold) = first.map_or((0, false), |first| (first.word.look, first.word.bold));
        (look, bold, (2.0 * self.size).round() as i32)
    }

    /// True when it begins in bold, or when one of its first words ends with a colon or question mark.
    pub(super) fn begins_like_label(&self) -> bool {
        let first = self.words.first();
        first.is_some_and(|first| first.word.bold)
            || self
                .words
                .iter()
                .take(8)
                .any(|placed| placed.word.text.ends_with([':', '：', '?', '？']))
    }

    /// Where a line that begins in bold goes on in plain type to its end: a label with its value right behind it.
    pub(super) fn bold_end(&self, right_to_left: bool) -> Option<usize> {
        let bold = |placed: &&&Placed| placed.word.bold;
        let count = self.words.len();
        let (label, end) = if right_to_left {
            let label = self.words.iter().rev().take_while(bold).count();
            (self.words.get(count - label..)?, count - label)
        } else {
            let label = self.words.iter().take_while(bold).count();
            (self.words.get(..label)?, label)
        };
        let all = self.words.iter().filter(bold).count();
        if end == 0 || end >= count || all != label.len() {
            return None;
        }
        let answer = if right_to_left {
            self.words.get(..end)?
        } else {
            self.words.get(end..)?
        };
        // A number or a bullet is no label, and a hint in brackets no answer.
        let letters = |placed: &&Placed| {
            placed
                .word
                .text
                .chars()
                .filter(|c| c.is_alphabetic())
                .count()
        };
        let hint = answer.first()?.word.text.starts_with('(')
            && answer.last()?.word.text.ends_with([')', '*']);
        (!hint && label.iter().map(letters).sum::<usize>() > 2).then_some(end)
    }

    /// Where a line that begins in plain type goes on in bold to its end: a label with its value behind it, in documents that
    /// print them so. True where a gap tells as much.
    pub(super) fn light_end(&self) -> Option<(usize, bool)> {
        let bold = |placed: &&&Placed| placed.word.bold;
        let end = self.words.iter().take_while(|one| !bold(one)).count();
        let (label, answer) = self.words.split_at_checked(end)?;
        let (last, first) = (label.last()?, answer.first()?);
        let gap = first.word.place[0] - last.word.place[2];
        let wide = gap >= 2.0 * WORDS * first.word.size;
        answer.iter().all(|one| bold(&one)).then_some((end, wide))
    }

    /// True when it begins in bold and does not end so: a label with its value behind it.
    pub(super) fn holds_value(&self) -> bool {
        let bold = |placed: Option<&&Placed>| placed.is_some_and(|placed| placed.word.bold);
        bold(self.words.first()) && !bold(self.words.last())
    }
}

#[cfg(test)]
mod tests {
    use super::super::Word;
    use super::*;

    #[test]
    fn answers_in_bold_begin_behind_labels_in_plain_type() {
        let placed = |left: f32, bold: bool| Placed {
            word: Word {
                text: "Malta".to_owned(),
                place: [left, 0.0, left + 20.0, 10.0],
                size: 10.0,
                bold,
                ..Word::default()
            },
            boxed: 0,
            order: 0,
        };
        let words = [placed(10.0, false), placed(33.0, true), placed(60.0, true)];
        let line = |ats: &[usize]| Visual {
            words: ats.iter().map(|at| &words[*at]).collect(),
            middle: 5.0,
            size: 10.0,
            fields: false,
        };
        assert_eq!(line(&[0, 1, 2]).light_end(), Some((1, false)));
        assert_eq!(line(&[0, 2]).light_end(), Some((1, true)));
        assert_eq!(line(&[1, 2]).light_end(), None);
        assert_eq!(line(&[0]).light_end(), None);
        let lines =
            |wide: usize| [0, 1, 2].map(|at| line(if at < wide { &[0, 2] } else { &[0, 1] }));
        assert!(are_light(&lines(3)) && !are_light(&lines(2)));
    }
}
