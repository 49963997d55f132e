//! Sides of boxes that are too faint to be seen: a box with a top, a bottom and one side has the other side as well.

use super::ink::Stroke;

/// More lines than this on a page are a drawing.
const MOST: usize = 600;
/// A stroke that covers this part of a side, and is no further from it in letters than a corner is round, is that side.
const COVERED: f32 = 0.5;
const CORNER: f32 = 1.5;
/// A corner in which the lines come nearer to one another, in letters, is not round.
const SHARP: f32 = 0.15;

/// The sides that are missing; `letter` is the height of letters in pixels.
pub(super) fn sides(rulings: &[Stroke], letter: f32) -> Vec<Stroke> {
    let (across, down): (Vec<&Stroke>, Vec<&Stroke>) =
        rulings.iter().partition(|stroke| stroke.horizontal);
    if across.len().max(down.len()) > MOST || letter < 1.0 {
        return Vec::new();
    }
    let near = letter * 0.5;
    let level = |stroke: &Stroke| (stroke.place[1] + stroke.place[3]) / 2.0;
    // Brackets at the left of an answer do not reach the line above it.
    let drawn = |x: f32, top: f32, bottom: f32| {
        down.iter().any(|side| {
            let [left, from, right, to] = side.place;
            ((left + right) / 2.0 - x).abs() <= near && from <= top + near && to >= bottom - near
        })
    };
    let missing = |x: f32, top: f32, bottom: f32| {
        !down.iter().any(|side| {
            let [left, from, right, to] = side.place;
            let shared = to.min(bottom) - from.max(top);
            ((left + right) / 2.0 - x).abs() <= letter * CORNER
                && shared >= (bottom - top) * COVERED
        })
    };
    let mut sides = Vec::new();
    for one in &across {
        let [left, _, right, _] = one.place;
        // The lines between the rows of a table run on, or are drawn in pieces that end anywhere.
        let spans = |other: &&&Stroke| {
            let ends = [other.place[0] - left, other.place[2] - right];
            ends.iter().all(|apart| apart.abs() <= near)
        };
        let levels = || across.iter().filter(spans).map(|other| level(other));
        let above = levels()
            .filter(|at| *at < level(one) - near)
            .reduce(f32::max);
        let below = levels()
            .filter(|at| *at > level(one) + near)
            .reduce(f32::min);
        for other in above.into_iter().chain(below) {
            let (top, bottom) = (other.min(level(one)), other.max(level(one)));
            let missing = if drawn(left, top, bottom) && missing(right, top, bottom) {
                right
            } else if drawn(right, top, bottom) && missing(left, top, bottom) {
                left
            } else {
                continue;
            };
            sides.push(Stroke {
                place: [missing, top, missing, bottom],
                horizontal: false,
            });
        }
    }
    sides
}

/// Makes round corners square: a line across and one down that both end short of one another end where they would meet.
pub(super) fn square(rulings: &mut [Stroke], letter: f32) {
    if rulings.len() > MOST || letter < 1.0 {
        return;
    }
    let old = rulings.to_vec();
    let round = letter * SHARP..letter * CORNER;
    // A line that ends at another one does not turn a corner.
    let ends_free = |stroke: &Stroke, end: usize| {
        let [left, top, right, bottom] = stroke.place;
        let at = stroke.place.get(end).copied().unwrap_or_default();
        let (x, y) = match stroke.horizontal {
            true => (at, (top + bottom) / 2.0),
            false => ((left + right) / 2.0, at),
        };
        let near = letter * SHARP * 2.0;
        !old.iter().any(|other| {
            let [left, top, right, bottom] = other.place;
            other.horizontal != stroke.horizontal
                && (left - near..right + near).contains(&x)
                && (top - near..bottom + near).contains(&y)
        })
    };
    let corner = |one: &Stroke, other: &Stroke, end: usize| {
        let ((own_end, own), (other_end, others)) = (gap(one, other), gap(other, one));
        let is_round = round.contains(&own) && round.contains(&others) && own_end == end;
        (is_round && ends_free(one, end) && ends_free(other, other_end)).then_some(own)
    };
    for stroke in rulings.iter_mut() {
        for end in if stroke.horizontal { [0, 2] } else { [1, 3] } {
            let old_one = *stroke;
            let others = old
                .iter()
                .filter(|other| other.horizontal != old_one.horizontal);
            let gaps = others.filter_map(|other| corner(&old_one, other, end));
            if let Some(gap) = gaps.reduce(f32::min)
                && let Some(place) = stroke.place.get_mut(end)
            {
                *place += if end < 2 { -gap } else { gap };
            }
        }
    }
}

/// Which end of a line is the nearer one to a line that runs the other way, and how far that is.
fn gap(stroke: &Stroke, other: &Stroke) -> (usize, f32) {
    let ([left, top, right, bottom], [l, t, r, b]) = (stroke.place, other.place);
    let (before, behind) = match stroke.horizontal {
        true => ((0, left - (l + r) / 2.0), (2, (l + r) / 2.0 - right)),
        false => ((1, top - (t + b) / 2.0), (3, (t + b) / 2.0 - bottom)),
    };
    if before.1 > behind.1 { before } else { behind }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn across(left: f32, y: f32, right: f32) -> Stroke {
        Stroke {
            place: [left, y - 1.0, right, y + 1.0],
            horizontal: true,
        }
    }

    fn down(x: f32, top: f32, bottom: f32) -> Stroke {
        Stroke {
            place: [x - 1.0, top, x + 1.0, bottom],
            horizontal: false,
        }
    }

    #[test]
    fn a_box_with_one_side_has_the_other_too() {
        let rulings = [
            across(100.0, 200.0, 900.0),
            across(102.0, 280.0, 900.0),
            down(101.0, 205.0, 279.0),
            across(100.0, 360.0, 450.0),
            across(100.0, 440.0, 450.0),
            down(451.0, 361.0, 439.0),
        ];
        let mut found: Vec<[f32; 4]> = sides(&rulings, 20.0).iter().map(|s| s.place).collect();
        found.sort_by(|one, other| one[1].total_cmp(&other[1]));
        found.dedup();
        assert_eq!(
            found,
            [[900.0, 200.0, 900.0, 280.0], [100.0, 360.0, 100.0, 440.0]]
        );
    }

    #[test]
    fn lines_to_write_on_and_tables_without_sides_get_none() {
        let rulings = [
            across(100.0, 200.0, 900.0),
            across(100.0, 280.0, 900.0),
            down(500.0, 200.0, 280.0),
            across(100.0, 480.0, 900.0),
            across(400.0, 560.0, 900.0),
            down(900.0, 480.0, 560.0),
        ];
        assert_eq!(sides(&rulings, 20.0), []);
    }

    #[test]
    fn a_bracket_beside_an_answer_is_no_side_and_round_corners_have_both() {
        let bracket = [
            across(100.0, 200.0, 900.0),
            across(100.0, 300.0, 900.0),
            down(101.0, 222.0, 300.0),
        ];
        assert_eq!(sides(&bracket, 20.0), []);
        let mut round = [
            across(125.0, 200.0, 892.0),
            across(125.0, 300.0, 892.0),
            down(100.0, 214.0, 286.0),
            down(900.0, 207.0, 293.0),
        ];
        assert_eq!(sides(&round, 20.0), []);
        square(&mut round, 20.0);
        let places = round.map(|stroke| stroke.place);
        let mut boxes = [
            down(100.0, 100.0, 190.0),
            across(100.0, 190.0, 400.0),
            across(110.0, 205.0, 900.0),
            down(110.0, 205.0, 290.0),
        ];
        let before = boxes;
        square(&mut boxes, 20.0);
        assert_eq!(boxes, before);
        assert_eq!(places[0], [100.0, 199.0, 900.0, 201.0]);
        assert_eq!(places[2], [99.0, 200.0, 101.0, 300.0]);
        assert_eq!(places[3], [899.0, 200.0, 901.0, 300.0]);
    }
}
