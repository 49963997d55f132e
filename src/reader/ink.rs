//! What OCR does not tell of a page picture: ruling lines, and boxes with or without a tick. Rulings are wiped out,
//! for OCR takes them for letters.

use super::gray::Gray;
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

/// A box for a tick, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct TickBox {
    /// Left, top, right, bottom.
    pub place: [usize; 4],
    pub ticked: bool,
}

/// A ruling line, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Stroke {
    /// Left, top, right, bottom.
    pub place: [f32; 4],
    pub horizontal: bool,
}

/// How far the grey edge of a line reaches beyond its ink, in pixels.
const EDGE: usize = 2;

impl Ink {
    /// The ink of a picture.
    pub(super) fn of(picture: &Gray) -> Ink {
        Ink::threshold(picture.width, picture.height, &picture.pixels)
    }

    /// Ink is what is clearly darker than its neighbourhood (Bradley and Roth), so that shadows of a photograph are paper.
    fn threshold(width: usize, height: usize, gray: &[u8]) -> Ink {
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

    fn is_dark(&self, x: usize, y: usize) -> bool {
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

    /// Finds boxes for ticks among the spots: about as high as the text, whose letters' height is given in pixels.
    pub(super) fn tick_boxes(&self, spots: &[Spot], letter: f32) -> Vec<TickBox> {
        let (least, most) = (letter.max(10.0) as usize, (letter * 3.2).max(12.0) as usize);
        spots
            .iter()
            .filter(|spot| {
                let (width, height) = spot.size();
                let square = width * 4 <= height * 5 && height * 4 <= width * 5;
                square && (least..=most).contains(&width) && (least..=most).contains(&height)
            })
            .filter_map(|spot| self.tick_box(spot.place))
            .collect()
    }

    /// A component is a box when all four of its sides are drawn; how much ink stands inside tells whether it is ticked.
    fn tick_box(&self, place: [usize; 4]) -> Option<TickBox> {
        let [left, top, right, bottom] = place;
        let (width, height) = (right - left, bottom - top);
        let depth = (width / 7).max(3);
        let near = |from: usize, x: bool, forward: bool, along: usize| {
            (0..depth).any(|step| {
                let across = if forward {
                    from + step
                } else {
                    from - 1 - step
                };
                if x {
                    self.is_dark(across, along)
                } else {
                    self.is_dark(along, across)
                }
            })
        };
        let cover = |count: usize, of: usize| count * 100 >= of * 92;
        let sides = cover(
            (top..bottom).filter(|y| near(left, true, true, *y)).count(),
            height,
        ) && cover(
            (top..bottom)
                .filter(|y| near(right, true, false, *y))
                .count(),
            height,
        ) && cover(
            (left..right).filter(|x| near(top, false, true, *x)).count(),
            width,
        ) && cover(
            (left..right)
                .filter(|x| near(bottom, false, false, *x))
                .count(),
            width,
        );
        // Corners tell a box from a round letter.
        let corner = (width / 7).max(2);
        let filled_corner = |x0: usize, y0: usize| {
            (y0..y0 + corner).any(|y| (x0..x0 + corner).any(|x| self.is_dark(x, y)))
        };
        let corners = filled_corner(left, top)
            && filled_corner(right - corner, top)
            && filled_corner(left, bottom - corner)
            && filled_corner(right - corner, bottom - corner);
        if !(sides && corners) {
            return None;
        }
        let margin = (width * 27 / 100).max(2);
        let inside = (left + margin..right - margin)
            .flat_map(|x| (top + margin..bottom - margin).map(move |y| (x, y)))
            .map(|(x, y)| self.is_dark(x, y));
        let (mut ink, mut all) = (0_usize, 0_usize);
        for dark in inside {
            ink += usize::from(dark);
            all += 1;
        }
        (all > 0).then_some(TickBox {
            place,
            ticked: ink * 100 > all * 8,
        })
    }

    /// Finds the ruling lines of a straight picture.
    pub(super) fn rulings(&self) -> Vec<Stroke> {
        let mut strokes = self.runs(true, self.width / 14, 2);
        strokes.extend(self.runs(false, (self.width / 45).max(24), 2));
        strokes
    }

    fn runs(&self, horizontal: bool, least: usize, gap: usize) -> Vec<Stroke> {
        let (lines, along) = if horizontal {
            (self.height, self.width)
        } else {
            (self.width, self.height)
        };
        let thickest = (self.width / 150).max(6);
        let mut open: Vec<(usize, usize, usize, usize)> = Vec::new();
        let mut strokes = Vec::new();
        let mut close = |(first, last, from, to): (usize, usize, usize, usize)| {
            if last + 1 - first <= thickest {
                let [a, b, c, d] = [from, first, to, last + 1].map(|n| n as f32);
                let place = if horizontal {
                    [a, b, c, d]
                } else {
                    [b, a, d, c]
                };
                strokes.push(Stroke { place, horizontal });
            }
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
mod tests {
    use super::*;

    /// A page of paper on which `draw` puts ink.
    fn page(draw: impl Fn(usize, usize) -> bool) -> Ink {
        let (width, height) = (600, 400);
        let gray: Vec<u8> = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| if draw(x, y) { 20 } else { 250 })
            .collect();
        Ink::threshold(width, height, &gray)
    }

    fn frame(x: usize, y: usize, at: (usize, usize), size: usize) -> bool {
        let (left, top) = at;
        let inside = (left..left + size).contains(&x) && (top..top + size).contains(&y);
        inside && (x < left + 2 || y < top + 2 || x >= left + size - 2 || y >= top + size - 2)
    }

    #[test]
    fn an_empty_box_a_crossed_box_and_a_letter_are_told_apart() {
        let ink = page(|x, y| {
            let crossed =
                (100..120).contains(&x) && (50..70).contains(&y) && (x - 100).abs_diff(y - 50) < 2;
            let (dx, dy) = (x.abs_diff(160) as f32, y.abs_diff(60) as f32);
            let ring = (8.0..11.0).contains(&dx.hypot(dy));
            frame(x, y, (50, 50), 20) || frame(x, y, (100, 50), 20) || crossed || ring
        });
        let ticked: Vec<bool> = ink
            .tick_boxes(&ink.spots(), 14.0)
            .iter()
            .map(|found| found.ticked)
            .collect();
        assert_eq!(ticked, [false, true]);
    }

    #[test]
    fn a_ruling_with_steps_is_one_line_and_is_wiped_out_but_for_the_letter_on_it() {
        let draw = |x: usize, y: usize| {
            let line = (50..550).contains(&x) && y.abs_diff(100 + x / 300) < 1;
            let letter = (200..204).contains(&x) && (88..110).contains(&y);
            line || letter
        };
        let ink = page(draw);
        let strokes = ink.rulings();
        let [stroke] = strokes.as_slice() else {
            panic!("{strokes:?}")
        };
        assert!(
            stroke.horizontal && stroke.place[2] - stroke.place[0] > 480.0,
            "{stroke:?}"
        );
        let pixels = (0..400)
            .flat_map(|y| (0..600).map(move |x| if draw(x, y) { 20 } else { 250 }))
            .collect();
        let mut picture = Gray {
            width: 600,
            height: 400,
            pixels,
        };
        ink.wipe(&mut picture, &strokes);
        let dark = |x: usize, y: usize| picture.pixels[y * 600 + x] < 100;
        assert!(!dark(100, 100) && !dark(500, 101));
        assert!(dark(202, 90) && dark(202, 100) && dark(202, 108));
    }
}
