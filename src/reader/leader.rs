//! Dotted lines to write on. OCR takes their dots for letters, so they are wiped out like rulings.

use super::ink::Spot;
use std::collections::BTreeMap;

/// So many dots in a row are a dotted line; no sentence has them.
const FEWEST: usize = 8;
/// With more specks than this a page is dirt, and no row of dots can be told.
const MOST_SPECKS: usize = 60_000;

/// A row of dots that is being followed to the right.
struct Row {
    level: f32,
    left: f32,
    right: f32,
    members: Vec<usize>,
}

/// The spots that are dots of dotted lines; `letter` is the height of letters in pixels.
pub(super) fn dots(spots: &[Spot], letter: f32) -> Vec<Spot> {
    let small = (letter * 0.4).max(3.0) as usize;
    let mut specks: Vec<Spot> = spots
        .iter()
        .filter(|spot| {
            let (width, height) = spot.size();
            width as f32 <= letter * 2.5 && height <= small
        })
        .copied()
        .collect();
    if specks.len() > MOST_SPECKS {
        return Vec::new();
    }
    specks.sort_by_key(|spot| spot.place);
    let band = (letter * 0.25).max(2.0);
    let mut rows: Vec<Row> = Vec::new();
    // The row that was last seen at each height, by bands; a neighbouring band may hold it as well.
    let mut latest: BTreeMap<i64, usize> = BTreeMap::new();
    for (index, spot) in specks.iter().enumerate() {
        let [left, top, right, bottom] = spot.place.map(|n| n as f32);
        let level = (top + bottom) / 2.0;
        let key = (level / band) as i64;
        let near = [key, key - 1, key + 1].into_iter().find_map(|key| {
            let at = *latest.get(&key)?;
            let row = rows.get(at)?;
            let gap = left - row.right;
            ((row.level - level).abs() <= band && gap > 0.0 && gap <= letter * 0.9).then_some(at)
        });
        match near.and_then(|at| rows.get_mut(at).map(|row| (at, row))) {
            Some((at, row)) => {
                row.members.push(index);
                row.right = right;
                row.level = level;
                latest.insert(key, at);
            }
            None => {
                latest.insert(key, rows.len());
                rows.push(Row {
                    level,
                    left,
                    right,
                    members: vec![index],
                });
            }
        }
    }
    rows.iter()
        .filter(|row| {
            // Blurred dots run together into dashes; then there are fewer, and the row is as long.
            let count = row.members.len();
            count >= FEWEST || count >= FEWEST / 2 && row.right - row.left > letter * 6.0
        })
        .flat_map(|row| &row.members)
        .filter_map(|index| specks.get(*index).copied())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dot(x: usize, y: usize) -> Spot {
        Spot {
            place: [x, y, x + 4, y + 4],
        }
    }

    #[test]
    fn a_dotted_line_is_found_and_full_stops_and_dots_on_letters_are_left() {
        let line = (0..30).map(|n| dot(100 + n * 9, 200 + n / 12));
        let stops = (0..10).map(|n| dot(100 + n * 70, 300));
        let ellipsis = (0..3).map(|n| dot(500 + n * 9, 300));
        let spots: Vec<Spot> = line.chain(stops).chain(ellipsis).collect();
        let found = dots(&spots, 24.0);
        assert_eq!(found.len(), 30);
        assert!(found.iter().all(|spot| spot.place[1] < 210));
    }
}
