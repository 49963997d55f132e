//! Bytes go bad in any file of the store: it comes back by itself, says so, and nothing is lost that the bytes still hold.
//!
//! More of it by hand: `CISDP_ROUNDS=20000 cargo test --test store_bytes`; a failure names its seed, and `CISDP_ROUND=<seed>`
//! makes it again.

#[path = "store/life.rs"]
mod life;
#[path = "power/mod.rs"]
mod power;

use cisdp_intake::store::{Standing, Store, mail_id};
use life::{at, copy, decision, mail, place, portrait};
use power::Dice;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const MAILS: u32 = 5;

/// All loops until nothing is left to do; counts what the mail server is handed.
fn run(store: &Store, sent: &mut BTreeMap<String, u32>, seconds: i64) {
    let inbox = store.inbox();
    let cursor = inbox.cursor("INBOX", 7).unwrap();
    let listed: Vec<u32> = (1..=MAILS).filter(|&uid| uid > cursor).collect();
    inbox.note_listed("INBOX", 7, &listed, at(seconds)).unwrap();
    for uid in listed {
        if !inbox.holds(&place(uid)).unwrap() {
            inbox.accept(&mail(uid), at(seconds)).unwrap();
        }
    }
    while let Some(taken) = inbox.take(at(seconds)).unwrap() {
        store.ledger().file(&decision(&taken.id, seconds)).unwrap();
    }
    while let Some(claim) = store.outbox().claim(at(seconds)).unwrap() {
        let key = claim.letter.key.clone();
        *sent.entry(key.clone()).or_default() += 1;
        store.outbox().sent(&key, at(seconds), "250 ok").unwrap();
    }
}

fn files(dir: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        match path.is_dir() {
            true => files(&path, found),
            false => found.push(path),
        }
    }
}

/// Makes some bytes bad; says how.
fn damage(path: &Path, dice: &mut Dice) -> String {
    let mut bytes = fs::read(path).unwrap();
    let length = bytes.len();
    let start = dice.below(length);
    let end = (start + 1 + dice.below(600)).min(length);
    let how = match dice.below(7) {
        0 if length > 0 => {
            bytes[start] ^= 1 << dice.below(8);
            format!("a bit of byte {start} flipped")
        }
        1 => {
            bytes[start..end].fill(0);
            format!("{start}..{end} zeroed")
        }
        2 => {
            bytes.truncate(start);
            format!("cut after {start}")
        }
        3 => {
            bytes.clear();
            "emptied".to_owned()
        }
        4 => {
            fs::remove_file(path).unwrap();
            return "taken away".to_owned();
        }
        5 => {
            drop(bytes.drain(start..end));
            format!("{start}..{end} cut out")
        }
        _ => {
            for byte in &mut bytes[start..end] {
                *byte = u8::try_from(dice.below(256)).unwrap();
            }
            format!("{start}..{end} random")
        }
    };
    fs::write(path, bytes).unwrap();
    how
}

#[test]
fn bad_bytes_in_any_file_are_told_and_nothing_is_lost_or_sent_twice() {
    let dir = life::folder();
    let whole = dir.path().join("whole");
    let mut sent = BTreeMap::new();
    {
        let store = Store::open(&whole).unwrap();
        run(&store, &mut sent, 100);
        store.close().unwrap();
    }
    let mut paths = Vec::new();
    files(&whole, &mut paths);
    let kind = |path: &PathBuf| {
        path.strip_prefix(&whole)
            .unwrap()
            .iter()
            .next()
            .unwrap()
            .to_owned()
    };
    let mut kinds: BTreeMap<_, Vec<PathBuf>> = BTreeMap::new();
    for path in paths {
        kinds.entry(kind(&path)).or_default().push(path);
    }
    // FORMAT, ballast, index, index.clean, journal, journal.end, lock, mail
    assert_eq!(kinds.len(), 8, "{kinds:?}");
    let kinds: Vec<Vec<PathBuf>> = kinds.into_values().collect();
    let number = |name: &str| {
        std::env::var(name)
            .ok()
            .map(|text| text.parse::<u64>().unwrap())
    };
    let seeds = match number("CISDP_ROUND") {
        Some(only) => only..only + 1,
        None => 0..number("CISDP_ROUNDS").unwrap_or(240),
    };
    for seed in seeds {
        let mut dice = Dice::new(seed);
        let data = dir.path().join("data");
        copy(&whole, &data);
        if dice.below(3) == 0 {
            // It was not closed in order before that.
            fs::remove_file(data.join("index.clean")).unwrap();
        }
        let of_a_kind = &kinds[dice.below(kinds.len())];
        let path = of_a_kind[dice.below(of_a_kind.len())]
            .strip_prefix(&whole)
            .unwrap();
        let target = data.join(path);
        if target.exists() {
            let before = fs::read(&target).unwrap();
            let how = damage(&target, &mut dice);
            println!("CISDP_ROUND={seed}: {}: {how}", path.display());
            if fs::read(&target).ok() != Some(before) {
                comes_back(&data, path, &sent);
            }
        }
        fs::remove_dir_all(&data).unwrap();
    }
}

fn comes_back(data: &Path, path: &Path, sent: &BTreeMap<String, u32>) {
    let mut sent = sent.clone();
    let store = match Store::open(data) {
        Ok(store) => store,
        Err(error) => {
            // A digit of the format's number: whatever it is now, a person must look before anything is written.
            let error = format!("{error:#}");
            assert!(
                path == Path::new("FORMAT") && error.contains("format"),
                "{error}"
            );
            assert!(
                error.contains("newer cisdp-intake") || error.contains("no version"),
                "{error}"
            );
            fs::remove_file(data.join(path)).unwrap();
            Store::open(data).unwrap()
        }
    };
    let report = store.check(true, at(200)).unwrap();
    let of = |name: &str| path.starts_with(name);
    if of("mail") {
        // The bytes are gone, and it is said whose.
        assert_eq!(
            report.raw_damaged.len() + report.raw_missing.len(),
            1,
            "{report}"
        );
    }
    run(&store, &mut sent, 300);
    let mut mails: Vec<_> = store
        .ledger()
        .all_outcomes()
        .unwrap()
        .into_iter()
        .map(|outcome| outcome.mail)
        .collect();
    mails.sort();
    let mut wanted: Vec<_> = (1..=MAILS).map(|n| mail_id(&mail(n).bytes)).collect();
    wanted.sort();
    assert_eq!(mails, wanted);
    assert_eq!(store.ledger().records().unwrap().len(), wanted.len());
    assert!(sent.values().all(|&times| times == 1), "{sent:?}");
    let lost = store
        .outbox()
        .states()
        .unwrap()
        .into_iter()
        .filter(|letter| letter.standing != Standing::Sent);
    if !of("journal") {
        assert_eq!(lost.count(), 0);
    }
    let notices = store.notices(at(-1), jiff::Timestamp::MAX).unwrap();
    if of("mail") {
        assert!(
            notices
                .iter()
                .any(|(_, text)| text.contains("asked for it again")),
            "{notices:?}"
        );
    }
    // The mailbox had it still; what is lost of the journal stays lost, and stays told.
    let report = store.check(true, at(400)).unwrap();
    assert!(
        report.raw_damaged.is_empty() && report.raw_missing.is_empty(),
        "{report}"
    );
    assert!(!report.index_wrong, "{report}");
    assert!(
        report.damage.is_empty() || (of("journal") && !notices.is_empty()),
        "{report}\n{notices:?}"
    );
    assert_eq!(store.last_check().unwrap().unwrap().sound, report.sound());
    let before = portrait(&store);
    drop(store);
    assert_eq!(portrait(&Store::open(data).unwrap()), before);
}
