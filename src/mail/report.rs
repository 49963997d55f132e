//! What a delivery report says (RFC 3464): which letter did not arrive, at whom, and why.

use super::Mail;

/// A report on a letter.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct DeliveryReport {
    /// True when no server will try again: the action `failed`, or a status of class 5.
    pub permanent: bool,
    /// Whom the letter was for.
    pub recipient: Option<String>,
    /// The enhanced status code (RFC 3463), for example `5.1.1`.
    pub status: Option<String>,
    /// What the server said.
    pub diagnostic: Option<String>,
    /// Message-IDs that the letter may have had, without angle brackets.
    pub letters: Vec<String>,
}

/// Reads the report in a mail that is one. Reports in words, of servers that do not follow RFC 3464, give what can be found.
pub fn delivery_report(mail: &Mail) -> DeliveryReport {
    let mut report = DeliveryReport::default();
    let mut action = String::new();
    let status_parts = mail
        .attachments
        .iter()
        .filter(|part| part.content_type.ends_with("delivery-status"));
    for part in status_parts {
        for (name, value) in fields(&String::from_utf8_lossy(&part.bytes)) {
            let set = |place: &mut Option<String>, value: &str| {
                if place.is_none() && !value.is_empty() {
                    *place = Some(value.to_owned());
                }
            };
            // `rfc822; ana@town.example`, `smtp; 550 no such user`: the type of a value stands before it.
            let typed = value
                .split_once(';')
                .map_or(value.as_str(), |(_, rest)| rest.trim());
            match name.as_str() {
                "action" if action.is_empty() => action = value.to_lowercase(),
                "status" => set(
                    &mut report.status,
                    value.split(' ').next().unwrap_or_default(),
                ),
                "final-recipient" => set(&mut report.recipient, typed),
                "original-recipient" => set(&mut report.recipient, typed),
                "diagnostic-code" => set(&mut report.diagnostic, typed),
                "original-message-id" | "x-original-message-id" => {
                    add_ids(&value, &mut report.letters)
                }
                _ => {}
            }
        }
    }
    let headers = mail
        .attachments
        .iter()
        .filter(|part| part.content_type.ends_with("rfc822-headers"));
    for part in headers {
        add_original(&String::from_utf8_lossy(&part.bytes), &mut report.letters);
    }
    report.letters.extend(
        mail.forwarded
            .iter()
            .filter_map(|mail| mail.message_id.clone()),
    );
    for (name, value) in &mail.headers {
        if name.eq_ignore_ascii_case("X-Failed-Recipients") {
            report.recipient.get_or_insert_with(|| value.clone());
            action.push_str("failed");
        }
    }
    if let Some(text) = &mail.text {
        add_original(text, &mut report.letters);
        if report.status.is_none() {
            report.status = text
                .split(|c: char| !c.is_ascii_digit() && c != '.')
                .find(|word| is_status(word))
                .map(str::to_owned);
        }
    }
    report
        .letters
        .extend(mail.in_reply_to.iter().chain(&mail.references).cloned());
    let mut seen = std::collections::BTreeSet::new();
    report.letters.retain(|id| seen.insert(id.clone()));
    let class = report
        .status
        .as_deref()
        .and_then(|status| status.chars().next());
    report.permanent = match action.as_str() {
        "failed" => class != Some('4') && class != Some('2'),
        "" => class == Some('5'),
        _ => false,
    };
    report
}

/// `Message-ID:` lines of a header or of a text that quotes one.
fn add_original(text: &str, ids: &mut Vec<String>) {
    for (name, value) in fields(text) {
        if name == "message-id" || name == "original-message-id" {
            add_ids(&value, ids);
        }
    }
}

fn add_ids(value: &str, ids: &mut Vec<String>) {
    ids.extend(super::header::identifiers(value.as_bytes()));
}

/// Header-like lines, unfolded; names in lower case.
fn fields(text: &str) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in text.lines() {
        if line.starts_with([' ', '\t'])
            && !line.trim().is_empty()
            && let Some((_, value)) = fields.last_mut()
        {
            value.push(' ');
            value.push_str(line.trim());
            continue;
        }
        if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim().to_lowercase(), value.trim().to_owned()));
        }
    }
    fields
}

fn is_status(word: &str) -> bool {
    let parts: Vec<&str> = word.trim_end_matches('.').split('.').collect();
    let [class, subject, detail] = parts.as_slice() else {
        return false;
    };
    matches!(*class, "2" | "4" | "5")
        && [subject, detail]
            .iter()
            .all(|part| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::parse;

    fn report(fixture: &[u8]) -> DeliveryReport {
        delivery_report(&parse(fixture))
    }

    #[test]
    fn a_report_by_the_standard_is_read() {
        let report = report(include_bytes!(
            "../../tests/mail/hygiene/report-delivery-status.eml"
        ));
        assert!(report.permanent);
        assert_eq!(report.recipient.as_deref(), Some("ana@ayto.example"));
        assert_eq!(report.status.as_deref(), Some("5.1.1"));
        assert_eq!(
            report.diagnostic.as_deref(),
            Some("550 5.1.1 no such user here")
        );
        assert_eq!(report.letters, ["ack-1@intake.uclg.example"]);
    }

    #[test]
    fn a_delay_is_not_a_failure() {
        let source = "Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\nAction: delayed\nStatus: 4.4.1\nFinal-Recipient: rfc822; a@x.example\n--b--\n";
        let report = report(source.as_bytes());
        assert!(!report.permanent);
        assert_eq!(report.status.as_deref(), Some("4.4.1"));
    }

    #[test]
    fn a_report_in_words_gives_what_can_be_found() {
        let exim = report(include_bytes!(
            "../../tests/mail/hygiene/x-failed-recipients.eml"
        ));
        assert!(exim.permanent);
        assert_eq!(exim.recipient.as_deref(), Some("ana@ayto.example"));
        let exchange = "Subject: Undeliverable: Form received\nFrom: MicrosoftExchange1@x.example\n\nYour message could not be delivered (550 5.1.10 RESOLVER.ADR.RecipientNotFound).\n\nOriginal headers:\nMessage-ID: <abc@intake.uclg.example>\n";
        let report = report(exchange.as_bytes());
        assert!(report.permanent);
        assert_eq!(report.letters, ["abc@intake.uclg.example"]);
        assert_eq!(report.status.as_deref(), Some("5.1.10"));
    }
}
