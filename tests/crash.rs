//! The real program on a real mailbox and a real mail server, killed again and again while mail comes in: every mail has
//! one outcome, every letter is sent, and twice only what was on its way when the program died.
//!
//! By hand, for as long as you like: `CISDP_CRASH_LIVES=500 CISDP_CRASH_SEED=2 cargo test --test crash -- --nocapture`.

#[path = "power/mod.rs"]
mod power;
#[path = "rig/mod.rs"]
mod rig;

use cisdp_intake::answer::{Acknowledgment, MailId};
use cisdp_intake::store::{Standing, Store, check, mail_id};
use power::{Dice, Disk, events, library};
use rig::{Daemon, Rig, Settings, US};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::time::{Duration, Instant};

const SENDERS: [&str; 4] = [
    "desmond.okafor-lyle@harrowmere.example",
    "cooperacion@valdeolmodelparamo.example",
    "egalite@montrezac.example",
    "ogilhooly@dunmarrow.example",
];

/// How a life ends.
#[derive(Debug, Clone)]
enum End {
    /// SIGKILL after so many milliseconds.
    After(u64),
    /// At a named place in the program, when it is reached for the nth time.
    At(String, usize),
}

#[derive(Debug)]
struct Life {
    end: End,
    /// Whether the power goes off as well.
    power_cut: bool,
}

/// What happened, for the last word.
#[derive(Debug, Default)]
struct Tally {
    lives: u32,
    killed: u32,
    at_failpoints: u32,
    power_cuts: u32,
}

fn number(name: &str, usual: u64) -> u64 {
    std::env::var(name).map_or(usual, |text| text.parse().expect("a number"))
}

/// The places in the store at which the program can be told to die.
fn failpoints() -> Vec<String> {
    let mut names = BTreeSet::new();
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/store");
    for entry in fs::read_dir(folder).unwrap() {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for part in text.split("failpoint(\"").skip(1) {
            names.insert(part.split('"').next().unwrap().to_owned());
        }
    }
    assert!(names.len() >= 8, "{names:?}");
    names.into_iter().collect()
}

/// Each failpoint with and without a power cut, then random deaths.
fn lives(dice: &mut Dice) -> Vec<Life> {
    let mut lives = Vec::new();
    for name in failpoints() {
        for power_cut in [false, true] {
            let end = End::At(name.clone(), 1 + dice.below(2));
            lives.push(Life { end, power_cut });
        }
    }
    let wanted = usize::try_from(number("CISDP_CRASH_LIVES", 24)).unwrap();
    let names = failpoints();
    while lives.len() < wanted {
        let end = match dice.below(3) {
            0 => End::At(names[dice.below(names.len())].clone(), 1 + dice.below(4)),
            _ => End::After(100 + dice.below(1500) as u64),
        };
        let power_cut = library().is_some() && dice.below(2) == 0;
        lives.push(Life { end, power_cut });
    }
    if library().is_none() {
        lives.retain(|life| !life.power_cut);
    }
    lives
}

/// The nth mail: a form in the body, now and then one in an attachment, now and then a robot.
fn mail(n: u32) -> (&'static str, Vec<u8>) {
    let from = SENDERS[n as usize % SENDERS.len()];
    if n % 9 == 4 {
        let text = String::from_utf8(Rig::sample("083")).unwrap();
        return (
            "",
            text.replace("Message-ID: <", &format!("Message-ID: <n{n}."))
                .into_bytes(),
        );
    }
    if n % 7 == 3 {
        let text = String::from_utf8(Rig::sample("001")).unwrap();
        let text = text
            .replace("Message-ID: <", &format!("Message-ID: <n{n}."))
            .replace("Subject: ", &format!("Subject: [{n}] "));
        return (SENDERS[0], text.into_bytes());
    }
    let text = format!(
        "From: Jon Garate <{from}>\r\nTo: {US}\r\nSubject: Town {n} joins\r\nMessage-ID: <n{n}@town.example>\r\n\
         MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Name of the local or regional government: City of Town {n}\r\nCountry: Spain\r\n\
         Type of government: Municipality\r\nPopulation: 62.933\r\nWebsite: https://town{n}.example\r\n\
         Local / regional leader: Ane Etxeberria\r\nFunction: Mayor\r\nContact person: Jon Garate\r\n\
         Position of the contact person: Head of cooperation\r\nE-mail: {from}\r\nTelephone: +34 943 505 000\r\n\
         Motivations for joining the campaign: We want to learn from others.\r\nMember of UCLG: Yes\r\n\
         Date: 17 November 2026\r\n"
    );
    (from, text.into_bytes())
}

/// One life of the program; what the power cut leaves is then put in place of its store.
fn live(rig: &Rig, life: &Life, dice: &mut Dice, tally: &mut Tally) {
    let store = rig.path("store");
    let log = rig.path("power.log");
    let mut settings = Settings {
        answer: "from = \"2000-01-01\"\nper_sender_hour = 1000\nper_sender_day = 1000\nper_hour = 100000\nper_day = 100000",
        ..Settings::default()
    };
    let mut disk = None;
    if life.power_cut {
        let _ = fs::remove_file(&log);
        disk = Some(Disk::of(&store));
        settings.environment = vec![
            ("LD_PRELOAD", library().unwrap().into()),
            ("POWER_FOLDER", store.clone().into()),
            ("POWER_LOG", log.clone().into()),
        ];
    }
    let patience = match &life.end {
        End::After(milliseconds) => *milliseconds,
        End::At(name, nth) => {
            let text = OsString::from(format!("{name}:{nth}"));
            settings.environment.push(("CISDP_FAILPOINT", text));
            4000
        }
    };
    let mut daemon = Daemon::start(rig, &settings);
    tally.lives += 1;
    match daemon.wait_for_end(patience) {
        true => tally.at_failpoints += 1,
        false => tally.killed += 1,
    }
    daemon.kill();
    if let Some(mut disk) = disk {
        for event in events(&log) {
            disk.happen(&event);
        }
        fs::remove_dir_all(&store).unwrap();
        disk.cut(&store, dice);
        tally.power_cuts += 1;
    }
}

#[test]
fn a_program_that_is_killed_again_and_again_loses_nothing_and_sends_nothing_twice() {
    let Some(rig) = Rig::start() else {
        return;
    };
    let mut dice = Dice::new(number("CISDP_CRASH_SEED", 1));
    let lives = lives(&mut dice);
    let mut tally = Tally::default();
    let (ended, delivered) = (AtomicBool::new(false), AtomicU32::new(0));
    let began = Instant::now();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            while !ended.load(Ordering::Relaxed) {
                let n = delivered.fetch_add(1, Ordering::Relaxed);
                let (from, message) = mail(n);
                rig.deliver(from, US, &message);
                std::thread::sleep(Duration::from_millis(400));
            }
        });
        for (number, life) in lives.iter().enumerate() {
            println!(
                "{:6.1} s  life {number}: {life:?}",
                began.elapsed().as_secs_f32()
            );
            live(&rig, life, &mut dice, &mut tally);
        }
        ended.store(true, Ordering::Relaxed);
    });
    let delivered = delivered.load(Ordering::Relaxed) as usize;
    rig::wait_until(60, || rig.files(US).len() == delivered).expect("Postfix delivers all");
    let quiet = Settings {
        answer: "from = \"2000-01-01\"\nper_sender_hour = 1000\nper_sender_day = 1000\nper_hour = 100000\nper_day = 100000",
        ..Settings::default()
    };
    let daemon = Daemon::start(&rig, &quiet);
    rig::wait_until(60 + delivered as u64, || {
        is_idle(&rig.path("store"), delivered)
    })
    .unwrap_or_else(|| panic!("it does not come to an end:\n{}", daemon.log()));
    assert!(daemon.stop().success());
    let words = verdict(&rig, delivered);
    println!(
        "{tally:?} in {:.0} s; {words}",
        began.elapsed().as_secs_f32()
    );
}

/// True when every mail has an outcome and no letter waits.
fn is_idle(dir: &Path, mails: usize) -> bool {
    let Ok(store) = Store::open_read(dir) else {
        return false;
    };
    store.ledger().all_outcomes().unwrap().len() >= mails
        && store.outbox().waiting().unwrap().is_empty()
}

/// Holds the store, the mailbox and the recipients' mailboxes against one another.
fn verdict(rig: &Rig, delivered: usize) -> String {
    let dir = rig.path("store");
    let report = check(&dir, true).unwrap();
    assert!(report.sound(), "{report}");
    let store = Store::open_read(&dir).unwrap();
    let outcomes = store.ledger().all_outcomes().unwrap();
    // Every mail of the mailbox, known by its bytes, has one outcome; nothing else has.
    let mailbox: BTreeSet<MailId> = rig
        .files(US)
        .iter()
        .map(|mail| mail_id(&with_crlf(mail)))
        .collect();
    assert_eq!(mailbox.len(), delivered);
    let mut once: BTreeMap<&MailId, u32> = BTreeMap::new();
    for outcome in &outcomes {
        *once.entry(&outcome.mail).or_default() += 1;
    }
    assert!(once.values().all(|&times| times == 1), "{once:?}");
    assert!(
        once.keys().copied().eq(mailbox.iter()),
        "not every mail has an outcome"
    );
    let parked = outcomes
        .iter()
        .filter(|outcome| outcome.reason.contains("three times"))
        .count();
    let answered: Vec<_> = outcomes
        .iter()
        .filter(|outcome| matches!(outcome.acknowledgment, Acknowledgment::Letter(_)))
        .collect();
    let robots = (0..u32::try_from(delivered).unwrap())
        .filter(|n| n % 9 == 4)
        .count();
    assert!(
        answered.len() + robots + parked >= delivered,
        "{} of {delivered} were answered, and of the others: {:?}",
        answered.len(),
        outcomes
            .iter()
            .filter(|outcome| !matches!(outcome.acknowledgment, Acknowledgment::Letter(_)))
            .map(|outcome| (outcome.verdict, &outcome.reason, &outcome.acknowledgment))
            .collect::<Vec<_>>()
    );
    assert!(answered.iter().all(|outcome| outcome.records.len() == 1));

    // Every letter was sent; twice only when it was claimed and the program died before it heard what became of it.
    let mut arrived: BTreeMap<String, usize> = BTreeMap::new();
    for letter in SENDERS.iter().flat_map(|sender| rig.files(sender)) {
        *arrived.entry(header(&letter, "Message-ID")).or_default() += 1;
    }
    let claims = claims(&dir.join("journal"));
    let (mut letters, mut twice) = (0, 0);
    for letter in store.outbox().states().unwrap() {
        assert_eq!(letter.standing, Standing::Sent, "{letter:?}");
        if !letter.key.starts_with("ack:") {
            continue;
        }
        letters += 1;
        let times = arrived
            .remove(&format!("<{}>", letter.message_id))
            .unwrap_or(0);
        let open = claims
            .get(&letter.key)
            .map_or(0, |(claimed, concluded)| claimed - concluded);
        assert!(
            (1..=1 + open).contains(&times),
            "{} arrived {times} times, {open} claims were left open",
            letter.key
        );
        twice += times - 1;
    }
    assert_eq!(letters, answered.len());
    assert!(
        arrived.is_empty(),
        "letters that the store knows nothing of: {arrived:?}"
    );
    let left_open: usize = claims
        .values()
        .map(|(claimed, concluded)| claimed - concluded)
        .sum();
    format!(
        "{delivered} mails, {parked} parked after three deaths, {letters} letters, {left_open} claims left open, {twice} letters once too often"
    )
}

/// How often each letter was claimed, and how often it was noted what became of it.
fn claims(journal: &Path) -> BTreeMap<String, (usize, usize)> {
    let mut claims: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut files: Vec<PathBuf> = fs::read_dir(journal)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    for line in files.iter().flat_map(|file| {
        fs::read(file)
            .unwrap()
            .split(|&b| b == b'\n')
            .map(<[u8]>::to_vec)
            .collect::<Vec<_>>()
    }) {
        let Some(json) = line.get(17..) else { continue };
        let line: serde_json::Value = serde_json::from_slice(json).unwrap();
        for (what, said) in line["entry"].as_object().unwrap() {
            let Some(letter) = said["letter"].as_str() else {
                continue;
            };
            let (claimed, concluded) = claims.entry(letter.to_owned()).or_default();
            match what.as_str() {
                "claimed" => *claimed += 1,
                "sent" | "retry" | "failed" => *concluded += 1,
                _ => {}
            }
        }
    }
    claims
}

fn header(message: &[u8], name: &str) -> String {
    let text = String::from_utf8_lossy(message);
    let line = text
        .lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    line.unwrap_or_default().trim().to_owned()
}

/// Dovecot keeps lines with LF and tells them with CRLF.
fn with_crlf(message: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(message.len() + 100);
    for line in message.split_inclusive(|&byte| byte == b'\n') {
        match line.strip_suffix(b"\n") {
            Some(line) => {
                bytes.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
                bytes.extend_from_slice(b"\r\n");
            }
            None => bytes.extend_from_slice(line),
        }
    }
    bytes
}
