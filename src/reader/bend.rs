//! How the text lines of a photographed page bend where the paper does: at the back of a book, along a fold, towards a corner.

use super::gray::Gray;
use super::ink::Ink;

/// Width to which a picture is brought for this, in pixels.
const WIDTH: f32 = 900.0;
/// The page is looked at in so many strips and bands; two neighbouring strips make a field.
const STRIPS: usize = 8;
const BANDS: usize = 3;
/// A field with fewer letters tells nothing, nor does one whose best slope is hardly better than any.
const FEWEST: usize = 40;
const CLEAR: f32 = 1.3;
/// The slopes that are tried in a field, in steps to either side, and the step.
const STEPS: i32 = 32;
const STEP: f32 = 0.002;
/// A field whose slope is so far from the others' counts half.
const ASTRAY: f32 = 0.004;
/// Lines must lie so much sharper, and be moved by so many pixels at least, for a page to be bent.
const SHARPER: f32 = 1.08;
const MOVED: f32 = 1.5;
/// Every so many pixels a ruling counts as a letter; it goes on for so many to both sides.
const EVERY: usize = 6;
/// A letter with so many empty pixels at its left begins a line; margins that lean less than this are upright.
const ALONE: usize = 15;
const LEANS: f32 = 0.004;
/// So much sharper must they stand when they are put upright.
const UPRIGHT: f32 = 1.3;
const LONG: usize = 12;

/// The shape of the text lines: their slope at a place is a polynomial of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Bend {
    /// dx/dy of the margins, which a page that was seen from aside has not upright to its lines.
    pub lean: f32,
    /// Of 1, u, u², u³, v and uv.
    factors: [f32; 6],
    /// The u between which there is text. Beyond, lines go on as they came.
    known: [f32; 2],
}

/// The slope of the text lines in a part of the page.
struct Field {
    u: f32,
    v: f32,
    slope: f32,
    weight: f32,
}

impl Bend {
    /// How far below its line a place of a picture with this size lies, in pixels.
    pub(super) fn at(&self, x: f32, y: f32, [width, height]: [f32; 2]) -> f32 {
        let (u, v) = ((x - width / 2.0) / width, (y - height / 2.0) / width);
        let [from, to] = self.known;
        let inside = u.clamp(from, to);
        let rise = dot(&self.factors, &sums(inside, v));
        (rise + (u - inside) * dot(&self.factors, &powers(inside, v))) * width
    }
}

fn powers(u: f32, v: f32) -> [f32; 6] {
    [1.0, u, u * u, u * u * u, v, u * v]
}

/// What the powers add up to from the middle of the page to `u`.
fn sums(u: f32, v: f32) -> [f32; 6] {
    let square = u * u;
    let (third, fourth) = (square * u / 3.0, square * square / 4.0);
    [u, square / 2.0, third, fourth, u * v, square * v / 2.0]
}

fn dot(one: &[f32; 6], other: &[f32; 6]) -> f32 {
    one.iter().zip(other).map(|(a, b)| a * b).sum()
}

/// The bend of a picture whose text lines are level on the whole; `None` for a flat page.
pub(super) fn of(picture: &Gray) -> Option<Bend> {
    let factor = (WIDTH / picture.width.min(picture.height) as f32).min(1.0);
    let small = picture.clone().shrunk(factor);
    let ink = Ink::of(&small);
    let size = [small.width as f32, small.height as f32];
    let points = feet(&ink);
    let lean = lean(&ink);
    let leaning = (lean != 0.0).then_some(Bend {
        lean,
        factors: [0.0; 6],
        known: [0.0; 2],
    });
    let fields = fields(&points, size);
    let [first, .., last] = fields.as_slice() else {
        return leaning;
    };
    let half = 1.0 / STRIPS as f32;
    let bend = Bend {
        lean,
        factors: fitted(&fields),
        known: [first.u - half, last.u + half],
    };
    let moved = |(x, y): (f32, f32)| (x, y - bend.at(x, y, size));
    let most = points
        .iter()
        .map(|(x, y)| bend.at(*x, *y, size).abs())
        .fold(0.0, f32::max);
    let sharp = |points: &[(f32, f32)]| -> f32 {
        let strips = (0..STRIPS).map(|strip| sharpness(&within(points, strip, 1, size), 0.0));
        strips.sum()
    };
    let level: Vec<(f32, f32)> = points.iter().copied().map(moved).collect();
    let bent = most >= MOVED && sharp(&level) > sharp(&points) * SHARPER;
    if bent { Some(bend) } else { leaning }
}

/// dx/dy of the left ends of lines; 0 where it is too small to matter or not clear.
fn lean(ink: &Ink) -> f32 {
    let spots = ink.spots();
    let first = spots.iter().filter(|spot| {
        let [left, top, _, bottom] = spot.place;
        let (width, height) = spot.size();
        let before = left.saturating_sub(ALONE)..left.saturating_sub(1);
        let alone = || {
            before
                .clone()
                .all(|x| (top..bottom).all(|y| !ink.is_dark(x, y)))
        };
        (3..=60).contains(&height) && width <= 90 && height.max(width) >= 4 && alone()
    });
    let mut starts: Vec<(f32, f32)> = first
        .map(|spot| {
            let [left, top, _, bottom] = spot.place;
            ((top + bottom) as f32 / 2.0, left as f32)
        })
        .collect();
    starts.sort_by(|one, other| one.0.total_cmp(&other.0));
    let middle = ink.height as f32 / 2.0;
    let told = (starts.len() >= FEWEST)
        .then(|| steepest(&starts, middle))
        .flatten();
    let Some((lean, _)) = told.filter(|(lean, _)| lean.abs() >= LEANS) else {
        return 0.0;
    };
    for start in &mut starts {
        start.0 -= middle;
    }
    if sharpness(&starts, lean) > sharpness(&starts, 0.0) * UPRIGHT {
        lean
    } else {
        0.0
    }
}

/// The middle of the foot of every letter, and places on rulings.
fn feet(ink: &Ink) -> Vec<(f32, f32)> {
    let spots = ink.spots();
    let letters = spots.iter().filter(|spot| {
        let (width, height) = spot.size();
        (3..=60).contains(&height) && width <= 90 && height.max(width) >= 4
    });
    let mut feet: Vec<(f32, f32)> = letters
        .map(|spot| {
            let [left, _, right, bottom] = spot.place;
            ((left + right) as f32 / 2.0, bottom as f32)
        })
        .collect();
    // A ruling goes on at both sides, perhaps a pixel higher or lower, and there is paper below it.
    for y in 2..ink.height.saturating_sub(4) {
        for x in (LONG..ink.width.saturating_sub(LONG)).step_by(EVERY) {
            let goes_on = || {
                (x - LONG..=x + LONG)
                    .step_by(2)
                    .all(|x| (y - 1..=y + 1).any(|y| ink.is_dark(x, y)))
            };
            let edge = ink.is_dark(x, y) && !ink.is_dark(x, y + 1) && !ink.is_dark(x, y + 3);
            if edge && goes_on() {
                feet.push((x as f32, y as f32 + 1.0));
            }
        }
    }
    feet
}

/// The points in so many strips from the given one.
fn within(
    points: &[(f32, f32)],
    strip: usize,
    strips: usize,
    [width, _]: [f32; 2],
) -> Vec<(f32, f32)> {
    let wide = width / STRIPS as f32;
    let from = strip as f32 * wide;
    let range = from..from + strips as f32 * wide;
    let inside = points.iter().filter(|(x, _)| range.contains(x));
    inside.copied().collect()
}

/// The slopes of the lines all over the page, from the left.
fn fields(points: &[(f32, f32)], size: [f32; 2]) -> Vec<Field> {
    let [width, height] = size;
    let band = height / BANDS as f32;
    let mut fields = Vec::new();
    for strip in 0..STRIPS - 1 {
        let mut strip = within(points, strip, 2, size);
        strip.sort_by(|one, other| one.1.total_cmp(&other.1));
        for at in 0..BANDS {
            let from = strip.partition_point(|(_, y)| *y < at as f32 * band);
            let to = strip.partition_point(|(_, y)| *y < (at + 1) as f32 * band);
            let Some(points) = strip.get(from..to).filter(|all| all.len() >= FEWEST) else {
                continue;
            };
            let count = points.len() as f32;
            let mean = |of: fn(&(f32, f32)) -> f32| points.iter().map(of).sum::<f32>() / count;
            let (x, y) = (mean(|point| point.0), mean(|point| point.1));
            let Some((slope, clear)) = steepest(points, x) else {
                continue;
            };
            fields.push(Field {
                u: (x - width / 2.0) / width,
                v: (y - height / 2.0) / width,
                slope,
                weight: (clear - 1.0) * count,
            });
        }
    }
    fields.sort_by(|one, other| one.u.total_cmp(&other.u));
    fields
}

/// The slope at which most points stand on common lines, and how much more clearly than at most slopes.
fn steepest(points: &[(f32, f32)], middle: f32) -> Option<(f32, f32)> {
    let around: Vec<(f32, f32)> = points.iter().map(|(x, y)| (x - middle, *y)).collect();
    let tried: Vec<(f32, f32)> = (-STEPS..=STEPS)
        .map(|step| step as f32 * STEP)
        .map(|slope| (sharpness(&around, slope), slope))
        .collect();
    let mut sorted = tried.clone();
    sorted.sort_by(|one, other| one.0.total_cmp(&other.0));
    let usual = sorted.get(sorted.len() / 2)?.0;
    // Of slopes that are as good, the one nearest to level.
    let best = tried.into_iter().reduce(|best, next| {
        let nearer = next.0 == best.0 && next.1.abs() < best.1.abs();
        if next.0 > best.0 || nearer {
            next
        } else {
            best
        }
    });
    let (sharp, slope) = best?;
    let clear = sharp / usual.max(1.0);
    let end = STEPS as f32 * STEP;
    (clear >= CLEAR && slope.abs() < end - STEP / 2.0).then_some((slope, clear))
}

/// How sharply the rows of points stand out that lie along a slope.
fn sharpness(points: &[(f32, f32)], slope: f32) -> f32 {
    let mut rows: Vec<u32> = Vec::new();
    for (x, y) in points {
        let row = (y - slope * x + 100.0).max(0.0) as usize;
        if rows.len() <= row {
            rows.resize(row + 1, 0);
        }
        if let Some(count) = rows.get_mut(row) {
            *count += 1;
        }
    }
    rows.iter().map(|count| (count * count) as f32).sum()
}

/// The polynomial nearest to the slopes of the fields, one factor after another, over and over. What is far astray counts less.
fn fitted(fields: &[Field]) -> [f32; 6] {
    let mean = fields.iter().map(|field| field.weight).sum::<f32>() / fields.len() as f32;
    let mut factors = [0.0; 6];
    for _ in 0..400 {
        for at in 0..factors.len() {
            // Little speaks for the higher powers where few fields do.
            let (mut pull, mut stiff) = (0.0, if at == 0 { 0.0 } else { mean * 2e-4 });
            let now = factors;
            let mut own = now.get(at).copied().unwrap_or(0.0) * -stiff;
            for field in fields {
                let powers = powers(field.u, field.v);
                let power = powers.get(at).copied().unwrap_or(0.0);
                let off = field.slope - dot(&now, &powers);
                let weight = field.weight / (1.0 + (off / ASTRAY).powi(2));
                own += weight * off * power;
                pull += weight * power * power;
            }
            stiff += pull;
            if let Some(factor) = factors.get_mut(at) {
                *factor += own / stiff.max(1e-6);
            }
        }
    }
    factors
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of letters on a page that bends towards its left side, or lies flat.
    fn page(bent: bool) -> (Gray, impl Fn(f32) -> f32) {
        let below = move |x: f32| {
            let from_side = (500.0 - x).max(0.0);
            if bent {
                from_side * from_side * 1.2e-4
            } else {
                0.0
            }
        };
        let letter = move |x: f32, y: f32| {
            let y = y - below(x);
            let (line, column) = ((y / 30.0) as usize, (x / 11.0) as usize);
            (80.0..820.0).contains(&x)
                && (100.0..1000.0).contains(&y)
                && (10.0..20.0).contains(&(y % 30.0))
                && x % 11.0 < 7.0
                && !(column + line).is_multiple_of(6)
        };
        let pixels = (0..1200)
            .flat_map(|y| (0..900).map(move |x| (x, y)))
            .map(|(x, y)| if letter(x as f32, y as f32) { 20 } else { 240 })
            .collect();
        let picture = Gray {
            width: 900,
            height: 1200,
            pixels,
        };
        (picture, below)
    }

    #[test]
    fn lines_that_bend_are_known_and_level_ones_are_left_alone() {
        assert_eq!(of(&page(false).0), None);
        let (picture, below) = page(true);
        let bend = of(&picture).expect("a bend");
        let at = |x: f32| bend.at(x, 600.0, [900.0, 1200.0]);
        for x in [120.0, 300.0, 500.0, 800.0] {
            let (told, true_one) = (at(x) - at(450.0), below(x) - below(450.0));
            assert!((told - true_one).abs() < 2.0, "{x}: {told} {true_one}");
        }
        assert!(bend.lean == 0.0);
        let flat = picture.straightened(0.0, 1.0, Some(&bend));
        assert_eq!(of(&flat), None);
    }
}
