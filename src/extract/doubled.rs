//! A table that prints its labels in two columns, one for each language: "Country | Pays | Japan", "Country | Japan | Pays".

use super::label::{Labels, Target};
use super::table::{Box, Row};
use std::collections::{BTreeMap, BTreeSet};

/// Labels that must mean the same in both columns.
const LEAST: usize = 4;
/// Rows that tell enough.
const ROWS: usize = 60;
/// Columns that a form has at most.
const COLUMNS: usize = 6;
/// Letters of the longest label.
const LONG: usize = 300;
/// What the words of a label must say for a field, in natural logarithms.
const WORDED: f32 = 2.0;

/// Leaves one of the two labels in each row, the one that is better known.
pub(super) fn join(mut rows: Vec<Row>, labels: &Labels) -> Vec<Row> {
    let Some((first, second)) = columns(&rows, labels) else {
        return rows;
    };
    for row in &mut rows {
        let at = |column: u32| row.cells.iter().position(|cell| cell.column == column);
        let (Some(one), Some(two)) = (at(first), at(second)) else {
            continue;
        };
        let score = |at: usize| {
            let text = row.cells.get(at).and_then(text);
            text.map_or(-1.0, |text| {
                labels.find(&text).map_or(0.0, |found| found.score)
            })
        };
        if row.cells.len() < 3 || score(one) < 0.0 || score(two) < 0.0 {
            continue;
        }
        let better = score(two) > score(one);
        let other = row.cells.remove(two);
        if better && let Some(cell) = row.cells.get_mut(one) {
            cell.pieces = other.pieces;
        }
    }
    rows
}

/// The two columns whose cells mean the same, row by row.
fn columns(rows: &[Row], labels: &Labels) -> Option<(u32, u32)> {
    let wide = rows.iter().filter(|row| row.cells.len() >= 3);
    let wide: Vec<&Row> = wide.take(ROWS).collect();
    if wide.len() < LEAST {
        return None;
    }
    let meanings: Vec<Vec<(u32, BTreeSet<Target>)>> = wide
        .iter()
        .map(|row| {
            let cells = row.cells.iter().take(COLUMNS);
            cells
                .filter_map(|cell| Some((cell.column, meaning(&text(cell)?, labels))))
                .collect()
        })
        .collect();
    let all: BTreeSet<u32> = meanings
        .iter()
        .flatten()
        .map(|(column, _)| *column)
        .collect();
    // In how many rows a column asks for something.
    let asks = |column: &u32| {
        let cells = meanings.iter().flatten();
        let own = cells.filter(|(other, meaning)| other == column && !meaning.is_empty());
        own.count()
    };
    let counts: BTreeMap<u32, usize> = all.iter().map(|column| (*column, asks(column))).collect();
    // An answer may have a word of its label, but a column of answers asks for less than the labels beside it.
    let most = |first: &u32, second: &u32| {
        let own = counts.get(first).min(counts.get(second));
        let mut others = counts
            .iter()
            .filter(|(at, _)| *at != first && *at != second);
        others.all(|(_, other)| Some(other) <= own)
    };
    let mut best: Option<(usize, (u32, u32))> = None;
    for first in &all {
        for second in all.iter().filter(|second| *second > first) {
            let (mut same, mut both) = (0, 0);
            for row in &meanings {
                let of = |wanted: &u32| row.iter().find(|(column, _)| column == wanted);
                if let (Some((_, one)), Some((_, two))) = (of(first), of(second)) {
                    both += 1;
                    same += usize::from(!one.is_disjoint(two));
                }
            }
            // The numbers of the rows answer nothing: without another column, one of these does.
            let others = all.iter().filter(|at| *at != first && *at != second);
            let answered = || others.clone().any(|at| !counts_rows(&wide, *at));
            let told = same >= LEAST && same * 2 >= both && most(first, second) && answered();
            if told && best.is_none_or(|(most, _)| same > most) {
                best = Some((same, (*first, *second)));
            }
        }
    }
    best.map(|(_, columns)| columns)
}

/// True for a column of short numbers: "1", "2.", "A3".
fn counts_rows(rows: &[&Row], column: u32) -> bool {
    /// Letters and digits of the longest.
    const NUMBER: usize = 4;
    let cells = rows.iter().flat_map(|row| &row.cells);
    let mut filled = cells
        .filter(|cell| cell.column == column)
        .filter_map(text)
        .peekable();
    filled.peek().is_some()
        && filled.all(|text| text.len() <= NUMBER && text.chars().any(char::is_numeric))
}

/// What a text may ask for.
fn meaning(text: &str, labels: &Labels) -> BTreeSet<Target> {
    let found = labels.find(text).map(|found| found.targets);
    let words = labels.meaning(text).into_iter().next();
    let worded = words.filter(|(score, _)| *score >= WORDED);
    let all = found.into_iter().flatten();
    let all = all.chain(worded.map(|(_, target)| target));
    all.filter(|target| matches!(target, Target::Field(_)))
        .collect()
}

/// The words of a cell, if they may be a label.
fn text(cell: &Box) -> Option<String> {
    let pieces = || cell.pieces.iter().filter(|piece| !piece.is_empty());
    let text: Vec<&str> = pieces().map(|piece| piece.text.as_str()).collect();
    let text = text.join(" ");
    let printed = pieces().all(|piece| piece.field.is_none());
    (printed && !text.is_empty() && text.len() <= LONG).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::extract::piece::Piece;
    use crate::rules;

    #[test]
    fn the_numbers_of_rows_are_no_answers_to_labels_beside_them() {
        let rules = rules::compile(&rules::builtin()).expect("the rules compile");
        let labels = Labels::of(&rules);
        let rows = |third: [&str; 5]| -> Vec<Row> {
            let labels = ["Country", "Population", "Website", "Function", "Telephone"];
            let second = ["Pays", "Population", "Site web", "Fonction", "Téléphone"];
            let rows = labels.into_iter().zip(second).zip(third);
            let row = rows.map(|((one, two), three)| Row {
                cells: (0..)
                    .zip([three, one, two])
                    .map(|(column, text)| Box {
                        pieces: vec![Piece {
                            text: text.to_owned(),
                            ..Piece::default()
                        }],
                        ..Box::at(column)
                    })
                    .collect(),
            });
            row.collect()
        };
        let width = |third| {
            join(rows(third), &labels)
                .iter()
                .map(|row| row.cells.len())
                .max()
        };
        assert_eq!(width(["1", "2", "3.", "4", "5"]), Some(3));
        assert_eq!(
            width(["Kenya", "61000", "x.example", "Mayor", "+254 20 22"]),
            Some(2)
        );
    }
}
