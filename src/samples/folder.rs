//! The folder of samples: pairs of `name.eml` and `name.json`.

use super::expect::{self, Expectation};
use crate::problem::Problem;
use crate::rules::Rules;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// A message beside what is expected of it.
#[derive(Debug, Clone)]
pub struct Sample {
    /// The name that both files have, without the ending.
    pub name: String,
    /// The message.
    pub bytes: Vec<u8>,
    /// What it must be read as.
    pub expected: Expectation,
    /// The file of the expectation, as people know it, and its text.
    file: (String, String),
}

impl Sample {
    /// What is odd about the expectation when these rules are in force.
    pub fn against(&self, rules: &Rules) -> Vec<Problem> {
        self.expected.against(&self.file.0, &self.file.1, rules)
    }
}

/// Reads all samples of a folder, in the order of their names. `wanted` are beginnings of names; none is all.
///
/// # Errors
/// All problems: files that cannot be read or understood, messages without an expectation, expectations without a message.
pub fn load(folder: &Path, wanted: &[String]) -> Result<Vec<Sample>, Vec<Problem>> {
    let shown = |name: &str| folder.join(name).display().to_string();
    let listed = fs::read_dir(folder).and_then(|entries| {
        entries
            .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
            .collect::<std::io::Result<BTreeSet<String>>>()
    });
    let names = listed.map_err(|error| {
        let problem = Problem::of_file(
            &folder.display().to_string(),
            format!("the samples cannot be read: {error}"),
        );
        vec![
            problem
                .hint("a sample is a message and what is expected of it: name.eml and name.json"),
        ]
    })?;
    let (mut samples, mut problems) = (Vec::new(), Vec::new());
    for file in &names {
        let Some((name, ending)) = file.rsplit_once('.') else {
            continue;
        };
        if file.starts_with('.')
            || !(wanted.is_empty() || wanted.iter().any(|start| name.starts_with(start.as_str())))
        {
            continue;
        }
        let (message, expectation) = (format!("{name}.eml"), format!("{name}.json"));
        match ending {
            "eml" if !names.contains(&expectation) => problems.push(
                Problem::of_file(
                    &shown(file),
                    "nothing says what this message must be read as",
                )
                .hint(format!("write {expectation} beside it")),
            ),
            "json" if !names.contains(&message) => problems.push(
                Problem::of_file(&shown(file), "there is no message to this expectation")
                    .hint(format!("put {message} beside it")),
            ),
            "eml" => match pair(folder, name) {
                Ok(sample) => samples.push(sample),
                Err(problem) => problems.push(*problem),
            },
            _ => {}
        }
    }
    if problems.is_empty() {
        Ok(samples)
    } else {
        Err(problems)
    }
}

fn pair(folder: &Path, name: &str) -> Result<Sample, Box<Problem>> {
    let file = |ending: &str| {
        let path = folder.join(format!("{name}.{ending}"));
        let shown = path.display().to_string();
        let cannot = |error| Problem::of_file(&shown, format!("this file cannot be read: {error}"));
        match fs::read(&path) {
            Ok(bytes) => Ok((shown, bytes)),
            Err(error) => Err(Box::new(cannot(error))),
        }
    };
    let bytes = file("eml")?.1;
    let (shown, text) = file("json")?;
    let text = String::from_utf8(text).map_err(|_| {
        let problem = Problem::of_file(&shown, "this file is not UTF-8 text");
        Box::new(problem.hint("save it with the encoding UTF-8"))
    })?;
    let expected = expect::read(&shown, text.trim_start_matches('\u{feff}'))?;
    Ok(Sample {
        name: name.to_owned(),
        bytes,
        expected,
        file: (shown, text),
    })
}
