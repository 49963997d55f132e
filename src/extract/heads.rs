//! Tables of several columns in which each row of labels has its row of answers below it, some rows of two cells and some of one:
//! the labels that are known tell which rows are labels, whatever words the others are.

use super::cell::{Kind, kind};
use super::label::{Labels, Match};
use super::matrix;
use super::piece::{Edge, Mark, Piece};
use super::strip;
use super::table::{Box, Row, push_head, push_marked};

/// Pairs of rows of the shortest table that is told so.
const PAIRS: usize = 5;
/// Rows above the first labels that name the form and say how to fill it in.
const TITLES: usize = 4;
/// Columns of the widest form.
const COLUMNS: usize = 40;
/// Letters that no label has.
const LONG: usize = 250;

/// Marks labels and answers in a table that is built so; the row at which they begin. `taught` tells that the tables of the
/// document are built so, as all of them tell together.
pub(super) fn in_pairs(
    rows: &[Row],
    kinds: &mut [Vec<Kind>],
    labels: &Labels,
    taught: bool,
) -> Option<usize> {
    let wide = |row: &&Row| filled(row).count() > 1;
    let start = rows.iter().position(|row| wide(&row))?;
    // What is no label that is known names the form rather than anything that it asks.
    let mut starts = (0..=start.min(TITLES)).rev().filter(|start| {
        let pairs = rows.len() - start;
        pairs.is_multiple_of(2) && (taught || pairs >= 2 * PAIRS)
    });
    let start = starts.find(|start| {
        let (above, own) = kinds.split_at(*start);
        let named = above.iter().flatten().any(Kind::is_label);
        let rows = rows.get(*start..).unwrap_or(&[]);
        let told = || match taught {
            true => {
                let (upper, (chance, lower)) = sums(rows, own);
                (chance + lower) * 2 <= upper
            }
            false => is_told(rows, own),
        };
        !named && rows.chunks(2).all(is_pair) && told()
    })?;
    let below = rows.iter().zip(kinds.iter_mut()).skip(start);
    for (at, (row, kinds)) in below.enumerate() {
        for (cell, slot) in row.cells.iter().zip(kinds) {
            *slot = match slot {
                Kind::Empty => Kind::Empty,
                _ if at % 2 == 1 => Kind::Text,
                _ => match kind(cell, labels, true) {
                    label @ Kind::Label(_) => label,
                    _ => Kind::Unknown,
                },
            };
        }
    }
    Some(start)
}

/// Whether the tables of several columns tell together that each row of labels has its row of answers below it.
pub(super) fn take_turns(tables: impl Iterator<Item = Vec<Row>>, labels: &Labels) -> bool {
    /// Labels that are known, and rows of two of them, which no chance makes. One long row of labels is the head of a list.
    const KNOWN: usize = 6;
    const WIDE: usize = 2;
    const MOST: usize = 3;
    /// Labels above for each answer that is worded like one.
    const LOWER: usize = 4;
    let even = |rows: &Vec<Row>| {
        rows.len().is_multiple_of(2)
            && rows.iter().any(|row| filled(row).count() > 1)
            && rows.chunks(2).all(is_pair)
    };
    let kinds = |row: &Row| -> Vec<Kind> {
        let cells = row.cells.iter();
        cells.map(|cell| kind(cell, labels, false)).collect()
    };
    let (mut upper, mut spread, mut wide, mut all, mut lower) = (0, 0, 0, 0, 0);
    for [heads, below] in tables.filter(even).flat_map(pairs) {
        let (chance, own) = labels_below(&below, &kinds(&below));
        lower += chance + own;
        // Most tables have labels in every row, and are told by the first ones.
        if lower > 2 && lower * LOWER > upper {
            return false;
        }
        let known = known(&kinds(&heads));
        all += filled(&heads).count();
        upper += known;
        spread += known.min(MOST);
        wide += usize::from(known > 1);
    }
    spread >= KNOWN && wide >= WIDE && upper * 2 >= all && lower * LOWER <= upper
}

/// Rows two by two.
fn pairs(rows: Vec<Row>) -> impl Iterator<Item = [Row; 2]> {
    let mut rows = rows.into_iter();
    std::iter::from_fn(move || Some([rows.next()?, rows.next()?]))
}

/// The cells of a row in which something stands.
fn filled(row: &Row) -> impl Iterator<Item = &Box> {
    let is_filled = |cell: &&Box| cell.pieces.iter().any(|piece| !piece.is_empty());
    row.cells.iter().filter(is_filled)
}

/// True for a row of what may be labels above a row in which nothing stands but below them.
fn is_pair(pair: &[Row]) -> bool {
    let [heads, below] = pair else { return false };
    // Each cell below is held against each above.
    if heads.cells.len() > COLUMNS {
        return false;
    }
    let length = |cell: &Box| cell.pieces.iter().map(|one| one.text.len()).sum::<usize>();
    let mut labels = filled(heads).peekable();
    labels.peek().is_some()
        && labels.all(|cell| length(cell) < LONG && cell.pieces.iter().all(|p| p.field.is_none()))
        && filled(below).all(|cell| filled(heads).any(|head| head.column == cell.column))
}

/// True where most of the upper cells are labels that are known, side by side in some rows, and hardly any of the lower ones.
fn is_told(rows: &[Row], kinds: &[Vec<Kind>]) -> bool {
    /// Rows of two labels that no chance makes.
    const WIDE: usize = 3;
    let (upper, (chance, own)) = sums(rows, kinds);
    let all = rows.iter().step_by(2).flat_map(filled).count();
    let wide = kinds.iter().step_by(2).filter(|row| known(row) > 1);
    wide.count() >= WIDE && upper * 2 >= all && own == 0 && chance * 6 <= upper
}

/// The labels of a row that are known.
fn known(row: &[Kind]) -> usize {
    let labels = row.iter().filter(|kind| matches!(kind, Kind::Label(_)));
    labels.count()
}

/// The labels known in the upper rows, and those in the lower ones: by chance and for sure.
fn sums(rows: &[Row], kinds: &[Vec<Kind>]) -> (usize, (usize, usize)) {
    let upper = kinds.iter().step_by(2).map(|row| known(row)).sum();
    let lower = rows.iter().zip(kinds).skip(1).step_by(2);
    let lower = lower.map(|(row, kinds)| labels_below(row, kinds));
    (
        upper,
        lower.fold((0, 0), |all, row| (all.0 + row.0, all.1 + row.1)),
    )
}

/// How many cells of a lower row are labels by chance, and how many are labels for sure. What has boxes to tick offers answers.
fn labels_below(row: &Row, kinds: &[Kind]) -> (usize, usize) {
    let offers = |cell: &Box| cell.pieces.iter().any(|piece| strip::has_box(&piece.text));
    let cells = row.cells.iter().zip(kinds);
    let labels = cells
        .filter(|(cell, kind)| (kind.is_label() || matches!(kind, Kind::Inline)) && !offers(cell));
    let (chance, own): (Vec<_>, Vec<_>) =
        labels.partition(|(_, kind)| kind.label().is_some_and(|label| label.words <= 2));
    (chance.len(), own.len())
}

/// Appends labels with the cells below them, column by column; several rows of values are several forms, one after another.
pub(super) fn columnwise(
    rows: &mut [(usize, Row)],
    kinds: &[Vec<Kind>],
    at: usize,
    end: usize,
    out: &mut Vec<Piece>,
) {
    let Some((_, header)) = rows.get(at) else {
        return;
    };
    let corner = header.cells.first().map_or(0, |cell| cell.column);
    let named = matches!(kinds.get(at).map(Vec::as_slice), Some([Kind::Empty, ..]));
    let heads: Vec<(u32, Option<Match>, Vec<Piece>)> = header
        .cells
        .iter()
        .zip(kinds.get(at).into_iter().flatten())
        .filter(|(_, kind)| !matches!(kind, Kind::Empty | Kind::Number))
        .map(|(cell, kind)| (cell.column, kind.label().cloned(), shown(&cell.pieces)))
        .collect();
    let numbers = matches!(kinds.get(at).map(Vec::as_slice), Some([Kind::Number, ..]));
    for (_, row) in rows.get_mut(at + 1..end).into_iter().flatten() {
        if let Some(number) = row
            .cells
            .first_mut()
            .filter(|cell| numbers && cell.column == corner)
        {
            number.pieces.clear();
        }
        let name = row
            .cells
            .first_mut()
            .filter(|cell| named && cell.column == corner);
        if let Some(name) = name.filter(|name| matrix::is_name(&name.pieces)) {
            matrix::push_name(std::mem::take(&mut name.pieces), out);
        }
        for (index, (column, label, pieces)) in heads.iter().enumerate() {
            let next = heads.get(index + 1).map_or(u32::MAX, |head| head.0);
            push_head(pieces.clone(), label.clone(), out);
            for cell in &mut row.cells {
                let here = cell.column >= *column && cell.column < next;
                let before = index == 0 && cell.column < *column;
                if here || before {
                    let mark = if label.is_some() {
                        Mark::Value
                    } else {
                        Mark::Lost
                    };
                    push_marked(std::mem::take(&mut cell.pieces), &mark, Edge::Cell, out);
                }
            }
        }
    }
    if end == at + 1 {
        for (_, label, pieces) in heads {
            push_head(pieces, label, out);
        }
    }
}

/// As much of a head as may stand over each of a thousand rows.
fn shown(head: &[Piece]) -> Vec<Piece> {
    const LINES: usize = 12;
    const BYTES: usize = 400;
    let mut shown: Vec<Piece> = head.iter().take(LINES).cloned().collect();
    for piece in &mut shown {
        piece.text.truncate(piece.text.floor_char_boundary(BYTES));
    }
    shown
}

/// True for a row of two cells, the first of which is no label that is known.
pub(super) fn is_two(row: &[Kind]) -> bool {
    matches!(row, [Kind::Text, Kind::Text | Kind::Label(_) | Kind::Empty])
}
