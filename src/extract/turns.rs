//! Tables in which labels and values take turns, row by row.

use super::cell::{Kind, kind};
use super::essays;
use super::label::{Labels, Match};
use super::piece::{Edge, Piece};
use super::strip;
use super::table::Row;
use super::words::count;
use crate::rules::fold;

/// Pairs of rows that only space sets apart before the upper ones are believed to be labels.
const PAIRS: usize = 4;

/// Where rows that look like labels and rows that do not take turns, labels have their answers below them, whatever words
/// these are. True where the table is to be read so.
pub(super) fn under_heads(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels) -> bool {
    let wide = rows.iter().any(|row| row.cells.len() > 1);
    let by = |looks| takes_turns(rows, looks);
    // What stands above the first row is not known.
    let spaced = || {
        rows.len() >= 2 * PAIRS
            && rows
                .get(2..)
                .is_some_and(|rest| takes_turns(rest, begins_paragraph))
    };
    // In one column, bold and numbers also tell the parts of a text.
    if !(by(is_asking)
        || by(is_printed)
        || wide && (by(is_printed_bold) || by(is_counted) || spaced()))
    {
        return false;
    }
    // What stands in one cell with its answer has none below; heads that nobody knows stand over labels, too.
    let heads = || kinds.iter().step_by(2).flatten();
    let below = || kinds.iter().skip(1).step_by(2).flatten();
    let own = heads().any(|kind| matches!(kind, Kind::Over(..) | Kind::Inline));
    let known = heads().any(|kind| kind.is_label());
    let apart = !own && (known || !below().any(|kind| kind.is_label()));
    // One cell over several that hold labels with their answers names the part of the form.
    let names_part = kinds.chunks(2).any(|pair| match pair {
        [heads, below] => {
            let beside = matches!(
                below.as_slice(),
                [Kind::Label(_), Kind::Text | Kind::Empty, ..]
            );
            let own = below.iter().any(|kind| matches!(kind, Kind::Over(..)));
            heads.len() < below.len() && (own || beside)
        }
        _ => false,
    });
    if names_part || !apart && !by(is_printed_bold) {
        return false;
    }
    for own in kinds.iter_mut().skip(1).step_by(2).flatten() {
        if matches!(own, Kind::Label(_) | Kind::Over(..) | Kind::Unknown)
            || apart && matches!(own, Kind::Inline | Kind::Number)
        {
            *own = Kind::Text;
        }
    }
    if !apart {
        return false;
    }
    for (row, own) in rows.iter().zip(kinds.iter_mut()).step_by(2) {
        for (cell, slot) in row.cells.iter().zip(own) {
            if matches!(slot, Kind::Text) {
                let again = kind(cell, labels, true);
                *slot = match again {
                    Kind::Label(_) => again,
                    _ => Kind::Unknown,
                };
            }
        }
    }
    true
}

/// Where cells in bold and others take turns in every row, the bold ones are labels with their answers beside them, whatever words
/// these are. True where the table is to be read so.
pub(super) fn beside_bold(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels) -> bool {
    /// So many labels beside their answers are no accident.
    const BESIDE: usize = 3;
    let mut all = 0;
    for row in rows.iter().filter(|row| row.cells.len() > 1) {
        for pair in row.cells.chunks(2) {
            let [label, answer] = pair else { return false };
            if !is_filled(&label.pieces) && !is_filled(&answer.pieces) {
                continue;
            }
            let printed = is_filled(&label.pieces)
                && is_printed_bold(&label.pieces)
                && is_printed(&label.pieces);
            if !printed || answer.pieces.iter().any(|piece| piece.bold) {
                return false;
            }
            all += 1;
        }
    }
    if all < BESIDE {
        return false;
    }
    for (row, own) in rows
        .iter()
        .zip(kinds)
        .filter(|(row, _)| row.cells.len() > 1)
    {
        for (at, (cell, slot)) in row.cells.iter().zip(own).enumerate() {
            match slot {
                Kind::Empty => {}
                _ if at % 2 == 1 => *slot = Kind::Text,
                Kind::Text | Kind::Inline | Kind::Number => {
                    let again = kind(cell, labels, true);
                    *slot = match again {
                        Kind::Label(_) => again,
                        _ => Kind::Unknown,
                    };
                }
                _ => {}
            }
        }
    }
    true
}

/// True where every second row looks so, and none between does.
pub(super) fn takes_turns(rows: &[Row], looks: fn(&[Piece]) -> bool) -> bool {
    rows.chunks(2).all(|pair| match pair {
        [heads, below] => all_look(heads, looks) == Some(true) && none_looks(below, looks),
        _ => false,
    })
}

/// Whether all cells of a row in which something stands look so; `None` where nothing stands.
fn all_look(row: &Row, looks: fn(&[Piece]) -> bool) -> Option<bool> {
    let mut filled = row
        .cells
        .iter()
        .filter(|cell| is_filled(&cell.pieces))
        .peekable();
    filled.peek()?;
    Some(filled.all(|cell| looks(&cell.pieces)))
}

/// True where no cell of a row in which something stands looks so.
fn none_looks(row: &Row, looks: fn(&[Piece]) -> bool) -> bool {
    let mut filled = row.cells.iter().filter(|cell| is_filled(&cell.pieces));
    !filled.any(|cell| looks(&cell.pieces))
}

fn is_filled(pieces: &[Piece]) -> bool {
    pieces.iter().any(|piece| !piece.is_empty())
}

/// True for a cell with something in bold and nothing else.
pub(super) fn is_printed_bold(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| piece.bold || piece.is_empty())
}

/// True for a cell that nobody can fill in.
fn is_printed(pieces: &[Piece]) -> bool {
    pieces.iter().all(|piece| piece.field.is_none())
}

/// True for a cell that ends as a question or a label does.
fn is_asking(pieces: &[Piece]) -> bool {
    let last = pieces.iter().rfind(|piece| !piece.is_empty());
    let signs = [':', '?', '：', '？', '؟'];
    last.is_some_and(|piece| piece.field.is_none() && piece.text.trim_end().ends_with(signs))
}

/// True for a cell that is set apart from what stands above it.
fn begins_paragraph(pieces: &[Piece]) -> bool {
    let first = pieces.iter().find(|piece| !piece.is_empty());
    first.is_some_and(|piece| piece.edge == Edge::Paragraph && piece.field.is_none())
}

/// True for a cell of words with a number in front ("4. Country").
fn is_counted(pieces: &[Piece]) -> bool {
    let first = pieces.iter().find(|piece| !piece.is_empty());
    first.is_some_and(|piece| {
        let front = piece.text.get(..strip::lead(&piece.text)).unwrap_or("");
        piece.field.is_none() && front.chars().any(|c| c.is_ascii_digit())
    })
}

/// True for a row that is a label of several words: one word may be an answer ("Mayor").
pub(super) fn is_worded(row: &[Kind]) -> bool {
    matches!(row, [Kind::Label(label)] if label.words > 1)
}

/// True for a row that is one of the options of a choice, as forms print them, or says yes or no ("I agree").
pub(super) fn offers(row: &Row, labels: &Labels) -> bool {
    let pieces = row.cells.iter().flat_map(|cell| &cell.pieces);
    let texts: Vec<&str> = pieces.map(|piece| piece.text.as_str()).collect();
    let folded = fold(&texts.join(" "));
    let plain = folded.replace([',', '.', '!'], "");
    labels.is_option(&folded) || labels.is_answer(&plain)
}

/// The rows of a table, with those put together that a page break has cut: a text that goes on in the middle of a sentence.
pub(super) fn unbroken(rows: Vec<Row>) -> Vec<Row> {
    let page = |row: &Row| {
        let mut pieces = row.cells.iter().flat_map(|cell| &cell.pieces);
        pieces.next().map(|piece| piece.page)
    };
    let mut out: Vec<Row> = Vec::with_capacity(rows.len());
    for mut row in rows {
        let blank = out.last().is_some_and(|last| page(last).is_none());
        let before = out.iter().rev().find_map(page);
        let turned = row.cells.len() == 1
            && before
                .zip(page(&row))
                .is_some_and(|(before, own)| before > 0 && before < own);
        if turned && blank && out.last().is_some_and(|last| last.cells.len() == 1) {
            // Its cell began at the end of the page before.
            out.pop();
        } else if turned
            && let Some([cell]) = out.last_mut().map(|last| last.cells.as_mut_slice())
            && let Some(own) = row.cells.first_mut()
            && goes_on(&cell.pieces, &own.pieces)
        {
            cell.pieces.append(&mut own.pieces);
            continue;
        }
        out.push(row);
    }
    out
}

/// True for a text in the middle of a sentence behind one that has not ended.
fn goes_on(before: &[Piece], own: &[Piece]) -> bool {
    let ends = ['.', '!', '?', ':', '。', '؟'];
    let open = |piece: &Piece| piece.field.is_none() && !piece.text.trim_end().ends_with(ends);
    let inside = |piece: &Piece| piece.text.starts_with(char::is_lowercase);
    before.last().is_some_and(open) && own.first().is_some_and(inside)
}

/// In a table of one column where labels and values take turns, a value may look like a label ("Mayor"). `taught` tells that
/// they take turns in the other tables of the document.
pub(super) fn alternate(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels, taught: bool) {
    let single = |row: &Vec<Kind>| row.len() == 1;
    if kinds.iter().all(single)
        && (essays::below_their_titles(rows, kinds, labels)
            || below_title(rows, kinds, labels, taught))
    {
        return;
    }
    if kinds.len() < if taught { 2 } else { 4 }
        || !kinds.iter().filter(|row| !row.is_empty()).all(single)
    {
        return;
    }
    if bold(rows, kinds)
        || over_plain(rows, kinds)
        || essays::in_turn(rows, kinds, labels)
        || in_pairs(rows, kinds, labels, taught)
    {
        return;
    }
    let is_label = |row: Option<&Vec<Kind>>| {
        row.is_some_and(|row| row.iter().all(|kind| matches!(kind, Kind::Label(_))))
    };
    // Strictly in turn: every second row is a label, and those between are mostly none.
    for start in [0, 1] {
        let due: Vec<usize> = (start..kinds.len()).step_by(2).collect();
        let labels = due.iter().filter(|at| is_label(kinds.get(**at))).count();
        let between = (0..kinds.len())
            .filter(|at| at % 2 != start)
            .collect::<Vec<_>>();
        let chance = between
            .iter()
            .filter(|at| is_label(kinds.get(**at)))
            .count();
        if labels >= 4 && labels * 10 >= due.len() * 9 && chance * 2 < between.len() {
            for at in between {
                if let Some(slot @ Kind::Label(_)) =
                    kinds.get_mut(at).and_then(|row| row.first_mut())
                {
                    *slot = Kind::Text;
                }
            }
            return;
        }
    }
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
        let regular = turns >= 3 && pairs == 0 && at % 2 == 0 && kinds.len().is_multiple_of(2);
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
            // The title of a part, over a label with its answer.
            let own = kinds.get(at).and_then(|row| row.first());
            let titles = own.and_then(Kind::label).is_some_and(Match::is_other)
                && is_text(kinds.get(at + 2));
            let short = kinds
                .get(at + 1)
                .and_then(|row| row.first())
                .and_then(Kind::label)
                .is_some_and(|label| label.words <= 3 || label.score < 0.95);
            // Nobody answered the first where the second has an answer of its own.
            let answered = is_text(kinds.get(at + 2))
                && kinds
                    .get(at + 3)
                    .is_none_or(|_| is_label(kinds.get(at + 3)));
            if short
                && !titles
                && !answered
                && let Some(slot) = kinds.get_mut(at + 1).and_then(|row| row.first_mut())
            {
                *slot = Kind::Text;
            }
            at += 1;
        }
        at += 1;
    }
}

/// The same below a row that names the form.
fn below_title(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels, taught: bool) -> bool {
    let (Some(rows), Some((title, kinds))) = (rows.get(1..), kinds.split_first_mut()) else {
        return false;
    };
    if !matches!(title.as_slice(), [Kind::Text]) || !in_pairs(rows, kinds, labels, taught) {
        return false;
    }
    *title = vec![Kind::Unknown];
    true
}

/// In a table of one column with an even number of rows, labels known in some of the first rows of the pairs and in no
/// second ones tell that all first rows are labels, in words that nobody knows. False where that is not so.
fn in_pairs(rows: &[Row], kinds: &mut [Vec<Kind>], labels: &Labels, taught: bool) -> bool {
    /// Fewer rows may stand so by chance.
    const PAIRS: usize = 6;
    /// Letters that no label has.
    const LONG: usize = 200;
    let filled = |row: &Row| {
        let pieces = row.cells.iter().flat_map(|cell| &cell.pieces);
        pieces.map(|piece| piece.text.trim().len()).sum::<usize>()
    };
    let heads = kinds.iter().step_by(2).filter(|row| is_worded(row));
    let heads = heads.count();
    let answers = || rows.iter().zip(kinds.iter()).skip(1).step_by(2);
    let apart = kinds.len().is_multiple_of(2)
        && (taught || kinds.len() >= 2 * PAIRS && heads >= 3)
        && !answers().any(|(row, kinds)| is_worded(kinds) && !offers(row, labels))
        && rows
            .iter()
            .step_by(2)
            .all(|row| (1..LONG).contains(&filled(row)));
    if !apart {
        return false;
    }
    for (at, slot) in kinds.iter_mut().enumerate() {
        let Some(slot) = slot.first_mut() else {
            continue;
        };
        match slot {
            Kind::Text | Kind::Inline if at % 2 == 0 => *slot = Kind::Unknown,
            Kind::Label(_) | Kind::Unknown if at % 2 == 1 => *slot = Kind::Text,
            // An answer of several lines may begin like some label.
            Kind::Over(..) if at % 2 == 1 => {
                let cell = rows.get(at).and_then(|row| row.cells.first());
                if !cell.is_some_and(|cell| matches!(kind(cell, labels, false), Kind::Over(..))) {
                    *slot = Kind::Text;
                }
            }
            _ => {}
        }
    }
    true
}

/// Where each bold row of a column stands over one that is not, the bold ones are labels in whatever words. False where that is
/// not so.
fn over_plain(rows: &[Row], kinds: &mut [Vec<Kind>]) -> bool {
    /// So many are no accident.
    const PAIRS: usize = 3;
    let over = rows
        .chunks(2)
        .all(|pair| matches!(pair, [head, below] if is_bold(head) == Some(true) && is_bold(below) == Some(false)));
    if !over || rows.len() < 2 * PAIRS {
        return false;
    }
    for (at, slot) in kinds.iter_mut().enumerate() {
        match slot.first_mut() {
            Some(slot @ (Kind::Text | Kind::Inline)) if at % 2 == 0 => *slot = Kind::Unknown,
            Some(slot @ (Kind::Label(_) | Kind::Unknown)) if at % 2 == 1 => *slot = Kind::Text,
            _ => {}
        }
    }
    true
}

/// In a table of one column that prints its labels in bold and its values not, the looks tell them apart, and a cell in bold
/// over another names a part of the form, as does a heading that stands below an answer. False where the table is not printed
/// so.
fn bold(rows: &[Row], kinds: &mut [Vec<Kind>]) -> bool {
    let bold: Vec<Option<bool>> = rows.iter().map(is_bold).collect();
    let (mut labels, mut values) = (0, 0);
    for (own, pair) in kinds.iter().zip(bold.windows(2)) {
        let label = matches!(own.as_slice(), [Kind::Label(_)]);
        labels += usize::from(label && pair == [Some(true), Some(false)]);
        // What stands right above a label is an answer, or names the part that begins there.
        values += usize::from(label && matches!(pair, [Some(false), None | Some(false)]));
    }
    if labels < 4 || values * 4 > labels {
        return false;
    }
    for (at, own) in kinds.iter_mut().enumerate() {
        let looks = |at: usize| bold.get(at).copied().flatten();
        let above = at.checked_sub(1).and_then(looks);
        let Some(slot) = own.first_mut() else {
            continue;
        };
        let part = above != Some(true) && looks(at + 1) == Some(true);
        match (&slot, looks(at), looks(at + 1)) {
            (Kind::Label(_), Some(false), _) if part => *slot = Kind::Unknown,
            (Kind::Text, Some(false), _) if part && rows.get(at).is_some_and(is_in_capitals) => {
                *slot = Kind::Unknown;
            }
            (Kind::Label(_) | Kind::Text, Some(true), Some(true))
            | (Kind::Text, Some(true), Some(false)) => *slot = Kind::Unknown,
            (Kind::Label(_), Some(false), _) => *slot = Kind::Text,
            _ => {}
        }
    }
    true
}

/// True for a row of a few words in capital letters.
fn is_in_capitals(row: &Row) -> bool {
    const WORDS: usize = 8;
    let pieces = || row.cells.iter().flat_map(|cell| &cell.pieces);
    let small = |piece: &Piece| piece.text.contains(char::is_lowercase);
    let words: usize = pieces().map(|piece| count(&piece.text)).sum();
    words <= WORDS
        && pieces().all(|piece| !small(piece) && piece.field.is_none())
        && pieces().any(|piece| piece.text.contains(char::is_uppercase))
}

/// Whether what stands in a row is printed in bold; `None` for a row in which nothing stands.
pub(super) fn is_bold(row: &Row) -> Option<bool> {
    let pieces = row.cells.iter().flat_map(|cell| &cell.pieces);
    let mut filled = pieces.filter(|piece| !piece.is_empty()).peekable();
    filled.peek()?;
    Some(filled.all(|piece| piece.bold))
}
