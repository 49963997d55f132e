//! Pictures that hardly any file but a PDF packs so: fax, JBIG2 and JPEG 2000 become plain shades of grey.

use super::objects::Objects;
use pdf_extract::{Dictionary, Object};

/// More pixels than any scanned page has.
pub(in crate::document) const MOST_PIXELS: usize = 1 << 27;

/// A picture, one byte a pixel, as PGM.
pub(in crate::document) fn pgm(width: usize, height: usize, pixels: &[u8]) -> Vec<u8> {
    let mut out = format!("P5\n{width} {height}\n255\n").into_bytes();
    out.extend_from_slice(pixels);
    // A picture that was cut off is white where nothing is known.
    let header = out.len() - pixels.len();
    out.resize(header + width * height, 255);
    out
}

/// Rows of black and white as pixels of a brightness each.
struct Rows {
    width: usize,
    pixels: Vec<u8>,
    black: u8,
    white: u8,
}

impl Rows {
    fn new(width: usize, height: usize, black_is_dark: bool) -> Rows {
        let (black, white) = if black_is_dark { (0, 255) } else { (255, 0) };
        Rows {
            width,
            pixels: Vec::with_capacity(width * height),
            black,
            white,
        }
    }

    fn push(&mut self, black: bool, count: usize) {
        if self.pixels.len() + count <= MOST_PIXELS {
            let level = if black { self.black } else { self.white };
            self.pixels.resize(self.pixels.len() + count, level);
        }
    }
}

impl hayro_ccitt::Decoder for Rows {
    fn push_row(&mut self, changes: &[u32]) {
        let (mut at, mut black) = (0, false);
        for change in changes.iter().map(|change| *change as usize) {
            self.push(black, change.saturating_sub(at));
            (at, black) = (change, !black);
        }
        self.push(black, self.width.saturating_sub(at));
    }
}

impl hayro_jbig2::Decoder for Rows {
    fn push_pixel(&mut self, black: bool) {
        self.push(black, 1);
    }

    fn push_pixel_chunk(&mut self, black: bool, chunk_count: u32) {
        self.push(black, chunk_count as usize * 8);
    }

    fn next_line(&mut self) {}
}

/// Fax data (ITU-T T.4 and T.6) under the parameters of CCITTFaxDecode (ISO 32000-1, 7.4.6). `inverted` is the picture's Decode array.
pub(super) fn fax(
    objects: &Objects,
    params: &Dictionary,
    (width, height): (usize, usize),
    inverted: bool,
    bytes: &[u8],
) -> Option<Vec<u8>> {
    let number = |key: &[u8]| objects.integer(params, key);
    let flag = |key: &[u8], usual: bool| match objects.at(params, key) {
        Some(Object::Boolean(flag)) => *flag,
        _ => usual,
    };
    let columns = number(b"Columns").map_or(1728, |n| n.clamp(1, 1 << 15) as usize);
    let kind = number(b"K").unwrap_or(0);
    let settings = hayro_ccitt::DecodeSettings {
        columns: columns as u32,
        rows: height as u32,
        end_of_block: flag(b"EndOfBlock", true),
        end_of_line: flag(b"EndOfLine", false),
        rows_are_byte_aligned: flag(b"EncodedByteAlign", false),
        encoding: match kind {
            ..0 => hayro_ccitt::EncodingMode::Group4,
            0 => hayro_ccitt::EncodingMode::Group3_1D,
            1.. => hayro_ccitt::EncodingMode::Group3_2D,
        },
        strict: false,
    };
    let height = if height > 0 { height } else { width * 2 };
    if columns * height > MOST_PIXELS {
        return None;
    }
    let dark = flag(b"BlackIs1", false) == inverted;
    let pixels = fax_rows(settings, height, dark, bytes);
    (!pixels.is_empty()).then(|| pgm(columns, height, &pixels))
}

/// The pixels of fax data, at most so many rows; `dark` when black is.
pub(in crate::document) fn fax_rows(
    settings: hayro_ccitt::DecodeSettings,
    height: usize,
    dark: bool,
    bytes: &[u8],
) -> Vec<u8> {
    let columns = settings.columns as usize;
    let mut rows = Rows::new(columns, height, dark);
    // What was decoded before a fault counts.
    let _ = hayro_ccitt::decode(
        bytes,
        &mut rows,
        &mut hayro_ccitt::DecoderContext::new(settings),
    );
    rows.pixels.truncate(columns * height);
    rows.pixels
}

/// JBIG2 data (ITU-T T.88) with the shared segments of the parameters.
pub(super) fn jbig2(
    objects: &Objects,
    params: &Dictionary,
    inverted: bool,
    bytes: &[u8],
) -> Option<Vec<u8>> {
    let settings = hayro_jbig2::DecodeSettings::default();
    let shared = match objects.at(params, b"JBIG2Globals") {
        Some(Object::Stream(stream)) => {
            hayro_jbig2::Globals::new(&objects.unpack(stream), &settings).ok()
        }
        _ => None,
    };
    let page = hayro_jbig2::Page::new_embedded(bytes, shared.as_ref(), &settings).ok()?;
    let (width, height) = (page.width() as usize, page.height() as usize);
    if width.checked_mul(height)? > MOST_PIXELS {
        return None;
    }
    let mut rows = Rows::new(width, height, !inverted);
    page.decode(&mut rows).ok()?;
    (rows.pixels.len() >= width * height).then(|| pgm(width, height, &rows.pixels))
}

/// JPEG 2000 data (ISO/IEC 15444-1).
pub(super) fn jpeg2000(bytes: &[u8]) -> Option<Vec<u8>> {
    let settings = hayro_jpeg2000::DecodeSettings::default();
    let image = hayro_jpeg2000::Image::new(bytes, &settings).ok()?;
    let (width, height) = (image.width() as usize, image.height() as usize);
    if width.checked_mul(height)? > MOST_PIXELS / 4 {
        return None;
    }
    let channels = usize::from(image.color_space().num_channels());
    let each = channels + usize::from(image.has_alpha());
    let mut context = hayro_jpeg2000::DecoderContext::default();
    let samples = image.decode(&mut context).ok()?.data_u8();
    let shade = |pixel: &[u8]| -> u8 {
        match pixel.get(..channels.min(4)) {
            Some([gray] | [gray, _]) => *gray,
            Some([red, green, blue]) => {
                ((u32::from(*red) * 2 + u32::from(*green) * 5 + u32::from(*blue)) / 8) as u8
            }
            Some([cyan, magenta, yellow, black]) => {
                let ink = (u32::from(*cyan) * 2 + u32::from(*magenta) * 5 + u32::from(*yellow)) / 8;
                255_u32.saturating_sub(ink + u32::from(*black)) as u8
            }
            _ => 255,
        }
    };
    let pixels: Vec<u8> = samples.chunks_exact(each.max(1)).map(shade).collect();
    (pixels.len() >= width * height).then(|| pgm(width, height, &pixels))
}
