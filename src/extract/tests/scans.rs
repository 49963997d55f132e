//! Forms that OCR read, which sees the looks of words less surely.

use super::*;

/// A scanned form: labels at the left edge, in bold as far as it was seen, and answers below them, set in.
fn scanned(rows: &[(&str, bool, &str)]) -> Document {
    let line = |text: &str, left: f32, top: f32, bold: bool| {
        Block::Line(Line {
            segments: vec![Segment {
                text: text.to_owned(),
                bold,
                place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
                confidence: 0.9,
                ..Segment::default()
            }],
            gap: if bold { 1.0 } else { 0.8 },
            page: 1,
            ..Line::default()
        })
    };
    let rows = rows
        .iter()
        .enumerate()
        .flat_map(|(at, (label, bold, answer))| {
            let top = 50.0 + 36.0 * at as f32;
            [
                line(label, 50.0, top, *bold),
                line(answer, 56.0, top + 16.0, false),
            ]
        });
    Document {
        kind: Kind::Ocr,
        blocks: rows.collect(),
        pages: 1,
        ..Document::default()
    }
}

#[test]
fn a_label_whose_bold_was_not_seen_is_told_by_its_place_and_its_answer() {
    let document = scanned(&[
        ("Name of the local or regional government", true, "Mutare"),
        ("Country", true, "Zimbabwe"),
        ("Population", true, "224,802"),
        ("Local / regional leader", true, "Simon Chabuka"),
        ("Function", true, "Mayor"),
        ("Contact person", true, "Tendai Moyo"),
        ("E-mail", false, "tendai@mutare.example"),
        ("Telephone", true, "+263 20 64412"),
        ("Motivations for joining the campaign", true, "To learn."),
    ]);
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    let submission = only(&finding);
    assert_eq!(said(submission, "contact_email"), "tendai@mutare.example");
    assert_eq!(said(submission, "leader_title"), "Mayor");
}

#[test]
fn a_scan_of_which_the_page_with_the_form_could_not_be_read_is_unreadable() {
    let mut mail = letter("Subject: Join form\r\n", "Please find our form attached.\n");
    mail.attachments.push(Attachment {
        name: Some("scan.pdf".to_owned()),
        ..Attachment::default()
    });
    let reading = Reading {
        documents: vec![scanned(&[("Signature / official seal", true, "A. Dube")])],
        unread: Some(Unread::Died("page 1: OCR took longer than 60 s".to_owned())),
    };
    let finding = extract(&mail, &[reading], rules(), received());
    assert_eq!(finding.verdict, Verdict::Unreadable);
    assert!(finding.reason.contains("page 1"), "{}", finding.reason);
}

/// The lines of a scanned form, all in plain letters, a blank space before each.
fn lines(rows: &[&[&str]]) -> Document {
    let line = |(at, segments): (usize, &&[&str])| {
        let top = 50.0 + 20.0 * at as f32;
        let segments = segments.iter().enumerate().map(|(column, text)| {
            let left = 50.0 + 220.0 * column as f32;
            Segment {
                text: (*text).to_owned(),
                place: [left, top, left + 5.0 * text.len() as f32, top + 10.0],
                confidence: 0.9,
                ..Segment::default()
            }
        });
        Block::Line(Line {
            segments: segments.collect(),
            gap: 1.0,
            page: 1,
            ..Line::default()
        })
    };
    Document {
        kind: Kind::Ocr,
        blocks: rows.iter().enumerate().map(line).collect(),
        pages: 1,
        ..Document::default()
    }
}

const FORM: &[&[&str]] = &[
    &["Name of the local or regional government : Mutare"],
    &["Country : Zimbabwe"],
    &["Local / regional leader : Simon Chabuka"],
    &["Function : Mayor"],
    &["Contact person : Tendai Moyo"],
    &["E-mail : tendai@mutare.example"],
    &["Motivations for joining the campaign : To learn."],
];

fn submitted(more: &[&[&str]]) -> Finding {
    let rows = [FORM, more].concat();
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    read(&mail, vec![lines(&rows)])
}

#[test]
fn a_label_without_a_sign_ends_before_its_boxes() {
    let finding = submitted(&[
        &["Member of UCLG ☒ Yes", "☐ No"],
        &["We agree to the publication of this profile ☐ Yes", "☒ No"],
    ]);
    let submission = only(&finding);
    assert_eq!(said(submission, "uclg_member"), "yes");
    assert_eq!(said(submission, "consent_publish"), "no");
}

#[test]
fn the_name_of_the_leader_at_the_foot_of_the_form_is_who_signs() {
    let foot: &[&[&str]] = &[
        &["Done at Mutare, on 3 March 2026"],
        &["Signature and stamp:"],
        &["Simon Chabuka"],
    ];
    assert_eq!(
        said(only(&submitted(foot)), "signatory_name"),
        "Simon Chabuka"
    );
    let other: &[&[&str]] = &[&["Signature and stamp:"], &["Town Hall"]];
    let finding = submitted(other);
    assert!(!only(&finding).fields.contains_key("signatory_name"));
}

#[test]
fn a_heading_taken_for_the_label_of_the_date_does_not_hide_the_closing_formula() {
    let rows: Vec<&[&str]> = [&["FICHA DE ADHESIÓN"] as &[&str]]
        .into_iter()
        .chain([&[
            "Campaña mundial «10, 100, 1000 Ciudades y Territorios de Derechos Humanos para 2030»",
        ] as &[&str]])
        .chain(FORM.iter().copied())
        .chain([&["En Mutare, a 3 de marzo de 2026"] as &[&str]])
        .collect();
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![lines(&rows)]);
    assert_eq!(said(only(&finding), "signed_on"), "2026-03-03");
}

#[test]
fn place_and_date_of_the_closing_formula_may_stand_apart() {
    let finding = submitted(&[&["Done at Mutare,", "on3 March 2026"]]);
    assert_eq!(said(only(&finding), "signed_on"), "2026-03-03");
}

#[test]
fn the_place_of_the_closing_formula_may_have_many_words() {
    let finding = submitted(&[&["À San Pedro de la Nueva Sierra, le 3 mars 2026"]]);
    assert_eq!(said(only(&finding), "signed_on"), "2026-03-03");
}

#[test]
fn where_the_word_beside_the_ticked_box_is_lost_the_open_box_tells() {
    let finding = submitted(&[&["Member of UCLG : ☐ Yes", "☒"]]);
    assert_eq!(said(only(&finding), "uclg_member"), "no");
}

#[test]
fn an_option_whose_box_stands_in_the_line_above_is_no_label() {
    let finding = submitted(&[
        &["Type of government : ☒ Municipality ☐ District ☐"],
        &["State / Province ☐ Region ☐ Association ☐ Other"],
    ]);
    assert!(!only(&finding).fields.contains_key("subdivision"));
}

#[test]
fn what_stands_in_a_box_below_its_label_is_one_answer() {
    let boxed = |texts: &[&str], top: f32| {
        let line = |(at, text): (usize, &&str)| {
            let top = top + 14.0 * at as f32;
            Block::Line(Line {
                segments: vec![Segment {
                    text: (*text).to_owned(),
                    place: [55.0, top, 55.0 + 5.0 * text.len() as f32, top + 10.0],
                    confidence: 0.9,
                    ..Segment::default()
                }],
                gap: 0.4,
                page: 1,
                ..Line::default()
            })
        };
        Block::Table(Table {
            rows: vec![Row {
                cells: vec![Cell {
                    column: 0,
                    span: 1,
                    blocks: texts.iter().enumerate().map(line).collect(),
                }],
            }],
        })
    };
    let mut document = lines(&[FORM, &[&["Council decision"]]].concat());
    let answer = ["Resolution of the city council no. 58 of", "21.01.2026"];
    document.blocks.push(boxed(&answer, 220.0));
    document.blocks.push(
        lines(&[&["A very long line of words that reaches to the right edge of the page"]])
            .blocks
            .remove(0),
    );
    let mail = letter("Subject: Form\r\n", "Please find our form attached.");
    let finding = read(&mail, vec![document]);
    assert_eq!(said(only(&finding), "council_decision"), answer.join(" "));
}
