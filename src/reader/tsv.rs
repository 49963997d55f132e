//! Tesseract's TSV → words with boxes in pixels.

use crate::document::layout;

/// A word that OCR found.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Word {
    pub text: String,
    /// Left, top, right, bottom.
    pub place: [f32; 4],
    /// From 0 to 1.
    pub confidence: f32,
    /// Tells words of one text line from those of another.
    pub row: u64,
    /// Set in bold, as the picture shows.
    pub bold: bool,
}

impl Word {
    /// Its font size, from how high it is and which parts of letters it has.
    pub(super) fn font_size(&self) -> f32 {
        layout::size_by_ink(&self.text, self.place[3] - self.place[1])
    }

    /// The mean width of its letters.
    pub(super) fn letter_width(&self) -> f32 {
        (self.place[2] - self.place[0]) / self.text.chars().count().max(1) as f32
    }
}

/// A page as OCR read it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Page {
    pub words: Vec<Word>,
    /// Width and height in pixels.
    pub size: [f32; 2],
}

impl Page {
    /// Reads TSV. Lines that are none are passed over.
    pub(super) fn parse(tsv: &str) -> Page {
        let mut page = Page::default();
        for line in tsv.lines().skip(1) {
            let columns: Vec<&str> = line.splitn(12, '\t').collect();
            let [
                level,
                _,
                block,
                paragraph,
                row,
                _,
                left,
                top,
                width,
                height,
                confidence,
                text,
            ] = columns.as_slice()
            else {
                continue;
            };
            let [left, top, width, height] =
                [left, top, width, height].map(|n| n.parse::<f32>().unwrap_or(0.0));
            if *level == "1" {
                page.size = [width, height];
            } else if *level == "5" && !text.trim().is_empty() {
                page.words.push(Word {
                    text: text.trim().to_owned(),
                    place: [left, top, left + width, top + height],
                    confidence: confidence.parse::<f32>().unwrap_or(0.0).clamp(0.0, 100.0) / 100.0,
                    row: [block, paragraph, row]
                        .iter()
                        .fold(0, |key, n| key * 1000 + n.parse::<u64>().unwrap_or(0)),
                    bold: false,
                });
            }
        }
        page
    }

    /// Mean confidence of its words, weighted by their lengths; 0 for a page without words.
    pub(super) fn confidence(&self) -> f32 {
        let letters: f32 = self
            .words
            .iter()
            .map(|word| word.text.chars().count() as f32)
            .sum();
        let sum: f32 = self
            .words
            .iter()
            .map(|word| word.confidence * word.text.chars().count() as f32)
            .sum();
        if letters > 0.0 { sum / letters } else { 0.0 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEAD: &str = "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n";

    #[test]
    fn words_have_boxes_and_confidences() {
        let page = Page::parse(&format!(
            "{HEAD}1\t1\t0\t0\t0\t0\t0\t0\t1190\t1684\t-1\t\n5\t1\t1\t1\t1\t1\t100\t200\t50\t20\t96.0\tPaís\n5\t1\t1\t1\t1\t2\t160\t200\t50\t20\t90.0\t\n"
        ));
        let [word] = page.words.as_slice() else {
            panic!("one word")
        };
        assert_eq!(
            (word.text.as_str(), word.place),
            ("País", [100.0, 200.0, 150.0, 220.0])
        );
        assert!((page.confidence() - 0.96).abs() < 1e-6);
    }
}
