//! A backup is a picture of one moment, and a restored store sends nothing twice.

#[path = "store/life.rs"]
mod life;

use cisdp_intake::store::{Store, check, restore};
use life::{accept, at, decision, mail, portrait, read_all, send_all};
use std::fs;
use std::sync::atomic::{AtomicBool, Ordering};

#[test]
fn a_backup_made_while_writing_is_whole() {
    let dir = life::folder();
    let store = Store::open(&dir.path().join("data")).unwrap();
    let stop = AtomicBool::new(false);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut n = 0;
            while !stop.load(Ordering::Relaxed) {
                n += 1;
                store.inbox().accept(&mail(n), at(1)).unwrap();
                let taken = store.inbox().take(at(2)).unwrap().unwrap();
                store.ledger().file(&decision(&taken.id, 3)).unwrap();
                send_all(&store, 4);
                // Busy, but not so that the store grows for as long as the machine is slow.
                std::thread::sleep(std::time::Duration::from_millis(5));
            }
        });
        for round in 0..5 {
            std::thread::sleep(std::time::Duration::from_millis(20));
            let file = dir.path().join(format!("backup-{round}.zip"));
            let report = if round % 2 == 0 {
                store.backup(&file).unwrap()
            } else {
                // As the command line does it, beside the daemon.
                Store::open_read(store.dir())
                    .unwrap()
                    .backup(&file)
                    .unwrap()
            };
            assert!(report.missing.is_empty());
            let target = dir.path().join(format!("restored-{round}"));
            restore(&file, &target, at(9)).unwrap();
            let checked = check(&target, true).unwrap();
            assert!(checked.sound(), "{checked}");
            assert_eq!(checked.mails, report.mails);
            assert!(checked.mails > 0);
        }
        stop.store(true, Ordering::Relaxed);
    });
    let names: Vec<_> = fs::read_dir(dir.path())
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert!(
        names
            .iter()
            .all(|name| !name.to_string_lossy().contains("unfinished")),
        "{names:?}"
    );
}

#[test]
fn what_was_restored_is_the_same_and_sends_nothing_twice() {
    let dir = life::folder();
    let store = Store::open(&dir.path().join("data")).unwrap();
    accept(&store, 3);
    read_all(&store, 10);
    let file = dir.path().join("backup.zip");
    store.backup(&file).unwrap();
    let before = store.ledger().records().unwrap();
    // After the backup: the letters go out, and a fourth mail is answered.
    assert_eq!(send_all(&store, 20).len(), 3);
    drop(store);
    let target = dir.path().join("restored");
    restore(&file, &target, at(1000)).unwrap();
    let store = Store::open(&target).unwrap();
    assert_eq!(store.ledger().records().unwrap(), before);
    assert_eq!(
        store.inbox().mail(&before[0].mail).unwrap().received,
        before_received(&store)
    );
    assert!(store.outbox().claim(at(2000)).unwrap().is_none());
    assert_eq!(
        store
            .outbox()
            .failed_between(at(0), at(2000))
            .unwrap()
            .len(),
        3
    );
    // The fourth mail is met again in the mailbox: it is read, its answer is held back.
    store.inbox().accept(&mail(4), at(2000)).unwrap();
    assert_eq!(read_all(&store, 2001), 1);
    assert!(store.outbox().claim(at(2002)).unwrap().is_none());
    // One that came after the restoring is answered.
    let mut new = mail(5);
    new.received = at(1500);
    store.inbox().accept(&new, at(2003)).unwrap();
    read_all(&store, 2004);
    assert_eq!(send_all(&store, 2005).len(), 1);
    assert!(
        store.notices(at(0), at(9999)).unwrap()[0]
            .1
            .contains("restored")
    );
    assert!(!portrait(&store).is_empty());
}

fn before_received(store: &Store) -> jiff::Timestamp {
    store
        .inbox()
        .mail(&store.ledger().records().unwrap()[0].mail)
        .unwrap()
        .received
}

#[test]
fn a_bad_backup_or_a_used_folder_is_refused_and_nothing_is_left() {
    let dir = life::folder();
    let data = dir.path().join("data");
    let store = Store::open(&data).unwrap();
    accept(&store, 3);
    let file = dir.path().join("backup.zip");
    store.backup(&file).unwrap();
    let message = restore(&file, &data, at(0)).unwrap_err().to_string();
    assert!(message.contains("is not empty"), "{message}");
    let whole = fs::read(&file).unwrap();
    let target = dir.path().join("target");
    for at_byte in (0..whole.len()).step_by(97) {
        let mut bad = whole.clone();
        bad[at_byte] ^= 0x10;
        fs::write(&file, &bad).unwrap();
        if restore(&file, &target, at(0)).is_ok() {
            // Some bytes of a zip mean nothing (times, rights).
            assert!(check(&target, true).unwrap().sound(), "byte {at_byte}");
            assert_eq!(check(&target, true).unwrap().mails, 3);
            fs::remove_dir_all(&target).unwrap();
        }
        assert!(!target.exists());
    }
    for length in [0, 10, whole.len() / 2, whole.len() - 1] {
        fs::write(&file, &whole[..length]).unwrap();
        assert!(restore(&file, &target, at(0)).is_err());
        assert!(!target.exists());
    }
    assert!(!dir.path().join("target.unfinished").exists());
}

/// Runs the program; gives its status and what it said.
fn program(arguments: &[&str]) -> (bool, String) {
    let out = std::process::Command::new(env!("CARGO_BIN_EXE_cisdp-intake"))
        .args(arguments)
        .output()
        .unwrap();
    let text = [out.stdout, out.stderr].concat();
    (
        out.status.success(),
        String::from_utf8_lossy(&text).into_owned(),
    )
}

#[test]
fn the_command_line_checks_rebuilds_and_restores() {
    let dir = life::folder();
    let data = dir.path().join("data");
    let name = data.to_str().unwrap();
    let store = Store::open(&data).unwrap();
    accept(&store, 2);
    let (well, said) = program(&["store", "check", "--store", name]);
    assert!(
        well && said.contains("2 in custody") && said.contains("in use by the daemon"),
        "{said}"
    );
    let (well, said) = program(&["store", "rebuild", "--store", name]);
    assert!(
        !well && said.contains("in use by another cisdp-intake"),
        "{said}"
    );
    let file = dir.path().join("backup.zip");
    store.backup(&file).unwrap();
    drop(store);
    let (well, said) = program(&["store", "rebuild", "--store", name]);
    assert!(well && said.contains("The store is sound."), "{said}");
    let target = dir.path().join("restored");
    let (well, said) = program(&[
        "restore",
        "--to",
        target.to_str().unwrap(),
        file.to_str().unwrap(),
    ]);
    assert!(well && said.contains("held back"), "{said}");
    let (well, said) = program(&[
        "store",
        "check",
        "--json",
        "--store",
        target.to_str().unwrap(),
    ]);
    assert!(well && said.contains("\"mails\": 2"), "{said}");
}

#[test]
fn a_folder_of_other_things_is_left_alone() {
    let dir = life::folder();
    let data = dir.path().join("data");
    fs::create_dir_all(data.join("journal")).unwrap();
    fs::write(data.join("journal/diary.txt"), b"x").unwrap();
    fs::write(data.join("thesis.odt"), b"x").unwrap();
    let name = data.to_str().unwrap();
    for words in ["check", "rebuild"] {
        let (well, said) = program(&["store", words, "--store", name]);
        assert!(!well && said.contains("there is no store in"), "{said}");
    }
    let error = Store::open(&data).unwrap_err().to_string();
    assert!(error.contains("(thesis.odt) and no store"), "{error}");
    assert_eq!(fs::read_dir(&data).unwrap().count(), 2);
}
