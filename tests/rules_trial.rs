//! Edited rules are tried before they come into force: on samples at a reload, on the stored mail by `rules what-if`, which
//! changes not a byte; and `status` says which rules are in force.

use cisdp_intake::answer::Manners;
use cisdp_intake::daemon::{
    Clock, House, Reloaded, RuleBook, Shelf, Standing, load_rules, rules_in_force,
};
use cisdp_intake::mail::{MailPlace, RawMail};
use cisdp_intake::rules::builtin;
use cisdp_intake::store::Store;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::time::SystemTime;

/// A form in the body from Kenya, one from Spain, and a robot's message.
const SAMPLES: [&str; 3] = [
    "027-body-label-and-value-en",
    "028-body-hard-wrapped-essays-es",
    "081-out-of-office-reply-es",
];

fn shipped(name: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    fs::read(path.join(name)).expect("a sample")
}

/// A place with rules, samples, a store, and settings that name them.
struct Place {
    dir: tempfile::TempDir,
}

impl Place {
    fn new() -> Place {
        let place = Place {
            dir: tempfile::tempdir().expect("a folder"),
        };
        place.write_rules("rules");
        fs::create_dir(place.path("samples")).expect("a folder");
        for name in SAMPLES {
            for ending in ["eml", "json"] {
                let file = format!("{name}.{ending}");
                let copy = place.path("samples").join(&file);
                fs::write(copy, shipped(&file)).expect("a copy");
            }
        }
        let config = r#"[mailbox]
kind = "folder"
path = "samples"
[smtp]
kind = "folder"
path = "letters"
[addresses]
from = "CISDP <cisdp1@example.org>"
digest_to = []
[store]
dir = "store"
[rules]
dir = "rules"
"#;
        fs::write(place.path("config.toml"), config).expect("settings");
        fs::create_dir(place.path("letters")).expect("a folder");
        place
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write_rules(&self, folder: &str) {
        for (name, bytes) in builtin() {
            let path = self.path(folder).join(name);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, bytes).expect("a rule file");
        }
    }

    /// Moves Kenya to Europe.
    fn edit(&self, folder: &str) {
        self.replace(folder, "sections.toml", "\"KE\", ", "");
        self.replace(folder, "sections.toml", "\"AD\", ", "\"AD\", \"KE\", ");
    }

    fn replace(&self, folder: &str, file: &str, old: &str, new: &str) {
        let path = self.path(folder).join(file);
        let text = fs::read_to_string(&path).expect("a rule file");
        assert!(text.contains(old), "{old}");
        fs::write(path, text.replacen(old, new, 1)).expect("a rule file");
    }

    fn house(&self) -> House {
        let store = Store::open(&self.path("store")).expect("a store");
        let rules = load_rules(&self.path("rules")).expect("good rules");
        House::new(store, rules, manners(), Clock::system())
    }

    fn book(&self, house: &House) -> RuleBook {
        let shelf = Shelf {
            rules: self.path("rules"),
            samples: self.path("samples"),
            read_all: Arc::new(|_| Vec::new()),
            ocr: false,
        };
        RuleBook::new(house.clone(), shelf)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_cisdp-intake"))
            .args(arguments)
            .current_dir(self.dir.path())
            .output()
            .expect("the program starts")
    }
}

fn manners() -> Manners {
    Manners {
        own_addresses: Vec::new(),
        from: Default::default(),
        message_id_host: String::new(),
        envelope_from: None,
        instance: String::new(),
        answer: false,
        answer_from: Timestamp::UNIX_EPOCH,
        answer_within_days: 1,
        per_sender_hour: 1,
        per_sender_day: 1,
        per_hour: 1,
        per_day: 1,
        fallback_language: "en".to_owned(),
        reply_to_domains: Vec::new(),
        digest_to: Vec::new(),
        zone: TimeZone::UTC,
        target: 1,
    }
}

fn text(output: &Output) -> String {
    let both = [output.stdout.clone(), output.stderr.clone()].concat();
    String::from_utf8(both).expect("UTF-8")
}

/// As `picture`, without the index: whoever has the store open writes that in the background.
fn custody(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut all = picture(folder);
    all.retain(|path, _| !path.starts_with(folder.join("index")));
    all
}

/// All files below a folder: bytes and time of the last change.
fn picture(folder: &Path) -> BTreeMap<PathBuf, (Vec<u8>, SystemTime)> {
    let mut all = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).expect("a folder") {
            let path = entry.expect("a file").path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let changed = fs::metadata(&path).and_then(|m| m.modified());
                let bytes = fs::read(&path).expect("a file");
                all.insert(path, (bytes, changed.expect("a time")));
            }
        }
    }
    all
}

fn keep(store: &Store, count: usize) {
    for number in 0..count {
        let name = SAMPLES[number % SAMPLES.len()];
        let mut bytes = format!("X-Copy: {number}\r\n").into_bytes();
        bytes.extend(shipped(&format!("{name}.eml")));
        let mail = RawMail {
            bytes,
            place: MailPlace {
                folder: "INBOX".to_owned(),
                uid_validity: 7,
                uid: u32::try_from(number).expect("few") + 1,
                file: None,
            },
            received: "2026-11-18T12:00:00Z".parse().expect("a moment"),
            answered: false,
            junk: false,
            headers_only: false,
        };
        store.inbox().accept(&mail, Timestamp::now()).expect("held");
    }
}

#[test]
fn a_reload_that_reads_a_sample_worse_is_refused_and_names_all_of_them() {
    let place = Place::new();
    let house = place.house();
    let book = place.book(&house);
    let before = house.rules().fingerprint.clone();
    assert_eq!(book.reload(), Reloaded::Same);
    place.edit("rules");
    let Reloaded::Refused(reasons) = book.reload() else {
        panic!("rules that read a sample worse came into force");
    };
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    let told =
        "sample 027-body-label-and-value-en was read rightly and would be read wrongly: region";
    assert_eq!(reasons, [told]);
    assert_eq!(house.rules().fingerprint, before);
    let notices = house.store.notices(Timestamp::MIN, Timestamp::MAX);
    let notices = notices.expect("notices");
    assert_eq!(notices.len(), 1);
    assert!(notices[0].1.contains("sample 027-body"), "{notices:?}");
    // Told once, however often it is tried.
    book.reload();
    let notices = house.store.notices(Timestamp::MIN, Timestamp::MAX);
    assert_eq!(notices.expect("notices").len(), 1);
    let noted = Standing::read(house.store.dir())
        .expect("a note")
        .expect("one");
    assert_eq!(noted.rules.fingerprint, before);
    assert_eq!(noted.rules.refused.expect("a refusal").reasons, reasons);

    // A sample that nobody reads rightly is no reason, and a sample that says otherwise lets the rules in.
    let expected = place.path("samples/027-body-label-and-value-en.json");
    let said = fs::read_to_string(&expected).expect("an expectation");
    fs::write(&expected, said.replace("\"africa\"", "\"europe\"")).expect("an expectation");
    let Reloaded::InForce(change) = book.reload() else {
        panic!("good rules were refused: {:?}", book.standing());
    };
    assert_eq!(change, "sections.toml");
    assert_ne!(house.rules().fingerprint, before);
    assert!(book.standing().rules.refused.is_none());
    let kept = load_rules(&rules_in_force(house.store.dir())).expect("a copy");
    assert_eq!(kept.fingerprint, house.rules().fingerprint);
}

#[test]
fn a_new_form_comes_into_force_with_a_sample_only() {
    let place = Place::new();
    let house = place.house();
    let book = place.book(&house);
    let before = house.rules().fingerprint.clone();
    let form = "[titles]\nen = \"Wave 5\"\n\n[labels.en]\nlrg_name = \"Designation of the territory\"\ncountry = \"Sovereign state\"\nmotivation = \"Reasons to take part\"\n";
    fs::write(place.path("rules/forms/wave-5.toml"), form).expect("a form");
    let Reloaded::Refused(reasons) = book.reload() else {
        panic!("a form without a sample came into force");
    };
    assert_eq!(reasons.len(), 1, "{reasons:?}");
    for words in [
        "forms/wave-5.toml:4:1: error: no sample shows this form",
        "NAME.eml and NAME.json",
    ] {
        assert!(reasons[0].contains(words), "{reasons:?}");
    }
    assert_eq!(house.rules().fingerprint, before);
    let message = "From: a@irun.example\nSubject: Form\n\nDesignation of the territory: Irun\nSovereign state: Spain\nReasons to take part: to learn\n";
    fs::write(place.path("samples/wave-5.eml"), message).expect("a message");
    let expected = r#"{"verdict": "bounce", "submissions": []}"#;
    fs::write(place.path("samples/wave-5.json"), expected).expect("an expectation");
    let Reloaded::InForce(change) = book.reload() else {
        panic!("refused: {:?}", book.standing().rules.refused);
    };
    assert!(
        change.contains("forms/wave-5.toml is new; labels "),
        "{change}"
    );
    assert!(change.contains("forms 1 → 2"), "{change}");
}

#[test]
fn a_folder_that_is_watched_is_read_when_nobody_writes_any_more() {
    let place = Place::new();
    let house = place.house();
    let book = place.book(&house);
    let before = house.rules().fingerprint.clone();
    let robots = ("senders = [", "senders = [\n  \"aviso-automatico\",");
    place.replace("rules", "robots.toml", robots.0, robots.1);
    book.look();
    assert_eq!(house.rules().fingerprint, before, "somebody may be writing");
    book.look();
    assert_ne!(house.rules().fingerprint, before);
    let before = house.rules().fingerprint.clone();
    fs::write(place.path("rules/robots.toml"), "senders = \n").expect("a rule file");
    book.look();
    book.look();
    assert_eq!(house.rules().fingerprint, before);
    assert!(book.standing().rules.refused.is_some());
    let notices = house.store.notices(Timestamp::MIN, Timestamp::MAX);
    assert!(
        notices.expect("notices").is_empty(),
        "the digest waits for whoever writes"
    );
}

#[test]
fn what_if_shows_what_would_be_otherwise_and_changes_not_a_byte() {
    let place = Place::new();
    let house = place.house();
    let _book = place.book(&house);
    keep(&house.store, 9);
    place.write_rules("edited");
    place.edit("edited");
    let before = custody(&place.path("store"));
    // The store is open in this process, as it is while a daemon runs.
    assert!(Store::holder(&place.path("store")).is_some());
    let output = place.run(&["rules", "what-if", "edited", "--json"]);
    let shown = text(&output);
    assert_eq!(
        output.status.code(),
        Some(1),
        "a sample is read worse: {shown}"
    );
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["old"], "the rules in force");
    assert_eq!((&found["mails"], &found["samples"]), (&9.into(), &3.into()));
    let cases = found["cases"].as_array().expect("cases");
    assert_eq!(cases.len(), 4, "three mails and a sample: {shown}");
    for case in cases {
        let differences = case["differences"].as_array().expect("differences");
        assert_eq!(differences.len(), 1, "{shown}");
        assert_eq!(differences[0]["what"], "region");
        assert_eq!(differences[0]["old"], "africa");
        assert_eq!(differences[0]["new"], "europe");
    }
    assert_eq!(cases[3]["right"], serde_json::json!([true, false]));
    let shown = text(&place.run(&["rules", "what-if", "edited"]));
    for words in [
        "africa → europe",
        "3 of 9 mails and 1 of 3 samples would be read otherwise; nothing was changed",
        "a reload would refuse these rules",
    ] {
        assert!(shown.contains(words), "{shown}");
    }
    assert!(
        shown.lines().all(|line| line.chars().count() <= 100),
        "{shown}"
    );
    assert_eq!(
        custody(&place.path("store")),
        before,
        "what-if wrote into the store"
    );

    // Nor when no daemon runs, and with the rules edited where they lie.
    house.store.close().expect("closed");
    drop((house, _book));
    let before = picture(&place.path("store"));
    place.edit("rules");
    let output = place.run(&["rules", "what-if", "rules"]);
    assert!(text(&output).contains("3 of 9 mails"), "{}", text(&output));
    assert_eq!(picture(&place.path("store")), before);
}

#[test]
fn rules_test_shows_fields_right_and_wrong() {
    let place = Place::new();
    let output = place.run(&["rules", "test"]);
    let shown = text(&output);
    assert!(output.status.success(), "{shown}");
    assert!(
        shown.contains("3 of 3 samples are read as expected"),
        "{shown}"
    );
    place.edit("rules");
    let output = place.run(&["rules", "test", "027", "081"]);
    let shown = text(&output);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    for words in [
        "1 of 2 samples",
        "expected africa",
        "found    europe",
        "region",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert!(
        shown.lines().all(|line| line.chars().count() <= 100),
        "{shown}"
    );
    assert!(!shown.contains('\x1b'));
    let output = place.run(&["rules", "test", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["fields"]["region"]["other"], 1);
    assert_eq!(found["samples"][0]["differences"][0]["what"], "region");
    assert!(!place.run(&["rules", "test", "nothing"]).status.success());
}

#[test]
fn status_says_how_things_stand_beside_the_daemon_and_without_it() {
    let place = Place::new();
    let house = place.house();
    let book = place.book(&house);
    keep(&house.store, 2);
    let before = custody(&place.path("store"));
    let output = place.run(&["status"]);
    let shown = text(&output);
    assert!(output.status.success(), "{shown}");
    for words in [
        "running since",
        "2 held, 2 waiting",
        "in force since",
        "sound",
        "none yet",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    assert_eq!(
        custody(&place.path("store")),
        before,
        "status wrote into the store"
    );
    place.edit("rules");
    assert!(text(&place.run(&["status"])).contains("the folder holds other rules by now"));
    book.reload();
    let output = place.run(&["status"]);
    let shown = text(&output);
    assert_eq!(output.status.code(), Some(1), "{shown}");
    assert!(shown.contains("others were refused"), "{shown}");
    assert!(shown.contains("sample 027-body"), "{shown}");
    assert!(
        shown.lines().all(|line| line.chars().count() <= 100),
        "{shown}"
    );
    let output = place.run(&["status", "--json"]);
    let found: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(found["running"], true);
    assert_eq!(found["mail"]["waiting"], 2);
    assert_eq!(found["attention"][0], "new rules were refused");
    house.store.close().expect("closed");
    drop((house, book));
    let shown = text(&place.run(&["status"]));
    assert!(shown.contains("not running; last started"), "{shown}");
}
