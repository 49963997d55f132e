//! The texts of our mails as templates: each can be written, with the words that it is given. Part of `check`, since the
//! rules compile without it and letters fall back on other languages.

use super::builtin::builtin_file;
use super::written::{Written, entries};
use crate::problem::{Problem, did_you_mean};
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// What the program gives to each text besides `campaign`. Texts that are not listed are shown as they are.
const GIVEN: &[(&str, &[&str])] = &[
    ("greeting", &[]),
    ("closing", &[]),
    ("signature", &[]),
    ("ack_complete_subject", &["subject", "count"]),
    ("ack_complete", &["government"]),
    ("ack_complete_next", &["government"]),
    ("ack_revised_subject", &["subject", "count"]),
    ("ack_revised", &["government"]),
    ("ack_incomplete_subject", &["subject", "count"]),
    ("ack_incomplete", &["government"]),
    ("ack_incomplete_again_subject", &["subject", "count"]),
    ("ack_incomplete_again", &["government"]),
    ("ack_review_subject", &["subject", "count"]),
    ("ack_review", &["government"]),
    ("ack_unreadable_subject", &["subject", "count"]),
    ("ack_unreadable", &[]),
    ("ack_unreadable_how", &[]),
    ("ack_too_large_subject", &["subject", "count"]),
    ("ack_too_large", &[]),
    ("ack_too_large_how", &[]),
    ("ack_blank_subject", &["subject", "count"]),
    ("ack_blank", &[]),
    ("ack_blank_how", &[]),
    ("ack_several_subject", &["subject", "count"]),
    ("ack_several", &["count"]),
    ("ack_item_complete", &["count"]),
    ("ack_item_incomplete", &["count"]),
    ("ack_item_incomplete_again", &["count"]),
    ("ack_item_review", &["count"]),
    ("ack_missing_wished", &[]),
    ("ack_missing_how", &[]),
    ("ack_summary", &[]),
    ("ack_correct", &[]),
    ("ack_reference", &["reference"]),
    ("date", &["day", "month", "year"]),
    ("day", &["day", "month", "year"]),
    ("table_file", &["week"]),
    ("digest_subject", &["week", "new", "total", "attention"]),
    ("digest_total", &["week", "new", "total", "attention"]),
    ("digest_footer", &["week", "new", "total", "attention"]),
    ("digest_period", &["from", "to"]),
    ("digest_goal", &["total", "goal", "target"]),
    ("digest_goal_reached", &["total", "goal", "target"]),
    ("digest_more", &["count"]),
    ("silence_handled", &["mail"]),
    ("silence_same_identifier", &["mail"]),
    ("silence_robot", &["sign"]),
    ("silence_spam", &["sign"]),
    ("silence_old", &["days"]),
    ("review_lost_letter", &["to", "why"]),
    ("reason_copy", &["mail"]),
];

/// What the program gives to a text; `None` when it is shown as it is.
pub fn given(name: &str) -> Option<Vec<&'static str>> {
    let (_, words) = GIVEN.iter().find(|(known, _)| *known == name)?;
    Some(words.iter().copied().chain(["campaign"]).collect())
}

/// Looks through the texts of all languages: file name and text of each.
pub(super) fn check(files: &[(String, &str)]) -> Vec<Problem> {
    let known = known_names();
    let mut problems = Vec::new();
    let mut named: BTreeMap<&str, BTreeSet<String>> = BTreeMap::new();
    for (file, text) in files {
        let mut file = Written::new(file.clone(), text);
        let document = file.parse();
        if file.is_broken() {
            continue;
        }
        let mut names = BTreeSet::new();
        table(&mut file, document.get_ref(), "", &known, &mut names);
        problems.append(&mut file.problems);
        named.insert(text, names);
    }
    for (file, text) in files {
        let Some(names) = named.get(text) else {
            continue;
        };
        let lacking: Vec<&str> = known
            .iter()
            .filter(|name| !names.contains(*name))
            .map(String::as_str)
            .collect();
        let nowhere = |name: &&str| !named.values().any(|names| names.contains(*name));
        let (lost, borrowed): (Vec<&str>, Vec<&str>) = lacking.into_iter().partition(nowhere);
        if !lost.is_empty() {
            let message = format!("no language has the text {}", listed(&lost));
            problems.push(
                Problem::of_file(file, message)
                    .hint(format!("write {} = \"…\"", lost.first().unwrap_or(&""))),
            );
        }
        if !borrowed.is_empty() {
            let message = format!("the text {} is missing here", listed(&borrowed));
            let problem = Problem::of_file(file, message).warning();
            problems.push(problem.hint("until you write it, another language takes its place"));
        }
    }
    problems
}

fn listed(names: &[&str]) -> String {
    let quoted: Vec<String> = names
        .iter()
        .take(5)
        .map(|name| format!("\"{name}\""))
        .collect();
    match names.len() {
        0..=5 => quoted.join(", "),
        more => format!("{} and {} more", quoted.join(", "), more - 5),
    }
}

/// The names of the texts that the program was built with.
fn known_names() -> BTreeSet<String> {
    let mut names: BTreeSet<String> = GIVEN.iter().map(|(name, _)| (*name).to_owned()).collect();
    let text = String::from_utf8_lossy(builtin_file("texts/en.toml"));
    let table: Result<toml::Table, _> = toml::from_str(&text);
    names.extend(table.unwrap_or_default().into_iter().map(|(name, _)| name));
    names
}

fn table(
    file: &mut Written<'_>,
    table: &DeTable<'_>,
    prefix: &str,
    known: &BTreeSet<String>,
    names: &mut BTreeSet<String>,
) {
    for (key, value) in entries(table) {
        let name = format!("{prefix}{}", key.get_ref());
        match value.get_ref() {
            DeValue::Table(inner) => self::table(file, inner, &format!("{name}."), known, names),
            DeValue::String(text) => {
                if !known.contains(&name) {
                    let near: Vec<&str> = known.iter().map(String::as_str).collect();
                    file.unknown(key.span(), "text", &name, &near);
                } else {
                    template(file, &name, text, value.span());
                }
                names.insert(name);
            }
            // Told when the rules are compiled.
            _ => {}
        }
    }
}

fn template(file: &mut Written<'_>, name: &str, text: &str, span: Range<usize>) {
    if text.trim().is_empty() && name != "thousands_separator" {
        return file.error(span, "this text is empty");
    }
    if name == "months" && text.split_whitespace().count() != 12 {
        return file.error_hint(
            span,
            "a year has twelve months",
            "write their names with a space between them",
        );
    }
    let Some(given) = given(name) else {
        if let Some(at) = text.find("{{").or_else(|| text.find("{%")) {
            let at = place(file.text, &span, text, at..at + 2);
            file.error_hint(
                at,
                format!("the text \"{name}\" is shown as it is, nothing is put into it"),
                "write it without {{ … }} and {% … %}",
            );
        }
        return;
    };
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    let told = |error: &minijinja::Error| {
        let lines = || text.split_inclusive('\n').map(str::len);
        let start = |line: usize| lines().take(line.saturating_sub(1)).sum::<usize>();
        let range = error.range().or_else(|| {
            let line = error.line()?;
            Some(start(line)..start(line + 1))
        });
        let detail = error
            .detail()
            .map_or_else(|| error.kind().to_string(), str::to_owned);
        (range.unwrap_or(0..text.len()), detail)
    };
    let template = match environment.template_from_str(text) {
        Ok(template) => template,
        Err(error) => {
            let (range, detail) = told(&error);
            // What is not closed shows far behind; its beginning is the place to look at.
            let is_open = detail.contains("end of") && range.start > 0;
            let before = text.get(..range.start).unwrap_or_default();
            let open = before.rfind("{{").max(before.rfind("{%"));
            let range = match open.filter(|_| is_open) {
                Some(open) => open..open + 2,
                None => range,
            };
            return file.error_hint(
                place(file.text, &span, text, range),
                format!("this template cannot be understood: {detail}"),
                "a value stands in {{ … }}, a condition between {% if … %} and {% endif %}",
            );
        }
    };
    let mut unknown: Vec<String> = template
        .undeclared_variables(false)
        .into_iter()
        .filter(|word| word != "range" && !given.contains(&word.as_str()))
        .collect();
    unknown.sort();
    for word in &unknown {
        let at = find_word(text, word);
        let hint = match did_you_mean(word, given.iter().copied()) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("known in this text are: {}", given.join(", ")),
        };
        file.error_hint(
            place(file.text, &span, text, at..at + word.len()),
            format!("unknown variable \"{word}\""),
            hint,
        );
    }
    if !unknown.is_empty() {
        return;
    }
    // With values and without, so that both sides of a condition are written.
    for filling in ["7", ""] {
        let words: BTreeMap<&str, &str> = given.iter().map(|word| (*word, filling)).collect();
        if let Err(error) = template.render(Serde(&words)) {
            let (range, detail) = told(&error);
            let at = place(file.text, &span, text, range);
            return file.error(at, format!("this text cannot be written: {detail}"));
        }
    }
}

/// Where a variable is named in a template.
fn find_word(text: &str, word: &str) -> usize {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let mut inside = text.match_indices(word).filter(|(at, _)| {
        let (before, after) = (text.get(..*at), text.get(at + word.len()..));
        let (before, after) = (before.unwrap_or_default(), after.unwrap_or_default());
        let open = before
            .rfind(['{', '}'])
            .is_some_and(|at| before.get(at..).is_some_and(|rest| rest.starts_with('{')))
            || before.rfind("{%") > before.rfind("%}");
        open && !before.ends_with(is_part) && !after.starts_with(is_part)
    });
    inside.next().map_or(0, |(at, _)| at)
}

/// Where a part of a text stands in its file: `span` is the text with its quotes, `value` what TOML makes of it.
fn place(file: &str, span: &Range<usize>, value: &str, part: Range<usize>) -> Range<usize> {
    let written = file.get(span.clone()).unwrap_or_default();
    let quotes = if written.starts_with("\"\"\"") || written.starts_with("'''") {
        3
    } else {
        1
    };
    let mut start = span.start + quotes;
    if quotes == 3 {
        let rest = file.get(start..).unwrap_or_default();
        // A line break right behind the quotes is none of the text's.
        start += ["\r\n", "\n"]
            .iter()
            .find(|end| rest.starts_with(**end))
            .map_or(0, |end| end.len());
    }
    let inside = file.get(start..span.end).unwrap_or_default();
    if inside.starts_with(value) {
        return start + part.start..start + part.end;
    }
    start + unescaped(inside, part.start)..start + unescaped(inside, part.end)
}

/// The byte of a text as written that becomes this byte of its value, where escapes are short for other characters.
fn unescaped(written: &str, wanted: usize) -> usize {
    let mut value = 0;
    let mut chars = written.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        if value >= wanted {
            return at;
        }
        if c == '\r' && chars.peek().is_some_and(|(_, next)| *next == '\n') {
            continue;
        }
        if c != '\\' {
            value += c.len_utf8();
            continue;
        }
        match chars.next().map(|(_, c)| c) {
            Some(kind @ ('u' | 'U' | 'x')) => {
                let digits = match kind {
                    'x' => 2,
                    'u' => 4,
                    _ => 8,
                };
                let code: String = chars.by_ref().take(digits).map(|(_, c)| c).collect();
                let code = u32::from_str_radix(&code, 16).ok().and_then(char::from_u32);
                value += code.map_or(1, char::len_utf8);
            }
            Some(c) if c.is_whitespace() => {
                while chars.peek().is_some_and(|(_, c)| c.is_whitespace()) {
                    chars.next();
                }
            }
            _ => value += 1,
        }
    }
    written.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn told(text: &str) -> Vec<String> {
        check(&[("t.toml".to_owned(), text)])
            .iter()
            .filter(|problem| problem.line > 0)
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn a_mistake_in_a_template_is_told_at_its_place() {
        for (text, words) in [
            (
                "greeting = \"Dear {{ goverment }}\"",
                "t.toml:1:21: error: unknown variable \"goverment\"",
            ),
            (
                "ack_complete = \"\"\"\nDear\nall of {{ goverment }},\n\"\"\"",
                "t.toml:3:11: error: unknown variable \"goverment\"",
            ),
            (
                "ack_complete = \"\"\"\nDear\n{% if goverment %}you{% endif %}\n\"\"\"",
                "did you mean \"government\"?",
            ),
            (
                "ack_complete = \"a \\u00e9 \\\"b\\\" {{ governmnt }}\"",
                "t.toml:1:35: error: unknown variable",
            ),
            (
                "ack_complete = \"\"\"\none\ntwo {% if government %}\nthree\n\"\"\"",
                "this template cannot be understood",
            ),
            (
                "ack_complete = \"\"\"\none\ntwo {{ government }\nthree\n\"\"\"",
                "t.toml:3:",
            ),
            (
                "ack_complete = \"{{ government | shout }}\"",
                "t.toml:1:33: error: this text cannot be written: filter shout is unknown",
            ),
            (
                "ack_complete = \"{% block a %}x{% endblock %}\"",
                "this template cannot be understood: unknown statement block",
            ),
            (
                "ack_complet = \"x\"",
                "t.toml:1:1: error: unknown text \"ack_complet\"",
            ),
            (
                "digest_new = \"{{ new }}\"",
                "t.toml:1:15: error: the text \"digest_new\" is shown as it is",
            ),
            ("months = \"January February\"", "a year has twelve months"),
            ("closing = \" \"", "t.toml:1:11: error: this text is empty"),
        ] {
            let told = told(text);
            assert!(
                told.iter().any(|told| told.contains(words)),
                "{words}: {told:#?}"
            );
        }
    }

    #[test]
    fn both_sides_of_a_condition_are_tried() {
        let told = told("ack_complete = \"{% if government %}x{% else %}{{ 1 / 0 }}{% endif %}\"");
        assert_eq!(told.len(), 1, "{told:#?}");
    }
}
