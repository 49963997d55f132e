//! A letter of ours: rendered whole before it is stored, sent later, the same bytes at every attempt.

use super::body;
use jiff::Timestamp;
use lettre::message::header::{
    ContentType, HeaderName, HeaderValue, InReplyTo, MessageId, References,
};
use lettre::message::{Attachment, Mailbox, MessageBuilder, MultiPart, SinglePart};
use lettre::{Address as Checked, Message};
use serde::{Deserialize, Serialize};

/// A letter ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Unique: `ack:<mail>`, `digest:<week>:<address>`. A second letter with the same key is never made.
    pub key: String,
    /// Message-ID without angle brackets, derived from the key.
    pub message_id: String,
    /// Envelope sender; `None` is the null sender `<>`.
    pub envelope_from: Option<String>,
    /// The one envelope recipient.
    pub to: String,
    /// Subject, for lists and logs of the secretariat.
    pub subject: String,
    /// When it was composed.
    pub composed: Timestamp,
    /// The message.
    pub bytes: Vec<u8>,
}

/// What a letter is made from.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// As in `Letter`.
    pub key: String,
    /// From: display name and address that a person reads.
    pub from: super::Address,
    /// Envelope sender; `None` is `<>`.
    pub envelope_from: Option<String>,
    /// The one recipient.
    pub to: super::Address,
    /// Subject; line breaks are taken out, and it is cut to 200 characters.
    pub subject: String,
    /// Body as plain text.
    pub text: String,
    /// Body as HTML, when there is one.
    pub html: Option<String>,
    /// Pictures shown in the HTML: content id, content type, bytes.
    pub images: Vec<(String, String, Vec<u8>)>,
    /// Attachments: file name, content type, bytes (digest only; an acknowledgment has none).
    pub attachments: Vec<(String, String, Vec<u8>)>,
    /// Auto-Submitted: `auto-replied` or `auto-generated` (RFC 3834 section 5).
    pub auto_submitted: &'static str,
    /// Message-ID of the mail that this answers.
    pub in_reply_to: Option<String>,
    /// References of the mail that this answers.
    pub references: Vec<String>,
    /// Our loop mark: the instance's id.
    pub instance: String,
    /// Host part of the Message-ID.
    pub message_id_host: String,
}

/// The header field that marks our own letters. Whoever sends us a mail with it is a program like this one.
pub const LOOP_MARK: &str = "X-CISDP-Intake";

/// The longest subject, in characters.
const SUBJECT: usize = 200;
/// The longest References, in bytes: RFC 5322 limits a line to 998, and some servers limit a field.
const REFERENCES: usize = 900;

/// The Message-ID of the letter with this key, without angle brackets.
pub fn message_id(key: &str, host: &str) -> String {
    format!("{}@{host}", fingerprint(key, "message-id"))
}

/// Renders a draft. The same draft at the same `now` gives the same bytes.
///
/// # Errors
/// When an address cannot be written into a header; the message says which.
pub fn compose(draft: &Draft, now: Timestamp) -> Result<Letter, String> {
    let to = mailbox(&draft.to)?;
    let id = message_id(&draft.key, &draft.message_id_host);
    let subject = one_line(&draft.subject, SUBJECT);
    // Only a fixed date keeps the builder from asking the clock.
    let date = now.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string();
    let mut builder = Message::builder()
        .raw_header(field("Date", date)?)
        .from(mailbox(&draft.from)?)
        .to(to.clone())
        .subject(subject.clone())
        .header(MessageId::from(format!("<{id}>")));
    builder = thread(builder, draft);
    // RFC 3834 section 3.1.7 and what Exchange, and we ourselves, look for.
    builder = builder
        .raw_header(field("Auto-Submitted", draft.auto_submitted.to_owned())?)
        .raw_header(field("X-Auto-Response-Suppress", "All".to_owned())?)
        .raw_header(field(LOOP_MARK, one_line(&draft.instance, 100))?);
    let message = match body_of(draft) {
        Body::Text(text) => builder.singlepart(text),
        Body::Parts(parts) => builder.multipart(parts),
    };
    let message = message.map_err(|error| {
        format!(
            "the letter to {} cannot be written: {error}",
            draft.to.email
        )
    })?;
    Ok(Letter {
        key: draft.key.clone(),
        message_id: id,
        envelope_from: draft.envelope_from.clone(),
        to: to.email.to_string(),
        subject,
        composed: now,
        bytes: message.formatted(),
    })
}

/// In-Reply-To and References (RFC 5322 section 3.6.4): the oldest and the newest identifiers when there are too many.
fn thread(mut builder: MessageBuilder, draft: &Draft) -> MessageBuilder {
    let sound = |id: &&String| {
        !id.is_empty()
            && id.len() <= 250
            && id
                .bytes()
                .all(|b| b.is_ascii_graphic() && b != b'<' && b != b'>')
    };
    let answered = draft.in_reply_to.iter().find(sound);
    if let Some(id) = answered {
        builder = builder.header(InReplyTo::from(format!("<{id}>")));
    }
    let mut ids: Vec<&String> = Vec::new();
    let oldest = draft.references.iter().filter(sound).take(1);
    let newest = draft.references.iter().skip(1).rev().filter(sound).take(50);
    let newest: Vec<&String> = newest.collect();
    for id in oldest.chain(newest.into_iter().rev()).chain(answered) {
        ids.retain(|known| *known != id);
        ids.push(id);
    }
    while ids.len() > 2 && ids.iter().map(|id| id.len() + 3).sum::<usize>() > REFERENCES {
        ids.remove(1);
    }
    if ids.is_empty() {
        return builder;
    }
    let all: Vec<String> = ids.iter().map(|id| format!("<{id}>")).collect();
    builder.header(References::from(all.join(" ")))
}

enum Body {
    Text(SinglePart),
    Parts(MultiPart),
}

fn body_of(draft: &Draft) -> Body {
    let plain = ContentType::parse("text/plain; charset=utf-8; format=flowed")
        .unwrap_or(ContentType::TEXT_PLAIN);
    let text = SinglePart::builder()
        .content_type(plain)
        .body(body::flowed(&draft.text));
    let boundary = |name: &str| format!("=_{}", fingerprint(&draft.key, name));
    let kind = |kind: &str| {
        ContentType::parse(kind).or_else(|_| ContentType::parse("application/octet-stream"))
    };
    let body = match &draft.html {
        None => Body::Text(text),
        Some(html) => {
            let html = SinglePart::html(html.clone());
            let both = MultiPart::alternative()
                .boundary(boundary("alternative"))
                .singlepart(text);
            if draft.images.is_empty() {
                Body::Parts(both.singlepart(html))
            } else {
                let mut related = MultiPart::related()
                    .boundary(boundary("related"))
                    .singlepart(html);
                for (id, image_kind, bytes) in &draft.images {
                    if let Ok(image_kind) = kind(image_kind) {
                        let image = Attachment::new_inline(one_line(id, 100))
                            .body(bytes.clone(), image_kind);
                        related = related.singlepart(image);
                    }
                }
                Body::Parts(both.multipart(related))
            }
        }
    };
    if draft.attachments.is_empty() {
        return body;
    }
    let mixed = MultiPart::mixed().boundary(boundary("mixed"));
    let mut mixed = match body {
        Body::Text(text) => mixed.singlepart(text),
        Body::Parts(parts) => mixed.multipart(parts),
    };
    for (name, file_kind, bytes) in &draft.attachments {
        if let Ok(file_kind) = kind(file_kind) {
            let file = Attachment::new(one_line(name, 150)).body(bytes.clone(), file_kind);
            mixed = mixed.singlepart(file);
        }
    }
    Body::Parts(mixed)
}

fn mailbox(address: &super::Address) -> Result<Mailbox, String> {
    let email: Checked = address.email.parse().map_err(|error| {
        format!(
            "the address \"{}\" cannot be written to: {error}",
            one_line(&address.email, 100)
        )
    })?;
    let name = one_line(&address.name, 100);
    Ok(Mailbox::new((!name.is_empty()).then_some(name), email))
}

fn field(name: &str, value: String) -> Result<HeaderValue, String> {
    let name =
        HeaderName::new_from_ascii(name.to_owned()).map_err(|error| format!("{name}: {error}"))?;
    Ok(HeaderValue::new(name, value))
}

/// No line breaks, no control characters, no more than so many characters.
fn one_line(text: &str, longest: usize) -> String {
    let words: Vec<&str> = text
        .split(|c: char| c.is_whitespace() || c.is_control())
        .filter(|word| !word.is_empty())
        .collect();
    let line = words.join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let mut cut: String = line.chars().take(longest.saturating_sub(1)).collect();
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}

/// A word that depends on the key alone, so that every attempt sends the same bytes.
fn fingerprint(key: &str, purpose: &str) -> String {
    use sha2::{Digest, Sha256};
    let mut hash = Sha256::new();
    hash.update(key.as_bytes());
    hash.update([0]);
    hash.update(purpose.as_bytes());
    hash.finalize()
        .iter()
        .take(16)
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mail::{Address, parse};

    fn draft() -> Draft {
        Draft {
            key: "ack:1234".into(),
            from: Address {
                name: "Secretariat, CISDP".into(),
                email: "cisdp1@uclg.example".into(),
            },
            to: Address {
                name: "Ana López".into(),
                email: "ana@ayto.example".into(),
            },
            subject: "Re: Adhesión".into(),
            text: "Dear Ana,\n\nthank you.".into(),
            auto_submitted: "auto-replied",
            in_reply_to: Some("x@ayto.example".into()),
            references: vec!["w@ayto.example".into()],
            instance: "cisdp1".into(),
            message_id_host: "intake.uclg.example".into(),
            ..Draft::default()
        }
    }

    fn now() -> Timestamp {
        "2026-11-16T10:00:00Z".parse().unwrap()
    }

    fn composed(draft: &Draft) -> (String, crate::mail::Mail) {
        let letter = compose(draft, now()).unwrap();
        (
            String::from_utf8(letter.bytes.clone()).unwrap(),
            parse(&letter.bytes),
        )
    }

    #[test]
    fn an_acknowledgment_carries_the_fields_of_rfc_3834() {
        let (source, mail) = composed(&draft());
        let header = source.split("\r\n\r\n").next().unwrap();
        for line in [
            "Date: Mon, 16 Nov 2026 10:00:00 +0000",
            "In-Reply-To: <x@ayto.example>",
            "References: <w@ayto.example> <x@ayto.example>",
            "Auto-Submitted: auto-replied",
            "X-Auto-Response-Suppress: All",
            "X-CISDP-Intake: cisdp1",
            "MIME-Version: 1.0",
        ] {
            assert!(
                header.lines().any(|known| known == line),
                "{line} in\n{header}"
            );
        }
        for absent in [
            "Disposition-Notification-To",
            "Return-Receipt-To",
            "Return-Path",
            "Cc",
            "Bcc",
        ] {
            assert!(!header.contains(&format!("\n{absent}:")), "{absent}");
        }
        let letter = compose(&draft(), now()).unwrap();
        assert_eq!(mail.message_id.as_ref(), Some(&letter.message_id));
        assert_eq!(
            letter.message_id,
            message_id("ack:1234", "intake.uclg.example")
        );
        assert_eq!(letter.envelope_from, None);
        assert_eq!(mail.recipients.len(), 1);
        assert_eq!(mail.subject, "Re: Adhesión");
        assert!(mail.attachments.is_empty());
        assert_eq!(header.matches("Content-Type:").count(), 1);
    }

    #[test]
    fn the_same_draft_gives_the_same_bytes() {
        let mut full = draft();
        full.html = Some("<p><img src=\"cid:bar\"></p>".into());
        full.images = vec![("bar".into(), "image/png".into(), vec![1, 2, 3])];
        full.attachments = vec![(
            "Länder 2026.csv".into(),
            "text/csv; charset=utf-8".into(),
            b"a,b".to_vec(),
        )];
        assert_eq!(compose(&full, now()), compose(&full, now()));
        let (source, mail) = composed(&full);
        assert_eq!(mail.attachments.len(), 2);
        assert_eq!(mail.attachments[1].name.as_deref(), Some("Länder 2026.csv"));
        assert_eq!(
            mail.text.as_deref().map(str::trim_end),
            Some("Dear Ana,\n\nthank you.")
        );
        assert!(source.contains("multipart/mixed") && source.contains("multipart/related"));
    }

    #[test]
    fn nothing_that_a_sender_wrote_can_add_a_header_field() {
        let mut evil = draft();
        let inject = "x\r\nBcc: victim@x.example\r\n\r\nbody";
        evil.subject = format!("Re: {inject}");
        evil.to.name = inject.into();
        evil.instance = inject.into();
        evil.in_reply_to = Some(format!("a@b>{inject}"));
        evil.references = vec![inject.into(), "a b@c".into(), "é@x".into(), "ok@x".into()];
        evil.attachments = vec![(inject.into(), "text/csv\r\nBcc: v@x".into(), vec![])];
        let (source, mail) = composed(&evil);
        assert!(
            !source.lines().any(|line| line.starts_with("Bcc:")),
            "{source}"
        );
        assert!(mail.in_reply_to.is_empty());
        assert_eq!(mail.references, ["ok@x"]);
        evil.to.email = "ana@ayto.example\r\nBcc: v@x.example".into();
        assert!(compose(&evil, now()).is_err());
    }

    #[test]
    fn long_subjects_and_long_threads_are_cut() {
        let mut long = draft();
        long.subject = "palabra ".repeat(100);
        long.references = (0..500)
            .map(|n| format!("{n}-aaaaaaaaaaaaaaaaaaaaaaa@ayto.example"))
            .collect();
        let (source, mail) = composed(&long);
        assert!(mail.subject.chars().count() <= 200);
        assert!(mail.references.len() < 40);
        assert_eq!(mail.references.first().unwrap(), &long.references[0]);
        assert_eq!(mail.references.last().unwrap(), "x@ayto.example");
        assert!(source.lines().all(|line| line.len() <= 998));
    }

    #[test]
    fn paragraphs_arrive_whole() {
        let mut long = draft();
        long.text = format!(
            "{}\n\n  Country: Spain\n> quoted\nFrom us\n-- \nSecretariat",
            "word ".repeat(60).trim()
        );
        let (source, mail) = composed(&long);
        assert!(source.lines().all(|line| line.len() <= 80), "{source}");
        assert_eq!(mail.text.unwrap().trim_end(), long.text);
    }
}
