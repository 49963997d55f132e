//! What the tests of this room build on: rules, mails and submissions made by hand.

mod loops;
mod silent;
mod weekly;
mod written;

use super::*;
use crate::extract::{Source, Status, Value};
use crate::mail::parse;
use crate::rules::{Rules, Texts};

/// The rules that the program carries, with some words for these tests.
pub(super) fn rules() -> Rules {
    static COMPILED: std::sync::OnceLock<Rules> = std::sync::OnceLock::new();
    let compiled =
        COMPILED.get_or_init(|| crate::rules::compile(&crate::rules::builtin()).unwrap());
    let mut rules = compiled.clone();
    let words =
        |all: &[&str]| -> Texts { all.iter().map(|word| crate::rules::fold(word)).collect() };
    rules.words.phrases.insert(
        "campaign".into(),
        BTreeMap::from([
            ("es".into(), words(&["formulario", "campaña"])),
            ("en".into(), words(&["campaign", "join form"])),
        ]),
    );
    rules
}

/// A submission with these values; complete unless changed.
pub(super) fn submission(fields: &[(&str, &str)]) -> Submission {
    let value = |text: &str| Value {
        value: text.parse::<u64>().map_or_else(|_| text.into(), Into::into),
        raw: text.to_owned(),
        source: Source::Acroform,
        r#where: "page 1".into(),
        confidence: 1.0,
    };
    Submission {
        status: Status::Complete,
        language: "es".into(),
        source: "Formulario.pdf".into(),
        missing: Vec::new(),
        questions: Vec::new(),
        fields: fields
            .iter()
            .filter(|(_, text)| !text.is_empty())
            .map(|(id, text)| ((*id).to_owned(), value(text)))
            .collect(),
    }
}

/// A complete submission of Irún.
pub(super) fn irun() -> Submission {
    submission(&[
        ("lrg_name", "Ayuntamiento de Irún"),
        ("country", "ES"),
        ("region", "europe"),
        ("gov_type", "municipality"),
        ("population", "62933"),
        ("leader_name", "Cristina Laborda Albolea"),
        ("contact_name", "Ana López Etxeberria"),
        ("contact_email", "ana.lopez@irun.example"),
        ("motivation", "Queremos…"),
    ])
}

/// The same with fields left out.
pub(super) fn incomplete(missing: &[&str]) -> Submission {
    let mut submission = irun();
    submission.status = Status::Incomplete;
    submission
        .fields
        .retain(|id, _| !missing.contains(&id.as_str()));
    submission.missing = missing.iter().map(|id| (*id).to_owned()).collect();
    submission
}

pub(super) fn mail(source: &str) -> Mail {
    parse(source.as_bytes())
}

/// An ordinary mail from Irún.
pub(super) fn plain_mail() -> Mail {
    mail(
        "Return-Path: <ana.lopez@irun.example>\nFrom: Ana López <ana.lopez@irun.example>\nTo: cisdp1@uclg.example\nSubject: =?utf-8?q?Adhesi=C3=B3n_de_Ir=C3=BAn?=\nMessage-ID: <1@irun.example>\nDate: Mon, 16 Nov 2026 10:00:00 +0100\n\nAdjuntamos el formulario.\n",
    )
}

pub(super) fn finding(submissions: Vec<Submission>) -> Finding {
    Finding {
        verdict: if submissions.is_empty() {
            Verdict::Other
        } else {
            Verdict::Form
        },
        reason: "one attached form".into(),
        submissions,
    }
}

pub(super) fn manners() -> Manners {
    Manners {
        own_addresses: vec!["cisdp1@uclg.example".into(), "cisdp@uclg.example".into()],
        from: Address {
            name: "UCLG-CISDP".into(),
            email: "cisdp1@uclg.example".into(),
        },
        message_id_host: "intake.uclg.example".into(),
        envelope_from: None,
        instance: "cisdp1".into(),
        answer: true,
        answer_from: at("2026-11-01T00:00:00Z"),
        answer_within_days: 7,
        per_sender_hour: 5,
        per_sender_day: 20,
        per_hour: 60,
        per_day: 300,
        fallback_language: "en".into(),
        reply_to_domains: Vec::new(),
        digest_to: vec![Address {
            name: "Secretariat".into(),
            email: "secretary@uclg.example".into(),
        }],
        zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(1)),
        target: 1000,
    }
}

pub(super) fn at(time: &str) -> Timestamp {
    time.parse().unwrap()
}

pub(super) fn now() -> Timestamp {
    at("2026-11-16T09:05:00Z")
}

const ID: &str = "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

pub(super) fn case<'a>(mail: &'a Mail, finding: &'a Finding) -> Case<'a> {
    static KNOWN: std::sync::OnceLock<MailId> = std::sync::OnceLock::new();
    Case {
        id: KNOWN.get_or_init(|| ID.to_owned()),
        mail,
        finding,
        received: at("2026-11-16T09:00:00Z"),
        answered: false,
        junk: false,
        headers_only: false,
    }
}

pub(super) fn decided(mail: &Mail, finding: &Finding, past: &Past) -> Decision {
    decide(&case(mail, finding), past, &manners(), &rules(), now())
}

pub(super) fn withheld(decision: &Decision) -> &str {
    assert!(decision.letters.is_empty());
    match &decision.outcome.acknowledgment {
        Acknowledgment::Withheld(reason) => reason,
        other => panic!("{other:?}"),
    }
}

/// The one letter, as its reader sees it.
pub(super) fn letter(decision: &Decision) -> Mail {
    let [letter] = decision.letters.as_slice() else {
        panic!("{:?}", decision.outcome.acknowledgment)
    };
    assert_eq!(
        decision.outcome.acknowledgment,
        Acknowledgment::Letter(letter.key.clone())
    );
    parse(&letter.bytes)
}

pub(super) fn text_of(decision: &Decision) -> String {
    letter(decision).text.unwrap()
}
