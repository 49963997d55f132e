//! Two pages side by side in one picture, as on an A3 sheet or in an open book: where they part, and each by itself.

use super::gray::Gray;
use super::ink::Ink;

/// Width to which a picture is brought for this, in pixels.
const WIDTH: f32 = 900.0;
/// Two pages are so much wider than high, in hundredths.
const BROAD: usize = 125;
/// Between two pages lie the margins of both, in hundredths of the picture's width. Labels stand closer to their answers.
const MARGINS: usize = 6;
/// How far the place where they part may lie from the middle, in hundredths of the width.
const OFF: usize = 4;
/// So few hundredths of the letters on one side are the dirt of an empty page.
const LEAST: usize = 5;

/// The two pages that a picture shows side by side, when it does.
pub(super) fn pages(picture: &Gray) -> Option<[Gray; 2]> {
    if picture.width * 100 < picture.height * BROAD {
        return None;
    }
    let factor = (WIDTH / picture.width as f32).min(1.0);
    let small = picture.clone().shrunk(factor);
    let at = parting(&Ink::of(&small))?;
    let at = (at as f32 / factor) as usize;
    Some([part(picture, 0, at), part(picture, at, picture.width)])
}

/// The column in the middle of the white between two pages.
fn parting(ink: &Ink) -> Option<usize> {
    let (width, height) = (ink.width, ink.height);
    let counts: Vec<usize> = (0..width)
        .map(|x| (0..height).filter(|y| ink.is_dark(x, *y)).count())
        .collect();
    // Dirt is no letter, and a line from top to bottom is the fold of the sheet.
    let white = |x: &usize| {
        let count = counts.get(*x).copied().unwrap_or_default();
        count * 200 <= height || count * 2 > height
    };
    let middle = width / 2;
    let reach = width * OFF / 100;
    let right = (middle..width).take_while(white).count();
    let left = (0..middle).rev().take_while(white).count();
    let (from, to) = (middle - left, middle + right);
    let wide = (to - from) * 100 >= width * MARGINS;
    // Where one page is hardly written on, the white reaches far into it.
    let at = (from.max(middle - reach) + to.min(middle + reach)) / 2;
    let sum = |part: Option<&[usize]>| part.unwrap_or_default().iter().sum::<usize>();
    let (one, other) = (sum(counts.get(..from)), sum(counts.get(to..)));
    let both = one.min(other) * 100 >= (one + other) * LEAST;
    (left > 0 && right > 0 && wide && both).then_some(at)
}

/// The part of a picture between two columns.
fn part(picture: &Gray, from: usize, to: usize) -> Gray {
    let rows = picture.pixels.chunks_exact(picture.width);
    let pixels = rows.flat_map(|row| row.get(from..to).unwrap_or_default());
    Gray {
        width: to - from,
        height: picture.height,
        pixels: pixels.copied().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Lines of text from one column to another, in a picture of 1000 by 700.
    fn picture(columns: &[(usize, usize)]) -> Gray {
        let ink = |x: usize, y: usize| {
            let lines = (60..600).contains(&y) && y % 20 < 8 && x % 9 < 6;
            lines && columns.iter().any(|(from, to)| (*from..*to).contains(&x))
        };
        let pixels = (0..700)
            .flat_map(|y| (0..1000).map(move |x| (x, y)))
            .map(|(x, y)| if ink(x, y) { 20 } else { 250 });
        Gray {
            width: 1000,
            height: 700,
            pixels: pixels.collect(),
        }
    }

    #[test]
    fn two_pages_in_one_picture_are_parted_between_their_margins() {
        let [left, right] = pages(&picture(&[(50, 450), (540, 950)])).unwrap();
        assert_eq!((left.height, left.width + right.width), (700, 1000));
        assert!((460..530).contains(&left.width), "{}", left.width);
        // The first page is a short list.
        assert!(pages(&picture(&[(50, 200), (540, 950)])).is_some());
    }

    #[test]
    fn a_broad_page_stays_whole() {
        assert_eq!(pages(&picture(&[(50, 950)])), None);
        // Labels and their answers.
        assert_eq!(pages(&picture(&[(50, 480), (510, 950)])), None);
        assert_eq!(pages(&picture(&[(50, 300), (350, 950)])), None);
        assert_eq!(pages(&picture(&[(50, 450)])), None);
    }
}
