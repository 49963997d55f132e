//! The text operators (ISO 32000-1, 9.3 and 9.4): where each glyph stands and how far it moves the pen.

use super::content::Operand;
use super::font::Shown;
use super::interpret::{Interpreter, Walk, matrix_of};
use super::marked::REPLACED;
use super::objects::{IDENTITY, apply, concat};
use super::runs::Glyph;

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
            if visible && allowance.glyphs > 0 {
                let (x, y) = apply(&whole, pen, rise);
                let glyph = Glyph {
                    at: (x as f32, y as f32),
                    along,
                    advance: (advance.abs() * unit_along) as f32,
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
