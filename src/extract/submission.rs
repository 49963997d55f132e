//! A draft becomes a submission: derived values, what is missing, what a person must decide.

use super::draft::{Draft, shorten};
use super::{Question, Source, Status, Submission, Value};
use crate::rules::{Need, Rules, ValueKind};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Below this a required value is doubtful: OCR doubts every word a little, and so do labels in words of their own.
const DOUBTFUL: f32 = 0.45;

/// Makes a submission of a draft.
pub(super) fn submission(draft: Draft, rules: &Rules, received: Timestamp) -> Submission {
    let mut fields: BTreeMap<String, Value> = BTreeMap::new();
    let mut missing = Vec::new();
    let mut questions = Vec::new();
    let mut required_missing = false;
    let country = rules
        .fields
        .iter()
        .position(|rule| rule.kind == ValueKind::Country)
        .and_then(|index| draft.values.get(&index))
        .and_then(|value| value.value.as_str())
        .map(str::to_owned);
    for (index, rule) in rules.fields.iter().enumerate() {
        let derived = match rule.kind {
            ValueKind::Region => country
                .as_deref()
                .and_then(|country| rules.countries.section.get(country))
                .map(|section| derived(section.as_str().into(), country.as_deref().unwrap_or(""))),
            ValueKind::Wave => {
                wave(rules, received).map(|number| derived(number.into(), &received.to_string()))
            }
            _ => None,
        };
        if let Some(value) = derived {
            fields.insert(rule.id.clone(), value);
            continue;
        }
        let invalid = draft.invalid.get(&index);
        match draft.values.get(&index) {
            Some(value) => {
                if value.confidence < DOUBTFUL
                    && rule.need == Need::Required
                    && !draft.doubts.contains_key(&index)
                {
                    questions.push(Question {
                        field: rule.id.clone(),
                        text: format!("is \"{}\" right?", shorten(&value.raw)),
                    });
                }
                fields.insert(rule.id.clone(), value.clone());
            }
            // Nobody misses what his form does not ask.
            None if rule.form.is_some() && rule.form != draft.form => {}
            None if matches!(rule.need, Need::Required | Need::Wished) => {
                required_missing |= rule.need == Need::Required;
                missing.push(rule.id.clone());
                if let Some(invalid) = invalid
                    && !invalid.raw.trim().is_empty()
                    && rule.need == Need::Required
                    && !is_filler(&invalid.raw)
                {
                    questions.push(Question {
                        field: rule.id.clone(),
                        text: format!("\"{}\" is no valid value", shorten(&invalid.raw)),
                    });
                }
            }
            None => {}
        }
        if let Some(doubt) = draft.doubts.get(&index) {
            questions.push(Question {
                field: rule.id.clone(),
                text: doubt.clone(),
            });
        }
    }
    let status = if required_missing {
        Status::Incomplete
    } else if questions.is_empty() {
        Status::Complete
    } else {
        Status::Review
    };
    Submission {
        status,
        language: draft.language,
        source: draft.name,
        missing,
        questions,
        fields,
    }
}

/// True for words without a letter or digit: fill lines, dashes.
fn is_filler(raw: &str) -> bool {
    !raw.chars().any(char::is_alphanumeric) || raw.starts_with(['[', '<', '{'])
}

fn derived(value: serde_json::Value, raw: &str) -> Value {
    Value {
        value,
        raw: raw.to_owned(),
        source: Source::Derived,
        r#where: String::new(),
        confidence: 1.0,
    }
}

/// The wave that a moment belongs to.
fn wave(rules: &Rules, received: Timestamp) -> Option<u32> {
    rules
        .waves
        .iter()
        .rev()
        .find(|wave| wave.from <= received)
        .map(|wave| wave.number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};
    use std::collections::BTreeSet;

    fn questions(source: Source, confidence: f32) -> usize {
        let rules = compile(&builtin()).unwrap();
        let field = rules
            .fields
            .iter()
            .position(|rule| rule.id == "leader_name")
            .unwrap();
        let value = Value {
            value: "Ana Ruiz".into(),
            raw: "Ana Ruiz".to_owned(),
            source,
            r#where: String::new(),
            confidence,
        };
        let draft = Draft {
            name: String::new(),
            rank: 0,
            language: "en".to_owned(),
            form: None,
            values: BTreeMap::from([(field, value)]),
            invalid: BTreeMap::new(),
            doubts: BTreeMap::new(),
            labels: BTreeSet::new(),
        };
        let received = "2026-03-01T10:00:00Z".parse().unwrap();
        submission(draft, &rules, received).questions.len()
    }

    #[test]
    fn the_small_doubt_of_every_word_that_ocr_read_and_of_a_label_s_own_wording_raises_no_question()
    {
        assert_eq!(questions(Source::Ocr, 0.55), 0);
        assert_eq!(questions(Source::Docx, 0.55), 0);
        assert_eq!(questions(Source::Docx, 0.3), 1);
    }
}
