//! HTML → `Document`: bodies of mails, attached pages, Word's "save as web page".

mod field;
mod look;
mod sheet;
mod sink;
mod table;

use super::flow::{Flow, Look};
use super::marks;
use super::tree::{Id, ROOT, Tree};
use super::{Document, Kind, Limits, charset};
use look::Style;
use sheet::Sheet;
use std::collections::BTreeMap;

/// Layout spaces: as many blanks in a row set segments apart.
const WIDE: usize = 4;

/// Elements may nest this deep for our own walk; what is deeper is taken as plain text.
const DEPTH: u16 = 160;

/// Reads HTML source, for example the body of a mail. Total.
pub fn from_str(html: &str) -> Document {
    pour(html, Limits::default().characters)
}

/// Reads HTML in the charset that it declares, or any other.
pub(super) fn read(bytes: &[u8], characters: u64) -> Document {
    let declared = declared_charset(bytes);
    pour(&charset::decode(bytes, declared.as_deref()), characters)
}

fn pour(html: &str, characters: u64) -> Document {
    let (tree, cut) = sink::parse(html);
    let mut walker = Walker {
        tree: &tree,
        flow: Flow::new(characters, WIDE),
        depth: 0,
        blank: false,
        radios: BTreeMap::new(),
        labels: field::labels(&tree),
        sheet: Sheet::of(&tree),
    };
    if cut {
        walker
            .flow
            .note("the HTML nests too deep; its end was not read");
    }
    walker.children(ROOT, &Style::default());
    walker.end(0.0);
    walker.flow.finish(Kind::Html)
}

/// `<meta charset=…>` or `<meta http-equiv=… content="…; charset=…">` within the first bytes.
fn declared_charset(bytes: &[u8]) -> Option<String> {
    let head = String::from_utf8_lossy(bytes.get(..4096).unwrap_or(bytes)).to_lowercase();
    let rest = head.split("charset").nth(1)?.trim_start();
    let rest = rest.strip_prefix('=')?.trim_start_matches([' ', '"', '\'']);
    Some(
        rest.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_'))
            .collect(),
    )
}

struct Walker<'t> {
    tree: &'t Tree,
    flow: Flow,
    depth: u16,
    /// White space waits to become one blank.
    blank: bool,
    /// Groups of radio buttons by name, and their field.
    radios: BTreeMap<String, u32>,
    /// Labels by the id of the element that they point at.
    labels: BTreeMap<String, Id>,
    /// What the page's own style sheets say.
    sheet: Sheet,
}

impl Walker<'_> {
    fn children(&mut self, parent: Id, style: &Style) {
        let tree = self.tree;
        for id in tree.children(parent) {
            match tree.own_text(id) {
                Some(text) => self.text(text, style),
                None => self.element(id, style),
            }
        }
    }

    fn text(&mut self, text: &str, style: &Style) {
        let look = Look {
            bold: style.bold,
            field: style.field,
        };
        if style.kept {
            for (at, line) in text.split('\n').enumerate() {
                if at > 0 {
                    self.flow.end_line(0.0, false);
                }
                self.flow.text(line.trim_end_matches('\r'), look);
            }
            return;
        }
        let symbols = style.font.as_deref().filter(|f| marks::is_symbol_font(f));
        for character in text.chars() {
            if matches!(character, ' ' | '\n' | '\r' | '\t' | '\u{C}') {
                self.blank = true;
                continue;
            }
            if std::mem::take(&mut self.blank) && !self.flow.at_line_start() {
                self.flow.text(" ", look);
            }
            let shown = match symbols {
                Some(font) => marks::symbol(font, character as u32),
                None => Some(character),
            };
            if let Some(shown) = shown {
                self.flow.text(shown.encode_utf8(&mut [0; 4]), look);
            }
        }
    }

    /// Ends the current line, if there is one. `gap` above it as for `Line::gap`.
    fn end(&mut self, gap: f32) {
        self.blank = false;
        if !self.flow.at_line_start() {
            self.flow.end_line(gap, false);
        }
    }

    fn element(&mut self, id: Id, style: &Style) {
        self.depth += 1;
        if self.depth > DEPTH {
            let text = self.tree.text(id);
            self.text(&text, style);
        } else {
            self.visit(id, style);
        }
        self.depth -= 1;
    }

    fn visit(&mut self, id: Id, outer: &Style) {
        let tree = self.tree;
        let name = tree.name(id);
        if look::is_silent(name) {
            return;
        }
        let style = look::of(tree, id, outer);
        if style.hidden {
            return;
        }
        match name {
            "br" => {
                self.blank = false;
                self.flow.end_line(0.0, false);
            }
            "hr" => self.end(0.0),
            "table" => self.table(id, &style),
            "dl" => self.list_of_terms(id, &style),
            "input" => self.input(id, &style),
            "textarea" => self.text_area(id, &style),
            "select" => self.select(id, &style),
            "img" => {
                // Mail programs send emoji, ticks among them, as pictures with a short text.
                let alt = tree.attribute(id, "alt").unwrap_or_default();
                if alt.chars().count() <= 2 {
                    self.text(alt, &style);
                }
            }
            "blockquote" if self.is_quotation(id) => {
                self.end(0.0);
                let before = self.flow.quoted;
                self.flow.quoted = before.saturating_add(1);
                self.paragraph(id, &style, name);
                self.flow.quoted = before;
            }
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "blockquote" | "pre" | "fieldset" => {
                self.paragraph(id, &style, name);
            }
            _ if look::is_block(name) || style.block || self.sheet.is_block(tree, id) => {
                self.end(0.0);
                self.children(id, &style);
                self.end(0.0);
            }
            _ => {
                if style.apart {
                    self.flow.tab();
                }
                self.children(id, &style);
            }
        }
    }

    /// True for a block that a mail program quotes another mail in; people also indent with this element.
    fn is_quotation(&self, id: Id) -> bool {
        let says = |name: &str| self.tree.attribute(id, name).unwrap_or("");
        says("type").eq_ignore_ascii_case("cite")
            || says("cite").starts_with("mid:")
            || ["class", "id"]
                .iter()
                .any(|name| says(name).contains("quot"))
    }

    fn paragraph(&mut self, id: Id, style: &Style, name: &str) {
        self.end(0.0);
        // The space above belongs to the first line of what is inside. Word and Outlook write a paragraph for each line
        // and take its margin away.
        if !style.tight {
            self.flow.space_above(1.0);
        }
        self.children(id, style);
        self.blank = false;
        if !self.flow.at_line_start() {
            self.flow.end_line(0.0, name.starts_with('h'));
        } else if style.tight && self.tree.children(id).next().is_some() {
            self.flow.skip_line();
        }
    }
}

#[cfg(test)]
mod tests;
