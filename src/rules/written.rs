//! Rule files as written: TOML with the place of every word, read so that all mistakes are found and none stops the rest.

use super::keys::Key;
use crate::problem::{Problem, did_you_mean};
use std::ops::Range;
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// One rule file and the problems found in it so far.
pub(super) struct Written<'t> {
    /// As the administrator knows it, `rules/fields.toml`.
    pub file: String,
    /// Its text.
    pub text: &'t str,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
}

/// A word of a file with its place.
#[derive(Debug, Clone)]
pub(super) struct Word {
    /// The text.
    pub text: String,
    /// Where it stands, in bytes of the file.
    pub span: Range<usize>,
}

/// An entry of a table: key, value, both with their places.
pub(super) type Entry<'a, 't> = (
    &'a Spanned<std::borrow::Cow<'t, str>>,
    &'a Spanned<DeValue<'t>>,
);

impl<'t> Written<'t> {
    /// A file whose bytes are known to be text.
    pub fn new(file: String, text: &'t str) -> Written<'t> {
        Written {
            file,
            text,
            problems: Vec::new(),
        }
    }

    /// Parses the TOML; its mistakes become problems and what could be understood is returned.
    pub fn parse(&mut self) -> Spanned<DeTable<'t>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let span = error.span().unwrap_or(0..0);
            self.error(span, format!("this is not valid TOML: {}", error.message()));
        }
        table
    }

    /// Notes an error at a place.
    pub fn error(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.problems
            .push(Problem::at(&self.file, self.text, span, message));
    }

    /// Notes an error at a place, with advice.
    pub fn error_hint(
        &mut self,
        span: Range<usize>,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.problems
            .push(Problem::at(&self.file, self.text, span, message).hint(hint));
    }

    /// Notes a warning at a place.
    pub fn warning(&mut self, span: Range<usize>, message: impl Into<String>) {
        self.problems
            .push(Problem::at(&self.file, self.text, span, message).warning());
    }

    /// Notes a word that is none of `known`, and proposes the nearest.
    pub fn unknown(&mut self, span: Range<usize>, what: &str, written: &str, known: &[&str]) {
        let hint = match did_you_mean(written, known.iter().copied()) {
            Some(word) => format!("did you mean \"{word}\"?"),
            None if known.len() <= 24 => format!("known are: {}", known.join(", ")),
            None => return self.error(span, format!("unknown {what} \"{written}\"")),
        };
        self.error_hint(span, format!("unknown {what} \"{written}\""), hint);
    }

    /// Errors for all keys of a table that are none of `known`.
    pub fn only(&mut self, table: &DeTable<'t>, known: &[Key]) {
        for (key, _) in entries(table) {
            if !known
                .iter()
                .any(|known| known.name == key.get_ref().as_ref())
            {
                let known: Vec<&str> = known.iter().map(|known| known.name).collect();
                self.unknown(key.span(), "key", key.get_ref(), &known);
            }
        }
    }

    /// The value as a table; anything else is an error.
    pub fn table<'a>(&mut self, value: &'a Spanned<DeValue<'t>>) -> Option<&'a DeTable<'t>> {
        match value.get_ref() {
            DeValue::Table(table) => Some(table),
            other => {
                self.wrong_type(value.span(), "a table", other);
                None
            }
        }
    }

    /// The value as an array; anything else is an error.
    pub fn array<'a>(&mut self, value: &'a Spanned<DeValue<'t>>) -> &'a [Spanned<DeValue<'t>>] {
        match value.get_ref() {
            DeValue::Array(array) => array.as_ref(),
            other => {
                self.wrong_type(value.span(), "a list", other);
                &[]
            }
        }
    }

    /// The tables of `[[name]]`; a missing one is an empty list.
    pub fn tables<'a>(
        &mut self,
        table: &'a DeTable<'t>,
        name: &str,
    ) -> Vec<(&'a DeTable<'t>, Range<usize>)> {
        let Some(value) = table.get(name) else {
            return Vec::new();
        };
        let mut found = Vec::new();
        for item in self.array(value) {
            if let Some(inner) = self.table(item) {
                found.push((inner, item.span()));
            }
        }
        found
    }

    /// The value as a text that is not empty.
    pub fn word(&mut self, value: &Spanned<DeValue<'t>>) -> Option<Word> {
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.error(value.span(), "this text is empty");
                None
            }
            DeValue::String(text) => Some(Word {
                text: text.clone().into_owned(),
                span: value.span(),
            }),
            other => {
                self.wrong_type(value.span(), "a text in quotes", other);
                None
            }
        }
    }

    /// The value as a list of texts; a lone text is a list of one.
    pub fn words(&mut self, value: &Spanned<DeValue<'t>>) -> Vec<Word> {
        match value.get_ref() {
            DeValue::String(_) => self.word(value).into_iter().collect(),
            DeValue::Array(array) => array.iter().filter_map(|item| self.word(item)).collect(),
            other => {
                self.wrong_type(value.span(), "a list of texts", other);
                Vec::new()
            }
        }
    }

    /// A text that must be there.
    pub fn needed_word(
        &mut self,
        table: &DeTable<'t>,
        name: &str,
        place: &Range<usize>,
    ) -> Option<Word> {
        match table.get(name) {
            Some(value) => self.word(value),
            None => {
                self.error(place.clone(), format!("\"{name}\" is missing here"));
                None
            }
        }
    }

    /// Texts by language: `{ en = "…", fr = ["…", "…"] }`, in the order of the language codes.
    pub fn by_language(&mut self, value: &Spanned<DeValue<'t>>) -> Vec<(String, Word)> {
        let mut all = Vec::new();
        let Some(table) = self.table(value) else {
            return all;
        };
        for (key, value) in entries(table) {
            let language = key.get_ref();
            self.language(key);
            for word in self.words(value) {
                all.push((language.to_string(), word));
            }
        }
        all
    }

    /// An error when this is no language code.
    pub fn language(&mut self, key: &Spanned<std::borrow::Cow<'t, str>>) {
        if !is_language(key.get_ref()) {
            self.error_hint(
                key.span(),
                format!("\"{}\" is not a language code", key.get_ref()),
                "write a code such as en, es, fr, pt-BR",
            );
        }
    }

    fn wrong_type(&mut self, span: Range<usize>, wanted: &str, found: &DeValue<'t>) {
        let found = match found {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.error(
            span,
            format!("{wanted} is needed here, and this is {found}"),
        );
    }
}

/// The entries of a table in the order of the file, so that problems come in that order too.
pub(super) fn entries<'a, 't>(table: &'a DeTable<'t>) -> Vec<Entry<'a, 't>> {
    let mut all: Vec<Entry<'a, 't>> = table.iter().collect();
    all.sort_by_key(|(key, _)| key.span().start);
    all
}

/// Two or three small letters, perhaps with a script or region (`zh-Hant`).
fn is_language(code: &str) -> bool {
    let mut parts = code.split('-');
    let main = parts.next().unwrap_or_default();
    (2..=3).contains(&main.len())
        && main.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|p| (2..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}
