//! A disk that takes no more: a clear message, nothing half-done, and on it goes when there is room again.

#[path = "store/life.rs"]
mod life;

use cisdp_intake::store::{Store, check};
use life::{at, letter, mail, portrait};
use std::path::PathBuf;
use std::process::Command;

/// The part that runs with a limit on the size of files, which makes writes fail half-way as a full disk does.
#[test]
#[ignore = "run by the test below, under a limit"]
fn under_a_limit() {
    let data = PathBuf::from(std::env::var("CISDP_FULL").unwrap());
    let store = Store::open(&data).unwrap();
    let mut put = 0;
    let error = loop {
        let mut letter = letter(&format!("digest:{put}"), put);
        letter.bytes = vec![b'x'; 100_000];
        match store.outbox().put(&letter) {
            Ok(new) => assert!(new),
            Err(error) => break format!("{error:#}"),
        }
        put += 1;
        assert!(put < 1000);
    };
    assert!(
        error.contains("cannot write to") && error.contains("000001.jsonl"),
        "{error}"
    );
    // What fits still goes, and nothing of the failed one is there.
    store.inbox().accept(&mail(1), at(1)).unwrap();
    assert_eq!(
        store.outbox().waiting().unwrap().len(),
        usize::try_from(put).unwrap()
    );
    let mut huge = mail(2);
    huge.bytes = vec![b'x'; 9 << 20];
    let error = format!("{:#}", store.inbox().accept(&huge, at(2)).unwrap_err());
    assert!(error.contains("cannot write the mail"), "{error}");
    assert!(!store.inbox().holds(&huge.place).unwrap());
    assert!(store.check(true, at(3)).unwrap().sound());
    println!("PUT {put} {}", portrait(&store).len());
}

#[test]
fn a_full_disk_leaves_nothing_half_done() {
    let dir = life::folder();
    let data = dir.path().join("data");
    let out = Command::new("bash")
        .args([
            "-c",
            "trap '' XFSZ; ulimit -f 8192; exec \"$0\" --exact under_a_limit --ignored --nocapture",
        ])
        .arg(std::env::current_exe().unwrap())
        .env("CISDP_FULL", &data)
        .output()
        .unwrap();
    let text = String::from_utf8_lossy(&out.stdout).into_owned();
    assert!(
        out.status.success(),
        "{text}\n{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let put: usize = text
        .split("PUT ")
        .nth(1)
        .unwrap()
        .split(' ')
        .next()
        .unwrap()
        .parse()
        .unwrap();
    assert!(check(&data, true).unwrap().sound());
    let store = Store::open(&data).unwrap();
    assert_eq!(store.outbox().waiting().unwrap().len(), put);
    assert!(store.outbox().put(&letter("digest:again", 1)).unwrap());
}

#[test]
fn a_place_that_cannot_be_written_is_named() {
    let dir = life::folder();
    let file = dir.path().join("file");
    std::fs::write(&file, b"x").unwrap();
    let error = format!("{:#}", Store::open(&file.join("data")).unwrap_err());
    assert!(
        error.contains("/file is a file, and a folder is needed there"),
        "{error}"
    );
}
