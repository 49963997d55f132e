//! Instructions that a form prints between a label and its answer: the same sentence stands in front of several answers.

use super::hit::Hit;
use super::piece::{Mark, Piece};
use super::words::{count, key};
use crate::rules::{Rules, ValueKind};
use std::collections::{BTreeMap, BTreeSet};

/// Words of the shortest instruction.
const WORDS: usize = 4;

/// Marks sentences that stand in front of several answers as help: nobody begins two answers with the same one.
pub(super) fn skip(pieces: &mut [Piece], hits: &[Hit], rules: &Rules) {
    // By its words: where it stands, whether an answer goes on behind it, and to which field.
    let mut fronts: BTreeMap<String, Vec<(usize, bool, Option<usize>)>> = BTreeMap::new();
    for (index, hit) in hits.iter().enumerate() {
        let field = hit.label.field().and_then(|field| rules.fields.get(field));
        if field.is_none_or(|rule| rule.kind != ValueKind::LongText) {
            continue;
        }
        let end = hits.get(index + 1).map_or(pieces.len(), |next| next.piece);
        let free = |at: &usize| {
            let piece = pieces.get(*at);
            piece.is_some_and(|piece| {
                !piece.is_empty() && !matches!(piece.mark, Mark::Hint | Mark::Label(_))
            })
        };
        let (first, offset) = hit.value;
        let mut answer = (first..end.max(first)).filter(free);
        let Some(at) = answer.next().filter(|at| *at > first || offset == 0) else {
            continue;
        };
        let goes_on = answer.next().is_some();
        if let Some(piece) = pieces.get(at).filter(|piece| piece.field.is_none())
            && count(&piece.text) >= WORDS
            && piece
                .text
                .trim_end()
                .ends_with(['.', ')', ']', ':', '!', '。', '：', '）'])
        {
            let places = fronts.entry(key(&piece.text)).or_default();
            places.push((at, goes_on, hit.label.field()));
        }
    }
    for places in fronts.values() {
        // The same whole answer to two questions is an answer, and so is the same one in two forms.
        let fields: BTreeSet<_> = places.iter().map(|(_, _, field)| *field).collect();
        if fields.len() < 2 || !places.iter().any(|(_, goes_on, _)| *goes_on) {
            continue;
        }
        for (at, ..) in places {
            if let Some(piece) = pieces.get_mut(*at) {
                piece.mark = Mark::Hint;
            }
        }
    }
}
