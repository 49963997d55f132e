//! What letters say.

use super::*;
use crate::extract::Question;

#[test]
fn a_complete_form_is_thanked_for_with_what_was_noted() {
    let decision = decided(&plain_mail(), &finding(vec![irun()]), &Past::default());
    let answer = letter(&decision);
    let text = answer.text.unwrap();
    assert!(
        text.contains("Muchas gracias") && text.contains("completo"),
        "{text}"
    );
    assert!(
        text.contains("Ayuntamiento de Irún")
            && text.contains("País: España")
            && text.contains("62.933")
    );
    assert!(text.contains("Tipo de gobierno: Municipio") && !text.contains("Queremos"));
    assert_eq!(answer.subject, "Formulario recibido: Adhesión de Irún");
    assert_eq!(answer.recipients[0].email, "ana.lopez@irun.example");
    assert_eq!(answer.in_reply_to, ["1@irun.example"]);
    let html = answer.html.unwrap();
    assert!(html.contains("España") && html.contains("lang=\"es\""));
    let record = &decision.records[0];
    assert_eq!((record.id.as_str(), record.revision), ("0123456789ab-1", 1));
    assert_eq!(record.government.as_deref(), Some("ES/irun"));
    assert_eq!(decision.outcome.records, ["0123456789ab-1"]);
    assert_eq!(decision.outcome.review, None);
}

#[test]
fn what_is_missing_is_asked_for_once_by_its_name_in_the_senders_language() {
    let first = decided(
        &plain_mail(),
        &finding(vec![incomplete(&["contact_email", "population"])]),
        &Past::default(),
    );
    let text = text_of(&first);
    assert!(
        text.contains("• Correo electrónico") && text.contains("• Población"),
        "{text}"
    );
    assert!(text.find("Correo electrónico") < text.find("Si los tienen a mano"));
    let past = Past {
        records: BTreeMap::from([("ES/irun".to_owned(), first.records[0].clone())]),
        ..Past::default()
    };
    let again = decided(
        &plain_mail(),
        &finding(vec![incomplete(&["contact_email"])]),
        &past,
    );
    let text = text_of(&again);
    assert!(
        !text.contains("• Correo") && text.contains("añadido"),
        "{text}"
    );
    assert_eq!(
        (again.records[0].id.as_str(), again.records[0].revision),
        ("0123456789ab-1", 2)
    );
}

#[test]
fn a_second_mail_with_just_what_was_missing_completes_the_record() {
    let first = decided(
        &plain_mail(),
        &finding(vec![incomplete(&["contact_email"])]),
        &Past::default(),
    );
    let past = Past {
        records: BTreeMap::from([("ES/irun".to_owned(), first.records[0].clone())]),
        ..Past::default()
    };
    let mut rest = submission(&[
        ("lrg_name", "Irún"),
        ("country", "ES"),
        ("contact_email", "ana.lopez@irun.example"),
    ]);
    rest.status = Status::Incomplete;
    rest.missing = vec![
        "leader_name".into(),
        "contact_name".into(),
        "motivation".into(),
    ];
    let second = decided(&plain_mail(), &finding(vec![rest]), &past);
    let record = &second.records[0];
    assert_eq!(
        (record.revision, record.submission.status),
        (2, Status::Complete)
    );
    assert!(
        record.submission.missing.is_empty()
            && record.submission.fields.contains_key("leader_name")
    );
    assert!(text_of(&second).contains("al día"));
}

#[test]
fn a_form_for_a_known_government_from_elsewhere_goes_to_a_person() {
    let first = decided(&plain_mail(), &finding(vec![irun()]), &Past::default());
    let past = Past {
        records: BTreeMap::from([("ES/irun".to_owned(), first.records[0].clone())]),
        ..Past::default()
    };
    let stranger = mail(
        "Return-Path: <x@elsewhere.example>\nFrom: x@elsewhere.example\nSubject: form\nMessage-ID: <2@elsewhere.example>\n\n",
    );
    let second = decided(&stranger, &finding(vec![irun()]), &past);
    assert!(
        second
            .outcome
            .review
            .as_deref()
            .unwrap()
            .contains("elsewhere.example")
    );
    assert!(text_of(&second).contains("revisará"));
}

#[test]
fn a_doubtful_form_is_thanked_for_and_a_person_looks_at_it() {
    let mut doubtful = irun();
    doubtful.status = Status::Review;
    doubtful.questions = vec![Question {
        field: "country".into(),
        text: "two countries are named".into(),
    }];
    let decision = decided(&plain_mail(), &finding(vec![doubtful]), &Past::default());
    let text = text_of(&decision);
    assert!(
        text.contains("Una persona de nuestro equipo") && !text.contains("two countries"),
        "{text}"
    );
    assert_eq!(
        decision.outcome.review.as_deref(),
        Some("country: two countries are named")
    );
}

#[test]
fn a_locked_form_and_an_empty_one_are_asked_for_again() {
    for (verdict, expected, review) in [
        (Verdict::Unreadable, "no hemos podido abrirlo", true),
        (Verdict::BlankForm, "sin las respuestas", false),
    ] {
        let finding = Finding {
            verdict,
            reason: String::new(),
            submissions: Vec::new(),
        };
        let decision = decided(&plain_mail(), &finding, &Past::default());
        assert!(text_of(&decision).contains(expected));
        assert_eq!(decision.outcome.review.is_some(), review);
        assert!(decision.records.is_empty());
    }
}

#[test]
fn several_forms_get_one_letter_and_a_record_each() {
    let mut tolosa = incomplete(&["leader_name"]);
    tolosa.fields.get_mut("lrg_name").unwrap().value = "Tolosa".into();
    let decision = decided(
        &plain_mail(),
        &finding(vec![irun(), tolosa]),
        &Past::default(),
    );
    let answer = letter(&decision);
    let text = answer.text.unwrap();
    assert!(answer.subject.starts_with("2 formularios recibidos"));
    assert!(
        text.contains("Ayuntamiento de Irún")
            && text.contains("Tolosa")
            && text.contains("• Líder"),
        "{text}"
    );
    assert_eq!(
        decision.outcome.records,
        ["0123456789ab-1", "0123456789ab-2"]
    );
}

#[test]
fn two_copies_of_one_government_in_a_mail_make_one_record() {
    let decision = decided(
        &plain_mail(),
        &finding(vec![incomplete(&["leader_name"]), irun()]),
        &Past::default(),
    );
    let [record] = decision.records.as_slice() else {
        panic!("{:?}", decision.records)
    };
    assert_eq!(
        (record.revision, record.submission.status),
        (1, Status::Complete)
    );
    assert!(text_of(&decision).contains("sumarse"));
}

#[test]
fn no_letter_says_that_a_program_wrote_it() {
    for (language, texts) in rules().texts {
        // What only the secretariat reads may call a robot a robot.
        let inside = ["digest_", "silence_", "review_", "reason_"];
        let outside = |name: &str| !inside.iter().any(|start| name.starts_with(start));
        for (name, text) in texts.iter().filter(|(name, _)| outside(name)) {
            let text = text.to_lowercase();
            for word in ["automat", "automát", "robot", " bot ", "système", "sistema"] {
                assert!(!text.contains(word), "{language} {name}: {word}");
            }
        }
    }
}

#[test]
fn what_a_sender_writes_is_escaped_shortened_and_kept_on_its_line() {
    let mut evil = irun();
    let long = "x".repeat(3000);
    evil.fields.get_mut("lrg_name").unwrap().value = "<b>A</b>\r\nBcc: v@x.example\u{202e}".into();
    evil.fields.get_mut("contact_name").unwrap().value = long.into();
    let source = "Return-Path: <a@irun.example>\nFrom: a@irun.example\nMessage-ID: <3@irun.example>\nSubject: =?utf-8?q?x=0D=0ABcc:_v=40x.example?=\n\n";
    let decision = decided(&mail(source), &finding(vec![evil]), &Past::default());
    let answer = letter(&decision);
    assert!(
        !answer
            .headers
            .iter()
            .any(|(name, _)| name.eq_ignore_ascii_case("bcc"))
    );
    assert!(answer.html.as_ref().unwrap().contains("&lt;b&gt;A"));
    assert!(!answer.html.unwrap().contains(&"x".repeat(200)));
    assert!(answer.text.unwrap().contains("<b>A</b> Bcc: v@x.example"));
}

#[test]
fn the_same_case_gives_the_same_bytes() {
    let (mail, finding) = (plain_mail(), finding(vec![irun()]));
    let one = decided(&mail, &finding, &Past::default());
    let two = decided(&mail, &finding, &Past::default());
    assert_eq!(one.letters, two.letters);
    assert_eq!(one.outcome, two.outcome);
}

#[test]
fn the_mails_language_is_guessed_when_no_form_tells_it() {
    let finding = Finding {
        verdict: Verdict::Unreadable,
        reason: String::new(),
        submissions: Vec::new(),
    };
    let english = mail(
        "Return-Path: <a@x.example>\nFrom: a@x.example\nSubject: Join form\nMessage-ID: <4@x>\n\nOur form for the campaign.\n",
    );
    assert!(text_of(&decided(&english, &finding, &Past::default())).contains("Dear colleagues"));
    let unknown = mail(
        "Return-Path: <a@x.example>\nFrom: a@x.example\nContent-Language: fr-CA\nMessage-ID: <5@x>\n\n...\n",
    );
    assert!(text_of(&decided(&unknown, &finding, &Past::default())).contains("collègues"));
}

#[test]
fn an_acknowledgment_quotes_no_body_and_brings_no_file() {
    let decision = decided(&plain_mail(), &finding(vec![irun()]), &Past::default());
    let answer = letter(&decision);
    assert!(answer.attachments.is_empty());
    for body in [answer.text, answer.html] {
        assert!(!body.unwrap().contains("Adjuntamos"));
    }
    assert_eq!(decision.letters[0].envelope_from, None);
    assert_eq!(decision.letters[0].to, "ana.lopez@irun.example");
}
