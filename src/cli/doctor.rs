//! `doctor`: looks at everything the daemon needs and says what is well and what is not. Sends and changes nothing.

use super::run::{BROKEN, refuse};
use crate::config::{self, Loaded, Settings};
use crate::daemon::check_rules;
use crate::mail::MailPlace;
use crate::reader::Reader;
use crate::wire::{Fault, Held};
use anyhow::{Context, Result};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The settings.
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    config: PathBuf,
}

/// Looks at everything.
///
/// # Errors
/// When the runtime does not start.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Loaded { settings, problems } = config::load(&arguments.config);
    let Some(settings) = settings else {
        return Ok(refuse(&problems));
    };
    let mut sheet = Sheet::default();
    sheet.say(
        "settings",
        Ok(format!("{} is in order", arguments.config.display())),
    );
    for problem in &problems {
        println!("{problem}");
    }
    sheet.say("rules", rules(&settings));
    sheet.say("store", store(&settings.store));
    sheet.say("cage", cage(&settings));
    sheet.say("scans", scans(&settings));
    sheet.say("digest", Ok(digest(&settings)));
    sheet.say("answers", Ok(answers(&settings)));
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .context("the runtime does not start")?;
    runtime.block_on(async {
        sheet.say(
            "mailbox",
            mailbox(&settings).await.map_err(|fault| fault.to_string()),
        );
        let mut sender = settings.sender.open();
        let checked = sender.check().await;
        let words = format!("{} takes letters from us", sender.name());
        sheet.say(
            "sending",
            checked.map(|()| words).map_err(|fault| fault.to_string()),
        );
    });
    Ok(match sheet.wrong {
        0 => ExitCode::SUCCESS,
        _ if sheet.broken_rules => ExitCode::from(BROKEN),
        _ => ExitCode::FAILURE,
    })
}

#[derive(Default)]
struct Sheet {
    wrong: u32,
    broken_rules: bool,
}

impl Sheet {
    fn say(&mut self, what: &str, found: Result<String, String>) {
        match found {
            Ok(words) => println!("ok     {what:<9} {words}"),
            Err(words) => {
                self.wrong += 1;
                self.broken_rules |= what == "rules";
                println!("WRONG  {what:<9} {words}");
            }
        }
    }
}

fn rules(settings: &Settings) -> Result<String, String> {
    let (rules, problems) = check_rules(&settings.rules);
    match rules {
        Some(rules) if !rules.texts.contains_key(&fallback(settings)) => Err(format!(
            "`fallback_language` in [answer] is \"{}\", and the rules have no texts in it",
            fallback(settings)
        )),
        Some(rules) => Ok(format!(
            "{} fields, {} countries, texts in {} languages",
            rules.fields.len(),
            rules.countries.names.len(),
            rules.texts.len()
        )),
        None => {
            let all: Vec<String> = problems
                .iter()
                .map(|problem| format!("\n{problem}"))
                .collect();
            Err(all.join("\n"))
        }
    }
}

fn fallback(settings: &Settings) -> String {
    settings.manners(jiff::Timestamp::now()).fallback_language
}

fn store(dir: &Path) -> Result<String, String> {
    let place = dir.display();
    if dir.exists() {
        let probe = tempfile::NamedTempFile::new_in(dir);
        return match probe {
            Ok(_) => Ok(format!("{place} is there and may be written")),
            Err(error) => Err(format!("{place} cannot be written: {error}")),
        };
    }
    match dir
        .parent()
        .filter(|parent| parent.as_os_str().is_empty() || parent.is_dir())
    {
        Some(_) => Ok(format!("{place} will be made at the first start")),
        None => Err(format!(
            "the folder that is to hold {place} is missing; make it"
        )),
    }
}

fn scans(settings: &Settings) -> Result<String, String> {
    let options = settings
        .reader
        .options()
        .map_err(|error| error.to_string())?;
    if options.ocr_languages.is_none() {
        return Ok("OCR is switched off; scans are left to people".to_owned());
    }
    match Reader::new(options).ocr_languages() {
        Some(languages) => Ok(format!("Tesseract reads {languages}")),
        None => Err("Tesseract is not installed: apt-get install tesseract-ocr (or set `ocr = false` in [reader])".to_owned()),
    }
}

/// Attachments are read by children that can do nothing else; whether they can depends on the kernel.
fn cage(settings: &Settings) -> Result<String, String> {
    let options = settings
        .reader
        .options()
        .map_err(|error| error.to_string())?;
    let scans = options.ocr_languages.is_some();
    let reader = Reader::new(options);
    let report = reader.probe().map_err(|how| {
        format!("no attachment can be read: the reading process does not answer ({how})")
    })?;
    let advice = "the kernel needs seccomp and Landlock (Linux 5.13 or newer, not switched off by a container)";
    if !report.holes().is_empty() {
        let holes = report.holes().join(", ");
        return Err(format!(
            "whoever reads attachments could also {holes}; {advice}"
        ));
    }
    if scans {
        let report = reader
            .probe_ocr()
            .map_err(|how| format!("no scan can be read: {how}"))?;
        if !report.holes().is_empty() {
            let holes = report.holes().join(", ");
            return Err(format!("Tesseract could also {holes}; {advice}"));
        }
    }
    Ok("attachments are read where no file, network or other process can be reached".to_owned())
}

fn digest(settings: &Settings) -> String {
    let schedule = &settings.schedule;
    let now = schedule.zone.to_datetime(jiff::Timestamp::now());
    let name = schedule.zone.iana_name().unwrap_or("UTC");
    format!(
        "every {:?} at {:02}:00 in {name}, where it is {} now",
        schedule.weekday,
        schedule.hour,
        now.strftime("%A %H:%M")
    )
}

fn answers(settings: &Settings) -> String {
    let manners = settings.manners(jiff::Timestamp::now());
    match (manners.answer, settings.answer_from) {
        (false, _) => "nobody is answered ([answer] enabled = false)".to_owned(),
        (true, Some(from)) => format!("mail received from {from} on is answered"),
        (true, None) => "mail received after the first start is answered".to_owned(),
    }
}

async fn mailbox(settings: &Settings) -> Result<String, Fault> {
    let mut mailbox = settings.mailbox.open();
    let count = mailbox.look(&Nothing).await?;
    mailbox.close().await;
    Ok(format!("{} opens and holds {count} mails", mailbox.name()))
}

/// Holds nothing, so that all mails are listed; none is fetched.
struct Nothing;

impl Held for Nothing {
    fn cursor(&self, _: &str, _: u32) -> Result<u32, Fault> {
        Ok(0)
    }
    fn listed(&self, _: &str, _: u32, _: &[u32]) -> Result<(), Fault> {
        Ok(())
    }
    fn holds(&self, _: &MailPlace) -> Result<bool, Fault> {
        Ok(false)
    }
}
