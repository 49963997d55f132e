//! Properties of characters and paragraphs in Word 97–2003: formatted disk pages and the changes they list (MS-DOC 2.9, 2.6).

/// What matters of a run of characters.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Character {
    pub(super) bold: bool,
    /// Hidden, deleted by a tracked change, or struck through.
    pub(super) hidden: bool,
    /// Font and code of a symbol.
    pub(super) symbol: Option<(u16, u16)>,
    /// Where in the data stream a picture or a form field's definition lies.
    pub(super) data: Option<u32>,
    /// `data` is a form field's definition.
    pub(super) is_form: bool,
    /// Number of the font.
    pub(super) font: Option<u16>,
}

/// What matters of a paragraph.
#[derive(Debug, Clone, Default)]
pub(super) struct Paragraph {
    pub(super) in_table: bool,
    /// Table level, where it is told.
    pub(super) level: Option<u32>,
    /// The mark at its end ends a row.
    pub(super) row_end: bool,
    /// The mark at its end ends a cell of a nested table.
    pub(super) inner_cell: bool,
    /// The mark at its end ends a row of a nested table.
    pub(super) inner_row: bool,
    /// Cells of the row: right edge, and whether it continues the cell above.
    pub(super) cells: Vec<(i32, bool)>,
    /// Outline level below that of body text.
    pub(super) heading: bool,
}

/// Properties by the place of their text in the file.
#[derive(Debug)]
pub(super) struct Runs<T> {
    runs: Vec<(u32, u32, T)>,
}

impl<T: Default + Clone> Runs<T> {
    pub(super) fn at(&self, place: u32) -> T {
        let after = self.runs.partition_point(|(start, _, _)| *start <= place);
        after
            .checked_sub(1)
            .and_then(|at| self.runs.get(at))
            .filter(|(_, end, _)| place < *end)
            .map(|(_, _, value)| value.clone())
            .unwrap_or_default()
    }
}

pub(super) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let pair = bytes.get(at..at.checked_add(2)?)?;
    Some(u16::from_le_bytes(pair.try_into().ok()?))
}

pub(super) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    Some(u32::from_le_bytes(four.try_into().ok()?))
}

/// Character runs of all formatted disk pages that a table of pages lists.
pub(super) fn characters(file: &[u8], pages: &[u8]) -> Runs<Character> {
    let mut runs = Vec::new();
    for page in formatted_pages(file, pages) {
        let count = page.last().copied().map_or(0, usize::from);
        for run in 0..count {
            let Some((start, end)) = range(page, run) else {
                break;
            };
            let offset = page.get((count + 1) * 4 + run).copied().unwrap_or(0);
            let mut character = Character::default();
            if offset > 0 {
                let at = usize::from(offset) * 2;
                let length = page.get(at).copied().map_or(0, usize::from);
                let changes = page.get(at + 1..at + 1 + length).unwrap_or_default();
                each_change(changes, |code, operand| character.change(code, operand));
            }
            runs.push((start, end, character));
        }
    }
    runs.sort_by_key(|(start, _, _)| *start);
    Runs { runs }
}

/// Paragraph runs, likewise. Long lists of changes lie in the data stream.
pub(super) fn paragraphs(file: &[u8], pages: &[u8], data: &[u8]) -> Runs<Paragraph> {
    let mut runs = Vec::new();
    for page in formatted_pages(file, pages) {
        let count = page.last().copied().map_or(0, usize::from);
        for run in 0..count {
            let Some((start, end)) = range(page, run) else {
                break;
            };
            let offset = page.get((count + 1) * 4 + run * 13).copied().unwrap_or(0);
            let mut paragraph = Paragraph::default();
            if offset > 0 {
                let at = usize::from(offset) * 2;
                let (at, length) = match page.get(at).copied().map(usize::from) {
                    Some(0) => {
                        let words = page.get(at + 1).copied().map_or(0, usize::from);
                        (at + 2, words * 2)
                    }
                    Some(words) => (at + 1, words * 2 - 1),
                    None => (at, 0),
                };
                let changes = page.get(at + 2..at + length).unwrap_or_default();
                each_change(changes, |code, operand| {
                    paragraph.change(code, operand, data)
                });
            }
            runs.push((start, end, paragraph));
        }
    }
    runs.sort_by_key(|(start, _, _)| *start);
    Runs { runs }
}

fn range(page: &[u8], run: usize) -> Option<(u32, u32)> {
    Some((u32_at(page, run * 4)?, u32_at(page, run * 4 + 4)?))
}

/// A table of pages is n+1 places and n page numbers.
fn formatted_pages<'a>(file: &'a [u8], pages: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let count = pages.len().saturating_sub(4) / 8;
    (0..count).filter_map(move |at| {
        let number = u32_at(pages, (count + 1) * 4 + at * 4)? & 0x3F_FFFF;
        let start = number as usize * 512;
        file.get(start..start + 512)
    })
}

/// Calls for each property change with its code and operand (MS-DOC 2.6.1).
fn each_change(changes: &[u8], mut visit: impl FnMut(u16, &[u8])) {
    let mut at = 0;
    while let Some(code) = u16_at(changes, at) {
        at += 2;
        let length = match code >> 13 {
            0 | 1 => 1,
            2 | 4 | 5 => 2,
            3 => 4,
            7 => 3,
            _ if code == 0xD608 => {
                let length = u16_at(changes, at).map_or(0, usize::from);
                at += 2;
                length.saturating_sub(1)
            }
            _ => {
                let length = changes.get(at).copied().map_or(0, usize::from);
                at += 1;
                length
            }
        };
        let Some(operand) = changes.get(at..at + length) else {
            return;
        };
        visit(code, operand);
        at += length;
    }
}

/// True for the operand of a toggle; 0x81 stands for "other than the style".
fn on(operand: &[u8]) -> bool {
    matches!(operand.first(), Some(1 | 0x81))
}

impl Character {
    fn change(&mut self, code: u16, operand: &[u8]) {
        match code {
            0x0835 => self.bold = on(operand),
            // Deleted, struck through, struck through twice, hidden.
            0x0800 | 0x0837 | 0x2A53 | 0x083C => self.hidden |= on(operand),
            0x6A03 => self.data = u32_at(operand, 0),
            0x0806 => self.is_form = on(operand),
            0x6A09 => self.symbol = u16_at(operand, 0).zip(u16_at(operand, 2)),
            0x4A4F => self.font = u16_at(operand, 0),
            _ => {}
        }
    }
}

impl Paragraph {
    fn change(&mut self, code: u16, operand: &[u8], data: &[u8]) {
        match code {
            0x2416 => self.in_table = on(operand),
            0x2417 => self.row_end = on(operand),
            0x6649 => self.level = u32_at(operand, 0),
            0x244B => self.inner_cell = on(operand),
            0x244C => self.inner_row = on(operand),
            0x2640 => self.heading = operand.first().is_some_and(|level| *level < 9),
            0xD608 => self.define_row(operand),
            0x6646 | 0x6645 => {
                let at = u32_at(operand, 0).unwrap_or(u32::MAX) as usize;
                let length = u16_at(data, at).map_or(0, usize::from);
                let changes = at
                    .checked_add(2)
                    .and_then(|at| data.get(at..at + length))
                    .unwrap_or_default();
                each_change(changes, |code, operand| {
                    // A list in the data stream does not point there again.
                    if !matches!(code, 0x6646 | 0x6645) {
                        self.change(code, operand, &[]);
                    }
                });
            }
            _ => {}
        }
    }

    /// TDefTableOperand without its length: number of cells, their edges, and a descriptor of 20 bytes for each.
    fn define_row(&mut self, operand: &[u8]) {
        let count = operand.first().copied().map_or(0, usize::from);
        self.cells = (0..count)
            .map_while(|cell| {
                let edge = u16_at(operand, 1 + (cell + 1) * 2)? as i16;
                let flags = u16_at(operand, 1 + (count + 1) * 2 + cell * 20).unwrap_or(0);
                // Bit 5: merged with the cell above or below; bit 6: the first of them.
                Some((i32::from(edge), flags & 0x60 == 0x20))
            })
            .collect();
    }
}
