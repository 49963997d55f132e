//! How a table is to be read: which columns hold labels, which rows are heads, what page breaks have torn.

use super::cell::{Kind, join, kind};
use super::header::{is_header, is_values, only_heads};
use super::label::{Labels, Match};
use super::table::{Box, Row};
use super::tail;
use std::collections::BTreeMap;

/// So many labels in one row have their answers below them.
const LONG: usize = 6;

/// Puts the two halves of a row together that a page break has torn: the second begins in the middle of a label.
pub(super) fn mend(rows: Vec<Row>, labels: &Labels) -> Vec<Row> {
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
pub(super) fn is_rest(before: &Row, row: &Row, labels: &Labels) -> bool {
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
    // "b) Function" begins a label.
    let inside = own.starts_with(char::is_lowercase) && super::strip::lead(&own) == 0;
    if !inside || own.len() > 200 {
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

/// Grid columns in which labels stand: those where labels outnumber other texts, the first of them at least. `beside` tells
/// that the tables before had their answers beside their labels.
pub(super) fn label_columns(
    rows: &[Row],
    kinds: &[Vec<Kind>],
    labels: &Labels,
    beside: bool,
) -> Vec<u32> {
    let columns = |fuzzy: bool| {
        let mut counts: BTreeMap<u32, (usize, usize)> = BTreeMap::new();
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
    let counts = columns(false);
    let first = |column: u32| {
        let mut all = rows
            .iter()
            .zip(kinds)
            .flat_map(|(row, own)| row.cells.iter().zip(own));
        all.find(|(cell, kind)| cell.column == column && !matches!(kind, Kind::Empty))
            .map(|(_, kind)| kind)
    };
    // Beside a column of labels, a value may be a word of a label ("Mayor"), but the first cell shows what it holds.
    let is_beside = |column: u32, labels: usize, texts: usize| {
        let before = column.checked_sub(1).and_then(first);
        before.is_some_and(Kind::is_label)
            && matches!(first(column), Some(Kind::Text))
            && texts > labels
    };
    let mut found: Vec<u32> = counts
        .iter()
        .filter(|(column, (labels, texts))| {
            *labels >= 1 && labels * 2 >= *texts && !is_beside(**column, *labels, *texts)
        })
        .map(|(column, _)| *column)
        .collect();
    // A second column of labels may be mistyped: in a table of four, every other column.
    let width = rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    if width >= 4 || found.is_empty() && width >= 2 {
        let likely = columns(true)
            .into_iter()
            .filter(|(_, (labels, texts))| *labels >= 3 && labels >= texts)
            .map(|(column, _)| column);
        for column in likely {
            // Right of a column of labels stand their values.
            if column
                .checked_sub(1)
                .is_none_or(|before| !found.contains(&before))
            {
                found.push(column);
            }
        }
        found.sort_unstable();
        found.dedup();
    }
    without_answers(found, counts.keys().copied().collect(), beside)
}

/// The columns of labels but those of answers that are words of labels ("Function | Mayor"): where the first column holds labels
/// and the second does not, every second column holds answers. Where answers stand beside labels, one column tells of the others.
fn without_answers(found: Vec<u32>, all: Vec<u32>, beside: bool) -> Vec<u32> {
    let is_found = |place: usize| all.get(place).is_some_and(|own| found.contains(own));
    let odd = (1..all.len()).step_by(2).any(is_found);
    if beside && all.len() >= 4 && all.len().is_multiple_of(2) && !odd && !found.is_empty() {
        return all.into_iter().step_by(2).collect();
    }
    if all.len() < 4 || all.len() % 2 == 1 || !is_found(0) || is_found(1) {
        return found;
    }
    let places = (0..all.len()).filter(|place| is_found(*place));
    let labels = places.filter(|place| place % 2 == 0 || !is_found(place - 1));
    labels.filter_map(|place| all.get(place).copied()).collect()
}

/// Takes words of labels for answers where they stand beside a label in the second half of a pair, as another answer does in the
/// same row or in the next: "Function | Mayor". Only where the tables before had their answers beside their labels.
pub(super) fn answers(kinds: &mut [Vec<Kind>]) {
    /// Words of the longest such answer.
    const WORDS: usize = 2;
    let is_answered = |pair: &[Kind]| {
        let asks = matches!(
            pair.first(),
            Some(Kind::Label(_) | Kind::Unknown | Kind::Text)
        );
        asks && matches!(pair.get(1), Some(Kind::Text))
    };
    for at in 0..kinds.len() {
        let near = kinds.get(at.saturating_sub(1)..at + 2);
        let near = near.or_else(|| kinds.get(at.saturating_sub(1)..));
        let mut pairs = near
            .unwrap_or_default()
            .iter()
            .flat_map(|row| row.chunks(2));
        let borne_out = pairs.any(is_answered);
        let Some(row) = kinds.get_mut(at).filter(|row| row.len() % 2 == 0) else {
            continue;
        };
        for pair in row.chunks_mut(2) {
            if let [Kind::Label(label), own] = pair
                && let Kind::Label(word) = own
                && word.words <= WORDS
                && word.targets != label.targets
                && borne_out
            {
                *own = Kind::Text;
            }
        }
    }
}

/// Looks again at what is neither: other wordings count in label columns only, and labels in value columns are values.
pub(super) fn settle(rows: &[Row], kinds: &mut [Vec<Kind>], columns: &[u32], labels: &Labels) {
    let alone = only_heads(kinds);
    for (at, row) in rows.iter().enumerate() {
        let above = at.checked_sub(1);
        if above.is_some_and(|above| is_header(kinds, above))
            || alone == Some(at) && is_header(kinds, at)
        {
            continue;
        }
        // A sentence in a row of its own answers the label that has the row above to itself.
        let labelled = above.and_then(|above| kinds.get(above));
        if matches!(labelled.map(Vec::as_slice), Some([Kind::Label(_)])) && is_sentence(row) {
            continue;
        }
        let Some(kinds) = kinds.get_mut(at) else {
            continue;
        };
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
            let answered = matches!(kinds.get(index + 1), Some(Kind::Text | Kind::Empty));
            let like_labels = is_like_labels(row, kinds, index);
            let Some(slot) = kinds.get_mut(index) else {
                continue;
            };
            match own {
                // Beside its answer, a label has nothing behind it but more of itself.
                Some(Kind::Text | Kind::Inline)
                    if answered
                        && columns.contains(&cell.column)
                        && !after_label
                        && let Some(label) = two_sentences(cell, labels) =>
                {
                    *slot = Kind::Label(label);
                }
                // As the labels of its row are printed, and the answers are not.
                Some(Kind::Text) if !after_label && index + 1 < row.cells.len() && like_labels => {
                    let again = kind(cell, labels, true);
                    *slot = if again.is_label() {
                        again
                    } else {
                        Kind::Unknown
                    };
                }
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
                Some(Kind::Label(label))
                    if after_label
                        && (!columns.contains(&cell.column)
                            || index
                                .checked_sub(1)
                                .and_then(|before| row.cells.get(before))
                                .is_some_and(|before| is_told(before) && !is_told(cell))) =>
                {
                    // In a second language, with the answer behind both.
                    let same = index + 1 < row.cells.len()
                        && before
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

/// True for a row of one cell whose text ends as a sentence does.
fn is_sentence(row: &Row) -> bool {
    let [cell] = row.cells.as_slice() else {
        return false;
    };
    let last = cell.pieces.iter().rfind(|piece| !piece.is_empty());
    last.is_some_and(|last| last.text.trim_end().ends_with(['.', '!', '。', '।', '။']))
}

/// The label that a cell is together with a second sentence.
fn two_sentences(cell: &Box, labels: &Labels) -> Option<Match> {
    let filled: Vec<_> = cell.pieces.iter().filter(|one| !one.is_empty()).collect();
    let printed = filled.iter().all(|piece| piece.field.is_none());
    printed
        .then(|| tail::label(&join(&filled), labels))
        .flatten()
}

/// Other wordings in a row of labels: its neighbours bear them out.
pub(super) fn headers(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels) {
    // Where labels have their values beside them, "Mayor" in a row makes no row of labels.
    let pairs = kinds.iter().filter(|row| {
        row.chunks(2)
            .all(|pair| matches!(pair, [Kind::Label(_), Kind::Text | Kind::Empty]))
    });
    if pairs.take(3).count() == 3 {
        return;
    }
    for at in 0..rows.len() {
        let Some((row, own)) = rows.get(at).zip(kinds.get(at)) else {
            continue;
        };
        let heads = own
            .iter()
            .filter(|kind| matches!(kind, Kind::Label(_)))
            .count();
        let asked = asked_on(row, own, heads, labels);
        let texts = own
            .iter()
            .filter(|kind| matches!(kind, Kind::Text | Kind::Over(..)))
            .count()
            + asked.iter().flatten().count();
        let below = kinds
            .get(at + 1)
            .is_some_and(|next| is_values(next, heads.max(2)));
        // Labels below one another in the first column have their values beside them, but a long row of labels is a head.
        let column = |row: Option<&Vec<Kind>>| {
            row.is_some_and(|row| row.first().is_some_and(Kind::is_label))
        };
        let stacked = heads < LONG && column(Some(own)) && column(kinds.get(at + 1));
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
        let asked = asked.into_iter().map(Some).chain(std::iter::repeat(None));
        let again: Vec<Kind> = row
            .cells
            .iter()
            .zip(own)
            .zip(asked)
            .map(|((cell, own), asked)| match own {
                Kind::Inline => asked.flatten().map_or(Kind::Inline, Kind::Label),
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

/// The labels of two sentences in a row of labels, by cell: no answer stands behind their first sentence.
fn asked_on(row: &Row, kinds: &[Kind], heads: usize, labels: &Labels) -> Vec<Option<Match>> {
    if heads < 2 || !kinds.iter().any(|kind| matches!(kind, Kind::Inline)) {
        return Vec::new();
    }
    let cells = row.cells.iter().zip(kinds);
    let own = cells.map(|(cell, kind)| match kind {
        Kind::Inline => two_sentences(cell, labels),
        _ => None,
    });
    own.collect()
}

/// True for a cell with the sign, or in bold, as the label of its row is two places before it and the answers are not.
fn is_like_labels(row: &Row, kinds: &[Kind], at: usize) -> bool {
    let cell = |at: usize| row.cells.get(at);
    let Some(before) = at.checked_sub(2) else {
        return false;
    };
    let printed = |is: fn(&Box) -> bool| {
        cell(before).is_some_and(is)
            && cell(at).is_some_and(is)
            && ![at - 1, at + 1].iter().any(|at| cell(*at).is_some_and(is))
    };
    let answered = cell(at + 1).is_some_and(|cell| cell.pieces.iter().any(|one| !one.is_empty()));
    matches!(kinds.get(before), Some(Kind::Label(_)))
        && (printed(is_told) || answered && printed(in_bold))
}

/// True for a cell in bold throughout.
fn in_bold(cell: &Box) -> bool {
    let mut filled = cell.pieces.iter().filter(|piece| !piece.is_empty());
    let first = filled.next();
    first.is_some_and(|first| first.bold) && filled.all(|piece| piece.bold)
}

/// True for a cell with the colon behind that labels have.
fn is_told(cell: &Box) -> bool {
    let last = cell.pieces.iter().rfind(|piece| !piece.is_empty());
    last.is_some_and(|piece| piece.text.trim_end().ends_with([':', '：']))
}

/// True for a cell with the number in front and the colon behind that labels have.
pub(super) fn is_signed(cell: &Box) -> bool {
    let text = join(
        &cell
            .pieces
            .iter()
            .filter(|piece| !piece.is_empty())
            .collect::<Vec<_>>(),
    );
    super::strip::lead(&text) > 0 && text.trim_end().ends_with([':', '?', '*', '：', '？'])
}
