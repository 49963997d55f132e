//! Reads CMaps: codes of a font to Unicode (ToUnicode) or to glyph numbers (ISO 32000-1, 9.7.5 and 9.10.3).

use super::content::{Content, Operand};

/// No font has more codes.
const MOST: usize = 1 << 17;

/// What a CMap says.
#[derive(Debug, Default)]
pub(super) struct CMap {
    /// Length in bytes, first and last code of each range of codes.
    pub(super) codes: Vec<(usize, u32, u32)>,
    /// Code and its text.
    pub(super) texts: Vec<(u32, String)>,
    /// First code, last code, first glyph number.
    pub(super) glyphs: Vec<(u32, u32, u32)>,
}

/// Reads a CMap; what cannot be understood is passed over.
pub(super) fn parse(bytes: &[u8]) -> CMap {
    let mut map = CMap::default();
    let mut content = Content::new(bytes);
    let mut operands = Vec::new();
    while let Some(operator) = content.next(&mut operands) {
        match operator {
            b"endcodespacerange" => map.codespace(&operands),
            b"endbfchar" => map.chars(&operands),
            b"endbfrange" => map.ranges(&operands),
            b"endcidchar" => map.glyphs(&operands, 2),
            b"endcidrange" => map.glyphs(&operands, 3),
            _ => {}
        }
        if map.texts.len() > MOST {
            break;
        }
    }
    map
}

impl CMap {
    fn codespace(&mut self, operands: &[Operand]) {
        for pair in operands.chunks_exact(2) {
            if let [Operand::Text(low), Operand::Text(high)] = pair
                && (1..=4).contains(&low.len())
                && self.codes.len() < 256
            {
                self.codes.push((low.len(), code(low), code(high)));
            }
        }
    }

    fn chars(&mut self, operands: &[Operand]) {
        for pair in operands.chunks_exact(2) {
            if let [Operand::Text(from), Operand::Text(to)] = pair {
                self.texts.push((code(from), text(to)));
            }
        }
    }

    fn ranges(&mut self, operands: &[Operand]) {
        let mut rest = operands.iter();
        while let (Some(Operand::Text(low)), Some(Operand::Text(high))) = (rest.next(), rest.next())
        {
            let (low, high) = (code(low), code(high));
            match rest.next() {
                Some(Operand::Text(first)) => {
                    for (step, from) in (low..=high).take(1 << 16).enumerate() {
                        let mut units = first.clone();
                        add(&mut units, step as u32);
                        self.texts.push((from, text(&units)));
                    }
                    if self.texts.len() > MOST {
                        return;
                    }
                }
                Some(Operand::Mark(b'[')) => {
                    let mut from = low;
                    for operand in rest.by_ref() {
                        match operand {
                            Operand::Text(units) => self.texts.push((from, text(units))),
                            Operand::Mark(b']') => break,
                            _ => {}
                        }
                        from = from.wrapping_add(1);
                    }
                }
                _ => return,
            }
        }
    }

    fn glyphs(&mut self, operands: &[Operand], size: usize) {
        for entry in operands.chunks_exact(size) {
            match entry {
                [
                    Operand::Text(low),
                    Operand::Text(high),
                    Operand::Number(first),
                ] => {
                    self.glyphs.push((code(low), code(high), *first as u32));
                }
                [Operand::Text(one), Operand::Number(first)] => {
                    self.glyphs.push((code(one), code(one), *first as u32));
                }
                _ => {}
            }
        }
        self.glyphs.truncate(MOST);
    }

    /// The glyph number of a code.
    pub(super) fn glyph(&self, code: u32) -> u32 {
        self.glyphs
            .iter()
            .find(|(low, high, _)| (*low..=*high).contains(&code))
            .map_or(code, |(low, _, first)| first.wrapping_add(code - low))
    }
}

/// The number that the bytes of a code make.
pub(super) fn code(bytes: &[u8]) -> u32 {
    bytes
        .iter()
        .take(4)
        .fold(0, |code, byte| code << 8 | u32::from(*byte))
}

/// Adds to the last UTF-16 unit.
fn add(units: &mut [u8], step: u32) {
    if let [.., high, low] = units {
        let sum = (u32::from(*high) << 8 | u32::from(*low)).wrapping_add(step);
        *high = (sum >> 8) as u8;
        *low = sum as u8;
    } else if let [low] = units {
        *low = low.wrapping_add(step as u8);
    }
}

fn text(bytes: &[u8]) -> String {
    if let [byte] = bytes {
        return char::from(*byte).to_string();
    }
    // Ghostscript swaps the bytes of the letters of ligatures.
    let swapped = bytes.len() >= 4
        && bytes
            .chunks_exact(2)
            .all(|pair| matches!(pair, [b'a'..=b'z', 0]));
    let units = bytes
        .chunks_exact(2)
        .map(|pair| code(pair) as u16)
        .map(|unit| if swapped { unit.swap_bytes() } else { unit })
        .take(32);
    char::decode_utf16(units)
        .filter_map(Result::ok)
        .filter(|sign| *sign != '\0' && *sign != '\u{FFFD}' && *sign != '\u{FEFF}')
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chars_ranges_and_lists_are_read() {
        let map = parse(
            b"1 begincodespacerange <00> <FF> endcodespacerange 4 beginbfchar <01> <0041> <02> <00660069>\n<03> <66006C00> <04> <6600> endbfchar \
              2 beginbfrange <10> <12> <0061> <20> <21> [<0031> <D83DDE00>] endbfrange 1 begincidrange <05> <09> 100 endcidrange",
        );
        assert_eq!(map.codes, [(1, 0, 255)]);
        let texts: Vec<_> = map.texts.iter().map(|(c, t)| (*c, t.as_str())).collect();
        assert_eq!(
            texts,
            [
                (1, "A"),
                (2, "fi"),
                (3, "fl"),
                (4, "昀"),
                (16, "a"),
                (17, "b"),
                (18, "c"),
                (32, "1"),
                (33, "😀")
            ]
        );
        assert_eq!((map.glyph(7), map.glyph(4)), (102, 4));
    }

    #[test]
    fn an_endless_range_ends() {
        assert!(
            parse(b"1 beginbfrange <00000000> <FFFFFFFF> <0000> endbfrange")
                .texts
                .len()
                <= 1 << 16
        );
    }
}
