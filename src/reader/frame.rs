//! Sides of boxes that are too faint to be seen: a box with a top, a bottom and one side has the other side as well.

use super::ink::Stroke;

/// More lines than this on a page are a drawing.
const MOST: usize = 600;
/// The hundredths of a side that must be drawn.
const DRAWN: f32 = 0.8;

/// The sides that are missing; `letter` is the height of letters in pixels.
pub(super) fn sides(rulings: &[Stroke], letter: f32) -> Vec<Stroke> {
    let (across, down): (Vec<&Stroke>, Vec<&Stroke>) =
        rulings.iter().partition(|stroke| stroke.horizontal);
    if across.len().max(down.len()) > MOST || letter < 1.0 {
        return Vec::new();
    }
    let near = letter * 0.5;
    let level = |stroke: &Stroke| (stroke.place[1] + stroke.place[3]) / 2.0;
    let drawn = |x: f32, top: f32, bottom: f32| {
        down.iter().any(|side| {
            let [left, from, right, to] = side.place;
            let shared = to.min(bottom) - from.max(top);
            ((left + right) / 2.0 - x).abs() <= near && shared >= (bottom - top) * DRAWN
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
            let missing = match (drawn(left, top, bottom), drawn(right, top, bottom)) {
                (true, false) => right,
                (false, true) => left,
                _ => continue,
            };
            sides.push(Stroke {
                place: [missing, top, missing, bottom],
                horizontal: false,
            });
        }
    }
    sides
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
}
