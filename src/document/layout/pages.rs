//! Puts pages together: running headers and footers are marked, and tables that go on over a page break become one.

use super::torn::append;
use super::{headings, heavy, hyphens, small_print, stamps};
use crate::document::{Block, Line};
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
    heavy::lighten(&mut out);
    small_print::mark(&mut out);
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
    /// Words of a title at least.
    const WORDS: usize = 3;
    let lowest = blocks
        .iter()
        .filter_map(top_and_bottom)
        .map(|(_, bottom)| bottom);
    let lowest = lowest.reduce(f32::max);
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
            let text = text.join(" ").replace("00", "0");
            // Below what else stands on the page, a title with the number of the page may stand higher or lower.
            let titled = text.ends_with('0') && text.split(' ').count() > WORDS;
            let foot = lower && titled && Some(bottom) == lowest;
            let place = if foot { 0.0 } else { (top / 4.0).round() };
            Some((at, format!("{place} {text}")))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Segment;

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
    fn a_title_with_the_number_of_the_page_runs_below_pages_of_any_length() {
        let page = |number: usize, top: f32| {
            let foot = format!("Questionnaire of the campaign – {number}");
            (vec![line("We join", 300.0), line(&foot, top)], 842.0)
        };
        let blocks = join(vec![page(1, 815.0), page(2, 802.0)]);
        let feet = texts(&blocks)
            .into_iter()
            .filter(|(text, _)| *text != "We join");
        assert!(feet.clone().count() > 0 && feet.into_iter().all(|(_, margin)| margin));
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
