//! config.toml as written → settings ready to run; all problems at once.

mod ends;
mod secret;
mod settle;
mod written;

pub use ends::{MailboxEnd, SenderEnd};
pub use settle::beside;

use crate::answer::Manners;
use crate::problem::{Problem, Severity};
use crate::reader;
use jiff::civil::Weekday;
use jiff::{SignedDuration, Timestamp, tz::TimeZone};
use std::path::{Path, PathBuf};

/// The settings, checked and complete.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The mailbox that is read.
    pub mailbox: MailboxEnd,
    /// Where letters go.
    pub sender: SenderEnd,
    /// The folder of the store.
    pub store: PathBuf,
    /// How often the store is checked from end to end; `None` for never.
    pub check_every: Option<SignedDuration>,
    /// The folder of the rules.
    pub rules: PathBuf,
    /// The folder of the samples, which need not be there.
    pub samples: PathBuf,
    /// Whether rules come into force when their files change, without being asked.
    pub watch_rules: bool,
    /// When the digest is due.
    pub schedule: Schedule,
    /// How attachments are read.
    pub reader: ReaderSettings,
    /// How the program tells what it does.
    pub log: LogSettings,
    /// Nothing received before this is answered; `None`: before the first start.
    pub answer_from: Option<Timestamp>,
    manners: Manners,
}

impl Settings {
    /// The settings of the pure room. Without `[answer] from`, nothing received before the first start is answered.
    pub fn manners(&self, first_start: Timestamp) -> Manners {
        Manners {
            answer_from: self.answer_from.unwrap_or(first_start),
            ..self.manners.clone()
        }
    }
}

/// When the weekly digest is due.
#[derive(Debug, Clone)]
pub struct Schedule {
    /// The day.
    pub weekday: Weekday,
    /// The hour in the secretariat's time zone.
    pub hour: i8,
    /// The secretariat's time zone.
    pub zone: TimeZone,
}

/// How attachments are read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReaderSettings {
    /// How many children at most; `None` is one for each processor.
    pub workers: Option<usize>,
    /// What a child may use.
    pub limits: reader::Limits,
    /// Languages of OCR; `None` switches it off.
    pub ocr_languages: Option<Vec<String>>,
}

impl ReaderSettings {
    /// The reader's options, with this program as the child.
    ///
    /// # Errors
    /// When the system does not tell where this program lies.
    pub fn options(&self) -> std::io::Result<reader::Options> {
        let usual = reader::Options::usual()?;
        Ok(reader::Options {
            workers: self.workers.unwrap_or(usual.workers),
            limits: self.limits.clone(),
            ocr_languages: self.ocr_languages.clone(),
            ..usual
        })
    }
}

/// How the program tells what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogSettings {
    /// One JSON object a line instead of text for people.
    pub json: bool,
    /// `error`, `warn`, `info` or `debug`.
    pub level: String,
}

/// What came of reading a settings file: the settings, unless something is wrong, and all that is wrong or doubtful.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The settings; `None` when a problem is an error.
    pub settings: Option<Settings>,
    /// All problems in the order of the file.
    pub problems: Vec<Problem>,
}

/// Loads a settings file; relative paths in it start from its folder. Secrets come from files and the environment.
pub fn load(path: &Path) -> Loaded {
    let file = path.display().to_string();
    let environment = |name: &str| std::env::var(name).ok();
    match std::fs::read_to_string(path) {
        Ok(text) => settle(&file, &text, folder_of(path), &environment),
        Err(error) => Loaded {
            settings: None,
            problems: vec![
                Problem::of_file(&file, format!("the settings cannot be read: {error}")).hint(
                    "name the file with --config FILE; the config.toml that comes with the program is a start",
                ),
            ],
        },
    }
}

/// Settles the text of a settings file; `base` is where relative paths start, `environment` gives variables.
pub fn settle(
    file: &str,
    text: &str,
    base: &Path,
    environment: &dyn Fn(&str) -> Option<String>,
) -> Loaded {
    let sheet = written::Sheet::new(file, text);
    let settings = settle::settings(&sheet, base, environment);
    let problems = sheet.into_problems();
    let broken = problems.iter().any(|p| p.severity == Severity::Error);
    Loaded {
        settings: settings.filter(|_| !broken),
        problems,
    }
}

/// The folder of a file; the empty path for one that is named without a folder.
fn folder_of(path: &Path) -> &Path {
    path.parent().unwrap_or(Path::new(""))
}
