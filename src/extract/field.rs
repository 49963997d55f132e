//! Fillable fields: which field of a record each one is, by its name, its label for people, or the label printed beside it.

use super::label::{Labels, Target};
use super::pair::{Found, Sheet, unknown};
use super::seen::{Road, Seen, bare};
use super::tail;
use super::words::key;
use crate::document::{Document, FieldKind, FormField};
use crate::rules::{FORM_MARK, Rules, ValueKind};
use std::collections::{BTreeMap, BTreeSet};

/// Which field of a record a fillable field is.
#[derive(Debug, Clone, Copy)]
struct Told {
    field: usize,
    score: f32,
    road: Road,
}

impl Told {
    fn by(road: Road, field: usize, score: f32) -> Told {
        Told { field, score, road }
    }
}

/// Adds the values of fillable fields to a sheet, and corrects the pairs that the page alone suggested.
pub(super) fn add(document: &Document, sheet: &mut Sheet, labels: &Labels, rules: &Rules) {
    let stems = counted_stems(&document.fields);
    let mut known: Vec<Option<Told>> = document
        .fields
        .iter()
        .map(|filled| identify(filled, &stems, labels, rules))
        .collect();
    likely(document, &mut known, sheet, labels);
    for (index, filled) in document.fields.iter().enumerate() {
        if filled.name == FORM_MARK {
            continue;
        }
        let number = u32::try_from(index).ok();
        let Some(Told { field, score, road }) = known.get(index).copied().flatten() else {
            if !sheet.found.iter().any(|found| found.filled == number) {
                let label = filled.label.as_deref().unwrap_or("").trim();
                let text = if label.is_empty() {
                    &filled.name
                } else {
                    label
                };
                sheet.seen.push(unknown(bare(text), place(filled)));
            }
            continue;
        };
        sheet.labels.insert(field);
        sheet.seen.push(Seen {
            text: match road {
                Road::Title => bare(filled.label.as_deref().unwrap_or("")),
                _ => filled.name.clone(),
            },
            place: place(filled),
            field: Some(field),
            known: true,
            score,
            road,
        });
        if score >= 0.9 {
            sheet.strong.insert(field);
        }
        // What the page paired with this field by its looks gives way to the field's own name.
        if score >= 0.9 {
            sheet
                .found
                .retain(|found| found.filled != number || found.field == field);
        }
        let raw = raw(filled, field, rules);
        if raw.trim().is_empty() {
            continue;
        }
        match sheet
            .found
            .iter_mut()
            .find(|found| found.field == field && found.filled == number)
        {
            Some(found) => {
                if !is_number_of_ticked(filled, &found.raw) {
                    found.raw = raw;
                }
                found.score = found.score.max(score);
                found.seen = sheet.seen.len() - 1;
            }
            None => {
                let order = sheet
                    .found
                    .iter()
                    .filter(|found| found.field <= field)
                    .map(|found| found.order)
                    .max()
                    .unwrap_or(0);
                sheet.found.push(Found {
                    field,
                    raw,
                    score,
                    place: place(filled),
                    filled: number,
                    order,
                    inside: false,
                    seen: sheet.seen.len() - 1,
                });
            }
        }
    }
    merge_boxes(document, sheet, rules);
    marked(document, sheet);
}

/// Our own blank form says by a hidden field which form it is and in which language. What stands in its fields is what
/// was meant; the page beside them has nothing to add.
fn marked(document: &Document, sheet: &mut Sheet) {
    let mark = document.fields.iter().find(|field| field.name == FORM_MARK);
    let Some(language) = mark.and_then(|mark| mark.value.split(' ').nth(1)) else {
        return;
    };
    sheet.languages = BTreeMap::from([(language.to_owned(), document.fields.len())]);
    let filled: BTreeSet<usize> = sheet
        .found
        .iter()
        .filter(|found| found.filled.is_some())
        .map(|found| found.field)
        .collect();
    sheet
        .found
        .retain(|found| found.filled.is_some() || !filled.contains(&found.field));
}

/// Labels for people in wordings that nobody knows: the likest field that no other fillable field is.
fn likely(document: &Document, known: &mut [Option<Told>], sheet: &Sheet, labels: &Labels) {
    let taken: Vec<usize> = known.iter().flatten().map(|told| told.field).collect();
    if taken.len() < 4 {
        return;
    }
    for (index, filled) in document.fields.iter().enumerate() {
        let number = u32::try_from(index).ok();
        let paired = sheet.found.iter().any(|found| found.filled == number);
        let Some(slot) = known.get_mut(index) else {
            continue;
        };
        let Some(label) = filled
            .label
            .as_deref()
            .filter(|_| slot.is_none() && !paired)
        else {
            continue;
        };
        *slot = labels
            .likely(label)
            .into_iter()
            .find(|(score, field)| *score >= 0.4 && !taken.contains(field))
            .map(|(score, field)| Told::by(Road::Guess, field, 0.62 + score / 3.0));
    }
}

/// True for a button that has only a number for a name, where the page says in words which one is ticked.
fn is_number_of_ticked(filled: &FormField, page: &str) -> bool {
    filled.kind == FieldKind::Radio
        && filled.value.ends_with(|c: char| c.is_ascii_digit())
        && page.contains('☒')
}

/// The words of a fillable field; a ticked box that is one option of several says its own name.
fn raw(filled: &FormField, field: usize, rules: &Rules) -> String {
    if filled.kind == FieldKind::CheckBox {
        let Some(rule) = rules.fields.get(field) else {
            return String::new();
        };
        if rule.kind == ValueKind::Choice || rule.kind == ValueKind::YesNo {
            if let Some(option) = option_of(filled, field, rules) {
                return if filled.value == "yes" {
                    option
                } else {
                    String::new()
                };
            }
            // A box left open says nothing, and neither does one of several that has only a number for a name.
            if rule.kind == ValueKind::Choice || filled.value == "no" {
                return String::new();
            }
        }
    }
    filled.value.clone()
}

/// Which option a check box stands for, by the last part of its name or its label.
fn option_of(filled: &FormField, field: usize, rules: &Rules) -> Option<String> {
    let rule = rules.fields.get(field)?;
    let last = filled
        .name
        .rsplit(['.', '_', '-', ' '])
        .next()
        .unwrap_or("");
    let words: Vec<(String, String)> = match rule.kind {
        ValueKind::Choice => rule
            .choices
            .iter()
            .flat_map(|choice| {
                std::iter::once((choice.value.clone(), choice.value.clone())).chain(
                    choice
                        .words
                        .iter()
                        .map(|word| (word.clone(), choice.value.clone())),
                )
            })
            .collect(),
        _ => ["yes", "no"]
            .into_iter()
            .flat_map(|purpose| {
                let words = rules
                    .words
                    .phrases
                    .get(purpose)
                    .into_iter()
                    .flat_map(|languages| languages.values().flatten().cloned());
                std::iter::once(purpose.to_owned())
                    .chain(words)
                    .map(move |word| (word, purpose.to_owned()))
            })
            .collect(),
    };
    let by = |text: &str| {
        let text = key(text);
        words
            .iter()
            .find(|(word, _)| key(word) == text)
            .map(|(word, _)| word.clone())
    };
    by(last).or_else(|| filled.label.as_deref().and_then(by))
}

/// One value of several found for one field by boxes of its own: the ticked ones.
fn merge_boxes(document: &Document, sheet: &mut Sheet, rules: &Rules) {
    let boxes = |found: &Found| {
        found
            .filled
            .and_then(|index| document.fields.get(index as usize))
            .is_some_and(|field| field.kind == FieldKind::CheckBox)
    };
    for (index, rule) in rules.fields.iter().enumerate() {
        if !matches!(rule.kind, ValueKind::Choice | ValueKind::YesNo) {
            continue;
        }
        let ticked = sheet
            .found
            .iter()
            .any(|found| found.field == index && boxes(found) && !found.raw.contains(['☐', '☒']));
        if ticked {
            sheet.found.retain(|found| {
                found.field != index || boxes(found) && !found.raw.contains(['☐', '☒'])
            });
        }
    }
}

/// What stands before the numbers of fields that are only counted ("q1" to "q15"): such names say nothing.
fn counted_stems(fields: &[FormField]) -> BTreeSet<&str> {
    /// So many numbers count all fields; two may be the two questions of the rules.
    const COUNTED: usize = 5;
    let mut numbers: BTreeMap<&str, BTreeSet<&str>> = BTreeMap::new();
    for field in fields {
        let name = stem(&field.name);
        let number = field.name.get(name.len()..).unwrap_or("");
        if !number.is_empty() {
            numbers.entry(name).or_default().insert(number);
        }
    }
    numbers.retain(|_, numbers| numbers.len() >= COUNTED);
    numbers.into_keys().collect()
}

fn stem(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit())
}

/// The field that a fillable field's name or label means, and how sure that is.
fn identify(
    filled: &FormField,
    stems: &BTreeSet<&str>,
    labels: &Labels,
    rules: &Rules,
) -> Option<Told> {
    let counted = stems.contains(stem(&filled.name));
    if let Some(found) = by_name(&filled.name, labels).filter(|_| !counted) {
        return Some(Told::by(Road::Name, found, 1.0));
    }
    let label = filled
        .label
        .as_deref()
        .filter(|label| !label.trim().is_empty());
    let find = |label: &str| labels.find(label).or_else(|| tail::label(label, labels));
    if let Some(found) = label.and_then(find)
        && let [Target::Field(field)] = found.targets.as_slice()
        && !found.weak
    {
        return Some(Told::by(Road::Title, *field, found.score));
    }
    // A list says what it asks by what it offers.
    let offers = rules.fields.iter().position(|rule| {
        rule.kind == ValueKind::Choice
            && rule
                .choices
                .iter()
                .filter(|choice| {
                    filled.options.iter().any(|option| {
                        let option = crate::rules::fold(option);
                        choice.words.contains(&option) || choice.value == option
                    })
                })
                .count()
                >= 3
    });
    if let Some(field) = offers {
        return Some(Told::by(Road::Options, field, 0.9));
    }
    let words = words_of(&filled.name);
    let found = labels.exact(&words)?;
    match found.targets.as_slice() {
        [Target::Field(field)] if !found.weak => Some(Told::by(Road::Name, *field, 0.92)),
        _ => None,
    }
}

/// By the names of the rules, whole or by their last part, without numbers behind ("country_1").
pub(super) fn by_name(name: &str, labels: &Labels) -> Option<usize> {
    // "9. Name" is a title with its number, and no path.
    let path = !name.contains(". ");
    let parts: Vec<&str> = name.split('.').filter(|_| path).collect();
    let candidates = [
        name,
        parts.last().copied().unwrap_or(name),
        parts.first().copied().unwrap_or(name),
    ];
    for candidate in candidates {
        let own = key(candidate);
        let bare = own.trim_end_matches(|c: char| c.is_ascii_digit());
        for wanted in [own.as_str(), bare] {
            if wanted.is_empty() {
                continue;
            }
            let found = labels.named(wanted);
            if found.is_some() {
                return found;
            }
        }
    }
    // "gov_type_municipality": a name with its option.
    labels.named_before(&key(name))
}

/// A field name in words: "CountryName", "country_name" → "country name".
fn words_of(name: &str) -> String {
    let mut words = String::with_capacity(name.len() + 4);
    let mut before = ' ';
    for c in name.rsplit('.').next().unwrap_or(name).chars() {
        if c.is_uppercase() && before.is_lowercase() {
            words.push(' ');
        }
        words.push(if c.is_alphanumeric() { c } else { ' ' });
        before = c;
    }
    words
        .trim_end_matches(|c: char| c.is_ascii_digit() || c == ' ')
        .to_owned()
}

fn place(filled: &FormField) -> String {
    if filled.page > 0 {
        format!("page {}, field {}", filled.page, filled.name)
    } else {
        format!("field {}", filled.name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};

    #[test]
    fn a_title_with_its_number_is_no_path() {
        let rules = compile(&builtin()).expect("the rules compile");
        let labels = Labels::of(&rules);
        let country = rules.fields.iter().position(|rule| rule.id == "country");
        assert_eq!(by_name("form.country", &labels), country);
        assert_eq!(by_name("9. Name", &labels), None);
    }

    #[test]
    fn names_that_only_count_say_nothing() {
        let rules = compile(&builtin()).expect("the rules compile");
        let labels = Labels::of(&rules);
        let named = |count: usize| -> Vec<FormField> {
            let name = |number| FormField {
                name: format!("q{number}"),
                ..FormField::default()
            };
            (1..=count).map(name).collect()
        };
        let told = |count: usize| {
            let fields = named(count);
            identify(&fields[0], &counted_stems(&fields), &labels, &rules).is_some()
        };
        assert!(told(2));
        assert!(!told(15));
    }

    #[test]
    fn a_box_with_a_number_for_a_name_names_no_choice() {
        let rules = compile(&builtin()).expect("the rules compile");
        let field = rules.fields.iter().position(|rule| rule.id == "gov_type");
        let said = |name: &str| {
            let filled = FormField {
                name: name.to_owned(),
                kind: FieldKind::CheckBox,
                value: "yes".to_owned(),
                ..FormField::default()
            };
            raw(&filled, field.expect("a field"), &rules)
        };
        assert_eq!(said("gov_type_0"), "");
        assert_eq!(said("gov_type_province"), "province");
    }
}
