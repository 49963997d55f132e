//! What can stand on a page. Points, from the lower left corner of the page.

/// Colours, red, green, blue.
pub(super) type Colour = [f32; 3];
/// A rectangle: left, bottom, width, height.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    pub(super) x: f32,
    pub(super) y: f32,
    pub(super) width: f32,
    pub(super) height: f32,
}

/// What a text is for those who hear the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Title,
    Heading,
    Paragraph,
}

/// A run of letters in one look.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub(super) text: String,
    pub(super) bold: bool,
    pub(super) size: f32,
    pub(super) colour: Colour,
}

/// Something on a page.
#[derive(Debug, Clone)]
pub(super) enum Item {
    /// Lines of text that belong together: place of each line's start, and its runs.
    Text {
        role: Role,
        lines: Vec<(f32, f32, Vec<Run>)>,
    },
    /// A frame around an answer or a box to tick.
    Frame(Place),
    /// A coloured area.
    Area(Place, Colour),
    /// A field for text: section and question by number.
    Typed {
        section: usize,
        question: usize,
        place: Place,
        multiline: bool,
    },
    /// A box to tick: section, question and choice by number.
    Tick {
        section: usize,
        question: usize,
        choice: usize,
        place: Place,
    },
}

impl Item {
    /// Moved upwards.
    pub(super) fn moved(mut self, up: f32) -> Item {
        match &mut self {
            Item::Text { lines, .. } => lines.iter_mut().for_each(|line| line.1 += up),
            Item::Frame(place)
            | Item::Area(place, _)
            | Item::Typed { place, .. }
            | Item::Tick { place, .. } => place.y += up,
        }
        self
    }
}

impl Place {
    /// Smaller by so much left and right, and below and above.
    pub(super) fn shrunk(self, sides: f32, ends: f32) -> Place {
        Place {
            x: self.x + sides,
            y: self.y + ends,
            width: self.width - 2.0 * sides,
            height: self.height - 2.0 * ends,
        }
    }
}
