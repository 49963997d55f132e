//! Marked content (ISO 32000-1, 14.6): layers that are switched off, and texts that replace what is shown (`ActualText`).

use super::content::Operand;
use super::interpret::{Interpreter, STATES, Walk};
use super::runs::Glyph;
use pdf_extract::Object;

/// Glyphs that one replacement text may stand for.
pub(super) const REPLACED: usize = 64;

/// What the end of marked content undoes.
pub(super) enum Marked {
    /// Nothing.
    Plain,
    /// A hidden layer.
    Hidden,
    /// A replacement text.
    Replaced,
}

/// Glyphs that are held back until their replacement text's end.
pub(super) struct Held {
    /// The replacement text.
    text: String,
    /// What was shown.
    pub(super) glyphs: Vec<(String, Glyph)>,
}

impl<'a> Interpreter<'a> {
    /// `BMC` and `BDC`.
    pub(super) fn begin_marked(&mut self, walk: &mut Walk<'a, '_>, operands: &[Operand]) {
        let objects = self.objects;
        let properties = |name: &[u8]| {
            walk.resources
                .iter()
                .rev()
                .filter_map(|resources| objects.dict(resources, b"Properties"))
                .find_map(|properties| properties.get(name).ok())
        };
        let mut marked = Marked::Plain;
        match operands {
            [Operand::Name(tag), Operand::Name(name)]
                if tag.as_ref() == b"OC" && self.is_hidden(properties(name)) =>
            {
                marked = Marked::Hidden;
                walk.hidden += 1;
            }
            _ if walk.held.is_none() => {
                let mut pairs = operands.iter().zip(operands.iter().skip(1));
                let inline = pairs.find_map(|pair| match pair {
                    (Operand::Name(key), Operand::Text(text)) if key.as_ref() == b"ActualText" => {
                        Some(super::objects::decode_text(text))
                    }
                    _ => None,
                });
                let named = || match operands {
                    [_, Operand::Name(name)] => properties(name)
                        .and_then(|object| objects.follow(object))
                        .and_then(|object| object.as_dict().ok())
                        .and_then(|dict| objects.text(dict, b"ActualText")),
                    _ => None,
                };
                if let Some(text) = inline.or_else(named) {
                    marked = Marked::Replaced;
                    walk.held = Some(Held {
                        text,
                        glyphs: Vec::new(),
                    });
                }
            }
            _ => {}
        }
        if walk.marked.len() < STATES {
            walk.marked.push(marked);
        }
    }

    /// True for an optional content group that is switched off, or a membership whose groups all are.
    pub(super) fn is_hidden(&self, group: Option<&Object>) -> bool {
        let Some(group) = group else { return false };
        if self.hidden_layers.is_empty() {
            return false;
        }
        let off = |object: &Object| {
            object
                .as_reference()
                .is_ok_and(|id| self.hidden_layers.contains(&id))
        };
        if off(group) {
            return true;
        }
        let Some(members) = self
            .objects
            .follow(group)
            .and_then(|object| object.as_dict().ok())
            .and_then(|dict| dict.get(b"OCGs").ok())
        else {
            return false;
        };
        match members {
            Object::Array(all) => !all.is_empty() && all.iter().all(off),
            one => off(one),
        }
    }
}

impl Walk<'_, '_> {
    /// `EMC`.
    pub(super) fn end_marked(&mut self) {
        match self.marked.pop() {
            Some(Marked::Hidden) => self.hidden = self.hidden.saturating_sub(1),
            Some(Marked::Replaced) => self.release(true),
            _ => {}
        }
    }

    /// Lets go of held glyphs: as their replacement text when it ended as it should and they stand on one line, else as they are.
    pub(super) fn release(&mut self, ended: bool) {
        let Some(held) = self.held.take() else { return };
        let runs = &mut self.canvas.runs;
        let (Some((_, first)), Some((_, last))) = (held.glyphs.first(), held.glyphs.last()) else {
            return;
        };
        let (x, y) = (last.at.0 - first.at.0, last.at.1 - first.at.1);
        let length = x * first.along.0 + y * first.along.1;
        let off = (y * first.along.0 - x * first.along.1).abs();
        if ended && length >= -first.size && off < 0.5 * first.size {
            let glyph = Glyph {
                advance: length.max(0.0) + last.advance,
                ..*first
            };
            let text = super::symbols::everyday(&held.text.replace('\n', " "));
            if !text.is_empty() {
                runs.add(&text, glyph);
            }
        } else {
            for (text, glyph) in held.glyphs {
                if !text.is_empty() {
                    runs.add(&text, glyph);
                }
            }
        }
    }
}
