//! The ledger: COMMIT 2 of every mail, what became of it, and the records with their revisions.

use super::index::{Packed, RecordState, decode, key};
use super::journal::At;
use super::line::{Entry, Filed, LetterLine, Whole};
use super::state::State;
use super::{Store, failpoint};
use crate::answer::{Decision, MailId, Outcome, Past, Record};
use anyhow::{Context, Result, bail};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::ops::ControlFlow;

/// Outcomes and records.
#[derive(Debug, Clone)]
pub struct Ledger {
    store: Store,
}

/// What is asked about the past of a mail before it is decided about.
#[derive(Debug, Clone)]
pub struct PastQuery<'a> {
    /// The mail. The store knows the hash of its body and how often it was tried.
    pub id: &'a MailId,
    /// Its Message-ID.
    pub message_id: Option<&'a str>,
    /// Message-IDs that it answers (In-Reply-To and References).
    pub in_reply_to: &'a [String],
    /// To whom an acknowledgment would go.
    pub recipient: Option<&'a str>,
    /// Government keys of its submissions.
    pub governments: &'a [String],
    /// The moment that counts for limits.
    pub now: Timestamp,
}

impl Ledger {
    pub(super) fn of(store: Store) -> Ledger {
        Ledger { store }
    }

    /// COMMIT 2: the outcome, the records and the letters of a mail, all in one durable line. A mail is filed once: later
    /// calls for the same mail change nothing and give `false`.
    ///
    /// # Errors
    /// When the disk refuses; then nothing is half-done.
    pub fn file(&self, decision: &Decision) -> Result<bool> {
        failpoint("filing");
        let filed = self.store.with(|state| {
            let known = state.mail(&decision.outcome.mail)?;
            if known.is_some_and(|known| known.outcome.is_some()) {
                return Ok(false);
            }
            state.file(decision, decision.records.clone(), false)?;
            Ok(true)
        })?;
        failpoint("filed");
        Ok(filed)
    }

    /// Files a mail that a person had read again: its outcome is replaced, records that changed get a new revision, and
    /// letters whose key exists are not made a second time.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn file_again(&self, decision: &Decision) -> Result<()> {
        let current: BTreeMap<String, Record> = decision
            .records
            .iter()
            .filter_map(|record| self.record(&record.id).transpose())
            .map(|record| record.map(|record| (record.id.clone(), record)))
            .collect::<Result<_>>()?;
        let mut records = decision.records.clone();
        records.retain(|record| {
            current.get(&record.id).is_none_or(|now| {
                now.submission != record.submission || now.government != record.government
            })
        });
        for record in &mut records {
            if let Some(now) = current.get(&record.id) {
                record.revision = now.revision + 1;
            }
        }
        self.store
            .with(|state| state.file(decision, records.clone(), true))
    }

    /// Stores a revision that a person made; its number is set here. Gives the number.
    ///
    /// # Errors
    /// When there is no such record or the disk refuses.
    pub fn edit(&self, record: &Record, by: &str, now: Timestamp) -> Result<u32> {
        self.store.with(|state| {
            let Some(current) = state.record(&record.id)? else {
                return super::state::missing("record", &record.id);
            };
            let mut record = record.clone();
            record.revision = current.revision + 1;
            let revision = record.revision;
            let by = by.to_owned();
            state.commit(now, &Entry::Edited { record, by })?;
            Ok(revision)
        })
    }

    /// What became of a mail; `None` while it waits or when it is unknown.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn outcome(&self, mail: &MailId) -> Result<Option<Outcome>> {
        let known = self.store.with(|state| state.mail(mail))?;
        match known.and_then(|known| known.outcome) {
            Some(at) => self.outcome_at(at).map(Some),
            None => Ok(None),
        }
    }

    /// The outcomes of mails handled in a period, in that order.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn outcomes(&self, from: Timestamp, to: Timestamp) -> Result<Vec<Outcome>> {
        let places = self.store.with(|state| {
            let mut mails: Vec<MailId> = Vec::new();
            state.between(key::HANDLED, from, to, |_, value| {
                mails.push(decode::<Packed>(value)?.id());
                Ok(ControlFlow::Continue(()))
            })?;
            let mut places = Vec::new();
            for mail in mails {
                places.extend(state.mail(&mail)?.and_then(|known| known.outcome));
            }
            Ok(places)
        })?;
        places.into_iter().map(|at| self.outcome_at(at)).collect()
    }

    /// All outcomes, in the order in which the mails were handled.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn all_outcomes(&self) -> Result<Vec<Outcome>> {
        self.outcomes(Timestamp::MIN, Timestamp::MAX)
    }

    /// The current revision of a record.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn record(&self, id: &str) -> Result<Option<Record>> {
        match self.store.with(|state| state.record(id))? {
            Some(state) => self.record_at(state.at, state.nth).map(Some),
            None => Ok(None),
        }
    }

    /// The current revisions of all records, by date of receipt.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn records(&self) -> Result<Vec<Record>> {
        let states = self.store.with(|state| state.index()?.under(key::RECORD))?;
        let mut records = Vec::with_capacity(states.len());
        for (_, value) in states {
            let state: RecordState = decode(&value)?;
            records.push(self.record_at(state.at, state.nth)?);
        }
        records.sort_by(|a, b| (a.received, &a.id).cmp(&(b.received, &b.id)));
        Ok(records)
    }

    /// All revisions of a record, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn revisions(&self, id: &str) -> Result<Vec<Record>> {
        let places = self
            .store
            .with(|state| state.index()?.under(&key::revisions(id)))?;
        let mut records = Vec::new();
        for (_, value) in places {
            let (at, nth): (At, u32) = decode(&value)?;
            records.push(self.record_at(at, nth)?);
        }
        Ok(records)
    }

    /// What matters of the past for deciding about a mail.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn past(&self, query: &PastQuery<'_>) -> Result<Past> {
        let (mut past, records) = self.store.with(|state| state.past(query))?;
        for (government, record) in records {
            let record = self.record_at(record.at, record.nth)?;
            past.records.insert(government, record);
        }
        Ok(past)
    }

    fn outcome_at(&self, at: At) -> Result<Outcome> {
        match self.store.inner.pages.read::<Whole>(at)?.entry {
            Entry::Filed(filed) => Ok(filed.outcome),
            _ => bail!("the index of the store points to a wrong line"),
        }
    }

    fn record_at(&self, at: At, nth: u32) -> Result<Record> {
        match self.store.inner.pages.read::<Whole>(at)?.entry {
            Entry::Filed(filed) => filed.records.into_iter().nth(nth as usize),
            Entry::Edited { record, .. } => Some(record),
            _ => None,
        }
        .context("the index of the store points to a wrong line")
    }
}

impl State {
    fn file(&mut self, decision: &Decision, records: Vec<Record>, again: bool) -> Result<()> {
        let filed = Filed {
            outcome: decision.outcome.clone(),
            records,
            letters: decision.letters.iter().map(LetterLine::from).collect(),
            again,
        };
        self.commit(decision.outcome.handled, &Entry::Filed(filed))
            .map(drop)
    }

    fn record(&self, id: &str) -> Result<Option<RecordState>> {
        self.index()?.value(&key::record(id))
    }

    fn past(&self, query: &PastQuery<'_>) -> Result<(Past, Vec<(String, RecordState)>)> {
        let mut past = Past::default();
        let own = self.mail(query.id)?.unwrap_or_default();
        // The attempt in hand is counted already and has not died yet.
        past.deaths = own.attempts.saturating_sub(1);
        if let Some(message_id) = query.message_id {
            for (_, value) in self.index()?.under(&key::message_id(message_id))? {
                let other = decode::<Packed>(&value)?.id();
                if other == *query.id {
                    continue;
                }
                let same_body = self.mail(&other)?.is_some_and(|mail| mail.body == own.body);
                let found = if same_body {
                    &mut past.duplicate_of
                } else {
                    &mut past.same_id_other_body
                };
                found.get_or_insert(other);
            }
        }
        for message_id in query.in_reply_to {
            past.answers_our_letter |= self
                .index()?
                .get(&key::our_message_id(message_id))?
                .is_some();
        }
        // Nothing behind tomorrow counts: a clock that once ran far ahead must not silence us for years.
        let until = query
            .now
            .saturating_add(SignedDuration::from_hours(24))
            .unwrap_or(query.now);
        let back = |hours| {
            query
                .now
                .saturating_sub(SignedDuration::from_hours(hours))
                .unwrap_or(query.now)
        };
        if let Some(recipient) = query.recipient {
            let name = key::recipient(recipient);
            self.between(&name, back(24), until, |place, subject| {
                let time = key::read_time(place.get(name.len()..).unwrap_or_default());
                past.acknowledged_recipient.push((time, decode(subject)?));
                Ok(ControlFlow::Continue(()))
            })?;
        }
        let count = |hours| {
            let mut count = 0;
            self.between(key::ACKNOWLEDGED, back(hours), until, |_, _| {
                count += 1;
                Ok(ControlFlow::Continue(()))
            })?;
            anyhow::Ok(count)
        };
        past.acknowledged_last_hour = count(1)?;
        past.acknowledged_last_day = count(24)?;
        let mut records = Vec::new();
        for government in query.governments {
            let mut latest: Option<RecordState> = None;
            for (_, value) in self.index()?.under(&key::government(government))? {
                let id: String = decode(&value)?;
                latest = latest
                    .into_iter()
                    .chain(self.record(&id)?)
                    .max_by_key(|record| (record.received, record.at));
            }
            records.extend(latest.map(|record| (government.clone(), record)));
        }
        Ok((past, records))
    }
}
