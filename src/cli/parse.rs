//! `parse`: messages and bare form files in, one JSON object a line out. No network, no store.

use super::terminal;
use crate::document::Reading;
use crate::extract::{Extractor, Finding};
use crate::mail::{self, Attachment, Mail};
use crate::reader::{Options, Reader};
use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::mem::ManuallyDrop;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{self, Receiver};
use std::sync::{Mutex, PoisonError};

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
    /// Read one file after another and tell on standard error where the time went.
    #[arg(long, hide = true)]
    timings: bool,
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

/// Files that may have been read and wait to be understood: as many as are read while the rules are compiled, for files so large
/// that their number would matter take longer to read than to understand.
const AHEAD: usize = 128;

/// A file read, but not yet understood.
pub(super) struct Read {
    pub(super) mail: Mail,
    pub(super) readings: Vec<Reading>,
}

/// Runs the command: some threads read files, which needs no rules; while they begin, the rules are compiled; then other
/// threads understand what was read.
///
/// # Errors
/// When the rules are broken or the output cannot be written. A file that cannot be read is reported, the others are
/// still read, and the exit status is 1.
pub fn run(arguments: &Arguments) -> Result<ExitCode> {
    let mut options = Options::usual().context("this program does not know where it lies")?;
    if arguments.no_ocr {
        options.ocr_languages = None;
    }
    let reader = Reader::new(options);
    let files = &arguments.files;
    if arguments.timings {
        super::timings::run(files, arguments.rules.as_deref(), &reader, arguments.json)?;
        return Ok(ExitCode::SUCCESS);
    }
    let threads = std::thread::available_parallelism()
        .map_or(2, usize::from)
        .min(files.len())
        .max(1);
    let next = AtomicUsize::new(0);
    let all_read = std::thread::scope(|scope| -> Result<bool> {
        let (ready, waiting) = mpsc::sync_channel(AHEAD);
        for _ in 0..threads {
            let (ready, next, reader) = (ready.clone(), &next, reader.clone());
            scope.spawn(move || {
                reader.warm(1);
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let Some(file) = files.get(number) else {
                        return;
                    };
                    if ready.send((number, read(file, &reader))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(ready);
        // The last thread that reads ends the children, while the others still understand what was read.
        drop(reader);
        // The process ends with them, so they need not be taken apart.
        let rules = ManuallyDrop::new(super::ready::rules_of(arguments.rules.as_deref())?);
        let (extractor, waiting) = (&Extractor::new(&rules), &Mutex::new(waiting));
        std::thread::scope(|scope| {
            let (sender, lines) = mpsc::sync_channel(64);
            for _ in 0..threads {
                let sender = sender.clone();
                scope.spawn(move || {
                    while let Some((number, read)) = taken(waiting) {
                        let line = read.and_then(|read| {
                            let file = files.get(number).context("a file without a name")?;
                            line(file, &read.mail, &read.finding(extractor), arguments.json)
                        });
                        if sender.send((number, line)).is_err() {
                            return;
                        }
                    }
                });
            }
            drop(sender);
            write(files.len(), &lines)
        })
    })?;
    Ok(if all_read {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

/// The next item of a channel that several threads take from; none when its senders are gone.
fn taken<T>(waiting: &Mutex<Receiver<T>>) -> Option<T> {
    let waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
    waiting.recv().ok()
}

/// Writes the lines, which come in any order, in the order of the arguments. False when a file could not be read.
fn write(count: usize, lines: &Receiver<(usize, Result<String>)>) -> Result<bool> {
    let mut all_read = true;
    let mut early = BTreeMap::new();
    let mut output = io::BufWriter::new(io::stdout().lock());
    for wanted in 0..count {
        let line = loop {
            match early.remove(&wanted) {
                Some(line) => break line,
                None => {
                    let (number, line) = lines.recv().context("a reading thread ended early")?;
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
    Ok(all_read)
}

fn read(file: &Path, reader: &Reader) -> Result<Read> {
    let mail = mail_of(file)?;
    let readings = reader.read_all(&mail);
    Ok(Read { mail, readings })
}

impl Read {
    /// What the mail says.
    pub(super) fn finding(&self, extractor: &Extractor<'_>) -> Finding {
        let received = mail::received_at(&self.mail).unwrap_or_else(Timestamp::now);
        extractor.extract(&self.mail, &self.readings, received)
    }
}

/// The line, or the lines, about one file.
pub(super) fn line(file: &Path, mail: &Mail, finding: &Finding, json: bool) -> Result<String> {
    let parsed = Parsed {
        file: file.display().to_string(),
        message_id: mail.message_id.as_deref(),
        from: mail.from.as_ref().map(|address| address.email.as_str()),
        subject: &mail.subject,
        finding,
    };
    let text = match json {
        true => serde_json::to_string(&parsed)?,
        false => serde_json::to_string_pretty(&parsed)?,
    };
    Ok(terminal::json(text))
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
