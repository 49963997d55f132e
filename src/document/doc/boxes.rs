//! Text boxes of Word 97–2003: their text stands in a story of its own, and a mark in the body where they are anchored.

use super::property::u32_at;
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::ops::Range;

/// Bytes of a shape's anchor (MS-DOC 2.9.253, Spa).
const ANCHOR: usize = 26;
/// Bytes of a text box's entry (MS-DOC 2.9.101, FTXBXS), and where in it the number of its shape stands.
const BOX: usize = 22;
const SHAPE: usize = 14;

/// The text boxes whose text has not been read yet.
#[derive(Debug, Default)]
pub(super) struct Boxes {
    /// Number of the shape by the place of its mark.
    anchors: BTreeMap<usize, u32>,
    /// Stretch of the text by the number of the shape.
    texts: BTreeMap<u32, Range<usize>>,
    /// Texts whose shape has one already, as damaged files have.
    more: Vec<Range<usize>>,
}

impl Boxes {
    /// Reads the list of anchors (PlcfSpa) and that of texts (PlcftxbxTxt), which begin at a place of the text. Anchors
    /// stand before it and texts behind one another, so that no box holds itself and none is read twice.
    pub(super) fn read(anchors: &[u8], texts: &[u8], start: usize) -> Boxes {
        let mut boxes = Boxes::default();
        let count = anchors.len().saturating_sub(4) / (4 + ANCHOR);
        for at in 0..count {
            let place = u32_at(anchors, at * 4);
            let shape = u32_at(anchors, (count + 1) * 4 + at * ANCHOR);
            if let (Some(place), Some(shape)) = (place, shape)
                && (place as usize) < start
            {
                boxes.anchors.insert(place as usize, shape);
            }
        }
        let count = texts.len().saturating_sub(4) / (4 + BOX);
        let mut free = 0;
        for at in 0..count {
            let (from, until) = (u32_at(texts, at * 4), u32_at(texts, at * 4 + 4));
            let shape = u32_at(texts, (count + 1) * 4 + at * BOX + SHAPE);
            if let (Some(from), Some(until), Some(shape)) = (from, until, shape)
                && free <= from
                && from < until
            {
                let place = |at: u32| start.saturating_add(at as usize);
                let text = place(from)..place(until);
                match boxes.texts.entry(shape) {
                    Entry::Vacant(place) => {
                        place.insert(text);
                    }
                    Entry::Occupied(_) => boxes.more.push(text),
                }
                free = until;
            }
        }
        boxes
    }

    /// The text of the box that is anchored at a place, once.
    pub(super) fn take(&mut self, place: usize) -> Option<Range<usize>> {
        let shape = self.anchors.get(&place)?;
        self.texts.remove(shape)
    }

    /// The texts that are anchored nowhere, in their order.
    pub(super) fn rest(&mut self) -> Vec<Range<usize>> {
        let mut rest: Vec<Range<usize>> = std::mem::take(&mut self.texts).into_values().collect();
        rest.append(&mut self.more);
        rest.sort_by_key(|range| range.start);
        rest
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(places: &[u32], size: usize, at: usize, shapes: &[u32]) -> Vec<u8> {
        let mut bytes: Vec<u8> = places
            .iter()
            .flat_map(|place| place.to_le_bytes())
            .collect();
        for shape in shapes {
            let mut entry = vec![0; size];
            entry[at..at + 4].copy_from_slice(&shape.to_le_bytes());
            bytes.extend(entry);
        }
        bytes
    }

    #[test]
    fn a_box_is_found_by_its_mark_and_only_once() {
        let anchors = list(&[5, 9, 100, 200], ANCHOR, 0, &[1025, 1026, 1027]);
        let texts = list(&[0, 4, 7, 8, 9], BOX, SHAPE, &[1026, 1025, 1027, 0]);
        let mut boxes = Boxes::read(&anchors, &texts, 100);
        assert_eq!(boxes.take(5), Some(104..107));
        assert_eq!(boxes.take(5), None);
        assert_eq!(boxes.take(9), Some(100..104));
        // It claims to be anchored in a text box.
        assert_eq!(boxes.take(100), None);
        assert_eq!(boxes.rest(), [107..108, 108..109]);
    }

    #[test]
    fn boxes_that_share_a_number_all_keep_their_text() {
        let texts = list(&[0, 4, 7, 8], BOX, SHAPE, &[0, 0, 7]);
        let mut boxes = Boxes::read(&[], &texts, 100);
        assert_eq!(boxes.rest(), [100..104, 104..107, 107..108]);
    }
}
