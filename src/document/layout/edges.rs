//! Where the columns of a page begin, told by the lines that begin there.

use super::Placed;
use super::spacing::{stands_out, wide_gap};
use super::visual::Visual;

/// Points by which what begins at one place may differ.
const NEAR: f32 = 0.8;

/// Left edges, in ascending order.
pub(super) struct Edges {
    /// Where at least two lines begin a segment after a wide gap.
    several: Vec<f32>,
    /// Where any line begins, or a segment of one after a wide gap.
    any: Vec<f32>,
    /// Where the segments of each line begin after a wide gap.
    own: Vec<Vec<f32>>,
}

impl Edges {
    pub(super) fn of(lines: &[Visual]) -> Edges {
        let own: Vec<Vec<f32>> = lines.iter().map(starts).collect();
        let mut starts: Vec<f32> = own.iter().flatten().copied().collect();
        starts.sort_by(f32::total_cmp);
        let mut several: Vec<f32> = starts
            .iter()
            .zip(starts.iter().skip(1))
            .filter(|(a, b)| *b - *a < NEAR)
            .map(|(a, _)| *a)
            .collect();
        several.extend(outstanding(lines));
        several.sort_by(f32::total_cmp);
        several.dedup_by(|next, kept| *next - *kept < NEAR);
        let firsts = lines.iter().filter_map(|line| line.words.first());
        starts.extend(firsts.map(|first| first.word.place[0]));
        starts.sort_by(f32::total_cmp);
        Edges {
            several,
            any: starts,
            own,
        }
    }

    /// True for a place where segments begin after a wide gap closely above this line and closely below it.
    pub(super) fn flank(&self, line: usize, left: f32) -> bool {
        const REACH: usize = 2;
        let begins = |starts: &Vec<f32>| starts.iter().any(|start| (start - left).abs() < NEAR);
        let above = self.own.get(line.saturating_sub(REACH)..line);
        let below = self.own.iter().skip(line + 1).take(REACH);
        above.unwrap_or_default().iter().any(begins) && below.into_iter().any(begins)
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

/// Where the one gap of a line that is wider than all others ends, in several lines at the same place.
fn outstanding(lines: &[Visual]) -> Vec<f32> {
    /// Lines that show a column whose cells stand close to those of the next.
    const LINES: usize = 3;
    let mut ends: Vec<f32> = lines.iter().filter_map(widest).collect();
    ends.sort_by(f32::total_cmp);
    let same = ends.windows(LINES).filter_map(|same| {
        let (first, last) = (same.first()?, same.last()?);
        (last - first < NEAR).then_some(*first)
    });
    same.collect()
}

/// Where the widest gap of a line ends, if it stands out among them.
fn widest(line: &Visual) -> Option<f32> {
    let words = &line.words;
    let gaps = words.iter().zip(words.iter().skip(1)).enumerate();
    let gap = |last: &Placed, next: &Placed| next.word.place[0] - last.word.place[2];
    let (before, _) = gaps
        .map(|(at, (last, next))| (at, gap(last, next)))
        .max_by(|a, b| a.1.total_cmp(&b.1))?;
    let end = words.get(before + 1)?;
    stands_out(words, before + 1).then_some(end.word.place[0])
}

/// Where the segments of a line begin after a wide gap.
fn starts(line: &Visual) -> Vec<f32> {
    let wide = wide_gap(&line.words);
    let pairs = line.words.iter().zip(line.words.iter().skip(1));
    let apart = pairs.filter(|(last, next)| {
        let size = last.word.size.max(next.word.size);
        next.word.place[0] - last.word.place[2] > wide * size
    });
    apart.map(|(_, next)| next.word.place[0]).collect()
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
        lines_of(words).swap_remove(0)
    }

    /// The segments of each line.
    fn lines_of(words: &[(&str, f32, f32, bool)]) -> Vec<Vec<String>> {
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
        let texts = |block| match block {
            Block::Line(line) => line.segments.into_iter().map(|one| one.text).collect(),
            Block::Table(_) => panic!("a table"),
        };
        blocks.into_iter().map(texts).collect()
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
    fn a_label_that_fills_its_column_ends_where_the_answers_above_and_below_begin() {
        let words = [
            ("Publication", 50.0, 100.0, false),
            ("of", 109.0, 100.0, true),
            ("profiles", 123.0, 100.0, true),
            ("yes", 166.0, 100.0, true),
            ("Date", 50.0, 112.0, false),
            ("2026", 166.0, 112.0, true),
        ];
        assert_eq!(first(&words), ["Publication of profiles yes"]);
        let above = [("Other", 50.0, 88.0, false), ("None", 166.0, 88.0, true)];
        let words: Vec<_> = above.iter().chain(&words).copied().collect();
        let flanked = |words: &[(&str, f32, f32, bool)]| lines_of(words).swap_remove(1);
        assert_eq!(flanked(&words), ["Publication of profiles", "yes"]);
    }

    #[test]
    fn labels_set_close_to_their_answers_end_where_the_widest_gap_of_other_lines_does() {
        let mut words = Vec::new();
        for (at, name) in ["Ana", "Eva", "Ida"].into_iter().enumerate() {
            let top = 100.0 + 12.0 * at as f32;
            for (text, left) in [("Who", 50.0), ("is", 68.0), ("it", 81.0), ("now", 94.0)] {
                words.push((text, left, top, at > 0 || left > 50.0));
            }
            words.push((name, 118.0, top, true));
        }
        words.extend([("Land", 89.0, 136.0, false), ("Peru", 118.0, 136.0, true)]);
        assert_eq!(lines_of(&words).swap_remove(3), ["Land", "Peru"]);
    }

    #[test]
    fn in_a_justified_label_only_the_space_before_its_answer_is_another() {
        let line = |last: f32| {
            [
                ("Publication", 50.0, 100.0, false),
                ("of", 117.0, 100.0, true),
                ("our", 139.0, 100.0, true),
                ("profile", 166.0, 100.0, true),
                ("yes", last, 100.0, true),
                ("Date", 50.0, 112.0, false),
                ("2026", last, 112.0, true),
                ("Place", 50.0, 124.0, false),
                ("Thies", last, 124.0, true),
            ]
        };
        assert_eq!(first(&line(215.0)), ["Publication of our profile", "yes"]);
        assert_eq!(first(&line(213.0)), ["Publication of our profile yes"]);
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
