//! `backup`, `restore`, `store check`, `store rebuild`: the care of the store.

use super::run::refuse;
use crate::config::{self, Loaded};
use crate::store::{self, Report, Store};
use anyhow::Result;
use clap::{Args, Subcommand};
use jiff::Timestamp;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Backup {
    /// The settings.
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    config: PathBuf,
    /// The file to write (a zip).
    #[arg(value_name = "BACKUP")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Restore {
    /// The settings.
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    config: PathBuf,
    /// Restore into this folder, which must be new or empty, instead of the one of the settings.
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// The file that `backup` wrote.
    #[arg(value_name = "BACKUP")]
    file: PathBuf,
}

#[derive(Debug, Args)]
pub(super) struct Care {
    #[command(subcommand)]
    command: CareCmd,
}

#[derive(Debug, Subcommand)]
enum CareCmd {
    /// Check journal, raw mails and index, and change nothing; also while the daemon runs.
    Check(Where),
    /// Make the index anew from the journal; the daemon must be stopped.
    Rebuild(Where),
}

#[derive(Debug, Args)]
struct Where {
    /// The settings.
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    config: PathBuf,
    /// The store's folder, instead of the one of the settings.
    #[arg(long, value_name = "DIR")]
    store: Option<PathBuf>,
    /// Print the findings as JSON.
    #[arg(long)]
    json: bool,
}

/// Writes a backup, also while the daemon runs.
///
/// # Errors
/// When the store cannot be read or the file cannot be written.
pub(super) fn backup(arguments: &Backup) -> Result<ExitCode> {
    with_store(&arguments.config, None, |dir| {
        let report = Store::open_read(dir)?.backup(&arguments.file)?;
        println!(
            "{}: {} mails, {} kB",
            arguments.file.display(),
            report.mails,
            report.bytes.div_ceil(1024)
        );
        for id in &report.missing {
            eprintln!("not in it, because its file is lost: mail {id}");
        }
        Ok(exit(report.missing.is_empty()))
    })
}

/// Makes a store from a backup.
///
/// # Errors
/// When the file is no backup, or the folder is in use.
pub(super) fn restore(arguments: &Restore) -> Result<ExitCode> {
    with_store(&arguments.config, arguments.to.as_deref(), |dir| {
        store::restore(&arguments.file, dir, Timestamp::now())?;
        println!(
            "{}: restored. Letters that waited, and answers to mails received before now, are held back.",
            dir.display()
        );
        Ok(ExitCode::SUCCESS)
    })
}

/// Checks or rebuilds.
///
/// # Errors
/// When there is no store, or it is in use.
pub(super) fn care(arguments: &Care) -> Result<ExitCode> {
    match &arguments.command {
        CareCmd::Check(place) => place.report(|dir| store::check(dir, true)),
        CareCmd::Rebuild(place) => place.report(store::rebuild),
    }
}

impl Where {
    fn report(&self, work: impl Fn(&Path) -> Result<Report>) -> Result<ExitCode> {
        with_store(&self.config, self.store.as_deref(), |dir| {
            let report = work(dir)?;
            if self.json {
                println!("{}", serde_json::to_string_pretty(&report)?);
            } else {
                println!("{report}");
            }
            Ok(exit(report.sound()))
        })
    }
}

fn exit(well: bool) -> ExitCode {
    if well {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Works on the folder that was named, or on that of the settings, which then must be in order.
fn with_store(
    config: &Path,
    named: Option<&Path>,
    work: impl Fn(&Path) -> Result<ExitCode>,
) -> Result<ExitCode> {
    if let Some(dir) = named {
        return work(dir);
    }
    let Loaded { settings, problems } = config::load(config);
    match settings {
        Some(settings) => work(&settings.store),
        None => Ok(refuse(&problems)),
    }
}
