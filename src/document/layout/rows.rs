//! Finds tables whose rows are separated by horizontal lines only: columns are where no word stands in any row.

use super::Word;
use super::grid::{Grid, Stroke};

/// Rows have ends at the same place, up to this.
const SAME: f32 = 4.0;
/// The least empty space between columns, in points.
const GUTTER: f32 = 7.0;
/// A table has at least as many lines.
const LEAST: usize = 3;
/// The lowest and highest row in points.
const ROW: std::ops::RangeInclusive<f32> = 9.0..=420.0;

/// Tables among these horizontal lines, which meet no vertical ones.
pub(super) fn tables(mut flat: Vec<Stroke>, words: &[Word]) -> Vec<Grid> {
    flat.retain(|line| line.to - line.from > 100.0);
    flat.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out = Vec::new();
    let mut groups: Vec<Vec<Stroke>> = Vec::new();
    for line in flat {
        let group = groups.iter_mut().find(|group| {
            group.last().is_some_and(|last| {
                (last.from - line.from).abs() < SAME
                    && (last.to - line.to).abs() < SAME
                    && ROW.contains(&(line.at - last.at))
            })
        });
        match group {
            Some(group) => group.push(line),
            None => groups.push(vec![line]),
        }
    }
    for group in groups.iter().filter(|group| group.len() >= LEAST) {
        out.extend(table(group, words));
    }
    out
}

fn table(lines: &[Stroke], words: &[Word]) -> Option<Grid> {
    let (first, last) = (lines.first()?, lines.last()?);
    let (left, right) = (first.from.min(last.from) - 1.0, first.to.max(last.to) + 1.0);
    let mut ys: Vec<f32> = lines.iter().map(|line| line.at).collect();
    let within = |word: &&Word, top: f32, bottom: f32| {
        let (x, y) = word.middle();
        x > left && x < right && y > top && y < bottom
    };
    let inside: Vec<&Word> = words
        .iter()
        .filter(|word| within(word, first.at, last.at))
        .collect();
    let gutters = gutters(&inside, left, right);
    let gutter = *gutters.first()?;
    // Most rows must have something on both sides, or else the lines only underline.
    let both = |top: f32, bottom: f32| {
        let row = || words.iter().filter(|word| within(word, top, bottom));
        row().any(|word| word.middle().0 < gutter) && row().any(|word| word.middle().0 > gutter)
    };
    let rows = ys.iter().zip(ys.iter().skip(1));
    let full = rows.filter(|(top, bottom)| both(**top, **bottom)).count();
    if 2 * full < ys.len() {
        return None;
    }
    // Where only one side of each row has a line, one row stands beyond the outermost line.
    let low = ys
        .iter()
        .zip(ys.iter().skip(1))
        .map(|(a, b)| b - a)
        .fold(f32::MAX, f32::min)
        .min(30.0);
    let crossed = |top: f32, bottom: f32| {
        words.iter().any(|word| {
            within(&word, top, bottom)
                && gutters
                    .iter()
                    .any(|x| word.place[0] < *x && word.place[2] > *x)
        })
    };
    for (at, top, bottom) in [
        (0, first.at - low, first.at),
        (ys.len() + 1, last.at, last.at + low),
    ] {
        if both(top, bottom) && !crossed(top, bottom) {
            if at == 0 {
                ys.insert(0, top);
            } else {
                ys.push(bottom);
            }
        }
    }
    let mut xs = vec![left];
    xs.extend(gutters);
    xs.push(right);
    Some(Grid::full(xs, ys))
}

/// Boxes below one another, each beside a label of its own, are no table but boxes: the labels stand outside.
pub(super) fn boxes(grids: Vec<Grid>, words: &[Word]) -> Vec<Grid> {
    let mut out = Vec::with_capacity(grids.len());
    for grid in grids {
        if grid.xs.len() != 2 || grid.regions.len() < 2 {
            out.push(grid);
            continue;
        }
        let rows: Vec<Grid> = grid
            .regions
            .iter()
            .filter_map(|shape| {
                let (top, bottom) = (
                    grid.ys.get(shape.row)?,
                    grid.ys.get(shape.row + shape.rows)?,
                );
                Some(Grid::full(grid.xs.clone(), vec![*top, *bottom]))
            })
            .collect();
        let (mut filled, mut labelled) = (0, 0);
        for row in &rows {
            let level = |word: &&Word| (row.place[1]..=row.place[3]).contains(&word.middle().1);
            let (inside, outside): (Vec<&Word>, Vec<&Word>) = words
                .iter()
                .filter(level)
                .partition(|word| row.holds(word.middle().0, word.middle().1));
            filled += usize::from(!inside.is_empty());
            labelled += usize::from(!inside.is_empty() && !outside.is_empty());
        }
        if filled >= 2 && labelled * 2 > filled {
            out.extend(rows);
        } else {
            out.push(grid);
        }
    }
    out
}

/// The middles of the spaces that no word enters, between words.
fn gutters(words: &[&Word], left: f32, right: f32) -> Vec<f32> {
    let mut spans: Vec<(f32, f32)> = words
        .iter()
        .map(|word| (word.place[0], word.place[2]))
        .collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut out = Vec::new();
    let mut reach = left.max(spans.first().map_or(left, |span| span.1));
    for (from, to) in spans {
        if from - reach >= GUTTER && from < right {
            // Text of a column begins at its left: the border is near the right end of the space.
            out.push(from - 2.0);
        }
        reach = reach.max(to);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(left: f32, right: f32, middle: f32) -> Word {
        Word {
            place: [left, middle - 5.0, right, middle + 5.0],
            ..Word::default()
        }
    }

    fn line(at: f32) -> Stroke {
        Stroke {
            at,
            from: 50.0,
            to: 550.0,
        }
    }

    #[test]
    fn rows_between_lines_are_a_table_with_the_row_above_the_first_line() {
        let lines = vec![line(100.0), line(120.0), line(160.0)];
        let words = [90.0, 110.0, 130.0, 150.0]
            .into_iter()
            .flat_map(|y| [word(52.0, 150.0, y), word(200.0, 500.0, y)])
            .collect::<Vec<_>>();
        let tables = tables(lines.clone(), &words);
        assert_eq!(tables.len(), 1);
        assert_eq!(tables[0].xs, [49.0, 198.0, 551.0]);
        assert_eq!(tables[0].ys, [80.0, 100.0, 120.0, 160.0]);
        // Lines to write on have no columns.
        let prose: Vec<Word> = [110.0, 140.0]
            .iter()
            .map(|y| word(52.0, 540.0, *y))
            .collect();
        assert!(super::tables(lines, &prose).is_empty());
    }

    #[test]
    fn boxes_below_one_another_are_a_table_only_without_labels_beside_them() {
        let grid = || Grid::full(vec![200.0, 400.0], vec![100.0, 120.0, 140.0, 160.0]);
        let values = || {
            [110.0, 130.0, 150.0]
                .map(|y| word(210.0, 300.0, y))
                .to_vec()
        };
        let labels = [110.0, 130.0, 152.0].map(|y| word(50.0, 150.0, y));
        assert_eq!(boxes(vec![grid()], &values()).len(), 1);
        assert_eq!(
            boxes(vec![grid()], &[values(), labels.to_vec()].concat()).len(),
            3
        );
    }
}
