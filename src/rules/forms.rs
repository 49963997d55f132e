//! `rules/forms/*.toml`: what one form prints, for every carrier it comes in.

use super::keys::FORM;
use super::labels::Labels;
use super::written::{Written, entries};
use super::{Form, Label, Rules, fields, fold};

/// Reads one form; its labels are added to the fields in front of the synonyms. `id` is the file's name without ending.
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
    let Rules {
        fields,
        other_labels,
        ..
    } = rules;
    let Some(by_language) = table.get("labels") else {
        file.error(
            0..0,
            "a form needs its labels: there is no [labels.en] or such",
        );
        return form;
    };
    let Some(by_language) = file.table(by_language) else {
        return form;
    };
    for (language, value) in entries(by_language) {
        let Some(of_language) = file.table(value) else {
            continue;
        };
        let language = language.get_ref().as_ref();
        form.languages.push(language.to_owned());
        let mut order = Vec::new();
        for (key, value) in entries(of_language) {
            let words = file.words(value);
            let Some(at) = fields
                .iter()
                .position(|rule| rule.id == key.get_ref().as_ref())
            else {
                let known: Vec<&str> = fields.iter().map(|rule| rule.id.as_str()).collect();
                file.unknown(key.span(), "field", key.get_ref(), &known);
                continue;
            };
            for word in &words {
                let Some(rule) = fields.get_mut(at) else {
                    continue;
                };
                if let Some(label) = labels.printed(file, &rule.id, language, word) {
                    // The printed label takes the place of the same synonym.
                    rule.labels
                        .retain(|l| l.folded != label.folded || l.language != label.language);
                    let front = rule.labels.iter().take_while(|l| l.reference).count();
                    rule.labels.insert(front, label);
                }
            }
            if let (Some(rule), Some(word)) = (fields.get(at), words.into_iter().next()) {
                order.push((rule.id.clone(), word.text));
            }
        }
        form.labels.insert(language.to_owned(), order);
    }
    form.blank = super::blank::read(file, table, &form, fields, other_labels);
    if let Some(value) = table.get("other_labels") {
        for (language, word) in file.by_language(value) {
            other_labels.push(Label {
                folded: fold(&word.text),
                text: word.text,
                language,
                reference: true,
                weak: false,
            });
        }
    }
    form
}
