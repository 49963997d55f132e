//! `status`: how the daemon stands, from the store and from the note that it leaves there. Works beside a running daemon
//! and changes nothing.

use super::paint::{Ink, Paint, cut};
use super::run::refuse;
use crate::config::{self, Loaded, MailboxEnd, Settings};
use crate::daemon::{DEATHS, Standing, load_rules};
use crate::store::{self, LetterStanding, Store};
use anyhow::Result;
use clap::Args;
use jiff::{Timestamp, Unit};
use serde::Serialize;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The settings.
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    config: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// All that is told.
#[derive(Debug, Serialize)]
struct Status {
    /// Whether a daemon has the store open.
    running: bool,
    /// Its process.
    process: Option<String>,
    /// When the daemon that wrote the note started.
    started: Option<Timestamp>,
    /// Its version.
    version: Option<String>,
    mailbox: Mailbox,
    mail: Mail,
    letters: Letters,
    /// When the last digest was sent, and of which week it is.
    last_digest: Option<Digest>,
    rules: Rules,
    store: store::Report,
    /// What a person should look at; empty when all is well.
    attention: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Mailbox {
    name: String,
    /// Up to which UID everything is held, by UIDVALIDITY; empty for mailboxes that are folders.
    cursors: Vec<Cursor>,
}

#[derive(Debug, Serialize)]
struct Cursor {
    uid_validity: u32,
    uid: u32,
}

#[derive(Debug, Serialize)]
struct Mail {
    held: u64,
    /// Not yet read.
    waiting: u64,
    /// Handled, and left for a person.
    review: usize,
    /// Of these, left unread because reading it stopped the program.
    parked: usize,
    records: u64,
}

#[derive(Debug, Serialize)]
struct Letters {
    sent: u64,
    waiting: u64,
    /// Of these, due now.
    due: usize,
    next: Option<Timestamp>,
    failed: u64,
}

#[derive(Debug, Serialize)]
struct Digest {
    week: String,
    at: Timestamp,
    standing: store::Standing,
}

#[derive(Debug, Serialize)]
struct Rules {
    folder: PathBuf,
    fingerprint: Option<String>,
    since: Option<Timestamp>,
    /// When others were refused, and why.
    refused: Option<crate::daemon::Refusal>,
    /// The folder holds other rules than those in force, and they were not read yet.
    changed: bool,
}

/// Runs the command. The exit status is 1 when something needs a person.
///
/// # Errors
/// When there is no store or it cannot be read.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Loaded { settings, problems } = config::load(&arguments.config);
    let Some(settings) = settings else {
        return Ok(refuse(&problems));
    };
    let now = Timestamp::now();
    let status = status(&settings, now)?;
    match arguments.json {
        true => println!("{}", serde_json::to_string_pretty(&status)?),
        false => print(&status, now),
    }
    Ok(match status.attention.is_empty() {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

fn status(settings: &Settings, now: Timestamp) -> Result<Status> {
    let dir = &settings.store;
    let holder = Store::holder(dir);
    let store = Store::open_read(dir)?;
    let report = store::check(dir, false)?;
    let standing = Standing::read(dir)?;
    let outcomes = store.ledger().all_outcomes()?;
    let handled = store.inbox().readable(u32::MAX)?.len();
    let parked = handled - store.inbox().readable(DEATHS)?.len();
    let letters = store.outbox().states()?;
    let due: Vec<LetterStanding> = store.outbox().waiting()?;
    let mut status = Status {
        running: holder.is_some(),
        process: holder,
        started: standing.as_ref().map(|standing| standing.started),
        version: standing.as_ref().map(|standing| standing.version.clone()),
        mailbox: mailbox(settings, &store)?,
        mail: Mail {
            held: report.mails,
            waiting: report.waiting_mails,
            review: outcomes.iter().filter(|o| o.review.is_some()).count(),
            parked,
            records: report.records,
        },
        letters: Letters {
            sent: report.sent_letters,
            waiting: report.waiting_letters,
            due: due.iter().filter(|letter| letter.at <= now).count(),
            next: due.first().map(|letter| letter.at),
            failed: report.failed_letters,
        },
        last_digest: last_digest(&letters),
        rules: rules(&settings.rules, standing),
        store: report,
        attention: Vec::new(),
    };
    status.attention = attention(&status);
    Ok(status)
}

fn mailbox(settings: &Settings, store: &Store) -> Result<Mailbox> {
    let mut cursors = Vec::new();
    if let MailboxEnd::Imap(end) = &settings.mailbox {
        for (uid_validity, uid) in store.inbox().cursors(&end.folder)? {
            cursors.push(Cursor { uid_validity, uid });
        }
    }
    Ok(Mailbox {
        name: settings.mailbox.open().name(),
        cursors,
    })
}

/// Keys of digests are `digest:2026-W47:address`.
fn last_digest(letters: &[LetterStanding]) -> Option<Digest> {
    let digests = letters.iter().filter_map(|letter| {
        Some((
            letter.key.strip_prefix("digest:")?.split(':').next()?,
            letter,
        ))
    });
    let (week, letter) = digests.max_by_key(|(week, letter)| (*week, letter.at))?;
    Some(Digest {
        week: week.to_owned(),
        at: letter.at,
        standing: letter.standing,
    })
}

fn rules(folder: &Path, standing: Option<Standing>) -> Rules {
    let standing = standing.map(|standing| standing.rules);
    let here = load_rules(folder).map(|rules| rules.fingerprint).ok();
    // Refused rules are told as such.
    let changed = standing
        .as_ref()
        .is_some_and(|s| s.refused.is_none() && here.as_ref() != Some(&s.fingerprint));
    Rules {
        folder: folder.to_owned(),
        changed,
        fingerprint: standing.as_ref().map(|s| s.fingerprint.clone()),
        since: standing.as_ref().map(|s| s.since),
        refused: standing.and_then(|s| s.refused),
    }
}

fn attention(status: &Status) -> Vec<String> {
    let mut all = Vec::new();
    if !status.running {
        all.push("the daemon does not run".to_owned());
    }
    if status.rules.refused.is_some() {
        all.push("new rules were refused".to_owned());
    }
    if !status.store.sound() {
        all.push("the store is not sound; `cisdp-intake store check` tells more".to_owned());
    }
    all
}

fn print(status: &Status, now: Timestamp) {
    let paint = Paint::stdout();
    let width = paint.width;
    let say =
        |what: &str, text: String| println!("{what:<9} {}", cut(&text, width.saturating_sub(10)));
    let since = |at: Option<Timestamp>| at.map_or_else(String::new, |at| ago(at, now));
    let version = status.version.clone().unwrap_or_default();
    match (status.running, status.started) {
        (true, _) => say(
            "daemon",
            format!(
                "{} since {} (version {version}, process {})",
                paint.ink(Ink::Good, "running"),
                since(status.started),
                status.process.clone().unwrap_or_default()
            ),
        ),
        (false, Some(at)) => say(
            "daemon",
            format!(
                "{}; last started {}",
                paint.ink(Ink::Bad, "not running"),
                ago(at, now)
            ),
        ),
        (false, None) => say("daemon", paint.ink(Ink::Bad, "has never run on this store")),
    }
    let cursors = status.mailbox.cursors.iter();
    let cursors: Vec<String> = cursors
        .map(|c| {
            format!(
                "; held up to UID {} (UIDVALIDITY {})",
                c.uid, c.uid_validity
            )
        })
        .collect();
    say(
        "mailbox",
        format!("{}{}", status.mailbox.name, cursors.concat()),
    );
    let mail = &status.mail;
    say(
        "mail",
        format!(
            "{} held, {} waiting, {} left for a person ({} of them parked unread)",
            mail.held, mail.waiting, mail.review, mail.parked
        ),
    );
    say("records", mail.records.to_string());
    let letters = &status.letters;
    let next = match letters.next {
        Some(at) if letters.due == 0 => format!(", the next {}", ago(at, now)),
        _ => String::new(),
    };
    say(
        "letters",
        format!(
            "{} sent, {} waiting ({} due now{next}), {} failed or held back",
            letters.sent, letters.waiting, letters.due, letters.failed
        ),
    );
    match &status.last_digest {
        Some(digest) => {
            let word = match digest.standing {
                store::Standing::Sent => "sent",
                store::Standing::Waiting => "waits, due",
                store::Standing::Failed => "failed",
            };
            say(
                "digest",
                format!("{} {word} {}", digest.week, ago(digest.at, now)),
            );
        }
        None => say("digest", "none yet".to_owned()),
    }
    print_rules(&status.rules, now, paint);
    let sound = match status.store.sound() {
        true => paint.ink(Ink::Good, "sound"),
        false => paint.ink(Ink::Bad, "not sound; `cisdp-intake store check` tells more"),
    };
    say("store", format!("{sound}; index {}", status.store.index));
}

fn print_rules(rules: &Rules, now: Timestamp, paint: Paint) {
    let width = paint.width;
    let fingerprint = rules.fingerprint.clone().unwrap_or_default();
    let fingerprint = fingerprint.get(..12).unwrap_or_default();
    match rules.since {
        Some(since) => println!(
            "rules     {fingerprint} in force since {}, from {}",
            ago(since, now),
            rules.folder.display()
        ),
        None => println!("rules     {}", rules.folder.display()),
    }
    if rules.changed {
        let told = "the folder holds other rules by now; SIGHUP brings them into force";
        println!("{:9} {told}", "");
    }
    if let Some(refused) = &rules.refused {
        let told = format!(
            "others were refused {}, because of {} problem(s):",
            ago(refused.at, now),
            refused.reasons.len()
        );
        println!("{:9} {}", "", paint.ink(Ink::Bad, &told));
        for reason in refused.reasons.iter().take(10) {
            let line = reason.lines().next().unwrap_or_default();
            println!("{:11} {}", "", cut(line, width.saturating_sub(12)));
        }
        if refused.reasons.len() > 10 {
            println!("{:11} … and {} more", "", refused.reasons.len() - 10);
        }
    }
}

/// A moment as people say it: the minute in UTC, and how long ago it was or is to come.
fn ago(at: Timestamp, now: Timestamp) -> String {
    let (from, to) = (at.min(now), at.max(now));
    let span = to.since((Unit::Hour, from)).unwrap_or_default();
    let (hours, minutes) = (span.get_hours(), span.get_minutes());
    let long = match (hours / 24, hours, minutes) {
        (days @ 2.., ..) => format!("{days} days"),
        (_, 1.., _) => format!("{hours} h {minutes} min"),
        _ => format!("{minutes} min"),
    };
    let told = match at <= now {
        true => format!("{long} ago"),
        false => format!("in {long}"),
    };
    format!("{} ({told})", at.strftime("%F %H:%M UTC"))
}
