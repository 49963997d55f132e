//! Forms whose labels each begin a paragraph with the answer in the line below: what that tells where words are in doubt.

use super::head::{Sign, head};
use super::headed;
use super::hit::Hit;
use super::label::{Labels, Match};
use super::piece::{Edge, Mark, Piece};
use super::span::is_short;
use super::words::count;
use crate::document::Kind;
use crate::rules::Rules;
use std::collections::BTreeSet;

/// So many labels that do the same are no accident.
const ENOUGH: usize = 6;

/// Words of an answer that looks like a label: what more words ask is asked.
const FUNCTION: usize = 4;

/// Words of a label in a line that is no question.
const WORDS: usize = 12;

/// Where labels begin paragraphs and have their answers in the next line throughout, returns the places of such labels. Words
/// in such answers are no labels ("Function" over "Mayor"), and words in such a place are looked up more thoroughly.
pub(super) fn blocks(pieces: &[Piece], hits: &mut Vec<Hit>, labels: &Labels) -> BTreeSet<usize> {
    let heads = |hits: &[Hit]| -> BTreeSet<usize> {
        let with = hits
            .iter()
            .filter(|hit| !hit.told && hit.value == (hit.piece + 1, 0) && !hit.label.is_other());
        with.map(|hit| hit.piece)
            .filter(|at| begins_block(pieces, *at))
            .collect()
    };
    let known = heads(hits);
    let answers = |hit: &Hit| {
        let above = hit.piece.checked_sub(1);
        hit.label.words <= FUNCTION
            && above.is_some_and(|at| begins_block(pieces, at))
            && closes_block(pieces, hit)
    };
    let others = hits
        .iter()
        .filter(|hit| !hit.told && !hit.label.is_other() && !answers(hit));
    if known.len() < ENOUGH || known.len() * 3 < others.count() * 2 {
        return essays(pieces, hits, labels);
    }
    hits.retain(|hit| !answers(hit));
    let covered: BTreeSet<usize> = hits
        .iter()
        .flat_map(|hit| hit.piece..hit.value.0.max(hit.piece + 1))
        .collect();
    for (at, piece) in pieces.iter().enumerate() {
        let text = piece.text.trim_end();
        let printed = count(text) <= WORDS && !text.ends_with(['.', ',', ';', '!']);
        if covered.contains(&at) || !printed || !begins_block(pieces, at) {
            continue;
        }
        // A heading stands over labels of its own.
        let found = head(text, labels, true)
            .filter(|found| found.value >= text.len() && !found.label.is_other());
        hits.extend(found.map(|found| whole(at, found.label)));
    }
    hits.sort_by_key(|hit| hit.piece);
    heads(hits)
}

/// The headings of essays, each looked up thoroughly.
fn essays(pieces: &[Piece], hits: &mut Vec<Hit>, labels: &Labels) -> BTreeSet<usize> {
    let all = headed::headings(pieces, hits, labels);
    let taken: BTreeSet<usize> = hits.iter().map(|hit| hit.piece).collect();
    for at in all.difference(&taken) {
        let text = pieces.get(*at).map_or("", |piece| piece.text.trim_end());
        let found = head(text, labels, true);
        let found = found.filter(|found| found.value >= text.len() && !found.label.is_other());
        hits.extend(found.map(|found| whole(*at, found.label)));
    }
    hits.sort_by_key(|hit| hit.piece);
    all
}

/// A label that fills its line, with its answer below it.
fn whole(at: usize, label: Match) -> Hit {
    Hit {
        piece: at,
        value: (at + 1, 0),
        label,
        sign: Sign::Whole,
        told: false,
        guessed: false,
    }
}

/// Looks lines up more thoroughly that stand as far left as labels do whose answers are set in below them.
pub(super) fn set_in(pieces: &[Piece], hits: &mut Vec<Hit>, labels: &Labels) {
    /// Points by which answers are set in at least, and by which labels may stand apart.
    const IN: f32 = 8.0;
    const APART: f32 = 2.0;
    /// Labels that tell.
    const LABELS: usize = 3;
    let left = |at: usize| {
        pieces
            .get(at)
            .filter(|piece| piece.page > 0)
            .map(|piece| piece.place[0])
    };
    let below = |at: usize, from: f32| {
        let next = pieces.get(at + 1).filter(|next| next.edge >= Edge::Line);
        next.is_some_and(|next| next.place[0] - from >= IN)
    };
    let own = |hit: &&Hit| !hit.told && hit.value == (hit.piece + 1, 0) && !hit.label.is_other();
    let lefts = hits
        .iter()
        .filter(own)
        .filter_map(|hit| Some((hit.piece, left(hit.piece)?)));
    let lefts = lefts.filter(|(at, x)| below(*at, *x));
    let mut lefts: Vec<f32> = lefts.map(|(_, x)| x).collect();
    lefts.sort_by(f32::total_cmp);
    let up_to = |x: f32| lefts.partition_point(|own| *own <= x);
    let usual = |x: f32| up_to(x + APART) >= up_to(x - APART) + LABELS;
    if lefts.len() < LABELS {
        return;
    }
    let covered: BTreeSet<usize> = hits
        .iter()
        .flat_map(|hit| hit.piece..hit.value.0.max(hit.piece + 1))
        .collect();
    for (at, piece) in pieces.iter().enumerate() {
        let free = matches!(piece.mark, Mark::Free) && piece.field.is_none() && !piece.is_empty();
        let Some(x) = left(at).filter(|_| free && piece.edge >= Edge::Line) else {
            continue;
        };
        let above = at
            .checked_sub(1)
            .and_then(left)
            .is_some_and(|above| above - x >= IN);
        if covered.contains(&at) || !usual(x) || !below(at, x) || !above {
            continue;
        }
        let found = head(&piece.text, labels, true).filter(|found| found.value >= piece.text.len());
        hits.extend(found.map(|found| whole(at, found.label)));
    }
    hits.sort_by_key(|hit| hit.piece);
}

/// Places of the labels with short answers that were left empty: what stands below them is set apart, as no answer of the
/// others is. Only where lines and blank lines are typed: on paper what lies a little lower is set apart, too.
pub(super) fn left_empty(
    pieces: &[Piece],
    hits: &[Hit],
    kind: Kind,
    rules: &Rules,
) -> BTreeSet<usize> {
    if !matches!(kind, Kind::Text | Kind::Html) {
        return BTreeSet::new();
    }
    let short = |hit: &&Hit| {
        let field = hit.label.field().and_then(|field| rules.fields.get(field));
        !hit.told && field.is_some_and(|rule| is_short(rule.kind))
    };
    let starts: BTreeSet<usize> = hits.iter().map(|hit| hit.piece).collect();
    let is_free = |piece: &&Piece| matches!(piece.mark, Mark::Free) && !piece.is_empty();
    let (mut near, mut apart) = (0, BTreeSet::new());
    for hit in hits.iter().filter(short) {
        let (at, offset) = hit.value;
        let Some(first) = pieces.get(at).filter(is_free) else {
            continue;
        };
        if offset > 0 {
            near += 1;
        } else if first.edge == Edge::Paragraph && !starts.contains(&at) {
            apart.insert(hit.piece);
        } else if first.edge < Edge::Paragraph {
            near += usize::from(!starts.contains(&at));
        }
    }
    if near < ENOUGH || apart.len() * ENOUGH > near {
        apart.clear();
    }
    apart
}

/// True for a line that begins a paragraph and has another below it.
fn begins_block(pieces: &[Piece], at: usize) -> bool {
    let free = |piece: &Piece| {
        matches!(piece.mark, Mark::Free)
            && piece.field.is_none()
            && piece.cell == (0, 0)
            && !piece.is_empty()
    };
    match (pieces.get(at), pieces.get(at + 1)) {
        (Some(own), Some(next)) => {
            // Nothing stands above the first line.
            let first = || pieces.iter().take(at).all(Piece::is_empty);
            let begins = own.edge == Edge::Paragraph || own.edge == Edge::Line && first();
            free(own) && free(next) && begins && next.edge == Edge::Line
        }
        _ => false,
    }
}

/// True for what would be a label with nothing below it in its paragraph.
fn closes_block(pieces: &[Piece], hit: &Hit) -> bool {
    let next = pieces.get(hit.value.0);
    !hit.told && hit.value.1 == 0 && next.is_none_or(|next| next.edge > Edge::Line)
}
