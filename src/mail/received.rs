//! When a mail was received, as the header says where no server tells it.

use super::Mail;
use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// The date of the topmost Received field (written by the server that delivered the mail), else of Date.
pub fn received_at(mail: &Mail) -> Option<Timestamp> {
    let topmost = mail
        .headers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case("received"));
    let noted = topmost
        .and_then(|(_, value)| value.rsplit_once(';'))
        .and_then(|(_, date)| parse(date));
    noted.or(mail.date)
}

fn parse(date: &str) -> Option<Timestamp> {
    let date: String = date.split_whitespace().collect::<Vec<_>>().join(" ");
    rfc2822::DateTimeParser::new()
        .relaxed_weekday(true)
        .parse_timestamp(&date)
        .ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_topmost_received_field_wins_over_the_date() {
        let mail = Mail {
            headers: vec![
                (
                    "Received".into(),
                    "from a by b with ESMTP id 1;\r\n\tMon, 15 Sep 2025 10:59:43 +0200 (CEST)"
                        .into(),
                ),
                (
                    "Received".into(),
                    "from c by a; Mon, 15 Sep 2025 01:00:00 +0000".into(),
                ),
            ],
            date: Some("2020-01-01T00:00:00Z".parse().unwrap()),
            ..Mail::default()
        };
        assert_eq!(
            received_at(&mail),
            Some("2025-09-15T08:59:43Z".parse().unwrap())
        );
    }
}
