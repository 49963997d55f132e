//! Columns in which each paragraph has labels with their answers below them: rows of labels and rows of answers.

use super::grid::{PARAGRAPH, TOLERANCE, left};
use super::strip::is_address;
use crate::document::{Line, Segment};
use std::collections::BTreeSet;

/// Where each paragraph has labels with their answers below them, column by column: the lines on which rows of labels and rows of
/// answers begin.
pub(super) fn rows(lines: &[&Line], gutters: &[f32]) -> Option<BTreeSet<usize>> {
    /// Paragraphs that may be built so by chance.
    const CHANCE: usize = 3;
    let columns = |line: &Line| -> BTreeSet<usize> {
        let of = |segment: &Segment| {
            gutters
                .iter()
                .filter(|x| left(segment) >= *x - TOLERANCE)
                .count()
        };
        line.segments.iter().map(of).collect()
    };
    let starts = (0..lines.len())
        .filter(|at| *at == 0 || lines.get(*at).is_some_and(|line| line.gap >= PARAGRAPH));
    let starts: Vec<usize> = starts.collect();
    if let Some(rows) = filled(lines) {
        return Some(rows);
    }
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let (mut wide, mut built) = (0, 0);
    let mut rows = BTreeSet::new();
    for (start, end) in starts.iter().copied().zip(ends) {
        let own: Vec<BTreeSet<usize>> = lines
            .get(start..end)?
            .iter()
            .map(|line| columns(line))
            .collect();
        let all: BTreeSet<usize> = own.iter().flatten().copied().collect();
        // The answers begin where the labels have filled all columns, and all of them are filled again.
        let mut filled = BTreeSet::new();
        let below = own.iter().position(|columns| {
            let again = filled == all && *columns == all;
            filled.extend(columns);
            again
        });
        rows.insert(start);
        rows.insert(start + below.unwrap_or(1));
        if all.len() > 1 {
            wide += 1;
            // A label that goes on beside its answer fills its columns more often than once.
            let times = own.iter().filter(|columns| **columns == all).count();
            let goes_on = below
                .and_then(|below| lines.get(start + below))
                .and_then(|line| line.segments.first());
            let goes_on = goes_on.is_some_and(|one| {
                one.text.starts_with(char::is_lowercase) && !is_address(&one.text)
            });
            built += usize::from(times == 2 && !goes_on);
        }
    }
    (built > CHANCE && built * 5 >= wide * 4).then_some(rows)
}

/// The same where lines of fillable fields stand below lines without any.
fn filled(lines: &[&Line]) -> Option<BTreeSet<usize>> {
    let mut rows = BTreeSet::from([0]);
    let mut below = false;
    for (at, line) in lines.iter().enumerate() {
        let fields = line.segments.iter().filter(|one| one.field.is_some());
        let all = match fields.count() {
            0 => false,
            count if count == line.segments.len() && at > 0 => true,
            _ => return None,
        };
        if all != below {
            rows.insert(at);
        }
        below = all;
    }
    below.then_some(rows)
}
