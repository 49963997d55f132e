//! Short labels that are the answer to the label before them: "You are a" over "Municipality", "Function" beside "Mayor".

use super::candidate::Candidate;
use super::evidence::{self, Answer};
use super::head::Sign;
use super::hit::Hit;
use super::label::Labels;
use super::piece::{Mark, Piece};
use super::seen::label_text;
use super::strip;
use crate::rules::{Rules, ValueKind};
use std::collections::{BTreeMap, BTreeSet};

/// The least that a label and an answer which is printed like a label must have for one another.
const ANSWERED: f32 = 4.5;

/// True for a label with a sign between it and its answer.
fn is_strong(hit: &Hit) -> bool {
    hit.sign == Sign::Strong && hit.value.0 == hit.piece
}

/// Drops short labels that answer the label before them: "You are a" over "Municipality", "Function" beside "Mayor".
pub(super) fn leave(
    hits: &mut Vec<Hit>,
    candidates: &[Candidate],
    pieces: &mut [Piece],
    labels: &Labels,
    rules: &Rules,
) {
    let starts: BTreeSet<usize> = candidates
        .iter()
        .map(|one| one.piece)
        .chain(hits.iter().map(|hit| hit.piece))
        .collect();
    // What a label may ask for: its words, and its field when that is known.
    let asking: BTreeMap<(usize, usize), (String, Option<usize>)> = candidates
        .iter()
        .map(|one| (one.value, (one.text.clone(), None)))
        .chain(hits.iter().map(|hit| {
            let told = (label_text(pieces, hit), hit.label.field());
            (hit.value, told)
        }))
        .collect();
    hits.retain(|hit| {
        let short = hit.sign == Sign::Whole && hit.label.words <= 4 && hit.value.1 == 0;
        // What answers something has no answer of its own.
        let unanswered = starts.contains(&hit.value.0) || hit.value.0 >= pieces.len();
        let asks = asking.get(&(hit.piece, 0));
        let (Some((label, asked)), Some(piece)) = (asks, pieces.get_mut(hit.piece)) else {
            return true;
        };
        let own = hit.label.field();
        // "Council decision" over "Council decision 12 of 3 May".
        let again = own.is_some() && *asked == own;
        let numbered = |text: &str| text.contains(char::is_numeric);
        let words = piece.text.get(strip::lead(&piece.text)..).unwrap_or("");
        if again && !hit.told && numbered(words) && !numbered(label) && !is_strong(hit) {
            return false;
        }
        // "4. Commitment" heads a part of the form, whatever address it may look like.
        let heads = hit.label.is_other() && strip::lead(&piece.text) > 0;
        if !short || !unanswered || heads {
            return true;
        }
        let answer = Answer::of(&piece.text, labels, rules);
        let (words, _) = evidence::words(label, labels, rules.fields.len());
        let answers = rules
            .fields
            .iter()
            .zip(words)
            .enumerate()
            .any(|(field, (rule, words))| {
                let worded = if *asked == Some(field) {
                    ANSWERED
                } else {
                    words
                };
                let fit = || evidence::fit(rule, &answer, rules);
                (Some(field) != own || again && rule.kind == ValueKind::Choice)
                    && worded + evidence::MOST >= ANSWERED
                    && fit().is_some_and(|fit| fit >= 1.2 && fit + worded >= ANSWERED)
            });
        if answers && hit.told {
            piece.mark = Mark::Value;
        }
        !answers
    });
}
