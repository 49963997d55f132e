//! Where the readers of flowing formats (Word, OpenDocument, RTF, HTML, text) pour what they read: it becomes blocks.

use super::{
    Block, Document, FieldKind, FormField, Kind, Line, Segment, Table, drawn, marks, turned,
};

/// Tables nest this deep in a document; deeper ones become lines, so that nobody after us must fear for the stack.
const TABLE_DEPTH: usize = 8;

/// How a piece of text looks and what it belongs to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Look {
    /// Set in bold.
    pub(super) bold: bool,
    /// Value of this field.
    pub(super) field: Option<u32>,
}

/// A document under construction.
#[derive(Debug)]
pub(super) struct Flow {
    blocks: Vec<Block>,
    segments: Vec<Piece>,
    /// The next text begins a new segment.
    fresh: bool,
    /// Empty lines since the last line with text.
    empty: u32,
    /// Space that the next line has above it at least.
    above: f32,
    /// Cells that are open around the current place.
    depth: usize,
    /// Number of blanks in a row that set segments apart.
    wide: usize,
    /// Lines are now in a header, footer or footnote.
    pub(super) margin: bool,
    /// Lines now stand in so many quotations.
    pub(super) quoted: u8,
    /// The page, where the format knows it.
    pub(super) page: u32,
    /// Fields met so far.
    pub(super) fields: Vec<FormField>,
    /// What was odd.
    pub(super) damage: Vec<String>,
    /// Fields of which text or a place has been seen.
    touched: Vec<bool>,
    left: u64,
}

#[derive(Debug, Default)]
struct Piece {
    text: String,
    field: Option<u32>,
    bold: usize,
    light: usize,
}

/// What stood around a cell before it was opened.
#[derive(Debug)]
pub(super) struct Around {
    blocks: Vec<Block>,
    segments: Vec<Piece>,
    fresh: bool,
    empty: u32,
}

impl Flow {
    /// An empty document of at most so many characters. So many blanks in a row (0: none) begin a new segment.
    pub(super) fn new(characters: u64, wide: usize) -> Flow {
        Flow {
            blocks: Vec::new(),
            segments: Vec::new(),
            fresh: true,
            empty: 0,
            above: 0.0,
            depth: 0,
            wide,
            margin: false,
            quoted: 0,
            page: 0,
            fields: Vec::new(),
            damage: Vec::new(),
            touched: Vec::new(),
            left: characters,
        }
    }

    /// Adds text to the current line; `\n` inside is an explicit line break.
    pub(super) fn text(&mut self, text: &str, look: Look) {
        for character in text.chars() {
            if self.left == 0 {
                self.note("the text was cut at the limit of characters");
                return;
            }
            self.left -= 1;
            self.put(character, look);
        }
    }

    fn put(&mut self, character: char, look: Look) {
        match character {
            '\t' if look.field.is_none() => return self.tab(),
            // Word's no-break hyphen, soft hyphens, zero-width marks of layout and control characters say nothing.
            '\u{AD}' | '\u{FEFF}' | '\u{200B}' | '\u{2060}' | '\u{FFFC}' => return,
            '\n' | '\t' => {}
            c if c.is_control() || c == turned::MARK => return,
            _ => {}
        }
        if self.fresh || self.segments.last().is_none_or(|s| s.field != look.field) {
            // Blanks between two segments belong to neither.
            if is_blank(character) && look.field.is_none() {
                return;
            }
            self.begin(look.field);
        }
        let Some(piece) = self.segments.last_mut() else {
            return;
        };
        if self.wide > 0 && look.field.is_none() && is_blank(character) {
            piece.text.push(character);
            if wide_gap(&piece.text, self.wide) {
                self.fresh = true;
            }
            return;
        }
        // The words before are in bold, and these are not.
        let turns = !look.bold && piece.bold > 0 && piece.light == 0 && look.field.is_none();
        if turns && character.is_alphanumeric() && piece.text.ends_with(is_blank) {
            piece.text.push(turned::MARK);
        }
        piece.text.push(character);
        match look.bold {
            _ if character.is_whitespace() => {}
            true => piece.bold += 1,
            false => piece.light += 1,
        }
    }

    fn begin(&mut self, field: Option<u32>) {
        self.fresh = false;
        let touched = field.and_then(|field| self.touched.get_mut(field as usize));
        if let Some(touched) = touched {
            *touched = true;
        }
        self.segments.push(Piece {
            field,
            ..Piece::default()
        });
    }

    /// A tab: the next text begins a new segment.
    pub(super) fn tab(&mut self) {
        self.fresh = true;
    }

    /// Shows where an empty field stands.
    pub(super) fn empty_field(&mut self, field: u32) {
        self.begin(Some(field));
        self.fresh = true;
    }

    /// True when the current line holds nothing yet.
    pub(super) fn at_line_start(&self) -> bool {
        self.segments.is_empty()
    }

    /// Ends the current line. `gap` is the space above it beside that of the empty lines before it.
    pub(super) fn end_line(&mut self, gap: f32, heading: bool) {
        let pieces = std::mem::take(&mut self.segments);
        self.fresh = true;
        let mut lines = split_lines(pieces).into_iter().map(finish_pieces);
        let Some(first) = lines.find(|segments| !segments.is_empty()) else {
            self.empty = (self.empty + 1).min(3);
            return;
        };
        let empty = std::mem::take(&mut self.empty) as f32;
        let above = std::mem::take(&mut self.above);
        self.push_line(first, gap.max(above) + empty, heading);
        for segments in lines.filter(|segments| !segments.is_empty()) {
            self.push_line(segments, 0.0, heading);
        }
    }

    fn push_line(&mut self, segments: Vec<Segment>, gap: f32, heading: bool) {
        self.blocks.push(Block::Line(Line {
            segments,
            gap,
            heading,
            page: self.page,
            margin: self.margin,
            quoted: self.quoted,
        }));
    }

    /// Gives the next line a space above it, if it has less.
    pub(super) fn space_above(&mut self, gap: f32) {
        self.above = self.above.max(gap);
    }

    /// Counts an empty line that is no paragraph of its own.
    pub(super) fn skip_line(&mut self) {
        self.empty = (self.empty + 1).min(3);
    }

    /// Begins a cell.
    pub(super) fn open(&mut self) -> Around {
        self.depth += 1;
        Around {
            blocks: std::mem::take(&mut self.blocks),
            segments: std::mem::take(&mut self.segments),
            fresh: std::mem::replace(&mut self.fresh, true),
            empty: std::mem::take(&mut self.empty),
        }
    }

    /// Ends the cell and returns what stands in it.
    pub(super) fn close(&mut self, around: Around) -> Vec<Block> {
        if !self.at_line_start() {
            self.end_line(0.0, false);
        }
        self.depth = self.depth.saturating_sub(1);
        self.empty = around.empty;
        self.segments = around.segments;
        self.fresh = around.fresh;
        std::mem::replace(&mut self.blocks, around.blocks)
    }

    /// Adds a table. One in a margin, or nested too deep, becomes lines: one for each of its lines.
    pub(super) fn table(&mut self, table: Table) {
        let empty = table
            .rows
            .iter()
            .all(|row| row.cells.iter().all(|cell| cell.blocks.is_empty()));
        if empty {
            return;
        }
        if self.margin || self.depth >= TABLE_DEPTH {
            let cells = table.rows.into_iter().flat_map(|row| row.cells);
            self.blocks.extend(cells.flat_map(|cell| cell.blocks));
        } else {
            self.blocks.push(Block::Table(table));
        }
        self.empty = 0;
    }

    /// Adds blocks that were read apart, in a cell of their own.
    pub(super) fn append(&mut self, mut blocks: Vec<Block>) {
        self.blocks.append(&mut blocks);
    }

    /// Adds a document that was read apart.
    pub(super) fn append_document(&mut self, mut document: Document) {
        let first = self.fields.len() as u32;
        renumber(&mut document.blocks, first);
        self.touched
            .extend(std::iter::repeat_n(true, document.fields.len()));
        self.fields.append(&mut document.fields);
        self.blocks.append(&mut document.blocks);
        self.damage.append(&mut document.damage);
    }

    /// True when something of that field has been seen in the text.
    pub(super) fn touched(&self, field: u32) -> bool {
        self.touched.get(field as usize).copied().unwrap_or(false)
    }

    /// Adds a field and returns its number.
    pub(super) fn field(&mut self, field: FormField) -> u32 {
        self.fields.push(field);
        self.touched.push(false);
        (self.fields.len() - 1) as u32
    }

    /// Writes down what was odd, once.
    pub(super) fn note(&mut self, words: &str) {
        if !self.damage.iter().any(|known| known == words) {
            self.damage.push(words.to_owned());
        }
    }

    /// The finished document.
    pub(super) fn finish(mut self, kind: Kind) -> Document {
        if !self.at_line_start() {
            self.end_line(0.0, false);
        }
        let mut document = Document {
            kind,
            blocks: self.blocks,
            fields: self.fields,
            damage: self.damage,
            ..Document::default()
        };
        collect_values(&mut document);
        document.unfilled_fields = !document.fields.is_empty()
            && document.fields.iter().all(|field| match field.kind {
                FieldKind::CheckBox => field.value != "yes",
                _ => field.value.is_empty(),
            });
        turned::settle(&mut document.blocks);
        marks::settle(&mut document.blocks);
        drawn::settle(&mut document.blocks);
        document
    }
}

/// Gives the text that stands on the page to each field that has no value of its own yet.
fn collect_values(document: &mut Document) {
    let mut texts: Vec<Option<String>> = vec![None; document.fields.len()];
    gather(&document.blocks, &mut texts);
    for (field, text) in document.fields.iter_mut().zip(texts) {
        field.on_page = text.is_some();
        if field.value.is_empty()
            && !matches!(field.kind, FieldKind::CheckBox | FieldKind::Radio)
            && let Some(text) = text
        {
            field.value = text;
        }
    }
}

fn gather(blocks: &[Block], texts: &mut [Option<String>]) {
    for block in blocks {
        match block {
            Block::Line(line) => {
                for segment in &line.segments {
                    let slot = segment.field.and_then(|at| texts.get_mut(at as usize));
                    if let Some(slot) = slot {
                        let text = slot.get_or_insert_default();
                        if !text.is_empty() && !segment.text.is_empty() {
                            text.push('\n');
                        }
                        text.push_str(&segment.text);
                    }
                }
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    gather(&cell.blocks, texts);
                }
            }
        }
    }
}

/// A paragraph of one segment keeps its explicit breaks; one of several segments is a form line drawn with them.
fn split_lines(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let filled = |piece: &&Piece| piece.field.is_some() || !piece.text.trim().is_empty();
    let breaks = pieces
        .iter()
        .any(|piece| piece.field.is_none() && piece.text.contains('\n'));
    if !breaks || pieces.iter().filter(filled).count() < 2 {
        return vec![pieces];
    }
    let mut lines = vec![Vec::new()];
    for piece in pieces {
        if piece.field.is_some() {
            if let Some(line) = lines.last_mut() {
                line.push(piece);
            }
            continue;
        }
        for (at, text) in piece.text.split('\n').enumerate() {
            if at > 0 {
                lines.push(Vec::new());
            }
            if let Some(line) = lines.last_mut() {
                line.push(Piece {
                    text: text.to_owned(),
                    ..piece
                });
            }
        }
    }
    lines
}

fn finish_pieces(pieces: Vec<Piece>) -> Vec<Segment> {
    pieces
        .into_iter()
        .map(|piece| Segment {
            bold: piece.bold > 0
                && (piece.light == 0 || piece.light == turned::signs(turned::help(&piece.text))),
            text: trim(&piece.text),
            field: piece.field,
            confidence: 1.0,
            ..Segment::default()
        })
        .filter(|segment| segment.field.is_some() || !segment.text.is_empty())
        .collect()
}

fn renumber(blocks: &mut [Block], first: u32) {
    for block in blocks {
        match block {
            Block::Line(line) => {
                for segment in &mut line.segments {
                    segment.field = segment.field.map(|field| field + first);
                }
            }
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    renumber(&mut cell.blocks, first);
                }
            }
        }
    }
}

fn is_blank(character: char) -> bool {
    matches!(
        character,
        ' ' | '\u{A0}' | '\u{2002}' | '\u{2003}' | '\u{3000}'
    )
}

/// True when the text ends in a gap that sets segments apart. Two blanks after a full stop are a typist's habit.
fn wide_gap(text: &str, wide: usize) -> bool {
    let blanks = text.chars().rev().take_while(|c| is_blank(*c)).count();
    if blanks < wide {
        return false;
    }
    let last = text.chars().rev().nth(blanks);
    blanks >= 4
        || !matches!(
            last,
            Some('.' | '!' | '?' | ';' | ',' | ')' | '»' | '"' | '”')
        )
}

/// Without blanks at both ends and around explicit line breaks.
fn trim(text: &str) -> String {
    let text = text.trim();
    if !text.contains('\n') {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.split('\n').map(str::trim).collect();
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(flow: Flow) -> Vec<Vec<String>> {
        let document = flow.finish(Kind::Text);
        document
            .blocks
            .into_iter()
            .map(|block| match block {
                Block::Line(line) => line.segments.into_iter().map(|s| s.text).collect(),
                Block::Table(_) => vec!["table".to_owned()],
            })
            .collect()
    }

    #[test]
    fn tabs_and_wide_gaps_make_segments_and_a_typists_two_blanks_do_not() {
        let mut flow = Flow::new(1000, 2);
        flow.text("Name:\tPadova", Look::default());
        flow.end_line(0.0, false);
        flow.text("Country:   Italy  Region", Look::default());
        flow.end_line(0.0, false);
        flow.text("One sentence.  Another one.", Look::default());
        assert_eq!(
            lines(flow),
            [
                vec!["Name:", "Padova"],
                vec!["Country:", "Italy", "Region"],
                vec!["One sentence.  Another one."]
            ]
        );
    }

    #[test]
    fn a_field_is_a_segment_of_its_own_and_keeps_its_place_when_empty() {
        let mut flow = Flow::new(1000, 0);
        let field = flow.field(FormField::default());
        let empty = flow.field(FormField::default());
        let look = Look {
            field: Some(field),
            ..Look::default()
        };
        flow.text("Name: ", Look::default());
        flow.text("Padova", look);
        flow.text(" (city)", Look::default());
        flow.empty_field(empty);
        let document = flow.finish(Kind::Docx);
        assert_eq!(document.fields[0].value, "Padova");
        assert!(document.fields[1].on_page && document.fields[1].value.is_empty());
        assert!(!document.unfilled_fields);
    }

    #[test]
    fn the_limit_of_characters_holds() {
        let mut flow = Flow::new(5, 0);
        flow.text("1234567", Look::default());
        let document = flow.finish(Kind::Text);
        assert_eq!(document.damage.len(), 1);
    }
}
