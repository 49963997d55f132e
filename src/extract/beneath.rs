//! Tables of one column that print each label in the row below its answer: they are put label first.

use super::label::{Labels, Match};
use crate::document::{Block, Cell, Line, Row, Table};

/// Labels that must be known among the rows below answers.
const KNOWN: usize = 4;
/// For each that is known among the rows above, so many are known among those below.
const MORE: usize = 3;
/// Bytes of a text that is looked up.
const LONGEST: usize = 300;

/// The blocks with labels beside their answers; nothing where labels stand elsewhere.
pub(super) fn raised(blocks: &[Block], labels: &Labels) -> Option<Vec<Block>> {
    let pairs = || {
        let tables = blocks.iter().filter_map(column);
        tables.flat_map(|rows| rows.chunks_exact(2))
    };
    let at = |place: usize| pairs().filter_map(move |pair| pair.get(place)?.cells.first());
    let all = pairs().count();
    // Where labels stand above their answers word for word, as they mostly do, nothing else need be looked up.
    let is_exact = |cell: &&Cell| looked_up(cell, |text| labels.exact(text));
    if all < KNOWN || at(0).filter(is_exact).count() * MORE > all {
        return None;
    }
    let is_known = |cell: &&Cell| looked_up(cell, |text| labels.find(text));
    let below = at(1).filter(is_known).count();
    if below < KNOWN || at(0).filter(is_known).count() * MORE > below {
        return None;
    }
    // Below a heading of their own, labels stand in every other row as well, but not in the last.
    let ends = |rows: &&[Row]| {
        let last = rows.last().and_then(|row| row.cells.first());
        rows.len() == 2 || last.as_ref().is_some_and(is_known)
    };
    if !blocks.iter().filter_map(column).all(|rows| ends(&rows)) {
        return None;
    }
    let own = blocks.iter().map(|block| match column(block) {
        Some(rows) => Block::Table(Table {
            rows: rows.chunks_exact(2).filter_map(beside).collect(),
        }),
        None => block.clone(),
    });
    Some(own.collect())
}

/// True for a cell that holds the label of a field.
fn looked_up(cell: &Cell, find: impl Fn(&str) -> Option<Match>) -> bool {
    let text = text(cell);
    let found = (1..LONGEST).contains(&text.len()).then(|| find(&text));
    let found = found.flatten();
    found.is_some_and(|label| label.fields().next().is_some())
}

/// The rows of a table of one column with a row below each other one.
fn column(block: &Block) -> Option<&[Row]> {
    let Block::Table(table) = block else {
        return None;
    };
    let is_single = |row: &Row| matches!(row.cells.as_slice(), [cell] if is_plain(cell));
    let is_even = !table.rows.is_empty() && table.rows.len().is_multiple_of(2);
    (is_even && table.rows.iter().all(is_single)).then_some(&table.rows)
}

/// An answer and its label as one row.
fn beside(pair: &[Row]) -> Option<Row> {
    let [answer, label] = pair else {
        return None;
    };
    let cell = |column: u32, row: &Row| {
        Some(Cell {
            column,
            span: 1,
            ..row.cells.first()?.clone()
        })
    };
    let mut label = cell(0, label)?;
    // Labels that no rule knows are told by their looks.
    for block in &mut label.blocks {
        if let Block::Line(line) = block {
            line.segments.iter_mut().for_each(|one| one.bold = true);
        }
    }
    Some(Row {
        cells: vec![label, cell(1, answer)?],
    })
}

fn lines(cell: &Cell) -> impl Iterator<Item = &Line> {
    cell.blocks.iter().filter_map(|block| match block {
        Block::Line(line) => Some(line),
        Block::Table(_) => None,
    })
}

/// True for a cell of lines alone.
fn is_plain(cell: &Cell) -> bool {
    lines(cell).count() == cell.blocks.len()
}

/// The text of a cell of one paragraph in which nothing is filled in.
fn text(cell: &Cell) -> String {
    let mut text = String::new();
    if cell.blocks.len() > 1 {
        return text;
    }
    for segment in lines(cell).flat_map(|line| &line.segments) {
        if segment.field.is_some() || text.len() > LONGEST {
            return String::new();
        }
        if !text.is_empty() {
            text.push(' ');
        }
        text.push_str(&segment.text);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::Segment;
    use crate::rules::{builtin, compile};

    const ROWS: [(&str, &str); 5] = [
        ("City of Mutare", "Official name of the municipality"),
        ("Zimbabwe", "Country"),
        ("224,802", "Number of inhabitants"),
        ("Simon Chabuka", "Our person in front"),
        ("tendai@mutare.example", "E-mail address"),
    ];

    fn cell(column: u32, text: &str, bold: bool) -> Cell {
        Cell {
            column,
            span: 1,
            blocks: vec![Block::Line(Line {
                segments: vec![Segment {
                    text: text.to_owned(),
                    bold,
                    ..Segment::default()
                }],
                ..Line::default()
            })],
        }
    }

    fn single(text: &str) -> Row {
        Row {
            cells: vec![cell(0, text, false)],
        }
    }

    #[test]
    fn labels_in_the_rows_below_answers_are_put_beside_them() {
        let rules = compile(&builtin()).unwrap();
        let labels = Labels::of(&rules);
        let each = ROWS.map(|(answer, label)| vec![single(answer), single(label)]);
        let raised_row = |(answer, label): (&str, &str)| Row {
            cells: vec![cell(0, label, true), cell(1, answer, false)],
        };
        let table = |rows: Vec<Row>| Block::Table(Table { rows });
        // A frame around each pair, and one table of all.
        let apart = each.clone().map(table);
        let own: Vec<Block> = ROWS.map(|pair| table(vec![raised_row(pair)])).to_vec();
        assert_eq!(raised(&apart, &labels), Some(own));
        let joined = [table(each.concat())];
        let own = vec![table(ROWS.map(raised_row).to_vec())];
        assert_eq!(raised(&joined, &labels), Some(own));
    }

    #[test]
    fn labels_in_the_rows_above_answers_stay_there() {
        let rules = compile(&builtin()).unwrap();
        let labels = Labels::of(&rules);
        let rows = ROWS.map(|(answer, label)| vec![single(label), single(answer)]);
        let table = |rows: Vec<Row>| Block::Table(Table { rows });
        assert_eq!(raised(&rows.clone().map(table), &labels), None);
        // Under the heading of the form, labels stand in every other row too.
        let mut all = rows.concat();
        all.insert(0, single("Join our campaign"));
        all.push(single("Thank you!"));
        assert_eq!(raised(&[table(all)], &labels), None);
    }
}
