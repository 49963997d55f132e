//! Tables without lines: they become tables where all their rows stand clear of one another, and else, where their rows are
//! centred, lines on which every cell begins at the top of its row.

use super::Sense;
use super::centred::{self, EDGE, Laid, Part, Spacing, cell_at, height, texts};
use super::lines::around;
use crate::document::{Block, Cell, Line, Row, Segment, Table};

/// Lines that follow one another, or a table between them.
pub(super) enum Piece {
    Lines(Vec<Laid>),
    Table([f32; 4], Block),
}

/// The lines, with those of centred rows as tables or side by side.
pub(super) fn pieces(lines: Vec<Laid>, sense: Sense) -> Vec<Piece> {
    let spacing = Spacing::of(&lines);
    let parts = Part::all(&lines, spacing, sense);
    let sure = parts.iter().any(|part| part.told == Some(true));
    let unlike = parts.iter().any(|part| part.told == Some(false));
    let mut out: Vec<Piece> = Vec::new();
    let mut rest = lines.into_iter();
    for part in parts {
        let own: Vec<Laid> = rest.by_ref().take(part.count).collect();
        // What may be read in both ways is read like the rest of the page.
        let centred = part.told.unwrap_or(part.possible && sure && !unlike);
        let same = part.alike || part.told == Some(false);
        if centred || same && are_clear(&own, &part.starts, spacing) && keep_columns(&own, sense) {
            lay_out(rows(own, &part.starts, spacing), sense, &mut out);
        } else {
            out.push(Piece::Lines(own));
        }
    }
    // Cards are known by their neighbours: lines that follow one another stay together.
    let mut joined: Vec<Piece> = Vec::with_capacity(out.len());
    for piece in out {
        match (joined.last_mut(), piece) {
            (Some(Piece::Lines(above)), Piece::Lines(below)) => above.extend(below),
            (_, piece) => joined.push(piece),
        }
    }
    joined
}

/// True for rows of several cells that all stand clear of one another.
fn are_clear(lines: &[Laid], starts: &[usize], spacing: Spacing) -> bool {
    const ROWS: usize = 3;
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let bands = starts
        .iter()
        .zip(ends)
        .map(|(from, to)| lines.get(*from..to).unwrap_or_default());
    let mut wide = 0;
    let mut bottom: Option<f32> = None;
    for band in bands {
        let Some((first, _)) = band.first() else {
            return false;
        };
        wide += usize::from(band.iter().any(|(_, line)| line.segments.len() > 1));
        if bottom.is_some_and(|bottom| first[1] - bottom <= spacing.most(height(first))) {
            return false;
        }
        bottom = band.iter().map(|(place, _)| place[3]).reduce(f32::max);
    }
    spacing.spaced && wide >= ROWS
}

/// True when most texts behind the first of their line begin below another such text.
fn keep_columns(lines: &[Laid], sense: Sense) -> bool {
    let begin = |place: [f32; 4]| match sense.right_to_left {
        true => -place[2],
        false => place[0],
    };
    let behind = lines
        .iter()
        .flat_map(|(_, line)| texts(line).into_iter().skip(1));
    let mut begins: Vec<f32> = behind.map(|(_, place)| begin(place)).collect();
    begins.sort_by(f32::total_cmp);
    let columns = begins.chunk_by(|one, next| next - one < EDGE);
    let kept: usize = columns.map(<[f32]>::len).filter(|count| *count > 1).sum();
    kept * 4 >= begins.len() * 3
}

/// What stands in one cell, line by line.
struct Text {
    place: [f32; 4],
    lines: Vec<Vec<Segment>>,
}

/// A row of cells.
struct Band {
    place: [f32; 4],
    cells: Vec<Text>,
    /// How many lines it has on the page.
    count: usize,
    /// It stands clear of the row above.
    clear: bool,
    /// Its first line, without what stands on it.
    line: Line,
}

impl Band {
    fn of(lines: Vec<Laid>, spacing: Spacing) -> Option<Band> {
        let (first, line) = lines.first()?;
        let mut band = Band {
            place: *first,
            cells: Vec::new(),
            count: lines.len(),
            clear: true,
            line: Line {
                segments: Vec::new(),
                ..line.clone()
            },
        };
        let mut cells: Vec<centred::Cell> = Vec::new();
        for (at, (place, line)) in lines.into_iter().enumerate() {
            band.place = around(band.place, place);
            let texts = texts(&line);
            let mut segments = line.segments.into_iter();
            for (count, place) in texts {
                let number = cell_at(&mut cells, at, place, spacing).unwrap_or(0);
                let own: Vec<Segment> = segments.by_ref().take(count).collect();
                match band.cells.get_mut(number) {
                    Some(cell) => {
                        cell.place = around(cell.place, place);
                        cell.lines.push(own);
                    }
                    None => band.cells.push(Text {
                        place,
                        lines: vec![own],
                    }),
                }
            }
        }
        let left = |cell: &Text| cell.place[0];
        band.cells.sort_by(|a, b| left(a).total_cmp(&left(b)));
        Some(band)
    }

    /// How it is printed: in bold, and how large.
    fn look(&self) -> Option<(bool, f32)> {
        let first = self.cells.first()?.lines.first()?.first()?;
        Some((first.bold, height(&first.place)))
    }

    /// True for a label alone below this row, printed as the labels are.
    fn goes_on_with(&self, below: &Band) -> bool {
        let alike = self
            .look()
            .zip(below.look())
            .is_some_and(|(one, other)| one.0 == other.0 && (one.1 - other.1).abs() < 0.5);
        let apart =
            |cell: &Text| !(below.place[0] < cell.place[2] && cell.place[0] < below.place[2]);
        let over = self.cells.iter().filter(|cell| !apart(cell)).count();
        alike && below.cells.len() == 1 && self.cells.len() > 1 && over == 1
    }

    /// Its lines, with the first ones of all cells side by side, then the second ones, and so on.
    fn lines(self, sense: Sense) -> Vec<Laid> {
        let high = self.cells.iter().map(|cell| cell.lines.len()).max();
        let mut out: Vec<(Option<[f32; 4]>, Line)> = vec![(None, self.line); high.unwrap_or(0)];
        for cell in self.cells {
            for ((place, line), segments) in out.iter_mut().zip(cell.lines) {
                let own = segments.iter().map(|segment| segment.place);
                *place = own.chain(*place).reduce(around);
                line.segments.extend(segments);
            }
        }
        for (at, (_, line)) in out.iter_mut().enumerate() {
            line.segments
                .sort_by(|a, b| a.place[0].total_cmp(&b.place[0]));
            if sense.right_to_left {
                line.segments.reverse();
            }
            line.gap = match at {
                0 if self.clear => line.gap.max(1.0),
                0 => line.gap,
                _ => 0.0,
            };
        }
        let placed = |(place, line): (Option<[f32; 4]>, Line)| Some((place?, line));
        out.into_iter().filter_map(placed).collect()
    }
}

/// The rows that begin on these lines.
fn rows(lines: Vec<Laid>, starts: &[usize], spacing: Spacing) -> Vec<Band> {
    let ends = starts.iter().skip(1).copied().chain([lines.len()]);
    let counts: Vec<usize> = starts
        .iter()
        .zip(ends)
        .map(|(from, to)| to - from)
        .collect();
    let mut rest = lines.into_iter();
    let mut bands: Vec<Band> = Vec::with_capacity(counts.len());
    for count in counts {
        let band = Band::of(rest.by_ref().take(count).collect(), spacing);
        bands.extend(band.map(|band| {
            let clear = bands.last().is_none_or(|above| {
                let most = spacing.most(height(&band.place) / count.max(1) as f32);
                let space = band.place[1] - above.place[3];
                count > 1 || above.count > 1 || spacing.spaced && space > most
            });
            Band { clear, ..band }
        }));
    }
    bands
}

/// Appends these rows: as tables, and what stands between them as lines.
fn lay_out(bands: Vec<Band>, sense: Sense, out: &mut Vec<Piece>) {
    let sure = bands.iter().all(|band| band.clear);
    let mut open: Vec<Band> = Vec::new();
    for band in bands {
        let row = band.cells.len() > 1
            || open
                .iter()
                .rfind(|row| row.cells.len() > 1)
                .is_some_and(|row| row.goes_on_with(&band));
        if row && sure {
            open.push(band);
            continue;
        }
        out.extend(table(std::mem::take(&mut open), sense));
        out.push(Piece::Lines(band.lines(sense)));
    }
    out.extend(table(open, sense));
}

/// These rows as a table.
fn table(bands: Vec<Band>, sense: Sense) -> Option<Piece> {
    let place = bands.iter().map(|band| band.place).reduce(around)?;
    let begin = |cell: &Text| match sense.right_to_left {
        true => -cell.place[2],
        false => cell.place[0],
    };
    let cells = bands.iter().flat_map(|band| &band.cells);
    let mut columns: Vec<f32> = cells.map(begin).collect();
    columns.sort_by(f32::total_cmp);
    columns.dedup_by(|next, kept| *next - *kept < EDGE);
    let count = columns.len();
    let row = |mut band: Band| {
        if sense.right_to_left {
            band.cells.reverse();
        }
        let number = |cell: &Text| columns.partition_point(|at| *at <= begin(cell)).max(1) - 1;
        let numbers: Vec<usize> = band.cells.iter().map(number).collect();
        let ends = numbers.iter().skip(1).copied().chain([count]);
        let spans: Vec<(usize, usize)> = numbers.iter().copied().zip(ends).collect();
        let Band { cells, line, .. } = band;
        let cell = |(text, (from, to)): (Text, (usize, usize))| {
            let lines = text.lines.into_iter();
            let block = |segments| {
                Block::Line(Line {
                    segments,
                    gap: 0.0,
                    ..line.clone()
                })
            };
            Cell {
                column: from as u32,
                span: to.saturating_sub(from).max(1) as u32,
                blocks: lines.map(block).collect(),
            }
        };
        Row {
            cells: cells.into_iter().zip(spans).map(cell).collect(),
        }
    };
    let rows = bands.into_iter().map(row).collect();
    Some(Piece::Table(place, Block::Table(Table { rows })))
}

#[cfg(test)]
mod tests {
    use super::super::{Word, layout};
    use super::*;

    fn word(text: &str, left: f32, middle: f32) -> Word {
        Word {
            text: text.into(),
            place: [
                left,
                middle - 5.0,
                left + 5.0 * text.chars().count() as f32,
                middle + 5.0,
            ],
            baseline: middle + 3.0,
            size: 10.0,
            confidence: 1.0,
            spaced: true,
            upright: true,
            ..Word::default()
        }
    }

    /// Rows of these cells, each with the number of its lines; `from` tells where a cell of so many lines begins in a row of so many.
    fn page(apart: f32, from: fn(usize, usize) -> f32) -> Vec<Word> {
        let mut words = Vec::new();
        let mut top = 100.0;
        for (row, lines) in [[1, 2], [2, 1], [1, 3], [3, 2], [1, 1], [1, 1]]
            .into_iter()
            .enumerate()
        {
            let high = lines.into_iter().max().unwrap();
            for (column, count) in lines.into_iter().enumerate() {
                for line in 0..count {
                    let middle = top + 12.0 * (line as f32 + from(count, high));
                    let text = format!("{row}{}{line}", ["label", "answer"][column]);
                    words.push(word(&text, 50.0 + 150.0 * column as f32, middle));
                }
            }
            top += 12.0 * high as f32 + apart;
        }
        words
    }

    fn centred(count: usize, high: usize) -> f32 {
        (high - count) as f32 / 2.0
    }

    fn text(blocks: &[Block]) -> String {
        let texts = blocks.iter().map(|block| match block {
            Block::Line(line) => {
                let texts: Vec<&str> = line.segments.iter().map(|one| one.text.as_str()).collect();
                texts.join(" ")
            }
            Block::Table(table) => {
                let cells = |row: &Row| {
                    let cells: Vec<String> =
                        row.cells.iter().map(|cell| text(&cell.blocks)).collect();
                    cells.join(" | ")
                };
                table.rows.iter().map(cells).collect::<Vec<_>>().join("\n")
            }
        });
        texts.collect::<Vec<_>>().join("/")
    }

    #[test]
    fn centred_rows_that_stand_clear_of_one_another_are_a_table() {
        let blocks = layout(page(3.0, centred), Vec::new(), 1);
        assert_eq!(blocks.len(), 1);
        let rows = [
            "0label0 | 0answer0/0answer1",
            "1label0/1label1 | 1answer0",
            "2label0 | 2answer0/2answer1/2answer2",
            "3label0/3label1/3label2 | 3answer0/3answer1",
            "4label0 | 4answer0",
            "5label0 | 5answer0",
        ];
        assert_eq!(text(&blocks), rows.join("\n"));
    }

    #[test]
    fn a_label_without_an_answer_is_a_row_and_a_heading_parts_two_tables() {
        let mut words = page(3.0, centred);
        words.push(word("6label0", 50.0, 100.0 + 12.0 * 12.0 + 18.0));
        let mut heading = word("Heading", 50.0, 100.0 + 12.0 * 13.0 + 21.0);
        heading.bold = true;
        words.push(heading);
        words.push(word("7label0", 50.0, 100.0 + 12.0 * 14.0 + 24.0));
        words.push(word("7answer0", 200.0, 100.0 + 12.0 * 14.0 + 24.0));
        let blocks = layout(words, Vec::new(), 1);
        let [Block::Table(table), Block::Line(_), Block::Table(below)] = blocks.as_slice() else {
            panic!("{}", text(&blocks));
        };
        assert_eq!((table.rows.len(), below.rows.len()), (7, 1));
    }

    #[test]
    fn rows_that_begin_at_the_top_and_columns_of_prose_stay_lines() {
        let lines = |words: Vec<Word>| {
            let blocks = layout(words, Vec::new(), 1);
            blocks.iter().all(|block| matches!(block, Block::Line(_)))
        };
        assert!(lines(page(0.0, |_, _| 0.0)));
        let prose = (0..9).map(|at| word("prose", 50.0, 100.0 + 12.0 * at as f32));
        let other = (0..7).map(|at| word("prose", 200.0, 103.0 + 12.0 * at as f32));
        assert!(lines(prose.chain(other).collect()));
    }

    #[test]
    fn centred_rows_set_as_close_as_lines_are_put_side_by_side() {
        let blocks = layout(page(0.0, centred), Vec::new(), 1);
        let lines = text(&blocks);
        assert!(
            lines.starts_with("0label0 0answer0/0answer1/1label0 1answer0/1label1/"),
            "{lines}"
        );
        assert!(
            lines.ends_with("4label0 4answer0/5label0 5answer0"),
            "{lines}"
        );
    }

    #[test]
    fn rows_that_begin_at_the_top_and_stand_clear_are_a_table_where_they_keep_to_columns() {
        let rows = page(3.0, |_, _| 0.0);
        let blocks = layout(rows.clone(), Vec::new(), 1);
        let [Block::Table(table)] = blocks.as_slice() else {
            panic!("{}", text(&blocks));
        };
        assert_eq!(table.rows.len(), 6);
        // Answers behind labels, wherever these end.
        let scattered = rows.into_iter().enumerate().map(|(at, mut word)| {
            let step = if word.place[0] > 100.0 {
                7.0 * at as f32
            } else {
                0.0
            };
            word.place[0] += step;
            word.place[2] += step;
            word
        });
        let blocks = layout(scattered.collect(), Vec::new(), 1);
        assert!(blocks.iter().all(|block| matches!(block, Block::Line(_))));
    }

    #[test]
    fn a_bullet_is_no_cell() {
        let mut words = page(3.0, |_, _| 0.0);
        words.retain(|word| word.place[0] < 100.0);
        words.push(word("•", 20.0, 100.0));
        let blocks = layout(words, Vec::new(), 1);
        let Some(Block::Line(line)) = blocks.first() else {
            panic!("{}", text(&blocks));
        };
        let texts: Vec<&str> = line.segments.iter().map(|one| one.text.as_str()).collect();
        assert_eq!(texts, ["• 0label0"]);
    }
}
