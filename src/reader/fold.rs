//! Lines that run through words, or off the page: folds of the paper and mistakes, and no rulings.

use super::ink::Stroke;
use super::tsv::Word;

/// OCR must be so sure of a word, of so many letters, for it to tell.
const SURE: f32 = 0.5;
const LETTERS: usize = 3;
/// What parts of a word's height from either end of it a line down runs through it, and from its top a line across.
const ENDS: f32 = 0.4;
const MIDDLE: std::ops::Range<f32> = 0.25..0.6;
/// A line through the words of one line in so many is no ruling.
const ROWS: usize = 6;
/// A line that ends in this part of the page's width from its edge runs off it.
const EDGE: f32 = 0.01;

/// The rulings that are none left out, and what else lies on the same lines.
pub(super) fn left_out(
    mut rulings: Vec<Stroke>,
    words: &[Word],
    [width, height]: [f32; 2],
) -> Vec<Stroke> {
    let telling = words.iter().filter(|word| {
        word.row > 0 && word.confidence >= SURE && word.text.chars().count() >= LETTERS
    });
    let telling: Vec<&Word> = telling.collect();
    let edge = width * EDGE;
    let runs_off = |stroke: &&Stroke| {
        let [left, top, right, bottom] = stroke.place;
        let (from, to, whole) = match stroke.horizontal {
            true => (left, right, width),
            false => (top, bottom, height),
        };
        from <= edge || to >= whole - edge
    };
    let off: Vec<Stroke> = rulings.iter().filter(runs_off).copied().collect();
    let mut folds: Vec<Stroke> = rulings
        .iter()
        .filter(|stroke| cuts(stroke, &telling))
        .copied()
        .collect();
    // A picture may be cut off within a table.
    if off.len() * 4 <= rulings.len() {
        folds.extend(off);
    }
    rulings.retain(|stroke| !folds.iter().any(|fold| goes_on(fold, stroke)));
    rulings
}

/// True for a line that runs through words.
fn cuts(stroke: &Stroke, words: &[&Word]) -> bool {
    let [left, top, right, bottom] = stroke.place;
    let (x, y) = ((left + right) / 2.0, (top + bottom) / 2.0);
    let cut = |word: &&&Word| {
        let [from, above, to, below] = word.place;
        let height = below - above;
        if stroke.horizontal {
            let at = (y - above) / height.max(1.0);
            MIDDLE.contains(&at) && left < to && right > from
        } else {
            let middle = (above + below) / 2.0;
            x > from + height * ENDS && x < to - height * ENDS && (top..bottom).contains(&middle)
        }
    };
    let through: Vec<&&Word> = words.iter().filter(cut).collect();
    let Some(first) = through.first() else {
        return false;
    };
    if stroke.horizontal {
        return through.len() > 1 || right - left < (first.place[2] - first.place[0]) * 1.5;
    }
    let mut rows: Vec<u64> = words
        .iter()
        .filter(|word| word.place[1] < bottom && word.place[3] > top)
        .map(|word| word.row)
        .collect();
    rows.dedup();
    through.len() * ROWS >= rows.len()
}

/// True when both lie on one line, or nearly.
fn goes_on(fold: &Stroke, other: &Stroke) -> bool {
    let at = |stroke: &Stroke| {
        let [left, top, right, bottom] = stroke.place;
        if stroke.horizontal {
            (top, bottom)
        } else {
            (left, right)
        }
    };
    let ((from, to), (start, end)) = (at(fold), at(other));
    fold.horizontal == other.horizontal && start <= to + 1.0 && end >= from - 1.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(row: u64, left: f32, right: f32) -> Word {
        Word {
            text: "Principale".to_owned(),
            place: [left, row as f32 * 20.0, right, row as f32 * 20.0 + 10.0],
            confidence: 0.9,
            row,
            bold: false,
        }
    }

    fn stroke(horizontal: bool, place: [f32; 4]) -> Stroke {
        Stroke { place, horizontal }
    }

    #[test]
    fn a_fold_through_words_is_no_ruling_in_any_of_its_pieces() {
        let words: Vec<Word> = (1..10)
            .flat_map(|row| {
                let through = row % 4 == 0;
                [
                    word(row, 50.0, 120.0),
                    word(row, if through { 280.0 } else { 310.0 }, 370.0),
                ]
            })
            .collect();
        let side = stroke(false, [200.0, 10.0, 201.0, 220.0]);
        let fold = stroke(false, [300.0, 10.0, 301.0, 220.0]);
        let piece = stroke(false, [301.0, 400.0, 302.0, 700.0]);
        let row = stroke(true, [40.0, 37.0, 500.0, 38.0]);
        let struck = stroke(true, [60.0, 104.0, 350.0, 105.0]);
        let off = stroke(true, [0.0, 300.0, 200.0, 301.0]);
        let others = [45.0, 57.0, 77.0].map(|y| stroke(true, [40.0, y + 10.0, 500.0, y + 11.0]));
        let down = stroke(false, [400.0, 0.0, 401.0, 30.0]);
        let more = stroke(false, [401.0, 50.0, 402.0, 90.0]);
        let mut all = vec![side, fold, piece, row, struck, off, down, more];
        all.extend(others);
        let mut rulings = vec![side, row];
        rulings.extend(others);
        assert_eq!(left_out(all, &words, [595.0, 842.0]), rulings);
    }
}
