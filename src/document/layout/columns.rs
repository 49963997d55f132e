//! Finds pages set in columns of prose, which are read one after the other. Labels beside their values are not columns.

use super::sides::{LEAST_LINES, are_forms, are_labelled, are_pairs, are_rows, is_prose};
use super::visual::Visual;
use super::{Placed, Region, centred, lines};

/// Half of the least empty space between two columns.
const HALF_GUTTER: f32 = 3.0;
/// Places are counted in steps of so many points.
const STEP: f32 = 2.0;
/// The lines of a column begin and end this near to the gutter, in steps.
const EDGE: usize = 6;
/// No space between columns counts for more, in steps.
const WIDEST: usize = 20;
/// A line too long for its column stands out no further.
const OVERFULL: f32 = 12.0;
/// Columns within columns.
const DEPTH: usize = 2;

/// The region in parts that are read one after the other. `rows` are the heights between which it holds rows for sure.
pub(super) fn reading_order(
    region: Region,
    rows: &[(f32, f32)],
    right_to_left: bool,
) -> Vec<Region> {
    let mut out = Vec::new();
    split(region, DEPTH, rows, right_to_left, &mut out);
    out
}

fn split(
    region: Region,
    depth: usize,
    rows: &[(f32, f32)],
    right_to_left: bool,
    out: &mut Vec<Region>,
) {
    let Some(gutter) = (depth > 0).then(|| gutter(&region)).flatten() else {
        out.push(region);
        return;
    };
    let cuts = cuts(&region, gutter);
    let mut open = Region::default();
    for band in bands(region, &cuts) {
        let (left, right) = band
            .clone()
            .parted(|[left, _, right, _]| (left + right) / 2.0 < gutter);
        let (first, second) = if right_to_left {
            (right, left)
        } else {
            (left, right)
        };
        let rowed = centred::reach_beside(rows, band.places());
        if are_columns(&band, &first, &second, gutter, rowed) {
            if !open.is_empty() {
                out.push(std::mem::take(&mut open));
            }
            split(first, depth - 1, rows, right_to_left, out);
            split(second, depth - 1, rows, right_to_left, out);
        } else {
            open.words.extend(band.words);
            open.tables.extend(band.tables);
        }
    }
    if !open.is_empty() {
        out.push(open);
    }
}

/// The heights of what crosses the gutter (a title, a line over the whole width, a table): it cuts the page into bands.
fn cuts(region: &Region, gutter: f32) -> Vec<(f32, f32)> {
    let crosses = |place: &[f32; 4]| place[0] < gutter - OVERFULL && place[2] > gutter + OVERFULL;
    let lines = lines::lines(&region.words);
    let crossing = lines
        .iter()
        .filter(|line| line.places().any(crosses) || line.goes_on_over(gutter));
    let tables = region.tables.iter().map(|(place, _)| place);
    let mut cuts: Vec<(f32, f32)> = crossing
        .flat_map(Visual::places)
        .chain(tables.filter(|place| crosses(place)))
        .map(|place| (place[1], place[3]))
        .chain(turns(region, gutter).into_iter().map(|at| (at, at)))
        .collect();
    cuts.sort_by(|a, b| a.0.total_cmp(&b.0));
    cuts.dedup_by(|next, kept| {
        let same = next.0 < kept.1;
        if same {
            kept.1 = kept.1.max(next.1);
        }
        same
    });
    cuts
}

/// What stands between these cuts and in them, from top to bottom.
fn bands(region: Region, cuts: &[(f32, f32)]) -> Vec<Region> {
    // Even bands are between cuts, odd ones are cuts.
    let band = |place: &[f32; 4]| {
        let y = (place[1] + place[3]) / 2.0;
        let above = cuts.partition_point(|cut| cut.1 < y);
        let within = cuts.get(above).is_some_and(|cut| cut.0 <= y);
        2 * above + usize::from(within)
    };
    let mut bands: Vec<Region> = Vec::new();
    bands.resize_with(2 * cuts.len() + 1, Region::default);
    for placed in region.words {
        if let Some(band) = bands.get_mut(band(&placed.word.place)) {
            band.words.push(placed);
        }
    }
    for table in region.tables {
        if let Some(band) = bands.get_mut(band(&table.0)) {
            band.tables.push(table);
        }
    }
    bands
}

/// The place near the middle that few words cross, and where most lines end before it or begin behind it.
fn gutter(region: &Region) -> Option<f32> {
    if region.words.len() < 40 {
        return None;
    }
    let whole = region.places().copied().reduce(lines::around)?;
    let (left, width) = (whole[0], whole[2] - whole[0]);
    if !(100.0..5000.0).contains(&width) {
        return None;
    }
    // How many words begin, end, and lie over each place, two points wide.
    let step = |at: f32| ((at - left).max(0.0) / STEP) as usize;
    let steps = step(whole[2] + HALF_GUTTER) + 2;
    let (mut begin, mut end, mut over) = (vec![0; steps], vec![0; steps], vec![0; steps]);
    let count = |slots: &mut Vec<i32>, at: usize, by: i32| {
        if let Some(slot) = slots.get_mut(at) {
            *slot += by;
        }
    };
    for place in region.places() {
        count(&mut begin, step(place[0]), 1);
        count(&mut end, step(place[2]), 1);
        count(&mut over, step(place[0] - HALF_GUTTER), 1);
        count(&mut over, step(place[2] + HALF_GUTTER) + 1, -1);
    }
    let mut lying = 0;
    for slot in &mut over {
        lying += *slot;
        *slot = lying;
    }
    let mut best: Option<(i32, usize)> = None;
    for (at, lying) in over.iter().enumerate() {
        let middle = (0.25..0.75).contains(&(at as f32 * STEP / width));
        if !middle || *lying as usize * 12 >= region.words.len() {
            continue;
        }
        // Of two places that are alike, the one at the end of the wider space.
        let space = over.iter().take(at).rev().take(WIDEST);
        let space = space.take_while(|other| *other <= lying).count();
        let first = at.saturating_sub(EDGE + space);
        let behind = begin.iter().skip(at).take(EDGE).sum::<i32>();
        let before = end.iter().take(at).skip(first).sum::<i32>();
        let worth = behind + before + space as i32 - 4 * lying;
        if best.is_none_or(|(most, _)| worth >= most) {
            best = Some((worth, at));
        }
    }
    best.map(|(_, at)| left + at as f32 * STEP + 1.0)
}

/// True when what stands in the band is read side by side, the first side before the second. What looks like rows by its
/// places is none where the file holds one side after the other, each with labels among its answers.
fn are_columns(band: &Region, one: &Region, other: &Region, gutter: f32, rowed: bool) -> bool {
    let (first, second) = (&one.words, &other.words);
    let prose = || is_prose(first) && is_prose(second) || are_forms(first, second);
    if !rowed && prose() && !are_rows(first, second) {
        return true;
    }
    let (left, right) = (lines::lines(first), lines::lines(second));
    left.len() >= LEAST_LINES
        && right.len() >= LEAST_LINES
        && are_written_in_turn(band, one, gutter)
        && !are_pairs(&left, &right)
        && (!rowed || are_labelled(&left, &right))
}

/// True when the file holds (nearly) all of the first side before the second. Rows are written one after the other.
fn are_written_in_turn(band: &Region, first: &Region, gutter: f32) -> bool {
    let Some(is_left) = first.words.first().map(|placed| is_left(placed, gutter)) else {
        return false;
    };
    let (mut ones, mut others, mut in_turn) = (0_u64, 0_u64, 0_u64);
    for placed in band.written() {
        if self::is_left(placed, gutter) == is_left {
            ones += 1;
        } else {
            others += 1;
            in_turn += ones;
        }
    }
    ones > 0 && others > 0 && in_turn * 100 >= ones * others * 88
}

fn is_left(placed: &Placed, gutter: f32) -> bool {
    placed.word.middle().0 < gutter
}

/// The heights where the file goes back to the other side of the gutter, when all that came before stands above all that
/// follows: columns end there, and others begin.
fn turns(region: &Region, gutter: f32) -> Vec<f32> {
    let words = region.written();
    let mut below: Vec<f32> = words.iter().map(|placed| placed.word.place[1]).collect();
    let mut least = f32::MAX;
    for top in below.iter_mut().rev() {
        least = least.min(*top);
        *top = least;
    }
    let mut reach = f32::MIN;
    let mut out = Vec::new();
    let pairs = words.iter().zip(words.iter().skip(1));
    for ((last, next), below) in pairs.zip(below.iter().skip(1)) {
        reach = reach.max(last.word.place[3]);
        if is_left(last, gutter) != is_left(next, gutter) && reach < *below + 1.0 {
            out.push((reach + below) / 2.0);
        }
    }
    out
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
            order: 0,
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
            let region = Region {
                words: columns.clone(),
                ..Region::default()
            };
            let groups = reading_order(region, &[], right_to_left);
            assert_eq!(groups.len(), 2);
            assert_eq!(groups[0].words[0].word.place[0], first);
        }
    }

    #[test]
    fn what_is_known_to_stand_in_rows_makes_no_columns() {
        let sides = (0..16).flat_map(|at| [50.0, 320.0].map(|x| line(x, 100.0 + 12.0 * at as f32)));
        let region = Region {
            words: sides.flatten().collect(),
            ..Region::default()
        };
        assert_eq!(reading_order(region, &[(95.0, 290.0)], false).len(), 1);
    }

    /// A line of two words in type of this look, as the file holds it at this place.
    fn short(left: f32, middle: f32, look: u32, order: usize) -> Vec<Placed> {
        let mut words: Vec<Placed> = line(left, middle).into_iter().take(2).collect();
        for placed in &mut words {
            placed.word.look = look;
            placed.word.confidence = 1.0;
            placed.order = order;
        }
        words
    }

    /// Where the groups begin in which these lines are read: left edge, top, look, order.
    fn groups(lines: &[(f32, f32, u32, usize)]) -> Vec<(f32, f32)> {
        groups_with(lines, &[])
    }

    /// The same where these heights hold rows by their places.
    fn groups_with(lines: &[(f32, f32, u32, usize)], rows: &[(f32, f32)]) -> Vec<(f32, f32)> {
        let words = lines
            .iter()
            .flat_map(|(x, y, look, order)| short(*x, *y, *look, *order));
        let region = Region {
            words: words.collect(),
            ..Region::default()
        };
        let groups = reading_order(region, rows, false);
        let first = |group: &Region| group.words[0].word.place;
        groups
            .iter()
            .map(|group| (first(group)[0], first(group)[1] + 5.0))
            .collect()
    }

    #[test]
    fn labels_above_their_answers_make_columns_where_the_file_holds_them_so() {
        // Ten fields in each column, all at the same heights; labels differ from answers in their colour.
        let side = |left: f32, from: usize| {
            (0..20).map(move |at| (left, 100.0 + 12.0 * at as f32, (at % 2) as u32, from + at))
        };
        let columns: Vec<_> = side(50.0, 0).chain(side(320.0, 20)).collect();
        for rows in [&[][..], &[(95.0, 340.0)]] {
            assert_eq!(groups_with(&columns, rows), [(50.0, 100.0), (320.0, 100.0)]);
        }
        // Essays with few labels among them on the other side.
        let facts = (0..16).map(|at| {
            let top = 100.0 + 40.0 * (at / 2) as f32 + 12.0 * (at % 2) as f32;
            (50.0, top, (at % 2) as u32, at)
        });
        let essays = (0..24).map(|at| {
            (
                320.0,
                100.0 + 13.0 * at as f32,
                u32::from(at % 9 == 0),
                20 + at,
            )
        });
        let essays: Vec<_> = facts.chain(essays).collect();
        assert_eq!(groups_with(&essays, &[(95.0, 440.0)]).len(), 2);
        // The same written row by row.
        let rows: Vec<_> = columns
            .iter()
            .map(|(x, y, look, _)| (*x, *y, *look, 2 * *y as usize + usize::from(*x > 300.0)))
            .collect();
        assert_eq!(groups(&rows).len(), 1);
    }

    #[test]
    fn answers_printed_over_a_form_stand_in_rows_with_their_labels() {
        let labels = (0..20).map(|at| (50.0, 100.0 + 15.0 * at as f32, 0, at));
        let answers = (0..20).map(|at| (320.0, 101.0 + 15.0 * at as f32, 1, 20 + at));
        let printed: Vec<_> = labels.chain(answers).collect();
        assert_eq!(groups(&printed).len(), 1);
        // Below titles that stand further apart than the labels do.
        let titles = [19.0, 38.0, 70.0].map(|top| (50.0, top, 2, 0));
        let titled: Vec<_> = titles.into_iter().chain(printed).collect();
        assert_eq!(groups(&titled).len(), 1);
    }

    #[test]
    fn answers_stand_in_rows_with_their_labels_though_few_of_these_have_a_second_line() {
        // Headings in bold stand among the labels.
        let tops = |at: usize| 100.0 + 26.0 * at as f32 + if at > 3 { 11.0 } else { 0.0 };
        let labels = (0..20).map(|at| (50.0, tops(at), u32::from(at % 5 == 4), at));
        let second = [(50.0, 189.0, 0, 3)];
        let answers = (0..20)
            .filter(|at| at % 5 < 4)
            .map(|at| (320.0, tops(at), 2, 20 + at));
        let printed: Vec<_> = labels.chain(second).chain(answers).collect();
        assert_eq!(groups(&printed).len(), 1);
    }

    #[test]
    fn headings_over_groups_of_labels_have_no_answers_beside_them() {
        // Each stands further from the labels above it than they do from one another.
        let tops = |at: usize| 100.0 + (21 * at + at / 5 * 9) as f32;
        let labels = (0..20).map(|at| (50.0, tops(at), u32::from(at % 5 == 0), at));
        let answers = (0..20)
            .filter(|at| at % 5 > 0)
            .map(|at| (320.0, tops(at), 0, 20 + at));
        let printed: Vec<_> = labels.chain(answers).collect();
        assert_eq!(groups(&printed).len(), 1);
    }

    #[test]
    fn columns_below_columns_are_read_after_them() {
        let side = |left: f32, top: f32, from: usize| {
            (0..8).map(move |at| (left, top + 12.0 * at as f32, (at % 2) as u32, from + at))
        };
        let upper = side(50.0, 100.0, 0).chain(side(320.0, 100.0, 8));
        let lower = side(50.0, 300.0, 16).chain(side(320.0, 300.0, 24));
        let all: Vec<_> = upper.chain(lower).collect();
        assert_eq!(
            groups(&all),
            [(50.0, 100.0), (320.0, 100.0), (50.0, 300.0), (320.0, 300.0)]
        );
    }

    #[test]
    fn a_line_over_the_whole_width_is_read_whole_though_no_word_crosses_the_gutter() {
        let side = |left: f32, from: usize| {
            (0..20).map(move |at| (left, 100.0 + 12.0 * at as f32, (at % 2) as u32, from + at))
        };
        let columns = side(50.0, 10).chain(side(320.0, 40));
        let mut words: Vec<Placed> = columns
            .flat_map(|(x, y, look, order)| short(x, y, look, order))
            .collect();
        for (at, left) in [50.0, 130.0, 240.0, 314.0].into_iter().enumerate() {
            let mut word = short(left, 80.0, 0, at).remove(0);
            word.word.place[2] = [126.0, 236.0, 310.0, 400.0][at];
            words.push(word);
        }
        let region = Region {
            words,
            ..Region::default()
        };
        let groups = reading_order(region, &[], false);
        assert_eq!(groups.len(), 3);
        assert_eq!(groups[0].words.len(), 4);
    }
}
