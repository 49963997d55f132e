//! Marks headings: lines in bold that are larger than the labels and the text of the file.

use crate::document::{Block, Segment};
use std::collections::BTreeMap;

/// A size that so many percent of the lines have is one of the text.
const USUAL: usize = 15;
/// A heading is so many times as large as that.
const LARGER: f32 = 1.12;
/// A heading has no more letters.
const LONGEST: usize = 80;

/// The same in a scan, where letters are measured; what follows a heading there is a label.
const LARGER_IN_SCANS: f32 = 1.09;
/// Where of so many lines one at most is in bold, it is a heading that is so many times as large as the text.
const RARE: usize = 6;
const LARGER_THAN_TEXT: f32 = 1.03;
/// Fewer labels do not tell how large they are.
const FEWEST: usize = 5;

/// Marks the headings among these blocks.
pub(super) fn mark(blocks: &mut [Block]) {
    mark_in_scans(blocks);
    let mut sizes: BTreeMap<u32, usize> = BTreeMap::new();
    count(blocks, &mut sizes);
    let all: usize = sizes.values().sum();
    let usual = sizes
        .iter()
        .rev()
        .find(|(_, count)| **count * 100 >= all * USUAL);
    let Some(usual) = usual.map(|(size, _)| *size as f32 / 2.0) else {
        return;
    };
    for block in blocks {
        let Block::Line(line) = block else { continue };
        if let [only] = line.segments.as_slice() {
            let stands_out = only.bold && size(only).is_some_and(|size| size >= LARGER * usual);
            let asks = only.text.ends_with([':', '：', '?', '？']);
            line.heading |= stands_out && !asks && only.text.chars().count() <= LONGEST;
        }
    }
}

/// Marks those of what OCR saw. Where hardly anything is in bold, labels are not.
fn mark_in_scans(blocks: &mut [Block]) {
    let sizes: Vec<Option<(f32, bool)>> = blocks.iter().map(size_in_scan).collect();
    let median = |bold: &dyn Fn(bool) -> bool| {
        let sizes = sizes.iter().flatten().filter(|(_, own)| bold(*own));
        let mut sizes: Vec<f32> = sizes.map(|(size, _)| *size).collect();
        sizes.sort_by(f32::total_cmp);
        (sizes.get(sizes.len() / 2).copied(), sizes.len())
    };
    let ((labels, bold), (text, all)) = (median(&|bold| bold), median(&|_| true));
    let rare = bold * RARE <= all;
    let (usual, larger) = match rare {
        true => (text, LARGER_THAN_TEXT),
        false => (labels.filter(|_| bold >= FEWEST), LARGER_IN_SCANS),
    };
    let Some(least) = usual.map(|usual| usual * larger) else {
        return;
    };
    for (block, pair) in blocks.iter_mut().zip(sizes.windows(2)) {
        let Block::Line(line) = block else { continue };
        let (&[Some((size, true)), next], [only]) = (pair, line.segments.as_slice()) else {
            continue;
        };
        let above = match next {
            Some((next, bold)) => rare || bold && size >= larger * next,
            None => rare,
        };
        let asks = only.text.ends_with([':', '：', '?', '？']);
        let short = only.text.chars().count() <= LONGEST && only.text.trim().contains(' ');
        line.heading |= above && size >= least && !asks && (short || !rare);
    }
}

/// The font size of a line of a scan, by the height of its ink and the parts that its letters have, and whether it is in bold.
fn size_in_scan(block: &Block) -> Option<(f32, bool)> {
    let Block::Line(line) = block else {
        return None;
    };
    let first = line.segments.first()?;
    let read = first.confidence < 1.0 && first.text.chars().count() > 3;
    read.then(|| (first.font_size(), first.bold))
}

/// The font size of printed text.
fn size(segment: &Segment) -> Option<f32> {
    let printed = segment.field.is_none() && segment.confidence >= 1.0;
    printed.then_some(segment.place[3] - segment.place[1])
}

/// Counts lines by their font size in half points.
fn count(blocks: &[Block], sizes: &mut BTreeMap<u32, usize>) {
    for block in blocks {
        match block {
            Block::Line(line) => {
                if let Some(size) = line.segments.first().and_then(size) {
                    *sizes.entry((2.0 * size).round() as u32).or_default() += 1;
                }
            }
            Block::Table(table) => {
                for cell in table.rows.iter().flat_map(|row| &row.cells) {
                    count(&cell.blocks, sizes);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Line;

    fn line(text: &str, size: f32, bold: bool) -> Block {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.into(),
                place: [50.0, 100.0, 200.0, 100.0 + size],
                bold,
                confidence: 1.0,
                ..Segment::default()
            }],
            ..Line::default()
        })
    }

    #[test]
    fn a_heading_in_a_scan_is_larger_than_the_labels_and_stands_above_one() {
        let scanned = |text: &str, height: f32, bold: bool| {
            let mut block = line(text, height, bold);
            if let Block::Line(line) = &mut block {
                line.segments[0].confidence = 0.9;
            }
            block
        };
        // Letters with descenders reach further down.
        let mut blocks = vec![
            scanned("Your town", 10.2, true),
            scanned("Country", 9.3, true),
            scanned("Kenya", 10.3, false),
            scanned("Head", 7.4, true),
            scanned("Akinyi", 9.3, false),
            scanned("Networks", 7.3, true),
            scanned("C40", 8.5, true),
            scanned("Large but above an answer", 8.5, true),
            scanned("Yes", 7.3, false),
            scanned("Consent and seal", 8.4, true),
            scanned("Signed on", 9.2, true),
        ];
        mark(&mut blocks);
        let heading = |at: &usize| matches!(&blocks[*at], Block::Line(line) if line.heading);
        let headings: Vec<usize> = (0..blocks.len()).filter(heading).collect();
        assert_eq!(headings, [0, 9]);
    }

    #[test]
    fn where_the_labels_of_a_scan_are_not_in_bold_what_is_in_bold_is_a_heading() {
        let texts = [
            ("A bus for all", false),
            ("Consent and seal", true),
            ("Part of the network", false),
            ("Signed by the head", false),
            ("Akinyi", true),
        ];
        let plain = std::iter::repeat_n(("Held in the town hall", false), 9);
        let mut blocks: Vec<Block> = (texts.into_iter().chain(plain))
            .map(|(text, bold)| {
                let mut block = line(text, if bold { 7.8 } else { 7.3 }, bold);
                if let Block::Line(line) = &mut block {
                    line.segments[0].confidence = 0.9;
                }
                block
            })
            .collect();
        mark(&mut blocks);
        let heading = |at: &usize| matches!(&blocks[*at], Block::Line(line) if line.heading);
        let headings: Vec<usize> = (0..blocks.len()).filter(heading).collect();
        assert_eq!(headings, [1]);
    }

    #[test]
    fn a_heading_is_larger_than_the_labels() {
        let fields = [
            "Country",
            "Kenya",
            "Town",
            "Kisumu",
            "Head",
            "Akinyi Otieno",
        ];
        let mut blocks: Vec<Block> = vec![line("Your town", 11.0, true)];
        for (at, text) in fields.into_iter().enumerate() {
            blocks.push(line(text, 10.0, at % 2 == 0));
        }
        blocks.push(line("A large answer", 11.0, false));
        blocks.push(line("Who asks?", 11.5, true));
        mark(&mut blocks);
        let headings: Vec<usize> = blocks
            .iter()
            .enumerate()
            .filter(|(_, block)| matches!(block, Block::Line(line) if line.heading))
            .map(|(at, _)| at)
            .collect();
        assert!(headings.is_empty(), "not larger enough: {headings:?}");
        blocks[0] = line("Your town", 12.0, true);
        mark(&mut blocks);
        let heading = |at: usize| matches!(&blocks[at], Block::Line(line) if line.heading);
        assert!(heading(0));
        assert!((1..blocks.len()).all(|at| !heading(at)));
    }
}
