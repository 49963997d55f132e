//! The labels of a document, known and unknown, with what stands behind each.

use super::candidate::Candidate;
use super::evidence::{self, Answer};
use super::hit::Hit;
use super::label::Labels;
use super::piece::{Edge, Mark, Piece};
use super::seen::label_text;
use crate::rules::Rules;
use std::cell::OnceCell;
use std::collections::BTreeSet;

/// A label of the document, with its answer.
pub(super) struct Entry {
    /// Where it was found.
    pub origin: Origin,
    /// The words of the label.
    pub text: String,
    /// The words between it and the next.
    pub said: String,
    /// Nothing stands between it and the next label: it may head a part of the form.
    pub bare: bool,
    /// What `said` looks like. Most labels are certain without it.
    answer: OnceCell<Answer>,
}

impl Entry {
    /// What its answer looks like.
    pub fn answer(&self, labels: &Labels, rules: &Rules) -> &Answer {
        self.answer
            .get_or_init(|| Answer::of(&self.said, labels, rules))
    }
}

pub(super) enum Origin {
    /// In no wording that is known.
    Candidate(Candidate),
    /// An index of the hits.
    Hit(usize),
}

/// All labels of a document, known and unknown, in their order.
pub(super) fn entries(hits: &[Hit], candidates: Vec<Candidate>, pieces: &[Piece]) -> Vec<Entry> {
    let mut found: Vec<(usize, (usize, usize), String, Origin)> = Vec::new();
    for (at, hit) in hits.iter().enumerate() {
        found.push((
            hit.piece,
            hit.value,
            label_text(pieces, hit),
            Origin::Hit(at),
        ));
    }
    for one in candidates {
        found.push((
            one.piece,
            one.value,
            one.text.clone(),
            Origin::Candidate(one),
        ));
    }
    found.sort_by_key(|one| one.0);
    // A line that may as well be an answer is no label for sure.
    let plain = |origin: &Origin| matches!(origin, Origin::Candidate(one) if one.plain);
    let next = found.iter().map(|one| (one.0, plain(&one.3))).skip(1);
    let next: Vec<(usize, bool)> = next.chain([(pieces.len(), false)]).collect();
    found
        .into_iter()
        .zip(next)
        .map(|((_, value, text, origin), (end, plain))| {
            let said = whole(pieces, value, end);
            Entry {
                bare: said.is_empty() && !plain,
                said,
                answer: OnceCell::new(),
                origin,
                text,
            }
        })
        .collect()
}

/// The words between a label and the next, as far as they tell what they are.
fn whole(pieces: &[Piece], (at, offset): (usize, usize), end: usize) -> String {
    /// Letters that tell enough.
    const ENOUGH: usize = 300;
    let mut text = String::new();
    if at < end {
        text.push_str(evidence::answer(pieces, (at, offset)));
    }
    for piece in pieces.get(at + 1..end).unwrap_or_default() {
        let ended = piece.edge == Edge::Row || piece.heading;
        if ended || text.len() > ENOUGH || matches!(piece.mark, Mark::Label(_) | Mark::Unknown) {
            break;
        }
        text.push('\n');
        text.push_str(&piece.text);
    }
    text.trim().to_owned()
}

/// The labels of each form: a second one begins where the labels of the first come again.
pub(super) fn forms<'e>(entries: &'e [Entry], hits: &[Hit]) -> Vec<&'e [Entry]> {
    /// Fields that come again in a second form.
    const AGAIN: usize = 6;
    let field = |entry: &Entry| match &entry.origin {
        Origin::Hit(at) => hits.get(*at)?.label.field(),
        Origin::Candidate(_) => None,
    };
    let fields: Vec<Option<usize>> = entries.iter().map(field).collect();
    let again = |at: &usize| {
        let field = fields.get(*at).copied().flatten();
        field.is_some()
            && fields
                .get(..*at)
                .is_some_and(|before| before.contains(&field))
    };
    let twice: Vec<usize> = (0..fields.len()).filter(again).collect();
    let other: BTreeSet<&Option<usize>> = twice.iter().filter_map(|at| fields.get(*at)).collect();
    // One that comes again too early is only in doubt: most of those behind it come again as well.
    let start = twice.iter().copied().find(|at| {
        let behind = fields.iter().skip(*at).flatten().count();
        let again = twice.iter().filter(|other| *other >= at).count();
        again * 2 >= behind
    });
    let Some(start) = start.filter(|_| other.len() >= AGAIN) else {
        return vec![entries];
    };
    // It begins with a heading, or with the first label that is not known.
    let head = (1..start)
        .rev()
        .take_while(|at| fields.get(*at) == Some(&None))
        .last();
    let (one, rest) = entries.split_at(head.unwrap_or(start));
    if one.is_empty() {
        return vec![entries];
    }
    let mut all = vec![one];
    all.extend(forms(rest, hits));
    all
}
