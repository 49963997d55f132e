//! Mail made to do harm, through the real program: each ends in an outcome, in bounded time and memory, and nothing a sender
//! wrote steers a file, a terminal, a page, a table or a letter.

#[path = "hostile/files.rs"]
mod files;
#[path = "hostile/mails.rs"]
mod mails;
#[path = "hostile/place.rs"]
mod place;

use cisdp_intake::answer::{Manners, Outcome, Week, digest};
use cisdp_intake::mail::{Address, Mail, parse};
use cisdp_intake::rules;
use cisdp_intake::store::Store;
use jiff::Timestamp;
use place::Place;
use std::collections::BTreeSet;
use std::fs;
use std::time::Duration;

/// The daemon's own memory for all of them together; a mail has at most 40 MB, and two are read at once.
const MEMORY: u64 = 800 << 20;

#[test]
fn every_hostile_mail_ends_in_an_outcome_in_bounded_time_and_memory() {
    let place = Place::new();
    let mails = mails::all();
    for mail in &mails {
        place.put(&mail.name, &mail.bytes);
    }
    let run = place.run_once();
    println!(
        "{} mails, {} MB: {:.1} s, {} MB of memory",
        mails.len(),
        mails.iter().map(|mail| mail.bytes.len()).sum::<usize>() >> 20,
        run.time.as_secs_f32(),
        run.peak >> 20
    );
    assert!(run.status.success(), "{} {}", run.status, run.log);
    assert!(run.peak < MEMORY, "{} MB", run.peak >> 20);
    assert!(run.time < Duration::from_secs(1200), "{:?}", run.time);
    for words in ["failed", "does not end", "ERROR"] {
        assert!(!run.log.contains(words), "{}", run.log);
    }
    let handled: BTreeSet<String> = place.outcomes().into_iter().map(|o| o.mail).collect();
    let too_large = |bytes: usize| bytes > 40 << 20;
    for mail in mails.iter().filter(|mail| !too_large(mail.bytes.len())) {
        let id = cisdp_intake::store::mail_id(&mail.bytes);
        assert!(handled.contains(&id), "{} has no outcome", mail.name);
    }
    assert_eq!(handled.len(), mails.len());
    let stored: u64 = place
        .files()
        .iter()
        .filter(|path| !path.starts_with(place.path("mails")) && !path.ends_with(".eml"))
        .filter(|path| path.starts_with(place.path("store/journal")))
        .filter_map(|path| Some(fs::metadata(path).ok()?.len()))
        .sum();
    assert!(stored < 2 << 20, "the journal has {} kB", stored >> 10);
}

/// By hand, for figures: `cargo test --release --test hostile each_alone -- --ignored --nocapture`.
#[test]
#[ignore = "figures, by hand; CISDP_HOSTILE=word takes those with the word in their names"]
fn each_alone() {
    let wanted = std::env::var("CISDP_HOSTILE").unwrap_or_default();
    for mail in mails::all() {
        if !mail.name.contains(&wanted) {
            continue;
        }
        let place = Place::new();
        place.put(&mail.name, &mail.bytes);
        let run = place.run_once();
        let outcomes = place.outcomes();
        let verdict = outcomes.first().map(|outcome| outcome.verdict);
        println!(
            "{:<36} {:>6} kB  {:>6.1} s  {:>5} MB  {verdict:?}",
            mail.name,
            mail.bytes.len() >> 10,
            run.time.as_secs_f32(),
            run.peak >> 20,
        );
    }
}

/// Words that would do harm if anybody took them for more than words.
const HARMFUL: &[&str] = &[
    "=HYPERLINK(\"http://hostile.example\")",
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1:A9)",
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "{{ 7 * 7 }}{% for x in range(100000000) %}x{% endfor %}",
    "\u{1b}[2J\u{1b}]0;owned\u{7}\u{9b}31m",
    "\u{202e}txt.exe\u{200b}\u{2066}",
    "a\r\nBcc: victim@hostile.example\r\n\r\nb",
];

/// A mail whose sender, subject, identifiers and form are made of such words.
fn harmful(number: usize, words: &str) -> Vec<u8> {
    let encoded: String = words.bytes().map(|byte| format!("={byte:02X}")).collect();
    let on_a_line = words.replace(['\r', '\n'], " ");
    let form: String = mails::FORM
        .lines()
        .map(|line| match line.split_once(": ") {
            Some((label, _)) if label.starts_with("Name of") || label.contains("leader") => {
                format!("{label}: {on_a_line}\r\n")
            }
            Some((label, _)) if label.starts_with("Function") || label.starts_with("Position") => {
                format!("{label}: {on_a_line} x\r\n")
            }
            _ => format!("{line}\r\n"),
        })
        .collect();
    format!(
        "Return-Path: <m{number}@hostile.example>\r\nFrom: =?utf-8?Q?{encoded}?= <m{number}@hostile.example>\r\nTo: cisdp1@test.example\r\nSubject: =?utf-8?Q?{encoded}?= form\r\nMessage-ID: <{number}-=?utf-8?Q?{encoded}?=@hostile.example>\r\nReferences: <r@x>\r\n <=?utf-8?Q?{encoded}?=@hostile.example>\r\nDate: Tue, 17 Nov 2026 10:00:00 +0000\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{form}"
    )
    .into_bytes()
}

fn manners() -> Manners {
    let address = |email: &str| Address {
        name: String::new(),
        email: email.to_owned(),
    };
    Manners {
        own_addresses: Vec::new(),
        from: address("cisdp1@test.example"),
        message_id_host: "test.example".to_owned(),
        envelope_from: None,
        instance: "test".to_owned(),
        answer: true,
        answer_from: Timestamp::UNIX_EPOCH,
        answer_within_days: 3650,
        per_sender_hour: 5,
        per_sender_day: 20,
        per_hour: 100,
        per_day: 500,
        fallback_language: "en".to_owned(),
        reply_to_domains: Vec::new(),
        digest_to: vec![address("secretariat@test.example")],
        zone: jiff::tz::TimeZone::UTC,
        target: 1000,
    }
}

#[test]
fn what_a_sender_writes_steers_no_letter_no_page_no_table_and_no_terminal() {
    let place = Place::new();
    for (number, words) in HARMFUL.iter().enumerate() {
        place.put(&format!("{number}.M1.host"), &harmful(number, words));
    }
    let run = place.run_once();
    assert!(run.status.success(), "{}", run.log);
    terminal("the log", run.log.as_bytes());
    assert_eq!(place.outcomes().len(), HARMFUL.len());

    let letters = fs::read_dir(place.path("letters")).expect("letters");
    let (mut count, mut quoted) = (0, 0);
    for letter in letters {
        let bytes = fs::read(letter.expect("a letter").path()).expect("its bytes");
        count += 1;
        let letter = harmless_letter(&bytes);
        quoted += usize::from(letter.text.is_some_and(|text| text.contains("{{ 7 * 7 }}")));
    }
    assert_eq!(
        quoted, 1,
        "a template in a value is words, or was it left out?"
    );
    assert!(count >= HARMFUL.len() - 1, "{count} letters");

    let csv = place.output(&["records", "--config", "config.toml", "--csv"]);
    table(&csv, b',');
    for arguments in [
        &["records", "--config", "config.toml"][..],
        &["records", "--config", "config.toml", "--json"],
        &["parse", "mails/new/7.M1.host", "mails/new/8.M1.host"],
        &["parse", "--json", "mails/new/7.M1.host"],
    ] {
        terminal(&arguments.join(" "), &place.output(arguments));
    }

    let store = Store::open_read(&place.path("store")).expect("the store");
    let outcomes: Vec<Outcome> = store.ledger().all_outcomes().expect("outcomes");
    let week = Week {
        name: "2026-W47".to_owned(),
        from: Timestamp::UNIX_EPOCH,
        to: Timestamp::now(),
        notices: HARMFUL.iter().map(|words| (*words).to_owned()).collect(),
        records: store.ledger().records().expect("records"),
        failed_letters: HARMFUL
            .iter()
            .map(|words| {
                (
                    format!("ack:{}", outcomes[0].mail),
                    (*words).to_owned(),
                    (*words).to_owned(),
                )
            })
            .collect(),
        outcomes,
        ..Week::default()
    };
    let rules = rules::compile(&rules::builtin()).expect("rules");
    for letter in digest(&week, &manners(), &rules, Timestamp::now()) {
        let mail = harmless_letter(&letter.bytes);
        let attached = mail.attachments.first().expect("the table");
        table(&attached.bytes, b',');
    }
}

/// No header field of the sender's making, no markup, no template that was obeyed.
fn harmless_letter(bytes: &[u8]) -> Mail {
    let mail = parse(bytes);
    let text = String::from_utf8_lossy(bytes);
    let (head, _) = text.split_once("\r\n\r\n").expect("a header section");
    assert!(!head.lines().any(|line| line.starts_with("Bcc:")), "{head}");
    assert!(
        head.lines()
            .all(|line| !line.contains(|c: char| c.is_control() && c != '\t')),
        "{head}"
    );
    assert_eq!(mail.recipients.len(), 1);
    terminal("a letter's subject", mail.subject.as_bytes());
    let plain = mail.text.clone().unwrap_or_default();
    terminal("a letter", plain.as_bytes());
    let html = mail.html.clone().unwrap_or_default();
    for markup in ["<script", "<img src=x"] {
        assert!(!html.contains(markup), "{html}");
    }
    assert!(
        plain.len() < 100_000 && !plain.contains("xxxxxxxxxx"),
        "{plain}"
    );
    mail
}

/// No character but line ends that a terminal obeys, and none that turns the writing around.
fn terminal(what: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let steering = |c: &char| {
        (c.is_control() && !"\r\n\t".contains(*c))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200b}')
    };
    if let Some(found) = text.chars().find(steering) {
        panic!("{what} has {found:?}: {text:?}");
    }
}

/// No cell of a table begins a formula.
fn table(bytes: &[u8], separator: u8) {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .delimiter(separator)
        .from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").expect("its mark"));
    let mut marked = 0;
    for row in reader.records() {
        for cell in row.expect("a row").iter() {
            let phone = cell.starts_with('+') && cell[1..].bytes().all(|b| b.is_ascii_digit());
            assert!(
                !cell.starts_with(['=', '+', '-', '@', '\t', '\r']) || phone,
                "{cell:?}"
            );
            marked += usize::from(cell.starts_with('\''));
        }
    }
    assert!(marked >= 4, "the formulas were not in it");
}

#[test]
fn nothing_is_ever_written_under_a_senders_name() {
    let names = [
        "../../../../../../../../tmp/cisdp-hostile-name.txt",
        "/tmp/cisdp-hostile-absolute-name.txt",
        "..\\..\\cisdp-hostile-back.txt",
        "C:\\cisdp-hostile-drive.txt",
        "cisdp-hostile-plain.txt",
        "CON",
        "aux.txt",
        "COM1.pdf",
        "nul",
        "~/.bashrc",
        "$(touch cisdp-hostile-shell)",
        "`touch cisdp-hostile-shell`.txt",
        "|touch cisdp-hostile-pipe",
        "cisdp-hostile\u{202e}txt.exe",
        "cisdp-hostile%00.txt",
        "-rf",
        ".",
        "..",
    ];
    let place = Place::new();
    let mut mail = mails::head("cisdp-hostile-subject");
    mail += "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nOur form.\r\n";
    for name in names {
        let encoded: String = name.bytes().map(|byte| format!("%{byte:02X}")).collect();
        mail += &format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename*=utf-8''{encoded}\r\n\r\n{}\r\n",
            mails::FORM
        );
    }
    mail += "--b--\r\n";
    place.put("1.M1.host", mail.as_bytes());
    let paths = files::all()
        .into_iter()
        .find(|(name, _)| name == "paths.zip");
    let mut zipped = mails::head("cisdp-hostile-zip").into_bytes();
    zipped.extend(mails::with_file(
        "../cisdp-hostile.zip",
        &paths.expect("it is among them").1,
    ));
    place.put("2.M1.host", &zipped);
    let before: BTreeSet<_> = place.files().into_iter().collect();
    let run = place.run_once();
    assert!(run.status.success(), "{}", run.log);
    assert_eq!(place.outcomes().len(), 2);
    place.output(&["records", "--config", "config.toml"]);
    let ids: Vec<String> = place
        .outcomes()
        .into_iter()
        .map(|outcome| outcome.mail)
        .collect();
    for path in place.files() {
        if before.contains(&path) {
            continue;
        }
        let ours = path.starts_with(place.path("store"))
            || path.starts_with(place.path("letters"))
            || path == place.path("log")
            || path == place.path("output");
        assert!(ours, "{}", path.display());
        let name = path
            .file_name()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        assert!(!name.contains("hostile"), "{}", path.display());
        if path.starts_with(place.path("store/mail")) {
            assert!(
                ids.contains(&name.trim_end_matches(".eml").to_owned()),
                "{name}"
            );
        }
    }
    let outside = fs::read_dir("/tmp").expect("/tmp");
    for entry in outside {
        let name = entry.expect("an entry").file_name();
        assert!(
            !name.to_string_lossy().starts_with("cisdp-hostile"),
            "{name:?}"
        );
    }
}
