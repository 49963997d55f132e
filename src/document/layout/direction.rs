//! Which way a page is read: from left to right, or from right to left.

use super::{Placed, Word, bidi, lines};

/// Edges this near are one edge.
const SAME: f32 = 2.0;
/// So many times more lines share one edge than the other on a page that leans to that edge.
const CLEARLY: f32 = 1.3;

/// True for a page that is read from right to left. Its lines begin at a common edge; where both edges are common, its
/// letters tell. The letters alone would not do: a form may ask in Arabic and be answered in French.
pub(super) fn is_right_to_left(words: &[Word]) -> bool {
    let count = |side: fn(&str) -> usize| words.iter().map(|word| side(&word.text)).sum::<usize>();
    let right = count(bidi::count_right_to_left);
    if right == 0 {
        return false;
    }
    let left = count(bidi::count_left_to_right);
    if right * 10 < left || right > 4 * left {
        return right > left;
    }
    let placed: Vec<Placed> = words
        .iter()
        .filter(|word| word.upright && !word.aside)
        .map(|word| Placed {
            word: word.clone(),
            boxed: 0,
            order: 0,
        })
        .collect();
    let extents: Vec<(f32, f32, usize)> = lines::lines(&placed)
        .iter()
        .map(super::visual::Visual::extent)
        .collect();
    let from = most(extents.iter().map(|line| line.0).collect());
    let to = most(extents.iter().map(|line| line.1).collect());
    if to > CLEARLY * from {
        true
    } else if from > CLEARLY * to {
        false
    } else {
        right > left
    }
}

/// How many of these edges are the same, at most.
fn most(mut edges: Vec<f32>) -> f32 {
    edges.sort_by(f32::total_cmp);
    let mut most = 0;
    for (at, edge) in edges.iter().enumerate() {
        let same = edges.partition_point(|other| *other <= edge + SAME) - at;
        most = most.max(same);
    }
    most as f32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn word(text: &str, left: f32, right: f32, baseline: f32) -> Word {
        Word {
            text: text.into(),
            place: [left, baseline - 8.0, right, baseline + 2.0],
            baseline,
            size: 10.0,
            upright: true,
            ..Word::default()
        }
    }

    #[test]
    fn the_common_edge_tells_and_not_the_letters() {
        // Labels in Arabic at the right edge, values in Latin letters.
        let asked: Vec<Word> = [(20.0, "الدولة"), (40.0, "العنوان"), (60.0, "الهاتف")]
            .iter()
            .enumerate()
            .flat_map(|(at, (y, text))| {
                let from = 200.0 + 17.0 * at as f32;
                [
                    word(text, 450.0 + 5.0 * at as f32, 500.0, *y),
                    word("http://ramallah.example", from, 400.0, *y),
                ]
            })
            .collect();
        assert!(is_right_to_left(&asked));
        // The other way round.
        let answered: Vec<Word> = [
            (20.0, "Name of it"),
            (40.0, "Head of it"),
            (60.0, "Town of it"),
        ]
        .iter()
        .enumerate()
        .flat_map(|(at, (y, text))| {
            let to = 300.0 + 17.0 * at as f32;
            [
                word(text, 50.0, 90.0, *y),
                word("بلدية طرابلس اللبنانية", 150.0, to, *y),
            ]
        })
        .collect();
        assert!(!is_right_to_left(&answered));
    }
}
