//! Opens a PDF file: tells what cannot be opened and why, repairs a broken table of objects, keeps bombs from going off.

use super::objects::Objects;
use super::plain;
use crate::document::{Limits, Unread};
use pdf_extract::{Document, LoadOptions, Object, ObjectId};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The head of a file may stand behind this much of something else.
const HEAD: usize = 1 << 10;
/// Object numbers beyond this are damage.
const MOST_OBJECTS: u32 = 1 << 20;
/// A packed object stream of this size cannot unpack to more than about 64 MiB.
const HARMLESS: usize = 64 << 10;

/// Opens the file with the empty password.
pub(super) fn open(
    bytes: &[u8],
    limits: &Limits,
    damage: &mut Vec<String>,
) -> Result<Objects, Unread> {
    let head = find(
        bytes.get(..HEAD.min(bytes.len())).unwrap_or_default(),
        b"%PDF-",
    )
    .ok_or_else(|| Unread::Damaged("no PDF header".to_owned()))?;
    let bytes = bytes.get(head..).unwrap_or_default();
    let whole = |doc: &Document| {
        is_locked(doc) || doc.catalog().is_ok() && doc.page_iter().next().is_some()
    };
    let first = if has_empty_widths(bytes) {
        Err("a table of objects whose entries have no width".to_owned())
    } else {
        load(bytes)
    };
    let doc = match first {
        Ok(doc) if whole(&doc) => doc,
        first => {
            let why = match &first {
                Ok(_) => "the page tree is missing".to_owned(),
                Err(why) => why.clone(),
            };
            let repaired = repair(bytes).and_then(|bytes| load(&bytes).ok());
            match (repaired, first) {
                (Some(doc), _) if !doc.objects.is_empty() => {
                    damage.push(format!("table of objects rebuilt ({why})"));
                    doc
                }
                (_, Ok(doc)) => doc,
                (_, Err(why)) => return Err(Unread::Damaged(why)),
            }
        }
    };
    if is_locked(&doc) {
        return Err(Unread::Encrypted);
    }
    Ok(Objects {
        doc,
        left: Cell::new(limits.decompressed),
        cut: Cell::new(false),
    })
}

/// lopdf has tried the empty password and takes the entry away when it opens.
fn is_locked(doc: &Document) -> bool {
    doc.trailer.has(b"Encrypt")
}

fn load(bytes: &[u8]) -> Result<Document, String> {
    if let Some(doc) = plain::read(bytes) {
        return Ok(doc);
    }
    let options = if find(bytes, b"ObjStm").is_some() {
        LoadOptions::with_filter(without_bombs)
    } else {
        LoadOptions::default()
    };
    catch_unwind(AssertUnwindSafe(|| {
        Document::load_mem_with_options(bytes, options)
    }))
    .unwrap_or(Err(pdf_extract::Error::Unimplemented("the file")))
    .map_err(|error| error.to_string())
}

/// Leaves out object streams that lopdf would unpack without a limit.
fn without_bombs(id: ObjectId, object: &mut Object) -> Option<(ObjectId, Object)> {
    match object {
        Object::Stream(stream) => {
            let packed_twice = stream
                .dict
                .get(b"Filter")
                .is_ok_and(|filter| matches!(filter, Object::Array(filters) if filters.len() > 1));
            let objects = stream.dict.has_type(b"ObjStm");
            if objects && (packed_twice || stream.content.len() > HARMLESS) {
                let scale = Objects {
                    doc: Document::new(),
                    left: Cell::new(64 << 20),
                    cut: Cell::new(false),
                };
                scale.unpack(stream);
                if scale.left.get() == 0 {
                    return None;
                }
            }
            // lopdf looks at the returned object only for those from object streams, which are never streams.
            Some((id, Object::Null))
        }
        other => Some((id, other.clone())),
    }
}

/// `/W [0 0 0]` sends lopdf 0.42 into a loop without end.
fn has_empty_widths(bytes: &[u8]) -> bool {
    let mut rest = bytes;
    while let Some(at) = find(rest, b"/W") {
        rest = rest.get(at + 2..).unwrap_or_default();
        let mut seen = rest
            .iter()
            .filter(|byte| !byte.is_ascii_whitespace())
            .take(12);
        if seen.next() == Some(&b'[')
            && seen
                .take_while(|byte| **byte != b']')
                .all(|byte| *byte == b'0')
        {
            return true;
        }
    }
    false
}

/// The file with a new table of all the objects that a search finds in it.
fn repair(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut offsets: std::collections::BTreeMap<u32, (usize, u32)> =
        std::collections::BTreeMap::new();
    let mut catalog = None;
    let mut at = 0;
    while let Some(found) = find(bytes.get(at..).unwrap_or_default(), b"obj") {
        let end = at + found;
        at = end + 3;
        if let Some((start, number, generation)) = object_head(bytes, end)
            && number < MOST_OBJECTS
        {
            offsets.insert(number, (start, generation));
            let body = bytes
                .get(at..(at + 400).min(bytes.len()))
                .unwrap_or_default();
            let body = body
                .get(..find(body, b"endobj").unwrap_or(body.len()))
                .unwrap_or_default();
            if find(body, b"/Catalog").is_some() {
                catalog = Some((number, generation));
            }
        }
    }
    let last = *offsets.keys().next_back()?;
    let mut out = bytes.to_vec();
    out.push(b'\n');
    let start = out.len();
    out.extend(format!("xref\n0 {}\n", last + 1).bytes());
    for number in 0..=last {
        let entry = match offsets.get(&number) {
            Some((offset, generation)) => format!("{offset:010} {generation:05} n \n"),
            None => "0000000000 65535 f \n".to_owned(),
        };
        out.extend(entry.bytes());
    }
    let root = last_reference(bytes, b"/Root")
        .filter(|(number, _)| offsets.contains_key(number) || catalog.is_none())
        .or(catalog)?;
    let mut trailer = format!(
        "trailer\n<< /Size {} /Root {} {} R",
        last + 1,
        root.0,
        root.1
    );
    if let Some(lock) = last_reference(bytes, b"/Encrypt") {
        trailer += &format!(" /Encrypt {} {} R", lock.0, lock.1);
    }
    out.extend(trailer.bytes());
    if let Some(at) = rfind(bytes, b"/ID") {
        let rest = bytes.get(at..).unwrap_or_default();
        let end = find(rest, b"]").filter(|end| *end < 300);
        out.extend(end.and_then(|end| rest.get(..=end)).unwrap_or_default());
    }
    out.extend(format!(" >>\nstartxref\n{start}\n%%EOF\n").bytes());
    Some(out)
}

/// Number, generation and start of the object whose `obj` stands at this place.
fn object_head(bytes: &[u8], at: usize) -> Option<(usize, u32, u32)> {
    let before = bytes.get(at.saturating_sub(24)..at)?;
    let (rest, generation) = number_before(before)?;
    let (rest, number) = number_before(rest)?;
    let head = before.len() - rest.len();
    Some((at - head, number, generation))
}

/// A number at the end, behind white space: what stands before it, and the number.
fn number_before(bytes: &[u8]) -> Option<(&[u8], u32)> {
    let end = bytes.iter().rposition(|byte| !byte.is_ascii_whitespace())? + 1;
    let start = bytes
        .get(..end)?
        .iter()
        .rposition(|byte| !byte.is_ascii_digit())
        .map_or(0, |at| at + 1);
    let number = std::str::from_utf8(bytes.get(start..end)?).ok()?;
    Some((bytes.get(..start)?, number.parse().ok()?))
}

/// The last `/Key 1 0 R` of the file.
fn last_reference(bytes: &[u8], key: &[u8]) -> Option<(u32, u32)> {
    let at = rfind(bytes, key)?;
    let rest = bytes.get(at + key.len()..)?.get(..40)?;
    let text = String::from_utf8_lossy(rest);
    let mut parts = text.split_ascii_whitespace();
    let number = parts.next()?.parse().ok()?;
    let generation = parts.next()?.parse().ok()?;
    parts
        .next()?
        .starts_with('R')
        .then_some((number, generation))
}

/// Where a word stands first.
pub(super) fn find(bytes: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::find(bytes, word)
}

fn rfind(bytes: &[u8], word: &[u8]) -> Option<usize> {
    memchr::memmem::rfind(bytes, word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_its_table_of_objects_is_repaired() {
        let file = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
            2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
            3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 9 9]>>endobj\n";
        let mut damage = Vec::new();
        let objects = open(file, &Limits::default(), &mut damage).unwrap();
        assert_eq!(objects.pages(9).len(), 1);
        assert_eq!(damage.len(), 1);
    }

    #[test]
    fn entries_without_width_are_recognised() {
        assert!(has_empty_widths(b"<</W [ 0 0\n0 ]/Width 3>>"));
        assert!(!has_empty_widths(b"<</W [1 2 0]/Widths[0 1]>>"));
    }
}
