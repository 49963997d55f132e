//! Custody: COMMIT 1 of every mail, the cursors of the mailbox, and whose turn it is.

use super::index::{MailState, Packed, decode, key};
use super::line::{Entry, Held, Whole};
use super::raw::{self, body_hash, mail_id};
use super::state::State;
use super::{Slip, Store, failpoint};
use crate::answer::MailId;
use crate::mail::{MailPlace, RawMail};
use anyhow::{Result, bail};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// How long the mailbox is asked for a mail whose raw file is damaged before the desk gets what is left of it.
const ASK_AGAIN_MICROS: i64 = 3_600_000_000;

/// Mails in custody.
#[derive(Debug, Clone)]
pub struct Inbox {
    store: Store,
}

/// What `accept` made of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Accepted {
    /// It was not known, and is in custody now.
    New(MailId),
    /// It was in custody already, perhaps from another place.
    Known(MailId),
}

/// A mail that the desk has in hand. Dropping it unfiled, also in a panic, gives it back with the attempt counted.
#[derive(Debug)]
pub struct Taken {
    /// Its identity.
    pub id: MailId,
    /// The mail.
    pub raw: RawMail,
    /// Which attempt this is, from 1; the ones before killed their reader.
    pub attempt: u32,
    /// What is wrong with the raw file, when it is damaged and the mailbox had no other copy.
    pub damage: Option<String>,
    _slip: Slip,
}

impl Inbox {
    pub(super) fn of(store: Store) -> Inbox {
        Inbox { store }
    }

    /// COMMIT 1: takes a mail into custody. When this returns, the mail survives a power cut, and its place is known as
    /// held; the folder's cursor moves with it as far as everything that was listed is held.
    ///
    /// # Errors
    /// When the disk refuses; then nothing is half-done and the mail is simply not held.
    pub fn accept(&self, mail: &RawMail, now: Timestamp) -> Result<Accepted> {
        let id = mail_id(&mail.bytes);
        let known = self.store.with(|state| state.mail(&id))?;
        let whole = known.is_some_and(|known| known.held.is_some() && known.raw_lost.is_none());
        if !whole {
            // Outside the store's mutex, because it waits for the disk.
            raw::write(self.store.dir(), &id, &mail.bytes, mail.received)?;
            failpoint("raw-written");
        }
        let accepted = self.store.with(|state| {
            let cursor = state.next_cursor(&mail.place)?;
            let Some(known) = state.mail(&id)?.filter(|known| known.held.is_some()) else {
                let held = Held {
                    mail: id.clone(),
                    place: mail.place.clone(),
                    received: mail.received,
                    answered: mail.answered,
                    junk: mail.junk,
                    headers_only: mail.headers_only,
                    size: mail.bytes.len() as u64,
                    body: body_hash(&mail.bytes),
                    cursor,
                    adopted: false,
                };
                state.commit(now, &Entry::Held(held))?;
                return Ok(Accepted::New(id.clone()));
            };
            let restored = known.raw_lost.is_some();
            if restored || cursor.is_some() || state.at_place(&mail.place)?.as_ref() != Some(&id) {
                let seen = Entry::Seen {
                    mail: id.clone(),
                    place: mail.place.clone(),
                    cursor,
                    restored,
                };
                state.commit(now, &seen)?;
            }
            Ok(Accepted::Known(id.clone()))
        })?;
        failpoint("accepted");
        Ok(accepted)
    }

    /// Whether the mail at a place is in custody, so that it need not be fetched.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn holds(&self, place: &MailPlace) -> Result<bool> {
        self.store
            .with(|state| Ok(state.at_place(place)?.is_some()))
    }

    /// The highest UID of a folder up to which everything that was ever listed is held; 0 at first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn cursor(&self, folder: &str, uid_validity: u32) -> Result<u32> {
        self.store.with(|state| state.cursor(folder, uid_validity))
    }

    /// Tells which UIDs above the cursor the server lists at this visit. The cursor moves over those that are held, now and
    /// with each `accept` of this visit, and stops before the first that is not. Gives the cursor.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn note_listed(
        &self,
        folder: &str,
        uid_validity: u32,
        uids: &[u32],
        now: Timestamp,
    ) -> Result<u32> {
        self.store.with(|state| {
            let name = (folder.to_owned(), uid_validity);
            state.listed.insert(name, uids.iter().copied().collect());
            let before = state.cursor(folder, uid_validity)?;
            let place = MailPlace {
                folder: folder.to_owned(),
                uid_validity,
                ..MailPlace::default()
            };
            let Some(uid) = state.next_cursor(&place)? else {
                return Ok(before);
            };
            let entry = Entry::Cursor {
                folder: folder.to_owned(),
                uid_validity,
                uid,
            };
            state.commit(now, &entry)?;
            Ok(uid)
        })
    }

    /// Counts one more visit at which a listed mail came without a body, and gives the count. At the third the caller
    /// accepts a stub in its place, so that the cursor can move on.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn missed(&self, place: &MailPlace, now: Timestamp) -> Result<u32> {
        self.store.with(|state| {
            let before: Option<u32> = state.index()?.value(&key::missed(place))?;
            let count = before.unwrap_or(0) + 1;
            let place = place.clone();
            state.commit(now, &Entry::Missed { place, count })?;
            Ok(count)
        })
    }

    /// Takes the oldest mail that waits and that nobody has in hand. The attempt is durable before this returns.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn take(&self, now: Timestamp) -> Result<Option<Taken>> {
        let mut from = key::QUEUE.to_vec();
        loop {
            let hands = self.store.inner.hands_of("mail ");
            let waiting = self
                .store
                .with(|state| state.waiting_mails(&from, &hands))?;
            let Some((turn, _)) = waiting.last() else {
                return Ok(None);
            };
            from = super::index::after(turn);
            for (_, id) in waiting {
                let Some(slip) = self.store.take_in_hand(format!("mail {id}")) else {
                    continue;
                };
                if let Some(taken) = self.take_this(&id, slip, now)? {
                    failpoint("taken");
                    return Ok(Some(taken));
                }
            }
        }
    }

    fn take_this(&self, id: &MailId, slip: Slip, now: Timestamp) -> Result<Option<Taken>> {
        // Somebody may have filed it between the listing and now.
        let Some(known) = self.store.with(|state| state.mail(id))? else {
            return Ok(None);
        };
        let Some(at) = known.held.filter(|_| known.outcome.is_none()) else {
            return Ok(None);
        };
        let dir = self.store.dir();
        let (bytes, damage) = match raw::read(dir, id) {
            Ok(bytes) => (bytes, None),
            Err(error) if !raw::is_lost(dir, id) => return Err(error),
            Err(error) => {
                let asked = match known.raw_lost {
                    Some(since) => (since..since.saturating_add(ASK_AGAIN_MICROS))
                        .contains(&now.as_microsecond()),
                    None => {
                        self.lose_raw(id, now, &error)?;
                        true
                    }
                };
                if asked {
                    return Ok(None);
                }
                (raw::remains(dir, id), Some(format!("{error:#}")))
            }
        };
        let raw = match self
            .store
            .inner
            .pages
            .read::<Whole>(at)
            .map(|line| line.entry)
        {
            Ok(Entry::Held(held)) => RawMail {
                bytes,
                place: held.place,
                received: held.received,
                answered: held.answered,
                junk: held.junk,
                headers_only: held.headers_only,
            },
            Ok(_) => {
                bail!("the index of the store points to a wrong line; restart to have it made anew")
            }
            Err(error) => {
                // The bytes are what matters; the rest can be said again from the file.
                tracing::error!(mail = %id, error = format!("{error:#}"), "the line of a mail in custody is damaged");
                RawMail {
                    bytes,
                    place: MailPlace::default(),
                    received: raw::received(dir, id).unwrap_or(now),
                    answered: false,
                    junk: false,
                    headers_only: false,
                }
            }
        };
        let attempt = known.attempts + 1;
        self.store.with(|state| {
            let mail = id.clone();
            state.commit(now, &Entry::Taken { mail, attempt }).map(drop)
        })?;
        Ok(Some(Taken {
            id: id.clone(),
            raw,
            attempt,
            damage,
            _slip: slip,
        }))
    }

    fn lose_raw(&self, id: &MailId, now: Timestamp, error: &anyhow::Error) -> Result<()> {
        let reason = format!("{error:#}");
        tracing::error!(mail = %id, reason, "a raw mail is lost, the mailbox is asked for it again");
        self.store.with(|state| {
            let (mail, reason) = (id.clone(), reason.clone());
            state
                .commit(now, &Entry::RawLost { mail, reason })
                .map(drop)
        })?;
        self.store.add_notice(
            now,
            &format!(
                "The stored copy of a mail was lost ({reason}); the mailbox is asked for it again."
            ),
        )
    }

    /// Gives a mail back that could not be read now through no fault of its own (a stop, a full disk): the attempt does
    /// not count.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn release(&self, taken: Taken, now: Timestamp) -> Result<()> {
        self.store.with(|state| {
            let mail = taken.id.clone();
            state.commit(now, &Entry::Released { mail }).map(drop)
        })
    }

    /// How many mails wait for the desk.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting(&self) -> Result<u64> {
        self.store.with(|state| state.index()?.count(key::QUEUE))
    }

    /// All mails in custody that nobody must fear to read: not those that stopped the program more than so many times.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn readable(&self, deaths: u32) -> Result<Vec<MailId>> {
        let mails = self.store.with(|state| state.index()?.under(key::MAIL))?;
        let mut ids = Vec::new();
        for (name, value) in mails {
            let known: MailState = decode(&value)?;
            if known.held.is_some() && known.attempts <= deaths {
                ids.push(Packed::unpack(
                    name.get(key::MAIL.len()..).unwrap_or_default(),
                ));
            }
        }
        Ok(ids)
    }

    /// The cursors of a folder, by UIDVALIDITY.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn cursors(&self, folder: &str) -> Result<Vec<(u32, u32)>> {
        let all = self
            .store
            .with(|state| state.index()?.under(&key::cursors(folder)))?;
        all.iter()
            .map(|(name, value)| {
                let validity = name.last_chunk().copied().map_or(0, u32::from_be_bytes);
                Ok((validity, decode(value)?))
            })
            .collect()
    }

    /// The mail in custody with this identity, for reading it again.
    ///
    /// # Errors
    /// When the store has no such mail or its file is damaged.
    pub fn mail(&self, id: &MailId) -> Result<RawMail> {
        let known = self.store.with(|state| state.mail(id))?;
        let Some(at) = known.and_then(|known| known.held) else {
            return super::state::missing("mail", id);
        };
        let line = self.store.inner.pages.read::<Whole>(at)?;
        let Entry::Held(held) = line.entry else {
            bail!("the index of the store points to a wrong line");
        };
        Ok(RawMail {
            bytes: raw::read(self.store.dir(), id)?,
            place: held.place,
            received: held.received,
            answered: held.answered,
            junk: held.junk,
            headers_only: held.headers_only,
        })
    }
}

impl State {
    /// What the index knows of a mail.
    pub(super) fn mail(&self, id: &str) -> Result<Option<MailState>> {
        self.index()?.value(&key::mail(id))
    }

    fn at_place(&self, place: &MailPlace) -> Result<Option<MailId>> {
        let packed: Option<Packed> = self.index()?.value(&key::place(place))?;
        Ok(packed.map(|packed| packed.id()))
    }

    fn cursor(&self, folder: &str, uid_validity: u32) -> Result<u32> {
        let uid: Option<u32> = self.index()?.value(&key::cursor(folder, uid_validity))?;
        Ok(uid.unwrap_or(0))
    }

    /// Where the folder's cursor may go when the mail at `place` is held as well; `None` when it stays.
    fn next_cursor(&self, place: &MailPlace) -> Result<Option<u32>> {
        let name = (place.folder.clone(), place.uid_validity);
        let Some(listed) = self.listed.get(&name) else {
            return Ok(None);
        };
        let before = self.cursor(&place.folder, place.uid_validity)?;
        let mut cursor = before;
        let Some(first) = before.checked_add(1) else {
            return Ok(None);
        };
        for &uid in listed.range(first..) {
            let here = MailPlace {
                uid,
                file: None,
                ..place.clone()
            };
            if uid != place.uid && self.at_place(&here)?.is_none() {
                break;
            }
            cursor = uid;
        }
        Ok((cursor > before).then_some(cursor))
    }

    /// A few mails that wait from a turn on, with their turns, but not those that somebody has in hand.
    fn waiting_mails(
        &self,
        from: &[u8],
        hands: &BTreeSet<String>,
    ) -> Result<Vec<(Vec<u8>, MailId)>> {
        let mut mails = Vec::new();
        let index = self.index()?;
        index.walk(from, &super::index::after(key::QUEUE), |turn, value| {
            let id = decode::<Packed>(value)?.id();
            if !hands.contains(&id) {
                mails.push((turn.to_vec(), id));
            }
            Ok(if mails.len() < 16 {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            })
        })?;
        Ok(mails)
    }
}
