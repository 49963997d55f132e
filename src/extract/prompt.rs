//! What a form that no rule describes asks: its labels, told by how forms are laid out and not by what they say.

use super::seen::bare;
use super::strip;
use super::words::count;
use crate::document::{Block, Cell, Document, FieldKind, FormField, Line, Row, Segment, Table};

/// One thing that a form asks for.
#[derive(Debug, Clone, Default)]
pub(super) struct Prompt {
    /// The label as printed.
    pub text: String,
    /// Names of the fillable fields for it.
    pub names: Vec<String>,
    /// The kind of the fillable field.
    pub kind: Option<FieldKind>,
    /// What may be chosen or ticked.
    pub options: Vec<String>,
    /// What is written there.
    pub value: String,
}

/// What a document asks, and its headings.
#[derive(Debug, Default)]
pub(super) struct Asked {
    /// In the order of the document.
    pub prompts: Vec<Prompt>,
    /// Printed lines that ask nothing.
    pub headings: Vec<String>,
}

/// Labels longer than this are prose.
const LONGEST: usize = 45;

/// What a document asks. Where it has fillable fields, they are what it asks.
pub(super) fn asked(document: &Document) -> Asked {
    let mut asked = Asked::default();
    asked.blocks(&document.blocks);
    if document.fields.len() >= 3 {
        let printed = std::mem::take(&mut asked.prompts);
        asked.prompts = fillable(document);
        // What is printed and has no field of its own is a heading for us.
        asked.headings.retain(|heading| {
            let own = super::words::key(heading);
            !document
                .fields
                .iter()
                .any(|field| super::words::key(&field.value).contains(&own))
        });
        let known: Vec<String> = asked
            .prompts
            .iter()
            .map(|prompt| super::words::key(&prompt.text))
            .collect();
        for prompt in printed {
            let value = document
                .fields
                .iter()
                .any(|field| super::words::key(&field.value) == super::words::key(&prompt.text));
            if !value
                && prompt.value.is_empty()
                && prompt.options.is_empty()
                && !known.contains(&super::words::key(&prompt.text))
                && count(&prompt.text) <= 8
            {
                asked.headings.push(prompt.text);
            }
        }
    }
    asked.prompts.retain(|prompt| {
        prompt.text.chars().any(char::is_alphabetic) && count(&prompt.text) <= LONGEST
    });
    asked
}

impl Asked {
    fn blocks(&mut self, blocks: &[Block]) {
        for block in blocks {
            match block {
                Block::Line(line) if line.margin => {}
                Block::Line(line) => self.line(line),
                Block::Table(table) => self.table(table),
            }
        }
    }

    fn line(&mut self, line: &Line) {
        let bold = line.segments.iter().all(|segment| segment.bold);
        for text in joined(line).split('\n') {
            self.text(text, line.heading, bold);
        }
    }

    /// One line of text.
    fn text(&mut self, text: &str, heading: bool, bold: bool) {
        let text = text.trim();
        if text.is_empty() {
            return;
        }
        if strip::has_box(text) {
            let first = text.find(['☐', '☒', '[', '(']).unwrap_or(0);
            let (label, boxes) = text.split_at_checked(first).unwrap_or(("", text));
            if label.chars().any(char::is_alphabetic) {
                self.ask(label, "");
            }
            if let Some(last) = self.prompts.last_mut() {
                last.options.extend(options(boxes));
            }
            return;
        }
        // What is printed in bold above the first question is the title, even with a colon in it.
        if heading || bold && self.prompts.is_empty() && count(text) >= 3 && !text.ends_with(':') {
            self.headings.push(bare(text));
            return;
        }
        match sign(text) {
            Some((label, rest)) if count(label) <= LONGEST && label.len() < 300 => {
                let (filled, rest) = without_fill(rest);
                // "Phone: ____ E-mail: ____"
                if filled && sign(rest).is_some() {
                    self.ask(label, "");
                    self.text(rest, false, bold);
                } else {
                    self.ask(label, rest);
                }
            }
            _ if is_numbered(text) && count(text) <= 30 => self.ask(text, ""),
            _ => match self.prompts.last_mut() {
                Some(last) if last.value.is_empty() && !bold => text.clone_into(&mut last.value),
                _ if count(text) <= 12 => self.headings.push(bare(text)),
                _ => {}
            },
        }
    }

    fn ask(&mut self, label: &str, value: &str) {
        self.prompts.push(Prompt {
            text: bare(label),
            value: without_fill(value).1.to_owned(),
            ..Prompt::default()
        });
    }

    fn table(&mut self, table: &Table) {
        let mut at = 0;
        while let Some(row) = table.rows.get(at) {
            let next = table.rows.get(at + 1);
            let cells = texts(row);
            let filled = cells.iter().filter(|cell| !cell.0.is_empty()).count();
            // Headers over empty cells.
            if filled >= 3
                && filled == cells.len()
                && next.is_some_and(|next| texts(next).iter().all(|cell| cell.0.is_empty()))
            {
                for (text, _) in &cells {
                    self.ask(text, "");
                }
                at += 2;
                continue;
            }
            // The number of a row is no label.
            let cells = match cells.split_first() {
                Some(((first, _), rest)) if rest.len() >= 2 && is_number(first) => rest,
                _ => cells.as_slice(),
            };
            match cells {
                [] => {}
                [(text, bold)] => self.alone(text, *bold, next),
                several => {
                    for pair in several.chunks(2) {
                        match pair {
                            [(label, _), (value, _)] if !label.is_empty() => {
                                self.pair(label, value);
                            }
                            [(label, bold)] => self.text(label, false, *bold),
                            _ => {}
                        }
                    }
                }
            }
            at += 1;
        }
    }

    /// A cell that has its row for itself: a heading, a label above its answer, or both in one cell.
    fn alone(&mut self, text: &str, bold: bool, next: Option<&Row>) {
        let mut lines = text.splitn(2, '\n');
        let first = lines.next().unwrap_or("");
        let rest = lines.next().unwrap_or("").trim();
        let below = next.map(texts).filter(|cells| cells.len() == 1);
        let empty_below = below.is_some_and(|cells| cells.iter().all(|cell| cell.0.is_empty()));
        if strip::has_box(text) || rest.is_empty() && sign(first).is_some() {
            for line in text.lines() {
                self.text(line, false, bold);
            }
        } else if empty_below || !rest.is_empty() {
            self.ask(first, rest);
        } else {
            self.text(first, bold && sign(first).is_none(), bold);
        }
    }

    fn pair(&mut self, label: &str, value: &str) {
        let label = label.split('\n').collect::<Vec<_>>().join(" ");
        if strip::has_box(value) {
            self.ask(&label, "");
            if let Some(last) = self.prompts.last_mut() {
                last.options = options(value);
            }
        } else {
            self.ask(&label, value);
        }
    }
}

/// The cells of a row: text and whether it is bold.
fn texts(row: &Row) -> Vec<(String, bool)> {
    row.cells.iter().map(cell_text).collect()
}

fn cell_text(cell: &Cell) -> (String, bool) {
    let mut lines = Vec::new();
    let mut bold = true;
    for block in &cell.blocks {
        match block {
            Block::Line(line) => {
                bold &= line.segments.iter().all(|segment| segment.bold);
                lines.push(joined(line));
            }
            Block::Table(table) => {
                for row in &table.rows {
                    lines.push(
                        texts(row)
                            .into_iter()
                            .map(|cell| cell.0)
                            .collect::<Vec<_>>()
                            .join("\t"),
                    );
                }
            }
        }
    }
    (lines.join("\n").trim().to_owned(), bold)
}

fn joined(line: &Line) -> String {
    let texts: Vec<&str> = line.segments.iter().map(|one| one.text.trim()).collect();
    texts.join("\t")
}

/// Cuts a line at the sign behind its label: colon, question mark, gap, fill line.
fn sign(text: &str) -> Option<(&str, &str)> {
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or("");
        let front = text.get(..at).unwrap_or("");
        let cut = match c {
            ':' => !rest.starts_with('/') && !rest.starts_with(|c: char| c.is_ascii_digit()),
            '：' | '\t' | '…' => true,
            '?' | '？' | '؟' | '；' => return Some((text.get(..at + c.len_utf8())?, rest)),
            '_' | '.' => {
                let run = rest.chars().take_while(|next| *next == c).count();
                run >= 2
            }
            _ => false,
        };
        if cut && front.chars().any(char::is_alphabetic) {
            return Some((
                front,
                if matches!(c, '_' | '.' | '…') {
                    text.get(at..)?
                } else {
                    rest
                },
            ));
        }
    }
    None
}

/// A text without the fill line in front of it, and whether there was one.
fn without_fill(text: &str) -> (bool, &str) {
    let rest = text.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '_' | '.' | '…' | '·' | ':')
    });
    let taken = text.len() - rest.len();
    (taken >= 3, rest.trim())
}

/// The words beside boxes to tick.
fn options(text: &str) -> Vec<String> {
    text.replace("[ ]", "☐")
        .replace("[x]", "☐")
        .replace("( )", "☐")
        .split(['☐', '☒', '□', '■', '☑', '\n', '\t'])
        .map(bare)
        .filter(|option| option.chars().any(char::is_alphabetic))
        .collect()
}

fn is_numbered(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_digit()) && strip::lead(text) > 0
}

fn is_number(text: &str) -> bool {
    text.chars().count() <= 4
        && text.chars().any(|c| c.is_ascii_digit())
        && !text.chars().any(char::is_alphabetic)
}

/// What the fillable fields ask; boxes of one name are one question.
fn fillable(document: &Document) -> Vec<Prompt> {
    let mut prompts: Vec<Prompt> = Vec::new();
    for (index, field) in document.fields.iter().enumerate() {
        let printed = beside(document, index, field);
        let own = field.label.as_deref().map(str::trim).unwrap_or("");
        let text = if own.is_empty() {
            printed.clone()
        } else {
            bare(own)
        };
        let stem = field.name.rsplit_once(['.', '_', '-', ' ']);
        let same = field.kind == FieldKind::CheckBox
            && stem.is_some_and(|(stem, _)| {
                let others = document.fields.iter().filter(|other| {
                    other.kind == FieldKind::CheckBox
                        && other
                            .name
                            .rsplit_once(['.', '_', '-', ' '])
                            .map(|own| own.0)
                            == Some(stem)
                });
                others.count() >= 2
            });
        if let (true, Some((stem, last))) = (same, stem) {
            let option = if own.is_empty() { last } else { own };
            if let Some(group) = prompts
                .iter_mut()
                .find(|prompt| prompt.names.first().is_some_and(|name| name == stem))
            {
                group.options.push(option.to_owned());
            } else {
                prompts.push(Prompt {
                    text: if printed.is_empty()
                        || super::words::key(&printed) == super::words::key(option)
                    {
                        stem.replace(['_', '.', '-'], " ")
                    } else {
                        printed
                    },
                    names: vec![stem.to_owned()],
                    kind: Some(FieldKind::Radio),
                    options: vec![option.to_owned()],
                    value: String::new(),
                });
            }
            continue;
        }
        prompts.push(Prompt {
            text: if text.is_empty() {
                field.name.replace(['_', '.', '-'], " ")
            } else {
                text
            },
            names: vec![field.name.clone()],
            kind: Some(field.kind),
            options: if field.kind == FieldKind::CheckBox {
                Vec::new()
            } else {
                field.options.clone()
            },
            value: field.value.clone(),
        });
    }
    prompts
}

/// The words printed beside a fillable field: to its left, or above it, or before it in the text.
fn beside(document: &Document, index: usize, field: &FormField) -> String {
    let mut segments = Vec::new();
    flatten(&document.blocks, &mut segments);
    let [left, top, right, bottom] = field.place;
    if right > left {
        let on_page = segments
            .iter()
            .filter(|(segment, page)| *page == field.page && segment.field.is_none());
        let mut best: Option<(f32, &Segment)> = None;
        for (segment, _) in on_page {
            let [l, t, r, b] = segment.place;
            let level = b.min(bottom) - t.max(top);
            let over = r.min(right) - l.max(left);
            let far = if level > 0.0 && r <= left + 4.0 {
                left - r
            } else if over > 0.0 && b <= top + 4.0 {
                // What stands above counts less than what stands in front.
                (top - b) * 4.0 + 20.0
            } else {
                continue;
            };
            if best.is_none_or(|(least, _)| far < least) && far < 300.0 {
                best = Some((far, segment));
            }
        }
        return best.map_or_else(String::new, |(_, segment)| bare(&segment.text));
    }
    let number = u32::try_from(index).ok();
    let at = segments
        .iter()
        .position(|(segment, _)| segment.field == number && number.is_some());
    at.and_then(|at| {
        segments
            .get(..at)?
            .iter()
            .rev()
            .find(|(segment, _)| segment.field.is_none() && !segment.text.trim().is_empty())
    })
    .map_or_else(String::new, |(segment, _)| bare(&segment.text))
}

fn flatten<'d>(blocks: &'d [Block], out: &mut Vec<(&'d Segment, u32)>) {
    for block in blocks {
        match block {
            Block::Line(line) => out.extend(line.segments.iter().map(|one| (one, line.page))),
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    flatten(&cell.blocks, out);
                }
            }
        }
    }
}
