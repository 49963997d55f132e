//! Finds tables whose rows are separated by horizontal lines only: columns are where no word stands in any row.

use super::Word;
use super::grid::{Grid, Stroke};

/// Rows have ends at the same place, up to this.
const SAME: f32 = 4.0;
/// The least empty space between columns, in points.
const GUTTER: f32 = 7.0;
/// A table has at least as many lines.
const LEAST: usize = 3;
/// A row of a table does not hold so many labels with their values.
const SEVERAL: usize = 3;
/// Points beyond the outermost lines in which a row may stand.
const REACH: f32 = 90.0;
/// Space that sets lines apart, in font sizes.
const APART: f32 = 0.7;
/// Letters of a heading are at least so much larger than those of labels.
const LARGER: f32 = 1.05;
/// The width of a box to write in, at least.
const BOX: f32 = 60.0;
/// The lowest and highest row in points.
const ROW: std::ops::RangeInclusive<f32> = 9.0..=420.0;

/// Tables among these horizontal lines, which meet no vertical ones; `grids` are the boxes and tables that stand there too.
pub(super) fn tables(mut flat: Vec<Stroke>, grids: &[Grid], words: &[Word]) -> Vec<Grid> {
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
        if !parts_boxes(group, grids) {
            out.extend(table(group, words));
        }
    }
    out
}

/// True for lines that part a form: boxes to write in stand below one another between two of them.
fn parts_boxes(lines: &[Stroke], grids: &[Grid]) -> bool {
    lines
        .iter()
        .zip(lines.iter().skip(1))
        .any(|(above, below)| {
            let between = |grid: &&Grid| {
                let [left, top, right, bottom] = grid.place;
                right - left >= BOX && top > above.at && bottom < below.at
            };
            let tops = || grids.iter().filter(between).map(|grid| grid.place[1]);
            let first = tops().fold(f32::MAX, f32::min);
            tops().any(|top| top - first > *ROW.start())
        })
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
    let full: Vec<(f32, f32)> = ys
        .iter()
        .zip(ys.iter().skip(1))
        .map(|(top, bottom)| (*top, *bottom))
        .filter(|(top, bottom)| both(*top, *bottom))
        .collect();
    if 2 * full.len() < ys.len() {
        return None;
    }
    let parts = full.iter().filter(|(top, bottom)| {
        let row = words.iter().filter(|word| within(word, *top, *bottom));
        is_part(row, gutter)
    });
    if 2 * parts.count() >= full.len() {
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
    let beyond = |top: f32, bottom: f32| {
        let row = words.iter().filter(|word| within(word, top, bottom));
        Sides::of(row, gutter)
    };
    let upper = beyond(first.at - REACH, first.at).last();
    let lower = beyond(last.at, last.at + REACH).first();
    for (at, top, bottom) in [
        (
            0,
            upper.map_or(first.at - low, |top| top.min(first.at - low)),
            first.at,
        ),
        (
            ys.len() + 1,
            last.at,
            lower.map_or(last.at + low, |bottom| bottom.max(last.at + low)),
        ),
    ] {
        if both(top, bottom) && !crossed(top, bottom) {
            if at == 0 {
                ys.insert(0, top);
            } else {
                ys.push(bottom);
            }
        }
    }
    let rows = ys.iter().zip(ys.iter().skip(1));
    let headings: Vec<f32> = rows
        .flat_map(|(top, bottom)| beyond(*top, *bottom).headings())
        .collect();
    ys.extend(headings);
    ys.sort_by(f32::total_cmp);
    let mut xs = vec![left];
    xs.extend(gutters);
    xs.push(right);
    Some(Grid::full(xs, ys))
}

/// True for a row of several labels with their values: a part of a form, and no row of a table.
pub(super) fn is_part<'w>(row: impl Iterator<Item = &'w Word>, gutter: f32) -> bool {
    Sides::of(row, gutter).is_part()
}

/// What stands on both sides of a row.
struct Sides {
    left: Vec<Heap>,
    right: Vec<Heap>,
}

impl Sides {
    fn of<'w>(row: impl Iterator<Item = &'w Word>, gutter: f32) -> Sides {
        let (left, right) = row.partition(|word| word.middle().0 < gutter);
        Sides {
            left: heaps(left),
            right: heaps(right),
        }
    }

    /// The one heap on the right that stands beside this one on the left, and beside no other.
    fn mate(&self, heap: &Heap) -> Option<&Heap> {
        let mut mates = self.right.iter().filter(|other| heap.meets(other));
        let mate = mates.next().filter(|_| mates.next().is_none())?;
        let others = self.left.iter().filter(|other| other.meets(mate));
        (others.count() == 1).then_some(mate)
    }

    fn is_alone(&self, heap: &Heap) -> bool {
        !self.right.iter().any(|other| heap.meets(other))
    }

    /// True for what stands between two lines that part a form and not a table: several labels with a value beside each, or
    /// the heading of the next part right above its line.
    fn is_part(&self) -> bool {
        let headed = match self.left.as_slice() {
            [first, .., last] => last.is_above(first) && self.is_alone(last),
            _ => false,
        };
        let paired = self.left.iter().filter(|heap| self.mate(heap).is_some());
        headed || paired.count() >= SEVERAL
    }

    /// Where the last label with its value begins.
    fn last(&self) -> Option<f32> {
        let heap = self.left.last()?;
        Some(heap.top.min(self.mate(heap)?.top) - 1.0)
    }

    /// Where the first label with its value ends.
    fn first(&self) -> Option<f32> {
        let heap = self.left.first()?;
        Some(heap.bottom.max(self.mate(heap)?.bottom) + 1.0)
    }

    /// The upper and lower ends of the headings among labels with their values: a table has no lines around them.
    fn headings(&self) -> Vec<f32> {
        let mut ends = Vec::new();
        for (at, heap) in self.left.iter().enumerate() {
            let above = self.left.get(..at).unwrap_or_default();
            let below = self.left.get(at + 1..).unwrap_or_default();
            let paired = |heaps: &[Heap]| heaps.iter().any(|heap| self.mate(heap).is_some());
            let printed = heap.bold && above.iter().any(|other| !other.bold);
            // Right below the line that the part before ends with.
            let next = below.first().filter(|next| above.is_empty() && !next.bold);
            let heads = heap.bold && next.is_some_and(|next| heap.is_above(next));
            if self.is_alone(heap) && paired(below) && (paired(above) || printed || heads) {
                ends.extend([heap.top - 1.0, heap.bottom + 1.0]);
            }
        }
        ends
    }
}

/// Lines set close to one another.
struct Heap {
    top: f32,
    bottom: f32,
    /// All of it is in bold.
    bold: bool,
    /// Size of its largest letters.
    size: f32,
    /// Font and colour of its first word.
    look: u32,
}

impl Heap {
    /// True for what is printed like a heading of the other: in another type that is neither lighter nor smaller.
    fn is_above(&self, other: &Heap) -> bool {
        let larger = self.size > other.size * LARGER;
        let other_type = self.look != other.look || self.bold != other.bold || larger;
        other_type && self.bold >= other.bold && self.size * LARGER > other.size
    }

    fn meets(&self, other: &Heap) -> bool {
        self.top < other.bottom && other.top < self.bottom
    }
}

/// Words in heaps from top to bottom, with space between them.
fn heaps(mut words: Vec<&Word>) -> Vec<Heap> {
    words.sort_by(|a, b| a.place[1].total_cmp(&b.place[1]));
    let mut heaps: Vec<Heap> = Vec::new();
    for word in words {
        match heaps.last_mut() {
            Some(heap) if word.place[1] - heap.bottom < APART * word.size => {
                heap.bottom = heap.bottom.max(word.place[3]);
                heap.bold &= word.bold;
                heap.size = heap.size.max(word.size);
            }
            _ => heaps.push(Heap {
                top: word.place[1],
                bottom: word.place[3],
                bold: word.bold,
                size: word.size,
                look: word.look,
            }),
        }
    }
    heaps
}

/// Boxes below one another, each beside a label of its own, are no table but boxes: the labels stand outside.
pub(super) fn boxes(grids: Vec<Grid>, words: &[Word]) -> Vec<Grid> {
    let mut out = Vec::with_capacity(grids.len());
    let places: Vec<[f32; 4]> = grids.iter().map(|grid| grid.place).collect();
    for grid in grids {
        if grid.xs.len() != 2 || grid.regions.len() < 2 {
            out.push(grid);
            continue;
        }
        // What stands in another table beside it is no label of it.
        let [left, top, right, bottom] = grid.place;
        let beside: Vec<&[f32; 4]> = places
            .iter()
            .filter(|other| {
                (other[2] <= left || other[0] >= right) && other[1] < bottom && other[3] > top
            })
            .collect();
        let foreign = |word: &&Word| {
            let (x, y) = word.middle();
            let holds = |place: &&&[f32; 4]| {
                (place[0]..=place[2]).contains(&x) && (place[1]..=place[3]).contains(&y)
            };
            beside.iter().any(|place| holds(&place))
        };
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
                .filter(|word| !foreign(word))
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
mod tests;
