//! Tables pasted into plain text: each row a line, its cells set apart by one tab.

use super::{Block, Cell, Line, Row, Segment, Table};

/// So many lines in a row with one tab each are a table.
const ROWS: usize = 6;

/// The tables of two columns in some lines: how many lines each takes, by the line it begins with.
pub(super) fn runs(lines: &[&str]) -> Vec<(usize, usize)> {
    let mut runs = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let rest = lines.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|line| is_row(line)).count();
        if length >= ROWS {
            runs.push((at, length));
        }
        at += length.max(1);
    }
    runs
}

/// The table that a run of lines shows.
pub(super) fn table(lines: &[&str], page: u32) -> Table {
    let rows = lines.iter().map(|line| {
        let (label, value) = line.split_once('\t').unwrap_or((line, ""));
        Row {
            cells: vec![cell(0, label, page), cell(1, value, page)],
        }
    });
    Table {
        rows: rows.collect(),
    }
}

/// True for words, a tab, and perhaps more words: what is aligned has several tabs now and then, or begins with one.
fn is_row(line: &str) -> bool {
    let mut cells = line.split('\t');
    let label = cells.next().unwrap_or("");
    let pair = cells.next().is_some() && cells.next().is_none();
    pair && label.contains(char::is_alphabetic) && !label.starts_with(' ')
}

fn cell(column: u32, text: &str, page: u32) -> Cell {
    let line = Line {
        segments: vec![Segment {
            text: text.trim().to_owned(),
            confidence: 1.0,
            ..Segment::default()
        }],
        page,
        ..Line::default()
    };
    Cell {
        column,
        span: 1,
        blocks: match text.trim().is_empty() {
            true => Vec::new(),
            false => vec![Block::Line(line)],
        },
    }
}

#[cfg(test)]
mod tests {
    use crate::document::{outline, text};

    #[test]
    fn lines_with_one_tab_each_are_the_rows_of_a_table() {
        let rows =
            "Town\tPadova\nCountry\tItaly\nWeb\t\nMayor\tAna\nTerm\t2024-2028\nPost\tVia Roma 1\n";
        let document = text::from_str(&format!("Hello,\n\n{rows}\nBye\n"));
        let found = outline(&document);
        assert!(found.contains("Padova"), "{found}");
        assert_eq!(document.blocks.len(), 3, "{found}");
        // Some tabs are no table.
        let few: String = rows.lines().take(4).collect::<Vec<_>>().join("\n");
        assert_eq!(text::from_str(&few).blocks.len(), 4);
    }
}
