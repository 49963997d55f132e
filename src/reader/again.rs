//! Pages whose text is what another program read in their pictures: ours takes its place where it read as much.

use super::ocr::PageRead;
use super::opinion;
use super::tsv::Word;
use crate::document::{Block, Document, PageImage, letters};

/// OCR that is less sure of a page than this has not read it better than another program.
const SURE: f32 = 0.6;
/// So many hundredths of the letters of the other program must have been read.
const ENOUGH: usize = 60;
/// So many hundredths of the letters at least stand in words that OCR is sure of, where there is something to read.
const FEW: usize = 20;

/// The pictures that are to be read, at most so many: first those of pages that nobody has read yet. In the order of pages.
pub(super) fn wanted(images: Vec<PageImage>, most: usize) -> Vec<PageImage> {
    let (again, new): (Vec<PageImage>, Vec<PageImage>) =
        images.into_iter().partition(|image| image.again);
    let mut wanted: Vec<PageImage> = new.into_iter().chain(again).take(most).collect();
    wanted.sort_by_key(|image| image.page);
    wanted
}

/// True when what was read in the picture of a page, or of the pages that it shows, is no worse than the text that the document
/// has of it.
pub(super) fn is_better(document: &Document, page: u32, sheets: &[PageRead]) -> bool {
    let (mut letters, mut sure) = (0_usize, 0.0);
    for (_, readings) in sheets {
        let read = opinion::page(readings);
        let own = read.words.iter().map(|word| word.text.len()).sum::<usize>();
        letters += own;
        sure += read.confidence() * own as f32;
    }
    let before = letters_of(&document.blocks, page);
    sure >= SURE * letters.max(1) as f32 && letters * 100 >= before * ENOUGH
}

/// True for what is text: of a picture out of focus, OCR makes a letter or two.
pub(super) fn is_text(blocks: &[Block]) -> bool {
    /// Letters of the shortest word that tells something.
    const LEAST: usize = 3;
    letters(blocks) >= LEAST
}

/// True for a page that OCR reads: of a picture out of focus it makes words, too, and is sure of few of them.
pub(super) fn is_read((_, readings): &PageRead) -> bool {
    let page = opinion::page(readings);
    let letters = |word: &Word| word.text.chars().filter(|c| c.is_alphanumeric()).count();
    let all: usize = page.words.iter().map(letters).sum();
    let sure = page.words.iter().filter(|word| word.confidence >= SURE);
    let sure: usize = sure.map(letters).filter(|letters| *letters > 1).sum();
    sure * 100 >= all * FEW
}

/// Takes the text of pages out of the document.
pub(super) fn give_way(document: &mut Document, pages: &[u32]) {
    document
        .blocks
        .retain_mut(|block| stays(block, |at| !pages.contains(&at)));
}

/// Takes the rows that stand on other pages than wanted out of a table. False for a block of which nothing is left.
fn stays(block: &mut Block, wanted: impl Fn(u32) -> bool) -> bool {
    if let Block::Table(table) = block {
        let page = |cells: &[crate::document::Cell]| {
            let blocks = cells.iter().flat_map(|cell| &cell.blocks);
            blocks.map(first_page).find(|page| *page > 0)
        };
        let before = table.rows.len();
        table
            .rows
            .retain(|row| page(&row.cells).is_none_or(&wanted));
        let told = table.rows.iter().any(|row| page(&row.cells).is_some());
        return told || before == 0;
    }
    wanted(first_page(block))
}

fn letters_of(blocks: &[Block], page: u32) -> usize {
    let letters = blocks.iter().map(|block| match block {
        Block::Line(line) if line.page == page => {
            line.segments.iter().map(|segment| segment.text.len()).sum()
        }
        Block::Line(_) => 0,
        Block::Table(table) => {
            let cells = table.rows.iter().flat_map(|row| &row.cells);
            cells.map(|cell| letters_of(&cell.blocks, page)).sum()
        }
    });
    letters.sum()
}

/// The page on which a block begins; 0 where unknown.
pub(super) fn first_page(block: &Block) -> u32 {
    match block {
        Block::Line(line) => line.page,
        Block::Table(table) => table
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .flat_map(|cell| &cell.blocks)
            .map(first_page)
            .find(|page| *page > 0)
            .unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Line, Row, Segment, Table};
    use crate::reader::sheet::Sheet;

    fn line(text: &str, page: u32) -> Block {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.to_owned(),
                ..Segment::default()
            }],
            page,
            ..Line::default()
        })
    }

    fn tsv(words: &[&str], confidence: u32) -> [PageRead; 1] {
        let rows = words
            .iter()
            .enumerate()
            .map(|(at, word)| format!("5\t1\t1\t1\t1\t{at}\t0\t0\t9\t9\t{confidence}\t{word}\n"));
        let tsv = format!("head\n{}", rows.collect::<String>());
        [(Sheet::default(), vec![tsv])]
    }

    /// Two pages with a table that runs over both.
    fn document() -> Document {
        let row = |text: &str, page: u32| Row {
            cells: vec![Cell {
                column: 0,
                span: 1,
                blocks: vec![line(text, page)],
            }],
        };
        Document {
            blocks: vec![
                line("Narne oî the govemment", 1),
                Block::Table(Table {
                    rows: vec![row("Counlry", 1), row("Population", 2)],
                }),
                line("Signature", 2),
            ],
            ..Document::default()
        }
    }

    #[test]
    fn a_sign_or_two_of_a_picture_out_of_focus_are_no_text() {
        assert!(!is_text(&[]));
        assert!(!is_text(&[line("—", 1), line("4", 1), line("☐ |", 1)]));
        assert!(is_text(&[line("Sí ☒", 1), line("1", 2)]));
    }

    #[test]
    fn words_that_ocr_makes_of_a_picture_out_of_focus_are_none() {
        let page = |words: &[(&str, u32)]| {
            let pieces = words.iter().map(|(word, sure)| tsv(&[word], *sure));
            let rows = pieces.flat_map(|[(_, readings)]| readings);
            let rows = rows
                .map(|tsv| tsv.replace("head\n", ""))
                .collect::<String>();
            is_read(&(Sheet::default(), vec![format!("head\n{rows}")]))
        };
        assert!(!page(&[("RUN", 47), ("it,", 0), ("I", 95)]));
        assert!(!page(&[
            ("seremeenccen", 12),
            ("bay", 44),
            ("te", 70),
            ("=", 90)
        ]));
        assert!(page(&[("País", 90), ("Bolivia", 88), ("garabato", 12)]));
        assert!(page(&[("Sí", 91)]));
        assert!(page(&[]));
    }

    #[test]
    fn what_another_program_read_gives_way_on_its_page_alone() {
        let mut read = document();
        let ours = tsv(&["Name", "of", "the", "government", "Country"], 95);
        assert!(is_better(&read, 1, &ours));
        give_way(&mut read, &[1]);
        assert_eq!(letters_of(&read.blocks, 1), 0);
        assert_eq!(
            letters_of(&read.blocks, 2),
            letters_of(&document().blocks, 2)
        );
    }

    #[test]
    fn it_is_better_where_less_was_read_or_hardly_anything_is_sure() {
        for ours in [
            tsv(&["Name"], 95),
            tsv(&["Name", "of", "the", "government", "Country"], 30),
        ] {
            assert!(!is_better(&document(), 1, &ours));
        }
    }

    #[test]
    fn pages_that_nobody_has_read_come_first() {
        let image = |page: u32, again: bool| PageImage {
            page,
            again,
            ..PageImage::default()
        };
        let images = vec![image(1, true), image(2, true), image(3, false)];
        let pages: Vec<u32> = wanted(images, 2).iter().map(|image| image.page).collect();
        assert_eq!(pages, [1, 3]);
    }
}
