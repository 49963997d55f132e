//! Reads a table in the order of its labels and values: value to the right, below, or in the label's own cell.

use super::cell::{Kind, kind};
use super::columns::compact;
use super::doubled;
use super::guidance;
use super::habits::{Habits, over};
use super::header::{is_header, is_unanswered, is_values, votes_right};
use super::heads;
use super::label::{Labels, Match};
use super::matrix;
use super::numbered;
use super::options;
use super::orient::{answers, headers, label_columns, mend, settle};
use super::piece::{Edge, Mark, Piece, Reader};
use super::section;
use super::ticked;
use super::turns::{alternate, beside_bold, unbroken, under_heads};
use super::twofold;
use super::unanswered;
use crate::document;

/// A row.
#[derive(Debug, Default)]
pub(super) struct Row {
    /// Its cells from left to right.
    pub cells: Vec<Box>,
}

/// A cell.
#[derive(Debug, Default)]
pub(super) struct Box {
    /// First grid column.
    pub column: u32,
    /// What stands in it.
    pub pieces: Vec<Piece>,
}

impl Box {
    /// An empty cell in a column.
    pub fn at(column: usize) -> Box {
        Box {
            column: column as u32,
            pieces: Vec::new(),
        }
    }
}

/// The rows of a document's table.
pub(super) fn rows(table: &document::Table, reader: &mut Reader) -> Vec<Row> {
    let rows = table.rows.iter();
    let rows = rows
        .map(|row| Row {
            cells: row
                .cells
                .iter()
                .map(|cell| {
                    let mut pieces = Vec::new();
                    reader.flatten(&cell.blocks, &mut pieces);
                    Box {
                        column: cell.column,
                        pieces,
                    }
                })
                .collect(),
        })
        .collect();
    unbroken(rows)
}

/// Appends the pieces of a table in reading order, marked with what the table tells about them.
///
/// `beside` tells whether the tables before had their answers beside their labels; a table of unknown labels is like them.
/// `habits` are those of all tables of the document.
pub(super) fn read(
    rows: Vec<Row>,
    labels: &Labels,
    number: u32,
    (beside, habits): (&mut bool, Habits),
    out: &mut Vec<Piece>,
) {
    let mut rows = compact(rows);
    guidance::drop(&mut rows, labels);
    let mut rows = compact(rows);
    for cell in rows.iter_mut().flat_map(|row| &mut row.cells) {
        options::tell(&mut cell.pieces, 0, labels);
    }
    let rows = doubled::join(mend(ticked::join(rows), labels), labels);
    let (rows, names) = section::part(rows, labels);
    let mut kinds: Vec<Vec<Kind>> = rows
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .map(|cell| kind(cell, labels, false))
                .collect()
        })
        .collect();
    numbered::settle(&rows, &mut kinds);
    numbered::answers(&rows, &mut kinds);
    unanswered::settle(&rows, &mut kinds);
    section::settle(&mut kinds, &names);
    matrix::settle(&rows, &mut kinds);
    if *beside {
        answers(&mut kinds);
    }
    twofold::settle(&rows, &mut kinds, labels);
    let paired = heads::in_pairs(&rows, &mut kinds, labels, habits.in_pairs);
    let bold = paired.is_none() && beside_bold(&rows, &mut kinds, labels);
    if !bold && paired.is_none() {
        under_heads(&rows, &mut kinds, labels);
        headers(&rows, &mut kinds, labels);
    }
    let known = kinds
        .iter()
        .any(|row| row.first().is_some_and(Kind::is_label));
    let alike = !known && *beside && kinds.iter().all(|row| heads::is_two(row));
    let columns = match rows.first().and_then(|row| row.cells.first()) {
        Some(cell) if alike => vec![cell.column],
        _ => label_columns(&rows, &kinds, labels, *beside),
    };
    if paired.is_none() {
        settle(&rows, &mut kinds, &columns, labels);
        over(&rows, &mut kinds, labels, habits.own);
    }
    let headed = match paired {
        None if !bold && under_heads(&rows, &mut kinds, labels) => Some(0),
        paired => paired,
    };
    if !bold && paired.is_none() {
        alternate(&rows, &mut kinds, labels, habits.in_turn);
    }
    let right = bold || alike || votes_right(&kinds);
    if known {
        *beside = right;
    }
    let mut rows: Vec<(usize, Row)> = rows.into_iter().enumerate().collect();
    for (index, row) in &mut rows {
        for piece in row.cells.iter_mut().flat_map(|cell| cell.pieces.iter_mut()) {
            if piece.cell == (0, 0) {
                let added = names.iter().filter(|name| *name < index).count();
                piece.cell = (number, (*index - added) as u32 + 1);
            }
        }
    }
    let mut at = 0;
    while at < rows.len() {
        if headed.is_some_and(|start| at >= start) {
            heads::columnwise(&mut rows, &kinds, at, at + 2, out);
            at += 2;
            continue;
        }
        let heads = kinds
            .get(at)
            .map_or(0, |row| row.iter().filter(|kind| kind.is_label()).count());
        if heads >= 2 && !(right && is_unanswered(kinds.get(at))) && is_header(&kinds, at) {
            let mut end = at + 1;
            while end < rows.len() && kinds.get(end).is_some_and(|row| is_values(row, heads)) {
                end += 1;
            }
            // Without headers, a label over its value: only the row below belongs to it.
            heads::columnwise(&mut rows, &kinds, at, end, out);
            at = end;
            continue;
        }
        let all = &kinds;
        let before = at.checked_sub(1).and_then(|before| all.get(before));
        let part = right && names_part(rows.get(at..).unwrap_or(&[]), kinds.get(at..), before);
        if let (Some((_, row)), Some(kinds)) = (rows.get_mut(at), kinds.get(at)) {
            let filled = kinds
                .iter()
                .filter(|kind| !matches!(kind, Kind::Empty))
                .count();
            let below = filled == 1
                && matches!(
                    out.last(),
                    Some(Piece {
                        mark: Mark::Label(_),
                        ..
                    })
                )
                && at > 0;
            let unknown = filled == 1
                && matches!(
                    out.last(),
                    Some(Piece {
                        mark: Mark::Unknown,
                        ..
                    })
                )
                && at > 0;
            if part {
                let from = out.len();
                rowwise(row, kinds, right, &columns, out);
                for piece in out.iter_mut().skip(from) {
                    piece.heading = true;
                }
            } else if right && is_heading(row, kinds, before, &columns) {
                for cell in &mut row.cells {
                    push_head(std::mem::take(&mut cell.pieces), None, out);
                }
            } else if unknown && kinds.iter().any(|kind| matches!(kind, Kind::Text)) {
                for cell in &mut row.cells {
                    push_marked(
                        std::mem::take(&mut cell.pieces),
                        &Mark::Lost,
                        Edge::Row,
                        out,
                    );
                }
            } else if below && kinds.iter().any(|kind| matches!(kind, Kind::Text)) {
                // The value stands in the row below its label.
                for cell in &mut row.cells {
                    push_value(std::mem::take(&mut cell.pieces), Edge::Row, out);
                }
            } else {
                rowwise(row, kinds, right, &columns, out);
            }
        }
        at += 1;
    }
}

/// True when the first of some rows has one cell that is worded like a label, and the next has a label with its value beside
/// it: it names the part of the form that follows ("Contact" over "Name | Ana").
fn names_part(
    rows: &[(usize, Row)],
    kinds: Option<&[Vec<Kind>]>,
    before: Option<&Vec<Kind>>,
) -> bool {
    let (Some([own, next, ..]), [(_, row), (_, below), ..]) = (kinds, rows) else {
        return false;
    };
    let short = matches!(own.as_slice(), [Kind::Label(label)] if label.words <= 6);
    let beside = |row: &[Kind], empty: bool| {
        let answer = |kind: &Kind| match kind {
            Kind::Empty => empty,
            kind => matches!(kind, Kind::Text),
        };
        matches!(row, [Kind::Label(_) | Kind::Unknown | Kind::Text, next, ..] if answer(next))
    };
    let answered = beside(next, true);
    // It answers nothing when the row before has its answer; and an answer is not printed as the labels are.
    let nothing = before.is_some_and(|before| beside(before, false));
    let bold = |row: &Row| {
        let first = row.cells.first().map(|cell| cell.pieces.as_slice());
        first.is_some_and(|pieces| pieces.iter().all(|one| one.bold || one.is_empty()))
    };
    short && answered && (nothing || bold(row) || !bold(below))
}

/// True for a row that only names the part of the form that follows it: where values stand to the right of their labels,
/// one short text alone in a label column. It is no value of the row before when that row has a cell for its value.
fn is_heading(row: &Row, kinds: &[Kind], before: Option<&Vec<Kind>>, columns: &[u32]) -> bool {
    let mut filled = row
        .cells
        .iter()
        .zip(kinds)
        .filter(|(_, kind)| !matches!(kind, Kind::Empty));
    let (Some((cell, Kind::Text)), None) = (filled.next(), filled.next()) else {
        return false;
    };
    let text: String = cell
        .pieces
        .iter()
        .map(|piece| piece.text.as_str())
        .collect();
    if !columns.contains(&cell.column) || text.chars().count() > 120 || text.contains('\n') {
        return false;
    }
    let marked = super::strip::lead(&text) > 0
        || cell
            .pieces
            .iter()
            .all(|piece| piece.bold || piece.is_empty());
    match before.map(Vec::as_slice) {
        None => true,
        // A label that has the whole row to itself, and a text that may be the value below it.
        Some([Kind::Label(_) | Kind::Over(..)]) => false,
        // Its own cell for the value is empty: then it is a matter of looks, or of this row having one cell less.
        Some([Kind::Label(_) | Kind::Over(..), rest @ ..])
            if rest.iter().all(|kind| matches!(kind, Kind::Empty)) =>
        {
            marked || kinds.len() < rest.len() + 1
        }
        Some(before) if before.iter().any(Kind::is_label) => true,
        // Whatever the row before asks, it has its answer beside it.
        Some([Kind::Text, Kind::Text]) => marked || !text.ends_with(['.', ',', ';']),
        Some(_) => marked,
    }
}

/// Appends a row from left to right.
fn rowwise(row: &mut Row, kinds: &[Kind], right: bool, columns: &[u32], out: &mut Vec<Piece>) {
    let mut edge = Edge::Row;
    let mut label: Option<Match> = None;
    let mut lost = false;
    let filled = kinds
        .iter()
        .filter(|kind| !matches!(kind, Kind::Empty | Kind::Number))
        .count();
    let row_next: Vec<Option<u32>> = (1..=row.cells.len())
        .map(|next| row.cells.get(next).map(|cell| cell.column))
        .collect();
    for (index, cell) in row.cells.iter_mut().enumerate() {
        let pieces = std::mem::take(&mut cell.pieces);
        let followed = kinds
            .get(index + 1)
            .is_some_and(|next| matches!(next, Kind::Text | Kind::Inline))
            || (right
                && kinds
                    .get(index + 1)
                    .is_some_and(|next| matches!(next, Kind::Empty)));
        match kinds.get(index) {
            Some(Kind::Number) if index == 0 || filled > 0 && index + 1 < kinds.len() => continue,
            Some(Kind::Label(found)) => {
                // The same label in a second language.
                if label
                    .as_ref()
                    .is_some_and(|before| before.targets == found.targets)
                    && followed
                {
                    push_hint(pieces, out);
                } else {
                    label = Some(found.clone());
                    push_label(pieces, found.clone(), out);
                    lost = false;
                }
            }
            Some(Kind::Over(found, lines)) => {
                label = Some(found.clone());
                lost = false;
                let mut rest = pieces.into_iter();
                let mut front: Vec<Piece> = Vec::new();
                let mut seen = 0;
                for piece in rest.by_ref() {
                    seen += usize::from(!piece.is_empty());
                    front.push(piece);
                    if seen >= *lines {
                        break;
                    }
                }
                push_label(front, found.clone(), out);
                let rest: Vec<Piece> = rest.collect();
                if followed {
                    push_hint(rest, out);
                } else {
                    push_value(rest, Edge::Line, out);
                }
            }
            Some(Kind::Unknown) => {
                push_head(pieces, None, out);
                lost = true;
            }
            Some(Kind::Stranger) => {
                let mut rest = pieces.into_iter().skip_while(Piece::is_empty);
                push_head(rest.by_ref().take(1).collect(), None, out);
                push_marked(rest.collect(), &Mark::Lost, Edge::Line, out);
            }
            Some(Kind::Text)
                if right
                    && columns.contains(&cell.column)
                    && is_short(&pieces)
                    && row_next
                        .get(index)
                        .copied()
                        .flatten()
                        .is_some_and(|next| !columns.contains(&next))
                    && kinds
                        .get(index + 1)
                        .is_some_and(|next| matches!(next, Kind::Text)) =>
            {
                push_head(pieces, None, out);
                lost = true;
            }
            Some(Kind::Text) if label.is_some() && !lost => push_value(pieces, Edge::Cell, out),
            Some(Kind::Text) if lost => push_marked(pieces, &Mark::Lost, Edge::Cell, out),
            // Two texts side by side and no label: the first is a label that nobody knows.
            Some(Kind::Text)
                if index == 0 && filled == 2 && right && kinds.len() >= 2 && is_short(&pieces) =>
            {
                push_head(pieces, None, out);
                lost = true;
            }
            // One line of a value that begins like a label; several are a small form in the cell.
            Some(Kind::Inline)
                if label.is_some()
                    && !lost
                    && pieces
                        .iter()
                        .filter(|piece| matches!(piece.mark, Mark::Free))
                        .count()
                        < 2 =>
            {
                push_value(pieces, Edge::Cell, out);
            }
            _ => push_marked(pieces, &Mark::Free, edge, out),
        }
        edge = Edge::Cell;
    }
}

fn is_short(pieces: &[Piece]) -> bool {
    pieces.iter().map(|piece| piece.text.len()).sum::<usize>() < 200
}

/// Appends a label's pieces as one.
fn push_label(pieces: Vec<Piece>, label: Match, out: &mut Vec<Piece>) {
    let mut pieces = pieces.into_iter().filter(|piece| !piece.is_empty());
    let Some(mut first) = pieces.next() else {
        return;
    };
    for piece in pieces {
        first.text.push(' ');
        first.text.push_str(&piece.text);
    }
    first.edge = Edge::Row;
    first.mark = Mark::Label(label);
    out.push(first);
}

/// Appends the head of a column, known or not.
pub(super) fn push_head(pieces: Vec<Piece>, label: Option<Match>, out: &mut Vec<Piece>) {
    match label {
        Some(label) => push_label(pieces, label, out),
        None => {
            let at = out.len();
            push_label(pieces, Match::default(), out);
            if let Some(piece) = out.get_mut(at) {
                piece.mark = Mark::Unknown;
            }
        }
    }
}

/// Appends the pieces of a value; a cell that is a small form of its own keeps its labels.
fn push_value(pieces: Vec<Piece>, edge: Edge, out: &mut Vec<Piece>) {
    push_marked(pieces, &Mark::Value, edge, out);
}

fn push_hint(pieces: Vec<Piece>, out: &mut Vec<Piece>) {
    push_marked(pieces, &Mark::Hint, Edge::Cell, out);
}

pub(super) fn push_marked(pieces: Vec<Piece>, mark: &Mark, edge: Edge, out: &mut Vec<Piece>) {
    let mut edge = Some(edge);
    for mut piece in pieces {
        if let Some(edge) = edge.take() {
            piece.edge = edge;
        }
        if matches!(piece.mark, Mark::Free) {
            piece.mark = mark.clone();
        }
        out.push(piece);
    }
}
