//! The folder of the rules on disk: all files of it, or what keeps them from being read.

use crate::document::Reading;
use crate::mail::Mail;
use crate::problem::{Problem, Severity};
use crate::rules::{Rules, check, compile};
use crate::samples::{Sample, forms_without_sample};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Rules stand in the folder itself and in two folders inside it; deeper is somebody's mistake, or a ring of links.
const DEEPEST: usize = 3;
/// The largest generated file has 200 kB.
const LARGEST: u64 = 4 << 20;
const MOST_FILES: usize = 500;

/// The files of a folder of rules, path with `/` → bytes, and what could not be read.
#[derive(Debug, Default)]
pub(super) struct Folder {
    pub files: BTreeMap<String, Vec<u8>>,
    pub problems: Vec<Problem>,
}

/// Loads and compiles the rules in a folder.
///
/// # Errors
/// All problems, also when a file cannot be read.
pub fn load_rules(folder: &Path) -> Result<Rules, Vec<Problem>> {
    let read = read(folder);
    let (rules, mut problems) = match compile(&read.files) {
        Ok(rules) => (Some(rules), Vec::new()),
        Err(problems) => (None, problems),
    };
    problems.extend(read.problems);
    match rules.filter(|_| problems.is_empty()) {
        Some(rules) => Ok(rules),
        None => Err(named(folder, problems)),
    }
}

/// As `load_rules`, and besides looks at everything that a letter meets only when it is written. Gives the rules when they
/// can come into force, and all problems with the warnings among them.
pub fn check_rules(folder: &Path) -> (Option<Rules>, Vec<Problem>) {
    read(folder).check(folder)
}

/// The forms in a folder that no sample shows, each as a problem where its labels begin. A rule without a sample is a guess.
pub fn forms_unshown(
    folder: &Path,
    rules: &Rules,
    samples: &[Sample],
    read_all: &(dyn Fn(&Mail) -> Vec<Reading> + Sync),
) -> Vec<(String, Problem)> {
    let unshown = forms_without_sample(samples, rules, read_all);
    let told = unshown.into_iter().map(|form| {
        let path = folder.join("forms").join(format!("{form}.toml"));
        let text = fs::read_to_string(&path).unwrap_or_default();
        let at = text.find("[labels").unwrap_or_default();
        let line = text.get(at..).and_then(|rest| rest.lines().next());
        let problem = Problem::at(
            &path.display().to_string(),
            &text,
            at..at + line.map_or(0, str::len),
            "no sample shows this form, so nobody knows whether it is read rightly",
        );
        let hint = "put a message with the form filled in, and what it must be read as, into the samples: \
                    NAME.eml and NAME.json";
        (form, problem.hint(hint))
    });
    told.collect()
}

impl Folder {
    /// What the files come to.
    pub fn check(self, folder: &Path) -> (Option<Rules>, Vec<Problem>) {
        let (rules, mut problems) = check(&self.files);
        problems.extend(self.problems);
        let broken = problems.iter().any(|p| p.severity == Severity::Error);
        (rules.filter(|_| !broken), named(folder, problems))
    }
}

/// Reads all files of a folder.
pub(super) fn read(folder: &Path) -> Folder {
    let mut read = Folder::default();
    match fs::read_dir(folder) {
        Ok(entries) => read.collect(entries, "", 1),
        Err(error) => {
            let problem = Problem::of_file("rules", format!("the rules cannot be read: {error}"));
            let hint = "name the folder of the rules in config.toml: [rules] dir";
            read.problems.push(problem.hint(hint));
        }
    }
    read
}

impl Folder {
    fn collect(&mut self, entries: fs::ReadDir, prefix: &str, depth: usize) {
        for entry in entries.flatten() {
            let path = entry.path();
            let name = entry.file_name().to_string_lossy().into_owned();
            // Editors leave hidden files and copies that end in ~.
            if name.starts_with('.') || name.ends_with('~') {
                continue;
            }
            let name = format!("{prefix}{name}");
            if let Err(problem) = self.take(&path, &name, depth) {
                // A file that is there and cannot be read is told once, not also as missing.
                self.problems.push(*problem);
            }
        }
    }

    fn take(&mut self, path: &Path, name: &str, depth: usize) -> Result<(), Box<Problem>> {
        let file = format!("rules/{name}");
        let wrong = |message: String| Box::new(Problem::of_file(&file, message));
        let cannot = |error| wrong(format!("this file cannot be read: {error}"));
        let about = fs::metadata(path).map_err(cannot)?;
        if about.is_dir() {
            if name.ends_with(".toml") {
                let message = "this is a folder, and a file is needed";
                return Err(wrong(message.to_owned()));
            }
            if depth >= DEEPEST {
                let message =
                    "folders of rules do not lie so deep; is this a link to a folder above it?";
                return Err(wrong(message.to_owned()));
            }
            let entries = fs::read_dir(path)
                .map_err(|error| wrong(format!("this folder cannot be read: {error}")))?;
            self.collect(entries, &format!("{name}/"), depth + 1);
            return Ok(());
        }
        // Reading a pipe or a device might never end.
        if !about.is_file() {
            return Err(wrong("this is not an ordinary file".to_owned()));
        }
        if about.len() > LARGEST {
            let message = format!(
                "this file is too large for rules: {} MB, and {} MB are the most",
                about.len() >> 20,
                LARGEST >> 20
            );
            return Err(wrong(message));
        }
        if self.files.len() >= MOST_FILES {
            return Err(wrong(format!(
                "there are more than {MOST_FILES} files of rules"
            )));
        }
        self.files
            .insert(name.to_owned(), fs::read(path).map_err(cannot)?);
        Ok(())
    }
}

/// Problems under the names that the files have on this machine; those of files that could not be read are no more called
/// missing.
fn named(folder: &Path, problems: Vec<Problem>) -> Vec<Problem> {
    let place = folder.display().to_string();
    let place = place.trim_end_matches('/');
    let unread: Vec<String> = problems
        .iter()
        .filter(|problem| problem.line == 0 && problem.message != MISSING)
        .map(|problem| problem.file.clone())
        .collect();
    let is_folder_unread = unread.iter().any(|file| file == "rules");
    let mut named: Vec<Problem> = problems
        .into_iter()
        .filter(|p| !(is_folder_unread && p.file != "rules"))
        .filter(|p| !(p.message == MISSING && unread.contains(&p.file)))
        .map(|mut problem| {
            if let Some(rest) = problem.file.strip_prefix("rules") {
                problem.file = format!("{place}{rest}");
            }
            problem
        })
        .collect();
    named.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    named
}

/// What `compile` says of a needed file that it is not given.
const MISSING: &str = "this file is missing";
