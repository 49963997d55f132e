//! Tables drawn with characters ("+----+", "| a | b |") and lines underlined with them ("====") → tables and lines in bold.

use super::{Block, Cell, Line, Row, Segment, Table};

/// Signs that borders and underlines are drawn with.
const STROKES: [char; 8] = ['-', '=', '~', '─', '━', '═', '–', '—'];
/// Signs that stand between the cells of a row.
const BARS: [char; 3] = ['|', '│', '║'];
/// Lines that must be underlined before that is how this text sets its labels apart: one may close a letter.
const UNDERLINED: usize = 3;

/// Replaces what is drawn by what it shows.
pub(super) fn settle(blocks: &mut Vec<Block>) {
    let bars = blocks.iter().filter(|block| is_row(block)).count();
    if bars >= 2 {
        *blocks = with_tables(std::mem::take(blocks));
    }
    settle_underlines(blocks);
}

/// The words of a line on its own, without form fields.
fn text(block: &Block) -> Option<String> {
    let Block::Line(line) = block else {
        return None;
    };
    let [first, rest @ ..] = line.segments.as_slice() else {
        return None;
    };
    if line.segments.iter().any(|segment| segment.field.is_some()) {
        return None;
    }
    let mut text = first.text.clone();
    for segment in rest {
        text.push_str("  ");
        text.push_str(&segment.text);
    }
    Some(text)
}

/// True for a line that begins and ends with a bar and has words between.
fn is_row(block: &Block) -> bool {
    let Block::Line(Line { segments, .. }) = block else {
        return false;
    };
    let ends = (segments.first(), segments.last());
    let (Some(first), Some(last)) = ends else {
        return false;
    };
    first.text.starts_with(BARS) && last.text.ends_with(BARS) && !is_border(&text(block))
}

/// True for a border between rows: "+----+----+", "|---|:--:|", "├───┼───┤".
fn is_border(text: &Option<String>) -> bool {
    let Some(text) = text else {
        return false;
    };
    let strokes = text.chars().filter(|c| STROKES.contains(c)).count();
    strokes >= 3
        && text.starts_with(|c: char| c == '+' || BARS.contains(&c) || is_corner(c))
        && text.chars().all(|c| {
            STROKES.contains(&c)
                || BARS.contains(&c)
                || is_corner(c)
                || matches!(c, '+' | ':' | ' ')
        })
}

/// Corners and crossings of lines (Unicode's block "Box Drawing").
fn is_corner(c: char) -> bool {
    matches!(c, '\u{250C}'..='\u{254B}' | '\u{2552}'..='\u{256C}')
}

/// The blocks with each drawn table as a table.
fn with_tables(blocks: Vec<Block>) -> Vec<Block> {
    let mut out = Vec::with_capacity(blocks.len());
    // What is drawn so far: rows, and borders as `None`.
    let mut drawn: Vec<(Block, bool)> = Vec::new();
    for block in blocks {
        let border = is_border(&text(&block));
        if border || is_row(&block) {
            drawn.push((block, border));
        } else {
            end(&mut drawn, &mut out);
            out.push(block);
        }
    }
    end(&mut drawn, &mut out);
    out
}

/// Appends what was drawn: as a table when it has two rows at least, else as it was.
fn end(drawn: &mut Vec<(Block, bool)>, out: &mut Vec<Block>) {
    let rows = drawn.iter().filter(|(_, border)| !border).count();
    let drawn = std::mem::take(drawn);
    if rows < 2 {
        out.extend(drawn.into_iter().map(|(block, _)| block));
        return;
    }
    let groups = groups(&drawn);
    // Borders around each row: what stands between two of them is one row. Else they part the head from the rest, and a line
    // is a row, or the end of the one before where its first cell is empty.
    let bordered = groups.len() >= 3 || groups.len() == rows;
    let mut table = Table::default();
    for group in groups {
        let mut open = false;
        for (page, cells) in group {
            let starts = !open || !bordered && cells.first().is_some_and(|cell| !cell.is_empty());
            if starts {
                table.rows.push(Row::default());
            }
            open = true;
            if let Some(row) = table.rows.last_mut() {
                extend(row, cells, page);
            }
        }
    }
    out.push(Block::Table(table));
}

/// The rows between borders: the page of each line, and its cells.
fn groups(drawn: &[(Block, bool)]) -> Vec<Vec<(u32, Vec<String>)>> {
    let mut groups = vec![Vec::new()];
    for (block, border) in drawn {
        match (block, groups.last_mut()) {
            (_, Some(group)) if *border && !group.is_empty() => groups.push(Vec::new()),
            (Block::Line(line), Some(group)) if !border => {
                group.push((line.page, cells(block)));
            }
            _ => {}
        }
    }
    groups.retain(|group| !group.is_empty());
    groups
}

/// The words between the bars of a row.
fn cells(row: &Block) -> Vec<String> {
    let text = text(row).unwrap_or_default();
    let inner = text.trim().trim_start_matches(BARS).trim_end_matches(BARS);
    inner
        .split(BARS)
        .map(|cell| cell.trim().to_owned())
        .collect()
}

/// Adds the cells of a line to a row.
fn extend(row: &mut Row, cells: Vec<String>, page: u32) {
    for (column, text) in cells.into_iter().enumerate() {
        if row.cells.len() <= column {
            row.cells.push(Cell {
                column: column as u32,
                span: 1,
                blocks: Vec::new(),
            });
        }
        let Some(cell) = row.cells.get_mut(column).filter(|_| !text.is_empty()) else {
            continue;
        };
        for text in text.split("<br>").map(str::trim) {
            cell.blocks.push(Block::Line(Line {
                segments: vec![Segment {
                    text: text.to_owned(),
                    confidence: 1.0,
                    ..Segment::default()
                }],
                page,
                ..Line::default()
            }));
        }
    }
}

/// Where lines are underlined with strokes again and again, sets them in bold and takes the strokes away.
fn settle_underlines(blocks: &mut Vec<Block>) {
    let underlines = |blocks: &[Block], at: usize| {
        let (Some(above), Some(Block::Line(rule))) = (
            at.checked_sub(1).and_then(|at| blocks.get(at)),
            blocks.get(at),
        ) else {
            return false;
        };
        rule.gap < 0.8 && is_rule(&rule.segments) && {
            let words = text(above).unwrap_or_default();
            let length = words.chars().count().min(40);
            let strokes = rule
                .segments
                .first()
                .map_or(0, |one| one.text.chars().count());
            words.contains(char::is_alphanumeric) && strokes * 2 >= length
        }
    };
    let rules: Vec<usize> = (0..blocks.len())
        .filter(|at| underlines(blocks, *at))
        .collect();
    if rules.len() < UNDERLINED {
        return;
    }
    let heads = if separate(blocks, &rules) {
        heads(blocks, &rules)
    } else {
        rules.iter().filter_map(|at| at.checked_sub(1)).collect()
    };
    for at in heads {
        if let Some(Block::Line(line)) = blocks.get_mut(at) {
            line.gap = line.gap.max(1.0);
            for segment in &mut line.segments {
                segment.bold = true;
            }
        }
    }
    let mut at = 0;
    let mut rules = rules.into_iter().peekable();
    blocks.retain(|_| {
        at += 1;
        rules.next_if_eq(&(at - 1)).is_none()
    });
}

/// True where strokes of one length stand below what is written, and not below its heading: "Country", "Canada", strokes.
fn separate(blocks: &[Block], rules: &[usize]) -> bool {
    let mut lengths = rules.iter().map(|at| blocks.get(*at).and_then(text));
    let first = lengths.next();
    let goes_on = |at: &usize| matches!(at.checked_sub(1).and_then(|at| blocks.get(at)), Some(Block::Line(line)) if line.gap < 0.8);
    let below = |at: &usize| {
        let above = at.checked_sub(2).and_then(|at| blocks.get(at));
        let written = above
            .and_then(text)
            .is_some_and(|text| text.contains(char::is_alphanumeric));
        written && goes_on(at)
    };
    lengths.all(|length| Some(length) == first) && rules.iter().all(below)
}

/// The first lines of the entries that strokes separate.
fn heads(blocks: &[Block], rules: &[usize]) -> Vec<usize> {
    let opens = |at: &usize| matches!(blocks.get(*at), Some(Block::Line(line)) if line.gap >= 0.8);
    let first = rules
        .first()
        .map_or(0, |end| (0..*end).rev().find(opens).unwrap_or(0));
    let ends = rules.iter().skip(1).copied().chain([blocks.len()]);
    let starts = rules.iter().map(|rule| rule + 1);
    let entries = starts
        .zip(ends)
        .filter(|(start, end)| end - start >= 2 && blocks.get(*start).and_then(text).is_some());
    // Behind the last of them the letter may go on.
    let own = entries.filter(|(start, end)| *end < blocks.len() || !opens(start));
    std::iter::once(first)
        .chain(own.map(|(start, _)| start))
        .collect()
}

/// True for a line of one stroke, repeated.
fn is_rule(segments: &[Segment]) -> bool {
    let [only] = segments else {
        return false;
    };
    let mut chars = only.text.chars();
    let first = chars.next();
    only.field.is_none()
        && first.is_some_and(|first| STROKES.contains(&first) && chars.all(|c| c == first))
        && only.text.chars().count() >= 3
}

#[cfg(test)]
mod tests {
    use crate::document::outline;
    use crate::document::text::from_str;

    fn read(text: &str) -> String {
        let outline = outline(&from_str(text));
        outline
            .split_once('\n')
            .map_or("", |(_, rest)| rest)
            .to_owned()
    }

    #[test]
    fn a_grid_of_characters_is_a_table_and_its_cells_run_over_lines() {
        let text = "+-------------+----------+\n| Official    | Ville de |\n| name        | Kaolack  |\n\
                    +-------------+----------+\n| Country     | Senegal  |\n+-------------+----------+\n\
                    | Population  | 233,708  |\n+-------------+----------+\n";
        assert_eq!(
            read(text),
            "<table>\n| Official ⏎ name | Ville de ⏎ Kaolack |\n| Country | Senegal |\n| Population | 233,708 |\n</table>\n"
        );
    }

    #[test]
    fn in_a_table_with_a_head_alone_each_line_is_a_row_unless_it_begins_with_nothing() {
        let text = "| Field | Answer |\n|:------|--------|\n| Country | Senegal |\n| Networks | ICLEI, |\n|  | Mercociudades |\n";
        assert_eq!(
            read(text),
            "<table>\n| Field | Answer |\n| Country | Senegal |\n| Networks | ICLEI, ⏎ Mercociudades |\n</table>\n"
        );
    }

    #[test]
    fn lines_underlined_again_and_again_are_bold_and_the_strokes_say_nothing() {
        let text = "Name\n----\nLiège\n\nCountry\n-------\nBelgium\n\nE-mail\n------\n______\n";
        assert_eq!(
            read(text),
            "¶ *Name*\nLiège\n¶ *Country*\nBelgium\n¶ *E-mail*\n______\n"
        );
    }

    #[test]
    fn strokes_below_every_entry_part_them_and_the_first_line_of_each_is_bold() {
        let text = "Hello\n\nNAME\nLiège\n--------\nCOUNTRY\nBelgium\nEurope\n--------\nE-MAIL\na@liege.example\n--------\n";
        assert_eq!(
            read(text),
            "Hello\n¶ *NAME*\nLiège\n¶ *COUNTRY*\nBelgium\nEurope\n¶ *E-MAIL*\na@liege.example\n"
        );
    }

    #[test]
    fn strokes_that_close_a_letter_stay() {
        let text = "Kind regards,\nAna\n-----------\nTown hall of Vigo";
        assert_eq!(read(text), text.to_owned() + "\n");
    }
}
