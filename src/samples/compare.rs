//! When two values are the same: to the letter, by their words, or with the tolerance that a picture needs.

use crate::rules::{ValueKind, is_format};
use serde_json::Value;
use std::collections::BTreeMap;
use unicode_normalization::UnicodeNormalization;

/// Whether a value is the one that was expected, for a field of this kind.
pub(super) fn same(kind: Option<ValueKind>, expected: &Value, found: &Value, ocr: bool) -> bool {
    let (expected, found) = (clean(&shown(expected)), clean(&shown(found)));
    match kind {
        // The words of an essay, in whatever lines.
        Some(ValueKind::LongText) => {
            share_of_equal_words(&expected, &found) >= if ocr { 0.75 } else { 0.95 }
        }
        Some(ValueKind::Url) => bare_address(&expected) == bare_address(&found),
        Some(ValueKind::Text | ValueKind::Person | ValueKind::Email | ValueKind::Period) if ocr => {
            let plain = |text: &str| deunicode::deunicode(text);
            strsim::normalized_levenshtein(&plain(&expected), &plain(&found)) >= 0.8
        }
        _ => expected == found,
    }
}

/// A value as people read it.
pub(super) fn shown(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "(nothing)".to_owned(),
        other => other.to_string(),
    }
}

/// NFC, without invisible marks, white space collapsed, case folded.
fn clean(text: &str) -> String {
    let kept: String = text.nfc().filter(|c| !is_format(*c)).collect();
    kept.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

fn bare_address(address: &str) -> &str {
    let address = address.split_once("://").map_or(address, |parts| parts.1);
    address
        .strip_prefix("www.")
        .unwrap_or(address)
        .trim_end_matches('/')
}

/// The harmonic mean of precision and recall of words.
fn share_of_equal_words(expected: &str, found: &str) -> f64 {
    let count = |text: &str| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        let words = text.split(|c: char| !c.is_alphanumeric());
        for word in words.filter(|word| !word.is_empty()) {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
        counts
    };
    let (expected, found) = (count(expected), count(found));
    let equal: usize = expected
        .iter()
        .map(|(word, n)| found.get(word).map_or(0, |m| *n.min(m)))
        .sum();
    let total: usize = expected.values().sum::<usize>() + found.values().sum::<usize>();
    2.0 * equal as f64 / total.max(1) as f64
}
