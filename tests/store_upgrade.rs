//! Versions of the store: an older one is brought up, a newer one is refused before anything of it is touched.
//!
//! `tests/store/releases` keeps a store as each release wrote it: three mails, two of them read, one of these answered.

#[path = "store/life.rs"]
mod life;

use cisdp_intake::store::{FORMAT, Store, restore};
use life::{accept, at, decision, portrait, send_all};
use std::fs::{self, File};
use std::path::{Path, PathBuf};

fn releases() -> Vec<PathBuf> {
    let mut files: Vec<_> = fs::read_dir("tests/store/releases")
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert_eq!(
        files.len(),
        FORMAT as usize,
        "one for each format; see `write_release`"
    );
    files
}

/// Lays a store out as a release left it in its data folder.
fn lay_out(file: &Path, data: &Path) {
    let mut zip = zip::ZipArchive::new(File::open(file).unwrap()).unwrap();
    zip.extract(data).unwrap();
}

fn is_the_life(store: &Store) {
    let report = store.check(true, at(2)).unwrap();
    assert!(report.sound(), "{report}");
    assert_eq!((report.mails, report.outcomes, report.records), (3, 2, 2));
    assert_eq!(report.sent_letters, 1);
    let first = &store.ledger().records().unwrap()[0];
    assert_eq!(store.ledger().revisions(&first.id).unwrap().len(), 2);
    assert_eq!(store.notices(at(0), at(99)).unwrap().len(), 1);
}

#[test]
fn a_store_of_any_release_is_brought_up_where_it_lies() {
    for file in releases() {
        let dir = life::folder();
        let data = dir.path().join("data");
        lay_out(&file, &data);
        let store = Store::open(&data).unwrap();
        is_the_life(&store);
        // It goes on: the letter that waited is sent, the mail that waited is read.
        assert_eq!(send_all(&store, 100).len(), 1);
        assert_eq!(life::read_all(&store, 101), 1);
        let marker = fs::read_to_string(data.join("FORMAT")).unwrap();
        assert_eq!(marker, format!("cisdp-intake store {FORMAT}\n"));
        let before = portrait(&store);
        drop(store);
        assert_eq!(portrait(&Store::open(&data).unwrap()), before);
    }
}

#[test]
fn a_backup_of_any_release_is_restored() {
    for file in releases() {
        let dir = life::folder();
        let data = dir.path().join("data");
        restore(&file, &data, at(1000)).unwrap();
        let store = Store::open(&data).unwrap();
        is_the_life(&store);
        assert!(
            store.outbox().claim(at(2000)).unwrap().is_none(),
            "it is held back"
        );
    }
}

#[test]
fn a_store_of_an_older_release_can_be_read_without_being_touched() {
    let dir = life::folder();
    let data = dir.path().join("data");
    lay_out(&releases()[0], &data);
    assert_eq!(
        Store::open_read(&data)
            .unwrap()
            .ledger()
            .records()
            .unwrap()
            .len(),
        2
    );
    assert_eq!(
        fs::read_to_string(data.join("FORMAT")).unwrap(),
        "cisdp-intake store 1\n"
    );
}

#[test]
fn a_newer_store_is_refused_by_every_command_and_stays_as_it_was() {
    let dir = life::folder();
    let data = dir.path().join("data");
    accept(&Store::open(&data).unwrap(), 1);
    let marker = data.join("FORMAT");
    fs::write(&marker, format!("cisdp-intake store {}\n", FORMAT + 1)).unwrap();
    let journal = fs::read(data.join("journal/000001.jsonl")).unwrap();
    let place = data.to_str().unwrap();
    for words in [
        ["store", "check", "--store", place],
        ["store", "rebuild", "--store", place],
    ] {
        let out = std::process::Command::new(env!("CARGO_BIN_EXE_cisdp-intake"))
            .args(words)
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert!(!out.status.success());
        assert!(
            said.contains("install the newer cisdp-intake that wrote it"),
            "{words:?}: {said}"
        );
    }
    assert!(Store::open(&data).is_err() && Store::open_read(&data).is_err());
    assert_eq!(
        fs::read(data.join("journal/000001.jsonl")).unwrap(),
        journal
    );
}

/// Writes such a file for a new format: `cargo test --test store_upgrade write_release -- --ignored`.
#[test]
#[ignore = "run by hand for a new format"]
fn write_release() {
    let dir = life::folder();
    let store = Store::open(&dir.path().join("data")).unwrap();
    let ids = accept(&store, 3);
    store.ledger().file(&decision(&ids[0], 10)).unwrap();
    send_all(&store, 20);
    store.ledger().file(&decision(&ids[1], 30)).unwrap();
    let record = store.ledger().records().unwrap()[0].clone();
    store.ledger().edit(&record, "maria", at(40)).unwrap();
    store.add_notice(at(50), "a notice").unwrap();
    store.check(true, at(60)).unwrap();
    let name = format!("tests/store/releases/format-{FORMAT}.zip");
    store.backup(Path::new(&name)).unwrap();
}
