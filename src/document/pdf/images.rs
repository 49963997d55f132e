//! Page images for OCR: JPEG as it is, everything else as PNM.

use super::codecs;
use super::interpret::Picture;
use super::objects::{Objects, as_dict};
use super::page::Sheet;
use crate::document::PageImage;
use pdf_extract::{Dictionary, Object};

/// The part of the page that pictures must cover to be worth reading.
const COVERED: f32 = 0.25;
/// A page may be cut into as many strips.
const STRIPS: usize = 64;

/// The text of a page that is seen may be this part of it, and the page is still one that OCR has read.
const STAMPED: usize = 20;

/// The picture that is nearly the whole page: text of such a page was laid under it by OCR, or typed onto it.
fn scan<'a>(sheet: &'a Sheet) -> Option<&'a Picture<'a>> {
    let whole = sheet.shown.0 * sheet.shown.1;
    sheet.pictures.iter().rfind(|picture| {
        let place = super::objects::apply_rect(&picture.matrix, [0.0, 0.0, 1.0, 1.0]);
        (place[2] - place[0]) * (place[3] - place[1]) > 0.6 * whole
    })
}

/// True when one picture is nearly the whole page.
pub(super) fn is_scan(sheet: &Sheet) -> bool {
    scan(sheet).is_some()
}

/// True when the text of a scanned page is not what people see of it, but what a program read in the picture.
pub(super) fn is_read_already(sheet: &Sheet) -> bool {
    let letters: usize = sheet.words.iter().map(|word| word.text.len()).sum();
    scan(sheet)
        .is_some_and(|picture| sheet.seen.saturating_sub(picture.covers) * STAMPED <= letters)
}

/// The pictures that make up a scanned page, from top to bottom. Words say what could not be converted.
pub(super) fn of_page(
    objects: &Objects,
    sheet: &Sheet,
    page: u32,
    damage: &mut Vec<String>,
) -> Vec<PageImage> {
    let whole = sheet.shown.0 * sheet.shown.1;
    let mut pictures: Vec<(&Picture, [f32; 4])> = sheet
        .pictures
        .iter()
        .map(|picture| {
            let place = super::objects::apply_rect(&picture.matrix, [0.0, 0.0, 1.0, 1.0]);
            (picture, place)
        })
        .collect();
    let area = |place: &[f32; 4]| (place[2] - place[0]) * (place[3] - place[1]);
    let total: f32 = pictures.iter().map(|(_, place)| area(place)).sum();
    if total < COVERED * whole {
        return Vec::new();
    }
    // One picture of nearly everything is the page; what lies over it are its masks and stamps.
    let largest = pictures
        .iter()
        .map(|(_, place)| area(place))
        .fold(0.0, f32::max);
    pictures.retain(|(_, place)| area(place) > 0.02 * whole && area(place) > 0.1 * largest);
    if largest > 0.6 * whole {
        pictures.retain(|(_, place)| area(place) > 0.6 * whole);
        pictures.truncate(1);
    }
    pictures.sort_by(|a, b| a.1[1].total_cmp(&b.1[1]));
    pictures.truncate(STRIPS);
    let mut out = Vec::new();
    for (picture, _) in pictures {
        match convert(objects, picture) {
            Ok((format, bytes)) => out.push(PageImage {
                page,
                format: format.to_owned(),
                bytes,
                rotate: turned(picture),
                again: false,
            }),
            Err(what) => damage.push(format!("page {page}: a picture in {what} was not read")),
        }
    }
    out
}

/// How far the picture must be turned clockwise to stand as the page shows it.
fn turned(picture: &Picture) -> u16 {
    let [a, b, ..] = picture.matrix;
    // Coordinates run down: the upright picture's rows go along (1, 0).
    if a.abs() >= b.abs() {
        if a >= 0.0 { 0 } else { 180 }
    } else if b >= 0.0 {
        90
    } else {
        270
    }
}

fn convert(objects: &Objects, picture: &Picture) -> Result<(&'static str, Vec<u8>), String> {
    let unpacked = objects.unpack_image(picture.stream);
    let dict = &picture.stream.dict;
    let get = |key: &[u8]| objects.integer(dict, key).unwrap_or(0).clamp(0, 1 << 15) as usize;
    let (width, height) = (get(b"Width"), get(b"Height"));
    let inverted = objects
        .numbers::<2>(dict, b"Decode")
        .is_some_and(|decode| decode[0] > decode[1]);
    let (params, bytes) = (&unpacked.params, unpacked.bytes);
    let (what, decoded) = match unpacked.image.as_deref() {
        Some(b"DCTDecode" | b"DCT") => return Ok(("jpeg", bytes)),
        Some(b"CCITTFaxDecode" | b"CCF") => (
            "fax coding",
            codecs::fax(objects, params, (width, height), inverted, &bytes),
        ),
        Some(b"JBIG2Decode") => ("JBIG2", codecs::jbig2(objects, params, inverted, &bytes)),
        Some(b"JPXDecode") => ("JPEG 2000", codecs::jpeg2000(&bytes)),
        Some(other) => return Err(String::from_utf8_lossy(other).into_owned()),
        None => (
            "an unusual colour space",
            samples(objects, dict, width, height, &bytes),
        ),
    };
    let picture = decoded.ok_or_else(|| what.to_owned())?;
    Ok(("pnm", picture))
}

/// Plain samples as PGM or PPM.
fn samples(
    objects: &Objects,
    dict: &Dictionary,
    width: usize,
    height: usize,
    bytes: &[u8],
) -> Option<Vec<u8>> {
    if width == 0 || height == 0 || width * height > 1 << 27 {
        return None;
    }
    let mask = matches!(objects.at(dict, b"ImageMask"), Some(Object::Boolean(true)));
    let bits = if mask {
        1
    } else {
        objects.integer(dict, b"BitsPerComponent").unwrap_or(8) as usize
    };
    let inverted = objects
        .numbers::<2>(dict, b"Decode")
        .is_some_and(|decode| decode[0] > decode[1]);
    let (channels, palette) = if mask {
        (1, None)
    } else {
        colours(objects, objects.at(dict, b"ColorSpace")?)?
    };
    let row = (width * channels * bits).div_ceil(8);
    let out_channels = match (&palette, channels) {
        (Some((channels, _)), _) => *channels,
        (None, 1) => 1,
        _ => 3,
    };
    let kind = if out_channels == 1 { "P5" } else { "P6" };
    let mut out = format!("{kind}\n{width} {height}\n255\n").into_bytes();
    out.reserve(width * height * if out_channels == 1 { 1 } else { 3 });
    for line in bytes.chunks(row).take(height) {
        let sample = |at: usize| -> u8 {
            match bits {
                8 => line.get(at).copied().unwrap_or(255),
                16 => line.get(2 * at).copied().unwrap_or(255),
                1 | 2 | 4 => {
                    let byte = line.get(at * bits / 8).copied().unwrap_or(255);
                    let value = byte >> (8 - bits - at * bits % 8) & ((1 << bits) - 1);
                    if palette.is_some() {
                        value
                    } else {
                        (u16::from(value) * 255 / ((1 << bits) - 1)) as u8
                    }
                }
                _ => 255,
            }
        };
        for x in 0..width {
            let one = |channel: usize| {
                let value = sample(x * channels + channel);
                if inverted { 255 - value } else { value }
            };
            match (&palette, channels) {
                (Some((size, table)), _) => {
                    let from = usize::from(sample(x)) * size;
                    for channel in 0..if *size == 1 { 1 } else { 3 } {
                        out.push(table.get(from + channel).copied().unwrap_or(255));
                    }
                }
                (None, 1) => out.push(one(0)),
                (None, 4) => {
                    let black = 255 - u16::from(one(3));
                    for channel in 0..3 {
                        out.push(((255 - u16::from(one(channel))) * black / 255) as u8);
                    }
                }
                _ => out.extend((0..3).map(one)),
            }
        }
    }
    Some(out)
}

/// Number of channels, or 1 and the palette with its own number of channels.
type Colours = (usize, Option<(usize, Vec<u8>)>);

fn colours(objects: &Objects, space: &Object) -> Option<Colours> {
    let plain = |channels: usize| Some((channels, None));
    match space {
        Object::Name(name) => match name.as_slice() {
            b"DeviceGray" | b"G" | b"CalGray" => plain(1),
            b"DeviceRGB" | b"RGB" | b"CalRGB" => plain(3),
            b"DeviceCMYK" | b"CMYK" => plain(4),
            _ => None,
        },
        Object::Array(parts) => {
            let part = |at: usize| parts.get(at).and_then(|object| objects.follow(object));
            match part(0)?.as_name().ok()? {
                b"ICCBased" => {
                    let channels = objects.integer(as_dict(part(1)?)?, b"N")?;
                    plain(channels.clamp(1, 4) as usize)
                }
                b"CalGray" => plain(1),
                b"CalRGB" => plain(3),
                b"Indexed" | b"I" => {
                    let (channels, _) = colours(objects, part(1)?)?;
                    let table = match part(3)? {
                        Object::String(bytes, _) => bytes.clone(),
                        Object::Stream(stream) => objects.unpack(stream),
                        _ => return None,
                    };
                    (channels != 4).then_some((1, Some((channels, table))))
                }
                _ => None,
            }
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::layout::Word;
    use pdf_extract::Stream;

    #[test]
    fn text_that_is_not_seen_on_a_scan_is_what_a_program_read_in_it() {
        let stream = Stream::new(Dictionary::new(), Vec::new());
        let page = |side: f64, seen: usize, covers: usize| {
            let sheet = Sheet {
                words: vec![Word {
                    text: "Narne oî the local or regionol govemment".to_owned(),
                    ..Word::default()
                }],
                rulings: Vec::new(),
                blanks: Vec::new(),
                size: (600.0, 800.0),
                pictures: vec![Picture {
                    stream: &stream,
                    matrix: [side, 0.0, 0.0, side, 0.0, 0.0],
                    covers,
                }],
                shown: (600.0, 800.0),
                seen,
            };
            is_read_already(&sheet)
        };
        assert!(page(600.0, 0, 0));
        // It was drawn, and the picture over it.
        assert!(page(600.0, 40, 40));
        // Somebody typed onto the scan.
        assert!(!page(600.0, 40, 0));
        // There is a picture on the page.
        assert!(!page(100.0, 0, 0));
    }
}
