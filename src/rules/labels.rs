//! All labels of all files together: which are common words, and which collide.

use super::written::{Word, Written};
use super::{Label, fold};
use foldhash::HashMap;

/// The labels read so far.
#[derive(Default)]
pub(super) struct Labels {
    /// Folded label and language → what it stands for.
    seen: HashMap<(String, String), Use>,
}

struct Use {
    field: String,
    weak: bool,
    form: bool,
}

impl Labels {
    /// A label seen in the wild: whether it is weak, and one of several that its line spells. Two
    /// fields may share one only when it is weak for both; else they cannot be told apart.
    pub fn synonym(
        &mut self,
        file: &mut Written<'_>,
        field: &str,
        language: &str,
        word: Word,
        (weak, several): (bool, bool),
    ) -> Option<Label> {
        let folded = fold(&word.text);
        if folded.is_empty() {
            file.error(word.span, "this label has no letters");
            return None;
        }
        let key = (folded, language.to_owned());
        match self.seen.get(&key) {
            Some(_) if several => return None,
            Some(other) if other.field == field => {
                file.warning(
                    word.span,
                    format!("the label \"{}\" is given twice", word.text),
                );
                return None;
            }
            Some(other) if !(weak && other.weak) => {
                file.error_hint(
                    word.span,
                    format!(
                        "the label \"{}\" already belongs to the field \"{}\"",
                        word.text, other.field
                    ),
                    "give it to one of them; or to both as weak_labels, and its surroundings decide",
                );
                return None;
            }
            _ => {}
        }
        self.seen.insert(
            key.clone(),
            Use {
                field: field.to_owned(),
                weak,
                form: false,
            },
        );
        let (folded, language) = key;
        Some(Label {
            text: word.text,
            folded,
            language,
            reference: false,
            weak,
        })
    }

    /// A label printed on a form. Two fields of one language with the same one cannot be told apart.
    pub fn printed(
        &mut self,
        file: &mut Written<'_>,
        field: &str,
        language: &str,
        word: &Word,
    ) -> Option<Label> {
        let folded = fold(&word.text);
        if folded.is_empty() {
            file.error(word.span.clone(), "this label has no letters");
            return None;
        }
        let key = (folded, language.to_owned());
        let weak = match self.seen.get(&key) {
            Some(other) if other.form && other.field != field => {
                file.error(
                    word.span.clone(),
                    format!(
                        "the label \"{}\" already belongs to the field \"{}\"",
                        word.text, other.field
                    ),
                );
                return None;
            }
            Some(other) if other.form => return None,
            Some(other) if other.field != field && !other.weak => {
                file.error_hint(
                    word.span.clone(),
                    format!(
                        "the label \"{}\" already belongs to the field \"{}\", as a synonym in fields.toml",
                        word.text, other.field
                    ),
                    "take it away there, or make it one of its weak_labels, and its surroundings decide",
                );
                return None;
            }
            Some(other) => other.weak,
            None => false,
        };
        self.seen.insert(
            key.clone(),
            Use {
                field: field.to_owned(),
                weak,
                form: true,
            },
        );
        let (folded, language) = key;
        Some(Label {
            text: word.text.clone(),
            folded,
            language,
            reference: true,
            weak,
        })
    }
}
