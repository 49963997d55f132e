//! One page: its text, lines, annotations and field values, all in points from its upper left corner, ready to be laid out.

use super::boxes;
use super::drawing::Drawing;
use super::fields::{Form, Widget};
use super::interpret::{Canvas, Interpreter, Picture};
use super::objects::{Matrix, Objects, apply_rect, as_dict, concat};
use super::runs::turn_rect;
use crate::document::FormField;
use crate::document::layout::{Ruling, Word};
use pdf_extract::{Dictionary, Object};

/// A page that was read.
pub(super) struct Sheet<'a> {
    /// Words, upright.
    pub(super) words: Vec<Word>,
    /// Lines.
    pub(super) rulings: Vec<Ruling>,
    /// Numbers and places of the fields to write in that are empty.
    pub(super) blanks: Vec<(u32, [f32; 4])>,
    /// Width and height as it stands upright.
    pub(super) size: (f32, f32),
    /// Pictures, in the coordinates of `shown`.
    pub(super) pictures: Vec<Picture<'a>>,
    /// Width and height as the page says it is shown.
    pub(super) shown: (f32, f32),
    /// How many of its letters are drawn to be seen, those that pictures cover among them.
    pub(super) seen: usize,
}

/// The map from a page's own coordinates to points from the upper left corner as it is shown, and its size.
fn base(objects: &Objects, page: &Dictionary) -> (Matrix, f64, f64) {
    let rect = |key: &[u8]| {
        let mut dict = page;
        for _ in 0..32 {
            if let Some(rect) = objects.rect(dict, key) {
                return Some(rect);
            }
            dict = objects.dict(dict, b"Parent")?;
        }
        None
    };
    let usable = |rect: &[f64; 4]| rect[2] - rect[0] > 1.0 && rect[3] - rect[1] > 1.0;
    let media = rect(b"MediaBox")
        .filter(usable)
        .unwrap_or([0.0, 0.0, 612.0, 792.0]);
    let [left, bottom, right, top] = rect(b"CropBox")
        .map(|crop| {
            [
                crop[0].max(media[0]),
                crop[1].max(media[1]),
                crop[2].min(media[2]),
                crop[3].min(media[3]),
            ]
        })
        .filter(usable)
        .unwrap_or(media);
    let rotate = objects
        .inherited(page, b"Rotate")
        .and_then(super::objects::number)
        .unwrap_or(0.0) as i64;
    let unit = objects
        .number(page, b"UserUnit")
        .filter(|unit| (0.1..=100.0).contains(unit))
        .unwrap_or(1.0);
    let (width, height) = (right - left, top - bottom);
    let (matrix, width, height) = match rotate.rem_euclid(360) / 90 {
        1 => ([0.0, 1.0, 1.0, 0.0, -bottom, -left], height, width),
        2 => ([-1.0, 0.0, 0.0, 1.0, right, -bottom], width, height),
        3 => ([0.0, -1.0, -1.0, 0.0, top, right], height, width),
        _ => ([1.0, 0.0, 0.0, -1.0, -left, top], width, height),
    };
    let scaled = concat(&matrix, &[unit, 0.0, 0.0, unit, 0.0, 0.0]);
    (scaled, width * unit, height * unit)
}

/// Reads a page. Values of fields become words; fields get their places.
pub(super) fn read<'a>(
    interpreter: &mut Interpreter<'a>,
    objects: &'a Objects,
    page: (usize, &'a Dictionary),
    form: &Form<'a>,
    fields: &mut [FormField],
    empty: &'a Dictionary,
) -> Sheet<'a> {
    let (number, dict) = page;
    let (base, width, height) = base(objects, dict);
    let mut canvas = Canvas::default();
    let resources = objects
        .inherited(dict, b"Resources")
        .and_then(as_dict)
        .unwrap_or(empty);
    interpreter.run(&content(objects, dict), resources, &base, &mut canvas);
    let widgets: Vec<&Widget> = form
        .widgets
        .iter()
        .filter(|widget| widget.page == number)
        .collect();
    let mut notes = annotations(
        interpreter,
        objects,
        dict,
        form,
        resources,
        &base,
        &mut canvas,
    );
    let turns = canvas.runs.turns();
    let (width, height) = (width as f32, height as f32);
    let size = if turns % 2 == 1 {
        (height, width)
    } else {
        (width, height)
    };
    let Canvas {
        runs,
        mut drawing,
        pictures,
        mut seen,
    } = canvas;
    let (mut words, leaders) = runs.words(turns, width, height);
    drawing.finish();
    turn(&mut drawing, turns, width, height);
    words.retain(|word| {
        let (x, y) = word.middle();
        x > -2.0 && y > -2.0 && x < size.0 + 2.0 && y < size.1 + 2.0
    });
    let upright = |rect: [f64; 4]| turn_rect(apply_rect(&base, rect), turns, width, height);
    for note in &mut notes {
        seen += note.text.len();
        words.extend(note_words(&note.text, upright(note.rect)));
    }
    let mut taken = Vec::new();
    let mut values = Vec::new();
    let mut blanks = Vec::new();
    for widget in widgets {
        let place = upright(widget.rect);
        let Some(field) = fields.get_mut(widget.field as usize) else {
            continue;
        };
        if field.page == 0 {
            field.page = number as u32 + 1;
            field.place = place;
        }
        if !widget.seen {
            continue;
        }
        if widget.ticked.is_none() && field.value.is_empty() {
            field.value = shown_value(interpreter, objects, widget, resources).unwrap_or_default();
        }
        if widget.ticked.is_some() {
            taken.push(place);
            words.retain(|word| !(is_box(&word.text) && holds(&place, word.middle())));
        }
        drop_shown(&mut words, &field.value, &place);
        if let Some(word) = value_word(objects, widget, field, place) {
            field.on_page = true;
            seen += word.text.len();
            values.push(word);
        } else {
            blanks.push((widget.field, place));
        }
    }
    boxes::check_boxes(&mut drawing, &mut words, &taken);
    words.extend(values);
    drawing.rulings.extend(leaders);
    Sheet {
        words,
        rulings: drawing.rulings,
        blanks,
        size,
        pictures,
        shown: (width, height),
        seen,
    }
}

fn turn(drawing: &mut Drawing, turns: usize, width: f32, height: f32) {
    if turns == 0 {
        return;
    }
    for ruling in &mut drawing.rulings {
        ruling.place = turn_rect(ruling.place, turns, width, height);
    }
    for frame in &mut drawing.frames {
        frame.place = turn_rect(frame.place, turns, width, height);
    }
    for mark in &mut drawing.marks {
        *mark = turn_rect(*mark, turns, width, height);
    }
}

/// The page's content streams, one after the other.
fn content(objects: &Objects, page: &Dictionary) -> Vec<u8> {
    match objects.at(page, b"Contents") {
        Some(Object::Stream(stream)) => objects.unpack(stream),
        Some(Object::Array(parts)) => {
            let mut whole = Vec::new();
            for part in parts {
                if let Some(Object::Stream(stream)) = objects.follow(part) {
                    whole.extend(objects.unpack(stream));
                    whole.push(b'\n');
                }
            }
            whole
        }
        _ => Vec::new(),
    }
}

/// Text of an annotation that has no appearance of its own.
struct Note {
    text: String,
    rect: [f64; 4],
}

/// Draws the annotations that people see as part of the page: typed text, stamps, ink, signatures. Fields show by their values.
fn annotations<'a>(
    interpreter: &mut Interpreter<'a>,
    objects: &'a Objects,
    page: &'a Dictionary,
    form: &Form,
    resources: &'a Dictionary,
    base: &Matrix,
    canvas: &mut Canvas<'a>,
) -> Vec<Note> {
    let mut notes = Vec::new();
    for object in objects
        .array(page, b"Annots")
        .unwrap_or_default()
        .iter()
        .take(10_000)
    {
        let Some(annotation) = objects.follow(object).and_then(as_dict) else {
            continue;
        };
        let flags = objects.integer(annotation, b"F").unwrap_or(0);
        let kind = objects.name(annotation, b"Subtype").unwrap_or_default();
        if flags & 0x22 != 0 || matches!(kind, b"Popup" | b"Text" | b"Link") {
            continue;
        }
        if kind == b"Widget" && !shows_itself(objects, annotation, form) {
            continue;
        }
        let Some(rect) = objects.rect(annotation, b"Rect") else {
            continue;
        };
        let appearance = objects
            .dict(annotation, b"AP")
            .and_then(|appearance| objects.stream(appearance, b"N"));
        if let Some(stream) = appearance {
            let map = appearance_map(objects, &stream.dict, rect, base);
            interpreter.appearance(stream, resources, &map, canvas);
        } else if kind == b"FreeText"
            && let Some(text) = objects.text(annotation, b"Contents")
        {
            notes.push(Note { text, rect });
        }
        canvas.runs.jump();
    }
    notes
}

/// True for a signature's widget: it is text of the page; buttons to press are not, and fields show by their values.
fn shows_itself(objects: &Objects, widget: &Dictionary, form: &Form) -> bool {
    form.valueless
        .contains(&(std::ptr::from_ref(widget) as usize))
        && objects
            .inherited(widget, b"FT")
            .is_some_and(|kind| kind.as_name().is_ok_and(|name| name == b"Sig"))
}

/// From the form space of an appearance to the page (ISO 32000-1, 12.5.5, algorithm 8.1).
fn appearance_map(
    objects: &Objects,
    appearance: &Dictionary,
    rect: [f64; 4],
    base: &Matrix,
) -> Matrix {
    let own = objects
        .numbers::<6>(appearance, b"Matrix")
        .unwrap_or(super::objects::IDENTITY);
    let bounds = objects.rect(appearance, b"BBox").unwrap_or([
        0.0,
        0.0,
        rect[2] - rect[0],
        rect[3] - rect[1],
    ]);
    let [left, low, right, high] = apply_rect(&own, bounds).map(f64::from);
    let scale = |from: f64, to: f64| if from > 0.0 { to / from } else { 1.0 };
    let (sx, sy) = (
        scale(right - left, rect[2] - rect[0]),
        scale(high - low, rect[3] - rect[1]),
    );
    let fit = [sx, 0.0, 0.0, sy, rect[0] - left * sx, rect[1] - low * sy];
    concat(&concat(&own, &fit), base)
}

/// The text that a widget shows although its field holds none: some programs write the appearance and forget the value.
fn shown_value<'a>(
    interpreter: &mut Interpreter<'a>,
    objects: &'a Objects,
    widget: &Widget<'a>,
    resources: &'a Dictionary,
) -> Option<String> {
    let stream = objects
        .dict(widget.dict, b"AP")
        .and_then(|appearance| objects.stream(appearance, b"N"))?;
    let mut canvas = Canvas::default();
    let upright = [1.0, 0.0, 0.0, -1.0, 0.0, 0.0];
    interpreter.appearance(stream, resources, &upright, &mut canvas);
    let turns = canvas.runs.turns();
    let (width, height) = (
        (widget.rect[2] - widget.rect[0]) as f32,
        (widget.rect[3] - widget.rect[1]) as f32,
    );
    let (mut words, _) = canvas.runs.words(turns, width, height);
    words.sort_by(|a, b| {
        a.baseline
            .total_cmp(&b.baseline)
            .then(a.place[0].total_cmp(&b.place[0]))
    });
    let mut text = String::new();
    let mut before: Option<f32> = None;
    for word in words {
        if word.spaced || before.is_some_and(|before| word.baseline - before > 0.5 * word.size) {
            text.push(' ');
        }
        before = Some(word.baseline);
        text.push_str(&word.text);
    }
    Some(text.trim().to_owned())
}

/// The lines of typed text as words, set from the top of their place.
fn note_words(text: &str, place: [f32; 4]) -> Vec<Word> {
    let count = text.lines().count().max(1);
    let step = ((place[3] - place[1]) / count as f32).clamp(6.0, 14.0);
    text.lines()
        .enumerate()
        .filter(|(_, line)| !line.trim().is_empty())
        .map(|(at, line)| {
            let top = place[1] + step * at as f32;
            Word {
                text: line.trim().to_owned(),
                place: [place[0], top, place[2], top + step],
                baseline: top + 0.78 * step,
                size: step.min(11.0),
                confidence: 1.0,
                spaced: true,
                upright: true,
                ..Word::default()
            }
        })
        .collect()
}

/// A field's value as a word at the widget's place.
fn value_word(
    objects: &Objects,
    widget: &Widget,
    field: &FormField,
    place: [f32; 4],
) -> Option<Word> {
    if let Some(ticked) = widget.ticked {
        return Some(Word {
            field: Some(widget.field),
            ..boxes::box_word(place, ticked)
        });
    }
    if field.value.is_empty() {
        return None;
    }
    let height = place[3] - place[1];
    let size = objects
        .inherited(widget.dict, b"DA")
        .and_then(|object| objects.text_of(object))
        .and_then(|text| font_size(&text))
        .unwrap_or(10.0)
        .min(0.75 * height)
        .max(4.0);
    let one_line = height < 2.4 * size && !field.value.contains('\n');
    Some(Word {
        text: field.value.clone(),
        place,
        baseline: if one_line {
            (place[1] + place[3]) / 2.0 + 0.3 * size
        } else {
            place[1] + 1.1 * size
        },
        size,
        field: Some(widget.field),
        confidence: 1.0,
        spaced: true,
        upright: true,
        ..Word::default()
    })
}

/// The size in a default appearance such as `/Helv 10 Tf 0 g`; nothing when it is to be chosen to fit.
fn font_size(appearance: &str) -> Option<f32> {
    let parts: Vec<&str> = appearance.split_ascii_whitespace().collect();
    let at = parts.iter().position(|part| *part == "Tf")?;
    parts
        .get(at.checked_sub(1)?)?
        .parse::<f32>()
        .ok()
        .filter(|size| (4.0..=72.0).contains(size))
}

/// Takes away what the page itself already shows of a value at its place.
fn drop_shown(words: &mut Vec<Word>, value: &str, place: &[f32; 4]) {
    if value.is_empty() {
        return;
    }
    let squeeze = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let value = squeeze(value);
    words.retain(|word| !(holds(place, word.middle()) && value.contains(&squeeze(&word.text))));
}

fn is_box(text: &str) -> bool {
    matches!(text, "☐" | "☒" | "✔" | "✘" | "■" | "●" | "○")
}

fn holds(place: &[f32; 4], (x, y): (f32, f32)) -> bool {
    x >= place[0] - 1.0 && x <= place[2] + 1.0 && y >= place[1] - 1.0 && y <= place[3] + 1.0
}
