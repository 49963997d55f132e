//! What a mail is: parse it (totally), tell robots from people, find the text of its body, compose a letter. PURE.

mod body;
mod bytes;
mod charset;
mod fields;
mod header;
mod letter;
mod parse;
mod received;
mod report;
mod robot;
mod transfer;

pub use letter::{Draft, LOOP_MARK, Letter, compose, message_id};
pub use parse::parse;
pub use received::received_at;
pub use report::{DeliveryReport, delivery_report};
pub use robot::{
    RobotLists, RobotSign, fold_sign, is_from_postmaster, is_postal, robot_sign, spam_sign,
};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One parsed mail. Parsing is total: whatever the bytes are, there is a `Mail`, and what was odd stands in `damage`.
#[derive(Debug, Clone, Default)]
pub struct Mail {
    /// All header fields of the message, in order: name as written, value unfolded and decoded.
    pub headers: Vec<(String, String)>,
    /// Message-ID without angle brackets.
    pub message_id: Option<String>,
    /// In-Reply-To, without angle brackets.
    pub in_reply_to: Vec<String>,
    /// References, without angle brackets, oldest first.
    pub references: Vec<String>,
    /// The envelope sender as the delivering server noted it in Return-Path.
    pub return_path: ReturnPath,
    /// The first address of From.
    pub from: Option<Address>,
    /// Sender.
    pub sender: Option<Address>,
    /// Reply-To.
    pub reply_to: Vec<Address>,
    /// To and Cc together.
    pub recipients: Vec<Address>,
    /// Subject, decoded, on one line.
    pub subject: String,
    /// Date as its sender wrote it.
    pub date: Option<Timestamp>,
    /// Content type of the whole message in lower case with its parameters, for example
    /// `multipart/report; report-type=delivery-status`.
    pub content_type: String,
    /// The body as plain text (of text/plain parts, format=flowed undone), without attachments.
    pub text: Option<String>,
    /// The body as HTML source.
    pub html: Option<String>,
    /// Attachments and other parts with bytes of their own, in order, those of forwarded messages included.
    pub attachments: Vec<Attachment>,
    /// Messages forwarded as message/rfc822, at any depth, in the order of `Attachment::within` (the first is 1): their
    /// headers and body texts. Their own `attachments` and `forwarded` are empty, because they stand in the outermost mail.
    pub forwarded: Vec<Mail>,
    /// What was odd about the bytes, in words.
    pub damage: Vec<String>,
}

/// A mailbox address.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Address {
    /// Display name, decoded; empty when there is none.
    pub name: String,
    /// `local@domain`, as written.
    pub email: String,
}

/// What Return-Path says (RFC 5321 section 4.4).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum ReturnPath {
    /// There is no such header field.
    #[default]
    Absent,
    /// `<>`: a notification that must not be answered.
    Null,
    /// The envelope sender.
    Address(String),
}

/// A part of a mail that has bytes of its own.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Attachment {
    /// File name, decoded (RFC 2231, RFC 2047), without any path; `None` when nameless.
    pub name: Option<String>,
    /// Content type as declared, in lower case, without parameters.
    pub content_type: String,
    /// The decoded bytes.
    pub bytes: Vec<u8>,
    /// True when the part stands inline (Content-Disposition: inline, or an image of the HTML body).
    pub inline: bool,
    /// Which forwarded message it came in: 0 for the mail itself, else the number of the message/rfc822 part, from 1.
    pub within: usize,
}

/// A mail as it came off the wire, before anybody looked inside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawMail {
    /// The bytes of the message.
    pub bytes: Vec<u8>,
    /// Where it lies in the mailbox.
    pub place: MailPlace,
    /// When the server received it (INTERNALDATE), else when it was first seen.
    pub received: Timestamp,
    /// True when a person has answered it already (`\Answered`, Maildir `R`).
    pub answered: bool,
    /// True when the server keeps it as spam (the folder is Junk, or `$Junk` is set).
    pub junk: bool,
    /// True when the mail is larger than the limit and `bytes` are only its header section.
    pub headers_only: bool,
}

/// A mail's place in a mailbox: a cheap way not to fetch it again, never its identity (which is SHA-256 of its bytes).
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct MailPlace {
    /// The folder, for example `INBOX`.
    pub folder: String,
    /// UIDVALIDITY of the folder; 0 for a Maildir.
    pub uid_validity: u32,
    /// UID of the message; 0 for a Maildir.
    pub uid: u32,
    /// File name, for a Maildir or a folder of `.eml`.
    pub file: Option<String>,
}
