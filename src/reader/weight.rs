//! Which words are set in bold: their strokes are thicker for their size than those of the rest of the page. The layout tells
//! labels and headings by it.

use super::accent::Shape;
use super::tsv::Word;
use std::ops::Range;

/// So much of a page at least is not in bold, in letters of a hundred.
const REGULAR: usize = 35;
/// Bold strokes are so many times as thick as regular ones.
const BOLD: f32 = 1.24;
/// Fewer letters do not tell.
const FEWEST: usize = 2;

/// Notes which words are in bold.
pub(super) fn mark(words: &mut [Word], shapes: &[Shape]) {
    let weights: Vec<Option<(f32, usize)>> =
        words.iter().map(|word| weight(word, shapes)).collect();
    let mut letters: Vec<f32> = weights
        .iter()
        .flatten()
        .flat_map(|(weight, letters)| std::iter::repeat_n(*weight, *letters))
        .collect();
    letters.sort_by(f32::total_cmp);
    let Some(regular) = letters.get(letters.len() * REGULAR / 100).copied() else {
        return;
    };
    for piece in pieces(words) {
        let weighed = weights.get(piece.clone()).unwrap_or_default();
        let (sum, letters) = weighed
            .iter()
            .flatten()
            .fold((0.0, 0_usize), |(sum, letters), (weight, more)| {
                (sum + weight * *more as f32, letters + more)
            });
        let bold = letters > FEWEST && sum / letters as f32 > regular * BOLD;
        for word in words.get_mut(piece).unwrap_or_default() {
            word.bold = bold;
        }
    }
}

/// Words that are set alike: those of a line up to a wide gap or the sign that ends a label.
fn pieces(words: &[Word]) -> Vec<Range<usize>> {
    let mut pieces = Vec::new();
    let mut from = 0;
    for (at, word) in words.iter().enumerate() {
        let ends = words.get(at + 1).is_none_or(|next| {
            next.row != word.row
                || next.place[0] - word.place[2] > word.font_size()
                || word.text.ends_with([':', '?', '*', ')'])
        });
        if ends {
            pieces.push(from..at + 1);
            from = at + 1;
        }
    }
    pieces
}

/// How thick the strokes of a word are in parts of its font size, and how many letters tell so.
fn weight(word: &Word, shapes: &[Shape]) -> Option<(f32, usize)> {
    let [left, top, right, bottom] = word.place;
    let letters = shapes.iter().filter(|shape| {
        let (x, y) = shape.middle();
        let within = left <= x && x <= right && top <= y && y <= bottom;
        within && shape.height() >= (bottom - top) * 0.35
    });
    let mut strokes: Vec<f32> = letters.map(|shape| shape.stroke).collect();
    strokes.sort_by(f32::total_cmp);
    let middle = strokes.get(strokes.len() / 2).copied()?;
    (strokes.len() >= FEWEST).then(|| (middle / word.font_size().max(1.0), strokes.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_with_thick_strokes_are_in_bold() {
        let mut shapes = Vec::new();
        let mut words: Vec<Word> = Vec::new();
        for (at, (text, size, stroke)) in [
            ("Country", 20.0, 3.4),
            ("is:", 20.0, 0.0),
            ("Ghana", 20.0, 2.1),
            ("Title", 40.0, 4.2),
            ("answer", 20.0, 2.2),
        ]
        .into_iter()
        .enumerate()
        {
            let left = at as f32 * 110.0;
            for letter in 0..text.chars().count() {
                let x = left + letter as f32 * 12.0;
                let place = [x, 100.0, x + 10.0, 100.0 + size * 0.6];
                if stroke > 0.0 {
                    shapes.push(Shape {
                        place,
                        lean: 0.0,
                        stroke,
                    });
                }
            }
            words.push(Word {
                text: text.to_owned(),
                place: [left, 100.0 - size * 0.13, left + 100.0, 100.0 + size * 0.6],
                confidence: 0.9,
                row: 1,
                bold: false,
            });
        }
        mark(&mut words, &shapes);
        let bold: Vec<bool> = words.iter().map(|word| word.bold).collect();
        assert_eq!(bold, [true, true, false, false, false]);
    }
}
