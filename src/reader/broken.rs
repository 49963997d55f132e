//! Rulings of which a fax or a scan in black and white has left only pieces: thin runs of ink in one line, with short gaps.

use super::ink::{Ink, Stroke};
use std::collections::BTreeMap;

/// A ruling is made of so many pieces at least.
const PIECES: usize = 5;
/// So many hundredths of it are ink.
const INK: f32 = 55.0;
/// The gaps are no longer than this part of a letter's height, and the pieces no shorter.
const GAP: f32 = 1.2;
/// How far a piece may lie above or below the one before, in pixels.
const DRIFT: usize = 3;

/// A piece is no thicker than this part of a letter's height.
const THIN: f32 = 0.25;
/// How thick it may be with all its steps, in pixels.
const THICK: f32 = 8.0;
/// Above and below it, so many pixels away, lies paper but for so many hundredths of its length.
const BESIDE: f32 = 3.0;
const INKED: f32 = 15.0;

/// A ruling so far, in pixels.
#[derive(Debug, Clone, Copy)]
struct Chain {
    from: f32,
    to: f32,
    /// The edges at its sides.
    sides: [f32; 2],
    ink: f32,
    pieces: usize,
}

/// The rulings that are at least so long, put together from their pieces. `letter` is the height of letters in pixels.
pub(super) fn rulings(ink: &Ink, horizontal: bool, letter: f32, least: f32) -> Vec<Stroke> {
    let shortest = letter.max(10.0) as usize;
    let mut pieces: Vec<[f32; 4]> = ink
        .runs(horizontal, shortest, 2)
        .into_iter()
        .map(|stroke| along(stroke.place, horizontal))
        .filter(|[_, low, _, high]| high - low <= (letter * THIN).max(4.0))
        .collect();
    pieces.sort_by(|one, other| one[0].total_cmp(&other[0]));
    // The last chain at each level; a piece looks only at the levels beside its own.
    let mut chains: Vec<Chain> = Vec::new();
    let mut last: BTreeMap<usize, usize> = BTreeMap::new();
    for [from, low, to, high] in pieces {
        let level = ((low + high) / 2.0) as usize;
        let near = level.saturating_sub(DRIFT)..=level + DRIFT;
        let open = last.range(near).filter_map(|(_, at)| {
            let gap = from - chains.get(*at)?.to;
            (gap <= letter * GAP && gap > -letter).then_some((*at, gap))
        });
        let at = open
            .min_by(|one, other| one.1.total_cmp(&other.1))
            .map(|(at, _)| at);
        let at = at.unwrap_or(chains.len());
        if let Some(chain) = chains.get_mut(at) {
            let [first, second] = chain.sides;
            chain.to = chain.to.max(to);
            chain.sides = [first.min(low), second.max(high)];
            chain.ink += to - from;
            chain.pieces += 1;
        } else {
            chains.push(Chain {
                from,
                to,
                sides: [low, high],
                ink: to - from,
                pieces: 1,
            });
        }
        last.insert(level, at);
    }
    let whole = chains.into_iter().filter(|chain| {
        let length = chain.to - chain.from;
        let [low, high] = chain.sides;
        chain.pieces >= PIECES
            && length >= least
            && chain.ink * 100.0 >= length * INK
            && high - low <= THICK
            && is_free(ink, chain, horizontal)
    });
    whole
        .map(|chain| {
            let [low, high] = chain.sides;
            Stroke {
                place: along([chain.from, low, chain.to, high], horizontal),
                horizontal,
            }
        })
        .collect()
}

/// True where paper lies at both sides: the feet of letters stand in a line, too.
fn is_free(ink: &Ink, chain: &Chain, horizontal: bool) -> bool {
    let [low, high] = chain.sides;
    [low - BESIDE, high + BESIDE].iter().all(|level| {
        if *level < 0.0 {
            return true;
        }
        let dark = (chain.from as usize..chain.to as usize).filter(|at| {
            if horizontal {
                ink.is_dark(*at, *level as usize)
            } else {
                ink.is_dark(*level as usize, *at)
            }
        });
        dark.count() as f32 * 100.0 <= (chain.to - chain.from) * INKED
    })
}

/// A place with its length first: for rulings that run down, `x` and `y` change places.
fn along([left, top, right, bottom]: [f32; 4], horizontal: bool) -> [f32; 4] {
    if horizontal {
        [left, top, right, bottom]
    } else {
        [top, left, bottom, right]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::ink::tests::page;

    #[test]
    fn a_ruling_in_pieces_is_one_and_letters_in_a_row_are_none() {
        let ink = page(|x, y| {
            let across = (50..550).contains(&x) && y.abs_diff(100 + x / 200) < 1 && x % 36 < 24;
            let down = (300..302).contains(&x) && (110..390).contains(&y) && y % 36 < 24;
            let word = (50..250).contains(&x) && (200..216).contains(&y) && x % 14 < 10;
            across || down || word
        });
        let found = rulings(&ink, true, 16.0, 120.0);
        let [across] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert!(across.horizontal && across.place[2] - across.place[0] > 450.0);
        let found = rulings(&ink, false, 16.0, 120.0);
        let [down] = found.as_slice() else {
            panic!("{found:?}")
        };
        assert!(!down.horizontal && down.place[3] - down.place[1] > 240.0);
    }
}
