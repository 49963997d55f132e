//! The pieces that a document is read as: short texts in reading order, each knowing what stands between it and the one before.

use super::framed::is_framed;
use super::habits::{Habits, in_own_cells, take_turns};
use super::label::{Labels, Match};
use super::table::Row;
use super::{asked, beneath, captions, grid, heads, mirrored, options, table};
use crate::document::{self, Block, Document, Kind, Line, Segment, Table};
use crate::rules::fold;

/// A line, a segment of a line, or a line of a cell.
#[derive(Debug, Clone, Default)]
pub(super) struct Piece {
    /// The text, on one line.
    pub text: String,
    /// What separates it from the piece before.
    pub edge: Edge,
    /// What the table around it has told about it.
    pub mark: Mark,
    /// Page, counted from 1; 0 where unknown.
    pub page: u32,
    /// Table (from 1) and row (from 1) when it stands in one; 0 otherwise.
    pub cell: (u32, u32),
    /// Set in bold.
    pub bold: bool,
    /// A heading of the format's own.
    pub heading: bool,
    /// The form field whose value this is.
    pub field: Option<u32>,
    /// Confidence of the reading, 1 but for OCR.
    pub sure: f32,
    /// Left, top, right, bottom; zeros where unknown.
    pub place: [f32; 4],
}

/// What separates a piece from the one before.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Edge {
    /// The same line, behind a gap.
    Gap,
    /// The next line of the same paragraph.
    #[default]
    Line,
    /// A new paragraph.
    Paragraph,
    /// A new cell of the same row.
    Cell,
    /// A new row.
    Row,
}

/// What the surroundings have told about a piece.
#[derive(Debug, Clone, Default)]
pub(super) enum Mark {
    /// Nothing: its words must tell.
    #[default]
    Free,
    /// It is a label and nothing else.
    Label(Match),
    /// It is a value, whatever its words look like.
    Value,
    /// A label that nobody knows: ends the value before, and its own value belongs to nobody.
    Unknown,
    /// An explanation of a label; not part of a value.
    Hint,
    /// The value of an unknown label.
    Lost,
}

impl Piece {
    /// True when nothing is written.
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Reads a document as pieces.
pub(super) fn pieces(document: &Document, labels: &Labels) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut reader = Reader {
        labels,
        visual: matches!(document.kind, Kind::Pdf | Kind::Ocr | Kind::Text),
        tables: 0,
        beside: false,
        habits: Habits::default(),
    };
    let turned = captions::turned(document, labels);
    let in_turn = || captions::in_turn(&document.blocks, labels).filter(|_| !reader.visual);
    let turned = turned.or_else(in_turn);
    let turned = turned.or_else(|| mirrored::righted(&document.blocks, labels));
    let turned = turned.or_else(|| beneath::raised(&document.blocks, labels));
    let blocks = turned.as_ref().unwrap_or(&document.blocks);
    reader.habits = reader.habits(blocks);
    reader.flatten(blocks, &mut pieces);
    pieces
}

/// Puts blocks in order.
pub(super) struct Reader<'l> {
    /// The labels that tables are understood by.
    pub labels: &'l Labels,
    /// A line is what stands on one line of paper, and not a paragraph.
    visual: bool,
    /// Tables seen.
    tables: u32,
    /// Whether the last of them had their answers beside their labels.
    beside: bool,
    /// What the tables tell together.
    habits: Habits,
}

impl Reader<'_> {
    /// What the tables tell together about where answers stand.
    fn habits(&self, blocks: &[Block]) -> Habits {
        let tables = || {
            blocks.iter().filter_map(|block| match block {
                Block::Table(table) => Some(table),
                Block::Line(_) => None,
            })
        };
        let single = |table: &&Table| table.rows.iter().all(|row| row.cells.len() == 1);
        let mut reader = Reader { ..*self };
        let mut rows = |table| table::rows(table, &mut reader);
        let in_pairs = heads::take_turns(tables().map(&mut rows), self.labels);
        Habits {
            in_turn: in_pairs || take_turns(tables().filter(single).map(&mut rows), self.labels),
            in_pairs,
            own: in_own_cells(tables().map(rows), self.labels),
            framed: tables().any(|table| is_framed(table, self.labels)),
        }
    }

    /// Appends the pieces of some blocks.
    pub fn flatten(&mut self, blocks: &[Block], out: &mut Vec<Piece>) {
        let mut run: Vec<&Line> = Vec::new();
        let mut rows: Vec<Row> = Vec::new();
        // Where what stands behind a frame begins; a page break may have torn the frame.
        let mut behind: Option<usize> = None;
        for (at, block) in blocks.iter().enumerate() {
            match block {
                Block::Line(line) => {
                    if !line.margin {
                        run.push(line);
                    }
                }
                Block::Table(table) => {
                    self.lines(&run, out);
                    run.clear();
                    begin_row(behind.take().filter(|at| !is_torn(*at, out)), out);
                    if let Some(parts) = self.frames(table) {
                        for part in parts {
                            let start = out.len();
                            self.flatten(part, out);
                            begin_row(Some(start), out);
                        }
                        behind = Some(out.len());
                        continue;
                    }
                    rows.extend(table::rows(table, self));
                    // A table that a page break has cut goes on.
                    if self.visual && self.goes_on(table, blocks.get(at + 1..).unwrap_or(&[])) {
                        continue;
                    }
                    self.tables += 1;
                    let number = self.tables;
                    let start = out.len();
                    table::read(
                        std::mem::take(&mut rows),
                        self.labels,
                        number,
                        (&mut self.beside, self.habits),
                        out,
                    );
                    begin_row(Some(start), out);
                }
            }
        }
        self.lines(&run, out);
        begin_row(behind.filter(|at| !is_torn(*at, out)), out);
    }

    /// The parts of a form in frames of their own, where such frames stand around parts of it: most of them hold several lines.
    fn frames<'b>(&self, table: &'b Table) -> Option<Vec<&'b [Block]>> {
        let frame = |row: &'b document::Row| match row.cells.as_slice() {
            [cell] => Some(cell.blocks.as_slice()),
            _ => None,
        };
        let all = || table.rows.iter().map(frame).collect();
        let parts: Vec<&[Block]> = self.habits.framed.then(all).flatten()?;
        let several = parts.iter().filter(|part| part.len() > 1).count();
        (several * 2 > parts.len()).then_some(parts)
    }

    /// True when the next block besides page margins is a table with the same columns on the next page, or when both are single
    /// boxes, which are read together.
    fn goes_on(&self, table: &Table, rest: &[Block]) -> bool {
        let width = |table: &Table| {
            table
                .rows
                .iter()
                .flat_map(|row| &row.cells)
                .map(|cell| cell.column + cell.span.max(1))
                .max()
        };
        let next = rest
            .iter()
            .find(|block| !matches!(block, Block::Line(line) if line.margin));
        let single = |table: &Table| matches!(table.rows.as_slice(), [row] if row.cells.len() == 1);
        matches!(next, Some(Block::Table(next)) if width(next) == width(table)
            && self.frames(next).is_none()
            && (page(next) > page(table) || single(table) && single(next)))
    }

    /// Appends the pieces of a run of lines, finding columns where the lines have places.
    fn lines(&mut self, run: &[&Line], out: &mut Vec<Piece>) {
        let mut rest = run;
        while !rest.is_empty() {
            let found = asked::next(rest, self.labels).or_else(|| grid::next(rest, self.labels));
            let Some((plain, rows, left)) = found else {
                return self.plain(rest, out);
            };
            self.plain(plain, out);
            self.tables += 1;
            table::read(
                rows,
                self.labels,
                self.tables,
                (&mut self.beside, Habits::default()),
                out,
            );
            rest = left;
        }
    }

    /// Appends the pieces of lines that are in no table.
    fn plain(&self, lines: &[&Line], out: &mut Vec<Piece>) {
        let start = out.len();
        for line in lines {
            self.line(line, out);
        }
        options::tell(out, start, self.labels);
    }

    /// True for boxes to tick side by side that answer one question.
    fn is_choice(&self, line: &Line) -> bool {
        let mut captions = line.segments.iter().map(|segment| segment.text.as_str());
        is_boxes(line) && !captions.any(|caption| is_question(caption, self.labels))
    }

    /// Appends the pieces of one line: one for each segment, and for each line break inside.
    fn line(&self, line: &Line, out: &mut Vec<Piece>) {
        let mut edge = if line.gap >= 0.8 || line.heading || !self.visual {
            Edge::Paragraph
        } else {
            Edge::Line
        };
        let choice = || self.is_choice(line).then_some((0, 0));
        if let Some((from, offset)) = options_from(line, self.labels).or_else(choice) {
            for (at, segment) in line.segments.iter().enumerate().take(from + 1) {
                let end = if at < from {
                    segment.text.len()
                } else {
                    offset
                };
                let front = segment.text.get(..end).unwrap_or("");
                if !front.is_empty() {
                    out.push(Piece {
                        heading: line.heading,
                        page: line.page,
                        edge,
                        ..piece(segment, front)
                    });
                    edge = Edge::Gap;
                }
            }
            let rest = line.segments.get(from..).unwrap_or_default();
            let texts: Vec<&str> = rest
                .iter()
                .enumerate()
                .filter_map(|(at, segment)| segment.text.get(if at == 0 { offset } else { 0 }..))
                .collect();
            if let Some(first) = rest.first() {
                out.push(Piece {
                    mark: Mark::Value,
                    page: line.page,
                    edge,
                    ..piece(first, &texts.join("   "))
                });
            }
            return;
        }
        let (front, boxes) = match self.visual {
            true => (line.segments.as_slice(), None),
            false => self.boxes(line),
        };
        let mut rest = front.iter().peekable();
        while let Some(segment) = rest.next() {
            let numbered = rest.peek().and_then(|next| numbered(segment, next));
            let (segment, text) = match numbered {
                Some(_) => (rest.next().unwrap_or(segment), numbered),
                None => (segment, None),
            };
            let text = text.as_deref().unwrap_or(&segment.text);
            for (index, text) in text.split('\n').enumerate() {
                if index > 0 {
                    edge = Edge::Line;
                }
                out.push(Piece {
                    heading: line.heading,
                    page: line.page,
                    edge,
                    ..piece(segment, text)
                });
            }
            edge = Edge::Gap;
        }
        if let Some(boxes) = boxes.filter(|_| !line.heading) {
            out.push(Piece {
                edge,
                page: line.page,
                ..boxes
            });
        }
    }

    /// The segments of a line in front of its boxes, and the boxes with their captions in one piece, where each box is a
    /// fillable field with its caption beside it: "Municipality" is no label there.
    fn boxes<'s>(&self, line: &'s Line) -> (&'s [Segment], Option<Piece>) {
        let all = line.segments.as_slice();
        let is_lone = |segment: &Segment| matches!(segment.text.trim(), "☐" | "☒");
        let lone = all.iter().filter(|segment| is_lone(segment)).count();
        let first = all.iter().position(is_lone).filter(|_| lone >= 2);
        let Some((front, rest)) = first.and_then(|first| all.split_at_checked(first)) else {
            return (all, None);
        };
        let asks = |segment: &Segment| is_question(&segment.text, self.labels);
        let Some(box_piece) = rest.first().filter(|_| !rest.iter().any(asks)) else {
            return (all, None);
        };
        let texts: Vec<&str> = rest.iter().map(|segment| segment.text.trim()).collect();
        let boxes = Piece {
            mark: Mark::Value,
            field: None,
            ..piece(box_piece, &texts.join("   "))
        };
        (front, Some(boxes))
    }
}

/// True where a page begins and no title does.
fn is_torn(at: usize, pieces: &[Piece]) -> bool {
    let last = at.checked_sub(1).and_then(|last| pieces.get(last));
    let next = pieces.get(at);
    last.zip(next)
        .is_some_and(|(last, next)| last.page != next.page && !next.bold)
}

/// Has the piece at this place begin a row.
fn begin_row(at: Option<usize>, out: &mut [Piece]) {
    if let Some(first) = at.and_then(|at| out.get_mut(at)) {
        first.edge = Edge::Row;
    }
}

/// A text with the number that stands before it behind a gap or a tab: "14." is no text of its own.
fn numbered(number: &Segment, text: &Segment) -> Option<String> {
    let own = number.text.trim();
    let closed = own.len() <= 5 && own.ends_with(['.', ')']) && number.field.is_none();
    if !closed || text.field.is_some() {
        return None;
    }
    let whole = format!("{own} {}", text.text.trim());
    (super::strip::lead(&whole) == own.len() + 1).then_some(whole)
}

/// True for a line of boxes to tick, each with its caption: no labels beside their answers.
pub(super) fn is_boxes(line: &Line) -> bool {
    let captioned = |text: &str| super::strip::is_box(text) && text.contains(char::is_alphabetic);
    line.segments.len() >= 2 && line.segments.iter().all(|one| captioned(&one.text))
}

/// True for a caption that is a label of its own, and no option of the question before it.
fn is_question(caption: &str, labels: &Labels) -> bool {
    let caption = caption.trim_start_matches(|c: char| !c.is_alphanumeric());
    labels.exact(caption).is_some() && !labels.is_option(&fold(caption))
}

/// Where the options to choose from begin in a line, set apart by wide gaps: "Municipality" is no label where it stands
/// beside "Province" and "X Region". Their own label may stand before them.
fn options_from(line: &Line, labels: &Labels) -> Option<(usize, usize)> {
    let first = line.segments.first()?;
    let sign = first.text.find([':', '?', '：', '？']);
    let behind = sign.and_then(|at| {
        let length = first.text.get(at..)?.chars().next()?.len_utf8();
        Some((0, at + length))
    });
    [Some((0, 0)), behind, Some((1, 0))]
        .into_iter()
        .flatten()
        .find(|from| is_options(line, *from, labels))
}

/// True when a line holds options and nothing else from a place on.
fn is_options(line: &Line, (segment, offset): (usize, usize), labels: &Labels) -> bool {
    let rest = line.segments.get(segment..).unwrap_or_default();
    let texts = rest
        .iter()
        .enumerate()
        .filter_map(|(at, segment)| match at {
            0 => segment.text.get(offset..),
            _ => Some(segment.text.as_str()),
        });
    let parts: Vec<&str> = texts
        .flat_map(|text| text.split("  "))
        .map(str::trim)
        .filter(|part| part.contains(char::is_alphanumeric))
        .collect();
    if parts.len() < 3 || line.segments.iter().any(|segment| segment.field.is_some()) {
        return false;
    }
    let mut ticked = 0;
    let mut options = 0;
    for part in &parts {
        let caption = options::caption(part);
        ticked += usize::from(caption.is_some());
        let option = options::is_option(caption.unwrap_or(part), labels);
        if !option && options == 0 {
            // Their label stands before them.
            return false;
        }
        options += usize::from(option);
    }
    // Three of them without a mark may head the columns of a table.
    let marked = ticked > 0 || (segment, offset) == (0, 0) && options >= 4;
    options * 3 >= parts.len() * 2 && options >= 3 && marked
}

/// The page that a table begins on.
fn page(table: &Table) -> u32 {
    table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .flat_map(|cell| &cell.blocks)
        .find_map(|block| match block {
            Block::Line(line) => Some(line.page),
            Block::Table(_) => None,
        })
        .unwrap_or(0)
}

/// One piece of a segment.
pub(super) fn piece(segment: &Segment, text: &str) -> Piece {
    Piece {
        text: arrows(text.trim()),
        bold: segment.bold,
        field: segment.field,
        sure: segment.confidence,
        place: segment.place,
        ..Piece::default()
    }
}

/// The text with arrows as one sign, however they were typed.
fn arrows(text: &str) -> String {
    if !text.contains("->") && !text.contains("=>") {
        return text.to_owned();
    }
    ["-->", "==>", "->", "=>"]
        .iter()
        .fold(text.to_owned(), |text, typed| text.replace(typed, "→"))
}
