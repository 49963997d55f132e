//! Rings that somebody drew around one of the printed answers, as on "Yes / No".

use super::gray::Gray;
use super::ink::{Ink, Spot};
use super::tick::TickBox;

/// Height and width of a ring in letters.
const HIGH: std::ops::Range<f32> = 1.3..5.0;
const WIDE: std::ops::Range<f32> = 1.8..16.0;
/// Height and width of a round stamp in letters; a ring around an answer is lower.
const SEAL: std::ops::Range<f32> = 6.0..40.0;
/// The width and the height of a ring that touches the letters in it: of digits that touch one another, the outer edge is round.
const TOUCHED: [f32; 2] = [2.4, 1.7];
/// How far a line drawn by hand strays from an ellipse: the squares of its distances from the middle, in those of the ellipse.
const BAND: std::ops::Range<f32> = 0.6..1.3;
/// Directions in which ink is looked for, and in how many it must be found.
const DIRECTIONS: usize = 48;
const DRAWN: usize = 44;
/// With more spots than this a page is dirt.
const MOST_SPOTS: usize = 20_000;

/// A ring around an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Ring {
    /// Left, top, right, bottom in pixels.
    place: [usize; 4],
    /// Where what it surrounds begins.
    inner: usize,
}

impl Ring {
    /// A ticked box in place of the ring, in front of what it surrounds.
    pub(super) fn tick(&self) -> TickBox {
        let [left, top, _, bottom] = self.place;
        let quarter = (bottom - top) / 4;
        TickBox {
            place: [left, top + quarter, self.inner, bottom - quarter],
            ticked: true,
        }
    }

    /// Wipes the ring out and leaves what it surrounds.
    pub(super) fn wipe(&self, picture: &mut Gray, spots: &[Spot]) {
        let within: Vec<[usize; 4]> = inside(self.place, spots).collect();
        let [left, top, right, bottom] = self.place;
        for y in top.saturating_sub(2)..bottom + 2 {
            for x in left.saturating_sub(2)..right + 2 {
                let letter = within.iter().any(|[left, top, right, bottom]| {
                    (left.saturating_sub(1)..right + 1).contains(&x)
                        && (top.saturating_sub(1)..bottom + 1).contains(&y)
                });
                if !letter && distance(self.place, x as f32, y as f32) >= BAND.start * 0.9 {
                    picture.whiten(x, y);
                }
            }
        }
    }
}

/// The spots that lie inside of an ellipse.
fn inside(place: [usize; 4], spots: &[Spot]) -> impl Iterator<Item = [usize; 4]> {
    spots.iter().map(|spot| spot.place).filter(move |spot| {
        let [left, top, right, bottom] = spot.map(|n| n as f32);
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
        corners.iter().all(|(x, y)| distance(place, *x, *y) < 1.0)
    })
}

/// The square of how far a point is from the middle, where 1 is on the ellipse.
pub(super) fn distance([left, top, right, bottom]: [usize; 4], x: f32, y: f32) -> f32 {
    let middle = |one: usize, other: usize| (one + other) as f32 / 2.0;
    let half = |one: usize, other: usize| ((other - one) as f32 / 2.0).max(1.0);
    let across = (x - middle(left, right)) / half(left, right);
    let down = (y - middle(top, bottom)) / half(top, bottom);
    across * across + down * down
}

/// Finds the rings; `letter` is the height of letters in pixels.
pub(super) fn rings(ink: &Ink, spots: &[Spot], letter: f32) -> Vec<Ring> {
    if spots.len() > MOST_SPOTS || letter < 1.0 {
        return Vec::new();
    }
    let sized = spots.iter().filter(|spot| {
        let (width, height) = spot.size();
        let (width, height) = (width as f32 / letter, height as f32 / letter);
        HIGH.contains(&height) && WIDE.contains(&width) && width >= height * 0.9
    });
    let round = sized.filter(|spot| is_round(ink, spot.place));
    let found = round.filter_map(|spot| {
        let letters = inside(spot.place, spots).filter(|[left, top, right, bottom]| {
            (bottom - top) as f32 >= letter * 0.5 && right - left >= 2
        });
        let inner = letters.map(|[left, ..]| left).min();
        let inner = inner.or_else(|| touched(ink, spot.place, letter))?;
        Some(Ring {
            place: spot.place,
            inner,
        })
    });
    found.collect()
}

/// The round stamps on a page: left, top, right, bottom in pixels.
pub(super) fn seals(ink: &Ink, spots: &[Spot], letter: f32) -> Vec<[usize; 4]> {
    if spots.len() > MOST_SPOTS || letter < 1.0 {
        return Vec::new();
    }
    let places = spots.iter().filter(|spot| {
        let (width, height) = spot.size();
        let (width, height) = (width as f32 / letter, height as f32 / letter);
        SEAL.contains(&height) && SEAL.contains(&width)
    });
    let places = places.map(|spot| spot.place);
    places.filter(|place| is_round(ink, *place)).collect()
}

/// Where ink begins deep inside of a ring that hangs together with the letters in it. Round letters are not as wide.
fn touched(ink: &Ink, place: [usize; 4], letter: f32) -> Option<usize> {
    let [left, top, right, bottom] = place;
    let [wide, high] = TOUCHED.map(|least| letter * least);
    if ((right - left) as f32) < wide || ((bottom - top) as f32) < high {
        return None;
    }
    let deep = |x: usize, y: usize| distance(place, x as f32, y as f32) < BAND.start * 0.7;
    let (mut first, mut dark, mut all) = (None, 0_usize, 0_usize);
    for x in left..right {
        for y in (top..bottom).filter(|y| deep(x, *y)) {
            all += 1;
            if ink.is_dark(x, y) {
                dark += 1;
                first.get_or_insert(x);
            }
        }
    }
    // Letters are more paper than ink.
    first.filter(|_| dark * 12 > all && dark * 2 < all)
}

/// True when ink is found in nearly every direction at about the right distance from the middle.
fn is_round(ink: &Ink, place: [usize; 4]) -> bool {
    let [left, top, right, bottom] = place.map(|n| n as f32);
    let (middle_x, middle_y) = ((left + right) / 2.0, (top + bottom) / 2.0);
    let (half_x, half_y) = ((right - left) / 2.0, (bottom - top) / 2.0);
    let drawn = (0..DIRECTIONS).filter(|direction| {
        let angle = *direction as f32 / DIRECTIONS as f32 * std::f32::consts::TAU;
        let (sin, cos) = angle.sin_cos();
        let (from, to) = (BAND.start.sqrt(), BAND.end.sqrt());
        let steps = ((half_x.max(half_y) * (to - from)) as usize).max(4);
        (0..=steps).any(|step| {
            let far = from + (to - from) * step as f32 / steps as f32;
            let (x, y) = (middle_x + cos * half_x * far, middle_y + sin * half_y * far);
            x >= 0.0 && y >= 0.0 && ink.is_dark(x as usize, y as usize)
        })
    });
    // A box is drawn in its corners too.
    let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
    let filled = corners.iter().any(|(x, y)| {
        let step = |from: f32, to: f32| from + (to - from) * 0.08;
        let (x, y) = (step(*x, middle_x), step(*y, middle_y));
        ink.is_dark(x as usize, y as usize)
    });
    drawn.count() >= DRAWN && !filled
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::ink::tests::page;

    /// A ring around two letters beside two other letters.
    fn answer(x: usize, y: usize) -> bool {
        let letter = |left: usize| {
            (left..left + 10).contains(&x)
                && (100..120).contains(&y)
                && !((left + 3..left + 7).contains(&x) && (104..116).contains(&y))
        };
        let far = distance([170, 85, 250, 135], x as f32, y as f32);
        let ring = (0.88..1.0).contains(&far);
        letter(100) || letter(115) || letter(195) || letter(210) || ring
    }

    #[test]
    fn a_ring_around_an_answer_ticks_it_and_is_wiped_out() {
        let ink = page(answer);
        let spots = ink.spots();
        let found = rings(&ink, &spots, 20.0);
        let [ring] = found.as_slice() else {
            panic!("{found:?}")
        };
        let tick = ring.tick();
        assert!(tick.ticked && tick.place[2] <= 195 && tick.place[0] >= 165);
        let pixels = (0..400).flat_map(|y| (0..600).map(move |x| (x, y)));
        let mut picture = Gray {
            width: 600,
            height: 400,
            pixels: pixels
                .map(|(x, y)| if answer(x, y) { 20 } else { 250 })
                .collect(),
        };
        ring.wipe(&mut picture, &spots);
        let left = Ink::of(&picture).spots();
        assert_eq!(left.len(), 4, "{left:?}");
    }

    #[test]
    fn a_ring_that_touches_the_letters_in_it_is_a_ring() {
        let ink = page(|x, y| {
            let stem = |left: usize| (left..left + 5).contains(&x) && (102..130).contains(&y);
            let far = distance([170, 95, 250, 130], x as f32, y as f32);
            stem(195) || stem(205) || stem(215) || (0.86..1.0).contains(&far)
        });
        let spots = ink.spots();
        assert_eq!(spots.len(), 1);
        let found = rings(&ink, &spots, 20.0);
        assert_eq!(
            found.iter().map(|ring| ring.inner).collect::<Vec<_>>(),
            [195]
        );
    }

    #[test]
    fn letters_and_boxes_are_no_rings() {
        let ink = page(|x, y| {
            let within = (100..180).contains(&x) && (100..140).contains(&y);
            let deep = (103..177).contains(&x) && (103..137).contains(&y);
            let letter = (130..140).contains(&x) && (110..130).contains(&y);
            let far = distance([300, 100, 340, 140], x as f32, y as f32);
            within && !deep || letter || (0.7..1.0).contains(&far)
        });
        assert_eq!(rings(&ink, &ink.spots(), 20.0), []);
    }
}
