//! A message as a test sees it in somebody's mailbox.

use mail_parser::MessageParser;

/// A message in a mailbox.
#[derive(Debug, Clone)]
pub struct Seen {
    /// The whole message.
    pub text: String,
    /// Its flags, for example `\Seen \Answered`.
    pub flags: String,
    /// Subject, decoded.
    pub subject: String,
    /// The text of the body.
    pub body: String,
}

impl Seen {
    pub(super) fn new(text: &str, flags: &str) -> Seen {
        let parsed = MessageParser::default().parse(text.as_bytes());
        let subject = parsed
            .as_ref()
            .and_then(|mail| mail.subject())
            .unwrap_or_default()
            .to_owned();
        let body = parsed
            .as_ref()
            .and_then(|mail| mail.body_text(0))
            .unwrap_or_default()
            .into_owned();
        Seen {
            text: text.to_owned(),
            // \Recent is the server's own mark of what nobody has seen yet.
            flags: flags.replace("\\Recent", "").trim().to_owned(),
            subject,
            body,
        }
    }

    /// The values of a header field, unfolded.
    pub fn header(&self, name: &str) -> Vec<String> {
        let mut values: Vec<String> = Vec::new();
        let mut ours = false;
        for line in self.text.lines().take_while(|line| !line.is_empty()) {
            if line.starts_with([' ', '\t']) {
                if ours && let Some(last) = values.last_mut() {
                    last.push(' ');
                    last.push_str(line.trim());
                }
            } else if let Some((field, value)) = line.split_once(':') {
                ours = field.eq_ignore_ascii_case(name);
                if ours {
                    values.push(value.trim().to_owned());
                }
            }
        }
        values
    }
}

/// A message without these header fields (`Name:`).
pub fn without(message: &[u8], names: &[&str]) -> Vec<u8> {
    let mut kept = Vec::new();
    let (mut skipping, mut in_head) = (false, true);
    for line in message.split_inclusive(|byte| *byte == b'\n') {
        in_head &= !line.trim_ascii().is_empty();
        let continued = line.starts_with(b" ") || line.starts_with(b"\t");
        if !continued {
            skipping = names.iter().any(|name| line.starts_with(name.as_bytes()));
        }
        if !(in_head && skipping) {
            kept.extend_from_slice(line);
        }
    }
    kept
}
