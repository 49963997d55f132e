//! The real program in a bad place: two at once, a disk that is full or cannot be written, too little memory, a clock that
//! jumps. It says what is wrong, and nothing is lost or done twice.

use cisdp_intake::answer::Acknowledgment;
use cisdp_intake::store::{Standing, Store, check};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

/// A folder as mailbox, a folder as mail server, and a store.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let dir = tempfile::tempdir().unwrap();
        for name in ["in", "out", "store"] {
            fs::create_dir(dir.path().join(name)).unwrap();
        }
        let text = format!(
            "[mailbox]\nkind = \"folder\"\npath = \"in\"\n[smtp]\nkind = \"folder\"\npath = \"out\"\n\
             [addresses]\nfrom = \"CISDP <cisdp1@uclg.org>\"\nown = [\"cisdp1@uclg.org\"]\ndigest_to = []\n\
             [answer]\nenabled = true\nfrom = \"2020-01-01\"\nwithin_days = 3650\nper_sender_hour = 1000\n\
             per_sender_day = 1000\nper_hour = 1000\nper_day = 1000\n[digest]\n[reader]\nocr = false\n\
             [store]\ndir = \"store\"\n[rules]\ndir = \"{}/rules\"\n",
            env!("CARGO_MANIFEST_DIR")
        );
        fs::write(dir.path().join("config.toml"), text).unwrap();
        Place { dir }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Puts the nth mail into the mailbox: a form, with a tail of so many bytes.
    fn put(&self, n: u32, tail: usize) {
        let text = format!(
            "Return-Path: <mayor{n}@town.example>\r\nFrom: Ane <mayor{n}@town.example>\r\nTo: cisdp1@uclg.org\r\n\
             Subject: Town {n} joins\r\nMessage-ID: <n{n}@town.example>\r\nDate: Tue, 17 Nov 2026 10:24:45 +0000\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
             Name of the local or regional government: City of Town {n}\r\nCountry: Spain\r\n\
             Type of government: Municipality\r\nPopulation: 62.933\r\nWebsite: https://town{n}.example\r\n\
             Local / regional leader: Ane Etxeberria\r\nFunction: Mayor\r\nContact person: Jon Garate\r\n\
             Position of the contact person: Head of cooperation\r\nE-mail: mayor{n}@town.example\r\n\
             Telephone: +34 943 505 000\r\nMotivations for joining the campaign: We want to learn.\r\n\
             Member of UCLG: Yes\r\n\r\n{}\r\n",
            "-- \r\n".to_owned() + &"x".repeat(tail)
        );
        fs::write(self.path(&format!("in/{n:03}.eml")), text).unwrap();
    }

    fn program(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cisdp-intake"));
        command
            .args(words)
            .arg("--config")
            .arg(self.path("config.toml"))
            .stdin(Stdio::null());
        command
    }

    /// Every mail `1..=mails` has one outcome and one record, and its letter lies in the folder of letters once.
    fn all_is_done_once(&self, mails: usize) {
        assert_eq!(self.parked(mails), 0);
    }

    /// The same, but for mails that were left to a person because the program died three times over them; gives how many.
    fn parked(&self, mails: usize) -> usize {
        let store = self.path("store");
        let report = check(&store, true).unwrap();
        assert!(report.sound(), "{report}");
        let store = Store::open_read(&store).unwrap();
        let outcomes = store.ledger().all_outcomes().unwrap();
        let ids: BTreeSet<_> = outcomes.iter().map(|outcome| &outcome.mail).collect();
        assert_eq!((outcomes.len(), ids.len()), (mails, mails));
        let (answered, parked): (Vec<_>, Vec<_>) = outcomes
            .iter()
            .partition(|outcome| matches!(outcome.acknowledgment, Acknowledgment::Letter(_)));
        for outcome in &parked {
            let review = outcome.review.as_deref().unwrap_or_default();
            assert!(review.contains("three times"), "{outcome:?}");
        }
        assert_eq!(store.ledger().records().unwrap().len(), answered.len());
        let letters = store.outbox().states().unwrap();
        assert!(
            letters
                .iter()
                .all(|letter| letter.standing == Standing::Sent)
        );
        let letters = fs::read_dir(self.path("out")).unwrap();
        let letters: Vec<_> = letters.map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(letters.len(), answered.len(), "{letters:?}");
        parked.len()
    }
}

fn said(out: &Output) -> String {
    String::from_utf8_lossy(&[out.stdout.as_slice(), &out.stderr].concat()).into_owned()
}

/// Runs a script in which folders can be mounted that nobody else sees; `None` where that is not allowed.
fn with_mounts(place: &Place, script: &str) -> Option<Output> {
    let allowed = Command::new("unshare").args(["-m", "true"]).output();
    if !allowed.is_ok_and(|out| out.status.success()) {
        eprintln!("NOT TESTED: folders cannot be mounted here");
        return None;
    }
    let out = Command::new("unshare")
        .args(["-m", "sh", "-c", script])
        .current_dir(place.dir.path())
        .env("PROGRAM", env!("CARGO_BIN_EXE_cisdp-intake"))
        .output();
    Some(out.unwrap())
}

#[test]
fn a_second_program_on_the_same_store_is_refused() {
    let place = Place::new();
    place.put(1, 0);
    let mut first = place
        .program(&["run"])
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let end = Instant::now() + Duration::from_secs(30);
    while fs::read_dir(place.path("out")).unwrap().count() == 0 && Instant::now() < end {
        std::thread::sleep(Duration::from_millis(50));
    }
    for words in [&["run"][..], &["run", "--once"], &["store", "rebuild"]] {
        let out = place.program(words).output().unwrap();
        let said = said(&out);
        assert!(!out.status.success(), "{words:?}: {said}");
        let wanted = format!("is in use by another cisdp-intake (process {})", first.id());
        assert!(said.contains(&wanted), "{words:?}: {said}");
    }
    // What only reads is welcome.
    for words in [&["records"][..], &["store", "check"]] {
        let out = place.program(words).output().unwrap();
        assert!(out.status.success(), "{words:?}: {}", said(&out));
    }
    let pid = first.id().to_string();
    Command::new("kill").args(["-TERM", &pid]).status().unwrap();
    assert!(first.wait().unwrap().success());
    place.all_is_done_once(1);
}

#[test]
fn a_disk_that_cannot_be_written_is_named_and_can_be_read() {
    let place = Place::new();
    place.put(1, 0);
    assert!(
        place
            .program(&["run", "--once"])
            .output()
            .unwrap()
            .status
            .success()
    );
    place.put(2, 0);
    let script = "mount --bind store store && mount -o remount,bind,ro store || exit 99
        \"$PROGRAM\" run --once --config config.toml && exit 98
        \"$PROGRAM\" store check --config config.toml || exit 97
        \"$PROGRAM\" backup --config config.toml out.zip || exit 96
        \"$PROGRAM\" records --config config.toml || exit 95";
    let Some(out) = with_mounts(&place, script) else {
        return;
    };
    let said = said(&out);
    assert!(out.status.success(), "{}: {said}", out.status);
    assert!(
        said.contains("Read-only file system") && said.contains("store/"),
        "{said}"
    );
    assert!(
        said.contains("closed in order") && said.contains("City of Town 1"),
        "{said}"
    );
    assert!(
        place
            .program(&["run", "--once"])
            .output()
            .unwrap()
            .status
            .success()
    );
    place.all_is_done_once(2);
}

#[test]
fn a_full_disk_is_told_and_the_work_goes_on_when_there_is_room() {
    let place = Place::new();
    for n in 1..=12 {
        place.put(n, 60_000);
    }
    let script = "mount -t tmpfs -o size=1200k none store || exit 99
        for again in 1 2 3; do \"$PROGRAM\" run --once --config config.toml && exit 98; done
        for size in 1400 1500 1600 1700 1800; do
            mount -o remount,size=${size}k store || exit 97
            \"$PROGRAM\" run --once --config config.toml
        done
        mount -o remount,size=64m store || exit 97
        \"$PROGRAM\" run --once --config config.toml || exit 96
        mkdir kept && cp -a store/. kept";
    let Some(out) = with_mounts(&place, script) else {
        return;
    };
    let said = said(&out);
    assert!(out.status.success(), "{}: {said}", out.status);
    assert!(said.contains("the disk is full; make room"), "{said}");
    fs::remove_dir(place.path("store")).unwrap();
    fs::rename(place.path("kept"), place.path("store")).unwrap();
    place.all_is_done_once(12);
}

#[test]
fn too_little_memory_ends_it_and_loses_nothing() {
    let place = Place::new();
    for n in 1..=6 {
        place.put(n, 200_000);
    }
    let mut failed = 0;
    // From too little to begin with to nearly enough; the last run has all it wants.
    for megabytes in [40, 80, 120, 160, 200, 240, 300, 400] {
        let out = Command::new("sh")
            .args([
                "-c",
                "ulimit -v $1; exec timeout 60 \"$0\" run --once --config \"$2\"",
            ])
            .arg(env!("CARGO_BIN_EXE_cisdp-intake"))
            .arg((megabytes * 1024).to_string())
            .arg(place.path("config.toml"))
            .output()
            .unwrap();
        failed += u32::from(!out.status.success());
        if !out.status.success() {
            let said = said(&out);
            // Which part is refused memory first is chance: the system's loader, one of ours, who tells it, or the system ends it
            // by a signal.
            let told = ["memory", "ERROR", "thread", "loading shared libraries"]
                .iter()
                .any(|word| said.contains(word));
            // `timeout` ends with 124 when it had to end the program, and with more than 128 after a signal.
            let code = out.status.code().unwrap_or(129);
            assert!(
                code != 124 && (told || code > 128),
                "{megabytes} MB: {code}: {said}"
            );
        }
    }
    assert!(failed > 0, "no run had too little");
    let out = place.program(&["run", "--once"]).output().unwrap();
    assert!(out.status.success(), "{}", said(&out));
    // Who was in hand at three deaths in a row is left to a person; that it was not the mail's fault nobody can know.
    assert!(place.parked(6) < 6);
}

#[test]
fn a_clock_that_jumps_back_and_forth_loses_and_doubles_nothing() {
    let folders = fs::read_dir("/usr/lib").unwrap();
    let library = folders
        .filter_map(|folder| Some(folder.ok()?.path().join("faketime/libfaketimeMT.so.1")))
        .find(|path| path.exists());
    let Some(library) = library else {
        eprintln!("NOT TESTED that a jumping clock does no harm: libfaketime is not installed");
        return;
    };
    let place = Place::new();
    let jumps = ["+0d", "-30d", "+0d", "+30d", "-3650d", "-1h", "+1d"];
    for (n, jump) in (1..).zip(jumps) {
        place.put(n, 0);
        let out = faked(&place, &library, jump);
        assert!(out.status.success(), "{jump}: {}", said(&out));
    }
    place.all_is_done_once(jumps.len());
    // Nothing new: nothing happens, whatever the clock says.
    for jump in ["-10d", "+10d"] {
        assert!(faked(&place, &library, jump).status.success());
    }
    place.all_is_done_once(jumps.len());
}

fn faked(place: &Place, library: &Path, jump: &str) -> Output {
    place
        .program(&["run", "--once"])
        .env("LD_PRELOAD", library)
        .env("FAKETIME", jump)
        .env("FAKETIME_DONT_FAKE_MONOTONIC", "1")
        .output()
        .unwrap()
}
