//! Letters with accents that a font shows and does not name: an embedded TrueType font builds them from a letter and an accent.
//!
//! Programs that print to a file write fonts whose codes mean nothing but ASCII; what is beyond it would be lost.

use super::truetype::{table, u16_at, u32_at};

/// Signs that combine with the letter before them.
const GRAVE: char = '\u{300}';
const ACUTE: char = '\u{301}';
const CIRCUMFLEX: char = '\u{302}';
const TILDE: char = '\u{303}';
const DIAERESIS: char = '\u{308}';
const CEDILLA: char = '\u{327}';

/// A letter with the accent that is printed over it, whichever comes first.
pub(super) fn over(one: char, other: char) -> Option<char> {
    let mark = |sign: char| {
        Some(match sign {
            '´' => ACUTE,
            'ˆ' => CIRCUMFLEX,
            '˜' => TILDE,
            '¯' => '\u{304}',
            '˘' => '\u{306}',
            '˙' => '\u{307}',
            '¨' => DIAERESIS,
            '˚' => '\u{30A}',
            '˝' => '\u{30B}',
            'ˇ' => '\u{30C}',
            '¸' => CEDILLA,
            '˛' => '\u{328}',
            _ => return None,
        })
    };
    let (letter, mark) = match (mark(one), mark(other)) {
        (None, Some(mark)) => (one, mark),
        (Some(mark), None) => (other, mark),
        _ => return None,
    };
    let letter = if letter == 'ı' { 'i' } else { letter };
    unicode_normalization::char::compose(letter, mark)
}

/// The letters of codes without a meaning. `known` says what a code shows and how wide it is.
pub(super) fn letters(
    program: &[u8],
    known: impl Fn(u8) -> (Option<char>, f32),
) -> Vec<(u8, char)> {
    read(program, &known).unwrap_or_default()
}

fn read(program: &[u8], known: &dyn Fn(u8) -> (Option<char>, f32)) -> Option<Vec<(u8, char)>> {
    let font = Outlines::of(program)?;
    let glyphs = font.codes()?;
    let sign_of = |glyph: u16| {
        let codes = glyphs.iter().filter(|(_, other)| *other == glyph);
        codes.filter_map(|(code, _)| known(*code).0).next()
    };
    let dotted = (0..=255)
        .map(known)
        .find(|(sign, _)| *sign == Some('i'))
        .map(|(_, width)| width);
    let mut out = Vec::new();
    for (code, glyph) in &glyphs {
        let (sign, width) = known(*code);
        if sign.is_some() {
            continue;
        }
        let Some((base, accent)) = font.parts(*glyph) else {
            continue;
        };
        // The i below an accent has no dot and no code of its own.
        let base = sign_of(base).or_else(|| (dotted == Some(width)).then_some('i'));
        let Some(base) = base.filter(|base| base.is_alphabetic()) else {
            continue;
        };
        let accent = font.accent(accent, base);
        let whole = accent.and_then(|accent| unicode_normalization::char::compose(base, accent));
        out.push((*code, whole.unwrap_or(base)));
    }
    Some(out)
}

/// The outlines of a font.
struct Outlines<'a> {
    glyf: &'a [u8],
    loca: &'a [u8],
    long: bool,
    cmap: &'a [u8],
}

impl<'a> Outlines<'a> {
    fn of(program: &'a [u8]) -> Option<Outlines<'a>> {
        Some(Outlines {
            glyf: table(program, b"glyf")?,
            loca: table(program, b"loca")?,
            long: u16_at(table(program, b"head")?, 50)? != 0,
            cmap: table(program, b"cmap")?,
        })
    }

    /// Codes of one byte and their glyphs: the table for the Macintosh says it in one list.
    fn codes(&self) -> Option<Vec<(u8, u16)>> {
        let tables = usize::from(u16_at(self.cmap, 2)?.min(32));
        let list = (0..tables).find_map(|number| {
            let entry = 4 + 8 * number;
            let offset = u32_at(self.cmap, entry + 4)?;
            let list = self.cmap.get(offset as usize..)?;
            let (platform, format) = (u16_at(self.cmap, entry)?, u16_at(list, 0)?);
            (platform == 1 && format == 0).then_some(list)
        })?;
        let glyphs = list.get(6..262)?;
        let codes = (0..=255_u8).zip(glyphs).filter(|(_, glyph)| **glyph > 0);
        Some(
            codes
                .map(|(code, glyph)| (code, u16::from(*glyph)))
                .collect(),
        )
    }

    fn outline(&self, glyph: u16) -> Option<&'a [u8]> {
        let at = |number: usize| {
            if self.long {
                u32_at(self.loca, 4 * number).map(|at| at as usize)
            } else {
                u16_at(self.loca, 2 * number).map(|at| 2 * usize::from(at))
            }
        };
        self.glyf
            .get(at(glyph.into())?..at(usize::from(glyph) + 1)?)
    }

    /// The letter and the accent of a glyph that is made of two.
    fn parts(&self, glyph: u16) -> Option<(u16, u16)> {
        let outline = self.outline(glyph)?;
        if u16_at(outline, 0)? < 0x8000 {
            return None;
        }
        let (flags, base) = (u16_at(outline, 10)?, u16_at(outline, 12)?);
        let mut at = 14 + if flags & 1 > 0 { 4 } else { 2 };
        at += match flags & 0xC8 {
            0x08 => 2,
            0x40 => 4,
            0x80 => 8,
            _ => 0,
        };
        let more = flags & 0x20 > 0;
        more.then(|| Some((base, u16_at(outline, at + 2)?)))?
    }

    /// What an accent looks like: two dots, below the line, broad, or with its top at the right, at the left or in the middle.
    fn accent(&self, glyph: u16, base: char) -> Option<char> {
        let outline = self.outline(glyph)?;
        let value = |at: usize| u16_at(outline, at).map(|value| f32::from(value as i16));
        let contours = u16_at(outline, 0)?;
        let (left, low, right, high) = (value(2)?, value(4)?, value(6)?, value(8)?);
        if contours == 2 {
            return Some(DIAERESIS);
        }
        if contours != 1 {
            return None;
        }
        if high <= 0.3 * (right - left) {
            return Some(CEDILLA);
        }
        if base.eq_ignore_ascii_case(&'n') || right - left > 2.2 * (high - low) {
            return Some(TILDE);
        }
        let points = self.points(outline)?;
        let top = points
            .iter()
            .filter(|(_, y)| *y > high - 0.15 * (high - low));
        let (count, sum) = top.fold((0.0, 0.0), |(count, sum), (x, _)| (count + 1.0, sum + x));
        let place = (sum / f32::max(count, 1.0) - left) / (right - left).max(1.0);
        Some(if place > 0.6 {
            ACUTE
        } else if place < 0.4 {
            GRAVE
        } else {
            CIRCUMFLEX
        })
    }

    /// The points of an outline of one contour.
    fn points(&self, outline: &[u8]) -> Option<Vec<(f32, f32)>> {
        let count = usize::from(u16_at(outline, 10)?) + 1;
        let mut at = 14 + usize::from(u16_at(outline, 12)?);
        let mut flags = Vec::new();
        while flags.len() < count {
            let flag = *outline.get(at)?;
            at += 1;
            flags.push(flag);
            if flag & 8 > 0 {
                let times = usize::from(*outline.get(at)?);
                at += 1;
                flags.extend(std::iter::repeat_n(flag, times.min(count)));
            }
        }
        let mut read = |short: u8, same: u8| {
            let mut value = 0.0;
            let mut values = Vec::with_capacity(count);
            for flag in flags.iter().take(count) {
                if flag & short > 0 {
                    let step = f32::from(*outline.get(at)?);
                    value += if flag & same > 0 { step } else { -step };
                    at += 1;
                } else if flag & same == 0 {
                    value += f32::from(u16_at(outline, at)? as i16);
                    at += 2;
                }
                values.push(value);
            }
            Some(values)
        };
        let (xs, ys) = (read(2, 16)?, read(4, 32)?);
        Some(xs.into_iter().zip(ys).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(values: &[i16]) -> Vec<u8> {
        values
            .iter()
            .flat_map(|value| value.to_be_bytes())
            .collect()
    }

    /// A glyph of one triangle.
    fn triangle(points: [(i16, i16); 3]) -> Vec<u8> {
        let of = |pick: fn(&(i16, i16)) -> i16| points.iter().map(pick).collect::<Vec<i16>>();
        let (xs, ys) = (of(|point| point.0), of(|point| point.1));
        let least = |all: &[i16]| all.iter().copied().min().unwrap();
        let most = |all: &[i16]| all.iter().copied().max().unwrap();
        let mut out = numbers(&[1, least(&xs), least(&ys), most(&xs), most(&ys), 2, 0]);
        out.extend([1, 1, 1]);
        for all in [xs, ys] {
            out.extend(numbers(&[all[0], all[1] - all[0], all[2] - all[1]]));
        }
        out.push(0);
        out
    }

    /// A glyph made of two.
    fn made_of(base: i16, accent: i16) -> Vec<u8> {
        let mut out = numbers(&[-1, 0, 0, 0, 0]);
        out.extend(numbers(&[0x20, base, 0, 0, accent, 0]));
        out
    }

    /// A font with these glyphs behind an empty one, and the codes that show them.
    fn font(glyphs: &[Vec<u8>], codes: &[(u8, u8)]) -> Vec<u8> {
        let mut offsets = vec![0_u32, 0];
        let mut glyf = Vec::new();
        for glyph in glyphs {
            glyf.extend(glyph);
            offsets.push(glyf.len() as u32);
        }
        let loca: Vec<u8> = offsets.iter().flat_map(|at| at.to_be_bytes()).collect();
        let mut head = vec![0; 54];
        head[51] = 1;
        let mut cmap = numbers(&[0, 1, 1, 0, 0, 12, 0, 262, 0]);
        let mut list = [0; 256];
        for (code, glyph) in codes {
            list[usize::from(*code)] = *glyph;
        }
        cmap.extend(list);
        let mut out = numbers(&[1, 0, 4, 0, 0, 0]);
        let mut at = 12 + 16 * 4;
        for (name, table) in [
            (b"cmap", &cmap),
            (b"glyf", &glyf),
            (b"head", &head),
            (b"loca", &loca),
        ] {
            out.extend(name);
            for number in [0, at, table.len()] {
                out.extend((number as u32).to_be_bytes());
            }
            at += table.len();
        }
        [out, cmap, glyf, head, loca].concat()
    }

    #[test]
    fn letters_with_accents_are_told_by_their_parts() {
        let font = font(
            &[
                triangle([(0, 0), (400, 0), (200, 500)]),
                triangle([(0, 600), (200, 800), (60, 600)]),
                triangle([(140, 600), (0, 800), (200, 600)]),
                made_of(1, 2),
                made_of(1, 3),
                made_of(6, 2),
                triangle([(0, 0), (100, 0), (50, 500)]),
            ],
            &[(b'o', 1), (1, 4), (2, 5), (3, 6), (4, 7)],
        );
        let known = |code: u8| match code {
            b'o' => (Some('o'), 0.5),
            b'i' => (Some('i'), 0.2),
            3 => (None, 0.2),
            _ => (None, 0.6),
        };
        assert_eq!(letters(&font, known), [(1, 'ó'), (2, 'ò'), (3, 'í')]);
        for end in 0..font.len() {
            letters(&font[..end], known);
        }
    }
}
