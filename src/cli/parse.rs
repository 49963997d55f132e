//! `parse`: messages and bare form files in, one JSON object a line out. No network, no store.

use crate::extract::{self, Finding};
use crate::mail::{self, Attachment, Mail};
use crate::reader::{Options, Reader};
use crate::rules::Rules;
use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::Serialize;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

/// Arguments of `parse`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// Print one JSON object for each file.
    #[arg(long)]
    json: bool,
    /// Use the rules in this folder instead of those built in.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
    /// Do not read scans with Tesseract.
    #[arg(long)]
    no_ocr: bool,
    /// Messages (.eml) or forms (PDF, DOCX, ODT, RTF, TXT, HTML…).
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
}

/// One line of output.
#[derive(Debug, Serialize)]
struct Parsed<'a> {
    file: String,
    message_id: Option<&'a str>,
    from: Option<&'a str>,
    subject: &'a str,
    #[serde(flatten)]
    finding: &'a Finding,
}

/// Runs the command.
///
/// # Errors
/// When the rules are broken or the output cannot be written. A file that cannot be read is reported, the others are
/// still read, and the exit status is 1.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let rules = super::rules_of(arguments.rules.as_deref())?;
    let mut options = Options::usual().context("this program does not know where it lies")?;
    if arguments.no_ocr {
        options.ocr_languages = None;
    }
    let reader = Reader::new(options);
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .min(arguments.files.len())
        .max(1);
    let next = AtomicUsize::new(0);
    let mut all_read = true;
    std::thread::scope(|scope| -> Result<()> {
        let (sender, lines) = mpsc::sync_channel(64);
        for _ in 0..threads {
            let (sender, next, rules, reader) = (sender.clone(), &next, &rules, &reader);
            scope.spawn(move || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = arguments.files.get(number) else {
                        return;
                    };
                    let line = parse_file(file, rules, reader, arguments.json);
                    if sender.send((number, line)).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        // Lines come in any order and go out in the order of the arguments.
        let mut early = std::collections::BTreeMap::new();
        let mut output = io::BufWriter::new(io::stdout().lock());
        for wanted in 0..arguments.files.len() {
            let line = loop {
                match early.remove(&wanted) {
                    Some(line) => break line,
                    None => {
                        let (number, line) =
                            lines.recv().context("a reading thread ended early")?;
                        early.insert(number, line);
                    }
                }
            };
            match line {
                Ok(line) => writeln!(output, "{line}")?,
                Err(error) => {
                    output.flush()?;
                    all_read = false;
                    eprintln!("cisdp-intake: {error:#}");
                }
            }
        }
        output.flush()?;
        Ok(())
    })?;
    Ok(if all_read {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

fn parse_file(file: &Path, rules: &Rules, reader: &Reader, json: bool) -> Result<String> {
    let mail = mail_of(file)?;
    let received = mail::received_at(&mail).unwrap_or_else(Timestamp::now);
    let readings = reader.read_all(&mail);
    let finding = extract::extract(&mail, &readings, rules, received);
    let parsed = Parsed {
        file: file.display().to_string(),
        message_id: mail.message_id.as_deref(),
        from: mail.from.as_ref().map(|address| address.email.as_str()),
        subject: &mail.subject,
        finding: &finding,
    };
    Ok(if json {
        serde_json::to_string(&parsed)?
    } else {
        serde_json::to_string_pretty(&parsed)?
    })
}

/// A file as a mail: a message, or a bare form as its only attachment.
pub(super) fn mail_of(file: &Path) -> Result<Mail> {
    let bytes =
        std::fs::read(file).with_context(|| format!("{} cannot be read", file.display()))?;
    let name = file
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    Ok(if is_message(&name, &bytes) {
        mail::parse(&bytes)
    } else {
        bare(name, bytes)
    })
}

/// True for an Internet message (RFC 5322), told by its name or by the header fields it begins with.
fn is_message(name: &str, bytes: &[u8]) -> bool {
    if name.to_lowercase().ends_with(".eml") {
        return true;
    }
    const FIELDS: [&str; 10] = [
        "return-path",
        "received",
        "from",
        "to",
        "subject",
        "message-id",
        "mime-version",
        "delivered-to",
        "date",
        "content-type",
    ];
    let head = String::from_utf8_lossy(bytes.get(..bytes.len().min(4096)).unwrap_or_default())
        .to_lowercase();
    let fields = head
        .lines()
        .take_while(|line| !line.trim().is_empty())
        .filter(|line| {
            line.split_once(':')
                .is_some_and(|(field, _)| FIELDS.contains(&field))
        });
    fields.count() >= 3
}

/// A bare form file is read as the only attachment of a mail without a header.
fn bare(name: String, bytes: Vec<u8>) -> Mail {
    Mail {
        attachments: vec![Attachment {
            name: Some(name),
            bytes,
            ..Attachment::default()
        }],
        ..Mail::default()
    }
}
