//! How much of a mail's texts is looked at: nobody fills a form in ten thousand lines, and whoever sends them wants us busy.

use crate::document::{Block, Document};
use std::borrow::Cow;

/// Lines and cells of one text. A form has hundreds; two hundred pages have some ten thousand.
const TEXT: usize = 20_000;
/// The same for all texts of a mail together.
const MAIL: usize = 60_000;

/// What may still be looked at.
#[derive(Debug)]
pub(super) struct Measure {
    left: usize,
}

impl Measure {
    /// The whole measure of a mail.
    pub fn new() -> Measure {
        Measure { left: MAIL }
    }

    /// A document as far as it may be looked at: nearly always all of it.
    pub fn of<'d>(&mut self, document: Cow<'d, Document>) -> Cow<'d, Document> {
        let most = TEXT.min(self.left);
        let lines = lines(&document.blocks);
        self.left -= lines.min(most);
        if lines <= most {
            return document;
        }
        let mut document = document.into_owned();
        let mut left = most;
        cut(&mut document.blocks, &mut left);
        Cow::Owned(document)
    }
}

fn lines(blocks: &[Block]) -> usize {
    let of = |block: &Block| match block {
        Block::Line(line) => line.segments.len().max(1),
        Block::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.map(|cell| lines(&cell.blocks).max(1)).sum()
        }
    };
    blocks.iter().map(of).sum()
}

/// Keeps the beginning; a table is cut between rows.
fn cut(blocks: &mut Vec<Block>, left: &mut usize) {
    let mut kept = 0;
    for block in blocks.iter_mut() {
        let needed = lines(std::slice::from_ref(block));
        if needed > *left {
            if let Block::Table(table) = block {
                table.rows.retain(|row| {
                    let needed: usize = row
                        .cells
                        .iter()
                        .map(|cell| lines(&cell.blocks).max(1))
                        .sum();
                    let fits = needed <= *left;
                    *left = if fits { *left - needed } else { 0 };
                    fits
                });
                kept += 1;
            }
            break;
        }
        *left -= needed;
        kept += 1;
    }
    blocks.truncate(kept);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{html, text};

    #[test]
    fn an_ordinary_document_is_whole_and_an_endless_one_is_cut() {
        let mut measure = Measure::new();
        let short = text::from_str(&"Country: Spain\n".repeat(300));
        assert_eq!(*measure.of(Cow::Borrowed(&short)), short);
        let long = text::from_str(&"Country: Spain\n".repeat(50_000));
        for expected in [TEXT, TEXT, MAIL - 2 * TEXT - 300, 0] {
            let kept = measure.of(Cow::Borrowed(&long));
            assert_eq!(lines(&kept.blocks), expected);
            assert_eq!(kept.blocks[..], long.blocks[..expected]);
        }
    }

    #[test]
    fn an_endless_table_is_cut_between_rows() {
        let rows = "<tr><td>Country<td>Spain<td>x</tr>".repeat(20_000);
        let table = html::from_str(&format!("<p>Our form<table>{rows}</table><p>end"));
        let kept = Measure::new().of(Cow::Owned(table));
        assert_eq!(lines(&kept.blocks), 1 + (TEXT - 1) / 3 * 3);
        assert_eq!(kept.blocks.len(), 2);
    }
}
