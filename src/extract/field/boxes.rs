//! Boxes to tick among fillable fields: which option each stands for, and what those of one field say together.

use crate::document::{Document, FieldKind, FormField};
use crate::extract::pair::{Found, Sheet};
use crate::extract::words::key;
use crate::rules::{Rules, ValueKind};

/// True for a button that has only a number for a name, where the page says in words which one is ticked.
pub(super) fn is_number_of_ticked(filled: &FormField, page: &str) -> bool {
    filled.kind == FieldKind::Radio
        && filled.value.ends_with(|c: char| c.is_ascii_digit())
        && page.contains('☒')
}

/// The words of a fillable field; a ticked box that is one option of several says its own name.
pub(super) fn raw(filled: &FormField, field: usize, rules: &Rules) -> String {
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
    let choices = || {
        rule.choices.iter().flat_map(|choice| {
            let words = choice.words.iter().map(String::as_str);
            std::iter::once(choice.value.as_str()).chain(words)
        })
    };
    let answers = || {
        let own = |purpose| std::iter::once(purpose).chain(rules.words.of(purpose));
        own("yes").chain(own("no"))
    };
    let by = |text: &str| -> Option<String> {
        let text = key(text);
        let is = |word: &&str| begins_alike(word, &text) && key(word) == text;
        let word = match rule.kind {
            ValueKind::Choice => choices().find(is),
            _ => answers().find(is),
        };
        word.map(str::to_owned)
    };
    let label = filled.label.as_deref();
    let behind = |label: &str| {
        let (_, option) = label.rsplit_once([':', '–', '—', '/'])?;
        by(option)
    };
    by(last).or_else(|| label.and_then(|label| by(label).or_else(|| behind(label))))
}

/// False where the first letters of a word and of a key tell that the word has another key.
fn begins_alike(word: &str, key: &str) -> bool {
    match (word.bytes().next(), key.bytes().next()) {
        (Some(own), Some(first)) if own.is_ascii_alphanumeric() => {
            own.to_ascii_lowercase() == first
        }
        _ => true,
    }
}

/// One value of several found for one field by boxes of its own: the ticked ones.
pub(super) fn merge_boxes(document: &Document, sheet: &mut Sheet, rules: &Rules) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{builtin, compile};

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

    #[test]
    fn a_box_says_behind_its_label_which_option_it_is() {
        let rules = compile(&builtin()).expect("the rules compile");
        let field = rules
            .fields
            .iter()
            .position(|rule| rule.id == "uclg_member");
        let said = |label: &str| {
            let filled = FormField {
                name: "uclg_member_2".to_owned(),
                label: Some(label.to_owned()),
                kind: FieldKind::CheckBox,
                value: "yes".to_owned(),
                ..FormField::default()
            };
            raw(&filled, field.expect("a field"), &rules)
        };
        assert_eq!(said("UCLG member: No"), "no");
        assert_eq!(said("Miembro de CGLU – Sí"), "si");
        assert_eq!(said("UCLG member"), "yes");
    }
}
