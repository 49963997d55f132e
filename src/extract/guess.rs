//! Labels in wordings that no rule knows: printed like the labels around them, they are the field that is missing there.

use super::candidate::{Candidate, candidates};
use super::evidence;
use super::gap;
use super::hit::Hit;
use super::label::{Labels, Match, Target};
use super::piece::{Mark, Piece};
use super::rivals::exchange;
use super::words::count;
use crate::rules::{Rules, ValueKind};
use std::collections::BTreeSet;

/// What a field loses against another whose place it is.
const MISPLACED: f32 = 0.25;

/// Adds hits for unknown wordings, and marks those that stay unknown so that no value runs over them.
pub(super) fn guess(pieces: &mut [Piece], hits: &mut Vec<Hit>, labels: &Labels, rules: &Rules) {
    let mut known: BTreeSet<usize> = hits.iter().filter_map(|hit| hit.label.field()).collect();
    if known.len() < 5 {
        return;
    }
    let headings = unanswered(pieces, hits);
    for field in headings.iter().filter_map(|hit| hit.label.field()) {
        known.remove(&field);
    }
    let start = hits.first().map_or(0, |hit| hit.piece);
    let (mut added, mut unknown): (Vec<Hit>, Vec<Candidate>) = (Vec::new(), Vec::new());
    let movable = |field: usize| {
        rules.fields.get(field).is_some_and(|rule| {
            matches!(
                rule.kind,
                ValueKind::Email | ValueKind::Phone | ValueKind::Url
            ) || rule.id == "postal_address"
        })
    };
    let mut before_guess: Option<(usize, usize)> = None;
    let candidates = candidates(pieces, hits);
    let in_bold = |one: &&Candidate| {
        one.value.1 == 0 && !one.plain && pieces.get(one.piece).is_some_and(|piece| piece.bold)
    };
    let bold: Vec<usize> = candidates
        .iter()
        .filter(in_bold)
        .map(|one| one.piece)
        .collect();
    for candidate in candidates {
        // Over another of its kind it is a heading, and nothing answers it.
        if bold.contains(&candidate.piece) && bold.contains(&candidate.value.0) {
            if let Some(piece) = pieces.get_mut(candidate.piece) {
                piece.mark = Mark::Unknown;
            }
            continue;
        }
        let before = hits
            .iter()
            .rev()
            .find(|hit| hit.piece < candidate.piece)
            .and_then(|hit| Some((hit.piece, hit.label.field()?)))
            .max(before_guess)
            .map(|(_, field)| field)
            .filter(|field| !movable(*field));
        let after = hits
            .iter()
            .find(|hit| hit.piece > candidate.piece)
            .and_then(|hit| hit.label.field())
            .filter(|field| !movable(*field));
        let answer = match hits.iter().any(|hit| (hit.piece, 0) == candidate.value) {
            true => "",
            false => evidence::answer(pieces, candidate.value),
        };
        let open = |field: usize| {
            // What stands before the first known label may be the title, with words on the form below it.
            let Some(rule) = rules.fields.get(field) else {
                return false;
            };
            let worded = matches!(rule.kind, ValueKind::LongText | ValueKind::Person);
            let title = candidate.piece < start;
            let least = if title && worded { 0.5 } else { f32::MIN };
            let fit = evidence::fit(rule, answer, labels, rules);
            fit.is_some_and(|fit| fit >= least)
        };
        // A label of common words ("Function") is in doubt, but it is no other.
        let exact = labels.exact(&candidate.text);
        let mut likely = labels.likely(&candidate.text);
        likely.retain(|(_, field)| {
            let own = |found: &Match| found.targets.contains(&Target::Field(*field));
            exact.as_ref().is_none_or(own) && open(*field)
        });
        // Rivals count by the place where they would stand, too.
        let fits = |field: usize| {
            before.is_none_or(|before| before < field) && after.is_none_or(|after| field < after)
        };
        let second = |field: usize| {
            likely
                .iter()
                .filter(|(_, other)| *other != field && !known.contains(other))
                .map(|(score, other)| score - if fits(*other) { 0.0 } else { MISPLACED })
                .fold(0.0, f32::max)
        };
        let found = likely.iter().copied().find(|(score, field)| {
            let near = before.is_some_and(|before| *field > before && *field - before <= 3)
                || after.is_some_and(|after| after > *field && after - *field <= 3);
            let between = near && fits(*field);
            let next = before.is_some_and(|before| before + 1 == *field)
                || after.is_some_and(|after| *field + 1 == after);
            let enough = match (candidate.plain, between, next) {
                (true, true, true) => 0.4,
                (true, ..) => 0.6,
                (_, true, true) => 0.3,
                (_, true, _) => 0.4,
                // An address may be asked for anywhere.
                (false, ..) if movable(*field) && count(&candidate.text) > 1 => 0.6,
                _ => 0.75,
            };
            !known.contains(field) && *score >= enough && score - second(*field) >= 0.04
        });
        // The likest field of all is taken already: the text asks for something beside it.
        let beside = likely
            .first()
            .is_some_and(|(score, field)| known.contains(field) && *score >= 0.75);
        // What is ticked says what was asked.
        let found = found.filter(|_| !beside).or_else(|| {
            choice_of(pieces, &candidate, rules)
                .filter(|field| !known.contains(field))
                .map(|field| (0.6, field))
        });
        let found = found.map(|(score, field)| ((0.62 + score / 3.0).min(0.9), field));
        // No label is like it, but its words, its answer and its place may speak for a field together.
        let told = evidence::field_of(
            &candidate.text,
            answer,
            candidate.plain,
            (before, after),
            &known,
            labels,
            rules,
        )
        .filter(|(_, field)| open(*field));
        let found = match (found, told) {
            (Some((_, field)), Some((far, other))) if far >= evidence::FAR && field != other => {
                Some((evidence::SURE, other))
            }
            (found, told) => found.or(told.map(|(_, field)| (evidence::SURE, field))),
        };
        match found {
            Some((score, field)) => {
                known.insert(field);
                before_guess = Some((candidate.piece, field));
                added.push(candidate.hit(field, score));
                unlose(pieces, candidate.piece);
            }
            None if candidate.plain => {}
            None => {
                if let Some(piece) = pieces.get_mut(candidate.piece)
                    && candidate.value.1 == 0
                {
                    piece.mark = Mark::Unknown;
                }
                unknown.push(candidate);
            }
        }
    }
    // A heading gives way to the label that it stands over.
    for heading in headings {
        let field = heading.label.field();
        if added.iter().any(|hit| hit.label.field() == field) {
            hits.retain(|hit| hit.piece != heading.piece);
            if let Some(piece) = pieces.get_mut(heading.piece) {
                piece.mark = Mark::Hint;
            }
        }
    }
    hits.extend(added);
    hits.sort_by_key(|hit| hit.piece);
    let places: Vec<(usize, usize)> = hits
        .iter()
        .filter_map(|hit| Some((hit.piece, hit.label.field()?)))
        .filter(|(_, field)| !movable(*field))
        .collect();
    let answered: Vec<gap::Open> = unknown
        .iter()
        .map(|candidate| gap::Open {
            piece: candidate.piece,
            answer: evidence::answer(pieces, candidate.value),
        })
        .collect();
    let told = gap::told(&answered, &places, &known, rules, labels);
    for candidate in unknown {
        if let Some(field) = told.get(&candidate.piece) {
            hits.push(candidate.hit(*field, evidence::SURE));
            unlose(pieces, candidate.piece);
        }
    }
    hits.sort_by_key(|hit| hit.piece);
    exchange(hits, pieces, labels, rules);
}

/// Labels in other words that have no answer but the next label behind them, in a form whose labels have one: they may be
/// headings.
fn unanswered(pieces: &[Piece], hits: &[Hit]) -> Vec<Hit> {
    let next = |hit: &Hit| {
        let behind = pieces.iter().enumerate().skip(hit.value.0);
        let (at, next) = behind.take(6).find(|(_, piece)| !piece.is_empty())?;
        let labelled = matches!(next.mark, Mark::Label(_) | Mark::Unknown);
        Some(labelled || hits.iter().any(|hit| hit.piece == at))
    };
    let open: Vec<&Hit> = hits
        .iter()
        .filter(|hit| hit.value.1 == 0 && hit.value.0 > hit.piece && next(hit) == Some(true))
        .collect();
    if open.len() * 3 > hits.len() {
        return Vec::new();
    }
    let reworded = open.into_iter().filter(|hit| hit.label.score < 0.95);
    reworded.cloned().collect()
}

/// The choice field whose options stand behind a candidate with boxes to tick.
fn choice_of(pieces: &[Piece], candidate: &Candidate, rules: &Rules) -> Option<usize> {
    let (at, offset) = candidate.value;
    let mut text = String::new();
    for (index, piece) in pieces.iter().enumerate().skip(at).take(12) {
        let own = if index == at {
            piece.text.get(offset..)?
        } else {
            piece.text.as_str()
        };
        text.push_str(own);
        text.push(' ');
    }
    // Four options have four boxes.
    if text.matches(['☐', '☒', '[', '(', '□', '■', '☑']).count() < 4 {
        return None;
    }
    let folded = crate::rules::fold_inside(&text);
    rules.fields.iter().position(|rule| {
        rule.kind == ValueKind::Choice
            && rule
                .choices
                .iter()
                .filter(|choice| {
                    choice
                        .words
                        .iter()
                        .any(|word| super::phrase::contains(&folded, word))
                })
                .count()
                >= 4
    })
}

/// The value of a label that is known after all belongs to it.
fn unlose(pieces: &mut [Piece], at: usize) {
    if let Some(piece) = pieces.get_mut(at) {
        piece.mark = Mark::Free;
    }
    for piece in pieces.iter_mut().skip(at + 1) {
        if !matches!(piece.mark, Mark::Lost) {
            break;
        }
        piece.mark = Mark::Value;
    }
}
