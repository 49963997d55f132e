//! Answers with their labels in smaller type below them, each pair in a frame of its own: they are put label first.

use super::label::Labels;
use crate::document::{Block, Cell, Document, Line, Row, Table};

/// A caption is at most so large beside its answer.
const SMALLER: f32 = 0.9;
/// Frames that tell how a form is printed, and the labels that are known among their captions.
const FRAMES: usize = 4;
const KNOWN: usize = 2;

/// The blocks of a document that prints labels below their answers, as tables of one column in which answers follow their
/// labels; nothing where labels stand elsewhere.
pub(super) fn turned(document: &Document, labels: &Labels) -> Option<Vec<Block>> {
    let (mut frames, mut below, mut above) = (0, 0, 0);
    for cell in document.blocks.iter().filter_map(column).flatten() {
        let Some((answer, caption)) = parts(cell) else {
            continue;
        };
        let known = |lines: &[&Line]| {
            let found = labels.find(&text(lines));
            found.is_some_and(|label| label.field().is_some() && label.words > 1)
        };
        frames += 1;
        below += usize::from(known(&caption));
        above += usize::from(known(&answer));
    }
    if frames < FRAMES || below < KNOWN || above * 3 > below {
        return None;
    }
    let blocks = document.blocks.iter().map(|block| match column(block) {
        Some(cells) => Block::Table(Table {
            rows: cells.into_iter().flat_map(rows).collect(),
        }),
        None => block.clone(),
    });
    Some(blocks.collect())
}

/// The cells of a table of one column.
fn column(block: &Block) -> Option<Vec<&Cell>> {
    let Block::Table(table) = block else {
        return None;
    };
    let cells = table.rows.iter().map(|row| match row.cells.as_slice() {
        [cell] => Some(cell),
        _ => None,
    });
    cells.collect()
}

/// The lines of an answer, and those in smaller type below it.
fn parts(cell: &Cell) -> Option<(Vec<&Line>, Vec<&Line>)> {
    let lines: Option<Vec<&Line>> = cell
        .blocks
        .iter()
        .map(|block| match block {
            Block::Line(line) => Some(line),
            Block::Table(_) => None,
        })
        .collect();
    let lines: Vec<&Line> = lines?.into_iter().filter(|line| !line.margin).collect();
    let large = height(lines.first()?);
    let small = |line: &&&Line| height(line) <= SMALLER * large;
    let captions = lines.iter().rev().take_while(small).count();
    let (answer, caption) = lines.split_at_checked(lines.len() - captions)?;
    let apart = large > 0.0 && captions > 0 && !answer.iter().any(|line| small(&line));
    apart.then(|| (answer.to_vec(), caption.to_vec()))
}

fn height(line: &Line) -> f32 {
    let printed = line.segments.iter().filter(|one| one.field.is_none());
    let heights = printed.map(|one| one.place[3] - one.place[1]);
    heights.fold(0.0, f32::max)
}

fn text(lines: &[&Line]) -> String {
    let segments = lines.iter().flat_map(|line| &line.segments);
    let texts: Vec<&str> = segments.map(|segment| segment.text.as_str()).collect();
    texts.join(" ")
}

/// A cell as the rows of its label and its answer, or as one row when it is printed otherwise.
fn rows(cell: &Cell) -> Vec<Row> {
    let row = |lines: Vec<&Line>| Row {
        cells: vec![Cell {
            column: cell.column,
            span: cell.span,
            blocks: lines.into_iter().cloned().map(Block::Line).collect(),
        }],
    };
    match parts(cell) {
        Some((answer, caption)) => vec![row(caption), row(answer)],
        None => vec![Row {
            cells: vec![cell.clone()],
        }],
    }
}
