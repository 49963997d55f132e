//! Bytes → `Mail`, by mail-parser; total.
//!
//! mail-parser finds the structure: header fields, parts and where they lie. What the parts say is decoded here from the
//! original bytes, because labels of charsets and encodings are often wrong. It must never see a message inside a message:
//! it follows those by recursion without a limit, and some thousand levels overflow the stack. So the words that make it
//! descend are masked, and embedded messages are parsed one by one down to `DEPTH`.

use super::body::Slot;
use super::bytes::{Shown, after_headers, looks_like_message, without_envelope_line};
use super::{Attachment, Mail, body, charset, fields, header, transfer};
use mail_parser::{HeaderName, Message, MessageParser, PartType};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Messages in messages deeper than this stay attachments.
const DEPTH: usize = 8;
/// No more embedded messages than this are opened.
const MESSAGES: usize = 64;
/// No more attachments than this are kept.
const ATTACHMENTS: usize = 1000;
/// No more of a body is kept, in bytes; one with pictures in its HTML may have some megabytes.
const BODY: usize = 8 << 20;

/// Parses a message. Never fails and never panics; what was odd stands in `damage`.
pub fn parse(raw: &[u8]) -> Mail {
    let mut gathered = Gathered::default();
    let mut mail = gathered.message(raw, 0, 0);
    if gathered.attachments.len() > ATTACHMENTS {
        mail.damage.push("it has too many attachments".to_owned());
        gathered.attachments.truncate(ATTACHMENTS);
    }
    mail.attachments = gathered.attachments;
    mail.forwarded = gathered.forwarded;
    mail
}

/// What is collected over all levels.
#[derive(Default)]
struct Gathered {
    attachments: Vec<Attachment>,
    forwarded: Vec<Mail>,
}

/// A part that waits to be visited.
struct Waiting {
    part: usize,
    /// The alternative that it belongs to.
    slot: Option<usize>,
    /// Type of the multipart around it.
    around: String,
}

impl Gathered {
    fn message(&mut self, raw: &[u8], within: usize, depth: usize) -> Mail {
        let raw = without_envelope_line(raw);
        let mut mail = fields::read(raw);
        let shown = Shown::of(raw);
        let structure = quietly(|| {
            MessageParser::new()
                .with_mime_headers()
                .parse(&*shown.bytes)
        });
        let Some(Some(message)) = structure else {
            mail.damage.push("its structure cannot be read".to_owned());
            let (text, _) = charset::decode(after_headers(raw), None);
            mail.text = body::filled(text.replace("\r\n", "\n"));
            return mail;
        };
        let mut slots: Vec<Slot> = Vec::new();
        let mut seen = vec![false; message.parts.len()];
        // The stack holds parts in reverse, so that they come off in the order of the message.
        let mut stack = vec![Waiting {
            part: 0,
            slot: None,
            around: String::new(),
        }];
        let mut next_orphan = 0;
        loop {
            let Some(waiting) = stack.pop() else {
                // Parts that a broken structure left outside of the tree are still parts.
                while seen.get(next_orphan) == Some(&true) {
                    next_orphan += 1;
                }
                if next_orphan >= seen.len() {
                    break;
                }
                mail.damage
                    .push("a part stands outside of the structure".to_owned());
                stack.push(Waiting {
                    part: next_orphan,
                    slot: None,
                    around: String::new(),
                });
                continue;
            };
            match seen.get_mut(waiting.part) {
                Some(seen) if !*seen => *seen = true,
                _ => continue,
            }
            let Some(part) = message.parts.get(waiting.part) else {
                continue;
            };
            let facts = Facts::of(&message, waiting.part, raw, &shown);
            if let PartType::Multipart(children) = &part.body
                && facts.kind.starts_with("multipart/")
            {
                let mut slot = waiting.slot;
                if facts.kind == "multipart/alternative" && slot.is_none() {
                    slots.push(Slot::default());
                    slot = Some(slots.len() - 1);
                }
                stack.extend(children.iter().rev().map(|child| Waiting {
                    part: *child as usize,
                    slot,
                    around: facts.kind.clone(),
                }));
                continue;
            }
            let (bytes, broken) = facts.content(raw);
            let broken = broken || part.is_encoding_problem;
            if broken && waiting.part != 0 {
                mail.damage.push(format!(
                    "a part of type {} is cut off or broken",
                    facts.kind
                ));
            }
            let digest = waiting.around == "multipart/digest" && !facts.typed;
            if facts.is_message(&bytes) || digest {
                self.embedded(&bytes, facts, depth, &mut mail);
            } else if facts.is_body(waiting.part == 0) {
                let slot = match waiting.slot {
                    Some(slot) => slot,
                    None => {
                        slots.push(Slot::default());
                        slots.len() - 1
                    }
                };
                let files = facts.into_body(&bytes, slots.get_mut(slot), &mut mail.damage);
                self.attachments
                    .extend(files.into_iter().map(|(name, bytes)| Attachment {
                        name: header::file_name(&name),
                        content_type: "application/octet-stream".to_owned(),
                        bytes,
                        inline: false,
                        within,
                    }));
            } else {
                self.attachments.push(Attachment {
                    inline: facts.inline(&waiting.around),
                    name: facts.name,
                    content_type: facts.kind,
                    bytes,
                    within,
                });
            }
        }
        (mail.text, mail.html) = body::of(&slots);
        for body in [&mut mail.text, &mut mail.html].into_iter().flatten() {
            if body.len() > BODY {
                mail.damage
                    .push("its body is too long to be read whole".to_owned());
                body.truncate(body.floor_char_boundary(BODY));
            }
        }
        mail
    }

    /// Opens a message inside the message, or keeps it as an attachment when there are too many.
    fn embedded(&mut self, bytes: &[u8], facts: Facts, depth: usize, outer: &mut Mail) {
        if depth >= DEPTH || self.forwarded.len() >= MESSAGES {
            outer
                .damage
                .push("messages inside messages are too many to open".to_owned());
            self.attachments.push(Attachment {
                name: facts.name,
                content_type: "message/rfc822".to_owned(),
                bytes: bytes.to_vec(),
                inline: false,
                within: self.forwarded.len(),
            });
            return;
        }
        // Its number is taken before its own embedded messages take theirs.
        self.forwarded.push(Mail::default());
        let number = self.forwarded.len();
        let mail = self.message(bytes, number, depth + 1);
        if let Some(place) = self.forwarded.get_mut(number - 1) {
            *place = mail;
        }
    }
}

/// What the header of a part says about it.
struct Facts {
    /// Type in lower case, never empty.
    kind: String,
    /// True when the type stands there and is not assumed.
    typed: bool,
    parameters: Vec<(String, String)>,
    disposition: String,
    encoding: String,
    name: Option<String>,
    has_id: bool,
    /// Where its content lies in the raw message.
    range: std::ops::Range<usize>,
}

impl Facts {
    fn of(message: &Message<'_>, part: usize, raw: &[u8], shown: &Shown<'_>) -> Facts {
        let mut facts = Facts {
            kind: String::new(),
            typed: false,
            parameters: Vec::new(),
            disposition: String::new(),
            encoding: String::new(),
            name: None,
            has_id: false,
            range: 0..0,
        };
        let Some(part) = message.parts.get(part) else {
            return facts;
        };
        facts.range = shown.place(part.offset_body)..shown.place(part.offset_end);
        let mut disposition_parameters = Vec::new();
        for field in &part.headers {
            let value = raw
                .get(shown.place(field.offset_start)..shown.place(field.offset_end))
                .unwrap_or_default();
            match &field.name {
                HeaderName::ContentType => {
                    (facts.kind, facts.parameters) = header::structured(value);
                }
                HeaderName::ContentDisposition => {
                    (facts.disposition, disposition_parameters) = header::structured(value);
                }
                HeaderName::ContentTransferEncoding => {
                    facts.encoding = header::without_comments(&header::unfolded(value))
                        .trim()
                        .to_ascii_lowercase();
                }
                HeaderName::ContentId => facts.has_id = true,
                _ => {}
            }
        }
        facts.name = header::parameter(&disposition_parameters, "filename")
            .or_else(|| header::parameter(&disposition_parameters, "name"))
            .or_else(|| header::parameter(&facts.parameters, "name"))
            .or_else(|| header::parameter(&facts.parameters, "filename"))
            .and_then(header::file_name);
        facts.typed = facts.kind.contains('/');
        if !facts.typed {
            // RFC 2045 section 5.2; `Content-Type: text` is of old programs.
            facts.kind = "text/plain".to_owned();
        }
        facts
    }

    /// The content with its transfer encoding undone, and whether something stood in it that does not belong there. What mail-parser decoded is not taken: it stops at the first
    /// character that does not belong there, and it saw the masked bytes.
    fn content(&self, raw: &[u8]) -> (Vec<u8>, bool) {
        let end = self.range.end.min(raw.len());
        let encoded = raw.get(self.range.start.min(end)..end);
        transfer::decode(encoded.unwrap_or_default(), &self.encoding)
    }

    fn is_message(&self, bytes: &[u8]) -> bool {
        match self.kind.as_str() {
            "message/rfc822" | "message/global" => true,
            // Webmail sends a saved message under a type that says nothing.
            "application/octet-stream" | "text/plain" | "application/x-eml" => {
                let eml = self
                    .name
                    .as_deref()
                    .is_some_and(|name| name.to_lowercase().ends_with(".eml"));
                eml && looks_like_message(bytes)
            }
            _ => false,
        }
    }

    fn is_body(&self, whole_mail: bool) -> bool {
        let text = matches!(self.kind.as_str(), "text/plain" | "text/html")
            || (whole_mail && self.kind.starts_with("multipart/"));
        let named = self.name.is_some() && (!whole_mail || self.disposition == "attachment");
        text && self.disposition != "attachment" && !named
    }

    fn inline(&self, around: &str) -> bool {
        self.disposition == "inline"
            || (self.disposition != "attachment"
                && self.kind.starts_with("image/")
                && (self.has_id || around == "multipart/related"))
    }

    /// Adds the part to the body; uuencoded files in it come back.
    fn into_body(
        self,
        bytes: &[u8],
        slot: Option<&mut Slot>,
        damage: &mut Vec<String>,
    ) -> Vec<(String, Vec<u8>)> {
        let Some(slot) = slot else {
            return Vec::new();
        };
        let html = self.kind == "text/html";
        let declared = header::parameter(&self.parameters, "charset")
            .and_then(|label| label.split([' ', '(']).next())
            .map(str::to_owned)
            .or_else(|| html.then(|| charset::declared_in_html(bytes)).flatten());
        let (text, wrong) = charset::decode(bytes, declared.as_deref());
        damage.extend(wrong);
        let text = text.replace("\r\n", "\n").replace('\r', "\n");
        if html {
            body::join(&mut slot.html, &text);
            return Vec::new();
        }
        let is = |name: &str, wanted: &str| {
            header::parameter(&self.parameters, name)
                .is_some_and(|value| value.trim().eq_ignore_ascii_case(wanted))
        };
        let text = if is("format", "flowed") {
            body::unflowed(&text, is("delsp", "yes"))
        } else {
            text
        };
        if !text.contains("begin ") {
            body::join(&mut slot.text, &text);
            return Vec::new();
        }
        let found = transfer::uuencoded(&text);
        body::join(&mut slot.text, &found.text);
        found.files
    }
}

/// Runs mail-parser, whose debug assertions panic on some broken structures.
pub(super) fn quietly<T>(run: impl FnOnce() -> T) -> Option<T> {
    catch_unwind(AssertUnwindSafe(run)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Messages in messages, parts in parts: as deep as a mail of some megabytes can be made.
    #[test]
    fn thousands_of_levels_do_not_overflow_the_stack() {
        let levels = 20_000;
        let rfc822 = "Content-Type: message/rfc822\n\n".repeat(levels) + "Subject: x\n\nHi\n";
        let spaced = "Content-Type: MESSAGE / \n global\n\n".repeat(levels) + "Subject: x\n\nHi\n";
        let multipart: String = (0..levels)
            .map(|n| format!("Content-Type: multipart/mixed; boundary=\"b{n}\"\n\n--b{n}\n"))
            .collect();
        let digest: String = (0..levels)
            .map(|n| format!("Content-Type: multipart/digest; boundary=\"b{n}\"\n\n--b{n}\n\n"))
            .collect();
        let mut hidden = rfc822.clone().into_bytes();
        for _ in 0..2 {
            let mut wrapped =
                b"Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n".to_vec();
            wrapped.extend(encoded(&hidden));
            hidden = wrapped;
        }
        for (name, raw) in [
            ("rfc822", rfc822.into_bytes()),
            ("spaced", spaced.into_bytes()),
            ("multipart", multipart.into_bytes()),
            ("digest", digest.into_bytes()),
            ("hidden", hidden),
        ] {
            let mail = parse(&raw);
            assert!(mail.forwarded.len() <= MESSAGES, "{name}");
        }
    }

    fn encoded(bytes: &[u8]) -> Vec<u8> {
        let alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        bytes
            .chunks(3)
            .flat_map(|three| {
                let at = |i: usize| u32::from(three.get(i).copied().unwrap_or(b'\n'));
                let bits = (at(0) << 16) | (at(1) << 8) | at(2);
                [18, 12, 6, 0].map(|shift| alphabet[(bits >> shift) as usize & 63])
            })
            .collect()
    }

    #[test]
    fn embedded_messages_that_are_not_opened_are_kept() {
        let mail = parse(
            ("Content-Type: message/rfc822\n\n".repeat(12) + "Subject: x\n\nHi\n").as_bytes(),
        );
        assert_eq!(mail.forwarded.len(), DEPTH);
        assert_eq!(mail.attachments.len(), 1);
        assert!(mail.attachments[0].bytes.ends_with(b"Subject: x\n\nHi\n"));
    }

    #[test]
    fn any_bytes_make_a_mail() {
        let seeds: [&[u8]; 4] = [
            include_bytes!("../../tests/mail/parse/forwarded-message.eml"),
            include_bytes!("../../tests/mail/parse/alternative-related-mixed.eml"),
            include_bytes!("../../tests/mail/parse/name-by-rfc2231-pieces.eml"),
            include_bytes!("../../tests/mail/parse/addresses-of-every-making.eml"),
        ];
        let mut state = 7u64;
        let mut next = move |below: usize| {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as usize % below
        };
        for round in 0..2_000 {
            let mut bytes = seeds[round % seeds.len()].to_vec();
            for _ in 0..=next(8) {
                let at = next(bytes.len());
                match next(4) {
                    0 => bytes[at] = next(256) as u8,
                    1 => bytes.truncate(at.max(1)),
                    2 => drop(bytes.drain(at..(at + next(40)).min(bytes.len()))),
                    _ => {
                        let piece: Vec<u8> = bytes[at..(at + next(60)).min(bytes.len())].to_vec();
                        bytes.splice(at..at, piece);
                    }
                }
                if bytes.is_empty() {
                    bytes.push(b'x');
                }
            }
            parse(&bytes);
        }
    }

    /// Whatever is written a hundred thousand times is read once.
    #[test]
    fn a_mail_made_to_be_slow_is_not() {
        let many = 100_000;
        for raw in [
            format!("Subject: {}\n\n", "=?x?q?".repeat(many)),
            format!("Content-Type: text/plain{}\n\nx\n", ";a=b".repeat(many)),
            format!("Content-Type: text/plain{}\n\nx\n", ";a*0=b".repeat(many)),
            "X-MS-Exchange-Inbox-Rules-Loop: x\n".repeat(many) + "\nx\n",
            format!("To: {}\n\n", "a@b,".repeat(many)),
            format!("\n{}", "begin 644 x\n".repeat(many)),
            "Content-Type: multipart/mixed; boundary=b\n\n".to_owned() + &"--b\n\n".repeat(many),
        ] {
            let mail = parse(raw.as_bytes());
            crate::mail::robot_sign(&mail, &crate::mail::RobotLists::default());
        }
    }
}
