//! Puts pages together: running headers and footers are marked, and tables that go on over a page break become one.

use super::{headings, hyphens, stamps};
use crate::document::{Block, Line, Row, Table};
use std::collections::{BTreeMap, BTreeSet};

/// The part of the page at its top and bottom where running text stands.
pub(super) const MARGIN: f32 = 0.11;

/// One page's blocks and its height.
pub type Page = (Vec<Block>, f32);

/// The blocks of all pages in one sequence.
pub fn join(mut pages: Vec<Page>) -> Vec<Block> {
    stamps::open(&mut pages);
    let count = pages.len();
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for (blocks, height) in &pages {
        let keys = marginal(blocks, *height).into_iter().map(|(_, key)| key);
        for key in keys.collect::<BTreeSet<String>>() {
            *seen.entry(key).or_default() += 1;
        }
    }
    let mut out: Vec<Block> = Vec::new();
    let mut feet: Vec<Block> = Vec::new();
    let mut shown: Vec<String> = Vec::new();
    for (number, (mut blocks, height)) in pages.into_iter().enumerate() {
        let running: Vec<(usize, String)> = marginal(&blocks, height)
            .into_iter()
            .filter(|(at, key)| {
                let times = seen.get(key).copied().unwrap_or(0);
                let counted = line_at(&blocks, *at)
                    .is_some_and(|line| is_page_number(line, number + 1, count));
                let repeated = times * 2 > count && count > 1;
                // "Zone 3" on page 3 may be an answer.
                counted && (times > 1 || !is_worded(key))
                    || (counted || repeated) && stands_apart(&blocks, *at, height)
            })
            .collect();
        let mut heads: Vec<Block> = Vec::new();
        let mut own_feet: Vec<Block> = Vec::new();
        for (at, key) in running.into_iter().rev() {
            let Block::Line(mut line) = blocks.remove(at) else {
                continue;
            };
            let sure = seen.get(&key).is_some_and(|times| *times > 1) || !is_worded(&key);
            if shown.contains(&key) || sure && is_page_number(&line, number + 1, count) {
                continue;
            }
            shown.push(key);
            line.margin = true;
            // A header is kept where the document begins, a footer where it ends: never amid a value.
            if line
                .segments
                .first()
                .is_some_and(|segment| segment.place[1] < height / 2.0)
            {
                heads.push(Block::Line(line));
            } else {
                own_feet.push(Block::Line(line));
            }
        }
        // They were taken out from the last to the first.
        heads.reverse();
        own_feet.reverse();
        if number == 0 {
            heads.append(&mut blocks);
            blocks = heads;
        } else {
            feet.append(&mut heads);
        }
        feet.append(&mut own_feet);
        append(&mut out, blocks, number > 0);
    }
    out.extend(feet);
    headings::mark(&mut out);
    hyphens::mend(&mut out);
    out
}

/// True when there is some space between this line in the margin and the nearest other line towards the middle of the page.
fn stands_apart(blocks: &[Block], at: usize, height: f32) -> bool {
    let Some(place) = line_at(blocks, at)
        .and_then(|line| line.segments.first())
        .map(|s| s.place)
    else {
        return false;
    };
    let size = (place[3] - place[1]).max(1.0);
    let upper = place[1] < height / 2.0;
    let mut edge = if upper { place[3] } else { place[1] };
    // Lines of the same header or footer follow one another closely.
    for _ in 0..4 {
        let near = blocks
            .iter()
            .filter_map(top_and_bottom)
            .filter_map(|(top, bottom)| {
                if upper {
                    (top > edge - 0.3 * size).then_some((top - edge, bottom))
                } else {
                    (bottom < edge + 0.3 * size).then_some((edge - bottom, top))
                }
            })
            .min_by(|a, b| a.0.total_cmp(&b.0));
        match near {
            Some((gap, next)) if gap < 0.7 * size => edge = next,
            _ => {
                let reach = if upper { edge } else { height - edge };
                return reach < (MARGIN + 0.04) * height;
            }
        }
    }
    false
}

pub(super) fn top_and_bottom(block: &Block) -> Option<(f32, f32)> {
    let lines: Vec<&Line> = match block {
        Block::Line(line) => vec![line],
        Block::Table(table) => table
            .rows
            .iter()
            .flat_map(|row| &row.cells)
            .flat_map(|cell| &cell.blocks)
            .filter_map(|block| match block {
                Block::Line(line) => Some(line),
                Block::Table(_) => None,
            })
            .collect(),
    };
    let places = lines.iter().flat_map(|line| &line.segments);
    places.fold(None, |span: Option<(f32, f32)>, segment| {
        let [_, top, _, bottom] = segment.place;
        let (least, most) = span.unwrap_or((top, bottom));
        Some((least.min(top), most.max(bottom)))
    })
}

fn line_at(blocks: &[Block], at: usize) -> Option<&Line> {
    match blocks.get(at) {
        Some(Block::Line(line)) => Some(line),
        _ => None,
    }
}

/// The lines in the page's margins, and what identifies them on other pages: their place, and their text without its numbers.
pub(super) fn marginal(blocks: &[Block], height: f32) -> Vec<(usize, String)> {
    blocks
        .iter()
        .enumerate()
        .filter_map(|(at, block)| {
            let Block::Line(line) = block else {
                return None;
            };
            let first = line.segments.first()?;
            let [_, top, _, bottom] = first.place;
            // What has no place stands in no margin.
            let upper = bottom > 0.0 && bottom < MARGIN * height;
            let lower = top > (1.0 - MARGIN) * height;
            if !(upper || lower) || line.segments.iter().any(|segment| segment.field.is_some()) {
                return None;
            }
            let text: Vec<String> = line
                .segments
                .iter()
                .map(|segment| {
                    segment
                        .text
                        .chars()
                        .map(|sign| if sign.is_numeric() { '0' } else { sign })
                        .collect()
                })
                .collect();
            let place = (top / 4.0).round();
            Some((at, format!("{place} {}", text.join(" ").replace("00", "0"))))
        })
        .collect()
}

/// `3`, `- 3 -`, `3/7`, `Page 3 of 7` in any language: the number of the page, and at most that of all pages and two words.
fn is_page_number(line: &Line, page: usize, pages: usize) -> bool {
    let text: Vec<&str> = line
        .segments
        .iter()
        .map(|segment| segment.text.as_str())
        .collect();
    let text = text.join(" ");
    if text.chars().count() > 24 {
        return false;
    }
    let numbers: Vec<&str> = text
        .split(|sign: char| !sign.is_ascii_digit())
        .filter(|part| !part.is_empty())
        .collect();
    let words = text
        .split(|sign: char| !sign.is_alphabetic())
        .filter(|part| !part.is_empty())
        .count();
    let numbers: Vec<usize> = numbers.iter().flat_map(|number| number.parse()).collect();
    match numbers.as_slice() {
        [one] => *one == page && words <= 1,
        // Several files that were put together each count their own pages.
        [one, all] => (1..=page).contains(one) && (*one..=pages).contains(all) && words <= 2,
        _ => false,
    }
}

/// True for words beside one number, by the key of a line.
fn is_worded(key: &str) -> bool {
    let text = key.split_once(' ').map_or(key, |(_, text)| text);
    text.contains(char::is_alphabetic) && text.matches('0').count() < 2
}

/// Adds a page's blocks; a table at its top may go on with the table that the last page ended with.
fn append(out: &mut Vec<Block>, mut blocks: Vec<Block>, later: bool) {
    if later
        && let (Some(Block::Table(above)), Some(Block::Table(below))) =
            (out.last_mut(), blocks.first_mut())
        && same_columns(above, below)
    {
        go_on(above, std::mem::take(&mut below.rows));
        blocks.remove(0);
    }
    out.extend(blocks);
}

fn width(table: &Table) -> u32 {
    table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .map(|cell| cell.column + cell.span)
        .max()
        .unwrap_or(0)
}

/// Where the text of a column begins.
fn left(table: &Table, column: u32) -> Option<f32> {
    table
        .rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.column == column && cell.span == 1)
        .flat_map(|cell| &cell.blocks)
        .filter_map(|block| match block {
            Block::Line(line) => line.segments.first().map(|segment| segment.place[0]),
            Block::Table(_) => None,
        })
        .min_by(f32::total_cmp)
}

fn same_columns(above: &Table, below: &Table) -> bool {
    let columns = width(above);
    columns == width(below)
        && (0..columns).all(|column| match (left(above, column), left(below, column)) {
            (Some(a), Some(b)) => (a - b).abs() < 20.0,
            _ => true,
        })
}

fn is_empty(row: &Row, at: usize) -> bool {
    row.cells.get(at).is_some_and(|cell| cell.blocks.is_empty())
}

/// Adds rows. A repeated head is dropped; a row whose first cell is empty goes on with the last row above.
fn go_on(above: &mut Table, mut rows: Vec<Row>) {
    if above.rows.len() > 1
        && rows.len() > 1
        && above.rows.first().map(words) == rows.first().map(words)
        && rows.first().is_some_and(|row| !words(row).is_empty())
    {
        rows.remove(0);
    }
    let goes_on = match (above.rows.last(), rows.first()) {
        (Some(last), Some(first)) => {
            let value_only = first.cells.len() > 1
                && is_empty(first, 0)
                && !is_empty(last, 0)
                && first.cells.iter().any(|cell| !cell.blocks.is_empty());
            first.cells.len() == last.cells.len() && (value_only || begins_amid(first, &above.rows))
        }
        _ => false,
    };
    let mut rows = rows.into_iter();
    if goes_on && let (Some(last), Some(first)) = (above.rows.last_mut(), rows.next()) {
        for (cell, more) in last.cells.iter_mut().zip(first.cells) {
            cell.blocks.extend(more.blocks);
        }
    }
    above.rows.extend(rows);
}

/// True for a row that begins as no other does, in plain type among labels in bold or with a small letter: the rest of a row.
fn begins_amid(row: &Row, others: &[Row]) -> bool {
    let start = |row: &Row| {
        let first = row.cells.first().and_then(|cell| cell.blocks.first());
        match first {
            Some(Block::Line(line)) => line
                .segments
                .first()
                .map(|segment| (segment.bold, segment.text.starts_with(char::is_lowercase))),
            _ => None,
        }
    };
    let starts: Vec<(bool, bool)> = others.iter().filter_map(start).collect();
    let Some((bold, small)) = start(row).filter(|_| starts.len() > 2) else {
        return false;
    };
    !bold && row.cells.len() == 1 && starts.iter().all(|(bold, _)| *bold)
        || small && starts.iter().all(|(_, small)| !small)
}

fn words(row: &Row) -> Vec<&str> {
    row.cells
        .iter()
        .flat_map(|cell| &cell.blocks)
        .filter_map(|block| match block {
            Block::Line(line) => Some(line),
            Block::Table(_) => None,
        })
        .flat_map(|line| &line.segments)
        .map(|segment| segment.text.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Cell, Segment};

    fn line(text: &str, top: f32) -> Block {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.into(),
                place: [50.0, top, 200.0, top + 10.0],
                ..Segment::default()
            }],
            ..Line::default()
        })
    }

    fn row(texts: &[&str], top: f32) -> Row {
        let cell = |(at, text): (usize, &&str)| Cell {
            column: at as u32,
            span: 1,
            blocks: if text.is_empty() {
                Vec::new()
            } else {
                vec![line(text, top)]
            },
        };
        Row {
            cells: texts.iter().enumerate().map(cell).collect(),
        }
    }

    fn texts(blocks: &[Block]) -> Vec<(&str, bool)> {
        blocks
            .iter()
            .map(|block| match block {
                Block::Line(line) => (line.segments[0].text.as_str(), line.margin),
                Block::Table(_) => ("table", false),
            })
            .collect()
    }

    #[test]
    fn running_lines_stand_once_at_the_ends_and_page_numbers_nowhere() {
        let page = |number: usize, body: &str| {
            (
                vec![
                    line("Join form 2026", 20.0),
                    line(body, 300.0),
                    line("secretariat@example.org", 780.0),
                    line(&format!("Page {number} of 2"), 800.0),
                ],
                842.0,
            )
        };
        let blocks = join(vec![page(1, "We join"), page(2, "because")]);
        assert_eq!(
            texts(&blocks),
            [
                ("Join form 2026", true),
                ("We join", false),
                ("because", false),
                ("secretariat@example.org", true)
            ]
        );
    }

    #[test]
    fn what_only_looks_like_the_number_of_a_page_stays() {
        let unplaced = |text: &str| match line(text, 0.0) {
            Block::Line(mut line) => {
                line.segments[0].place = [0.0; 4];
                Block::Line(line)
            }
            table => table,
        };
        let page = |lines: Vec<Block>| (lines, 842.0);
        let blocks = join(vec![
            page(vec![line("Address", 700.0), unplaced("Phone 1")]),
            page(
                (0..7)
                    .map(|n| {
                        line(
                            if n == 0 { "Zone 2" } else { "Harare" },
                            60.0 + 12.0 * n as f32,
                        )
                    })
                    .collect(),
            ),
        ]);
        let kept = ["Address", "Phone 1", "Zone 2", "Harare"].map(|text| (text, false));
        assert_eq!(texts(&blocks)[..4], kept);
        // Alone at the foot of its page it is kept, but as no answer.
        let blocks = join(vec![page(vec![
            line("We join", 300.0),
            line("Page 1", 800.0),
        ])]);
        assert_eq!(texts(&blocks), [("We join", false), ("Page 1", true)]);
    }

    #[test]
    fn a_table_goes_on_over_the_page_break_within_its_row() {
        let first = Table {
            rows: vec![row(&["City", "Lyon"], 700.0), row(&["Why", "Since"], 720.0)],
        };
        let second = Table {
            rows: vec![row(&["", "ever"], 50.0), row(&["Date", "May"], 70.0)],
        };
        let blocks = join(vec![
            (vec![Block::Table(first)], 842.0),
            (vec![Block::Table(second)], 842.0),
        ]);
        let [Block::Table(table)] = blocks.as_slice() else {
            panic!("{blocks:?}")
        };
        assert_eq!(table.rows.len(), 3);
        assert_eq!(words(&table.rows[1]), ["Why", "Since", "ever"]);
    }

    #[test]
    fn a_row_that_begins_as_no_other_is_the_rest_of_the_one_above() {
        let bold = |mut row: Row| {
            for block in &mut row.cells[0].blocks {
                if let Block::Line(line) = block {
                    line.segments[0].bold = true;
                }
            }
            row
        };
        let labels = || {
            ["Town", "Why", "Since"]
                .map(|text| bold(row(&[text], 700.0)))
                .to_vec()
        };
        let rows = |first: Row| {
            let join = join(vec![
                (vec![Block::Table(Table { rows: labels() })], 842.0),
                (
                    vec![Block::Table(Table {
                        rows: vec![first, bold(row(&["Date"], 90.0))],
                    })],
                    842.0,
                ),
            ]);
            let [Block::Table(table)] = join.as_slice() else {
                panic!("{join:?}")
            };
            table.rows.len()
        };
        assert_eq!(rows(row(&["We were founded then."], 50.0)), 4);
        assert_eq!(rows(bold(row(&["until when"], 50.0))), 4);
        assert_eq!(rows(bold(row(&["Until"], 50.0))), 5);
    }

    #[test]
    fn files_that_were_put_together_count_their_own_pages() {
        let page = |text: &str, number: &str| {
            let lines = vec![line(text, 300.0), line(number, 800.0)];
            (lines, 842.0)
        };
        let blocks = join(vec![
            page("Thiès", "Page 1 / 2"),
            page("Senegal", "Page 2 / 2"),
            (vec![line("Dakar", 300.0), line("Page 1 / 2", 760.0)], 792.0),
            (
                vec![line("Senegal", 300.0), line("Page 2 / 2", 760.0)],
                792.0,
            ),
        ]);
        assert!(
            texts(&blocks)
                .iter()
                .all(|(text, margin)| *margin || !text.starts_with("Page"))
        );
    }
}
