//! `rules/forms/*.toml`: what one form prints, for every carrier it comes in.

use super::keys::FORM;
use super::labels::Labels;
use super::written::{Written, entries};
use super::{Form, Label, Rules, ValueKind, fields, fold};
use std::ops::Range;
use toml::de::DeTable;

/// Reads one form: its own fields are added behind those of all forms, its labels in front of the synonyms. `id` is the
/// file's name without ending.
pub(super) fn read<'t>(
    file: &mut Written<'t>,
    id: &str,
    rules: &mut Rules,
    labels: &mut Labels,
) -> Form {
    let document = file.parse();
    let table = document.get_ref();
    file.only(table, FORM);
    let mut form = Form {
        id: id.to_owned(),
        ..Form::default()
    };
    if let Some(value) = table.get("titles") {
        form.titles = fields::titles(file, value);
    }
    let before = rules.fields.len();
    fields::several(file, table, labels, &mut rules.fields);
    for own in rules.fields.iter_mut().skip(before) {
        own.form = Some(id.to_owned());
    }
    let functions = fields::function_fields(file, table, &rules.fields);
    rules.function_fields.extend(functions);
    match table.get("labels").map(|value| file.table(value)) {
        None => file.error(
            0..0,
            "a form needs its labels: there is no [labels.en] or such",
        ),
        Some(None) => {}
        Some(Some(by_language)) => printed(file, by_language, &mut form, rules, labels),
    }
    for own in rules.fields.iter().skip(before) {
        if !form.labels.values().flatten().any(|(id, _)| *id == own.id) {
            file.warning(
                0..0,
                format!(
                    "no label of this form is that of its own field \"{}\"; is the field needed?",
                    own.id
                ),
            );
        }
    }
    if let Some(table) = table.get("names").and_then(|value| file.table(value)) {
        names(file, table, rules);
    }
    if let Some(table) = table.get("choices").and_then(|value| file.table(value)) {
        choices(file, table, rules);
    }
    let known = (&mut rules.other_labels, &mut rules.hints);
    form.blank = super::blank::read(file, table, &form, &rules.fields, known);
    if let Some(value) = table.get("other_labels") {
        for (language, word) in file.by_language(value) {
            rules.other_labels.push(Label {
                folded: fold(word.text),
                text: word.text.to_owned(),
                language: language.to_owned(),
                reference: true,
                weak: false,
            });
        }
    }
    form
}

/// Index of a field; an unknown one is an error.
fn field(file: &mut Written<'_>, span: Range<usize>, id: &str, rules: &Rules) -> Option<usize> {
    let at = rules.fields.iter().position(|rule| rule.id == id);
    if at.is_none() {
        let known: Vec<&str> = rules.fields.iter().map(|rule| rule.id.as_str()).collect();
        file.unknown(span, "field", id, &known);
    }
    at
}

/// `[labels.en]` field id = what the form prints.
fn printed<'t>(
    file: &mut Written<'t>,
    by_language: &DeTable<'t>,
    form: &mut Form,
    rules: &mut Rules,
    labels: &mut Labels,
) {
    for (language, value) in entries(by_language) {
        file.language(language);
        let Some(of_language) = file.table(value) else {
            continue;
        };
        if of_language.is_empty() {
            file.error(language.span(), "this form has no labels in this language");
        }
        let language = language.get_ref().as_ref();
        form.languages.push(language.to_owned());
        let mut order = Vec::new();
        for (key, value) in entries(of_language) {
            let words = file.words(value);
            let Some(at) = field(file, key.span(), key.get_ref(), rules) else {
                continue;
            };
            let Some(rule) = rules.fields.get_mut(at) else {
                continue;
            };
            for word in &words {
                if let Some(label) = labels.printed(file, &rule.id, language, word) {
                    // The printed label takes the place of the same synonym.
                    rule.labels
                        .retain(|l| l.folded != label.folded || l.language != label.language);
                    let front = rule.labels.iter().take_while(|l| l.reference).count();
                    rule.labels.insert(front, label);
                }
            }
            if let Some(word) = words.into_iter().next() {
                order.push((rule.id.clone(), word.text.to_owned()));
            }
        }
        form.labels.insert(language.to_owned(), order);
    }
}

/// `[names]` field id = names of the form's fillable fields.
fn names<'t>(file: &mut Written<'t>, table: &DeTable<'t>, rules: &mut Rules) {
    for (key, value) in entries(table) {
        let words = file.words(value);
        let Some(at) = field(file, key.span(), key.get_ref(), rules) else {
            continue;
        };
        for word in words {
            let folded = fold(word.text);
            let taken = rules.fields.iter().enumerate().find(|(other, rule)| {
                *other != at && (rule.names.contains(&folded) || fold(&rule.id) == folded)
            });
            if let Some((_, other)) = taken {
                file.error(
                    word.span,
                    format!(
                        "fillable fields named \"{}\" already are the field \"{}\"",
                        word.text, other.id
                    ),
                );
            } else if let Some(rule) = rules.fields.get_mut(at) {
                rule.names.push(folded);
            }
        }
    }
}

/// `[choices.en.gov_type]` value = what the form prints; for a field of yes and no, yes and no.
fn choices<'t>(file: &mut Written<'t>, by_language: &DeTable<'t>, rules: &mut Rules) {
    for (language, value) in entries(by_language) {
        file.language(language);
        let Some(fields) = file.table(value) else {
            continue;
        };
        for (key, value) in entries(fields) {
            let Some(values) = file.table(value) else {
                continue;
            };
            let Some(at) = field(file, key.span(), key.get_ref(), rules) else {
                continue;
            };
            match rules.fields.get(at).map(|rule| rule.kind) {
                Some(ValueKind::Choice) => {
                    one_choice(file, values, language.get_ref(), at, rules);
                }
                Some(ValueKind::YesNo) => yes_no(file, values, language.get_ref(), rules),
                _ => file.error(
                    key.span(),
                    format!(
                        "there is nothing to choose in the field \"{}\"",
                        key.get_ref()
                    ),
                ),
            }
        }
    }
}

fn one_choice<'t>(
    file: &mut Written<'t>,
    values: &DeTable<'t>,
    language: &str,
    at: usize,
    rules: &mut Rules,
) {
    let Some(rule) = rules.fields.get_mut(at) else {
        return;
    };
    for (key, value) in entries(values) {
        let known: Vec<String> = rule.choices.iter().map(|one| one.value.clone()).collect();
        if !known.iter().any(|one| one == key.get_ref().as_ref()) {
            let known: Vec<&str> = known.iter().map(String::as_str).collect();
            file.unknown(key.span(), "choice", key.get_ref(), &known);
            continue;
        }
        for word in file.words(value) {
            let folded = fold(word.text);
            let other = rule
                .choices
                .iter()
                .find(|one| one.value != key.get_ref().as_ref() && one.words.contains(&folded));
            if let Some(other) = other {
                file.error(
                    word.span,
                    format!(
                        "\"{}\" already stands for the choice \"{}\"",
                        word.text, other.value
                    ),
                );
                continue;
            }
            let own = rule
                .choices
                .iter_mut()
                .find(|one| one.value == key.get_ref().as_ref());
            if let Some(own) = own {
                own.titles
                    .entry(language.to_owned())
                    .or_insert_with(|| word.text.to_owned());
                if !own.words.contains(&folded) {
                    own.words.push(folded);
                }
            }
        }
    }
}

fn yes_no<'t>(file: &mut Written<'t>, values: &DeTable<'t>, language: &str, rules: &mut Rules) {
    for (key, value) in entries(values) {
        let purpose = key.get_ref().as_ref();
        if !["yes", "no"].contains(&purpose) {
            file.unknown(key.span(), "choice", purpose, &["yes", "no"]);
            continue;
        }
        let other = if purpose == "yes" { "no" } else { "yes" };
        for word in file.words(value) {
            let folded = fold(word.text);
            if rules.words.has(other, &folded) {
                file.error(
                    word.span,
                    format!("\"{}\" already means {other}", word.text),
                );
                continue;
            }
            let of_language = rules
                .words
                .phrases
                .entry(purpose.to_owned())
                .or_default()
                .entry(language.to_owned())
                .or_default();
            if !of_language.contains(&folded) {
                of_language.push(&folded);
            }
        }
    }
}
