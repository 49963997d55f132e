//! Rows told by their distance: where lines of one row follow closely and the next row stands clear of it throughout, no words are
//! needed, and a label may stand at the middle of its answer.

use crate::document::{Line, Segment};
use std::collections::BTreeSet;

/// Points by which lines that keep one distance differ.
const EVEN: f32 = 0.5;
/// Points by which rows stand further apart than their lines, at least.
const CLEAR: f32 = 1.0;
/// So many rows are no accident.
const ROWS: usize = 6;

/// The lines that begin a row. `None` where distances do not tell: where a row would have no label in the first column, which ends
/// at `gutter`.
pub(super) fn rows(lines: &[&Line], gutter: f32) -> Option<BTreeSet<usize>> {
    let tops: Vec<f32> = lines.iter().map(|line| top(line)).collect::<Option<_>>()?;
    let page = lines.first()?.page;
    let mut segments = lines.iter().flat_map(|line| &line.segments);
    // Fields are as high as it pleases those who draw them.
    if lines.iter().any(|line| line.page != page) || segments.any(|one| one.field.is_some()) {
        return None;
    }
    let steps: Vec<f32> = tops
        .windows(2)
        .filter_map(|pair| Some(pair.get(1)? - pair.first()?))
        .collect();
    let mut sorted: Vec<f32> = steps.clone();
    sorted.sort_by(f32::total_cmp);
    // The widest gap between neighbouring distances, above that of two lines of one answer, and below a blank line.
    let height = lines.iter().filter_map(|line| line.segments.first());
    let height = height.map(extent).fold(f32::MAX, f32::min);
    let tight = sorted
        .windows(4)
        .find(|run| matches!(run, [first, .., last] if *first >= height * 0.7 && last - first <= EVEN))?
        .first()?;
    let wide = sorted.iter().find(|step| **step > tight + EVEN)?;
    if wide - tight < CLEAR || *wide > tight * 1.8 {
        return None;
    }
    let parted = (wide + tight) / 2.0;
    let mut starts = BTreeSet::from([0]);
    starts.extend(
        steps
            .iter()
            .enumerate()
            .filter(|(_, step)| **step > parted)
            .map(|(at, _)| at + 1),
    );
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let (mut answered, mut all) = (0, 0);
    for (start, end) in starts.iter().zip(ends) {
        let own = lines.get(*start..end)?;
        let mut segments = own.iter().flat_map(|line| &line.segments);
        if !segments.clone().any(|one| left(one) < gutter) {
            return None;
        }
        all += 1;
        answered += usize::from(segments.any(|one| left(one) >= gutter));
    }
    (all >= ROWS && answered * 10 >= all * 7).then_some(starts)
}

fn top(line: &Line) -> Option<f32> {
    let tops = line.segments.iter().filter_map(|one| one.place.get(1));
    tops.copied().reduce(f32::min)
}

fn left(segment: &Segment) -> f32 {
    segment.place.first().copied().unwrap_or(0.0)
}

fn extent(segment: &Segment) -> f32 {
    let [_, top, _, bottom] = segment.place;
    bottom - top
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(top: f32, lefts: &[f32]) -> Line {
        Line {
            segments: lefts
                .iter()
                .map(|left| Segment {
                    text: "word".to_owned(),
                    place: [*left, top, left + 30.0, top + 10.0],
                    ..Segment::default()
                })
                .collect(),
            page: 1,
            ..Line::default()
        }
    }

    /// Rows of an answer of three lines each, with the label beside the middle one.
    fn centred(apart: f32) -> Vec<Line> {
        let rows = (0..8).map(|row| row as f32 * (24.0 + apart));
        rows.flat_map(|top| {
            [
                line(top, &[200.0]),
                line(top + 12.0, &[50.0, 200.0]),
                line(top + 24.0, &[200.0]),
            ]
        })
        .collect()
    }

    #[test]
    fn rows_stand_clear_of_one_another() {
        let told = |apart: f32| {
            let lines = centred(apart);
            rows(&lines.iter().collect::<Vec<_>>(), 200.0)
        };
        let starts: Vec<usize> = told(14.0).unwrap().into_iter().collect();
        assert_eq!(starts, [0, 3, 6, 9, 12, 15, 18, 21]);
        assert_eq!(told(12.0), None);
    }

    #[test]
    fn a_blank_line_within_an_answer_begins_no_row() {
        let mut lines = centred(14.0);
        lines.push(line(8.0 * 38.0 + 10.0, &[200.0]));
        assert_eq!(rows(&lines.iter().collect::<Vec<_>>(), 200.0), None);
    }
}
