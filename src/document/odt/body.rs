//! Paragraphs, spans, lists, tables and frames of an OpenDocument text, poured into the flow.

use super::control::Controls;
use super::field::FieldMark;
use super::style::{Style, Styles};
use crate::document::flow::{Flow, Look};
use crate::document::marks::{self, OFF, ON};
use crate::document::tree::{Id, Tree};
use crate::document::{Cell, Row, Table};

/// Repeated empty rows and columns are a sheet's way to fill a page.
const REPEATS: u32 = 50;

/// Walks through a text.
pub(super) struct Walker<'t> {
    pub(super) tree: &'t Tree,
    styles: &'t Styles,
    pub(super) flow: Flow,
    pub(super) controls: Controls,
    /// Field marks that have begun and not ended.
    pub(super) open_marks: Vec<FieldMark>,
    /// The field whose value is being read.
    pub(super) field: Option<u32>,
    /// Frames anchored in the paragraph in hand, to be read after it.
    frames: Vec<Id>,
    /// Footnotes, to be read at the end.
    notes: Vec<Id>,
    /// White space waits to become one blank.
    blank: bool,
}

impl<'t> Walker<'t> {
    pub(super) fn new(tree: &'t Tree, styles: &'t Styles, flow: Flow) -> Walker<'t> {
        Walker {
            tree,
            styles,
            flow,
            controls: Controls::read(tree),
            open_marks: Vec::new(),
            field: None,
            frames: Vec::new(),
            notes: Vec::new(),
            blank: false,
        }
    }

    /// Reads the block elements below a node.
    pub(super) fn blocks(&mut self, parent: Id) {
        let tree = self.tree;
        for id in tree.children(parent) {
            match tree.name(id) {
                "text:p" | "text:h" => self.paragraph(id),
                "text:list"
                | "office:spreadsheet"
                | "text:list-item"
                | "text:list-header"
                | "text:numbered-paragraph"
                | "text:index-body"
                | "text:soft-page-break"
                | "office:text" => self.blocks(id),
                "text:section" if tree.attribute(id, "text:display") != Some("none") => {
                    self.blocks(id);
                }
                "table:table" => self.table(id),
                name if name.starts_with("draw:") => {
                    self.frame(id);
                    self.end_line();
                    self.read_frames();
                }
                _ => {}
            }
        }
    }

    /// Ends the current line, if there is one.
    pub(super) fn end_line(&mut self) {
        self.blank = false;
        if !self.flow.at_line_start() {
            self.flow.end_line(1.0, false);
        }
    }

    fn paragraph(&mut self, id: Id) {
        let tree = self.tree;
        let style = self.style_of("paragraph", id);
        self.blank = false;
        let heading = tree.name(id) == "text:h" || style.heading;
        self.inlines(id, &style);
        self.blank = false;
        self.flow.end_line(1.0, heading);
        self.read_frames();
    }

    fn read_frames(&mut self) {
        for frame in std::mem::take(&mut self.frames) {
            let field = self.field.take();
            self.blocks(frame);
            self.end_line();
            self.field = field;
        }
    }

    fn style_of(&self, family: &str, id: Id) -> Style {
        let name = self.tree.attribute(id, "text:style-name");
        self.styles.get(family, name.unwrap_or_default())
    }

    /// Reads the inline elements below a node.
    pub(super) fn inlines(&mut self, parent: Id, style: &Style) {
        let tree = self.tree;
        for id in tree.children(parent) {
            match tree.own_text(id) {
                Some(text) => self.text(text, style),
                None => self.inline(id, style),
            }
        }
    }

    pub(super) fn look(&self, style: &Style) -> Look {
        Look {
            bold: style.bold.unwrap_or(false),
            field: self
                .open_marks
                .iter()
                .rev()
                .find_map(|mark| mark.field)
                .or(self.field),
        }
    }

    /// OpenDocument 1.3 part 3, 6.1.2: white space collapses.
    pub(super) fn text(&mut self, text: &str, style: &Style) {
        if style.hidden == Some(true) {
            return;
        }
        let look = self.look(style);
        let symbols = style.font.as_deref().filter(|f| marks::is_symbol_font(f));
        for character in text.chars() {
            if matches!(character, ' ' | '\t' | '\n' | '\r') {
                self.blank = true;
                continue;
            }
            if std::mem::take(&mut self.blank) && !self.flow.at_line_start() {
                self.flow.text(" ", look);
            }
            let shown = match symbols {
                Some(font) => marks::symbol(font, character as u32).unwrap_or(character),
                None => character,
            };
            self.flow.text(shown.encode_utf8(&mut [0; 4]), look);
        }
    }

    fn inline(&mut self, id: Id, style: &Style) {
        let tree = self.tree;
        let name = tree.name(id);
        match name {
            "text:span" => {
                let own = self.style_of("text", id);
                let inner = Style {
                    bold: own.bold.or(style.bold),
                    hidden: own.hidden.or(style.hidden),
                    font: own.font.or_else(|| style.font.clone()),
                    ..Style::default()
                };
                self.inlines(id, &inner);
            }
            "text:s" => {
                let count = tree.attribute(id, "text:c").and_then(|c| c.parse().ok());
                let waiting = usize::from(std::mem::take(&mut self.blank));
                let blanks = " ".repeat(count.unwrap_or(1usize).min(200) + waiting);
                let look = self.look(style);
                self.flow.text(&blanks, look);
            }
            "text:tab" => {
                self.blank = false;
                match self.look(style).field {
                    Some(_) => self.text(" ", style),
                    None => self.flow.tab(),
                }
            }
            "text:line-break" => {
                self.blank = false;
                let look = self.look(style);
                self.flow.text("\n", look);
            }
            "text:note" => self.notes.extend(tree.child(id, "text:note-body")),
            "text:ruby" => {
                if let Some(base) = tree.child(id, "text:ruby-base") {
                    self.inlines(base, style);
                }
            }
            // A placeholder is a prompt that a click replaces; the others are not shown.
            "text:placeholder"
            | "text:hidden-text"
            | "office:annotation"
            | "text:tracked-changes"
            | "text:ruby-text"
            | "text:script"
            | "text:toc-mark" => {}
            "text:hidden-paragraph" => {}
            _ if self.field_element(id, style) => {}
            _ if name.starts_with("draw:") => self.frame(id),
            _ => self.inlines(id, style),
        }
    }

    /// A drawing: a form control, or a frame or shape with text in it.
    fn frame(&mut self, id: Id) {
        let tree = self.tree;
        match tree.name(id) {
            "draw:control" => self.control(id),
            "draw:text-box" => self.frames.push(id),
            "draw:custom-shape" | "draw:rect" | "draw:ellipse" | "draw:polygon" | "draw:line"
            | "draw:path" | "draw:connector" | "draw:caption" | "draw:measure" => {
                self.frames.push(id);
            }
            _ => {
                for child in tree.children(id) {
                    if tree.name(child).starts_with("draw:") {
                        self.frame(child);
                    }
                }
            }
        }
    }

    /// Reads the footnotes met so far, as lines of the margin.
    pub(super) fn notes(&mut self) {
        self.flow.margin = true;
        for note in std::mem::take(&mut self.notes) {
            self.blocks(note);
        }
        self.end_line();
        self.flow.margin = false;
    }

    fn table(&mut self, id: Id) {
        let style = tree_style(self.tree, id);
        if self.styles.get("table", style).hidden == Some(true) {
            return;
        }
        self.end_line();
        let frames = std::mem::take(&mut self.frames);
        let mut table = Table::default();
        self.rows(id, &mut table);
        self.flow.table(table);
        self.frames = frames;
    }

    fn rows(&mut self, parent: Id, table: &mut Table) {
        let tree = self.tree;
        for id in tree.children(parent) {
            match tree.name(id) {
                "table:table-header-rows" | "table:table-rows" | "table:table-row-group" => {
                    self.rows(id, table);
                }
                "table:table-row" => {
                    if tree.attribute(id, "table:visibility") == Some("collapse") {
                        continue;
                    }
                    let mut row = Row::default();
                    self.cells(id, &mut row);
                    let repeats = number(tree, id, "table:number-rows-repeated").min(REPEATS);
                    let empty = row.cells.iter().all(|cell| cell.blocks.is_empty());
                    for _ in 1..if empty { 1 } else { repeats } {
                        table.rows.push(row.clone());
                    }
                    table.rows.push(row);
                }
                _ => {}
            }
        }
    }

    fn cells(&mut self, id: Id, row: &mut Row) {
        let tree = self.tree;
        let mut column = 0;
        // Columns that the last cell spans are listed again as covered cells.
        let mut covered = 0;
        for cell in tree.children(id) {
            let spanned = number(tree, cell, "table:number-columns-spanned").min(REPEATS);
            let repeats = number(tree, cell, "table:number-columns-repeated").min(REPEATS);
            let blocks = match tree.name(cell) {
                "table:table-cell" => {
                    covered = spanned - 1;
                    let around = self.flow.open();
                    // A sheet knows the date, whatever it shows.
                    let date = tree.attribute(cell, "office:date-value");
                    let switch = tree.attribute(cell, "office:boolean-value");
                    if let Some(date) = date {
                        let date = date.split('T').next().unwrap_or_default();
                        self.text(date, &Style::default());
                    } else if let Some(switch) = switch {
                        let mark = if switch == "true" { ON } else { OFF };
                        self.text(mark.encode_utf8(&mut [0; 4]), &Style::default());
                    } else {
                        self.blocks(cell);
                    }
                    self.end_line();
                    self.flow.close(around)
                }
                "table:covered-table-cell" if covered >= repeats => {
                    covered -= repeats;
                    continue;
                }
                "table:covered-table-cell" => Vec::new(),
                _ => continue,
            };
            for _ in 0..repeats {
                row.cells.push(Cell {
                    column,
                    span: spanned,
                    blocks: blocks.clone(),
                });
                column += spanned;
            }
        }
    }
}

fn tree_style(tree: &Tree, id: Id) -> &str {
    tree.attribute(id, "table:style-name").unwrap_or_default()
}

fn number(tree: &Tree, id: Id, name: &str) -> u32 {
    let written = tree.attribute(id, name).and_then(|n| n.parse().ok());
    written.unwrap_or(1).max(1)
}
