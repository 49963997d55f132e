//! `rules explain`: how a message or a form was read, and what would make it read better.

use super::place::{Place, place};
use crate::cli::paint::{Ink, Paint, cut, fit};
use crate::cli::{parse, rules_of, terminal};
use crate::extract::{Explanation, FieldRead, FormRead, Road, Source, TextRead, Unknown, explain};
use crate::mail;
use crate::reader::{Options, Reader};
use crate::rules::builtin;
use anyhow::{Context, Result};
use clap::Args;
use jiff::Timestamp;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// A message (.eml) or a form (PDF, DOCX, ODT, RTF, TXT, HTML…).
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Use the rules in this folder instead of those built in.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// When the rules are broken or the file cannot be read.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let rules = rules_of(arguments.rules.as_deref())?;
    let mail = parse::mail_of(&arguments.file)?;
    let reader = Reader::new(Options::usual().context("this program does not know where it lies")?);
    let readings = reader.read_all(&mail);
    let received = mail::received_at(&mail).unwrap_or_else(Timestamp::now);
    let explanation = explain(&mail, &readings, &rules, received);
    if arguments.json {
        let text = serde_json::to_string_pretty(&explanation)?;
        println!("{}", terminal::json(text));
        return Ok(ExitCode::SUCCESS);
    }
    let files = rule_texts(arguments.rules.as_deref());
    let page = Page {
        paint: Paint::stdout(),
        files: &files,
        folder: arguments.rules.as_deref().unwrap_or(Path::new("rules")),
    };
    print!("{}", page.whole(&explanation));
    Ok(ExitCode::SUCCESS)
}

/// The files of the rules as text, for telling where a line goes.
fn rule_texts(folder: Option<&Path>) -> BTreeMap<String, String> {
    builtin()
        .into_iter()
        .map(|(path, bytes)| {
            let own = folder.and_then(|folder| std::fs::read_to_string(folder.join(&path)).ok());
            let text = own.unwrap_or_else(|| String::from_utf8_lossy(&bytes).into_owned());
            (path, text)
        })
        .collect()
}

/// Writes an explanation for people.
struct Page<'a> {
    paint: Paint,
    files: &'a BTreeMap<String, String>,
    folder: &'a Path,
}

impl Page<'_> {
    fn whole(&self, explanation: &Explanation) -> String {
        let mut out = String::new();
        let finding = &explanation.finding;
        let verdict = serde_json::to_value(finding.verdict)
            .ok()
            .and_then(|name| name.as_str().map(str::to_owned))
            .unwrap_or_default();
        let _ = writeln!(
            out,
            "{}: {}",
            self.paint.ink(Ink::Bold, &verdict),
            finding.reason
        );
        for submission in &finding.submissions {
            let missing = match submission.missing.as_slice() {
                [] => "nothing is missing".to_owned(),
                some => format!("missing: {}", some.join(", ")),
            };
            let status = format!("{:?}", submission.status).to_lowercase();
            let text = format!("{}, {status}; {missing}", submission.source);
            let _ = writeln!(out, "{}", self.paint.wrap(2, &text));
        }
        for (name, why) in &explanation.unread {
            let _ = writeln!(out, "{}", self.paint.wrap(2, &format!("{name}: {why}")));
        }
        for text in &explanation.texts {
            // What quotes and signatures hold is told only where it looks like a form.
            if text.fields.is_empty() && text.unknown.is_empty() && explanation.texts.len() > 1 {
                let _ = writeln!(
                    out,
                    "\n{} {}: no label of the rules stands in it",
                    self.paint.ink(Ink::Bold, &text.name),
                    source(text.source)
                );
                continue;
            }
            self.text(text, &mut out);
        }
        out
    }

    fn text(&self, text: &TextRead, out: &mut String) {
        let paint = &self.paint;
        let _ = writeln!(
            out,
            "\n{} {}: {}",
            paint.ink(Ink::Bold, &text.name),
            source(text.source),
            text.why
        );
        for (at, form) in text.forms.iter().enumerate() {
            let _ = writeln!(out, "{}", paint.wrap(2, &form_line(form, at == 0)));
        }
        let (written, empty): (Vec<&FieldRead>, Vec<&FieldRead>) = text
            .fields
            .iter()
            .partition(|field| field.value.is_some() || !field.words.trim().is_empty());
        if !written.is_empty() {
            out.push('\n');
        }
        for field in written {
            self.field(field, out);
        }
        let names: Vec<&str> = empty.iter().map(|field| field.field.as_str()).collect();
        self.list("asked for, and nothing written:", &names, out);
        let names: Vec<&str> = text.not_found.iter().map(String::as_str).collect();
        self.list("not found:", &names, out);
        let names: Vec<String> = text
            .headings
            .iter()
            .map(|heading| format!("“{}”", cut(&heading.text, 40)))
            .collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.list("known headings:", &names, out);
        if text.unknown.is_empty() {
            return;
        }
        let title =
            "labels that no rule knows (a heading goes into [other_labels] of fields.toml):";
        let _ = writeln!(out, "\n{}", paint.wrap(2, title));
        for unknown in &text.unknown {
            self.unknown(unknown, text, out);
        }
    }

    fn list(&self, title: &str, names: &[&str], out: &mut String) {
        if !names.is_empty() {
            let text = format!("{title} {}", names.join(", "));
            let _ = writeln!(out, "\n{}", self.paint.wrap(2, &text));
        }
    }

    fn field(&self, field: &FieldRead, out: &mut String) {
        let paint = &self.paint;
        let room = paint.width.saturating_sub(29);
        let sure = match &field.value {
            None => paint.ink(Ink::Bad, "   —"),
            Some(_) => {
                let ink = match field.confidence {
                    sure if sure >= 0.9 => Ink::Good,
                    sure if sure >= 0.6 => Ink::Doubt,
                    _ => Ink::Bad,
                };
                paint.ink(ink, &format!("{:3.0}%", field.confidence * 100.0))
            }
        };
        let shown = match &field.value {
            Some(serde_json::Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => field.words.clone(),
        };
        let _ = writeln!(
            out,
            "  {} {sure}  {}",
            paint.ink(Ink::Bold, &fit(&field.field, 18)),
            cut(&shown, room)
        );
        let mut behind = String::new();
        if field.likeness < 0.995 {
            let _ = write!(behind, ", {:.0}% alike", field.likeness * 100.0);
        }
        let place = if field.r#where.is_empty() {
            &field.label.r#where
        } else {
            &field.r#where
        };
        if !place.is_empty() && !place.ends_with(&format!("field {}", field.label.text)) {
            let _ = write!(behind, ", {place}");
        }
        let road = road(field.road);
        let left = room.saturating_sub(behind.chars().count() + road.len() + 3);
        let how = format!("{road} “{}”{behind}", cut(&field.label.text, left.max(20)));
        let _ = writeln!(out, "{:27}{}", "", paint.ink(Ink::Dim, &cut(&how, room)));
        if field.value.is_some() && fold(&shown) != fold(&field.words) {
            let words = format!("written “{}”", cut(&field.words, room.saturating_sub(10)));
            let _ = writeln!(out, "{:27}{}", "", paint.ink(Ink::Dim, &words));
        }
        if let Some(doubt) = &field.doubt {
            let ink = if field.value.is_some() {
                Ink::Doubt
            } else {
                Ink::Bad
            };
            let _ = writeln!(out, "{:27}{}", "", paint.ink(ink, &cut(doubt, room)));
        }
    }

    fn unknown(&self, unknown: &Unknown, text: &TextRead, out: &mut String) {
        let paint = &self.paint;
        let room = paint.width.saturating_sub(4);
        let label = format!(
            "“{}”, {}",
            cut(&unknown.label.text, room.saturating_sub(25)),
            unknown.label.r#where
        );
        let _ = writeln!(out, "    {}", paint.ink(Ink::Bold, &cut(&label, room)));
        let language = match text.language.as_str() {
            "" => "xx",
            known => known,
        };
        let quoted = toml::Value::String(cut(&unknown.label.text, 300)).to_string();
        let (why, place) = match &unknown.nearest {
            Some(near) => (
                format!(
                    "perhaps {}, {:.0}% alike. If so, in {}",
                    near.field,
                    near.likeness * 100.0,
                    self.folder.join("fields.toml").display()
                ),
                place(self.file("fields.toml"), &near.field, language),
            ),
            None => (
                format!(
                    "no field is like it. If it is a heading, in {}",
                    self.folder.join("fields.toml").display()
                ),
                place(self.file("fields.toml"), "", language),
            ),
        };
        let (wher, line) = match place {
            Place::InList(at) => (
                format!(":{at}, in the list {language}:"),
                format!("{quoted},"),
            ),
            Place::NewLine(at, table) => (
                format!(":{at}, below {table}:"),
                format!("{language} = [{quoted}]"),
            ),
            Place::NewTable(at, table) => (
                format!(":{at}, a new table:"),
                format!("{table} {language} = [{quoted}]"),
            ),
        };
        let _ = writeln!(out, "{}", paint.wrap(6, &format!("{why}{wher}")));
        let _ = writeln!(out, "        {}", paint.ink(Ink::Good, &line));
    }

    fn file(&self, name: &str) -> &str {
        self.files.get(name).map_or("", String::as_str)
    }
}

fn form_line(form: &FormRead, first: bool) -> String {
    let count = format!(
        "{} of its {} fields stand here, {} in its own words",
        form.found, form.of, form.worded
    );
    let lacks = match form.lacking.as_slice() {
        [] => String::new(),
        some if some.len() <= 6 => format!("; it lacks {}", some.join(", ")),
        some => format!(
            "; it lacks {} and {} more",
            some.iter().take(5).cloned().collect::<Vec<_>>().join(", "),
            some.len() - 5
        ),
    };
    let title = match (first, form.sure) {
        (true, true) => "the form",
        (true, false) => "no form for sure; the likest is",
        (false, _) => "not",
    };
    let language = match form.worded {
        0 => String::new(),
        _ => format!(" in {}", form.language),
    };
    format!("{title} “{}”{language}: {count}{lacks}", form.id)
}

fn source(source: Source) -> String {
    let name = match source {
        Source::Acroform | Source::Pdf => "PDF",
        Source::Docx => "Word or sheet",
        Source::Odt => "OpenDocument",
        Source::Rtf => "RTF",
        Source::Text => "text",
        Source::Html => "HTML",
        Source::Ocr => "scan",
        Source::Derived => "",
    };
    format!("({name})")
}

fn road(road: Road) -> &'static str {
    match road {
        Road::Name => "fillable field named",
        Road::Title => "fillable field that says",
        Road::Options => "list of options",
        Road::Label => "label",
        Road::Line => "line of the mail",
        Road::Guess => "guess from",
        Road::Closing => "closing formula",
    }
}

/// For telling whether a value says more than its words.
fn fold(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
