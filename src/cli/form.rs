//! `form`: writes the blank form of the rules as a fillable PDF.

use anyhow::{Context, Result, anyhow, bail};
use std::path::PathBuf;
use std::process::ExitCode;

/// Arguments of `form`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    /// The language of the form: en, es, fr, pt, or another that the rules have.
    #[arg(long, value_name = "CODE")]
    language: String,
    /// The file to write.
    #[arg(long, value_name = "FILE.pdf")]
    output: PathBuf,
    /// Which form, by the name of its file in rules/forms/; needed when there are several.
    #[arg(long, value_name = "ID")]
    form: Option<String>,
    /// Use the rules in this folder instead of those built in.
    #[arg(long, value_name = "DIR")]
    rules: Option<PathBuf>,
}

/// Runs the command.
///
/// # Errors
/// When the rules are broken, lack the form, or lack texts for it in this language, and when the file cannot be written.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let rules = super::rules_of(arguments.rules.as_deref())?;
    let known: Vec<&str> = rules.forms.iter().map(|form| form.id.as_str()).collect();
    let form = match (&arguments.form, rules.forms.as_slice()) {
        (None, [only]) => only,
        (None, _) => bail!(
            "there are several forms: say which with --form; there are {}",
            known.join(", ")
        ),
        (Some(id), forms) => forms
            .iter()
            .find(|form| form.id == *id)
            .ok_or_else(|| anyhow!("there is no form \"{id}\"; there is: {}", known.join(", ")))?,
    };
    let bytes = crate::form::blank(&rules, form, &arguments.language)
        .map_err(|lacking| anyhow!("the form cannot be made:\n  {}", lacking.join("\n  ")))?;
    std::fs::write(&arguments.output, bytes)
        .with_context(|| format!("cannot write {}", arguments.output.display()))?;
    Ok(ExitCode::SUCCESS)
}
