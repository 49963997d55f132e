//! Every message of `samples/` is read by the program itself, and what it says is judged by the file beside it.
//!
//! `SAMPLES=025,03 cargo test --test samples` reads only those whose names begin so.

use cisdp_intake::extract::Finding;
use cisdp_intake::problem::Severity;
use cisdp_intake::rules::{Rules, builtin, compile};
use cisdp_intake::samples::{Sample, judge, load};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

#[test]
fn every_sample_is_read_as_the_file_beside_it_says() {
    let rules = rules();
    let samples = samples();
    let files: Vec<PathBuf> = samples.iter().map(file).collect();
    let ocr = tesseract_is_installed();
    let mut table = String::new();
    let mut wrong = 0;
    for (sample, said) in samples.iter().zip(parse(&files)) {
        let finding: Finding = serde_json::from_value(said).expect("parse prints a finding");
        let judged = judge(&sample.expected, &finding, &rules, ocr);
        if judged.is_right() {
            continue;
        }
        wrong += 1;
        table += &format!("{}\n", sample.name);
        for row in judged.wrong() {
            table += &format!(
                "    {:<16}  expected {}\n{:22}said     {}  [{}]\n",
                row.what, row.expected, "", row.found, row.place
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
    let samples: Vec<Sample> = samples()
        .into_iter()
        .filter(|sample| !sample.expected.ocr)
        .collect();
    let folder = tempfile::tempdir().expect("a folder for copies");
    let copies: Vec<PathBuf> = samples
        .iter()
        .map(|sample| {
            let copy = folder.path().join(format!("{}.eml", sample.name));
            let bytes = sample.bytes.iter().copied();
            let text: Vec<u8> = bytes.filter(|byte| *byte != b'\r').collect();
            fs::write(&copy, text).expect("a copy");
            copy
        })
        .collect();
    let originals: Vec<PathBuf> = samples.iter().map(file).collect();
    for ((path, with_crlf), with_lf) in originals.iter().zip(parse(&originals)).zip(parse(&copies))
    {
        assert_eq!(bare(with_crlf), bare(with_lf), "{}", path.display());
    }
}

#[test]
fn expectations_fit_the_rules() {
    let rules = rules();
    for sample in samples() {
        let problems = sample.against(&rules);
        let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
        assert!(shown.is_empty(), "{}", shown.join("\n"));
    }
}

#[test]
fn a_sample_that_is_not_whole_is_told_with_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).expect("a file");
    write("a.eml", "Subject: x\n\nx\n");
    write("b.json", "{}");
    write("c.eml", "Subject: x\n\nx\n");
    write(
        "c.json",
        "{\n \"verdict\": \"frm\",\n \"submissions\": []\n}",
    );
    write("d.eml", "Subject: x\n\nx\n");
    write("d.json", "{\n \"verdict\": \"other\",\n}");
    let told: Vec<String> = load(folder.path(), &[])
        .expect_err("four broken samples")
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(told.len(), 4, "{told:#?}");
    for (told, words) in told.iter().zip([
        "a.eml: error: nothing says what this message must be read as",
        "b.json: error: there is no message to this expectation",
        "unknown variant `frm`",
        "d.json:3:",
    ]) {
        assert!(told.contains(words), "{words}: {told}");
    }
    write("e.eml", "Subject: x\n\nx\n");
    write(
        "e.json",
        "{\"verdict\": \"form\", \"submissions\": [{\"status\": \"complete\", \"language\": \"en\",\n\"missing\": [],\n\"fields\": {\"contry\": \"ES\"}}]}",
    );
    let sample = load(folder.path(), &["e".to_owned()]).expect("a sample");
    let problems = sample[0].against(&rules());
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert_eq!(
        (problems[0].severity, problems[0].line, problems[0].column),
        (Severity::Error, 3, 12)
    );
    assert!(
        problems[0]
            .to_string()
            .contains("did you mean \"country\"?"),
        "{}",
        problems[0]
    );
}

// ---------------------------------------------------------------------------------------------------- running

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("samples")
}

fn file(sample: &Sample) -> PathBuf {
    folder().join(format!("{}.eml", sample.name))
}

fn rules() -> Rules {
    compile(&builtin()).expect("the rules compile")
}

/// The messages with their expectations, in order of their names.
fn samples() -> Vec<Sample> {
    let wanted = std::env::var("SAMPLES").unwrap_or_default();
    let starts: Vec<String> = wanted
        .split(',')
        .filter(|start| !start.is_empty())
        .map(str::to_owned)
        .collect();
    let found = load(&folder(), &starts).unwrap_or_else(|problems| panic!("{problems:#?}"));
    if starts.is_empty() {
        assert!(found.len() >= 45, "only {} samples", found.len());
    }
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
