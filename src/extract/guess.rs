//! Labels in wordings that no rule knows: printed like the labels around them, they are the field that is missing there.

use super::evidence;
use super::head::Sign;
use super::hit::Hit;
use super::label::{Labels, Match, Target};
use super::piece::{Edge, Mark, Piece};
use super::rivals::exchange;
use super::strip;
use super::words::count;
use crate::rules::{Rules, ValueKind};
use std::collections::BTreeSet;

/// A text that is printed like a label.
struct Candidate {
    piece: usize,
    value: (usize, usize),
    text: String,
    /// Printed like its surroundings, but so is prose.
    plain: bool,
}

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
    let mut added: Vec<Hit> = Vec::new();
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
                added.push(Hit {
                    piece: candidate.piece,
                    value: candidate.value,
                    label: Match {
                        targets: vec![Target::Field(field)],
                        score,
                        weak: true,
                        language: String::new(),
                        words: 2,
                    },
                    sign: Sign::Strong,
                    guessed: true,
                    told: pieces
                        .get(candidate.piece)
                        .is_some_and(|piece| matches!(piece.mark, Mark::Unknown)),
                });
                unlose(pieces, candidate.piece);
            }
            _ => {
                if let Some(piece) = pieces.get_mut(candidate.piece)
                    && candidate.value.1 == 0
                    && !candidate.plain
                {
                    piece.mark = Mark::Unknown;
                }
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

/// Texts that look like the labels of this document and are none so far.
fn candidates(pieces: &[Piece], hits: &[Hit]) -> Vec<Candidate> {
    let free: Vec<&Hit> = hits
        .iter()
        .filter(|hit| !hit.told && hit.label.field().is_some())
        .collect();
    let share = |test: &dyn Fn(&Hit) -> bool| {
        free.len() >= 4 && free.iter().filter(|hit| test(hit)).count() * 3 >= free.len() * 2
    };
    let colon = share(&|hit| hit.sign == Sign::Strong || ends_signed(pieces, hit));
    let bold = share(&|hit| pieces.get(hit.piece).is_some_and(|piece| piece.bold));
    let led = share(&|hit| {
        pieces
            .get(hit.piece)
            .is_some_and(|piece| strip::lead(&piece.text) > 0)
    });
    let inline = share(&|hit| hit.value.0 == hit.piece);
    let dashed = share(&|hit| hit.sign == Sign::Soft);
    let own_paragraph = share(&|hit| {
        pieces
            .get(hit.piece)
            .is_some_and(|piece| piece.edge >= Edge::Paragraph)
    });
    let mut found = Vec::new();
    let first = hits.first().map_or(0, |hit| hit.piece);
    let last = hits.last().map_or(0, |hit| hit.piece);
    for (at, piece) in pieces.iter().enumerate() {
        let taken = hits
            .iter()
            .any(|hit| hit.piece <= at && (at < hit.value.0 || at == hit.piece));
        // What a table told to be a label may stand farther from the known ones.
        let near = first <= at + 4 && at <= last + 3 || matches!(piece.mark, Mark::Unknown);
        if taken || piece.is_empty() || piece.field.is_some() || !near {
            continue;
        }
        if matches!(piece.mark, Mark::Unknown) {
            let valued = pieces
                .get(at + 1)
                .is_some_and(|next| matches!(next.mark, Mark::Lost | Mark::Value));
            if !valued {
                continue;
            }
            found.push(Candidate {
                piece: at,
                value: (at + 1, 0),
                text: piece.text.clone(),
                plain: false,
            });
            continue;
        }
        if !matches!(piece.mark, Mark::Free)
            || piece.heading
            || strip::is_box(&piece.text)
            || free.len() < 4
        {
            continue;
        }
        let led_here = strip::lead(&piece.text) > 0;
        if bold && !piece.bold || led && !led_here || own_paragraph && piece.edge < Edge::Paragraph
        {
            continue;
        }
        let text = piece.text.as_str();
        let next = pieces.get(at + 1);
        let whole = bold && !inline && next.is_some_and(|next| !next.bold && !next.is_empty());
        let lead = strip::lead(text);
        let text_after = text.get(lead..).unwrap_or("");
        let cut = text_after
            .find([':', '：', '?', '？', '\t', '_', '…', '*', '=', '→', '►'])
            .or_else(|| text_after.find("..."))
            .or_else(|| {
                let dash = [" - ", " – ", " — "].map(|dash| text_after.find(dash));
                dash.into_iter().flatten().min().filter(|_| dashed)
            })
            .map(|cut| cut + lead)
            // A question on a line of its own among labels without signs is a label like them.
            .filter(|cut| {
                let rest = text.get(*cut..).unwrap_or("");
                colon || dashed || rest.contains(char::is_alphanumeric)
            });
        if colon
            && cut.is_none()
            && !whole
            && let Some((label, end)) = wrapped(pieces, at)
        {
            found.push(Candidate {
                piece: at,
                value: (end, 0),
                text: label,
                plain: false,
            });
            continue;
        }
        let question = text.ends_with(['?', '？']);
        let (label, value, plain) = match cut {
            _ if whole => (
                text.get(..strip::tail(text)).unwrap_or(text),
                text.len(),
                false,
            ),
            Some(cut) if colon || dashed => {
                let rest = text.get(cut..).unwrap_or("");
                let skipped: usize = rest
                    .chars()
                    .take_while(|c| {
                        !c.is_alphanumeric() && !matches!(c, '+' | '(' | '[' | '☐' | '☒' | '"')
                    })
                    .map(char::len_utf8)
                    .sum();
                (text.get(..cut).unwrap_or(""), cut + skipped, false)
            }
            None if !colon && (bold || led) => (text, text.len(), false),
            None if piece.edge >= Edge::Paragraph && piece.edge < Edge::Cell => {
                (text, text.len(), !question)
            }
            _ => continue,
        };
        let words = count(label);
        let question = question
            || text
                .get(label.len()..)
                .is_some_and(|rest| rest.starts_with(['?', '？']));
        if words == 0
            || words
                > if question || value >= text.len() {
                    30
                } else {
                    9
                }
        {
            continue;
        }
        // A plain line between two labels is the answer to the first.
        if (plain || question && value >= text.len()) && leads_to_label(pieces, hits, at) {
            continue;
        }
        // Prose with a colon in it: the labels of this document stand alone on their lines, and this does not.
        if value < text.len() && !inline && !question {
            continue;
        }
        let value = if value >= text.len() {
            (at + 1, 0)
        } else {
            (at, value)
        };
        found.push(Candidate {
            piece: at,
            value,
            text: label.to_owned(),
            plain,
        });
    }
    found
}

/// A label that begins a paragraph and has its colon at the end of a later line, and the piece behind it.
fn wrapped(pieces: &[Piece], at: usize) -> Option<(String, usize)> {
    let first = pieces
        .get(at)
        .filter(|piece| piece.edge >= Edge::Paragraph)?;
    let mut label = first.text.clone();
    for (line, piece) in pieces.iter().enumerate().skip(at + 1).take(3) {
        let plain = matches!(piece.mark, Mark::Free) && piece.field.is_none();
        if !plain || piece.edge != Edge::Line || label.ends_with(['.', '!', '?', ':', ';']) {
            return None;
        }
        label.push(' ');
        label.push_str(&piece.text);
        if piece.text.ends_with([':', '：', '?', '？']) {
            return (count(&label) <= 30).then_some((label, line + 1));
        }
    }
    None
}

/// True when the next line that is written on is a known label.
fn leads_to_label(pieces: &[Piece], hits: &[Hit], at: usize) -> bool {
    let behind = pieces.iter().enumerate().skip(at + 1);
    let next = behind.take(6).find(|(_, piece)| !piece.is_empty());
    next.is_some_and(|(next, _)| hits.iter().any(|hit| hit.piece == next))
}

fn ends_signed(pieces: &[Piece], hit: &Hit) -> bool {
    pieces
        .get(hit.piece)
        .is_some_and(|piece| piece.text.trim_end().ends_with([':', '?', '*', '：', '？']))
}
