//! What the demo leaves behind for people: a table on the terminal, and pages to open in a browser.

use crate::answer::{Acknowledgment, Outcome, Record};
use crate::cli::terminal;
use crate::mail::{self, Letter};
use anyhow::{Context, Result};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// One line of the table: what became of one message.
#[derive(Debug)]
pub(super) struct Row {
    pub file: String,
    pub what: String,
    pub who: String,
    pub answer: String,
    pub letter: Option<String>,
}

/// Makes the table's lines, in the order of the files. `files` tells the name of each mail's file.
pub(super) fn rows(
    files: &BTreeMap<String, String>,
    outcomes: &[Outcome],
    records: &BTreeMap<String, Record>,
) -> Vec<Row> {
    let mut rows: Vec<Row> = outcomes
        .iter()
        .map(|outcome| {
            let made: Vec<&Record> = outcome
                .records
                .iter()
                .filter_map(|id| records.get(id))
                .collect();
            let who: Vec<String> = made.iter().map(|record| government(record)).collect();
            let status: Vec<&str> = made
                .iter()
                .map(|record| record.submission.status.name())
                .collect();
            let verdict = words(&format!("{:?}", outcome.verdict));
            let (answer, letter) = match &outcome.acknowledgment {
                Acknowledgment::Letter(key) => ("answered".to_owned(), Some(key.clone())),
                Acknowledgment::Withheld(reason) => (format!("not answered: {reason}"), None),
                Acknowledgment::NotDue => ("no answer due".to_owned(), None),
            };
            let answer = match &outcome.review {
                Some(_) => format!("{answer}, for review"),
                None => answer,
            };
            Row {
                file: files
                    .get(&outcome.mail)
                    .cloned()
                    .unwrap_or_else(|| outcome.mail.clone()),
                what: if status.is_empty() {
                    verdict
                } else {
                    format!("{verdict}, {}", status.join(" and "))
                },
                who: who.join(" and "),
                answer,
                letter,
            }
        })
        .collect();
    rows.sort_by(|one, other| one.file.cmp(&other.file));
    rows
}

fn government(record: &Record) -> String {
    let field = |id| record.text(id).unwrap_or("?");
    format!("{} ({})", field("lrg_name"), field("country"))
}

/// `BlankForm` → `blank form`.
fn words(name: &str) -> String {
    let mut words = String::new();
    for c in name.chars() {
        if c.is_uppercase() && !words.is_empty() {
            words.push(' ');
        }
        words.extend(c.to_lowercase());
    }
    words
}

/// The table as text of at most `width` columns.
pub(super) fn table(rows: &[Row], width: usize) -> String {
    let shares = [34, 20, 24];
    let given: usize = shares.iter().sum();
    let columns: Vec<usize> = shares
        .iter()
        .map(|share| share * width.saturating_sub(6) / (given + 24))
        .collect();
    let last = width.saturating_sub(6 + columns.iter().sum::<usize>());
    let line = |cells: [&str; 4]| {
        let mut text = String::new();
        for (cell, columns) in cells.iter().zip(columns.iter().chain([&last])) {
            let _ = write!(text, "{}  ", fit(cell, *columns));
        }
        text.trim_end().to_owned()
    };
    let mut lines = vec![line(["MESSAGE", "WHAT IT IS", "WHO", "WHAT WE DID"])];
    lines.extend(
        rows.iter()
            .map(|row| line([&row.file, &row.what, &row.who, &row.answer])),
    );
    lines.join("\n")
}

/// The text in exactly so many columns.
fn fit(text: &str, columns: usize) -> String {
    let text = terminal::line(text);
    if text.width() <= columns {
        return format!("{text}{}", " ".repeat(columns - text.width()));
    }
    let (mut cut, mut used) = (String::new(), 0);
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if used + wide + 1 > columns {
            break;
        }
        cut.push(c);
        used += wide;
    }
    format!("{cut}…{}", " ".repeat(columns.saturating_sub(used + 1)))
}

/// Writes a letter as a page to open in a browser: its header, then its body.
pub(super) fn write_page(letter: &Letter, file: &Path) -> Result<()> {
    let parsed = mail::parse(&letter.bytes);
    let mut head = String::new();
    for wanted in ["From", "To", "Date", "Subject"] {
        let value = parsed
            .headers
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
            .map(|(_, value)| value.as_str());
        let _ = write!(
            head,
            "<div><b>{wanted}:</b> {}</div>",
            escape(value.unwrap_or_default())
        );
    }
    let head = format!(
        "<div style=\"font:14px/1.5 sans-serif;background:#f3f4f6;color:#111;padding:12px 20px;margin:0 0 12px\">{head}</div>"
    );
    let page = match (&parsed.html, &parsed.text) {
        // The letter's own page keeps its look; our head goes where its body begins.
        (Some(html), _) => match html
            .find("<body")
            .and_then(|at| html.get(at..)?.find('>').map(|end| at + end + 1))
        {
            Some(at) => format!(
                "{}{head}{}",
                html.get(..at).unwrap_or_default(),
                html.get(at..).unwrap_or_default()
            ),
            None => format!("{head}{html}"),
        },
        (None, text) => format!(
            "<!doctype html><meta charset=\"utf-8\"><title>{}</title><body style=\"margin:0\">{head}<pre style=\"font:15px/1.5 sans-serif;white-space:pre-wrap;max-width:44em;padding:0 20px\">{}</pre>",
            escape(&letter.subject),
            escape(text.as_deref().unwrap_or_default())
        ),
    };
    std::fs::write(file, page).with_context(|| format!("{} cannot be written", file.display()))
}

/// Writes the page that links to everything.
pub(super) fn write_index(
    out: &Path,
    rows: &[Row],
    letters: &BTreeMap<String, String>,
    digests: &[String],
) -> Result<()> {
    let link = |stem: &str, words: &str| {
        format!(
            "<a href=\"letters/{0}.html\">{words}</a> (<a href=\"letters/{0}.eml\">.eml</a>)",
            escape(stem)
        )
    };
    let mut page = String::from(
        "<!doctype html><meta charset=\"utf-8\"><title>cisdp-intake demo</title><style>body{font:15px/1.5 sans-serif;margin:24px;\
         color:#111}td,th{padding:4px 12px 4px 0;text-align:left;vertical-align:top}tr:nth-child(even){background:#f3f4f6}</style>\
         <h1>What became of the messages</h1><p>",
    );
    for digest in digests {
        let _ = write!(page, "{} · ", link(digest, "The digest"));
    }
    page.push_str("<a href=\"records.csv\">The records</a> (CSV)</p><table><tr><th>Message<th>What it is<th>Who<th>What we did</tr>");
    for row in rows {
        let stem = row.letter.as_ref().and_then(|key| letters.get(key));
        let answer = stem.map_or_else(
            || escape(&row.answer),
            |stem| link(stem, &escape(&row.answer)),
        );
        let _ = write!(
            page,
            "<tr><td>{}<td>{}<td>{}<td>{answer}</tr>",
            escape(&row.file),
            escape(&row.what),
            escape(&row.who)
        );
    }
    page.push_str("</table>");
    let file = out.join("index.html");
    std::fs::write(&file, page).with_context(|| format!("{} cannot be written", file.display()))
}

fn escape(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_fit_their_columns_in_any_script() {
        assert_eq!(fit("abc", 5), "abc  ");
        assert_eq!(fit("abcdef", 5), "abcd…");
        assert_eq!(fit("서울특별시", 6).width(), 6);
        assert_eq!(
            fit("a\tb\u{1b}[31m", 20),
            format!("a b [31m{}", " ".repeat(12))
        );
    }

    #[test]
    fn a_table_is_never_wider_than_the_terminal() {
        let long = "x".repeat(90);
        let row = || Row {
            file: long.clone(),
            what: long.clone(),
            who: long.clone(),
            answer: long.clone(),
            letter: None,
        };
        assert!(table(&[row()], 100).lines().all(|line| line.width() <= 100));
    }
}
