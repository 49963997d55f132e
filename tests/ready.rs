//! The built-in rules that are kept compiled: `parse` says the same with them, without them, and when they are damaged.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// What `parse` prints of a sample with its cache folder here.
fn parsed(cache: &Path) -> String {
    let done = Command::new(env!("CARGO_BIN_EXE_cisdp-intake"))
        .args(["parse", "--json", "--no-ocr"])
        .args(samples())
        .env("XDG_CACHE_HOME", cache)
        .output()
        .unwrap();
    assert!(done.status.success(), "{done:?}");
    assert!(done.stderr.is_empty(), "{done:?}");
    String::from_utf8(done.stdout).unwrap()
}

/// A few samples of different kinds.
fn samples() -> Vec<PathBuf> {
    let mut all: Vec<PathBuf> = fs::read_dir("samples")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eml"))
        .collect();
    all.sort();
    assert!(all.len() > 20);
    all.into_iter().step_by(8).collect()
}

/// The files in the cache folder.
fn kept(cache: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(cache.join("cisdp-intake")).into_iter();
    let entries = entries.flatten();
    entries.map(|entry| entry.unwrap().path()).collect()
}

#[test]
fn rules_are_kept_compiled_and_say_the_same() {
    let cache = tempfile::tempdir().unwrap();
    let first = parsed(cache.path());
    let files = kept(cache.path());
    let [file] = files.as_slice() else {
        panic!("one file is kept: {files:?}")
    };
    let about = fs::metadata(file).unwrap();
    assert_eq!(about.permissions().mode() & 0o777, 0o600);
    assert_eq!(parsed(cache.path()), first);
    // It was read, and not written anew.
    assert_eq!(
        fs::metadata(file).unwrap().modified().unwrap(),
        about.modified().unwrap()
    );
}

#[test]
fn damaged_rules_are_compiled_again() {
    let cache = tempfile::tempdir().unwrap();
    let first = parsed(cache.path());
    let file = kept(cache.path()).remove(0);
    let whole = fs::read(&file).unwrap();
    let mut flipped = whole.clone();
    flipped[whole.len() / 2] ^= 1;
    let damages = [flipped, whole[..whole.len() / 3].to_vec(), Vec::new()];
    for damaged in damages {
        fs::write(&file, damaged).unwrap();
        assert_eq!(parsed(cache.path()), first);
        assert_eq!(fs::read(&file).unwrap().len(), whole.len(), "kept again");
    }
}

#[test]
fn rules_of_another_program_are_dropped() {
    let cache = tempfile::tempdir().unwrap();
    let folder = cache.path().join("cisdp-intake");
    fs::create_dir(&folder).unwrap();
    fs::write(folder.join("rules-0123456789abcdef"), "of another").unwrap();
    fs::write(folder.join("notes"), "of somebody").unwrap();
    parsed(cache.path());
    let names = kept(cache.path()).into_iter();
    let names: Vec<String> = names
        .map(|path| path.file_name().unwrap().to_str().unwrap().to_owned())
        .collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.contains(&"notes".to_owned()));
    assert!(!names.contains(&"rules-0123456789abcdef".to_owned()));
}

#[test]
fn nothing_is_needed_to_keep_them() {
    let cache = tempfile::tempdir().unwrap();
    let file = cache.path().join("a file and no folder");
    fs::write(&file, "").unwrap();
    assert_eq!(parsed(&file), parsed(cache.path()));
}
