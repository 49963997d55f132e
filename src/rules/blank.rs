//! What a file of `rules/forms/` says of our own blank form beside titles and labels: its parts, hints and other texts.

use super::keys::{BLANK, SECTION};
use super::written::{Word, Written, entries};
use super::{Blank, FieldRule, Form, FormSection, Label, Need, fold};
use std::collections::BTreeMap;
use toml::de::{DeTable, DeValue};

/// The names of the texts that a blank form needs in each of its languages.
pub fn form_texts() -> impl Iterator<Item = &'static str> {
    BLANK.iter().map(|key| key.name)
}

/// The name of the hidden field by which our own form is known; its value is the form's id, its language and its version.
pub const FORM_MARK: &str = "cisdp_form";

/// No answer gets more lines: a page holds no more.
const MOST_LINES: u32 = 40;

/// Reads the tables `section`, `lines`, `hints` and `texts`. What they print beside the labels is added to the lines that
/// are known, in `printed` those that end a value and in `help` those that don't, so that a filled form can be read from
/// its paper alone.
pub(super) fn read<'t>(
    file: &mut Written<'t>,
    table: &DeTable<'t>,
    form: &Form,
    fields: &[FieldRule],
    (printed, help): (&mut Vec<Label>, &mut Vec<Label>),
) -> Blank {
    let mut blank = Blank {
        sections: sections(file, table, form, fields, printed),
        ..Blank::default()
    };
    if let Some(lines) = table.get("lines").and_then(|value| file.table(value)) {
        for (key, value) in entries(lines) {
            let number = match value.get_ref() {
                DeValue::Integer(number) => number.as_str().parse().ok(),
                _ => None,
            };
            match number.filter(|number| (1..=MOST_LINES).contains(number)) {
                Some(number) if known(file, key.span(), key.get_ref(), fields) => {
                    blank.lines.insert(key.get_ref().to_string(), number);
                }
                Some(_) => {}
                None => file.error(
                    value.span(),
                    format!("a number of lines from 1 to {MOST_LINES} is needed here"),
                ),
            }
        }
    }
    for (language, inner) in languages(file, table, "hints", form) {
        let mut hints = BTreeMap::new();
        for (key, value) in entries(inner) {
            if let Some(word) = file.word(value)
                && known(file, key.span(), key.get_ref(), fields)
            {
                note(help, &language, word.text);
                hints.insert(key.get_ref().to_string(), word.text.trim().to_owned());
            }
        }
        blank.hints.insert(language, hints);
    }
    for (language, inner) in languages(file, table, "texts", form) {
        file.only(inner, BLANK);
        let mut texts = BTreeMap::new();
        for (key, value) in entries(inner) {
            if let Some(word) = file.word(value) {
                variables(file, key.get_ref(), &word);
                if matches!(key.get_ref().as_ref(), "introduction" | "note") {
                    for paragraph in word.text.split("\n\n") {
                        note(printed, &language, paragraph);
                    }
                }
                texts.insert(key.get_ref().to_string(), word.text.trim().to_owned());
            }
        }
        blank.texts.insert(language, texts);
    }
    blank
}

fn sections<'t>(
    file: &mut Written<'t>,
    table: &DeTable<'t>,
    form: &Form,
    fields: &[FieldRule],
    printed: &mut Vec<Label>,
) -> Vec<FormSection> {
    let mut sections: Vec<FormSection> = Vec::new();
    for (inner, place) in file.tables(table, "section") {
        file.only(inner, SECTION);
        let mut section = FormSection::default();
        match inner.get("titles") {
            Some(value) => section.titles = super::fields::titles(file, value),
            None => file.error(place.clone(), "\"titles\" is missing here"),
        }
        for (language, title) in &section.titles {
            note(printed, language, title);
        }
        let words = match inner.get("fields") {
            Some(value) => file.words(value),
            None => {
                file.error(place, "\"fields\" is missing here");
                Vec::new()
            }
        };
        for word in words {
            if !known(file, word.span.clone(), word.text, fields) {
                continue;
            }
            let twice = section.fields.iter().any(|id| id == word.text)
                || sections
                    .iter()
                    .any(|s| s.fields.iter().any(|id| id == word.text));
            let derived = fields
                .iter()
                .any(|rule| rule.id == word.text && rule.need == Need::Derived);
            if twice {
                file.error(
                    word.span,
                    format!("the field \"{}\" already stands in a section", word.text),
                );
            } else if derived {
                file.error(
                    word.span,
                    format!("nobody is asked for \"{}\", which is derived", word.text),
                );
            } else {
                section.fields.push(word.text.to_owned());
            }
        }
        sections.push(section);
    }
    if let (Some(value), Some(labels)) = (table.get("section"), form.labels.values().next()) {
        for (id, _) in labels {
            if !sections.iter().any(|section| section.fields.contains(id)) {
                let message = format!("the field \"{id}\" has a label and stands in no section");
                file.warning(value.span(), message);
            }
        }
    }
    sections
}

/// The tables of `[name.en]` and so on; a language without labels is an error.
fn languages<'a, 't>(
    file: &mut Written<'t>,
    table: &'a DeTable<'t>,
    name: &str,
    form: &Form,
) -> Vec<(String, &'a DeTable<'t>)> {
    let mut found = Vec::new();
    let Some(all) = table.get(name).and_then(|value| file.table(value)) else {
        return found;
    };
    for (key, value) in entries(all) {
        if !form.languages.iter().any(|l| l == key.get_ref()) {
            let known: Vec<&str> = form.languages.iter().map(String::as_str).collect();
            file.unknown(key.span(), "language of this form", key.get_ref(), &known);
        } else if let Some(inner) = file.table(value) {
            found.push((key.get_ref().to_string(), inner));
        }
    }
    found
}

fn known(
    file: &mut Written<'_>,
    span: std::ops::Range<usize>,
    id: &str,
    fields: &[FieldRule],
) -> bool {
    let found = fields.iter().any(|rule| rule.id == id);
    if !found {
        let known: Vec<&str> = fields.iter().map(|rule| rule.id.as_str()).collect();
        file.unknown(span, "field", id, &known);
    }
    found
}

/// Only the page line has something to fill in.
fn variables(file: &mut Written<'_>, name: &str, word: &Word<'_>) {
    let mut rest = word.text.to_owned();
    if name == "page" {
        for variable in ["{{ page }}", "{{ pages }}"] {
            rest = rest.replace(variable, "");
        }
    }
    if rest.contains("{{") || rest.contains("{%") {
        let hint = if name == "page" {
            "known are: {{ page }} and {{ pages }}"
        } else {
            "this text is printed as it stands"
        };
        file.error_hint(word.span.clone(), "unknown variable in this text", hint);
    }
}

fn note(printed: &mut Vec<Label>, language: &str, text: &str) {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let folded = fold(&text);
    if !printed
        .iter()
        .any(|l| l.folded == folded && l.language == language)
    {
        printed.push(Label {
            text,
            folded,
            language: language.to_owned(),
            reference: true,
            weak: false,
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::{builtin, check};

    /// The problems of the built-in rules after one replacement in the reference form.
    fn told(old: &str, new: &str) -> String {
        let mut files = builtin();
        let path = "forms/reference.toml";
        let text = String::from_utf8(files[path].clone()).unwrap();
        assert!(text.contains(old), "{old}");
        files.insert(path.to_owned(), text.replacen(old, new, 1).into_bytes());
        let told: Vec<String> = check(&files).1.iter().map(ToString::to_string).collect();
        told.join("\n")
    }

    #[test]
    fn mistakes_in_what_the_blank_form_prints_are_told_with_their_place() {
        for (old, new, message) in [
            ("\"mandate\"]", "\"mandat\"]", "did you mean \"mandate\"?"),
            (
                "\"mandate\"]",
                "\"leader_name\"]",
                "already stands in a section",
            ),
            (
                "\"mandate\"]",
                "\"mandate\", \"wave\"]",
                "nobody is asked for \"wave\"",
            ),
            (
                "\"leader_title\", \"mandate\"]",
                "\"mandate\"]",
                "has a label and stands in no section",
            ),
            (
                "policies = 11",
                "policies = 0",
                "a number of lines from 1 to 40",
            ),
            (
                "policies = 11",
                "policies = \"many\"",
                "a number of lines from 1 to 40",
            ),
            (
                "policies = 11",
                "policie = 11",
                "did you mean \"policies\"?",
            ),
            (
                "[hints.es]",
                "[hints.de]",
                "unknown language of this form \"de\"",
            ),
            (
                "Page {{ page }} of",
                "Page {{ number }} of",
                "known are: {{ page }} and {{ pages }}",
            ),
            (
                "note = \"* needed",
                "note = \"* {{ needed }}",
                "this text is printed as it stands",
            ),
            (
                "required = \"required\"",
                "requird = \"required\"",
                "did you mean \"required\"?",
            ),
            (
                "mandate = \"First and last year\"",
                "mandate = \"\"",
                "this text is empty",
            ),
        ] {
            let told = told(old, new);
            assert!(told.contains(message), "{new}: {told}");
            assert!(
                told.contains("rules/forms/reference.toml:"),
                "{new}: {told}"
            );
            assert!(told.contains('^'), "{new}: {told}");
        }
    }
}
