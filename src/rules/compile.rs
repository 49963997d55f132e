//! All rule files together → compiled rules, or everything that is wrong with them.

use super::labels::Labels;
use super::written::Written;
use super::{Rules, countries, fields, forms, lists};
use crate::problem::{Problem, Severity, did_you_mean};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write;

const NEEDED: [&str; 9] = [
    "cities.toml",
    "countries.toml",
    "fields.toml",
    "robots.toml",
    "sections.toml",
    "waves.toml",
    "words.toml",
    "phrases.toml",
    "countries-cldr.toml",
];

/// Compiles rule files (path below `rules/` with `/` → bytes). All problems are found, not only the first; warnings
/// alone do not stop the rules from coming into force (`warnings` lists them).
pub fn compile(files: &BTreeMap<String, Vec<u8>>) -> Result<Rules, Vec<Problem>> {
    let (rules, problems) = compile_all(files);
    if problems.iter().any(|p| p.severity == Severity::Error) {
        Err(problems)
    } else {
        Ok(rules)
    }
}

/// What is odd about rule files that compile.
pub fn warnings(files: &BTreeMap<String, Vec<u8>>) -> Vec<Problem> {
    compile_all(files).1
}

fn compile_all(files: &BTreeMap<String, Vec<u8>>) -> (Rules, Vec<Problem>) {
    let mut rules = Rules::default();
    let mut problems = Vec::new();
    let mut labels = Labels::default();
    let mut texts = BTreeMap::new();
    for (path, bytes) in files {
        match text(path, bytes) {
            Ok(text) => {
                texts.insert(path.as_str(), text);
            }
            Err(problem) => problems.push(*problem),
        }
    }
    for needed in NEEDED {
        if !files.contains_key(needed) {
            problems.push(Problem::of_file(&shown(needed), "this file is missing"));
        }
    }
    let mut read = |path: &str, job: &mut dyn FnMut(&mut Written<'_>)| {
        if let Some(text) = texts.get(path) {
            let mut file = Written::new(shown(path), text);
            job(&mut file);
            problems.append(&mut file.problems);
        }
    };
    read("fields.toml", &mut |file| {
        fields::read(file, &mut labels, &mut rules);
    });
    for path in files.keys() {
        if let Some(id) = between(path, "forms/", ".toml") {
            read(path, &mut |file| {
                let form = forms::read(
                    file,
                    id,
                    &mut rules.fields,
                    &mut rules.other_labels,
                    &mut labels,
                );
                rules.forms.push(form);
            });
        } else if let Some(language) = between(path, "texts/", ".toml") {
            read(path, &mut |file| {
                let texts = lists::texts(file);
                rules.texts.insert(language.to_owned(), texts);
            });
        }
    }
    for path in ["countries.toml", "countries-cldr.toml"] {
        read(path, &mut |file| {
            countries::names(file, &mut rules.countries)
        });
    }
    read("sections.toml", &mut |file| {
        countries::sections(file, &mut rules.countries);
    });
    read("waves.toml", &mut |file| rules.waves = lists::waves(file));
    for path in ["words.toml", "phrases.toml"] {
        read(path, &mut |file| lists::words(file, &mut rules.words));
    }
    read("cities.toml", &mut |file| {
        rules.cities = countries::cities(file);
    });
    read("robots.toml", &mut |file| {
        rules.robots = lists::robots(file)
    });
    for path in files.keys() {
        if !NEEDED.contains(&path.as_str())
            && between(path, "forms/", ".toml").is_none()
            && between(path, "texts/", ".toml").is_none()
        {
            let problem = Problem::of_file(&shown(path), "nothing reads a file of this name");
            problems.push(match did_you_mean(path, NEEDED) {
                Some(name) => problem.warning().hint(format!("did you mean \"{name}\"?")),
                None => problem.warning(),
            });
        }
    }
    if rules.forms.is_empty() {
        problems.push(Problem::of_file(
            "rules/forms",
            "there is no form in this folder",
        ));
    }
    rules.fingerprint = fingerprint(files);
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    (rules, problems)
}

/// The text of a file. A byte order mark, which some editors write, is no mistake.
fn text<'t>(path: &str, bytes: &'t [u8]) -> Result<&'t str, Box<Problem>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    std::str::from_utf8(bytes).map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let good = std::str::from_utf8(good).unwrap_or_default();
        let mut problem = Problem::at(
            &shown(path),
            good,
            good.len()..good.len(),
            "this file is not UTF-8 text; the first wrong byte stands here",
        )
        .hint("save it with the encoding UTF-8");
        problem.source_line = good.lines().last().unwrap_or_default().to_owned();
        Box::new(problem)
    })
}

fn shown(path: &str) -> String {
    format!("rules/{path}")
}

fn between<'p>(path: &'p str, start: &str, end: &str) -> Option<&'p str> {
    path.strip_prefix(start)?.strip_suffix(end)
}

/// SHA-256 over names and contents, in hex.
fn fingerprint(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in files {
        hash.update((path.len() as u64).to_le_bytes());
        hash.update(path.as_bytes());
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    }
    hash.finalize().iter().fold(String::new(), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}
