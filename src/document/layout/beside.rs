//! Boxes side by side that are filled in: one holds a line, and what stands in the one beside it may run over several.

use super::Region;
use super::grid::Grid;
use std::collections::BTreeMap;

/// Boxes whose tops are so near begin on the same level, in points.
const LEVEL: f32 = 3.0;
/// Lines of an answer in a box beside another answer.
const FILLED: usize = 4;

/// Boxes that hold one line.
#[derive(Debug, Default)]
pub(super) struct Low {
    /// What is filled in.
    filled: Vec<[f32; 4]>,
    /// Labels that nobody answered, printed as other boxes print the label above its answer.
    bare: Vec<[f32; 4]>,
}

/// The boxes that hold one line.
pub(super) fn low_boxes(grids: &[Grid], contents: &[Vec<Region>]) -> Low {
    /// Boxes with an answer that show how labels are printed.
    const SHOWN: usize = 3;
    let mut heads: BTreeMap<(u32, bool, i32), usize> = BTreeMap::new();
    let mut single = Vec::new();
    for (grid, inside) in grids.iter().zip(contents) {
        let [only] = inside.as_slice() else { continue };
        match super::lines::lines(&only.words).as_slice() {
            [first, second, ..] if first.look() != second.look() => {
                *heads.entry(first.look()).or_default() += 1;
            }
            [line] => single.push((grid.place, line.look())),
            _ => {}
        }
    }
    let mut low = Low::default();
    for (place, look) in single {
        let is_head = heads.get(&look).is_some_and(|count| *count >= SHOWN);
        let list = if is_head {
            &mut low.bare
        } else {
            &mut low.filled
        };
        list.push(place);
    }
    low
}

/// How many lines a box here may hold and be a box around an answer, and no table.
pub(super) fn lines(place: &[f32; 4], low: &Low) -> usize {
    match low {
        _ if low.bare.contains(place) => 0,
        _ if is_beside(place, &low.filled) => FILLED,
        _ => 1,
    }
}

/// True where one of these boxes begins on the same level, left or right of this one: what is filled in beside it.
fn is_beside(place: &[f32; 4], low: &[[f32; 4]]) -> bool {
    low.iter().any(|other| {
        let apart = other[2] <= place[0] + 1.0 || other[0] >= place[2] - 1.0;
        apart && (other[1] - place[1]).abs() < LEVEL
    })
}

#[cfg(test)]
mod tests {
    use super::super::*;

    #[test]
    fn a_long_answer_in_a_box_beside_a_short_one_stands_below_its_label() {
        let word = |text: &str, left: f32, top: f32| Word {
            text: text.to_owned(),
            place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
            baseline: top + 8.0,
            size: 10.0,
            confidence: 1.0,
            spaced: true,
            upright: true,
            ..Word::default()
        };
        let words = vec![
            word("Decision", 50.0, 100.0),
            word("Signatory", 300.0, 100.0),
            word("Resolution-224-of", 54.0, 118.0),
            word("2026", 54.0, 130.0),
            word("Moyo", 304.0, 118.0),
            word("End", 50.0, 160.0),
        ];
        let frame = |left: f32, top: f32, right: f32, bottom: f32| {
            [
                [left, top, right, top],
                [left, bottom, right, bottom],
                [left, top, left, bottom],
                [right, top, right, bottom],
            ]
            .map(|place| Ruling { place })
        };
        let rulings = [
            frame(50.0, 114.0, 250.0, 144.0),
            frame(300.0, 114.0, 500.0, 132.0),
        ];
        let blocks = layout(words, rulings.concat(), 1);
        let texts: Vec<Vec<&str>> = blocks
            .iter()
            .map(|block| match block {
                Block::Line(line) => line.segments.iter().map(|s| s.text.as_str()).collect(),
                Block::Table(_) => vec!["a table"],
            })
            .collect();
        assert_eq!(
            texts,
            [
                vec!["Decision", "Signatory"],
                vec!["Resolution-224-of", "Moyo"],
                vec!["2026"],
                vec!["End"],
            ]
        );
    }

    #[test]
    fn a_box_with_a_label_and_no_answer_is_none_beside_which_answers_stand() {
        let mut words = Vec::new();
        let mut rulings = Vec::new();
        for row in 0..3 {
            for (column, left) in [50.0, 300.0].into_iter().enumerate() {
                let top = 100.0 + 50.0 * row as f32;
                let word = |text: &str, top: f32, look: u32| Word {
                    text: text.to_owned(),
                    place: [left + 4.0, top, left + 60.0, top + 10.0],
                    baseline: top + 8.0,
                    size: 10.0,
                    look,
                    confidence: 1.0,
                    spaced: true,
                    upright: true,
                    ..Word::default()
                };
                words.push(word("label", top + 4.0, 1));
                if (row, column) != (2, 0) {
                    words.push(word("answer", top + 18.0, 2));
                }
                let (right, bottom) = (left + 200.0, top + 40.0);
                rulings.extend(
                    [
                        [left, top, right, top],
                        [left, bottom, right, bottom],
                        [left, top, left, bottom],
                        [right, top, right, bottom],
                    ]
                    .map(|place| Ruling { place }),
                );
            }
        }
        let blocks = layout(words, rulings, 1);
        assert_eq!(blocks.len(), 6);
        assert!(blocks.iter().all(|block| matches!(block, Block::Table(_))));
    }
}
