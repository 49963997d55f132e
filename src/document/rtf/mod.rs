//! Rich Text Format → `Document`. Specification 1.9.1; what Word, LibreOffice, WordPad and TextEdit write.

mod form;
mod lex;
mod state;
mod word;

use super::flow::{Around, Flow, Look};
use super::rows::Tables;
use super::{Block, Document, Kind, marks};
use encoding_rs::{Encoding, WINDOWS_1252};
use form::Field;
use lex::{Lexer, Token};
use state::{AtEnd, Font, Group, Target};
use std::collections::BTreeMap;

/// Layout spaces: as many blanks in a row set segments apart.
const WIDE: usize = 4;

/// More open groups than this are an attack.
const GROUPS: usize = 2000;

/// Reads RTF. Total: what is broken is passed over.
pub(super) fn read(bytes: &[u8], characters: u64) -> Document {
    let mut reader = Reader {
        flow: Flow::new(characters, WIDE),
        group: Group::default(),
        groups: Vec::new(),
        fonts: BTreeMap::new(),
        default_font: -1,
        page: WINDOWS_1252,
        pending: Vec::new(),
        surrogate: None,
        skip: 0,
        tables: Tables::default(),
        fields: Vec::new(),
        asides: Vec::new(),
        boxes: Vec::new(),
        late: Vec::new(),
    };
    for token in Lexer::new(bytes) {
        reader.take(token);
    }
    reader.finish()
}

struct Reader {
    flow: Flow,
    group: Group,
    groups: Vec<Group>,
    fonts: BTreeMap<i32, Font>,
    default_font: i32,
    /// The code page of the document.
    page: &'static Encoding,
    /// Bytes of text that wait to be decoded together.
    pending: Vec<u8>,
    /// The first half of a character outside of the basic plane.
    surrogate: Option<u16>,
    /// Characters still to be passed over after `\u`.
    skip: i32,
    tables: Tables,
    /// Fields that are open, innermost last.
    fields: Vec<Field>,
    /// What stood around headers, footnotes and text boxes that are open.
    asides: Vec<(Around, Tables, bool)>,
    /// Text boxes of the paragraph in hand.
    boxes: Vec<Block>,
    /// Footers and footnotes.
    late: Vec<Block>,
}

impl Reader {
    fn take(&mut self, token: Token<'_>) {
        match token {
            Token::Open => {
                self.settle();
                self.skip = 0;
                if self.groups.len() < GROUPS {
                    self.groups.push(self.group.clone());
                }
                self.group.at_end = AtEnd::Nothing;
                self.group.starred = false;
            }
            Token::Close => {
                self.settle();
                self.skip = 0;
                let at_end = self.group.at_end;
                self.end_group(at_end);
                if let Some(outer) = self.groups.pop() {
                    self.group = outer;
                }
            }
            Token::Byte(byte) | Token::Hex(byte) => {
                if self.skip > 0 {
                    self.skip -= 1;
                } else if self.group.target != Target::Skip {
                    self.pending.push(byte);
                }
            }
            Token::Symbol(symbol) => {
                if self.skip > 0 && symbol != b'*' {
                    self.skip -= 1;
                    return;
                }
                self.settle();
                self.symbol(symbol);
            }
            Token::Word(word, number) => {
                if self.skip > 0 && word != "u" {
                    self.skip -= 1;
                    return;
                }
                // Each `\u` has a fallback of its own, and text between two of them must be decoded first.
                self.settle();
                self.word(word, number);
            }
        }
    }

    fn symbol(&mut self, symbol: u8) {
        match symbol {
            b'*' => self.group.starred = true,
            b'~' => self.text("\u{A0}"),
            b'_' => self.text("-"),
            b'\n' | b'\r' => self.end_paragraph(),
            b'{' | b'}' | b'\\' => self.pending.push(symbol),
            _ => {}
        }
    }

    /// Decodes the bytes that wait.
    fn settle(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let bytes = std::mem::take(&mut self.pending);
        let font = self.fonts.get(&self.group.font);
        if self.group.target == Target::Text
            && let Some(font) = font.filter(|f| marks::is_symbol_font(&f.name))
        {
            let shown: String = bytes
                .iter()
                .filter_map(|byte| {
                    let blank = (*byte == b' ').then_some(' ');
                    marks::symbol(&font.name, u32::from(*byte)).or(blank)
                })
                .collect();
            return self.text(&shown);
        }
        let encoding = font.and_then(Font::encoding).unwrap_or(self.page);
        let text = encoding.decode_without_bom_handling(&bytes).0.into_owned();
        self.text(&text);
    }

    /// A UTF-16 unit of `\u`.
    fn unit(&mut self, number: i32) {
        self.settle();
        let unit = (number & 0xFFFF) as u16;
        let first = self.surrogate.take();
        if (0xD800..0xDC00).contains(&unit) {
            self.surrogate = Some(unit);
        } else {
            let units = [first.unwrap_or(unit), unit];
            let units = if first.is_some() {
                &units[..]
            } else {
                &units[..1]
            };
            let text: String = char::decode_utf16(units.iter().copied())
                .filter_map(Result::ok)
                .collect();
            let font = self.fonts.get(&self.group.font);
            let mark = text
                .chars()
                .next()
                .zip(font)
                .and_then(|(character, font)| marks::symbol(&font.name, character as u32));
            match mark {
                Some(mark) => self.text(mark.encode_utf8(&mut [0; 4])),
                None => self.text(&text),
            }
        }
        self.skip = self.group.fallback;
    }

    /// Text, wherever the group's text goes.
    fn text(&mut self, text: &str) {
        match self.group.target {
            Target::Skip | Target::Quiet => {}
            Target::Fonts => {
                let font = self.fonts.entry(self.group.font).or_default();
                if font.name.len() < 100 {
                    font.name
                        .push_str(text.split(';').next().unwrap_or_default());
                }
            }
            Target::Instruction | Target::FormWord(_) => self.form_text(text),
            Target::FormField => {}
            Target::Text => {
                if self.group.is_hidden() || self.fields.iter().any(Field::is_silent) {
                    return;
                }
                self.place();
                let look = Look {
                    bold: self.group.bold,
                    field: self.fields.iter().rev().find_map(|field| field.number),
                };
                self.flow.text(text, look);
            }
        }
    }

    /// Goes into the table, or out of it, before text is written.
    fn place(&mut self) {
        let level = match self.group.level {
            0 => u32::from(self.group.in_table),
            level if self.group.in_table => level,
            _ => 0,
        };
        self.tables.go(level as usize, &mut self.flow);
    }

    fn end_paragraph(&mut self) {
        if self.group.target != Target::Text {
            return;
        }
        self.place();
        self.flow.end_line(1.0, self.group.heading);
        let boxes = std::mem::take(&mut self.boxes);
        self.flow.append(boxes);
    }

    fn end_cell(&mut self) {
        if self.group.target != Target::Text {
            return;
        }
        self.place();
        if !self.flow.at_line_start() {
            self.flow.end_line(1.0, self.group.heading);
        }
        let boxes = std::mem::take(&mut self.boxes);
        self.flow.append(boxes);
        self.tables.end_cell(&mut self.flow);
    }

    /// Begins a header, footnote or text box, whose text stands apart.
    fn begin_aside(&mut self, at_end: AtEnd) {
        let around = self.flow.open();
        let tables = std::mem::take(&mut self.tables);
        self.asides.push((around, tables, self.flow.margin));
        self.flow.margin |= at_end != AtEnd::Shape;
        self.group.target = Target::Text;
        self.group.at_end = at_end;
        self.group.new_paragraph();
    }

    fn end_aside(&mut self, at_end: AtEnd) {
        let Some((around, tables, margin)) = self.asides.pop() else {
            return;
        };
        self.tables.finish(&mut self.flow);
        let blocks = self.flow.close(around);
        self.tables = tables;
        self.flow.margin = margin;
        match at_end {
            AtEnd::Header => self.flow.append(blocks),
            AtEnd::Late => self.late.extend(blocks),
            _ => self.boxes.extend(blocks),
        }
    }

    fn end_group(&mut self, at_end: AtEnd) {
        match at_end {
            AtEnd::Nothing => {}
            AtEnd::Field => self.end_field(),
            AtEnd::FormField => self.end_form_field(),
            AtEnd::Word => self.end_form_word(),
            AtEnd::Header | AtEnd::Late | AtEnd::Shape => self.end_aside(at_end),
        }
    }

    fn finish(mut self) -> Document {
        self.settle();
        while !self.asides.is_empty() {
            self.end_aside(AtEnd::Shape);
        }
        self.tables.finish(&mut self.flow);
        if !self.flow.at_line_start() {
            self.flow.end_line(1.0, false);
        }
        self.flow.append(self.boxes);
        self.flow.append(self.late);
        self.flow.finish(Kind::Rtf)
    }
}

#[cfg(test)]
mod tests;
