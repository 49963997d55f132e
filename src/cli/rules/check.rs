//! `rules check`: all mistakes of the rules, with their lines.

use crate::cli::run::BROKEN;
use crate::daemon::load_rules;
use anyhow::Result;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder of the rules.
    #[arg(value_name = "DIR", default_value = "rules")]
    folder: PathBuf,
}

/// Runs the command.
///
/// # Errors
/// None yet.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = &arguments.folder;
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
