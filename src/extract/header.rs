//! Rows of labels over rows of their answers, and labels with their answers at the right, by the kinds of their cells.

use super::cell::Kind;
use super::label::{Match, Target};

/// Whether values stand to the right of labels in this table, rather than in the labels' own cells.
pub(super) fn votes_right(kinds: &[Vec<Kind>]) -> bool {
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
pub(super) fn is_unanswered(row: Option<&Vec<Kind>>) -> bool {
    row.is_some_and(|row| {
        row.chunks(2)
            .all(|pair| matches!(pair, [Kind::Label(_) | Kind::Over(..), Kind::Empty]))
    })
}

/// The one row of a table that is half labels, and three at least: all others hold values.
pub(super) fn only_heads(kinds: &[Vec<Kind>]) -> Option<usize> {
    let labelled = |row: &[Kind]| {
        let labels = row.iter().filter(|kind| kind.is_label()).count();
        let filled = row.iter().filter(|kind| !matches!(kind, Kind::Empty));
        (labels >= 1 && labels * 2 >= filled.count()).then_some(labels)
    };
    let rows = kinds.iter().enumerate();
    let mut heads = rows.filter_map(|(at, row)| Some((at, labelled(row)?)));
    let (at, labels) = heads.next()?;
    (labels >= 3 && heads.next().is_none()).then_some(at)
}

/// True when a row holds labels only and the row below holds values: they stand below.
pub(super) fn is_header(kinds: &[Vec<Kind>], at: usize) -> bool {
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
    // Labels below one another with their answers beside them: what stands beside the first is a word of a label by chance.
    let is_pair = |row: &Vec<Kind>| matches!(row.as_slice(), [Kind::Label(_), Kind::Text]);
    let below = kinds.get(at + 1..at + 3);
    let stacked = row.len() == 2 && below.is_some_and(|below| below.iter().all(is_pair));
    !stacked
        && only
        && (targets.len() >= 2
            || targets.len() == 1 && count(|kind| matches!(kind, Kind::Unknown)) > 0)
        && kinds.get(at + 1).is_some_and(|next| {
            is_values(next, heads) || next.iter().all(|kind| matches!(kind, Kind::Empty))
        })
}

/// True for a row of values below so many labels: some text, and no more labels than words like "Mayor" make by chance.
pub(super) fn is_values(row: &[Kind], heads: usize) -> bool {
    let count = |wanted: fn(&Kind) -> bool| row.iter().filter(|kind| wanted(kind)).count();
    let texts = count(|kind| matches!(kind, Kind::Text));
    // What a form may ask besides is an answer just as often ("Director of the cabinet").
    let chance = |label: &Match| label.words <= if label.is_other() { 4 } else { 2 };
    let labels = row.iter().filter_map(|kind| match kind {
        Kind::Label(label) => Some(chance(label)),
        _ => None,
    });
    let (by_chance, own): (Vec<bool>, Vec<bool>) = labels.partition(|chance| *chance);
    let (labels, own) = (by_chance.len(), own.len());
    let others = own + count(|kind| matches!(kind, Kind::Over(..) | Kind::Inline));
    if heads >= 3 {
        texts >= 1 && labels + others <= (heads / 3).max(1)
    } else {
        texts >= 1 && others == 0 && labels <= 1
    }
}
