//! Asks pdf-extract what the codes of a simple font without ToUnicode mean: glyph names, built-in encodings, standard widths.
//!
//! Each font is put alone on a page of its own that shows all its codes. pdf-extract panics on some fonts; a panic costs one
//! code, or at worst that font.

use super::objects::{Objects, number};
use pdf_extract::{
    Dictionary, Document, MediaBox, Object, OutputDev, OutputError, Stream, StringFormat,
    Transform, output_doc_page,
};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The first code that is asked for; lower ones hold control signs.
const FIRST: usize = 1;
/// How often a panic may be stepped over.
const PATIENCE: usize = 6;

/// Meaning and width (in thousandths) of each code.
pub(super) type Answers = Vec<Option<(String, f64)>>;

#[derive(Default)]
struct Listener {
    heard: Vec<(String, f64)>,
}

impl OutputDev for Listener {
    fn begin_page(
        &mut self,
        _: u32,
        _: &MediaBox,
        _: Option<(f64, f64, f64, f64)>,
    ) -> Result<(), OutputError> {
        Ok(())
    }
    fn end_page(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
    fn output_character(
        &mut self,
        _: &Transform,
        width: f64,
        _: f64,
        _: f64,
        text: &str,
    ) -> Result<(), OutputError> {
        self.heard.push((text.to_owned(), width * 1000.0));
        Ok(())
    }
    fn begin_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
    fn end_word(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
    fn end_line(&mut self) -> Result<(), OutputError> {
        Ok(())
    }
}

/// What the 256 codes of a simple font mean.
pub(super) fn ask(objects: &Objects, font: &Dictionary) -> Answers {
    let mut answers = ask_with(presentable(objects, font, true));
    if answers.iter().all(Option::is_none) {
        // The font program itself may be what it stumbled over.
        answers = ask_with(presentable(objects, font, false));
    }
    answers
}

fn ask_with(font: Dictionary) -> Answers {
    let mut answers: Answers = vec![None; 256];
    let mut doc = page_with(font);
    let mut from = FIRST;
    for _ in 0..PATIENCE {
        let mut shown = b"BT /F 1 Tf <".to_vec();
        for code in from..256 {
            shown.extend(format!("{code:02x}").bytes());
        }
        shown.extend(b"> Tj ET");
        doc.objects.insert(
            (4, 0),
            Object::Stream(Stream::new(Dictionary::new(), shown)),
        );
        let mut listener = Listener::default();
        let done = catch_unwind(AssertUnwindSafe(|| {
            output_doc_page(&doc, &mut listener, 1).is_ok()
        }));
        for (answer, heard) in answers.iter_mut().skip(from).zip(&mut listener.heard) {
            let text: String = heard.0.chars().filter(|sign| *sign != '\0').collect();
            *answer = Some((text, heard.1));
        }
        if done.is_ok() || listener.heard.is_empty() && from > FIRST {
            break;
        }
        from += listener.heard.len() + 1;
        if from >= 256 || listener.heard.is_empty() {
            break;
        }
    }
    answers
}

/// The font's dictionary with everything in place and without what pdf-extract is known to stumble over.
fn presentable(objects: &Objects, font: &Dictionary, with_program: bool) -> Dictionary {
    let mut out = Dictionary::new();
    let type3 = objects.name(font, b"Subtype") == Some(b"Type3");
    let subtype = match objects.name(font, b"Subtype") {
        Some(b"TrueType") => "TrueType",
        _ => "Type1",
    };
    out.set("Type", Object::Name(b"Font".to_vec()));
    out.set("Subtype", Object::Name(subtype.as_bytes().to_vec()));
    let base = objects.name(font, b"BaseFont").unwrap_or(b"Helvetica");
    let widths = objects.array(font, b"Widths").filter(|_| !type3);
    let first = objects.integer(font, b"FirstChar").unwrap_or(0);
    let base = match widths {
        Some(widths) if (0..256).contains(&first) => {
            let widths: Vec<Object> = widths
                .iter()
                .take(256 - first as usize)
                .map(|object| {
                    Object::Real(objects.follow(object).and_then(number).unwrap_or(0.0) as f32)
                })
                .collect();
            out.set("FirstChar", Object::Integer(first));
            out.set("LastChar", Object::Integer(first + widths.len() as i64 - 1));
            out.set("Widths", Object::Array(widths));
            base.to_vec()
        }
        _ => standard_name(base).to_vec(),
    };
    out.set("BaseFont", Object::Name(base));
    if let Some(encoding) = encoding(objects, font) {
        out.set("Encoding", encoding);
    }
    if let Some(descriptor) = objects
        .dict(font, b"FontDescriptor")
        .filter(|_| with_program && !type3)
    {
        let mut slim = Dictionary::new();
        for key in [&b"FontFile"[..], b"FontFile3"] {
            if let Some(program) = objects.stream(descriptor, key)
                && (key == b"FontFile"
                    || objects.name(&program.dict, b"Subtype") == Some(b"Type1C"))
            {
                let mut dict = Dictionary::new();
                dict.set("Subtype", Object::Name(b"Type1C".to_vec()));
                let bytes = objects.unpack(program);
                slim.set(key, Object::Stream(Stream::new(dict, bytes)));
            }
        }
        out.set("FontDescriptor", Object::Dictionary(slim));
    }
    out
}

/// The font's encoding with names that pdf-extract knows.
fn encoding(objects: &Objects, font: &Dictionary) -> Option<Object> {
    let known = |name: &[u8]| {
        matches!(
            name,
            b"WinAnsiEncoding" | b"MacRomanEncoding" | b"MacExpertEncoding"
        )
    };
    match objects.at(font, b"Encoding")? {
        Object::Name(name) => known(name).then(|| Object::Name(name.clone())),
        Object::Dictionary(dict) => {
            let mut out = Dictionary::new();
            if let Some(base) = objects
                .name(dict, b"BaseEncoding")
                .filter(|name| known(name))
            {
                out.set("BaseEncoding", Object::Name(base.to_vec()));
            } else if objects.name(font, b"Subtype") == Some(b"TrueType") {
                out.set("BaseEncoding", Object::Name(b"WinAnsiEncoding".to_vec()));
            }
            let mut code = 0;
            let mut differences = Vec::new();
            for object in objects.array(dict, b"Differences").unwrap_or_default() {
                match objects.follow(object) {
                    Some(Object::Name(name)) if (0..256).contains(&code) => {
                        code += 1;
                        let stem = name.split(|byte| *byte == b'.').next().unwrap_or_default();
                        let stem = if stem.is_empty() { name } else { stem };
                        differences.push(Object::Name(stem.to_vec()));
                    }
                    Some(object) => {
                        if let Some(value) = number(object) {
                            code = value as i64;
                            differences.push(Object::Integer(code));
                        }
                    }
                    None => {}
                }
            }
            out.set("Differences", Object::Array(differences));
            Some(Object::Dictionary(out))
        }
        _ => None,
    }
}

/// The standard font whose widths come nearest, for a font that brings none.
fn standard_name(base: &[u8]) -> &'static [u8] {
    let name = String::from_utf8_lossy(base).to_ascii_lowercase();
    let bold = name.contains("bold") || name.contains("black");
    if name.contains("symbol") {
        b"Symbol"
    } else if name.contains("dingbat") {
        b"ZapfDingbats"
    } else if name.contains("cour") || name.contains("mono") {
        b"Courier"
    } else if name.contains("times") || name.contains("serif") && !name.contains("sans") {
        if bold { b"Times-Bold" } else { b"Times-Roman" }
    } else if bold {
        b"Helvetica-Bold"
    } else {
        b"Helvetica"
    }
}

fn page_with(font: Dictionary) -> Document {
    let reference = |id: u32| Object::Reference((id, 0));
    let name = |name: &str| Object::Name(name.as_bytes().to_vec());
    let dict = |entries: Vec<(&str, Object)>| {
        let mut dict = Dictionary::new();
        for (key, value) in entries {
            dict.set(key, value);
        }
        dict
    };
    let mut doc = Document::new();
    let fonts = dict(vec![("F", Object::Dictionary(font))]);
    let resources = dict(vec![("Font", Object::Dictionary(fonts))]);
    let media_box = [0, 0, 1, 1].map(Object::Integer).to_vec();
    let page = dict(vec![
        ("Type", name("Page")),
        ("Parent", reference(2)),
        ("MediaBox", Object::Array(media_box)),
        ("Resources", Object::Dictionary(resources)),
        ("Contents", reference(4)),
    ]);
    let pages = dict(vec![
        ("Type", name("Pages")),
        ("Kids", Object::Array(vec![reference(3)])),
        ("Count", Object::Integer(1)),
    ]);
    let catalog = dict(vec![("Type", name("Catalog")), ("Pages", reference(2))]);
    for (id, dict) in [(1, catalog), (2, pages), (3, page)] {
        doc.objects.insert((id, 0), Object::Dictionary(dict));
    }
    doc.trailer.set("Root", reference(1));
    doc.trailer
        .set("ID", Object::String(Vec::new(), StringFormat::Hexadecimal));
    doc
}
