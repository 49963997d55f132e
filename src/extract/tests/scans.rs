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
