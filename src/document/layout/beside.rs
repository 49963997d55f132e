//! Boxes side by side that are filled in: one holds a line, and what stands in the one beside it may run over several.

use super::Region;
use super::grid::Grid;

/// Boxes whose tops are so near begin on the same level, in points.
const LEVEL: f32 = 3.0;
/// Lines of an answer in a box beside another answer.
const FILLED: usize = 4;

/// The boxes that hold one line.
pub(super) fn low_boxes(grids: &[Grid], contents: &[Vec<Region>]) -> Vec<[f32; 4]> {
    let boxes = grids.iter().zip(contents);
    let low = boxes.filter(|(_, inside)| match inside.as_slice() {
        [only] => !only.is_empty() && super::lines::lines(&only.words).len() == 1,
        _ => false,
    });
    low.map(|(grid, _)| grid.place).collect()
}

/// How many lines a box here may hold and be a box around an answer, and no table.
pub(super) fn lines(place: &[f32; 4], low: &[[f32; 4]]) -> usize {
    if is_beside(place, low) { FILLED } else { 1 }
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
}
