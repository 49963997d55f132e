//! The daemon's loops, step by step, with a folder or a scripted server at each end and a clock that stands still.

#[allow(dead_code)]
#[path = "wire/imap_server.rs"]
mod imap_server;
#[path = "wire/smtp_server.rs"]
mod smtp_server;

use cisdp_intake::answer::{Acknowledgment, Manners};
use cisdp_intake::config::Schedule;
use cisdp_intake::daemon::{Checkup, Clock, Daemon, Dispatched, Ends, House, ReadAll};
use cisdp_intake::document::{self, Limits};
use cisdp_intake::mail::{Address, Letter, Mail};
use cisdp_intake::rules;
use cisdp_intake::store::{Standing, Store};
use cisdp_intake::wire::{
    FaultKind, FileSink, FolderMailbox, ImapEnd, ImapMailbox, Layout, Mailbox, Sender, SmtpEnd,
    SmtpSender,
};
use imap_server::{ImapServer, Kind, server};
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use smtp_server::SmtpServer;
use std::fs;
use std::path::Path;
use std::sync::atomic::{AtomicI64, AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

const FORM: &str = "Name of the local or regional government: City of Irun
Country: Spain
Type of government: Municipality
Population: 62.933
Website: https://irun.example
Local / regional leader: Ane Etxeberria
Function: Mayor
Contact person: Jon Garate
Position of the contact person: Head of cooperation
E-mail: jon@irun.example
Telephone: +34 943 505 000
Why are human rights relevant values and a useful framework for guiding local action?: They are the measure of what we do.
Motivations for joining the campaign: We want to learn from others.
Member of UCLG: Yes
Date: 17 November 2026
";

/// A clock that tests move.
#[derive(Clone)]
struct Hands(Arc<AtomicI64>);

impl Hands {
    fn at(text: &str) -> Hands {
        let time: Timestamp = text.parse().unwrap();
        Hands(Arc::new(AtomicI64::new(time.as_second())))
    }
    fn clock(&self) -> Clock {
        let hands = self.clone();
        Clock::of(move || hands.now())
    }
    fn now(&self) -> Timestamp {
        Timestamp::from_second(self.0.load(Ordering::SeqCst)).unwrap()
    }
    fn forward(&self, time: SignedDuration) {
        self.0.fetch_add(time.as_secs(), Ordering::SeqCst);
    }
}

fn manners() -> Manners {
    let address = |email: &str| Address {
        name: String::new(),
        email: email.to_owned(),
    };
    Manners {
        own_addresses: vec!["cisdp1@test.example".to_owned()],
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
        zone: jiff::tz::TimeZone::get("Europe/Madrid").unwrap(),
        target: 1000,
    }
}

fn read_here() -> ReadAll {
    Arc::new(|mail: &Mail| {
        mail.attachments
            .iter()
            .map(|part| {
                document::read(
                    &part.bytes,
                    part.name.as_deref(),
                    &part.content_type,
                    &Limits::default(),
                )
            })
            .collect()
    })
}

fn house(dir: &Path, hands: &Hands) -> House {
    let store = Store::open(&dir.join("store")).unwrap();
    let rules = rules::compile(&rules::builtin()).unwrap();
    House::new(store, rules, manners(), hands.clock())
}

fn daemon(house: &House, mailbox: Mailbox, sender: Sender, read_all: ReadAll) -> Daemon {
    let ends = Ends {
        mailbox,
        sender,
        read_all,
        hands: 4,
        check_every: None,
        schedule: Schedule {
            weekday: Weekday::Monday,
            hour: 8,
            zone: TimeZone::get("Europe/Madrid").unwrap(),
        },
    };
    Daemon::new(house.clone(), ends).unwrap()
}

fn folder(dir: &Path) -> Mailbox {
    let mails = dir.join("mails");
    fs::create_dir_all(&mails).unwrap();
    Mailbox::Folder(FolderMailbox::new(mails, Layout::Files, 1 << 20))
}

fn put_mail(dir: &Path, name: &str, body: &str) {
    let text = format!(
        "Return-Path: <ana@irun.example>\r\nFrom: Ana <ana@irun.example>\r\nTo: cisdp1@test.example\r\nSubject: Join {name}\r\nMessage-ID: <{name}@irun.example>\r\nDate: Tue, 17 Nov 2026 10:00:00 +0000\r\n\r\n{body}"
    );
    fs::create_dir_all(dir.join("mails")).unwrap();
    fs::write(dir.join("mails").join(format!("{name}.eml")), text).unwrap();
}

fn sink(dir: &Path) -> Sender {
    Sender::File(FileSink::new(dir.join("letters")))
}

fn smtp(port: u16) -> Sender {
    Sender::Smtp(SmtpSender::new(SmtpEnd {
        server: server(port),
        hello: "test.example".to_owned(),
        per_minute: 6000,
    }))
}

fn letter(key: &str, now: Timestamp) -> Letter {
    Letter {
        key: key.to_owned(),
        message_id: format!("{key}@test.example"),
        envelope_from: None,
        to: format!("{key}@city.example"),
        subject: "Received".to_owned(),
        composed: now,
        bytes: b"Subject: Received\r\n\r\nThank you.\r\n".to_vec(),
    }
}

fn listing(dir: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| (path.display().to_string(), fs::read(path).unwrap()))
        .collect();
    files.sort();
    files
}

#[tokio::test]
async fn a_form_goes_the_whole_road_once_and_the_mailbox_is_not_touched() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    put_mail(dir.path(), "irun", FORM);
    let before = listing(&dir.path().join("mails"));
    let house = house(dir.path(), &hands);
    let mut daemon = daemon(&house, folder(dir.path()), sink(dir.path()), read_here());
    for round in 0..3 {
        assert_eq!(daemon.intake.step().await.unwrap(), usize::from(round == 0));
        assert_eq!(
            daemon.desk.step().await.unwrap().len(),
            usize::from(round == 0)
        );
        let sent = daemon.dispatch.step().await.unwrap();
        assert_eq!(matches!(sent, Dispatched::Sent(_)), round == 0, "{sent:?}");
    }
    let outcomes = house.store.ledger().all_outcomes().unwrap();
    assert_eq!(outcomes.len(), 1);
    assert!(
        matches!(outcomes[0].acknowledgment, Acknowledgment::Letter(_)),
        "{:?}",
        outcomes[0]
    );
    assert_eq!(house.store.ledger().records().unwrap().len(), 1);
    assert_eq!(listing(&dir.path().join("letters")).len(), 1);
    assert_eq!(listing(&dir.path().join("mails")), before);
}

#[tokio::test]
async fn a_second_start_on_the_same_store_does_nothing_twice() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    put_mail(dir.path(), "irun", FORM);
    for _ in 0..2 {
        let house = house(dir.path(), &hands);
        let mut daemon = daemon(&house, folder(dir.path()), sink(dir.path()), read_here());
        daemon.once().await.unwrap();
        house.store.close().unwrap();
    }
    let house = house(dir.path(), &hands);
    assert_eq!(house.store.ledger().all_outcomes().unwrap().len(), 1);
    let letters = house.store.outbox().states().unwrap();
    assert_eq!(letters.len(), 1);
    assert_eq!(
        (letters[0].attempts, letters[0].standing),
        (1, Standing::Sent)
    );
}

#[tokio::test]
async fn a_mail_that_kills_its_reader_is_parked_after_three_deaths_and_its_neighbours_are_not() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    put_mail(dir.path(), "a", FORM);
    put_mail(dir.path(), "killer", FORM);
    put_mail(dir.path(), "z", FORM);
    let deaths = Arc::new(AtomicU32::new(0));
    let counted = deaths.clone();
    let read = read_here();
    let deadly: ReadAll = Arc::new(move |mail| {
        if mail.subject.contains("killer") {
            counted.fetch_add(1, Ordering::SeqCst);
            panic!("poison");
        }
        read(mail)
    });
    let house = house(dir.path(), &hands);
    let mut daemon = daemon(&house, folder(dir.path()), sink(dir.path()), deadly);
    daemon.intake.step().await.unwrap();
    while !daemon.desk.step().await.unwrap().is_empty() {}
    assert_eq!(deaths.load(Ordering::SeqCst), 3);
    let outcomes = house.store.ledger().all_outcomes().unwrap();
    assert_eq!(outcomes.len(), 3);
    for outcome in outcomes {
        let parked = outcome
            .review
            .as_deref()
            .unwrap_or_default()
            .contains("three times");
        assert_eq!(parked, outcome.subject == "Join killer", "{outcome:?}");
        if parked {
            assert!(!matches!(outcome.acknowledgment, Acknowledgment::Letter(_)));
        }
    }
}

#[tokio::test]
async fn a_letter_refused_for_now_waits_and_one_refused_for_good_does_not_bar_the_others() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    let house = house(dir.path(), &hands);
    let outbox = house.store.outbox();
    let server = SmtpServer::start().await;
    let mut daemon = daemon(&house, folder(dir.path()), smtp(server.port), read_here());
    outbox.put(&letter("one", hands.now())).unwrap();
    server.says(&[("RCPT", "451 4.7.1 greylisted")]);
    assert_eq!(
        daemon.dispatch.step().await.unwrap(),
        Dispatched::Not("one".to_owned())
    );
    assert_eq!(daemon.dispatch.step().await.unwrap(), Dispatched::Nothing);
    hands.forward(SignedDuration::from_mins(2));
    assert_eq!(
        daemon.dispatch.step().await.unwrap(),
        Dispatched::Nothing,
        "it came back too early"
    );
    hands.forward(SignedDuration::from_mins(4));
    server.says(&[("RCPT", "550 5.1.1 unknown")]);
    assert_eq!(
        daemon.dispatch.step().await.unwrap(),
        Dispatched::Not("one".to_owned())
    );
    outbox.put(&letter("two", hands.now())).unwrap();
    server.says(&[]);
    assert_eq!(
        daemon.dispatch.step().await.unwrap(),
        Dispatched::Sent("two".to_owned())
    );
    let states = outbox.states().unwrap();
    assert_eq!(states[0].standing, Standing::Failed);
    assert!(
        states[0].reason.contains("550 5.1.1 unknown"),
        "{}",
        states[0].reason
    );
}

#[tokio::test]
async fn a_letter_is_given_up_after_five_days() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    let house = house(dir.path(), &hands);
    let server = SmtpServer::start().await;
    let mut daemon = daemon(&house, folder(dir.path()), smtp(server.port), read_here());
    house
        .store
        .outbox()
        .put(&letter("one", hands.now()))
        .unwrap();
    server.says(&[(".", "451 later")]);
    let mut attempts = 0;
    while house.store.outbox().states().unwrap()[0].standing == Standing::Waiting {
        if daemon.dispatch.step().await.unwrap() != Dispatched::Nothing {
            attempts += 1;
        }
        hands.forward(SignedDuration::from_mins(10));
        assert!(attempts < 60, "it never ends");
    }
    assert!((25..60).contains(&attempts), "{attempts} attempts");
    let state = &house.store.outbox().states().unwrap()[0];
    assert!(state.reason.contains("five days"), "{}", state.reason);
}

#[tokio::test]
async fn a_fault_of_ours_stops_the_queue_and_loses_no_letter() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    let house = house(dir.path(), &hands);
    let server = SmtpServer::start().await;
    let mut daemon = daemon(&house, folder(dir.path()), smtp(server.port), read_here());
    for key in ["one", "two", "three"] {
        house.store.outbox().put(&letter(key, hands.now())).unwrap();
    }
    server.says(&[("AUTH", "535 5.7.8 wrong password")]);
    let fault = daemon.dispatch.step().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused);
    for _ in 0..5 {
        assert_eq!(daemon.dispatch.step().await.unwrap(), Dispatched::Nothing);
        hands.forward(SignedDuration::from_secs(30));
    }
    assert_eq!(
        server.script.lock().unwrap().connections,
        1,
        "a wrong password was hammered"
    );
    // Even after a week the letters are kept.
    hands.forward(SignedDuration::from_hours(24 * 7));
    daemon.dispatch.step().await.unwrap_err();
    hands.forward(SignedDuration::from_hours(2));
    server.says(&[]);
    let mut sent = 0;
    while let Dispatched::Sent(_) = daemon.dispatch.step().await.unwrap() {
        sent += 1;
    }
    assert_eq!(sent, 3);
    assert_eq!(server.taken().len(), 3);
}

#[tokio::test]
async fn a_letter_whose_fate_is_unknown_is_not_offered_for_ever() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    let house = house(dir.path(), &hands);
    let server = SmtpServer::start().await;
    let mut daemon = daemon(&house, folder(dir.path()), smtp(server.port), read_here());
    house
        .store
        .outbox()
        .put(&letter("one", hands.now()))
        .unwrap();
    server.says(&[(".", "hang up")]);
    for _ in 0..20 {
        daemon.dispatch.step().await.unwrap();
        hands.forward(SignedDuration::from_hours(1));
    }
    let state = &house.store.outbox().states().unwrap()[0];
    assert_eq!((state.attempts, state.standing), (3, Standing::Failed));
    assert!(state.may_have_been_sent);
    assert!(
        state.reason.contains("may have arrived"),
        "{}",
        state.reason
    );
}

fn imap(server_: &ImapServer) -> Mailbox {
    Mailbox::Imap(Box::new(ImapMailbox::new(ImapEnd {
        server: server(server_.port),
        folder: "INBOX".to_owned(),
        since: None,
        max_mail: 1 << 20,
        poll: Duration::from_millis(100),
        idle: true,
    })))
}

/// However it comes: its header is kept, a person looks, and its sender is told in her language.
#[tokio::test]
async fn a_mail_above_the_limit_is_answered_and_left_to_a_person() {
    let hands = Hands::at("2026-11-17T12:00:00Z");
    let head = "Return-Path: <ana@irun.example>\r\nFrom: Ana <ana@irun.example>\r\nTo: cisdp1@test.example\r\nSubject: Formulario de la campa\u{f1}a\r\nMessage-ID: <big@irun.example>\r\nDate: Tue, 17 Nov 2026 10:00:00 +0000\r\n\r\n";
    let text = format!("{head}{}", "x".repeat(3 << 20));
    for kind in ["imap", "maildir", "files"] {
        let dir = tempfile::tempdir().unwrap();
        let house = house(dir.path(), &hands);
        let server = ImapServer::start().await;
        let mailbox = match kind {
            "imap" => {
                let mail = (Kind::Sound, text.clone(), "");
                server.folder.lock().unwrap().mails.insert(1, mail);
                imap(&server)
            }
            "maildir" => {
                for name in ["new", "cur", "tmp"] {
                    fs::create_dir_all(dir.path().join("mails").join(name)).unwrap();
                }
                fs::write(dir.path().join("mails/new/1.M1.host"), &text).unwrap();
                let mails = dir.path().join("mails");
                Mailbox::Folder(FolderMailbox::new(mails, Layout::Maildir, 1 << 20))
            }
            _ => {
                fs::create_dir(dir.path().join("mails")).unwrap();
                fs::write(dir.path().join("mails/1.eml"), &text).unwrap();
                folder(dir.path())
            }
        };
        let mut daemon = daemon(&house, mailbox, sink(dir.path()), read_here());
        daemon.once().await.unwrap();
        let outcomes = house.store.ledger().all_outcomes().unwrap();
        assert_eq!(outcomes.len(), 1, "{kind}");
        let review = outcomes[0].review.as_deref().unwrap_or_default();
        assert!(review.contains("larger than the limit"), "{kind}: {review}");
        let letters = listing(&dir.path().join("letters"));
        assert_eq!(letters.len(), 1, "{kind}: {:?}", outcomes[0].acknowledgment);
        let letter = cisdp_intake::mail::parse(&letters[0].1);
        assert!(
            letter.subject.contains("demasiado grande"),
            "{kind}: {}",
            letter.subject
        );
        if kind == "imap" {
            assert_eq!(
                server.heard("BODY.PEEK[]"),
                0,
                "the whole of it was fetched"
            );
        }
    }
}

#[tokio::test]
async fn a_mail_that_never_comes_is_left_to_a_person_after_three_visits_and_then_passed() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    let house = house(dir.path(), &hands);
    let server = ImapServer::start().await;
    server.put(1, Kind::Sound, "");
    server.put(2, Kind::Bodiless, "");
    server.put(3, Kind::Sound, "");
    let mut daemon = daemon(&house, imap(&server), sink(dir.path()), read_here());
    let cursor = || house.store.inbox().cursor("INBOX", 7).unwrap();
    assert_eq!(
        daemon.intake.step().await.unwrap(),
        2,
        "its neighbours wait for nobody"
    );
    assert_eq!(cursor(), 1, "the cursor passed a mail that is not held");
    assert_eq!(daemon.intake.step().await.unwrap(), 0);
    assert_eq!(cursor(), 1);
    assert_eq!(daemon.intake.step().await.unwrap(), 1);
    assert_eq!(cursor(), 3);
    assert_eq!(daemon.intake.step().await.unwrap(), 0);
    while !daemon.desk.step().await.unwrap().is_empty() {}
    let outcomes = house.store.ledger().all_outcomes().unwrap();
    let stub = outcomes
        .iter()
        .find(|o| o.subject.contains("UID 2"))
        .unwrap();
    assert!(
        stub.review.as_deref().unwrap().contains("look at it there"),
        "{stub:?}"
    );
    assert_eq!(outcomes.len(), 3);
}

#[tokio::test]
async fn a_renumbered_folder_brings_neither_loss_nor_a_second_answer() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    let house = house(dir.path(), &hands);
    let server = ImapServer::start().await;
    server.put(5, Kind::Sound, "");
    server.put(9, Kind::Sound, "");
    let mut daemon = daemon(&house, imap(&server), sink(dir.path()), read_here());
    assert_eq!(daemon.intake.step().await.unwrap(), 2);
    {
        let mut folder = server.folder.lock().unwrap();
        folder.uid_validity = 8;
        let mails: Vec<_> = std::mem::take(&mut folder.mails).into_values().collect();
        folder.mails = (1..).zip(mails).collect();
    }
    server.put(3, Kind::Sound, "");
    assert_eq!(
        daemon.intake.step().await.unwrap(),
        1,
        "known mails came in as new"
    );
    assert_eq!(house.store.inbox().cursor("INBOX", 8).unwrap(), 3);
    let fetched = server.heard("BODY.PEEK[]");
    assert_eq!(daemon.intake.step().await.unwrap(), 0);
    assert_eq!(
        server.heard("BODY.PEEK[]"),
        fetched,
        "held mails were fetched again"
    );
}

#[tokio::test]
async fn the_digest_is_written_once_a_week_and_made_up_for_after_a_pause() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T12:00:00Z");
    put_mail(dir.path(), "irun", FORM);
    let house = house(dir.path(), &hands);
    let mut daemon = daemon(&house, folder(dir.path()), sink(dir.path()), read_here());
    daemon.intake.step().await.unwrap();
    daemon.desk.step().await.unwrap();
    assert_eq!(
        daemon.weekly.step().await.unwrap(),
        0,
        "no digest of the time before the first start"
    );
    hands.forward(SignedDuration::from_hours(24 * 20));
    let letters = daemon.weekly.step().await.unwrap();
    assert_eq!(daemon.weekly.step().await.unwrap(), 0);
    let digests: Vec<String> = house
        .store
        .outbox()
        .states()
        .unwrap()
        .into_iter()
        .map(|state| state.key)
        .filter(|key| key.starts_with("digest:"))
        .collect();
    assert_eq!(digests.len(), letters);
    // The week with the mail, and the last one; the silent one between is not worth a letter.
    if letters > 0 {
        assert_eq!(letters, 2, "{digests:?}");
        assert!(
            digests[0].contains("2026-W47") && digests[1].contains("2026-W49"),
            "{digests:?}"
        );
    }
}

/// The loops run by themselves: a mail that arrives while they run is answered, and a stop ends them.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_running_daemon_answers_and_stops_when_told() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(&dir.path().join("store")).unwrap();
    let rules = rules::compile(&rules::builtin()).unwrap();
    let now = Arc::new(Mutex::new(
        "2026-11-17T12:00:00Z".parse::<Timestamp>().unwrap(),
    ));
    let house = House::new(
        store,
        rules,
        manners(),
        Clock::of(move || *now.lock().unwrap()),
    );
    let imap_server = ImapServer::start().await;
    let smtp_server = SmtpServer::start().await;
    let daemon = daemon(
        &house,
        imap(&imap_server),
        smtp(smtp_server.port),
        read_here(),
    );
    let running = tokio::spawn(daemon.run());
    tokio::time::sleep(Duration::from_millis(300)).await;
    {
        let mut folder = imap_server.folder.lock().unwrap();
        let text = format!(
            "Return-Path: <ana@irun.example>\r\nFrom: <ana@irun.example>\r\nTo: cisdp1@test.example\r\nSubject: Join\r\nMessage-ID: <1@irun.example>\r\nDate: Tue, 17 Nov 2026 10:00:00 +0000\r\n\r\n{FORM}"
        );
        folder.mails.insert(1, (Kind::Sound, text, ""));
    }
    imap_server.arrival.notify_waiters();
    for _ in 0..200 {
        if !smtp_server.taken().is_empty() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let taken = smtp_server.taken();
    assert_eq!(taken.len(), 1);
    assert_eq!(taken[0].1, "ana@irun.example");
    house.stop();
    tokio::time::timeout(Duration::from_secs(10), running)
        .await
        .expect("the loops do not end")
        .unwrap();
    assert!(!house.has_failed());
}

#[tokio::test]
async fn the_store_is_checked_every_day_and_what_is_wrong_is_told_and_fetched_again() {
    let dir = tempfile::tempdir().unwrap();
    let hands = Hands::at("2026-11-17T10:00:00Z");
    let house = house(dir.path(), &hands);
    put_mail(dir.path(), "irun", FORM);
    let mut daemon = daemon(&house, folder(dir.path()), sink(dir.path()), read_here());
    daemon.once().await.unwrap();
    let day = SignedDuration::from_hours(24);
    let mut checkup = Checkup::new(house.clone(), Some(day), hands.now());
    assert!(checkup.step().await.unwrap().is_none(), "not yet");
    hands.forward(day);
    assert!(checkup.step().await.unwrap().unwrap().sound());
    assert!(checkup.step().await.unwrap().is_none(), "it was just done");

    let mail = house.store.ledger().all_outcomes().unwrap()[0].mail.clone();
    let file = dir
        .path()
        .join(format!("store/mail/{}/{mail}.eml", &mail[..2]));
    fs::write(&file, b"other bytes").unwrap();
    hands.forward(day);
    let report = checkup.step().await.unwrap().unwrap();
    assert_eq!((report.sound(), report.raw_damaged), (false, vec![mail]));
    let last = house.store.last_check().unwrap().unwrap();
    assert!(
        !last.sound && last.words.contains("DAMAGED the raw file"),
        "{last:?}"
    );
    let told = house.store.notices(Timestamp::MIN, Timestamp::MAX).unwrap();
    assert!(
        told.iter()
            .any(|(_, text)| text.contains("asked for it again")),
        "{told:?}"
    );

    // The mailbox still has it; nobody is answered again.
    daemon.once().await.unwrap();
    hands.forward(day);
    assert!(checkup.step().await.unwrap().unwrap().sound());
    assert_eq!(listing(&dir.path().join("letters")).len(), 1);
}
