//! `demo`: the whole job on a folder of messages, through the daemon's own loops, with no server and no configuration.

mod report;

use crate::answer::{Manners, Record};
use crate::config::Schedule;
use crate::daemon::{Clock, Daemon, Dispatched, Ends, House};
use crate::mail::{self, Address};
use crate::reader::{Options, Reader};
use crate::rules::Rules;
use crate::store::{Standing, Store, mail_id};
use crate::wire::{Fault, FileSink, FolderMailbox, Layout, Mailbox, Sender};
use anyhow::{Context, Result, bail};
use indicatif::{ProgressBar, ProgressStyle};
use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;
use std::fs;
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// A folder of .eml files, or a Maildir.
    #[arg(long, value_name = "DIR", default_value = "samples")]
    samples: PathBuf,
    /// Where everything is written. A second demo into the same folder starts afresh.
    #[arg(long, value_name = "DIR", default_value = "demo-out")]
    out: PathBuf,
    /// Use the rules in this folder instead of those built in.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

/// Lies in a folder that a demo made, so that the next one may empty it, and nothing else is ever emptied.
const MARK: &str = ".cisdp-intake-demo";

/// Runs the demo.
///
/// # Errors
/// When the samples cannot be read, the folder is not a demo's, or the disk refuses.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let files = messages(&arguments.samples)?;
    let rules = super::rules_of(arguments.rules.as_deref())?;
    let out = &arguments.out;
    start_afresh(out)?;
    // The demo's clock stands at the arrival of the newest message, and then on the Monday after.
    let newest = files
        .values()
        .map(|file| file.received)
        .max()
        .unwrap_or(Timestamp::UNIX_EPOCH);
    let time = Arc::new(AtomicI64::new(newest.as_second()));
    let told = time.clone();
    let clock = Clock::of(move || {
        Timestamp::from_second(told.load(Ordering::Relaxed)).unwrap_or(Timestamp::MAX)
    });

    let store = Store::open(&out.join("store"))?;
    let house = House::new(store.clone(), rules, manners(), clock);
    let sink = FileSink::new(out.join("letters"));
    let mut daemon = Daemon::new(house.clone(), ends(arguments, &out.join("letters"))?)?;
    println!(
        "{} messages in {}",
        files.len(),
        arguments.samples.display()
    );
    let progress = Progress::new(files.len());
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(16 << 20)
        .build()?;
    runtime.block_on(async {
        daemon.intake.step().await.map_err(trouble)?;
        loop {
            let taken = daemon.desk.step().await.map_err(trouble)?;
            if taken.is_empty() {
                break;
            }
            for id in taken {
                progress.done(
                    files
                        .get(&id)
                        .map_or(id.as_str(), |file| file.name.as_str()),
                );
            }
        }
        progress.end();
        send(&mut daemon).await?;
        time.store(monday_after(newest)?.as_second(), Ordering::Relaxed);
        daemon.weekly.step().await.map_err(trouble)?;
        send(&mut daemon).await
    })?;

    let shown = show(out, &store, &house.rules(), &sink, &files)?;
    store.close()?;
    println!("\n{shown}");
    Ok(ExitCode::SUCCESS)
}

/// A message of the folder.
struct Message {
    name: String,
    received: Timestamp,
}

/// The messages by their identities.
fn messages(folder: &Path) -> Result<BTreeMap<String, Message>> {
    let mut found = BTreeMap::new();
    let places = match FolderMailbox::layout_of(folder) {
        Layout::Maildir => vec![folder.join("new"), folder.join("cur")],
        Layout::Files => vec![folder.to_owned()],
    };
    for place in &places {
        let listed = fs::read_dir(place).with_context(|| {
            format!(
                "{} cannot be read; name a folder of .eml files with --samples",
                place.display()
            )
        })?;
        for entry in listed {
            let path = entry?.path();
            let is_mail = place != folder
                || path
                    .extension()
                    .is_some_and(|ext| ext.eq_ignore_ascii_case("eml"));
            if is_mail && path.is_file() {
                let bytes = fs::read(&path)
                    .with_context(|| format!("{} cannot be read", path.display()))?;
                let received =
                    mail::received_at(&mail::parse(&bytes)).unwrap_or(Timestamp::UNIX_EPOCH);
                let name = path
                    .file_stem()
                    .unwrap_or_default()
                    .to_string_lossy()
                    .into_owned();
                found.insert(mail_id(&bytes), Message { name, received });
            }
        }
    }
    if found.is_empty() {
        bail!(
            "{} holds no message; name a folder of .eml files with --samples",
            folder.display()
        );
    }
    Ok(found)
}

fn start_afresh(out: &Path) -> Result<()> {
    let cannot = || format!("{} cannot be prepared", out.display());
    let is_empty = fs::read_dir(out).map_or(true, |mut entries| entries.next().is_none());
    if !is_empty && !out.join(MARK).is_file() {
        bail!(
            "{} holds other things than a demo's; name another folder with --out",
            out.display()
        );
    }
    if out.exists() {
        fs::remove_dir_all(out).with_context(cannot)?;
    }
    fs::create_dir_all(out).with_context(cannot)?;
    fs::write(
        out.join(MARK),
        "A demo of cisdp-intake made this folder; the next one empties it.\n",
    )
    .with_context(cannot)
}

fn ends(arguments: &Arguments, letters: &Path) -> Result<Ends> {
    let options = Options::usual().context("this program does not know where it lies")?;
    let hands = options.workers;
    let reader = Reader::new(options);
    if reader.ocr_languages().is_none() {
        println!("Tesseract is not installed, so scans will be reported as unreadable.");
    }
    let layout = FolderMailbox::layout_of(&arguments.samples);
    Ok(Ends {
        mailbox: Mailbox::Folder(FolderMailbox::new(&arguments.samples, layout, 40 << 20)),
        sender: Sender::File(FileSink::new(letters)),
        read_all: Arc::new(move |mail| reader.read_all(mail)),
        hands,
        check_every: None,
        schedule: Schedule {
            weekday: Weekday::Monday,
            hour: 8,
            zone: zone()?,
        },
    })
}

/// As a secretariat would set them, but that old messages are answered and many at once.
fn manners() -> Manners {
    let address = |name: &str, email: &str| Address {
        name: name.to_owned(),
        email: email.to_owned(),
    };
    Manners {
        own_addresses: vec!["cisdp1@uclg.org".to_owned()],
        from: address("UCLG-CISDP secretariat", "cisdp1@uclg.org"),
        message_id_host: "uclg.org".to_owned(),
        envelope_from: None,
        instance: "demo".to_owned(),
        answer: true,
        answer_from: Timestamp::UNIX_EPOCH,
        answer_within_days: 36_500,
        per_sender_hour: 5,
        per_sender_day: 20,
        per_hour: 1_000,
        per_day: 1_000,
        fallback_language: "en".to_owned(),
        reply_to_domains: Vec::new(),
        digest_to: vec![address("Secretariat", "secretariat@uclg.example")],
        zone: zone().unwrap_or(TimeZone::UTC),
        target: 1_000,
    }
}

fn zone() -> Result<TimeZone> {
    Ok(TimeZone::get("Europe/Madrid")?)
}

/// Eight o'clock on the Monday after.
fn monday_after(time: Timestamp) -> Result<Timestamp> {
    let day = zone()?.to_datetime(time).date();
    let monday = day.nth_weekday(1, Weekday::Monday)?;
    Ok(zone()?.to_timestamp(monday.at(8, 0, 1, 0))?)
}

fn trouble(fault: Fault) -> anyhow::Error {
    anyhow::anyhow!(
        "{}{}",
        fault.what,
        fault
            .advice
            .map(|advice| format!("; {advice}"))
            .unwrap_or_default()
    )
}

async fn send(daemon: &mut Daemon) -> Result<()> {
    while daemon.dispatch.step().await.map_err(trouble)? != Dispatched::Nothing {}
    Ok(())
}

/// Writes the pages and the records, and gives the table and where to look.
fn show(
    out: &Path,
    store: &Store,
    rules: &Rules,
    sink: &FileSink,
    files: &BTreeMap<String, Message>,
) -> Result<String> {
    let mut outcomes = store.ledger().all_outcomes()?;
    outcomes.sort_by_key(|outcome| outcome.received);
    let records: BTreeMap<String, Record> = store
        .ledger()
        .records()?
        .into_iter()
        .map(|record| (record.id.clone(), record))
        .collect();
    let names = files
        .iter()
        .map(|(id, file)| (id.clone(), file.name.clone()))
        .collect();
    let rows = report::rows(&names, &outcomes, &records);
    let (mut stems, mut digests) = (BTreeMap::new(), Vec::new());
    for standing in store.outbox().states()? {
        if let (Standing::Sent, Some(letter)) =
            (&standing.standing, store.outbox().letter(&standing.key)?)
        {
            let place = sink.place(&letter.key);
            report::write_page(&letter, &place.with_extension("html"))?;
            let stem = place
                .file_stem()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            if letter.key.starts_with("digest:") {
                digests.push(stem.clone());
            }
            stems.insert(letter.key, stem);
        }
    }
    let listed: Vec<Record> = records.values().cloned().collect();
    let csv = out.join("records.csv");
    fs::write(&csv, crate::answer::records_csv(&listed, rules))
        .with_context(|| format!("{} cannot be written", csv.display()))?;
    let mut lines = fs::File::create(out.join("records.jsonl"))?;
    for record in &listed {
        writeln!(lines, "{}", serde_json::to_string(record)?)?;
    }
    report::write_index(out, &rows, &stems, &digests)?;
    let width = match std::io::stdout().is_terminal() {
        true => terminal_size::terminal_size()
            .map_or(100, |(width, _)| usize::from(width.0))
            .max(60),
        false => 120,
    };
    let at = |name: &str| out.join(name).display().to_string();
    let digest = digests.first().map_or_else(String::new, |stem| {
        format!(
            "\n  The digest:         {} (and .eml)",
            at(&format!("letters/{stem}.html"))
        )
    });
    Ok(format!(
        "{}\n\n{} records, {} letters.\n  Everything, linked: {}{digest}\n  The records:        {} (and .jsonl, with the evidence)\n  Acknowledgments:    {}",
        report::table(&rows, width),
        listed.len(),
        stems.len(),
        at("index.html"),
        csv.display(),
        at("letters/"),
    ))
}

/// A progress bar on a terminal, plain lines elsewhere.
struct Progress {
    bar: Option<ProgressBar>,
    all: usize,
    done: std::cell::Cell<usize>,
}

impl Progress {
    fn new(all: usize) -> Progress {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{bar:40} {pos}/{len}  {wide_msg}");
            ProgressBar::new(all as u64)
                .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Progress {
            bar,
            all,
            done: std::cell::Cell::new(0),
        }
    }

    fn done(&self, name: &str) {
        self.done.set(self.done.get() + 1);
        match &self.bar {
            Some(bar) => {
                bar.set_message(name.to_owned());
                bar.inc(1);
            }
            None => eprintln!("{}/{} {name}", self.done.get(), self.all),
        }
    }

    fn end(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
