//! What the digest says.

use super::*;
use crate::mail::Letter;

fn outcome(mail: &str, verdict: Verdict) -> Outcome {
    Outcome {
        mail: mail.into(),
        received: at("2026-11-17T09:00:00Z"),
        from: Some(Address {
            name: "Ana <López>".into(),
            email: "ana@town.example".into(),
        }),
        subject: "A & B".into(),
        message_id: None,
        verdict,
        reason: "the reason".into(),
        review: None,
        acknowledgment: Acknowledgment::NotDue,
        records: Vec::new(),
        handled: at("2026-11-17T09:00:00Z"),
        rules: String::new(),
    }
}

fn record(id: &str, submission: Submission) -> Record {
    Record {
        id: id.into(),
        revision: 1,
        mail: "m".into(),
        received: at("2026-11-17T09:00:00Z"),
        government: Some(format!("ES/{id}")),
        submission,
    }
}

fn week() -> Week {
    Week {
        name: "2026-W47".into(),
        // Midnights in Madrid.
        from: at("2026-11-15T23:00:00Z"),
        to: at("2026-11-22T23:00:00Z"),
        ..Week::default()
    }
}

fn written(week: &Week) -> (Letter, Mail) {
    let mut letters = digest(week, &manners(), &rules(), at("2026-11-23T07:00:00Z"));
    assert_eq!(letters.len(), 1);
    let letter = letters.remove(0);
    let mail = parse(&letter.bytes);
    (letter, mail)
}

#[test]
fn a_digest_is_marked_as_automatic_and_carries_the_loop_mark() {
    let (letter, mail) = written(&week());
    let has = |name: &str, value: &str| {
        mail.headers
            .iter()
            .any(|(known, found)| known == name && found == value)
    };
    assert!(has("Auto-Submitted", "auto-generated") && has("X-CISDP-Intake", "cisdp1"));
    assert_eq!(letter.key, "digest:2026-W47:secretary@uclg.example");
    assert_eq!(
        mail.subject,
        "10, 100, 1000: week 2026-W47 – 0 new, 0 in all"
    );
    assert_eq!(mail.attachments.len(), 1);
    assert_eq!(
        mail.attachments[0].name.as_deref(),
        Some("records-2026-W47.csv")
    );
    // Our own digest, or a report that it could not be delivered, is never answered.
    let back = decided(&mail, &finding(vec![irun()]), &Past::default());
    assert!(back.letters.is_empty());
}

#[test]
fn a_week_without_mail_has_a_digest_too() {
    let (_, mail) = written(&week());
    let text = mail.text.unwrap();
    assert!(
        text.contains("16 November to 22 November 2026") && text.contains("Nothing this week."),
        "{text}"
    );
    assert!(mail.html.unwrap().contains("0 of 10 on the way to 1000"));
}

#[test]
fn new_and_updated_forms_are_told_apart() {
    let mut week = week();
    week.records = vec![
        record("aaaaaaaaaaaa-1", irun()),
        record("bbbbbbbbbbbb-1", incomplete(&["contact_email"])),
        record("cccccccccccc-1", irun()),
    ];
    let mut first = outcome("aaaaaaaaaaaa99", Verdict::Form);
    first.records = vec!["aaaaaaaaaaaa-1".into()];
    let mut second = outcome("dddddddddddd99", Verdict::Form);
    second.records = vec!["bbbbbbbbbbbb-1".into()];
    week.outcomes = vec![first, second];
    let text = written(&week).1.text.unwrap();
    assert!(
        text.contains("1 new this week") && text.contains("1 updated this week"),
        "{text}"
    );
    assert!(
        text.contains("3 of 10") && text.contains("incomplete, updated") && text.contains("E-mail")
    );
    assert!(text.contains("Europe: 3 (+1)"));
}

#[test]
fn everything_that_needs_a_person_is_listed_with_its_reason() {
    let mut week = week();
    let mut add = |mail: &str, verdict, review: Option<&str>, silence: Option<&str>| {
        let mut outcome = outcome(mail, verdict);
        outcome.subject = format!("subject of {mail}");
        outcome.review = review.map(str::to_owned);
        if let Some(silence) = silence {
            outcome.acknowledgment = Acknowledgment::Withheld(silence.into());
        }
        week.outcomes.push(outcome);
    };
    add(
        "doubtful",
        Verdict::Form,
        Some("country: two countries"),
        None,
    );
    add(
        "locked",
        Verdict::Unreadable,
        Some("cannot be read"),
        Some("spam folder"),
    );
    add(
        "question",
        Verdict::Question,
        Some("asks something"),
        Some("a person answers"),
    );
    add(
        "pledge",
        Verdict::Pledge,
        Some("wants to join"),
        Some("a person answers"),
    );
    add(
        "silent",
        Verdict::Form,
        None,
        Some("as many letters as an hour allows"),
    );
    add("fine", Verdict::Form, None, None);
    add("robot", Verdict::Automatic, None, None);
    week.failed_letters = vec![(
        "ack:fine".into(),
        "f@x.example".into(),
        "550 no such user".into(),
    )];
    week.waiting_letters = vec![(
        "ack:silent".into(),
        "w@x.example".into(),
        "greylisted".into(),
    )];
    week.notices = vec!["rules/words.toml was refused".into()];
    let (letter, mail) = written(&week);
    assert!(
        letter.subject.contains("7 to look at"),
        "{}",
        letter.subject
    );
    let text = mail.text.unwrap();
    for words in [
        "Country: two countries",
        "the reason. Not answered: spam folder",
        "Question:",
        "Wants to join:",
        "an hour allows",
        "550 no such user",
        "greylisted",
        "rules/words.toml",
        "Automatic messages: 1",
    ] {
        assert!(text.contains(words), "{words} in\n{text}");
    }
    assert!(!text.contains("subject of robot") && !text.contains("a person answers"));
    assert!(
        text.contains("subject of fine"),
        "the failed letter says what it answered"
    );
}

#[test]
fn hundreds_of_silences_for_one_reason_are_counted() {
    let mut week = week();
    for n in 0..300 {
        let mut outcome = outcome(&format!("m{n}"), Verdict::Form);
        outcome.acknowledgment = Acknowledgment::Withheld("it is from before the day".into());
        week.outcomes.push(outcome);
    }
    let (_, mail) = written(&week);
    let text = mail.text.unwrap();
    assert!(
        text.contains("and 296 more") && text.matches("Not answered").count() == 5,
        "{text}"
    );
}

#[test]
fn what_senders_wrote_is_escaped() {
    let mut week = week();
    let mut evil = irun();
    evil.fields.get_mut("lrg_name").unwrap().value = "<script>x</script>\n\u{202e}evil".into();
    let mut outcome = outcome("aaaaaaaaaaaa99", Verdict::Form);
    outcome.review = Some("<b>doubt</b>".into());
    outcome.records = vec!["aaaaaaaaaaaa-1".into()];
    week.records = vec![record("aaaaaaaaaaaa-1", evil)];
    week.outcomes = vec![outcome];
    week.notices = vec!["<i>notice</i>".into()];
    let html = written(&week).1.html.unwrap();
    for raw in ["<script>", "<b>doubt", "<i>notice", "<López>", "\u{202e}"] {
        assert!(!html.contains(raw), "{raw}");
    }
    assert!(html.contains("&lt;script&gt;") && html.contains("A &amp; B"));
    for outside in ["http://", "https://", "<img", "<link"] {
        assert!(
            !html.contains(outside),
            "{outside}: nothing is loaded from elsewhere"
        );
    }
}

#[test]
fn goals_are_counted_in_steps() {
    for (total, target, words) in [
        (0, 1000, "0 of 10 on the way to 1000"),
        (9, 1000, "9 of 10"),
        (10, 1000, "10 of 100"),
        (100, 1000, "100 of 1000"),
        (11, 30, "11 of 30 on the way to 30"),
        (30, 30, "30 governments: the goal of 30 is reached"),
    ] {
        let mut week = week();
        week.records = (0..total)
            .map(|n| record(&format!("a{n}-1"), irun()))
            .collect();
        let manners = Manners {
            target,
            ..manners()
        };
        let letters = digest(&week, &manners, &rules(), now());
        let text = parse(&letters[0].bytes).text.unwrap();
        assert!(text.contains(words), "{words} in\n{text}");
    }
}

#[test]
fn the_same_week_gives_the_same_bytes_and_broken_texts_are_told() {
    let mut week = week();
    week.records = vec![record("aaaaaaaaaaaa-1", irun())];
    assert_eq!(written(&week).0, written(&week).0);
    let mut broken = rules();
    for texts in broken.texts.values_mut() {
        texts.insert("digest_subject".into(), "{{ week".into());
    }
    let letters = digest(&week, &manners(), &broken, at("2026-11-23T07:00:00Z"));
    assert!(
        parse(&letters[0].bytes)
            .text
            .unwrap()
            .contains("digest_subject")
    );
    assert_eq!(parse(&letters[0].bytes).attachments.len(), 1);
}

#[test]
fn each_recipient_gets_a_letter_of_their_own() {
    let mut manners = manners();
    manners.digest_to.push(Address {
        name: String::new(),
        email: "Second@uclg.example".into(),
    });
    let letters = digest(&week(), &manners, &rules(), now());
    assert_eq!(letters.len(), 2);
    assert_ne!(letters[0].message_id, letters[1].message_id);
    assert_eq!(parse(&letters[1].bytes).recipients.len(), 1);
}
