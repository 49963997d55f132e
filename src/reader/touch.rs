//! Whether letters stand so close to a square that it is one itself, and no box for a tick.

use super::ink::Spot;

/// True when letters stand close at both sides: then it is one itself.
pub(super) fn is_within_word([left, top, right, bottom]: [usize; 4], spots: &[Spot]) -> bool {
    let (side, gap) = (bottom - top, (right - left) * 3 / 10);
    let beside = |from: usize, to: usize| {
        spots.iter().any(|spot| {
            let [own_left, own_top, own_right, own_bottom] = spot.place;
            let level = own_bottom.min(bottom).saturating_sub(own_top.max(top)) * 2 > side;
            let letter = own_bottom - own_top < side * 3;
            let ends = (from..to).contains(&own_right) || (from..to).contains(&own_left);
            level && letter && ends && spot.place != [left, top, right, bottom]
        })
    };
    beside(left.saturating_sub(gap), left + 1) && beside(right.saturating_sub(1), right + gap)
}

/// True when a letter stands so close at either side that both are of one word: no box for a tick does.
pub(super) fn touches_letter(place: [usize; 4], side: usize, gap: usize, spots: &[Spot]) -> bool {
    let [left, top, right, bottom] = place;
    spots.iter().any(|spot| {
        let [own_left, own_top, own_right, own_bottom] = spot.place;
        let height = own_bottom - own_top;
        let level = own_bottom.min(bottom).saturating_sub(own_top.max(top)) * 2 > height;
        let letter = height * 2 > side && height < side * 3;
        let close = (right.saturating_sub(1)..right + gap).contains(&own_left)
            || (left.saturating_sub(gap)..left + 1).contains(&own_right);
        level && letter && close
    })
}

/// True for the capital of a heading: set with serifs it has four sides, and the letter behind it stands as close as none does to
/// a box, on the same line and no higher.
pub(super) fn begins_word([_, top, right, bottom]: [usize; 4], spots: &[Spot]) -> bool {
    let height = bottom - top;
    spots.iter().any(|spot| {
        let [own_left, own_top, _, own_bottom] = spot.place;
        let alike = (height * 3 / 5..=height * 21 / 20).contains(&(own_bottom - own_top));
        let level = own_bottom.abs_diff(bottom) * 12 <= height;
        alike && level && (right.saturating_sub(1)..=right + height / 8).contains(&own_left)
    })
}

/// True for the last letter of a word: in bold it may have serifs on all four sides, and it stands as close to a letter of its
/// height as no box does.
pub(super) fn ends_word([left, top, right, bottom]: [usize; 4], spots: &[Spot]) -> bool {
    let (height, gap) = (bottom - top, (right - left) * 3 / 20);
    spots.iter().any(|spot| {
        let [_, own_top, own_right, own_bottom] = spot.place;
        let alike = (height * 4 / 5..=height * 5 / 4).contains(&(own_bottom - own_top));
        let level = own_bottom.abs_diff(bottom) * 8 <= height;
        alike && level && (left.saturating_sub(gap)..=left).contains(&own_right)
    })
}
