//! What is drawn and stamped among the words. OCR makes words of the strokes of a signature and of the rings of a seal, and
//! reads what is written in the seal; none of it answers anything.

use super::accent::Shape;
use super::tsv::Word;

/// Handwriting and the pieces of rings reach over so many times the size of the page's letters. A word that OCR is surer of is
/// print, however large; what it hardly reads need not be as tall.
const TALL: [(f32, f32); 2] = [(1.9, 0.9), (1.35, 0.55)];
/// Letters of a word that OCR hardly reads are so many times as wide as those of most words where a signature was drawn.
const WIDE: (f32, f32) = (2.5, 0.55);
/// Letters of print stand apart, this part of them at least, and each is so high for its word.
const APART: f32 = 0.5;
const LETTER: f32 = 0.4;
/// Words further apart than this, in font sizes, are no words of one name.
const GAP: f32 = 1.5;

/// Takes out the words that are no print. `seals` are the boxes of round stamps, and `shapes` the letters as the picture shows
/// them.
pub(super) fn leave_out(words: &mut Vec<Word>, shapes: &[Shape], seals: &[[usize; 4]]) {
    let mut sizes: Vec<f32> = words.iter().map(Word::font_size).collect();
    sizes.sort_by(f32::total_cmp);
    let usual = sizes.get(sizes.len() / 2).copied().unwrap_or_default();
    let mut widths: Vec<f32> = words.iter().map(Word::letter_width).collect();
    widths.sort_by(f32::total_cmp);
    let usual_width = widths.get(widths.len() / 2).copied().unwrap_or_default();
    words.retain(|word| {
        let height = word.place[3] - word.place[1];
        let drawn = |(tall, sure)| height > usual * tall && word.confidence < sure;
        let (wide, sure) = WIDE;
        let scribbled = word.letter_width() > usual_width * wide && word.confidence < sure;
        !(scribbled || TALL.into_iter().any(drawn)) || stands_apart(word, shapes)
    });
    for seal in seals {
        // A name over which somebody put the seal reaches out of it.
        let mut out: Vec<bool> = words.iter().map(|word| !within(*seal, word)).collect();
        let apart = |one: &Word, other: &Word| {
            one.row != other.row || other.place[0] - one.place[2] > one.font_size() * GAP
        };
        let pairs = words.iter().zip(words.iter().skip(1));
        let apart: Vec<bool> = pairs.map(|(one, other)| apart(one, other)).collect();
        for at in 1..out.len() {
            spread(&mut out, &apart, (at - 1, at), at - 1);
        }
        for at in (1..out.len()).rev() {
            spread(&mut out, &apart, (at, at - 1), at - 1);
        }
        let mut out = out.into_iter();
        words.retain(|_| out.next().unwrap_or(true));
    }
}

/// Keeps a word when the one beside it is kept and no wide gap stands between.
fn spread(kept: &mut [bool], apart: &[bool], (from, to): (usize, usize), gap: usize) {
    let near = apart.get(gap) == Some(&false) && kept.get(from) == Some(&true);
    if let Some(kept) = kept.get_mut(to) {
        *kept |= near;
    }
}

/// True for a word within a round stamp.
fn within(seal: [usize; 4], word: &Word) -> bool {
    let [left, top, right, bottom] = word.place;
    super::ring::distance(seal, (left + right) / 2.0, (top + bottom) / 2.0) < 1.0
}

/// True when the letters of a word do not hang together.
fn stands_apart(word: &Word, shapes: &[Shape]) -> bool {
    let [left, top, right, bottom] = word.place;
    let letters = shapes.iter().filter(|shape| {
        let (x, y) = shape.middle();
        let within = left <= x && x <= right && top <= y && y <= bottom;
        within && shape.height() >= (bottom - top) * LETTER
    });
    letters.count() as f32 >= word.text.chars().count() as f32 * APART
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, row: u64, place: [f32; 4], confidence: f32) -> Word {
        Word {
            text: text.to_owned(),
            place,
            confidence,
            row,
            bold: false,
        }
    }

    fn left(mut words: Vec<Word>, shapes: &[Shape], seals: &[[usize; 4]]) -> Vec<String> {
        let print = (0..8).map(|at| {
            let top = 400.0 + 30.0 * at as f32;
            word("Imbabura", 100 + at, [0.0, top, 90.0, top + 15.0], 0.9)
        });
        words.extend(print);
        leave_out(&mut words, shapes, seals);
        let texts = words.into_iter().map(|word| word.text);
        texts.filter(|text| text != "Imbabura").collect()
    }

    #[test]
    fn what_ocr_makes_of_a_signature_is_no_word_and_a_title_is_one() {
        let words = || {
            vec![
                word("falar", 1, [0.0, 100.0, 150.0, 160.0], 0.4),
                word("WY", 2, [300.0, 100.0, 400.0, 160.0], 0.84),
                word("Ficha", 3, [0.0, 10.0, 150.0, 60.0], 0.96),
                word("única", 3, [160.0, 10.0, 300.0, 60.0], 0.7),
                word("Ana", 4, [0.0, 170.0, 40.0, 185.0], 0.3),
                word("DAY", 6, [0.0, 250.0, 210.0, 266.0], 0.4),
                word("no?", 5, [160.0, 170.0, 200.0, 200.0], 0.5),
            ]
        };
        let letter = |left: f32| Shape {
            place: [left, 20.0, left + 24.0, 60.0],
            lean: 0.0,
            stroke: 4.0,
        };
        let letters = [160.0, 188.0, 216.0, 244.0, 272.0].map(letter);
        assert_eq!(left(words(), &letters, &[]), ["Ficha", "única", "Ana"]);
    }

    #[test]
    fn words_in_a_seal_are_left_out_and_a_name_across_it_stays() {
        let words = vec![
            word("REGISTRY", 1, [330.0, 140.0, 370.0, 155.0], 0.9),
            word("Ana", 2, [270.0, 170.0, 300.0, 185.0], 0.9),
            word("Ruiz", 2, [310.0, 170.0, 350.0, 185.0], 0.9),
            word("Signed:", 3, [20.0, 110.0, 80.0, 125.0], 0.9),
            word("ES", 3, [340.0, 110.0, 350.0, 125.0], 0.5),
        ];
        let kept = left(words, &[], &[[300, 100, 400, 200]]);
        assert_eq!(kept, ["Ana", "Ruiz", "Signed:"]);
    }
}
