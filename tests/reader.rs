//! The reading child: what its cage lets it do, and that its death is only an outcome.

use cisdp_intake::document::Unread;
use cisdp_intake::mail::Attachment;
use cisdp_intake::reader::{Limits, Options, Reader};

fn reader(limits: Limits) -> Reader {
    Reader::new(Options {
        program: env!("CARGO_BIN_EXE_cisdp-intake").into(),
        workers: 1,
        limits,
        ocr_languages: None,
    })
}

fn attachment(bytes: &[u8]) -> Attachment {
    Attachment {
        name: Some("form.txt".to_owned()),
        bytes: bytes.to_vec(),
        ..Attachment::default()
    }
}

#[test]
fn a_reading_child_cannot_reach_files_network_or_processes() {
    let report = reader(Limits::default()).probe().expect("a child answers");
    assert!(!report.reads_files && !report.writes_files, "{report:?}");
    assert!(
        !report.opens_sockets && !report.starts_processes,
        "{report:?}"
    );
    assert_eq!(report.memory, Limits::default().memory);
}

#[test]
fn a_child_that_cannot_even_start_is_an_outcome_and_the_next_attachment_gets_a_new_one() {
    let starved = reader(Limits {
        memory: 1 << 20,
        ..Limits::default()
    });
    for _ in 0..2 {
        let reading = starved.read(&attachment(b"Country: Spain"));
        assert!(
            matches!(reading.unread, Some(Unread::Limit(_) | Unread::Died(_))),
            "{reading:?}"
        );
    }
}

#[test]
fn one_child_serves_many_attachments() {
    let reader = reader(Limits::default());
    for _ in 0..20 {
        let reading = reader.read(&attachment(b"Country: Spain\n"));
        assert!(
            !matches!(reading.unread, Some(Unread::Died(_) | Unread::Limit(_))),
            "{reading:?}"
        );
    }
}
