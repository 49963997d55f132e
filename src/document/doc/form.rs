//! Form fields of Word 97–2003: their definition in the data stream (MS-DOC 2.9.78, FFData).

use super::property::{u16_at, u32_at};
use crate::document::{FieldKind, FormField};

/// The definition of a form field.
pub(super) struct Definition {
    /// The field, with its value where that does not stand in the text.
    pub(super) field: FormField,
    /// The state of a box.
    pub(super) ticked: Option<bool>,
}

/// Reads the definition at a place of the data stream.
pub(super) fn definition(data: &[u8], at: usize) -> Option<Definition> {
    // A picture header comes first; it says its own length.
    let header = usize::from(u16_at(data, at.checked_add(4)?)?);
    let mut at = at + header;
    if u32_at(data, at)? != u32::MAX {
        return None;
    }
    let bits = u16_at(data, at + 4)?;
    at += 10;
    let (kind, result, text_kind) = (bits & 3, bits >> 2 & 31, bits >> 11 & 7);
    let mut field = FormField {
        name: text(data, &mut at)?,
        ..FormField::default()
    };
    let mut default = 0;
    if kind == 0 {
        text(data, &mut at)?;
    } else {
        default = u16_at(data, at)?;
        at += 2;
    }
    text(data, &mut at)?;
    let help = text(data, &mut at)?;
    let status = text(data, &mut at)?;
    field.label = [help, status].into_iter().find(|text| !text.is_empty());
    // 25 stands for "as by default".
    let chosen = if result == 25 { default } else { result };
    let mut ticked = None;
    match kind {
        0 if text_kind == 2 => field.kind = FieldKind::Date,
        1 => {
            field.kind = FieldKind::CheckBox;
            ticked = Some(chosen != 0);
        }
        2 => {
            field.kind = FieldKind::Choice;
            text(data, &mut at)?;
            text(data, &mut at)?;
            field.options = options(data, at).unwrap_or_default();
            let option = field.options.get(usize::from(chosen));
            field.value = option.cloned().unwrap_or_default();
        }
        _ => {}
    }
    Some(Definition { field, ticked })
}

/// A string with its length before it and a zero behind it.
fn text(data: &[u8], at: &mut usize) -> Option<String> {
    let text = counted(data, at)?;
    *at += 2;
    Some(text)
}

fn counted(data: &[u8], at: &mut usize) -> Option<String> {
    let length = usize::from(u16_at(data, *at)?);
    let bytes = data.get(*at + 2..*at + 2 + length * 2)?;
    *at += 2 + length * 2;
    let units: Vec<u16> = bytes
        .chunks_exact(2)
        .filter_map(|pair| u16_at(pair, 0))
        .collect();
    Some(String::from_utf16_lossy(&units))
}

/// A string table (STTB) of two-byte characters.
fn options(data: &[u8], mut at: usize) -> Option<Vec<String>> {
    if u16_at(data, at)? != 0xFFFF {
        return None;
    }
    let count = u16_at(data, at + 2)?;
    at += 6;
    (0..count.min(100))
        .map(|_| counted(data, &mut at))
        .collect()
}
