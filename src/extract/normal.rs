//! Words → typed values; a stand-in until the values have their own folder.

use crate::rules::{FieldRule, Rules};
use jiff::Timestamp;

/// What is known about the form around a value.
#[derive(Debug, Clone, Default)]
pub struct Context<'a> {
    /// Country of the government, ISO 3166-1 alpha-2.
    pub country: Option<&'a str>,
    /// Language of the form.
    pub language: &'a str,
    /// When the mail came.
    pub received: Timestamp,
}

/// A value normalised.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Normal {
    /// The value, when there is a valid one.
    pub value: Option<serde_json::Value>,
    /// From 0 to 1.
    pub confidence: f32,
    /// What is doubtful, in one sentence.
    pub doubt: Option<String>,
}

/// Takes the words as they are.
pub fn normalise(field: &FieldRule, raw: &str, context: &Context<'_>, _rules: &Rules) -> Normal {
    let _ = (
        &field.id,
        context.country,
        context.language,
        context.received,
    );
    let t = raw.trim();
    Normal {
        value: (!t.is_empty()).then(|| t.into()),
        confidence: 1.0,
        doubt: None,
    }
}
