//! The power goes off at any moment: what was promised is there, nothing is sent twice but what was on its way.
//!
//! More of it by hand: `CISDP_POWER_CUTS=20000 CISDP_POWER_SEED=2 cargo test --test power`; a failure names its cut, which
//! `CISDP_POWER_CUT=… cargo test --test power` makes again.

#[path = "store/life.rs"]
mod life;
#[path = "power/mod.rs"]
mod power;

use cisdp_intake::store::{Store, check, mail_id, restore};
use life::{at, decision, letter, mail, place};
use power::{Dice, Disk, events, library, watch};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const MAILS: u32 = 6;
const DIGEST: &str = "digest:2026-W21";

/// The world outside, which forgets nothing: what the mail server was handed, and what was promised to whom.
struct World {
    diary: File,
}

impl World {
    fn open(path: &Path) -> World {
        let diary = File::options().create(true).append(true).open(path);
        World {
            diary: diary.unwrap(),
        }
    }

    fn note(&mut self, what: &str, whom: &str) {
        self.diary
            .write_all(format!("{what} {whom}\n").as_bytes())
            .unwrap();
    }

    /// All loops until nothing is left to do; the mailbox has the mails with these UIDs.
    fn run(&mut self, store: &Store, uids: &[u32], seconds: i64) {
        let inbox = store.inbox();
        inbox.note_listed("INBOX", 7, uids, at(seconds)).unwrap();
        for &uid in uids {
            if !inbox.holds(&place(uid)).unwrap() {
                inbox.accept(&mail(uid), at(seconds)).unwrap();
            }
            self.note("held", &uid.to_string());
        }
        while let Some(taken) = inbox.take(at(seconds)).unwrap() {
            store.ledger().file(&decision(&taken.id, seconds)).unwrap();
            self.note("filed", &taken.id);
        }
        store.outbox().put(&letter(DIGEST, seconds)).unwrap();
        while let Some(claim) = store.outbox().claim(at(seconds)).unwrap() {
            let key = claim.letter.key.clone();
            self.note("sent", &key);
            store.outbox().sent(&key, at(seconds), "250 ok").unwrap();
            self.note("noted", &key);
        }
    }
}

/// Three lives: one that ends in order, one that dies in the midst of its work, one that goes on after it.
#[test]
#[ignore = "run by the tests below, watched"]
fn a_life() {
    let root = PathBuf::from(std::env::var("CISDP_POWER_ROOT").unwrap());
    let data = root.join("deep/down/data");
    let mut world = World::open(&root.join("diary"));
    match std::env::var("CISDP_POWER_LIFE").unwrap().as_str() {
        "first" => {
            let store = Store::open(&data).unwrap();
            world.run(&store, &[1, 2], 100);
            store.close().unwrap();
        }
        "second" => {
            let store = Store::open(&data).unwrap();
            world.run(&store, &[3, 4], 200);
        }
        _ => {
            let store = Store::open(&data).unwrap();
            world.run(&store, &[5, 6], 300);
            store.close().unwrap();
        }
    }
}

/// Lives through all of it and gives the folder and its log.
fn lives(root: &Path) -> PathBuf {
    let log = root.with_extension("log");
    fs::create_dir_all(root).unwrap();
    for (life, failpoint) in [
        ("first", ""),
        ("second", "accepted:1"),
        ("second", "filed:1"),
        ("second", "claimed:2"),
        ("third", ""),
    ] {
        let mut command = Command::new(std::env::current_exe().unwrap());
        command
            .args(["--exact", "a_life", "--ignored", "--nocapture"])
            .env("CISDP_POWER_ROOT", root)
            .env("CISDP_POWER_LIFE", life)
            .env("CISDP_FAILPOINT", failpoint);
        let out = watch(&mut command, root, &log).output().unwrap();
        let said = String::from_utf8_lossy(&out.stderr).into_owned();
        assert_eq!(out.status.success(), failpoint.is_empty(), "{life}: {said}");
    }
    log
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().unwrap())
}

#[test]
fn the_power_goes_off_at_any_moment_of_several_lives() {
    if library().is_none() {
        return;
    }
    let dir = life::folder();
    let root = dir.path().join("lives");
    let events = events(&lives(&root));
    let only = std::env::var("CISDP_POWER_CUT").ok();
    let cuts = number("CISDP_POWER_CUTS", 500);
    let mut dice = Dice::new(number("CISDP_POWER_SEED", 1));
    // The cuts are spread over the whole log; the log is walked through once.
    let mut moments: Vec<(usize, u64)> = (0..cuts)
        .map(|_| (dice.below(events.len() + 1), dice.below(1 << 30) as u64))
        .collect();
    if let Some(text) = only {
        let (moment, seed) = text.split_once(':').unwrap();
        moments = vec![(moment.parse().unwrap(), seed.parse().unwrap())];
    }
    moments.sort_unstable();
    let mut disk = Disk::empty(&root);
    let mut happened = 0;
    for (moment, seed) in moments {
        for event in &events[happened..moment] {
            disk.happen(event);
        }
        happened = moment;
        let left = dir.path().join("left");
        disk.cut(&left, &mut Dice::new(seed));
        let diary = String::from_utf8(disk.seen(&root.join("diary"))).unwrap();
        println!("CISDP_POWER_CUT={moment}:{seed} of {} events", events.len());
        comes_back(&left, &diary);
        fs::remove_dir_all(&left).unwrap();
    }
}

fn told(diary: &str, what: &str) -> BTreeMap<String, u32> {
    let mut times = BTreeMap::new();
    for whom in diary.lines().filter_map(|line| line.strip_prefix(what)) {
        *times.entry(whom.trim().to_owned()).or_default() += 1;
    }
    times
}

/// The store starts again on what the power cut left, and keeps every promise.
fn comes_back(left: &Path, diary: &str) {
    let data = left.join("deep/down/data");
    // A mail that was promised to be held may be gone from the mailbox.
    let held: BTreeSet<u32> = told(diary, "held ")
        .keys()
        .map(|uid| uid.parse().unwrap())
        .collect();
    let offered: Vec<u32> = (1..=MAILS).filter(|uid| !held.contains(uid)).collect();
    let store = Store::open(&data).unwrap();
    let filed: BTreeSet<String> = store
        .ledger()
        .all_outcomes()
        .unwrap()
        .into_iter()
        .map(|outcome| outcome.mail)
        .collect();
    for mail in told(diary, "filed ").keys() {
        assert!(filed.contains(mail), "the decision about {mail} is lost");
    }
    let after = left.join("diary-after");
    fs::write(&after, diary).unwrap();
    World::open(&after).run(&store, &offered, 900);
    let diary_after = fs::read_to_string(&after).unwrap();
    let mut mails: Vec<String> = store
        .ledger()
        .all_outcomes()
        .unwrap()
        .into_iter()
        .map(|outcome| outcome.mail)
        .collect();
    mails.sort();
    let mut wanted: Vec<String> = (1..=MAILS).map(|n| mail_id(&mail(n).bytes)).collect();
    wanted.sort();
    assert_eq!(mails, wanted, "every mail has one outcome");
    assert_eq!(store.ledger().records().unwrap().len(), wanted.len());
    let noted = told(diary, "noted ");
    let sent_before = told(diary, "sent ");
    let sent = told(&diary_after, "sent ");
    assert_eq!(
        sent.len(),
        wanted.len() + 1,
        "every letter was sent: {sent:?}"
    );
    for (key, times) in sent {
        let before = sent_before.get(&key).copied().unwrap_or(0);
        let allowed = if noted.contains_key(&key) || before == 0 {
            1
        } else {
            before + 1
        };
        assert!(times <= allowed.max(before), "{key} was sent {times} times");
    }
    // A power cut is no damage, and nobody is told that it was.
    let notices = store.notices(at(-1), jiff::Timestamp::MAX).unwrap();
    assert!(notices.is_empty(), "{notices:?}");
    drop(store);
    let report = check(&data, true).unwrap();
    assert!(report.sound(), "{report}");
}

// ------------------------------------------------------------------------------------------------------ restoring

#[test]
#[ignore = "run by the test below, watched"]
fn a_restoring() {
    let root = PathBuf::from(std::env::var("CISDP_POWER_ROOT").unwrap());
    let mut world = World::open(&root.join("diary"));
    restore(&root.with_extension("zip"), &root.join("data"), at(1000)).unwrap();
    world.note("restored", "all");
}

#[test]
fn a_restored_store_is_there_whole_or_not_at_all() {
    if library().is_none() {
        return;
    }
    let dir = life::folder();
    let root = dir.path().join("restoring");
    fs::create_dir_all(&root).unwrap();
    {
        let store = Store::open(&dir.path().join("source")).unwrap();
        life::accept(&store, 3);
        life::read_all(&store, 10);
        store.backup(&root.with_extension("zip")).unwrap();
    }
    let log = dir.path().join("log");
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "a_restoring", "--ignored", "--nocapture"])
        .env("CISDP_POWER_ROOT", &root);
    let out = watch(&mut command, &root, &log).output().unwrap();
    assert!(
        out.status.success(),
        "{}",
        String::from_utf8_lossy(&out.stderr)
    );
    let events = events(&log);
    let mut disk = Disk::empty(&root);
    let mut dice = Dice::new(7);
    for moment in 0..=events.len() {
        if moment > 0 {
            disk.happen(&events[moment - 1]);
        }
        if moment != events.len() && moment % 20 != 0 {
            continue;
        }
        let left = dir.path().join("left");
        disk.cut(&left, &mut dice);
        let promised = !disk.seen(&root.join("diary")).is_empty();
        let data = left.join("data");
        assert!(data.exists() || !promised, "it is gone");
        if data.exists() {
            let report = check(&data, true).unwrap();
            assert!(report.sound(), "after {moment} events: {report}");
            assert_eq!((report.mails, report.outcomes), (3, 3));
        }
        fs::remove_dir_all(&left).unwrap();
    }
}
