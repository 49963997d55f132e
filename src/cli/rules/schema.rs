//! `rules schema`: what may stand in a rule file, for editors.

use crate::rules::{kinds, schema};
use anyhow::{Context, Result, bail};
use clap::Args;
use std::fs;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The kind of file; without it, the kinds are listed.
    #[arg(value_name = "KIND")]
    kind: Option<String>,
    /// Write the schemas of all kinds into this folder.
    #[arg(long, value_name = "DIR", conflicts_with = "kind")]
    into: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When there is no such kind, or a file cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    if let Some(folder) = &arguments.into {
        fs::create_dir_all(folder)
            .with_context(|| format!("{} cannot be made", folder.display()))?;
        for (kind, ..) in kinds() {
            let file = folder.join(format!("{kind}.json"));
            fs::write(&file, text(kind)?)
                .with_context(|| format!("{} cannot be written", file.display()))?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    match &arguments.kind {
        Some(kind) => print!("{}", text(kind)?),
        None => {
            for (kind, files, about) in kinds() {
                println!("{kind:<10} rules/{files}\n           {about}");
            }
            println!("\nrules schema KIND prints the JSON Schema of one of them.");
        }
    }
    Ok(ExitCode::SUCCESS)
}

/// The schema as a file.
fn text(kind: &str) -> Result<String> {
    let Some(schema) = schema(kind) else {
        let known: Vec<&str> = kinds().map(|kind| kind.0).collect();
        bail!(
            "there is no kind of rule file called \"{kind}\"; there are {}",
            known.join(", ")
        );
    };
    Ok(format!("{}\n", serde_json::to_string_pretty(&schema)?))
}
