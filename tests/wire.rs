//! The two ends of the wire against servers that misbehave: nothing is missed, nothing is fetched twice, and a reply code
//! means what it means at its stage.

#[path = "wire/imap_server.rs"]
mod imap_server;
#[path = "wire/smtp_server.rs"]
mod smtp_server;

use cisdp_intake::mail::{Letter, MailPlace, RawMail};
use cisdp_intake::wire::{
    Fault, FaultKind, Held, ImapEnd, ImapMailbox, Mailbox, Sender, Sight, SmtpEnd, SmtpSender,
    TlsMode,
};
use imap_server::{ImapServer, Kind, server};
use smtp_server::SmtpServer;
use std::collections::BTreeSet;
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// What is held, kept in memory.
#[derive(Default)]
struct Shelf {
    cursor: Mutex<u32>,
    held: Mutex<BTreeSet<MailPlace>>,
    listed: Mutex<Vec<u32>>,
}

impl Held for Shelf {
    fn cursor(&self, _: &str, _: u32) -> Result<u32, Fault> {
        Ok(*self.cursor.lock().unwrap())
    }
    fn listed(&self, _: &str, _: u32, uids: &[u32]) -> Result<(), Fault> {
        *self.listed.lock().unwrap() = uids.to_vec();
        Ok(())
    }
    fn holds(&self, place: &MailPlace) -> Result<bool, Fault> {
        Ok(self.held.lock().unwrap().contains(place))
    }
}

fn mailbox(imap: &ImapServer) -> Mailbox {
    Mailbox::Imap(Box::new(ImapMailbox::new(ImapEnd {
        server: server(imap.port),
        folder: "INBOX".to_owned(),
        since: None,
        max_mail: 1000,
        poll: Duration::from_millis(50),
        idle: true,
    })))
}

/// Looks and fetches all there is to fetch.
async fn visit(mailbox: &mut Mailbox, shelf: &Shelf) -> Result<(Vec<RawMail>, Vec<u32>), Fault> {
    mailbox.look(shelf).await?;
    let (mut mails, mut missed) = (Vec::new(), Vec::new());
    while let Some(sight) = mailbox.next().await? {
        match sight {
            Sight::Mail(mail) => mails.push(mail),
            Sight::Missed(place) => missed.push(place.uid),
        }
    }
    Ok((mails, missed))
}

fn uids(mails: &[RawMail]) -> Vec<u32> {
    mails.iter().map(|mail| mail.place.uid).collect()
}

#[tokio::test]
async fn mails_come_in_order_over_holes_with_their_flags_and_time() {
    let imap = ImapServer::start().await;
    imap.put(12, Kind::Sound, "\\Answered \\Seen");
    imap.put(3, Kind::Sound, "");
    imap.put(40, Kind::Sound, "$Junk");
    let mut mailbox = mailbox(&imap);
    let (mails, missed) = visit(&mut mailbox, &Shelf::default()).await.unwrap();
    assert_eq!(uids(&mails), [3, 12, 40]);
    assert!(missed.is_empty());
    assert_eq!(mails[0].bytes, b"Subject: mail 3\r\n\r\nbody of 3\r\n");
    assert_eq!(mails[0].received, "2026-11-07T08:30:00Z".parse().unwrap());
    assert_eq!(
        mails
            .iter()
            .map(|mail| (mail.answered, mail.junk))
            .collect::<Vec<_>>(),
        [(false, false), (true, false), (false, true)]
    );
    assert_eq!(mails[0].place.uid_validity, 7);
    assert_eq!(
        imap.heard("SELECT"),
        0,
        "the mailbox was opened for writing"
    );
    assert_eq!(
        imap.heard("BODY["),
        0,
        "a fetch would have marked mail as read"
    );
}

#[tokio::test]
async fn what_is_below_the_cursor_or_held_is_not_fetched_again() {
    let imap = ImapServer::start().await;
    for uid in [3, 12, 40] {
        imap.put(uid, Kind::Sound, "");
    }
    let shelf = Shelf::default();
    *shelf.cursor.lock().unwrap() = 3;
    let place = MailPlace {
        folder: "INBOX".to_owned(),
        uid_validity: 7,
        uid: 12,
        file: None,
    };
    shelf.held.lock().unwrap().insert(place);
    let mut mailbox = mailbox(&imap);
    let (mails, _) = visit(&mut mailbox, &shelf).await.unwrap();
    assert_eq!(uids(&mails), [40]);
    assert_eq!(*shelf.listed.lock().unwrap(), [12, 40]);
    // Above the highest UID, `41:*` still names 40.
    *shelf.cursor.lock().unwrap() = 40;
    let (mails, _) = visit(&mut mailbox, &shelf).await.unwrap();
    assert_eq!(uids(&mails), [0; 0]);
}

#[tokio::test]
async fn a_mail_without_body_is_missed_and_an_expunged_one_is_not() {
    let imap = ImapServer::start().await;
    imap.put(1, Kind::Bodiless, "");
    imap.put(2, Kind::Vanishing, "");
    imap.put(3, Kind::Refused, "");
    imap.put(4, Kind::Sound, "");
    let (mails, missed) = visit(&mut mailbox(&imap), &Shelf::default()).await.unwrap();
    assert_eq!(uids(&mails), [4]);
    assert_eq!(missed, [1, 3]);
}

#[tokio::test]
async fn a_refused_search_is_a_fault_and_not_an_empty_mailbox() {
    let imap = ImapServer::start().await;
    imap.put(1, Kind::Sound, "");
    imap.folder.lock().unwrap().search = Some("NO [SERVERBUG] index is broken");
    let fault = visit(&mut mailbox(&imap), &Shelf::default())
        .await
        .unwrap_err();
    assert!(fault.what.contains("index is broken"), "{fault}");
}

#[tokio::test]
async fn a_mail_over_which_the_server_falls_does_not_bar_the_way_for_ever() {
    let imap = ImapServer::start().await;
    imap.put(1, Kind::Deadly, "");
    imap.put(2, Kind::Sound, "");
    let mut mailbox = mailbox(&imap);
    let shelf = Shelf::default();
    let mut seen = Vec::new();
    for _ in 0..6 {
        match visit(&mut mailbox, &shelf).await {
            Ok((mails, missed)) => seen.push((uids(&mails), missed)),
            Err(fault) => assert_eq!(fault.kind, FaultKind::Unreachable),
        }
        // The store would hold a stub for what was missed.
        if seen.iter().any(|(_, missed)| missed == &[1]) {
            *shelf.cursor.lock().unwrap() = 1;
        }
    }
    assert!(seen.iter().any(|(_, missed)| missed == &[1]), "{seen:?}");
    assert!(seen.iter().any(|(mails, _)| mails == &[2]), "{seen:?}");
}

#[tokio::test]
async fn an_answer_that_panics_the_parser_costs_one_mail_and_no_more() {
    let imap = ImapServer::start().await;
    imap.put(1, Kind::Sound, "");
    imap.put(2, Kind::Dateless, "");
    imap.put(3, Kind::Sound, "");
    let mut mailbox = mailbox(&imap);
    let shelf = Shelf::default();
    let (mut got, mut missed_all) = (BTreeSet::new(), BTreeSet::new());
    for _ in 0..8 {
        mailbox.look(&shelf).await.unwrap();
        while let Ok(Some(sight)) = mailbox.next().await {
            match sight {
                Sight::Mail(mail) => {
                    got.insert(mail.place.uid);
                    shelf.held.lock().unwrap().insert(mail.place);
                }
                Sight::Missed(place) => {
                    missed_all.insert(place.uid);
                    shelf.held.lock().unwrap().insert(place);
                }
            }
        }
    }
    assert_eq!(got, [1, 3].into());
    assert_eq!(missed_all, [2].into());
}

#[tokio::test]
async fn a_mail_above_the_limit_comes_with_its_header_only() {
    let imap = ImapServer::start().await;
    let big = format!("Subject: big\r\n\r\n{}", "x".repeat(2000));
    {
        let mut folder = imap.folder.lock().unwrap();
        folder.mails.insert(5, (Kind::Sound, big.clone(), ""));
        folder.mails.insert(6, (Kind::Sizeless, big, ""));
    }
    imap.put(7, Kind::Sizeless, "");
    let (mails, _) = visit(&mut mailbox(&imap), &Shelf::default()).await.unwrap();
    for mail in &mails[..2] {
        assert!(mail.headers_only);
        assert_eq!(mail.bytes, b"Subject: big\r\n\r\n");
    }
    assert!(!mails[2].headers_only);
    assert_eq!(mails[2].bytes, b"Subject: mail 7\r\n\r\nbody of 7\r\n");
    // All that we let come of them: not the whole of a mail, however large it is or says it is.
    assert_eq!(
        imap.heard("UID FETCH 5 (UID BODY.PEEK[HEADER]<0.1048576>)"),
        1
    );
    assert_eq!(imap.heard("UID FETCH 6 (UID BODY.PEEK[]<0.1001>)"), 1);
}

#[tokio::test]
async fn a_gigantic_header_is_not_fetched_whole() {
    let imap = ImapServer::start().await;
    let field = format!("X-Long: {}\r\n", "a".repeat(1000));
    let huge = format!("Subject: big\r\n{}\r\nx\r\n", field.repeat(3000));
    let length = huge.len();
    imap.folder
        .lock()
        .unwrap()
        .mails
        .insert(5, (Kind::Sound, huge, ""));
    let (mails, _) = visit(&mut mailbox(&imap), &Shelf::default()).await.unwrap();
    let bytes = &mails[0].bytes;
    assert!(mails[0].headers_only && bytes.len() < length / 2);
    assert!(bytes.starts_with(b"Subject: big\r\n") && bytes.ends_with(b"aaa\r\n"));
}

#[tokio::test]
async fn a_new_mail_ends_the_waiting_and_so_does_one_that_came_in_between() {
    let imap = ImapServer::start().await;
    let mut mailbox = mailbox(&imap);
    let shelf = Shelf::default();
    visit(&mut mailbox, &shelf).await.unwrap();
    let begun = Instant::now();
    let arriving = imap.clone();
    tokio::spawn(async move {
        tokio::time::sleep(Duration::from_millis(300)).await;
        arriving.put(1, Kind::Sound, "");
    });
    mailbox.wait(Duration::from_secs(20)).await.unwrap();
    let waited = begun.elapsed();
    assert!(
        waited > Duration::from_millis(200) && waited < Duration::from_secs(5),
        "{waited:?}"
    );
    let (mails, _) = visit(&mut mailbox, &shelf).await.unwrap();
    assert_eq!(uids(&mails), [1]);
    assert_eq!(imap.heard("LOGIN"), 1, "it logged in anew");
}

#[tokio::test]
async fn a_server_without_idle_or_with_odd_capabilities_is_polled() {
    for capabilities in ["IMAP4rev1", "IMAP4rev1  ODD\u{1}"] {
        let imap = ImapServer::start().await;
        imap.folder.lock().unwrap().capabilities = capabilities;
        let mut mailbox = mailbox(&imap);
        let shelf = Shelf::default();
        // A reply that cannot be parsed costs one connection.
        if visit(&mut mailbox, &shelf).await.is_err() {
            visit(&mut mailbox, &shelf).await.unwrap();
        }
        mailbox.wait(Duration::from_secs(20)).await.unwrap();
        assert_eq!(imap.heard("IDLE"), 0);
    }
}

#[tokio::test]
async fn a_wrong_password_and_a_busy_server_are_told_apart() {
    let imap = ImapServer::start().await;
    imap.folder.lock().unwrap().password = "another";
    let fault = visit(&mut mailbox(&imap), &Shelf::default())
        .await
        .unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused);
    let told = fault.to_string();
    assert!(
        told.contains("refused the login of cisdp1") && told.contains("[mailbox]"),
        "{told}"
    );
    assert!(!told.contains("hunter2"), "{told}");
    imap.folder.lock().unwrap().login = Some("NO [UNAVAILABLE] try later");
    let fault = visit(&mut mailbox(&imap), &Shelf::default())
        .await
        .unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unreachable);
}

#[tokio::test]
async fn a_missing_folder_names_the_ones_that_are_there() {
    let imap = ImapServer::start().await;
    let mut mailbox = Mailbox::Imap(Box::new(ImapMailbox::new(ImapEnd {
        server: server(imap.port),
        folder: "Campain".to_owned(),
        since: None,
        max_mail: 1000,
        poll: Duration::from_secs(1),
        idle: true,
    })));
    let fault = mailbox.look(&Shelf::default()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused);
    assert!(
        fault
            .to_string()
            .contains("did you mean `folder = \"Campaign\"`"),
        "{fault}"
    );
}

fn sender(smtp: &SmtpServer) -> Sender {
    Sender::Smtp(SmtpSender::new(SmtpEnd {
        server: server(smtp.port),
        hello: "test.example".to_owned(),
        per_minute: 6000,
    }))
}

fn letter() -> Letter {
    Letter {
        key: "ack:1".to_owned(),
        message_id: "1@test.example".to_owned(),
        envelope_from: None,
        to: "ana@city.example".to_owned(),
        subject: "Received".to_owned(),
        composed: "2026-11-23T12:00:00Z".parse().unwrap(),
        bytes: b"Subject: Received\r\n\r\n.a line with a dot\r\nend\r\n".to_vec(),
    }
}

#[tokio::test]
async fn a_letter_goes_out_from_the_null_sender_with_its_bytes_unchanged() {
    let smtp = SmtpServer::start().await;
    let reply = sender(&smtp).send(&letter()).await.unwrap();
    assert!(reply.contains("queued as 4711"), "{reply}");
    let taken = smtp.taken();
    assert_eq!(
        (taken[0].0.as_str(), taken[0].1.as_str()),
        ("", "ana@city.example")
    );
    let message = taken[0].2.trim_end();
    assert_eq!(message.as_bytes(), letter().bytes.trim_ascii_end());
}

#[tokio::test]
async fn a_reply_means_what_it_means_at_its_stage() {
    use FaultKind::{Permanent, Refused, Temporary, Unreachable, Unsure};
    let smtp = SmtpServer::start().await;
    for (stage, reply, meaning) in [
        ("greeting", "421 too busy", Unreachable),
        ("greeting", "554 go away", Refused),
        ("AUTH", "535 5.7.8 wrong", Refused),
        ("AUTH", "454 4.7.0 later", Unreachable),
        ("MAIL", "550 5.7.1 not you", Refused),
        ("MAIL", "452 4.3.1 full", Unreachable),
        ("RCPT", "550 5.1.1 unknown", Permanent),
        ("RCPT", "451 4.7.1 greylisted", Temporary),
        ("RCPT", "421 closing", Unreachable),
        ("RCPT", "530 5.7.0 log in first", Refused),
        ("RCPT", "554 5.7.1 relay access denied", Temporary),
        ("RCPT", "hang up", Unreachable),
        ("DATA", "554 no", Permanent),
        (".", "552 too large", Permanent),
        (".", "451 later", Temporary),
        (".", "421 closing", Temporary),
        (".", "hang up", Unsure),
    ] {
        smtp.says(&[(stage, reply)]);
        let fault = sender(&smtp).send(&letter()).await.unwrap_err();
        assert_eq!(fault.kind, meaning, "{stage} {reply}: {fault}");
        assert!(!fault.to_string().contains("hunter2"));
    }
    assert!(smtp.taken().is_empty());
}

#[tokio::test]
async fn nothing_is_sent_without_encryption_where_it_was_asked_for() {
    let smtp = SmtpServer::start().await;
    let mut end = server(smtp.port);
    end.tls = TlsMode::StartTls;
    let mut sender = Sender::Smtp(SmtpSender::new(SmtpEnd {
        server: end,
        hello: "test.example".to_owned(),
        per_minute: 60,
    }));
    let fault = sender.send(&letter()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Refused);
    assert!(fault.to_string().contains("STARTTLS"), "{fault}");
    assert!(smtp.taken().is_empty());
}
