//! Carries out content streams as far as text, lines and pictures need it (ISO 32000-1, 8 and 9), within budgets.

use super::content::{Content, Operand};
use super::drawing::Drawing;
use super::drawing::{ink, shade};
use super::font::Font;
use super::marked::{Held, Marked};
use super::objects::{IDENTITY, Matrix, Objects, apply_rect, concat};
use super::runs::Runs;
use pdf_extract::{Dictionary, ObjectId, Stream};
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

/// No field for text is narrower or higher, in points.
const FIELD_WIDTH: f32 = 40.0;
const FIELD_HEIGHT: f32 = 500.0;
/// Form XObjects within one another.
const DEPTH: usize = 12;
/// Saved graphics states.
pub(super) const STATES: usize = 512;

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
    /// Letters that were seen before it was drawn over them.
    pub(super) covers: usize,
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
    /// How many letters were drawn to be seen.
    pub(super) seen: usize,
}

/// Carries out content streams; keeps the fonts of the document.
pub(super) struct Interpreter<'a> {
    pub(super) objects: &'a Objects,
    fonts: HashMap<usize, Rc<Font>>,
    forms: HashMap<usize, Rc<Vec<u8>>>,
    pub(super) hidden_layers: HashSet<ObjectId>,
    /// What may still be done.
    pub(super) allowance: Allowance,
}

/// The graphics state, as far as it matters.
#[derive(Clone)]
pub(super) struct State {
    /// From user space to the page.
    pub(super) matrix: Matrix,
    /// `Tf`
    pub(super) font: Option<Rc<Font>>,
    /// `Tf`
    pub(super) size: f64,
    /// `Tc`
    pub(super) char_space: f64,
    /// `Tw`
    pub(super) word_space: f64,
    /// `Tz`
    pub(super) scale: f64,
    /// `TL`
    pub(super) leading: f64,
    /// `Ts`
    pub(super) rise: f64,
    /// `Tr`: nothing is seen of text that is neither filled nor outlined.
    pub(super) unseen: bool,
    /// `w`
    pub(super) line_width: f64,
    /// Nothing for white, else whether the filling colour is dark.
    pub(super) fill: Option<bool>,
    /// What stands for the filling colour.
    pub(super) ink: u32,
}

impl State {
    /// Sets the filling colour: gray, light or inks by their number; anything else is some pattern.
    fn colour(&mut self, parts: &[f64]) {
        self.fill = match *parts {
            [gray] => shade(gray, gray, gray),
            [red, green, blue] => shade(red, green, blue),
            [cyan, magenta, yellow, black] => ink(cyan, magenta, yellow, black),
            _ => Some(false),
        };
        let step = |all: u32, part: &f64| all * 16 + (part * 15.0).clamp(0.0, 15.0) as u32;
        self.ink = match *parts {
            [gray] => [gray; 3].iter().fold(0, step),
            _ => parts.iter().take(4).fold(0, step),
        };
    }
}

/// One content stream being carried out.
pub(super) struct Walk<'a, 'c> {
    /// From the page to the innermost form.
    pub(super) resources: Vec<&'a Dictionary>,
    /// What is painted on.
    pub(super) canvas: &'c mut Canvas<'a>,
    /// Forms around this one.
    pub(super) depth: usize,
    /// The state now.
    pub(super) state: State,
    /// `q`
    pub(super) saved: Vec<State>,
    /// `Tm`
    pub(super) text: Matrix,
    /// The start of the line.
    pub(super) line: Matrix,
    /// Open marked content.
    pub(super) marked: Vec<Marked>,
    /// Glyphs that wait for the end of their replacement text.
    pub(super) held: Option<Held>,
    /// Hidden layers around.
    pub(super) hidden: usize,
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
            unseen: false,
            line_width: 1.0,
            fill: Some(true),
            ink: 0,
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
            b"g" => walk.state.colour(&[number(0)]),
            b"rg" => walk.state.colour(&[number(0), number(1), number(2)]),
            b"k" => walk
                .state
                .colour(&[number(0), number(1), number(2), number(3)]),
            b"cs" => walk.state.colour(&[0.0]),
            b"sc" | b"scn" => {
                let parts = operands.iter().filter_map(|operand| match operand {
                    Operand::Number(value) => Some(*value),
                    _ => None,
                });
                walk.state.colour(&parts.collect::<Vec<f64>>());
            }
            _ => {
                if !walk.path(operator, &number) {
                    self.text_operator(walk, operator, operands, &number);
                }
            }
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
                        covers: walk.canvas.seen,
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
        // What programs make of a field when they flatten a form; a whole page in a form is another matter.
        let place = objects
            .rect(&stream.dict, b"BBox")
            .map(|bounds| apply_rect(&state.matrix, bounds))
            .filter(|place| {
                place[2] - place[0] > FIELD_WIDTH && place[3] - place[1] < FIELD_HEIGHT
            });
        let Some(place) = place else {
            return self.walk(&content, resources, state, canvas, depth);
        };
        let before = canvas.runs.count();
        self.walk(&content, resources, state, canvas, depth);
        canvas.runs.squeeze(before, place);
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

    pub(super) fn font(&mut self, resources: &[&'a Dictionary], name: &[u8]) -> Option<Rc<Font>> {
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
}

impl Walk<'_, '_> {
    pub(super) fn next_line(&mut self, x: f64, y: f64) {
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
}

/// Six numbers.
pub(super) fn matrix_of(operands: &[Operand]) -> Option<Matrix> {
    let mut matrix = IDENTITY;
    for (at, slot) in matrix.iter_mut().enumerate() {
        match operands.get(at) {
            Some(Operand::Number(value)) => *slot = *value,
            _ => return None,
        }
    }
    Some(matrix)
}
