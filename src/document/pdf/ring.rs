//! Borders that are painted as the area between two boxes, as browsers and their like do: a side where both boxes end is none.

use crate::document::layout::Ruling;

/// Sides nearer to each other than this are one.
const SAME: f32 = 0.05;
/// A ring that is smaller than this may be a box to tick, in points.
const SMALL: f32 = 24.0;

/// The box around two boxes.
pub(super) fn around(a: [f32; 4], b: [f32; 4]) -> [f32; 4] {
    [
        a[0].min(b[0]),
        a[1].min(b[1]),
        a[2].max(b[2]),
        a[3].max(b[3]),
    ]
}

/// The lines between two boxes of which one lies within the other, nowhere further apart than `thin`.
pub(super) fn bars(one: [f32; 4], other: [f32; 4], thin: f32) -> Option<Vec<Ruling>> {
    let whole = around(one, other);
    let inner = match whole {
        _ if whole == one => other,
        _ if whole == other => one,
        _ => return None,
    };
    let [left, top, right, bottom] = whole;
    let gaps = [
        inner[0] - left,
        inner[1] - top,
        right - inner[2],
        bottom - inner[3],
    ];
    let large = (right - left).max(bottom - top) > SMALL;
    let thick = |gap: &f32| *gap > SAME;
    if !large || !gaps.iter().any(thick) || gaps.iter().any(|gap| *gap > thin) {
        return None;
    }
    let middle = |outer: f32, inner: f32| (outer + inner) / 2.0;
    let (x0, x1) = (middle(left, inner[0]), middle(right, inner[2]));
    let (y0, y1) = (middle(top, inner[1]), middle(bottom, inner[3]));
    let sides = [
        [x0, top, x0, bottom],
        [left, y0, right, y0],
        [x1, top, x1, bottom],
        [left, y1, right, y1],
    ];
    let painted = gaps.iter().zip(sides).filter(|(gap, _)| thick(gap));
    Some(painted.map(|(_, place)| Ruling { place }).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_sides_between_the_two_boxes_are_lines() {
        let outer = [10.0, 20.0, 310.0, 60.0];
        let places = |inner: [f32; 4]| -> Option<Vec<[f32; 4]>> {
            let bars = bars(inner, outer, 3.5)?;
            Some(bars.iter().map(|ruling| ruling.place).collect())
        };
        // A border on the left, and one below.
        assert_eq!(
            places([12.0, 20.0, 310.0, 60.0]),
            Some(vec![[11.0, 20.0, 11.0, 60.0]])
        );
        assert_eq!(
            places([10.0, 20.0, 310.0, 59.0]),
            Some(vec![[10.0, 59.5, 310.0, 59.5]])
        );
        assert_eq!(
            places([11.0, 21.0, 309.0, 59.0]).map(|all| all.len()),
            Some(4)
        );
        // An area in another, and the same area twice.
        assert_eq!(places([30.0, 30.0, 100.0, 50.0]), None);
        assert_eq!(places(outer), None);
    }
}
