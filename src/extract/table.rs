//! Reads a table in the order of its labels and values: value to the right, below, or in the label's own cell.

use super::head::{Head, Sign, head};
use super::label::{Labels, Match, Target};
use super::piece::{Edge, Mark, Piece, Reader};
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
    table
        .rows
        .iter()
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
        .collect()
}

/// What a cell is.
#[derive(Debug, Clone)]
enum Kind {
    Empty,
    /// Only a number or a bullet.
    Number,
    /// A label and nothing else.
    Label(Match),
    /// A label on the first lines (their count), and more lines.
    Over(Match, usize),
    /// Printed like a label, and none that anybody knows.
    Unknown,
    /// A line that must be a label and is none that anybody knows, and more lines.
    Stranger,
    /// A label with its value behind it on one line.
    Inline,
    Text,
}

impl Kind {
    fn is_label(&self) -> bool {
        matches!(self, Kind::Label(_) | Kind::Over(..))
    }

    fn label(&self) -> Option<&Match> {
        match self {
            Kind::Label(label) | Kind::Over(label, _) => Some(label),
            _ => None,
        }
    }
}

/// Appends the pieces of a table in reading order, marked with what the table tells about them.
pub(super) fn read(rows: Vec<Row>, labels: &Labels, number: u32, out: &mut Vec<Piece>) {
    let rows = mend(compact(rows), labels);
    let mut kinds: Vec<Vec<Kind>> = rows
        .iter()
        .map(|row| {
            row.cells
                .iter()
                .map(|cell| kind(cell, labels, false))
                .collect()
        })
        .collect();
    headers(&rows, &mut kinds, labels);
    let columns = label_columns(&rows, &kinds, labels);
    settle(&rows, &mut kinds, &columns, labels);
    over(&rows, &mut kinds, labels);
    alternate(&rows, &mut kinds);
    let right = votes_right(&kinds);
    let mut rows: Vec<(usize, Row)> = rows.into_iter().enumerate().collect();
    for (index, row) in &mut rows {
        for piece in row.cells.iter_mut().flat_map(|cell| cell.pieces.iter_mut()) {
            if piece.cell == (0, 0) {
                piece.cell = (number, *index as u32 + 1);
            }
        }
    }
    let mut at = 0;
    let start = at;
    while at < rows.len() {
        let heads = kinds
            .get(at)
            .map_or(0, |row| row.iter().filter(|kind| kind.is_label()).count());
        if heads >= 2 && !(right && is_unanswered(kinds.get(at))) && is_header(&kinds, at) {
            let mut end = at + 1;
            while end < rows.len() && kinds.get(end).is_some_and(|row| is_values(row, heads)) {
                end += 1;
            }
            // Without headers, a label over its value: only the row below belongs to it.
            columnwise(&mut rows, &kinds, at, end, out);
            at = end;
            continue;
        }
        let all = &kinds;
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
                && at > start;
            let unknown = filled == 1
                && matches!(
                    out.last(),
                    Some(Piece {
                        mark: Mark::Unknown,
                        ..
                    })
                )
                && at > start;
            let before = at.checked_sub(1).and_then(|before| all.get(before));
            if right && is_heading(row, kinds, before, &columns) {
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
        Some(_) => marked,
    }
}

/// Leaves out columns in which nothing stands: they only make space.
fn compact(mut rows: Vec<Row>) -> Vec<Row> {
    let used: std::collections::BTreeSet<u32> = rows
        .iter()
        .flat_map(|row| &row.cells)
        .filter(|cell| cell.pieces.iter().any(|piece| !piece.is_empty()))
        .map(|cell| cell.column)
        .collect();
    for row in &mut rows {
        row.cells.retain(|cell| used.contains(&cell.column));
    }
    rows.retain(|row| !row.cells.is_empty());
    rows
}

/// Puts the two halves of a row together that a page break has torn: the second begins in the middle of a label.
fn mend(rows: Vec<Row>, labels: &Labels) -> Vec<Row> {
    let mut whole: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        let torn = whole
            .last()
            .is_some_and(|before| is_rest(before, &row, labels));
        match whole.last_mut() {
            Some(before) if torn => {
                for cell in row.cells {
                    match before
                        .cells
                        .iter_mut()
                        .find(|own| own.column == cell.column)
                    {
                        Some(own) => own.pieces.extend(cell.pieces),
                        None => before.cells.push(cell),
                    }
                }
            }
            _ => whole.push(row),
        }
    }
    whole
}

/// True when a row goes on with the label of the row before it.
fn is_rest(before: &Row, row: &Row, labels: &Labels) -> bool {
    let text = |cell: &Box| {
        join(
            &cell
                .pieces
                .iter()
                .filter(|piece| !piece.is_empty())
                .collect::<Vec<_>>(),
        )
    };
    let Some((cell, own)) = row
        .cells
        .iter()
        .map(|cell| (cell, text(cell)))
        .find(|(_, text)| !text.is_empty())
    else {
        return false;
    };
    if !own.starts_with(|c: char| c.is_lowercase()) || own.len() > 200 {
        return false;
    }
    let Some(front) = before
        .cells
        .iter()
        .find(|before| before.column == cell.column)
        .map(text)
    else {
        return false;
    };
    if front.is_empty() || front.len() > 300 {
        return false;
    }
    let alone = labels.find(&front);
    let slack = if own.contains(['?', ':', '？', '：']) {
        0.12
    } else {
        -0.02
    };
    labels.find(&format!("{front} {own}")).is_some_and(|both| {
        alone.is_none_or(|alone| both.targets == alone.targets && both.score > alone.score - slack)
    })
}

/// What a cell is by its words alone.
fn kind(cell: &Box, labels: &Labels, fuzzy: bool) -> Kind {
    let filled: Vec<&Piece> = cell
        .pieces
        .iter()
        .filter(|piece| !piece.is_empty())
        .collect();
    let Some(first) = filled.first() else {
        return Kind::Empty;
    };
    if filled
        .iter()
        .any(|piece| matches!(piece.mark, Mark::Label(_) | Mark::Unknown))
    {
        return Kind::Inline;
    }
    if first.field.is_some() {
        return Kind::Text;
    }
    let text = join(&filled);
    if !text.chars().any(char::is_alphabetic) {
        let number = filled.len() == 1
            && text.chars().count() <= 4
            && text.chars().any(|c| c.is_ascii_digit())
            && text.ends_with(['.', ')']);
        return if number || !text.chars().any(char::is_alphanumeric) && !text.contains(['☐', '☒'])
        {
            Kind::Number
        } else {
            Kind::Text
        };
    }
    if let Some(kind) = label_of(&filled, &text, labels, fuzzy) {
        return kind;
    }
    match head(&first.text, labels, false) {
        Some(Head {
            value,
            sign: Sign::Strong,
            ..
        }) if value < first.text.len() => Kind::Inline,
        _ => Kind::Text,
    }
}

/// The label that a cell is, or that stands over its value in it.
fn label_of(filled: &[&Piece], text: &str, labels: &Labels, fuzzy: bool) -> Option<Kind> {
    let whole = |text: &str| {
        let short = text.len() < 700 && !text.contains(['☐', '☒']);
        short.then(|| labels.exact(text)).flatten()
    };
    if let Some(label) = whole(text)
        && (filled.len() == 1 || label.score >= 0.98)
    {
        return Some(Kind::Label(label));
    }
    // The first lines that make the best label: it may be wrapped, and its value may stand below it.
    let mut best: Option<(Match, usize)> = None;
    for lines in 1..=filled.len().min(6) {
        let front = filled.get(..lines)?;
        if front.iter().any(|piece| piece.field.is_some()) {
            break;
        }
        let front = join(front);
        let found = whole_head(&front, labels, false)
            .or_else(|| fuzzy.then(|| whole_head(&front, labels, true)).flatten());
        if let Some(found) = found
            && best.as_ref().is_none_or(|(before, _)| {
                better(
                    &found,
                    before,
                    filled.get(lines.saturating_sub(2)),
                    filled.get(lines - 1),
                )
            })
        {
            best = Some((found, lines));
        }
        if front.trim_end().ends_with([':', '?']) && best.is_some() {
            break;
        }
    }
    if let Some((label, lines)) = best {
        if lines == filled.len() {
            return Some(Kind::Label(label));
        }
        // The same label in other languages on the next lines.
        let more = filled
            .get(lines..)?
            .iter()
            .take_while(|piece| {
                piece.field.is_none()
                    && labels
                        .exact(&piece.text)
                        .is_some_and(|other| other.targets == label.targets)
            })
            .count();
        if lines + more == filled.len() {
            return Some(Kind::Label(label));
        }
        return Some(Kind::Over(label, lines + more));
    }
    if text.len() < 700 && !text.contains(['☐', '☒']) {
        let label = if fuzzy {
            labels.find(text)
        } else {
            labels.exact(text)
        };
        return label.map(Kind::Label);
    }
    None
}

/// True when one more line makes a better label: a likelier one, or the rest of its question.
fn better(found: &Match, before: &Match, last: Option<&&Piece>, line: Option<&&Piece>) -> bool {
    if last.is_some_and(|last| last.text.trim_end().ends_with(['/', '(', ',', '-'])) {
        return true;
    }
    let rest = line.is_some_and(|line| {
        line.text.starts_with(|c: char| c.is_lowercase())
            && line.text.contains(['?', ':', '？', '：'])
    });
    found.score > before.score
        || found.score >= 0.98
        || rest && found.targets == before.targets && found.score > before.score - 0.12
}

/// The label that a text is, with nothing behind it.
fn whole_head(text: &str, labels: &Labels, fuzzy: bool) -> Option<Match> {
    head(text, labels, fuzzy)
        .filter(|head| head.value >= text.len())
        .map(|head| head.label)
}

fn join(pieces: &[&Piece]) -> String {
    pieces
        .iter()
        .map(|piece| piece.text.as_str())
        .collect::<Vec<_>>()
        .join(" ")
}

/// Grid columns in which labels stand: those where labels outnumber other texts, the first of them at least.
fn label_columns(rows: &[Row], kinds: &[Vec<Kind>], labels: &Labels) -> Vec<u32> {
    let columns = |fuzzy: bool| {
        let mut counts: std::collections::BTreeMap<u32, (usize, usize)> =
            std::collections::BTreeMap::new();
        for (row, kinds) in rows.iter().zip(kinds) {
            for (cell, own) in row.cells.iter().zip(kinds) {
                let slot = counts.entry(cell.column).or_default();
                match own {
                    Kind::Label(_) | Kind::Over(..) => slot.0 += 1,
                    Kind::Text if fuzzy && kind(cell, labels, true).is_label() => slot.0 += 1,
                    Kind::Text => slot.1 += 1,
                    _ => {}
                }
            }
        }
        counts
    };
    let mut found: Vec<u32> = columns(false)
        .into_iter()
        .filter(|(_, (labels, texts))| *labels >= 1 && labels * 2 >= *texts)
        .map(|(column, _)| column)
        .collect();
    // A second column of labels may be mistyped: in a table of four, every other column.
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if width >= 4 || found.is_empty() && width >= 2 {
        let likely = columns(true)
            .into_iter()
            .filter(|(_, (labels, texts))| *labels >= 3 && labels >= texts)
            .map(|(column, _)| column);
        found.extend(likely);
        found.sort_unstable();
        found.dedup();
    }
    found
}

/// Looks again at what is neither: other wordings count in label columns only, and labels in value columns are values.
fn settle(rows: &[Row], kinds: &mut [Vec<Kind>], columns: &[u32], labels: &Labels) {
    let below: Vec<bool> = (0..kinds.len())
        .map(|at| {
            at.checked_sub(1)
                .is_some_and(|above| is_header(kinds, above))
        })
        .collect();
    for ((row, kinds), below) in rows.iter().zip(kinds.iter_mut()).zip(below) {
        if below {
            continue;
        }
        let filled = kinds
            .iter()
            .filter(|kind| !matches!(kind, Kind::Empty | Kind::Number))
            .count();
        for (index, cell) in row.cells.iter().enumerate() {
            let own = kinds.get(index).cloned();
            let before = index
                .checked_sub(1)
                .and_then(|before| kinds.get(before))
                .cloned();
            let after_label = before.as_ref().is_some_and(Kind::is_label);
            let Some(slot) = kinds.get_mut(index) else {
                continue;
            };
            match own {
                Some(Kind::Text) if columns.contains(&cell.column) && !after_label => {
                    let again = kind(cell, labels, true);
                    if again.is_label() {
                        *slot = again;
                    }
                }
                Some(Kind::Text) if columns.is_empty() && index == 0 && filled >= 2 => {
                    let again = kind(cell, labels, true);
                    if again.is_label() {
                        *slot = again;
                    }
                }
                // Beside whatever label: a column of values holds values.
                Some(Kind::Label(label))
                    if index > 0
                        && label.words <= 4
                        && !columns.is_empty()
                        && !columns.contains(&cell.column)
                        && row
                            .cells
                            .iter()
                            .take(index)
                            .any(|before| columns.contains(&before.column))
                        && !after_label =>
                {
                    *slot = Kind::Text;
                }
                // A value that happens to be a word of a label: "Function | Mayor".
                Some(Kind::Label(label)) if after_label && !columns.contains(&cell.column) => {
                    let same = before
                        .as_ref()
                        .and_then(Kind::label)
                        .is_some_and(|left| left.targets == label.targets);
                    if !same {
                        *slot = Kind::Text;
                    }
                }
                _ => {}
            }
        }
    }
}

/// Other wordings in a row of labels: its neighbours bear them out.
fn headers(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels) {
    for at in 0..rows.len() {
        let Some((row, own)) = rows.get(at).zip(kinds.get(at)) else {
            continue;
        };
        let heads = own
            .iter()
            .filter(|kind| matches!(kind, Kind::Label(_)))
            .count();
        let texts = own
            .iter()
            .filter(|kind| matches!(kind, Kind::Text | Kind::Over(..)))
            .count();
        let below = kinds
            .get(at + 1)
            .is_some_and(|next| is_values(next, heads.max(2)));
        // Labels below one another in the first column have their values beside them.
        let column = |row: Option<&Vec<Kind>>| {
            row.is_some_and(|row| row.first().is_some_and(Kind::is_label))
        };
        let stacked = column(Some(own)) && column(kinds.get(at + 1));
        if heads == 0 || texts == 0 || texts > heads || !below || stacked {
            continue;
        }
        let adjacent = own
            .windows(2)
            .any(|pair| matches!(pair, [a, b] if a.is_label() && b.is_label()));
        // One label, and beside it a text with the same number and sign as labels have here.
        let alike = heads == 1
            && texts == 1
            && row
                .cells
                .iter()
                .all(|cell| cell.pieces.is_empty() || is_signed(cell));
        if !(heads >= 2 && adjacent || alike) {
            continue;
        }
        let again: Vec<Kind> = row
            .cells
            .iter()
            .zip(own)
            .map(|(cell, own)| match own {
                Kind::Text => match kind(cell, labels, true) {
                    Kind::Over(label, _) => Kind::Label(label),
                    Kind::Text => Kind::Unknown,
                    other => other,
                },
                Kind::Over(label, _) => Kind::Label(label.clone()),
                other => other.clone(),
            })
            .collect();
        if let Some(slot) = kinds.get_mut(at) {
            *slot = again;
        }
    }
}

/// True for a cell with the number in front and the colon behind that labels have.
fn is_signed(cell: &Box) -> bool {
    let text = join(
        &cell
            .pieces
            .iter()
            .filter(|piece| !piece.is_empty())
            .collect::<Vec<_>>(),
    );
    super::strip::lead(&text) > 0 && text.trim_end().ends_with([':', '?', '*', '：', '？'])
}

/// Where values stand in the labels' own cells, a cell of several lines begins with a label in some wording.
fn over(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels) {
    let overs = kinds
        .iter()
        .flatten()
        .filter(|kind| matches!(kind, Kind::Over(..)))
        .count();
    let texts = kinds
        .iter()
        .flatten()
        .filter(|kind| matches!(kind, Kind::Text))
        .count();
    if overs < 4 || overs < texts {
        return;
    }
    for (row, kinds) in rows.iter().zip(kinds.iter_mut()) {
        for (cell, slot) in row.cells.iter().zip(kinds.iter_mut()) {
            if matches!(slot, Kind::Text)
                && cell.pieces.iter().filter(|piece| !piece.is_empty()).count() >= 2
            {
                let again = kind(cell, labels, true);
                *slot = if again.is_label() {
                    again
                } else {
                    Kind::Stranger
                };
            }
        }
    }
}

/// In a table of one column where labels and values take turns, a value may look like a label ("Mayor").
fn alternate(rows: &[Row], kinds: &mut [Vec<Kind>]) {
    let single = |row: &Vec<Kind>| row.len() == 1;
    if kinds.len() < 4 || !kinds.iter().filter(|row| !row.is_empty()).all(single) {
        return;
    }
    let is_label = |row: Option<&Vec<Kind>>| {
        row.is_some_and(|row| row.iter().all(|kind| matches!(kind, Kind::Label(_))))
    };
    let turns = (0..kinds.len())
        .filter(|at| is_label(kinds.get(*at)) && !is_label(kinds.get(at + 1)))
        .count();
    let pairs = (0..kinds.len())
        .filter(|at| is_label(kinds.get(*at)) && is_label(kinds.get(at + 1)))
        .count();
    if turns < 3 * pairs.max(1) {
        return;
    }
    // Two texts in turn where a label and its value are due: the first is a label that nobody knows.
    let is_text =
        |row: Option<&Vec<Kind>>| row.is_some_and(|row| matches!(row.as_slice(), [Kind::Text]));
    for at in 0..kinds.len() {
        let due = at == 0 || at >= 2 && is_label(kinds.get(at - 2)) && !is_label(kinds.get(at - 1));
        let looks =
            rows.get(at)
                .and_then(|row| row.cells.first())
                .is_some_and(|cell| {
                    cell.pieces.len() <= 3
                        && cell.pieces.iter().any(|piece| {
                            piece.bold || piece.text.trim_end().ends_with([':', '*', '?'])
                        })
                });
        // Where labels and values take turns without exception, a label needs no other looks.
        let regular = turns >= 3 && pairs == 0 && at % 2 == 0 && kinds.len() % 2 == 0;
        if due
            && (looks || regular)
            && is_text(kinds.get(at))
            && !is_label(kinds.get(at + 1))
            && let Some(slot) = kinds.get_mut(at).and_then(|row| row.first_mut())
        {
            *slot = Kind::Unknown;
        }
    }
    let mut at = 0;
    while at + 1 < kinds.len() {
        if is_label(kinds.get(at)) && is_label(kinds.get(at + 1)) {
            let short = kinds
                .get(at + 1)
                .and_then(|row| row.first())
                .and_then(Kind::label)
                .is_some_and(|label| label.words <= 3);
            if short && let Some(slot) = kinds.get_mut(at + 1).and_then(|row| row.first_mut()) {
                *slot = Kind::Text;
            }
            at += 1;
        }
        at += 1;
    }
}

/// Whether values stand to the right of labels in this table, rather than in the labels' own cells.
fn votes_right(kinds: &[Vec<Kind>]) -> bool {
    let mut right = 0;
    let mut own = 0;
    for row in kinds {
        for (index, kind) in row.iter().enumerate() {
            match kind {
                Kind::Label(_) => {
                    if matches!(row.get(index + 1), Some(Kind::Text)) {
                        right += 1;
                    }
                }
                Kind::Over(..) => match row.get(index + 1) {
                    Some(Kind::Text) => right += 1,
                    Some(Kind::Empty) => {}
                    _ => own += 1,
                },
                _ => {}
            }
        }
    }
    right > own
}

/// True for labels that each have an empty cell at their right: where values stand there, these are missing.
fn is_unanswered(row: Option<&Vec<Kind>>) -> bool {
    row.is_some_and(|row| {
        row.chunks(2)
            .all(|pair| matches!(pair, [Kind::Label(_) | Kind::Over(..), Kind::Empty]))
    })
}

/// True when a row holds labels only and the row below holds values: they stand below.
fn is_header(kinds: &[Vec<Kind>], at: usize) -> bool {
    let Some(row) = kinds.get(at) else {
        return false;
    };
    let count = |wanted: fn(&Kind) -> bool| row.iter().filter(|kind| wanted(kind)).count();
    let heads = count(|kind| matches!(kind, Kind::Label(_) | Kind::Unknown));
    let texts = count(|kind| matches!(kind, Kind::Text));
    let adjacent = row
        .windows(2)
        .any(|pair| matches!(pair, [Kind::Label(_), Kind::Label(_)]));
    // One label that nobody knows among three that everybody knows.
    let only = (texts == 0 || adjacent && texts * 3 <= heads)
        && !row
            .iter()
            .any(|kind| matches!(kind, Kind::Over(..) | Kind::Inline));
    let mut targets: Vec<&[Target]> = row
        .iter()
        .filter_map(Kind::label)
        .map(|label| label.targets.as_slice())
        .collect();
    targets.sort_unstable();
    targets.dedup();
    only && (targets.len() >= 2
        || targets.len() == 1 && count(|kind| matches!(kind, Kind::Unknown)) > 0)
        && kinds.get(at + 1).is_some_and(|next| {
            is_values(next, heads) || next.iter().all(|kind| matches!(kind, Kind::Empty))
        })
}

/// True for a row of values below so many labels: some text, and no more labels than words like "Mayor" make by chance.
fn is_values(row: &[Kind], heads: usize) -> bool {
    let count = |wanted: fn(&Kind) -> bool| row.iter().filter(|kind| wanted(kind)).count();
    let texts = count(|kind| matches!(kind, Kind::Text));
    let labels = count(|kind| matches!(kind, Kind::Label(label) if label.words <= 2));
    let others = count(|kind| matches!(kind, Kind::Label(label) if label.words > 2))
        + count(|kind| matches!(kind, Kind::Over(..) | Kind::Inline));
    if heads >= 3 {
        texts >= 1 && labels + others <= (heads / 5).max(1)
    } else {
        texts >= 1 && others == 0 && labels <= 1
    }
}

/// Appends labels with the cells below them, column by column; several rows of values are several forms, one after another.
fn columnwise(
    rows: &mut [(usize, Row)],
    kinds: &[Vec<Kind>],
    at: usize,
    end: usize,
    out: &mut Vec<Piece>,
) {
    let Some((_, header)) = rows.get(at) else {
        return;
    };
    let heads: Vec<(u32, Option<Match>, Vec<Piece>)> = header
        .cells
        .iter()
        .zip(kinds.get(at).into_iter().flatten())
        .filter(|(_, kind)| !matches!(kind, Kind::Empty | Kind::Number))
        .map(|(cell, kind)| (cell.column, kind.label().cloned(), cell.pieces.clone()))
        .collect();
    for (_, row) in rows.get_mut(at + 1..end).into_iter().flatten() {
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
                push_marked(pieces, &Mark::Unknown, edge, out);
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
fn push_head(pieces: Vec<Piece>, label: Option<Match>, out: &mut Vec<Piece>) {
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

fn push_marked(pieces: Vec<Piece>, mark: &Mark, edge: Edge, out: &mut Vec<Piece>) {
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
