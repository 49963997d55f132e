//! The front door: which commands there are.

mod demo;
mod doctor;
mod form;
mod paint;
mod parse;
mod ready;
mod records;
mod rules;
mod run;
mod status;
mod store;
mod terminal;
mod timings;

use crate::reader;
use crate::rules::Rules;
use anyhow::{Result, anyhow};
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Reads the join forms that governments mail to a campaign's secretariat, answers them, and reports weekly.
#[derive(Debug, Parser)]
#[command(name = "cisdp-intake", version, about, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Cmd,
}

#[derive(Debug, Subcommand)]
enum Cmd {
    /// Serve the mailbox: read, record, answer, report.
    Run(run::Arguments),
    /// Look at everything that `run` needs, and send nothing.
    Doctor(doctor::Arguments),
    /// Do the whole job on the samples, with no server and no configuration.
    Demo(demo::Arguments),
    /// Read messages or bare form files and print what they say.
    Parse(parse::Arguments),
    /// Say how the daemon stands: mailbox, mail, letters, digest, rules, store.
    Status(status::Arguments),
    /// Print what the store holds: a list, CSV, or one record with its evidence.
    Records(records::Arguments),
    /// Write the blank form as a fillable, accessible PDF.
    Form(form::Arguments),
    /// Check and try the rules.
    Rules(rules::Arguments),
    /// Write the whole store into one file, also while the daemon runs.
    Backup(store::Backup),
    /// Make a store from a backup.
    Restore(store::Restore),
    /// Check the store, or make its index anew.
    Store(store::Care),
    /// Serves the reader: reads attachments from standard input, in a cage.
    #[command(name = reader::WORKER_COMMAND, hide = true)]
    ReadWorker { memory: u64 },
    /// Serves the reader: becomes Tesseract, in a cage.
    #[command(name = reader::OCR_COMMAND, hide = true)]
    OcrWorker {
        memory: u64,
        seconds: u64,
        program: PathBuf,
        languages: String,
        mode: String,
    },
}

/// Runs the program.
pub fn main() -> ExitCode {
    let result = match Cli::parse().command {
        Cmd::Run(arguments) => run::run(&arguments),
        Cmd::Doctor(arguments) => doctor::run(&arguments),
        Cmd::Demo(arguments) => demo::run(&arguments),
        Cmd::Parse(arguments) => parse::run(&arguments),
        Cmd::Status(arguments) => status::run(&arguments),
        Cmd::Records(arguments) => records::run(&arguments),
        Cmd::Form(arguments) => form::run(&arguments),
        Cmd::Rules(arguments) => rules::run(&arguments),
        Cmd::Backup(arguments) => store::backup(&arguments),
        Cmd::Restore(arguments) => store::restore(&arguments),
        Cmd::Store(arguments) => store::care(&arguments),
        Cmd::ReadWorker { memory } => Ok(reader::worker_main(memory)),
        Cmd::OcrWorker {
            memory,
            seconds,
            program,
            languages,
            mode,
        } => Ok(reader::run_caged_ocr(
            memory,
            seconds,
            &program.to_string_lossy(),
            &languages,
            &mode,
        )),
    };
    result.unwrap_or_else(|error| {
        // Whoever reads our output may stop, as `head` does.
        let gone = |io: &std::io::Error| io.kind() == std::io::ErrorKind::BrokenPipe;
        if error.downcast_ref().is_some_and(gone) {
            return ExitCode::SUCCESS;
        }
        eprintln!("cisdp-intake: {error:#}");
        ExitCode::FAILURE
    })
}

/// The rules in a folder, or those built in.
fn rules_of(folder: Option<&Path>) -> Result<Rules> {
    let compiled = match folder {
        Some(folder) => crate::daemon::load_rules(folder),
        None => crate::rules::compile(&crate::rules::builtin_files()),
    };
    compiled.map_err(|problems| {
        let listed: Vec<String> = problems.iter().map(ToString::to_string).collect();
        anyhow!(
            "the rules have {} problem(s):\n{}",
            problems.len(),
            listed.join("\n")
        )
    })
}
