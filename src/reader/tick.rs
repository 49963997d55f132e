//! Boxes for ticks in a page picture, which OCR takes for letters or passes over.

use super::gray::Gray;
use super::ink::{Ink, Spot};
use super::touch::{begins_word, ends_word, is_within_word, touches_letter};
use serde::{Deserialize, Serialize};

/// A box for a tick, in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub(super) struct TickBox {
    /// Left, top, right, bottom.
    pub place: [usize; 4],
    pub ticked: bool,
}

/// Boxes of fewer letters' height may be letters, and capitals.
const LARGE: f32 = 2.2;
const CAPITAL: f32 = 1.5;
/// So many hundredths of a square are ink when it is full; of one that is smaller than a letter, the edges fray.
const FULL: usize = 93;
const FULL_SMALL: usize = 85;

impl TickBox {
    /// About as large as another one.
    fn is_like(&self, other: &TickBox) -> bool {
        let width = |found: &TickBox| found.place[2] - found.place[0];
        let (one, other) = (width(self), width(other));
        one * 5 >= other * 4 && other * 5 >= one * 4
    }
}

/// Finds the boxes among the spots: about as high as the text, whose letters' height is given in pixels. What is no larger
/// than a small letter, or solid, is a box only where other boxes of its size stand on the page.
pub(super) fn boxes(ink: &Ink, spots: &[Spot], letter: f32) -> Vec<TickBox> {
    let least = (letter * 0.6).max(9.0) as usize;
    let most = (letter * 3.2).max(12.0) as usize;
    let squares = spots.iter().filter(|spot| {
        let (width, height) = spot.size();
        let square = width * 4 <= height * 5 && height * 4 <= width * 5;
        square && (least..=most).contains(&width) && (least..=most).contains(&height)
    });
    let (mut frames, mut solids) = (Vec::new(), Vec::new());
    for spot in squares {
        let (width, _) = spot.size();
        let full = if (width as f32) < letter {
            FULL_SMALL
        } else {
            FULL
        };
        if is_solid(ink, spot.place, full) {
            solids.push(TickBox {
                place: spot.place,
                ticked: true,
            });
        } else {
            frames.extend(framed(ink, spot.place));
        }
    }
    let may_be = |place: [usize; 4]| {
        let small = ((place[3] - place[1]) as f32) < letter * LARGE;
        !(small && is_within_word(place, spots))
    };
    // A capital with a number behind it ("B1.") has four sides, too.
    let capital = |place: [usize; 4]| {
        let (width, height) = (place[2] - place[0], place[3] - place[1]);
        (height as f32) < letter * CAPITAL && touches_letter(place, width, width * 3 / 10, spots)
    };
    frames.retain(|found: &TickBox| {
        let of_word = ends_word(found.place, spots) || begins_word(found.place, spots);
        may_be(found.place) && !capital(found.place) && !of_word
    });
    let sure = |found: &TickBox| (found.place[2] - found.place[0]) as f32 >= letter;
    let paired = |at: usize, found: &TickBox| {
        let mut others = frames.iter().enumerate().filter(|(other, _)| *other != at);
        others.any(|(_, other)| found.is_like(other))
    };
    let alike = frames.iter().enumerate();
    let mut found: Vec<TickBox> = alike
        .filter(|(at, found)| sure(found) || paired(*at, found))
        .map(|(_, found)| *found)
        .collect();
    if let Some(side) = side(&found) {
        // One that is a little larger than the others holds a frame of their size.
        let whole = |spot: &&Spot| found.iter().any(|found| found.place == spot.place);
        let crossed = spots
            .iter()
            .filter(|spot| may_be(spot.place) && !whole(spot));
        let crossed = crossed.filter_map(|spot| {
            // The end of a stroke may come close to the word behind the box, but the box does not.
            let found = overdrawn(ink, spot.place, side)?;
            let close = touches_letter(found.place, side, side * 3 / 10, spots)
                || !is_crossed(spot.place, found.place)
                    && touches_letter(spot.place, side, side / 8, spots);
            (!close && !capital(spot.place)).then_some(found)
        });
        found.extend(crossed.collect::<Vec<TickBox>>());
    }
    solids.retain(|solid| found.iter().any(|frame| frame.is_like(solid)));
    found.extend(solids);
    found
}

/// True when ink reaches out of a box on several sides, as that of a tick does and that of a letter's arm does not.
fn is_crossed(spot: [usize; 4], found: [usize; 4]) -> bool {
    let out = |one: usize, other: usize| usize::from(one.abs_diff(other) > 2);
    let sides = spot.iter().zip(found);
    sides.map(|(one, other)| out(*one, other)).sum::<usize>() > 1
}

/// The usual side of the boxes of a page.
fn side(boxes: &[TickBox]) -> Option<usize> {
    let mut sides: Vec<usize> = boxes
        .iter()
        .map(|found| found.place[2] - found.place[0])
        .collect();
    sides.sort_unstable();
    sides.get(sides.len() / 2).copied()
}

/// A box over whose sides a tick was drawn by hand: a frame of the usual side within a larger spot.
fn overdrawn(ink: &Ink, place: [usize; 4], side: usize) -> Option<TickBox> {
    let [left, top, right, bottom] = place;
    let (width, height) = (right - left, bottom - top);
    let room = side * 8 / 10..side * 5 / 2;
    let larger = width > side + 2 || height > side + 2;
    if side < 8 || !larger || !room.contains(&width) || !room.contains(&height) {
        return None;
    }
    // Only where a long stroke runs down and another one across may a box begin.
    let long = side * 7 / 10;
    let run = |dark: &mut dyn Iterator<Item = bool>| {
        let (mut most, mut run) = (0, 0);
        for dark in dark {
            run = if dark { run + 1 } else { 0 };
            most = most.max(run);
        }
        most >= long
    };
    let lefts = (left..right.saturating_sub(side * 8 / 10))
        .filter(|x| run(&mut (top..bottom).map(|y| ink.is_dark(*x, y))));
    let tops: Vec<usize> = (top..bottom.saturating_sub(side * 8 / 10))
        .filter(|y| run(&mut (left..right).map(|x| ink.is_dark(x, *y))))
        .collect();
    let sides = [side, side + 1, side.saturating_sub(1), side + 2, side - 2];
    for x in lefts {
        for y in &tops {
            let frame = sides.iter().find_map(|side| {
                let fits = x + side <= right && y + side <= bottom;
                // The hole of a punch is full of ink.
                fits.then(|| framed(ink, [x, *y, x + side, y + side]))
                    .flatten()
                    .filter(|found| !is_solid(ink, found.place, FULL))
            });
            if let Some(found) = frame {
                return Some(TickBox {
                    ticked: true,
                    ..found
                });
            }
        }
    }
    None
}

/// Wipes out what of a tick reaches beyond its box, which OCR takes for letters. Where it meets a letter, only what is near the
/// box goes.
pub(super) fn wipe_mark(ink: &Ink, picture: &mut Gray, place: [usize; 4]) {
    let [left, top, right, bottom] = place;
    let side = right - left;
    let reach = side * 8 / 10;
    let (from_x, from_y) = (left.saturating_sub(reach), top.saturating_sub(reach));
    let (to_x, to_y) = (right + reach, bottom + reach);
    let width = to_x - from_x;
    let mut seen = vec![false; width * (to_y - from_y)];
    let beyond = |x: usize, y: usize| x < left || y < top || x >= right || y >= bottom;
    let mut queue: Vec<(usize, usize)> = (left..right)
        .flat_map(|x| [(x, top), (x, bottom - 1)])
        .chain((top..bottom).flat_map(|y| [(left, y), (right - 1, y)]))
        .collect();
    let mut mark = Vec::new();
    let mut meets = false;
    while let Some((x, y)) = queue.pop() {
        for (x, y) in [
            (x.wrapping_sub(1), y),
            (x + 1, y),
            (x, y.wrapping_sub(1)),
            (x, y + 1),
        ] {
            if x < from_x || y < from_y || x >= to_x || y >= to_y {
                meets = true;
                continue;
            }
            let at = (y - from_y) * width + x - from_x;
            // Rulings are ink that is wiped out already.
            let drawn = ink.is_dark(x, y) && !picture.is_paper(x, y);
            if beyond(x, y) && drawn && seen.get(at) == Some(&false) {
                if let Some(seen) = seen.get_mut(at) {
                    *seen = true;
                }
                mark.push((x, y));
                queue.push((x, y));
            }
        }
    }
    let near = side / 3;
    let (near_x, near_y) = (left.saturating_sub(near), top.saturating_sub(near));
    mark.retain(|(x, y)| {
        let close = *x >= near_x && *y >= near_y && *x < right + near && *y < bottom + near;
        close || !meets
    });
    for (x, y) in mark {
        for y in y.saturating_sub(1)..=y + 1 {
            (x.saturating_sub(1)..=x + 1).for_each(|x| picture.whiten(x, y));
        }
    }
}

/// True for a square of which so many hundredths are ink.
fn is_solid(ink: &Ink, [left, top, right, bottom]: [usize; 4], full: usize) -> bool {
    let inside = (left..right).flat_map(|x| (top..bottom).map(move |y| (x, y)));
    let filled = inside.filter(|(x, y)| ink.is_dark(*x, *y)).count();
    filled * 100 >= (right - left) * (bottom - top) * full
}

/// A spot is a box when all four of its sides are drawn; how much ink stands inside tells whether it is ticked.
fn framed(ink: &Ink, place: [usize; 4]) -> Option<TickBox> {
    let [left, top, right, bottom] = place;
    let (width, height) = (right - left, bottom - top);
    let depth = (width / 7).max(3);
    let near = |from: usize, x: bool, forward: bool, along: usize| {
        (0..depth).any(|step| {
            let across = if forward {
                from + step
            } else {
                from - 1 - step
            };
            if x {
                ink.is_dark(across, along)
            } else {
                ink.is_dark(along, across)
            }
        })
    };
    // Straightening and noise take a pixel or two off a small box; a round letter lacks far more.
    let cover = |count: usize, of: usize| count * 100 >= of * 87;
    let sides = cover(
        (top..bottom).filter(|y| near(left, true, true, *y)).count(),
        height,
    ) && cover(
        (top..bottom)
            .filter(|y| near(right, true, false, *y))
            .count(),
        height,
    ) && cover(
        (left..right).filter(|x| near(top, false, true, *x)).count(),
        width,
    ) && cover(
        (left..right)
            .filter(|x| near(bottom, false, false, *x))
            .count(),
        width,
    );
    // Corners tell a box from a round letter.
    let corner = (width / 7).max(2);
    let filled_corner = |x0: usize, y0: usize| {
        (y0..y0 + corner).any(|y| (x0..x0 + corner).any(|x| ink.is_dark(x, y)))
    };
    let corners = filled_corner(left, top)
        && filled_corner(right - corner, top)
        && filled_corner(left, bottom - corner)
        && filled_corner(right - corner, bottom - corner);
    if !(sides && corners) {
        return None;
    }
    let margin = (width * 27 / 100).max(2);
    let inside = (left + margin..right - margin)
        .flat_map(|x| (top + margin..bottom - margin).map(move |y| (x, y)))
        .map(|(x, y)| ink.is_dark(x, y));
    let (mut filled, mut all) = (0_usize, 0_usize);
    for dark in inside {
        filled += usize::from(dark);
        all += 1;
    }
    (all > 0).then_some(TickBox {
        place,
        ticked: filled * 100 > all * 8,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::reader::ink::tests::page;

    fn frame(x: usize, y: usize, at: (usize, usize), size: usize) -> bool {
        let (left, top) = at;
        let inside = (left..left + size).contains(&x) && (top..top + size).contains(&y);
        inside && (x < left + 2 || y < top + 2 || x >= left + size - 2 || y >= top + size - 2)
    }

    #[test]
    fn an_empty_box_a_crossed_box_and_a_letter_are_told_apart() {
        let ink = page(|x, y| {
            let crossed =
                (100..120).contains(&x) && (50..70).contains(&y) && (x - 100).abs_diff(y - 50) < 2;
            let (dx, dy) = (x.abs_diff(160) as f32, y.abs_diff(60) as f32);
            let ring = (8.0..11.0).contains(&dx.hypot(dy));
            frame(x, y, (50, 50), 20) || frame(x, y, (100, 50), 20) || crossed || ring
        });
        let ticked: Vec<bool> = boxes(&ink, &ink.spots(), 14.0)
            .iter()
            .map(|found| found.ticked)
            .collect();
        assert_eq!(ticked, [false, true]);
    }

    #[test]
    fn a_box_a_little_larger_than_the_others_is_no_ticked_one_around_their_frame() {
        let ink = page(|x, y| {
            let small = [50, 150, 250].map(|left| frame(x, y, (left, 50), 20));
            small.contains(&true) || frame(x, y, (350, 50), 24)
        });
        let found = boxes(&ink, &ink.spots(), 14.0);
        assert_eq!(
            found
                .iter()
                .map(|found| usize::from(found.ticked))
                .sum::<usize>(),
            0
        );
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn square_bullets_are_no_boxes_though_their_edges_fray() {
        let ink = page(|x, y| {
            let bullet = |top: usize| {
                let inside = (50..62).contains(&x) && (top..top + 12).contains(&y);
                let frayed =
                    y == top && (53..58).contains(&x) || x == 61 && y > top + 2 && y < top + 11;
                inside && !frayed
            };
            bullet(50) || bullet(90) || bullet(130)
        });
        assert_eq!(boxes(&ink, &ink.spots(), 20.0), []);
    }

    #[test]
    fn the_capital_of_a_heading_is_no_box() {
        let ink = page(|x, y| {
            let small = (72..85).contains(&x) && (55..70).contains(&y);
            frame(x, y, (50, 50), 20) || small || frame(x, y, (200, 50), 20)
        });
        assert_eq!(boxes(&ink, &ink.spots(), 10.0).len(), 1);
    }

    #[test]
    fn the_last_letter_of_a_word_is_no_box() {
        let ink = page(|x, y| {
            let letter = (70..84).contains(&x) && (50..70).contains(&y);
            frame(x, y, (86, 50), 20) || letter || frame(x, y, (200, 50), 20)
        });
        assert_eq!(boxes(&ink, &ink.spots(), 10.0).len(), 1);
    }

    #[test]
    fn a_box_with_a_tick_that_reaches_out_of_it_is_ticked() {
        let ink = page(|x, y| {
            let rising = (105..135).contains(&x) && (x + y).abs_diff(175) < 3;
            let falling = (98..106).contains(&x) && (x + 2).abs_diff(y + 32) < 3;
            frame(x, y, (50, 50), 20) || frame(x, y, (100, 50), 20) || rising || falling
        });
        let mut found = boxes(&ink, &ink.spots(), 14.0);
        found.sort_by_key(|found| found.place);
        let told: Vec<(usize, bool)> = found
            .iter()
            .map(|found| (found.place[0], found.ticked))
            .collect();
        assert_eq!(told, [(50, false), (100, true)]);
    }

    #[test]
    fn a_tick_that_ends_near_the_word_behind_its_box_is_one_and_goes_with_it() {
        let draw = |x: usize, y: usize| {
            let rising = (105..128).contains(&x) && (x + y).abs_diff(175) < 3;
            let stem = (130..133).contains(&x) && (44..70).contains(&y);
            frame(x, y, (50, 50), 20) || frame(x, y, (100, 50), 20) || rising || stem
        };
        let ink = page(draw);
        let found = boxes(&ink, &ink.spots(), 14.0);
        let Some(ticked) = found.iter().find(|found| found.ticked) else {
            panic!("{found:?}")
        };
        let pixels = (0..400).flat_map(|y| (0..600).map(move |x| (x, y)));
        let mut picture = Gray {
            width: 600,
            height: 400,
            pixels: pixels
                .map(|(x, y)| if draw(x, y) { 20 } else { 250 })
                .collect(),
        };
        wipe_mark(&ink, &mut picture, ticked.place);
        found.iter().for_each(|found| picture.wipe(found.place));
        let left = Ink::of(&picture).spots();
        let [stem] = left.as_slice() else {
            panic!("{left:?}")
        };
        assert_eq!(stem.place, [130, 44, 133, 70]);
    }

    #[test]
    fn a_cross_that_hardly_reaches_out_of_its_box_ticks_it() {
        let ink = page(|x, y| {
            let cross = (96..122).contains(&x)
                && (46..72).contains(&y)
                && ((x + 50).abs_diff(y + 100) < 2 || (x + y).abs_diff(169) < 2);
            frame(x, y, (50, 50), 24) || frame(x, y, (97, 47), 24) || cross
        });
        let found = boxes(&ink, &ink.spots(), 14.0);
        assert_eq!(
            found.iter().filter(|found| found.ticked).count(),
            1,
            "{found:?}"
        );
    }

    #[test]
    fn the_hole_of_a_punch_is_no_box_with_a_tick() {
        let ink = page(|x, y| {
            let hole = x.abs_diff(30).pow(2) + y.abs_diff(200).pow(2) < 20 * 20;
            hole || frame(x, y, (100, 50), 20) || frame(x, y, (150, 50), 20)
        });
        let found = boxes(&ink, &ink.spots(), 14.0);
        let lefts: Vec<usize> = found.iter().map(|found| found.place[0]).collect();
        assert_eq!(lefts, [100, 150]);
    }

    #[test]
    fn a_large_letter_with_another_behind_it_is_no_box_with_a_tick() {
        let ink = page(|x, y| {
            let large = |left: usize| {
                frame(x, y, (left, 46), 22)
                    || (left..left + 26).contains(&x) && (46..50).contains(&y)
            };
            let stem = (327..331).contains(&x) && (46..68).contains(&y);
            frame(x, y, (50, 50), 20)
                || frame(x, y, (100, 50), 20)
                || large(200)
                || large(300)
                || stem
        });
        let mut lefts: Vec<usize> = boxes(&ink, &ink.spots(), 14.0)
            .iter()
            .map(|found| found.place[0])
            .collect();
        lefts.sort_unstable();
        assert_eq!(lefts, [50, 100, 200]);
    }

    #[test]
    fn a_frame_within_a_word_is_a_letter() {
        let ink = page(|x, y| {
            let stem = |left: usize| (left..left + 4).contains(&x) && (44..70).contains(&y);
            let word = stem(43) || frame(x, y, (50, 50), 20) || stem(74);
            word || frame(x, y, (200, 50), 20) || (230..234).contains(&x) && (44..70).contains(&y)
        });
        let found = boxes(&ink, &ink.spots(), 14.0);
        let lefts: Vec<usize> = found.iter().map(|found| found.place[0]).collect();
        assert_eq!(lefts, [200]);
    }

    #[test]
    fn capitals_with_numbers_behind_them_are_no_boxes() {
        let capital = |x: usize, y: usize, top: usize| {
            let one = (69..72).contains(&x) && (top..top + 16).contains(&y);
            frame(x, y, (50, top), 16) || one
        };
        let ink =
            page(|x, y| capital(x, y, 50) || capital(x, y, 150) || frame(x, y, (200, 50), 16));
        let found = boxes(&ink, &ink.spots(), 14.0);
        let lefts: Vec<usize> = found.iter().map(|found| found.place[0]).collect();
        assert_eq!(lefts, [200]);
    }

    #[test]
    fn small_and_solid_boxes_are_boxes_only_beside_others() {
        let square = |x: usize, y: usize, left: usize| {
            (left..left + 16).contains(&x) && (50..66).contains(&y)
        };
        let form = page(|x, y| {
            frame(x, y, (50, 50), 16) || square(x, y, 100) || frame(x, y, (150, 50), 17)
        });
        let found = boxes(&form, &form.spots(), 20.0);
        assert_eq!(found.iter().filter(|found| found.ticked).count(), 1);
        assert_eq!(found.len(), 3);
        let list = page(|x, y| square(x, y, 100) || frame(x, y, (200, 50), 12));
        assert!(boxes(&list, &list.spots(), 20.0).is_empty());
    }
}
