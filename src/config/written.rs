//! A settings file as its author wrote it: sections and keys with their places, read one by one. Whatever is wrong is noted
//! and reading goes on, so that all problems come to light at once.

use crate::problem::{Problem, did_you_mean};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::ops::{Range, RangeInclusive};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

/// The file and the problems found in it so far.
pub struct Sheet<'a> {
    /// The file as its author knows it.
    pub file: &'a str,
    /// Its text.
    pub text: &'a str,
    problems: RefCell<Vec<Problem>>,
}

/// A value and where it stands.
#[derive(Debug, Clone)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Its bytes in the file.
    pub at: Range<usize>,
}

type Entry<'s> = (Range<usize>, &'s Spanned<DeValue<'s>>);

/// One `[section]`, or the top of the file.
pub struct Section<'s, 'a> {
    sheet: &'s Sheet<'a>,
    name: String,
    header: Option<Range<usize>>,
    entries: BTreeMap<&'s str, Entry<'s>>,
    asked: RefCell<Vec<&'static str>>,
}

impl<'a> Sheet<'a> {
    /// A sheet without problems yet.
    pub fn new(file: &'a str, text: &'a str) -> Sheet<'a> {
        Sheet {
            file,
            text,
            problems: RefCell::default(),
        }
    }

    /// Notes a problem.
    pub fn note(&self, problem: Problem) {
        self.problems.borrow_mut().push(problem);
    }

    /// Notes an error at a place.
    pub fn error(&self, at: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.note(Problem::at(self.file, self.text, at.clone(), message).hint(hint));
    }

    /// Notes a warning at a place.
    pub fn warning(&self, at: &Range<usize>, message: impl Into<String>, hint: impl Into<String>) {
        self.note(
            Problem::at(self.file, self.text, at.clone(), message)
                .hint(hint)
                .warning(),
        );
    }

    /// All problems in the order of the file.
    pub fn into_problems(self) -> Vec<Problem> {
        let mut problems = self.problems.into_inner();
        problems.sort_by_key(|problem| (problem.line, problem.column));
        problems
    }

    /// The top of the file. What cannot be parsed is noted, and the rest is read all the same.
    pub fn parse(&self) -> Spanned<DeTable<'a>> {
        let (table, errors) = DeTable::parse_recoverable(self.text);
        for error in errors {
            let at = error.span().unwrap_or(0..0);
            self.error(
                &at,
                format!("this is not valid TOML: {}", error.message()),
                "texts stand in \"quotes\", lists in [brackets], each setting on its own line",
            );
        }
        table
    }

    /// The top of the file as a section.
    pub fn top<'s>(&'s self, table: &'s Spanned<DeTable<'a>>) -> Section<'s, 'a> {
        Section {
            sheet: self,
            name: String::new(),
            header: None,
            entries: entries(table.get_ref()),
            asked: RefCell::default(),
        }
    }
}

fn entries<'s>(table: &'s DeTable<'_>) -> BTreeMap<&'s str, Entry<'s>> {
    table
        .iter()
        .map(|(key, value)| (key.get_ref().as_ref(), (key.span(), value)))
        .collect()
}

impl<'s, 'a> Section<'s, 'a> {
    /// The sheet that this section stands on.
    pub fn sheet(&self) -> &'s Sheet<'a> {
        self.sheet
    }

    /// True when the file has this setting, be its value right or wrong.
    pub fn has(&self, key: &str) -> bool {
        self.entries.contains_key(key)
    }

    /// A section below this one; empty when it is not written.
    pub fn section(&self, name: &'static str) -> Section<'s, 'a> {
        let mut section = Section {
            sheet: self.sheet,
            name: name.to_owned(),
            header: None,
            entries: BTreeMap::new(),
            asked: RefCell::default(),
        };
        if let Some((key, value)) = self.take(name) {
            section.header = Some(key.clone());
            match value.get_ref() {
                DeValue::Table(table) => section.entries = entries(table),
                _ => self.sheet.error(
                    &key,
                    format!("`{name}` is a section, not a setting"),
                    format!("write [{name}] on a line of its own and the settings below it"),
                ),
            }
        }
        section
    }

    /// A text; `None` when it is not written or empty.
    pub fn text(&self, key: &'static str) -> Option<Found<String>> {
        let (_, value) = self.take(key)?;
        match value.get_ref() {
            DeValue::String(text) if text.trim().is_empty() => None,
            DeValue::String(text) => Some(Found {
                value: text.trim().to_owned(),
                at: value.span(),
            }),
            _ => self.wrong(key, value, "a text in \"quotes\""),
        }
    }

    /// A text that must be there.
    pub fn needed(&self, key: &'static str, example: &str) -> Option<Found<String>> {
        let noted = self.sheet.problems.borrow().len();
        let found = self.text(key);
        let complained = self.sheet.problems.borrow().len() > noted;
        if found.is_none() && !complained {
            self.missing(key, example);
        }
        found
    }

    /// Says that a setting is missing.
    pub fn missing(&self, key: &str, example: &str) {
        let message = format!("`{key}` is missing in [{}]", self.name);
        let hint = format!("write for example: {key} = {example}");
        let place = self
            .entries
            .get(key)
            .map(|(_, value)| value.span())
            .or_else(|| self.header.clone());
        match place {
            Some(at) => self.sheet.error(&at, message, hint),
            None => self
                .sheet
                .note(Problem::of_file(self.sheet.file, message).hint(hint)),
        }
    }

    /// Yes or no.
    pub fn flag(&self, key: &'static str, usual: bool) -> bool {
        let Some((_, value)) = self.take(key) else {
            return usual;
        };
        match value.get_ref() {
            DeValue::Boolean(flag) => *flag,
            _ => self.wrong(key, value, "true or false").unwrap_or(usual),
        }
    }

    /// A whole number within limits.
    pub fn number(&self, key: &'static str, usual: u32, limits: RangeInclusive<u32>) -> u32 {
        let Some((_, value)) = self.take(key) else {
            return usual;
        };
        let DeValue::Integer(number) = value.get_ref() else {
            return self.wrong(key, value, "a whole number").unwrap_or(usual);
        };
        let digits = number.as_str().replace('_', "");
        match i64::from_str_radix(&digits, number.radix()).map(u32::try_from) {
            Ok(Ok(number)) if limits.contains(&number) => number,
            _ => {
                let (least, most) = limits.into_inner();
                self.sheet.error(
                    &value.span(),
                    format!("`{key}` must be from {least} to {most}"),
                    format!("without this line it is {usual}"),
                );
                usual
            }
        }
    }

    /// A list of texts.
    pub fn texts(&self, key: &'static str) -> Vec<Found<String>> {
        let wanted = "a list of texts in [brackets]";
        let Some((_, value)) = self.take(key) else {
            return Vec::new();
        };
        let DeValue::Array(items) = value.get_ref() else {
            return self.wrong(key, value, wanted).unwrap_or_default();
        };
        let mut texts = Vec::new();
        for item in items.iter() {
            if let DeValue::String(text) = item.get_ref() {
                texts.push(Found {
                    value: text.trim().to_owned(),
                    at: item.span(),
                });
            } else {
                let _: Option<()> = self.wrong(key, item, wanted);
            }
        }
        texts
    }

    /// One of several words.
    pub fn choice<T: Copy>(&self, key: &'static str, choices: &[(&'static str, T)], usual: T) -> T {
        let Some(found) = self.text(key) else {
            return usual;
        };
        if let Some((_, value)) = choices.iter().find(|(word, _)| *word == found.value) {
            return *value;
        }
        let words: Vec<&str> = choices.iter().map(|(word, _)| *word).collect();
        let hint = match did_you_mean(&found.value, words.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of: \"{}\"", words.join("\", \"")),
        };
        self.sheet.error(
            &found.at,
            format!("`{key}` cannot be \"{}\"", found.value),
            hint,
        );
        usual
    }

    /// Ends the section: whatever was never asked for is unknown.
    pub fn finish(self) {
        let asked = self.asked.borrow();
        for (key, (at, _)) in &self.entries {
            if asked.contains(key) {
                continue;
            }
            let (what, place) = match self.name.as_str() {
                "" => ("section or setting", "here".to_owned()),
                name => ("setting", format!("in [{name}]")),
            };
            let hint = match did_you_mean(key, asked.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("known {place} are: {}", asked.join(", ")),
            };
            self.sheet
                .error(at, format!("there is no {what} `{key}` {place}"), hint);
        }
    }

    fn take(&self, key: &'static str) -> Option<Entry<'s>> {
        self.asked.borrow_mut().push(key);
        self.entries.get(key).cloned()
    }

    fn wrong<T>(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) -> Option<T> {
        let kind = match value.get_ref() {
            DeValue::String(_) => "a text",
            DeValue::Integer(_) => "a whole number",
            DeValue::Float(_) => "a number with a point",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotes",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a section",
        };
        self.sheet.error(
            &value.span(),
            format!("`{key}` must be {wanted}, and this is {kind}"),
            format!("write {wanted}"),
        );
        None
    }
}
