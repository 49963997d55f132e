//! Forms that ask for a person with e-mail address and telephone in one answer: each goes to its own field.

use super::Value;
use super::draft::Draft;
use super::value::{Context, Normal, normalise};
use crate::rules::{FieldRule, Rules, ValueKind};

/// Gives the address and the telephone that stand beside a person's name to the fields of that person, where those were left
/// empty.
pub(super) fn add_contacts(draft: &mut Draft, context: &Context<'_>, rules: &Rules) {
    for (index, person) in rules.fields.iter().enumerate() {
        if person.kind != ValueKind::Person {
            continue;
        }
        let Some(named) = draft.values.get(&index).cloned() else {
            continue;
        };
        for (own, rule) in rules.fields.iter().enumerate() {
            if draft.values.contains_key(&own) || !is_of_same(person, rule) {
                continue;
            }
            let Some((value, confidence)) = within(&named.raw, rule, context, rules) else {
                continue;
            };
            draft.invalid.remove(&own);
            draft.values.insert(
                own,
                Value {
                    value,
                    confidence: named.confidence * confidence * 0.95,
                    ..named.clone()
                },
            );
        }
    }
}

/// True for the address or telephone of a person: `contact_name`, `contact_email`.
fn is_of_same(person: &FieldRule, rule: &FieldRule) -> bool {
    let whose = |rule: &FieldRule| rule.id.split_once('_').map(|(whose, _)| whose.to_owned());
    matches!(rule.kind, ValueKind::Email | ValueKind::Phone) && whose(person) == whose(rule)
}

/// The value of a kind that one part of an answer holds.
fn within(
    raw: &str,
    rule: &FieldRule,
    context: &Context<'_>,
    rules: &Rules,
) -> Option<(serde_json::Value, f32)> {
    let read = |part: &str| match normalise(rule, part, context, rules) {
        Normal::Value {
            value, confidence, ..
        } => Some((value, confidence)),
        Normal::Empty | Normal::Invalid(_) => None,
    };
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).count();
    match rule.kind {
        ValueKind::Email => raw.contains('@').then(|| read(raw)).flatten(),
        _ => raw
            .split([',', ';', '|', '\n', '،', '–', '—'])
            .flat_map(|part| part.split(" / "))
            // The word for it may stand in front ("tel. +34…").
            .filter_map(|part| {
                part.get(part.find(|c: char| c.is_ascii_digit() || "+(".contains(c))?..)
            })
            .filter(|part| digits(part) >= 7 && !part.contains('@'))
            .find_map(read),
    }
}
