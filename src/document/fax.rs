//! Faxes in TIFF files (TIFF 6.0, sections 10 and 11), in the codings that the decoder of pictures does not know → PGM.

use super::pdf::codecs;
use super::picture::{Number, order, tags};
use hayro_ccitt::{DecodeSettings, EncodingMode};

/// Tags of TIFF 6.0.
const WIDTH: u32 = 256;
const HEIGHT: u32 = 257;
const COMPRESSION: u32 = 259;
const PHOTOMETRIC: u32 = 262;
const FILL_ORDER: u32 = 266;
const STRIPS: u32 = 273;
const ROWS: u32 = 278;
const LENGTHS: u32 = 279;
const ACROSS: u32 = 282;
const DOWN: u32 = 283;
const T4_OPTIONS: u32 = 292;

/// Rows of normal resolution are so many times as high as pixels are wide, at least.
const FLAT: f32 = 1.5;

/// The first picture of a TIFF file when it is packed as fax machines send it, line by line; what is packed by T.6 other
/// decoders know.
pub(super) fn picture(bytes: &[u8]) -> Option<Vec<u8>> {
    let number = order(bytes);
    let all = |tag| tags(bytes, number, tag);
    let one = |tag| all(tag)?.first().copied();
    let (width, height) = (one(WIDTH)? as usize, one(HEIGHT)? as usize);
    let two_ways = one(T4_OPTIONS).unwrap_or(0) & 1 == 1;
    let (encoding, aligned) = match one(COMPRESSION)? {
        2 => (EncodingMode::Group3_1D, true),
        3 if two_ways => (EncodingMode::Group3_2D, false),
        3 => (EncodingMode::Group3_1D, false),
        _ => return None,
    };
    let times = times(bytes, number).unwrap_or(1);
    let pixels = width.checked_mul(height)?.checked_mul(times)?;
    if pixels == 0 || pixels > codecs::MOST_PIXELS {
        return None;
    }
    let rows = (one(ROWS).unwrap_or(u32::MAX) as usize).clamp(1, height);
    let (starts, lengths) = (all(STRIPS)?, all(LENGTHS)?);
    let turned = one(FILL_ORDER) == Some(2);
    let mut out = Vec::with_capacity(width * height);
    for (start, length) in starts.iter().zip(lengths).take(height.div_ceil(rows)) {
        let start = *start as usize;
        let end = start.saturating_add(length as usize).min(bytes.len());
        let strip = bytes.get(start..end).unwrap_or_default();
        let most = rows.min(height - out.len() / width);
        let settings = DecodeSettings {
            columns: width as u32,
            rows: most as u32,
            end_of_block: !aligned,
            end_of_line: false,
            rows_are_byte_aligned: aligned,
            encoding,
            strict: false,
        };
        let dark = one(PHOTOMETRIC) != Some(1);
        let mut read = match turned {
            true => {
                let strip: Vec<u8> = strip.iter().map(|byte| byte.reverse_bits()).collect();
                codecs::fax_rows(settings, most, dark, &strip)
            }
            false => codecs::fax_rows(settings, most, dark, strip),
        };
        // What is lost of a strip is white.
        read.resize(width * most, 255);
        out.extend(read);
    }
    if times > 1 {
        let lines = out.chunks_exact(width);
        out = lines.flat_map(|line| line.repeat(times)).collect();
    }
    Some(codecs::pgm(width, height * times, &out))
}

/// How often each row must be repeated for letters to be as high as they are.
fn times(bytes: &[u8], number: Number) -> Option<usize> {
    let resolution = |tag| {
        let at = tags(bytes, number, tag)?.first().copied()? as usize;
        let parts = [at, at.checked_add(4)?].map(|at| number(bytes, at, 4));
        let [above, below] = parts;
        Some(above? as f32 / below.filter(|below| *below > 0)? as f32)
    };
    let ratio = resolution(ACROSS)? / resolution(DOWN)?;
    (FLAT..5.0)
        .contains(&ratio)
        .then_some(ratio.round() as usize)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A TIFF file of rows that are 8 pixels wide: 4 of them white, and then 4 black.
    fn tiff(compression: u32, strips: &[&[u8]], more: &[(u32, u32)]) -> Vec<u8> {
        let mut bytes = b"II\x2A\0\0\0\0\0".to_vec();
        let mut starts = Vec::new();
        for strip in strips {
            starts.push(bytes.len() as u32);
            bytes.extend_from_slice(strip);
        }
        let mut list = |numbers: Vec<u32>| {
            let at = bytes.len() as u32;
            bytes.extend(numbers.iter().flat_map(|number| number.to_le_bytes()));
            at
        };
        let lengths = list(strips.iter().map(|strip| strip.len() as u32).collect());
        let starts = list(starts);
        let fine = list(vec![204, 1]);
        let normal = list(vec![98, 1]);
        let count = strips.len() as u32;
        let mut entries = vec![
            (WIDTH, 1, 8),
            (HEIGHT, 1, 2 * count),
            (COMPRESSION, 1, compression),
            (ROWS, 1, 2),
            (STRIPS, count, starts),
            (LENGTHS, count, lengths),
            (ACROSS, 1, fine),
            (DOWN, 1, normal),
        ];
        entries.extend(more.iter().map(|(tag, value)| (*tag, 1, *value)));
        let directory = bytes.len() as u32;
        bytes.splice(4..8, directory.to_le_bytes());
        bytes.extend((entries.len() as u16).to_le_bytes());
        for (tag, count, value) in entries {
            bytes.extend((tag as u16).to_le_bytes());
            bytes.extend(4_u16.to_le_bytes());
            bytes.extend(u32::to_le_bytes(count));
            bytes.extend(u32::to_le_bytes(value));
        }
        bytes
    }

    #[test]
    fn faxes_are_unpacked_strip_by_strip_and_made_as_high_as_their_paper() {
        let row = [255, 255, 255, 255, 0, 0, 0, 0];
        // Each of two strips has two rows, and each row is seen twice.
        let page = codecs::pgm(8, 8, &row.repeat(8));
        // 1011 is white and 011 is black four times; rows begin with whole bytes.
        let packed: [&[u8]; 2] = [&[0xB6, 0xB6], &[0xB6, 0xB6]];
        assert_eq!(picture(&tiff(2, &packed, &[])), Some(page.clone()));
        // The same behind 000000000001, which ends a line.
        let lines: &[u8] = &[0x00, 0x1B, 0x60, 0x03, 0x6C];
        let packed = [lines, lines];
        assert_eq!(picture(&tiff(3, &packed, &[])), Some(page.clone()));
        let turned: Vec<u8> = lines.iter().map(|byte| byte.reverse_bits()).collect();
        let packed = [turned.as_slice(), turned.as_slice()];
        assert_eq!(
            picture(&tiff(3, &packed, &[(FILL_ORDER, 2)])),
            Some(page.clone())
        );
        // What is lost of a fax is white.
        let cut = codecs::pgm(8, 8, &[row.repeat(4), vec![255; 32]].concat());
        assert_eq!(picture(&tiff(3, &[lines, &[]], &[])), Some(cut));
        // Others know T.6.
        assert_eq!(picture(&tiff(4, &packed, &[])), None);
    }

    #[test]
    fn no_prefix_of_a_fax_is_more_than_a_picture() {
        let whole = tiff(2, &[&[0xB6, 0xB6]], &[]);
        for end in 0..whole.len() {
            let _ = picture(&whole[..end]);
        }
    }
}
