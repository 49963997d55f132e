//! How high words are by their ink. Tesseract draws the box of a word that stands alone on its line much too high, and the size
//! and the weight of its type are told by it.

use super::accent::Shape;
use super::tsv::Word;

/// The part of a word's letters that must stand apart in the picture to tell.
const APART: f32 = 0.7;

/// Makes boxes of words that are higher than their ink as high as that.
pub(super) fn fit(words: &mut [Word], shapes: &[Shape]) {
    let mut sorted: Vec<&Shape> = shapes.iter().collect();
    sorted.sort_by(|one, other| one.middle().1.total_cmp(&other.middle().1));
    for word in words {
        let [left, top, right, bottom] = word.place;
        let from = sorted.partition_point(|shape| shape.middle().1 < top);
        let level = sorted.iter().skip(from);
        let level = level.take_while(|shape| shape.middle().1 <= bottom);
        let own = level.filter(|shape| (left..=right).contains(&shape.middle().0));
        let (mut count, mut ink) = (0_usize, [bottom, top]);
        for shape in own {
            count += 1;
            ink = [ink[0].min(shape.place[1]), ink[1].max(shape.place[3])];
        }
        let letters = word.text.chars().filter(|c| c.is_alphanumeric()).count();
        if letters > 0 && count as f32 >= letters as f32 * APART && ink[0] < ink[1] {
            word.place = [left, top.max(ink[0]), right, bottom.min(ink[1])];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_box_that_is_too_high_is_as_high_as_its_ink_and_one_of_letters_that_touch_stays() {
        let letter = |left: f32, top: f32| Shape {
            place: [left, top, left + 10.0, 140.0],
            lean: 0.0,
            stroke: 3.0,
        };
        let shapes = [100.0, 112.0, 124.0, 136.0].map(|left| letter(left, 110.0 + left / 50.0));
        let word = |text: &str| Word {
            text: text.to_owned(),
            place: [98.0, 100.0, 150.0, 158.0],
            confidence: 0.9,
            row: 1,
            bold: false,
        };
        let mut words = [word("Pais:"), word("Municipio")];
        fit(&mut words, &shapes);
        assert_eq!(words[0].place, [98.0, 112.0, 150.0, 140.0]);
        assert_eq!(words[1].place, [98.0, 100.0, 150.0, 158.0]);
    }
}
