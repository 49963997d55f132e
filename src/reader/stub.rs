//! Short pieces of a frame between its corner and a title that stands in its upper side. OCR takes them for dashes.

use super::ink::{Ink, Stroke};

/// In letters: the shortest piece, and how thick one is at most.
const SHORTEST: f32 = 0.4;
const THICK: f32 = 0.25;
/// A piece is no longer than this part of the page's width; longer ones are seen as rulings.
const LONGEST: usize = 14;
/// Rows beyond the end of a side in which a piece may begin, and gaps in it, in pixels.
const NEAR: usize = 3;
const GAP: usize = 2;

/// The pieces that begin at the ends of sides and of which no ruling is known yet. `letter` is the height of letters in pixels.
pub(super) fn pieces(ink: &Ink, rulings: &[Stroke], letter: f32) -> Vec<Stroke> {
    let (across, down): (Vec<&Stroke>, Vec<&Stroke>) =
        rulings.iter().partition(|stroke| stroke.horizontal);
    let mut found: Vec<Stroke> = Vec::new();
    for side in down {
        let [left, top, right, bottom] = side.place;
        for end in [top, bottom] {
            for to_right in [true, false] {
                let from = if to_right { right } else { left };
                let known = across.iter().any(|line| {
                    let [from, above, to, below] = line.place;
                    let near = letter / 2.0;
                    let level = above - near <= end && end <= below + near;
                    let beyond = if to_right { right } else { left };
                    level && from - near <= beyond && beyond <= to + near && {
                        // The line may end at this side and lie at its other hand.
                        let reach = if to_right { to - right } else { left - from };
                        reach >= letter * SHORTEST
                    }
                });
                if !known {
                    found.extend(piece(ink, from, end, to_right, letter));
                }
            }
        }
    }
    found
}

/// The piece that begins at that place.
fn piece(ink: &Ink, from: f32, end: f32, to_right: bool, letter: f32) -> Option<Stroke> {
    let (from, end) = (from.max(0.0) as usize, end.max(0.0) as usize);
    let most = ink.width / LONGEST;
    let thick = (letter * THICK).max(4.0) as usize;
    let length = |y: usize| -> usize {
        let dark = |step: &usize| {
            let x = if to_right {
                Some(from + step)
            } else {
                from.checked_sub(step + 1)
            };
            x.is_some_and(|x| ink.is_dark(x, y))
        };
        let mut long = 0;
        while long < most {
            match (long..=long + GAP).find(dark) {
                Some(step) => long = step + 1,
                None => break,
            }
        }
        long
    };
    let rows = end.saturating_sub(NEAR + thick)..end + NEAR + thick;
    let lengths: Vec<(usize, usize)> = rows.map(|y| (y, length(y))).collect();
    let longest = lengths.iter().map(|(_, long)| *long).max()?;
    if longest >= most || (longest as f32) < letter * SHORTEST {
        return None;
    }
    let full = lengths.iter().filter(|(_, long)| long * 5 >= longest * 4);
    let levels: Vec<usize> = full.map(|(y, _)| *y).collect();
    let (first, last) = (*levels.first()?, *levels.last()?);
    let (long, start) = (longest as f32, from as f32);
    let [left, right] = match to_right {
        true => [start, start + long],
        false => [start - long, start],
    };
    (last - first < thick).then_some(Stroke {
        place: [left, first as f32, right, last as f32 + 1.0],
        horizontal: true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn down(x: f32, top: f32, bottom: f32) -> Stroke {
        Stroke {
            place: [x, top, x + 4.0, bottom],
            horizontal: false,
        }
    }

    /// A picture with these rectangles in black.
    fn picture(black: &[[usize; 4]]) -> Ink {
        let (width, height) = (1000, 400);
        let mut gray = vec![255; width * height];
        for [left, top, right, bottom] in black {
            for y in *top..*bottom {
                for x in *left..*right {
                    gray[y * width + x] = 0;
                }
            }
        }
        Ink::threshold(width, height, &gray)
    }

    #[test]
    fn a_frame_goes_on_between_its_corner_and_its_title() {
        // The title stands at the left of one frame and at the right of the other.
        let ink = picture(&[
            [100, 100, 104, 300],
            [100, 100, 122, 103],
            [200, 100, 500, 103],
            [900, 100, 904, 300],
            [880, 100, 904, 103],
        ]);
        let known = Stroke {
            place: [200.0, 100.0, 500.0, 103.0],
            horizontal: true,
        };
        let sides = [down(100.0, 100.0, 300.0), down(900.0, 100.0, 300.0), known];
        let found = pieces(&ink, &sides, 20.0);
        let places: Vec<[f32; 4]> = found.iter().map(|piece| piece.place).collect();
        assert_eq!(
            places,
            [[104.0, 100.0, 122.0, 103.0], [880.0, 100.0, 900.0, 103.0]]
        );
    }

    #[test]
    fn letters_and_blots_at_the_end_of_a_line_are_no_pieces() {
        let ink = picture(&[
            [100, 100, 104, 300],
            [106, 90, 120, 108],
            [500, 100, 504, 300],
            [504, 100, 508, 102],
        ]);
        let sides = [down(100.0, 100.0, 300.0), down(500.0, 100.0, 300.0)];
        assert_eq!(pieces(&ink, &sides, 20.0), []);
    }
}
