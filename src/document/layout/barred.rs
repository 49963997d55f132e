//! Tables in a frame whose rows have lines between them and whose columns have none: a column is where texts begin below one
//! another, row by row, behind the space that all of them leave.

use super::Word;
use super::grid::Grid;
use super::rows::is_part;

/// Texts that begin this near to one another begin below one another, in points.
const EDGE: f32 = 2.5;
/// The least space between two columns, in points.
const GUTTER: f32 = 7.0;
/// No column that anything is written in is narrower.
const NARROW: f32 = 20.0;
/// Rows that tell a column.
const LEAST: usize = 3;

/// The text of a row as far as it reaches without a gap, over all its lines: where it begins and ends.
type Run = (f32, f32);

/// Parts the rows of such tables into columns. What a table tells of a column holds for the others of the page that begin where
/// it does.
pub(super) fn part(grids: &mut [Grid], words: &[Word], right_to_left: bool) {
    drop_margins(grids, words);
    let barred = |grid: &Grid| grid.xs.len() == 2 && grid.regions.len() + 1 == grid.ys.len();
    if !grids
        .iter()
        .any(|grid| barred(grid) && grid.ys.len() > LEAST)
    {
        return;
    }
    let mut told: Vec<(f32, f32)> = Vec::new();
    for grid in grids.iter().filter(|grid| barred(grid)) {
        let known = column(&rows(&contents(grid, words), right_to_left));
        told.extend(known.map(|column| (grid.place[0], column)));
    }
    for grid in grids.iter_mut().filter(|grid| barred(grid)) {
        let own = told
            .iter()
            .find(|told| (told.0 - grid.place[0]).abs() < EDGE);
        let Some((_, column)) = own else {
            continue;
        };
        let contents = contents(grid, words);
        let rows = rows(&contents, right_to_left);
        let is_parted =
            |row: &Vec<Run>| row.iter().skip(1).any(|run| (run.0 - column).abs() < EDGE);
        // What reaches over the column is a row of one cell, and so is what nothing stands behind.
        let whole: Vec<bool> = rows.iter().map(|row| !is_parted(row)).collect();
        let line = column - EDGE;
        let line = if right_to_left { -line } else { line };
        let full = || contents.iter().zip(&whole).filter(|(_, whole)| !**whole);
        let parts = full().filter(|(row, _)| is_part(row.iter().copied(), line));
        // Frames around parts of a form are no rows.
        if 2 * parts.count() >= full().count() {
            continue;
        }
        let mut xs = grid.xs.clone();
        xs.insert(1, line);
        *grid = Grid::striped(xs, grid.ys.clone(), &whole);
    }
}

/// Of two columns, one that is too narrow to write in and holds nothing is none: a line that is out of place made it.
fn drop_margins(grids: &mut [Grid], words: &[Word]) {
    for grid in grids.iter_mut() {
        let [left, middle, right] = *grid.xs.as_slice() else {
            continue;
        };
        let narrow = match (middle - left < NARROW, right - middle < NARROW) {
            (true, false) => left..=middle,
            (false, true) => middle..=right,
            _ => continue,
        };
        let rows = grid.ys.len().saturating_sub(1);
        let whole = grid.regions.iter().all(|shape| shape.rows == 1);
        let held = words.iter().any(|word| {
            let (x, y) = word.middle();
            narrow.contains(&x) && grid.holds(x, y)
        });
        if whole && rows > LEAST && !held {
            *grid = Grid::full(vec![left, right], grid.ys.clone());
        }
    }
}

/// The words of each row of a table.
fn contents<'w>(grid: &Grid, words: &'w [Word]) -> Vec<Vec<&'w Word>> {
    let mut rows: Vec<Vec<&Word>> = vec![Vec::new(); grid.regions.len()];
    for word in words {
        let (x, y) = word.middle();
        if let Some(row) = grid.region_at(x, y).and_then(|row| rows.get_mut(row)) {
            row.push(word);
        }
    }
    rows
}

/// The runs of each row of a table.
fn rows(contents: &[Vec<&Word>], right_to_left: bool) -> Vec<Vec<Run>> {
    let run = |word: &&Word| {
        let [left, _, right, _] = word.place;
        match right_to_left {
            true => (-right, -left),
            false => (left, right),
        }
    };
    let rows = contents.iter().map(|row| row.iter().map(run).collect());
    let mut rows: Vec<Vec<Run>> = rows.collect();
    for row in &mut rows {
        row.sort_by(|a, b| a.0.total_cmp(&b.0));
        row.dedup_by(|next, run| {
            let joins = next.0 - run.1 < GUTTER;
            if joins {
                run.1 = run.1.max(next.1);
            }
            joins
        });
    }
    rows
}

/// Where the second column begins, if most of the rows that have two tell the same.
fn column(rows: &[Vec<Run>]) -> Option<f32> {
    let seconds = rows.iter().filter_map(|row| row.get(1));
    let mut begins: Vec<f32> = seconds.map(|run| run.0).collect();
    begins.sort_by(f32::total_cmp);
    let groups = begins.chunk_by(|one, next| next - one < EDGE);
    let group = groups.max_by_key(|group| group.len())?;
    let most = group.len() >= LEAST && 3 * group.len() >= 2 * begins.len();
    group.first().copied().filter(|_| most)
}

#[cfg(test)]
mod tests {
    use super::super::{Ruling, grid};
    use super::*;

    fn word(left: f32, right: f32, middle: f32) -> Word {
        Word {
            place: [left, middle - 5.0, right, middle + 5.0],
            ..Word::default()
        }
    }

    /// The cells of each row of a frame with lines between its rows, 20 points apart.
    fn cells(rows: usize, words: &[Word], right_to_left: bool) -> Vec<usize> {
        let bottom = 20.0 * rows as f32;
        let flat = (0..=rows).map(|row| 20.0 * row as f32);
        let flat = flat.map(|y| [0.0, y, 300.0, y]);
        let sides = [[0.0, 0.0, 0.0, bottom], [300.0, 0.0, 300.0, bottom]];
        let rulings: Vec<Ruling> = flat.chain(sides).map(|place| Ruling { place }).collect();
        let (mut grids, _) = grid::grids(&rulings);
        part(&mut grids, words, right_to_left);
        let count = |row| {
            grids[0]
                .regions
                .iter()
                .filter(|cell| cell.row == row)
                .count()
        };
        (0..rows).map(count).collect()
    }

    #[test]
    fn columns_without_lines_are_told_by_where_answers_begin() {
        let labels = [(10.0, 60.0), (10.0, 90.0), (10.0, 40.0)];
        let rows = labels.into_iter().zip([10.0, 30.0, 70.0]);
        let mut words: Vec<Word> = rows
            .flat_map(|((left, right), y)| [word(left, right, y), word(120.0, 180.0, y)])
            .collect();
        // What reaches over both is one cell, and so is a heading.
        words.extend([word(10.0, 250.0, 50.0), word(10.0, 60.0, 90.0)]);
        assert_eq!(cells(5, &words, false), [2, 2, 1, 2, 1]);
        let mirrored: Vec<Word> = words
            .iter()
            .map(|one| word(300.0 - one.place[2], 300.0 - one.place[0], one.middle().1))
            .collect();
        assert_eq!(cells(5, &mirrored, true), [2, 2, 1, 2, 1]);
    }

    #[test]
    fn frames_around_parts_of_a_form_are_no_rows() {
        // Each with a title and a part of several labels, whose answers begin below one another.
        let framed = |frame: usize| {
            (0..4).flat_map(move |line| {
                let y = 100.0 * frame as f32 + 15.0 + 22.0 * line as f32;
                [word(10.0, 70.0, y), word(120.0, 180.0, y)]
            })
        };
        let words: Vec<Word> = (0..3).flat_map(framed).collect();
        let flat = (0..4).map(|row| [0.0, 100.0 * row as f32, 300.0, 100.0 * row as f32]);
        let sides = [[0.0, 0.0, 0.0, 300.0], [300.0, 0.0, 300.0, 300.0]];
        let rulings: Vec<Ruling> = flat.chain(sides).map(|place| Ruling { place }).collect();
        let (mut grids, _) = grid::grids(&rulings);
        part(&mut grids, &words, false);
        assert_eq!(grids[0].xs.len(), 2);
    }

    #[test]
    fn a_line_out_of_place_makes_no_column_and_hides_none() {
        let rows = (0..5).map(|row| 10.0 + 20.0 * row as f32);
        let words: Vec<Word> = rows
            .flat_map(|y| [word(10.0, 60.0, y), word(120.0, 180.0, y)])
            .collect();
        let flat = (0..6).map(|row| [0.0, 20.0 * row as f32, 315.0, 20.0 * row as f32]);
        let sides = [0.0, 300.0, 315.0].map(|x| [x, 0.0, x, 100.0]);
        let rulings: Vec<Ruling> = flat.chain(sides).map(|place| Ruling { place }).collect();
        let (mut grids, _) = grid::grids(&rulings);
        part(&mut grids, &words, false);
        assert_eq!(grids[0].regions.len(), 10);
        let cells = [30.0, 150.0].map(|x| grids[0].region_at(x, 30.0));
        assert!(cells[0] != cells[1]);
    }

    #[test]
    fn answers_that_begin_anywhere_make_no_column() {
        let begins = [70.0, 100.0, 50.0, 130.0];
        let rows = begins.into_iter().zip([10.0, 30.0, 50.0, 70.0]);
        let words: Vec<Word> = rows
            .flat_map(|(begin, y)| [word(10.0, begin - 10.0, y), word(begin, 280.0, y)])
            .collect();
        assert_eq!(cells(4, &words, false), [1, 1, 1, 1]);
    }
}
