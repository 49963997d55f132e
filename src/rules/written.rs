//! Rule files as written: TOML with the place of every word, read so that all mistakes are found and none stops the rest.

use super::keys::Key;
use crate::problem::{Problem, did_you_mean};
use std::collections::BTreeSet;
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
    /// Where it stops being TOML; what follows is understood only in part.
    broken_at: Option<usize>,
}

/// A word of a file with its place.
#[derive(Debug, Clone)]
pub(super) struct Word<'a> {
    /// The text.
    pub text: &'a str,
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
            broken_at: None,
        }
    }

    /// Parses the TOML; its mistakes become problems and what could be understood is returned.
    pub fn parse(&mut self) -> Spanned<DeTable<'t>> {
        let (table, mut errors) = DeTable::parse_recoverable(self.text);
        errors.sort_by_key(|error| error.span().map_or(0, |span| span.start));
        let mut lines = BTreeSet::new();
        for error in &errors {
            let span = error.span().unwrap_or(0..0);
            let first = self.broken_at.get_or_insert(span.start);
            *first = span.start.min(*first);
            // One slip makes the parser stumble several times; once a line is enough, and a few lines.
            let before = self.text.get(..span.start).unwrap_or_default();
            if !lines.insert(before.matches('\n').count()) || lines.len() > 3 {
                continue;
            }
            let what = error.message();
            if what.contains("array")
                && let Some(list) = unclosed_list(self.text, span.start)
            {
                self.error_hint(
                    list,
                    "this is not valid TOML: this list is not closed, or a comma is missing in it",
                    "a list ends with ], and its texts stand in quotes with commas between them",
                );
                break;
            }
            let message = format!("this is not valid TOML: {what}");
            match toml_hint(self.text, &span, what) {
                Some(hint) => self.error_hint(span, message, hint),
                None => self.error(span, message),
            }
        }
        table
    }

    /// True when the file is not TOML as a whole.
    pub fn is_broken(&self) -> bool {
        self.broken_at.is_some()
    }

    /// What is wrong, without what is only said because the file stops being TOML further up.
    pub fn into_problems(self) -> Vec<Problem> {
        let Some(at) = self.broken_at else {
            return self.problems;
        };
        let line = self
            .text
            .get(..at)
            .unwrap_or_default()
            .matches('\n')
            .count()
            + 1;
        let mut problems = self.problems;
        problems.retain(|problem| {
            let is_before = problem.line > 0 && problem.line < line;
            problem.message.starts_with("this is not valid TOML")
                || is_before && !problem.message.contains("is missing")
        });
        problems
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
    pub fn word<'a>(&mut self, value: &'a Spanned<DeValue<'t>>) -> Option<Word<'a>> {
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => {
                self.error(value.span(), "this text is empty");
                None
            }
            DeValue::String(text) => Some(Word {
                text,
                span: value.span(),
            }),
            other => {
                self.wrong_type(value.span(), "a text in quotes", other);
                None
            }
        }
    }

    /// The value as a list of texts; a lone text is a list of one.
    pub fn words<'a>(&mut self, value: &'a Spanned<DeValue<'t>>) -> Vec<Word<'a>> {
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
    pub fn needed_word<'a>(
        &mut self,
        table: &'a DeTable<'t>,
        name: &str,
        place: &Range<usize>,
    ) -> Option<Word<'a>> {
        match table.get(name) {
            Some(value) => self.word(value),
            None => {
                self.error(place.clone(), format!("\"{name}\" is missing here"));
                None
            }
        }
    }

    /// Texts by language: `{ en = "…", fr = ["…", "…"] }`, in the order of the language codes.
    pub fn by_language<'a>(&mut self, value: &'a Spanned<DeValue<'t>>) -> Vec<(&'a str, Word<'a>)> {
        let mut all = Vec::new();
        let Some(table) = self.table(value) else {
            return all;
        };
        for (key, value) in entries(table) {
            self.language(key);
            let words = self.words(value).into_iter();
            all.extend(words.map(|word| (key.get_ref().as_ref(), word)));
        }
        all
    }

    /// A key that must be the code of a language.
    pub fn language(&mut self, key: &Spanned<std::borrow::Cow<'t, str>>) {
        if !is_language(key.get_ref()) {
            self.error_hint(
                key.span(),
                format!("\"{}\" is not a language code", key.get_ref()),
                LANGUAGE_HINT,
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

/// What to write where a language is needed.
pub(super) const LANGUAGE_HINT: &str = "write a code such as en, es, fr, pt-BR";

/// Where the list begins that a parser is still in at this place, when it stands in an earlier line.
fn unclosed_list(text: &str, at: usize) -> Option<Range<usize>> {
    let line = text.get(..at)?.rfind('\n')?;
    let before = text.get(..line)?;
    let open = before.rfind("= [")? + 2;
    let rest = before.get(open..)?;
    // Closed lists are none of ours; brackets in texts are rare enough.
    (rest.matches('[').count() > rest.matches(']').count()).then_some(open..open + 1)
}

/// What people mean who write such TOML.
fn toml_hint(text: &str, span: &Range<usize>, message: &str) -> Option<&'static str> {
    let start = text
        .get(..span.start)?
        .rfind('\n')
        .map_or(0, |newline| newline + 1);
    let line = text.get(start..)?.lines().next()?;
    let has = |marks: &[char]| line.contains(marks);
    if has(&['“', '”', '„', '‟', '«', '»', '‘', '’', '‚', '′', '″', '＂']) && !line.contains('"')
    {
        return Some("these are quotes for letters; write straight ones: \"…\"");
    }
    if has(&[
        '\u{a0}', '\u{2007}', '\u{202f}', '\u{3000}', '\u{200b}', '\u{feff}',
    ]) {
        return Some(
            "there is an invisible character or a special space in this line; write the line anew",
        );
    }
    if has(&['“', '”', '„', '‘', '’']) {
        return Some("are there quotes for letters among the straight ones? Texts stand in \"…\"");
    }
    if message.contains("duplicate key") {
        return Some("this was written before in the same table; keep one of the two");
    }
    if line.trim_start().starts_with("//") {
        return Some("a comment begins with #");
    }
    if line.contains('\\') {
        return Some("a backslash is special in \"…\"; write \\\\ or put the text into '…'");
    }
    if message.contains("string") || message.contains("literal") || message.contains("value") {
        return Some("a text stands in quotes: \"…\"; a list in brackets: [\"…\", \"…\"]");
    }
    None
}

/// Two or three small letters, perhaps with a script or region (`zh-Hant`).
pub(super) fn is_language(code: &str) -> bool {
    let mut parts = code.split('-');
    let main = parts.next().unwrap_or_default();
    (2..=3).contains(&main.len())
        && main.bytes().all(|b| b.is_ascii_lowercase())
        && parts.all(|p| (2..=4).contains(&p.len()) && p.bytes().all(|b| b.is_ascii_alphanumeric()))
}
