//! The full circle over real servers: a form is mailed, delivered, noticed, recorded and acknowledged; a week passes, and the
//! digest lies in the secretariat's mailbox. And what servers do in between: stop, restart, forget their numbers, refuse.

#[path = "rig/mod.rs"]
mod rig;

use lettre::address::Envelope;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{SmtpTransport, Transport};
use rig::{Daemon, PASSWORD, Rig, SECRETARIAT, Settings, US};

const DESMOND: &str = "desmond.okafor-lyle@harrowmere.example";
const INIGO: &str = "cooperacion@valdeolmodelparamo.example";
const YANNICK: &str = "egalite@montrezac.example";

#[test]
fn a_form_is_acknowledged_and_the_digest_comes_after_a_week() {
    let Some(rig) = Rig::start() else {
        return;
    };
    let daemon = Daemon::start(&rig, &Settings::default());
    daemon.wait_for_log("started", 30);
    rig.deliver(DESMOND, US, &Rig::sample("001"));
    let answers = rig.wait_for_mails(DESMOND, 1, 60);
    let answer = &answers[0];
    assert_eq!(
        answer.header("Return-Path"),
        ["<>"],
        "an automatic answer has no way back (RFC 3834 section 3.3)"
    );
    assert_eq!(answer.header("Auto-Submitted"), ["auto-replied"]);
    let asked = rig.mails(US);
    assert_eq!(answer.header("In-Reply-To"), asked[0].header("Message-ID"));
    assert!(
        answer.body.contains("Harrowmere City Council"),
        "{}",
        answer.body
    );

    // Robots and strangers get no answer, and our own mailbox stays as it was.
    rig.deliver("", US, &Rig::sample("083"));
    rig.deliver("ogilhooly@dunmarrow.example", US, &Rig::sample("081"));
    rig.deliver(INIGO, US, &Rig::sample("011"));
    let answers = rig.wait_for_mails(INIGO, 1, 60);
    assert!(answers[0].body.contains("Valdeolmo"), "{}", answers[0].body);
    assert_eq!(rig.mails("ogilhooly@dunmarrow.example").len(), 0);
    assert_eq!(rig.mails(DESMOND).len(), 1);
    for mail in rig.mails(US) {
        assert_eq!(mail.flags, "", "“{}” was touched", mail.subject);
    }
    assert_eq!(rig.mails(SECRETARIAT).len(), 0, "no week has passed");
    assert!(daemon.stop().success());

    if rig::clock_library().is_none() && !rig::is_required() {
        eprintln!("NOT TESTED that a digest comes after a week: libfaketime is not installed");
        return;
    }
    let next_week = Settings {
        days_ahead: 8,
        ..Settings::default()
    };
    let daemon = Daemon::start(&rig, &next_week);
    let digests = rig.wait_for_mails(SECRETARIAT, 1, 60);
    let digest = &digests[0];
    assert_eq!(digest.header("Auto-Submitted"), ["auto-generated"]);
    for name in ["Harrowmere City Council", "Valdeolmo"] {
        assert!(
            digest.body.contains(name),
            "no {name} in the digest:\n{}",
            digest.body
        );
    }
    assert!(daemon.stop().success());
    assert_eq!(rig.mails(DESMOND).len(), 1, "nobody is answered twice");
    assert_eq!(rig.mails(INIGO).len(), 1);
}

#[test]
fn servers_restart_and_numbers_change_and_nobody_is_answered_twice() {
    let Some(rig) = Rig::start() else {
        return;
    };
    let starttls = Settings {
        tls: "starttls",
        ..Settings::default()
    };
    let daemon = Daemon::start(&rig, &starttls);
    daemon.wait_for_log("started", 30);
    rig.deliver(DESMOND, US, &Rig::sample("001"));
    rig.wait_for_mails(DESMOND, 1, 60);

    // The server goes away under the connection and comes back with the mailbox under another UIDVALIDITY.
    rig.stop_dovecot();
    rig.start_dovecot();
    rig.change_uid_validity(US);
    rig.deliver(INIGO, US, &Rig::sample("011"));
    rig.wait_for_mails(INIGO, 1, 120);
    assert_eq!(rig.mails(DESMOND).len(), 1);

    // The program is killed and starts again.
    daemon.kill();
    let daemon = Daemon::start(&rig, &starttls);
    rig.deliver(YANNICK, US, &Rig::sample("012"));
    rig.wait_for_mails(YANNICK, 1, 60);
    assert_eq!(rig.mails(DESMOND).len(), 1);
    assert_eq!(rig.mails(INIGO).len(), 1);
    assert!(daemon.stop().success());
}

#[test]
fn a_letter_waits_while_the_sending_server_is_down() {
    let Some(rig) = Rig::start() else {
        return;
    };
    rig.stop_postfix();
    let daemon = Daemon::start(&rig, &Settings::default());
    daemon.wait_for_log("started", 30);
    rig.put(US, &Rig::sample("001"));
    // The log says that the server cannot be reached; the letter is in the outbox.
    daemon.wait_for_log(&rig.ports.submissions.to_string(), 60);
    assert_eq!(rig.mails(DESMOND).len(), 0);
    rig.start_postfix();
    rig.wait_for_mails(DESMOND, 1, 180);
    assert!(daemon.stop().success());
    assert_eq!(rig.mails(DESMOND).len(), 1);
}

#[test]
fn a_wrong_password_is_said_once_and_loses_nothing() {
    let Some(rig) = Rig::start() else {
        return;
    };
    let wrong = Settings {
        password: "wrong",
        ..Settings::default()
    };
    let daemon = Daemon::start(&rig, &wrong);
    daemon.wait_for_log("assword", 30);
    rig.deliver(DESMOND, US, &Rig::sample("001"));
    assert!(!daemon.log().contains("wrong password: wrong"));
    daemon.stop();
    let daemon = Daemon::start(&rig, &Settings::default());
    rig.wait_for_mails(DESMOND, 1, 60);
    assert!(daemon.stop().success());
}

// ---------------------------------------------------------------------------------------------------- the rig itself

#[test]
fn the_rig_delivers_and_takes_mail_with_a_password() {
    let Some(rig) = Rig::start() else {
        return;
    };
    let message = b"Return-Path: <x@x.example>\r\nFrom: Orla <ogilhooly@dunmarrow.example>\r\nTo: cisdp1@uclg.org\r\nSubject: =?utf-8?q?Adhesi=C3=B3n?=\r\n\r\nHello.\r\n";
    rig.deliver("ogilhooly@dunmarrow.example", US, message);
    let mails = rig.wait_for_mails(US, 1, 20);
    assert_eq!(mails[0].subject, "Adhesión");
    assert_eq!(
        mails[0].header("Return-Path"),
        ["<ogilhooly@dunmarrow.example>"]
    );
    assert_eq!(mails[0].flags, "");
    assert!(mails[0].body.contains("Hello."));

    let ca = Certificate::from_pem(&std::fs::read(rig.ca_file()).unwrap()).unwrap();
    let tls = TlsParameters::builder("localhost".to_owned())
        .add_root_certificate(ca)
        .build()
        .unwrap();
    let envelope = Envelope::new(
        Some(US.parse().unwrap()),
        vec![SECRETARIAT.parse().unwrap()],
    )
    .unwrap();
    for (port, tls) in [
        (rig.ports.submission, Tls::Required(tls.clone())),
        (rig.ports.submissions, Tls::Wrapper(tls.clone())),
    ] {
        let smtp = |password: &str| {
            SmtpTransport::builder_dangerous("localhost")
                .port(port)
                .tls(tls.clone())
                .credentials(Credentials::new(US.to_owned(), password.to_owned()))
                .build()
        };
        smtp(PASSWORD)
            .send_raw(&envelope, b"Subject: digest\r\n\r\nx\r\n")
            .unwrap();
        assert!(
            smtp("wrong")
                .send_raw(&envelope, b"Subject: no\r\n\r\nx\r\n")
                .is_err()
        );
    }
    assert_eq!(rig.wait_for_mails(SECRETARIAT, 2, 20).len(), 2);
}

#[test]
fn the_rig_stops_and_starts_its_servers() {
    let Some(rig) = Rig::start() else {
        return;
    };
    rig.stop_dovecot();
    rig.deliver(
        "ogilhooly@dunmarrow.example",
        US,
        b"Subject: waits\r\n\r\nx\r\n",
    );
    rig.start_dovecot();
    rig.wait_for_mails(US, 1, 40);
    rig.stop_postfix();
    assert!(std::net::TcpStream::connect(("127.0.0.1", rig.ports.smtp)).is_err());
    rig.start_postfix();
    rig.deliver("", US, b"Subject: after the restart\r\n\r\nx\r\n");
    let mails = rig.wait_for_mails(US, 2, 40);
    rig.change_uid_validity(US);
    assert_eq!(rig.mails(US).len(), mails.len());
}
