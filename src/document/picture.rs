//! Pictures that may be a photographed or scanned page: told from logos by their size.

use super::{Block, Document, PageImage, fax};

/// A page is at least this many pixels wide and high.
const PAGE: u32 = 600;

/// The picture as a page for OCR, when it is of a kind that OCR reads and large enough to be one.
pub(super) fn page(bytes: &[u8], page: u32) -> Option<PageImage> {
    let (format, width, height) = size(bytes)?;
    // A fax of normal resolution has half as many rows.
    let large = width.max(height) >= PAGE && width.min(height) >= PAGE / 2;
    let faxed = (format == "tiff" && large).then(|| fax::picture(bytes));
    let faxed = faxed.flatten();
    let whole = width.min(height) >= PAGE || faxed.is_some();
    (whole && format != "gif" && format != "bmp").then(|| PageImage {
        page,
        format: if faxed.is_some() { "pnm" } else { format }.to_owned(),
        bytes: faxed.unwrap_or_else(|| bytes.to_vec()),
        rotate: match format {
            "jpeg" => turned(exif(bytes)),
            "tiff" => turned(tiff_orientation(bytes)),
            _ => 0,
        },
        ..PageImage::default()
    })
}

/// The pages of a picture file: a TIFF may have many, each handed over as a file of its own that begins with that page.
pub(super) fn pages(bytes: &[u8], most: u32) -> Vec<PageImage> {
    let number: Number = match bytes {
        [b'I', b'I', 42, 0, ..] => little,
        [b'M', b'M', 0, 42, ..] => big,
        _ => return page(bytes, 1).into_iter().collect(),
    };
    let mut found = Vec::new();
    let mut next = number(bytes, 4, 4);
    while let Some(at) = next.filter(|at| *at > 0 && found.len() < most as usize) {
        let mut file = bytes.to_vec();
        let offset = match bytes {
            [b'I', ..] => at.to_le_bytes(),
            _ => at.to_be_bytes(),
        };
        if let Some(first) = file.get_mut(4..8) {
            first.copy_from_slice(&offset);
        }
        // A page that is too small to be one is a preview of another.
        found.extend(page(&file, found.len() as u32 + 1));
        // TIFF 6.0, section 2: the offset of the next directory stands behind the entries; it must run forwards or end.
        let entries = number(bytes, at as usize, 2).unwrap_or(0) as usize;
        let after = number(bytes, (at as usize).saturating_add(2 + 12 * entries), 4);
        next = after.filter(|after| *after > at);
    }
    found
}

/// A file with hardly any text of its own may be a scan pasted into a word processor: its pictures are its pages.
pub(super) fn add_scans(
    document: &mut Document,
    mut names: Vec<String>,
    mut read: impl FnMut(&str) -> Option<Vec<u8>>,
) {
    if letters(&document.blocks) >= 20 {
        return;
    }
    names.sort_by_key(|name| (name.len(), name.clone()));
    for name in names {
        let bytes = read(&name).unwrap_or_default();
        let number = document.images.len() as u32 + 1;
        document.images.extend(page(&bytes, number));
    }
}

/// Letters and digits outside of headers and footers.
pub(crate) fn letters(blocks: &[Block]) -> usize {
    blocks
        .iter()
        .map(|block| match block {
            Block::Line(line) if line.margin => 0,
            Block::Line(line) => line
                .segments
                .iter()
                .map(|s| s.text.chars().filter(|c| c.is_alphanumeric()).count())
                .sum(),
            Block::Table(table) => table
                .rows
                .iter()
                .flat_map(|row| &row.cells)
                .map(|cell| letters(&cell.blocks))
                .sum(),
        })
        .sum()
}

/// Format, width and height from the first bytes of a picture.
pub(super) fn size(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    match bytes {
        [0x89, b'P', b'N', b'G', ..] => Some(("png", big(bytes, 16, 4)?, big(bytes, 20, 4)?)),
        [0xFF, 0xD8, 0xFF, ..] => jpeg(bytes),
        [b'I', b'I', 42, 0, ..] => tiff(bytes, little),
        [b'M', b'M', 0, 42, ..] => tiff(bytes, big),
        [b'G', b'I', b'F', b'8', ..] => Some(("gif", little(bytes, 6, 2)?, little(bytes, 8, 2)?)),
        [b'B', b'M', ..] => Some(("bmp", little(bytes, 18, 4)?, little(bytes, 22, 4)?)),
        _ => None,
    }
}

/// Reads a number of so many bytes at a place.
pub(super) type Number = fn(&[u8], usize, usize) -> Option<u32>;

fn big(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(length)?)?;
    Some(field.iter().fold(0, |n, b| n << 8 | u32::from(*b)))
}

fn little(bytes: &[u8], at: usize, length: usize) -> Option<u32> {
    let field = bytes.get(at..at.checked_add(length)?)?;
    Some(field.iter().rev().fold(0, |n, b| n << 8 | u32::from(*b)))
}

/// Segments up to the frame header (ITU T.81 annex B).
fn jpeg(bytes: &[u8]) -> Option<(&'static str, u32, u32)> {
    let mut at = 2;
    loop {
        let marker = big(bytes, at, 2)?;
        match marker {
            0xFFFF => at += 1,
            0xFFC0..=0xFFCF if !matches!(marker, 0xFFC4 | 0xFFC8 | 0xFFCC) => {
                return Some(("jpeg", big(bytes, at + 7, 2)?, big(bytes, at + 5, 2)?));
            }
            0xFFD0..=0xFFD8 => at += 2,
            0xFF00..=0xFFFF => at += 2 + big(bytes, at + 2, 2)? as usize,
            _ => return None,
        }
    }
}

fn tiff(bytes: &[u8], number: Number) -> Option<(&'static str, u32, u32)> {
    let width = tag(bytes, 0, number, 256)?;
    let height = tag(bytes, 0, number, 257)?;
    Some(("tiff", width, height))
}

/// The value of a tag in the first directory of a TIFF structure that begins at `base`.
fn tag(bytes: &[u8], base: usize, number: Number, wanted: u32) -> Option<u32> {
    let (entry, length) = entry(bytes, base, number, wanted)?;
    number(bytes, entry + 8, length)
}

/// All values of such a tag.
pub(super) fn tags(bytes: &[u8], number: Number, wanted: u32) -> Option<Vec<u32>> {
    let (entry, length) = entry(bytes, 0, number, wanted)?;
    let count = number(bytes, entry + 4, 4)? as usize;
    let first = match count * length <= 4 {
        true => entry + 8,
        false => number(bytes, entry + 8, 4)? as usize,
    };
    // No more than the file can hold.
    let count = count.min(bytes.len() / length);
    (0..count)
        .map(|at| number(bytes, first.checked_add(at * length)?, length))
        .collect()
}

/// Where the entry of a tag stands, and the bytes of its values.
fn entry(bytes: &[u8], base: usize, number: Number, wanted: u32) -> Option<(usize, usize)> {
    let at = base + number(bytes, base + 4, 4)? as usize;
    let entries = number(bytes, at, 2)?;
    for entry in 0..entries as usize {
        let entry = at + 2 + entry * 12;
        if number(bytes, entry, 2)? == wanted {
            let short = number(bytes, entry + 2, 2)? == 3;
            return Some((entry, if short { 2 } else { 4 }));
        }
    }
    None
}

fn tiff_orientation(bytes: &[u8]) -> Option<u32> {
    tag(bytes, 0, order(bytes), 274)
}

/// In which order the bytes of numbers stand in a TIFF file.
pub(super) fn order(bytes: &[u8]) -> Number {
    match bytes {
        [b'I', ..] => little,
        _ => big,
    }
}

/// The orientation that a telephone notes in its photo.
fn exif(bytes: &[u8]) -> Option<u32> {
    let mut at = 2;
    loop {
        let marker = big(bytes, at, 2)?;
        let length = big(bytes, at + 2, 2)? as usize;
        if marker == 0xFFE1 && bytes.get(at + 4..at + 8)? == b"Exif" {
            let base = at + 10;
            let number: Number = match bytes.get(base)? {
                b'I' => little,
                _ => big,
            };
            return tag(bytes, base, number, 274);
        }
        if !(0xFFE0..=0xFFEF).contains(&marker) {
            return None;
        }
        at += 2 + length;
    }
}

/// Degrees clockwise for an orientation as TIFF 6.0 numbers them.
fn turned(orientation: Option<u32>) -> u16 {
    match orientation {
        Some(3) => 180,
        Some(6) => 90,
        Some(8) => 270,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn png(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn a_page_is_told_from_a_logo_by_its_size() {
        assert!(page(&png(1240, 1754), 1).is_some());
        assert!(page(&png(1200, 200), 1).is_none());
    }

    #[test]
    fn a_photo_says_how_it_must_be_turned() {
        let mut bytes = vec![0xFF, 0xD8, 0xFF, 0xE1, 0, 34];
        bytes.extend(b"Exif\0\0MM\0\x2A\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0");
        bytes.extend([0xFF, 0xC0, 0, 17, 8, 0x0B, 0xB8, 0x0F, 0xA0, 3, 0]);
        assert_eq!(size(&bytes), Some(("jpeg", 4000, 3000)));
        assert_eq!(page(&bytes, 1).unwrap().rotate, 90);
    }

    #[test]
    fn each_page_of_a_tiff_is_a_picture_and_a_chain_that_bites_its_tail_ends() {
        let directory = |next: u32| {
            let mut bytes = vec![2, 0];
            for side in [(256_u16, 1240_u32), (257, 1754)] {
                bytes.extend(side.0.to_le_bytes());
                bytes.extend([4, 0, 1, 0, 0, 0]);
                bytes.extend(side.1.to_le_bytes());
            }
            bytes.extend(next.to_le_bytes());
            bytes
        };
        let mut bytes = b"II*\0\x08\0\0\0".to_vec();
        bytes.extend(directory(38));
        bytes.extend(directory(8));
        let found = pages(&bytes, 10);
        let firsts: Vec<u8> = found.iter().map(|image| image.bytes[4]).collect();
        assert_eq!(firsts, [8, 38]);
        assert_eq!(found[1].page, 2);
    }
}
