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
    for (path, bytes) in files.iter().filter(|(path, _)| is_rule(path)) {
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
    // Before the forms, which bring words of their own.
    for path in ["words.toml", "phrases.toml"] {
        read(path, &mut |file| lists::words(file, &mut rules.words));
    }
    for path in files.keys() {
        if let Some(id) = between(path, "forms/", ".toml") {
            read(path, &mut |file| {
                let form = forms::read(file, id, &mut rules, &mut labels);
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
    read("cities.toml", &mut |file| {
        rules.cities = countries::cities(file);
    });
    read("robots.toml", &mut |file| {
        rules.robots = lists::robots(file)
    });
    for path in files.keys() {
        if is_rule(path)
            && !NEEDED.contains(&path.as_str())
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

/// False for what lies in the folder for people and editors.
fn is_rule(path: &str) -> bool {
    !path.ends_with(".md") && between(path, "schema/", ".json").is_none()
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

/// SHA-256 over names and contents of the rules, in hex.
fn fingerprint(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in files.iter().filter(|(path, _)| is_rule(path)) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::builtin;

    /// The problems of the built-in rules after one replacement in one file.
    fn broken(path: &str, old: &str, new: &str) -> Vec<String> {
        let mut files = builtin();
        let text = String::from_utf8(files[path].clone()).unwrap();
        assert!(text.contains(old), "{old}");
        files.insert(path.to_owned(), text.replacen(old, new, 1).into_bytes());
        problems(&files)
    }

    fn problems(files: &BTreeMap<String, Vec<u8>>) -> Vec<String> {
        compile(files)
            .err()
            .unwrap_or_default()
            .iter()
            .map(ToString::to_string)
            .collect()
    }

    #[test]
    fn every_mistake_is_told_with_its_place_and_what_to_do() {
        let places = [
            (
                "fields.toml",
                "need = \"required\"",
                "ned = \"required\"",
                "unknown key \"ned\"",
                "did you mean \"need\"?",
            ),
            (
                "fields.toml",
                "type = \"country\"",
                "type = \"contry\"",
                "unknown type \"contry\"",
                "did you mean \"country\"?",
            ),
            (
                "fields.toml",
                "need = \"wished\"",
                "need = 3",
                "a text in quotes is needed here, and this is a number",
                "",
            ),
            (
                "fields.toml",
                "id = \"country\"",
                "id = \"lrg_name\"",
                "the field \"lrg_name\" is described twice",
                "",
            ),
            (
                "fields.toml",
                "function_field = \"leader_title\"",
                "function_field = \"leader_titel\"",
                "unknown field \"leader_titel\"",
                "did you mean \"leader_title\"?",
            ),
            (
                "forms/reference.toml",
                "population = \"Population\"",
                "population = \"Country\"",
                "the label \"Country\" already belongs to the field \"country\"",
                "",
            ),
            (
                "forms/reference.toml",
                "website = \"Website\"",
                "web_site = \"Website\"",
                "unknown field \"web_site\"",
                "did you mean \"website\"?",
            ),
            (
                "forms/reference.toml",
                "[labels.fr]",
                "[labels.en]",
                "this is not valid TOML",
                "",
            ),
            (
                "sections.toml",
                "mewa = [\"AE\"",
                "mewa = [\"FR\"",
                "already lies in the section",
                "",
            ),
            (
                "sections.toml",
                "eurasia = [",
                "eurasja = [",
                "unknown section \"eurasja\"",
                "did you mean \"eurasia\"?",
            ),
            (
                "countries.toml",
                "AE = [\"UAE\"",
                "AE = [\"Türkiye\"",
                "already names the country",
                "",
            ),
            (
                "countries.toml",
                "AF = [",
                "Afghanistan = [",
                "\"Afghanistan\" is not a country code",
                "two capital letters",
            ),
            (
                "waves.toml",
                "number = 2",
                "number = 1",
                "waves must be numbered upwards",
                "",
            ),
            (
                "waves.toml",
                "from = 2023-10-17",
                "from = \"2023-10-17\"",
                "a date is needed here",
                "without quotes",
            ),
            ("words.toml", "[yes]", "[yes", "this is not valid TOML", ""),
            (
                "words.toml",
                "en = [\"thousand\"",
                "english = [\"thousand\"",
                "\"english\" is not a language code",
                "en, es, fr",
            ),
            (
                "robots.toml",
                "senders = [",
                "sender = [",
                "unknown key \"sender\"",
                "did you mean \"senders\"?",
            ),
        ];
        for (path, old, new, message, hint) in places {
            let text = String::from_utf8(builtin()[path].clone()).unwrap();
            let line = text[..text.find(old).unwrap()].matches('\n').count() + 1;
            let found = broken(path, old, new);
            let place = format!("rules/{path}:");
            let wanted = found
                .iter()
                .find(|p| p.contains(message) && p.contains(hint))
                .unwrap_or_else(|| panic!("{new}: {found:#?}"));
            assert!(wanted.starts_with(&place), "{wanted}");
            assert!(wanted.contains('^'), "{wanted}");
            if !message.contains("TOML")
                && !message.contains("already")
                && !message.contains("twice")
            {
                assert!(
                    wanted.starts_with(&format!("{place}{line}:")),
                    "{line} {wanted}"
                );
            }
        }
    }

    #[test]
    fn all_mistakes_of_all_files_are_told_at_once() {
        let mut files = builtin();
        files.insert("waves.toml".to_owned(), b"[[wave]]\nnumbr = 1\n".to_vec());
        files.insert(
            "words.toml".to_owned(),
            b"[yes]\nen = [\"y\xff\"]\n".to_vec(),
        );
        files.remove("sections.toml");
        files.insert("feilds.toml".to_owned(), Vec::new());
        let found = problems(&files).join("\n");
        for wanted in [
            "rules/waves.toml:2:1: error: unknown key \"numbr\"",
            "\"from\" is missing here",
            "rules/words.toml:2:9: error: this file is not UTF-8 text",
            "rules/sections.toml: error: this file is missing",
            "rules/feilds.toml: warning: nothing reads a file of this name",
            "did you mean \"fields.toml\"?",
        ] {
            assert!(found.contains(wanted), "{wanted}\n{found}");
        }
    }

    #[test]
    fn a_byte_order_mark_is_no_mistake() {
        let mut files = builtin();
        let mut marked = b"\xef\xbb\xbf".to_vec();
        marked.extend(&files["waves.toml"]);
        files.insert("waves.toml".to_owned(), marked);
        assert!(compile(&files).is_ok());
    }
}
