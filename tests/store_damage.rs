//! Whatever happens to its files, the store comes back: nothing lost in silence, nothing sent twice.

#[path = "store/life.rs"]
mod life;

use cisdp_intake::mail::MailPlace;
use cisdp_intake::store::{Standing, Store, check, mail_id, rebuild};
use life::{at, copy, decision, letter, mail, place, portrait};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

const MAILS: u32 = 4;

/// The world outside: a mailbox that keeps its mails, and what the mail server was handed.
#[derive(Clone, Default)]
struct World {
    sent: BTreeMap<String, u32>,
}

impl World {
    /// All loops until nothing is left to do.
    fn run(&mut self, store: &Store, seconds: i64) {
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
        store
            .outbox()
            .put(&letter("digest:2026-W21", seconds))
            .unwrap();
        while let Some(claim) = store.outbox().claim(at(seconds)).unwrap() {
            *self.sent.entry(claim.letter.key.clone()).or_default() += 1;
            store
                .outbox()
                .sent(&claim.letter.key, at(seconds), "250 ok")
                .unwrap();
        }
    }
}

struct Scene {
    _dir: tempfile::TempDir,
    root: PathBuf,
    data: PathBuf,
}

/// A store in which a whole small life has passed, and that was closed in order.
fn scene() -> (Scene, World) {
    let dir = life::folder();
    let root = dir.path().to_owned();
    let data = root.join("data");
    let store = Store::open(&data).unwrap();
    let mut world = World::default();
    world.run(&store, 100);
    assert_eq!(world.sent.len(), MAILS as usize + 1);
    (
        Scene {
            _dir: dir,
            root,
            data,
        },
        world,
    )
}

fn lines(data: &Path) -> Vec<Vec<u8>> {
    let bytes = fs::read(journal(data)).unwrap();
    bytes
        .split_inclusive(|&b| b == b'\n')
        .map(<[u8]>::to_vec)
        .collect()
}

fn journal(data: &Path) -> PathBuf {
    data.join("journal/000001.jsonl")
}

fn says(line: &[u8], what: &str) -> bool {
    String::from_utf8_lossy(line).contains(&format!("\"entry\":{{\"{what}\""))
}

fn every_mail_has_one_outcome(store: &Store) {
    let outcomes = store.ledger().all_outcomes().unwrap();
    let mut mails: Vec<_> = outcomes
        .iter()
        .map(|outcome| outcome.mail.clone())
        .collect();
    mails.sort();
    let mut wanted: Vec<_> = (1..=MAILS).map(|n| mail_id(&mail(n).bytes)).collect();
    wanted.sort();
    assert_eq!(mails, wanted);
    assert_eq!(store.ledger().records().unwrap().len(), MAILS as usize);
    assert_eq!(store.inbox().waiting().unwrap(), 0);
    assert_eq!(store.inbox().cursor("INBOX", 7).unwrap(), MAILS);
}

#[test]
fn a_power_cut_after_any_byte_of_the_journal_loses_nothing() {
    let (scene, _) = scene();
    let lines = lines(&scene.data);
    let mut points = 0;
    for kept in 0..lines.len() {
        let whole: Vec<u8> = lines[..kept].concat();
        for part in [0, lines[kept].len() - 2] {
            let torn = [whole.as_slice(), &lines[kept][..part]].concat();
            let data = scene.root.join(format!("cut-{kept}-{part}"));
            copy(&scene.data, &data);
            fs::write(journal(&data), &torn).unwrap();
            // No note of an order stop: the machine just went off.
            fs::remove_file(data.join("index.clean")).unwrap();
            // Nor of more lines: they were not promised then.
            fs::remove_file(data.join("journal.end")).unwrap();
            // Of the mails that came later there is nothing; the next one's file may be there without its line.
            for (number, line) in lines.iter().enumerate().skip(kept) {
                if number > kept && says(line, "held") {
                    let text = String::from_utf8_lossy(line).into_owned();
                    let id = text
                        .split("\"mail\":\"")
                        .nth(1)
                        .unwrap()
                        .split('"')
                        .next()
                        .unwrap();
                    let shelf = data.join("mail").join(&id[..2]);
                    fs::remove_file(shelf.join(format!("{id}.eml"))).unwrap();
                }
            }
            // The worst case: a claimed letter was handed over just before.
            let mut world = World::default();
            for line in lines[..kept].iter().filter(|line| says(line, "claimed")) {
                let text = String::from_utf8_lossy(line).into_owned();
                let key = text
                    .split("\"letter\":\"")
                    .nth(1)
                    .unwrap()
                    .split('"')
                    .next()
                    .unwrap();
                *world.sent.entry(key.to_owned()).or_default() += 1;
            }
            let concluded = lines[..kept]
                .iter()
                .filter(|line| says(line, "sent"))
                .count();
            let unsure = world.sent.len() - concluded;
            let store = Store::open(&data).unwrap();
            world.run(&store, 200);
            every_mail_has_one_outcome(&store);
            assert_eq!(
                world.sent.len(),
                MAILS as usize + 1,
                "every letter was sent"
            );
            let twice = world.sent.values().filter(|&&times| times > 1).count();
            assert_eq!(twice, unsure, "after line {kept}");
            assert!(world.sent.values().all(|&times| times <= 2));
            drop(store);
            assert!(check(&data, true).unwrap().sound());
            fs::remove_dir_all(&data).unwrap();
            points += 1;
        }
    }
    assert!(points > 40, "{points}");
}

/// Damages the journal, opens, runs on, and looks whether the laws hold.
fn survives(scene: &Scene, world: &World, name: &str, bytes: &[u8], order: bool) -> World {
    let data = scene.root.join(name);
    copy(&scene.data, &data);
    fs::write(journal(&data), bytes).unwrap();
    if !order {
        fs::remove_file(data.join("index.clean")).unwrap();
    }
    let mut world = world.clone();
    let store = Store::open(&data).unwrap();
    world.run(&store, 300);
    every_mail_has_one_outcome(&store);
    for (key, &times) in &world.sent {
        assert_eq!(times, 1, "{name}: {key}");
    }
    // The damage is told once, and what the index says is what the journal says.
    let report = store.check(true, at(300)).unwrap();
    assert!(!report.index_wrong, "{name}: {report}");
    let notices = store.notices(at(0), jiff::Timestamp::MAX).unwrap();
    assert!(!notices.is_empty(), "{name}");
    let before = portrait(&store);
    drop(store);
    let store = Store::open(&data).unwrap();
    assert_eq!(portrait(&store), before, "{name}");
    drop(store);
    rebuild(&data).unwrap();
    let store = Store::open(&data).unwrap();
    assert_eq!(portrait(&store), before, "{name}");
    drop(store);
    fs::remove_dir_all(&data).unwrap();
    world
}

#[test]
fn a_flipped_byte_in_any_line_is_told_and_sends_nothing_twice() {
    let (scene, world) = scene();
    let lines = lines(&scene.data);
    for (number, line) in lines.iter().enumerate() {
        for at in [5, line.len() / 2] {
            let mut lines = lines.clone();
            lines[number][at] ^= 1;
            survives(
                &scene,
                &world,
                &format!("flip-{number}-{at}"),
                &lines.concat(),
                at % 2 == 0,
            );
        }
    }
}

#[test]
fn any_stretch_of_lines_may_be_lost() {
    let (scene, world) = scene();
    let lines = lines(&scene.data);
    for first in 0..lines.len() {
        let mut zeroed = lines.clone();
        for line in zeroed.iter_mut().skip(first).take(2) {
            line.fill(0);
        }
        survives(
            &scene,
            &world,
            &format!("zero-{first}"),
            &zeroed.concat(),
            true,
        );
        for count in [1, 3] {
            let last = (first + count).min(lines.len());
            // Cut out, with a file system that lost a block; the stop in order tells that there was more.
            let cut = [&lines[..first], &lines[last..]].concat().concat();
            survives(&scene, &world, &format!("cut-{first}-{count}"), &cut, true);
        }
    }
}

#[test]
fn a_lost_journal_is_made_again_from_the_raw_mails_and_answers_nobody_again() {
    for order in [true, false] {
        lost_journal(order);
    }
}

fn lost_journal(order: bool) {
    let (scene, mut world) = scene();
    fs::remove_dir_all(scene.data.join("journal")).unwrap();
    if !order {
        fs::remove_file(scene.data.join("index.clean")).unwrap();
    }
    let store = Store::open(&scene.data).unwrap();
    world.run(&store, 300);
    every_mail_has_one_outcome(&store);
    assert!(world.sent.values().all(|&times| times == 1));
    let held_back = store.outbox().failed_between(at(0), at(1000)).unwrap();
    assert_eq!(held_back.len(), MAILS as usize + 1);
    assert!(held_back[0].reason.contains("unknown whether it was sent"));
    // A person decides.
    store
        .outbox()
        .send_again(&held_back[0].key, at(400))
        .unwrap();
    assert_eq!(
        store.outbox().claim(at(400)).unwrap().unwrap().letter.key,
        held_back[0].key
    );
}

fn aside(data: &Path) -> usize {
    let names = fs::read_dir(data)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names
        .filter(|name| name.starts_with("index.damaged"))
        .count()
}

#[test]
fn an_index_that_changed_since_its_close_is_set_aside_and_made_anew() {
    let (scene, _) = scene();
    let before = portrait(&Store::open_read(&scene.data).unwrap());
    let files: Vec<PathBuf> = fs::read_dir(scene.data.join("index"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.is_file())
        .collect();
    assert!(!files.is_empty());
    let mut number = 0;
    for file in &files {
        let name = file.file_name().unwrap();
        let bytes = fs::read(file).unwrap();
        let mut kinds: Vec<Option<Vec<u8>>> =
            vec![None, Some(Vec::new()), Some(vec![0; bytes.len()])];
        kinds.push(Some(bytes[..bytes.len() / 2].to_vec()));
        for tenth in 0..10 {
            let mut flipped = bytes.clone();
            let middle = bytes.len() * tenth / 10;
            for byte in flipped.iter_mut().skip(middle).take(64) {
                *byte ^= 0x5a;
            }
            kinds.push(Some(flipped));
        }
        for kind in kinds {
            number += 1;
            let data = scene.root.join(format!("index-{number}"));
            copy(&scene.data, &data);
            let target = data.join("index").join(name);
            match &kind {
                None => fs::remove_file(&target).unwrap(),
                Some(bytes) => fs::write(&target, bytes).unwrap(),
            }
            if kind.as_ref() == Some(&bytes) {
                continue;
            }
            let store = Store::open(&data).unwrap();
            let notices = store.notices(at(0), jiff::Timestamp::MAX).unwrap();
            assert!(notices[0].1.contains("made anew"), "{notices:?}");
            assert_eq!(aside(&data), 1);
            let after = portrait(&store);
            assert_eq!(
                after[..after.rfind('[').unwrap()],
                before[..before.rfind('[').unwrap()]
            );
        }
    }
}

#[test]
fn a_missing_or_left_over_index_is_made_anew() {
    let (scene, _) = scene();
    let before = portrait(&Store::open_read(&scene.data).unwrap());
    for clean in [true, false] {
        let data = scene.root.join(format!("missing-{clean}"));
        copy(&scene.data, &data);
        fs::remove_dir_all(data.join("index")).unwrap();
        if !clean {
            fs::remove_file(data.join("index.clean")).unwrap();
            fs::create_dir(data.join("index")).unwrap();
            fs::write(data.join("index/db"), b"nonsense").unwrap();
        }
        let store = Store::open(&data).unwrap();
        let after = portrait(&store);
        assert_eq!(
            after[..after.rfind('[').unwrap()],
            before[..before.rfind('[').unwrap()]
        );
    }
    // The mark itself is nonsense.
    fs::write(scene.data.join("index.clean"), b"{\"shape\":1").unwrap();
    assert_eq!(portrait(&Store::open(&scene.data).unwrap()), before);
}

#[test]
fn only_the_last_set_aside_indexes_are_kept() {
    let (scene, _) = scene();
    for _ in 0..5 {
        fs::write(scene.data.join("index/db"), b"nonsense").unwrap();
        Store::open(&scene.data).unwrap().close().unwrap();
    }
    assert_eq!(aside(&scene.data), 3);
}

#[test]
fn a_lost_raw_file_is_fetched_again() {
    let dir = life::folder();
    let store = Store::open(&dir.path().join("data")).unwrap();
    let inbox = store.inbox();
    inbox.note_listed("INBOX", 7, &[1, 2, 3], at(0)).unwrap();
    let ids = life::accept(&store, 3);
    assert_eq!(inbox.cursor("INBOX", 7).unwrap(), 3);
    let raw = |id: &str| {
        store
            .dir()
            .join("mail")
            .join(&id[..2])
            .join(format!("{id}.eml"))
    };
    fs::remove_file(raw(&ids[0])).unwrap();
    fs::write(raw(&ids[1]), b"x").unwrap();
    let taken = inbox.take(at(10)).unwrap().unwrap();
    assert_eq!(taken.id, ids[2], "the others flow on");
    assert!(!inbox.holds(&place(1)).unwrap() && !inbox.holds(&place(2)).unwrap());
    assert_eq!(
        inbox.cursor("INBOX", 7).unwrap(),
        0,
        "the mailbox is looked at again"
    );
    assert_eq!(store.notices(at(0), at(99)).unwrap().len(), 2);
    // The first is still in the mailbox, the second is gone.
    inbox.note_listed("INBOX", 7, &[1, 3], at(20)).unwrap();
    inbox.accept(&mail(1), at(20)).unwrap();
    assert_eq!(inbox.cursor("INBOX", 7).unwrap(), 3);
    let first = inbox.take(at(21)).unwrap().unwrap();
    assert_eq!(
        (&first.id, first.raw, first.damage),
        (&ids[0], mail(1), None)
    );
    assert!(inbox.take(at(22)).unwrap().is_none());
    let second = inbox.take(at(4000)).unwrap().unwrap();
    assert_eq!(second.id, ids[1]);
    assert!(second.damage.is_some(), "the desk files it for review");
}

#[test]
fn a_check_finds_lost_raw_files_of_old_mails_too() {
    let (scene, _) = scene();
    let id = mail_id(&mail(2).bytes);
    let path = scene
        .data
        .join("mail")
        .join(&id[..2])
        .join(format!("{id}.eml"));
    let mut bytes = fs::read(&path).unwrap();
    bytes[3] ^= 1;
    fs::write(&path, &bytes).unwrap();
    let report = check(&scene.data, true).unwrap();
    assert_eq!(report.raw_damaged, [id]);
    assert!(!report.sound());
    let store = Store::open(&scene.data).unwrap();
    assert!(!store.check(true, at(500)).unwrap().sound());
    World::default().run(&store, 600);
    assert!(store.check(true, at(700)).unwrap().sound(), "fetched again");
    assert!(
        store
            .outbox()
            .states()
            .unwrap()
            .iter()
            .all(|letter| letter.standing == Standing::Sent)
    );
}

#[test]
fn a_raw_file_without_a_line_is_harmless() {
    let (scene, _) = scene();
    // The process died between the file and the line: the mailbox still has the mail.
    let store = Store::open(&scene.data).unwrap();
    let late = mail(9);
    let id = mail_id(&late.bytes);
    let shelf = scene.data.join("mail").join(&id[..2]);
    fs::create_dir_all(&shelf).unwrap();
    fs::write(shelf.join(format!("{id}.eml")), &late.bytes[..5]).unwrap();
    assert_eq!(
        check(&scene.data, true).unwrap().raw_extra,
        std::slice::from_ref(&id)
    );
    store.inbox().accept(&late, at(500)).unwrap();
    let taken = store.inbox().take(at(501)).unwrap().unwrap();
    assert_eq!(taken.raw, late);
    assert_eq!(taken.raw.place, MailPlace { uid: 9, ..place(9) });
}

/// Numbers that look random and are the same at every run.
fn dice(seed: u64) -> impl FnMut(usize) -> usize {
    let mut state = seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) | 1;
    move |below| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below.max(1) as u64).unwrap()
    }
}

#[test]
fn random_damage_of_any_kind_is_survived() {
    let (scene, world) = scene();
    let whole = lines(&scene.data).concat();
    let rounds = std::env::var("CISDP_ROUNDS").map_or(40, |rounds| rounds.parse().unwrap());
    let only = std::env::var("CISDP_ROUND")
        .ok()
        .map(|only| only.parse::<u64>().unwrap());
    for seed in only.map_or(0..rounds, |only| only..only + 1) {
        let mut dice = dice(seed + 1);
        let mut bytes = whole.clone();
        for _ in 0..=dice(3) {
            let start = dice(bytes.len());
            let end = (start + 1 + dice(600)).min(bytes.len());
            match dice(5) {
                0 => bytes[start..end].fill(0),
                1 => drop(bytes.drain(start..end)),
                2 => bytes[start..end]
                    .iter_mut()
                    .for_each(|byte| *byte = dice(256) as u8),
                3 => {
                    let copy = bytes[start..end].to_vec();
                    let at = dice(bytes.len());
                    bytes.splice(at..at, copy);
                }
                _ => bytes.truncate(end),
            }
        }
        if only.is_some() {
            let file = std::env::temp_dir().join("damaged-journal.jsonl");
            fs::write(&file, &bytes).unwrap();
            println!("{}", file.display());
        }
        if bytes != whole {
            survives(&scene, &world, &format!("random-{seed}"), &bytes, true);
        }
    }
}

#[test]
fn what_a_dying_writer_left_is_swept_away() {
    let (scene, _) = scene();
    let shelf = scene.data.join("mail/00");
    fs::create_dir_all(&shelf).unwrap();
    fs::write(shelf.join(".00ff.1.1"), b"half a ma").unwrap();
    fs::remove_file(scene.data.join("index.clean")).unwrap();
    Store::open(&scene.data).unwrap();
    assert_eq!(fs::read_dir(&shelf).unwrap().count(), 0);
}
