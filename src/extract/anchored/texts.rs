//! The texts of a document in reading order, each with how it is printed and where it stands.

use crate::document::{Block, Cell, Document, Line, Segment, Table};
use crate::extract::piece::{Piece, piece};
use crate::extract::strip;

/// What a text is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Label,
    Answer,
    /// It names the form or a part of it.
    Title,
}

/// A line, a segment of one, or a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Text {
    /// What stands there, line by line.
    pub pieces: Vec<Piece>,
    /// All of it in one line.
    pub text: String,
    pub bold: bool,
    pub heading: bool,
    /// The size of its type in half points; 0 where unknown.
    pub size: i32,
    /// The space above it in hundredths of its height; many for what begins a cell.
    pub gap: i32,
    /// Left, top, right, bottom; zeros where unknown.
    pub place: [f32; 4],
    pub page: u32,
    /// What its place tells for sure.
    pub due: Option<Role>,
}

/// Above what begins a cell.
const CELL: i32 = 400;

impl Text {
    fn of(segments: &[Segment], line: &Line, gap: i32) -> Text {
        let pieces: Vec<Piece> = segments
            .iter()
            .map(|segment| Piece {
                page: line.page,
                ..piece(segment, &segment.text)
            })
            .collect();
        let size = segments.iter().map(Segment::font_size).fold(0.0, f32::max);
        let places = segments.iter().map(|one| one.place);
        let place =
            places.reduce(|[a, b, c, d], [e, f, g, h]| [a.min(e), b.min(f), c.max(g), d.max(h)]);
        let own = Text {
            bold: segments.iter().all(|segment| segment.bold),
            heading: line.heading,
            size: (2.0 * size).round() as i32,
            gap,
            place: place.unwrap_or_default(),
            page: line.page,
            pieces,
            ..Text::default()
        };
        own.settled()
    }

    /// How high it is, and something where that is unknown.
    pub fn height(&self) -> f32 {
        (self.place[3] - self.place[1]).max(1.0)
    }

    /// Adds a line below it.
    pub fn add(&mut self, line: Text) {
        let [_, _, right, bottom] = line.place;
        self.place = [
            self.place[0],
            self.place[1],
            self.place[2].max(right),
            bottom,
        ];
        // The space below is measured from its last line.
        self.place[1] = self.place[3] - (line.place[3] - line.place[1]);
        self.text.push(' ');
        self.text.push_str(&line.text);
        self.pieces.extend(line.pieces);
    }

    /// With its words in one line, and what they tell: nobody prints a ticked box in a label.
    fn settled(mut self) -> Text {
        let texts: Vec<&str> = self.pieces.iter().map(|one| one.text.trim()).collect();
        self.text = texts.join(" ");
        let filled = self.pieces.iter().any(|piece| piece.field.is_some());
        if self.due.is_none() && (filled || strip::is_box(self.text.trim())) {
            self.due = Some(Role::Answer);
        }
        self
    }
}

/// How tables of several columns are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// Each row of labels has its row of answers below it.
    Below,
    /// Each label has its answer beside it.
    Beside,
}

/// The texts of a document, and whether it has tables of several columns.
pub(super) fn texts(document: &Document, columns: Columns) -> (Vec<Text>, bool) {
    let mut out = Vec::new();
    let mut wide = false;
    for block in &document.blocks {
        match block {
            Block::Line(line) if line.margin => {}
            Block::Line(line) => {
                let gap = (100.0 * line.gap).round() as i32;
                out.extend(of_line(line, gap));
            }
            Block::Table(table) if is_wide(table) => {
                wide = true;
                match columns {
                    Columns::Below => below(table, &mut out),
                    Columns::Beside => beside(table, &mut out),
                }
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    of_cell(cell, &mut out);
                }
            }
        }
    }
    (out, wide)
}

fn is_wide(table: &Table) -> bool {
    let filled = |cell: &&Cell| !cell.blocks.is_empty();
    let rows = || table.rows.iter();
    rows().any(|row| row.cells.iter().filter(filled).count() > 1)
}

/// The segments of a line as texts of their own.
pub(super) fn segments(line: &Line) -> Vec<Text> {
    let gap = (100.0 * line.gap).round() as i32;
    let segments = joined(&line.segments);
    if segments.iter().all(|one| strip::is_box(&one.text)) {
        return vec![Text::of(&segments, line, gap)];
    }
    let texts = segments.iter();
    texts
        .map(|one| Text::of(std::slice::from_ref(one), line, gap))
        .collect()
}

/// Segments with those put together that no more than a space sets apart, in whatever direction they are read, and a number or a
/// bullet with what it stands before.
pub(super) fn joined(segments: &[Segment]) -> Vec<Segment> {
    /// Heights of a line between two words.
    const SPACE: f32 = 0.45;
    let mut out: Vec<Segment> = Vec::with_capacity(segments.len());
    for segment in segments {
        let last = out.last_mut().filter(|last| {
            let gap = (segment.place[0] - last.place[2]).max(last.place[0] - segment.place[2]);
            let placed = last.place[2] > last.place[0];
            let words = placed && gap < SPACE * (last.place[3] - last.place[1]);
            let alike = last.bold == segment.bold && !segment.runs_on;
            let numbered = last.text.len() <= 4 && !last.text.chars().any(char::is_alphabetic);
            let free = last.field.is_none() && segment.field.is_none();
            free && (words && alike || numbered && !strip::is_box(&last.text))
        });
        match last {
            Some(last) => {
                last.text = format!("{} {}", last.text.trim_end(), segment.text.trim_start());
                let [left, top, right, bottom] = segment.place;
                last.place = [
                    last.place[0].min(left),
                    last.place[1].min(top),
                    last.place[2].max(right),
                    last.place[3].max(bottom),
                ];
            }
            None => out.push(segment.clone()),
        }
    }
    out
}

/// The texts of a line: one, or a label with its answer behind a gap.
fn of_line(line: &Line, gap: i32) -> Vec<Text> {
    let segments = joined(&line.segments);
    let boxes = segments.iter().all(|one| strip::is_box(&one.text));
    match segments.split_first() {
        Some((first, rest)) if !rest.is_empty() && !boxes && is_word(first) => {
            let label = Text {
                due: Some(Role::Label),
                ..Text::of(std::slice::from_ref(first), line, gap)
            };
            let answer = Text {
                due: Some(Role::Answer),
                ..Text::of(rest, line, 0)
            };
            vec![label, answer]
        }
        Some(_) => vec![Text::of(&segments, line, gap)],
        None => Vec::new(),
    }
}

/// True for a segment with words in it that nobody filled in.
fn is_word(segment: &Segment) -> bool {
    segment.field.is_none() && segment.text.chars().filter(|c| c.is_alphabetic()).count() > 1
}

/// The lines of a cell, each by itself.
fn of_cell(cell: &Cell, out: &mut Vec<Text>) {
    let mut first = true;
    for block in &cell.blocks {
        match block {
            Block::Line(line) => {
                let gap = if first {
                    CELL
                } else {
                    (100.0 * line.gap).round() as i32
                };
                out.extend(of_line(line, gap));
                first = false;
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    of_cell(cell, out);
                }
            }
        }
    }
}

/// A whole cell as one text.
fn whole(cell: &Cell) -> Option<Text> {
    let mut lines = Vec::new();
    of_cell(cell, &mut lines);
    let mut lines = lines.into_iter();
    let mut own = lines.next()?;
    for line in lines {
        own.bold &= line.bold;
        own.pieces.extend(line.pieces);
    }
    own.due = None;
    own.gap = CELL;
    Some(own.settled())
}

/// Each row of labels with the row below it, column by column. A row of one cell may be a title.
fn below(table: &Table, out: &mut Vec<Text>) {
    let mut rows = table.rows.iter().peekable();
    while let Some(row) = rows.next() {
        let heads: Vec<(&Cell, Text)> = row
            .cells
            .iter()
            .filter_map(|cell| Some((cell, whole(cell)?)))
            .collect();
        if heads.is_empty() {
            continue;
        }
        let lone = heads.len() < 2;
        let answers = rows.peek().filter(|next| lone || ends_alike(row, next));
        if lone && answers.is_none_or(|next| next.cells.len() != row.cells.len()) {
            out.extend(heads.into_iter().map(|(_, text)| text));
            continue;
        }
        for (head, text) in heads {
            out.push(Text {
                due: Some(Role::Label),
                ..text
            });
            let end = head.column + head.span.max(1);
            let own = answers.iter().flat_map(|row| &row.cells);
            let own = own.filter(|cell| (head.column..end).contains(&cell.column));
            out.extend(own.filter_map(whole).map(|text| Text {
                due: Some(Role::Answer),
                ..text
            }));
        }
        if answers.is_some() {
            rows.next();
        }
    }
}

/// True for rows with cells in the same columns.
fn ends_alike(row: &crate::document::Row, next: &crate::document::Row) -> bool {
    let columns = |row: &crate::document::Row| -> Vec<u32> {
        row.cells.iter().map(|cell| cell.column).collect()
    };
    columns(row) == columns(next)
}

/// Labels and answers by turns in each row; what stands alone in its row is told by what is around it.
fn beside(table: &Table, out: &mut Vec<Text>) {
    for row in &table.rows {
        let cells: Vec<Option<Text>> = row.cells.iter().map(whole).collect();
        if row.cells.len() < 2 {
            for cell in &row.cells {
                of_cell(cell, out);
            }
            continue;
        }
        for (at, text) in cells.into_iter().enumerate() {
            let due = if at % 2 == 0 {
                Role::Label
            } else {
                Role::Answer
            };
            out.extend(text.map(|text| Text {
                due: Some(due),
                ..text
            }));
        }
    }
}
