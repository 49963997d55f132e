//! Every message of `samples/` is read by the program itself, and what it says is compared with the file beside it.
//!
//! `SAMPLES=025,03 cargo test --test samples` reads only those whose names begin so.
//!
//! An expectation is the object that `parse --json` prints, reduced to what must be right: `verdict` (a list where several
//! are right), and for each submission `status`, `language`, `missing` and `fields`. `any` names fields that are not
//! compared, `alt` gives further right values, `ocr` marks what is read from a picture and therefore compared with tolerance.

use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use unicode_normalization::UnicodeNormalization;

/// Fields whose words are compared by their share of equal words.
const LONG: &[&str] = &[
    "why_lrg",
    "why_hr",
    "motivation",
    "policies",
    "postal_address",
    "networks",
    "council_decision",
];

/// Fields that must be equal to the letter.
const EXACT: &[&str] = &[
    "country",
    "region",
    "gov_type",
    "wave",
    "mandate",
    "contact_phone",
    "signed_on",
    "uclg_member",
    "consent_publish",
    "population",
];

#[test]
fn every_sample_is_read_as_the_file_beside_it_says() {
    let samples = samples();
    let said = parse(
        &samples
            .iter()
            .map(|sample| sample.0.clone())
            .collect::<Vec<_>>(),
    );
    let mut table = String::new();
    let mut wrong = 0;
    for ((path, expected), said) in samples.iter().zip(&said) {
        let rows = differences(expected, said);
        if !rows.is_empty() {
            wrong += 1;
            table += &format!(
                "{}\n{}\n",
                path.file_stem().unwrap_or_default().display(),
                rows.join("\n")
            );
        }
    }
    assert!(
        table.is_empty(),
        "\n\n{wrong} of {} samples are read wrongly:\n\n{table}",
        samples.len()
    );
}

#[test]
fn line_ends_make_no_difference() {
    // A Maildir keeps LF where the wire had CRLF.
    let samples: Vec<_> = samples()
        .into_iter()
        .filter(|sample| sample.1["ocr"] != true)
        .collect();
    let folder = tempfile::tempdir().expect("a folder for copies");
    let copies: Vec<PathBuf> = samples
        .iter()
        .map(|(path, _)| {
            let copy = folder.path().join(path.file_name().expect("a name"));
            let bytes = fs::read(path).expect("a sample");
            let text: Vec<u8> = bytes
                .iter()
                .copied()
                .filter(|byte| *byte != b'\r')
                .collect();
            fs::write(&copy, text).expect("a copy");
            copy
        })
        .collect();
    let originals: Vec<PathBuf> = samples.into_iter().map(|sample| sample.0).collect();
    for ((path, with_crlf), with_lf) in originals.iter().zip(parse(&originals)).zip(parse(&copies))
    {
        assert_eq!(bare(with_crlf), bare(with_lf), "{}", path.display());
    }
}

#[test]
fn expectations_are_well_formed() {
    for (path, expected) in samples() {
        let path = path.display();
        assert!(!verdicts(&expected).is_empty(), "{path}: no verdict");
        let is_form = verdicts(&expected).contains(&"form".to_owned());
        let submissions = list(&expected["submissions"]);
        assert_eq!(
            is_form,
            !submissions.is_empty(),
            "{path}: a form has submissions, and nothing else has"
        );
        for submission in submissions {
            for key in ["status", "language", "missing", "fields"] {
                assert!(submission.get(key).is_some(), "{path}: no `{key}`");
            }
            let fields = object(&submission["fields"]);
            for field in strings(&submission["missing"]) {
                assert!(
                    !fields.contains_key(&field),
                    "{path}: `{field}` is missing and has a value"
                );
            }
        }
    }
}

#[test]
fn the_comparison_sees_what_is_wrong() {
    let right = json!({"verdict": "form", "submissions": [{"status": "complete", "language": "en", "missing": [],
        "fields": {"lrg_name": "Ñandú", "population": 12, "motivation": "to learn from each other and to be held to our word"}}]});
    let said = |name: &str, population: u32, motivation: &str| {
        json!({"verdict": "form", "submissions": [{"status": "complete", "language": "en", "missing": [], "fields": {
            "lrg_name": {"value": name}, "population": {"value": population}, "motivation": {"value": motivation}}}]})
    };
    let words = "to learn from each other and to be held to our word";
    assert_eq!(
        differences(&right, &said("N\u{303}andu\u{301} ", 12, words)),
        Vec::<String>::new()
    );
    assert_eq!(differences(&right, &said("Nandu", 12, words)).len(), 1);
    assert_eq!(differences(&right, &said("Ñandú", 13, words)).len(), 1);
    assert_eq!(
        differences(&right, &said("Ñandú", 12, "to learn from each other")).len(),
        1
    );
    assert_eq!(
        differences(&right, &json!({"verdict": "other", "submissions": []})).len(),
        2
    );
    let mut extra = said("Ñandú", 12, words);
    extra["submissions"][0]["fields"]["website"] = json!({"value": "https://x.example"});
    assert_eq!(
        differences(&right, &extra).len(),
        1,
        "an invented value is a fault"
    );
}

// ---------------------------------------------------------------------------------------------------- running

/// The messages with their expectations, in order of their names.
fn samples() -> Vec<(PathBuf, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let wanted = std::env::var("SAMPLES").unwrap_or_default();
    let mut found = Vec::new();
    let mut total = 0;
    for entry in fs::read_dir(&folder).expect("samples/ can be listed") {
        let path = entry.expect("samples/ can be listed").path();
        if path.extension().is_none_or(|extension| extension != "eml") {
            continue;
        }
        total += 1;
        let beside = path.with_extension("json");
        let text = fs::read_to_string(&beside)
            .unwrap_or_else(|error| panic!("{}: {error}", beside.display()));
        let expected = serde_json::from_str(&text)
            .unwrap_or_else(|error| panic!("{}: {error}", beside.display()));
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        if wanted.is_empty() || wanted.split(',').any(|start| name.starts_with(start)) {
            found.push((path, expected));
        }
    }
    found.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(total >= 45, "only {total} samples in {}", folder.display());
    assert!(!found.is_empty(), "no sample begins with `{wanted}`");
    found
}

/// What the program says about these files, in their order.
fn parse(files: &[PathBuf]) -> Vec<Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_cisdp-intake"))
        .args(["parse", "--json"])
        .args(files)
        .output()
        .expect("the program can be started");
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        output.status.success(),
        "parse ended with {}: {errors}",
        output.status
    );
    let said: Vec<Value> = String::from_utf8(output.stdout)
        .expect("parse prints UTF-8")
        .lines()
        .map(|line| {
            serde_json::from_str(line).unwrap_or_else(|error| panic!("not JSON: {error}: {line}"))
        })
        .collect();
    assert_eq!(
        said.len(),
        files.len(),
        "parse prints one line a file: {errors}"
    );
    said
}

/// Without what names the file.
fn bare(mut said: Value) -> Value {
    if let Some(said) = said.as_object_mut() {
        said.remove("file");
    }
    said
}

fn tesseract_is_installed() -> bool {
    Command::new("tesseract")
        .arg("--version")
        .output()
        .is_ok_and(|output| output.status.success())
}

// ---------------------------------------------------------------------------------------------------- comparing

/// What differs, a line each; empty when all is right.
fn differences(expected: &Value, said: &Value) -> Vec<String> {
    let ocr = expected["ocr"] == true;
    let verdict = said["verdict"].as_str().unwrap_or("(none)");
    if ocr && !tesseract_is_installed() {
        return row(
            verdict != "unreadable",
            "verdict",
            "unreadable (no Tesseract here)",
            verdict,
        )
        .into_iter()
        .collect();
    }
    let right = verdicts(expected);
    let mut rows: Vec<String> = row(
        !right.iter().any(|right| right == verdict),
        "verdict",
        &right.join(" or "),
        verdict,
    )
    .into_iter()
    .collect();
    if !rows.is_empty() {
        rows.push(format!(
            "    reason            {}",
            said["reason"].as_str().unwrap_or_default()
        ));
    }
    let (wanted, got) = (list(&expected["submissions"]), list(&said["submissions"]));
    if verdict == "form" && right.iter().any(|right| right == "form") {
        rows.extend(row(
            wanted.len() != got.len(),
            "submissions",
            &wanted.len().to_string(),
            &got.len().to_string(),
        ));
        for wanted in &wanted {
            // The submission that shares most values is the one that is meant.
            let nearest = got
                .iter()
                .min_by_key(|got| submission_differences(wanted, got, ocr).len());
            if let Some(nearest) = nearest {
                let found = submission_differences(wanted, nearest, ocr);
                // A picture of a page may cost a few fields, not more.
                let allowed = if ocr {
                    object(&wanted["fields"]).len() / 6
                } else {
                    0
                };
                rows.extend(if found.len() > allowed {
                    found
                } else {
                    Vec::new()
                });
            }
        }
    }
    rows
}

fn submission_differences(expected: &Value, said: &Value, ocr: bool) -> Vec<String> {
    let mut rows = Vec::new();
    let any = strings(&expected["any"]);
    let status = said["status"].as_str().unwrap_or_default();
    let statuses = strings(&expected["status"]);
    let language = (
        expected["language"].as_str().unwrap_or_default(),
        said["language"].as_str().unwrap_or_default(),
    );
    let without_any = |value: &Value| {
        strings(value)
            .into_iter()
            .filter(|field| !any.contains(field))
            .collect::<Vec<_>>()
            .join(" ")
    };
    let missing = (
        without_any(&expected["missing"]),
        without_any(&said["missing"]),
    );
    if !ocr {
        rows.extend(row(
            !statuses.iter().any(|right| right == status),
            "status",
            &statuses.join(" or "),
            status,
        ));
        rows.extend(row(
            missing.0 != missing.1,
            "missing",
            &missing.0,
            &missing.1,
        ));
        for question in list(&said["questions"])
            .iter()
            .filter(|_| !statuses.iter().any(|right| right == status))
        {
            rows.push(format!("    question          {question}"));
        }
    }
    rows.extend(row(
        language.0 != language.1,
        "language",
        language.0,
        language.1,
    ));
    let (wanted, got) = (object(&expected["fields"]), object(&said["fields"]));
    let ids: BTreeMap<&String, ()> = wanted.keys().chain(got.keys()).map(|id| (id, ())).collect();
    for id in ids.into_keys().filter(|id| !any.contains(id)) {
        let value = got.get(id).map_or(&Value::Null, |got| &got["value"]);
        let mut right: Vec<&Value> = wanted.get(id).into_iter().collect();
        right.extend(expected["alt"][id].as_array().into_iter().flatten());
        let is_right = if right.is_empty() {
            value.is_null()
        } else {
            right.iter().any(|right| same(id, right, value, ocr))
        };
        let place = got.get(id).map_or(String::new(), |got| {
            format!("  [{}, {}]", show(&got["source"]), show(&got["where"]))
        });
        let right = right
            .first()
            .map_or("(absent)".to_owned(), |right| show(right));
        rows.extend(row(
            !is_right,
            id,
            &right,
            &format!("{}{place}", show(value)),
        ));
    }
    rows
}

fn same(id: &str, right: &Value, said: &Value, ocr: bool) -> bool {
    if said.is_null() {
        return false;
    }
    let (right, said) = (clean(&show(right)), clean(&show(said)));
    if EXACT.contains(&id) {
        return right == said;
    }
    if LONG.contains(&id) {
        return share_of_equal_words(&right, &said) >= if ocr { 0.75 } else { 0.95 };
    }
    if id == "website" {
        return bare_address(&right) == bare_address(&said);
    }
    if ocr {
        return strsim::normalized_levenshtein(
            &deunicode::deunicode(&right),
            &deunicode::deunicode(&said),
        ) >= 0.8;
    }
    right == said
}

/// NFC, without invisible marks, white space collapsed, case folded.
fn clean(text: &str) -> String {
    let kept: String = text
        .nfc()
        .filter(|c| !cisdp_intake::rules::is_format(*c))
        .collect();
    kept.split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .to_lowercase()
}

fn bare_address(address: &str) -> &str {
    let address = address.split_once("://").map_or(address, |parts| parts.1);
    address
        .strip_prefix("www.")
        .unwrap_or(address)
        .trim_end_matches('/')
}

/// The harmonic mean of precision and recall of words.
fn share_of_equal_words(right: &str, said: &str) -> f64 {
    let count = |text: &str| {
        let mut counts: BTreeMap<String, usize> = BTreeMap::new();
        for word in text
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
        {
            *counts.entry(word.to_owned()).or_default() += 1;
        }
        counts
    };
    let (right, said) = (count(right), count(said));
    let equal: usize = right
        .iter()
        .map(|(word, n)| said.get(word).map_or(0, |m| *n.min(m)))
        .sum();
    let total: usize = right.values().sum::<usize>() + said.values().sum::<usize>();
    2.0 * equal as f64 / total.max(1) as f64
}

// ---------------------------------------------------------------------------------------------------- small JSON

fn row(wrong: bool, what: &str, expected: &str, said: &str) -> Option<String> {
    let cut = |text: &str| match text.char_indices().nth(160) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    };
    wrong.then(|| {
        format!(
            "    {what:<16}  expected {}\n{:22}said     {}",
            cut(expected),
            "",
            cut(said)
        )
    })
}

fn verdicts(expected: &Value) -> Vec<String> {
    strings(&expected["verdict"])
}

/// A string or a list of strings as a list.
fn strings(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(values) => values
            .iter()
            .filter_map(|value| value.as_str().map(str::to_owned))
            .collect(),
        _ => Vec::new(),
    }
}

fn list(value: &Value) -> Vec<Value> {
    value.as_array().cloned().unwrap_or_default()
}

fn object(value: &Value) -> Map<String, Value> {
    value.as_object().cloned().unwrap_or_default()
}

fn show(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Null => "(absent)".to_owned(),
        other => other.to_string(),
    }
}
