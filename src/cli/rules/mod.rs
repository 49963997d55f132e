//! `rules`: for administrators who edit the rules.

mod check;
mod draft;
mod explain;
mod place;
mod schema;
mod test;
mod what_if;

use crate::reader::{Options, Reader};
use anyhow::{Context, Result};
use clap::{Args, Subcommand};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Look through the rules and show all mistakes, with their lines.
    Check(check::Arguments),
    /// Write a first rule file from a form that nobody has described yet.
    Draft(draft::Arguments),
    /// Show how a message or a form was read, and what would make it read better.
    Explain(explain::Arguments),
    /// Read all samples, and show which fields are right and which are wrong.
    Test(test::Arguments),
    /// Read the stored mail with edited rules, and show what would be otherwise. Nothing is changed.
    WhatIf(what_if::Arguments),
    /// Print the JSON Schema of a kind of rule file, for editors.
    Schema(schema::Arguments),
}

/// Runs a command about rules.
///
/// # Errors
/// Those of the command.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    match &arguments.command {
        Command::Check(arguments) => check::run(arguments),
        Command::Draft(arguments) => draft::run(arguments),
        Command::Explain(arguments) => explain::run(arguments),
        Command::Test(arguments) => test::run(arguments),
        Command::WhatIf(arguments) => what_if::run(arguments),
        Command::Schema(arguments) => schema::run(arguments),
    }
}

/// A reader for samples and stored mail, with or without OCR.
fn eyes(ocr: bool) -> Result<Reader> {
    let mut options = Options::usual().context("this program does not know where it lies")?;
    if !ocr {
        options.ocr_languages = None;
    }
    Ok(Reader::new(options))
}
