//! What `mail` makes of odd messages: each fixture stands beside what is expected of it, and is read with LF and with CRLF.

use cisdp_intake::mail::{self, Mail, RobotLists};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};

fn fixtures(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/mail")
        .join(folder);
    let mut found: Vec<PathBuf> = std::fs::read_dir(&folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .collect();
    found.sort();
    assert!(!found.is_empty(), "no fixture in {}", folder.display());
    found
}

fn with_crlf(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 20);
    for byte in bytes {
        if *byte == b'\n' && out.last() != Some(&b'\r') {
            out.push(b'\r');
        }
        out.push(*byte);
    }
    out
}

fn shown(mail: &Mail) -> String {
    let mut out = String::new();
    show(mail, "", &mut out);
    for attachment in &mail.attachments {
        let bytes = &attachment.bytes;
        writeln!(
            out,
            "attachment: {:?} {}{}{} {:?}",
            attachment.name.as_deref().unwrap_or("(nameless)"),
            attachment.content_type,
            if attachment.inline { " inline" } else { "" },
            if attachment.within > 0 {
                format!(" within {}", attachment.within)
            } else {
                String::new()
            },
            String::from_utf8_lossy(bytes)
                .replace("\r\n", "\n")
                .trim_end()
        )
        .unwrap();
    }
    out
}

fn show(mail: &Mail, indent: &str, out: &mut String) {
    let mut line = |name: &str, value: String| {
        if !value.is_empty() && value != "[]" && value != "None" {
            writeln!(out, "{indent}{name}: {value}").unwrap();
        }
    };
    line("headers", mail.headers.len().to_string());
    line("message-id", mail.message_id.clone().unwrap_or_default());
    line("in-reply-to", mail.in_reply_to.join(" "));
    line("references", mail.references.join(" "));
    line("return-path", format!("{:?}", mail.return_path));
    for (name, addresses) in [
        ("from", mail.from.iter().collect::<Vec<_>>()),
        ("sender", mail.sender.iter().collect()),
        ("reply-to", mail.reply_to.iter().collect()),
        ("recipients", mail.recipients.iter().collect()),
    ] {
        let all: Vec<String> = addresses
            .iter()
            .map(|address| format!("{} <{}>", address.name, address.email))
            .collect();
        line(name, all.join(", "));
    }
    line("subject", mail.subject.clone());
    line(
        "date",
        mail.date.map(|date| date.to_string()).unwrap_or_default(),
    );
    line("type", mail.content_type.clone());
    line(
        "text",
        mail.text
            .as_ref()
            .map(|text| format!("{text:?}"))
            .unwrap_or_default(),
    );
    line(
        "html",
        mail.html
            .as_ref()
            .map(|html| format!("{html:?}"))
            .unwrap_or_default(),
    );
    for damage in &mail.damage {
        line("damage", damage.clone());
    }
    for forwarded in &mail.forwarded {
        writeln!(out, "{indent}forwarded:").unwrap();
        show(forwarded, "  ", out);
    }
}

/// `BLESS=1 cargo test --test mail` writes the expectations anew; look at the difference before committing it.
#[test]
fn odd_messages_are_read_as_expected() {
    let mut wrong = Vec::new();
    for path in fixtures("parse") {
        let bytes = std::fs::read(&path).unwrap();
        let expectation = path.with_extension("txt");
        let got = shown(&mail::parse(&bytes));
        if std::env::var_os("BLESS").is_some() {
            std::fs::write(&expectation, &got).unwrap();
        }
        let expected = std::fs::read_to_string(&expectation).unwrap_or_default();
        let got_crlf = shown(&mail::parse(&with_crlf(&bytes)));
        for (ending, got) in [("LF", got), ("CRLF", got_crlf)] {
            if got != expected {
                wrong.push(format!(
                    "{} with {ending}:\n{got}\nexpected:\n{expected}",
                    path.display()
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What a line of the checklist expects.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    /// Written by a person: answered.
    Person,
    /// A robot, whatever is attached.
    Robot,
    /// Not answered, but a form attached to it counts.
    WeakRobot,
    /// Out of office by its subject alone: even answered when a form is attached.
    Subject,
    /// A delivery report.
    Bounce,
    /// Marked as spam.
    Spam,
}
use Sign::{Bounce, Person, Robot, Spam, Subject, WeakRobot};

const HYGIENE: &[(&str, Sign)] = &[
    ("auto-submitted-generated-with-parameter", Robot),
    ("auto-submitted-no-is-a-person", Person),
    ("auto-submitted-no-with-comment-is-a-person", Person),
    ("auto-submitted-notified", Robot),
    ("auto-submitted-replied", Robot),
    ("auto-submitted-second-field", Robot),
    ("auto-submitted-with-comment", Robot),
    ("bounce-of-exchange-in-spanish", Bounce),
    ("bounce-of-exchange-without-report", Bounce),
    ("content-identifier", Robot),
    ("delivered-to", Robot),
    ("delivery-status-part-without-report", Bounce),
    ("from-empty-group", WeakRobot),
    ("from-missing", WeakRobot),
    ("from-unparsable", WeakRobot),
    ("list-archive", WeakRobot),
    ("list-help", WeakRobot),
    ("list-id", WeakRobot),
    ("list-id-of-excepted-gateway", WeakRobot),
    ("list-owner", WeakRobot),
    ("list-post", WeakRobot),
    ("list-subscribe", WeakRobot),
    ("list-unsubscribe", WeakRobot),
    ("list-unsubscribe-of-excepted-gateway-is-a-person", Person),
    ("person", Person),
    ("postmaster-alone-is-a-person", Person),
    ("postmaster-with-another-sign", Robot),
    ("precedence-auto-reply", WeakRobot),
    ("precedence-bulk", WeakRobot),
    ("precedence-junk", WeakRobot),
    ("precedence-list", WeakRobot),
    ("precedence-normal-is-a-person", Person),
    ("report-delivery-status", Bounce),
    ("report-disposition-notification", Robot),
    ("report-feedback", Robot),
    ("return-path-absent-is-a-person", Person),
    ("return-path-null", WeakRobot),
    ("return-path-null-below-another", WeakRobot),
    ("return-path-null-folded", WeakRobot),
    ("return-path-null-with-spaces", WeakRobot),
    ("sender-bounce-plus-123", WeakRobot),
    ("sender-cities-bounces", WeakRobot),
    ("sender-cities-request", WeakRobot),
    ("sender-do-not-reply", WeakRobot),
    ("sender-field-of-a-list", WeakRobot),
    ("sender-listserv", WeakRobot),
    ("sender-mailer-daemon", Robot),
    ("sender-majordomo", WeakRobot),
    ("sender-ne-pas-repondre", WeakRobot),
    ("sender-nepasrepondre", WeakRobot),
    ("sender-no-reply", WeakRobot),
    ("sender-no-responder", WeakRobot),
    ("sender-noreply", WeakRobot),
    ("sender-noresponder", WeakRobot),
    ("sender-only-in-return-path", WeakRobot),
    ("sender-owner-cities", WeakRobot),
    ("spam-dmarc-fail-without-reject-is-a-person", Person),
    ("spam-dmarc-reject", Spam),
    ("spam-forefront", Spam),
    ("spam-scl", Spam),
    ("spam-scl-low-is-a-person", Person),
    ("spam-x-spam-flag", Spam),
    ("spam-x-spam-status", Spam),
    ("subject-01", Subject),
    ("subject-02", Subject),
    ("subject-03", Subject),
    ("subject-04", Subject),
    ("subject-05", Subject),
    ("subject-06", Subject),
    ("subject-07", Subject),
    ("subject-08", Subject),
    ("subject-09", Subject),
    ("subject-10", Subject),
    ("subject-11", Subject),
    ("subject-12", Subject),
    ("subject-13", Subject),
    ("subject-14", Subject),
    ("subject-15", Subject),
    ("subject-in-the-middle-is-a-person", Person),
    ("suppress-all", WeakRobot),
    ("suppress-autoreply-among-others", WeakRobot),
    ("suppress-other-words-is-a-person", Person),
    ("text-calendar-reply", Robot),
    ("text-calendar-reply-as-part", Robot),
    ("text-calendar-request-is-a-person", Person),
    ("x-autogenerated", Robot),
    ("x-autoreply", Robot),
    ("x-autoreply-from", Robot),
    ("x-autorespond", Robot),
    ("x-autoresponder", Robot),
    ("x-failed-recipients", Bounce),
    ("x-fc-machinegenerated", Robot),
    ("x-mail-autoreply", Robot),
    ("x-ms-exchange-inbox-rules-loop-alone-is-a-person", Person),
    ("x-ms-exchange-inbox-rules-loop-with-suppress-all", Robot),
    ("x-post-messageclass", Robot),
    ("x-precedence-bulk", WeakRobot),
];

fn robot_lists() -> RobotLists {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules/robots.toml");
    let table: toml::Table = std::fs::read_to_string(path).unwrap().parse().unwrap();
    let list = |key: &str| -> Vec<String> {
        let words = table[key].as_array().unwrap();
        words
            .iter()
            .map(|word| mail::fold_sign(word.as_str().unwrap()).into_owned())
            .collect()
    };
    let mut exceptions = list("list_header_exceptions");
    exceptions.push("gateway.example".to_owned());
    RobotLists {
        senders: list("senders"),
        subjects: list("subjects"),
        bounce_subjects: list("bounce_subjects"),
        list_header_exceptions: exceptions,
    }
}

fn sign_of(mail: &Mail, lists: &RobotLists) -> Sign {
    if mail::spam_sign(mail).is_some() {
        return Spam;
    }
    match mail::robot_sign(mail, lists) {
        None => Person,
        Some(sign) if sign.bounce => Bounce,
        Some(sign) if !sign.silences => Subject,
        Some(sign) if sign.weak => WeakRobot,
        Some(_) => Robot,
    }
}

/// What the fuzz targets have found, and what is like it: read within seconds, and never a panic.
#[test]
fn finds_are_read() {
    for path in fixtures("finds") {
        let bytes = std::fs::read(&path).unwrap();
        let started = std::time::Instant::now();
        for bytes in [with_crlf(&bytes), bytes] {
            let mail = mail::parse(&bytes);
            let _ = mail::robot_sign(&mail, &robot_lists());
            let _ = mail::delivery_report(&mail);
        }
        assert!(started.elapsed().as_secs() < 10, "{}", path.display());
    }
}

#[test]
fn each_line_of_the_checklist_is_kept() {
    let lists = robot_lists();
    let mut wrong = Vec::new();
    let found = fixtures("hygiene");
    for path in &found {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let expected = HYGIENE.iter().find(|(known, _)| *known == name);
        let Some((_, expected)) = expected else {
            wrong.push(format!("{name}: nobody says what it must give"));
            continue;
        };
        let bytes = std::fs::read(path).unwrap();
        for (ending, bytes) in [("CRLF", with_crlf(&bytes)), ("LF", bytes)] {
            let mail = mail::parse(&bytes);
            let got = sign_of(&mail, &lists);
            if got != *expected {
                let sign = mail::robot_sign(&mail, &lists);
                wrong.push(format!(
                    "{name} with {ending}: {got:?}, not {expected:?}: {sign:?}"
                ));
            }
        }
    }
    assert_eq!(found.len(), HYGIENE.len(), "a line without its fixture");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
