//! Tables pasted or typed into plain text: each row a line, its cells set apart by a tab or by a sign ("country = Italy").

use super::{Block, Cell, Line, Row, Segment, Table};

/// So many lines in a row with a tab each, or with the same sign, are a table.
const ROWS: usize = 6;
/// Cells of a row at most: a label, and what answers it in one or two columns.
const CELLS: usize = 3;
/// Signs that people type between a label and its value where a colon would do.
const SIGNS: [&str; 7] = [" = ", " | ", " => ", " -> ", " → ", " :: ", "="];
/// Lines that a value is wrapped into at most.
const WRAPPED: usize = 12;

/// The tables in some lines: how many lines each takes, by the line it begins with, and what its rows are.
pub(super) fn tables(lines: &[&str], page: u32) -> Vec<(usize, usize, Table)> {
    let mut tables = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        let rest = lines.get(at..).unwrap_or_default();
        let length = rest.iter().take_while(|line| is_row(line)).count();
        if length >= ROWS {
            let rows = rest
                .iter()
                .take(length)
                .map(|line| row(line.split('\t'), page));
            tables.push((
                at,
                length,
                Table {
                    rows: rows.collect(),
                },
            ));
            at += length;
            continue;
        }
        let signed = SIGNS.iter().find_map(|sign| signed(rest, sign));
        if let Some((length, rows)) = signed {
            let rows = rows
                .iter()
                .map(|(label, value)| row([label.as_str(), value].into_iter(), page));
            tables.push((
                at,
                length,
                Table {
                    rows: rows.collect(),
                },
            ));
            at += length;
            continue;
        }
        at += length.max(1);
    }
    tables
}

/// True for words, a tab, and perhaps more words: what is aligned has many tabs now and then, or begins with blanks.
fn is_row(line: &str) -> bool {
    let line = line.strip_prefix(' ').unwrap_or(line);
    let cells = line.split('\t').count();
    let label = line.split('\t').next().unwrap_or("");
    (2..=CELLS).contains(&cells) && label.contains(char::is_alphabetic) && !label.starts_with(' ')
}

/// The rows of a table with a sign between its cells that lines begin with: the lines it takes, and label and value of each
/// row. A value goes on in lines without the sign.
fn signed(lines: &[&str], sign: &str) -> Option<(usize, Vec<(String, String)>)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    let (mut taken, mut wrapped) = (0, 0);
    for (at, line) in lines.iter().enumerate() {
        let line = line.trim();
        if let Some((label, value)) = parted(line, sign) {
            rows.push((label, value));
            wrapped = 0;
        } else if line.is_empty() && !rows.is_empty() && taken == at {
            // Another row may come.
            continue;
        } else if let Some((_, value)) =
            rows.last_mut().filter(|_| taken == at && wrapped < WRAPPED)
        {
            value.push('\n');
            value.push_str(line);
            wrapped += 1;
        } else if !line.is_empty() || rows.is_empty() {
            break;
        } else {
            continue;
        }
        taken = at + 1;
    }
    // "Country | País: Chile" has its value behind a colon.
    let labelled = rows.iter().filter(|(_, value)| value.contains(": "));
    let told = labelled.count() * 2 < rows.len();
    (rows.len() >= ROWS && told).then_some((taken, rows))
}

/// The words on both sides of the only sign of its kind in a line. Names of fields ("mayor_name") are words.
fn parted(line: &str, sign: &str) -> Option<(String, String)> {
    /// Letters of the longest label.
    const LONGEST: usize = 120;
    // As in most lines.
    if !line.contains(sign.trim().chars().next()?) {
        return None;
    }
    let padded = format!("{line} ");
    let (label, value) = padded.split_once(sign)?;
    let (label, value) = (label.trim(), value.trim());
    let word = !label.contains(char::is_whitespace);
    let labels = label.starts_with(char::is_alphanumeric)
        && label.contains(char::is_alphabetic)
        && label.len() <= LONGEST
        && !label.contains("://")
        && !value.contains(sign)
        && (sign.starts_with(' ') || word);
    labels.then(|| {
        let label = if word {
            label.replace('_', " ")
        } else {
            label.to_owned()
        };
        (label, value.to_owned())
    })
}

/// The row of some cells.
fn row<'t>(cells: impl Iterator<Item = &'t str>, page: u32) -> Row {
    let cells = (0..)
        .zip(cells)
        .map(|(column, text)| cell(column, text, page));
    Row {
        cells: cells.collect(),
    }
}

fn cell(column: u32, text: &str, page: u32) -> Cell {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    let line = |text: &str| {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.to_owned(),
                confidence: 1.0,
                ..Segment::default()
            }],
            page,
            ..Line::default()
        })
    };
    Cell {
        column,
        span: 1,
        blocks: lines.map(line).collect(),
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

    #[test]
    fn lines_with_one_sign_each_are_the_rows_of_a_table_and_values_go_on() {
        let text = "Dear all,\n\nhere we are.\nlocal_government = Huye\ncountry = Rwanda\npopulation = 330000\n\n\
                    mayor_name = Ange\nwhy_join = to learn\nand to share\npublish = yes\n\nBye\n";
        let found = outline(&text::from_str(text));
        let (_, table) = found.split_once("<table>").expect("a table");
        assert!(
            table.starts_with("\n| local government | Huye |\n| country | Rwanda |"),
            "{found}"
        );
        assert!(
            table.contains("| why join | to learn ⏎ and to share |"),
            "{found}"
        );
        assert!(table.ends_with("</table>\n¶ Bye\n"), "{found}");
        let bars = "A | b\nCountry | Chad\nTown | Sarh\nMayor | Ali\nWeb | none\nPost | BP 3\n";
        assert!(outline(&text::from_str(bars)).contains("| Country | Chad |"));
        let few = "Country = Chad\nTown = Sarh\n";
        assert!(!outline(&text::from_str(few)).contains("<table>"));
    }

    #[test]
    fn a_row_may_have_a_second_column_and_a_blank_in_front() {
        let text =
            " Town\tPadova\n Head\tAna\tMayor\n Web\tnone\n Type\tcity\n Term\t4\n Post\tVia\n";
        let found = outline(&text::from_str(text));
        assert!(found.contains("| Head | Ana | Mayor |"), "{found}");
    }
}
