//! Joins shown glyphs into runs: pieces of text without a gap, on one baseline, in one direction.
//!
//! Gaps are measured from each glyph's advance width, since many producers place every glyph by itself.

use super::accents;
use super::leaders::{has_leader, is_leader};
use crate::document::layout::{Ruling, Word};

/// A gap of this part of the font size separates words.
const GAP: f32 = 0.13;
/// A mark on a letter moves the pen by no more than this part of the font size.
const MARK: f32 = 0.3;
/// What begins so far before the end of the sign before it, in font sizes, is printed over that.
const OVER: f32 = 0.1;
/// A step back of more than this part of the font size is a new run.
const BACK: f32 = 0.45;

/// A glyph on the page; coordinates run right and down.
#[derive(Debug, Clone, Copy)]
pub(super) struct Glyph {
    /// Where its origin is.
    pub(super) at: (f32, f32),
    /// Direction of writing, of length 1.
    pub(super) along: (f32, f32),
    /// How far the pen moves.
    pub(super) advance: f32,
    /// Font size on the page.
    pub(super) size: f32,
    /// Set in bold.
    pub(super) bold: bool,
    /// What stands for its font and colour.
    pub(super) look: u32,
}

impl Glyph {
    /// True when the other stands on the same line. A space at the end of a line stands before nothing.
    fn is_level(&self, other: &Glyph) -> bool {
        let (x, y) = (other.at.0 - self.at.0, other.at.1 - self.at.1);
        let (ax, ay) = self.along;
        (y * ax - x * ay).abs() < 0.5 * other.size
    }
}

/// A run.
#[derive(Debug)]
struct Run {
    text: String,
    /// Where each sign begins, measured along the run.
    starts: Vec<f32>,
    first: Glyph,
    end: f32,
    spaced: bool,
}

/// Collects the runs of a page.
#[derive(Debug, Default)]
pub(super) struct Runs {
    done: Vec<Run>,
    open: Option<Run>,
    /// The space that was shown last.
    space: Option<Glyph>,
}

/// Writing directions, clockwise in quarter turns; anything else is aslant.
fn quarter(along: (f32, f32)) -> Option<usize> {
    match along {
        (x, y) if x > 0.98 && y.abs() < 0.2 => Some(0),
        (x, y) if y > 0.98 && x.abs() < 0.2 => Some(1),
        (x, y) if x < -0.98 && y.abs() < 0.2 => Some(2),
        (x, y) if y < -0.98 && x.abs() < 0.2 => Some(3),
        _ => None,
    }
}

/// Turns a rectangle of a page by quarter turns counter-clockwise.
pub(super) fn turn_rect(place: [f32; 4], turns: usize, width: f32, height: f32) -> [f32; 4] {
    let [left, top, right, bottom] = place;
    match turns {
        1 => [top, width - right, bottom, width - left],
        2 => [width - right, height - bottom, width - left, height - top],
        3 => [height - bottom, left, height - top, right],
        _ => place,
    }
}

impl Runs {
    /// Adds a glyph that shows this text.
    pub(super) fn add(&mut self, text: &str, glyph: Glyph) {
        if text.chars().all(char::is_whitespace) {
            if !text.is_empty() {
                self.space = Some(glyph);
            }
            self.close();
            return;
        }
        let fits = self.open.as_ref().is_some_and(|run| {
            let (x, y) = (glyph.at.0 - run.first.at.0, glyph.at.1 - run.first.at.1);
            let (ax, ay) = run.first.along;
            let gap = x * ax + y * ay - run.end;
            let off = (y * ax - x * ay).abs();
            let size = run.first.size.min(glyph.size);
            glyph.along.0 * ax + glyph.along.1 * ay > 0.99
                && off < 0.15 * size
                && run.first.size.max(glyph.size) < 1.4 * size
                && gap < GAP * size
                && gap > -BACK * size
                && run.first.bold == glyph.bold
        });
        if !fits {
            self.close();
        }
        let spaced = self.space.is_some_and(|space| space.is_level(&glyph));
        let run = self.open.get_or_insert_with(|| Run {
            text: String::new(),
            starts: Vec::new(),
            first: glyph,
            end: 0.0,
            spaced,
        });
        self.space = None;
        let (x, y) = (glyph.at.0 - run.first.at.0, glyph.at.1 - run.first.at.1);
        let start = x * run.first.along.0 + y * run.first.along.1;
        // A whole syllable is wider.
        if glyph.advance < MARK * glyph.size {
            for _ in 0..super::indic::said_again(&run.text, text) {
                run.text.pop();
                run.starts.pop();
            }
        }
        if start < run.end - OVER * glyph.size && run.accented(text) {
            run.end = run.end.max(start + glyph.advance);
            return;
        }
        let count = text.chars().count().max(1);
        // Lines are put from visual into logical order later; a cluster that is already logical is turned round here.
        if count > 1 && text.chars().any(crate::document::layout::is_right_to_left) {
            run.text.extend(text.chars().rev());
        } else {
            run.text.push_str(text);
        }
        for step in 0..count {
            run.starts
                .push(start + glyph.advance * step as f32 / count as f32);
        }
        run.end = run.end.max(start + glyph.advance);
    }

    fn close(&mut self) {
        self.done.extend(self.open.take());
    }

    /// A new line or a jump: what follows is not joined by a space that stood before.
    pub(super) fn jump(&mut self) {
        self.close();
        self.space = None;
    }

    /// How many runs there are; what follows is not joined to them.
    pub(super) fn count(&mut self) -> usize {
        self.jump();
        self.done.len()
    }

    /// Squeezes the runs behind the first `from` into a place (left, top, right, bottom) that they reach over: an answer
    /// longer than its field, which would else run into the answers below.
    pub(super) fn squeeze(&mut self, from: usize, place: [f32; 4]) {
        self.jump();
        let Some(runs) = self.done.get_mut(from..) else {
            return;
        };
        if runs.iter().any(|run| quarter(run.first.along) != Some(0)) {
            return;
        }
        let mut reach = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        let mut size = 0.0_f32;
        for Run { first, end, .. } in runs.iter() {
            let (x, y) = first.at;
            reach = [
                reach[0].min(x),
                reach[1].min(y - 0.8 * first.size),
                reach[2].max(x + end),
                reach[3].max(y + 0.2 * first.size),
            ];
            size = size.max(first.size);
        }
        let part = |low: f32, high: f32, from: f32, to: f32| {
            // Descenders and a little more may stand out.
            if from > low - 0.5 * size && to < high + 0.5 * size {
                return (1.0, 0.0);
            }
            let (from, to) = (from.min(low), to.max(high));
            let scale = (high - low) / (to - from);
            (scale, low - from * scale)
        };
        let (wide, right) = part(place[0], place[2], reach[0], reach[2]);
        let (high, down) = part(place[1], place[3], reach[1], reach[3]);
        for run in runs {
            run.first.at = (run.first.at.0 * wide + right, run.first.at.1 * high + down);
            run.first.size *= high;
            run.first.advance *= wide;
            run.end *= wide;
            run.starts.iter_mut().for_each(|start| *start *= wide);
        }
    }

    /// In how many quarter turns most of the page is written.
    pub(super) fn turns(&mut self) -> usize {
        self.close();
        let mut votes = [0_usize; 4];
        for run in &self.done {
            if let Some(vote) = quarter(run.first.along).and_then(|at| votes.get_mut(at)) {
                *vote += run.starts.len();
            }
        }
        (0..4)
            .rev()
            .max_by_key(|turn| votes.get(*turn).copied())
            .unwrap_or(0)
    }

    /// The words of the page, turned upright, and the lines to write on that were set in underscores or dots.
    pub(super) fn words(
        mut self,
        turns: usize,
        width: f32,
        height: f32,
    ) -> (Vec<Word>, Vec<Ruling>) {
        self.close();
        self.join_turned(turns);
        super::indic::spoken(self.done.iter_mut().map(|run| &mut run.text));
        let mut words = Vec::with_capacity(self.done.len());
        let mut rulings = Vec::new();
        for run in &self.done {
            run.split(|from, to, text, leader, spaced| {
                let place = turn_rect(run.place(from, to), turns, width, height);
                if leader {
                    let place = [place[0], place[3], place[2], place[3]];
                    rulings.push(Ruling { place });
                    return;
                }
                let upright = quarter(run.first.along) == Some(turns);
                words.push(Word {
                    text: text.to_owned(),
                    place,
                    baseline: if upright {
                        place[1] + (place[3] - place[1]) * 0.78
                    } else {
                        place[3]
                    },
                    size: run.first.size,
                    bold: run.first.bold,
                    look: run.first.look,
                    confidence: 1.0,
                    spaced,
                    upright,
                    aside: !upright,
                    field: None,
                });
            });
        }
        (words, rulings)
    }
}

impl Runs {
    /// Text that runs another way than the page is a line for itself: its words are joined here, as they follow one another.
    fn join_turned(&mut self, turns: usize) {
        let mut joined: Vec<Run> = Vec::with_capacity(self.done.len());
        for run in self.done.drain(..) {
            if quarter(run.first.along) != Some(turns)
                && let Some(last) = joined.last_mut()
                && last.goes_on_with(&run)
            {
                last.text.push(' ');
                last.text.push_str(&run.text);
                let (x, y) = (
                    run.first.at.0 - last.first.at.0,
                    run.first.at.1 - last.first.at.1,
                );
                let start = x * last.first.along.0 + y * last.first.along.1;
                last.starts.push(last.end);
                last.starts
                    .extend(run.starts.iter().map(|step| start + step));
                last.end = start + run.end;
                continue;
            }
            joined.push(run);
        }
        self.done = joined;
    }
}

impl Run {
    /// True when the other run stands on the same slanted line, a word's space further.
    /// Puts an accent and the letter that it is printed over together; false where neither this text nor the last sign is one.
    fn accented(&mut self, text: &str) -> bool {
        let mut signs = text.chars();
        let only = signs.next().filter(|_| signs.next().is_none());
        let last = self.text.chars().next_back();
        let whole = last
            .zip(only)
            .and_then(|(last, own)| accents::over(last, own));
        if let Some(whole) = whole {
            self.text.pop();
            self.text.push(whole);
        }
        whole.is_some()
    }

    fn goes_on_with(&self, next: &Run) -> bool {
        let (ax, ay) = self.first.along;
        let (x, y) = (
            next.first.at.0 - self.first.at.0,
            next.first.at.1 - self.first.at.1,
        );
        let gap = x * ax + y * ay - self.end;
        let size = self.first.size;
        next.first.along.0 * ax + next.first.along.1 * ay > 0.99
            && (y * ax - x * ay).abs() < 0.15 * size
            && (-0.2 * size..1.2 * size).contains(&gap)
    }

    /// The box of the part of the run from one place to another.
    fn place(&self, from: f32, to: f32) -> [f32; 4] {
        let (ax, ay) = self.first.along;
        let (x, y) = self.first.at;
        let mut place = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
        // "Down" is the direction of writing turned clockwise.
        for (step, down) in [
            (from, -0.78 * self.first.size),
            (to, -0.78 * self.first.size),
            (from, 0.22 * self.first.size),
            (to, 0.22 * self.first.size),
        ] {
            let (px, py) = (x + ax * step - ay * down, y + ay * step + ax * down);
            place = [
                place[0].min(px),
                place[1].min(py),
                place[2].max(px),
                place[3].max(py),
            ];
        }
        place
    }

    /// Tells the parts of the run: text, and leaders (three underscores or more, four dots or more), which are drawn lines in truth.
    fn split(&self, mut tell: impl FnMut(f32, f32, &str, bool, bool)) {
        let whole_is_line = !self.text.is_empty() && self.text.chars().all(|sign| sign == '_');
        if !whole_is_line && !has_leader(&self.text) {
            tell(0.0, self.end, &self.text, false, self.spaced);
            return;
        }
        let signs: Vec<char> = self.text.chars().collect();
        let start_of = |at: usize| self.starts.get(at).copied().unwrap_or(self.end);
        let mut spaced = self.spaced;
        let mut text = String::new();
        let mut text_from = 0;
        let mut at = 0;
        while let Some(sign) = signs.get(at).copied() {
            let len = signs
                .iter()
                .skip(at)
                .take_while(|other| **other == sign)
                .count();
            if is_leader(sign, len) || whole_is_line {
                if !text.is_empty() {
                    tell(start_of(text_from), start_of(at), &text, false, spaced);
                    text.clear();
                }
                tell(start_of(at), start_of(at + len), "", true, true);
                spaced = true;
                text_from = at + len;
            } else {
                text.extend(signs.iter().skip(at).take(len));
            }
            at += len;
        }
        if !text.is_empty() {
            tell(start_of(text_from), self.end, &text, false, spaced);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn glyph(x: f32, advance: f32) -> Glyph {
        Glyph {
            at: (x, 100.0),
            along: (1.0, 0.0),
            advance,
            size: 10.0,
            bold: false,
            look: 0,
        }
    }

    fn texts(runs: Runs) -> Vec<String> {
        let (words, _) = runs.words(0, 600.0, 800.0);
        words.into_iter().map(|word| word.text).collect()
    }

    #[test]
    fn accents_printed_over_their_letters_make_one_sign_with_them() {
        let mut runs = Runs::default();
        let lefts = [15.0, 15.3, 19.4, 19.0, 24.0, 29.0];
        for (text, left) in ["s", "¸", "˘", "g", "o", "¨"].into_iter().zip(lefts) {
            let advance = if text.is_ascii() { 4.0 } else { 3.3 };
            runs.add(text, glyph(left, advance));
        }
        assert_eq!(texts(runs), ["şğo¨"]);
    }

    #[test]
    fn glyphs_placed_one_by_one_make_words_by_their_advance() {
        let mut runs = Runs::default();
        // A pair kerned closely, and a real gap.
        for (text, x, advance) in [
            ("P", 0.0, 6.7),
            ("a", 6.1, 5.6),
            ("p", 11.7, 5.6),
            ("b", 20.0, 5.6),
        ] {
            runs.add(text, glyph(x, advance));
        }
        assert_eq!(texts(runs), ["Pap", "b"]);
    }

    #[test]
    fn a_space_at_the_end_of_a_line_stands_before_nothing() {
        let mut runs = Runs::default();
        let below = Glyph {
            at: (0.0, 12.0),
            ..glyph(0.0, 5.0)
        };
        runs.add("a", glyph(0.0, 5.0));
        runs.add(" ", glyph(5.0, 3.0));
        runs.add("b", glyph(8.0, 5.0));
        runs.add(" ", glyph(13.0, 3.0));
        runs.add("c", below);
        let (words, _) = runs.words(0, 600.0, 800.0);
        let spaced: Vec<bool> = words.iter().map(|word| word.spaced).collect();
        assert_eq!(spaced, [false, true, false]);
    }

    #[test]
    fn underscores_are_a_line_to_write_on_but_not_in_an_address() {
        let mut runs = Runs::default();
        for (at, sign) in "Name:____ana_b".chars().enumerate() {
            runs.add(&sign.to_string(), glyph(at as f32 * 5.0, 5.0));
        }
        let (words, rulings) = runs.words(0, 600.0, 800.0);
        let words: Vec<_> = words.iter().map(|word| word.text.as_str()).collect();
        assert_eq!(words, ["Name:", "ana_b"]);
        assert_eq!(rulings.len(), 1);
        assert_eq!(rulings[0].place[0], 25.0);
    }

    #[test]
    fn a_page_written_upwards_is_turned_upright() {
        let mut runs = Runs::default();
        for step in 0..3 {
            let glyph = Glyph {
                at: (50.0, 200.0 - 6.0 * step as f32),
                along: (0.0, -1.0),
                ..glyph(0.0, 6.0)
            };
            runs.add("a", glyph);
        }
        assert_eq!(runs.turns(), 3);
        let (words, _) = runs.words(3, 600.0, 800.0);
        assert_eq!(words[0].text, "aaa");
        assert!(words[0].upright);
        let place = words[0].place;
        assert!(place[2] - place[0] > place[3] - place[1]);
        assert!(!words[0].aside);
    }

    #[test]
    fn what_runs_up_the_margin_stands_aside() {
        let mut runs = Runs::default();
        (0..9).for_each(|at| runs.add("a", glyph(6.0 * at as f32, 6.0)));
        for step in 0..3 {
            let glyph = Glyph {
                at: (550.0, 200.0 - 6.0 * step as f32),
                along: (0.0, -1.0),
                ..glyph(0.0, 6.0)
            };
            runs.add("b", glyph);
        }
        let turns = runs.turns();
        let (words, _) = runs.words(turns, 600.0, 800.0);
        let aside: Vec<(&str, bool)> = words.iter().map(|w| (w.text.as_str(), w.aside)).collect();
        assert_eq!(aside, [("aaaaaaaaa", false), ("bbb", true)]);
    }
}
