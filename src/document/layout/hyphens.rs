//! Words that a typesetter broke at the end of a line are made whole. A hyphen that belongs to its word stays.

use crate::document::{Block, Line, Segment};

/// Text that begins this near to the left of other text stands in its column, in points.
const COLUMN: f32 = 3.0;
/// A file breaks words when as many lines end within one.
const LEAST: usize = 2;
/// Or so many times as many as would by chance, where words with hyphens are as frequent as in the middle of lines.
const CHANCE: usize = 5;

/// Makes broken words whole when this file breaks words: hyphens at the ends of lines are then more than chance would put
/// there of those that belong to their words.
pub(super) fn mend(blocks: &mut [Block]) {
    let (mut within, mut broken, mut words, mut ends) = (0, 0, 0, 0);
    each(blocks, &mut |lines| {
        for segment in lines.iter().flat_map(|line| &line.segments) {
            within += hyphens(&segment.text);
            words += segment.text.split_ascii_whitespace().count();
        }
        broken += pairs(lines).len();
        let goes_on = |next: &&&mut Line| {
            let mut segments = next.segments.iter();
            next.gap < 1.0 && segments.any(|one| one.text.starts_with(char::is_lowercase))
        };
        ends += lines.iter().skip(1).filter(goes_on).count();
    });
    let many = 2 * broken > within || broken * words > CHANCE * within * ends;
    if broken >= LEAST && many {
        each(blocks, &mut |lines| {
            for (above, from, to) in pairs(lines) {
                join(lines, above, from, to);
            }
        });
    }
}

/// Calls for all lines that follow one another, within cells too.
fn each(blocks: &mut [Block], see: &mut dyn FnMut(&mut [&mut Line])) {
    let mut lines: Vec<&mut Line> = Vec::new();
    for block in blocks {
        match block {
            Block::Line(line) => lines.push(line),
            Block::Table(table) => {
                see(&mut lines);
                lines.clear();
                for cell in table.rows.iter_mut().flat_map(|row| &mut row.cells) {
                    each(&mut cell.blocks, see);
                }
            }
        }
    }
    see(&mut lines);
}

/// Hyphens between small letters in the middle of a line, but for addresses.
fn hyphens(text: &str) -> usize {
    let words = text.split_whitespace();
    let words = words.filter(|word| !word.contains(['@', '/', '.']));
    words
        .map(|word| {
            let signs: Vec<char> = word.chars().collect();
            let inner = |three: &&[char]| {
                matches!(three, [a, '-' | '‐', b] if a.is_lowercase() && b.is_lowercase())
            };
            signs.windows(3).filter(inner).count()
        })
        .sum()
}

/// Line, segment, and the segment of the next line with which a broken word goes on.
fn pairs(lines: &[&mut Line]) -> Vec<(usize, usize, usize)> {
    let mut out = Vec::new();
    for (at, (line, next)) in lines.iter().zip(lines.iter().skip(1)).enumerate() {
        if line.margin || next.margin || next.gap >= 1.0 {
            continue;
        }
        for (from, segment) in line.segments.iter().enumerate() {
            if !ends_within(segment) {
                continue;
            }
            let below = |other: &Segment| {
                let near = (other.place[0] - segment.place[0]).abs() < COLUMN;
                (near || next.segments.len() == 1 && line.segments.len() == from + 1)
                    && other.field.is_none()
                    && other.bold == segment.bold
                    && other.text.starts_with(char::is_lowercase)
                    && other.text.split_whitespace().next().is_some_and(is_plain)
            };
            if let Some(to) = next.segments.iter().position(below) {
                out.push((at, from, to));
            }
        }
    }
    out
}

/// True for a word without signs in it, which no address is.
fn is_plain(word: &str) -> bool {
    let core = word.trim_matches(|sign: char| !sign.is_alphanumeric());
    core.chars()
        .all(|sign| sign.is_alphabetic() || matches!(sign, '-' | '‐' | '\'' | '’'))
}

/// True for text that ends with a small letter and a hyphen.
fn ends_within(segment: &Segment) -> bool {
    let mut signs = segment.text.chars().rev();
    let word = segment.text.split_whitespace().next_back().unwrap_or("");
    segment.field.is_none()
        && is_plain(word)
        && signs.next().is_some_and(|sign| matches!(sign, '-' | '‐'))
        && signs.next().is_some_and(char::is_lowercase)
}

/// Moves the rest of a word up to its beginning.
fn join(lines: &mut [&mut Line], above: usize, from: usize, to: usize) {
    let Some([line, next]) = lines.get_mut(above..above + 2) else {
        return;
    };
    let (Some(first), Some(second)) = (line.segments.get_mut(from), next.segments.get_mut(to))
    else {
        return;
    };
    let end = second.text.find(' ').unwrap_or(second.text.len());
    let Some((rest, after)) = second.text.split_at_checked(end) else {
        return;
    };
    first.text.pop();
    first.text.push_str(rest);
    second.text = after.trim_start().to_owned();
    if second.text.is_empty() {
        next.segments.remove(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mended(texts: &[&str]) -> Vec<String> {
        let line = |(at, text): (usize, &&str)| {
            let top = 12.0 * at as f32;
            Block::Line(Line {
                segments: vec![Segment {
                    text: (*text).to_owned(),
                    place: [50.0, top, 300.0, top + 10.0],
                    ..Segment::default()
                }],
                ..Line::default()
            })
        };
        let mut blocks: Vec<Block> = texts.iter().enumerate().map(line).collect();
        mend(&mut blocks);
        let text = |block: Block| match block {
            Block::Line(line) => line.segments.into_iter().map(|s| s.text).collect(),
            Block::Table(_) => String::new(),
        };
        blocks.into_iter().map(text).collect()
    }

    #[test]
    fn broken_words_are_made_whole_where_more_are_than_hyphens_would_be_there_by_chance() {
        let mut lines = vec!["one sont-ils two au-delà three tout-petits four menez-vous five"];
        lines.extend(["and so forth in many words that are whole from end to end"; 16]);
        lines.extend(["ends within a vic-", "tim of the di-", "rector"]);
        let read = mended(&lines);
        assert_eq!(read[17..19], ["ends within a victim", "of the director"]);
        // So many hyphens in the middle of lines, and two at their ends are no wonder.
        lines.splice(1..9, ["sous-sol vis-vis mi-mars"; 8]);
        assert_eq!(mended(&lines)[17], "ends within a vic-");
    }

    #[test]
    fn broken_words_are_made_whole_where_many_are() {
        assert_eq!(
            mended(&[
                "Sem eles, efi-",
                "ciência não há. Dão-nos",
                "com cada maio-",
                "ria."
            ]),
            [
                "Sem eles, eficiência",
                "não há. Dão-nos",
                "com cada maioria.",
                ""
            ]
        );
        let address = [
            "ana@comune-",
            "ferrara.example",
            "www.vila-",
            "velha.example",
        ];
        assert_eq!(mended(&address), address);
        // A name that has its hyphen, and a file with many such words.
        for same in [
            ["Dans la sous-", "préfecture", "de Thiès"],
            [
                "Le sous-préfet du vice-royaume vient-il peut-être sans arrière-",
                "pensée à la sous-",
                "préfecture ?",
            ],
        ] {
            assert_eq!(mended(&same), same);
        }
    }
}
