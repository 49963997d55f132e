//! The text operators (ISO 32000-1, 9.3 and 9.4): where each glyph stands and how far it moves the pen.

use super::content::Operand;
use super::font::Shown;
use super::interpret::{Interpreter, Walk, matrix_of};
use super::marked::REPLACED;
use super::objects::{IDENTITY, apply, concat};
use super::runs::Glyph;

/// Signs of a string whose spacing may stand for spaces between words. Ghostscript, which sets each gap of kerned text so, shows
/// the letters around it by themselves.
const AROUND_GAP: usize = 3;
/// Parts of the font size that such a space is wide. Letters are spaced out by less.
const SPACES: std::ops::Range<f64> = 0.2..0.6;
/// What is left of a space that was taken back is narrower than this part of the font size: it parts no words.
const NO_SPACE: f64 = 0.08;

impl<'a> Interpreter<'a> {
    /// Carries out a text operator; others are passed over.
    pub(super) fn text_operator(
        &mut self,
        walk: &mut Walk<'a, '_>,
        operator: &[u8],
        operands: &[Operand],
        number: &dyn Fn(usize) -> f64,
    ) {
        let state = &mut walk.state;
        match operator {
            b"BT" => {
                walk.text = IDENTITY;
                walk.line = IDENTITY;
            }
            b"Tc" => state.char_space = number(0),
            b"Tw" => state.word_space = number(0),
            b"Tz" => state.scale = number(0) / 100.0,
            b"TL" => state.leading = number(0),
            b"Ts" => state.rise = number(0),
            b"Tr" => state.unseen = matches!(number(0) as i64, 3 | 7),
            b"Tf" => {
                if let Some(Operand::Name(name)) = operands.first() {
                    state.font = self.font(&walk.resources, name);
                }
                walk.state.size = number(1);
            }
            b"Td" => walk.next_line(number(0), number(1)),
            b"TD" => {
                state.leading = -number(1);
                walk.next_line(number(0), number(1));
            }
            b"T*" => {
                let leading = state.leading;
                walk.next_line(0.0, -leading);
            }
            b"Tm" => {
                if let Some(matrix) = matrix_of(operands) {
                    walk.line = matrix;
                    walk.text = matrix;
                }
            }
            b"Tj" | b"TJ" => self.show_all(walk, operands),
            b"'" => {
                let leading = state.leading;
                walk.next_line(0.0, -leading);
                self.show_all(walk, operands);
            }
            b"\"" => {
                state.word_space = number(0);
                state.char_space = number(1);
                let leading = state.leading;
                walk.next_line(0.0, -leading);
                self.show_all(walk, operands.get(2..).unwrap_or_default());
            }
            _ => {}
        }
    }

    fn show_all(&mut self, walk: &mut Walk<'a, '_>, operands: &[Operand]) {
        for operand in operands {
            match operand {
                Operand::Text(bytes) => self.show(walk, bytes),
                Operand::Number(back) => {
                    let step = -back / 1000.0 * walk.state.size * walk.state.scale;
                    walk.text = concat(&[1.0, 0.0, 0.0, 1.0, step, 0.0], &walk.text);
                }
                _ => {}
            }
        }
    }

    fn show(&mut self, walk: &mut Walk<'a, '_>, bytes: &[u8]) {
        let Some(font) = walk.state.font.clone() else {
            return;
        };
        let state = &walk.state;
        let (size, scale, rise) = (state.size, state.scale, state.rise);
        let (char_space, word_space) = (state.char_space, state.word_space);
        let whole = concat(&walk.text, &state.matrix);
        let [a, b, c, d, ..] = whole;
        // How long one unit of text space is along and across the line of writing.
        let (unit_along, unit_up) = (a.hypot(b), c.hypot(d));
        let sign = if size * scale < 0.0 { -1.0 } else { 1.0 };
        let em = size.abs() * unit_up * f64::from(font.em);
        let along = if unit_along > 0.0 {
            (
                (sign * a / unit_along) as f32,
                (sign * b / unit_along) as f32,
            )
        } else {
            (1.0, 0.0)
        };
        let look = font.look ^ state.ink;
        // "Tc" makes spaces in so short a string: they are gaps behind the letters and no part of them.
        let mut signs = 0;
        font.each(bytes, |_, _, _| signs += 1);
        let part = char_space / size.abs();
        // A pair that stands closer ends where its last letter does.
        let gap = signs <= AROUND_GAP && (SPACES.contains(&part) || part < 0.0);
        let apart = if gap { char_space } else { 0.0 };
        let mut pen = 0.0;
        let allowance = &mut self.allowance;
        let visible = walk.hidden == 0 && em > 0.1 && em < 2000.0 && em.is_finite();
        let unseen = state.unseen;
        let (runs, held) = (&mut walk.canvas.runs, &mut walk.held);
        let seen = &mut walk.canvas.seen;
        font.each(bytes, |shown, width, is_space| {
            let mut advance = f64::from(width) * size + char_space;
            if is_space {
                advance += word_space;
            }
            advance *= scale;
            let taken_back = is_space && word_space < 0.0 && advance.abs() < NO_SPACE * size.abs();
            if visible && allowance.glyphs > 0 && !taken_back {
                let (x, y) = apply(&whole, pen, rise);
                let glyph = Glyph {
                    at: (x as f32, y as f32),
                    along,
                    advance: ((advance - apart * scale).abs() * unit_along) as f32,
                    size: em as f32,
                    bold: font.bold,
                    look,
                };
                let mut buffer = [0_u8; 4];
                let text = match shown {
                    Shown::Sign(sign) => &*sign.encode_utf8(&mut buffer),
                    Shown::Text(text) => text,
                    Shown::Nothing => "",
                };
                if x.is_finite() && y.is_finite() && (!text.is_empty() || held.is_some()) {
                    allowance.glyphs -= 1;
                    *seen += if unseen { 0 } else { text.len() };
                    match held {
                        Some(held) => held.glyphs.push((text.to_owned(), glyph)),
                        None => runs.add(text, glyph),
                    }
                }
            }
            pen += advance;
        });
        walk.text = concat(&[1.0, 0.0, 0.0, 1.0, pen, 0.0], &walk.text);
        if walk
            .held
            .as_ref()
            .is_some_and(|held| held.glyphs.len() > REPLACED)
        {
            walk.release(false);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{Block, Limits, read};

    /// The first line of a page with this content.
    fn line(content: &str) -> String {
        let file = format!(
            "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n\
             2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n\
             3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 400 400]/Contents 4 0 R\
             /Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n\
             4 0 obj<</Length {}>>stream\n{content}\nendstream endobj\n",
            content.len()
        );
        let reading = read(file.as_bytes(), Some("a.pdf"), "", &Limits::default());
        let block = reading.documents.first().and_then(|one| one.blocks.first());
        match block {
            Some(Block::Line(line)) => {
                let segments = line.segments.iter().map(|one| one.text.as_str());
                segments.collect::<Vec<_>>().join(" | ")
            }
            _ => String::new(),
        }
    }

    #[test]
    fn gaps_that_ghostscript_makes_of_kerned_text_are_spaces_where_they_are_wide() {
        // "Hayat Ivory form": a gap between "t" and "I", a kerned "vo", and a space that is taken back.
        let content = "BT /F 9 Tf 50 300 Td (Haya)Tj 20.5 0 Td 2.502 Tc (tI)Tj 0 Tc 7.5 0 Td -0.225 Tc \
                       (vo)Tj 0 Tc 9.28 0 Td (ry f)Tj -2.277 Tw 12.5 0 Td (or m)Tj ET";
        assert_eq!(line(content), "Hayat Ivory form");
        // A pair that stands closer: "Yes".
        let content = "BT /F 9 Tf 50 300 Td -1.35 Tc (Ye)Tj 0 Tc 9.66 0 Td (s)Tj ET";
        assert_eq!(line(content), "Yes");
        // Letters of a title are spaced out by less, or all of them are.
        assert_eq!(line("BT /F 9 Tf 50 300 Td 1.2 Tc (an)Tj ET"), "an");
        assert_eq!(line("BT /F 9 Tf 50 300 Td 2.5 Tc (annals)Tj ET"), "annals");
    }
}
