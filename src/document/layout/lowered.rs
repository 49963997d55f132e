//! Answers printed over a form, a little higher or lower than their labels: they are put on the lines of these.

use super::lines::WIDE;
use super::visual::Visual;

/// Words whose middles are this near (in font sizes) may stand on one line, if many others of the page stand so.
pub(super) const LIFTED: f32 = 0.6;
/// So many answers are set higher or lower than their labels.
const ALIKE: usize = 3;
/// The lines of a text are nearer to one another than this (in font sizes).
const LONELY: f32 = 1.6;

/// Answers printed over a form stand a little higher or lower than their labels, all of them by the same step: they are put
/// on the lines of their labels.
pub(super) fn joined(lines: Vec<Visual<'_>>) -> Vec<Visual<'_>> {
    let shifts: Vec<Option<f32>> = (0..lines.len()).map(|at| shift(&lines, at)).collect();
    let usual = shifts.iter().flatten().find(|step| {
        let alike = |other: &&f32| (*other - **step).abs() < 0.6;
        shifts.iter().flatten().filter(alike).count() >= ALIKE
    });
    let Some(usual) = usual.copied() else {
        return lines;
    };
    let mut out: Vec<Visual> = Vec::with_capacity(lines.len());
    let mut lines = lines.into_iter().zip(shifts).peekable();
    while let Some((mut line, shift)) = lines.next() {
        if shift.is_some_and(|shift| (shift - usual).abs() < 0.6)
            && let Some((next, _)) = lines.next()
        {
            // The label is what stands on the left side.
            let left = line.extent().0 < next.extent().0;
            let (middle, size) = if left {
                (line.middle, line.size)
            } else {
                (next.middle, next.size)
            };
            line.words.extend(next.words);
            line.words
                .sort_by(|a, b| a.word.place[0].total_cmp(&b.word.place[0]));
            line.fields &= next.fields;
            (line.middle, line.size) = (middle, size);
        }
        out.push(line);
    }
    out
}

/// How far the next line is from a line beside which it stands, no other line being as near to either: positive where the
/// left one is the lower one.
fn shift(lines: &[Visual], at: usize) -> Option<f32> {
    let (one, next) = (lines.get(at)?, lines.get(at + 1)?);
    let step = next.middle - one.middle;
    let size = one.size.min(next.size);
    let ((left, right, _), (from, to, _)) = (one.extent(), next.extent());
    let gap = size * WIDE;
    let apart = right + gap < from || to + gap < left;
    let upright = [one, next]
        .iter()
        .all(|line| line.words.iter().all(|placed| placed.word.upright));
    let answer = if left < from { next } else { one };
    let (begin, end, _) = answer.extent();
    // An answer of several lines is set at the height of its label, and prose is no answer.
    let near = |other: &&Visual| {
        let (from, to, _) = other.extent();
        let off = (other.middle - answer.middle).abs();
        off > 0.01 && off < LONELY * size && from < end && begin < to
    };
    let around = at.saturating_sub(3)..(at + 5).min(lines.len());
    let lonely = !lines.get(around)?.iter().any(|other| near(&other));
    (apart && upright && lonely && step < LIFTED * size).then_some(if left < from {
        -step
    } else {
        step
    })
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::super::{Placed, Word};

    fn word(text: &str, left: f32, baseline: f32) -> Placed {
        let width = 5.0 * text.chars().count() as f32;
        Placed {
            word: Word {
                text: text.into(),
                place: [left, baseline - 8.0, left + width, baseline + 2.0],
                baseline,
                size: 10.0,
                confidence: 1.0,
                upright: true,
                ..Word::default()
            },
            boxed: 0,
            order: 0,
        }
    }

    fn texts(words: &[Placed]) -> Vec<String> {
        let line = |words: &Vec<&Placed>| {
            let texts: Vec<&str> = words.iter().map(|one| one.word.text.as_str()).collect();
            texts.join(" ")
        };
        lines(words).iter().map(|one| line(&one.words)).collect()
    }

    #[test]
    fn answers_that_are_all_a_little_higher_stand_on_the_lines_of_their_labels() {
        let form = |step: f32| {
            [
                word("Country", 10.0, 20.0),
                word("Norway", 200.0, 20.0 - step),
                word("Name", 10.0, 46.0),
                word("Bergen", 200.0, 46.0 - step),
                // This label has two lines.
                word("Who", 10.0, 72.0),
                word("Marit", 200.0, 72.0 - step),
                word("leads?", 10.0, 83.0),
            ]
        };
        let joined = ["Country Norway", "Name Bergen", "Who Marit", "leads?"];
        assert_eq!(texts(&form(4.5)), joined);
        assert_eq!(texts(&form(-4.5)), joined);
        assert_eq!(texts(&form(8.0)).len(), 7);
    }

    #[test]
    fn columns_of_prose_are_not_joined() {
        let side = |left: f32, from: f32| (0..5).map(move |at| (left, from + 12.0 * at as f32));
        let words: Vec<Placed> = side(10.0, 20.0)
            .chain(side(200.0, 15.5))
            .map(|(left, at)| word("text", left, at))
            .collect();
        assert_eq!(texts(&words).len(), 10);
    }
}
