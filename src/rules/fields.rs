//! `rules/fields.toml`: what a field is, and by which labels it is known wherever it stands.

use super::keys::{CHOICE, FIELD, FIELDS, NEEDS, TYPES};
use super::labels::Labels;
use super::pattern::Pattern;
use super::written::{Word, Written, entries};
use super::{Alternatives, Choice, FieldRule, Label, Need, Rules, ValueKind, fold};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

const KINDS: [(&str, ValueKind); 14] = [
    ("text", ValueKind::Text),
    ("person", ValueKind::Person),
    ("long_text", ValueKind::LongText),
    ("country", ValueKind::Country),
    ("section", ValueKind::Region),
    ("choice", ValueKind::Choice),
    ("integer", ValueKind::Integer),
    ("url", ValueKind::Url),
    ("period", ValueKind::Period),
    ("email", ValueKind::Email),
    ("phone", ValueKind::Phone),
    ("yes_no", ValueKind::YesNo),
    ("date", ValueKind::Date),
    ("wave", ValueKind::Wave),
];

/// Reads the file: the fields, the printed labels that belong to no field, and which field takes the function of a person.
pub(super) fn read<'t>(file: &mut Written<'t>, labels: &mut Labels, all: &mut Rules) {
    let document = file.parse();
    let table = document.get_ref();
    file.only(table, FIELDS);
    let mut rules: Vec<FieldRule> = Vec::new();
    several(file, table, labels, &mut rules);
    if rules.is_empty() && file.problems.is_empty() {
        file.error(0..0, "there is no [[field]] in this file");
    }
    let mut other = Vec::new();
    if let Some(value) = table.get("other_labels") {
        for (language, word) in file.by_language(value) {
            other.push(Label {
                folded: fold(word.text),
                text: word.text.to_owned(),
                language: language.to_owned(),
                reference: false,
                weak: false,
            });
        }
    }
    all.function_fields = function_fields(file, table, &rules);
    all.fields = rules;
    all.other_labels = other;
}

/// Reads the `[[field]]` tables of a file behind those known already.
pub(super) fn several<'t>(
    file: &mut Written<'t>,
    table: &DeTable<'t>,
    labels: &mut Labels,
    rules: &mut Vec<FieldRule>,
) {
    for (inner, place) in file.tables(table, "field") {
        if let Some(rule) = field(file, inner, place, labels, rules) {
            rules.push(rule);
        }
    }
}

/// Who is named with a function beside him, and where the function goes.
pub(super) fn function_fields<'t>(
    file: &mut Written<'t>,
    table: &DeTable<'t>,
    rules: &[FieldRule],
) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for (inner, _) in file.tables(table, "field") {
        let Some(value) = inner.get("function_field") else {
            continue;
        };
        let Some(word) = file.word(value) else {
            continue;
        };
        let own = inner
            .get("id")
            .and_then(|id| id.get_ref().as_str())
            .and_then(|id| rules.iter().find(|rule| rule.id == id));
        if !rules.iter().any(|rule| rule.id == word.text) {
            let known: Vec<&str> = rules.iter().map(|rule| rule.id.as_str()).collect();
            file.unknown(word.span, "field", word.text, &known);
        } else if own.is_some_and(|rule| rule.kind != ValueKind::Person) {
            file.error(
                word.span,
                "only a field of type \"person\" may have a \"function_field\"",
            );
        } else if let Some(own) = own {
            found.insert(own.id.clone(), word.text.to_owned());
        }
    }
    found
}

fn field<'t>(
    file: &mut Written<'t>,
    table: &DeTable<'t>,
    place: Range<usize>,
    labels: &mut Labels,
    before: &[FieldRule],
) -> Option<FieldRule> {
    file.only(table, FIELD);
    let id = file.needed_word(table, "id", &place)?;
    if before.iter().any(|rule| rule.id == id.text) {
        file.error(
            id.span.clone(),
            format!("the field \"{}\" is described twice", id.text),
        );
    }
    if !id
        .text
        .bytes()
        .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_')
    {
        file.error_hint(
            id.span.clone(),
            format!("\"{}\" cannot be the id of a field", id.text),
            "use small letters, digits and underscores",
        );
    }
    let need = one_of(file, table, "need", &place, NEEDS)
        .and_then(|word| Need::named(&word))
        .unwrap_or(Need::Optional);
    let kind = one_of(file, table, "type", &place, TYPES)
        .and_then(|word| ValueKind::named(&word))
        .unwrap_or(ValueKind::Text);
    let mut rule = FieldRule {
        id: id.text.to_owned(),
        need,
        kind,
        labels: Vec::new(),
        alternatives: Vec::new(),
        names: Vec::new(),
        choices: Vec::new(),
        titles: BTreeMap::new(),
        pattern: None,
        form: None,
    };
    match table.get("titles") {
        Some(value) => rule.titles = titles(file, value),
        None => file.error(id.span.clone(), "\"titles\" is missing for this field"),
    }
    if let Some(value) = table.get("names") {
        rule.names = file.words(value).iter().map(|w| fold(w.text)).collect();
    }
    for (key, weak) in [("labels", false), ("weak_labels", true)] {
        if let Some(value) = table.get(key) {
            for (language, word) in file.by_language(value) {
                let line = match Alternatives::read(word.text, language, weak) {
                    Ok(line) => line,
                    Err(why) => {
                        file.error(word.span, why);
                        continue;
                    }
                };
                let Some(line) = line else {
                    let label = labels.synonym(file, &rule.id, language, word, (weak, false));
                    rule.labels.extend(label);
                    continue;
                };
                for text in line.examples() {
                    // What a line with alternatives spells beside its point may be known already.
                    let span = word.span.clone();
                    let word = Word { text: &text, span };
                    let label = labels.synonym(file, &rule.id, language, word, (weak, true));
                    rule.labels.extend(label);
                }
                rule.alternatives.push(line);
            }
        }
    }
    rule.choices = choices(file, table, kind, &id.span);
    if let Some(word) = table.get("pattern").and_then(|value| file.word(value)) {
        rule.pattern = Pattern::read(file, &word, kind);
    }
    Some(rule)
}

fn choices<'t>(
    file: &mut Written<'t>,
    table: &DeTable<'t>,
    kind: ValueKind,
    field: &Range<usize>,
) -> Vec<Choice> {
    let mut choices: Vec<Choice> = Vec::new();
    let mut seen: BTreeMap<String, String> = BTreeMap::new();
    for (inner, place) in file.tables(table, "choice") {
        file.only(inner, CHOICE);
        let Some(value) = file.needed_word(inner, "value", &place) else {
            continue;
        };
        if choices.iter().any(|choice| choice.value == value.text) {
            file.error(
                value.span.clone(),
                format!("the choice \"{}\" is described twice", value.text),
            );
        }
        let mut choice = Choice {
            value: value.text.to_owned(),
            words: Vec::new(),
            titles: BTreeMap::new(),
        };
        if let Some(written) = inner.get("titles") {
            choice.titles = titles(file, written);
            choice.words.extend(choice.titles.values().map(|t| fold(t)));
        }
        if let Some(written) = inner.get("words") {
            for (_, word) in file.by_language(written) {
                let folded = fold(word.text);
                match seen.get(&folded) {
                    Some(other) if *other != choice.value => file.error(
                        word.span,
                        format!(
                            "\"{}\" already stands for the choice \"{other}\"",
                            word.text
                        ),
                    ),
                    Some(_) => {}
                    None => {
                        seen.insert(folded.clone(), choice.value.clone());
                        choice.words.push(folded);
                    }
                }
            }
        }
        choice.words.sort();
        choice.words.dedup();
        choices.push(choice);
    }
    match (kind, choices.is_empty()) {
        (ValueKind::Choice, true) => file.error_hint(
            field.clone(),
            "a field of type \"choice\" needs its choices",
            "add [[field.choice]] tables with value, titles and words",
        ),
        (ValueKind::Choice, false) | (_, true) => {}
        (_, false) => file.error(
            field.clone(),
            "only a field of type \"choice\" may have choices",
        ),
    }
    choices
}

/// One text a language.
pub(super) fn titles<'t>(
    file: &mut Written<'t>,
    value: &Spanned<DeValue<'t>>,
) -> BTreeMap<String, String> {
    let mut titles = BTreeMap::new();
    let Some(table) = file.table(value) else {
        return titles;
    };
    for (key, value) in entries(table) {
        file.language(key);
        if let Some(word) = file.word(value) {
            titles.insert(key.get_ref().to_string(), word.text.to_owned());
        }
    }
    titles
}

/// A word that must be one of those known.
fn one_of<'t>(
    file: &mut Written<'t>,
    table: &DeTable<'t>,
    name: &str,
    place: &Range<usize>,
    known: &[(&str, &str)],
) -> Option<String> {
    let word = file.needed_word(table, name, place)?;
    if known.iter().any(|(known, _)| *known == word.text) {
        return Some(word.text.to_owned());
    }
    let names: Vec<&str> = known.iter().map(|(name, _)| *name).collect();
    file.unknown(word.span, name, word.text, &names);
    None
}

impl Need {
    /// The need of this name.
    fn named(name: &str) -> Option<Need> {
        Some(match name {
            "required" => Need::Required,
            "wished" => Need::Wished,
            "optional" => Need::Optional,
            "derived" => Need::Derived,
            _ => return None,
        })
    }
}

impl ValueKind {
    /// The type of this name.
    fn named(name: &str) -> Option<ValueKind> {
        KINDS.iter().find(|(own, _)| *own == name).map(|own| own.1)
    }

    /// As rules call it.
    pub fn name(self) -> &'static str {
        let found = KINDS.iter().find(|(_, kind)| *kind == self);
        found.map_or("text", |own| own.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_documented_word_means_something() {
        assert!(NEEDS.iter().all(|(name, _)| Need::named(name).is_some()));
        assert!(
            TYPES
                .iter()
                .all(|(name, _)| ValueKind::named(name).is_some())
        );
    }
}
