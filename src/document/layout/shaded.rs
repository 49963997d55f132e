//! Tables of which only the labels are shaded: what stands beside each label is a cell, though no line parts it from the next.

use super::Word;
use super::grid::{Grid, Shape};

/// Grids of more cells than this are drawings.
const MOST: usize = 2_000;
/// What a letter may stick out of its row, in points.
const OUT: f32 = 2.0;

/// Parts the cells that lie beside several cells, where what is written in them keeps to the rows of those.
pub(super) fn part(grids: &mut [Grid], words: &[Word], right_to_left: bool) {
    for grid in grids.iter_mut().filter(|grid| grid.regions.len() <= MOST) {
        let tall: Vec<Shape> = grid
            .regions
            .iter()
            .filter(|shape| shape.rows > 1 && has_rows_beside(grid, shape, right_to_left))
            .filter(|shape| keeps_to_rows(grid, shape, words))
            .copied()
            .collect();
        for shape in tall {
            grid.part(shape);
        }
    }
}

/// True where the column before has a cell of its own in each of these rows.
fn has_rows_beside(grid: &Grid, shape: &Shape, right_to_left: bool) -> bool {
    let is_before = |cell: &Shape| match right_to_left {
        true => shape.column + shape.columns == cell.column,
        false => cell.column + cell.columns == shape.column,
    };
    let beside = |row: usize| {
        let mut cells = grid.regions.iter();
        cells.any(|cell| cell.row == row && cell.rows == 1 && is_before(cell))
    };
    (shape.row..shape.row + shape.rows).all(beside)
}

/// True when no word of a cell lies across the rows beside it, and most of the rows have one.
fn keeps_to_rows(grid: &Grid, shape: &Shape, words: &[Word]) -> bool {
    let (Some(left), Some(right)) = (
        grid.xs.get(shape.column),
        grid.xs.get(shape.column + shape.columns),
    ) else {
        return false;
    };
    let ys = grid
        .ys
        .get(shape.row..=shape.row + shape.rows)
        .unwrap_or(&[]);
    let mut filled = vec![false; shape.rows];
    for word in words {
        let (x, y) = word.middle();
        let row = ys.partition_point(|line| *line <= y);
        let (Some(top), Some(bottom)) = (row.checked_sub(1).and_then(|at| ys.get(at)), ys.get(row))
        else {
            continue;
        };
        if x < *left || x > *right {
            continue;
        }
        if word.place[1] < top - OUT || word.place[3] > bottom + OUT {
            return false;
        }
        if let Some(slot) = filled.get_mut(row - 1) {
            *slot = true;
        }
    }
    let rows = filled.iter().filter(|filled| **filled).count();
    rows >= 2 && rows * 3 >= shape.rows * 2
}

#[cfg(test)]
mod tests {
    use super::super::{Ruling, grid};
    use super::*;

    fn word(left: f32, middle: f32) -> Word {
        Word {
            place: [left, middle - 5.0, left + 60.0, middle + 5.0],
            ..Word::default()
        }
    }

    /// Three rows of which only the cells on the left have lines between them.
    fn table(words: &[Word]) -> Grid {
        let rulings = [
            [0.0, 0.0, 300.0, 0.0],
            [0.0, 20.0, 100.0, 20.0],
            [0.0, 40.0, 100.0, 40.0],
            [0.0, 60.0, 300.0, 60.0],
            [0.0, 0.0, 0.0, 60.0],
            [100.0, 0.0, 100.0, 60.0],
            [300.0, 0.0, 300.0, 60.0],
        ];
        let rulings = rulings.map(|place| Ruling { place });
        let (mut grids, _) = grid::grids(&rulings);
        assert_eq!(grids[0].regions.len(), 4);
        part(&mut grids, words, false);
        grids.remove(0)
    }

    #[test]
    fn answers_keep_to_the_rows_of_the_shaded_labels_beside_them() {
        let words = [10.0, 30.0, 50.0].map(|middle| [word(10.0, middle), word(110.0, middle)]);
        let grid = table(words.as_flattened());
        assert_eq!(grid.regions.len(), 6);
        let places = [10.0, 30.0, 50.0].map(|y| grid.region_at(150.0, y));
        let rows = places.map(|number| grid.regions[number.unwrap()].row);
        assert_eq!(rows, [0, 1, 2]);
    }

    #[test]
    fn one_answer_to_several_labels_stays_one() {
        let labels = [10.0, 30.0, 50.0].map(|middle| word(10.0, middle));
        for answer in [vec![30.0], vec![12.0, 21.0, 48.0]] {
            let answer = answer.into_iter().map(|middle| word(110.0, middle));
            let words: Vec<Word> = labels.iter().cloned().chain(answer).collect();
            assert_eq!(table(&words).regions.len(), 4);
        }
    }
}
