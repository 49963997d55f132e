//! A page picture as ink: the spots that hang together, and the ruling lines. Rulings are wiped out, for OCR takes them for
//! letters.

use super::gray::Gray;
use super::{broken, stub};
use serde::{Deserialize, Serialize};

/// A picture as ink and paper.
#[derive(Debug)]
pub(super) struct Ink {
    pub width: usize,
    pub height: usize,
    dark: Vec<bool>,
}

/// Ink that hangs together: its place as left, top, right, bottom in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Spot {
    pub place: [usize; 4],
}

impl Spot {
    /// Width and height.
    pub(super) fn size(&self) -> (usize, usize) {
        let [left, top, right, bottom] = self.place;
        (right - left, bottom - top)
    }
}

/// A ruling line, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Stroke {
    /// Left, top, right, bottom.
    pub place: [f32; 4],
    pub horizontal: bool,
}

impl Stroke {
    /// The four sides of a rectangle.
    pub(super) fn around(place: [usize; 4]) -> [Stroke; 4] {
        let [left, top, right, bottom] = place.map(|n| n as f32);
        let side = |place: [f32; 4], horizontal: bool| Stroke { place, horizontal };
        [
            side([left, top, right, top], true),
            side([left, bottom, right, bottom], true),
            side([left, top, left, bottom], false),
            side([right, top, right, bottom], false),
        ]
    }

    /// True when the other one is a piece of this ruling.
    fn covers(&self, other: &Stroke) -> bool {
        let [left, top, right, bottom] = other.place;
        let near = EDGE as f32;
        self.horizontal == other.horizontal
            && left >= self.place[0] - near
            && top >= self.place[1] - near
            && right <= self.place[2] + near
            && bottom <= self.place[3] + near
    }

    /// True when the other one, which runs down, begins or ends at this one, which runs across.
    fn meets(&self, other: &Stroke, near: f32) -> bool {
        let [left, top, right, bottom] = self.place;
        let [x, from, _, to] = other.place;
        let ends = |end: f32| end >= top - near && end <= bottom + near;
        x >= left - near && x <= right + near && (ends(from) || ends(to))
    }
}

/// A line down that is so many letters high is no letter, wherever it stands.
const TALL: f32 = 4.0;
/// A bar is so many letters high.
const BAR: f32 = 1.1;
/// A bar that runs down is at most so many letters wide, and twice as high at least.
const POST: f32 = 6.0;
/// So much darker than the paper beside it is a faint ruling.
const FAINT: u8 = 12;
/// How far the grey edge of a line reaches beyond its ink, in pixels.
const EDGE: usize = 2;

impl Ink {
    /// The ink of a picture.
    pub(super) fn of(picture: &Gray) -> Ink {
        Ink::threshold(picture.width, picture.height, &picture.pixels)
    }

    /// Ink is what is clearly darker than its neighbourhood (Bradley and Roth), so that shadows of a photograph are paper.
    pub(super) fn threshold(width: usize, height: usize, gray: &[u8]) -> Ink {
        let stride = width + 1;
        let mut sums = vec![0_u64; stride * (height + 1)];
        for (y, row) in gray.chunks_exact(width).enumerate() {
            let mut sum = 0_u64;
            for (x, value) in row.iter().enumerate() {
                sum += u64::from(*value);
                let above = sums.get(y * stride + x + 1).copied().unwrap_or(0);
                if let Some(cell) = sums.get_mut((y + 1) * stride + x + 1) {
                    *cell = above + sum;
                }
            }
        }
        let reach = (width / 32).max(8);
        let at = |x: usize, y: usize| sums.get(y * stride + x).copied().unwrap_or(0);
        let mut dark = Vec::with_capacity(width * height);
        for (y, row) in gray.chunks_exact(width).enumerate() {
            let (top, bottom) = (y.saturating_sub(reach), (y + reach + 1).min(height));
            for (x, value) in row.iter().enumerate() {
                let (left, right) = (x.saturating_sub(reach), (x + reach + 1).min(width));
                let area = ((right - left) * (bottom - top)) as u64;
                let sum = (at(right, bottom) + at(left, top)) - (at(right, top) + at(left, bottom));
                dark.push(u64::from(*value) * area * 100 < sum * 80);
            }
        }
        Ink {
            width,
            height,
            dark,
        }
    }

    pub(super) fn is_dark(&self, x: usize, y: usize) -> bool {
        x < self.width
            && y < self.height
            && self.dark.get(y * self.width + x).copied().unwrap_or(false)
    }

    /// All ink that hangs together, in the order of its first pixels.
    pub(super) fn spots(&self) -> Vec<Spot> {
        let mut seen = vec![false; self.dark.len()];
        let mut found = Vec::new();
        let mut queue = Vec::new();
        for start in 0..self.dark.len() {
            if seen.get(start).copied().unwrap_or(true)
                || !self.dark.get(start).copied().unwrap_or(false)
            {
                continue;
            }
            let [mut left, mut top, mut right, mut bottom] =
                [start % self.width, start / self.width, 0, 0];
            queue.push(start);
            if let Some(mark) = seen.get_mut(start) {
                *mark = true;
            }
            while let Some(at) = queue.pop() {
                let (x, y) = (at % self.width, at / self.width);
                (left, right) = (left.min(x), right.max(x));
                (top, bottom) = (top.min(y), bottom.max(y));
                for (nx, ny) in [
                    (x.wrapping_sub(1), y),
                    (x + 1, y),
                    (x, y.wrapping_sub(1)),
                    (x, y + 1),
                ] {
                    let next = ny.wrapping_mul(self.width).wrapping_add(nx);
                    if self.is_dark(nx, ny) && seen.get(next) == Some(&false) {
                        if let Some(mark) = seen.get_mut(next) {
                            *mark = true;
                        }
                        queue.push(next);
                    }
                }
            }
            found.push(Spot {
                place: [left, top, right + 1, bottom + 1],
            });
        }
        found
    }

    /// Finds the ruling lines of a straight picture: those drawn in ink, and long ones that are only a little darker than the
    /// paper at both sides of them. `letter` is the height of letters in pixels.
    pub(super) fn rulings(&self, picture: &Gray, letter: f32) -> Vec<Stroke> {
        let mut across = self.runs(true, self.width / 14, 2);
        across.extend(broken::rulings(self, true, letter, self.width as f32 / 6.0));
        let mut down = self.runs(false, (self.width / 45).max(24), 2);
        down.extend(broken::rulings(self, false, letter, letter * 8.0));
        // Brackets and the stems of a title are as high as a low cell, but no line ends at them.
        let tall = |stroke: &Stroke| stroke.place[3] - stroke.place[1] >= letter * TALL;
        down.retain(|stroke| {
            tall(stroke) || across.iter().any(|line| line.meets(stroke, letter / 4.0))
        });
        let mut strokes = self.with_faint(picture, true, self.width / 5, across);
        strokes.extend(self.with_faint(picture, false, (self.width / 15).max(72), down));
        strokes.extend(stub::pieces(self, &strokes, letter));
        strokes
    }

    /// Adds faint rulings, which take the place of the pieces of them that are dark enough to be ink.
    fn with_faint(
        &self,
        picture: &Gray,
        horizontal: bool,
        least: usize,
        mut strokes: Vec<Stroke>,
    ) -> Vec<Stroke> {
        let reach = (self.width / 400).max(3);
        let step = if horizontal {
            reach * self.width
        } else {
            reach
        };
        let level = |at: Option<usize>| at.and_then(|at| picture.pixels.get(at)).copied();
        let ridge = picture.pixels.iter().enumerate().map(|(at, value)| {
            let sides = [at.checked_sub(step), at.checked_add(step)].map(level);
            sides
                .iter()
                .all(|side| side.is_some_and(|side| side.saturating_sub(*value) >= FAINT))
        });
        let faint = Ink {
            width: self.width,
            height: self.height,
            dark: ridge
                .zip(&self.dark)
                .map(|(ridge, dark)| ridge || *dark)
                .collect(),
        };
        let long = faint.runs(horizontal, least, 2);
        strokes.retain(|stroke| !long.iter().any(|long| long.covers(stroke)));
        strokes.extend(long);
        strokes
    }

    /// The bars of ink that run across the page, thicker than rulings and full of ink but for what is written in them in the
    /// colour of the paper: left, top, right, bottom in pixels.
    pub(super) fn bars(&self, letter: f32) -> Vec<[usize; 4]> {
        self.full(true, letter)
    }

    /// The bars that run down the page and are too narrow for words, unless they stand on their side.
    pub(super) fn posts(&self, letter: f32) -> Vec<[usize; 4]> {
        let mut posts = self.full(false, letter);
        posts.retain(|[left, top, right, bottom]| {
            (right - left) as f32 <= letter * POST && (bottom - top) as f32 >= letter * POST * 2.0
        });
        posts
    }

    fn full(&self, horizontal: bool, letter: f32) -> Vec<[usize; 4]> {
        let least = (letter * BAR).max(self.thickest() as f32);
        // What is written in a bar that runs down stands on its side, letter after letter in one column.
        let gap = if horizontal { 2 } else { letter as usize };
        let strips = self.strips(horizontal, self.width / 14, gap);
        let places = strips.iter().map(|strip| strip.place.map(|n| n as usize));
        places
            .filter(|[left, top, right, bottom]| {
                let (width, height) = (right - left, bottom - top);
                let whole = (*left..*right).flat_map(|x| (*top..*bottom).map(move |y| (x, y)));
                let (long, thick) = match horizontal {
                    true => (width, height),
                    false => (height, width),
                };
                thick as f32 >= least
                    && long >= thick * 3
                    && whole.filter(|(x, y)| self.is_dark(*x, *y)).count() * 2 > width * height
            })
            .collect()
    }

    /// How thick a ruling may be, in pixels.
    fn thickest(&self) -> usize {
        (self.width / 150).max(6)
    }

    /// Runs of ink that are thin enough for rulings, `least` pixels long or longer, with gaps of up to `gap`.
    pub(super) fn runs(&self, horizontal: bool, least: usize, gap: usize) -> Vec<Stroke> {
        let mut strokes = self.strips(horizontal, least, gap);
        strokes.retain(|stroke| {
            let [left, top, right, bottom] = stroke.place;
            let thick = if horizontal {
                bottom - top
            } else {
                right - left
            };
            thick <= self.thickest() as f32
        });
        strokes
    }

    /// Runs of ink that lie side by side, however many.
    fn strips(&self, horizontal: bool, least: usize, gap: usize) -> Vec<Stroke> {
        let (lines, along) = if horizontal {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        let mut open: Vec<(usize, usize, usize, usize)> = Vec::new();
        let mut strokes = Vec::new();
        let mut close = |(first, last, from, to): (usize, usize, usize, usize)| {
            let [a, b, c, d] = [from, first, to, last + 1].map(|n| n as f32);
            let place = if horizontal {
                [a, b, c, d]
            } else {
                [b, a, d, c]
            };
            strokes.push(Stroke { place, horizontal });
        };
        for line in 0..lines {
            // One pixel more to the side, because a line that is not quite straight has steps.
            let dark = |at: usize| {
                if horizontal {
                    self.is_dark(at, line) || self.is_dark(at, line + 1)
                } else {
                    self.is_dark(line, at) || self.is_dark(line + 1, at)
                }
            };
            let mut runs = Vec::new();
            let (mut from, mut to) = (None::<usize>, 0);
            for at in 0..along {
                if dark(at) {
                    from.get_or_insert(at);
                    to = at + 1;
                } else if from.is_some()
                    && at - to >= gap
                    && let Some(start) = from.take().filter(|start| to - start >= least)
                {
                    runs.push((start, to));
                }
            }
            if let Some(start) = from.filter(|start| to - start >= least) {
                runs.push((start, to));
            }
            // A run continues a ruling of the line before when they overlap.
            let mut next = Vec::new();
            for (start, end) in runs {
                let mut joined = (line, line, start, end);
                open.retain(|(first, _, from, to)| {
                    let apart = joined.2 >= *to || joined.3 <= *from;
                    if !apart {
                        joined = (
                            joined.0.min(*first),
                            line,
                            joined.2.min(*from),
                            joined.3.max(*to),
                        );
                    }
                    apart
                });
                next.push(joined);
            }
            // A gap of one pixel row does not end a ruling.
            for stroke in open.drain(..) {
                if line - stroke.1 <= 1 {
                    next.push(stroke)
                } else {
                    close(stroke)
                }
            }
            open = next;
        }
        open.into_iter().for_each(&mut close);
        strokes
    }

    /// Wipes rulings out of the picture. Where a letter crosses a ruling, the ruling stays.
    pub(super) fn wipe(&self, picture: &mut Gray, rulings: &[Stroke]) {
        let places: Vec<[usize; 4]> = rulings
            .iter()
            .map(|stroke| stroke.place.map(|n| n as usize))
            // The grey edge of a line reaches a little further than its ink.
            .map(|[left, top, right, bottom]| {
                [
                    left.saturating_sub(EDGE),
                    top.saturating_sub(EDGE),
                    (right + EDGE).min(self.width),
                    (bottom + EDGE).min(self.height),
                ]
            })
            .collect();
        // Rulings that cross one another are no letters.
        let mut letters = self.dark.clone();
        for [left, top, right, bottom] in &places {
            for y in *top..*bottom {
                if let Some(row) = letters.get_mut(y * self.width + left..y * self.width + right) {
                    row.fill(false);
                }
            }
        }
        let letter = |x: usize, y: usize| {
            x < self.width && letters.get(y * self.width + x).copied().unwrap_or(false)
        };
        for ([left, top, right, bottom], stroke) in places.iter().zip(rulings) {
            // A letter touches the line when its ink reaches through the whole edge.
            let edge = |reach: usize| (0..EDGE).map(move |step| reach + step);
            if stroke.horizontal {
                for x in *left..*right {
                    let above =
                        letter(x, top.wrapping_sub(1)) && edge(*top).all(|y| self.is_dark(x, y));
                    let below =
                        letter(x, *bottom) && edge(bottom - EDGE).all(|y| self.is_dark(x, y));
                    if !(above || below) {
                        (*top..*bottom).for_each(|y| picture.whiten(x, y));
                    }
                }
            } else {
                for y in *top..*bottom {
                    let before =
                        letter(left.wrapping_sub(1), y) && edge(*left).all(|x| self.is_dark(x, y));
                    let behind =
                        letter(*right, y) && edge(right - EDGE).all(|x| self.is_dark(x, y));
                    if !(before || behind) {
                        (*left..*right).for_each(|x| picture.whiten(x, y));
                    }
                }
            }
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    /// A page of paper on which `draw` puts ink.
    pub(in crate::reader) fn page(draw: impl Fn(usize, usize) -> bool) -> Ink {
        let (width, height) = (600, 400);
        let gray: Vec<u8> = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| if draw(x, y) { 20 } else { 250 })
            .collect();
        Ink::threshold(width, height, &gray)
    }

    #[test]
    fn a_ruling_with_steps_is_one_line_and_is_wiped_out_but_for_the_letter_on_it() {
        let draw = |x: usize, y: usize| {
            let line = (50..550).contains(&x) && y.abs_diff(100 + x / 300) < 1;
            let letter = (200..204).contains(&x) && (88..110).contains(&y);
            line || letter
        };
        let ink = page(draw);
        let pixels = (0..400)
            .flat_map(|y| (0..600).map(move |x| if draw(x, y) { 20 } else { 250 }))
            .collect();
        let mut picture = Gray {
            width: 600,
            height: 400,
            pixels,
        };
        let strokes = ink.rulings(&picture, 20.0);
        let [stroke] = strokes.as_slice() else {
            panic!("{strokes:?}")
        };
        assert!(
            stroke.horizontal && stroke.place[2] - stroke.place[0] > 480.0,
            "{stroke:?}"
        );
        ink.wipe(&mut picture, &strokes);
        let dark = |x: usize, y: usize| picture.pixels[y * 600 + x] < 100;
        assert!(!dark(100, 100) && !dark(500, 101));
        assert!(dark(202, 90) && dark(202, 100) && dark(202, 108));
    }

    #[test]
    fn a_bracket_is_no_ruling_and_the_side_of_a_low_cell_is_one() {
        let draw = |x: usize, y: usize| {
            let bracket = (100..103).contains(&x) && (50..80).contains(&y);
            let cell = (50..550).contains(&x) && (200..202).contains(&y)
                || (300..302).contains(&x) && (200..230).contains(&y);
            bracket || cell
        };
        let pixels = (0..400)
            .flat_map(|y| (0..600).map(move |x| if draw(x, y) { 20 } else { 250 }))
            .collect();
        let picture = Gray {
            width: 600,
            height: 400,
            pixels,
        };
        let strokes = page(draw).rulings(&picture, 20.0);
        let across: Vec<bool> = strokes.iter().map(|stroke| stroke.horizontal).collect();
        assert_eq!(across, [true, false], "{strokes:?}");
    }

    #[test]
    fn a_bar_that_runs_down_is_found_whole_with_what_is_written_in_it() {
        let draw = |x: usize, y: usize| {
            let letter =
                (62..74).contains(&x) && (100..200).contains(&y) && y % 14 < 8 && x % 5 < 3;
            let row = (90..500).contains(&x) && y.is_multiple_of(40);
            (50..90).contains(&x) && (40..320).contains(&y) && !letter || row
        };
        let posts = page(draw).posts(12.0);
        let [[left, top, right, bottom]] = posts.as_slice() else {
            panic!("{posts:?}")
        };
        assert!(left.abs_diff(50) < 3 && right.abs_diff(90) < 3, "{posts:?}");
        assert!(
            top.abs_diff(40) < 3 && bottom.abs_diff(320) < 3,
            "{posts:?}"
        );
    }
}
