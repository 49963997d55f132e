//! A small life for the store: mails, decisions and letters as the loops make them.
#![allow(dead_code)]

use cisdp_intake::answer::{Acknowledgment, Decision, MailId, Outcome, Record};
use cisdp_intake::extract::{Source, Status, Submission, Value, Verdict};
use cisdp_intake::mail::{Address, Letter, MailPlace, RawMail};
use cisdp_intake::store::{Accepted, Store};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::path::Path;

/// A folder that goes away by itself, in memory where that is possible: fsync on a busy disk would take minutes.
pub fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    tempfile::tempdir_in(memory).unwrap_or_else(|_| tempfile::tempdir().unwrap())
}

/// A moment: so many seconds after the beginning.
pub fn at(seconds: i64) -> Timestamp {
    Timestamp::from_second(1_790_000_000 + seconds).unwrap()
}

/// A place in INBOX.
pub fn place(uid: u32) -> MailPlace {
    MailPlace {
        folder: "INBOX".into(),
        uid_validity: 7,
        uid,
        file: None,
    }
}

/// The `n`th mail, at UID `n`.
pub fn mail(n: u32) -> RawMail {
    RawMail {
        bytes: format!(
            "Message-ID: <m{n}@town>\r\nSubject: Adhesión {n}\r\n\r\nWe join, town {n}.\r\n"
        )
        .into_bytes(),
        place: place(n),
        received: at(i64::from(n)),
        answered: false,
        junk: false,
        headers_only: false,
    }
}

/// A letter.
pub fn letter(key: &str, seconds: i64) -> Letter {
    Letter {
        key: key.into(),
        message_id: format!("{}@bot", key.replace(':', ".")),
        envelope_from: None,
        to: "Ana@town.example".into(),
        subject: format!("Re: {key}"),
        composed: at(seconds),
        bytes: format!("Subject: x\r\n\r\nfor {key} €\r\n").into_bytes(),
    }
}

/// What the desk decides about the mail `id`: one record and one acknowledgment.
pub fn decision(id: &MailId, seconds: i64) -> Decision {
    let record = Record {
        id: format!("{}-1", &id[..12]),
        revision: 1,
        mail: id.clone(),
        received: at(seconds),
        government: Some(format!("ES/{}", &id[..4])),
        submission: submission(),
    };
    Decision {
        outcome: Outcome {
            mail: id.clone(),
            received: at(seconds),
            from: Some(Address {
                name: "Ana".into(),
                email: "ana@town.example".into(),
            }),
            subject: "Adhesión".into(),
            message_id: Some(format!("{}@town", &id[..8])),
            verdict: Verdict::Form,
            reason: "one form".into(),
            review: None,
            acknowledgment: Acknowledgment::Letter(format!("ack:{id}")),
            records: vec![record.id.clone()],
            handled: at(seconds),
            rules: "r".into(),
        },
        records: vec![record],
        letters: vec![letter(&format!("ack:{id}"), seconds)],
    }
}

fn submission() -> Submission {
    let value = |text: &str| Value {
        value: serde_json::Value::String(text.into()),
        raw: text.into(),
        source: Source::Pdf,
        r#where: "page 1".into(),
        confidence: 0.87,
    };
    Submission {
        status: Status::Complete,
        language: "es".into(),
        source: "form.pdf".into(),
        missing: vec!["website".into()],
        questions: Vec::new(),
        fields: BTreeMap::from([
            ("lrg_name".to_owned(), value("Irún")),
            ("motivation".to_owned(), value(&"Human rights. ".repeat(40))),
        ]),
    }
}

/// Takes the mails `1..=count` into custody.
pub fn accept(store: &Store, count: u32) -> Vec<MailId> {
    (1..=count)
        .map(
            |n| match store.inbox().accept(&mail(n), at(i64::from(n))).unwrap() {
                Accepted::New(id) | Accepted::Known(id) => id,
            },
        )
        .collect()
}

/// The desk reads all that waits.
pub fn read_all(store: &Store, seconds: i64) -> u32 {
    let mut count = 0;
    while let Some(taken) = store.inbox().take(at(seconds)).unwrap() {
        assert!(store.ledger().file(&decision(&taken.id, seconds)).unwrap());
        count += 1;
    }
    count
}

/// Dispatch sends all that is due; gives the keys.
pub fn send_all(store: &Store, seconds: i64) -> Vec<String> {
    let mut keys = Vec::new();
    while let Some(claim) = store.outbox().claim(at(seconds)).unwrap() {
        store
            .outbox()
            .sent(&claim.letter.key, at(seconds), "250 ok")
            .unwrap();
        keys.push(claim.letter.key.clone());
    }
    keys
}

/// Everything that the store tells, as text, to compare two of them.
pub fn portrait(store: &Store) -> String {
    let far = at(0) + SignedDuration::from_hours(24 * 365);
    format!(
        "{:#?}\n{:#?}\n{:#?}\n{:?}\n{:?}\n{:?}",
        store.ledger().all_outcomes().unwrap(),
        store.ledger().records().unwrap(),
        store.outbox().states().unwrap(),
        store.inbox().waiting().unwrap(),
        store.inbox().cursor("INBOX", 7).unwrap(),
        store.notices(at(-1), far).unwrap(),
    )
}

/// Copies a folder as a power cut would leave it: what is on the disk at this moment.
pub fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), &target).unwrap();
        }
    }
}
