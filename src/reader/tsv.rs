//! Tesseract's TSV → words with boxes in pixels, and how the page lies: turned by quarters, and sloping.

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
}

/// A page as OCR read it.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Page {
    pub words: Vec<Word>,
    /// Width and height in pixels.
    pub size: [f32; 2],
}

/// How a picture lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    None,
    /// Its text runs downwards.
    Clockwise,
    /// It stands on its head.
    Half,
    /// Its text runs upwards.
    CounterClockwise,
}

impl Turn {
    /// Where a place of a picture of that size comes to lie when the picture is turned upright.
    pub(super) fn upright(
        self,
        [left, top, right, bottom]: [f32; 4],
        [width, height]: [f32; 2],
    ) -> [f32; 4] {
        match self {
            Turn::None => [left, top, right, bottom],
            Turn::Clockwise => [top, width - right, bottom, width - left],
            Turn::Half => [width - right, height - bottom, width - left, height - top],
            Turn::CounterClockwise => [height - bottom, left, height - top, right],
        }
    }

    /// The size of the upright picture.
    pub(super) fn size(self, [width, height]: [f32; 2]) -> [f32; 2] {
        match self {
            Turn::None | Turn::Half => [width, height],
            Turn::Clockwise | Turn::CounterClockwise => [height, width],
        }
    }
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

    /// Tells from successive words of one line where the text runs: Tesseract reads turned pages too, and gives the
    /// boxes of the picture as it lies.
    pub(super) fn turn(&self) -> Turn {
        let (right, down) = self.direction();
        match () {
            () if right.abs() >= down.abs() && right >= 0.0 => Turn::None,
            () if right.abs() >= down.abs() => Turn::Half,
            () if down > 0.0 => Turn::Clockwise,
            () => Turn::CounterClockwise,
        }
    }

    /// The page with its picture turned upright.
    pub(super) fn upright(self, turn: Turn) -> Page {
        let size = self.size;
        let words = self
            .words
            .into_iter()
            .map(|word| Word {
                place: turn.upright(word.place, size),
                ..word
            })
            .collect();
        Page {
            words,
            size: turn.size(size),
        }
    }

    /// The slope dy/dx of the text lines of an upright page; 0 when it is too steep to be true.
    pub(super) fn slope(&self) -> f32 {
        let (right, down) = self.direction();
        let slope = if right > 0.0 { down / right } else { 0.0 };
        if slope.abs() < 0.12 { slope } else { 0.0 }
    }

    /// The median height of words in pixels.
    pub(super) fn text_height(&self) -> f32 {
        let mut heights: Vec<f32> = self
            .words
            .iter()
            .map(
                |Word {
                     place: [_, top, _, bottom],
                     ..
                 }| bottom - top,
            )
            .collect();
        heights.sort_by(f32::total_cmp);
        heights.get(heights.len() / 2).copied().unwrap_or(20.0)
    }

    /// The sum of the ways from the middle of each line's first word to the middle of its last word.
    fn direction(&self) -> (f32, f32) {
        let middle = |word: &Word| {
            let [left, top, right, bottom] = word.place;
            ((left + right) / 2.0, (top + bottom) / 2.0)
        };
        let (mut right, mut down) = (0.0, 0.0);
        for line in self.words.chunk_by(|one, next| one.row == next.row) {
            if let [first, .., last] = line {
                let ((x0, y0), (x1, y1)) = (middle(first), middle(last));
                right += x1 - x0;
                down += y1 - y0;
            }
        }
        (right, down)
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
        assert_eq!(page.size, [1190.0, 1684.0]);
        let [word] = page.words.as_slice() else {
            panic!("one word")
        };
        assert_eq!(
            (word.text.as_str(), word.place),
            ("País", [100.0, 200.0, 150.0, 220.0])
        );
        assert!((page.confidence() - 0.96).abs() < 1e-6);
    }

    #[test]
    fn a_page_turned_clockwise_is_turned_back() {
        // On a picture 200 wide and 100 high whose text runs downwards, the line's first word is at the upper right.
        let page = Page::parse(&format!(
            "{HEAD}1\t1\t0\t0\t0\t0\t0\t0\t200\t100\t-1\t\n5\t1\t1\t1\t1\t1\t180\t10\t10\t20\t90\tone\n5\t1\t1\t1\t1\t2\t180\t40\t10\t20\t90\ttwo\n"
        ));
        assert_eq!(page.turn(), Turn::Clockwise);
        let page = page.upright(Turn::Clockwise);
        let [one, two] = page.words.as_slice() else {
            panic!("two words")
        };
        assert!(
            one.place[0] < two.place[0] && one.place[1] == two.place[1],
            "{page:?}"
        );
        assert_eq!(page.size, [100.0, 200.0]);
        assert_eq!(page.turn(), Turn::None);
    }
}
