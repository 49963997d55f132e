//! `rules`: for administrators who edit the rules.

use super::run::BROKEN;
use crate::daemon::load_rules;
use anyhow::Result;
use clap::{Args, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Look through the rules and show all mistakes, with their lines.
    Check {
        /// The folder of the rules.
        #[arg(value_name = "DIR", default_value = "rules")]
        folder: PathBuf,
    },
}

/// Runs a command about rules.
///
/// # Errors
/// None yet; commands to come may fail.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let Command::Check { folder } = &arguments.command;
    match load_rules(folder) {
        Ok(rules) => {
            let labels: usize = rules.fields.iter().map(|field| field.labels.len()).sum();
            println!(
                "{}: {} fields with {labels} labels; no mistake found",
                folder.display(),
                rules.fields.len()
            );
            Ok(ExitCode::SUCCESS)
        }
        Err(problems) => {
            for problem in &problems {
                println!("{problem}\n");
            }
            println!("{}: {} problem(s)", folder.display(), problems.len());
            Ok(ExitCode::from(BROKEN))
        }
    }
}
