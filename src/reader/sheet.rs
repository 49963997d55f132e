//! A page picture made ready for OCR: upright, straight, evenly lit, of the right size, its rulings and tick boxes noted and
//! wiped out.

use super::accent::{self, Shape};
use super::gray::Gray;
use super::ink::{Ink, Stroke};
use super::lie::Lie;
use super::ring::{self, Ring};
use super::tick::{self, TickBox};
use super::{bend, desk, dirt, frame, leader, lie, spread};
use crate::document::PageImage;
use serde::{Deserialize, Serialize};

/// The height of letters, in pixels, at which Tesseract reads best, and the range that is left as it is.
const LETTER: f32 = 22.0;
const GOOD_LETTER: std::ops::Range<f32> = 15.0..38.0;
/// No picture is made larger than this, in pixels.
const MOST_PIXELS: f32 = 14_000_000.0;

/// A page ready for OCR.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Sheet {
    /// Page, counted from 1.
    pub page: u32,
    /// The picture as PGM; emptied once OCR has run.
    pub picture: Vec<u8>,
    /// What was drawn and is wiped out.
    pub drawn: Drawn,
}

/// What the picture shows besides words, in pixels.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Drawn {
    /// Width and height of the picture; 0 when it was not decoded.
    pub size: [usize; 2],
    /// The ruling lines.
    pub rulings: Vec<Stroke>,
    /// The boxes for ticks.
    pub boxes: Vec<TickBox>,
    /// The letters and accents, as far as they stand apart.
    pub shapes: Vec<Shape>,
    /// The round stamps.
    pub seals: Vec<[usize; 4]>,
}

impl Sheet {
    /// Makes a picture ready: one sheet, or two where two pages lie side by side in it. `None` when it is no picture.
    pub(super) fn prepare(image: &PageImage) -> Option<Vec<Sheet>> {
        let layers = std::iter::once(image).chain(&image.over);
        let layers = layers.filter_map(|layer| {
            let strips = std::iter::once(&layer.bytes).chain(&layer.further);
            let strips = strips.filter_map(|strip| Gray::decode(strip));
            Some(strips.reduce(Gray::above)?.turned(layer.rotate))
        });
        let picture = layers.reduce(Gray::below)?;
        let picture = desk::cleared(&picture).unwrap_or(picture);
        let lie = lie::of(&picture);
        let picture = if lie.sideways {
            picture.quarter()
        } else {
            picture
        };
        let picture = if lie.head_down {
            picture.head_down()
        } else {
            picture
        };
        Some(match spread::pages(&picture) {
            // Each was laid on the glass, or is bound, at a slant of its own.
            Some(pages) => pages
                .into_iter()
                .map(|page| {
                    let own = lie::of(&page);
                    let slope = if own.sideways { 0.0 } else { own.slope };
                    Sheet::upright(image.page, page, Lie { slope, ..own })
                })
                .collect(),
            None => vec![Sheet::upright(image.page, picture, lie)],
        })
    }

    /// Straightens and scales a picture that stands on its feet.
    fn upright(page: u32, picture: Gray, lie: Lie) -> Sheet {
        let pixels = (picture.width * picture.height) as f32;
        let scale = if lie.letter < 1.0 || GOOD_LETTER.contains(&lie.letter) {
            1.0
        } else {
            (LETTER / lie.letter).clamp(0.2, 3.0)
        };
        let scale = scale.min((MOST_PIXELS / pixels).sqrt());
        let letter = lie.letter * scale;
        let (picture, scale) = if scale < 0.7 {
            (picture.shrunk(scale), 1.0)
        } else {
            (picture, scale)
        };
        let straight = picture.straightened(lie.slope, scale, None);
        let flat = bend::of(&straight);
        let flat = flat.map(|bend| picture.straightened(lie.slope, scale, Some(&bend)));
        Sheet::wiped(page, flat.unwrap_or(straight), letter)
    }

    /// A picture of a kind that only Tesseract can decode, as it is.
    pub(super) fn raw(image: PageImage) -> Sheet {
        Sheet {
            page: image.page,
            picture: image.bytes,
            drawn: Drawn::default(),
        }
    }

    /// Notes what is drawn on a straight picture, and wipes it out.
    fn wiped(page: u32, mut picture: Gray, letter: f32) -> Sheet {
        let mut ink = Ink::of(&picture);
        let (bars, posts) = (ink.bars(letter), ink.posts(letter));
        if !bars.is_empty() || !posts.is_empty() {
            for bar in &bars {
                picture.invert(*bar);
            }
            // What is written in them stands on its side.
            for post in &posts {
                picture.wipe(*post);
            }
            ink = Ink::of(&picture);
        }
        let spots = ink.spots();
        let rings = ring::rings(&ink, &spots, letter);
        let mut boxes = tick::boxes(&ink, &spots, letter);
        boxes.extend(rings.iter().map(Ring::tick));
        let mut rulings = ink.rulings(&picture, letter);
        rulings.extend(bars.iter().flat_map(|bar| Stroke::around(*bar)));
        let mut drawn = Drawn {
            size: [picture.width, picture.height],
            rulings,
            boxes,
            shapes: accent::shapes(&picture, &ink, &spots, letter),
            seals: ring::seals(&ink, &spots, letter),
        };
        ink.wipe(&mut picture, &drawn.rulings);
        for ring in &rings {
            ring.wipe(&mut picture, &spots);
        }
        for found in &drawn.boxes {
            if found.ticked {
                tick::wipe_mark(&ink, &mut picture, found.place);
            }
            picture.wipe(found.place);
        }
        for dot in leader::dots(&spots, letter) {
            picture.wipe(dot.place);
        }
        for speck in dirt::specks(&spots, letter) {
            picture.wipe(speck.place);
        }
        let sides = frame::sides(&drawn.rulings, letter);
        drawn.rulings.extend(sides);
        frame::square(&mut drawn.rulings, letter);
        Sheet {
            page,
            picture: picture.pgm(),
            drawn,
        }
    }

    /// The sheet on its head.
    pub(super) fn head_down(&self) -> Sheet {
        let [width, height] = self.drawn.size;
        // The pixels are the end of the file; turned round as a whole they are the picture on its head.
        let header = self.picture.len().saturating_sub(width * height);
        let (header, pixels) = self.picture.split_at(header);
        let mut picture = header.to_vec();
        picture.extend(pixels.iter().rev());
        let turn = |[left, top, right, bottom]: [f32; 4]| {
            let (width, height) = (width as f32, height as f32);
            [width - right, height - bottom, width - left, height - top]
        };
        let rulings = self.drawn.rulings.iter().map(|stroke| Stroke {
            place: turn(stroke.place),
            ..*stroke
        });
        let boxes = self.drawn.boxes.iter().map(|found| TickBox {
            place: turn(found.place.map(|n| n as f32)).map(|n| n as usize),
            ..*found
        });
        let shapes = self.drawn.shapes.iter().map(|shape| Shape {
            place: turn(shape.place),
            ..*shape
        });
        let seals = self.drawn.seals.iter();
        let seals = seals.map(|place| turn(place.map(|n| n as f32)).map(|n| n as usize));
        Sheet {
            page: self.page,
            picture,
            drawn: Drawn {
                size: [width, height],
                rulings: rulings.collect(),
                boxes: boxes.collect(),
                shapes: shapes.collect(),
                seals: seals.collect(),
            },
        }
    }
}
