//! How well a label in unknown words, and the answer behind it, fit a field.

use super::label::{Labels, Target};
use super::phrase;
use super::piece::{Mark, Piece};
use super::value::{Context, Normal, normalise};
use super::words::count;
use crate::rules::{FieldRule, Rules, ValueKind, fold};
use std::collections::BTreeSet;

/// How sure a label is that only its words, its answer and its place tell. It helps to read a form and makes nothing one.
pub(super) const SURE: f32 = 0.7;

/// So far ahead of all others, a field is surer than one whose label is a little alike.
pub(super) const FAR: f32 = 2.5;

/// Targets whose answers are looked at; no answer makes up for words that speak for so many others.
const LIKELIEST: usize = 6;

/// Words of an answer that is an essay or an address, not a name.
const LONG: usize = 8;
/// Words that no name and no function has.
const TOO_LONG: usize = 25;

/// The answer that stands at a place: its piece, or what is left of it.
pub(super) fn answer(pieces: &[Piece], (at, offset): (usize, usize)) -> &str {
    let Some(piece) = pieces.get(at) else {
        return "";
    };
    match piece.mark {
        Mark::Label(_) | Mark::Unknown if offset == 0 => "",
        _ => piece.text.get(offset..).unwrap_or("").trim(),
    }
}

/// What a short answer in words may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Answer {
    Government,
    Person,
    /// The campaign's own name.
    Campaign,
}

/// What a short answer is, where its words tell.
fn kind_of(answer: &str, labels: &Labels, rules: &Rules) -> Option<Answer> {
    let folded = fold(answer);
    let words = folded.split_whitespace().count();
    let ends = |suffix: &str| {
        let front = folded.strip_suffix(suffix);
        front.is_some_and(|front| front.ends_with(' '))
    };
    let named = |word: &str| {
        let initial = word.starts_with(char::is_uppercase);
        initial && !word.contains(char::is_numeric) || word.chars().count() <= 3
    };
    if words > TOO_LONG {
        None
    } else if phrase::first(&folded, "campaign", rules).is_some() {
        Some(Answer::Campaign)
    } else if phrase::begins(&folded, "government_prefix", rules)
        || rules.words.of("government_suffix").any(ends)
        || folded.split(' ').any(|word| labels.is_government(word))
    {
        Some(Answer::Government)
    } else if (2..=6).contains(&words)
        && answer.split_whitespace().all(named)
        && answer.starts_with(char::is_uppercase)
        && !answer.contains([',', ':', '(', '/', '&', ';'])
    {
        Some(Answer::Person)
    } else {
        None
    }
}

/// What an answer says for a field: more than nothing when it is such a value, none when it cannot be one.
pub(super) fn fit(rule: &FieldRule, answer: &str, labels: &Labels, rules: &Rules) -> Option<f32> {
    if answer.is_empty() {
        return Some(0.0);
    }
    let words = count(answer);
    let address = answer.contains('@') || answer.contains("://") || answer.starts_with("www.");
    let kind = kind_of(answer, labels, rules);
    match rule.kind {
        ValueKind::Text if rule.id == "lrg_name" && words <= TOO_LONG && !address => match kind {
            Some(Answer::Government) => Some(1.5),
            Some(Answer::Campaign) => None,
            Some(Answer::Person) => Some(-1.0),
            None => Some(if words >= LONG { -1.0 } else { 0.0 }),
        },
        ValueKind::Text | ValueKind::Person if kind == Some(Answer::Campaign) => None,
        ValueKind::Person if kind == Some(Answer::Government) => Some(-1.5),
        ValueKind::Person if kind == Some(Answer::Person) => Some(0.7),
        // No name and no function is a number.
        ValueKind::Text if is_numeric(answer) && rule.id != "council_decision" => None,
        ValueKind::Text if address || words > TOO_LONG => None,
        ValueKind::Person if address || words > TOO_LONG || is_numeric(answer) => None,
        ValueKind::LongText if address && words < LONG => None,
        ValueKind::LongText => Some(if words >= LONG { 1.5 } else { 0.0 }),
        ValueKind::Text | ValueKind::Person if words >= LONG => Some(-1.0),
        ValueKind::Text | ValueKind::Person => Some(0.0),
        ValueKind::Region | ValueKind::Wave => None,
        _ if words > TOO_LONG * 2 => None,
        _ => match normalise(rule, answer, &Context::default(), rules) {
            Normal::Value { confidence, .. } if confidence >= 0.7 => Some(2.0),
            Normal::Empty => Some(0.0),
            // Without the country, not every telephone number can be told.
            _ if rule.kind == ValueKind::Phone && is_numeric(answer) => Some(1.0),
            _ => None,
        },
    }
}

/// The field that a label in unknown words stands for, and how far it is ahead of every other, in natural logarithms: by
/// what its words mean, the answer behind it and the fields before and after it. `plain` is a label printed like prose.
pub(super) fn field_of(
    label: &str,
    answer: &str,
    plain: bool,
    (before, after): (Option<usize>, Option<usize>),
    known: &BTreeSet<usize>,
    labels: &Labels,
    rules: &Rules,
) -> Option<(f32, usize)> {
    // A label of common words ("Date") is in doubt, but it is known.
    if labels.exact(label).is_some() {
        return None;
    }
    // A heading has no answer behind it.
    let heading = if answer.is_empty() { 0.0 } else { -1.5 };
    let place = |field: usize| {
        let next = before.is_some_and(|before| before + 1 == field)
            || after.is_some_and(|after| field + 1 == after);
        let between =
            before.is_some_and(|before| before < field) && after.is_some_and(|after| field < after);
        0.7 * f32::from(u8::from(next)) + 0.7 * f32::from(u8::from(between))
    };
    let meaning = labels.meaning(label);
    // What speaks far more for a field that is known asks for something beside it. Questions share too many words for that.
    let taken = meaning
        .iter()
        .find(|(_, target)| matches!(target, Target::Field(field) if known.contains(field)));
    let least = taken
        .filter(|_| count(answer) < LONG)
        .map_or(f32::MIN, |(score, _)| score - 3.0);
    let open = |target: &Target| !matches!(target, Target::Field(field) if known.contains(field));
    let mut all: Vec<(f32, Option<usize>)> = meaning
        .into_iter()
        .filter(|(score, target)| *score >= least && open(target))
        .take(LIKELIEST)
        .filter_map(|(score, target)| match target {
            Target::Field(field) => {
                let fit = fit(rules.fields.get(field)?, answer, labels, rules)?;
                Some((score + fit + place(field), Some(field)))
            }
            Target::Other | Target::Hint => Some((score + heading, None)),
        })
        .collect();
    // No other field holds a period, and next to the leader it is the mandate.
    let period = (0..rules.fields.len()).find(|field| {
        let beside = before.is_some_and(|before| before < *field && *field - before <= 2);
        let rule = rules.fields.get(*field);
        beside
            && !known.contains(field)
            && rule.is_some_and(|rule| {
                rule.kind == ValueKind::Period && fit(rule, answer, labels, rules) == Some(2.0)
            })
    });
    if !plain && let Some(field) = period {
        return Some((FAR, field));
    }
    all.sort_by(|a, b| b.0.total_cmp(&a.0));
    let (score, field) = *all.first()?;
    let far = score - all.get(1).map_or(0.0, |next| next.0);
    let enough = match plain {
        true => score >= 5.0 && far >= 2.0 || score >= 2.0 && far >= 6.0,
        false => score >= 0.7 && far >= 0.6,
    };
    field.filter(|_| enough).map(|field| (far, field))
}

/// More digits than letters.
fn is_numeric(answer: &str) -> bool {
    let digits = answer.chars().filter(|c| c.is_numeric()).count();
    digits > answer.chars().filter(|c| c.is_alphabetic()).count()
}
