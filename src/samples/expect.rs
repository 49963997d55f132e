//! What is expected of a message: the file beside it, as written → as judged by.

use crate::extract::{Status, Verdict};
use crate::problem::{Problem, did_you_mean};
use crate::rules::Rules;
use serde::Deserialize;
use serde::de::{self, Deserializer};
use serde_json::Value;
use std::collections::BTreeMap;

/// What a message must be read as.
#[derive(Debug, Clone, Deserialize)]
pub struct Expectation {
    /// The right verdict; several where people differ.
    #[serde(deserialize_with = "one_or_more")]
    pub verdict: Vec<Verdict>,
    /// The forms in it, when it has any.
    #[serde(default)]
    pub submissions: Vec<Expected>,
    /// True when it is read from a picture: values are compared with tolerance.
    #[serde(default)]
    pub ocr: bool,
    #[serde(flatten)]
    other: BTreeMap<String, Value>,
}

/// What one form must be read as.
#[derive(Debug, Clone, Deserialize)]
pub struct Expected {
    /// The right status; several where people differ.
    #[serde(deserialize_with = "one_or_more")]
    pub status: Vec<Status>,
    /// The language of its labels.
    pub language: String,
    /// Needed and wished-for fields that it leaves empty.
    pub missing: Vec<String>,
    /// Field id → value, text or whole number. A field that stands neither here nor in `any` must be absent.
    pub fields: BTreeMap<String, Value>,
    /// Fields that are not compared.
    #[serde(default)]
    pub any: Vec<String>,
    /// Further right values by field.
    #[serde(default)]
    pub alt: BTreeMap<String, Vec<Value>>,
    #[serde(flatten)]
    other: BTreeMap<String, Value>,
}

const KEYS: [&str; 3] = ["verdict", "submissions", "ocr"];
const SUBMISSION_KEYS: [&str; 6] = ["status", "language", "missing", "fields", "any", "alt"];

/// Reads an expectation. The problems are those of a reader who looks only at the file; `against` looks at the rules too.
///
/// # Errors
/// When it is not JSON, or a part is missing or of a wrong kind.
pub(super) fn read(file: &str, text: &str) -> Result<Expectation, Box<Problem>> {
    serde_json::from_str(text).map_err(|error| {
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        let at = offset(text, error.line(), error.column());
        let problem = Problem::at(
            file,
            text,
            at..at,
            format!("this is not an expectation: {message}"),
        );
        Box::new(problem.hint(
            "write what `cisdp-intake parse --json` prints, reduced to verdict and submissions \
             with status, language, missing and fields",
        ))
    })
}

impl Expectation {
    /// What is odd about it when these rules are in force: fields that they do not know, a value for what is missing.
    pub(super) fn against(&self, file: &str, text: &str, rules: &Rules) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut known: Vec<&str> = rules.fields.iter().map(|rule| rule.id.as_str()).collect();
        let place = |word: &str| {
            let quoted = format!("\"{word}\"");
            let start = text.find(&quoted).unwrap_or(0);
            start..(start + quoted.len()).min(text.len())
        };
        let unknown = |what: &str, word: &str, known: &[&str]| {
            let problem = Problem::at(
                file,
                text,
                place(word),
                format!("unknown {what} \"{word}\""),
            );
            match did_you_mean(word, known.iter().copied()) {
                Some(near) => problem.hint(format!("did you mean \"{near}\"?")),
                None => problem.hint(format!("known are: {}", known.join(", "))),
            }
        };
        for key in self.other.keys() {
            problems.push(unknown("key", key, &KEYS).warning());
        }
        let is_form = self.verdict.contains(&Verdict::Form);
        if is_form == self.submissions.is_empty() {
            let message = "a message with the verdict \"form\" has submissions, and no other has";
            problems.push(Problem::at(file, text, place("verdict"), message));
        }
        known.sort_unstable();
        for submission in &self.submissions {
            for key in submission.other.keys() {
                problems.push(unknown("key", key, &SUBMISSION_KEYS).warning());
            }
            let ids = submission.fields.keys().chain(&submission.missing);
            for id in ids.chain(&submission.any).chain(submission.alt.keys()) {
                if !known.contains(&id.as_str()) {
                    problems.push(unknown("field", id, &known));
                }
            }
            for id in &submission.missing {
                if submission.fields.contains_key(id) {
                    let message = format!("\"{id}\" has a value and is said to be missing");
                    problems.push(Problem::at(file, text, place(id), message));
                }
            }
        }
        problems
    }
}

/// The byte at a line and column, both counted from 1 as serde_json does.
fn offset(text: &str, line: usize, column: usize) -> usize {
    let before: usize = text
        .split_inclusive('\n')
        .take(line.saturating_sub(1))
        .map(str::len)
        .sum();
    (before + column.saturating_sub(1)).min(text.len())
}

/// A word or a list of words.
fn one_or_more<'de, T, D>(from: D) -> Result<Vec<T>, D::Error>
where
    T: de::DeserializeOwned,
    D: Deserializer<'de>,
{
    let all = match Value::deserialize(from)? {
        Value::Array(all) if all.is_empty() => {
            return Err(de::Error::custom("at least one word is needed here"));
        }
        Value::Array(all) => all,
        one => vec![one],
    };
    all.into_iter()
        .map(|word| serde_json::from_value(word).map_err(de::Error::custom))
        .collect()
}
