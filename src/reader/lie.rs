//! How a page picture lies: the slope of its text lines, whether they run down the picture, and how large the letters are.

use super::gray::Gray;
use super::ink::Ink;

/// Width to which a picture is brought for this, in pixels; a letter is still some pixels high.
const WIDTH: f32 = 900.0;
/// Slopes that are tried, in thousandths: about 7 degrees to either side.
const STEEPEST: i32 = 125;
/// Pixels that are looked at.
const MOST_POINTS: usize = 150_000;

/// How a page lies.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Lie {
    /// dy/dx of its text lines, once it is turned by a quarter where `sideways`.
    pub slope: f32,
    /// True when text runs up or down the picture.
    pub sideways: bool,
    /// True when it probably stands on its head, once it is turned by a quarter clockwise where `sideways`.
    pub head_down: bool,
    /// Median height of letters in pixels of the picture, 0 when there are none.
    pub letter: f32,
}

/// Looks at the letters of a picture: spots of ink that are neither dust nor rulings.
pub(super) fn of(picture: &Gray) -> Lie {
    let short = picture.width.min(picture.height) as f32;
    let factor = (WIDTH / short).min(1.0);
    let small = if factor < 1.0 {
        picture.clone().shrunk(factor)
    } else {
        picture.clone()
    };
    let ink = Ink::of(&small);
    let spots = ink.spots();
    let letters: Vec<_> = spots
        .iter()
        .filter(|spot| {
            let (width, height) = spot.size();
            (3..=60).contains(&height) && width <= 90 && height.max(width) >= 4
        })
        .collect();
    let mut sizes: Vec<usize> = letters
        .iter()
        .map(|spot| spot.size())
        .map(|(width, height)| width.min(height).max(height.min(width * 2)))
        .collect();
    sizes.sort_unstable();
    let letter = sizes.get(sizes.len() / 2).copied().unwrap_or(0) as f32;
    let letters: Vec<[f32; 4]> = letters
        .iter()
        .take(MOST_POINTS)
        .map(|spot| spot.place.map(|n| n as f32))
        .collect();
    // Every letter counts once, with the middle of the edge on which it may stand.
    let along = |edge: fn(&[f32; 4]) -> (f32, f32)| -> (f32, f32) {
        steepest(&letters.iter().map(edge).collect::<Vec<_>>())
    };
    let feet = along(|[left, _, right, bottom]| ((left + right) / 2.0, *bottom));
    let heads = along(|[left, top, right, _]| ((left + right) / 2.0, *top));
    let lefts = along(|[left, top, _, bottom]| ((top + bottom) / 2.0, *left));
    let rights = along(|[_, top, right, bottom]| ((top + bottom) / 2.0, *right));
    let clearer = |one: (f32, f32), other: (f32, f32)| if other.1 > one.1 { other } else { one };
    let (lines, columns) = (clearer(feet, heads), clearer(lefts, rights));
    let sideways = columns.1 > lines.1 * 1.15;
    Lie {
        // After a quarter turn clockwise x runs against the old y, so the slope changes its sign.
        slope: if sideways { -columns.0 } else { lines.0 },
        sideways,
        // Letters stand more evenly than they rise. After a quarter turn clockwise, what was at the right is below.
        head_down: if sideways {
            lefts.1 > rights.1
        } else {
            heads.1 > feet.1
        },
        letter: letter / factor,
    }
}

/// The slope at which most points stand on common lines, and how clearly.
fn steepest(points: &[(f32, f32)]) -> (f32, f32) {
    let score = |slope: f32| -> f32 {
        let mut rows: Vec<f32> = Vec::new();
        for (along, across) in points {
            let row = (across - slope * along + 400.0).max(0.0) as usize;
            if rows.len() <= row {
                rows.resize(row + 1, 0.0);
            }
            if let Some(count) = rows.get_mut(row) {
                *count += 1.0;
            }
        }
        rows.iter().map(|count| count * count).sum()
    };
    let best = |tried: &mut dyn Iterator<Item = f32>| {
        tried
            .map(|slope| (slope, score(slope)))
            .max_by(|one, other| {
                one.1
                    .total_cmp(&other.1)
                    .then(other.0.abs().total_cmp(&one.0.abs()))
            })
            .unwrap_or_default()
    };
    let (rough, _) = best(&mut (-STEEPEST / 4..=STEEPEST / 4).map(|n| n as f32 * 0.004));
    best(&mut (-10..=10).map(|n| rough + n as f32 * 0.0005))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of letters with spaces between words, sloping, on a page.
    fn page(slope: f32) -> Gray {
        let (width, height) = (900, 1200);
        let letter = |x: f32, y: f32| {
            let y = y - slope * x;
            let (line, column) = ((y / 30.0) as usize, (x / 11.0) as usize);
            let high = if (line * 7 + column * 3).is_multiple_of(5) {
                14.0
            } else {
                9.0
            };
            (80.0..820.0).contains(&x)
                && (100.0..1000.0).contains(&y)
                && y % 30.0 < 20.0
                && y % 30.0 >= 20.0 - high
                && x % 11.0 < 7.0
                && !(column + line).is_multiple_of(6)
        };
        let pixels = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| if letter(x as f32, y as f32) { 20 } else { 240 })
            .collect();
        Gray {
            width,
            height,
            pixels,
        }
    }

    #[test]
    fn the_slope_of_text_lines_is_found() {
        for slope in [-0.05, 0.0, 0.03] {
            let lie = of(&page(slope));
            assert!((lie.slope - slope).abs() < 0.004, "{slope}: {lie:?}");
            assert!(!lie.sideways);
        }
    }

    #[test]
    fn a_page_on_its_side_is_known_and_straight_after_a_quarter_turn() {
        let turned = page(0.02).quarter();
        let lie = of(&turned);
        assert!(lie.sideways, "{lie:?}");
        let again = of(&turned.quarter());
        assert!((lie.slope - again.slope).abs() < 0.004, "{lie:?} {again:?}");
    }
}
