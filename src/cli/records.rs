//! `records`: what the store holds, also while the daemon runs: as a list, as CSV, or one record with its evidence.

use super::run::refuse;
use super::terminal;
use crate::answer::{Record, records_csv};
use crate::config::{self, Loaded};
use crate::daemon::load_rules;
use crate::store::Store;
use anyhow::{Context, Result};
use clap::Args;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The settings.
    #[arg(long, value_name = "FILE", default_value = "config.toml")]
    config: PathBuf,
    /// All fields of all records as CSV.
    #[arg(long)]
    csv: bool,
    /// One JSON object a line, with the evidence.
    #[arg(long, conflicts_with = "csv")]
    json: bool,
    /// Only this record, with all its revisions.
    #[arg(value_name = "RECORD")]
    id: Option<String>,
}

/// Prints records.
///
/// # Errors
/// When there is no store, no such record, or the output cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Loaded { settings, problems } = config::load(&arguments.config);
    let Some(settings) = settings else {
        return Ok(refuse(&problems));
    };
    let ledger = Store::open_read(&settings.store)?.ledger();
    let records = match &arguments.id {
        Some(id) => ledger.revisions(id)?,
        None => ledger.records()?,
    };
    if let (Some(id), true) = (&arguments.id, records.is_empty()) {
        anyhow::bail!("there is no record {id}; `cisdp-intake records` lists those there are");
    }
    let mut output = std::io::stdout().lock();
    if arguments.csv {
        let rules = match load_rules(&settings.rules) {
            Ok(rules) => rules,
            Err(problems) => return Ok(refuse(&problems)),
        };
        output.write_all(&records_csv(&records, &rules))?;
    } else if arguments.json || arguments.id.is_some() {
        for record in &records {
            let text = match arguments.json {
                true => serde_json::to_string(record),
                false => serde_json::to_string_pretty(record),
            };
            writeln!(output, "{}", terminal::json(text?))?;
        }
    } else {
        for record in &records {
            writeln!(output, "{}", line(record))?;
        }
        writeln!(output, "{} records", records.len())?;
    }
    output.flush().context("the records could not be printed")?;
    Ok(ExitCode::SUCCESS)
}

fn line(record: &Record) -> String {
    let field = |id| terminal::line(record.text(id).unwrap_or("?"));
    format!(
        "{:<18} {}  {:<10}  {:<2}  {}",
        record.id,
        record.received.strftime("%F"),
        record.submission.status.name(),
        field("country"),
        field("lrg_name")
    )
}
