//! Each broken rule file is told with its file, line and column, and leaves a running rule book on its last good rules.
//!
//! A folder below `tests/rules/broken/` holds the broken files, and `says.txt`: how many errors there must be, and words that
//! must be said. The files take the place of those of a good set: the built-in rules with the few fields of
//! `tests/rules/small/`.

use cisdp_intake::answer::Manners;
use cisdp_intake::daemon::{Clock, House, Reloaded, RuleBook, Shelf, check_rules, load_rules};
use cisdp_intake::problem::Severity;
use cisdp_intake::rules::builtin;
use cisdp_intake::store::Store;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Arc;

fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/rules")
        .join(name)
}

fn write(path: &Path, bytes: &[u8]) {
    fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
    fs::write(path, bytes).expect("a file");
}

/// All files below a folder, by their paths from there.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut all = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("below it").to_owned();
                all.push((name, fs::read(&path).expect("a file")));
            }
        }
    }
    all
}

/// Good rules with few fields, in a folder of their own.
fn good(place: &Path) {
    if place.exists() {
        fs::remove_dir_all(place).expect("an old folder");
    }
    for (name, bytes) in builtin() {
        if !name.starts_with("forms/") {
            write(&place.join(name), &bytes);
        }
    }
    for (name, bytes) in files(&here("small")) {
        write(&place.join(name), &bytes);
    }
}

fn book(place: &Path) -> (House, RuleBook) {
    let rules = place.join("rules");
    good(&rules);
    let store = Store::open(&place.join("store")).expect("a store");
    let manners = Manners {
        own_addresses: Vec::new(),
        from: Default::default(),
        message_id_host: String::new(),
        envelope_from: None,
        instance: String::new(),
        answer: false,
        answer_from: Timestamp::UNIX_EPOCH,
        answer_within_days: 1,
        per_sender_hour: 1,
        per_sender_day: 1,
        per_hour: 1,
        per_day: 1,
        fallback_language: "en".to_owned(),
        reply_to_domains: Vec::new(),
        digest_to: Vec::new(),
        zone: TimeZone::UTC,
        target: 1,
    };
    let compiled = load_rules(&rules).expect("the good rules are good");
    let house = House::new(store, compiled, manners, Clock::system());
    let shelf = Shelf {
        samples: place.join("samples"),
        rules,
        read_all: Arc::new(|_| Vec::new()),
        ocr: false,
    };
    let book = RuleBook::new(house.clone(), shelf);
    (house, book)
}

/// What `rules check` says of a folder, and the number of errors.
fn said(folder: &Path) -> (String, usize) {
    let (_, problems) = check_rules(folder);
    let errors = problems.iter().filter(|p| p.severity == Severity::Error);
    let shown: Vec<String> = problems.iter().map(ToString::to_string).collect();
    (shown.join("\n\n"), errors.count())
}

#[test]
fn the_good_rules_are_good() {
    let dir = tempfile::tempdir().expect("a folder");
    good(dir.path());
    assert_eq!(said(dir.path()), (String::new(), 0));
}

#[test]
fn each_broken_file_is_told_at_its_place_and_the_last_good_rules_stay() {
    let dir = tempfile::tempdir().expect("a folder");
    let (house, book) = book(dir.path());
    let rules = dir.path().join("rules");
    let fingerprint = house.rules().fingerprint.clone();
    let mut faults = String::new();
    let mut count = 0;
    for entry in fs::read_dir(here("broken")).expect("broken rules") {
        let case = entry.expect("a case").path();
        let name = case.file_name().expect("a name").display().to_string();
        let says = fs::read_to_string(case.join("says.txt")).expect("what it must say");
        good(&rules);
        for (path, bytes) in files(&case) {
            if path.as_os_str() != "says.txt" {
                write(&rules.join(path), &bytes);
            }
        }
        let (shown, errors) = said(&rules);
        for words in says.lines() {
            let right = match words.strip_prefix("errors: ") {
                Some(number) => number == errors.to_string(),
                None => shown.contains(words),
            };
            if !right {
                faults += &format!("--- {name} does not say “{words}”:\n{shown}\n\n");
            }
        }
        for line in shown.lines().filter(|line| line.contains(": error: ")) {
            // Wherever a line is told, it is shown with a caret.
            assert!(line.starts_with(&rules.display().to_string()), "{line}");
        }
        let reloaded = book.reload();
        assert!(
            matches!(&reloaded, Reloaded::Refused(reasons) if reasons.len() == errors),
            "{name}: {reloaded:?}"
        );
        assert_eq!(house.rules().fingerprint, fingerprint, "{name}");
        count += 1;
    }
    assert!(faults.is_empty(), "\n{faults}");
    assert!(count >= 35, "only {count} broken files were found");
    assert!(book.standing().rules.refused.is_some());
    good(&rules);
    assert_eq!(book.reload(), Reloaded::Same);
    assert!(book.standing().rules.refused.is_none());
}

#[test]
fn what_cannot_be_read_is_told_by_its_name_and_everything_else_too() {
    let dir = tempfile::tempdir().expect("a folder");
    let (house, book) = book(dir.path());
    let rules = dir.path().join("rules");
    let fingerprint = house.rules().fingerprint.clone();
    let path = |name: &str| rules.join(name);
    type Breaking<'a> = (&'a str, Box<dyn Fn() + 'a>);
    let mut cases: Vec<Breaking<'_>> = vec![
        (
            "sections.toml: error: this file is missing",
            Box::new(|| fs::remove_file(path("sections.toml")).expect("gone")),
        ),
        (
            "sections.toml: error: this is a folder, and a file is needed",
            Box::new(|| {
                fs::remove_file(path("sections.toml")).expect("gone");
                fs::create_dir(path("sections.toml")).expect("a folder");
            }),
        ),
        (
            "sections.toml: error: this file cannot be read",
            Box::new(|| {
                fs::remove_file(path("sections.toml")).expect("gone");
                symlink("nowhere.toml", path("sections.toml")).expect("a link");
            }),
        ),
        (
            "sections.toml: error: this is not an ordinary file",
            Box::new(|| {
                fs::remove_file(path("sections.toml")).expect("gone");
                symlink("/dev/zero", path("sections.toml")).expect("a link");
            }),
        ),
        (
            "words.toml: error: this file is too large for rules: 5 MB, and 4 MB are the most",
            Box::new(|| fs::write(path("words.toml"), vec![b'#'; 5 << 20]).expect("a file")),
        ),
        (
            "error: folders of rules do not lie so deep; is this a link to a folder above it?",
            Box::new(|| symlink("..", path("forms/again")).expect("a link")),
        ),
        (
            "rules/forms: error: there is no form in this folder",
            Box::new(|| fs::remove_dir_all(path("forms")).expect("gone")),
        ),
        (
            "rules/texts: error: there is no language with texts for our mails in this folder",
            Box::new(|| fs::remove_dir_all(path("texts")).expect("gone")),
        ),
        (
            "rules: error: the rules cannot be read",
            Box::new(|| fs::remove_dir_all(&rules).expect("gone")),
        ),
    ];
    // Root reads everything.
    if fs::metadata("/root/.profile").is_err() && fs::read_dir("/root").is_err() {
        cases.push((
            "words.toml: error: this file cannot be read",
            Box::new(|| {
                let nobody = fs::Permissions::from_mode(0o000);
                fs::set_permissions(path("words.toml"), nobody).expect("shut");
            }),
        ));
    }
    for (words, breaking) in &cases {
        good(&rules);
        breaking();
        let (shown, errors) = said(&rules);
        assert!(shown.contains(words), "{words}:\n{shown}");
        if !words.contains("so deep") {
            assert_eq!(errors, 1, "{words}:\n{shown}");
        }
        assert!(matches!(book.reload(), Reloaded::Refused(_)), "{words}");
        assert_eq!(house.rules().fingerprint, fingerprint, "{words}");
    }
}

#[test]
fn notes_beside_the_rules_do_no_harm() {
    let dir = tempfile::tempdir().expect("a folder");
    good(dir.path());
    for name in [
        ".fields.toml.swp",
        "fields.toml~",
        "README.md",
        "forms/.DS_Store",
    ] {
        write(&dir.path().join(name), b"not for programs");
    }
    assert_eq!(said(dir.path()), (String::new(), 0));
    write(&dir.path().join("todo.txt"), b"not for programs");
    let (shown, errors) = said(dir.path());
    assert_eq!(errors, 0);
    assert!(shown.contains("todo.txt: warning: nothing reads a file of this name"));
}

#[test]
fn the_command_shows_places_and_ends_with_two() {
    let dir = tempfile::tempdir().expect("a folder");
    let rules = dir.path().join("rules");
    good(&rules);
    let check = |more: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_cisdp-intake"))
            .args(["rules", "check"])
            .arg(&rules)
            .args(more)
            .output()
            .expect("the program starts");
        let shown = String::from_utf8(output.stdout).expect("UTF-8");
        (output.status.code(), shown)
    };
    let (code, shown) = check(&[]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(shown.contains("no such folder of samples"), "{shown}");
    assert!(shown.contains("no mistake found, 1 warning"), "{shown}");
    fs::create_dir(dir.path().join("samples")).expect("a folder");
    let (code, shown) = check(&[]);
    assert_eq!(code, Some(2), "{shown}");
    assert!(
        shown.contains("rules/forms/small.toml:6:1: error: no sample shows this form"),
        "{shown}"
    );
    write(
        &dir.path().join("samples/one.eml"),
        b"From: a@b.example\nSubject: x\n\nGovernment: A\nCountry: Spain\nType: city\n",
    );
    write(
        &dir.path().join("samples/one.json"),
        b"{\"verdict\": \"other\", \"submissions\": []}",
    );
    let (code, shown) = check(&[]);
    assert_eq!(code, Some(0), "{shown}");
    assert!(!shown.contains('\x1b'), "colours only on a terminal");
    write(&rules.join("waves.toml"), b"[[wave]]\nnumbr = 1\n");
    let (code, shown) = check(&["--json"]);
    assert_eq!(code, Some(2), "{shown}");
    let problems: serde_json::Value = serde_json::from_str(&shown).expect("JSON");
    let first = &problems[0];
    assert_eq!(first["line"], 1, "{shown}");
    assert!(
        problems.as_array().expect("a list").iter().any(|p| {
            p["line"] == 2 && p["column"] == 1 && p["hint"] == "did you mean \"number\"?"
        }),
        "{shown}"
    );
}
