//! Tables of two columns that print their labels on the right side, behind the answers: their columns change places.

use super::label::Labels;
use crate::document::{Block, Cell, Table};

/// Labels that must be known among what stands on the right side.
const KNOWN: usize = 4;
/// For each that is known on the left side, so many are known on the right side.
const MORE: usize = 3;
/// Bytes of a text that is looked up.
const LONGEST: usize = 300;

/// The blocks with labels before their answers; nothing where labels stand elsewhere.
pub(super) fn righted(blocks: &[Block], labels: &Labels) -> Option<Vec<Block>> {
    let rows = || {
        blocks
            .iter()
            .filter_map(pairs)
            .flat_map(|table| &table.rows)
    };
    let lefts = || rows().filter_map(|row| row.cells.first().filter(|_| row.cells.len() == 2));
    let rights = lefts().count();
    // Where labels stand on the left side word for word, as they mostly do, nothing else need be looked up.
    let is_exact = |cell: &&Cell| {
        let found = labels.exact(&text(cell));
        found.is_some_and(|label| label.field().is_some())
    };
    if rights < KNOWN || lefts().filter(is_exact).count() * MORE > rights {
        return None;
    }
    let counted: Vec<(usize, usize)> = blocks.iter().map(|block| known(block, labels)).collect();
    let left: usize = counted.iter().map(|(left, _)| left).sum();
    let right: usize = counted.iter().map(|(_, right)| right).sum();
    if right < KNOWN || left * MORE > right {
        return None;
    }
    let own = blocks.iter().zip(counted);
    let own = own.map(|(block, (left, right))| match pairs(block) {
        Some(table) if right >= left => Block::Table(turned(table)),
        _ => block.clone(),
    });
    Some(own.collect())
}

/// A table of two columns: no row has more, and some row has both.
fn pairs(block: &Block) -> Option<&Table> {
    let Block::Table(table) = block else {
        return None;
    };
    let few = table.rows.iter().all(|row| row.cells.len() <= 2);
    let some = table.rows.iter().any(|row| row.cells.len() == 2);
    (few && some).then_some(table)
}

/// How many labels are known on the left and on the right side of a table of two columns.
fn known(block: &Block, labels: &Labels) -> (usize, usize) {
    let is_label = |text: String| {
        let found = (1..LONGEST)
            .contains(&text.len())
            .then(|| labels.find(&text));
        usize::from(found.flatten().is_some_and(|label| label.field().is_some()))
    };
    let rows = pairs(block).into_iter().flat_map(|table| &table.rows);
    rows.fold((0, 0), |(left, right), row| match row.cells.as_slice() {
        // A label may stand over its answer in the same cell.
        [one, other] => (
            left + is_label(text(one)).max(is_label(first(one))),
            right + is_label(text(other)),
        ),
        _ => (left, right),
    })
}

/// The text of a cell that holds lines and nothing else.
fn text(cell: &Cell) -> String {
    let mut text = String::new();
    for block in &cell.blocks {
        let Block::Line(line) = block else {
            return String::new();
        };
        for segment in &line.segments {
            if segment.field.is_some() || text.len() > LONGEST {
                return String::new();
            }
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(&segment.text);
        }
    }
    text
}

/// The first line of a cell.
fn first(cell: &Cell) -> String {
    let first = cell.blocks.get(..1).unwrap_or_default().to_vec();
    text(&Cell {
        blocks: first,
        ..Cell::default()
    })
}

fn turned(table: &Table) -> Table {
    let mut table = table.clone();
    for row in &mut table.rows {
        if let [one, other] = row.cells.as_mut_slice() {
            std::mem::swap(&mut one.blocks, &mut other.blocks);
        }
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Line, Row, Segment};
    use crate::rules::{builtin, compile};

    fn table(rows: &[(&str, &str)]) -> Block {
        let cell = |column: u32, text: &str| Cell {
            column,
            span: 1,
            blocks: vec![Block::Line(Line {
                segments: vec![Segment {
                    text: text.to_owned(),
                    ..Segment::default()
                }],
                ..Line::default()
            })],
        };
        let rows = rows.iter().map(|(one, other)| Row {
            cells: vec![cell(0, one), cell(1, other)],
        });
        Block::Table(Table {
            rows: rows.collect(),
        })
    }

    #[test]
    fn labels_on_the_right_side_change_places_with_their_answers() {
        let rules = compile(&builtin()).unwrap();
        let labels = Labels::of(&rules);
        let rows = [
            ("City of Mutare", "Official name of the municipality"),
            ("Zimbabwe", "Country"),
            ("224,802", "Number of inhabitants"),
            ("Simon Chabuka", "Our person in front"),
            ("tendai@mutare.example", "E-mail address"),
        ];
        let right = [table(&rows)];
        let left = [table(&rows.map(|(answer, label)| (label, answer)))];
        assert_eq!(righted(&right, &labels), Some(left.to_vec()));
        assert_eq!(righted(&left, &labels), None);
    }
}
