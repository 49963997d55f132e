//! Whole mails in, findings out.

use super::{Finding, Status, Submission, Verdict, extract};
use crate::document::{Block, Cell, Document, Kind, Line, Reading, Row, Segment, Table, Unread};
use crate::mail::{self, Attachment, Mail};
use crate::rules::{self, Rules};
use jiff::Timestamp;
use std::sync::OnceLock;

mod answers;
mod arranged;
mod asked;
mod between;
mod blanks;
mod bodies;
mod captions;
mod cells;
mod framed;
mod frames;
mod leanings;
mod letters;
mod light;
mod newcomers;
mod numbers;
mod others;
mod pages;
mod parts;
mod quoted;
mod scans;
mod signs;
mod turns;
mod unworded;
mod voices;
mod wordings;

fn rules() -> &'static Rules {
    static RULES: OnceLock<Rules> = OnceLock::new();
    RULES.get_or_init(|| rules::compile(&rules::builtin()).expect("the rules compile"))
}

fn received() -> Timestamp {
    "2026-03-01T10:00:00Z".parse().unwrap()
}

fn letter(head: &str, body: &str) -> Mail {
    mail::parse(format!("From: Ana <ana@town.example>\r\nTo: cisdp1@uclg.org\r\n{head}MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{body}").as_bytes())
}

fn read(mail: &Mail, documents: Vec<Document>) -> Finding {
    let readings: Vec<Reading> = documents
        .into_iter()
        .map(|document| Reading {
            documents: vec![document],
            unread: None,
        })
        .collect();
    extract(mail, &readings, rules(), received())
}

/// Each of some letters without a form is of this verdict.
fn told(expected: Verdict, letters: &[&str]) {
    for body in letters {
        let finding = read(&letter("", body), Vec::new());
        assert_eq!(finding.verdict, expected, "{body}: {}", finding.reason);
    }
}

fn said<'s>(submission: &'s Submission, field: &str) -> &'s str {
    submission
        .fields
        .get(field)
        .and_then(|value| value.value.as_str())
        .unwrap_or("")
}

fn only(finding: &Finding) -> &Submission {
    assert_eq!(finding.verdict, Verdict::Form, "{}", finding.reason);
    assert_eq!(finding.submissions.len(), 1);
    &finding.submissions[0]
}

const FORM: &str = "Name of the local or regional government: City of Mutare
Country: Zimbabwe
Type of government: Municipality
Population: 224,802
Local / regional leader: Simon Chabuka
Function: Mayor
Contact person: Tendai Moyo
Position of the contact person: Human Rights Officer
E-mail: tendai@mutare.example
Why are human rights relevant values and a useful framework for guiding local action?
They outlive elections.

Motivations for joining the campaign: We want to learn from other cities.
We agree to the publication of this profile: Yes
Date: 2026-02-03
";

fn line(text: &str) -> Block {
    Block::Line(Line {
        segments: vec![Segment {
            text: text.to_owned(),
            confidence: 1.0,
            ..Segment::default()
        }],
        ..Line::default()
    })
}

/// A line that is bold where its text begins with a star.
fn starred(text: &str) -> Block {
    let Some(bold) = text.strip_prefix('*') else {
        return line(text);
    };
    let mut block = line(bold);
    if let Block::Line(line) = &mut block {
        line.segments[0].bold = true;
    }
    block
}

/// A Word file that is one table. Cells that begin with a star are bold.
fn table(rows: &[&[&str]]) -> Document {
    let rows = rows
        .iter()
        .map(|row| Row {
            cells: row
                .iter()
                .enumerate()
                .map(|(column, text)| Cell {
                    column: column as u32,
                    span: 1,
                    blocks: text.split('\n').map(starred).collect(),
                })
                .collect(),
        })
        .collect();
    Document {
        kind: Kind::Docx,
        blocks: vec![Block::Table(Table { rows })],
        ..Document::default()
    }
}

fn rows_of_form() -> Vec<(String, String)> {
    let mut rows: Vec<(String, String)> = Vec::new();
    for text in FORM.lines().filter(|text| !text.is_empty()) {
        match text.split_once(": ") {
            Some((label, value)) => rows.push((label.to_owned(), value.to_owned())),
            None if text.ends_with('?') => rows.push((text.to_owned(), String::new())),
            None => rows.last_mut().unwrap().1 = text.to_owned(),
        }
    }
    rows
}

fn check(submission: &Submission) {
    assert_eq!(submission.status, Status::Complete, "{submission:#?}");
    for (field, value) in [
        ("lrg_name", "City of Mutare"),
        ("country", "ZW"),
        ("gov_type", "municipality"),
        ("leader_name", "Simon Chabuka"),
        ("leader_title", "Mayor"),
        ("contact_name", "Tendai Moyo"),
        ("contact_role", "Human Rights Officer"),
        ("contact_email", "tendai@mutare.example"),
        ("why_hr", "They outlive elections."),
        ("motivation", "We want to learn from other cities."),
        ("consent_publish", "yes"),
        ("signed_on", "2026-02-03"),
        ("region", "africa"),
    ] {
        assert_eq!(said(submission, field), value, "{field}");
    }
    assert_eq!(submission.missing, ["why_lrg", "policies"]);
}

#[test]
fn a_form_in_the_body_is_read() {
    let finding = read(
        &letter("", &format!("Dear all,\n\n{FORM}\nKind regards,\nAna\n")),
        Vec::new(),
    );
    check(only(&finding));
    assert_eq!(only(&finding).language, "en");
    assert_eq!(only(&finding).source, "body");
}

#[test]
fn labels_stand_left_of_values_above_them_or_in_their_cell() {
    let mail = letter("", "See attached.");
    let rows = rows_of_form();
    let beside: Vec<[&str; 2]> = rows
        .iter()
        .map(|(label, value)| [label.as_str(), value.as_str()])
        .collect();
    let beside: Vec<&[&str]> = beside.iter().map(|row| row.as_slice()).collect();
    check(only(&read(&mail, vec![table(&beside)])));

    let above: Vec<[&str; 1]> = rows
        .iter()
        .flat_map(|(label, value)| [[label.as_str()], [value.as_str()]])
        .collect();
    let above: Vec<&[&str]> = above.iter().map(|row| row.as_slice()).collect();
    check(only(&read(&mail, vec![table(&above)])));

    let own: Vec<String> = rows
        .iter()
        .map(|(label, value)| format!("{label}\n{value}"))
        .collect();
    let own: Vec<[&str; 1]> = own.iter().map(|cell| [cell.as_str()]).collect();
    let own: Vec<&[&str]> = own.iter().map(|row| row.as_slice()).collect();
    check(only(&read(&mail, vec![table(&own)])));

    let four: Vec<Vec<&str>> = rows
        .chunks(2)
        .map(|pair| {
            pair.iter()
                .flat_map(|(label, value)| [label.as_str(), value.as_str()])
                .collect()
        })
        .collect();
    let four: Vec<&[&str]> = four.iter().map(Vec::as_slice).collect();
    check(only(&read(&mail, vec![table(&four)])));
}

#[test]
fn rows_below_a_header_are_forms_of_several_towns() {
    let rows = rows_of_form();
    let labels: Vec<&str> = rows.iter().map(|(label, _)| label.as_str()).collect();
    let first: Vec<&str> = rows.iter().map(|(_, value)| value.as_str()).collect();
    let other = |[name, leader, inhabitants]: [&'static str; 3]| -> Vec<String> {
        let replaced = |value: &&str| match *value {
            "City of Mutare" => name.to_owned(),
            "Simon Chabuka" => leader.to_owned(),
            "224,802" => inhabitants.to_owned(),
            other => other.to_owned(),
        };
        first.iter().map(replaced).collect()
    };
    let second = other(["City of Bulawayo", "David Coltart", "665,940"]);
    let second: Vec<&str> = second.iter().map(String::as_str).collect();
    let third = other(["City of Gweru", "Josiah Makombe", "158,200"]);
    let third: Vec<&str> = third.iter().map(String::as_str).collect();
    let finding = read(
        &letter("", "See attached."),
        vec![table(&[&labels, &first, &second, &third])],
    );
    assert_eq!(finding.verdict, Verdict::Form);
    let names: Vec<&str> = finding
        .submissions
        .iter()
        .map(|s| said(s, "lrg_name"))
        .collect();
    assert_eq!(
        names,
        ["City of Mutare", "City of Bulawayo", "City of Gweru"]
    );
    check(&finding.submissions[0]);
}

#[test]
fn two_copies_of_one_form_are_one_submission_and_contradictions_are_questions() {
    let mail = letter("", FORM);
    let rows = rows_of_form();
    let other: Vec<[&str; 2]> = rows
        .iter()
        .map(|(label, value)| {
            [
                label.as_str(),
                if value == "224,802" {
                    "999"
                } else {
                    value.as_str()
                },
            ]
        })
        .collect();
    let other: Vec<&[&str]> = other.iter().map(|row| row.as_slice()).collect();
    let finding = read(&mail, vec![table(&other)]);
    let submission = only(&finding);
    assert_eq!(submission.status, Status::Review);
    assert_eq!(submission.questions.len(), 1);
    assert_eq!(submission.questions[0].field, "population");
    assert_eq!(submission.fields["population"].value, 999);
}

#[test]
fn a_leader_has_a_mailbox_of_his_own() {
    let body = FORM
        .replace(
            "Local / regional leader: Simon Chabuka\nFunction: Mayor",
            "POLITICAL LEADER\nName: Simon Chabuka\nPosition: Mayor\nE-mail: mayor@mutare.example",
        )
        .replace(
            "Contact person: Tendai Moyo\nPosition of the contact person: Human Rights Officer",
            "CONTACT PERSON\nName: Tendai Moyo\nPosition: Human Rights Officer",
        );
    check(only(&read(&letter("", &body), Vec::new())));
}

#[test]
fn lines_of_essays_that_begin_like_labels_are_essays() {
    let body = FORM.replace("We want to learn from other cities.", "We want to learn from other cities.\nDate: nobody ever set one.\nPopulation growth is our concern.");
    let finding = read(&letter("", &body), Vec::new());
    assert!(said(only(&finding), "motivation").ends_with("Population growth is our concern."));
    assert_eq!(said(only(&finding), "signed_on"), "2026-02-03");
}

#[test]
fn what_is_quoted_from_us_is_no_form_and_what_others_wrote_is() {
    let quoted: String = FORM.lines().map(|line| format!("> {line}\n")).collect();
    let ours = format!(
        "Thank you, all is well.\n\nOn Mon, 2 Feb 2026, CISDP <cisdp1@uclg.org> wrote:\n{quoted}"
    );
    let finding = read(&letter("In-Reply-To: <1@uclg.org>\r\n", &ours), Vec::new());
    assert_eq!(finding.verdict, Verdict::Other, "{}", finding.reason);
    let theirs = format!(
        "Here it is.\n\nOn Mon, 2 Feb 2026, Tendai <tendai@mutare.example> wrote:\n{quoted}"
    );
    check(only(&read(&letter("", &theirs), Vec::new())));
}

#[test]
fn answers_between_quoted_questions_are_values() {
    let body: String = rows_of_form()
        .iter()
        .map(|(label, value)| format!("> {label}:\n{value}\n\n"))
        .collect();
    let body = format!(
        "Our answers are below.\n\nOn Mon, 2 Feb 2026, CISDP <cisdp1@uclg.org> wrote:\n{body}"
    );
    check(only(&read(
        &letter("In-Reply-To: <1@uclg.org>\r\n", &body),
        Vec::new(),
    )));
}

#[test]
fn a_form_without_answers_came_back_unfilled() {
    let blank: String = rows_of_form()
        .iter()
        .map(|(label, _)| format!("{label}: ____________\n"))
        .collect();
    let finding = read(&letter("", &blank), Vec::new());
    assert_eq!(finding.verdict, Verdict::BlankForm, "{}", finding.reason);
    // What a form prints may look like an answer or two, but not like who answers.
    let printed = blank
        .replace(
            "Type of government: ____________",
            "Type of government: Municipality",
        )
        .replace("Population: ____________", "Population: 100,000");
    // The label below read as the answer above it, as happens to scans.
    let mixed = [
        ("regional government", "denomination in translation"),
        ("regional leader", "some regional body"),
        ("Contact person", "a focal one for matters"),
        ("Position of the contact person", "of the person above"),
        ("Motivations for joining the campaign", "further data"),
    ];
    let mixed = mixed.iter().fold(blank.clone(), |text, (label, answer)| {
        text.replace(
            &format!("{label}: ____________"),
            &format!("{label}: {answer}"),
        )
    });
    for text in [printed, mixed] {
        assert_ne!(text, blank);
        let finding = read(&letter("", &text), Vec::new());
        assert_eq!(finding.verdict, Verdict::BlankForm, "{}", finding.reason);
    }
}

#[test]
fn the_closing_formula_dates_a_form() {
    let body = FORM.replace("Date: 2026-02-03", "\nDone at Mutare, on 3 February 2026");
    check(only(&read(&letter("", &body), Vec::new())));
    // A place and a date that end a document are no part of the answer before them.
    let ended = "Name of the signatory: Simon Chabuka\nMutare, 3 February 2026";
    let body = FORM.replace("Date: 2026-02-03", ended);
    let finding = read(&letter("", &body), Vec::new());
    assert_eq!(said(only(&finding), "signed_on"), "2026-02-03");
    assert_eq!(said(only(&finding), "signatory_name"), "Simon Chabuka");
}

#[test]
fn messages_of_the_folder_are_what_their_names_say() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/extract");
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let raw = std::fs::read(&path).unwrap();
        let crlf: Vec<u8> = String::from_utf8(raw.clone())
            .unwrap()
            .replace('\n', "\r\n")
            .into_bytes();
        let expected = name.split('-').next().unwrap().to_owned();
        for bytes in [raw, crlf] {
            let finding = read(&mail::parse(&bytes), Vec::new());
            let verdict = serde_json::to_value(finding.verdict).unwrap();
            assert_eq!(
                verdict.as_str().unwrap().split('_').next().unwrap(),
                expected,
                "{name}: {}",
                finding.reason
            );
        }
        seen += 1;
    }
    assert!(seen >= 4, "the fixtures are missing");
}

/// People are quoted with their accents and capitals, though their words are looked for without.
#[test]
fn what_a_letter_says_is_quoted_as_it_was_written() {
    for (body, quoted) in [
        (
            "Buenos días:\r\n¿Hasta cuándo se puede enviar el formulario de la campaña?\r\nGracias",
            "\"¿Hasta cuándo se puede enviar el formulario de la campaña?\"",
        ),
        (
            "Une erreur s'est glissée dans notre formulaire : merci de rectifier le courriel.",
            "\"Une erreur s'est glissée",
        ),
    ] {
        let finding = read(&letter("Subject: x\r\n", body), Vec::new());
        assert!(finding.reason.contains(quoted), "{}", finding.reason);
    }
}

#[test]
fn a_second_form_whose_name_has_no_known_label_is_a_form_of_its_own() {
    let other = [
        "Anything at all: City of Lyon",
        "Country: France",
        "Type of government: Municipality",
        "Population: 522,969",
        "Local / regional leader: Jeanne Barseghian",
        "Function: Deputy",
        "Contact person: Paul Martin",
        "Position of the contact person: Adviser",
        "E-mail: paul@lyon.example",
        "Date: 2026-02-05",
    ];
    let document = |lines: Vec<&str>| Document {
        kind: Kind::Docx,
        blocks: lines.into_iter().map(line).collect(),
        ..Document::default()
    };
    let mail = letter("Subject: Forms\r\n", "Please find our forms attached.");
    let own: Vec<&str> = FORM.lines().filter(|line| !line.is_empty()).collect();
    let both = read(
        &mail,
        vec![document([own.clone(), other.to_vec()].concat())],
    );
    assert_eq!(both.submissions.len(), 2, "{both:?}");
    assert_eq!(said(&both.submissions[0], "contact_name"), "Tendai Moyo");
    assert_eq!(said(&both.submissions[1], "contact_name"), "Paul Martin");
    // A label that comes twice does not make two forms.
    let once = read(
        &mail,
        vec![document(
            [own, vec!["Country: France", "E-mail: x@y.example"]].concat(),
        )],
    );
    assert_eq!(once.submissions.len(), 1);
}

#[test]
fn a_scan_without_ocr_is_unreadable_because_it_is_scanned() {
    let mut mail = letter("Subject: Join form\r\n", "Please find our form attached.\n");
    mail.attachments.push(Attachment {
        name: Some("form.pdf".to_owned()),
        ..Attachment::default()
    });
    let reading = Reading {
        documents: Vec::new(),
        unread: Some(Unread::Scanned),
    };
    let finding = extract(&mail, &[reading], rules(), received());
    assert_eq!(finding.verdict, Verdict::Unreadable);
    assert!(
        finding.reason.contains("unreadable: scanned"),
        "{}",
        finding.reason
    );
}
