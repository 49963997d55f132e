//! Programs that write to one another come to an end.

use super::*;

/// Two of these programs write to one another: the first letter is the last.
#[test]
fn two_instances_end_after_one_letter() {
    let here = manners();
    let there = Manners {
        own_addresses: vec!["intake@other.example".into()],
        from: Address {
            name: String::new(),
            email: "intake@other.example".into(),
        },
        message_id_host: "intake.other.example".into(),
        instance: "other".into(),
        ..manners()
    };
    for envelope in [Some("intake@other.example".to_owned()), None] {
        let there = Manners {
            envelope_from: envelope.clone(),
            ..there.clone()
        };
        // However the reading errs: even when every letter is taken for a filled form.
        let finding = finding(vec![irun()]);
        let mut mail = self::mail(
            "Return-Path: <intake@other.example>\nFrom: intake@other.example\nSubject: x\nMessage-ID: <10@x>\n\n",
        );
        let mut letters = 0;
        for turn in 0..6 {
            let side = if turn % 2 == 0 { &here } else { &there };
            let decision = decide(
                &case(&mail, &finding),
                &Past::default(),
                side,
                &rules(),
                now(),
            );
            let Some(letter) = decision.letters.first() else {
                break;
            };
            letters += 1;
            let path = letter.envelope_from.clone().unwrap_or_default();
            let mut delivered = format!("Return-Path: <{path}>\r\n").into_bytes();
            delivered.extend_from_slice(&letter.bytes);
            mail = parse(&delivered);
        }
        assert_eq!(letters, 1);
    }
}

/// A mailbox that answers each letter of ours, with a vacation notice or a refusal, in the ways of several programs.
#[test]
fn a_mailbox_that_answers_everything_gets_one_letter() {
    let first = decided(&plain_mail(), &finding(vec![irun()]), &Past::default());
    let ours = letter(&first).message_id.unwrap();
    for head in [
        "Return-Path: <>\nAuto-Submitted: auto-replied\nSubject: Automatic reply",
        "Return-Path: <ana.lopez@irun.example>\nSubject: Fuera de la oficina",
        "Return-Path: <ana.lopez@irun.example>\nX-Autoreply: yes\nSubject: Re: Formulario recibido",
        "Return-Path: <ana.lopez@irun.example>\nSubject: Re: Formulario recibido",
    ] {
        let source = format!(
            "{head}\nFrom: ana.lopez@irun.example\nMessage-ID: <11@x>\nIn-Reply-To: <{ours}>\n\nEstoy de vacaciones. Formulario: adjunto.\n"
        );
        let past = Past {
            answers_our_letter: true,
            ..Past::default()
        };
        for verdict in [
            Verdict::Automatic,
            Verdict::Unreadable,
            Verdict::BlankForm,
            Verdict::Question,
        ] {
            let finding = Finding {
                verdict,
                reason: String::new(),
                submissions: Vec::new(),
            };
            assert!(
                decided(&mail(&source), &finding, &past).letters.is_empty(),
                "{head}"
            );
        }
    }
}

/// Every mail of the checklist of robots, with a form in it: recorded, and answered only where a person wrote it.
#[test]
fn the_checklist_holds_for_decisions_too() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/mail/hygiene");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let decision = decided(
            &parse(&std::fs::read(&path).unwrap()),
            &finding(vec![irun()]),
            &Past::default(),
        );
        let excepted = name.contains("of-excepted-gateway-is-a-person");
        let person =
            name == "person" || name.ends_with("is-a-person") || name.starts_with("subject-");
        if !excepted {
            assert_eq!(
                decision.letters.len(),
                usize::from(person),
                "{name}: {:?}",
                decision.outcome.acknowledgment
            );
        }
        assert_eq!(decision.records.len(), 1, "{name}");
        seen += 1;
    }
    assert!(seen > 90);
}

/// The report that our own letter or digest could not be delivered: never answered, and a person learns of it.
#[test]
fn a_report_on_a_lost_letter_is_told_and_not_answered() {
    let first = decided(&plain_mail(), &finding(vec![irun()]), &Past::default());
    let ours = &first.letters[0].message_id;
    let bounce = |id: &str, action: &str, status: &str| {
        mail(&format!(
            "Return-Path: <>\nFrom: MAILER-DAEMON@irun.example\nSubject: Undelivered Mail\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nAction: {action}\nStatus: {status}\nFinal-Recipient: rfc822; ana.lopez@irun.example\nDiagnostic-Code: smtp; 550 no such user\n\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <{id}>\n--b--\n"
        ))
    };
    let finding = Finding {
        verdict: Verdict::Bounce,
        reason: "a delivery report".into(),
        submissions: Vec::new(),
    };
    let lost = decided(&bounce(ours, "failed", "5.1.1"), &finding, &Past::default());
    assert!(lost.letters.is_empty() && lost.records.is_empty());
    let review = lost.outcome.review.unwrap();
    assert!(review.contains("ana.lopez@irun.example") && review.contains("550 no such user"));
    for harmless in [
        bounce(ours, "delayed", "4.4.1"),
        bounce("forged@elsewhere.example", "failed", "5.1.1"),
    ] {
        let decision = decided(&harmless, &finding, &Past::default());
        assert!(decision.outcome.review.is_none() && decision.letters.is_empty());
    }
    // Even a reading that takes the form quoted in it for a new one changes nothing.
    let wrong = super::finding(vec![irun()]);
    assert!(
        decided(&bounce(ours, "failed", "5.1.1"), &wrong, &Past::default())
            .letters
            .is_empty()
    );
}
