//! Accents as the picture shows them. Tesseract's model of one language writes the accents of another as its own, or leaves
//! them out, and a name may come from any language.

use super::gray::Gray;
use super::ink::{Ink, Spot};
use super::tsv::Word;
use serde::{Deserialize, Serialize};
use unicode_normalization::char::{compose, decompose_canonical};

/// With more spots than this a page is dirt, which would be taken for accents.
const MOST_SPOTS: usize = 20_000;
/// A stroke leans when its ink keeps to a rising or falling line as clearly as this; a dot or a roof does not, and a tilde
/// falls a little.
const RISES: f32 = -0.28;
const FALLS: f32 = 0.45;
/// No tilde leans as clearly as this, and no dot.
const STEEP: f32 = 0.6;
const STROKE: f32 = 0.45;
/// An accent may stand so far above the box that OCR gave its word, in heights of the word.
const ABOVE: f32 = 0.28;

const GRAVE: char = '\u{300}';
const ACUTE: char = '\u{301}';
const CIRCUMFLEX: char = '\u{302}';
const DIAERESIS: char = '\u{308}';
const TILDE: char = '\u{303}';

/// A letter or an accent in the picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct Shape {
    /// Left, top, right, bottom in pixels.
    pub place: [f32; 4],
    /// From 1 for ink on a line that falls to the right to -1 for one that rises.
    pub lean: f32,
    /// How thick its strokes are.
    pub stroke: f32,
}

impl Shape {
    fn width(&self) -> f32 {
        self.place[2] - self.place[0]
    }

    pub(super) fn height(&self) -> f32 {
        self.place[3] - self.place[1]
    }

    pub(super) fn middle(&self) -> (f32, f32) {
        let [left, top, right, bottom] = self.place;
        ((left + right) / 2.0, (top + bottom) / 2.0)
    }
}

/// The spots that may be letters or accents; `letter` is the height of letters in pixels.
pub(super) fn shapes(picture: &Gray, ink: &Ink, spots: &[Spot], letter: f32) -> Vec<Shape> {
    if spots.len() > MOST_SPOTS {
        return Vec::new();
    }
    let size = |spot: &Spot| {
        let (width, height) = spot.size();
        (width as f32, height as f32)
    };
    let letters = spots.iter().filter(|spot| {
        let (width, height) = size(spot);
        width >= 2.0 && height >= 2.0 && width < letter * 4.0 && height < letter * 4.0
    });
    let shapes = letters.map(|spot| {
        let (width, height) = size(spot);
        let small = width < letter && height < letter;
        Shape {
            place: spot.place.map(|at| at as f32),
            lean: if small {
                lean(picture, spot.place)
            } else {
                0.0
            },
            stroke: stroke(ink, spot.place),
        }
    });
    shapes.collect()
}

/// How the ink's places across and down go together (Pearson's correlation).
fn lean(picture: &Gray, [left, top, right, bottom]: [usize; 4]) -> f32 {
    let mut sums = [0.0_f32; 6];
    for y in top..bottom {
        let row = picture
            .pixels
            .get(y * picture.width + left..y * picture.width + right);
        for (x, pixel) in row.unwrap_or_default().iter().enumerate() {
            let ink = 1.0 - f32::from(*pixel) / 255.0;
            let (x, y) = (x as f32, (y - top) as f32);
            let terms = [1.0, x, y, x * x, y * y, x * y];
            for (sum, term) in sums.iter_mut().zip(terms) {
                *sum += ink * term;
            }
        }
    }
    let [all, x, y, xx, yy, xy] = sums;
    let spread = (xx * all - x * x) * (yy * all - y * y);
    if spread > 0.0 {
        (xy * all - x * y) / spread.sqrt()
    } else {
        0.0
    }
}

/// The ink between its edges across and down, so that bars and stems are as thick.
fn stroke(ink: &Ink, [left, top, right, bottom]: [usize; 4]) -> f32 {
    let (mut dark, mut edges) = (0_u32, 0_u32);
    for y in top..bottom {
        for x in left..right {
            if ink.is_dark(x, y) {
                dark += 1;
                edges += u32::from(!ink.is_dark(x + 1, y)) + u32::from(!ink.is_dark(x, y + 1));
            }
        }
    }
    dark as f32 / edges.max(1) as f32
}

/// Gives names the accents that stand over their letters. Words in small letters are the page's own language, which OCR knows
/// best; where that language is none that it reads in, it sees that there is an accent, and takes it for one of its own.
/// Nothing is done to a word whose letters do not stand apart in the picture.
pub(super) fn correct(words: &mut [Word], shapes: &[Shape]) {
    for word in words {
        let first = word.text.chars().find(|c| c.is_alphabetic());
        let small = !first.is_some_and(char::is_uppercase);
        if !small
            || word
                .text
                .chars()
                .any(|c| c.is_alphabetic() && !c.is_ascii())
        {
            let [left, top, right, bottom] = word.place;
            let above = top - (bottom - top) * ABOVE;
            let within = shapes.iter().filter(|shape| {
                let (x, y) = shape.middle();
                left <= x && x <= right && above <= y && y <= bottom
            });
            if let Some(text) = corrected(&word.text, word.place, within.collect(), small) {
                word.text = text;
            }
        }
    }
}

fn corrected(text: &str, place: [f32; 4], shapes: Vec<&Shape>, small: bool) -> Option<String> {
    let (middle, height) = ((place[1] + place[3]) / 2.0, place[3] - place[1]);
    let (mut bodies, signs): (Vec<&Shape>, Vec<&Shape>) = shapes
        .into_iter()
        .partition(|shape| shape.place[3] > middle && shape.height() >= height * 0.3);
    bodies.sort_by(|one, other| one.place[0].total_cmp(&other.place[0]));
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    if letters != bodies.len() {
        return None;
    }
    let mut over: Vec<Vec<&Shape>> = vec![Vec::new(); bodies.len()];
    for sign in signs {
        let aside = |body: &&Shape| (body.middle().0 - sign.middle().0).abs();
        let nearest = bodies
            .iter()
            .zip(&mut over)
            .min_by(|(one, _), (other, _)| aside(one).total_cmp(&aside(other)));
        if let Some((_, over)) = nearest.filter(|(body, _)| is_over(body, sign)) {
            over.push(sign);
        }
    }
    let mut over = over.into_iter();
    let letter = |(c, next): (char, Option<char>)| {
        if !c.is_alphanumeric() {
            return c;
        }
        let signs = over.next().unwrap_or_default();
        // The dot of an i is rarely round.
        let dot = c == 'i' && !leans(&signs, STROKE);
        let steep = leans(&signs, STEEP);
        let accent = accent(&signs).filter(|_| !dot && (!small || !c.is_ascii()));
        accent
            .and_then(|accent| with(c, accent, steep, !next.is_some_and(char::is_alphabetic)))
            .unwrap_or(c)
    };
    let nexts = text.chars().skip(1).map(Some).chain([None]);
    Some(text.chars().zip(nexts).map(letter).collect())
}

/// True for a sign close above a letter.
fn is_over(body: &Shape, sign: &Shape) -> bool {
    let [left, top, right, _] = body.place;
    let slack = (right - left) * 0.3;
    let x = sign.middle().0;
    let gap = top - sign.place[3];
    left - slack <= x && x <= right + slack && gap > -2.0 && gap < body.height() * 0.6
}

/// The accent that the signs over a letter are, where it can be told.
fn accent(signs: &[&Shape]) -> Option<char> {
    match signs {
        [one, other] => {
            let alike = |one: f32, other: f32| one <= other * 1.7 && other <= one * 1.7;
            let level = (one.middle().1 - other.middle().1).abs() < one.height() * 0.5;
            let dots = alike(one.width(), other.width()) && alike(one.height(), other.height());
            (level && dots && one.width() < one.height() * 2.0).then_some(DIAERESIS)
        }
        [stroke] if stroke.height() >= 3.0 && stroke.lean <= RISES => Some(ACUTE),
        [stroke] if stroke.height() >= 3.0 && stroke.lean >= FALLS => Some(GRAVE),
        _ => None,
    }
}

/// True for a stroke that leans so much, and for several signs.
fn leans(signs: &[&Shape], least: f32) -> bool {
    !matches!(signs, [stroke] if stroke.lean.abs() < least)
}

/// A vowel with this accent instead of what OCR put there. Other signs than those that are told here are OCR's to tell: the
/// dot of an `i` leans to no side, and a grave stands on one at the end of words alone.
fn with(c: char, accent: char, steep: bool, last: bool) -> Option<char> {
    let mut parts = Vec::new();
    decompose_canonical(c, |part| parts.push(part));
    let (base, read) = match parts.as_slice() {
        [base] => (*base, None),
        [base, read] => (*base, Some(*read)),
        _ => return None,
    };
    let vowel =
        "aeouyAEOUY".contains(base) || "iI".contains(base) && (accent != GRAVE || steep && last);
    let doubtful = read.is_none_or(|read| {
        [GRAVE, ACUTE, CIRCUMFLEX, DIAERESIS].contains(&read)
            || read == TILDE && accent == GRAVE && steep
    });
    (vowel && doubtful).then(|| compose(base, accent)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word of letters 10 wide and 20 high, 14 apart, with signs over some of them.
    fn shapes(letters: usize, signs: &[(usize, &[f32])]) -> Vec<Shape> {
        let shape = |left: f32, top: f32, width: f32, height: f32, lean: f32| Shape {
            place: [left, top, left + width, top + height],
            lean,
            stroke: 2.0,
        };
        let left = |at: usize| 100.0 + at as f32 * 14.0;
        let mut all: Vec<Shape> = (0..letters)
            .map(|at| shape(left(at), 110.0, 10.0, 20.0, 0.0))
            .collect();
        for (at, leans) in signs {
            for (number, lean) in leans.iter().enumerate() {
                all.push(shape(
                    left(*at) + number as f32 * 6.0,
                    102.0,
                    4.0,
                    5.0,
                    *lean,
                ));
            }
        }
        all
    }

    fn read(text: &str, shapes: &[Shape]) -> String {
        let mut words = [Word {
            text: text.to_owned(),
            place: [99.0, 100.0, 300.0, 132.0],
            confidence: 0.9,
            row: 1,
            bold: false,
        }];
        correct(&mut words, shapes);
        let [word] = words;
        word.text
    }

    #[test]
    fn the_picture_tells_the_accents_of_names() {
        let grave: &[f32] = &[0.8];
        let acute: &[f32] = &[-0.8];
        let dots: &[f32] = &[0.0, 0.1];
        let other: &[f32] = &[0.1];
        for (read_as, signs, name) in [
            ("Inés", (2, grave), "Inès"),
            ("Ines", (2, acute), "Inés"),
            ("Bauer", (1, dots), "Bäuer"),
            ("Leila", (2, dots), "Leïla"),
            ("Raül", (2, acute), "Raúl"),
            ("João", (2, other), "João"),
            ("Irene", (0, other), "Irene"),
            ("Leila", (2, other), "Leila"),
            ("Maria", (3, acute), "María"),
            ("Mario", (3, other), "Mario"),
            ("Mario", (3, grave), "Mario"),
            ("Forli", (4, grave), "Forlì"),
            ("Forli", (4, other), "Forli"),
            ("tres", (2, grave), "tres"),
            ("Maria", (3, &[-0.4]), "Maria"),
            ("Podestã", (6, grave), "Podestà"),
            ("cittã", (4, grave), "città"),
            ("irmã", (3, other), "irmã"),
            ("puô", (2, grave), "può"),
        ] {
            let letters = read_as.chars().count();
            assert_eq!(read(read_as, &shapes(letters, &[signs])), name);
        }
    }

    #[test]
    fn letters_that_hang_together_tell_nothing() {
        assert_eq!(read("Ines", &shapes(3, &[(2, &[0.8])])), "Ines");
    }

    #[test]
    fn a_stroke_leans_as_it_is_drawn() {
        let drawn = |ink: fn(usize, usize) -> bool| {
            let pixels = (0..100).map(|at| if ink(at % 10, at / 10) { 20 } else { 255 });
            let picture = Gray {
                width: 10,
                height: 10,
                pixels: pixels.collect(),
            };
            lean(&picture, [0, 0, 10, 10])
        };
        assert!(drawn(|x, y| x.abs_diff(y) < 2) > FALLS);
        assert!(drawn(|x, y| (9 - x).abs_diff(y) < 2) < RISES);
        assert!(drawn(|x, y| x.abs_diff(5) == y / 2).abs() < -RISES);
    }
}
