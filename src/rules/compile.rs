//! All rule files together → compiled rules, or everything that is wrong with them.

use super::labels::Labels;
use super::written::{LANGUAGE_HINT, Written, is_language};
use super::{Rules, countries, fields, forms, lists, templates};
use crate::problem::{Problem, Severity, did_you_mean};
use encoding_rs::UTF_8;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
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
pub fn compile(files: &BTreeMap<String, impl AsRef<[u8]>>) -> Result<Rules, Vec<Problem>> {
    let (rules, problems) = compile_all(files);
    if problems.iter().any(|p| p.severity == Severity::Error) {
        Err(problems)
    } else {
        Ok(rules)
    }
}

/// Looks through rule files as `compile` does, and besides at what a letter meets only when it is written: every text as a
/// template. Gives the rules when they can come into force, and all problems with the warnings among them.
pub fn check(files: &BTreeMap<String, Vec<u8>>) -> (Option<Rules>, Vec<Problem>) {
    let (rules, mut problems) = compile_all(files);
    let texts: Vec<(String, &str)> = files
        .iter()
        .filter(|(path, _)| between(path, "texts/", ".toml").is_some())
        .filter_map(|(path, bytes)| Some((shown(path), text(path, bytes).ok()?)))
        .collect();
    problems.extend(templates::check(&texts));
    sort(&mut problems);
    let broken = problems.iter().any(|p| p.severity == Severity::Error);
    ((!broken).then_some(rules), problems)
}

fn sort(problems: &mut Vec<Problem>) {
    problems.sort_by(|a, b| (&a.file, a.line, a.column).cmp(&(&b.file, b.line, b.column)));
    problems.dedup();
}

fn compile_all(files: &BTreeMap<String, impl AsRef<[u8]>>) -> (Rules, Vec<Problem>) {
    let mut rules = Rules::default();
    let mut problems = Vec::new();
    let mut labels = Labels::default();
    let mut texts = BTreeMap::new();
    for (path, bytes) in files.iter().filter(|(path, _)| is_rule(path)) {
        match text(path, bytes.as_ref()) {
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
    let mut broken = !texts.contains_key("fields.toml");
    let mut read = |path: &str, job: &mut dyn FnMut(&mut Written<'_>)| {
        if let Some(text) = texts.get(path) {
            let mut file = Written::new(shown(path), text);
            job(&mut file);
            broken |= path == "fields.toml" && file.is_broken();
            problems.append(&mut file.into_problems());
        }
        broken
    };
    // Without the fields, nothing can be said about labels on forms.
    let without_fields = read("fields.toml", &mut |file| {
        fields::read(file, &mut labels, &mut rules);
    });
    // Before the forms, which bring words of their own.
    for path in ["words.toml", "phrases.toml"] {
        read(path, &mut |file| lists::words(file, &mut rules.words));
    }
    for path in files.keys() {
        if let Some(id) = between(path, "forms/", ".toml").filter(|_| !without_fields) {
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
    // The generated names first: what people write may then be held against them, and wins.
    for path in ["countries-cldr.toml", "countries.toml"] {
        read(path, &mut |file| {
            countries::names(file, &mut rules.countries)
        });
    }
    read("sections.toml", &mut |file| {
        countries::sections(file, &mut rules.countries);
    });
    read("waves.toml", &mut |file| rules.waves = lists::waves(file));
    read("cities.toml", &mut |file| {
        rules.cities = countries::cities(file, &rules.countries);
    });
    read("robots.toml", &mut |file| {
        rules.robots = lists::robots(file)
    });
    for path in files.keys() {
        if let Some(language) = between(path, "texts/", ".toml")
            && !is_language(language)
        {
            let message = format!("\"{language}\" is not a language code");
            problems.push(Problem::of_file(&shown(path), message).hint(LANGUAGE_HINT));
        }
        problems.extend(unread(path));
    }
    for (folder, is_empty, what) in [
        (
            "rules/forms",
            !files
                .keys()
                .any(|path| between(path, "forms/", ".toml").is_some()),
            "form",
        ),
        (
            "rules/texts",
            rules.texts.is_empty(),
            "language with texts for our mails",
        ),
    ] {
        if is_empty {
            let message = format!("there is no {what} in this folder");
            problems.push(Problem::of_file(folder, message));
        }
    }
    rules.fingerprint = fingerprint(files);
    sort(&mut problems);
    (rules, problems)
}

/// False for what lies in the folder for people and editors.
fn is_rule(path: &str) -> bool {
    !path.ends_with(".md") && between(path, "schema/", ".json").is_none()
}

/// What to say of a file that nothing reads. A rule is never skipped in silence; a note beside the rules is no rule.
fn unread(path: &str) -> Option<Problem> {
    let is_read = NEEDED.contains(&path)
        || between(path, "forms/", ".toml").is_some_and(|name| !name.contains('/'))
        || between(path, "texts/", ".toml").is_some_and(|name| !name.contains('/'));
    if is_read || !is_rule(path) {
        return None;
    }
    let problem = Problem::of_file(&shown(path), "nothing reads a file of this name");
    let looks_like_rules = path.to_lowercase().contains(".toml")
        || path.starts_with("forms/")
        || path.starts_with("texts/");
    let problem = match did_you_mean(path, NEEDED) {
        Some(name) => problem.hint(format!("did you mean \"{name}\"?")),
        None if looks_like_rules => problem.hint(
            "forms stand in forms/NAME.toml and texts in texts/LANGUAGE.toml; take it away or give it such a name",
        ),
        None => problem.hint("it does no harm; take it away when it is not needed"),
    };
    Some(if looks_like_rules {
        problem
    } else {
        problem.warning()
    })
}

/// The text of a file. A byte order mark, which some editors write, is no mistake.
fn text<'t>(path: &str, bytes: &'t [u8]) -> Result<&'t str, Box<Problem>> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") {
        let problem = Problem::of_file(&shown(path), "this file is UTF-16, not UTF-8 text");
        return Err(Box::new(problem.hint("save it with the encoding UTF-8")));
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    // The standard library takes ten times as long where letters have accents.
    let text = match UTF_8.decode_without_bom_handling_and_without_replacement(bytes) {
        Some(Cow::Borrowed(text)) => Ok(text),
        _ => std::str::from_utf8(bytes),
    };
    let text = text.map_err(|error| {
        let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let good = std::str::from_utf8(good).unwrap_or_default();
        let wrong = bytes.get(good.len()).copied().unwrap_or_default();
        let mut problem = Problem::at(
            &shown(path),
            good,
            good.len()..good.len(),
            format!(
                "this file is not UTF-8 text; byte {} of it, {wrong:#04x}, is the first wrong one",
                good.len() + 1
            ),
        )
        .hint("save it with the encoding UTF-8");
        let line = good.rsplit('\n').next().unwrap_or_default();
        problem.source_line = line.to_owned();
        Box::new(problem)
    })?;
    if text.trim().is_empty() && path.ends_with(".toml") {
        return Err(Box::new(Problem::of_file(
            &shown(path),
            "this file is empty",
        )));
    }
    if let Some(at) = lone_return(text) {
        let before = text.get(..at).unwrap_or_default();
        let mut problem = Problem::at(
            &shown(path),
            before,
            at..at,
            "here a line ends with a carriage return alone, as on an old Macintosh",
        )
        .hint("save the file with ordinary line ends");
        problem.source_line = before.rsplit('\n').next().unwrap_or_default().to_owned();
        return Err(Box::new(problem));
    }
    // What a merge leaves behind is no TOML, and its own mistake.
    if let Some(at) = merge_mark(text) {
        let rest = text.get(at..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let problem = Problem::at(
            &shown(path),
            text,
            at..at + line.len(),
            "two versions of this file were merged, and here they disagree",
        );
        let hint = "keep what is right, and take the lines with <<<<<<<, ======= and >>>>>>> away";
        return Err(Box::new(problem.hint(hint)));
    }
    Ok(text)
}

/// The first carriage return that no line feed follows.
fn lone_return(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    memchr::memchr_iter(b'\r', bytes).find(|at| bytes.get(at + 1) != Some(&b'\n'))
}

/// The first line that a version control system wrote.
fn merge_mark(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    ["<<<<<<< ", ">>>>>>> ", "||||||| "]
        .iter()
        .filter_map(|mark| {
            let begins = |at: &usize| *at == 0 || bytes.get(at - 1) == Some(&b'\n');
            memchr::memmem::find_iter(bytes, mark).find(begins)
        })
        .min()
}

fn shown(path: &str) -> String {
    format!("rules/{path}")
}

fn between<'p>(path: &'p str, start: &str, end: &str) -> Option<&'p str> {
    path.strip_prefix(start)?.strip_suffix(end)
}

/// SHA-256 over names and contents of the rules, in hex.
fn fingerprint(files: &BTreeMap<String, impl AsRef<[u8]>>) -> String {
    let mut hash = Sha256::new();
    for (path, bytes) in files.iter().filter(|(path, _)| is_rule(path)) {
        let bytes = bytes.as_ref();
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
                "its code is AF",
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
        files.insert("feilds.toml".to_owned(), b"x = 1\n".to_vec());
        let found = problems(&files).join("\n");
        for wanted in [
            "rules/waves.toml:2:1: error: unknown key \"numbr\"",
            "\"from\" is missing here",
            "rules/words.toml:2:9: error: this file is not UTF-8 text",
            "rules/sections.toml: error: this file is missing",
            "rules/feilds.toml: error: nothing reads a file of this name",
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
