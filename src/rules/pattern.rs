//! What a text must look like, in the administrator's own expression. Matching takes linear time, whatever is written.

use super::ValueKind;
use super::written::{Word, Written};
use regex::{Regex, RegexBuilder};
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Bytes that one compiled expression may take; the largest sensible ones take a hundredth of it.
const SIZE: usize = 1 << 20;

/// Texts so different that an expression which matches all of them matches everything.
const ANYTHING: [&str; 4] = ["x", "7", "- / ?", "서울 50%"];

/// An expression that a whole value must match.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Pattern(Regex);

impl TryFrom<String> for Pattern {
    type Error = regex::Error;

    fn try_from(text: String) -> Result<Pattern, regex::Error> {
        build(&text).map(Pattern)
    }
}

impl From<Pattern> for String {
    fn from(pattern: Pattern) -> String {
        pattern.0.as_str().to_owned()
    }
}

impl Pattern {
    /// True when the whole value looks so.
    pub fn matches(&self, value: &str) -> bool {
        self.0.is_match(value)
    }

    /// Compiles an expression of a rule file; what is wrong with it becomes a problem at its place.
    pub(super) fn read(
        file: &mut Written<'_>,
        word: &Word<'_>,
        kind: ValueKind,
    ) -> Option<Pattern> {
        if !matches!(kind, ValueKind::Text | ValueKind::LongText) {
            file.error(
                word.span.clone(),
                "only a field of type \"text\" or \"long_text\" may have a \"pattern\"",
            );
            return None;
        }
        // Alone first, so that a stray parenthesis is told as what it is.
        let built = build(word.text).and_then(|_| build(&format!("^(?:{})$", word.text)));
        match built {
            Ok(regex) if ANYTHING.iter().all(|text| regex.is_match(text)) => {
                file.error_hint(
                    word.span.clone(),
                    "this pattern matches everything",
                    "say what the whole value looks like, for example \"[0-9]{5}\", or leave the pattern out",
                );
                None
            }
            Ok(regex) => Some(Pattern(regex)),
            Err(regex::Error::CompiledTooBig(_)) => {
                file.error_hint(
                    word.span.clone(),
                    "this pattern is too large",
                    "write smaller numbers of repetitions",
                );
                None
            }
            Err(error) => {
                let told = error.to_string();
                let why = told.lines().last().unwrap_or_default();
                let why = why.strip_prefix("error: ").unwrap_or(why);
                file.error_hint(
                    place(file, word, &told),
                    format!("this is not a regular expression: {why}"),
                    "a text in '…' keeps its backslashes as they are",
                );
                None
            }
        }
    }
}

/// Where in the file the mistake stands: the error draws a caret below the expression, four columns in.
fn place(file: &Written<'_>, word: &Word<'_>, told: &str) -> Range<usize> {
    let caret = told.lines().rev().find(|line| {
        let line = line.trim();
        !line.is_empty() && line.chars().all(|c| c == '^')
    });
    let at = caret
        .and_then(|line| line.find('^')?.checked_sub(4))
        .and_then(|column| word.text.char_indices().nth(column));
    let written = file.text.get(word.span.clone()).unwrap_or_default();
    // Escapes would move it.
    let is_plain = written
        .get(1..)
        .is_some_and(|rest| rest.starts_with(word.text));
    match at {
        Some((at, c)) if is_plain => {
            let start = word.span.start + 1 + at;
            start..start + c.len_utf8()
        }
        _ => word.span.clone(),
    }
}

fn build(text: &str) -> Result<Regex, regex::Error> {
    RegexBuilder::new(text)
        .size_limit(SIZE)
        .dfa_size_limit(SIZE)
        .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<Pattern>, String) {
        let source = format!("pattern = '{text}'\n");
        let mut file = Written::new("rules/f.toml".to_owned(), &source);
        let word = Word {
            text,
            span: 10..source.len() - 1,
        };
        let pattern = Pattern::read(&mut file, &word, ValueKind::Text);
        (
            pattern,
            file.problems.iter().map(ToString::to_string).collect(),
        )
    }

    #[test]
    fn a_pattern_is_about_the_whole_value() {
        let (pattern, problems) = read("[0-9]{5}|[A-Z]{2}");
        assert_eq!(problems, "");
        let pattern = pattern.unwrap();
        assert!(pattern.matches("08001") && pattern.matches("AB"));
        assert!(!pattern.matches("080011") && !pattern.matches("ABC") && !pattern.matches(""));
    }

    #[test]
    fn bad_large_and_empty_patterns_are_refused_at_their_place() {
        for (text, message) in [
            ("[0-9", "not a regular expression: unclosed character class"),
            (")(", "not a regular expression: unopened group"),
            ("(?:\\w{999}){999}", "this pattern is too large"),
            (".*", "matches everything"),
            ("(?s).+", "matches everything"),
        ] {
            let (pattern, problems) = read(text);
            assert!(pattern.is_none(), "{text}");
            assert!(problems.contains(message), "{text}: {problems}");
            assert!(problems.starts_with("rules/f.toml:1:1"), "{problems}");
        }
    }
}
