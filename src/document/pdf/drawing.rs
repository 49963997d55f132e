//! Sorts painted paths into what a form reader needs: rulings, filled areas, small frames and the marks inside them.

use super::objects::{Matrix, apply};
use super::ring;
use crate::document::layout::Ruling;

/// A filled bar up to this thickness is a ruling.
const THIN: f32 = 3.5;
/// The longest dash of a line, and the widest gap between two.
const DASH: f32 = 8.0;
const STEP: f32 = 6.5;
/// So many dots are a line.
const ROW: usize = 4;
/// Radius of the corners of a box.
const CORNER: f32 = 16.0;
/// Smallest and largest side of a check box.
const BOX: std::ops::RangeInclusive<f32> = 4.5..=24.0;
/// A page with more pieces is a drawing or a map.
const MOST: usize = 20_000;

/// A small frame that may be a check box, and which rulings it brought.
#[derive(Debug, Clone)]
pub(super) struct Frame {
    /// Left, top, right, bottom.
    pub(super) place: [f32; 4],
    /// True when filled with a dark colour: ticked or a bullet, unless something white stands in it.
    pub(super) dark: bool,
}

/// What was painted on a page.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    /// Horizontal and vertical lines.
    pub(super) rulings: Vec<Ruling>,
    /// Small frames.
    pub(super) frames: Vec<Frame>,
    /// Small slanted, curved or filled pieces.
    pub(super) marks: Vec<[f32; 4]>,
    path: Vec<Piece>,
    points: usize,
    /// The dotted or dashed line that is being drawn.
    dots: Option<Dots>,
}

/// A row of dots or dashes: a line as long as they reach.
#[derive(Debug)]
struct Dots {
    place: [f32; 4],
    last: [f32; 4],
    count: usize,
}

impl Dots {
    /// True when the next piece goes on with the row: beside the last one and a small step further.
    fn go_on(&self, next: &[f32; 4]) -> bool {
        type Reach = (f32, f32);
        let level = |all: Reach, last: Reach, next: Reach| {
            let off = (last.0 + last.1 - next.0 - next.1).abs() / 2.0;
            off < 0.6 && all.1.max(next.1) - all.0.min(next.0) <= THIN
        };
        let near = |last: Reach, next: Reach| {
            let gap = (next.0 - last.1).max(last.0 - next.1);
            (-0.5..=STEP).contains(&gap)
        };
        let across = |place: &[f32; 4]| ((place[0], place[2]), (place[1], place[3]));
        let ((all_x, all_y), (last_x, last_y)) = (across(&self.place), across(&self.last));
        let (x, y) = across(next);
        level(all_y, last_y, y) && near(last_x, x) || level(all_x, last_x, x) && near(last_y, y)
    }
}

#[derive(Debug, Default)]
struct Piece {
    points: Vec<(f32, f32)>,
    curved: bool,
    closed: bool,
}

impl Piece {
    fn place(&self) -> [f32; 4] {
        self.points
            .iter()
            .fold([f32::MAX, f32::MAX, f32::MIN, f32::MIN], |place, (x, y)| {
                [
                    place[0].min(*x),
                    place[1].min(*y),
                    place[2].max(*x),
                    place[3].max(*y),
                ]
            })
    }

    /// Its sides; a closed piece has one more.
    fn sides(&self, closed: bool) -> impl Iterator<Item = ((f32, f32), (f32, f32))> + '_ {
        let back = (closed && self.points.len() > 2)
            .then(|| {
                self.points
                    .last()
                    .copied()
                    .zip(self.points.first().copied())
            })
            .flatten();
        self.points
            .iter()
            .copied()
            .zip(self.points.iter().skip(1).copied())
            .chain(back)
    }

    /// The place of a box with round corners: sides that are straight but for their ends.
    fn round_box(&self) -> Option<[f32; 4]> {
        let place = self.place();
        let (width, height) = (place[2] - place[0], place[3] - place[1]);
        if !self.curved || width.min(height) <= 2.0 * THIN || width.max(height) <= *BOX.end() {
            return None;
        }
        let along = |edge: f32, whole: f32, flat: bool| {
            self.sides(true).any(|(from, to)| {
                let (across, length) = if flat {
                    ([from.1, to.1], (from.0 - to.0).abs())
                } else {
                    ([from.0, to.0], (from.1 - to.1).abs())
                };
                across.iter().all(|at| (at - edge).abs() < 0.6)
                    && length >= (whole - 2.0 * CORNER).max(0.3 * whole)
            })
        };
        let [left, top, right, bottom] = place;
        let all = along(top, width, true)
            && along(bottom, width, true)
            && along(left, height, false)
            && along(right, height, false);
        all.then_some(place)
    }

    /// True when it ends where it began.
    fn comes_back(&self) -> bool {
        let ends = self.points.first().zip(self.points.last());
        self.points.len() > 3
            && ends.is_some_and(|(a, b)| (a.0 - b.0).abs() < 0.1 && (a.1 - b.1).abs() < 0.1)
    }

    /// True for round shapes, and not for the slanted ones of a tick or a cross.
    fn fills_its_place(&self) -> bool {
        let place = self.place();
        let whole = (place[2] - place[0]) * (place[3] - place[1]);
        let turns = self.sides(true).map(|(a, b)| a.0 * b.1 - b.0 * a.1);
        // The ends of four curves make a square that stands on its corner: half of the place of their circle.
        turns.sum::<f32>().abs() / 2.0 > 0.45 * whole
    }

    fn upright(&self) -> bool {
        !self.curved
            && self
                .sides(true)
                .all(|(from, to)| (from.0 - to.0).abs() < 0.6 || (from.1 - to.1).abs() < 0.6)
    }
}

impl Drawing {
    /// `m`
    pub(super) fn start(&mut self, matrix: &Matrix, x: f64, y: f64) {
        let (x, y) = apply(matrix, x, y);
        self.path.push(Piece {
            points: vec![(x as f32, y as f32)],
            ..Piece::default()
        });
    }

    /// `l`, or the end of a curve.
    pub(super) fn line(&mut self, matrix: &Matrix, x: f64, y: f64, curved: bool) {
        self.points += 1;
        if self.points > 50 * MOST {
            return;
        }
        if let Some(piece) = self.path.last_mut() {
            let (x, y) = apply(matrix, x, y);
            piece.points.push((x as f32, y as f32));
            piece.curved |= curved;
        }
    }

    /// `h`
    pub(super) fn close(&mut self) {
        if let Some(piece) = self.path.last_mut() {
            piece.closed = true;
        }
    }

    /// `re`
    pub(super) fn rect(&mut self, matrix: &Matrix, x: f64, y: f64, width: f64, height: f64) {
        self.start(matrix, x, y);
        self.line(matrix, x + width, y, false);
        self.line(matrix, x + width, y + height, false);
        self.line(matrix, x, y + height, false);
        self.close();
    }

    /// `n`, after clipping.
    pub(super) fn drop_path(&mut self) {
        self.path.clear();
    }

    /// A painting operator. `thick` is the line width on the page, `dark` whether the filling colour is far from white.
    pub(super) fn paint(&mut self, stroke: Option<f32>, fill: bool, dark: Option<bool>) {
        let path = std::mem::take(&mut self.path);
        if self.rulings.len() + self.marks.len() > MOST {
            return;
        }
        let whole = path
            .iter()
            .map(Piece::place)
            .reduce(ring::around)
            .unwrap_or_default();
        let dotted = |dots: &Dots| dots.count > 1 && dots.go_on(&whole);
        if !self.dots.as_ref().is_some_and(dotted) {
            self.small(&path, whole, stroke.is_some(), fill, dark);
        }
        if stroke.is_none()
            && fill
            && let [one, other] = path.as_slice()
            && one.upright()
            && other.upright()
            && let Some(bars) = ring::bars(one.place(), other.place(), THIN)
        {
            if dark.is_some() {
                self.rulings.extend(bars);
            }
            return;
        }
        for piece in &path {
            if let Some(thick) = stroke {
                self.stroked(piece, thick);
            }
            if fill && dark.is_some() {
                self.filled(piece);
            }
        }
    }

    /// Notes a check box or a mark. `dark` is nothing for white.
    fn small(
        &mut self,
        path: &[Piece],
        whole: [f32; 4],
        stroke: bool,
        fill: bool,
        dark: Option<bool>,
    ) {
        let (width, height) = (whole[2] - whole[0], whole[3] - whole[1]);
        if width.max(height) > *BOX.end() || width.max(height) < 1.5 || path.is_empty() {
            return;
        }
        let square = BOX.contains(&width)
            && BOX.contains(&height)
            && (0.75..=1.34).contains(&(width / height));
        let framing = path.first().is_some_and(|piece| {
            (piece.closed || fill || piece.comes_back())
                && (piece.upright() || piece.curved && piece.fills_its_place())
                && piece.points.len() >= 4
        });
        // A ring is filled between an outer and an inner border.
        let ring = fill
            && path.len() == 2
            && path.get(1).is_some_and(|inner| {
                let inner = inner.place();
                inner[2] - inner[0] > 0.6 * width && inner[3] - inner[1] > 0.6 * height
            });
        if square && framing && (path.len() == 1 || ring) {
            self.frames.push(Frame {
                place: whole,
                dark: fill && !stroke && !ring && dark == Some(true),
            });
        }
        let lines_only = path.iter().all(Piece::upright) && !fill;
        // A square or round area is the box's own ground, or a mark when `check_boxes` finds it well within a box.
        if !(lines_only || ring || square && framing) {
            self.marks.push(whole);
        }
    }

    fn stroked(&mut self, piece: &Piece, thick: f32) {
        if let Some(place) = piece.round_box() {
            self.area(place);
            return;
        }
        // Of a box with round corners, the straight sides.
        let shortest = if piece.curved { 6.0 } else { 1.0 };
        for (from, to) in piece.sides(piece.closed) {
            let (dx, dy) = ((from.0 - to.0).abs(), (from.1 - to.1).abs());
            let place = [
                from.0.min(to.0),
                from.1.min(to.1),
                from.0.max(to.0),
                from.1.max(to.1),
            ];
            let half = thick / 2.0;
            if thick > 2.0 * THIN && dx.max(dy) > 2.0 * THIN {
                // A broad stroke paints an area.
                if dy < 0.6 {
                    self.area([place[0], place[1] - half, place[2], place[3] + half]);
                } else if dx < 0.6 {
                    self.area([place[0] - half, place[1], place[2] + half, place[3]]);
                }
            } else if dy < 0.6 && dx >= shortest {
                let y = (from.1 + to.1) / 2.0;
                self.ruling([place[0], y, place[2], y]);
            } else if dx < 0.6 && dy >= shortest {
                let x = (from.0 + to.0) / 2.0;
                self.ruling([x, place[1], x, place[3]]);
            }
        }
    }

    fn filled(&mut self, piece: &Piece) {
        if let Some(place) = piece.round_box() {
            self.area(place);
            return;
        }
        if piece.points.len() < 3 || piece.points.len() > 12 {
            return;
        }
        let place = piece.place();
        let (width, height) = (place[2] - place[0], place[3] - place[1]);
        if width.min(height) <= THIN && width.max(height) <= DASH {
            self.dot(place);
            return;
        }
        // Borders with mitred corners are slanted at their ends, but thin.
        if height <= THIN && width > height {
            let y = (place[1] + place[3]) / 2.0;
            self.ruling([place[0], y, place[2], y]);
        } else if width <= THIN && height > width {
            let x = (place[0] + place[2]) / 2.0;
            self.ruling([x, place[1], x, place[3]]);
        } else if piece.upright() && width > 6.0 && height > 6.0 {
            self.area(place);
        }
    }

    /// Adds a dot or dash to the line that it goes on with.
    fn dot(&mut self, place: [f32; 4]) {
        match &mut self.dots {
            Some(dots) if dots.go_on(&place) => {
                dots.place = ring::around(dots.place, place);
                dots.last = place;
                dots.count += 1;
            }
            _ => {
                self.finish();
                self.dots = Some(Dots {
                    place,
                    last: place,
                    count: 1,
                });
            }
        }
    }

    /// Ends the dotted line that is being drawn.
    pub(super) fn finish(&mut self) {
        let Some(Dots { place, count, .. }) = self.dots.take() else {
            return;
        };
        let [left, top, right, bottom] = place;
        let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
        let (width, height) = (right - left, bottom - top);
        // A single thin piece is a line too, however short.
        if height <= THIN && width > height && (count >= ROW || count == 1) {
            self.ruling([left, y, right, y]);
        } else if width <= THIN && height > width && (count >= ROW || count == 1) {
            self.ruling([x, top, x, bottom]);
        }
    }

    /// The border of a coloured area separates like drawn lines.
    fn area(&mut self, [left, top, right, bottom]: [f32; 4]) {
        self.ruling([left, top, right, top]);
        self.ruling([left, bottom, right, bottom]);
        self.ruling([left, top, left, bottom]);
        self.ruling([right, top, right, bottom]);
    }

    fn ruling(&mut self, place: [f32; 4]) {
        if place.iter().all(|value| value.is_finite()) {
            self.rulings.push(Ruling { place });
        }
    }
}

/// Nothing for (nearly) white, else whether the colour is dark.
pub(super) fn shade(red: f64, green: f64, blue: f64) -> Option<bool> {
    let light = 0.3 * red + 0.59 * green + 0.11 * blue;
    (red.min(green).min(blue) < 0.97).then_some(light < 0.6)
}

/// As `shade`, for printing inks.
pub(super) fn ink(cyan: f64, magenta: f64, yellow: f64, black: f64) -> Option<bool> {
    let of = |ink: f64| (1.0 - ink) * (1.0 - black);
    shade(of(cyan), of(magenta), of(yellow))
}

#[cfg(test)]
mod tests {
    use super::super::objects::IDENTITY;
    use super::*;

    /// Strokes a box whose corners are curves of this radius.
    fn rulings(width: f64, height: f64, radius: f64) -> Vec<[f32; 4]> {
        let mut drawing = Drawing::default();
        drawing.start(&IDENTITY, radius, 0.0);
        for (x, y, curved) in [
            (width - radius, 0.0, false),
            (width, radius, true),
            (width, height - radius, false),
            (width - radius, height, true),
            (radius, height, false),
            (0.0, height - radius, true),
            (0.0, radius, false),
            (radius, 0.0, true),
        ] {
            drawing.line(&IDENTITY, x, y, curved);
        }
        drawing.close();
        drawing.paint(Some(1.0), false, None);
        drawing.rulings.iter().map(|ruling| ruling.place).collect()
    }

    #[test]
    fn a_filled_tick_is_a_mark_and_a_filled_disc_may_be_a_box() {
        let paint = |points: [(f64, f64); 6]| {
            let mut drawing = Drawing::default();
            drawing.start(&IDENTITY, points[5].0, points[5].1);
            for (x, y) in points {
                drawing.line(&IDENTITY, x, y, true);
            }
            drawing.paint(None, true, Some(true));
            (drawing.frames.len(), drawing.marks.len())
        };
        let tick = [
            (0.0, 5.0),
            (3.0, 9.0),
            (10.0, 0.0),
            (3.0, 10.0),
            (2.0, 10.0),
            (0.0, 6.0),
        ];
        assert_eq!(paint(tick), (0, 1));
        let disc = [
            (5.0, 0.0),
            (10.0, 5.0),
            (8.0, 9.0),
            (5.0, 10.0),
            (0.0, 5.0),
            (1.0, 1.0),
        ];
        assert_eq!(paint(disc), (1, 0));
        // A ring that is drawn and not closed is the border of a button.
        let mut ring = Drawing::default();
        ring.start(&IDENTITY, 10.0, 5.0);
        for (x, y) in [(5.0, 10.0), (0.0, 5.0), (5.0, 0.0), (10.0, 5.0)] {
            ring.line(&IDENTITY, x, y, true);
        }
        ring.paint(Some(0.6), false, None);
        assert_eq!((ring.frames.len(), ring.marks.len()), (1, 0));
    }

    #[test]
    fn a_row_of_dots_is_a_line() {
        let mut drawing = Drawing::default();
        let mut dot = |x: f64, y: f64| {
            drawing.rect(&IDENTITY, x, y, 0.75, 0.75);
            drawing.paint(None, true, Some(true));
        };
        (0..20).for_each(|at| dot(50.0 + 1.5 * f64::from(at), 100.0));
        (0..20).for_each(|at| dot(50.0, 101.5 + 1.5 * f64::from(at)));
        // The dots of three letters.
        [0.0, 5.0, 10.0]
            .iter()
            .for_each(|at| dot(200.0 + at, 300.0));
        drawing.finish();
        let places: Vec<[f32; 4]> = drawing.rulings.iter().map(|line| line.place).collect();
        assert_eq!(places.len(), 2);
        assert!(places[0][0] < 51.0 && places[0][2] > 79.0);
        assert!(places[1][1] < 102.0 && places[1][3] > 130.0);
    }

    #[test]
    fn a_box_with_round_corners_has_four_whole_sides() {
        let sides = rulings(200.0, 40.0, 5.0);
        assert_eq!(sides.len(), 4);
        assert!(sides.contains(&[0.0, 0.0, 200.0, 0.0]));
        assert!(sides.contains(&[0.0, 0.0, 0.0, 40.0]));
        // A lozenge with blunt corners is none.
        assert!(!rulings(200.0, 200.0, 90.0).contains(&[0.0, 0.0, 200.0, 0.0]));
    }
}
