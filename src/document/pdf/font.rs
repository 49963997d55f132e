//! A font as text extraction needs it: how its strings split into codes, what each code means and how wide it is.

use super::cmap::{self, CMap};
use super::names::{differences, is_whole, spelled};
use super::objects::{Objects, number};
use super::symbols::{self, Pictures};
use super::{accents, indic, oracle, truetype};
use pdf_extract::{Dictionary, Object};
use std::collections::HashMap;

/// Set in an entry of `Font::texts` that is an index into `Font::strings` instead of a sign.
const MANY: u32 = 1 << 31;

/// A font.
pub(super) struct Font {
    codes: Codes,
    /// For each code its sign, 0 for none, or with `MANY` the number of its string.
    texts: Vec<u32>,
    strings: Vec<String>,
    widths: Vec<f32>,
    default_width: f32,
    /// True when bold by its name, flags or weight.
    pub(super) bold: bool,
    /// A number that stands for its name.
    pub(super) look: u32,
    /// Height of the font's em for a size of 1; not 1 only in Type 3 fonts.
    pub(super) em: f32,
}

/// How strings split into codes.
enum Codes {
    /// One byte each.
    Single,
    /// Two bytes each.
    Double,
    /// By the ranges of a CMap.
    Ranges(CMap),
    /// By a character set of East Asia, which also says what they mean.
    Charset(&'static encoding_rs::Encoding),
}

/// What a code shows.
pub(super) enum Shown<'a> {
    /// Nothing that can be known.
    Nothing,
    /// One sign.
    Sign(char),
    /// Several signs, for example a ligature.
    Text(&'a str),
}

impl Font {
    /// Reads a font's dictionary.
    pub(super) fn new(objects: &Objects, dict: &Dictionary) -> Font {
        let descendant = objects
            .array(dict, b"DescendantFonts")
            .and_then(|fonts| objects.follow(fonts.first()?))
            .and_then(|object| object.as_dict().ok());
        let named = descendant.unwrap_or(dict);
        let base = objects
            .name(dict, b"BaseFont")
            .map(|name| String::from_utf8_lossy(name).into_owned())
            .unwrap_or_default();
        let mut font = Font {
            codes: Codes::Single,
            texts: Vec::new(),
            strings: Vec::new(),
            widths: Vec::new(),
            default_width: 0.5,
            bold: is_bold(objects, named, &base),
            look: look(&base),
            em: 1.0,
        };
        let pictures = symbols::pictures(&base);
        let map = objects.stream(dict, b"ToUnicode");
        let map = map.map(|stream| cmap::parse(&objects.unpack(stream)));
        match descendant {
            Some(descendant) => font.composite(objects, dict, descendant),
            None => font.simple(objects, dict, pictures, map.as_ref()),
        }
        if let Some(mut map) = map {
            if map.texts.iter().any(|(_, text)| text.is_empty()) {
                let named = font.named(objects, descendant);
                let named = |code: u32| named.get(&code).copied();
                indic::mend(&mut map.texts, named, |code| font.width(code as usize));
            }
            for (code, text) in &map.texts {
                font.means(*code, text, pictures);
            }
        }
        font
    }

    fn simple(
        &mut self,
        objects: &Objects,
        dict: &Dictionary,
        pictures: Option<Pictures>,
        map: Option<&CMap>,
    ) {
        let first = objects.integer(dict, b"FirstChar").unwrap_or(0).max(0) as usize;
        let type3 = objects.name(dict, b"Subtype") == Some(b"Type3");
        let mut scale = 0.001;
        if type3 {
            let matrix = objects
                .numbers::<6>(dict, b"FontMatrix")
                .unwrap_or([0.001, 0.0, 0.0, 0.001, 0.0, 0.0]);
            scale = matrix[0].hypot(matrix[1]) as f32;
            let up = matrix[3].hypot(matrix[2]) as f32;
            let height = objects
                .rect(dict, b"FontBBox")
                .map_or(0.0, |rect| (rect[3] - rect[1]) as f32);
            // A box of zeros says nothing; a box of all glyphs is a little higher than the em.
            self.em = if height > 0.0 {
                (height * up * 0.9).clamp(0.05, 4.0)
            } else {
                (up * 1000.0).clamp(0.05, 4.0)
            };
        }
        self.widths = vec![f32::NAN; 256];
        let widths = objects.array(dict, b"Widths");
        for (slot, width) in self
            .widths
            .iter_mut()
            .skip(first)
            .zip(widths.unwrap_or_default())
        {
            if let Some(width) = objects.follow(width).and_then(number) {
                *slot = width as f32 * scale;
            }
        }
        let missing = objects
            .dict(dict, b"FontDescriptor")
            .and_then(|descriptor| objects.number(descriptor, b"MissingWidth"));
        if let Some(missing) = missing {
            self.default_width = missing as f32 * scale;
        }
        if let Some(pictures) = pictures {
            for code in 0..256 {
                if let Some(sign) = symbols::picture(pictures, code) {
                    self.set(code, &sign.to_string());
                }
            }
        }
        if widths.is_some() && map.is_some_and(|map| is_whole(map, objects, dict)) {
            // The map will say it all; where it has gaps, the encoding is most often the one of Windows.
            self.windows();
            return;
        }
        for (code, answer) in oracle::ask(objects, dict).into_iter().enumerate() {
            let Some((text, width)) = answer else {
                continue;
            };
            if pictures.is_none() {
                self.set(code as u32, &symbols::everyday(&text));
            }
            if widths.is_none()
                && width > 0.0
                && let Some(slot) = self.widths.get_mut(code)
            {
                *slot = (width * 0.001) as f32;
            }
        }
        if pictures.is_none() {
            self.uni_names(objects, dict);
            self.accented(objects, dict);
        }
        if map.is_some() {
            self.windows();
        }
    }

    /// Fills codes that mean nothing yet with Windows-1252.
    fn windows(&mut self) {
        // One sign for each code.
        let codes: Vec<u8> = (0x20..=0xFF).collect();
        let signs = encoding_rs::WINDOWS_1252.decode(&codes).0;
        for (code, sign) in (0x20_u32..).zip(signs.chars()) {
            let known = self.texts.get(code as usize);
            if known.is_none_or(|text| *text == 0) {
                let text = symbols::everyday(sign.encode_utf8(&mut [0; 4]));
                self.set(code, &text);
            }
        }
    }

    /// Codes that mean nothing yet and show a letter with an accent.
    fn accented(&mut self, objects: &Objects, dict: &Dictionary) {
        let Some(program) = objects
            .dict(dict, b"FontDescriptor")
            .and_then(|descriptor| objects.stream(descriptor, b"FontFile2"))
        else {
            return;
        };
        let letters = accents::letters(&objects.unpack(program), |code| {
            let text = self.texts.get(usize::from(code)).copied().unwrap_or(0);
            let sign = char::from_u32(text).filter(|sign| !sign.is_control());
            (sign, self.width(code.into()))
        });
        for (code, sign) in letters {
            self.set(code.into(), &sign.to_string());
        }
    }

    /// Names that spell their sign (`uni20AC`, `u1F600`) or a ligature (`f_f_i`).
    fn uni_names(&mut self, objects: &Objects, dict: &Dictionary) {
        for (code, name) in differences(objects, dict) {
            if let Some(text) = std::str::from_utf8(name).ok().and_then(spelled) {
                self.set(code, &symbols::everyday(&text));
            }
        }
    }

    fn composite(&mut self, objects: &Objects, dict: &Dictionary, descendant: &Dictionary) {
        self.default_width = objects
            .number(descendant, b"DW")
            .map_or(1.0, |width| width as f32 / 1000.0);
        self.codes = match objects.at(dict, b"Encoding") {
            Some(Object::Stream(stream)) => Codes::Ranges(cmap::parse(&objects.unpack(stream))),
            Some(Object::Name(name)) => charset(name).map_or(Codes::Double, Codes::Charset),
            _ => Codes::Double,
        };
        if let Some(widths) = objects.array(descendant, b"W")
            && !matches!(self.codes, Codes::Charset(_))
        {
            self.cid_widths(objects, widths);
        }
        if objects.stream(dict, b"ToUnicode").is_none()
            && matches!(self.codes, Codes::Double)
            && let Some(program) = objects
                .dict(descendant, b"FontDescriptor")
                .and_then(|descriptor| objects.stream(descriptor, b"FontFile2"))
        {
            for (glyph, sign) in truetype::glyph_signs(&objects.unpack(program)) {
                self.set(glyph.into(), &symbols::everyday(&sign.to_string()));
            }
        }
    }

    /// What the embedded font of a composite one says of its glyphs.
    fn named(&self, objects: &Objects, descendant: Option<&Dictionary>) -> HashMap<u32, char> {
        let program = descendant
            .filter(|_| matches!(self.codes, Codes::Double))
            .and_then(|descendant| objects.dict(descendant, b"FontDescriptor"))
            .and_then(|descriptor| objects.stream(descriptor, b"FontFile2"));
        let signs = program.map(|program| truetype::glyph_signs(&objects.unpack(program)));
        let signs = signs.into_iter().flatten();
        signs.map(|(glyph, sign)| (glyph.into(), sign)).collect()
    }

    fn cid_widths(&mut self, objects: &Objects, widths: &[Object]) {
        let mut rest = widths.iter().filter_map(|object| objects.follow(object));
        while let Some(first) = rest.next().and_then(number) {
            let first = first.clamp(0.0, 65535.0) as usize;
            match rest.next() {
                Some(Object::Array(list)) => {
                    for (step, width) in list.iter().enumerate() {
                        if let Some(width) = objects.follow(width).and_then(number) {
                            self.set_width(first + step, width as f32 / 1000.0);
                        }
                    }
                }
                Some(last) => {
                    let last = number(last).unwrap_or(0.0).clamp(0.0, 65535.0) as usize;
                    let width = rest.next().and_then(number).unwrap_or(1000.0);
                    for code in first..=last {
                        self.set_width(code, width as f32 / 1000.0);
                    }
                }
                None => break,
            }
        }
    }

    fn set_width(&mut self, code: usize, width: f32) {
        if code > 0xFFFF {
            return;
        }
        if self.widths.len() <= code {
            self.widths.resize(code + 1, f32::NAN);
        }
        if let Some(slot) = self.widths.get_mut(code) {
            *slot = width;
        }
    }

    /// Notes what ToUnicode says of a code.
    fn means(&mut self, code: u32, text: &str, pictures: Option<Pictures>) {
        let mut signs = text.chars();
        if let (Some(pictures), Some(sign), None) = (pictures, signs.next(), signs.next()) {
            let code_point = match u32::from(sign) {
                private @ 0xF000..=0xF0FF => private - 0xF000,
                low @ 0..=0xFF => low,
                _ => 0,
            };
            if let Some(sign) = symbols::picture(pictures, code_point).filter(|_| code_point > 0) {
                self.set(code, &sign.to_string());
                return;
            }
        }
        let text = symbols::everyday(text);
        if !text.is_empty() {
            self.set(code, &text);
        }
    }

    fn set(&mut self, code: u32, text: &str) {
        let code = code as usize;
        if code > 0xFF_FFFF {
            return;
        }
        let mut signs = text.chars();
        let entry = match (signs.next(), signs.next()) {
            (None, _) => return,
            (Some(sign), None) => u32::from(sign),
            _ => {
                self.strings.push(text.to_owned());
                MANY | (self.strings.len() - 1) as u32
            }
        };
        if self.texts.len() <= code {
            self.texts.resize(code + 1, 0);
        }
        if let Some(slot) = self.texts.get_mut(code) {
            *slot = entry;
        }
    }

    /// Walks through the codes of a string: what it shows, its width for a size of 1, and whether it is the one-byte code 32.
    pub(super) fn each<'a>(&'a self, bytes: &[u8], mut see: impl FnMut(Shown<'a>, f32, bool)) {
        match &self.codes {
            Codes::Single => {
                for byte in bytes {
                    let code = usize::from(*byte);
                    see(self.shown(code), self.width(code), *byte == b' ');
                }
            }
            Codes::Double => {
                for pair in bytes.chunks(2) {
                    let code = cmap::code(pair) as usize;
                    see(self.shown(code), self.width(code), false);
                }
            }
            Codes::Ranges(map) => {
                let mut rest = bytes;
                while !rest.is_empty() {
                    let len = code_length(map, rest);
                    let (code, after) = rest.split_at(len.min(rest.len()));
                    let number = cmap::code(code);
                    let width = self.width(map.glyph(number) as usize);
                    see(self.shown(number as usize), width, code == b" ");
                    rest = after;
                }
            }
            Codes::Charset(charset) => {
                for sign in charset.decode_without_bom_handling(bytes).0.chars() {
                    let width = if u32::from(sign) < 0x100 { 0.5 } else { 1.0 };
                    see(Shown::Sign(symbols::canonical(sign)), width, sign == ' ');
                }
            }
        }
    }

    fn shown(&self, code: usize) -> Shown<'_> {
        match self.texts.get(code).copied().unwrap_or(0) {
            0 => Shown::Nothing,
            many if many & MANY != 0 => self
                .strings
                .get((many & !MANY) as usize)
                .map_or(Shown::Nothing, |text| Shown::Text(text)),
            sign => char::from_u32(sign).map_or(Shown::Nothing, Shown::Sign),
        }
    }

    fn width(&self, code: usize) -> f32 {
        self.widths
            .get(code)
            .copied()
            .filter(|width| width.is_finite())
            .unwrap_or(self.default_width)
    }
}

fn code_length(map: &CMap, bytes: &[u8]) -> usize {
    for len in 1..=4 {
        let Some(code) = bytes.get(..len) else { break };
        let number = cmap::code(code);
        if map
            .codes
            .iter()
            .any(|(size, low, high)| *size == len && (*low..=*high).contains(&number))
        {
            return len;
        }
    }
    map.codes
        .iter()
        .map(|(size, _, _)| *size)
        .min()
        .unwrap_or(2)
}

/// The character set that a predefined CMap of East Asia stands for (ISO 32000-1, table 118).
fn charset(name: &[u8]) -> Option<&'static encoding_rs::Encoding> {
    let name = std::str::from_utf8(name).ok()?;
    let has = |part: &str| name.contains(part);
    if has("UCS2") || has("UTF16") {
        Some(encoding_rs::UTF_16BE)
    } else if has("UTF8") {
        Some(encoding_rs::UTF_8)
    } else if has("RKSJ") {
        Some(encoding_rs::SHIFT_JIS)
    } else if has("GBK") || has("GBpc") || name.starts_with("GB-EUC") {
        Some(encoding_rs::GBK)
    } else if has("B5") || has("HKscs") {
        Some(encoding_rs::BIG5)
    } else if has("KSC") {
        Some(encoding_rs::EUC_KR)
    } else if matches!(name, "EUC-H" | "EUC-V") {
        Some(encoding_rs::EUC_JP)
    } else {
        None
    }
}

/// A number that stands for the name of a font, without what a subset puts before it (FNV-1a).
fn look(base: &str) -> u32 {
    let name = base.split_once('+').map_or(base, |(_, name)| name);
    name.bytes().fold(0x811C_9DC5, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

fn is_bold(objects: &Objects, font: &Dictionary, base: &str) -> bool {
    let name = base.to_ascii_lowercase();
    let by_name = ["bold", "black", "heavy", "demi", "-bd", ",bd"]
        .iter()
        .any(|part| name.contains(part));
    by_name
        || objects
            .dict(font, b"FontDescriptor")
            .is_some_and(|descriptor| {
                let forced = objects.integer(descriptor, b"Flags").unwrap_or(0) & (1 << 18) != 0;
                let heavy = objects.number(descriptor, b"FontWeight").unwrap_or(0.0) >= 600.0;
                forced || heavy
            })
}
