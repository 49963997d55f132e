//! Where everything stands: questions → blocks → pages. Points, from the lower left corner of an A4 page.

use super::ask::{Answer, Asked, Question};
use super::font::Font;
use super::item::{Colour, Item, Place, Role, Run};
use super::wrap::{balanced, wrapped};

/// A4.
pub(super) const WIDTH: f32 = 595.28;
pub(super) const HEIGHT: f32 = 841.89;
const MARGIN: f32 = 54.0;
const TOP: f32 = HEIGHT - 50.0;
const BOTTOM: f32 = 62.0;
const FULL: f32 = WIDTH - 2.0 * MARGIN;

/// Labels stand left of their answers, in a column of this width.
const LABELS: f32 = 166.0;
const GAP: f32 = 12.0;
/// Labels that take more lines in that column stand above their answers.
const MOST_LABEL_LINES: usize = 3;
/// Answers of more lines take the whole width.
const MOST_LINES_BESIDE: u32 = 4;

/// The size of what people type.
pub(super) const TYPED: f32 = 10.0;
/// From line to line of what people type.
const TYPED_LEADING: f32 = 13.7;
/// Between a frame and what is typed into it, together above and below.
const PADDING: f32 = 7.0;
/// Between a frame and what is typed into it, on either side.
const SIDE: f32 = 4.0;
const LABEL: f32 = 9.5;
const HINT: f32 = 8.0;
/// The side of a box to tick.
pub(super) const TICK: f32 = 11.0;
const OPTION_ROW: f32 = 17.0;
/// No frame takes more of the room that is left on its page.
const MOST_GROWTH: f32 = 110.0;

const DARK: Colour = [0.086, 0.224, 0.353];
const INK: Colour = [0.1, 0.1, 0.1];
const GREY: Colour = [0.33, 0.36, 0.4];
const RED: Colour = [0.69, 0.11, 0.09];
const PALE: Colour = [0.918, 0.945, 0.965];
const ACCENT: Colour = [0.0, 0.478, 0.620];

/// An item and the section it belongs to.
pub(super) type Placed = (Option<usize>, Item);

/// The pages.
pub(super) struct Plan {
    pub(super) pages: Vec<Vec<Placed>>,
    /// What stands at the foot of each page: place of the start, and the run.
    pub(super) feet: Vec<Vec<(f32, f32, Run)>>,
}

/// Items that stay together; heights count downwards from its top at 0.
#[derive(Default)]
struct Block {
    height: f32,
    /// Its last frame may be made higher.
    grows: bool,
    items: Vec<Placed>,
}

struct Planner<'a> {
    asked: &'a Asked,
    regular: &'a Font,
    bold: &'a Font,
}

/// Lays out a form.
pub(super) fn plan(asked: &Asked, regular: &Font, bold: &Font) -> Plan {
    let planner = Planner {
        asked,
        regular,
        bold,
    };
    let mut pages: Vec<Vec<Placed>> = Vec::new();
    let mut page: Vec<Block> = Vec::new();
    let mut room = TOP - BOTTOM;
    for block in planner.blocks() {
        if room < block.height && !page.is_empty() {
            pages.push(filled(std::mem::take(&mut page), room));
            room = TOP - BOTTOM;
        }
        room -= block.height;
        page.push(block);
    }
    pages.push(filled(page, 0.0));
    let feet = (1..=pages.len())
        .map(|number| planner.foot(number, pages.len()))
        .collect();
    Plan { pages, feet }
}

/// The blocks of a page from top to bottom; what room is left goes to the frames for long answers.
fn filled(blocks: Vec<Block>, room: f32) -> Vec<Placed> {
    let growing = blocks.iter().filter(|block| block.grows).count();
    let more = (room / growing.max(1) as f32).min(MOST_GROWTH);
    let mut y = TOP;
    let mut page = Vec::new();
    for mut block in blocks {
        if block.grows {
            block.grow(more);
        }
        let moved = block.items.into_iter();
        page.extend(moved.map(|(section, item)| (section, item.moved(y))));
        y -= block.height;
    }
    page
}

impl Planner<'_> {
    fn blocks(&self) -> Vec<Block> {
        let mut blocks = vec![self.head()];
        for (number, section) in self.asked.sections.iter().enumerate() {
            let mut heading = section
                .title
                .as_ref()
                .map(|title| self.heading(number, title));
            for (at, question) in section.questions.iter().enumerate() {
                let block = self.question(number, at, question);
                blocks.push(match heading.take() {
                    // A heading stays with its first question.
                    Some(heading) => heading.above(block),
                    None => block,
                });
            }
        }
        blocks
    }

    /// Title, introduction, and what the asterisk means.
    fn head(&self) -> Block {
        let size = 17.0;
        let inner = FULL - 36.0;
        let lines = balanced(self.bold, &self.asked.title, size, inner);
        let band = lines.len() as f32 * 23.0 + 26.0;
        let mut block = Block::default();
        let area = |x, width, colour| {
            let place = Place {
                x,
                y: -band,
                width,
                height: band,
            };
            (None, Item::Area(place, colour))
        };
        block.items.push(area(MARGIN, FULL, PALE));
        block.items.push(area(MARGIN, 5.0, ACCENT));
        let title = lines.into_iter().enumerate().map(|(n, text)| {
            let y = -13.0 - 18.0 - 23.0 * n as f32;
            (MARGIN + 20.0, y, vec![run(text, true, size, DARK)])
        });
        block.items.push((
            None,
            Item::Text {
                role: Role::Title,
                lines: title.collect(),
            },
        ));
        block.height = band + 14.0;
        for paragraph in self.asked.text("introduction").split("\n\n") {
            self.paragraph(&mut block, paragraph, 10.0, INK);
            block.height += 5.0;
        }
        self.paragraph(&mut block, self.asked.text("note"), 9.0, GREY);
        block
    }

    fn paragraph(&self, block: &mut Block, text: &str, size: f32, colour: Colour) {
        let mut lines = Vec::new();
        for line in wrapped(self.regular, text, size, FULL) {
            block.height += size * 1.42;
            let mut runs = vec![run(line, false, size, colour)];
            // The asterisk of the note looks like those beside the labels.
            if let Some(rest) = text.strip_prefix('*')
                && lines.is_empty()
                && let Some(first) = runs.first_mut()
            {
                first.text = first.text.trim_start_matches('*').to_owned();
                let star = run("*".to_owned(), true, size, RED);
                if !rest.is_empty() {
                    runs.insert(0, star);
                }
            }
            lines.push((MARGIN, -block.height + size * 0.3, runs));
        }
        block.items.push((
            None,
            Item::Text {
                role: Role::Paragraph,
                lines,
            },
        ));
    }

    fn heading(&self, section: usize, title: &str) -> Block {
        let mut lines = Vec::new();
        let mut height = 17.0;
        for line in wrapped(self.bold, title, 12.5, FULL) {
            height += 16.0;
            lines.push((MARGIN, -height + 4.0, vec![run(line, true, 12.5, DARK)]));
        }
        let rule = Place {
            x: MARGIN,
            y: -height - 2.0,
            width: FULL,
            height: 1.2,
        };
        Block {
            height: height + 10.0,
            grows: false,
            items: vec![
                (
                    Some(section),
                    Item::Text {
                        role: Role::Heading,
                        lines,
                    },
                ),
                (Some(section), Item::Area(rule, ACCENT)),
            ],
        }
    }

    /// A label and its answer, side by side when both are short.
    fn question(&self, section: usize, number: usize, question: &Question) -> Block {
        let beside = wrapped(self.bold, &starred(question), LABEL, LABELS);
        let short = !matches!(question.answer, Answer::Lines(lines) if lines > MOST_LINES_BESIDE);
        let (x, width) = if short && beside.len() <= MOST_LABEL_LINES {
            (MARGIN + LABELS + GAP, FULL - LABELS - GAP)
        } else {
            (MARGIN, FULL)
        };
        let above = x == MARGIN;
        let lines = if above {
            wrapped(self.bold, &starred(question), LABEL, FULL)
        } else {
            beside
        };
        let mut block = Block::default();
        let start = if above { 0.0 } else { 3.5 };
        let mut below = start;
        let label = lines.into_iter().map(|line| {
            below += 12.5;
            (MARGIN, -below + 2.5, label_runs(line, question.required))
        });
        let label = Item::Text {
            role: Role::Paragraph,
            lines: label.collect(),
        };
        block.items.push((Some(section), label));
        // The hint stands with the label, so that nothing but the answer stands on the answer's side.
        if let Some(hint) = &question.hint {
            let width = if above { FULL } else { LABELS };
            let lines = wrapped(self.regular, hint, HINT, width);
            let lines = lines.into_iter().map(|line| {
                below += 11.0;
                (MARGIN, -below + 2.5, vec![run(line, false, HINT, GREY)])
            });
            let hint = Item::Text {
                role: Role::Paragraph,
                lines: lines.collect(),
            };
            block.items.push((Some(section), hint));
        }
        let top = if above { below + 4.0 } else { 0.0 };
        let bottom = match &question.answer {
            Answer::Lines(lines) => {
                let height = *lines as f32 * TYPED_LEADING + PADDING;
                let place = Place {
                    x,
                    y: -top - height,
                    width,
                    height,
                };
                block.items.push((Some(section), Item::Frame(place)));
                let typed = Item::Typed {
                    section,
                    question: number,
                    place: place.shrunk(SIDE, 1.0),
                    multiline: *lines > 1,
                };
                block.items.push((Some(section), typed));
                top + height
            }
            Answer::OneOf(choices) => {
                let titles: Vec<&str> = choices.iter().map(|(_, title)| title.as_str()).collect();
                self.options(&mut block, (section, number), &titles, (x, width, top))
            }
        };
        block.grows = above && matches!(question.answer, Answer::Lines(lines) if lines > 1);
        block.height = bottom.max(below) + if above { 11.0 } else { 7.5 };
        block
    }

    /// Boxes to tick with their titles, in as many columns as there is room for; returns where they end.
    fn options(
        &self,
        block: &mut Block,
        (section, question): (usize, usize),
        titles: &[&str],
        (x, width, top): (f32, f32, f32),
    ) -> f32 {
        let indent = TICK + 6.0;
        let widest = titles
            .iter()
            .map(|title| self.regular.width(title, LABEL) + indent + 12.0)
            .fold(0.0, f32::max);
        let most = if titles.len() > 3 { 2.0 } else { 3.0 };
        let columns = (width / widest).floor().clamp(1.0, most) as usize;
        let rows = titles.len().div_ceil(columns);
        let column = width / columns as f32;
        let mut tops = vec![top + 2.0; columns];
        for (choice, title) in titles.iter().enumerate() {
            let at = if titles.len() > 3 {
                choice / rows
            } else {
                choice % columns
            };
            let Some(top) = tops.get_mut(at) else {
                continue;
            };
            let x = x + at as f32 * column;
            let place = Place {
                x: x + 0.5,
                y: -*top - TICK - 2.0,
                width: TICK,
                height: TICK,
            };
            block.items.push((Some(section), Item::Frame(place)));
            let tick = Item::Tick {
                section,
                question,
                choice,
                place,
            };
            block.items.push((Some(section), tick));
            let mut lines = Vec::new();
            let mut y = -*top - TICK + 0.7;
            for line in wrapped(self.regular, title, LABEL, column - indent - 4.0) {
                lines.push((x + indent, y, vec![run(line, false, LABEL, INK)]));
                y -= 12.0;
            }
            *top += OPTION_ROW + 12.0 * (lines.len().max(1) - 1) as f32;
            let text = Item::Text {
                role: Role::Paragraph,
                lines,
            };
            block.items.push((Some(section), text));
        }
        tops.into_iter().fold(top, f32::max)
    }

    fn foot(&self, page: usize, pages: usize) -> Vec<(f32, f32, Run)> {
        let line = self
            .asked
            .text("page")
            .replace("{{ page }}", &page.to_string())
            .replace("{{ pages }}", &pages.to_string());
        let right = WIDTH - MARGIN - self.regular.width(&line, HINT);
        vec![
            (MARGIN, 36.0, run(self.asked.mark(), false, HINT, GREY)),
            (right, 36.0, run(line, false, HINT, GREY)),
        ]
    }
}

impl Block {
    /// This one and another below it, as one.
    fn above(mut self, below: Block) -> Block {
        let top = self.height;
        let moved = below.items.into_iter();
        self.items
            .extend(moved.map(|(section, item)| (section, item.moved(-top))));
        self.height += below.height;
        self.grows = below.grows;
        self
    }

    /// Makes the frame at its bottom higher.
    fn grow(&mut self, more: f32) {
        for (_, item) in &mut self.items {
            if let Item::Frame(place) | Item::Typed { place, .. } = item {
                place.y -= more;
                place.height += more;
            }
        }
        self.height += more;
    }
}

fn run(text: String, bold: bool, size: f32, colour: Colour) -> Run {
    Run {
        text,
        bold,
        size,
        colour,
    }
}

/// The label, with an asterisk where the answer is needed. It clings to the last word.
fn starred(question: &Question) -> String {
    if question.required {
        format!("{}\u{a0}*", question.label)
    } else {
        question.label.clone()
    }
}

fn label_runs(line: String, required: bool) -> Vec<Run> {
    match line.strip_suffix("\u{a0}*").filter(|_| required) {
        Some(label) => vec![
            run(format!("{label} "), true, LABEL, INK),
            run("*".to_owned(), true, LABEL, RED),
        ],
        None => vec![run(line, true, LABEL, INK)],
    }
}
