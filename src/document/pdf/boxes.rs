//! Finds check boxes that are drawn: small frames with or without a mark inside, and signs of a box with a mark set over them.

use super::drawing::{Drawing, Frame};
use super::symbols::is_tick;
use crate::document::layout::{Ruling, Word};

/// A page with more frames is a drawing.
const MOST: usize = 600;

/// Replaces small frames by the words `☐` and `☒`, and takes their lines away. `taken` are places that fields stand at.
pub(super) fn check_boxes(drawing: &mut Drawing, words: &mut Vec<Word>, taken: &[[f32; 4]]) {
    let mut frames = std::mem::take(&mut drawing.frames);
    if frames.len() > MOST {
        return;
    }
    // A filled square below a stroked one of the same size is one box.
    frames.sort_by_key(|frame| frame.dark);
    let mut boxes: Vec<Frame> = Vec::new();
    for frame in frames {
        match boxes
            .iter_mut()
            .find(|kept| inside(&kept.place, middle(&frame.place)))
        {
            Some(kept) => {
                if area(&frame.place) < 0.6 * area(&kept.place) && frame.dark {
                    drawing.marks.push(frame.place);
                } else if !frame.dark {
                    kept.dark = false;
                }
            }
            None => boxes.push(frame),
        }
    }
    for frame in boxes {
        let grown = grow(frame.place, 1.5);
        let own = |ruling: &Ruling| within(&grown, &ruling.place);
        if taken
            .iter()
            .any(|place| inside(&grow(*place, 2.0), middle(&frame.place)))
        {
            drawing.rulings.retain(|ruling| !own(ruling));
            continue;
        }
        if is_cell(&frame.place, &drawing.rulings) {
            continue;
        }
        let held: Vec<usize> = words
            .iter()
            .enumerate()
            .filter(|(_, word)| inside(&frame.place, word.middle()))
            .map(|(at, _)| at)
            .collect();
        let marked = drawing.marks.iter().any(|mark| marks(mark, &frame.place));
        let ticked = match held.as_slice() {
            [] if frame.dark && !marked => continue,
            [] => marked,
            [one]
                if words
                    .get(*one)
                    .is_some_and(|word| is_tick(word.text.trim())) =>
            {
                words.remove(*one);
                true
            }
            _ => continue,
        };
        drawing.rulings.retain(|ruling| !own(ruling));
        words.push(box_word(frame.place, ticked));
    }
    tick_signs(drawing, words);
}

/// A check box as a word.
pub(super) fn box_word(place: [f32; 4], ticked: bool) -> Word {
    let size = (place[3] - place[1]).min(14.0);
    Word {
        text: if ticked { "☒" } else { "☐" }.to_owned(),
        place,
        baseline: (place[1] + place[3]) / 2.0 + 0.3 * size,
        size,
        confidence: 1.0,
        spaced: true,
        upright: true,
        ..Word::default()
    }
}

/// A `☐` with a tick printed, typed or drawn over it is ticked.
fn tick_signs(drawing: &Drawing, words: &mut Vec<Word>) {
    let mut over: Vec<usize> = Vec::new();
    let places: Vec<(usize, [f32; 4])> = words
        .iter()
        .enumerate()
        .filter(|(_, word)| word.text == "☐")
        .map(|(at, word)| (at, word.place))
        .collect();
    if places.is_empty() || places.len() > MOST {
        return;
    }
    for (at, place) in places {
        let tick = words.iter().position(|word| {
            word.text != "☐" && is_tick(word.text.trim()) && inside(&place, word.middle())
        });
        let drawn = drawing.marks.iter().any(|mark| marks(mark, &place));
        if tick.is_some() || drawn {
            over.extend(tick);
            if let Some(word) = words.get_mut(at) {
                word.text = "☒".to_owned();
            }
        }
    }
    let mut number = 0;
    words.retain(|_| {
        number += 1;
        !over.contains(&(number - 1))
    });
}

/// True when lines that reach beyond the frame touch it: it is a cell of a table or of a row of boxes for letters.
fn is_cell(place: &[f32; 4], rulings: &[Ruling]) -> bool {
    let grown = grow(*place, 0.5);
    rulings.iter().any(|ruling| {
        let line = &ruling.place;
        let touches = line[0] <= grown[2]
            && line[2] >= grown[0]
            && line[1] <= grown[3]
            && line[3] >= grown[1];
        touches && !within(&grow(*place, 2.0), line)
    })
}

fn marks(mark: &[f32; 4], place: &[f32; 4]) -> bool {
    let size = (mark[2] - mark[0]).max(mark[3] - mark[1]);
    let side = place[2] - place[0];
    inside(&grow(*place, 0.5), middle(mark)) && size > 0.25 * side && size < 1.6 * side
}

fn middle(place: &[f32; 4]) -> (f32, f32) {
    ((place[0] + place[2]) / 2.0, (place[1] + place[3]) / 2.0)
}

fn area(place: &[f32; 4]) -> f32 {
    (place[2] - place[0]) * (place[3] - place[1])
}

fn grow(place: [f32; 4], by: f32) -> [f32; 4] {
    [place[0] - by, place[1] - by, place[2] + by, place[3] + by]
}

fn inside(place: &[f32; 4], (x, y): (f32, f32)) -> bool {
    x >= place[0] && x <= place[2] && y >= place[1] && y <= place[3]
}

fn within(outer: &[f32; 4], inner: &[f32; 4]) -> bool {
    inner[0] >= outer[0] && inner[1] >= outer[1] && inner[2] <= outer[2] && inner[3] <= outer[3]
}
