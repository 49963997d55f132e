//! From words with places to blocks: lines, segments, tables. For the text of PDF files and for what OCR saw.
//!
//! Coordinates are points from the upper left corner of a page that stands upright.

mod barred;
mod beside;
mod bidi;
mod cards;
mod centred;
mod columns;
mod direction;
mod edges;
mod grid;
mod headings;
mod heavy;
mod hyphens;
mod inks;
mod inline;
mod lines;
mod lowered;
mod pages;
mod rows;
mod ruled;
mod shaded;
mod sides;
mod small_print;
mod spacing;
mod stamps;
mod stripes;
mod told;
mod torn;
mod unruled;
mod visual;

pub use bidi::is_right_to_left;
pub use pages::join;

use super::{Block, Cell, Line, Row, Table};
use grid::Grid;

/// A word, or a longer piece of text without a gap.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Word {
    /// The text as it stands from left to right.
    pub text: String,
    /// Left, top, right, bottom.
    pub place: [f32; 4],
    /// The line it stands on, from the top.
    pub baseline: f32,
    /// Font size.
    pub size: f32,
    /// Set in bold.
    pub bold: bool,
    /// What stands for its font and colour.
    pub look: u32,
    /// The form field whose value it is.
    pub field: Option<u32>,
    /// From 0 to 1; 1 for real text.
    pub confidence: f32,
    /// A space stands before it, however near its neighbour is.
    pub spaced: bool,
    /// Written from left to right, as most of the page is.
    pub upright: bool,
    /// Not part of the text around it, for example a watermark.
    pub aside: bool,
}

impl Word {
    /// The middle of its box.
    pub fn middle(&self) -> (f32, f32) {
        (
            (self.place[0] + self.place[2]) / 2.0,
            (self.place[1] + self.place[3]) / 2.0,
        )
    }
}

/// The font size of what OCR read, from how high its ink is and which parts of letters it has.
pub fn size_by_ink(text: &str, height: f32) -> f32 {
    let has = |part: fn(char) -> bool| text.chars().any(part);
    let risen = has(|c| !c.is_ascii_lowercase() || "bdfhijklt".contains(c));
    let part = match (risen, has(|c| "gjpqyQ,;()[]".contains(c))) {
        (true, true) => 0.93,
        (false, false) => 0.53,
        _ => 0.73,
    };
    height / part
}

/// A horizontal or vertical line.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Ruling {
    /// Left, top, right, bottom; either the first and third or the second and fourth are the same.
    pub place: [f32; 4],
}

/// In place of the number of a box: a line runs below the word.
const UNDERLINED: usize = usize::MAX;

/// A word, and the box that was drawn around it alone (0 for none).
#[derive(Debug, Clone)]
struct Placed {
    word: Word,
    boxed: usize,
    /// Its number in the order in which the file holds the words.
    order: usize,
}

/// What stands in one cell, or on the page outside of all tables.
#[derive(Debug, Clone, Default)]
struct Region {
    words: Vec<Placed>,
    tables: Vec<([f32; 4], Block)>,
}

impl Region {
    fn is_empty(&self) -> bool {
        self.words.is_empty() && self.tables.is_empty()
    }

    /// Where everything stands.
    fn places(&self) -> impl Iterator<Item = &[f32; 4]> {
        let words = self.words.iter().map(|placed| &placed.word.place);
        words.chain(self.tables.iter().map(|(place, _)| place))
    }

    /// The printed words in the order in which the file holds them. Values of fields and boxes that are drawn have no place
    /// in it, and OCR has none at all.
    fn written(&self) -> Vec<&Placed> {
        let printed = |placed: &&Placed| {
            let Word {
                confidence,
                field,
                text,
                ..
            } = &placed.word;
            *confidence >= 1.0 && field.is_none() && !matches!(text.as_str(), "☐" | "☒")
        };
        let mut words: Vec<&Placed> = self.words.iter().filter(printed).collect();
        words.sort_by_key(|placed| placed.order);
        words
    }

    /// What stands at places that are wanted, and the rest.
    fn parted(self, wanted: impl Fn(&[f32; 4]) -> bool) -> (Region, Region) {
        let (words, other_words) = self
            .words
            .into_iter()
            .partition(|placed| wanted(&placed.word.place));
        let (tables, other_tables) = self
            .tables
            .into_iter()
            .partition(|(place, _)| wanted(place));
        (
            Region { words, tables },
            Region {
                words: other_words,
                tables: other_tables,
            },
        )
    }
}

/// What all of a page's blocks have in common.
#[derive(Debug, Clone, Copy, Default)]
struct Sense {
    /// Its number, from 1.
    page: u32,
    /// It is read from right to left.
    right_to_left: bool,
}

/// Where a grid or a word belongs: the number of the grid and of the region in it.
type Home = Option<(usize, usize)>;

/// Lays out one page whose fields may stand within running text; `blanks` are the numbers and places of its empty fields.
pub fn layout_fields(
    words: Vec<Word>,
    rulings: Vec<Ruling>,
    blanks: &[(u32, [f32; 4])],
    page: u32,
) -> Vec<Block> {
    inline::lines(&words, blanks, page).unwrap_or_else(|| layout(words, rulings, page))
}

/// Lays out one page.
pub fn layout(words: Vec<Word>, rulings: Vec<Ruling>, page: u32) -> Vec<Block> {
    let (mut grids, alone) = grid::grids(&rulings);
    let sense = Sense {
        page,
        right_to_left: direction::is_right_to_left(&words),
    };
    drop_frames(&mut grids, &words);
    let mut grids = stripes::join(rows::boxes(grids, &words), &words);
    shaded::part(&mut grids, &words, sense.right_to_left);
    barred::part(&mut grids, &words, sense.right_to_left);
    // Lines within a table underline something in it.
    let open = |line: &grid::Stroke| {
        let middle = (line.from + line.to) / 2.0;
        grids.iter().all(|grid| !grid.holds(middle, line.at))
    };
    let mut alone: Vec<grid::Stroke> = alone.into_iter().filter(open).collect();
    alone.sort_by(|a, b| a.at.total_cmp(&b.at));
    let scanned = words.iter().any(|word| word.confidence < 1.0);
    let boxes = if scanned { grids.as_slice() } else { &[] };
    let rows = rows::tables(alone.clone(), boxes, &words);
    grids.extend(rows);
    grids.sort_by(|a, b| a.area().total_cmp(&b.area()));
    let mut contents: Vec<Vec<Region>> = grids
        .iter()
        .map(|grid| grid.regions.iter().map(|_| Region::default()).collect())
        .collect();
    let mut open = Region::default();
    for (order, word) in words.into_iter().enumerate() {
        let (x, y) = word.middle();
        // In scans the lines of a form's own paper run below everything.
        let boxed = if word.confidence >= 1.0 && is_underlined(&word, &alone) {
            UNDERLINED
        } else {
            0
        };
        let placed = Placed { word, boxed, order };
        region(&mut contents, &mut open, home(&grids, 0, x, y))
            .words
            .push(placed);
    }
    let low = beside::low_boxes(&grids, &contents);
    for number in 0..grids.len() {
        let Some(grid) = grids.get(number) else { break };
        let inside = contents
            .get_mut(number)
            .map(std::mem::take)
            .unwrap_or_default();
        // What stands in a box alone may be shorter than the box is wide.
        let (x, y) = match inside.as_slice() {
            [only] if let Some(first) = only.words.first() => first.word.middle(),
            _ => (
                (grid.place[0] + grid.place[2]) / 2.0,
                (grid.place[1] + grid.place[3]) / 2.0,
            ),
        };
        let outer = region(&mut contents, &mut open, home(&grids, number + 1, x, y));
        let most = beside::lines(&grid.place, &low);
        place_grid(grid, (number, most), inside, outer, sense);
    }
    let parts = ruled::parts(open, &alone, sense.right_to_left);
    in_turn(parts, sense)
}

/// True when one of these lines, which are sorted from top to bottom, runs below the whole word.
fn is_underlined(word: &Word, lines: &[grid::Stroke]) -> bool {
    let (top, bottom) = (word.baseline - 0.5, word.baseline + 0.35 * word.size);
    let first = lines.partition_point(|line| line.at < top);
    lines
        .iter()
        .skip(first)
        .take_while(|line| line.at <= bottom)
        .any(|line| line.from <= word.place[0] + 1.0 && line.to >= word.place[2] - 1.0)
}

/// The smallest grid from this number on that holds the point.
fn home(grids: &[Grid], from: usize, x: f32, y: f32) -> Home {
    grids
        .iter()
        .enumerate()
        .skip(from)
        .find_map(|(number, grid)| grid.region_at(x, y).map(|region| (number, region)))
}

fn region<'a>(contents: &'a mut [Vec<Region>], open: &'a mut Region, home: Home) -> &'a mut Region {
    home.and_then(|(grid, region)| contents.get_mut(grid)?.get_mut(region))
        .unwrap_or(open)
}

/// Frames around (nearly) everything are ornaments.
fn drop_frames(grids: &mut Vec<Grid>, words: &[Word]) {
    let several = grids.len() > 1;
    grids.retain(|grid| {
        if grid.regions.len() > 1 {
            return true;
        }
        let inside = words
            .iter()
            .filter(|word| {
                let (x, y) = word.middle();
                grid.holds(x, y)
            })
            .count();
        inside * 10 < words.len() * 7 || (!several && inside < 8)
    });
}

/// A row of boxes for one letter each is one word, with spaces where boxes in between are empty.
fn comb(grid: &Grid, inside: &[Region]) -> Option<Word> {
    let letters = |region: &Region| -> usize {
        let count = |placed: &Placed| placed.word.text.chars().count();
        region.words.iter().map(count).sum()
    };
    let narrow = (grid.place[2] - grid.place[0]) / (grid.regions.len() as f32)
        < 2.0 * (grid.place[3] - grid.place[1]);
    if grid.ys.len() != 2
        || grid.regions.len() < 4
        || !narrow
        || inside
            .iter()
            .any(|region| letters(region) > 1 || !region.tables.is_empty())
    {
        return None;
    }
    let text: String = inside
        .iter()
        .map(|region| {
            let first = region.words.first();
            first.map_or(" ", |placed| placed.word.text.as_str())
        })
        .collect();
    let first = inside.iter().find_map(|region| region.words.first())?;
    Some(Word {
        text: text.trim().to_owned(),
        place: grid.place,
        ..first.word.clone()
    })
}

/// Puts what a grid holds into the region around it: as a table, or as words when the grid is a box around a line (or so many
/// at most).
fn place_grid(
    grid: &Grid,
    (number, most): (usize, usize),
    mut inside: Vec<Region>,
    outer: &mut Region,
    sense: Sense,
) {
    if let [only] = inside.as_mut_slice()
        && only.tables.is_empty()
    {
        let lines = lines::lines(&only.words).len();
        if lines <= most {
            let words = std::mem::take(&mut only.words);
            outer.words.extend(words.into_iter().map(|placed| Placed {
                boxed: number + 1,
                ..placed
            }));
            return;
        }
    }
    if inside.iter().all(Region::is_empty) {
        return;
    }
    if let Some(word) = comb(grid, &inside) {
        let inner = inside.iter().flat_map(|region| &region.words);
        outer.words.push(Placed {
            word,
            boxed: number + 1,
            order: inner.map(|placed| placed.order).min().unwrap_or_default(),
        });
        return;
    }
    outer
        .tables
        .push((grid.place, Block::Table(table(grid, inside, sense))));
}

fn table(grid: &Grid, inside: Vec<Region>, sense: Sense) -> Table {
    let columns = grid.xs.len().saturating_sub(1);
    let mut rows: Vec<Row> = Vec::new();
    rows.resize_with(grid.ys.len().saturating_sub(1), Row::default);
    for (shape, region) in grid.regions.iter().zip(inside) {
        let mut blocks = flow(region, sense);
        for step in 0..shape.rows {
            let column = if sense.right_to_left {
                columns.saturating_sub(shape.column + shape.columns)
            } else {
                shape.column
            };
            if let Some(row) = rows.get_mut(shape.row + step) {
                row.cells.push(Cell {
                    column: column as u32,
                    span: shape.columns as u32,
                    blocks: std::mem::take(&mut blocks),
                });
            }
        }
    }
    for row in &mut rows {
        row.cells.sort_by_key(|cell| cell.column);
    }
    Table { rows }
}

/// The blocks of a region in reading order.
fn flow(region: Region, sense: Sense) -> Vec<Block> {
    in_turn(vec![region], sense)
}

/// The blocks of regions that are read one after the other.
fn in_turn(regions: Vec<Region>, sense: Sense) -> Vec<Block> {
    let mut out: Vec<Block> = Vec::new();
    let order = |region: Region| {
        let rows = centred::reaches(&region.words, sense);
        columns::reading_order(region, &rows, sense.right_to_left)
    };
    for part in regions.into_iter().flat_map(order) {
        let mut blocks = column(part, sense);
        if let (Some(Block::Line(last)), Some(Block::Line(first))) =
            (out.last(), blocks.first_mut())
        {
            let bold = |line: &Line| line.segments.first().is_some_and(|segment| segment.bold);
            // A text may go on at the head of the next column, but a label begins there.
            if bold(first) && !bold(last) {
                first.gap = first.gap.max(1.0);
            }
        }
        out.extend(blocks);
    }
    out
}

/// The blocks of a part of a region that is read from top to bottom.
fn column(region: Region, sense: Sense) -> Vec<Block> {
    let prints = told::Prints::of(&region.words);
    let mut tables = region.tables;
    tables.sort_by(|a, b| a.0[1].total_cmp(&b.0[1]).then(a.0[0].total_cmp(&b.0[0])));
    // Top, side (a line left of a table it stands beside is read before it, one right of it after), left.
    let mut blocks: Vec<(f32, i8, f32, Block)> = Vec::new();
    let lines = lines::segmented(&lines::lines(&region.words), sense);
    for piece in unruled::pieces(lines, sense) {
        let lines = match piece {
            unruled::Piece::Lines(lines) => cards::in_order(lines, &prints, sense),
            unruled::Piece::Table(place, block) => {
                blocks.push((place[1], 0, place[0], block));
                continue;
            }
        };
        for (place, line) in lines {
            let level = (place[1] + place[3]) / 2.0;
            let beside = tables
                .iter()
                .find(|(table, _)| (table[1]..=table[3]).contains(&level));
            let (top, side) = match beside {
                Some((table, _)) if place[2] <= table[0] + 2.0 => (table[1], -1),
                Some((table, _)) if place[0] >= table[2] - 2.0 => (table[1], 1),
                _ => (place[1], 0),
            };
            let side = if sense.right_to_left { -side } else { side };
            blocks.push((top, side, place[0], Block::Line(line)));
        }
    }
    if tables.is_empty() {
        return blocks.into_iter().map(|(.., block)| block).collect();
    }
    blocks.extend(
        tables
            .into_iter()
            .map(|(place, block)| (place[1], 0, place[0], block)),
    );
    // Lines beside one table keep their order from top to bottom: the sort is stable.
    blocks.sort_by(|a, b| {
        a.0.total_cmp(&b.0)
            .then(a.1.cmp(&b.1))
            .then(if a.1 == 0 && b.1 == 0 {
                a.2.total_cmp(&b.2)
            } else {
                std::cmp::Ordering::Equal
            })
    });
    let mut blocks: Vec<Block> = blocks.into_iter().map(|(.., block)| block).collect();
    let mut below_table = false;
    for block in &mut blocks {
        // A heading close below a table goes on with none of its cells.
        if let Block::Line(line) = block
            && below_table
            && line.segments.iter().all(|segment| segment.bold)
        {
            line.gap = line.gap.max(1.0);
        }
        below_table = matches!(block, Block::Table(_));
    }
    blocks
}

#[cfg(test)]
mod tests;
