//! Fillable fields: which field of a record each one is, by its name, its label for people, or the label printed beside it.

mod boxes;

use super::label::{Labels, Target};
use super::pair::{Found, Sheet, unknown};
use super::seen::{Road, Seen, bare};
use super::tail;
use super::words::key;
use crate::document::{Document, FieldKind, FormField};
use crate::rules::{FORM_MARK, Rules, ValueKind};
use boxes::{is_number_of_ticked, merge_boxes, raw};
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
        if road == Road::Title && is_cut_off(filled, number, score, sheet) {
            continue;
        }
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

/// True for a title that is only the beginning of the label printed beside its field, for programs cut titles off: the page
/// has told more.
fn is_cut_off(filled: &FormField, number: Option<u32>, score: f32, sheet: &Sheet) -> bool {
    /// Letters of the shortest title that was cut off; a short one is a label of its own.
    const LETTERS: usize = 16;
    let title = key(bare(filled.label.as_deref().unwrap_or("")).as_str());
    let printed = sheet.found.iter().find(|found| found.filled == number);
    let printed = printed.and_then(|found| sheet.seen.get(found.seen));
    score < 0.9
        && title.chars().count() >= LETTERS
        && printed.is_some_and(|seen| {
            let printed = key(&seen.text);
            printed.len() > title.len() && printed.starts_with(&title)
        })
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
    // A word as common as "Date" is a label where it is a title, if what is typed there is known by its look.
    let typed = |field: usize| {
        let kind = rules.fields.get(field).map(|rule| rule.kind);
        let kind = kind.filter(|kind| matches!(kind, ValueKind::Date | ValueKind::Email));
        kind.is_some() && matches!(filled.kind, FieldKind::Text | FieldKind::Date)
    };
    if let Some(found) = label.and_then(find)
        && let [Target::Field(field)] = found.targets.as_slice()
        && (!found.weak || typed(*field))
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
    let words = Some(words_of(&filled.name)).filter(|_| !counted)?;
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
        let named = |stem: &str, count: usize| -> Vec<FormField> {
            let name = |number| FormField {
                name: format!("{stem}{number}"),
                ..FormField::default()
            };
            (1..=count).map(name).collect()
        };
        let told = |stem: &str, count: usize| {
            let fields = named(stem, count);
            identify(&fields[0], &counted_stems(&fields), &labels, &rules).is_some()
        };
        // "sdt" is short for "số điện thoại", and for what Word calls a field.
        for stem in ["q", "sdt", "telephone"] {
            assert!(told(stem, 2), "{stem}");
            assert!(!told(stem, 15), "{stem}");
        }
    }

    #[test]
    fn a_title_of_a_common_word_is_a_label_where_the_answer_has_a_look_of_its_own() {
        let rules = compile(&builtin()).expect("the rules compile");
        let labels = Labels::of(&rules);
        let told = |label: &str| {
            let filled = FormField {
                name: "undefined_21".to_owned(),
                label: Some(label.to_owned()),
                ..FormField::default()
            };
            let told = identify(&filled, &BTreeSet::from(["undefined_"]), &labels, &rules)?;
            Some(rules.fields[told.field].id.clone())
        };
        assert_eq!(told("Date").as_deref(), Some("signed_on"));
        assert_eq!(told("Name"), None);
    }

    #[test]
    fn a_title_that_was_cut_off_gives_way_to_the_label_on_the_page() {
        let printed = "How may human rights usefully guide what your local government does?";
        let seen = Seen {
            text: printed.to_owned(),
            place: String::new(),
            field: Some(0),
            known: true,
            score: 0.7,
            road: Road::Label,
        };
        let found = Found {
            field: 0,
            raw: String::new(),
            score: 0.7,
            place: String::new(),
            filled: Some(0),
            order: 0,
            inside: false,
            seen: 0,
        };
        let sheet = Sheet {
            seen: vec![seen],
            found: vec![found],
            ..Sheet::default()
        };
        let cut_off = |label: &str, score: f32| {
            let filled = FormField {
                label: Some(label.to_owned()),
                ..FormField::default()
            };
            is_cut_off(&filled, Some(0), score, &sheet)
        };
        assert!(cut_off("How may human rights usefully", 0.7));
        assert!(!cut_off("How may human rights usefully", 1.0));
        assert!(!cut_off(printed, 0.7));
        assert!(!cut_off("Why are local governments essential", 0.7));
    }
}
