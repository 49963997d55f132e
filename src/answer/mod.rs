//! What we do and say: decide about a mail, write the acknowledgment and the digest. PURE.

mod acknowledge;
mod attention;
mod decide;
mod digest;
mod file;
mod government;
mod page;
mod reason;
mod recipient;
mod silence;
mod table;
mod text;

#[cfg(test)]
mod tests;

pub use decide::decide;
pub use digest::digest;
pub use government::government_key;
pub use reason::Reason;
pub use recipient::recipient;
pub use table::records_csv;
pub use text::is_steering;

use crate::extract::{Finding, Submission, Verdict};
use crate::mail::{Address, Letter, Mail};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A mail's identity: SHA-256 of its raw bytes, in hex.
pub type MailId = String;

/// What became of one mail. There is exactly one for each mail in custody that was handled.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Which mail.
    pub mail: MailId,
    /// When the server received it.
    pub received: Timestamp,
    /// Who sent it (From).
    pub from: Option<Address>,
    /// Its subject.
    pub subject: String,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// What kind of mail it is.
    pub verdict: Verdict,
    /// Why, in one sentence.
    pub reason: String,
    /// Why a person must look at it, if one must.
    pub review: Option<String>,
    /// Whether it was answered.
    pub acknowledgment: Acknowledgment,
    /// The records that it made or revised.
    pub records: Vec<String>,
    /// When it was handled.
    pub handled: Timestamp,
    /// Which rules were in force (`Rules::fingerprint`).
    pub rules: String,
}

/// Whether a mail was answered. A withheld answer is never silent: the digest lists it with its reason.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Acknowledgment {
    /// The key of the letter in the outbox.
    Letter(String),
    /// Why none was written.
    Withheld(String),
    /// Nobody expects an answer (robots, mail that is not for us).
    NotDue,
}

/// One government's submission with its history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// `<first 12 hex digits of the mail>-<n>`; stays the same over revisions.
    pub id: String,
    /// Counted from 1.
    pub revision: u32,
    /// The mail this revision came from.
    pub mail: MailId,
    /// When that mail was received.
    pub received: Timestamp,
    /// Country and normalised name of the government (`ES/irun`), when both are known: tells that two mails speak of the same one.
    pub government: Option<String>,
    /// What was read.
    pub submission: Submission,
}

impl Record {
    /// A value of its own, when it is text.
    pub fn text(&self, field: &str) -> Option<&str> {
        self.submission.fields.get(field)?.value.as_str()
    }
}

/// What the store knows that matters for deciding about a mail.
#[derive(Debug, Clone, Default)]
pub struct Past {
    /// The outcome of an earlier mail with the same Message-ID and the same body (a duplicate in other headers).
    pub duplicate_of: Option<MailId>,
    /// An earlier mail with the same Message-ID and another body.
    pub same_id_other_body: Option<MailId>,
    /// True when this mail answers one of our letters.
    pub answers_our_letter: bool,
    /// When acknowledgments went to the same recipient in the last 24 hours, with the subjects they answered.
    pub acknowledged_recipient: Vec<(Timestamp, String)>,
    /// How many acknowledgments went to anybody in the last hour and the last 24 hours.
    pub acknowledged_last_hour: u32,
    /// As above, for the day.
    pub acknowledged_last_day: u32,
    /// Current records by government key, for the governments of this mail's submissions.
    pub records: BTreeMap<String, Record>,
    /// How many times this mail killed its reader before (3 parks it).
    pub deaths: u32,
}

/// The settings that the pure room needs; made from config.toml.
#[derive(Debug, Clone)]
pub struct Manners {
    /// Our own addresses and aliases, lower case.
    pub own_addresses: Vec<String>,
    /// From of our letters.
    pub from: Address,
    /// Host part of our Message-IDs.
    pub message_id_host: String,
    /// Envelope sender of acknowledgments; `None` is `<>`.
    pub envelope_from: Option<String>,
    /// Loop mark.
    pub instance: String,
    /// Whether anybody is answered at all.
    pub answer: bool,
    /// Mails received before this moment are never answered.
    pub answer_from: Timestamp,
    /// Mails older than this many days at first sight are not answered.
    pub answer_within_days: u32,
    /// Acknowledgments to one recipient in an hour.
    pub per_sender_hour: u32,
    /// Acknowledgments to one recipient in a day.
    pub per_sender_day: u32,
    /// Acknowledgments to all in an hour.
    pub per_hour: u32,
    /// Acknowledgments to all in a day.
    pub per_day: u32,
    /// Language when the sender's is not among the texts.
    pub fallback_language: String,
    /// Domains whose Reply-To or From may be answered although Return-Path has another domain.
    pub reply_to_domains: Vec<String>,
    /// Who gets digests.
    pub digest_to: Vec<Address>,
    /// Time zone of the secretariat: days in the digest are its days.
    pub zone: jiff::tz::TimeZone,
    /// How many governments the campaign wants (1000).
    pub target: u32,
}

/// The decision about one mail, ready for COMMIT 2.
#[derive(Debug, Clone)]
pub struct Decision {
    /// The outcome.
    pub outcome: Outcome,
    /// New or revised records.
    pub records: Vec<Record>,
    /// Letters to send.
    pub letters: Vec<Letter>,
}

/// Everything about a mail that `decide` looks at.
#[derive(Debug, Clone, Copy)]
pub struct Case<'a> {
    /// Its identity.
    pub id: &'a MailId,
    /// The parsed mail.
    pub mail: &'a Mail,
    /// What was read in it.
    pub finding: &'a Finding,
    /// When the server received it.
    pub received: Timestamp,
    /// A person answered it already.
    pub answered: bool,
    /// The server keeps it as spam.
    pub junk: bool,
    /// Only its header was kept, because it is too large.
    pub headers_only: bool,
}

/// What the weekly digest is made from.
#[derive(Debug, Clone, Default)]
pub struct Week {
    /// ISO week, for example `2026-W21`; part of the letter's key.
    pub name: String,
    /// First moment of the period.
    pub from: Timestamp,
    /// End of the period (exclusive).
    pub to: Timestamp,
    /// Outcomes of mails handled in the period.
    pub outcomes: Vec<Outcome>,
    /// All current records.
    pub records: Vec<Record>,
    /// Letters that failed for good in the period: key, recipient, reason.
    pub failed_letters: Vec<(String, String, String)>,
    /// Letters that still wait: key, recipient, reason of the last failure.
    pub waiting_letters: Vec<(String, String, String)>,
    /// Notices of the daemon itself, for example that broken rules were refused.
    pub notices: Vec<String>,
}
