//! Word 97–2003 (`.doc`) → `Document`. MS-DOC; of Word 6 and 95 only the text.

mod boxes;
mod form;
mod property;

use super::compound::Compound;
use super::flow::{Flow, Look};
use super::limit::Budget;
use super::marks::{self, OFF, ON};
use super::rows::Tables;
use super::{Document, FieldKind, FormField, Kind, Unread};
use boxes::Boxes;
use encoding_rs::WINDOWS_1252;
use property::{Character, Paragraph, Runs, u16_at, u32_at};
use std::ops::Range;

/// Layout spaces: as many blanks in a row set segments apart.
const WIDE: usize = 4;

/// Where the header of the file tells the length of the body, and of the text boxes.
const BODY: usize = 0x4C;
const BOXES: usize = 0x64;

/// The stories of a file: where its header tells their length, whether they stand in the margin, and whether we read
/// them (neither macros nor comments).
const STORIES: [(usize, bool, bool); 8] = [
    (BODY, false, true),
    (0x50, true, true),
    (0x54, true, true),
    (0x58, true, false),
    (0x5C, true, false),
    (0x60, true, true),
    (BOXES, false, true),
    (0x68, true, true),
];

/// Reads a Word file.
pub(super) fn read(mut file: Compound<'_>, budget: &mut Budget) -> Result<Document, Unread> {
    let damaged = || Unread::Damaged("the Word file has no readable text".to_owned());
    let main = file.stream("WordDocument", budget).ok_or_else(damaged)?;
    let flags = u16_at(&main, 10).ok_or_else(damaged)?;
    if flags & 0x0100 != 0 {
        return Err(Unread::Encrypted);
    }
    let table = match flags & 0x0200 {
        0 => "0Table",
        _ => "1Table",
    };
    let table = file.stream(table, budget).unwrap_or_default();
    let data = file.stream("Data", budget).unwrap_or_default();
    let pieces = pieces(&main, &table).ok_or_else(damaged)?;
    let listed = |at: usize| {
        let start = u32_at(&main, at).unwrap_or(0) as usize;
        let length = u32_at(&main, at + 4).unwrap_or(0) as usize;
        table
            .get(start..start.saturating_add(length))
            .unwrap_or_default()
    };
    // MS-DOC 2.3: the stories follow one another.
    let length = |at: usize| u32_at(&main, at).unwrap_or(0) as usize;
    let text: Vec<(char, u32)> = pieces
        .iter()
        .flat_map(|piece| piece.characters(&main))
        .collect();
    let before_boxes = STORIES.iter().take(6).map(|(at, _, _)| length(*at));
    let mut reader = Reader {
        flow: Flow::new(budget.limits.characters, WIDE),
        characters: property::characters(&main, listed(0xFA)),
        paragraphs: property::paragraphs(&main, listed(0x102), &data),
        fonts: fonts(listed(0x112)),
        data: &data,
        text: &text,
        boxes: Boxes::read(listed(0x1DA), listed(0x25A), before_boxes.sum()),
        waiting: Vec::new(),
        tables: Tables::default(),
        fields: Vec::new(),
        after_cell: false,
    };
    let mut from = 0;
    for (at, margin, wanted) in STORIES {
        let until = from + length(at);
        reader.flow.margin = margin;
        if at == BOXES {
            for range in reader.boxes.rest() {
                reader.story(range);
            }
        } else if wanted {
            reader.story(from..until);
        }
        from = until;
    }
    if length(BODY) == 0 {
        reader.story(0..text.len());
    }
    Ok(reader.flow.finish(Kind::Doc))
}

/// A stretch of text in the file.
struct Piece {
    start: usize,
    length: usize,
    /// One byte a character.
    narrow: bool,
}

impl Piece {
    /// Each character with its place in the file.
    fn characters(&self, main: &[u8]) -> Vec<(char, u32)> {
        let width = if self.narrow { 1 } else { 2 };
        let end = self.start.saturating_add(self.length.saturating_mul(width));
        let bytes = main
            .get(self.start..end.min(main.len()))
            .unwrap_or_default();
        let place = |at: usize| (self.start + at) as u32;
        if self.narrow {
            let text = WINDOWS_1252.decode_without_bom_handling(bytes).0;
            return text
                .chars()
                .enumerate()
                .map(|(at, character)| (character, place(at)))
                .collect();
        }
        let units = bytes.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
        let mut found = Vec::new();
        for unit in char::decode_utf16(units) {
            let character = unit.unwrap_or('\u{FFFD}');
            found.push((character, place(found.len() * 2)));
            // Places are counted in units: the second one of a character says nothing.
            if character.len_utf16() > 1 {
                found.push(('\0', place(found.len() * 2)));
            }
        }
        found
    }
}

/// The piece table (MS-DOC 2.9.38); without one, the text that Word 6 and 95 keep in one stretch.
fn pieces(main: &[u8], table: &[u8]) -> Option<Vec<Piece>> {
    let version = u16_at(main, 2)?;
    if version < 0xC1 || table.is_empty() {
        let (start, end) = (u32_at(main, 0x18)? as usize, u32_at(main, 0x1C)? as usize);
        return Some(vec![Piece {
            start,
            length: end.checked_sub(start)?,
            narrow: true,
        }]);
    }
    let mut at = u32_at(main, 0x1A2)? as usize;
    while *table.get(at)? == 1 {
        at += 3 + usize::from(u16_at(table, at + 1)?);
    }
    let length = u32_at(table, at + 1)? as usize;
    let list = table.get(at + 5..(at + 5).saturating_add(length))?;
    let count = list.len().saturating_sub(4) / 12;
    (0..count)
        .map(|piece| {
            let first = u32_at(list, piece * 4)?;
            let next = u32_at(list, piece * 4 + 4)?;
            let place = u32_at(list, (count + 1) * 4 + piece * 8 + 2)?;
            let narrow = place & 0x4000_0000 != 0;
            let start = (place & 0x3FFF_FFFF) as usize;
            Some(Piece {
                start: if narrow { start / 2 } else { start },
                length: next.checked_sub(first)? as usize,
                narrow,
            })
        })
        .collect()
}

/// Names of the fonts (MS-DOC 2.9.286, SttbfFfn).
fn fonts(list: &[u8]) -> Vec<String> {
    let mut at = 4;
    let mut fonts = Vec::new();
    while let Some(length) = list.get(at).copied().map(usize::from) {
        let name = list.get(at + 40..at + 1 + length).unwrap_or_default();
        let units = name.chunks_exact(2).filter_map(|pair| u16_at(pair, 0));
        let units: Vec<u16> = units.take_while(|unit| *unit != 0).collect();
        fonts.push(String::from_utf16_lossy(&units));
        at += 1 + length;
    }
    fonts
}

struct Reader<'d> {
    flow: Flow,
    characters: Runs<Character>,
    paragraphs: Runs<Paragraph>,
    fonts: Vec<String>,
    data: &'d [u8],
    /// All stories.
    text: &'d [(char, u32)],
    boxes: Boxes,
    /// Text boxes anchored in the paragraph in hand, to be read after it.
    waiting: Vec<Range<usize>>,
    tables: Tables,
    /// Fields that are open, innermost last.
    fields: Vec<Field>,
    /// The last mark ended a cell: where properties are lost, a second one ends the row.
    after_cell: bool,
}

#[derive(Default)]
struct Field {
    instruction: String,
    result: bool,
    hidden: bool,
    number: Option<u32>,
}

impl Reader<'_> {
    fn story(&mut self, range: Range<usize>) {
        let end = range.end.min(self.text.len());
        let text: &[(char, u32)] = self.text.get(range.start..end).unwrap_or_default();
        for (at, (character, place)) in text.iter().enumerate() {
            if *character == '\u{8}' {
                self.waiting.extend(self.boxes.take(range.start + at));
            } else {
                self.character(*character, *place);
            }
        }
        self.tables.finish(&mut self.flow);
        if !self.flow.at_line_start() {
            self.flow.end_line(1.0, false);
        }
        self.fields.clear();
        self.read_boxes();
    }

    /// Reads the text boxes that wait, apart from the table and the fields around their anchors.
    fn read_boxes(&mut self) {
        for range in std::mem::take(&mut self.waiting) {
            let tables = std::mem::take(&mut self.tables);
            let fields = std::mem::take(&mut self.fields);
            let around = self.flow.open();
            self.story(range);
            let blocks = self.flow.close(around);
            self.flow.append(blocks);
            self.fields = fields;
            self.tables = tables;
        }
    }

    fn character(&mut self, character: char, place: u32) {
        let look = self.characters.at(place);
        match character {
            '\r' | '\u{C}' | '\u{E}' => self.end_paragraph(place),
            '\u{7}' => self.end_cell(place),
            '\u{13}' => self.fields.push(Field::default()),
            '\u{14}' => self.begin_result(),
            '\u{15}' => self.end_field(place),
            _ if look.hidden => {}
            '\u{1}' if look.is_form => self.form_field(&look, place),
            '\u{1}'..='\u{6}' | '\u{1F}' => {}
            _ => {
                if let Some(field) = self.fields.last_mut().filter(|field| !field.result) {
                    if field.instruction.len() < 4096 {
                        field.instruction.push(character);
                    }
                } else if !self.fields.iter().any(|f| f.hidden || !f.result) {
                    self.shown(character, place, &look);
                }
            }
        }
    }

    fn shown(&mut self, character: char, place: u32, look: &Character) {
        self.place(place);
        let field = self.fields.iter().rev().find_map(|field| field.number);
        let style = Look {
            bold: look.bold,
            field,
        };
        let font = |number: u16| self.fonts.get(usize::from(number));
        let shown = match (character, look.symbol) {
            ('\t', _) if field.is_none() => return self.flow.tab(),
            ('\u{B}', _) => Some('\n'),
            ('\u{1E}', _) => Some('-'),
            ('(', Some((number, code))) => font(number)
                .and_then(|name| marks::symbol(name, u32::from(code)))
                .or_else(|| char::from_u32(u32::from(code))),
            (other, _) => match look.font.and_then(font) {
                Some(name) if marks::is_symbol_font(name) => {
                    marks::symbol(name, other as u32).or(Some(other))
                }
                _ => Some(other),
            },
        };
        if let Some(shown) = shown {
            self.flow.text(shown.encode_utf8(&mut [0; 4]), style);
        }
    }

    /// Goes into the table, or out of it, before text is written.
    fn place(&mut self, place: u32) {
        let paragraph = self.paragraphs.at(place);
        let level = match paragraph.level {
            Some(level) if paragraph.in_table => level.max(1),
            _ => u32::from(paragraph.in_table),
        };
        self.after_cell = false;
        self.tables.go(level as usize, &mut self.flow);
    }

    fn end_paragraph(&mut self, place: u32) {
        let paragraph = self.paragraphs.at(place);
        if paragraph.inner_row {
            self.row_edges(&paragraph);
            self.tables.end_row(&mut self.flow);
            return;
        }
        self.place(place);
        if !(paragraph.inner_cell && self.flow.at_line_start()) {
            self.flow.end_line(1.0, paragraph.heading);
        }
        self.read_boxes();
        if paragraph.inner_cell {
            self.tables.end_cell(&mut self.flow);
        }
    }

    fn end_cell(&mut self, place: u32) {
        let paragraph = self.paragraphs.at(place);
        let twice = self.after_cell && !paragraph.in_table;
        if paragraph.row_end || twice {
            self.row_edges(&paragraph);
            self.tables.end_row(&mut self.flow);
            self.after_cell = false;
            return;
        }
        if paragraph.in_table {
            self.place(place);
        } else {
            self.tables.go(1, &mut self.flow);
        }
        if !self.flow.at_line_start() {
            self.flow.end_line(1.0, paragraph.heading);
        }
        self.read_boxes();
        self.tables.end_cell(&mut self.flow);
        self.after_cell = true;
    }

    fn row_edges(&mut self, paragraph: &Paragraph) {
        self.tables.define();
        for (right, below) in &paragraph.cells {
            if *below {
                self.tables.merge(false);
            }
            self.tables.edge(*right);
        }
    }

    fn begin_result(&mut self) {
        let Some(field) = self.fields.last_mut() else {
            return;
        };
        field.result = true;
        let keyword = field.instruction.split_whitespace().next();
        match keyword.unwrap_or_default().to_uppercase().as_str() {
            "MACROBUTTON" | "GOTOBUTTON" => field.hidden = true,
            "FORMTEXT" if field.number.is_none() => {
                field.number = Some(self.flow.field(FormField::default()));
            }
            _ => {}
        }
    }

    fn end_field(&mut self, place: u32) {
        if let Some(number) = self.fields.pop().and_then(|field| field.number)
            && !self.flow.touched(number)
        {
            self.place(place);
            self.flow.empty_field(number);
        }
    }

    fn form_field(&mut self, look: &Character, place: u32) {
        let at = look.data.unwrap_or(u32::MAX) as usize;
        let Some(definition) = form::definition(self.data, at) else {
            return;
        };
        if self
            .fields
            .last()
            .is_none_or(|field| field.number.is_some())
        {
            return;
        }
        self.place(place);
        let mut field = definition.field;
        let shown = match definition.ticked {
            Some(ticked) => {
                field.value = if ticked { "yes" } else { "no" }.to_owned();
                Some(String::from(if ticked { ON } else { OFF }))
            }
            None => (field.kind == FieldKind::Choice).then(|| field.value.clone()),
        };
        let number = self.flow.field(field);
        if let Some(open) = self.fields.last_mut() {
            open.number = Some(number);
            open.hidden = shown.is_some();
        }
        if let Some(shown) = shown.filter(|text| !text.is_empty()) {
            let style = Look {
                bold: false,
                field: Some(number),
            };
            self.flow.text(&shown, style);
        }
    }
}
