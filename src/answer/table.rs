//! All records as one CSV table (RFC 4180), for the digest and for `records`.

use super::Record;
use crate::extract::Status;
use crate::rules::Rules;

/// The records as CSV in UTF-8 with a byte order mark, which spreadsheet programs need to see the accents. A cell that a
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
        let status = match submission.status {
            Status::Complete => "complete",
            Status::Incomplete => "incomplete",
            Status::Review => "review",
        };
        let questions: Vec<String> = submission
            .questions
            .iter()
            .map(|question| format!("{}: {}", question.field, question.text))
            .collect();
        let mut cells = vec![
            record.id.clone(),
            record.revision.to_string(),
            record.received.to_string(),
            status.to_owned(),
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

    #[test]
    fn a_formula_is_only_text() {
        assert_eq!(harmless("=HYPERLINK(\"x\")"), "'=HYPERLINK(\"x\")");
        assert_eq!(harmless("-1+cmd|' /C calc'!A0"), "'-1+cmd|' /C calc'!A0");
        assert_eq!(harmless("+34932000000"), "+34932000000");
        assert_eq!(harmless("Barcelona"), "Barcelona");
    }
}
