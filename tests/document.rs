//! Files made by real producers, each beside the outline of what must be read from it.
//!
//! `tests/document/make.py` makes the files. `UPDATE=1 cargo test --test document` writes the outlines anew; look at the diff.

use cisdp_intake::document::{Limits, outline, read};
use std::fs;
use std::path::{Path, PathBuf};

fn fixtures() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/document");
    let mut found: Vec<PathBuf> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .filter(|path| {
            let kind = path.extension().unwrap_or_default();
            kind != "py" && kind != "expected"
        })
        .collect();
    found.sort();
    found
}

fn told(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_str().unwrap();
    let reading = read(&bytes, Some(name), "", &Limits::default());
    let mut text = String::new();
    if let Some(why) = reading.unread {
        text.push_str(&format!("unread: {why:?}\n"));
    }
    for document in &reading.documents {
        text.push_str(&outline(document));
    }
    text
}

#[test]
fn every_fixture_is_read_as_expected() {
    let fixtures = fixtures();
    assert!(fixtures.len() > 10, "the fixtures are gone");
    let mut wrong = Vec::new();
    for path in fixtures {
        let told = told(&path);
        let expected = path.with_file_name(format!(
            "{}.expected",
            path.file_name().unwrap().to_str().unwrap()
        ));
        if std::env::var_os("UPDATE").is_some() {
            fs::write(&expected, &told).unwrap();
        } else if fs::read_to_string(&expected).unwrap_or_default() != told {
            wrong.push(format!("{}\n{told}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Damage is data: a file cut off or with a byte changed anywhere gives a reading, and never a panic.
#[test]
fn damaged_files_never_panic() {
    for path in fixtures() {
        let whole = fs::read(&path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let step = (whole.len() / 25).max(1);
        for at in (0..whole.len()).step_by(step) {
            let limits = Limits {
                decompressed: 8 << 20,
                ..Limits::default()
            };
            read(&whole[..at], Some(name), "", &limits);
            let mut bent = whole.clone();
            bent[at] ^= 0x5A;
            read(&bent, Some(name), "", &limits);
        }
    }
}
