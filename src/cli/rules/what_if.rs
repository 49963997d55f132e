//! `rules what-if`: the stored mail read with edited rules, and what would be otherwise. The store is opened for reading.

mod report;

use super::eyes;
use crate::answer::MailId;
use crate::cli::run::{refuse, refuse_rules};
use crate::config::{self, Loaded, Settings, beside};
use crate::daemon::{DEATHS, load_rules, rules_in_force};
use crate::document::Unread;
use crate::extract::Finding;
use crate::problem::Problem;
use crate::reader::Reader;
use crate::rules::Rules;
use crate::samples::{Difference, Message, Sample, differences, each, judge, load};
use crate::store::Store;
use anyhow::{Context, Result};
use clap::Args;
use jiff::Timestamp;
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder of the edited rules.
    #[arg(value_name = "DIR")]
    edited: PathBuf,
    /// The settings, for the store and the rules in force.
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    config: PathBuf,
    /// The store's folder, instead of the one of the settings; they are then not needed.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// The old rules; without it, those that the daemon has in force.
    #[arg(long, value_name = "DIR")]
    against: Option<PathBuf>,
    /// The folder of the samples; without it, `samples` beside the edited rules.
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
    /// Read scans too, which takes seconds for each.
    #[arg(long)]
    ocr: bool,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// What would become of one mail or sample.
#[derive(Debug, Serialize)]
struct Case {
    /// The mail's identity, or the sample's name.
    name: String,
    /// True for a sample.
    sample: bool,
    /// When it was received.
    received: Timestamp,
    /// Who it is about, or its subject.
    about: String,
    /// What is read otherwise.
    differences: Vec<Difference>,
    /// For a sample: whether it is read as expected, before and after.
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<(bool, bool)>,
    /// True when a scan in it was not read.
    #[serde(skip)]
    scan: bool,
}

/// All that was found.
#[derive(Debug, Default, Serialize)]
struct Found {
    /// What the old rules are.
    old: String,
    /// The folder of the edited rules.
    new: String,
    /// How many mails were read.
    mails: usize,
    /// How many samples were read.
    samples: usize,
    /// Mails that could not be read, and why.
    unread: Vec<String>,
    /// Mails and samples with scans that were not read.
    scans: usize,
    /// Those of which something is read otherwise, oldest first.
    cases: Vec<Case>,
    /// How long it took.
    seconds: f64,
}

/// Runs the command. The exit status is 1 when a sample would be read wrongly that is read rightly now: a reload would
/// refuse such rules.
///
/// # Errors
/// When there is no store or it cannot be read.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let started = Instant::now();
    let settings = match &arguments.store {
        Some(_) => None,
        None => {
            let Loaded { settings, problems } = config::load(&arguments.config);
            let Some(settings) = settings else {
                return Ok(refuse(&problems));
            };
            Some(settings)
        }
    };
    let dir = match (&arguments.store, &settings) {
        (Some(dir), _) => dir.clone(),
        (None, Some(settings)) => settings.store.clone(),
        (None, None) => return Ok(ExitCode::FAILURE),
    };
    let store = Store::open_read(&dir)?;
    let new = match load_rules(&arguments.edited) {
        Ok(rules) => rules,
        Err(problems) => return Ok(refuse_rules(&problems)),
    };
    let (name, old) = match old_rules(arguments, settings.as_ref(), &dir, &new) {
        Ok(old) => old,
        Err(problems) => return Ok(refuse_rules(&problems)),
    };
    let folder = arguments.samples.clone();
    let folder = folder.unwrap_or_else(|| beside(&arguments.edited));
    let samples = match folder.is_dir() || arguments.samples.is_some() {
        true => match load(&folder, &[]) {
            Ok(samples) => samples,
            Err(problems) => return Ok(refuse_rules(&problems)),
        },
        false => Vec::new(),
    };
    let trial = Trial {
        old,
        new,
        reader: eyes(arguments.ocr)?,
        ocr: arguments.ocr,
    };
    let mut found = Found {
        old: name,
        new: arguments.edited.display().to_string(),
        samples: samples.len(),
        ..Found::default()
    };
    trial.mails(&store, &mut found)?;
    trial.samples(&samples, &mut found);
    found
        .cases
        .sort_by(|a, b| (a.sample, a.received, &a.name).cmp(&(b.sample, b.received, &b.name)));
    found.seconds = started.elapsed().as_secs_f64();
    let worse = found
        .cases
        .iter()
        .any(|case| case.right == Some((true, false)));
    match arguments.json {
        true => println!("{}", serde_json::to_string_pretty(&found)?),
        false => report::print(&found, &trial.new),
    }
    Ok(match worse {
        true => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    })
}

/// The rules to compare with, and what they are.
fn old_rules(
    arguments: &Arguments,
    settings: Option<&Settings>,
    store: &Path,
    new: &Rules,
) -> Result<(String, Rules), Vec<Problem>> {
    if let Some(folder) = &arguments.against {
        return Ok((folder.display().to_string(), load_rules(folder)?));
    }
    // The daemon's own copy first: the folder may be the one that was edited.
    let kept = rules_in_force(store);
    if kept.is_dir()
        && let Ok(rules) = load_rules(&kept)
    {
        return Ok(("the rules in force".to_owned(), rules));
    }
    if let Some(settings) = settings {
        let rules = load_rules(&settings.rules)?;
        if rules.fingerprint != new.fingerprint {
            return Ok((settings.rules.display().to_string(), rules));
        }
    }
    let rules = crate::rules::compile(&crate::rules::builtin())?;
    Ok((
        "the rules that the program was built with".to_owned(),
        rules,
    ))
}

/// Two sets of rules and what reads for both.
struct Trial {
    old: Rules,
    new: Rules,
    reader: Reader,
    ocr: bool,
}

impl Trial {
    fn mails(&self, store: &Store, found: &mut Found) -> Result<()> {
        let ids = store.inbox().readable(DEATHS)?;
        let cases = each(&ids, |id| self.mail(store, id));
        for (id, case) in ids.iter().zip(cases) {
            match case {
                Some(Ok(case)) => {
                    found.mails += 1;
                    found.note(case);
                }
                Some(Err(error)) => found.unread.push(format!("{error:#}")),
                None => found.unread.push(format!("mail {id}: reading it failed")),
            }
        }
        Ok(())
    }

    fn mail(&self, store: &Store, id: &MailId) -> Result<Case> {
        let raw = store.inbox().mail(id).context("a mail was not read")?;
        let read_all = |mail: &crate::mail::Mail| match raw.headers_only {
            true => Vec::new(),
            false => self.reader.read_all(mail),
        };
        let message = Message::read(&raw.bytes, Some(raw.received), &read_all);
        let (old, new) = (message.finding(&self.old), message.finding(&self.new));
        Ok(self.case(id.clone(), &message, &old, &new))
    }

    fn samples(&self, samples: &[Sample], found: &mut Found) {
        let cases = each(samples, |sample| {
            let read_all = |mail: &crate::mail::Mail| self.reader.read_all(mail);
            let message = Message::read(&sample.bytes, None, &read_all);
            let (old, new) = (message.finding(&self.old), message.finding(&self.new));
            let right = |finding: &Finding, rules: &Rules| {
                judge(&sample.expected, finding, rules, self.ocr).is_right()
            };
            Case {
                sample: true,
                right: Some((right(&old, &self.old), right(&new, &self.new))),
                ..self.case(sample.name.clone(), &message, &old, &new)
            }
        });
        for case in cases.into_iter().flatten() {
            found.note(case);
        }
    }

    fn case(&self, name: String, message: &Message, old: &Finding, new: &Finding) -> Case {
        let name_of = |finding: &Finding| {
            let fields = &finding.submissions.first()?.fields;
            Some(fields.get("lrg_name")?.value.as_str()?.to_owned())
        };
        let about = name_of(new)
            .or_else(|| name_of(old))
            .unwrap_or_else(|| message.mail.subject.clone());
        let is_scan = |reading: &crate::document::Reading| reading.unread == Some(Unread::Scanned);
        Case {
            name,
            sample: false,
            received: message.received,
            about,
            differences: differences(old, new, &self.new),
            right: None,
            scan: message.readings.iter().any(is_scan),
        }
    }
}

impl Found {
    fn note(&mut self, case: Case) {
        self.scans += usize::from(case.scan);
        let judged_otherwise = case.right.is_some_and(|(old, new)| old != new);
        if !case.differences.is_empty() || judged_otherwise {
            self.cases.push(case);
        }
    }
}
