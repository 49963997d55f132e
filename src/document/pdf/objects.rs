//! Looking into a PDF's objects without trusting them: references with a limit, numbers, names, text strings, matrices.

use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};
use std::cell::Cell;

/// How many references may lead to one object; more is a ring.
const HOPS: usize = 16;

/// An affine map `[a b c d e f]` as PDF writes it.
pub(super) type Matrix = [f64; 6];

/// No change of coordinates.
pub(super) const IDENTITY: Matrix = [1.0, 0.0, 0.0, 1.0, 0.0, 0.0];

/// First `inner`, then `outer`.
pub(super) fn concat(inner: &Matrix, outer: &Matrix) -> Matrix {
    let [a, b, c, d, e, f] = *inner;
    let [oa, ob, oc, od, oe, of] = *outer;
    [
        a * oa + b * oc,
        a * ob + b * od,
        c * oa + d * oc,
        c * ob + d * od,
        e * oa + f * oc + oe,
        e * ob + f * od + of,
    ]
}

/// Where the map takes a point.
pub(super) fn apply(matrix: &Matrix, x: f64, y: f64) -> (f64, f64) {
    let [a, b, c, d, e, f] = *matrix;
    (a * x + c * y + e, b * x + d * y + f)
}

/// The upright box around a mapped rectangle: left, top, right, bottom in the order of the numbers.
pub(super) fn apply_rect(matrix: &Matrix, rect: [f64; 4]) -> [f32; 4] {
    let corners = [
        apply(matrix, rect[0], rect[1]),
        apply(matrix, rect[2], rect[1]),
        apply(matrix, rect[0], rect[3]),
        apply(matrix, rect[2], rect[3]),
    ];
    let mut place = [f32::MAX, f32::MAX, f32::MIN, f32::MIN];
    for (x, y) in corners {
        place[0] = place[0].min(x as f32);
        place[1] = place[1].min(y as f32);
        place[2] = place[2].max(x as f32);
        place[3] = place[3].max(y as f32);
    }
    place
}

/// The objects of a file, and what may still be unpacked of it.
pub(super) struct Objects {
    /// The file as lopdf sees it.
    pub(super) doc: Document,
    /// Bytes that may still be decompressed.
    pub(super) left: Cell<u64>,
    /// Set when a stream was cut off at its limit.
    pub(super) cut: Cell<bool>,
}

impl Objects {
    /// Follows references to the object itself.
    pub(super) fn follow<'a>(&'a self, mut object: &'a Object) -> Option<&'a Object> {
        for _ in 0..HOPS {
            match object {
                Object::Reference(id) => object = self.doc.objects.get(id)?,
                Object::Null => return None,
                other => return Some(other),
            }
        }
        None
    }

    /// An entry of a dictionary, with references followed.
    pub(super) fn at<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Object> {
        dict.get(key).ok().and_then(|object| self.follow(object))
    }

    /// An entry that is a dictionary, or a stream's dictionary.
    pub(super) fn dict<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Dictionary> {
        self.at(dict, key).and_then(as_dict)
    }

    /// An entry that is an array.
    pub(super) fn array<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [Object]> {
        self.at(dict, key)
            .and_then(|object| object.as_array().ok())
            .map(Vec::as_slice)
    }

    /// An entry that is a stream.
    pub(super) fn stream<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a Stream> {
        self.at(dict, key)
            .and_then(|object| object.as_stream().ok())
    }

    /// An entry that is a name.
    pub(super) fn name<'a>(&'a self, dict: &'a Dictionary, key: &[u8]) -> Option<&'a [u8]> {
        self.at(dict, key).and_then(|object| object.as_name().ok())
    }

    /// An entry that is a whole number.
    pub(super) fn integer(&self, dict: &Dictionary, key: &[u8]) -> Option<i64> {
        self.at(dict, key)
            .and_then(number)
            .map(|value| value as i64)
    }

    /// An entry that is a number.
    pub(super) fn number(&self, dict: &Dictionary, key: &[u8]) -> Option<f64> {
        self.at(dict, key).and_then(number)
    }

    /// An entry that is an array of `N` finite numbers.
    pub(super) fn numbers<const N: usize>(
        &self,
        dict: &Dictionary,
        key: &[u8],
    ) -> Option<[f64; N]> {
        let array = self.array(dict, key)?;
        let mut out = [0.0; N];
        for (slot, object) in out.iter_mut().zip(array) {
            *slot = self
                .follow(object)
                .and_then(number)
                .filter(|value| value.is_finite())?;
        }
        (array.len() >= N).then_some(out)
    }

    /// An entry that is a rectangle, with its corners in order.
    pub(super) fn rect(&self, dict: &Dictionary, key: &[u8]) -> Option<[f64; 4]> {
        let [a, b, c, d] = self.numbers::<4>(dict, key)?;
        Some([a.min(c), b.min(d), a.max(c), b.max(d)])
    }

    /// An entry that is a text string (or a stream of text, as long values may be).
    pub(super) fn text(&self, dict: &Dictionary, key: &[u8]) -> Option<String> {
        self.at(dict, key).and_then(|object| self.text_of(object))
    }

    /// The text that an object holds.
    pub(super) fn text_of(&self, object: &Object) -> Option<String> {
        match object {
            Object::String(bytes, _) => Some(decode_text(bytes)),
            Object::Name(bytes) => {
                Some(std::str::from_utf8(bytes).map_or_else(|_| decode_text(bytes), str::to_owned))
            }
            Object::Stream(stream) => Some(decode_text(&self.unpack(stream))),
            _ => None,
        }
    }

    /// An entry inherited from the nearest ancestor that has it.
    pub(super) fn inherited<'a>(
        &'a self,
        mut dict: &'a Dictionary,
        key: &[u8],
    ) -> Option<&'a Object> {
        for _ in 0..2 * HOPS {
            if let Some(object) = self.at(dict, key) {
                return Some(object);
            }
            dict = self.dict(dict, b"Parent")?;
        }
        None
    }

    /// The document's catalog.
    pub(super) fn catalog(&self) -> Option<&Dictionary> {
        self.dict(&self.doc.trailer, b"Root").or_else(|| {
            self.doc
                .objects
                .values()
                .filter_map(|object| object.as_dict().ok())
                .find(|dict| dict.has_type(b"Catalog"))
        })
    }

    /// The pages in their order. Rings and foreign objects in the tree are passed over.
    pub(super) fn pages(&self, most: usize) -> Vec<(Option<ObjectId>, &Dictionary)> {
        let mut pages = Vec::new();
        let mut seen = std::collections::HashSet::new();
        if let Some(root) = self.catalog().and_then(|dict| dict.get(b"Pages").ok()) {
            let mut waiting = vec![root];
            while let Some(object) = waiting.pop() {
                let id = object.as_reference().ok();
                if id.is_some_and(|id| !seen.insert(id)) || pages.len() >= most {
                    continue;
                }
                let Some(dict) = self.follow(object).and_then(as_dict) else {
                    continue;
                };
                match self.array(dict, b"Kids") {
                    Some(kids) if !dict.has_type(b"Page") => waiting.extend(kids.iter().rev()),
                    _ => pages.push((id, dict)),
                }
            }
        }
        if pages.is_empty() {
            pages.extend(self.doc.objects.iter().filter_map(|(id, object)| {
                let dict = object.as_dict().ok()?;
                dict.has_type(b"Page").then_some((Some(*id), dict))
            }));
            pages.truncate(most);
        }
        pages
    }
}

/// The dictionary that an object is or that a stream has.
pub(super) fn as_dict(object: &Object) -> Option<&Dictionary> {
    match object {
        Object::Dictionary(dict) => Some(dict),
        Object::Stream(stream) => Some(&stream.dict),
        _ => None,
    }
}

/// The number that an object is.
pub(super) fn number(object: &Object) -> Option<f64> {
    match object {
        Object::Integer(value) => Some(*value as f64),
        Object::Real(value) => Some(f64::from(*value)),
        _ => None,
    }
}

/// A text string: UTF-16 or UTF-8 by its mark, PDFDocEncoding otherwise (ISO 32000-1, 7.9.2.2). Line ends become `\n`.
pub(super) fn decode_text(bytes: &[u8]) -> String {
    let text = match bytes {
        [0xFE, 0xFF, rest @ ..] => encoding_rs::UTF_16BE
            .decode_without_bom_handling(rest)
            .0
            .into_owned(),
        [0xFF, 0xFE, rest @ ..] => encoding_rs::UTF_16LE
            .decode_without_bom_handling(rest)
            .0
            .into_owned(),
        [0xEF, 0xBB, 0xBF, rest @ ..] => String::from_utf8_lossy(rest).into_owned(),
        // A producer that writes UTF-8 without a mark: PDFDocEncoding would show two signs for each letter.
        _ if !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok() => {
            String::from_utf8_lossy(bytes).into_owned()
        }
        _ => bytes.iter().map(|byte| pdf_doc_char(*byte)).collect(),
    };
    clean(&text)
}

/// Line ends unified; language marks (ESC … ESC, 7.9.2.2) and other control signs dropped.
fn clean(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(sign) = chars.next() {
        match sign {
            '\r' => {
                if chars.peek() == Some(&'\n') {
                    chars.next();
                }
                out.push('\n');
            }
            '\u{1B}' => {
                for skipped in chars.by_ref() {
                    if skipped == '\u{1B}' {
                        break;
                    }
                }
            }
            '\u{2028}' | '\u{2029}' => out.push('\n'),
            '\n' | '\t' => out.push(sign),
            _ if sign.is_control() || sign == '\u{FEFF}' => {}
            _ => out.push(sign),
        }
    }
    out
}

/// One byte of PDFDocEncoding (ISO 32000-1, annex D.3).
fn pdf_doc_char(byte: u8) -> char {
    const LOW: [char; 8] = ['˘', 'ˇ', 'ˆ', '˙', '˝', '˛', '˚', '˜'];
    const HIGH: [char; 33] = [
        '•', '†', '‡', '…', '—', '–', 'ƒ', '⁄', '‹', '›', '−', '‰', '„', '“', '”', '‘', '’', '‚',
        '™', 'ﬁ', 'ﬂ', 'Ł', 'Œ', 'Š', 'Ÿ', 'Ž', 'ı', 'ł', 'œ', 'š', 'ž', '\u{9F}', '€',
    ];
    match byte {
        0x18..=0x1F => LOW.get(usize::from(byte - 0x18)).copied().unwrap_or(' '),
        0x80..=0xA0 => HIGH.get(usize::from(byte - 0x80)).copied().unwrap_or(' '),
        _ => char::from(byte),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_strings_keep_their_line_ends_in_every_encoding() {
        assert_eq!(decode_text(b"Line one\rLine two"), "Line one\nLine two");
        assert_eq!(decode_text(b"a\r\nb\nc"), "a\nb\nc");
        assert_eq!(decode_text(b"\xFE\xFF\x00a\x00\r\xC1\x1C"), "a\n서");
        assert_eq!(decode_text(b"\xFF\xFEa\x00"), "a");
        assert_eq!(decode_text("\u{FEFF}Zoë".as_bytes()), "Zoë");
        assert_eq!(decode_text(b"Zo\xEB \xA0"), "Zoë €");
        assert_eq!(decode_text(b"\xFE\xFF\x00\x1B\x00e\x00n\x00\x1B\x00a"), "a");
    }

    #[test]
    fn maps_concatenate_inner_first() {
        let moved = concat(
            &[1.0, 0.0, 0.0, 1.0, 5.0, 0.0],
            &[2.0, 0.0, 0.0, 2.0, 0.0, 1.0],
        );
        assert_eq!(apply(&moved, 1.0, 1.0), (12.0, 3.0));
    }
}
