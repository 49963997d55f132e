//! The outbox: letters that wait, are sent, or failed. Every attempt is counted before the server is dialled.

use super::fold::moment;
use super::index::{self, LetterState, decode, key};
use super::line::{Entry, LetterLine, Whole};
use super::state::State;
use super::{Slip, Store, failpoint};
use crate::mail::Letter;
use anyhow::{Context, Result};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use std::ops::ControlFlow;

/// A clock that stands this much before a time that was noted has jumped back.
const JUMP_MICROS: i64 = 300_000_000;

/// Letters.
#[derive(Debug, Clone)]
pub struct Outbox {
    store: Store,
}

/// A letter that dispatch has in hand. Dropping it without a conclusion, also in a panic, makes it claimable again.
#[derive(Debug)]
pub struct Claim {
    /// The letter, the same bytes at every attempt.
    pub letter: Letter,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// True when an earlier attempt was never concluded, so that the server may have it already.
    pub may_have_been_sent: bool,
    _slip: Slip,
}

/// What became of a letter, for lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LetterStanding {
    /// Its key.
    pub key: String,
    /// To whom.
    pub to: String,
    /// Its subject.
    pub subject: String,
    /// Its Message-ID.
    pub message_id: String,
    /// What became of it.
    pub standing: Standing,
    /// Sendings begun.
    pub attempts: u32,
    /// True when the server may have it although we never heard so.
    pub may_have_been_sent: bool,
    /// When it was sent or failed; while it waits, when it is due.
    pub at: Timestamp,
    /// The server's reply, or the reason of the last failure.
    pub reason: String,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// It waits for its time.
    Waiting,
    /// The server took it.
    Sent,
    /// It will not be sent.
    Failed,
}

impl Outbox {
    pub(super) fn of(store: Store) -> Outbox {
        Outbox { store }
    }

    /// Puts a letter that belongs to no mail. A letter whose key exists is not put again: then this gives `false`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn put(&self, letter: &Letter) -> Result<bool> {
        self.store.with(|state| {
            let known = state.letter(&letter.key)?;
            if known.is_some_and(|known| known.content.is_some()) {
                return Ok(false);
            }
            let line = LetterLine::from(letter);
            state.commit(letter.composed, &Entry::Put(line))?;
            Ok(true)
        })
    }

    /// Whether a letter with this key was ever made.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn has(&self, letter: &str) -> Result<bool> {
        self.store.with(|state| Ok(state.letter(letter)?.is_some()))
    }

    /// Claims the letter that is due first and that nobody has in hand. The attempt is durable before this returns.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn claim(&self, now: Timestamp) -> Result<Option<Claim>> {
        let hands = self.store.inner.hands_of("letter ");
        let due = self.store.with(|state| state.due_letters(now, &hands))?;
        for name in due {
            let Some(slip) = self.store.take_in_hand(hand(&name)) else {
                continue;
            };
            let Some(known) = self.store.with(|state| state.letter(&name))? else {
                continue;
            };
            let Some((at, nth)) = known
                .content
                .filter(|_| known.standing == index::Standing::Waiting)
            else {
                continue;
            };
            let letter = match self.letter_at(at, nth) {
                Ok(letter) => letter,
                Err(error) => {
                    // The others must go out all the same.
                    tracing::error!(
                        letter = name,
                        error = format!("{error:#}"),
                        "a letter is damaged"
                    );
                    self.failed(&name, now, "the stored letter is damaged")?;
                    continue;
                }
            };
            let attempt = known.attempts + 1;
            self.store.with(|state| {
                let letter = name.clone();
                state
                    .commit(now, &Entry::Claimed { letter, attempt })
                    .map(drop)
            })?;
            failpoint("claimed");
            return Ok(Some(Claim {
                letter,
                attempt,
                may_have_been_sent: known.unsure || known.claimed,
                _slip: slip,
            }));
        }
        Ok(None)
    }

    /// The server took the letter.
    ///
    /// # Errors
    /// When the disk refuses; then the letter may be sent a second time, with the same Message-ID.
    pub fn sent(&self, letter: &str, now: Timestamp, reply: &str) -> Result<()> {
        failpoint("sending");
        let entry = Entry::Sent {
            letter: letter.to_owned(),
            reply: reply.to_owned(),
        };
        self.conclude(letter, now, &entry)?;
        failpoint("sent");
        Ok(())
    }

    /// The letter was certainly not taken and is to be tried again at `due`.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn retry(&self, letter: &str, now: Timestamp, due: Timestamp, reason: &str) -> Result<()> {
        let entry = Entry::Retry {
            letter: letter.to_owned(),
            due,
            reason: reason.to_owned(),
            unsure: false,
        };
        self.conclude(letter, now, &entry)
    }

    /// As `retry`, when the server may have taken it all the same (the connection broke after the last byte).
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn retry_unsure(
        &self,
        letter: &str,
        now: Timestamp,
        due: Timestamp,
        reason: &str,
    ) -> Result<()> {
        let entry = Entry::Retry {
            letter: letter.to_owned(),
            due,
            reason: reason.to_owned(),
            unsure: true,
        };
        self.conclude(letter, now, &entry)
    }

    /// The letter will not be sent.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn failed(&self, letter: &str, now: Timestamp, reason: &str) -> Result<()> {
        let entry = Entry::Failed {
            letter: letter.to_owned(),
            reason: reason.to_owned(),
        };
        self.conclude(letter, now, &entry)
    }

    /// A person wants a failed letter sent after all.
    ///
    /// # Errors
    /// When there is no such letter that failed, or the disk refuses.
    pub fn send_again(&self, letter: &str, now: Timestamp) -> Result<()> {
        let known = self.store.with(|state| state.letter(letter))?;
        if known.is_none_or(|known| known.standing != index::Standing::Failed) {
            return super::state::missing("failed letter", letter);
        }
        let entry = Entry::Again {
            letter: letter.to_owned(),
        };
        self.conclude(letter, now, &entry)
    }

    /// The letters that wait, in the order in which they are due.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn waiting(&self) -> Result<Vec<LetterStanding>> {
        let names = self.store.with(|state| state.index()?.under(key::DUE))?;
        names
            .iter()
            .map(|(_, value)| self.standing(&decode::<String>(value)?))
            .collect()
    }

    /// The letters that failed in a period.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn failed_between(&self, from: Timestamp, to: Timestamp) -> Result<Vec<LetterStanding>> {
        let names = self.store.with(|state| {
            let mut names: Vec<String> = Vec::new();
            state.between(key::FAILED, from, to, |_, value| {
                names.push(decode(value)?);
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(names)
        })?;
        names.iter().map(|name| self.standing(name)).collect()
    }

    /// All letters, by key.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn states(&self) -> Result<Vec<LetterStanding>> {
        let letters = self.store.with(|state| state.index()?.under(key::LETTER))?;
        letters
            .iter()
            .filter_map(|(name, _)| std::str::from_utf8(name.get(key::LETTER.len()..)?).ok())
            .map(|name| self.standing(name))
            .collect()
    }

    /// The letter with this key.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn letter(&self, letter: &str) -> Result<Option<Letter>> {
        let known = self.store.with(|state| state.letter(letter))?;
        match known.and_then(|known| known.content) {
            Some((at, nth)) => self.letter_at(at, nth).map(Some),
            None => Ok(None),
        }
    }

    fn conclude(&self, letter: &str, now: Timestamp, entry: &Whole) -> Result<()> {
        self.store
            .with(|state| state.commit(now, entry).map(drop))?;
        self.store.let_go(&hand(letter));
        Ok(())
    }

    fn letter_at(&self, at: super::journal::At, nth: u32) -> Result<Letter> {
        match self.store.inner.pages.read::<Whole>(at)?.entry {
            Entry::Filed(filed) => filed.letters.into_iter().nth(nth as usize),
            Entry::Put(letter) => Some(letter),
            _ => None,
        }
        .map(Letter::from)
        .context("the index of the store points to a wrong line")
    }

    fn standing(&self, name: &str) -> Result<LetterStanding> {
        let known = self
            .store
            .with(|state| state.letter(name))?
            .unwrap_or_default();
        // A letter whose content is lost still has a state that people must see.
        let letter = known
            .content
            .and_then(|(at, nth)| self.letter_at(at, nth).ok());
        let (to, subject, message_id) = letter
            .map(|letter| (letter.to, letter.subject, letter.message_id))
            .unwrap_or_default();
        let (standing, at) = match known.standing {
            index::Standing::Waiting => (Standing::Waiting, known.due),
            index::Standing::Sent => (Standing::Sent, known.noted),
            index::Standing::Failed => (Standing::Failed, known.noted),
        };
        Ok(LetterStanding {
            key: name.to_owned(),
            to,
            subject,
            message_id,
            standing,
            attempts: known.attempts,
            may_have_been_sent: known.standing != index::Standing::Sent
                && (known.unsure || known.claimed),
            at: moment(at),
            reason: known.reason,
        })
    }
}

fn hand(letter: &str) -> String {
    format!("letter {letter}")
}

impl State {
    fn letter(&self, name: &str) -> Result<Option<LetterState>> {
        self.index()?.value(&key::letter(name))
    }

    /// The letters whose time has come, first things first. When the clock has jumped back, so have those whose time was
    /// set by the clock before the jump: it would otherwise take as long as the jump was wide.
    fn due_letters(&self, now: Timestamp, hands: &BTreeSet<String>) -> Result<Vec<String>> {
        let now = now.as_microsecond();
        let jumped = now < self.latest.as_microsecond().saturating_sub(JUMP_MICROS);
        let until = if jumped { i64::MAX } else { now };
        let to = key::of(&[key::DUE, &key::time(until), &[0xff; 9]]);
        let mut names: Vec<String> = Vec::new();
        self.index()?.walk(key::DUE, &to, |_, value| {
            let name: String = decode(value)?;
            let known = if jumped && !hands.contains(&name) {
                self.letter(&name)?
            } else {
                None
            };
            let due = known.is_none_or(|known| {
                known.due <= now || now < known.noted.saturating_sub(JUMP_MICROS)
            });
            if due && !hands.contains(&name) {
                names.push(name);
            }
            Ok(if names.len() < 16 {
                ControlFlow::Continue(())
            } else {
                ControlFlow::Break(())
            })
        })?;
        Ok(names)
    }
}
