//! The names that a font gives its codes.

use super::cmap::CMap;
use super::objects::{Objects, number};
use pdf_extract::{Dictionary, Object};
use std::collections::BTreeSet;

/// The codes that a font names itself, with their names.
pub(super) fn differences<'o>(
    objects: &'o Objects,
    dict: &'o Dictionary,
) -> impl Iterator<Item = (u32, &'o [u8])> {
    let encoding = objects.dict(dict, b"Encoding");
    let all = encoding.and_then(|encoding| objects.array(encoding, b"Differences"));
    let mut code = 0_u32;
    let all = all.into_iter().flatten();
    all.filter_map(move |object| match objects.follow(object)? {
        Object::Name(name) => {
            code = code.wrapping_add(1);
            Some((code.wrapping_sub(1), name.as_slice()))
        }
        other => {
            code = number(other).unwrap_or(0.0) as u32;
            None
        }
    })
}

/// True for a map that tells of all codes above those of Latin letters that the font names.
pub(super) fn is_whole(map: &CMap, objects: &Objects, dict: &Dictionary) -> bool {
    let mut named = differences(objects, dict)
        .filter(|(code, name)| *code >= 0x80 && *name != b".notdef")
        .map(|(code, _)| code)
        .peekable();
    if named.peek().is_none() {
        return true;
    }
    let told: BTreeSet<u32> = map.texts.iter().map(|(code, _)| *code).collect();
    named.all(|code| told.contains(&code))
}

/// The text that a glyph name spells.
pub(super) fn spelled(name: &str) -> Option<String> {
    let stem = name.split('.').next().unwrap_or(name);
    if let Some(digits) = stem.strip_prefix("uni")
        && digits.len() >= 4
        && digits.len() % 4 == 0
    {
        let units: Option<Vec<u16>> = digits
            .as_bytes()
            .chunks(4)
            .map(|digits| u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok())
            .collect();
        return units.and_then(|units| String::from_utf16(&units).ok());
    }
    if let Some(digits) = stem.strip_prefix('u')
        && (4..=6).contains(&digits.len())
    {
        let code = u32::from_str_radix(digits, 16).ok()?;
        return char::from_u32(code).map(String::from);
    }
    let parts: Vec<&str> = stem.split('_').collect();
    (parts.len() > 1 && parts.iter().all(|part| part.len() == 1)).then(|| parts.concat())
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, Limits, read};

    #[test]
    fn what_the_map_to_unicode_leaves_out_is_told_by_the_names_of_the_font() {
        let map = "1 beginbfchar <8B> <00660066> endbfchar";
        let content = "BT /F 11 Tf 50 300 Td (a\\212b\\213c) Tj ET";
        let file = format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
             2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R\
             /Resources<</Font<</F 5 0 R>>>>>>endobj\n\
             4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n\
             5 0 obj<</Type/Font/Subtype/Type1/BaseFont/Times-Roman/FirstChar 97/LastChar 139/Widths[{}]\
             /Encoding<</Type/Encoding/Differences[97/a/b/c 138/emdash/ff]>>/ToUnicode 6 0 R>>endobj\n\
             6 0 obj<</Length {}>>stream\n{map}\nendstream endobj\n",
            content.len(),
            "500 ".repeat(43),
            map.len()
        );
        let reading = read(file.as_bytes(), Some("a.pdf"), "", &Limits::default());
        let Some(Block::Line(line)) = reading.documents[0].blocks.first() else {
            panic!("a line");
        };
        assert_eq!(line.segments[0].text, "a—bffc");
    }
}
