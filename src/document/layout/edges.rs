//! Where the columns of a page begin, told by the lines that begin there.

use super::spacing::wide_gap;
use super::visual::Visual;

/// Points by which what begins at one place may differ.
const NEAR: f32 = 0.8;

/// Left edges, in ascending order.
pub(super) struct Edges {
    /// Where at least two lines begin a segment after a wide gap.
    several: Vec<f32>,
    /// Where any line begins, or a segment of one after a wide gap.
    any: Vec<f32>,
}

impl Edges {
    pub(super) fn of(lines: &[Visual]) -> Edges {
        let mut starts: Vec<f32> = Vec::new();
        for line in lines {
            let wide = wide_gap(&line.words);
            starts.extend(
                line.words
                    .iter()
                    .zip(line.words.iter().skip(1))
                    .filter(|(last, next)| {
                        let size = last.word.size.max(next.word.size);
                        next.word.place[0] - last.word.place[2] > wide * size
                    })
                    .map(|(_, next)| next.word.place[0]),
            );
        }
        starts.sort_by(f32::total_cmp);
        let mut several: Vec<f32> = starts
            .iter()
            .zip(starts.iter().skip(1))
            .filter(|(a, b)| *b - *a < NEAR)
            .map(|(a, _)| *a)
            .collect();
        several.dedup_by(|next, kept| *next - *kept < NEAR);
        let firsts = lines.iter().filter_map(|line| line.words.first());
        starts.extend(firsts.map(|first| first.word.place[0]));
        starts.sort_by(f32::total_cmp);
        Edges {
            several,
            any: starts,
        }
    }

    /// True for a place where several lines begin after a wide gap.
    pub(super) fn has(&self, left: f32) -> bool {
        is_near(&self.several, left)
    }

    /// True for a place where anything begins.
    pub(super) fn has_any(&self, left: f32) -> bool {
        is_near(&self.any, left)
    }
}

fn is_near(edges: &[f32], left: f32) -> bool {
    let at = edges.partition_point(|edge| *edge < left - NEAR);
    edges.get(at).is_some_and(|edge| *edge < left + NEAR)
}

#[cfg(test)]
mod tests {
    use super::super::{Word, layout};
    use crate::document::Block;

    /// The segments of the first line of these words: text, left edge, middle, and whether a space is written before it.
    fn first(words: &[(&str, f32, f32, bool)]) -> Vec<String> {
        let word = |(text, left, middle, spaced): &(&str, f32, f32, bool)| Word {
            text: (*text).into(),
            place: [
                *left,
                middle - 5.0,
                left + 5.0 * text.chars().count() as f32,
                middle + 5.0,
            ],
            baseline: middle + 3.0,
            size: 10.0,
            confidence: 1.0,
            upright: true,
            spaced: *spaced,
            ..Word::default()
        };
        let blocks = layout(words.iter().map(word).collect(), Vec::new(), 1);
        let Some(Block::Line(line)) = blocks.into_iter().next() else {
            panic!("a line");
        };
        line.segments.into_iter().map(|one| one.text).collect()
    }

    #[test]
    fn cells_set_close_are_told_where_another_line_begins_and_no_space_is_written() {
        let words = [
            ("Who", 50.0, 100.0, false),
            ("leads", 68.0, 100.0, true),
            ("Ana", 96.0, 100.0, false),
            ("Ruiz", 96.0, 112.0, false),
        ];
        assert_eq!(first(&words), ["Who leads", "Ana"]);
    }

    #[test]
    fn what_is_read_from_the_right_has_its_spaces_at_its_right() {
        let words = [
            ("Who", 50.0, 100.0, false),
            ("leads", 68.0, 100.0, true),
            ("\u{5D1}\u{5DF}", 96.0, 100.0, true),
            ("\u{5E1}\u{5DC}", 109.0, 100.0, false),
            ("Ruiz", 96.0, 112.0, false),
            ("Ruiz", 109.0, 124.0, false),
        ];
        let read = first(&words);
        assert_eq!(read.len(), 2, "{read:?}");
        assert_eq!(read[0], "Who leads");
    }

    #[test]
    fn a_box_that_is_drawn_has_its_caption_without_a_written_space() {
        let words = [
            ("☒", 50.0, 100.0, false),
            ("Yes", 58.0, 100.0, false),
            ("please", 75.0, 100.0, true),
            ("Ruiz", 58.0, 112.0, false),
        ];
        assert_eq!(first(&words), ["☒ Yes please"]);
    }
}
