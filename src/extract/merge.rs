//! Several copies of one form become one submission; forms of different towns stay apart.

use super::draft::{Draft, shorten};
use super::source::Text;
use super::words::key;
use super::{Source, Value};
use crate::rules::{Rules, ValueKind};
use std::collections::BTreeMap;

/// Puts drafts of the same town together, the best source first.
pub(super) fn merge(mut drafts: Vec<Draft>, rules: &Rules) -> Vec<Draft> {
    // A stable order: files before the body, and what was typed before what was printed or scanned.
    drafts.sort_by_key(|draft| (draft.rank, worth(draft)));
    let mut merged: Vec<Draft> = Vec::new();
    for draft in drafts {
        match merged
            .iter_mut()
            .find(|before| is_same(before, &draft, rules))
        {
            Some(before) => absorb(before, draft, rules),
            None => merged.push(draft),
        }
    }
    merged
}

/// How far the main source of a draft is from what was typed.
fn worth(draft: &Draft) -> u8 {
    draft
        .values
        .values()
        .map(|value| match value.source {
            Source::Acroform
            | Source::Docx
            | Source::Odt
            | Source::Rtf
            | Source::Html
            | Source::Text => 0,
            Source::Pdf | Source::Derived => 1,
            Source::Ocr => 9,
        })
        .max()
        .unwrap_or(2)
}

/// A field's value in a draft.
fn get<'d>(draft: &'d Draft, id: &str, rules: &Rules) -> Option<&'d Value> {
    let index = rules.fields.iter().position(|rule| rule.id == id)?;
    draft.values.get(&index)
}

/// A value as a key for comparison.
fn as_key(value: &Value) -> String {
    match value.value.as_str() {
        Some(text) => key(text),
        None => value.value.to_string(),
    }
}

/// True when two drafts speak of the same town.
fn is_same(a: &Draft, b: &Draft, rules: &Rules) -> bool {
    let both = |id: &str| Some((as_key(get(a, id, rules)?), as_key(get(b, id, rules)?)));
    if let Some((x, y)) = both("country")
        && x != y
    {
        return false;
    }
    let mut agree = 0;
    let mut differ = 0;
    for id in ["leader_name", "population", "website", "lrg_name_en"] {
        if let Some((x, y)) = both(id) {
            if alike(&x, &y) {
                agree += 1;
            } else {
                differ += 1;
            }
        }
    }
    match both("lrg_name") {
        Some((x, y)) if alike(&x, &y) => differ < 3 || agree > 0,
        Some(_) => agree > differ,
        None => agree >= differ,
    }
}

/// True when two keys are the same but for a misread letter, or one is the other with a prefix.
fn alike(a: &str, b: &str) -> bool {
    a == b
        || a.len().min(b.len()) >= 4 && (a.contains(b) || b.contains(a))
        || strsim::normalized_levenshtein(a, b) >= 0.85
}

/// Takes over what a second copy knows, and notes where it says something else.
fn absorb(into: &mut Draft, from: Draft, rules: &Rules) {
    for (index, value) in from.values {
        let Some(rule) = rules.fields.get(index) else {
            continue;
        };
        match into.values.get(&index) {
            None => {
                into.values.insert(index, value);
                into.invalid.remove(&index);
            }
            Some(own) => {
                let trusted = own.confidence >= 0.8
                    && value.confidence >= 0.8
                    && value.source != Source::Ocr
                    && own.source != Source::Ocr;
                if own.value != value.value && trusted && !is_same_words(own, &value, rule.kind) {
                    into.doubts.entry(index).or_insert_with(|| {
                        format!(
                            "two copies differ: \"{}\" and \"{}\" ({})",
                            shorten(&own.raw),
                            shorten(&value.raw),
                            from.name
                        )
                    });
                }
            }
        }
    }
    into.labels.extend(from.labels);
    for (index, doubt) in from.doubts {
        if !into.values.contains_key(&index) {
            into.doubts.entry(index).or_insert(doubt);
        }
    }
}

/// Takes over what the letter around a form tells in labels and values that the form leaves open: a part that could not be
/// filled in there. What people print below their names is no answer.
pub(super) fn complete(into: &mut Draft, text: &Text, drafts: &[Draft], rules: &Rules) {
    let [letter] = drafts else { return };
    let told = letter.values.iter().filter(|(index, _)| {
        let kind = rules.fields.get(**index).map(|rule| rule.kind);
        !matches!(
            kind,
            None | Some(
                ValueKind::Email
                    | ValueKind::Phone
                    | ValueKind::Url
                    | ValueKind::Text
                    | ValueKind::Region
                    | ValueKind::Wave
            )
        )
    });
    if !text.written || letter.values.len() < 2 || told.count() == 0 {
        return;
    }
    for (index, value) in &letter.values {
        if !into.values.contains_key(index) {
            into.values.insert(*index, value.clone());
            into.invalid.remove(index);
        }
    }
}

/// True when two values differ in their looks only.
fn is_same_words(a: &Value, b: &Value, kind: ValueKind) -> bool {
    let (x, y) = (as_key(a), as_key(b));
    match kind {
        ValueKind::LongText | ValueKind::Text | ValueKind::Person => {
            let words = |value: &Value| {
                let mut counts: BTreeMap<String, usize> = BTreeMap::new();
                for word in crate::rules::fold(value.value.as_str().unwrap_or(""))
                    .split(|c: char| !c.is_alphanumeric())
                {
                    *counts.entry(word.to_owned()).or_default() += 1;
                }
                counts
            };
            let (one, two) = (words(a), words(b));
            let common: usize = one
                .iter()
                .map(|(word, count)| (*count).min(two.get(word).copied().unwrap_or(0)))
                .sum();
            let total: usize = one.values().sum::<usize>() + two.values().sum::<usize>();
            alike(&x, &y) || 2 * common * 10 >= total * 9
        }
        _ => x == y,
    }
}
