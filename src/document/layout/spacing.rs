//! How the words of one line stand to one another: wide gaps, letters set apart, boxes with their captions.

use super::lines::{SPACE, WIDE};
use super::{Placed, Word};

/// The caption of a box begins at most as far behind it, in font sizes.
const CAPTION: f32 = 2.0;

/// For each word whether it begins the caption of the fillable box before it: nearer to that box than what stands before it.
pub(super) fn captions(words: &[&Placed]) -> Vec<bool> {
    let gap = |last: &Placed, next: &Placed| next.word.place[0] - last.word.place[2];
    let is_box = |word: &Word| word.field.is_some() && matches!(word.text.as_str(), "☐" | "☒");
    let begins = |at: usize| {
        let boxed = words.get(at.checked_sub(1)?)?;
        let own = words.get(at).filter(|_| is_box(&boxed.word))?;
        let near = gap(boxed, own);
        let before = at.checked_sub(2).and_then(|before| words.get(before));
        let far = before.is_none_or(|before| gap(before, boxed) > 1.5 * near + 1.0);
        let size = boxed.word.size.max(own.word.size);
        Some(own.word.field.is_none() && far && near < CAPTION * size)
    };
    (0..words.len())
        .map(|at| begins(at).unwrap_or(false))
        .collect()
}

/// From which gap on (in font sizes) this line is split. In justified lines all gaps are about the same, however wide.
pub(super) fn wide_gap(words: &[&Placed]) -> f32 {
    let gaps: Vec<f32> = words
        .iter()
        .zip(words.iter().skip(1))
        .map(|(last, next)| {
            (next.word.place[0] - last.word.place[2]) / last.word.size.max(next.word.size)
        })
        .filter(|gap| *gap > SPACE)
        .collect();
    let most = gaps.iter().copied().fold(0.0, f32::max);
    let least = gaps.iter().copied().fold(f32::MAX, f32::min);
    if gaps.len() >= 4 && most < 3.0 && least > 0.7 * most {
        WIDE.max(1.2 * most)
    } else {
        WIDE
    }
}

/// Up to which gap (in font sizes) the words of this line are no further apart than most of them, however near their columns begin.
pub(super) fn usual_gap(words: &[&Placed]) -> f32 {
    const FEWEST: usize = 4;
    const WIDEST: f32 = 0.45;
    let pairs = words.iter().zip(words.iter().skip(1));
    let mut gaps: Vec<f32> = pairs
        .map(|(last, next)| {
            (next.word.place[0] - last.word.place[2]) / last.word.size.max(next.word.size)
        })
        .collect();
    gaps.sort_by(f32::total_cmp);
    let usual = gaps.get(gaps.len() / 2).copied().unwrap_or_default();
    match gaps.len() >= FEWEST && usual < WIDEST {
        true => usual * 1.2,
        false => 0.0,
    }
}

/// True for a word of a justified line whose distance to the one before is another than those between all others.
pub(super) fn stands_out(words: &[&Placed], at: usize) -> bool {
    const FEWEST: usize = 3;
    const SAME: f32 = 0.3;
    let mut own = None;
    let (mut least, mut most, mut count) = (f32::MAX, f32::MIN, 0);
    for (number, (last, next)) in words.iter().zip(words.iter().skip(1)).enumerate() {
        let gap = next.word.place[0] - last.word.place[2];
        if number + 1 == at {
            own = Some(gap);
        } else {
            (least, most, count) = (least.min(gap), most.max(gap), count + 1);
        }
    }
    let apart = |own: f32| own > most + 3.0 * SAME || own < least - 3.0 * SAME;
    count >= FEWEST && most - least < SAME && own.is_some_and(apart)
}

/// For each word whether it joins the one before without a space, because the text is spaced out letter by letter.
pub(super) fn tight(words: &[&Placed]) -> Vec<bool> {
    let mut tight = vec![false; words.len()];
    let single = |at: usize| {
        words.get(at).is_some_and(|placed| {
            let mut signs = placed.word.text.chars();
            // A kerned pair may have come together.
            signs.next().is_some_and(char::is_alphanumeric)
                && signs.next().is_none_or(char::is_alphanumeric)
                && signs.next().is_none()
        })
    };
    let letters = |at: usize| {
        words
            .get(at)
            .map_or(0, |placed| placed.word.text.chars().count())
    };
    let mut from = 0;
    while from < words.len() {
        let count = (from..words.len()).take_while(|at| single(*at)).count();
        if count >= 5 {
            let gap = |at: usize| match (words.get(at - 1), words.get(at)) {
                (Some(last), Some(next)) => next.word.place[0] - last.word.place[2],
                _ => f32::MAX,
            };
            let mut gaps: Vec<f32> = (from + 1..from + count).map(gap).collect();
            gaps.sort_by(f32::total_cmp);
            let usual = gaps.get(gaps.len() / 2).copied().unwrap_or(0.0);
            let spaces = (from + 1..from + count)
                .filter(|at| words.get(*at).is_some_and(|placed| placed.word.spaced))
                .count();
            let all: usize = (from..from + count).map(letters).sum();
            if 2 * spaces < count && 4 * all < 5 * count {
                for (at, slot) in tight.iter_mut().enumerate().skip(from + 1).take(count - 1) {
                    let spaced = words.get(at).is_some_and(|placed| placed.word.spaced);
                    *slot = !spaced && gap(at) < 1.4 * usual.max(0.1);
                }
            }
        }
        from += count.max(1);
    }
    tight
}

#[cfg(test)]
mod tests {
    use super::super::lines::{lines, segmented};
    use super::*;

    #[test]
    fn a_space_like_the_others_of_its_line_parts_no_columns() {
        let word = |text: &str, left: f32, right: f32, baseline: f32| Placed {
            word: Word {
                text: text.into(),
                place: [left, baseline - 8.0, right, baseline + 2.0],
                baseline,
                size: 10.0,
                spaced: true,
                upright: true,
                ..Word::default()
            },
            boxed: 0,
            order: 0,
        };
        let mut words = Vec::new();
        for baseline in [20.0, 100.0, 120.0] {
            words.push(word("☒ Town", 10.0, 60.0, baseline));
            words.push(word("☐ Region", 115.0, 160.0, baseline));
        }
        let texts = ["THE", "PART", "OF", "TOWN", "HALLS", "IN", "RIGHTS"];
        for (at, text) in texts.into_iter().enumerate() {
            let left = 19.0 + at as f32 * 24.0;
            words.push(word(text, left, left + 19.9, 60.0));
        }
        let read = segmented(&lines(&words), super::super::Sense::default());
        let counts: Vec<usize> = read.iter().map(|(_, line)| line.segments.len()).collect();
        assert_eq!(counts, [2, 1, 2, 2]);
    }
}
