//! `rules check`: all mistakes of the rules, with their lines.

use super::eyes;
use crate::cli::paint::Paint;
use crate::cli::run::BROKEN;
use crate::config::beside;
use crate::daemon::{check_rules, forms_unshown};
use crate::problem::{Problem, Severity};
use crate::rules::Rules;
use crate::samples::load;
use anyhow::Result;
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(super) struct Arguments {
    /// The folder of the rules.
    #[arg(value_name = "DIR", default_value = "rules")]
    folder: PathBuf,
    /// The folder of the samples; without it, `samples` beside the rules.
    #[arg(long, value_name = "DIR")]
    samples: Option<PathBuf>,
    /// Print the problems as JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command. The exit status is 2 when the rules cannot come into force.
///
/// # Errors
/// When this program does not find itself, which it needs for reading samples.
pub(super) fn run(arguments: &Arguments) -> Result<ExitCode> {
    let folder = &arguments.folder;
    let samples = arguments.samples.clone().unwrap_or_else(|| beside(folder));
    let (rules, mut problems) = check_rules(folder);
    if let Some(rules) = &rules {
        problems.extend(about_samples(folder, &samples, rules)?);
    }
    let errors = problems
        .iter()
        .filter(|problem| problem.severity == Severity::Error)
        .count();
    if arguments.json {
        println!("{}", json(&problems)?);
    } else {
        let paint = Paint::stdout();
        for problem in &problems {
            println!("{}\n", paint.problem(problem));
        }
        println!("{}", summary(folder, rules.as_ref(), &problems, errors));
    }
    Ok(match errors {
        0 => ExitCode::SUCCESS,
        _ => ExitCode::from(BROKEN),
    })
}

/// Samples that are not whole or do not fit the rules, and forms that no sample shows.
fn about_samples(folder: &Path, samples: &Path, rules: &Rules) -> Result<Vec<Problem>> {
    if !samples.is_dir() {
        let problem = Problem::of_file(
            &samples.display().to_string(),
            "there is no such folder of samples, so nobody knows what the rules do to real messages",
        );
        return Ok(vec![problem.warning().hint("name it with --samples")]);
    }
    let samples = match load(samples, &[]) {
        Ok(samples) => samples,
        Err(problems) => return Ok(problems),
    };
    let mut problems: Vec<Problem> = samples.iter().flat_map(|s| s.against(rules)).collect();
    let reader = eyes(false)?;
    let unshown = forms_unshown(folder, rules, &samples, &|mail| reader.read_all(mail));
    problems.extend(unshown.into_iter().map(|(_, problem)| problem));
    Ok(problems)
}

fn summary(folder: &Path, rules: Option<&Rules>, problems: &[Problem], errors: usize) -> String {
    let place = folder.display();
    let count = |number: usize, what: &str| match number {
        1 => format!("1 {what}"),
        many => format!("{many} {what}s"),
    };
    let warnings = match problems.len() - errors {
        0 => String::new(),
        some => format!(", {}", count(some, "warning")),
    };
    match rules {
        Some(rules) if errors == 0 => {
            let labels: usize = rules.fields.iter().map(|field| field.labels.len()).sum();
            format!(
                "{place}: {} fields with {labels} labels, {}; no mistake found{warnings}",
                rules.fields.len(),
                count(rules.forms.len(), "form"),
            )
        }
        _ => format!("{place}: {}{warnings}", count(errors, "problem")),
    }
}

fn json(problems: &[Problem]) -> Result<String> {
    let all: Vec<serde_json::Value> = problems
        .iter()
        .map(|problem| {
            serde_json::json!({
                "severity": match problem.severity {
                    Severity::Error => "error",
                    Severity::Warning => "warning",
                },
                "file": problem.file,
                "line": problem.line,
                "column": problem.column,
                "width": problem.width,
                "message": problem.message,
                "hint": problem.hint,
            })
        })
        .collect();
    Ok(serde_json::to_string_pretty(&all)?)
}
