//! The names under which the index keeps things. Text of others is hashed, because it may be of any length.

use super::raw::hex;
use crate::answer::MailId;
use crate::mail::MailPlace;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// `MailState` by mail.
pub const MAIL: &[u8] = b"m";
/// Mail ids by their turn.
pub const QUEUE: &[u8] = b"q";
/// Mail id by its place.
pub const PLACE: &[u8] = b"p";
/// Outcomes by time: mail id.
pub const HANDLED: &[u8] = b"h";
/// `RecordState` by record.
pub const RECORD: &[u8] = b"r";
/// `LetterState` by letter.
pub const LETTER: &[u8] = b"l";
/// Letters that wait, by due time: letter key.
pub const DUE: &[u8] = b"d";
/// Letters that failed, by time: letter key.
pub const FAILED: &[u8] = b"f";
/// Acknowledgments by time.
pub const ACKNOWLEDGED: &[u8] = b"t";
/// Notices by time: `At`.
pub const NOTICE: &[u8] = b"n";
/// Damage of the journal that was reported, by its place: its length.
pub const DAMAGE: &[u8] = b"x";
/// The last check: `At`.
pub const CHECKED: &[u8] = b"j";
/// When the store was restored from a backup (microseconds).
pub const RESTORED: &[u8] = b"z";
/// When lines were lost last (microseconds), and how many in all.
pub const LOST: &[u8] = b"y";

/// Joins parts.
pub fn of(parts: &[&[u8]]) -> Vec<u8> {
    parts.concat()
}

/// A moment so that later sorts behind.
pub fn time(micros: i64) -> [u8; 8] {
    (micros.cast_unsigned() ^ (1 << 63)).to_be_bytes()
}

/// The moment at the beginning of some bytes.
pub fn read_time(bytes: &[u8]) -> Timestamp {
    let bytes = bytes.first_chunk().copied().unwrap_or_default();
    let micros = (u64::from_be_bytes(bytes) ^ (1 << 63)).cast_signed();
    Timestamp::from_microsecond(micros).unwrap_or_default()
}

/// The `MailState` of a mail.
pub fn mail(id: &str) -> Vec<u8> {
    of(&[MAIL, &Packed::of(id).0])
}

/// A mail's turn.
pub fn queue(turn: u64) -> Vec<u8> {
    of(&[QUEUE, &turn.to_be_bytes()])
}

/// A place in a mailbox.
pub fn place(place: &MailPlace) -> Vec<u8> {
    let file = place.file.as_deref().map(short).unwrap_or_default();
    of(&[
        PLACE,
        &short(&place.folder),
        &place.uid_validity.to_be_bytes(),
        &place.uid.to_be_bytes(),
        &file,
    ])
}

/// The places of a mail.
pub fn places_of(id: &str) -> Vec<u8> {
    of(&[b"o", &Packed::of(id).0])
}

/// The cursor of a folder.
pub fn cursor(folder: &str, uid_validity: u32) -> Vec<u8> {
    of(&[b"c", &short(folder), &uid_validity.to_be_bytes()])
}

/// The cursors of a folder, whatever its UIDVALIDITY.
pub fn cursors(folder: &str) -> Vec<u8> {
    of(&[b"c", &short(folder)])
}

/// Visits at which a place had no body.
pub fn missed(place: &MailPlace) -> Vec<u8> {
    of(&[b"w", &self::place(place)])
}

/// Filed mails with a Message-ID.
pub fn message_id(message_id: &str) -> Vec<u8> {
    of(&[b"i", &short(message_id)])
}

/// Records of a government.
pub fn government(government: &str) -> Vec<u8> {
    of(&[b"g", &short(government)])
}

/// Revisions of a record: place and number in the line.
pub fn revisions(id: &str) -> Vec<u8> {
    of(&[b"v", id.as_bytes(), b"\0"])
}

/// The `RecordState` of a record.
pub fn record(id: &str) -> Vec<u8> {
    of(&[RECORD, id.as_bytes()])
}

/// The `LetterState` of a letter.
pub fn letter(letter: &str) -> Vec<u8> {
    of(&[LETTER, letter.as_bytes()])
}

/// Our letters by Message-ID.
pub fn our_message_id(message_id: &str) -> Vec<u8> {
    of(&[b"k", &short(message_id)])
}

/// Acknowledgments to a recipient, by time: the subject they answered.
pub fn recipient(address: &str) -> Vec<u8> {
    of(&[b"a", &short(&address.to_lowercase())])
}

/// Reported damage.
pub fn damage(segment: u32, offset: u64) -> Vec<u8> {
    of(&[DAMAGE, &segment.to_be_bytes(), &offset.to_be_bytes()])
}

/// The first key behind all that begin with `prefix`.
pub(super) fn after(prefix: &[u8]) -> Vec<u8> {
    let mut end = prefix.to_vec();
    while let Some(last) = end.pop() {
        if let Some(next) = last.checked_add(1) {
            end.push(next);
            return end;
        }
    }
    vec![0xff; 16]
}

/// Text of others as 16 bytes.
fn short(text: &str) -> Vec<u8> {
    let mut hash = Sha256::digest(text.as_bytes()).to_vec();
    hash.truncate(16);
    hash
}

/// A mail's identity in half the bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Packed(Vec<u8>);

impl Packed {
    /// Packs an identity.
    pub fn of(id: &str) -> Packed {
        let digit = |at: usize| char::from(*id.as_bytes().get(at)?).to_digit(16);
        let byte = |at: usize| u8::try_from(digit(at)? * 16 + digit(at + 1)?).ok();
        let packed: Option<Vec<u8>> = (0..id.len()).step_by(2).map(byte).collect();
        // Whatever is no hash stays as it is, which no identity of ours does.
        Packed(
            packed
                .filter(|packed| packed.len() == 32)
                .unwrap_or_else(|| id.as_bytes().to_vec()),
        )
    }

    /// The identity in bytes of a key.
    pub fn unpack(bytes: &[u8]) -> MailId {
        match bytes.len() {
            32 => hex(bytes),
            _ => String::from_utf8_lossy(bytes).into_owned(),
        }
    }

    /// The identity.
    pub fn id(&self) -> MailId {
        Packed::unpack(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_sort_also_before_1970() {
        let times = [-5_i64, -1, 0, 1, 1 << 50];
        assert!(times.windows(2).all(|w| time(w[0]) < time(w[1])));
    }
}
