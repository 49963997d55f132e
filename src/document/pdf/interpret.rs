//! Carries out content streams as far as text, lines and pictures need it (ISO 32000-1, 8 and 9), within budgets.

use super::content::{Content, Operand};
use super::drawing::Drawing;
use super::font::{Font, Shown};
use super::objects::{IDENTITY, Matrix, Objects, apply, concat};
use super::runs::{Glyph, Runs};
use pdf_extract::{Dictionary, Object, ObjectId, Stream};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// Form XObjects within one another.
const DEPTH: usize = 12;
/// Saved graphics states.
const STATES: usize = 512;
/// Glyphs that one replacement text may stand for.
const REPLACED: usize = 64;

/// What may still be carried out for the document.
#[derive(Debug, Clone, Copy)]
pub(super) struct Allowance {
    /// Operators.
    pub(super) operators: u64,
    /// Glyphs.
    pub(super) glyphs: u64,
    /// Form XObjects.
    pub(super) forms: u64,
}

/// A picture on the page.
pub(super) struct Picture<'a> {
    /// The picture.
    pub(super) stream: &'a Stream,
    /// From its unit square to the page.
    pub(super) matrix: Matrix,
}

/// What content streams left on the page.
#[derive(Default)]
pub(super) struct Canvas<'a> {
    /// Text.
    pub(super) runs: Runs,
    /// Lines and boxes.
    pub(super) drawing: Drawing,
    /// Pictures.
    pub(super) pictures: Vec<Picture<'a>>,
}

/// Carries out content streams; keeps the fonts of the document.
pub(super) struct Interpreter<'a> {
    objects: &'a Objects,
    fonts: HashMap<usize, Rc<Font>>,
    forms: HashMap<usize, Rc<Vec<u8>>>,
    hidden_layers: HashSet<ObjectId>,
    /// What may still be done.
    pub(super) allowance: Allowance,
}

#[derive(Clone)]
struct State {
    matrix: Matrix,
    font: Option<Rc<Font>>,
    size: f64,
    char_space: f64,
    word_space: f64,
    scale: f64,
    leading: f64,
    rise: f64,
    line_width: f64,
    /// Nothing for white, else whether the filling colour is dark.
    fill: Option<bool>,
}

enum Marked {
    Plain,
    Hidden,
    Replaced,
}

/// Glyphs that are held back until their replacement text's end.
struct Held {
    text: String,
    glyphs: Vec<(String, Glyph)>,
}

/// One content stream being carried out.
struct Walk<'a, 'c> {
    resources: Vec<&'a Dictionary>,
    canvas: &'c mut Canvas<'a>,
    depth: usize,
    state: State,
    saved: Vec<State>,
    text: Matrix,
    line: Matrix,
    marked: Vec<Marked>,
    held: Option<Held>,
    hidden: usize,
}

impl<'a> Interpreter<'a> {
    /// For the pages of this file.
    pub(super) fn new(objects: &'a Objects, allowance: Allowance) -> Interpreter<'a> {
        let hidden_layers = objects
            .catalog()
            .and_then(|catalog| objects.dict(catalog, b"OCProperties"))
            .and_then(|properties| objects.dict(properties, b"D"))
            .and_then(|default| objects.array(default, b"OFF"))
            .unwrap_or_default()
            .iter()
            .filter_map(|object| object.as_reference().ok())
            .collect();
        Interpreter {
            objects,
            fonts: HashMap::new(),
            forms: HashMap::new(),
            hidden_layers,
            allowance,
        }
    }

    /// Carries out a page's or appearance's content.
    pub(super) fn run(
        &mut self,
        content: &[u8],
        resources: &'a Dictionary,
        matrix: &Matrix,
        canvas: &mut Canvas<'a>,
    ) {
        let state = State {
            matrix: *matrix,
            font: None,
            size: 0.0,
            char_space: 0.0,
            word_space: 0.0,
            scale: 1.0,
            leading: 0.0,
            rise: 0.0,
            line_width: 1.0,
            fill: Some(true),
        };
        self.walk(content, vec![resources], state, canvas, 0);
    }

    fn walk(
        &mut self,
        content: &[u8],
        resources: Vec<&'a Dictionary>,
        state: State,
        canvas: &mut Canvas<'a>,
        depth: usize,
    ) {
        let mut walk = Walk {
            resources,
            canvas,
            depth,
            state,
            saved: Vec::new(),
            text: IDENTITY,
            line: IDENTITY,
            marked: Vec::new(),
            held: None,
            hidden: 0,
        };
        let mut content = Content::new(content);
        let mut operands = Vec::new();
        while let Some(operator) = content.next(&mut operands) {
            if self.allowance.operators == 0 {
                break;
            }
            self.allowance.operators -= 1;
            if operator == b"ID" {
                content.skip_inline_image();
                continue;
            }
            self.step(&mut walk, operator, &operands);
        }
        walk.release(false);
    }

    fn step(&mut self, walk: &mut Walk<'a, '_>, operator: &[u8], operands: &[Operand]) {
        let number = |at: usize| match operands.get(at) {
            Some(Operand::Number(value)) => *value,
            _ => 0.0,
        };
        match operator {
            b"q" => {
                if walk.saved.len() < STATES {
                    walk.saved.push(walk.state.clone());
                }
            }
            b"Q" => {
                if let Some(state) = walk.saved.pop() {
                    walk.state = state;
                }
            }
            b"cm" => {
                if let Some(matrix) = matrix_of(operands) {
                    walk.state.matrix = concat(&matrix, &walk.state.matrix);
                }
            }
            b"Do" => {
                if let Some(Operand::Name(name)) = operands.first() {
                    self.draw(walk, name);
                }
            }
            b"BDC" | b"BMC" => self.begin_marked(walk, operands),
            b"EMC" => walk.end_marked(),
            b"w" => walk.state.line_width = number(0).abs(),
            b"g" => walk.state.fill = shade(number(0), number(0), number(0)),
            b"rg" => walk.state.fill = shade(number(0), number(1), number(2)),
            b"k" => walk.state.fill = ink(number(0), number(1), number(2), number(3)),
            b"cs" => walk.state.fill = Some(true),
            b"sc" | b"scn" => {
                let count = operands
                    .iter()
                    .filter(|operand| matches!(operand, Operand::Number(_)))
                    .count();
                walk.state.fill = match count {
                    1 => shade(number(0), number(0), number(0)),
                    3 => shade(number(0), number(1), number(2)),
                    4 => ink(number(0), number(1), number(2), number(3)),
                    _ => Some(false),
                };
            }
            _ => {
                if !walk.path(operator, &number) {
                    self.text_operator(walk, operator, operands, &number);
                }
            }
        }
    }

    fn text_operator(
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
        let mut pen = 0.0;
        let allowance = &mut self.allowance;
        let visible = walk.hidden == 0 && em > 0.1 && em < 2000.0 && em.is_finite();
        let (runs, held) = (&mut walk.canvas.runs, &mut walk.held);
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
                };
                let mut buffer = [0_u8; 4];
                let text = match shown {
                    Shown::Sign(sign) => &*sign.encode_utf8(&mut buffer),
                    Shown::Text(text) => text,
                    Shown::Nothing => "",
                };
                if x.is_finite() && y.is_finite() && (!text.is_empty() || held.is_some()) {
                    allowance.glyphs -= 1;
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

    fn draw(&mut self, walk: &mut Walk<'a, '_>, name: &[u8]) {
        let objects = self.objects;
        let Some(stream) = walk
            .resources
            .iter()
            .rev()
            .filter_map(|resources| objects.dict(resources, b"XObject"))
            .find_map(|forms| objects.stream(forms, name))
        else {
            return;
        };
        if walk.hidden > 0 || self.is_hidden(stream.dict.get(b"OC").ok()) {
            return;
        }
        match objects.name(&stream.dict, b"Subtype") {
            Some(b"Image") => {
                if walk.canvas.pictures.len() < 4096 {
                    walk.canvas.pictures.push(Picture {
                        stream,
                        matrix: walk.state.matrix,
                    });
                }
            }
            _ => self.form(
                stream,
                &walk.resources,
                &walk.state.clone(),
                walk.canvas,
                walk.depth + 1,
            ),
        }
    }

    fn form(
        &mut self,
        stream: &'a Stream,
        resources: &[&'a Dictionary],
        state: &State,
        canvas: &mut Canvas<'a>,
        depth: usize,
    ) {
        if depth > DEPTH || self.allowance.forms == 0 {
            return;
        }
        self.allowance.forms -= 1;
        let objects = self.objects;
        let mut state = state.clone();
        if let Some(matrix) = objects.numbers::<6>(&stream.dict, b"Matrix") {
            state.matrix = concat(&matrix, &state.matrix);
        }
        let mut resources = resources.to_vec();
        resources.extend(objects.dict(&stream.dict, b"Resources"));
        let content = Rc::clone(
            self.forms
                .entry(std::ptr::from_ref(stream) as usize)
                .or_insert_with(|| Rc::new(objects.unpack(stream))),
        );
        self.walk(&content, resources, state, canvas, depth);
    }

    /// Draws an annotation's appearance with this map from its form space to the page.
    pub(super) fn appearance(
        &mut self,
        stream: &'a Stream,
        resources: &'a Dictionary,
        matrix: &Matrix,
        canvas: &mut Canvas<'a>,
    ) {
        let mut all = vec![resources];
        all.extend(self.objects.dict(&stream.dict, b"Resources"));
        let content = self.objects.unpack(stream);
        let resources = all.pop().unwrap_or(resources);
        if self.allowance.forms > 0 {
            self.allowance.forms -= 1;
            self.run(&content, resources, matrix, canvas);
        }
    }

    fn font(&mut self, resources: &[&'a Dictionary], name: &[u8]) -> Option<Rc<Font>> {
        let objects = self.objects;
        let dict = resources
            .iter()
            .rev()
            .filter_map(|resources| objects.dict(resources, b"Font"))
            .find_map(|fonts| objects.dict(fonts, name))?;
        let font = self
            .fonts
            .entry(std::ptr::from_ref(dict) as usize)
            .or_insert_with(|| Rc::new(Font::new(objects, dict)));
        Some(Rc::clone(font))
    }

    fn begin_marked(&mut self, walk: &mut Walk<'a, '_>, operands: &[Operand]) {
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
    fn is_hidden(&self, group: Option<&Object>) -> bool {
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
    fn next_line(&mut self, x: f64, y: f64) {
        self.line = concat(&[1.0, 0.0, 0.0, 1.0, x, y], &self.line);
        self.text = self.line;
    }

    fn path(&mut self, operator: &[u8], number: &dyn Fn(usize) -> f64) -> bool {
        let matrix = self.state.matrix;
        let drawing = &mut self.canvas.drawing;
        let (stroke, fill) = match operator {
            b"m" => {
                drawing.start(&matrix, number(0), number(1));
                return true;
            }
            b"l" => {
                drawing.line(&matrix, number(0), number(1), false);
                return true;
            }
            b"c" => {
                drawing.line(&matrix, number(4), number(5), true);
                return true;
            }
            b"v" | b"y" => {
                drawing.line(&matrix, number(2), number(3), true);
                return true;
            }
            b"h" => {
                drawing.close();
                return true;
            }
            b"re" => {
                drawing.rect(&matrix, number(0), number(1), number(2), number(3));
                return true;
            }
            b"n" => {
                drawing.drop_path();
                return true;
            }
            b"S" => (true, false),
            b"f" | b"F" | b"f*" => (false, true),
            b"B" | b"B*" => (true, true),
            b"s" => {
                drawing.close();
                (true, false)
            }
            b"b" | b"b*" => {
                drawing.close();
                (true, true)
            }
            _ => return false,
        };
        if self.hidden > 0 {
            drawing.drop_path();
            return true;
        }
        let [a, b, c, d, ..] = matrix;
        let thick = self.state.line_width * (a * d - b * c).abs().sqrt();
        drawing.paint(stroke.then_some(thick as f32), fill, self.state.fill);
        true
    }

    fn end_marked(&mut self) {
        match self.marked.pop() {
            Some(Marked::Hidden) => self.hidden = self.hidden.saturating_sub(1),
            Some(Marked::Replaced) => self.release(true),
            _ => {}
        }
    }

    /// Lets go of held glyphs: as their replacement text when it ended as it should and they stand on one line, else as they are.
    fn release(&mut self, ended: bool) {
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

fn matrix_of(operands: &[Operand]) -> Option<Matrix> {
    let mut matrix = IDENTITY;
    for (at, slot) in matrix.iter_mut().enumerate() {
        match operands.get(at) {
            Some(Operand::Number(value)) => *slot = *value,
            _ => return None,
        }
    }
    Some(matrix)
}

/// Nothing for (nearly) white, else whether the colour is dark.
fn shade(red: f64, green: f64, blue: f64) -> Option<bool> {
    let light = 0.3 * red + 0.59 * green + 0.11 * blue;
    (red.min(green).min(blue) < 0.97).then_some(light < 0.6)
}

fn ink(cyan: f64, magenta: f64, yellow: f64, black: f64) -> Option<bool> {
    let of = |ink: f64| (1.0 - ink) * (1.0 - black);
    shade(of(cyan), of(magenta), of(yellow))
}
