//! What stands on the two sides of a gutter: prose, forms, or labels beside their answers.

use super::lowered::LIFTED;
use super::visual::{Look, Visual};
use super::{Placed, lines};
use std::collections::BTreeMap;

/// Columns have at least as many lines.
pub(super) const LEAST_LINES: usize = 4;
/// Percent of lines that look alike, at most, where labels stand among answers.
const MIXED: usize = 80;

/// Labels with their values printed over the form: wherever a value begins a label does, and each side looks the same
/// throughout. Titles above the first value are no labels.
pub(super) fn are_pairs(labels: &[Visual], values: &[Visual]) -> bool {
    let size = labels.iter().map(|line| line.size).fold(f32::MAX, f32::min);
    let off = (LIFTED * size).max(3.0);
    let top = values
        .first()
        .map_or(f32::MIN, |first| first.middle() - off);
    let titles = labels.iter().take_while(|line| line.middle() < top).count();
    let labels = labels.get(titles..).unwrap_or_default();
    let middles = |side: &[Visual]| side.iter().map(Visual::middle).collect::<Vec<f32>>();
    let answered = middles(values);
    let is_near = |one: f32, others: &[f32]| others.iter().any(|other| (one - other).abs() < off);
    // Headings among the labels have a look of their own, and no value beside them.
    let usual = usual_look(labels);
    let headed = labels
        .iter()
        .filter(|line| Some(line.look()) == usual || is_near(line.middle(), &answered));
    let asked: Vec<f32> = headed.map(Visual::middle).collect();
    let (left, right) = (starts(asked), starts(answered.clone()));
    let met = |ones: &[f32], others: &[f32]| {
        let near = ones.iter().filter(|one| is_near(**one, others));
        near.count() * 100 / ones.len().max(1)
    };
    met(&right, &middles(labels)) >= 80
        && met(&left, &answered) >= 50
        && !(is_mixed(labels) && is_mixed(values))
}

/// The heights where lines begin anew after a step larger than usual; those of all lines where no step is.
fn starts(middles: Vec<f32>) -> Vec<f32> {
    let pairs = || middles.iter().zip(middles.iter().skip(1));
    let mut steps: Vec<f32> = pairs().map(|(above, below)| below - above).collect();
    steps.sort_by(f32::total_cmp);
    // Few labels may have a second line.
    let mut again = steps.iter().zip(steps.iter().skip(1));
    let least = again.find(|(one, next)| *next - *one < 0.5);
    let usual = least.map_or(f32::MAX, |(step, _)| *step);
    let begun = pairs().filter(|(above, below)| *below - *above > 1.2 * usual);
    let starts: Vec<f32> = middles
        .first()
        .copied()
        .into_iter()
        .chain(begun.map(|(_, below)| *below))
        .collect();
    if starts.len() < 3 { middles } else { starts }
}

/// True when a good part of the printed lines looks different from the others: labels among their values.
fn is_mixed(side: &[Visual]) -> bool {
    common(side) <= MIXED
}

/// Two columns of which each holds labels among its answers, or one holds hardly more answers than labels.
pub(super) fn are_labelled(one: &[Visual], other: &[Visual]) -> bool {
    /// Percent of lines that look alike where each label has a short answer.
    const SHORT: usize = 65;
    let (one, other) = (common(one), common(other));
    one.max(other) <= MIXED || one.min(other) <= SHORT
}

/// How many percent of the printed lines look alike.
fn common(side: &[Visual]) -> usize {
    let looks = looks(side);
    let all: usize = looks.values().sum();
    let most = looks.into_values().max().unwrap_or(0);
    (most * 100).checked_div(all).unwrap_or(100)
}

/// How most of the printed lines look.
fn usual_look(side: &[Visual]) -> Option<Look> {
    let most = looks(side).into_iter().max_by_key(|(_, count)| *count);
    most.map(|(look, _)| look)
}

/// How many of the printed lines look in each way.
fn looks(side: &[Visual]) -> BTreeMap<Look, usize> {
    let mut looks = BTreeMap::new();
    for line in side.iter().filter(|line| !line.fields) {
        *looks.entry(line.look()).or_default() += 1;
    }
    looks
}

/// Two columns that each hold labels with their values: in both, lines begin in bold or hold a colon, among others that do not.
/// Labels beside their values are not: nothing on their right side begins like a label.
pub(super) fn are_forms(left: &[Placed], right: &[Placed]) -> bool {
    let (left, right) = (lines::lines(left), lines::lines(right));
    let begins = |side: &[Visual]| {
        let edge = side
            .iter()
            .map(|line| line.extent().0)
            .fold(f32::MAX, f32::min);
        let labels = side
            .iter()
            .filter(|line| line.extent().0 < edge + 3.0 && line.begins_like_label());
        let whole = labels.clone().filter(|line| !line.holds_value()).count();
        (labels.count(), side.len() - whole)
    };
    let enough = |(labels, others): (usize, usize)| labels >= LEAST_LINES && others * 2 >= labels;
    enough(begins(&left)) && enough(begins(&right)) && !are_level(&left, &right)
}

/// Long labels beside long answers: wherever lines begin anew on the left side, lines begin anew on the right side too.
pub(super) fn are_rows(left: &[Placed], right: &[Placed]) -> bool {
    let starts = |side: &[Placed]| -> Vec<f32> {
        let middles: Vec<f32> = lines::lines(side).iter().map(Visual::middle).collect();
        let pairs = || middles.iter().zip(middles.iter().skip(1));
        let mut steps: Vec<f32> = pairs().map(|(above, below)| below - above).collect();
        steps.sort_by(f32::total_cmp);
        let usual = steps.get(steps.len() / 4).copied().unwrap_or(f32::MAX);
        middles
            .first()
            .copied()
            .into_iter()
            .chain(
                pairs()
                    .filter(|(above, below)| *below - *above > 1.2 * usual)
                    .map(|(_, below)| *below),
            )
            .collect()
    };
    let (left, right) = (starts(left), starts(right));
    let met = left
        .iter()
        .filter(|start| right.iter().any(|other| (*start - other).abs() < 2.5))
        .count();
    left.len() >= 3 && met * 5 >= left.len() * 4
}

/// True when most lines of both sides stand side by side, as in the rows of a table.
fn are_level(left: &[Visual], right: &[Visual]) -> bool {
    let beside = |line: &&Visual| {
        left.iter()
            .any(|other| (other.middle() - line.middle()).abs() < 1.5)
    };
    right.iter().filter(beside).count() * 10 >= right.len() * 9
}

/// Several lines of several words that fill their column.
pub(super) fn is_prose(words: &[Placed]) -> bool {
    let lines = lines::lines(words);
    if lines.len() < LEAST_LINES {
        return false;
    }
    let extents: Vec<(f32, f32, usize)> = lines.iter().map(Visual::extent).collect();
    let left = extents.iter().map(|line| line.0).fold(f32::MAX, f32::min);
    let right = extents.iter().map(|line| line.1).fold(f32::MIN, f32::max);
    let full = extents
        .iter()
        .filter(|(from, to, count)| to - from > 0.7 * (right - left) && *count >= 4)
        .count();
    full * 2 > lines.len()
}
