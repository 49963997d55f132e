//! Finds out what the glyphs of an embedded TrueType font mean from its own `cmap` table, for fonts without ToUnicode.

/// Glyph numbers and their signs.
pub(super) fn glyph_signs(program: &[u8]) -> Vec<(u16, char)> {
    signs(program).unwrap_or_default()
}

fn signs(program: &[u8]) -> Option<Vec<(u16, char)>> {
    let cmap = table(program, b"cmap")?;
    let mut out = Vec::new();
    for number in 0..u16_at(cmap, 2)?.min(32) {
        let entry = 4 + 8 * usize::from(number);
        let unicode = matches!(
            (u16_at(cmap, entry)?, u16_at(cmap, entry + 2)?),
            (0, _) | (3, 1 | 10)
        );
        let table = cmap.get(u32_at(cmap, entry + 4)? as usize..);
        if let Some(table) = table.filter(|_| unicode) {
            match u16_at(table, 0) {
                Some(4) => segments(table, &mut out),
                Some(12) => groups(table, &mut out),
                _ => continue,
            };
            if !out.is_empty() {
                break;
            }
        }
    }
    Some(out)
}

/// A table of the font by its name, and what follows it.
pub(super) fn table<'a>(program: &'a [u8], name: &[u8; 4]) -> Option<&'a [u8]> {
    let tables = u16_at(program, 4)?;
    let at = (0..tables.min(64)).find_map(|number| {
        let entry = 12 + 16 * usize::from(number);
        (program.get(entry..entry + 4)? == name)
            .then(|| u32_at(program, entry + 8))
            .flatten()
    })?;
    program.get(at as usize..)
}

/// Format 4: segments with deltas.
fn segments(table: &[u8], out: &mut Vec<(u16, char)>) -> Option<()> {
    let count = usize::from(u16_at(table, 6)? / 2);
    for segment in 0..count {
        let end = u16_at(table, 14 + 2 * segment)?;
        let start = u16_at(table, 16 + 2 * (count + segment))?;
        let delta = u16_at(table, 16 + 2 * (2 * count + segment))?;
        let range_at = 16 + 2 * (3 * count + segment);
        let range = usize::from(u16_at(table, range_at)?);
        for code in start..=end {
            if code == 0xFFFF || out.len() > 1 << 17 {
                break;
            }
            let glyph = if range == 0 {
                code.wrapping_add(delta)
            } else {
                match u16_at(table, range_at + range + 2 * usize::from(code - start)) {
                    Some(0) | None => 0,
                    Some(glyph) => glyph.wrapping_add(delta),
                }
            };
            if let Some(sign) = char::from_u32(code.into()).filter(|_| glyph != 0) {
                out.push((glyph, sign));
            }
        }
    }
    Some(())
}

/// Format 12: groups of 32 bit codes.
fn groups(table: &[u8], out: &mut Vec<(u16, char)>) -> Option<()> {
    for group in 0..u32_at(table, 12)?.min(1 << 16) as usize {
        let entry = 16 + 12 * group;
        let (start, end) = (u32_at(table, entry)?, u32_at(table, entry + 4)?);
        let first = u32_at(table, entry + 8)?;
        for code in (start..=end).take(1 << 16) {
            if out.len() > 1 << 17 {
                return Some(());
            }
            let glyph = u16::try_from(first.wrapping_add(code - start)).ok();
            if let (Some(glyph), Some(sign)) = (glyph, char::from_u32(code)) {
                out.push((glyph, sign));
            }
        }
    }
    Some(())
}

/// A number of two bytes.
pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at + 2)?;
    Some(u16::from_be_bytes(pair.try_into().ok()?))
}

/// A number of four bytes.
pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at + 4)?;
    Some(u32::from_be_bytes(four.try_into().ok()?))
}
