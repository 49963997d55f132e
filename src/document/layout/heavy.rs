//! Files that are set in bold (nearly) throughout: there bold tells nothing, and is taken away.

use crate::document::{Block, Segment};

/// Percent of the letters that are in bold at least.
const MOST: usize = 90;

/// Takes bold away where it tells nothing. Headings that are marked stay so.
pub(super) fn lighten(blocks: &mut [Block]) {
    let (mut bold, mut all) = (0, 0);
    each(blocks, &mut |segment| {
        // How heavy the ink of a scan is, is only estimated, and what is typed into a field has the type of the field.
        if segment.confidence >= 1.0 && segment.field.is_none() {
            all += segment.text.len();
            bold += if segment.bold { segment.text.len() } else { 0 };
        }
    });
    if bold > 0 && bold * 100 >= all * MOST {
        each(blocks, &mut |segment| {
            segment.bold &= segment.confidence < 1.0;
        });
    }
}

/// Does something with every segment.
fn each(blocks: &mut [Block], act: &mut impl FnMut(&mut Segment)) {
    for block in blocks {
        match block {
            Block::Line(line) => line.segments.iter_mut().for_each(&mut *act),
            Block::Table(table) => {
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    each(&mut cell.blocks, act);
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Line;

    fn bold(texts: &[(&str, bool)]) -> Vec<bool> {
        let line = |(text, bold): &(&str, bool)| {
            Block::Line(Line {
                segments: vec![Segment {
                    text: (*text).to_owned(),
                    bold: *bold,
                    confidence: 1.0,
                    ..Segment::default()
                }],
                ..Line::default()
            })
        };
        let mut blocks: Vec<Block> = texts.iter().map(line).collect();
        lighten(&mut blocks);
        let mut out = Vec::new();
        each(&mut blocks, &mut |segment| out.push(segment.bold));
        out
    }

    #[test]
    fn bold_tells_nothing_where_all_is_in_bold() {
        let answers = ("We want to learn from other cities.", true);
        assert_eq!(bold(&[("Why?", true), answers, ("1", false)]), [false; 3]);
        let plain = ("We want to learn from other cities.", false);
        assert_eq!(bold(&[("Why?", true), plain]), [true, false]);
    }
}
