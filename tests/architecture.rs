//! The laws of the house, kept by a test: who may name whom, what pure rooms may not see, how files look.
//!
//! Test code is left out: tests may do what they need. The scanner is itself tested on bad snippets, at the end.

#[path = "architecture/scanner.rs"]
mod scanner;

use scanner::{names_after, names_below_root, product_code};
use std::fs;
use std::path::{Path, PathBuf};

/// The rooms in their order, by level, and whether they are pure. A room names only rooms of lower levels.
const ROOMS: &[(&str, u8, bool)] = &[
    ("problem", 0, false),
    ("mail", 1, true),
    ("document", 2, true),
    ("rules", 3, true),
    ("form", 4, true),
    ("extract", 4, true),
    ("answer", 5, true),
    ("store", 6, false),
    ("reader", 7, false),
    ("wire", 7, false),
    ("config", 8, false),
    ("samples", 9, false),
    ("daemon", 10, false),
    ("cli", 11, false),
];

/// Names that mean "I did not find a place for this".
const HOMELESS: &[&str] = &[
    "util", "utils", "helper", "helpers", "common", "misc", "types",
];

/// Modules of `std` through which the world is seen.
const WORLDLY_STD: &[&str] = &["fs", "net", "process", "thread", "env", "time", "os"];

/// Crates and names that a pure room may not have at all.
const WORLDLY: &[&str] = &[
    "tokio",
    "futures",
    "async",
    "await",
    "tracing",
    "tracing_subscriber",
    "log",
    "SystemTime",
    "Instant",
    "Mutex",
    "RwLock",
    "thread_local",
    "fastrand",
    "rand",
    "getrandom",
    "uuid",
    "sled",
    "async_imap",
    "rustls",
    "tokio_rustls",
    "SmtpTransport",
    "tempfile",
    "indicatif",
    "rlimit",
    "landlock",
    "seccompiler",
    "stdin",
    "stdout",
    "stderr",
];

/// Macros that print.
const PRINTING: &[&str] = &["print", "println", "eprint", "eprintln", "dbg"];

const LONGEST_FILE: usize = 500;

// ---------------------------------------------------------------------------------------------------- the laws

#[test]
fn a_room_names_only_rooms_before_it() {
    verdict(&sources(), naming_faults);
}

#[test]
fn pure_rooms_see_no_world() {
    verdict(&sources(), purity_faults);
}

#[test]
fn every_file_says_its_job_and_is_short_and_has_a_telling_name() {
    verdict(&sources(), look_faults);
}

#[test]
fn every_room_is_known_here_and_on_the_map_in_the_same_order() {
    let map = read(&root().join("src/lib.rs"));
    let on_the_map: Vec<(String, bool)> = map
        .lines()
        .filter_map(|line| line.strip_prefix("//! "))
        .filter_map(|line| line.split_once("  "))
        .map(|(name, rest)| (name.to_owned(), rest.trim_start().starts_with("PURE ")))
        .filter(|(name, _)| ROOMS.iter().any(|room| room.0 == name))
        .collect();
    let here: Vec<(String, bool)> = ROOMS
        .iter()
        .map(|room| (room.0.to_owned(), room.2))
        .collect();
    assert_eq!(
        on_the_map, here,
        "src/lib.rs and tests/architecture.rs disagree about the rooms"
    );
    for (path, _) in sources() {
        let room = room_of(&path);
        assert!(
            matches!(room.as_str(), "lib" | "main") || ROOMS.iter().any(|known| known.0 == room),
            "{path}: the room `{room}` has no place in the order"
        );
    }
}

#[test]
fn the_lints_against_panics_stand_and_nobody_switches_them_off() {
    let map = read(&root().join("src/lib.rs"));
    for lint in [
        "unwrap_used",
        "expect_used",
        "indexing_slicing",
        "string_slice",
    ] {
        assert!(
            map.contains(&format!("clippy::{lint}")),
            "src/lib.rs no longer denies {lint}"
        );
    }
    assert!(map.contains("#![forbid(unsafe_code)]"));
    verdict(&sources(), lint_faults);
}

// ---------------------------------------------------------------------------------------------------- their faults

/// A file's path below the root with `/`, and its text.
type Source = (String, String);

fn naming_faults(path: &str, text: &str) -> Vec<String> {
    let room = room_of(path);
    let Some(own) = ROOMS.iter().find(|known| known.0 == room) else {
        return Vec::new();
    };
    let tokens = product_code(path, text);
    let mut faults = Vec::new();
    for (name, line) in names_below_root(&tokens, depth_of(path)) {
        if name == "*" {
            faults.push(format!(
                "{path}:{line}: `crate::*` hides which rooms are named"
            ));
        } else if let Some(named) = ROOMS.iter().find(|known| known.0 == name)
            && named.0 != own.0
            && named.1 >= own.1
        {
            faults.push(format!(
                "{path}:{line}: `{}` may not name `{}`, which comes after it",
                own.0, named.0
            ));
        }
    }
    faults
}

fn purity_faults(path: &str, text: &str) -> Vec<String> {
    let room = room_of(path);
    if !ROOMS.iter().any(|known| known.0 == room && known.2) {
        return Vec::new();
    }
    let tokens = product_code(path, text);
    let mut faults = Vec::new();
    for (name, line) in names_after(&tokens, "std") {
        if WORLDLY_STD.contains(&name.as_str()) {
            faults.push(format!(
                "{path}:{line}: `std::{name}` in the pure room `{room}`"
            ));
        }
    }
    for (at, token) in tokens.iter().enumerate() {
        let after = |n: usize| tokens.get(at + n).map_or("", |token| token.text.as_str());
        let before = at
            .checked_sub(1)
            .and_then(|n| tokens.get(n))
            .map_or("", |token| token.text.as_str());
        let word = token.text.as_str();
        let is_called = after(1) == "!" && after(2) != "=";
        let fault = if token.literal {
            None
        } else if WORLDLY.contains(&word) && !(word == "log" && before == ".") {
            Some(format!("`{word}`"))
        } else if word.starts_with("Atomic") {
            Some(format!("`{word}`: shared state"))
        } else if word == "static" && after(1) == "mut" {
            Some("`static mut`".to_owned())
        } else if PRINTING.contains(&word) && is_called {
            Some(format!("`{word}!`"))
        } else if word == "now" && before == "::" {
            Some("a clock: `::now`".to_owned())
        } else if word == "system" && before == "::" {
            Some("this machine's time zone: `::system`".to_owned())
        } else if matches!(word, "include_bytes" | "include_str")
            && is_called
            && path != "src/rules/builtin.rs"
        {
            tokens[at..]
                .iter()
                .find(|token| token.literal)
                .filter(|token| token.text.contains("rules/"))
                .map(|_| format!("`{word}!` of rules; only rules/builtin.rs holds them"))
        } else {
            None
        };
        if let Some(fault) = fault {
            faults.push(format!(
                "{path}:{}: {fault} in the pure room `{room}`",
                token.line
            ));
        }
    }
    faults
}

fn look_faults(path: &str, text: &str) -> Vec<String> {
    let mut faults = Vec::new();
    if !text.starts_with("//! ") {
        faults.push(format!(
            "{path}:1: the first line does not say the file's job (`//! …`)"
        ));
    }
    let lines = text.lines().count();
    if lines > LONGEST_FILE {
        faults.push(format!(
            "{path}: {lines} lines; past {LONGEST_FILE} there is a seam to find"
        ));
    }
    for part in Path::new(path)
        .with_extension("")
        .iter()
        .filter_map(|part| part.to_str())
    {
        if HOMELESS.contains(&part) {
            faults.push(format!("{path}: `{part}` names no job"));
        }
    }
    faults
}

fn lint_faults(path: &str, text: &str) -> Vec<String> {
    let tokens = product_code(path, text);
    let mut faults = Vec::new();
    for (at, token) in tokens.iter().enumerate() {
        if !matches!(token.text.as_str(), "allow" | "expect")
            || tokens.get(at + 1).is_none_or(|next| next.text != "(")
        {
            continue;
        }
        // Only attributes: `#[allow(` and `#![allow(`; `.expect(` is the lint's own business.
        if at
            .checked_sub(1)
            .and_then(|n| tokens.get(n))
            .is_none_or(|before| before.text != "[")
        {
            continue;
        }
        for inside in tokens[at..].iter().take_while(|inside| inside.text != ")") {
            if matches!(
                inside.text.as_str(),
                "unwrap_used" | "expect_used" | "indexing_slicing" | "string_slice"
            ) {
                faults.push(format!(
                    "{path}:{}: switches off `{}`",
                    inside.line, inside.text
                ));
            }
        }
    }
    faults
}

// ---------------------------------------------------------------------------------------------------- files

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// All Rust files below `src`, sorted.
fn sources() -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders = vec![root().join("src")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("src can be listed") {
            let path = entry.expect("src can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let name = path
                    .strip_prefix(root())
                    .expect("below the root")
                    .to_string_lossy()
                    .replace('\\', "/");
                found.push((name, read(&path)));
            }
        }
    }
    found.sort();
    assert!(
        found.len() > 10,
        "the scanner found {} files: it looks in the wrong place",
        found.len()
    );
    found
}

/// `src/mail/parse.rs` → `mail`, `src/daemon.rs` → `daemon`.
fn room_of(path: &str) -> String {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    inside
        .split('/')
        .next()
        .unwrap_or_default()
        .trim_end_matches(".rs")
        .to_owned()
}

/// How many `super::` lead from this file to the crate's root.
fn depth_of(path: &str) -> usize {
    let inside = path.strip_prefix("src/").unwrap_or(path);
    let parts = inside.split('/').count();
    if inside.ends_with("/mod.rs") {
        parts - 1
    } else {
        parts
    }
}

fn verdict(sources: &[Source], law: fn(&str, &str) -> Vec<String>) {
    let faults: Vec<String> = sources
        .iter()
        .flat_map(|(path, text)| law(path, text))
        .collect();
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
}

// ---------------------------------------------------------------------------------------------------- the scanner's own tests

#[test]
fn the_scanner_sees_forbidden_rooms_however_they_are_named() {
    for bad in [
        "use crate::store::Store;",
        "use crate::{rules::Rules, wire};",
        "fn f() { crate::daemon::run() }",
        "use super::super::store;",
        "use super::super::{problem::Problem, cli};",
        "use crate::answer::{self, Past};",
        "use crate::*;",
        "type T = <crate::config::Settings as Clone>::X;",
    ] {
        assert_eq!(
            naming_faults("src/extract/labels.rs", bad).len(),
            1,
            "{bad}"
        );
    }
    assert_eq!(
        naming_faults("src/extract/mod.rs", "use super::answer;").len(),
        1
    );
    assert_eq!(
        naming_faults("src/reader/mod.rs", "use crate::wire::Fault;").len(),
        1,
        "rooms of one level stay apart"
    );
    assert_eq!(naming_faults("src/daemon.rs", "use super::cli;").len(), 1);
}

#[test]
fn the_scanner_lets_good_code_pass() {
    for good in [
        "use crate::rules::Rules;",
        "use super::labels;",
        "use crate::extract::Value;",
        "// crate::store is the next room\n",
        "/* crate::store /* nested */ crate::wire */",
        "const S: &str = \"crate::store\";",
        "const S: &str = r#\"crate::store \" \"#;",
        "const C: char = '\"'; // crate::store\nconst D: char = '\\'';",
        "fn f<'a>(x: &'a str) -> &'a str { x } // crate::store",
        "pub(crate) fn f() {}",
        "#[cfg(test)]\nmod tests {\n use crate::store::Store;\n fn f() { if true {} }\n}",
        "#[cfg(test)]\nuse crate::store::Store;",
    ] {
        assert_eq!(
            naming_faults("src/extract/labels.rs", good),
            Vec::<String>::new(),
            "{good}"
        );
    }
    assert!(naming_faults("src/cli/mod.rs", "use crate::{daemon, store, wire};").is_empty());
    assert_eq!(
        naming_faults(
            "src/extract/x.rs",
            "#[cfg(test)]\nmod t { fn f() {} }\nuse crate::store;"
        )
        .len(),
        1,
        "code after the tests counts again"
    );
}

#[test]
fn the_scanner_sees_the_world_in_a_pure_room() {
    for bad in [
        "use std::fs;",
        "use std::{collections::BTreeMap, fs::File};",
        "fn f() { std::env::var(\"X\"); }",
        "use std::time::Duration;",
        "async fn f() {}",
        "fn f() { tracing::info!(\"x\"); }",
        "fn f() { println!(\"x\"); }",
        "fn f() { let t = Timestamp::now(); }",
        "fn f() { let t = jiff::Zoned::now(); }",
        "fn f() { let r = fastrand::u8(..); }",
        "fn f() { log::warn!(\"x\"); }",
        "static mut N: u8 = 0;",
        "static N: AtomicUsize = X;",
        "static N: Mutex<u8> = X;",
        "const R: &str = include_str!(\"../../rules/fields.toml\");",
        "fn f() { std::thread::spawn(|| ()); }",
        "fn f() { std::io::stdin(); }",
    ] {
        assert_eq!(purity_faults("src/mail/parse.rs", bad).len(), 1, "{bad}");
    }
}

#[test]
fn the_scanner_lets_pure_code_pass() {
    for good in [
        "use std::collections::BTreeMap;",
        "use std::io::Read;",
        "fn f(now: Timestamp) { let now = now; x.now(); }",
        "fn f(x: f64) -> f64 { x.log(2.0) }",
        "static S: OnceLock<Regex> = OnceLock::new();",
        "const S: &str = \"std::fs println!\";",
        "#[test]\nfn reads() { std::fs::read(\"x\").unwrap(); }",
        "const T: &[u8] = include_bytes!(\"glyphs.txt\");",
    ] {
        assert_eq!(
            purity_faults("src/mail/parse.rs", good),
            Vec::<String>::new(),
            "{good}"
        );
    }
    let rules = "const R: &str = include_str!(\"../../rules/fields.toml\");";
    assert!(purity_faults("src/rules/builtin.rs", rules).is_empty());
    assert!(purity_faults("src/store/mod.rs", "use std::fs; fn f() { println!(); }").is_empty());
}

#[test]
fn the_scanner_sees_files_without_a_job_and_long_files() {
    assert_eq!(look_faults("src/mail/parse.rs", "use x;\n").len(), 1);
    assert_eq!(
        look_faults("src/mail/utils.rs", "//! Everything.\n").len(),
        1
    );
    assert_eq!(
        look_faults("src/common/mod.rs", "//! Everything.\n").len(),
        1
    );
    assert_eq!(
        look_faults("src/mail/parse.rs", &"//! Long.\n".repeat(501)).len(),
        1
    );
    assert!(look_faults("src/mail/parse.rs", &"//! Right.\n".repeat(500)).is_empty());
}

#[test]
fn the_scanner_sees_lints_switched_off() {
    assert_eq!(
        lint_faults(
            "src/mail/parse.rs",
            "#[allow(clippy::unwrap_used)]\nfn f() {}"
        )
        .len(),
        1
    );
    assert_eq!(
        lint_faults(
            "src/mail/parse.rs",
            "#![expect(clippy::string_slice, reason = \"x\")]"
        )
        .len(),
        1
    );
    assert!(
        lint_faults(
            "src/mail/parse.rs",
            "#[allow(clippy::too_many_arguments)]\nfn f() { x.expect(unwrap_used) }"
        )
        .is_empty()
    );
}
