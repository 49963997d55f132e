//! Reads a PDF: text, drawn rulings, form fields and page images become one `Document`.
//!
//! lopdf opens the file, pdf-extract knows glyph names and standard fonts; content streams are carried out here, since a form
//! needs the place of every glyph, line, box, annotation and field, and a hostile file needs budgets.

mod accents;
mod boxes;
mod cmap;
pub(super) mod codecs;
mod content;
mod drawing;
mod fields;
mod filters;
mod font;
mod images;
mod indic;
mod interpret;
mod leaders;
mod marked;
mod names;
mod objects;
mod open;
mod oracle;
mod page;
mod plain;
mod ring;
mod runs;
mod sense;
mod showing;
mod symbols;
mod truetype;
mod xfa;

use super::layout::{self, layout_fields};
use super::{Block, Document, FieldKind, FormField, Kind, Limits, PageImage, Unread};
use interpret::{Allowance, Interpreter};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A page with fewer letters than this has no text worth the name.
const FEW: usize = 40;
/// A blank form has no more texts of its own in its fields.
const GIVEN: usize = 4;

/// Reads a PDF file.
pub(super) fn read_pdf(bytes: &[u8], limits: &Limits) -> Result<Document, Unread> {
    let mut damage = Vec::new();
    let objects = open::open(bytes, limits, &mut damage)?;
    let all = objects.pages(limits.pages as usize);
    let pages: Vec<_> = all.iter().map(|(_, dict)| *dict).collect();
    let mut form = fields::read(&objects, &pages);
    let mut fields = std::mem::take(&mut form.fields);
    let mut interpreter = Interpreter::new(
        &objects,
        Allowance {
            operators: 20_000_000,
            glyphs: limits.characters.min(2_000_000),
            forms: 20_000,
        },
    );
    let empty = pdf_extract::Dictionary::new();
    let mut laid = Vec::new();
    let mut images = Vec::new();
    for (number, page) in pages.iter().enumerate() {
        let name = number as u32 + 1;
        let done = catch_unwind(AssertUnwindSafe(|| {
            let sheet = page::read(
                &mut interpreter,
                &objects,
                (number, *page),
                &form,
                &mut fields,
                &empty,
            );
            let mut sheet = sheet;
            let letters: usize = sheet.words.iter().map(|word| word.text.len()).sum();
            let texts = sheet.words.iter().map(|word| word.text.as_str());
            if letters < FEW {
                images.extend(images::of_page(&objects, &sheet, name, &mut damage));
            } else if images::is_scan(&sheet) && !sense::makes_sense(texts) {
                images.extend(images::of_page(&objects, &sheet, name, &mut damage));
                sheet.words.clear();
            } else if images::is_read_already(&sheet) {
                // Nothing is lost when such a picture cannot be converted.
                let pictures = images::of_page(&objects, &sheet, name, &mut Vec::new());
                images.extend(pictures.into_iter().map(|picture| PageImage {
                    again: true,
                    ..picture
                }));
            }
            let height = sheet.size.1;
            let blocks = layout_fields(sheet.words, sheet.rulings, &sheet.blanks, name);
            laid.push((blocks, height));
        }));
        if done.is_err() {
            damage.push(format!("page {name} could not be read"));
        }
    }
    if interpreter.allowance.operators == 0
        || interpreter.allowance.glyphs == 0
        || interpreter.allowance.forms == 0
        || objects.cut.get()
    {
        damage.push("the file holds more than is read of one".to_owned());
    }
    // Some programs write what was filled in as the default too.
    let given = |field: &&FormField| {
        field.kind == FieldKind::Text
            && !field.value.is_empty()
            && form.defaults.contains(&field.name)
    };
    let blank = fields.iter().filter(given).count() <= GIVEN;
    let empty = |field: &FormField| {
        field.value.is_empty()
            || (field.kind == FieldKind::CheckBox && field.value == "no")
            || blank && form.defaults.contains(&field.name)
    };
    // Fields that no page shows are left-overs of a form that was printed.
    let unfilled_fields = fields.iter().any(|field| field.page > 0) && fields.iter().all(empty);
    let blocks = layout::join(laid);
    if fields
        .iter()
        .all(|field| field.value.is_empty() || field.page == 0)
        && let Some(packets) = xfa::packets(&objects)
    {
        let notice = xfa::is_notice(&text_of(&blocks));
        let values = xfa::fields(&packets);
        if notice && values.is_empty() {
            return Err(Unread::XfaOnly);
        }
        if notice {
            damage.push("only the data of an XFA form were read".to_owned());
            return Ok(Document {
                kind: Kind::Pdf,
                fields: values,
                pages: pages.len() as u32,
                damage,
                ..Document::default()
            });
        }
    }
    Ok(Document {
        kind: Kind::Pdf,
        name: None,
        blocks,
        fields,
        pages: pages.len() as u32,
        unfilled_fields,
        damage,
        images,
    })
}

/// The text of the lines outside of tables.
fn text_of(blocks: &[Block]) -> String {
    let mut out = String::new();
    for block in blocks {
        match block {
            Block::Line(line) => {
                for segment in &line.segments {
                    out.push_str(&segment.text);
                    out.push(' ');
                }
            }
            // A page with a table is not a notice.
            Block::Table(_) => out.push_str(&"table ".repeat(1000)),
        }
    }
    out
}
