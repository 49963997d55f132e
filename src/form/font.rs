//! The two fonts of the blank form: how wide a text is, and how they are put into the file.

use pdf_writer::types::{CidFontType, FontFlags, SystemInfo, UnicodeCmap};
use pdf_writer::{Filter, Finish, Name, Pdf, Rect, Ref, Str};
use std::collections::BTreeMap;
use ttf_parser::{Face, GlyphId};

const REGULAR: &[u8] = include_bytes!("fonts/NotoSans-Regular.ttf");
const BOLD: &[u8] = include_bytes!("fonts/NotoSans-Bold.ttf");

/// Characters of WinAnsiEncoding at the codes 0x80 to 0x9F (ISO 32000-1, Annex D.2); `\0` where there is none.
const WINDOWS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘',
    '’', '“', '”', '•', '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

const UNICODE: SystemInfo = SystemInfo {
    registry: Str(b"Adobe"),
    ordering: Str(b"Identity"),
    supplement: 0,
};

/// One font and the glyphs that a form uses of it.
pub(super) struct Font {
    face: Face<'static>,
    program: &'static [u8],
    /// Its PostScript name.
    name: &'static str,
    weight: u16,
    /// Glyph → what it stands for.
    used: BTreeMap<u16, char>,
}

impl Font {
    /// Both weights, or nothing should the files that the program carries be damaged.
    pub(super) fn both() -> Option<(Font, Font)> {
        let font = |program, name, weight| {
            Some(Font {
                face: Face::parse(program, 0).ok()?,
                program,
                name,
                weight,
                used: BTreeMap::new(),
            })
        };
        Some((
            font(REGULAR, "NotoSans-Regular", 400)?,
            font(BOLD, "NotoSans-Bold", 700)?,
        ))
    }

    /// True when the font has a glyph for it.
    pub(super) fn has(&self, letter: char) -> bool {
        self.face.glyph_index(letter).is_some()
    }

    /// Width of a line, in points.
    pub(super) fn width(&self, text: &str, size: f32) -> f32 {
        let units: f32 = text.chars().map(|letter| self.advance(letter)).sum();
        units / 1000.0 * size
    }

    /// A text as the numbers of its glyphs, two bytes each.
    pub(super) fn encode(&mut self, text: &str) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(2 * text.len());
        for letter in text.chars() {
            let glyph = self.face.glyph_index(letter).unwrap_or(GlyphId(0));
            self.used.entry(glyph.0).or_insert(letter);
            bytes.extend(glyph.0.to_be_bytes());
        }
        bytes
    }

    /// Thousandths of the font's size.
    fn scale(&self, units: impl Into<f32>) -> f32 {
        units.into() * 1000.0 / f32::from(self.face.units_per_em())
    }

    fn advance(&self, letter: char) -> f32 {
        let glyph = self.face.glyph_index(letter).unwrap_or(GlyphId(0));
        self.scale(self.face.glyph_hor_advance(glyph).unwrap_or(0))
    }

    /// Writes the font for printed text: all its glyphs by their numbers. `simple` is the number of the same font for
    /// what people type, by WinAnsiEncoding, which every program that fills forms can write.
    pub(super) fn write(&self, pdf: &mut Pdf, id: Ref, simple: Option<Ref>, next: &mut Ref) {
        let [cid, descriptor, program, unicode] = [(); 4].map(|()| next.bump());
        pdf.type0_font(id)
            .base_font(Name(self.name.as_bytes()))
            .encoding_predefined(Name(b"Identity-H"))
            .descendant_font(cid)
            .to_unicode(unicode);
        let mut font = pdf.cid_font(cid);
        font.subtype(CidFontType::Type2)
            .base_font(Name(self.name.as_bytes()))
            .system_info(UNICODE)
            .font_descriptor(descriptor)
            .default_width(0.0)
            .cid_to_gid_map_predefined(Name(b"Identity"));
        let mut widths = font.widths();
        for (glyph, letter) in &self.used {
            widths.consecutive(*glyph, [self.advance(*letter)]);
        }
        widths.finish();
        font.finish();
        self.write_descriptor(pdf, descriptor, program);
        let packed = super::paper::pack(self.program);
        pdf.stream(program, &packed)
            .filter(Filter::FlateDecode)
            .pair(Name(b"Length1"), self.program.len() as i32);
        let mut map = UnicodeCmap::new(Name(b"Letters"), UNICODE);
        for (glyph, letter) in &self.used {
            map.pair(*glyph, *letter);
        }
        pdf.cmap(unicode, &map.finish());
        if let Some(simple) = simple {
            pdf.indirect(simple)
                .dict()
                .pair(Name(b"Type"), Name(b"Font"))
                .pair(Name(b"Subtype"), Name(b"TrueType"))
                .pair(Name(b"BaseFont"), Name(self.name.as_bytes()))
                .pair(Name(b"Encoding"), Name(b"WinAnsiEncoding"))
                .pair(Name(b"FirstChar"), 32)
                .pair(Name(b"LastChar"), 255)
                .pair(Name(b"FontDescriptor"), descriptor)
                .insert(Name(b"Widths"))
                .array()
                .items((32..=255).map(|code| self.advance(windows(code))));
        }
    }

    fn write_descriptor(&self, pdf: &mut Pdf, id: Ref, program: Ref) {
        let bounds = self.face.global_bounding_box();
        pdf.font_descriptor(id)
            .name(Name(self.name.as_bytes()))
            .flags(FontFlags::NON_SYMBOLIC)
            .weight(self.weight)
            .bbox(Rect::new(
                self.scale(bounds.x_min),
                self.scale(bounds.y_min),
                self.scale(bounds.x_max),
                self.scale(bounds.y_max),
            ))
            .italic_angle(0.0)
            .ascent(self.scale(self.face.ascender()))
            .descent(self.scale(self.face.descender()))
            .cap_height(self.scale(self.face.capital_height().unwrap_or(714)))
            .stem_v(f32::from(self.weight) / 5.0)
            .font_file2(program);
    }
}

/// The character of a code of WinAnsiEncoding.
fn windows(code: u8) -> char {
    match code {
        0x7F => '•',
        0x80..=0x9F => WINDOWS
            .get(usize::from(code - 0x80))
            .copied()
            .filter(|letter| *letter != '\0')
            .unwrap_or('•'),
        0xAD => '-',
        _ => char::from(code),
    }
}
