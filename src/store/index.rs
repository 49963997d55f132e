//! The fast index: one ordered map in sled (or in memory for readers), which points into the journal.
//!
//! It holds no content of its own. Everything in it can be made again from the journal, and is, whenever there is doubt.

use super::journal::At;
pub(super) use super::key::{self, Packed, after};
use super::watch::Watch;
use anyhow::{Context, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

/// Raised when what the index holds changes its shape: an index of another shape is rebuilt.
pub(super) const SHAPE: u32 = 1;

/// Key and value as they stand in the map.
type Pair = (Vec<u8>, Vec<u8>);

/// The ordered map.
pub(super) enum Index {
    /// On disk, under an eye.
    Sled(sled::Db, Arc<Watch>),
    /// In memory: for readers beside a running daemon, for checks, and while a broken one is replaced.
    Memory(BTreeMap<Vec<u8>, Vec<u8>>),
}

impl Index {
    /// An empty index in memory.
    pub fn memory() -> Index {
        Index::Memory(BTreeMap::new())
    }

    /// Opens the index in a folder.
    pub fn open(dir: &Path) -> Result<Index> {
        // What sled writes between two clean stops is never trusted, so its own timer would only cost time.
        let db = sled::Config::new()
            .path(dir)
            .cache_capacity(64 << 20)
            .mode(sled::Mode::LowSpace)
            .flush_every_ms(None)
            .open()
            .with_context(|| format!("cannot open the index {}", dir.display()))?;
        Ok(Index::Sled(db, Watch::start()))
    }

    /// The bytes under a key.
    pub fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>> {
        match self {
            Index::Sled(db, watch) => Ok(watch
                .ask(|| db.get(key))
                .context("cannot read the index")?
                .map(|v| v.to_vec())),
            Index::Memory(map) => Ok(map.get(key).cloned()),
        }
    }

    /// The value under a key.
    pub fn value<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>> {
        self.get(key)?.map(|bytes| decode(&bytes)).transpose()
    }

    /// Goes in order through the keys of `from..to` until told to stop.
    pub fn walk(
        &self,
        from: &[u8],
        to: &[u8],
        mut visit: impl FnMut(&[u8], &[u8]) -> Result<ControlFlow<()>>,
    ) -> Result<()> {
        match self {
            Index::Sled(db, watch) => {
                let mut pairs = db.range(from..to);
                while let Some(pair) = watch.ask(|| pairs.next()) {
                    let (key, value) = pair.context("cannot read the index")?;
                    if visit(&key, &value)?.is_break() {
                        break;
                    }
                }
            }
            Index::Memory(map) => {
                if from < to {
                    for (key, value) in map.range(from.to_vec()..to.to_vec()) {
                        if visit(key, value)?.is_break() {
                            break;
                        }
                    }
                }
            }
        }
        Ok(())
    }

    /// All pairs whose key begins with `prefix`.
    pub fn under(&self, prefix: &[u8]) -> Result<Vec<Pair>> {
        let mut found = Vec::new();
        self.walk(prefix, &after(prefix), |key, value| {
            found.push((key.to_vec(), value.to_vec()));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(found)
    }

    /// How many keys begin with `prefix`.
    pub fn count(&self, prefix: &[u8]) -> Result<u64> {
        let mut count = 0;
        self.walk(prefix, &after(prefix), |_, _| {
            count += 1;
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(count)
    }

    /// Applies changes, all or none.
    pub fn apply(&mut self, changes: BTreeMap<Vec<u8>, Option<Vec<u8>>>) -> Result<()> {
        match self {
            Index::Sled(db, watch) => {
                let mut batch = sled::Batch::default();
                for (key, value) in changes {
                    match value {
                        Some(value) => batch.insert(key, value),
                        None => batch.remove(key),
                    }
                }
                watch
                    .ask(|| db.apply_batch(batch))
                    .context("cannot write the index")
            }
            Index::Memory(map) => {
                for (key, value) in changes {
                    match value {
                        Some(value) => map.insert(key, value),
                        None => map.remove(&key),
                    };
                }
                Ok(())
            }
        }
    }

    /// Fills an empty index on disk with all that another one holds.
    pub fn fill(&mut self, from: &Index) -> Result<()> {
        let mut changes = BTreeMap::new();
        from.walk(&[], &[0xff], |key, value| {
            changes.insert(key.to_vec(), Some(value.to_vec()));
            if changes.len() >= 10_000 {
                self.apply(std::mem::take(&mut changes))?;
            }
            Ok(ControlFlow::Continue(()))
        })?;
        self.apply(changes)
    }
}

/// Changes in the making, seen as if they were made.
pub(super) struct Changes<'a> {
    pub index: &'a Index,
    made: BTreeMap<Vec<u8>, Option<Vec<u8>>>,
}

impl<'a> Changes<'a> {
    /// No changes to an index.
    pub fn of(index: &'a Index) -> Changes<'a> {
        Changes {
            index,
            made: BTreeMap::new(),
        }
    }

    /// The value under a key.
    pub fn value<T: DeserializeOwned>(&self, key: &[u8]) -> Result<Option<T>> {
        match self.made.get(key) {
            Some(Some(bytes)) => decode(bytes).map(Some),
            Some(None) => Ok(None),
            None => self.index.value(key),
        }
    }

    /// Sets a key.
    pub fn set<T: Serialize>(&mut self, key: Vec<u8>, value: &T) -> Result<()> {
        let bytes = postcard::to_stdvec(value).context("cannot write a value of the index")?;
        self.made.insert(key, Some(bytes));
        Ok(())
    }

    /// Takes a key away.
    pub fn remove(&mut self, key: Vec<u8>) {
        self.made.insert(key, None);
    }

    /// The changes themselves.
    pub fn done(self) -> BTreeMap<Vec<u8>, Option<Vec<u8>>> {
        self.made
    }
}

/// What the index knows of a mail.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct MailState {
    /// The line of COMMIT 1; `None` when it was lost to damage.
    pub held: Option<At>,
    /// Number of that line, by which mails are taken in order.
    pub queue: u64,
    /// How many bytes it has.
    pub size: u64,
    /// Hash of its body.
    pub body: Packed,
    /// Readings begun.
    pub attempts: u32,
    /// The line of COMMIT 2.
    pub outcome: Option<At>,
    /// When it was handled (microseconds), and the number of that line.
    pub handled: (i64, u64),
    /// When its raw file was found missing or damaged (microseconds).
    pub raw_lost: Option<i64>,
    /// Whether its letter may have been sent already, by a line that was lost to damage.
    pub doubt: Doubt,
}

/// Whether lines about a mail may have been lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Doubt {
    #[default]
    None,
    /// Lines were lost while it waited. A later line of the same life shows that it still waited then.
    Suspected,
    /// The loss was found out, and nothing had shown otherwise until then.
    Confirmed,
}

/// What the index knows of a record.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct RecordState {
    /// The line of the current revision.
    pub at: At,
    /// Which of the line's records it is.
    pub nth: u32,
    /// The revision.
    pub revision: u32,
    /// When its mail was received (microseconds).
    pub received: i64,
    /// The government's key.
    pub government: Option<String>,
}

/// What the index knows of a letter.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct LetterState {
    /// The line with its content, and which of the line's letters it is; `None` when it was lost to damage.
    pub content: Option<(At, u32)>,
    /// Number of that line.
    pub seq: u64,
    /// What became of it.
    pub standing: Standing,
    /// Sendings begun.
    pub attempts: u32,
    /// True between a claim and its conclusion.
    pub claimed: bool,
    /// True when the server may have it although we never heard so.
    pub unsure: bool,
    /// Lines that were lost since it was last heard of.
    pub lost: u64,
    /// When it may be sent (microseconds).
    pub due: i64,
    /// When that was decided; a clock that stands before it has jumped back.
    pub noted: i64,
    /// The server's reply, or the reason of the last failure.
    pub reason: String,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Standing {
    #[default]
    Waiting,
    Sent,
    Failed,
}

/// Decodes a value.
pub(super) fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    postcard::from_bytes(bytes).context("a value of the index is damaged")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_kinds_of_index_behave_alike() {
        let dir = tempfile::tempdir().unwrap();
        let mut sled = Index::open(&dir.path().join("index")).unwrap();
        let mut memory = Index::memory();
        for index in [&mut sled, &mut memory] {
            let mut changes = Changes::of(index);
            changes.set(key::mail("a"), &MailState::default()).unwrap();
            changes.set(key::mail("b"), &MailState::default()).unwrap();
            let made = changes.done();
            index.apply(made).unwrap();
            let mut changes = Changes::of(index);
            changes.remove(key::mail("a"));
            assert!(
                changes
                    .value::<MailState>(&key::mail("a"))
                    .unwrap()
                    .is_none()
            );
            let made = changes.done();
            index.apply(made).unwrap();
            assert_eq!(index.count(key::MAIL).unwrap(), 1);
        }
        assert_eq!(sled.under(&[]).unwrap(), memory.under(&[]).unwrap());
    }
}
