//! A letter of ours: rendered whole before it is stored, sent later, the same bytes at every attempt.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// A letter ready to be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Unique: `ack:<mail>`, `digest:<week>`. A second letter with the same key is never made.
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
}

/// Renders a draft. The same draft at the same `now` gives the same bytes.
///
/// # Errors
/// When an address cannot be written into a header; the message says which.
pub fn compose(draft: &Draft, now: Timestamp) -> Result<Letter, String> {
    let _ = (draft, now);
    Err("not composed".to_owned())
}
