//! From a kind of file to its reader, and through archives and messages to the files inside, at most three levels deep.

use super::archive::Archive;
use super::compound::{Compound, Content};
use super::limit::{Budget, LEVELS};
use super::sniff::{Format, sniff};
use super::{Document, Kind, Reading, Unread};
use super::{cms, compound, docx, html, mapi, odt, pdf, picture, rtf, sheet, text, tree, xml};
use flate2::read::MultiGzDecoder;
use std::io::Read;

/// Reads a file of any kind, within what is left of the limits.
pub(super) fn read_within(
    bytes: &[u8],
    name: Option<&str>,
    content_type: &str,
    budget: &mut Budget,
) -> Reading {
    let characters = budget.limits.characters;
    match sniff(bytes, name, content_type) {
        Format::Pdf => one(name, pdf::read_pdf(bytes, &budget.limits)),
        Format::Zip => read_zip(bytes, name, budget),
        Format::Html => one(name, Ok(html::read(bytes, characters))),
        Format::Text => one(name, Ok(text::read(bytes, characters))),
        Format::FlatXml => one(name, read_flat(bytes, budget)),
        Format::Picture => one(name, read_picture(bytes, budget)),
        Format::Mail => nested(budget, |budget| read_mail(bytes, budget)),
        Format::Gzip => nested(budget, |budget| read_gzip(bytes, name, budget)),
        Format::Encrypted => unread(Unread::Encrypted),
        Format::Known(kind) => unread(Unread::Unsupported(kind.to_owned())),
        Format::Nothing => unread(Unread::NotADocument),
        Format::Compound => read_compound(bytes, name, budget),
        Format::Rtf => one(name, Ok(rtf::read(bytes, characters))),
        Format::Tnef => nested(budget, |budget| read_message(mapi::tnef(bytes), budget)),
        Format::Cms => nested(budget, |budget| read_signed(bytes, name, budget)),
    }
}

/// The reading of one file that holds one document.
fn one(name: Option<&str>, read: Result<Document, Unread>) -> Reading {
    match read {
        Ok(document) => Reading {
            documents: vec![Document {
                name: name.map(|name| file_name(name).to_owned()),
                ..document
            }],
            unread: None,
        },
        Err(why) => unread(why),
    }
}

fn unread(why: Unread) -> Reading {
    Reading {
        documents: Vec::new(),
        unread: Some(why),
    }
}

fn nested(budget: &mut Budget, work: impl FnOnce(&mut Budget) -> Reading) -> Reading {
    budget.deeper(work).unwrap_or_else(unread)
}

fn file_name(path: &str) -> &str {
    path.rsplit(['/', '\\']).next().unwrap_or(path)
}

fn read_picture(bytes: &[u8], budget: &Budget) -> Result<Document, Unread> {
    let images = picture::pages(bytes, budget.limits.pages);
    if images.is_empty() {
        return Err(Unread::NotADocument);
    }
    Ok(Document {
        kind: Kind::Ocr,
        pages: images.len() as u32,
        images,
        ..Document::default()
    })
}

fn read_flat(bytes: &[u8], budget: &mut Budget) -> Result<Document, Unread> {
    let parsed = xml::parse(bytes);
    let tree = parsed.tree;
    let mut document = if tree.child(tree::ROOT, "office:document").is_some() {
        odt::read_flat(&tree, budget)?
    } else {
        docx::read_flat(tree, budget)?
    };
    document.damage.extend(parsed.damage);
    Ok(document)
}

/// A zip archive is a Word file, an OpenDocument file, a workbook, a file of Apple's, or just an archive.
fn read_zip(bytes: &[u8], name: Option<&str>, budget: &mut Budget) -> Reading {
    let mut archive = match Archive::open(bytes) {
        Ok(archive) => archive,
        Err(why) => return unread(why),
    };
    // OpenDocument 1.3 part 2, 3.3: the first entry says what it is.
    let mimetype = archive.part("mimetype", budget).unwrap_or_default();
    let mimetype = String::from_utf8_lossy(&mimetype).into_owned();
    if let Some(kind) = mimetype
        .trim()
        .strip_prefix("application/vnd.oasis.opendocument.")
    {
        return match kind.split('-').next().unwrap_or_default() {
            "text" | "spreadsheet" if archive.cut => cut_off(),
            "text" | "spreadsheet" => one(name, odt::read(archive, budget)),
            other => unread(Unread::Unsupported(format!("OpenDocument {other}"))),
        };
    }
    let has = |start: &str| {
        archive
            .entries()
            .iter()
            .any(|entry| entry.name.to_lowercase().starts_with(start))
    };
    let typed = has("[content_types].xml");
    if archive.cut && (typed || has("word/") || has("xl/")) {
        return cut_off();
    }
    if has("word/") || (typed && has("_rels/.rels") && !has("xl/") && !has("ppt/")) {
        return one(name, docx::read(archive, budget));
    }
    if has("xl/") {
        return one(name, sheet::read(bytes, archive, budget));
    }
    if has("ppt/") {
        return unread(Unread::Unsupported("pptx".to_owned()));
    }
    if archive.entries().iter().any(|e| e.name.ends_with(".iwa")) {
        // Older Pages and Numbers keep a PDF of themselves.
        return match archive.part("QuickLook/Preview.pdf", budget) {
            Some(pdf) => one(name, pdf::read_pdf(&pdf, &budget.limits)),
            None => unread(Unread::Unsupported("iwork".to_owned())),
        };
    }
    nested(budget, |budget| read_entries(archive, budget))
}

/// Half a document is no form, and its sender sees no more of it than we do. (Half an archive holds whole files.)
fn cut_off() -> Reading {
    unread(Unread::Damaged("the end of the file is missing".to_owned()))
}

fn read_entries(mut archive: Archive<'_>, budget: &mut Budget) -> Reading {
    let mut gathered = Gathered::default();
    for entry in archive.entries().to_vec() {
        let short = file_name(&entry.name);
        let litter = short.is_empty()
            || short.starts_with("._")
            || entry.name.starts_with("__MACOSX/")
            || matches!(short, ".DS_Store" | "Thumbs.db" | "desktop.ini");
        if litter {
            continue;
        }
        if let Err(why) = budget.spend_entry() {
            gathered.failed(short, why);
            break;
        }
        match archive.read(&entry, budget) {
            Ok(bytes) => gathered.add(short, read_within(&bytes, Some(short), "", budget)),
            Err(why) => gathered.failed(short, why),
        }
    }
    gathered.finish()
}

/// What came of the files inside a container.
#[derive(Default)]
struct Gathered {
    documents: Vec<Document>,
    failures: Vec<(String, Unread)>,
}

impl Gathered {
    fn add(&mut self, name: &str, reading: Reading) {
        self.documents.extend(reading.documents);
        if let Some(why) = reading.unread {
            self.failed(name, why);
        }
    }

    fn failed(&mut self, name: &str, why: Unread) {
        if why != Unread::NotADocument {
            self.failures.push((name.to_owned(), why));
        }
    }

    /// The documents; or when there are none, the failure that says most.
    fn finish(mut self) -> Reading {
        let Some(first) = self.documents.first_mut() else {
            let why = self.failures.into_iter().map(|(_, why)| why).next();
            return unread(why.unwrap_or(Unread::NotADocument));
        };
        for (name, why) in self.failures {
            first.damage.push(format!(
                "{name} in the same container was not read: {why:?}"
            ));
        }
        Reading {
            documents: self.documents,
            unread: None,
        }
    }
}

/// A message as an attachment: its own attachments, and its body.
fn read_mail(bytes: &[u8], budget: &mut Budget) -> Reading {
    let mail = crate::mail::parse(bytes);
    let mut gathered = Gathered::default();
    let text = mail.text.as_deref().filter(|text| !text.trim().is_empty());
    if let Some(text) = text {
        gathered.documents.push(text::from_str(text));
    } else if let Some(source) = &mail.html {
        gathered.documents.push(html::from_str(source));
    }
    for attachment in &mail.attachments {
        if let Err(why) = budget.spend_entry() {
            gathered.failed("message", why);
            break;
        }
        let name = attachment.name.as_deref();
        let reading = read_within(&attachment.bytes, name, &attachment.content_type, budget);
        gathered.add(name.unwrap_or("an attachment"), reading);
    }
    gathered.finish()
}

fn read_compound(bytes: &[u8], name: Option<&str>, budget: &mut Budget) -> Reading {
    let mut file = match Compound::open(bytes) {
        Ok(file) => file,
        Err(why) => return unread(why),
    };
    match file.content() {
        Content::Message => nested(budget, |budget| {
            let message = mapi::outlook(&mut file, "", LEVELS, budget);
            read_message(message, budget)
        }),
        Content::Unknown => unread(Unread::NotADocument),
        _ => one(name, compound::read(bytes, file, budget)),
    }
}

/// A message of Outlook's: its attachments, and its body.
fn read_message(message: mapi::Message, budget: &mut Budget) -> Reading {
    let mut gathered = Gathered::default();
    let characters = budget.limits.characters;
    let text = message.text.filter(|text| !text.trim().is_empty());
    gathered
        .documents
        .extend(match (text, message.html, message.rtf) {
            (Some(text), _, _) => Some(text::from_str(&text)),
            (None, Some(source), _) => Some(html::read(&source, characters)),
            (None, None, Some(rtf)) => Some(rtf::read(&rtf, characters)),
            (None, None, None) => None,
        });
    gathered
        .documents
        .retain(|document| !document.blocks.is_empty());
    for (name, bytes) in message.attachments {
        if let Err(why) = budget.spend_entry() {
            gathered.failed("message", why);
            break;
        }
        let reading = read_within(&bytes, name.as_deref(), "", budget);
        gathered.add(name.as_deref().unwrap_or("an attachment"), reading);
    }
    // Messages in a `.msg` file were taken apart to a limited depth.
    for inner in message.messages {
        gathered.add("a message", read_message(inner, budget));
    }
    gathered.finish()
}

/// A signed file; a signature that stands apart from what it signs is no document.
fn read_signed(bytes: &[u8], name: Option<&str>, budget: &mut Budget) -> Reading {
    let Some(content) = cms::content(bytes) else {
        return unread(Unread::NotADocument);
    };
    if let Err(why) = budget.spend(content.len() as u64) {
        return unread(why);
    }
    let name = name.map(|name| name.trim_end_matches(".p7m").trim_end_matches(".P7M"));
    read_within(&content, name, "", budget)
}

fn read_gzip(bytes: &[u8], name: Option<&str>, budget: &mut Budget) -> Reading {
    let mut out = Vec::new();
    let most = budget.decompressed();
    let outcome = MultiGzDecoder::new(bytes)
        .take(most.saturating_add(1))
        .read_to_end(&mut out);
    if let Err(why) = budget.spend(out.len() as u64) {
        return unread(why);
    }
    if let Err(error) = outcome
        && out.is_empty()
    {
        return unread(Unread::Damaged(format!("gzip: {error}")));
    }
    let name = name.map(|name| name.trim_end_matches(".gz"));
    read_within(&out, name, "", budget)
}
