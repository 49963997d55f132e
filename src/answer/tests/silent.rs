//! When no letter is written.

use super::*;

#[test]
fn a_duplicate_makes_no_record_and_no_letter() {
    let past = Past {
        duplicate_of: Some("ffff".into()),
        ..Past::default()
    };
    let decision = decided(&plain_mail(), &finding(vec![irun()]), &past);
    assert!(decision.records.is_empty() && decision.letters.is_empty());
    assert_eq!(decision.outcome.acknowledgment, Acknowledgment::NotDue);
    assert!(decision.outcome.reason.contains("ffff"));
}

#[test]
fn the_same_message_id_with_another_body_goes_to_a_person() {
    let past = Past {
        same_id_other_body: Some("ffff".into()),
        ..Past::default()
    };
    let decision = decided(&plain_mail(), &finding(vec![irun()]), &past);
    assert!(withheld(&decision).contains("Message-ID"));
    assert!(decision.outcome.review.is_some() && decision.records.len() == 1);
}

#[test]
fn a_mail_that_kills_its_reader_is_filed_unread() {
    let past = Past {
        deaths: 3,
        ..Past::default()
    };
    let finding = Finding {
        verdict: Verdict::Unreadable,
        reason: String::new(),
        submissions: Vec::new(),
    };
    let decision = decided(&plain_mail(), &finding, &past);
    assert!(
        withheld(&decision).contains("not read")
            && decision.outcome.review.unwrap().contains("three times")
    );
}

#[test]
fn a_form_from_a_robot_is_recorded_and_not_answered() {
    let source = "Return-Path: <noreply@irun.example>\nFrom: noreply@irun.example\nSubject: x\nMessage-ID: <6@x>\n\n";
    let decision = decided(&mail(source), &finding(vec![irun()]), &Past::default());
    assert!(withheld(&decision).contains("noreply"));
    assert_eq!(decision.records.len(), 1);
}

#[test]
fn an_out_of_office_subject_does_not_block_a_real_form() {
    let source = "Return-Path: <a@irun.example>\nFrom: a@irun.example\nSubject: Ausente: formulario\nMessage-ID: <7@x>\n\n";
    assert_eq!(
        decided(&mail(source), &finding(vec![irun()]), &Past::default())
            .letters
            .len(),
        1
    );
    let locked = Finding {
        verdict: Verdict::Unreadable,
        reason: String::new(),
        submissions: Vec::new(),
    };
    assert!(withheld(&decided(&mail(source), &locked, &Past::default())).contains("absence"));
}

#[test]
fn our_own_mail_is_never_answered() {
    let heads = [
        "Return-Path: <a@x.example>\nFrom: cisdp1@uclg.example\n",
        "Return-Path: <a@x.example>\nFrom: CISDP1+tag@UCLG.example\n",
        "Return-Path: <cisdp@uclg.example>\nFrom: a@x.example\n",
        "Return-Path: <a@x.example>\nFrom: a@x.example\nReply-To: cisdp1@uclg.example\n",
        "Return-Path: <a@x.example>\nFrom: a@x.example\nSender: cisdp1@uclg.example\n",
        "Return-Path: <a@x.example>\nFrom: a@x.example\nX-CISDP-Intake: another\n",
        "Return-Path: <a@x.example>\nFrom: a@x.example\nMessage-ID: <0123456789abcdef0123456789abcdef@intake.uclg.example>\n",
    ];
    for head in heads {
        let decision = decided(
            &mail(&format!("{head}Subject: x\n\n")),
            &finding(vec![irun()]),
            &Past::default(),
        );
        let reason = withheld(&decision);
        assert!(
            reason.contains("our") || reason.contains("ours"),
            "{head}: {reason}"
        );
    }
}

#[test]
fn an_answer_to_our_letter_without_a_form_is_not_answered_and_one_with_a_form_is() {
    let past = Past {
        answers_our_letter: true,
        ..Past::default()
    };
    let blank = Finding {
        verdict: Verdict::BlankForm,
        reason: String::new(),
        submissions: Vec::new(),
    };
    assert!(withheld(&decided(&plain_mail(), &blank, &past)).contains("letter of ours"));
    assert_eq!(
        decided(&plain_mail(), &finding(vec![irun()]), &past)
            .letters
            .len(),
        1
    );
}

#[test]
fn spam_is_stored_and_not_answered() {
    let (mail, finding) = (plain_mail(), finding(vec![irun()]));
    let junk = Case {
        junk: true,
        ..case(&mail, &finding)
    };
    let decision = decide(&junk, &Past::default(), &manners(), &rules(), now());
    assert!(withheld(&decision).contains("spam") && decision.records.len() == 1);
    assert!(decision.outcome.review.unwrap().contains("spam"));
    let flagged = self::mail(
        "X-Spam-Flag: YES\nReturn-Path: <a@x.example>\nFrom: a@x.example\nMessage-ID: <8@x>\n\n",
    );
    assert!(withheld(&decided(&flagged, &finding, &Past::default())).contains("spam"));
}

#[test]
fn what_a_person_has_answered_is_not_answered_again() {
    let (mail, finding) = (plain_mail(), finding(vec![irun()]));
    let answered = Case {
        answered: true,
        ..case(&mail, &finding)
    };
    assert!(
        withheld(&decide(
            &answered,
            &Past::default(),
            &manners(),
            &rules(),
            now()
        ))
        .contains("person")
    );
}

#[test]
fn old_mail_is_read_and_not_answered() {
    let (mail, finding) = (plain_mail(), finding(vec![irun()]));
    let early = Manners {
        answer_from: at("2026-11-17T00:00:00Z"),
        ..manners()
    };
    let decision = decide(
        &case(&mail, &finding),
        &Past::default(),
        &early,
        &rules(),
        now(),
    );
    assert!(withheld(&decision).contains("before the day") && decision.records.len() == 1);
    let late = decide(
        &case(&mail, &finding),
        &Past::default(),
        &manners(),
        &rules(),
        at("2026-11-24T00:00:00Z"),
    );
    assert!(withheld(&late).contains("7 days"));
    // A restored mailbox has new dates of receipt; the message tells its age itself.
    let restored = self::mail(
        "Return-Path: <a@x.example>\nReceived: from a by b; Mon, 9 Mar 2026 10:00:00 +0000\nFrom: a@x.example\nMessage-ID: <9@x>\n\n",
    );
    assert!(withheld(&decided(&restored, &finding, &Past::default())).contains("before the day"));
}

#[test]
fn strangers_without_a_form_get_no_letter() {
    for (verdict, due) in [
        (Verdict::Pledge, true),
        (Verdict::Question, true),
        (Verdict::Correction, true),
        (Verdict::Automatic, false),
        (Verdict::Bounce, false),
        (Verdict::Other, false),
    ] {
        let finding = Finding {
            verdict,
            reason: String::new(),
            submissions: Vec::new(),
        };
        let decision = decided(&plain_mail(), &finding, &Past::default());
        assert!(decision.letters.is_empty());
        assert_eq!(
            matches!(decision.outcome.acknowledgment, Acknowledgment::Withheld(_)),
            due,
            "{verdict:?}"
        );
        assert_eq!(decision.outcome.review.is_some(), due, "{verdict:?}");
    }
}

#[test]
fn answering_can_be_switched_off() {
    let (mail, finding) = (plain_mail(), finding(vec![irun()]));
    let silent = Manners {
        answer: false,
        ..manners()
    };
    assert!(
        withheld(&decide(
            &case(&mail, &finding),
            &Past::default(),
            &silent,
            &rules(),
            now()
        ))
        .contains("switched off")
    );
}

#[test]
fn limits_hold_letters_back() {
    let sent = |minutes: i64, subject: &str| {
        (
            now() - jiff::SignedDuration::from_mins(minutes),
            subject.to_owned(),
        )
    };
    let other = |n: i64| sent(n, &format!("other {n}"));
    for (past, expected) in [
        (
            Past {
                acknowledged_recipient: (1..=3).map(|n| sent(n, "Adhesión de Irún")).collect(),
                ..Past::default()
            },
            Some("same subject"),
        ),
        (
            Past {
                acknowledged_recipient: (1..=2).map(|n| sent(n, "Adhesión de Irún")).collect(),
                ..Past::default()
            },
            None,
        ),
        (
            Past {
                acknowledged_recipient: (61..=63).map(|n| sent(n, "Adhesión de Irún")).collect(),
                ..Past::default()
            },
            None,
        ),
        (
            Past {
                acknowledged_recipient: (1..=5).map(other).collect(),
                ..Past::default()
            },
            Some("an hour allows"),
        ),
        (
            Past {
                acknowledged_recipient: (1..=4).map(other).collect(),
                ..Past::default()
            },
            None,
        ),
        (
            Past {
                acknowledged_recipient: (70..90).map(other).collect(),
                ..Past::default()
            },
            Some("a day allows"),
        ),
        (
            Past {
                acknowledged_last_hour: 60,
                ..Past::default()
            },
            Some("letters were written as an hour"),
        ),
        (
            Past {
                acknowledged_last_day: 300,
                ..Past::default()
            },
            Some("letters were written as a day"),
        ),
        (
            Past {
                acknowledged_last_hour: 59,
                acknowledged_last_day: 299,
                ..Past::default()
            },
            None,
        ),
    ] {
        let decision = decided(&plain_mail(), &finding(vec![irun()]), &past);
        match expected {
            Some(words) => assert!(withheld(&decision).contains(words)),
            None => assert_eq!(decision.letters.len(), 1),
        }
        assert_eq!(decision.records.len(), 1);
    }
}

fn too_large(source: &str, verdict: Verdict) -> Decision {
    let (mail, mut finding) = (mail(source), finding(Vec::new()));
    finding.verdict = verdict;
    let large = Case {
        headers_only: true,
        ..case(&mail, &finding)
    };
    decide(&large, &Past::default(), &manners(), &rules(), now())
}

#[test]
fn a_too_large_mail_goes_to_a_person_and_its_sender_is_told_in_her_language() {
    let head = "Return-Path: <ana@irun.example>\nFrom: Ana <ana@irun.example>\nMessage-ID: <1@irun.example>\nDate: Mon, 16 Nov 2026 10:00:00 +0100\n";
    for (subject, told) in [
        ("Formulario de adhesión a la campaña", "demasiado grande"),
        ("Our form for the campaign", "too large"),
        ("Formulaire d'adhésion à la campagne", "trop volumineux"),
        ("Formulário de adesão à campanha", "grande demais"),
    ] {
        let decision = too_large(&format!("{head}Subject: {subject}\n\n"), Verdict::Other);
        let review = decision.outcome.review.clone();
        assert!(review.unwrap().contains("larger"));
        assert!(letter(&decision).subject.contains(told), "{subject}");
        assert!(text_of(&decision).contains("10, 100, 1000"));
    }
}

#[test]
fn a_too_large_mail_of_a_robot_or_of_nobody_is_not_answered() {
    let listed = "Return-Path: <a@b.example>\nFrom: <a@b.example>\nList-Id: <x.b.example>\n\n";
    assert!(withheld(&too_large(listed, Verdict::Other)).contains("automatic"));
    let bounce = "Return-Path: <>\nFrom: <a@b.example>\n\n";
    assert!(withheld(&too_large(bounce, Verdict::Other)).contains("Return-Path"));
    for (source, verdict) in [
        (listed, Verdict::Automatic),
        ("Subject: [not fetched]\n\n", Verdict::Other),
    ] {
        let decision = too_large(source, verdict);
        assert_eq!(decision.outcome.acknowledgment, Acknowledgment::NotDue);
        assert!(decision.outcome.review.is_some());
    }
}

#[test]
fn reasons_speak_the_language_of_the_digest() {
    let (mail, finding) = (plain_mail(), finding(Vec::new()));
    for (language, larger, off) in [
        ("es", "supera el tamaño", "están desactivadas"),
        ("fr", "dépasse la taille", "sont désactivées"),
        ("pt", "ultrapassa o tamanho", "estão desativadas"),
        ("en", "larger than the limit", "switched off"),
    ] {
        let manners = Manners {
            fallback_language: language.to_owned(),
            answer: false,
            ..manners()
        };
        let large = Case {
            headers_only: true,
            ..case(&mail, &finding)
        };
        let decision = decide(&large, &Past::default(), &manners, &rules(), now());
        assert!(withheld(&decision).contains(off), "{language}");
        assert!(
            decision.outcome.review.unwrap().contains(larger),
            "{language}"
        );
    }
}
