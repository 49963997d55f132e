//! Words → typed values: what somebody wrote into a field, normalised, with how sure that is.

mod blank;
mod choice;
mod country;
mod date;
mod email;
mod era;
mod mend;
mod month;
mod number;
mod numeral;
mod period;
mod person;
mod phone;
mod text;
mod ticks;
mod token;
mod url;

pub(super) use blank::is_unwritten;
pub use country::{Names, is_country};
pub use mend::mend;
pub use number::Factors;
pub(super) use person::find_word;
pub use person::{Person, names_office, split_person};

use crate::rules::{FieldRule, Rules, ValueKind};
use jiff::Timestamp;
use serde_json::Value as Json;

/// What is known around a value.
#[derive(Debug, Clone, Copy, Default)]
pub struct Context<'a> {
    /// Country of the government, ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// Language of the form.
    pub language: &'a str,
    /// When the mail came.
    pub received: Timestamp,
}

/// What became of the words in a field.
#[derive(Debug, Clone, PartialEq)]
pub enum Normal {
    /// A value.
    Value {
        /// As it stands in a record: text or integer.
        value: Json,
        /// From 0 to 1.
        confidence: f32,
        /// What a person should look at, in one sentence.
        doubt: Option<String>,
    },
    /// Nobody filled it in: nothing, a line of dots, a placeholder, "n/a".
    Empty,
    /// Something is written that is no value of this kind; the words say why.
    Invalid(String),
}

impl Normal {
    fn sure(value: impl Into<Json>) -> Normal {
        Normal::with(value, 1.0)
    }

    fn with(value: impl Into<Json>, confidence: f32) -> Normal {
        Normal::Value {
            value: value.into(),
            confidence,
            doubt: None,
        }
    }

    fn doubtful(value: impl Into<Json>, confidence: f32, doubt: impl Into<String>) -> Normal {
        Normal::Value {
            value: value.into(),
            confidence,
            doubt: Some(doubt.into()),
        }
    }

    fn invalid(why: impl Into<String>) -> Normal {
        Normal::Invalid(why.into())
    }

    /// The value, when there is one.
    pub fn value(&self) -> Option<&Json> {
        match self {
            Normal::Value { value, .. } => Some(value),
            Normal::Empty | Normal::Invalid(_) => None,
        }
    }
}

/// Normalises what stands in a field.
pub fn normalise(field: &FieldRule, raw: &str, context: &Context<'_>, rules: &Rules) -> Normal {
    let raw = text::unstruck(raw);
    if !matches!(field.kind, ValueKind::YesNo | ValueKind::Choice)
        && blank::is_blank(field, &raw, rules)
    {
        return Normal::Empty;
    }
    let normal = by_kind(field, &raw, context, rules);
    match (&field.pattern, normal.value().and_then(Json::as_str)) {
        (Some(pattern), Some(value)) if !pattern.matches(value) => {
            let why = "it does not look as its pattern says";
            Normal::doubtful(value, 0.5, why)
        }
        _ => normal,
    }
}

fn by_kind(field: &FieldRule, raw: &str, context: &Context<'_>, rules: &Rules) -> Normal {
    match field.kind {
        ValueKind::Text => text::line(raw),
        ValueKind::LongText => text::paragraphs(raw),
        ValueKind::Person => person::normalise(raw, context, rules),
        ValueKind::Country => country::normalise(raw, rules),
        ValueKind::Choice => choice::normalise(field, raw, rules),
        ValueKind::YesNo => choice::yes_no(field, raw, rules),
        ValueKind::Integer => number::normalise(raw, rules),
        ValueKind::Url => url::normalise(raw),
        ValueKind::Period => period::normalise(raw, context, rules),
        ValueKind::Email => email::normalise(raw, rules),
        ValueKind::Phone => phone::normalise(raw, context, rules),
        ValueKind::Date => date::normalise(raw, context, rules),
        // Concluded from other values, never read.
        ValueKind::Region | ValueKind::Wave => Normal::Empty,
    }
}

#[cfg(test)]
mod tests;
