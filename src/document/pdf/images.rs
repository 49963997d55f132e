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
const STRIPS: usize = 256;
/// So many pictures over that of the page are looked at.
const LAYERS: usize = 4;
/// Strips of one page lie so near to one another, in points.
const SEAM: f32 = 1.5;

/// The text of a page that is seen may be this part of it, and the page is still one that OCR has read.
const STAMPED: usize = 20;

/// For a page that is nearly all one picture, how many letters were seen before it was drawn: text of such a page was laid under
/// it by OCR, or typed onto it.
fn scan(sheet: &Sheet) -> Option<usize> {
    let whole = sheet.shown.0 * sheet.shown.1;
    let mut shown = whole_pictures(sheet).into_iter();
    let last = shown.rfind(|one| one.area() > 0.6 * whole)?;
    last.strips.iter().map(|strip| strip.covers).max()
}

/// True when one picture is nearly the whole page.
pub(super) fn is_scan(sheet: &Sheet) -> bool {
    scan(sheet).is_some()
}

/// True when the text of a scanned page is not what people see of it, but what a program read in the picture.
pub(super) fn is_read_already(sheet: &Sheet) -> bool {
    let letters: usize = sheet.words.iter().map(|word| word.text.len()).sum();
    scan(sheet).is_some_and(|covers| sheet.seen.saturating_sub(covers) * STAMPED <= letters)
}

/// The pictures that make up a scanned page, from top to bottom. Words say what could not be converted.
pub(super) fn of_page(
    objects: &Objects,
    sheet: &Sheet,
    page: u32,
    damage: &mut Vec<String>,
) -> Vec<PageImage> {
    let whole = sheet.shown.0 * sheet.shown.1;
    let mut shown = whole_pictures(sheet);
    let total: f32 = shown.iter().map(Shown::area).sum();
    if total < COVERED * whole {
        return Vec::new();
    }
    // One picture of nearly everything is the page; what lies over it are its masks and stamps.
    let largest = shown.iter().map(Shown::area).fold(0.0, f32::max);
    shown.retain(|one| one.area() > 0.02 * whole && one.area() > 0.1 * largest);
    let mut layers = Vec::new();
    if largest > 0.6 * whole {
        shown.retain(|one| one.area() > 0.6 * whole);
        layers = shown.split_off(1.min(shown.len()));
    }
    shown.sort_by(|a, b| a.place[1].total_cmp(&b.place[1]));
    let mut out: Vec<PageImage> = shown
        .iter()
        .filter_map(|one| read(objects, one, page, damage))
        .collect();
    if let [first] = out.as_mut_slice() {
        for one in layers.iter().take(LAYERS) {
            let stencils: Option<Vec<Picture>> = one
                .strips
                .iter()
                .map(|strip| stencil(objects, strip))
                .collect();
            let layer = stencils.and_then(|strips| {
                let strips = strips.iter().collect();
                let (place, order) = (one.place, one.order);
                read(
                    objects,
                    &Shown {
                        strips,
                        place,
                        order,
                    },
                    page,
                    damage,
                )
            });
            first.over.extend(layer);
        }
    }
    out
}

/// A picture with its strips, converted.
fn read(objects: &Objects, one: &Shown, page: u32, damage: &mut Vec<String>) -> Option<PageImage> {
    let mut read: Option<PageImage> = None;
    for picture in &one.strips {
        match (convert(objects, picture), &mut read) {
            (Ok((_, bytes)), Some(image)) => image.further.push(bytes),
            (Ok((format, bytes)), none) => {
                *none = Some(PageImage {
                    page,
                    format: format.to_owned(),
                    bytes,
                    rotate: turned(picture),
                    ..PageImage::default()
                });
            }
            (Err(what), _) => {
                damage.push(format!("page {page}: a picture in {what} was not read"));
            }
        }
    }
    read
}

/// Where there is ink in a picture through which what lies below it is seen: it is a stencil, or it has one (ISO 32000-1, 8.9.6).
fn stencil<'a>(objects: &'a Objects, picture: &Picture<'a>) -> Option<Picture<'a>> {
    let dict = &picture.stream.dict;
    let stream = match objects.at(dict, b"ImageMask") {
        Some(Object::Boolean(true)) => picture.stream,
        _ => {
            let masks = [b"SMask".as_slice(), b"Mask"].into_iter();
            let mut streams = masks.filter_map(|key| match objects.at(dict, key) {
                Some(Object::Stream(stream)) => Some(stream),
                _ => None,
            });
            streams.next()?
        }
    };
    Some(Picture { stream, ..*picture })
}

/// A picture as people see it: what a scanner cut into strips is one.
struct Shown<'a> {
    /// From top to bottom as the scanner saw it.
    strips: Vec<&'a Picture<'a>>,
    place: [f32; 4],
    /// When its first strip was drawn.
    order: usize,
}

impl Shown<'_> {
    fn area(&self) -> f32 {
        let [left, top, right, bottom] = self.place;
        (right - left) * (bottom - top)
    }
}

/// A place as it is before the page is turned clockwise.
fn before_turning([left, top, right, bottom]: [f32; 4], turn: u16) -> [f32; 4] {
    match turn {
        90 => [top, -right, bottom, -left],
        180 => [-right, -bottom, -left, -top],
        270 => [-bottom, left, -top, right],
        _ => [left, top, right, bottom],
    }
}

/// The pictures of a page in the order in which they were drawn. Those that lie seam to seam below one another, as the scanner
/// saw them, are one.
fn whole_pictures<'a>(sheet: &'a Sheet) -> Vec<Shown<'a>> {
    let pictures = sheet.pictures.iter().enumerate().map(|(order, picture)| {
        let place = super::objects::apply_rect(&picture.matrix, [0.0, 0.0, 1.0, 1.0]);
        let turn = turned(picture);
        let one = Shown {
            strips: vec![picture],
            place,
            order,
        };
        (turn, before_turning(place, turn), one)
    });
    let mut pictures: Vec<(u16, [f32; 4], Shown)> = pictures.collect();
    pictures.sort_by(|a, b| a.1[1].total_cmp(&b.1[1]));
    let mut shown: Vec<(u16, [f32; 4], Shown)> = Vec::new();
    for (turn, place, one) in pictures {
        let goes_on = |(of, above, _): &&mut (u16, [f32; 4], Shown)| {
            let apart = [
                above[0] - place[0],
                above[2] - place[2],
                above[3] - place[1],
            ];
            *of == turn && apart.iter().all(|apart| apart.abs() <= SEAM)
        };
        let near = shown.iter_mut().rev().take(STRIPS).find(goes_on);
        if let Some((_, above, whole)) = near.filter(|(.., whole)| whole.strips.len() < STRIPS) {
            let [left, top, right, bottom] = one.place;
            above[3] = place[3];
            whole.strips.extend(one.strips);
            whole.place = [
                whole.place[0].min(left),
                whole.place[1].min(top),
                whole.place[2].max(right),
                whole.place[3].max(bottom),
            ];
            whole.order = whole.order.min(one.order);
        } else {
            shown.push((turn, place, one));
        }
    }
    let mut shown: Vec<Shown> = shown.into_iter().map(|(.., one)| one).collect();
    shown.sort_by_key(|one| one.order);
    shown
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
    fn a_page_that_a_scanner_cut_into_strips_is_one_picture() {
        let stream = Stream::new(Dictionary::new(), Vec::new());
        let strip = |left: f64, top: f64, height: f64| Picture {
            stream: &stream,
            matrix: [500.0, 0.0, 0.0, height, left, top],
            covers: 0,
        };
        fn sheet(pictures: Vec<Picture>) -> Sheet {
            Sheet {
                words: Vec::new(),
                rulings: Vec::new(),
                blanks: Vec::new(),
                size: (600.0, 800.0),
                pictures,
                shown: (600.0, 800.0),
                seen: 0,
            }
        }
        let shown = |pictures: Vec<Picture>| -> Vec<(usize, f32)> {
            let sheet = sheet(pictures);
            let all = whole_pictures(&sheet);
            all.iter()
                .map(|one| (one.strips.len(), one.place[3]))
                .collect()
        };
        let strips = vec![
            strip(0.0, 600.0, 20.0),
            strip(0.0, 0.0, 300.0),
            strip(0.0, 300.1, 299.6),
        ];
        assert_eq!(shown(strips), [(3, 620.0)]);
        // Two photographs below one another.
        let apart = vec![strip(0.0, 0.0, 300.0), strip(0.0, 320.0, 300.0)];
        assert_eq!(shown(apart), [(1, 300.0), (1, 620.0)]);
        let askew = vec![strip(0.0, 0.0, 300.0), strip(40.0, 300.0, 300.0)];
        assert_eq!(shown(askew).len(), 2);
        // The page is turned by a quarter: what the scanner saw first is at its right.
        let turned = |left: f64| Picture {
            stream: &stream,
            matrix: [0.0, 700.0, -200.0, 0.0, left + 200.0, 0.0],
            covers: left as usize,
        };
        let sheet = sheet(vec![turned(0.0), turned(200.0), turned(400.0)]);
        let all = whole_pictures(&sheet);
        let order: Vec<usize> = all[0].strips.iter().map(|strip| strip.covers).collect();
        assert_eq!(order, [400, 200, 0]);
    }

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

    #[test]
    fn print_that_a_scanner_parted_from_the_paper_lies_over_it() {
        let picture = |number: usize, entries: &str, data: &str| {
            format!(
                "{number} 0 obj<</Type/XObject/Subtype/Image{entries}/Length {}>>stream\n{data}\nendstream endobj\n",
                data.len()
            )
        };
        let gray = "/ColorSpace/DeviceGray/BitsPerComponent 8";
        let stencil = "/Width 8/Height 2/ImageMask true/BitsPerComponent 1";
        let whole = |name: &str| format!("q 400 0 0 400 0 0 cm /{name} Do Q ");
        let drawn: String = ["A", "B", "C", "D"].map(whole).concat();
        let file = [
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n".to_owned(),
            "2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n".to_owned(),
            "3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R/Resources<</XObject<</A 5 0 R/B 6 0 R/C 7 0 R/D 9 0 R>>>>>>endobj\n".to_owned(),
            format!("4 0 obj<</Length {}>>stream\n{drawn}\nendstream endobj\n", drawn.len()),
            picture(5, &format!("/Width 2/Height 2{gray}"), "abcd"),
            picture(6, stencil, "ef"),
            picture(7, &format!("/Width 2/Height 2{gray}/SMask 8 0 R"), "ghij"),
            picture(8, &format!("/Width 1/Height 2{gray}"), "kl"),
            picture(9, &format!("/Width 2/Height 2{gray}"), "mnop"),
        ];
        let read = crate::document::read(
            file.concat().as_bytes(),
            Some("a.pdf"),
            "",
            &crate::document::Limits::default(),
        );
        let [image] = read.documents[0].images.as_slice() else {
            panic!("one page: {read:?}")
        };
        assert!(image.bytes.ends_with(b"abcd"));
        let sizes: Vec<String> = image
            .over
            .iter()
            .map(|layer| String::from_utf8_lossy(&layer.bytes[3..6]).into_owned())
            .collect();
        assert_eq!(sizes, ["8 2", "1 2"]);
    }
}
