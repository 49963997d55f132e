//! All records as one CSV table (RFC 4180), for the digest and for `records`.

use super::Record;
use super::text::Texts;
use crate::extract::Status;
use crate::rules::Rules;

/// The records as CSV, columns by the ids of the fields, in UTF-8 with a byte order mark, which spreadsheet programs need to see the accents. A cell that a
/// spreadsheet program would take for a formula gets an apostrophe before it.
pub fn records_csv(records: &[Record], rules: &Rules) -> Vec<u8> {
    let mut table = csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .from_writer(b"\xEF\xBB\xBF".to_vec());
    let fields: Vec<&str> = rules.fields.iter().map(|field| field.id.as_str()).collect();
    let head = [
        "record",
        "revision",
        "received",
        "status",
        "missing",
        "questions",
        "source",
        "language",
    ];
    // Writing into memory cannot fail.
    let _ = table.write_record(head.into_iter().chain(fields.iter().copied()));
    for record in records {
        let submission = &record.submission;
        let questions: Vec<String> = submission
            .questions
            .iter()
            .map(|question| format!("{}: {}", question.field, question.text))
            .collect();
        let mut cells = vec![
            record.id.clone(),
            record.revision.to_string(),
            record.received.to_string(),
            submission.status.name().to_owned(),
            submission.missing.join(", "),
            questions.join("; "),
            submission.source.clone(),
            submission.language.clone(),
        ];
        cells.extend(fields.iter().map(|id| {
            match submission.fields.get(*id).map(|value| &value.value) {
                None | Some(serde_json::Value::Null) => String::new(),
                Some(serde_json::Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            }
        }));
        let _ = table.write_record(cells.iter().map(|cell| harmless(cell)));
    }
    table.into_inner().unwrap_or_default()
}

/// The same for people, in their language and in the order of the governments' names: the digest brings it.
pub(super) fn table_for_people(records: &[Record], rules: &Rules, language: &str) -> Vec<u8> {
    let texts = Texts::new(rules, language, "en");
    let separator = texts
        .word("table_separator")
        .and_then(|separator| separator.bytes().next())
        .unwrap_or(b',');
    let mut writer = csv::WriterBuilder::new()
        .delimiter(separator)
        .terminator(csv::Terminator::CRLF)
        .from_writer(Vec::from(*b"\xef\xbb\xbf"));
    let word = |name: &str| texts.word(name).unwrap_or_else(|| name.to_owned());
    let mut head = vec![
        word("digest_column_record"),
        word("digest_column_received"),
        word("digest_column_status"),
        word("digest_column_missing"),
        word("digest_column_questions"),
    ];
    head.extend(rules.fields.iter().map(|field| texts.title(&field.id)));
    // Writing into memory cannot fail, and rows are all of one length.
    let _ = writer.write_record(head.iter().map(|cell| harmless(cell)));
    let mut sorted: Vec<&Record> = records.iter().collect();
    sorted.sort_by_key(|record| {
        (
            record.government.clone().is_none(),
            record.government.clone(),
            record.id.clone(),
        )
    });
    for record in sorted {
        let submission = &record.submission;
        let missing: Vec<String> = submission
            .missing
            .iter()
            .map(|id| texts.title(id))
            .collect();
        let questions: Vec<String> = submission
            .questions
            .iter()
            .map(|question| format!("{}: {}", texts.title(&question.field), question.text))
            .collect();
        let mut row = vec![
            record.id.clone(),
            record.received.strftime("%Y-%m-%d").to_string(),
            word(status_name(submission.status)),
            missing.join("; "),
            questions.join("; "),
        ];
        row.extend(rules.fields.iter().map(|field| {
            submission
                .fields
                .get(&field.id)
                .map_or_else(String::new, |value| match &value.value {
                    serde_json::Value::String(text) => text.clone(),
                    other => other.to_string(),
                })
        }));
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    writer.into_inner().unwrap_or_default()
}

/// The text that names a status.
pub(super) fn status_name(status: Status) -> &'static str {
    match status {
        Status::Complete => "digest_status_complete",
        Status::Incomplete => "digest_status_incomplete",
        Status::Review => "digest_status_review",
    }
}

/// A telephone number may begin with `+`; anything else that begins like a formula is marked as text.
fn harmless(cell: &str) -> String {
    let phone = cell
        .strip_prefix('+')
        .is_some_and(|digits| digits.chars().all(|c| c.is_ascii_digit()));
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) && !phone {
        format!("'{cell}")
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::tests::{at, irun, rules};

    fn record(id: &str, government: Option<&str>) -> Record {
        Record {
            id: id.into(),
            revision: 1,
            mail: "m".into(),
            received: at("2026-11-16T09:00:00Z"),
            government: government.map(str::to_owned),
            submission: irun(),
        }
    }

    #[test]
    fn formulas_are_disarmed() {
        for evil in [
            "=HYPERLINK(\"x\")",
            "+1+1",
            "-1",
            "@SUM(A1)",
            "\t=1",
            "\r=1",
        ] {
            let mut record = record("a-1", None);
            record.submission.fields.get_mut("lrg_name").unwrap().value = evil.into();
            let written = table_for_people(&[record], &rules(), "en");
            let mut reader = csv::Reader::from_reader(&written[3..]);
            let row = reader.records().next().unwrap().unwrap();
            assert!(row.iter().any(|cell| cell == format!("'{evil}")), "{row:?}");
        }
    }

    #[test]
    fn the_table_reads_back_and_is_in_order() {
        let records = [
            record("c-1", None),
            record("b-1", Some("ES/irun")),
            record("a-1", Some("AR/moron")),
        ];
        let written = table_for_people(&records, &rules(), "es");
        assert!(written.starts_with(b"\xef\xbb\xbf"));
        let mut reader = csv::ReaderBuilder::new()
            .delimiter(b';')
            .from_reader(&written[3..]);
        assert!(
            reader
                .headers()
                .unwrap()
                .iter()
                .any(|head| head == "Población")
        );
        let ids: Vec<String> = reader
            .records()
            .map(|row| row.unwrap()[0].to_owned())
            .collect();
        assert_eq!(ids, ["a-1", "b-1", "c-1"]);
    }

    #[test]
    fn a_formula_is_only_text() {
        assert_eq!(harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("-1+cmd|' /C calc'!A0"), "'-1+cmd|' /C calc'!A0");
        assert_eq!(harmless("+34932000000"), "+34932000000");
        assert_eq!(harmless("Barcelona"), "Barcelona");
    }
}
