//! The small print below the last answer of a file: a sentence clear of it, in smaller type than (nearly) all else.

use crate::document::{Block, Line};

/// It is at most so large beside what stands above it.
const SMALLER: f32 = 0.85;
/// Sizes that differ by less are the same, in points.
const SAME: f32 = 0.3;
/// Lines that it is set in at most.
const LINES: usize = 3;
/// The words of a sentence at least.
const WORDS: usize = 5;
/// One line of so many is as small, at most.
const RARE: usize = 8;

/// Marks it as text in the margin.
pub(super) fn mark(blocks: &mut [Block]) {
    if let Some((from, to)) = find(blocks) {
        for block in blocks.iter_mut().take(to).skip(from) {
            if let Block::Line(line) = block {
                line.margin = true;
            }
        }
    }
}

/// The blocks that it stands in.
fn find(blocks: &[Block]) -> Option<(usize, usize)> {
    let open = |block: &Block| !matches!(block, Block::Line(line) if line.margin);
    let last = blocks.iter().rposition(open)?;
    let own = size(blocks.get(last)?)?;
    let same = |block: &Block| size(block).is_some_and(|size| (size - own).abs() < SAME);
    let mut from = last;
    while line(blocks.get(from)?)?.gap < 1.0 {
        from = from.checked_sub(1).filter(|at| last - at < LINES)?;
        same(blocks.get(from)?).then_some(())?;
    }
    let text = line(blocks.get(last)?)?.segments.first()?.text.trim_end();
    let words = blocks.get(from..=last)?.iter().filter_map(line);
    let words = words.flat_map(|line| &line.segments);
    let words = words.map(|one| one.text.split_whitespace().count());
    let told = text.ends_with(['.', '。', '।', '۔']) && words.sum::<usize>() >= WORDS;
    let above = line(blocks.get(from.checked_sub(1)?)?)?;
    let answer = above.segments.last()?;
    let asks = answer.bold || answer.text.trim_end().ends_with([':', '?', '：', '？']);
    let small = own <= SMALLER * answer.font_size();
    let rare = blocks.iter().filter(|block| same(block)).count() * RARE <= blocks.len();
    (told && small && rare && !asks && above.page > 0).then_some((from, last + 1))
}

fn line(block: &Block) -> Option<&Line> {
    match block {
        Block::Line(line) => Some(line),
        Block::Table(_) => None,
    }
}

/// The size of a printed line in plain type.
fn size(block: &Block) -> Option<f32> {
    let [only] = line(block)?.segments.as_slice() else {
        return None;
    };
    let printed = !only.bold && only.field.is_none() && only.confidence >= 1.0;
    printed.then(|| only.font_size())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Segment;

    /// Which of these lines are marked: text, size, space above.
    fn marked(ends: &[(&str, f32, f32)]) -> Vec<bool> {
        let answers = std::iter::repeat_n(("We want to learn.", 10.0, 0.2), 16);
        let lines = answers.chain(ends.iter().copied());
        let mut blocks: Vec<Block> = lines
            .map(|(text, size, gap)| {
                Block::Line(Line {
                    segments: vec![Segment {
                        text: text.to_owned(),
                        place: [50.0, 100.0, 200.0, 100.0 + size],
                        confidence: 1.0,
                        ..Segment::default()
                    }],
                    gap,
                    page: 1,
                    ..Line::default()
                })
            })
            .collect();
        mark(&mut blocks);
        let margin = blocks.iter().map(|block| line(block).unwrap().margin);
        margin.skip(16).collect()
    }

    #[test]
    fn a_small_sentence_below_the_last_answer_is_no_part_of_it() {
        let note = "Data are processed for this campaign only.";
        assert_eq!(marked(&[(note, 8.0, 1.1)]), [true]);
        let more = [
            ("Data are processed for this", 8.0, 1.1),
            ("campaign only.", 8.0, 0.2),
        ];
        assert_eq!(marked(&more), [true, true]);
        // Close to the answer, as large as it, or below a question.
        assert_eq!(marked(&[(note, 8.0, 0.4)]), [false]);
        assert_eq!(marked(&[(note, 10.0, 1.1)]), [false]);
        assert_eq!(marked(&[("Why?", 10.0, 1.1), (note, 8.0, 1.1)]), [false; 2]);
    }
}
