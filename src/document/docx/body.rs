//! Paragraphs, runs, tables and text boxes of one part of a Word file, poured into the flow.

use super::File;
use super::code::Code;
use super::style::{Style, font, on, toggle};
use crate::document::flow::Look;
use crate::document::marks;
use crate::document::tree::{Id, Tree};
use crate::document::{Cell, Row, Table};

/// Walks through one part.
pub(super) struct Walker<'t, 'f, 'a, 'b> {
    pub(super) tree: &'t Tree,
    pub(super) file: &'f mut File<'a, 'b>,
    /// Complex fields that are open, innermost last (they may reach over paragraphs).
    pub(super) codes: Vec<Code>,
    /// The content control whose value is being read.
    pub(super) control: Option<u32>,
    /// Text boxes anchored in the paragraph in hand, to be read after it.
    boxes: Vec<Id>,
    /// Style of the paragraph in hand.
    paragraph: Style,
}

impl<'t, 'f, 'a, 'b> Walker<'t, 'f, 'a, 'b> {
    pub(super) fn new(tree: &'t Tree, file: &'f mut File<'a, 'b>) -> Self {
        Walker {
            tree,
            file,
            codes: Vec::new(),
            control: None,
            boxes: Vec::new(),
            paragraph: Style::default(),
        }
    }

    /// Reads the block elements below a node.
    pub(super) fn blocks(&mut self, parent: Id) {
        let tree = self.tree;
        for id in tree.children(parent) {
            match tree.name(id) {
                "w:p" => self.paragraph(id),
                "w:tbl" => self.table(id),
                "w:sdt" => self.block_control(id),
                "w:customXml" | "w:smartTag" | "w:ins" | "w:moveTo" | "w:sdtContent" | "w:sect"
                | "w:sub-section" => self.blocks(id),
                "mc:AlternateContent" => {
                    if let Some(id) = self.alternative(id) {
                        self.blocks(id);
                    }
                }
                "w:altChunk" => self.chunk(id),
                "m:oMathPara" => {
                    self.inline(id);
                    self.file.flow.end_line(1.0, false);
                }
                _ => {}
            }
        }
    }

    fn paragraph(&mut self, id: Id) {
        let tree = self.tree;
        let properties = tree.child(id, "w:pPr");
        let name = properties
            .and_then(|p| tree.child(p, "w:pStyle"))
            .and_then(|s| tree.attribute(s, "w:val"))
            .or(self.file.styles.default.as_deref())
            .unwrap_or_default()
            .to_owned();
        self.paragraph = self.file.styles.get(&name);
        let outline = properties.and_then(|p| tree.child(p, "w:outlineLvl"));
        let heading = self.paragraph.heading
            || outline.is_some_and(|o| tree.attribute(o, "w:val") != Some("9"));
        self.inlines(id);
        // A deleted paragraph mark joins this paragraph with the next.
        let mark = properties.and_then(|p| tree.child(p, "w:rPr"));
        let joined = mark.is_some_and(|m| tree.child(m, "w:del").is_some());
        if !joined {
            self.file.flow.end_line(1.0, heading);
        }
        for content in std::mem::take(&mut self.boxes) {
            let control = self.control.take();
            let codes = std::mem::take(&mut self.codes);
            self.blocks(content);
            self.codes = codes;
            self.control = control;
        }
    }

    /// Reads the inline elements below a node.
    pub(super) fn inlines(&mut self, parent: Id) {
        let tree = self.tree;
        for id in tree.children(parent) {
            self.inline(id);
        }
    }

    fn inline(&mut self, id: Id) {
        let tree = self.tree;
        match tree.name(id) {
            "w:r" => self.run(id),
            "w:hyperlink" | "w:smartTag" | "w:customXml" | "w:ins" | "w:moveTo" | "w:dir"
            | "w:bdo" | "w:sdtContent" | "w:rubyBase" => self.inlines(id),
            "w:fldSimple" => self.simple_code(id),
            "w:sdt" => self.inline_control(id),
            "mc:AlternateContent" => {
                if let Some(id) = self.alternative(id) {
                    self.inlines(id);
                }
            }
            "m:oMath" | "m:oMathPara" => {
                let look = self.look(None);
                for text in tree.all(id).filter(|id| tree.name(*id) == "m:t") {
                    self.file.flow.text(&tree.text(text), look);
                }
            }
            // Some producers put these straight into the paragraph.
            "w:t" | "w:tab" | "w:br" => self.run_child(id, &Style::default()),
            _ => {}
        }
    }

    fn run(&mut self, id: Id) {
        let tree = self.tree;
        let properties = tree.child(id, "w:rPr");
        let style = self.run_style(properties);
        if style.hidden {
            // Fields begin and end in hidden runs as well.
            for child in tree.children(id) {
                if matches!(tree.name(child), "w:fldChar" | "w:instrText") {
                    self.run_child(child, &style);
                }
            }
            return;
        }
        for child in tree.children(id) {
            self.run_child(child, &style);
        }
    }

    fn run_style(&self, properties: Option<Id>) -> Style {
        let tree = self.tree;
        let mut style = properties
            .and_then(|p| tree.child(p, "w:rStyle"))
            .and_then(|s| tree.attribute(s, "w:val"))
            .map(|name| self.file.styles.get(name))
            .unwrap_or_default();
        style.bold = style.bold.or(self.paragraph.bold);
        style.hidden |= self.paragraph.hidden;
        style.font = style.font.or_else(|| self.paragraph.font.clone());
        if let Some(properties) = properties {
            style.bold = toggle(tree, properties, "w:b").or(style.bold);
            style.hidden = toggle(tree, properties, "w:vanish").unwrap_or(style.hidden);
            style.font = font(tree, properties).or(style.font);
            // Some programs mark a tracked deletion on the run. Struck-through words are meant to be gone, too:
            // "strike out what does not apply".
            style.hidden |= tree.child(properties, "w:del").is_some()
                || toggle(tree, properties, "w:strike") == Some(true)
                || toggle(tree, properties, "w:dstrike") == Some(true);
        }
        style
    }

    /// How text looks here: in bold or not, and of which field.
    pub(super) fn look(&self, style: Option<&Style>) -> Look {
        Look {
            bold: style.and_then(|style| style.bold).unwrap_or(false),
            field: self
                .codes
                .iter()
                .rev()
                .find_map(|code| code.field)
                .or(self.control),
        }
    }

    fn run_child(&mut self, id: Id, style: &Style) {
        let tree = self.tree;
        match tree.name(id) {
            "w:fldChar" => return self.code_mark(id),
            "w:instrText" => {
                if let Some(code) = self.codes.last_mut() {
                    code.instruction(&tree.text(id));
                }
                return;
            }
            _ => {}
        }
        if self.codes.iter().any(|code| code.silent()) {
            return;
        }
        let look = self.look(Some(style));
        match tree.name(id) {
            "w:t" => {
                let text = tree.text(id);
                let text = match tree.attribute(id, "xml:space") {
                    Some("preserve") => text.as_str(),
                    _ => text.trim_matches(['\n', '\r']).trim_matches('\t'),
                };
                let text = text.replace(['\n', '\r'], " ");
                match style.font.as_deref().filter(|f| marks::is_symbol_font(f)) {
                    Some(font) => self.symbols(font, &text, look),
                    None => self.file.flow.text(&text, look),
                }
            }
            "w:tab" | "w:ptab" => match look.field {
                Some(_) => self.file.flow.text(" ", look),
                None => self.file.flow.tab(),
            },
            "w:br" | "w:cr" => self.file.flow.text("\n", look),
            "w:noBreakHyphen" => self.file.flow.text("-", look),
            "w:sym" => {
                let font = tree.attribute(id, "w:font").unwrap_or_default();
                let code = tree
                    .attribute(id, "w:char")
                    .and_then(|code| u32::from_str_radix(code, 16).ok());
                if let Some(text) = code.and_then(char::from_u32) {
                    let text = text.to_string();
                    self.symbols(font, &text, look);
                }
            }
            "w:ruby" => {
                if let Some(base) = tree.child(id, "w:rubyBase") {
                    self.inlines(base);
                }
            }
            "w:pict" | "w:drawing" | "w:object" => self.find_boxes(id),
            "mc:AlternateContent" => {
                if let Some(chosen) = self.alternative(id) {
                    for child in tree.children(chosen) {
                        self.run_child(child, style);
                    }
                }
            }
            _ => {}
        }
    }

    /// Text in a font of pictures: check marks where we know them, dropped where we do not.
    fn symbols(&mut self, font: &str, text: &str, look: Look) {
        for character in text.chars() {
            let shown = match marks::symbol(font, character as u32) {
                Some(mark) => mark,
                None if marks::is_symbol_font(font) && !character.is_whitespace() => continue,
                None => character,
            };
            self.file.flow.text(shown.encode_utf8(&mut [0; 4]), look);
        }
    }

    /// The branch of an `mc:AlternateContent` to read: the first that holds text, so that nothing is read twice.
    fn alternative(&self, id: Id) -> Option<Id> {
        let tree = self.tree;
        let branches = || {
            tree.children(id)
                .filter(|id| matches!(tree.name(*id), "mc:Choice" | "mc:Fallback"))
        };
        let with_text = |id: &Id| {
            tree.all(*id)
                .any(|id| matches!(tree.name(id), "w:t" | "w:txbxContent" | "w:sym"))
        };
        branches().find(with_text).or_else(|| branches().next())
    }

    fn find_boxes(&mut self, id: Id) {
        let tree = self.tree;
        match tree.name(id) {
            "w:txbxContent" => self.boxes.push(id),
            "mc:AlternateContent" => {
                if let Some(chosen) = self.alternative(id) {
                    self.find_boxes(chosen);
                }
            }
            _ => {
                for child in tree.children(id) {
                    self.find_boxes(child);
                }
            }
        }
    }

    fn table(&mut self, id: Id) {
        // A field that began in a paragraph before the table does not reach into its cells.
        let codes = std::mem::take(&mut self.codes);
        let boxes = std::mem::take(&mut self.boxes);
        if !self.file.flow.at_line_start() {
            self.file.flow.end_line(1.0, false);
        }
        let mut table = Table::default();
        self.rows(id, &mut table);
        self.file.flow.table(table);
        self.codes = codes;
        self.boxes = boxes;
    }

    fn rows(&mut self, parent: Id, table: &mut Table) {
        let tree = self.tree;
        for id in tree.children(parent) {
            match tree.name(id) {
                "w:tr" => {
                    let properties = tree.child(id, "w:trPr");
                    let gone = properties.is_some_and(|p| {
                        tree.child(p, "w:del").is_some()
                            || toggle(tree, p, "w:hidden") == Some(true)
                    });
                    if !gone {
                        let before = properties
                            .and_then(|p| number(tree, p, "w:gridBefore"))
                            .unwrap_or(0);
                        let mut row = Row::default();
                        self.cells(id, &mut row, before);
                        table.rows.push(row);
                    }
                }
                "w:sdt" | "w:sdtContent" | "w:customXml" | "w:ins" | "w:moveTo" => {
                    self.rows(id, table);
                }
                "mc:AlternateContent" => {
                    if let Some(id) = self.alternative(id) {
                        self.rows(id, table);
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads the cells below a row or a wrapper in it; `first` is the grid column where the row begins.
    pub(super) fn cells(&mut self, parent: Id, row: &mut Row, first: u32) {
        let tree = self.tree;
        for id in tree.children(parent) {
            match tree.name(id) {
                "w:tc" => self.cell(id, row, first),
                "w:sdt" => self.cell_control(id, row, first),
                "w:customXml" | "w:sdtContent" | "w:ins" | "w:moveTo" => {
                    self.cells(id, row, first);
                }
                _ => {}
            }
        }
    }

    fn cell(&mut self, id: Id, row: &mut Row, first: u32) {
        let tree = self.tree;
        let properties = tree.child(id, "w:tcPr");
        let span = properties
            .and_then(|p| number(tree, p, "w:gridSpan"))
            .unwrap_or(1)
            .clamp(1, 63);
        let merged = |name: &str| {
            properties
                .and_then(|p| tree.child(p, name))
                .is_some_and(|m| tree.attribute(m, "w:val").is_none_or(|v| v == "continue"))
        };
        if merged("w:hMerge")
            && let Some(last) = row.cells.last_mut()
        {
            last.span += span;
            return;
        }
        let around = self.file.flow.open();
        self.blocks(id);
        let mut blocks = self.file.flow.close(around);
        if merged("w:vMerge") {
            blocks.clear();
        }
        let column = row.cells.last().map_or(first, |c| c.column + c.span);
        row.cells.push(Cell {
            column,
            span,
            blocks,
        });
    }

    /// A part of another format, to be read in this place (ECMA-376 part 1, 17.17.2.1).
    fn chunk(&mut self, id: Id) {
        let name = self
            .tree
            .attribute(id, "r:id")
            .and_then(|id| self.file.relations.iter().find(|r| r.id == id))
            .map(|relation| relation.target.clone());
        let Some(name) = name else {
            return;
        };
        let Some(bytes) = self.file.package.bytes(&name, self.file.budget) else {
            return;
        };
        let read = self
            .file
            .budget
            .deeper(|budget| crate::document::read_within(&bytes, Some(&name), "", budget));
        for document in read.map(|reading| reading.documents).unwrap_or_default() {
            self.file.flow.append_document(document);
        }
    }

    /// True when the value of a content control shows Word's own style for prompts.
    pub(super) fn shows_prompt_style(&self, id: Id) -> bool {
        let tree = self.tree;
        tree.all(id)
            .filter(|id| tree.name(*id) == "w:rStyle")
            .filter_map(|id| tree.attribute(id, "w:val"))
            .any(|name| self.file.styles.get(name).prompt || name == "PlaceholderText")
    }
}

/// A number in the `w:val` of a child.
pub(super) fn number(tree: &Tree, parent: Id, name: &str) -> Option<u32> {
    let id = tree.child(parent, name)?;
    tree.attribute(id, "w:val")?.parse().ok()
}

/// A switch in the `w:val` of a child that is on when it has none.
pub(super) fn switch(tree: &Tree, parent: Id, name: &str) -> Option<bool> {
    let id = tree.child(parent, name)?;
    Some(
        tree.attribute(id, "w:val")
            .or_else(|| tree.attribute(id, "w14:val"))
            .is_none_or(on),
    )
}
