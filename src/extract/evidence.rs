//! How well a label in unknown words, and the answer behind it, fit a field.

use super::piece::{Mark, Piece};
use super::value::{Context, Normal, normalise};
use super::words::count;
use crate::rules::{FieldRule, Rules, ValueKind};

/// How sure a label is that only its words, its answer and its place tell. It helps to read a form and makes nothing one.
pub(super) const SURE: f32 = 0.7;

/// Words of an answer that is an essay or an address, not a name.
pub(super) const LONG: usize = 8;
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

/// What an answer says for a field: more than nothing when it is such a value, none when it cannot be one.
pub(super) fn fit(rule: &FieldRule, answer: &str, rules: &Rules) -> Option<f32> {
    if answer.is_empty() {
        return Some(0.0);
    }
    let words = count(answer);
    let address = answer.contains('@') || answer.contains("://") || answer.starts_with("www.");
    match rule.kind {
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

/// More digits than letters.
fn is_numeric(answer: &str) -> bool {
    let digits = answer.chars().filter(|c| c.is_numeric()).count();
    digits > answer.chars().filter(|c| c.is_alphabetic()).count()
}
