//! Columns told by the lines to write on: two stacks of them side by side, each with labels above its answers. Each stack is
//! read from top to bottom, however level its lines are with those beside it.

use super::grid::Stroke;
use super::visual::Visual;
use super::{Region, lines};

/// Lines of one stack begin and end at the same place, up to this.
const SAME: f32 = 4.0;
/// A stack has at least as many lines.
const LEAST: usize = 3;
/// The width of a line to write on, at least, and the widest space between two stacks, in points.
const WIDTH: f32 = 100.0;
const GUTTER: f32 = 60.0;
/// The lowest and highest space between two lines of a stack.
const STEP: std::ops::RangeInclusive<f32> = 15.0..=160.0;
/// Words that are so far below a line in heights of the page's letters still stand on it.
const BELOW: f32 = 0.4;
/// A caption is so many times as far from the text below it as from the line above.
const CAPTION: f32 = 1.5;

/// Lines to write on below one another.
struct Stack {
    from: f32,
    to: f32,
    /// Their heights, from top to bottom.
    at: Vec<f32>,
}

/// What stands above two such columns, the columns, and what stands below them; all in one where there are none.
pub(super) fn parts(region: Region, flat: &[Stroke], right_to_left: bool) -> Vec<Region> {
    let text = lines::lines(&region.words);
    let stacks = stacks(flat);
    let pairs = stacks
        .iter()
        .flat_map(|left| stacks.iter().map(move |right| (left, right)));
    let found = pairs
        .filter(|(left, right)| are_beside(left, right))
        .filter(|(left, right)| left.is_form(&text) && right.is_form(&text))
        .find_map(|(left, right)| extent(&region, &text, left, right));
    let Some((gutter, top, bottom)) = found else {
        return vec![region];
    };
    let middle = |place: &[f32; 4]| (place[1] + place[3]) / 2.0;
    let (above, rest) = region.parted(|place| middle(place) < top);
    let (columns, below) = rest.parted(|place| middle(place) < bottom);
    let (left, right) = columns.parted(|place| (place[0] + place[2]) / 2.0 < gutter);
    let (first, second) = match right_to_left {
        true => (right, left),
        false => (left, right),
    };
    let mut parts = vec![above, first, second, below];
    parts.retain(|part| !part.is_empty());
    parts
}

/// The stacks among these lines, which come from top to bottom.
fn stacks(flat: &[Stroke]) -> Vec<Stack> {
    let mut stacks: Vec<Stack> = Vec::new();
    for line in flat.iter().filter(|line| line.to - line.from > WIDTH) {
        let stack = stacks.iter_mut().find(|stack| {
            let last = stack.at.last().copied().unwrap_or_default();
            (stack.from - line.from).abs() < SAME
                && (stack.to - line.to).abs() < SAME
                && STEP.contains(&(line.at - last))
        });
        match stack {
            Some(stack) => stack.at.push(line.at),
            None => stacks.push(Stack {
                from: line.from,
                to: line.to,
                at: vec![line.at],
            }),
        }
    }
    stacks.retain(|stack| stack.at.len() >= LEAST);
    stacks
}

impl Stack {
    fn ends(&self) -> (f32, f32) {
        let end = |at: Option<&f32>| at.copied().unwrap_or_default();
        (end(self.at.first()), end(self.at.last()))
    }

    /// The heights of the lines of text that reach over it.
    fn levels(&self, text: &[Visual]) -> Vec<f32> {
        let within = |line: &&Visual| {
            let mut places = line.places();
            places.any(|place| place[0] < self.to && place[2] > self.from)
        };
        text.iter().filter(within).map(Visual::middle).collect()
    }

    /// True when labels stand above the answers: above most lines that something is written on there is more than one line of
    /// text.
    fn is_form(&self, text: &[Visual]) -> bool {
        let levels = self.levels(text);
        let counts = self.at.iter().zip(self.at.iter().skip(1));
        let counts = counts.map(|(above, below)| {
            let between = |level: &&f32| **level > *above && **level < *below;
            levels.iter().filter(between).count()
        });
        let (mut several, mut all) = (0, 0);
        for count in counts {
            several += usize::from(count > 1);
            all += usize::from(count > 0);
        }
        several * 3 >= all * 2 && several + 1 >= LEAST
    }
}

/// How far down the column of a stack goes: to its last line, or to the caption below that where there is one below most lines.
fn foot(stack: &Stack, text: &[Visual]) -> f32 {
    let (levels, (_, last)) = (stack.levels(text), stack.ends());
    let below = |at: f32| {
        let mut own = levels.iter().copied().skip_while(move |level| *level <= at);
        Some((own.next()? - at, own.next().map(|next| next - at)))
    };
    let (mut captions, mut all, mut farthest) = (0, 0, 0.0_f32);
    for (first, second) in stack
        .at
        .iter()
        .filter(|at| **at < last)
        .filter_map(|at| below(*at))
    {
        all += 1;
        if second.is_some_and(|second| first * CAPTION < second - first) {
            captions += 1;
            farthest = farthest.max(first);
        }
    }
    match below(last) {
        Some((first, _)) if captions * 3 >= all * 2 && first <= farthest + 1.0 => last + first,
        _ => last,
    }
}

/// True for stacks side by side.
fn are_beside(left: &Stack, right: &Stack) -> bool {
    let ((first, last), (top, bottom)) = (left.ends(), right.ends());
    let shared = last.min(bottom) - first.max(top);
    let gap = right.from - left.to;
    (0.0..GUTTER).contains(&gap) && shared * 2.0 > (last - first).min(bottom - top)
}

/// The middle of the space between two stacks, and how far up and down their columns go. Nothing when something crosses the space
/// in between.
fn extent(
    region: &Region,
    text: &[Visual],
    left: &Stack,
    right: &Stack,
) -> Option<(f32, f32, f32)> {
    let gutter = (left.to + right.from) / 2.0;
    let first = left.ends().0.min(right.ends().0);
    let last = foot(left, text).max(foot(right, text));
    let crosses = |place: &[f32; 4]| place[0] < gutter && place[2] > gutter;
    let crossing = text
        .iter()
        .filter(|line| line.places().any(crosses) || line.goes_on_over(gutter))
        .flat_map(Visual::places)
        .chain(
            region
                .tables
                .iter()
                .map(|(place, _)| place)
                .filter(|place| crosses(place)),
        );
    let mut head = f32::MIN;
    let letters = text.iter().map(|line| line.size).fold(f32::MAX, f32::min);
    let last = last + letters * BELOW;
    for place in crossing {
        let middle = (place[1] + place[3]) / 2.0;
        if middle < first {
            head = head.max(place[3]);
        } else if middle < last {
            return None;
        }
    }
    Some((gutter, head, last))
}

#[cfg(test)]
mod tests {
    use super::super::{Ruling, Word, layout};
    use crate::document::Block;

    /// Labels with answers below them in two columns, a line below each answer, as OCR reads them.
    fn form(labelled: bool) -> Vec<String> {
        let word = |text: &str, left: f32, bottom: f32| Word {
            text: text.into(),
            place: [left, bottom - 8.0, left + 5.0 * text.len() as f32, bottom],
            baseline: bottom,
            size: 10.0,
            confidence: 0.9,
            spaced: true,
            upright: true,
            ..Word::default()
        };
        let mut words = vec![word(&"Title".repeat(20), 50.0, 60.0)];
        let mut rulings = Vec::new();
        for at in 0..5 {
            for (side, left) in [("l", 60.0), ("r", 320.0)] {
                let line = 130.0 + 36.0 * at as f32;
                words
                    .extend(labelled.then(|| word(&format!("{side}Label{at}"), left, line - 18.0)));
                words.push(word(&format!("{side}Answer{at}"), left + 2.0, line - 3.0));
                rulings.push(Ruling {
                    place: [left, line, left + 230.0, line],
                });
            }
        }
        words.push(word("Below", 60.0, 330.0));
        let blocks = layout(words, rulings, 1);
        let texts = blocks.into_iter().flat_map(|block| match block {
            Block::Line(line) => line.segments,
            Block::Table(_) => panic!("a table"),
        });
        texts.map(|segment| segment.text).collect()
    }

    #[test]
    fn columns_with_lines_to_write_on_are_read_one_after_the_other() {
        let texts = form(true);
        let at = |text: &str| texts.iter().position(|other| other == text);
        assert!(at("lAnswer4") < at("rLabel0"), "{texts:?}");
        assert_eq!(texts.last().map(String::as_str), Some("Below"));
    }

    #[test]
    fn captions_below_the_last_lines_belong_to_their_columns() {
        let word = |text: &str, left: f32, bottom: f32, order: usize| Word {
            text: text.into(),
            place: [left, bottom - 8.0, left + 5.0 * text.len() as f32, bottom],
            baseline: bottom,
            size: 10.0 - 3.0 * (order % 2) as f32,
            confidence: 1.0,
            spaced: true,
            upright: true,
            ..Word::default()
        };
        let (mut words, mut rulings) = (Vec::new(), Vec::new());
        for at in 0..5 {
            for (side, left) in [("l", 60.0), ("r", 320.0)] {
                let line = 130.0 + 36.0 * at as f32;
                words.push(word(&format!("{side}Answer{at}"), left, line - 4.0, 0));
                words.push(word(&format!("{side}Caption{at}"), left, line + 10.0, 1));
                rulings.push(Ruling {
                    place: [left, line, left + 230.0, line],
                });
            }
        }
        words.push(word("Heading", 60.0, 306.0, 0));
        let blocks = layout(words, rulings, 1);
        let texts: Vec<String> = blocks
            .into_iter()
            .flat_map(|block| match block {
                Block::Line(line) => line.segments,
                Block::Table(_) => panic!("a table"),
            })
            .map(|segment| segment.text)
            .collect();
        assert_eq!(
            texts[8..12],
            ["lAnswer4", "lCaption4", "rAnswer0", "rCaption0"]
        );
        assert_eq!(texts[19..], ["rCaption4", "Heading"]);
    }

    #[test]
    fn labels_beside_answers_with_a_line_below_each_are_rows() {
        let texts = form(false);
        let at = |text: &str| texts.iter().position(|other| other == text);
        assert!(at("rAnswer0") < at("lAnswer1"), "{texts:?}");
    }
}
