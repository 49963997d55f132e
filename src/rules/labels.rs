//! All labels of all files together: which are common words, and which collide.

use super::written::{Word, Written};
use super::{Label, fold};
use foldhash::HashMap;

/// The labels read so far.
#[derive(Default)]
pub(super) struct Labels {
    /// Language → folded label → what it stands for.
    seen: HashMap<String, HashMap<String, Use>>,
    /// The ids of the fields, by which `Use` knows them.
    fields: Vec<String>,
}

struct Use {
    field: usize,
    weak: bool,
    form: bool,
}

impl Labels {
    /// The number of a field.
    fn number(&mut self, field: &str) -> usize {
        // The labels of a field come together.
        let known = self.fields.iter().rposition(|own| own == field);
        known.unwrap_or_else(|| {
            self.fields.push(field.to_owned());
            self.fields.len() - 1
        })
    }

    fn name(&self, field: usize) -> &str {
        self.fields.get(field).map_or("", String::as_str)
    }

    fn known(&self, language: &str, folded: &str) -> Option<&Use> {
        self.seen.get(language)?.get(folded)
    }

    fn note(&mut self, language: &str, folded: &str, found: Use) {
        let seen = match self.seen.get_mut(language) {
            Some(seen) => seen,
            None => self.seen.entry(language.to_owned()).or_default(),
        };
        seen.insert(folded.to_owned(), found);
    }

    /// A label seen in the wild: whether it is weak, and one of several that its line spells. Two
    /// fields may share one only when it is weak for both; else they cannot be told apart.
    pub fn synonym(
        &mut self,
        file: &mut Written<'_>,
        field: &str,
        language: &str,
        word: Word<'_>,
        (weak, several): (bool, bool),
    ) -> Option<Label> {
        let folded = fold(word.text);
        if folded.is_empty() {
            file.error(word.span, "this label has no letters");
            return None;
        }
        let own = self.number(field);
        match self.known(language, &folded) {
            Some(_) if several => return None,
            Some(other) if other.field == own => {
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
                        word.text,
                        self.name(other.field)
                    ),
                    "give it to one of them; or to both as weak_labels, and its surroundings decide",
                );
                return None;
            }
            _ => {}
        }
        let found = Use {
            field: own,
            weak,
            form: false,
        };
        self.note(language, &folded, found);
        Some(Label {
            text: word.text.to_owned(),
            folded,
            language: language.to_owned(),
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
        word: &Word<'_>,
    ) -> Option<Label> {
        let folded = fold(word.text);
        if folded.is_empty() {
            file.error(word.span.clone(), "this label has no letters");
            return None;
        }
        let own = self.number(field);
        let weak = match self.known(language, &folded) {
            Some(other) if other.form && other.field != own => {
                file.error(
                    word.span.clone(),
                    format!(
                        "the label \"{}\" already belongs to the field \"{}\"",
                        word.text,
                        self.name(other.field)
                    ),
                );
                return None;
            }
            Some(other) if other.form => return None,
            Some(other) if other.field != own && !other.weak => {
                file.error_hint(
                    word.span.clone(),
                    format!(
                        "the label \"{}\" already belongs to the field \"{}\", as a synonym in fields.toml",
                        word.text,
                        self.name(other.field)
                    ),
                    "take it away there, or make it one of its weak_labels, and its surroundings decide",
                );
                return None;
            }
            Some(other) => other.weak,
            None => false,
        };
        let found = Use {
            field: own,
            weak,
            form: true,
        };
        self.note(language, &folded, found);
        Some(Label {
            text: word.text.to_owned(),
            folded,
            language: language.to_owned(),
            reference: true,
            weak,
        })
    }
}
