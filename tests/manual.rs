//! The manual of the rules does what it says: its example is written down, checked and read word for word, and its table of
//! keys and the schemas beside it are those of the program.
//!
//! `UPDATE=1 cargo test --test manual` writes the table and the schemas anew.

use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const BEGIN: &str = "<!-- keys: made by `UPDATE=1 cargo test --test manual` -->\n";
const END: &str = "<!-- end of keys -->";

fn rules() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("rules")
}

fn manual() -> String {
    fs::read_to_string(rules().join("README.md")).expect("the manual")
}

fn program(arguments: &[&str], folder: &Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cisdp-intake"))
        .args(arguments)
        .current_dir(folder)
        .output()
        .expect("the program can be started")
}

/// The files that the manual shows: fenced blocks whose first line names the file.
fn files(manual: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for block in manual.split("\n```").skip(1).step_by(2) {
        let (_, text) = block.split_once('\n').unwrap_or_default();
        if let Some((name, rest)) = text.split_once('\n')
            && let Some(name) = name.strip_prefix("# ")
            && name.contains('/')
        {
            found.push((name.to_owned(), format!("{rest}\n")));
        }
    }
    found
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let path = entry.expect("an entry").path();
        let target = to.join(path.file_name().expect("a name"));
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).expect("a copy");
        }
    }
}

#[test]
fn the_example_is_checked_and_read_as_the_manual_says() {
    let folder = tempfile::tempdir().expect("a folder");
    copy(&rules(), &folder.path().join("rules"));
    let files = files(&manual());
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(
        names,
        [
            "rules/forms/romana.toml",
            "samples/romana.eml",
            "samples/romana.json"
        ]
    );
    for (name, text) in &files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    // The other form needs a sample too, or the check asks for one.
    for end in ["eml", "json"] {
        let name = format!("samples/001-word-table-two-columns-en.{end}");
        let from = rules().join("..").join(&name);
        fs::copy(from, folder.path().join(&name)).expect("a sample");
    }
    let checked = program(&["rules", "check", "rules"], folder.path());
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(checked.status.success(), "{said}");
    assert!(!said.contains("warning"), "{said}");
    let read = program(
        &["parse", "--json", "--rules", "rules", "samples/romana.eml"],
        folder.path(),
    );
    let found: Value = serde_json::from_slice(&read.stdout).expect("JSON");
    let wanted: Value = serde_json::from_str(&files[2].1).expect("JSON in the manual");
    assert_eq!(found["verdict"], wanted["verdict"]);
    let (found, wanted) = (&found["submissions"][0], &wanted["submissions"][0]);
    for key in ["status", "language", "missing"] {
        assert_eq!(found[key], wanted[key], "{key}");
    }
    let values: serde_json::Map<String, Value> = found["fields"]
        .as_object()
        .expect("fields")
        .iter()
        .map(|(id, value)| (id.clone(), value["value"].clone()))
        .collect();
    assert_eq!(
        Value::Object(values.into_iter().collect()),
        wanted["fields"]
    );
    let explained = program(
        &["rules", "explain", "--rules", "rules", "samples/romana.eml"],
        folder.path(),
    );
    let said = String::from_utf8_lossy(&explained.stdout);
    assert!(
        said.contains("the form “romana” in ro: 10 of its 10 fields"),
        "{said}"
    );
    assert!(
        said.lines().all(|line| line.chars().count() <= 100),
        "{said}"
    );
}

#[test]
fn the_example_is_one_form_for_a_fillable_pdf_too() {
    // Its names are known, and so is what only it asks.
    let folder = tempfile::tempdir().expect("a folder");
    copy(&rules(), &folder.path().join("rules"));
    let (name, text) = &files(&manual())[0];
    let broken = text.replace(
        "lrg_name = [\"den_autoritate\"]",
        "country = [\"lrg_name\"]",
    );
    assert_ne!(&broken, text);
    fs::write(folder.path().join(name), broken).expect("a file");
    let checked = program(&["rules", "check", "rules"], folder.path());
    let said = String::from_utf8_lossy(&checked.stdout);
    assert!(!checked.status.success(), "{said}");
    assert!(
        said.contains("fillable fields named \"lrg_name\" already are the field \"lrg_name\""),
        "{said}"
    );
}

#[test]
fn the_table_of_keys_and_the_schemas_are_those_of_the_program() {
    let manual = manual();
    let (before, rest) = manual.split_once(BEGIN).expect("where the table begins");
    let (old, after) = rest.split_once(END).expect("where the table ends");
    let table = cisdp_intake::rules::key_table();
    let update = std::env::var_os("UPDATE").is_some();
    if update {
        let text = format!("{before}{BEGIN}{table}\n{END}{after}");
        fs::write(rules().join("README.md"), text).expect("the manual");
    } else {
        assert_eq!(old.trim(), table.trim(), "stale: {BEGIN}");
    }
    for (kind, ..) in cisdp_intake::rules::kinds() {
        let schema = cisdp_intake::rules::schema(kind).expect("a schema");
        let text = format!("{}\n", serde_json::to_string_pretty(&schema).expect("JSON"));
        let path = rules().join("schema").join(format!("{kind}.json"));
        if update {
            fs::create_dir_all(rules().join("schema")).expect("a folder");
            fs::write(&path, text).expect("a schema");
        } else {
            let old = fs::read_to_string(&path).unwrap_or_default();
            assert_eq!(old, text, "{}: stale", path.display());
        }
    }
}
