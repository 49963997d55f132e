//! Finds tables in drawn lines: lines that cross make a grid, and places of the grid without a line between them are one cell.

use super::Ruling;

/// Parallel lines this near are one line, for example the borders of two neighbouring cells.
const NEAR: f32 = 2.2;
/// Columns and rows narrower than this hold no text: they are the space between the borders of neighbouring cells.
const HAIR: f32 = 4.2;
/// Lines that come this near to one another meet.
const REACH: f32 = 3.0;
/// What sticks out this far beyond the outermost line is a column or row that is open at its end.
const OPEN: f32 = 8.0;
/// More lines than this on a page are a drawing.
const MOST: usize = 6_000;

/// A cell's place in the grid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Shape {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) rows: usize,
    pub(super) columns: usize,
}

/// A grid of crossing lines.
#[derive(Debug)]
pub(super) struct Grid {
    /// Left, top, right, bottom.
    pub(super) place: [f32; 4],
    /// Places of the vertical lines.
    pub(super) xs: Vec<f32>,
    /// Places of the horizontal lines.
    pub(super) ys: Vec<f32>,
    /// The cells.
    pub(super) regions: Vec<Shape>,
    /// The cell of each place of the grid, row by row.
    owners: Vec<usize>,
}

/// A line: where it lies across, and from where to where it goes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stroke {
    pub(super) at: f32,
    pub(super) from: f32,
    pub(super) to: f32,
}

impl Grid {
    /// A grid of all these lines, without spanning cells.
    pub(super) fn full(xs: Vec<f32>, ys: Vec<f32>) -> Grid {
        let (columns, rows) = (xs.len().saturating_sub(1), ys.len().saturating_sub(1));
        let end = |lines: &[f32], last: bool| {
            let found = if last { lines.last() } else { lines.first() };
            found.copied().unwrap_or(0.0)
        };
        Grid {
            place: [
                end(&xs, false),
                end(&ys, false),
                end(&xs, true),
                end(&ys, true),
            ],
            regions: (0..rows * columns)
                .map(|at| Shape {
                    row: at / columns,
                    column: at % columns,
                    rows: 1,
                    columns: 1,
                })
                .collect(),
            owners: (0..rows * columns).collect(),
            xs,
            ys,
        }
    }

    /// A grid of all these lines, some of whose rows are `whole`: one cell over all columns.
    pub(super) fn striped(xs: Vec<f32>, ys: Vec<f32>, whole: &[bool]) -> Grid {
        let mut grid = Grid::full(xs, ys);
        let columns = grid.xs.len().saturating_sub(1);
        (grid.regions, grid.owners) = (Vec::new(), Vec::new());
        for (row, whole) in whole.iter().enumerate() {
            let wide = if *whole { columns } else { 1 };
            for column in 0..columns {
                if column % wide == 0 {
                    grid.regions.push(Shape {
                        row,
                        column,
                        rows: 1,
                        columns: wide,
                    });
                }
                grid.owners.push(grid.regions.len() - 1);
            }
        }
        grid
    }

    /// Parts a cell of several rows into one for each.
    pub(super) fn part(&mut self, shape: Shape) {
        let columns = self.xs.len().saturating_sub(1);
        let Some(first) = self.regions.iter().position(|own| *own == shape) else {
            return;
        };
        for row in shape.row..shape.row + shape.rows {
            let own = Shape {
                row,
                rows: 1,
                ..shape
            };
            let number = match self.regions.get_mut(first) {
                Some(slot) if row == shape.row => {
                    *slot = own;
                    first
                }
                _ => {
                    self.regions.push(own);
                    self.regions.len() - 1
                }
            };
            let from = row * columns + shape.column;
            for owner in self
                .owners
                .get_mut(from..from + shape.columns)
                .unwrap_or_default()
            {
                *owner = number;
            }
        }
    }

    pub(super) fn area(&self) -> f32 {
        (self.place[2] - self.place[0]) * (self.place[3] - self.place[1])
    }

    pub(super) fn holds(&self, x: f32, y: f32) -> bool {
        x >= self.place[0] && x <= self.place[2] && y >= self.place[1] && y <= self.place[3]
    }

    /// The number of the cell that a point is in.
    pub(super) fn region_at(&self, x: f32, y: f32) -> Option<usize> {
        if !self.holds(x, y) {
            return None;
        }
        let column = self.xs.partition_point(|line| *line <= x).checked_sub(1)?;
        let row = self.ys.partition_point(|line| *line <= y).checked_sub(1)?;
        let columns = self.xs.len() - 1;
        self.owners
            .get(row.min(self.ys.len() - 2) * columns + column.min(columns - 1))
            .copied()
    }
}

/// The grids of a page, and the horizontal lines that are part of none.
pub(super) fn grids(rulings: &[Ruling]) -> (Vec<Grid>, Vec<Stroke>) {
    let (mut flat, mut tall) = (Vec::new(), Vec::new());
    for ruling in rulings {
        let [left, top, right, bottom] = ruling.place;
        if right - left >= bottom - top {
            flat.push(Stroke {
                at: (top + bottom) / 2.0,
                from: left,
                to: right,
            });
        } else {
            tall.push(Stroke {
                at: (left + right) / 2.0,
                from: top,
                to: bottom,
            });
        }
    }
    if flat.is_empty() || flat.len().max(tall.len()) > MOST {
        return (Vec::new(), Vec::new());
    }
    let (flat, tall) = (merge(flat), merge(tall));
    let mut groups: std::collections::BTreeMap<usize, (Vec<Stroke>, Vec<Stroke>)> =
        std::collections::BTreeMap::new();
    let mut joined = connect(&flat, &tall);
    for (number, stroke) in flat.iter().enumerate() {
        let group = joined.root(number);
        groups.entry(group).or_default().0.push(*stroke);
    }
    for (number, stroke) in tall.iter().enumerate() {
        let group = joined.root(flat.len() + number);
        groups.entry(group).or_default().1.push(*stroke);
    }
    let mut grids = Vec::new();
    let mut alone = Vec::new();
    for (flat, tall) in groups.into_values() {
        match grid(&flat, &tall) {
            Some(grid) => grids.push(grid),
            None => alone.extend(flat),
        }
    }
    (grids, alone)
}

/// Lines that lie on one another or continue one another become one.
fn merge(mut strokes: Vec<Stroke>) -> Vec<Stroke> {
    strokes.sort_by(|a, b| a.at.total_cmp(&b.at));
    let mut out: Vec<Stroke> = Vec::new();
    let mut rest = strokes.as_mut_slice();
    while let Some(first) = rest.first().map(|stroke| stroke.at) {
        let mut last = first;
        let mut count = 0;
        for stroke in rest.iter() {
            // Chains of near lines end when they have become as thick as a row of text.
            if stroke.at - last > NEAR || stroke.at - first > 2.0 * NEAR {
                break;
            }
            last = stroke.at;
            count += 1;
        }
        let (cluster, after) = rest.split_at_mut(count.max(1));
        let at = (first + last) / 2.0;
        cluster.sort_by(|a, b| a.from.total_cmp(&b.from));
        let mut open: Option<Stroke> = None;
        for stroke in cluster.iter() {
            match &mut open {
                Some(line) if stroke.from <= line.to + REACH => line.to = line.to.max(stroke.to),
                _ => {
                    out.extend(open.replace(Stroke { at, ..*stroke }));
                }
            }
        }
        out.extend(open);
        rest = after;
    }
    out.retain(|stroke| stroke.to - stroke.from > REACH);
    out
}

/// Which lines hang together by crossing; the vertical ones are counted after the horizontal ones.
fn connect(flat: &[Stroke], tall: &[Stroke]) -> Joined {
    let mut joined = Joined::new(flat.len() + tall.len());
    for (number, line) in flat.iter().enumerate() {
        // `merge` left them sorted by place.
        let first = tall.partition_point(|other| other.at < line.from - REACH);
        for (other_number, other) in tall.iter().enumerate().skip(first) {
            if other.at > line.to + REACH {
                break;
            }
            if (other.from - REACH..=other.to + REACH).contains(&line.at) {
                joined.join(number, flat.len() + other_number);
            }
        }
    }
    joined
}

fn grid(flat: &[Stroke], tall: &[Stroke]) -> Option<Grid> {
    let mut ys = places(flat);
    let mut xs = places(tall);
    if ys.len() + xs.len() < 3 || ys.is_empty() || xs.is_empty() {
        return None;
    }
    open_ends(&mut xs, flat);
    open_ends(&mut ys, tall);
    let (columns, rows) = (xs.len() - 1, ys.len() - 1);
    if columns == 0 || rows == 0 || columns * rows > 20_000 {
        return None;
    }
    let place = [*xs.first()?, *ys.first()?, *xs.last()?, *ys.last()?];
    let mut joined = Joined::new(columns * rows);
    let middle = |lines: &[f32], at: usize| {
        (lines.get(at).copied().unwrap_or(0.0) + lines.get(at + 1).copied().unwrap_or(0.0)) / 2.0
    };
    for column in 1..columns {
        let here = near(tall, xs.get(column).copied()?);
        for row in 0..rows {
            if !covered(&here, middle(&ys, row)) {
                joined.join(row * columns + column - 1, row * columns + column);
            }
        }
    }
    for row in 1..rows {
        let here = near(flat, ys.get(row).copied()?);
        for column in 0..columns {
            if !covered(&here, middle(&xs, column)) {
                joined.join((row - 1) * columns + column, row * columns + column);
            }
        }
    }
    let mut regions: Vec<Shape> = Vec::new();
    let mut numbers = vec![usize::MAX; columns * rows];
    let mut owners = Vec::with_capacity(columns * rows);
    for place in 0..columns * rows {
        let root = joined.root(place);
        let (row, column) = (place / columns, place % columns);
        let number = numbers.get_mut(root)?;
        if *number == usize::MAX {
            *number = regions.len();
            regions.push(Shape {
                row,
                column,
                rows: 1,
                columns: 1,
            });
        }
        owners.push(*number);
        let shape = regions.get_mut(*number)?;
        shape.rows = shape.rows.max(row - shape.row + 1);
        let right = (shape.column + shape.columns).max(column + 1);
        shape.column = shape.column.min(column);
        shape.columns = right - shape.column;
    }
    Some(Grid {
        place,
        xs,
        ys,
        regions,
        owners,
    })
}

/// Where lines lie, each place once.
fn places(strokes: &[Stroke]) -> Vec<f32> {
    let mut places: Vec<f32> = strokes.iter().map(|stroke| stroke.at).collect();
    places.sort_by(f32::total_cmp);
    places.dedup_by(|next, kept| *next - *kept <= HAIR);
    places
}

/// Adds the ends of crossing lines that stick out: the table has no border there.
fn open_ends(places: &mut Vec<f32>, crossing: &[Stroke]) {
    let from = crossing
        .iter()
        .map(|stroke| stroke.from)
        .fold(f32::MAX, f32::min);
    let to = crossing
        .iter()
        .map(|stroke| stroke.to)
        .fold(f32::MIN, f32::max);
    if places.first().is_some_and(|first| from < first - OPEN) {
        places.insert(0, from);
    }
    if places.last().is_some_and(|last| to > last + OPEN) {
        places.push(to);
    }
}

fn near(strokes: &[Stroke], at: f32) -> Vec<Stroke> {
    strokes
        .iter()
        .filter(|stroke| (stroke.at - at).abs() <= HAIR)
        .copied()
        .collect()
}

fn covered(strokes: &[Stroke], at: f32) -> bool {
    strokes
        .iter()
        .any(|stroke| stroke.from - 1.0 <= at && at <= stroke.to + 1.0)
}

/// Sets that grow together.
struct Joined {
    parents: Vec<usize>,
}

impl Joined {
    fn new(count: usize) -> Joined {
        Joined {
            parents: (0..count).collect(),
        }
    }

    fn root(&mut self, mut number: usize) -> usize {
        while let Some(parent) = self.parents.get(number).copied() {
            if parent == number {
                break;
            }
            let above = self.parents.get(parent).copied().unwrap_or(parent);
            if let Some(slot) = self.parents.get_mut(number) {
                *slot = above;
            }
            number = above;
        }
        number
    }

    fn join(&mut self, a: usize, b: usize) {
        let (a, b) = (self.root(a), self.root(b));
        if let Some(slot) = self.parents.get_mut(a.max(b)) {
            *slot = a.min(b);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ruling(place: [f32; 4]) -> Ruling {
        Ruling { place }
    }

    fn frame(left: f32, top: f32, right: f32, bottom: f32) -> [Ruling; 4] {
        [
            ruling([left, top, right, top]),
            ruling([left, bottom, right, bottom]),
            ruling([left, top, left, bottom]),
            ruling([right, top, right, bottom]),
        ]
    }

    #[test]
    fn a_missing_line_makes_a_cell_span() {
        let mut rulings = frame(0.0, 0.0, 200.0, 60.0).to_vec();
        rulings.push(ruling([0.0, 20.0, 200.0, 20.0]));
        rulings.push(ruling([100.0, 40.0, 200.0, 40.0]));
        rulings.push(ruling([100.0, 20.0, 100.0, 60.0]));
        let (grids, _) = grids(&rulings);
        assert_eq!(grids.len(), 1);
        let shapes: Vec<_> = grids[0]
            .regions
            .iter()
            .map(|shape| (shape.row, shape.column, shape.rows, shape.columns))
            .collect();
        assert_eq!(
            shapes,
            [(0, 0, 1, 2), (1, 0, 2, 1), (1, 1, 1, 1), (2, 1, 1, 1)]
        );
        assert_eq!(grids[0].region_at(150.0, 50.0), Some(3));
    }

    #[test]
    fn cells_with_borders_of_their_own_are_one_grid() {
        let mut rulings = frame(-2.0, -2.0, 203.5, 43.5).to_vec();
        for (x, y) in [(0.0, 0.0), (101.5, 0.0), (0.0, 21.5), (101.5, 21.5)] {
            rulings.extend(frame(x, y, x + 100.0, y + 20.0));
        }
        let (grids, _) = grids(&rulings);
        assert_eq!(grids.len(), 1);
        assert_eq!(grids[0].regions.len(), 4);
    }

    #[test]
    fn a_table_without_outer_borders_has_its_outer_columns() {
        let rulings = [
            ruling([0.0, 0.0, 200.0, 0.0]),
            ruling([0.0, 20.0, 200.0, 20.0]),
            ruling([0.0, 40.0, 200.0, 40.0]),
            ruling([80.0, 0.0, 80.0, 40.0]),
        ];
        let (grids, _) = grids(&rulings);
        assert_eq!(grids[0].xs, [0.0, 80.0, 200.0]);
        assert_eq!(grids[0].regions.len(), 4);
    }
}
