//! Finds the rows of tables without lines, and whether their cells are centred: a short cell beside the middle of a long one.
//!
//! Rows do not lie over one another, the lines of a cell follow closely, and the cells of a row share their middle (or else their
//! top): that alone tells rows from columns of prose, and centred rows from others.

use super::lines::{self, around};
use super::{Placed, Sense};
use crate::document::{Line, Segment};

/// A row has no more lines.
const MOST: usize = 48;
/// A row has no more cells.
const CELLS: usize = 10;
/// Middles, in font sizes, and edges, in points, this near to one another are at one place.
const LEVEL: f32 = 0.25;
pub(super) const EDGE: f32 = 2.5;
/// Lines with more space between them, in font sizes, are no neighbours in one table.
const APART: f32 = 1.0;
/// Lines of one cell have no more space between them, where nothing tells how much they have.
const LOOSE: f32 = 0.7;
/// Distances between the lines of a cell differ by less (in font sizes).
const EVEN: f32 = 0.15;
/// What breaks a rule: a row over another, or an answer without a label.
const BROKEN: u32 = 1000;
/// A label without an answer that is as high as if it had one.
const BLANK: u32 = 10;
/// A row that begins as near to the one above as lines of one cell do.
const TIGHT: u32 = 20;

/// A line and the place by which it is sorted among tables.
pub(super) type Laid = ([f32; 4], Line);

/// From where to where on the page there are centred rows.
pub(super) fn reaches(words: &[Placed], sense: Sense) -> Vec<(f32, f32)> {
    let lines = lines::segmented(&lines::lines(words), sense);
    let parts = Part::all(&lines, Spacing::of(&lines), sense);
    let mut rest = lines.iter();
    let reach = |part: Part| {
        let own = rest.by_ref().take(part.count).map(|(place, _)| *place);
        let whole = own.reduce(around)?;
        (part.told == Some(true)).then_some((whole[1], whole[3]))
    };
    parts.into_iter().filter_map(reach).collect()
}

/// True when one of these rows, which are sorted from top to bottom, is at the height of one of these places.
pub(super) fn reach_beside<'p>(
    rows: &[(f32, f32)],
    mut places: impl Iterator<Item = &'p [f32; 4]>,
) -> bool {
    places.any(|place| {
        let at = rows.partition_point(|row| row.1 <= place[1]);
        rows.get(at).is_some_and(|row| row.0 < place[3])
    })
}

/// The runs of lines that follow one another without much space.
fn stretches(lines: &[Laid]) -> impl Iterator<Item = (usize, usize)> {
    let apart = |pair: &[Laid]| match pair {
        [above, below] => below.0[1] - above.0[3] > APART * height(&below.0),
        _ => false,
    };
    let ends = lines
        .windows(2)
        .enumerate()
        .filter(move |(_, pair)| apart(pair));
    let mut from = 0;
    let ends = ends.map(|(at, _)| at + 1).chain([lines.len()]);
    ends.map(move |end| (std::mem::replace(&mut from, end), end))
}

/// How high a text is.
pub(super) fn height(place: &[f32; 4]) -> f32 {
    (place[3] - place[1]).max(1.0)
}

fn middle(place: &[f32; 4]) -> f32 {
    (place[1] + place[3]) / 2.0
}

/// True for two texts below one another that begin, end, or have their middles at the same place.
fn aligned(one: &[f32; 4], other: &[f32; 4]) -> bool {
    let near = |a: f32, b: f32| (a - b).abs() < EDGE;
    near(one[0], other[0]) || near(one[2], other[2]) || near(one[0] + one[2], other[0] + other[2])
}

/// How much space lines have between them.
#[derive(Clone, Copy)]
pub(super) struct Spacing {
    /// The most within a cell, where anything tells.
    most: Option<f32>,
    /// Rows have more between them than the lines of a cell.
    pub(super) spaced: bool,
}

impl Spacing {
    /// The least distance that is met again and again between lines that begin below one another is that of a cell; the next that
    /// whole lines keep from one another, if it is clearly more, is that of rows.
    pub(super) fn of(lines: &[Laid]) -> Spacing {
        const REACH: usize = 5;
        let mut cells: Vec<f32> = Vec::new();
        for (at, (_, line)) in lines.iter().enumerate() {
            for segment in line.segments.iter().take(CELLS) {
                let next = lines.iter().skip(at + 1).take(REACH).find_map(|(_, line)| {
                    let near = |other: &f32| (other - segment.place[0]).abs() < EDGE;
                    let places = line.segments.iter().take(CELLS);
                    let mut places = places.map(|other| other.place);
                    places.find(|place| near(&place[0]))
                });
                cells.extend(next.and_then(|next| space(&segment.place, &next)));
            }
        }
        let pairs = lines.iter().zip(lines.iter().skip(1));
        let rows = pairs.filter_map(|(above, below)| space(&above.0, &below.0));
        let tight = often(cells, f32::MIN);
        let wide = tight.and_then(|tight| often(rows.collect(), tight + 1.0));
        match tight.zip(wide) {
            Some((tight, wide)) => Spacing {
                most: Some((tight + wide) / 2.0),
                spaced: true,
            },
            None => Spacing {
                most: tight.map(|tight| tight + 1.0),
                spaced: false,
            },
        }
    }

    /// The most space between two lines of a cell in letters of this size.
    pub(super) fn most(self, size: f32) -> f32 {
        self.most.unwrap_or(LOOSE * size)
    }
}

/// How much space is between two lines that may be neighbours.
fn space(above: &[f32; 4], below: &[f32; 4]) -> Option<f32> {
    let size = height(above);
    let space = below[1] - above[3];
    (-LEVEL * size..size).contains(&space).then_some(space)
}

/// The least of these distances above the given one that is met several times.
fn often(mut spaces: Vec<f32>, above: f32) -> Option<f32> {
    const OFTEN: usize = 3;
    spaces.sort_by(f32::total_cmp);
    let mut runs = spaces
        .windows(OFTEN)
        .filter_map(|run| Some((*run.first()?, *run.last()?)));
    runs.find(|(first, last)| *first > above && last - first < 0.5)
        .map(|(first, _)| first)
}

/// How the cells of rows stand beside one another.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Centred,
    Topped,
}

/// Lines of one cell.
pub(super) struct Cell {
    pub(super) place: [f32; 4],
    /// Where its last line stands.
    last: [f32; 4],
    /// The space above that.
    space: Option<f32>,
    /// The line on which it begins.
    from: usize,
}

impl Cell {
    /// Takes a line that stands close below the last. False where it does not.
    fn take(&mut self, place: [f32; 4], spacing: Spacing) -> bool {
        let size = height(&place).min(height(&self.last));
        let space = place[1] - self.last[3];
        let even = |before: f32| (before - space).abs() < EVEN * size;
        let close = space > -LEVEL * size && space < spacing.most(size);
        if !close || !self.space.is_none_or(even) || !aligned(&self.last, &place) {
            return false;
        }
        self.place = around(self.place, place);
        self.last = place;
        self.space = Some(space);
        true
    }
}

/// Lines that follow one another, and the rows in them.
pub(super) struct Part {
    pub(super) count: usize,
    /// The first lines of the rows; if they are centred, unless it is told that they are not.
    pub(super) starts: Vec<usize>,
    /// Whether they are, where only one way explains them.
    pub(super) told: Option<bool>,
    /// They may be centred.
    pub(super) possible: bool,
    /// The rows are the same in both ways.
    pub(super) alike: bool,
}

impl Part {
    /// The lines in runs that follow one another without much space.
    pub(super) fn all(lines: &[Laid], spacing: Spacing, sense: Sense) -> Vec<Part> {
        stretches(lines)
            .map(|(from, to)| Part::of(lines, from, to, spacing, sense))
            .collect()
    }

    fn of(lines: &[Laid], from: usize, to: usize, spacing: Spacing, sense: Sense) -> Part {
        let lines = lines.get(from..to).unwrap_or_default();
        let mut part = Part {
            count: lines.len(),
            starts: Vec::new(),
            told: None,
            possible: false,
            alike: false,
        };
        let mut segments = lines.iter().flat_map(|(_, line)| &line.segments);
        // Fields are as high as it pleases those who draw them, and what OCR saw is as high as its letters are.
        if segments.any(|one| one.field.is_some() || one.confidence < 1.0)
            || lines.iter().all(|(_, line)| line.segments.len() < 2)
        {
            return part;
        }
        let (centred, starts) = rows(lines, Way::Centred, spacing, sense);
        let (topped, others) = rows(lines, Way::Topped, spacing, sense);
        part.possible = centred < BROKEN;
        part.alike = part.possible && topped < BROKEN && starts == others;
        part.told = match (centred < BROKEN, topped < BROKEN) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            (true, true) if centred + TIGHT <= topped => Some(true),
            (true, true) if topped + TIGHT <= centred => Some(false),
            _ => None,
        };
        part.starts = match part.told {
            Some(false) => others,
            _ => starts,
        };
        part
    }
}

/// The texts of a line: how many segments each has, and where it stands. Boxes to tick that follow one another are one text.
pub(super) fn texts(line: &Line) -> Vec<(usize, [f32; 4])> {
    let boxed = |segment: &Segment| segment.text.starts_with(['☐', '☒']);
    let mut texts: Vec<(usize, [f32; 4])> = Vec::with_capacity(line.segments.len());
    let mut options = false;
    for segment in &line.segments {
        match texts.last_mut() {
            Some((count, place)) if options && boxed(segment) => {
                *count += 1;
                *place = around(*place, segment.place);
            }
            _ => texts.push((1, segment.place)),
        }
        options = boxed(segment);
    }
    texts
}

/// The number of the cell that a text on this line belongs to: one that it goes on, or a new one. Nothing where it fits in none.
pub(super) fn cell_at(
    cells: &mut Vec<Cell>,
    at: usize,
    place: [f32; 4],
    spacing: Spacing,
) -> Option<usize> {
    let over = |cell: &Cell| cell.place[0] < place[2] && place[0] < cell.place[2];
    let mut found = cells.iter().enumerate().filter(|(_, cell)| over(cell));
    let (first, other) = (found.next().map(|(at, _)| at), found.next());
    match (first, other) {
        (Some(number), None) => {
            let cell = cells.get_mut(number)?;
            cell.take(place, spacing).then_some(number)
        }
        (None, _) if cells.len() < CELLS => {
            cells.push(Cell {
                place,
                last: place,
                space: None,
                from: at,
            });
            Some(cells.len() - 1)
        }
        _ => None,
    }
}

/// What the best way costs to part these lines into rows, and the first line of each.
fn rows(lines: &[Laid], way: Way, spacing: Spacing, sense: Sense) -> (u32, Vec<usize>) {
    let edge = edge(lines, sense);
    // For each line the least that the lines before it cost, and where the row before it begins.
    let mut best: Vec<(u32, usize)> = vec![(u32::MAX, 0); lines.len() + 1];
    if let Some(first) = best.first_mut() {
        *first = (0, 0);
    }
    for from in 0..lines.len() {
        let before = best.get(from).map_or(u32::MAX, |(cost, _)| *cost);
        let before = before.saturating_add(border(lines, from, spacing));
        let mut cells: Vec<Cell> = Vec::new();
        for (at, (_, line)) in lines.iter().enumerate().skip(from).take(MOST) {
            let mut places = texts(line).into_iter().map(|(_, place)| place);
            let fits = places.all(|place| cell_at(&mut cells, at, place, spacing).is_some());
            if !fits && at > from {
                break;
            }
            let Some(own) = row(&cells, at - from, way, from) else {
                continue;
            };
            let alone = match cells.as_slice() {
                [only] if !begins(&only.place, edge, sense) => BROKEN,
                _ => 0,
            };
            let cost = before.saturating_add(own + alone);
            if let Some(slot) = best.get_mut(at + 1)
                && cost < slot.0
            {
                *slot = (cost, from);
            }
            if !fits {
                break;
            }
        }
    }
    let mut starts = Vec::new();
    let mut at = lines.len();
    while at > 0 {
        at = best.get(at).map_or(0, |(_, from)| *from);
        starts.push(at);
    }
    starts.reverse();
    let cost = best.last().map_or(u32::MAX, |(cost, _)| *cost);
    (cost, starts)
}

/// What it costs that these cells are a row of so many lines after the first; nothing where they are none.
fn row(cells: &[Cell], more: usize, way: Way, from: usize) -> Option<u32> {
    let stands = match way {
        _ if more == 0 || cells.len() < 2 => true,
        Way::Topped => cells.iter().all(|cell| cell.from == from),
        Way::Centred => return centred(cells).map(|blank| blank + more as u32),
    };
    stands.then_some(more as u32)
}

/// What it costs that these cells have their middles at that of the highest one; nothing where they have not. An answer that is
/// left blank below its label takes a line too.
fn centred(cells: &[Cell]) -> Option<u32> {
    let high = |a: &&Cell, b: &&Cell| height(&a.place).total_cmp(&height(&b.place));
    let highest = cells.iter().max_by(high)?;
    let level = middle(&highest.place);
    let cost = |cell: &Cell| {
        let size = height(&cell.last);
        let line = size + highest.space.unwrap_or(0.0);
        let near = |middle: f32| (middle - level).abs() < LEVEL * size;
        match middle(&cell.place) {
            own if near(own) => Some(0),
            own if near(own + line / 2.0) => Some(BLANK),
            _ => None,
        }
    };
    cells.iter().map(cost).sum()
}

/// What it costs that a row begins on this line.
fn border(lines: &[Laid], at: usize, spacing: Spacing) -> u32 {
    let above = at.checked_sub(1).and_then(|above| lines.get(above));
    let Some(((above, _), (below, _))) = above.zip(lines.get(at)) else {
        return 0;
    };
    let size = height(above).min(height(below));
    let space = below[1] - above[3];
    if space < -LEVEL * size {
        BROKEN
    } else if spacing.spaced && space < spacing.most(size) {
        TIGHT
    } else {
        0
    }
}

/// Where the first column begins.
fn edge(lines: &[Laid], sense: Sense) -> f32 {
    let places = lines.iter().map(|(place, _)| place);
    if sense.right_to_left {
        places.map(|place| place[2]).fold(f32::MIN, f32::max)
    } else {
        places.map(|place| place[0]).fold(f32::MAX, f32::min)
    }
}

/// True for what begins in the first column.
fn begins(place: &[f32; 4], edge: f32, sense: Sense) -> bool {
    if sense.right_to_left {
        place[2] > edge - 2.0 * EDGE
    } else {
        place[0] < edge + 2.0 * EDGE
    }
}
