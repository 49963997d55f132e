//! `run`: the daemon, or one look through the mailbox.

use crate::config::{self, Loaded, LogSettings, Settings};
use crate::daemon::{
    Clock, Daemon, Ends, House, RuleBook, Shelf, Supervisor, check_rules, first_start,
};
use crate::problem::Problem;
use crate::reader::Reader;
use crate::store::Store;
use anyhow::{Context, Result};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use tracing_subscriber::EnvFilter;

/// The exit status for settings or rules that cannot come into force.
pub(super) const BROKEN: u8 = 2;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The settings.
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    config: PathBuf,
    /// Look once through the mailbox, send what is due, and end.
    #[arg(long)]
    once: bool,
}

/// Runs the daemon until it is told to stop.
///
/// # Errors
/// When the store does not open or the system refuses something.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    keep_memory_private();
    let Loaded { settings, problems } = config::load(&arguments.config);
    let Some(settings) = settings else {
        return Ok(refuse(&problems));
    };
    listen_to_the_log(&settings.log);
    for problem in &problems {
        tracing::warn!("{problem}");
    }
    let (rules, problems) = check_rules(&settings.rules);
    let Some(rules) = rules else {
        return Ok(refuse(&problems));
    };
    for problem in &problems {
        tracing::warn!("{problem}");
    }
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        // Parsing a mail recurses with its nesting; the threads that do it have room for that.
        .thread_stack_size(16 << 20)
        .build()
        .context("the runtime does not start")?;
    let store = Store::open(&settings.store)?;
    let clock = Clock::system();
    let manners = settings.manners(first_start(&store, clock.now())?);
    if !rules.texts.contains_key(&manners.fallback_language) {
        let language = &manners.fallback_language;
        tracing::warn!("`fallback_language` is \"{language}\", and the rules have no texts in it");
    }
    let house = House::new(store.clone(), rules, manners, clock);
    let (ends, ocr) = ends(&settings)?;
    let shelf = Shelf {
        rules: settings.rules.clone(),
        samples: settings.samples.clone(),
        read_all: ends.read_all.clone(),
        ocr,
    };
    let book = Arc::new(RuleBook::new(house.clone(), shelf));
    let mut daemon = Daemon::new(house.clone(), ends)?;
    tracing::info!(
        version = env!("CARGO_PKG_VERSION"),
        store = %settings.store.display(),
        rules = %settings.rules.display(),
        answers = house.manners.answer,
        once = arguments.once,
        "started"
    );
    let clean = runtime.block_on(async {
        let supervisor = Supervisor::new().context("signals cannot be heard")?;
        let supervising = tokio::spawn(supervisor.serve(house.clone(), book, settings.watch_rules));
        let clean = if arguments.once {
            daemon.once().await.is_ok()
        } else {
            daemon.run().await;
            !house.has_failed()
        };
        supervising.abort();
        anyhow::Ok(clean)
    })?;
    // A thread that does not come to an end must not hold up the exit.
    runtime.shutdown_timeout(Duration::from_secs(5));
    store.close().context("the store does not close in order")?;
    tracing::info!("ended");
    Ok(match clean {
        true => ExitCode::SUCCESS,
        false => ExitCode::FAILURE,
    })
}

/// Passwords and other people's mail stand in our memory: no core dump writes it to a disk, and no other process of our user
/// looks into it. Where the system refuses, we run all the same.
fn keep_memory_private() {
    let _ = rlimit::Resource::CORE.set(0, 0);
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// The ends of the wire, and whether scans can be read.
fn ends(settings: &Settings) -> Result<(Ends, bool)> {
    let options = settings.reader.options().context(
        "this program does not find its own file, which it starts again to read attachments",
    )?;
    let hands = options.workers;
    let reader = Reader::new(options);
    if let (Some(_), None) = (&settings.reader.ocr_languages, reader.ocr_languages()) {
        tracing::warn!(
            "Tesseract is not installed, so scans are left to people; install tesseract-ocr or set `ocr = false`"
        );
    }
    let ocr = reader.ocr_languages().is_some();
    let ends = Ends {
        mailbox: settings.mailbox.open(),
        sender: settings.sender.open(),
        read_all: Arc::new(move |mail| reader.read_all(mail)),
        hands,
        schedule: settings.schedule.clone(),
        check_every: settings.check_every,
    };
    Ok((ends, ocr))
}

/// Shows problems that keep the program from starting.
pub(super) fn refuse(problems: &[Problem]) -> ExitCode {
    tell(problems, "not started")
}

/// Shows problems of files that a command about rules cannot do without.
pub(super) fn refuse_rules(problems: &[Problem]) -> ExitCode {
    tell(problems, "nothing was done")
}

fn tell(problems: &[Problem], what: &str) -> ExitCode {
    for problem in problems {
        eprintln!("{problem}\n");
    }
    eprintln!(
        "cisdp-intake: {what} because of the {} above",
        match problems.len() {
            1 => "problem".to_owned(),
            many => format!("{many} problems"),
        }
    );
    ExitCode::from(BROKEN)
}

fn listen_to_the_log(log: &LogSettings) {
    // Other crates' words at this level may quote what a server sent, and so somebody's mail.
    let filter = EnvFilter::new(format!(
        "warn,async_imap=off,sled=off,cisdp_intake={}",
        log.level
    ));
    let subscriber = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_target(false);
    // Rust's own hook prints what a panic says, which may quote a mail.
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(ToString::to_string);
        let at = at.unwrap_or_default();
        // These are words of the runtime's own.
        let said = panic.payload_as_str().unwrap_or_default();
        if said.starts_with("OS can't spawn") {
            tracing::error!(
                at,
                "the system gives no further thread: too little memory, or too many processes"
            );
            // The runtime would wait for ever for a thread that never came. What was promised is on the disk.
            std::process::exit(1);
        }
        tracing::error!(at, "a part of the program failed");
    }));
    // A second subscriber in the same process is refused; the first one stays, which is all that is needed.
    let _ = match log.json {
        true => subscriber.json().flatten_event(true).try_init(),
        false => subscriber
            .with_ansi(std::io::IsTerminal::is_terminal(&std::io::stderr()))
            .try_init(),
    };
}
