//! Puts tables together whose rows are shaded in turn: the rows between the shaded ones have no borders of their own.

use super::Word;
use super::grid::Grid;

/// Borders this near are in one column.
const SAME: f32 = 2.5;
/// The lowest and highest row without borders, in points.
const ROW: std::ops::RangeInclusive<f32> = 8.0..=200.0;
/// Columns of a row alone are so wide on average at least, in points.
const COLUMN: f32 = 30.0;
/// The text of a row begins this near to its border, in points.
const NEAR: f32 = 14.0;

/// The grids with those put together that stand above one another, with rows between them that keep to their columns.
pub(super) fn join(mut grids: Vec<Grid>, words: &[Word]) -> Vec<Grid> {
    if grids.iter().all(|grid| grid.xs.len() < 3) {
        return grids;
    }
    let mut words: Vec<&Word> = words.iter().collect();
    words.sort_by(|a, b| a.middle().1.total_cmp(&b.middle().1));
    grids.sort_by(|a, b| {
        let left = (a.place[0] / SAME)
            .round()
            .total_cmp(&(b.place[0] / SAME).round());
        left.then(a.place[1].total_cmp(&b.place[1]))
    });
    let mut out: Vec<Grid> = Vec::with_capacity(grids.len());
    let mut open: Option<Stripes> = None;
    for grid in grids {
        let stripes = Stripes::of(&grid);
        let joined = open.as_mut().zip(stripes.as_ref());
        if joined.is_some_and(|(open, next)| open.take(next, &words)) {
            continue;
        }
        out.extend(open.take().map(|open| open.grid(&words)));
        match stripes {
            Some(stripes) => {
                open = Some(Stripes {
                    first: Some(grid),
                    ..stripes
                })
            }
            None => out.push(grid),
        }
    }
    out.extend(open.map(|open| open.grid(&words)));
    out
}

/// Rows of a table, from top to bottom.
struct Stripes {
    /// The borders of its columns.
    xs: Vec<f32>,
    ys: Vec<f32>,
    /// For each row whether it is one cell over all columns.
    whole: Vec<bool>,
    /// The grid that they began with, while they are no more than that.
    first: Option<Grid>,
}

impl Stripes {
    /// The rows of a grid, when each of them has one cell in every column or one over all columns.
    fn of(grid: &Grid) -> Option<Stripes> {
        let columns = grid.xs.len().checked_sub(1)?;
        let mut whole = vec![true; grid.ys.len().checked_sub(1)?];
        for shape in &grid.regions {
            let one = shape.columns == columns;
            if shape.rows != 1 || shape.columns != 1 && !one {
                return None;
            }
            *whole.get_mut(shape.row)? = one;
        }
        Some(Stripes {
            xs: grid.xs.clone(),
            ys: grid.ys.clone(),
            whole,
            first: None,
        })
    }

    fn ends(&self) -> Option<(f32, f32)> {
        Some((*self.xs.first()?, *self.xs.last()?))
    }

    /// Takes the rows below that have the same columns, when a row stands between that keeps to them. False when they are
    /// another table.
    fn take(&mut self, next: &Stripes, words: &[&Word]) -> bool {
        let (Some(ends), Some(other)) = (self.ends(), next.ends()) else {
            return false;
        };
        let (Some(top), Some(bottom)) = (self.ys.last().copied(), next.ys.first().copied()) else {
            return false;
        };
        let wide = if self.xs.len() >= next.xs.len() {
            &self.xs
        } else {
            &next.xs
        };
        let narrow = if self.xs.len() >= next.xs.len() {
            &next.xs
        } else {
            &self.xs
        };
        let near = |one: f32, two: f32| (one - two).abs() <= SAME;
        let alike = near(ends.0, other.0)
            && near(ends.1, other.1)
            && (narrow.len() == 2
                || narrow.len() == wide.len()
                    && narrow.iter().zip(wide).all(|(one, two)| near(*one, *two)));
        if !alike || wide.len() < 3 || !ROW.contains(&(bottom - top)) {
            return false;
        }
        let row = between(words, ends, top, bottom);
        if !is_row(&row, wide) {
            return false;
        }
        let wide = wide.clone();
        self.xs = wide;
        self.ys.extend(&next.ys);
        self.whole.push(false);
        self.whole.extend(&next.whole);
        self.first = None;
        true
    }

    /// All of it as one grid, with the rows without borders above the first and below the last shaded one.
    fn grid(mut self, words: &[&Word]) -> Grid {
        // One row alone is a stripe only where it has columns enough to tell that its neighbours have the same.
        let alone = self.first.take();
        // Boxes for one letter each are no columns.
        let wide = self.ends().map_or(0.0, |(left, right)| right - left);
        let comb = wide < COLUMN * (self.xs.len() as f32 - 1.0);
        let short = self.xs.len() < 4 || self.ys.len() > 2 || comb;
        let alone = match alone {
            Some(only) if short => return only,
            other => other,
        };
        let rows = self.ys.len();
        let (Some(ends), Some(top), Some(bottom)) = (
            self.ends(),
            self.ys.first().copied(),
            self.ys.last().copied(),
        ) else {
            return Grid::full(self.xs, self.ys);
        };
        let below = between(words, ends, bottom, bottom + ROW.end());
        let mut reach = bottom;
        let mut size = NEAR;
        let below: Vec<&Word> = below
            .into_iter()
            .take_while(|word| {
                let near = word.place[1] - reach < size;
                reach = reach.max(word.place[3]);
                size = 0.8 * word.size;
                near && !crosses(word, &self.xs)
            })
            .collect();
        if is_row(&below, &self.xs) {
            let end = below
                .iter()
                .map(|word| word.place[3])
                .fold(bottom, f32::max);
            self.ys.push(end + 1.0);
            self.whole.push(false);
        }
        let above = between(words, ends, top - ROW.end(), top);
        let mut reach = top;
        let mut size = NEAR;
        let above: Vec<&Word> = above
            .into_iter()
            .rev()
            .take_while(|word| {
                let near = reach - word.place[3] < size;
                reach = reach.min(word.place[1]);
                size = 0.8 * word.size;
                near && !crosses(word, &self.xs)
            })
            .collect();
        if is_row(&above, &self.xs) {
            let start = above.iter().map(|word| word.place[1]).fold(top, f32::min);
            self.ys.insert(0, start - 1.0);
            self.whole.insert(0, false);
        }
        match alone {
            Some(only) if self.ys.len() == rows => only,
            _ => Grid::striped(self.xs, self.ys, &self.whole),
        }
    }
}

/// The words between two heights and two sides, from top to bottom; `words` are sorted so.
fn between<'w>(
    words: &[&'w Word],
    (left, right): (f32, f32),
    top: f32,
    bottom: f32,
) -> Vec<&'w Word> {
    let from = words.partition_point(|word| word.middle().1 <= top);
    let inside = |word: &&&Word| (left..=right).contains(&word.middle().0) && !word.aside;
    words
        .iter()
        .skip(from)
        .take_while(|word| word.middle().1 < bottom)
        .filter(inside)
        .copied()
        .collect()
}

/// True for a word that stands in two columns.
fn crosses(word: &Word, xs: &[f32]) -> bool {
    let inner = xs.get(1..xs.len().saturating_sub(1)).unwrap_or_default();
    inner
        .iter()
        .any(|x| word.place[0] < x - 1.0 && word.place[2] > x + 1.0)
}

/// True for words in at least two columns, none of which stands in two.
fn is_row(words: &[&Word], xs: &[f32]) -> bool {
    let column = |word: &&Word| xs.partition_point(|x| *x <= word.middle().0);
    let mut columns: Vec<usize> = words.iter().map(column).collect();
    columns.sort_unstable();
    columns.dedup();
    columns.len() >= 2 && !words.iter().any(|word| crosses(word, xs))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(left: f32, right: f32, middle: f32) -> Word {
        Word {
            place: [left, middle - 5.0, right, middle + 5.0],
            size: 10.0,
            ..Word::default()
        }
    }

    fn stripe(top: f32) -> Grid {
        Grid::full(vec![50.0, 200.0, 500.0], vec![top, top + 20.0])
    }

    fn row(middle: f32) -> [Word; 2] {
        [word(55.0, 190.0, middle), word(205.0, 300.0, middle)]
    }

    #[test]
    fn rows_between_shaded_rows_make_one_table_with_them() {
        let words: Vec<Word> = [110.0, 130.0, 150.0, 170.0, 190.0]
            .into_iter()
            .flat_map(row)
            .collect();
        let joined = join(vec![stripe(120.0), stripe(160.0)], &words);
        assert_eq!(joined.len(), 1);
        assert_eq!(joined[0].ys, [104.0, 120.0, 140.0, 160.0, 180.0, 196.0]);
        assert_eq!(joined[0].regions.len(), 10);
    }

    #[test]
    fn tables_with_a_text_between_them_stay_two() {
        let mut words: Vec<Word> = [130.0, 170.0].into_iter().flat_map(row).collect();
        words.push(word(55.0, 400.0, 150.0));
        assert_eq!(join(vec![stripe(120.0), stripe(160.0)], &words).len(), 2);
        // So do tables with a short heading between them.
        if let Some(last) = words.last_mut() {
            last.place[2] = 120.0;
        }
        assert_eq!(join(vec![stripe(120.0), stripe(160.0)], &words).len(), 2);
    }
}
