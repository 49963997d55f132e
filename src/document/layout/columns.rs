//! Finds pages set in columns of prose, which are read one after the other. Labels beside their values are not columns.

use super::{Placed, lines};

/// Half of the least empty space between two columns.
const HALF_GUTTER: f32 = 4.0;
/// Columns have at least as many lines.
const LEAST_LINES: usize = 4;
/// Columns within columns.
const DEPTH: usize = 2;

/// The words in groups that are read one after the other.
pub(super) fn reading_order(words: Vec<Placed>, right_to_left: bool) -> Vec<Vec<Placed>> {
    let mut out = Vec::new();
    split(words, DEPTH, right_to_left, &mut out);
    out
}

fn split(words: Vec<Placed>, depth: usize, right_to_left: bool, out: &mut Vec<Vec<Placed>>) {
    let Some(gutter) = (depth > 0).then(|| gutter(&words)).flatten() else {
        out.push(words);
        return;
    };
    // What crosses the gutter (a title, a line over the whole width) cuts the page into bands.
    let crosses = |placed: &Placed| {
        let [left, _, right, _] = placed.word.place;
        left < gutter && right > gutter
    };
    let mut cuts: Vec<(f32, f32)> = words
        .iter()
        .filter(|placed| crosses(placed))
        .map(|placed| (placed.word.place[1], placed.word.place[3]))
        .collect();
    cuts.sort_by(|a, b| a.0.total_cmp(&b.0));
    cuts.dedup_by(|next, kept| {
        let same = next.0 < kept.1;
        if same {
            kept.1 = kept.1.max(next.1);
        }
        same
    });
    // Even bands are between cuts, odd ones are cuts.
    let band = |placed: &Placed| {
        let (_, y) = placed.word.middle();
        let above = cuts.partition_point(|cut| cut.1 < y);
        let within = cuts.get(above).is_some_and(|cut| cut.0 <= y);
        2 * above + usize::from(within)
    };
    let mut bands: Vec<Vec<Placed>> = Vec::new();
    bands.resize_with(2 * cuts.len() + 1, Vec::new);
    for placed in words {
        if let Some(band) = bands.get_mut(band(&placed)) {
            band.push(placed);
        }
    }
    let mut open: Vec<Placed> = Vec::new();
    for band in bands {
        let (left, right): (Vec<Placed>, Vec<Placed>) = band
            .iter()
            .cloned()
            .partition(|placed| placed.word.middle().0 < gutter);
        if (is_prose(&left) && is_prose(&right) || are_forms(&left, &right))
            && !are_rows(&left, &right)
        {
            if !open.is_empty() {
                out.push(std::mem::take(&mut open));
            }
            let (first, second) = if right_to_left {
                (right, left)
            } else {
                (left, right)
            };
            split(first, depth - 1, right_to_left, out);
            split(second, depth - 1, right_to_left, out);
        } else {
            open.extend(band);
        }
    }
    if !open.is_empty() {
        out.push(open);
    }
}

/// The place near the middle that the fewest words cross, if those are few.
fn gutter(words: &[Placed]) -> Option<f32> {
    if words.len() < 40 {
        return None;
    }
    let left = words
        .iter()
        .map(|placed| placed.word.place[0])
        .fold(f32::MAX, f32::min);
    let right = words
        .iter()
        .map(|placed| placed.word.place[2])
        .fold(f32::MIN, f32::max);
    let width = right - left;
    if !(100.0..5000.0).contains(&width) {
        return None;
    }
    // How many words lie over each place, two points wide.
    let mut steps = vec![0_i32; (width / 2.0) as usize + 8];
    for placed in words {
        let from = ((placed.word.place[0] - HALF_GUTTER - left).max(0.0) / 2.0) as usize;
        let to = ((placed.word.place[2] + HALF_GUTTER - left) / 2.0) as usize + 1;
        if let Some(slot) = steps.get_mut(from) {
            *slot += 1;
        }
        if let Some(slot) = steps.get_mut(to) {
            *slot -= 1;
        }
    }
    let mut over = 0;
    let mut best: Option<(i32, usize)> = None;
    for (at, step) in steps.iter().enumerate() {
        over += step;
        let place = at as f32 * 2.0 / width;
        if (0.25..0.75).contains(&place) && best.is_none_or(|(least, _)| over < least) {
            best = Some((over, at));
        }
    }
    let (least, at) = best?;
    (least as usize * 12 < words.len()).then_some(left + at as f32 * 2.0 + 1.0)
}

/// Two columns that each hold labels with their values: in both, lines begin in bold or hold a colon, among others that do not.
/// Labels beside their values are not: nothing on their right side begins like a label.
fn are_forms(left: &[Placed], right: &[Placed]) -> bool {
    let (left, right) = (lines::lines(left), lines::lines(right));
    let begins = |side: &[lines::Visual]| {
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
fn are_rows(left: &[Placed], right: &[Placed]) -> bool {
    let starts = |side: &[Placed]| -> Vec<f32> {
        let middles: Vec<f32> = lines::lines(side)
            .iter()
            .map(lines::Visual::middle)
            .collect();
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
fn are_level(left: &[lines::Visual], right: &[lines::Visual]) -> bool {
    let beside = |line: &&lines::Visual| {
        left.iter()
            .any(|other| (other.middle() - line.middle()).abs() < 1.5)
    };
    right.iter().filter(beside).count() * 10 >= right.len() * 9
}

/// Several lines of several words that fill their column.
fn is_prose(words: &[Placed]) -> bool {
    let lines = lines::lines(words);
    if lines.len() < LEAST_LINES {
        return false;
    }
    let extents: Vec<(f32, f32, usize)> = lines.iter().map(lines::Visual::extent).collect();
    let left = extents.iter().map(|line| line.0).fold(f32::MAX, f32::min);
    let right = extents.iter().map(|line| line.1).fold(f32::MIN, f32::max);
    let full = extents
        .iter()
        .filter(|(from, to, count)| to - from > 0.7 * (right - left) && *count >= 4)
        .count();
    full * 2 > lines.len()
}

#[cfg(test)]
mod tests {
    use super::super::Word;
    use super::*;

    fn line(left: f32, middle: f32) -> Vec<Placed> {
        let word = |at: usize| Placed {
            word: Word {
                text: "word".into(),
                place: [
                    left + 60.0 * at as f32,
                    middle - 5.0,
                    left + 60.0 * at as f32 + 50.0,
                    middle + 5.0,
                ],
                baseline: middle + 3.0,
                size: 10.0,
                upright: true,
                ..Word::default()
            },
            boxed: 0,
        };
        (0..4).map(word).collect()
    }

    #[test]
    fn columns_of_prose_are_read_one_after_the_other_from_the_side_where_reading_begins() {
        let left = (0..16).flat_map(|at| line(50.0, 100.0 + 12.0 * at as f32));
        // Paragraphs of two lines with space between them.
        let right = (0..16).flat_map(|at| line(320.0, 103.0 + (12 * at + at / 2 * 6) as f32));
        let columns: Vec<Placed> = left.chain(right).collect();
        for (right_to_left, first) in [(false, 50.0), (true, 320.0)] {
            let groups = reading_order(columns.clone(), right_to_left);
            assert_eq!(groups.len(), 2);
            assert_eq!(groups[0][0].word.place[0], first);
        }
    }
}
