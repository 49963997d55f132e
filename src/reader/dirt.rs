//! Dirt on the glass and in the line: specks of ink that stand away from all letters. OCR makes bullets and lines of their own
//! of them.

use super::ink::Spot;

/// A speck is no larger than this part of a letter's height, and no smaller than two pixels.
const SPECK: f32 = 0.3;
/// Spots of more letters are rulings and pictures, beside which a speck is dirt all the same.
const LARGE: f32 = 5.0;

/// The specks that no letter stands near; `letter` is the height of letters in pixels.
pub(super) fn specks(spots: &[Spot], letter: f32) -> Vec<Spot> {
    let side = (letter as usize).max(4);
    let most = ((letter * SPECK) as usize).max(2);
    let large = (letter * LARGE) as usize;
    let is_speck = |spot: &&Spot| {
        let (width, height) = spot.size();
        width <= most && height <= most
    };
    let far = |edge: fn(&Spot) -> usize| spots.iter().map(edge).max().unwrap_or(0) / side + 3;
    let across = far(|spot| spot.place[2]);
    let down = far(|spot| spot.place[3]);
    // Which squares of a letter's size hold letters, with one square of margin all around.
    let mut held = vec![false; across * down];
    let letters = spots.iter().filter(|spot| {
        let (width, height) = spot.size();
        !is_speck(spot) && width <= large && height <= large
    });
    for spot in letters {
        let [left, top, right, bottom] = spot.place.map(|at| at / side);
        for y in top..=bottom + 2 {
            let row = held.get_mut(y * across + left..=y * across + right + 2);
            row.into_iter().flatten().for_each(|held| *held = true);
        }
    }
    let alone = |spot: &&Spot| {
        let [left, top, ..] = spot.place.map(|at| at / side);
        held.get((top + 1) * across + left + 1) == Some(&false)
    };
    spots
        .iter()
        .filter(is_speck)
        .filter(alone)
        .copied()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn specks_are_dirt_where_no_letter_stands_near() {
        let spot = |left: usize, top: usize, width: usize, height: usize| Spot {
            place: [left, top, left + width, top + height],
        };
        let letter = spot(100, 100, 14, 20);
        let dot = spot(118, 116, 4, 4);
        let accent = spot(105, 90, 5, 4);
        let dirt = spot(200, 116, 3, 3);
        // Beside a long ruling, too.
        let ruling = spot(150, 300, 400, 3);
        let under = spot(300, 310, 4, 4);
        let spots = [letter, dot, accent, dirt, ruling, under];
        assert_eq!(specks(&spots, 20.0), [dirt, under]);
    }
}
