//! A sheet of paper that was photographed on a desk: where it lies, and its picture alone, as if it had been scanned.

use super::gray::Gray;

/// Width to which a picture is brought for this, in pixels.
const WIDTH: f32 = 360.0;
/// Paper is so much brighter than what it lies on.
const BRIGHTER: f32 = 45.0;
/// The hundredths of the picture that the paper covers.
const COVERED: std::ops::Range<usize> = 35..98;
/// So many hundredths at most of what lies around the paper are as bright as paper.
const BRIGHT_AROUND: usize = 40;
/// So many hundredths of the edge keep to its line.
const STRAIGHT: usize = 60;
/// An edge so many hundredths of the side away from that of the picture is one of the paper; nearer ones are the picture's.
const AWAY: f32 = 0.012;
/// How much of the edge of the paper is cut off, in parts of its side.
const TRIM: f32 = 0.007;
/// So many pixels to either side of the edge of paper it is as bright as paper and as dark as what it lies on, and so many
/// pixels further away it changes little.
const NEAR: f32 = 3.0;
const FAR: f32 = 12.0;
/// So many hundredths of what it changes from far to far, it changes at the edge.
const SHARP: f32 = 0.5;

/// A point in pixels.
type Point = (f32, f32);

/// The straight line `across = level + slope * along`.
#[derive(Debug, Clone, Copy)]
struct Line {
    level: f32,
    slope: f32,
}

impl Line {
    fn through(one: Point, other: Point) -> Option<Line> {
        let along = other.0 - one.0;
        (along.abs() >= 1.0).then(|| {
            let slope = (other.1 - one.1) / along;
            Line {
                level: one.1 - slope * one.0,
                slope,
            }
        })
    }

    fn at(&self, along: f32) -> f32 {
        self.level + self.slope * along
    }

    /// The line that runs along the side of the picture at this level.
    fn straight(level: f32) -> Line {
        Line { level, slope: 0.0 }
    }
}

/// The sheet of paper alone where the picture shows one on something darker; `None` where the picture is the sheet.
pub(super) fn cleared(picture: &Gray) -> Option<Gray> {
    let factor = (WIDTH / picture.width.min(picture.height) as f32).min(1.0);
    let small = picture.clone().shrunk(factor);
    let corners = corners(&small)?;
    Some(unfolded(
        picture,
        corners.map(|(x, y)| (x / factor, y / factor)),
    ))
}

/// The corners of the paper, clockwise from the one above at the left.
fn corners(small: &Gray) -> Option<[Point; 4]> {
    let (width, height) = (small.width, small.height);
    let level = parting(&small.pixels)?;
    let bright: Vec<bool> = small.pixels.iter().map(|pixel| *pixel > level).collect();
    let paper = largest(&bright, width);
    let covered = paper.iter().filter(|paper| **paper).count();
    let all = width * height;
    if !COVERED.contains(&(covered * 100 / all.max(1))) {
        return None;
    }
    let is_paper = |x: usize, y: usize| paper.get(y * width + x) == Some(&true);
    let row = |y: usize, from_end: bool| {
        let mut places = (0..width).filter(|x| is_paper(*x, y));
        let found = if from_end {
            places.next_back()
        } else {
            places.next()
        };
        found.map(|x| (y as f32, (x + usize::from(from_end)) as f32))
    };
    let column = |x: usize, from_end: bool| {
        let mut places = (0..height).filter(|y| is_paper(x, *y));
        let found = if from_end {
            places.next_back()
        } else {
            places.next()
        };
        found.map(|y| (x as f32, (y + usize::from(from_end)) as f32))
    };
    let side = |end: bool| edge(&(0..height).filter_map(|y| row(y, end)).collect::<Vec<_>>());
    let lid = |end: bool| {
        edge(
            &(0..width)
                .filter_map(|x| column(x, end))
                .collect::<Vec<_>>(),
        )
    };
    let (wide, high) = (width as f32, height as f32);
    // Where it only grows dark, a shadow falls on the sheet, and the sheet goes on as far as the picture.
    let settle = |line: Line, inward: f32, upright: bool, border: f32| {
        let sharp = is_sharp(small, &line, inward, upright);
        if sharp { line } else { Line::straight(border) }
    };
    let left = settle(side(false)?, 1.0, true, 0.0);
    let right = settle(side(true)?, -1.0, true, wide);
    let top = settle(lid(false)?, 1.0, false, 0.0);
    let bottom = settle(lid(true)?, -1.0, false, high);
    let away = [
        left.at(high / 2.0) / wide,
        1.0 - right.at(high / 2.0) / wide,
        top.at(wide / 2.0) / high,
        1.0 - bottom.at(wide / 2.0) / high,
    ];
    if away.iter().all(|away| *away < AWAY) {
        return None;
    }
    // What lies around the paper is darker, or it is only a frame drawn on the paper.
    let outside = |x: usize, y: usize| {
        let (x, y) = (x as f32, y as f32);
        x < left.at(y) - 1.0
            || x > right.at(y) + 1.0
            || y < top.at(x) - 1.0
            || y > bottom.at(x) + 1.0
    };
    let (mut around, mut as_bright) = (0_usize, 0_usize);
    for (at, bright) in bright.iter().enumerate() {
        if outside(at % width, at / width) {
            around += 1;
            as_bright += usize::from(*bright);
        }
    }
    if as_bright * 100 > around * BRIGHT_AROUND {
        return None;
    }
    let meeting = |side: Line, lid: Line| {
        let y = (lid.level + lid.slope * side.level) / (1.0 - lid.slope * side.slope);
        (side.at(y), y)
    };
    Some([
        meeting(left, top),
        meeting(right, top),
        meeting(right, bottom),
        meeting(left, bottom),
    ])
}

/// True where paper ends: it grows dark within a few pixels, and a shadow takes its time.
fn is_sharp(small: &Gray, line: &Line, inward: f32, upright: bool) -> bool {
    let (length, breadth) = if upright {
        (small.height, small.width)
    } else {
        (small.width, small.height)
    };
    let level = |along: usize, off: f32| {
        let across = line.at(along as f32) + off * inward;
        let across = (across.max(0.0) as usize).min(breadth.saturating_sub(1));
        let at = if upright {
            along * small.width + across
        } else {
            across * small.width + along
        };
        small.pixels.get(at).map_or(0.0, |pixel| f32::from(*pixel))
    };
    // The corners of the paper may lie anywhere in the outer quarters.
    let middle = || length / 4..length - length / 4;
    let step = |off: f32| {
        let mut steps: Vec<f32> = middle()
            .map(|along| level(along, off) - level(along, -off))
            .collect();
        steps.sort_by(f32::total_cmp);
        steps.get(steps.len() / 2).copied().unwrap_or_default()
    };
    step(NEAR) >= step(FAR) * SHARP
}

/// The level of grey that parts dark from bright best (Otsu). `None` when both are too much alike.
fn parting(pixels: &[u8]) -> Option<u8> {
    let mut counts = [0_f32; 256];
    for pixel in pixels {
        if let Some(count) = counts.get_mut(usize::from(*pixel)) {
            *count += 1.0;
        }
    }
    let weight = |(level, count): (usize, &f32)| level as f32 * count;
    let (all, sum) = (
        pixels.len() as f32,
        counts.iter().enumerate().map(weight).sum::<f32>(),
    );
    let (mut below, mut below_sum) = (0.0, 0.0);
    let mut best = (0.0, 0, 0.0);
    for (level, count) in counts.iter().enumerate() {
        below += count;
        below_sum += weight((level, count));
        let above = all - below;
        if below > 0.0 && above > 0.0 {
            let apart = (sum - below_sum) / above - below_sum / below;
            let parted = below * above * apart * apart;
            if parted > best.0 {
                best = (parted, level, apart);
            }
        }
    }
    (best.2 >= BRIGHTER).then_some(best.1 as u8)
}

/// The largest spot of bright pixels that hang together.
fn largest(bright: &[bool], width: usize) -> Vec<bool> {
    let mut owner = vec![0_u32; bright.len()];
    let (mut spots, mut most) = (0, (0, 0));
    let mut queue = Vec::new();
    for start in 0..bright.len() {
        if bright.get(start) != Some(&true) || owner.get(start) != Some(&0) {
            continue;
        }
        spots += 1;
        let mut count = 0_usize;
        queue.push(start);
        while let Some(at) = queue.pop() {
            if bright.get(at) != Some(&true) {
                continue;
            }
            match owner.get_mut(at) {
                Some(owner) if *owner == 0 => *owner = spots,
                _ => continue,
            }
            count += 1;
            if at % width > 0 {
                queue.push(at - 1);
            }
            if at % width + 1 < width {
                queue.push(at + 1);
            }
            queue.extend(at.checked_sub(width));
            queue.push(at + width);
        }
        if count > most.0 {
            most = (count, spots);
        }
    }
    owner.iter().map(|owner| *owner == most.1).collect()
}

/// The line to which most points keep, and `None` when many do not.
fn edge(points: &[Point]) -> Option<Line> {
    const TRIED: usize = 24;
    let near = |line: &Line, point: &Point| (line.at(point.0) - point.1).abs() <= 1.6;
    let tried: Vec<Point> = (0..TRIED)
        .filter_map(|at| points.get(at * points.len() / TRIED).copied())
        .collect();
    let (mut best, mut most) = (None, 0);
    for (at, one) in tried.iter().enumerate() {
        for other in tried.iter().skip(at + TRIED / 4) {
            let Some(line) = Line::through(*one, *other) else {
                continue;
            };
            let kept = points.iter().filter(|point| near(&line, point)).count();
            if kept > most {
                (best, most) = (Some(line), kept);
            }
        }
    }
    let best = best?;
    if most * 100 < points.len() * STRAIGHT {
        return None;
    }
    // The mean of all that keep to it is more exact than two of them.
    let kept = points.iter().filter(|point| near(&best, point));
    let [n, x, y, xx, xy] = kept.fold([0.0_f32; 5], |[n, x, y, xx, xy], (along, across)| {
        [
            n + 1.0,
            x + along,
            y + across,
            xx + along * along,
            xy + along * across,
        ]
    });
    let spread = n * xx - x * x;
    if spread <= 0.0 {
        return Some(best);
    }
    let slope = (n * xy - x * y) / spread;
    Some(Line {
        level: (y - slope * x) / n,
        slope,
    })
}

/// What lies between four corners as a rectangle: lines that meet in the distance run level again.
fn unfolded(picture: &Gray, [one, two, three, four]: [Point; 4]) -> Gray {
    let far = |one: Point, other: Point| (other.0 - one.0).hypot(other.1 - one.1);
    let side = |length: f32| (length / 2.0 * (1.0 - 2.0 * TRIM)).max(1.0) as usize;
    let width = side(far(one, two) + far(four, three)).min(picture.width * 2);
    let height = side(far(one, four) + far(two, three)).min(picture.height * 2);
    // Heckbert's map of a square to any four corners.
    let (dx1, dx2) = (two.0 - three.0, four.0 - three.0);
    let (dy1, dy2) = (two.1 - three.1, four.1 - three.1);
    let (sx, sy) = (
        one.0 - two.0 + three.0 - four.0,
        one.1 - two.1 + three.1 - four.1,
    );
    let whole = dx1 * dy2 - dx2 * dy1;
    let (g, h) = ((sx * dy2 - dx2 * sy) / whole, (dx1 * sy - sx * dy1) / whole);
    let (a, b) = (two.0 - one.0 + g * two.0, four.0 - one.0 + h * four.0);
    let (d, e) = (two.1 - one.1 + g * two.1, four.1 - one.1 + h * four.1);
    let part = |at: usize, of: usize| TRIM + (at as f32 + 0.5) / of as f32 * (1.0 - 2.0 * TRIM);
    let mut pixels = Vec::with_capacity(width * height);
    for row in 0..height {
        let v = part(row, height);
        for column in 0..width {
            let u = part(column, width);
            let depth = g * u + h * v + 1.0;
            let x = (a * u + b * v + one.0) / depth - 0.5;
            let y = (d * u + e * v + one.1) / depth - 0.5;
            pixels.push(between(picture, x, y));
        }
    }
    Gray {
        width,
        height,
        pixels,
    }
}

/// The brightness at a place between four pixels; paper beyond the picture.
fn between(picture: &Gray, x: f32, y: f32) -> u8 {
    if x < 0.0 || y < 0.0 {
        return 255;
    }
    let (left, top) = (x as usize, y as usize);
    if left + 1 >= picture.width || top + 1 >= picture.height {
        return 255;
    }
    let (part_x, part_y) = (x - left as f32, y - top as f32);
    let level = |at: usize| match picture.pixels.get(at..at + 2) {
        Some([one, next]) => f32::from(*one) * (1.0 - part_x) + f32::from(*next) * part_x,
        _ => 255.0,
    };
    let at = top * picture.width + left;
    (level(at) * (1.0 - part_y) + level(at + picture.width) * part_y + 0.5) as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A desk with a sheet of paper whose left edge leans, and a bar of ink on it.
    fn photograph(desk: u8) -> Gray {
        let (width, height) = (600, 800);
        let pixels = (0..height)
            .flat_map(|y| (0..width).map(move |x| (x, y)))
            .map(|(x, y)| {
                let left = 40.0 + y as f32 * 0.05;
                let paper = (x as f32) > left && x < 560 && (50..770).contains(&y);
                let bar = (x as f32) > left + 60.0 && x < 500 && (300..310).contains(&y);
                match (paper, bar) {
                    (true, true) => 30,
                    (true, false) => 230,
                    _ => desk + ((x * 7 + y * 13) % 20) as u8,
                }
            })
            .collect();
        Gray {
            width,
            height,
            pixels,
        }
    }

    #[test]
    fn a_sheet_on_a_desk_is_cleared_of_the_desk_and_its_edges_are_upright() {
        let sheet = cleared(&photograph(90)).unwrap();
        assert!((480..520).contains(&sheet.width), "{}", sheet.width);
        assert!((690..725).contains(&sheet.height), "{}", sheet.height);
        let edge = (0..sheet.height).flat_map(|y| [y * sheet.width, (y + 1) * sheet.width - 1]);
        assert!(edge.into_iter().all(|at| sheet.pixels[at] > 200));
        assert!(sheet.pixels.iter().any(|pixel| *pixel < 60));
    }

    #[test]
    fn the_shadow_of_a_book_over_one_side_is_no_desk() {
        let (width, height) = (600, 800);
        let pixels = (0..height)
            .flat_map(|_| 0..width)
            .map(|x: usize| 130 + (x.min(170) * 110 / 170) as u8);
        let shaded = Gray {
            width,
            height,
            pixels: pixels.collect(),
        };
        assert_eq!(cleared(&shaded), None);
    }

    #[test]
    fn a_scan_and_a_frame_on_paper_are_left_as_they_are() {
        let mut scan = photograph(210);
        assert_eq!(cleared(&scan), None);
        for (at, pixel) in scan.pixels.iter_mut().enumerate() {
            let (x, y) = (at % 600, at / 600);
            let frame = |inset: usize| {
                (inset..600 - inset).contains(&x) && (inset..800 - inset).contains(&y)
            };
            *pixel = if frame(40) && !frame(46) { 20 } else { 240 };
        }
        assert_eq!(cleared(&scan), None);
    }
}
