//! Boxes in the margins of pages: stamps of a registry, logos with an address. Where most pages have them, they are headers.

use super::pages::{MARGIN, Page, marginal, top_and_bottom};
use crate::document::{Block, Row, Table};
use std::collections::{BTreeMap, BTreeSet};

/// A box that most pages have in their margins holds lines of the header or footer.
pub(super) fn open(pages: &mut [Page]) {
    let count = pages.len();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (blocks, height) in pages.iter() {
        let keys = blocks.iter().filter_map(|block| stamp(block, *height));
        for key in keys.collect::<BTreeSet<String>>() {
            *seen.entry(key).or_default() += 1;
        }
    }
    seen.retain(|_, times| *times > 1 && *times * 2 > count);
    if seen.is_empty() {
        return;
    }
    for (blocks, height) in pages {
        let opened = |block: Block| match block {
            Block::Table(table)
                if stamp(&Block::Table(table.clone()), *height)
                    .is_some_and(|key| seen.contains_key(&key)) =>
            {
                let cells = table.rows.into_iter().flat_map(|row| row.cells);
                cells.flat_map(|cell| cell.blocks).collect()
            }
            other => vec![other],
        };
        *blocks = std::mem::take(blocks)
            .into_iter()
            .flat_map(opened)
            .collect();
    }
}

/// What identifies a box in the page's margin on other pages.
fn stamp(block: &Block, height: f32) -> Option<String> {
    let Block::Table(Table { rows }) = block else {
        return None;
    };
    let [Row { cells }] = rows.as_slice() else {
        return None;
    };
    let [cell] = cells.as_slice() else {
        return None;
    };
    let (top, bottom) = top_and_bottom(block)?;
    let in_margin = bottom < MARGIN * height || top > (1.0 - MARGIN) * height;
    let keys = marginal(&cell.blocks, height).into_iter();
    let keys: Vec<String> = keys.map(|(_, key)| key).collect();
    (in_margin && !keys.is_empty() && keys.len() == cell.blocks.len()).then(|| keys.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Line, Segment};

    fn line(text: &str, top: f32) -> Block {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.into(),
                place: [400.0, top, 500.0, top + 10.0],
                ..Segment::default()
            }],
            ..Line::default()
        })
    }

    fn boxed(blocks: Vec<Block>) -> Block {
        let cell = Cell {
            column: 0,
            span: 1,
            blocks,
        };
        Block::Table(Table {
            rows: vec![Row { cells: vec![cell] }],
        })
    }

    #[test]
    fn a_box_in_the_margin_of_every_page_holds_headers_and_an_answer_does_not() {
        let page = |number: &str| {
            let stamp = boxed(vec![line("REGISTRY", 20.0), line(number, 32.0)]);
            let answer = boxed(vec![line("12 High Street", 300.0), line("Leeds", 312.0)]);
            (vec![stamp, answer], 842.0)
        };
        let mut pages = vec![page("No 60223"), page("No 60223")];
        open(&mut pages);
        assert!(pages.iter().all(|(blocks, _)| {
            matches!(
                blocks.as_slice(),
                [Block::Line(_), Block::Line(_), Block::Table(_)]
            )
        }));
        let mut one = vec![page("No 60223")];
        open(&mut one);
        assert_eq!(one[0].0.len(), 2);
    }
}
