//! What the form asks in one language: the rules, looked up field by field, and whatever they lack for it.

use super::font::Font;
use crate::rules::{FieldRule, Form, Need, Rules, ValueKind, form_texts};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Lines of an answer of several paragraphs when the rules don't say.
const LONG_ANSWER: u32 = 7;

/// A form in one language.
pub(super) struct Asked {
    /// The form's id and the language's code.
    pub(super) form: String,
    pub(super) language: String,
    pub(super) title: String,
    /// What stands in `[texts]`.
    texts: BTreeMap<String, String>,
    pub(super) sections: Vec<Section>,
}

/// A part with its heading; a form without sections is one part without.
pub(super) struct Section {
    pub(super) title: Option<String>,
    pub(super) questions: Vec<Question>,
}

/// One field.
pub(super) struct Question {
    /// Its id, which is also the name of the fillable field.
    pub(super) id: String,
    pub(super) label: String,
    pub(super) hint: Option<String>,
    pub(super) required: bool,
    pub(super) answer: Answer,
}

/// What an answer looks like.
pub(super) enum Answer {
    /// Text of so many lines.
    Lines(u32),
    /// One of several: value and printed title.
    OneOf(Vec<(String, String)>),
}

/// Everything the form prints in a language, or what is lacking.
pub(super) fn ask(rules: &Rules, form: &Form, language: &str) -> Result<Asked, Vec<String>> {
    let file = format!("rules/forms/{}.toml", form.id);
    let Some(labels) = form.labels.get(language) else {
        return Err(vec![format!(
            "the form \"{}\" has no labels in the language \"{language}\"; it has: {}. Add [labels.{language}] to {file}",
            form.id,
            form.languages.join(", ")
        )]);
    };
    let mut lacking = Vec::new();
    let mut need = |found: Option<&String>, what: String| match found {
        Some(text) => text.clone(),
        None => {
            lacking.push(format!("lacking in \"{language}\": {what}"));
            String::new()
        }
    };
    let title = need(
        form.titles.get(language),
        format!("{language} = \"…\" in [titles] of {file}"),
    );
    let own = form.blank.texts.get(language);
    let texts: BTreeMap<String, String> = form_texts()
        .map(|name| {
            let found = own.and_then(|texts| texts.get(name));
            let what = format!("{name} = \"…\" in [texts.{language}] of {file}");
            (name.to_owned(), need(found, what))
        })
        .collect();
    let mut question = |id: &str, label: &str| {
        let rule = rules.field(id).filter(|rule| rule.need != Need::Derived)?;
        let choices = choices(rule, language, &texts, &file, &mut need);
        let usual = if rule.kind == ValueKind::LongText {
            LONG_ANSWER
        } else {
            1
        };
        Some(Question {
            id: id.to_owned(),
            label: label.to_owned(),
            hint: form
                .blank
                .hints
                .get(language)
                .and_then(|hints| hints.get(id))
                .cloned(),
            required: rule.need == Need::Required,
            answer: if choices.is_empty() {
                Answer::Lines(form.blank.lines.get(id).copied().unwrap_or(usual))
            } else {
                Answer::OneOf(choices)
            },
        })
    };
    let label_of = |id: &str| {
        labels
            .iter()
            .find(|(known, _)| known == id)
            .map(|(_, l)| l.as_str())
    };
    let mut sections: Vec<Section> = Vec::new();
    if form.blank.sections.is_empty() {
        let questions = labels.iter().filter_map(|(id, label)| question(id, label));
        sections.push(Section {
            title: None,
            questions: questions.collect(),
        });
    } else {
        for section in &form.blank.sections {
            let questions = section
                .fields
                .iter()
                .filter_map(|id| question(id, label_of(id)?));
            sections.push(Section {
                title: None,
                questions: questions.collect(),
            });
        }
        for (made, section) in sections.iter_mut().zip(&form.blank.sections) {
            let known = section.titles.get("en").map_or("", String::as_str);
            let what =
                format!("{language} = \"…\" in the titles of the section \"{known}\" of {file}");
            made.title = Some(need(section.titles.get(language), what));
        }
    }
    sections.retain(|section| !section.questions.is_empty());
    if sections.is_empty() {
        lacking.push(format!("{file} asks nothing in \"{language}\""));
    }
    if lacking.is_empty() {
        Ok(Asked {
            form: form.id.clone(),
            language: language.to_owned(),
            title,
            texts,
            sections,
        })
    } else {
        Err(lacking)
    }
}

fn choices(
    rule: &FieldRule,
    language: &str,
    texts: &BTreeMap<String, String>,
    file: &str,
    need: &mut impl FnMut(Option<&String>, String) -> String,
) -> Vec<(String, String)> {
    match rule.kind {
        ValueKind::Choice => rule
            .choices
            .iter()
            .map(|choice| {
                let what = format!(
                    "{} = \"…\" in [choices.{language}.{}] of {file}",
                    choice.value, rule.id
                );
                (
                    choice.value.clone(),
                    need(choice.titles.get(language), what),
                )
            })
            .collect(),
        ValueKind::YesNo => ["yes", "no"]
            .into_iter()
            .filter_map(|value| Some((value.to_owned(), texts.get(value)?.clone())))
            .collect(),
        _ => Vec::new(),
    }
}

impl Asked {
    /// A text of `[texts]`.
    pub(super) fn text(&self, name: &str) -> &str {
        self.texts.get(name).map_or("", String::as_str)
    }

    /// Everything it prints, in its order.
    fn printed(&self) -> Vec<&str> {
        let mut all = vec![self.title.as_str()];
        all.extend(self.texts.values().map(String::as_str));
        for section in &self.sections {
            all.extend(section.title.as_deref());
            for question in &section.questions {
                all.push(&question.label);
                all.extend(question.hint.as_deref());
                if let Answer::OneOf(choices) = &question.answer {
                    all.extend(choices.iter().map(|(_, title)| title.as_str()));
                }
            }
        }
        all
    }

    /// Texts with letters that the font has not, as sentences.
    pub(super) fn strange(&self, font: &Font) -> Vec<String> {
        let mut told: BTreeSet<char> = BTreeSet::new();
        let mut problems = Vec::new();
        for text in self.printed() {
            let missing = text.chars().find(|c| !c.is_whitespace() && !font.has(*c));
            if let Some(letter) = missing.filter(|letter| told.insert(*letter)) {
                problems.push(format!(
                    "the form's font has no \"{letter}\" (U+{:04X}), which stands in \"{text}\": it prints Latin, Greek \
                     and Cyrillic letters only",
                    u32::from(letter)
                ));
                if problems.len() == 3 {
                    break;
                }
            }
        }
        problems
    }

    /// Which form this is: its id, its language, and eight digits that change whenever its wording does.
    pub(super) fn mark(&self) -> String {
        let mut hash = Sha256::new();
        for text in self.printed() {
            hash.update(text.as_bytes());
            hash.update([0]);
        }
        for question in self.sections.iter().flat_map(|section| &section.questions) {
            hash.update(question.id.as_bytes());
            hash.update([0]);
        }
        let version: String = hash
            .finalize()
            .iter()
            .take(4)
            .map(|b| format!("{b:02x}"))
            .collect();
        format!("{} {} {version}", self.form, self.language)
    }
}

impl Question {
    /// What a screen reader says: the label, whether it is needed, the hint.
    pub(super) fn spoken(&self, asked: &Asked) -> String {
        let mut spoken = self.label.clone();
        if self.required {
            spoken = format!("{spoken} ({})", asked.text("required"));
        }
        match &self.hint {
            Some(hint) => format!("{spoken}. {hint}"),
            None => spoken,
        }
    }
}
