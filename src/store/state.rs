//! The writing side behind the store's one mutex: journal first, then the index.

use super::ballast::Ballast;
use super::fold::fold;
use super::index::{Index, key};
use super::journal::{self, At, Journal, Pages};
use super::line::{Entry, Line, Sketch, Whole};
use super::{disk, layout, rescue};
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Everything that changes.
pub(super) struct State {
    dir: PathBuf,
    /// `None` when the store was opened for reading only, or was closed.
    journal: Option<Journal>,
    index: Option<Index>,
    pages: Arc<Pages>,
    ballast: Ballast,
    /// True while the journal may be ahead of the index.
    stale: bool,
    /// Where the journal ended when the store was opened.
    end: (u32, u64),
    /// The latest moment seen, to notice a clock that jumped back.
    pub latest: Timestamp,
    /// What the mailbox listed at this visit, by folder and UIDVALIDITY.
    pub listed: BTreeMap<(String, u32), BTreeSet<u32>>,
}

impl State {
    /// A state that commits.
    pub fn writing(dir: &Path, journal: Journal, index: Index, latest: Timestamp) -> State {
        let mut state = State::reading(dir, index, journal.position());
        state.journal = Some(journal);
        state.latest = latest;
        state
    }

    /// A state that only answers.
    pub fn reading(dir: &Path, index: Index, end: (u32, u64)) -> State {
        State {
            dir: dir.to_owned(),
            journal: None,
            index: Some(index),
            pages: Arc::new(Pages::new(&layout::journal(dir))),
            ballast: Ballast::of(dir),
            stale: false,
            end,
            latest: Timestamp::MIN,
            listed: BTreeMap::new(),
        }
    }

    /// The reader of single lines.
    pub fn pages(&self) -> Arc<Pages> {
        Arc::clone(&self.pages)
    }

    /// The index.
    pub fn index(&self) -> Result<&Index> {
        self.index.as_ref().context("the store is closed")
    }

    /// Makes a promise: when this returns, the line survives a power cut.
    pub fn commit(&mut self, now: Timestamp, entry: &Whole) -> Result<At> {
        let journal = self
            .journal
            .as_mut()
            .context("the store is open for reading only, or is closed")?;
        let seq = journal.seq;
        let bytes = journal::encode(&Line {
            seq,
            at: now,
            entry,
        })?;
        let line: Line<Sketch> = journal::sketch(&bytes)?;
        let index = self.index.as_mut().context("the store is closed")?;
        if begins(entry) {
            self.ballast.take_in()?;
        }
        self.stale = true;
        let appended = match journal.append(&bytes) {
            Err(error) if ends(entry) && disk::is_full(&error) && self.ballast.throw_out() => {
                tracing::warn!(
                    "the disk is full; what is in hand is still noted, nothing new is begun"
                );
                journal.append(&bytes)
            }
            appended => appended,
        };
        let at = match appended {
            Ok(at) => at,
            Err(error) => {
                self.stale = false;
                return Err(error);
            }
        };
        self.latest = self.latest.max(now);
        // The promise is made. An index that fails now is replaced, it cannot unmake it.
        match fold(index, &line, at) {
            Ok(()) => self.stale = false,
            Err(error) => self.renew(&error)?,
        }
        Ok(at)
    }

    /// Replaces the index when something broke off between the journal and it.
    pub fn ensure_fresh(&mut self) -> Result<()> {
        if self.stale && self.index.is_some() {
            self.renew(&anyhow::anyhow!("a commit broke off"))?;
        }
        Ok(())
    }

    /// Replaces a failing index by one in memory. The next start makes one on disk.
    pub fn renew(&mut self, why: &anyhow::Error) -> Result<()> {
        tracing::error!(
            why = format!("{why:#}"),
            "the index failed and is made anew from the journal"
        );
        let replay = rescue::replay(&layout::journal(&self.dir), Index::memory())
            .context("the index failed, and the journal cannot be read")?;
        self.replace_index(replay.index);
        Ok(())
    }

    /// Goes through the keys of one part that stand in a period.
    pub fn between(
        &self,
        part: &[u8],
        from: Timestamp,
        to: Timestamp,
        visit: impl FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        let from = key::of(&[part, &key::time(from.as_microsecond())]);
        let to = key::of(&[part, &key::time(to.as_microsecond())]);
        self.index()?.walk(&from, &to, visit)
    }

    /// Where the journal ends: the last file and its length.
    pub fn position(&self) -> (u32, u64) {
        self.journal.as_ref().map_or(self.end, Journal::position)
    }

    /// Puts another index in place of the one there is.
    pub fn replace_index(&mut self, index: Index) {
        let failed = self.index.replace(index);
        self.stale = false;
        // Letting go of a broken sled may itself fail or wait.
        std::thread::spawn(move || drop(failed));
    }

    /// Closes journal and index, and notes that it was done in order.
    pub fn close(&mut self) -> Result<()> {
        let journal = self.journal.take();
        let index = self.index.take();
        match (journal, index) {
            (Some(journal), Some(Index::Sled(db, _))) if !self.stale => {
                rescue::close_index(&self.dir, &journal, db)
            }
            _ => Ok(()),
        }
    }
}

impl Drop for State {
    fn drop(&mut self) {
        if self.journal.is_some()
            && let Err(error) = self.close()
        {
            tracing::warn!(
                error = format!("{error:#}"),
                "the index was not closed in order"
            );
        }
    }
}

/// True for what must be followed by a line that tells its end.
fn begins(entry: &Whole) -> bool {
    matches!(entry, Entry::Taken { .. } | Entry::Claimed { .. })
}

/// True for lines that tell the end of what was begun.
fn ends(entry: &Whole) -> bool {
    matches!(
        entry,
        Entry::Filed(_)
            | Entry::Released { .. }
            | Entry::Sent { .. }
            | Entry::Retry { .. }
            | Entry::Failed { .. }
    )
}

/// True for failures of the index alone, which another index may not have.
pub(super) fn is_of_the_index(error: &anyhow::Error) -> bool {
    error
        .chain()
        .any(|cause| cause.is::<sled::Error>() || cause.is::<postcard::Error>())
}

/// Fails with the one message for what a person asked for that is not there.
pub(super) fn missing<T>(what: &str, name: &str) -> Result<T> {
    bail!("there is no {what} {name} in the store")
}
