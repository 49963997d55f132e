//! What a box asks for may stand in its upper line, which makes room for it. The line runs through the middle of the words, some of
//! which reach higher and some lower, and each would be at a side of its own.

use super::ink::Stroke;
use super::tsv::Word;

/// The part of a row above a line that runs through it, and below: more than the descenders of an underlined one.
const MIDDLE: std::ops::Range<f32> = 0.2..0.72;
/// A line begins or ends so near to the words that stand in it, in heights of their row.
const NEAR: f32 = 1.5;
/// The line is this part of the row's height above the middle of each of its words.
const BELOW: f32 = 0.03;

/// Moves the words of such rows below the line, with what the box says; `rulings` and words are measured alike.
pub(super) fn put_below(words: &mut [Word], rulings: &[Stroke]) {
    let mut levels: Vec<(f32, f32, f32)> = rulings
        .iter()
        .filter(|stroke| stroke.horizontal)
        .map(|stroke| {
            let [left, top, right, bottom] = stroke.place;
            ((top + bottom) / 2.0, left, right)
        })
        .collect();
    levels.sort_by(|one, other| one.0.total_cmp(&other.0));
    // Boxes beside one another have lines of their own, which a scan tilts.
    let together = |one: &Word, next: &Word| {
        let gap = next.place[0] - one.place[2];
        one.row == next.row && gap < (one.place[3] - one.place[1]) * NEAR
    };
    for row in words.chunk_by_mut(together) {
        // Tick boxes are in no row.
        if row.first().is_none_or(|word| word.row == 0) {
            continue;
        }
        let side = |side: usize, start: f32, further: fn(f32, f32) -> f32| {
            let sides = row.iter().filter_map(|word| word.place.get(side).copied());
            sides.fold(start, further)
        };
        let (left, right) = (side(0, f32::MAX, f32::min), side(2, 0.0, f32::max));
        let (top, bottom) = (side(1, f32::MAX, f32::min), side(3, 0.0, f32::max));
        let height = bottom - top;
        let from = levels.partition_point(|(level, ..)| *level < top + height * MIDDLE.start);
        let through = levels.iter().skip(from).find(|(level, from, to)| {
            let within = *level < top + height * MIDDLE.end;
            within && *from < right + height * NEAR && *to > left - height * NEAR
        });
        let Some((level, ..)) = through.filter(|(level, ..)| *level < top + height * MIDDLE.end)
        else {
            continue;
        };
        let highest = row
            .iter()
            .map(|word| (word.place[1] + word.place[3]) / 2.0)
            .fold(f32::MAX, f32::min);
        let down = level + height * BELOW - highest;
        if down > 0.0 {
            for word in row {
                word.place[1] += down;
                word.place[3] += down;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn middles(level: f32, from: f32) -> Vec<bool> {
        let word = |text: &str, left: f32, top: f32, bottom: f32| Word {
            text: text.to_owned(),
            place: [left, top, left + 40.0, bottom],
            confidence: 0.9,
            row: 7,
            bold: false,
        };
        // "Focal" reaches up, "e" neither up nor down, "group" down.
        let mut words = [
            word("Focal", 30.0, 100.0, 110.0),
            word("e", 80.0, 103.0, 110.0),
            word("group", 130.0, 103.0, 113.0),
        ];
        let ruling = Stroke {
            place: [from, level, from + 300.0, level],
            horizontal: true,
        };
        put_below(&mut words, &[ruling]);
        let middle = |word: &Word| (word.place[1] + word.place[3]) / 2.0 > level;
        words.iter().map(middle).collect()
    }

    #[test]
    fn all_words_in_the_upper_line_of_a_box_belong_to_the_box() {
        assert_eq!(middles(106.5, 180.0), [true; 3]);
        assert_eq!(middles(106.5, 400.0), [false, false, true]);
        // Underlined words stay above their line.
        assert_eq!(middles(111.5, 30.0), [false; 3]);
    }
}
