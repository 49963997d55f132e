//! What a line of the journal says: every promise the store makes is one of these.

use crate::answer::{MailId, Outcome, Record};
use crate::mail::{Letter, MailPlace};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// One line: its number, its time, and what happened.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line<E> {
    /// Counted from 1 over the life of the store. A gap tells how many lines were lost to damage.
    pub seq: u64,
    /// The clock when it was written; only for people and due times, order is `seq`.
    pub at: Timestamp,
    /// What happened.
    pub entry: E,
}

/// What happened. The three parameters are the heavy parts: whole (`Whole`) when a line is written or its content is
/// asked for, and only their heads (`Sketch`) when the index is rebuilt, because that must take seconds.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Entry<F, R, L> {
    /// The first line of a store.
    Begun { format: u32 },
    /// COMMIT 1: a mail came into custody.
    Held(Held),
    /// A mail in custody was met at another place as well, or was met again after its raw file was damaged.
    Seen {
        mail: MailId,
        place: MailPlace,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cursor: Option<u32>,
        #[serde(default, skip_serializing_if = "is_false")]
        restored: bool,
    },
    /// Everything listed up to this UID is held.
    Cursor {
        folder: String,
        uid_validity: u32,
        uid: u32,
    },
    /// A listed UID came without a body, for the `count`th visit.
    Missed { place: MailPlace, count: u32 },
    /// The desk is about to read a mail.
    Taken { mail: MailId, attempt: u32 },
    /// The desk gave a mail back without fault of the mail: the attempt does not count.
    Released { mail: MailId },
    /// The raw file of a mail is missing or damaged, so its places are forgotten and the mailbox is asked again.
    RawLost { mail: MailId, reason: String },
    /// COMMIT 2: the decision about a mail.
    Filed(F),
    /// A person revised a record.
    Edited { record: R, by: String },
    /// A letter that belongs to no mail, for example a digest.
    Put(L),
    /// A letter is about to be sent.
    Claimed { letter: String, attempt: u32 },
    /// The server took the letter.
    Sent { letter: String, reply: String },
    /// The letter waits for another attempt; `unsure` when the server may have taken it all the same.
    Retry {
        letter: String,
        due: Timestamp,
        reason: String,
        #[serde(default, skip_serializing_if = "is_false")]
        unsure: bool,
    },
    /// The letter will not be sent.
    Failed { letter: String, reason: String },
    /// A person wants a failed letter sent after all.
    Again { letter: String },
    /// Something that the secretariat should read in the digest.
    Noticed { text: String },
    /// The store was restored from a backup: what happened between the backup and now is not in it.
    Restored {},
    /// The store was looked over from end to end. Since format 2.
    Checked { sound: bool, words: String },
    /// Damage in the journal itself that was found and reported, so that it is reported once.
    Damage {
        segment: u32,
        offset: u64,
        length: u64,
        lost: u64,
    },
}

/// COMMIT 1 of one mail.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Held {
    pub mail: MailId,
    pub place: MailPlace,
    pub received: Timestamp,
    #[serde(default, skip_serializing_if = "is_false")]
    pub answered: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub junk: bool,
    #[serde(default, skip_serializing_if = "is_false")]
    pub headers_only: bool,
    pub size: u64,
    /// Hash of what follows the header section, to tell a second delivery of the same message.
    pub body: String,
    /// The new cursor of the folder, when it moved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<u32>,
    /// True when the raw file was found without a line, after damage to the journal.
    #[serde(default, skip_serializing_if = "is_false")]
    pub adopted: bool,
}

/// COMMIT 2 of one mail, whole.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Filed {
    pub outcome: Outcome,
    #[serde(default)]
    pub records: Vec<Record>,
    #[serde(default)]
    pub letters: Vec<LetterLine>,
    /// True when a mail that has an outcome was read again because a person asked for it.
    #[serde(default, skip_serializing_if = "is_false")]
    pub again: bool,
}

/// A letter as it stands in the journal: its bytes as text, because a list of numbers would be four times as long.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct LetterLine {
    pub key: String,
    pub message_id: String,
    pub envelope_from: Option<String>,
    pub to: String,
    pub subject: String,
    pub composed: Timestamp,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub text: Option<String>,
    /// Bytes that are not UTF-8: each byte as the character of the same number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latin1: Option<String>,
}

/// The head of `Filed`.
#[derive(Debug, Deserialize)]
pub(super) struct FiledSketch {
    pub outcome: OutcomeSketch,
    #[serde(default)]
    pub records: Vec<RecordSketch>,
    #[serde(default)]
    pub letters: Vec<LetterSketch>,
    #[serde(default)]
    pub again: bool,
}

/// The head of an outcome.
#[derive(Debug, Deserialize)]
pub(super) struct OutcomeSketch {
    pub mail: MailId,
    pub subject: String,
    pub message_id: Option<String>,
    pub handled: Timestamp,
}

/// The head of a record.
#[derive(Debug, Deserialize)]
pub(super) struct RecordSketch {
    pub id: String,
    pub revision: u32,
    pub received: Timestamp,
    pub government: Option<String>,
}

/// The head of a letter.
#[derive(Debug, Deserialize)]
pub(super) struct LetterSketch {
    pub key: String,
    pub message_id: String,
    pub to: String,
}

/// An entry with everything in it.
pub(super) type Whole = Entry<Filed, Record, LetterLine>;
/// An entry with only what the index needs.
pub(super) type Sketch = Entry<FiledSketch, RecordSketch, LetterSketch>;

impl From<&Letter> for LetterLine {
    fn from(letter: &Letter) -> LetterLine {
        let (text, latin1) = match std::str::from_utf8(&letter.bytes) {
            Ok(text) => (Some(text.to_owned()), None),
            Err(_) => (
                None,
                Some(letter.bytes.iter().map(|&byte| char::from(byte)).collect()),
            ),
        };
        LetterLine {
            key: letter.key.clone(),
            message_id: letter.message_id.clone(),
            envelope_from: letter.envelope_from.clone(),
            to: letter.to.clone(),
            subject: letter.subject.clone(),
            composed: letter.composed,
            text,
            latin1,
        }
    }
}

impl From<LetterLine> for Letter {
    fn from(line: LetterLine) -> Letter {
        let bytes = match (line.text, line.latin1) {
            (Some(text), _) => text.into_bytes(),
            (None, Some(latin1)) => latin1
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                .collect(),
            (None, None) => Vec::new(),
        };
        Letter {
            key: line.key,
            message_id: line.message_id,
            envelope_from: line.envelope_from,
            to: line.to,
            subject: line.subject,
            composed: line.composed,
            bytes,
        }
    }
}

fn is_false(flag: &bool) -> bool {
    !*flag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_letter_of_any_bytes_survives_its_line() {
        for bytes in [
            b"Subject: x\r\n\r\n\xe2\x82\xac".to_vec(),
            (0..=255).collect(),
        ] {
            let letter = Letter {
                key: "ack:1".into(),
                message_id: "a@b".into(),
                envelope_from: None,
                to: "c@d".into(),
                subject: "x".into(),
                composed: Timestamp::UNIX_EPOCH,
                bytes,
            };
            let json = serde_json::to_string(&LetterLine::from(&letter)).unwrap();
            let line: LetterLine = serde_json::from_str(&json).unwrap();
            assert_eq!(Letter::from(line), letter);
        }
    }
}
