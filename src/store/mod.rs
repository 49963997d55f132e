//! The disk: inbox (custody), ledger (outcomes and records), outbox (letters), journal, index.
//!
//! What a commit promises stands in two places, both fsynced: the raw mail as a file, and one line of the journal. sled
//! is the index over them and is never trusted after an abrupt stop: it is made anew, which takes seconds.
//!
//! ```text
//! FORMAT                 version of this layout
//! lock                   held by the daemon
//! mail/ab/<sha256>.eml   raw mails; the file's time is the time of receipt
//! journal/000001.jsonl   what happened, a checksummed line each
//! journal.end            how many lines there are, so that a journal that was cut short is known as such
//! ballast                room kept free for what was begun when the disk gets full
//! standing.json          how the daemon stands, and rules-in-force/ a copy of its rules: both for people, nothing depends on them
//! index/                 sled; index.clean tells that it was closed in order and what it then held
//! ```

mod backup;
mod ballast;
mod check;
mod disk;
mod failpoint;
mod findings;
mod fold;
mod inbox;
mod index;
mod journal;
mod key;
mod layout;
mod ledger;
mod line;
mod outbox;
mod raw;
mod rescue;
mod state;
mod trial;
mod watch;

pub use backup::{BackupReport, restore};
pub use check::{LastCheck, Report, check, rebuild};
pub use failpoint::failpoint;
pub use inbox::{Accepted, Inbox, Taken};
pub use layout::FORMAT;
pub use ledger::{Ledger, PastQuery};
pub use outbox::{Claim, LetterStanding, Outbox, Standing};
pub use raw::{body_hash, mail_id};
#[doc(hidden)]
pub use trial::try_journal;

use anyhow::Result;
use jiff::Timestamp;
use journal::Pages;
use line::Entry;
use state::State;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

/// An open store. Clones are handles to the same one.
#[derive(Clone)]
pub struct Store {
    inner: Arc<Inner>,
}

struct Inner {
    dir: PathBuf,
    state: Mutex<State>,
    pages: Arc<Pages>,
    /// Mails and letters that somebody in this process is working on.
    hands: Mutex<Hands>,
    /// Held as long as the store is open.
    _lock: Option<File>,
}

impl std::fmt::Debug for Store {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Store({})", self.inner.dir.display())
    }
}

impl Store {
    /// Opens the store in a folder for the daemon, making a new one where there is none. What an abrupt stop or damage
    /// left behind is put in order, loudly where something was lost.
    ///
    /// # Errors
    /// When another process has it open, when its format is newer than this program, or when the disk refuses.
    pub fn open(dir: &Path) -> Result<Store> {
        layout::refuse_foreign(dir)?;
        disk::make_dir(dir)?;
        let lock = layout::lock(dir)?;
        layout::settle(dir)?;
        let opened = rescue::open(dir)?;
        let store = Store::with_state(dir, opened.state, Some(lock));
        store.put_in_order(&opened.findings)?;
        Ok(store)
    }

    /// Opens the store for reading, also while a daemon has it open: what the journal says at this moment.
    ///
    /// # Errors
    /// When there is no store, when its format is newer than this program, or when it cannot be read.
    pub fn open_read(dir: &Path) -> Result<Store> {
        layout::require(dir)?;
        let replay = rescue::replay(&layout::journal(dir), index::Index::memory())?;
        let end = (replay.survey.end.segment, replay.survey.end.length);
        let state = State::reading(dir, replay.index, end);
        Ok(Store::with_state(dir, state, None))
    }

    fn with_state(dir: &Path, state: State, lock: Option<File>) -> Store {
        Store {
            inner: Arc::new(Inner {
                dir: dir.to_owned(),
                pages: state.pages(),
                state: Mutex::new(state),
                hands: Mutex::default(),
                _lock: lock,
            }),
        }
    }

    /// The process that has the store in a folder open for writing, if one has; asking touches nothing.
    pub fn holder(dir: &Path) -> Option<String> {
        layout::holder(dir)
    }

    /// The folder.
    pub fn dir(&self) -> &Path {
        &self.inner.dir
    }

    /// Mails in custody.
    pub fn inbox(&self) -> Inbox {
        Inbox::of(self.clone())
    }

    /// Outcomes and records.
    pub fn ledger(&self) -> Ledger {
        Ledger::of(self.clone())
    }

    /// Letters.
    pub fn outbox(&self) -> Outbox {
        Outbox::of(self.clone())
    }

    /// Notes something that the secretariat should read in the digest.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn add_notice(&self, now: Timestamp, text: &str) -> Result<()> {
        self.with(|state| {
            let text = text.to_owned();
            state.commit(now, &Entry::Noticed { text }).map(drop)
        })
    }

    /// The notices of a period, oldest first.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn notices(&self, from: Timestamp, to: Timestamp) -> Result<Vec<(Timestamp, String)>> {
        let places = self.with(|state| {
            let mut places = Vec::new();
            state.between(index::key::NOTICE, from, to, |_, value| {
                places.push(index::decode(value)?);
                Ok(ControlFlow::Continue(()))
            })?;
            Ok(places)
        })?;
        let mut notices = Vec::new();
        for at in places {
            let line = self.inner.pages.read::<line::Whole>(at)?;
            if let Entry::Noticed { text } = line.entry {
                notices.push((line.at, text));
            }
        }
        Ok(notices)
    }

    /// Closes the store in order, so that the next start need not make the index anew. Later calls fail.
    ///
    /// # Errors
    /// When the disk refuses; nothing that was promised is lost by it.
    pub fn close(&self) -> Result<()> {
        self.lock_state().close()
    }

    fn lock_state(&self) -> MutexGuard<'_, State> {
        // A panic in the midst of a commit leaves the state marked stale, which is put right at the next use.
        self.inner
            .state
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }

    /// Does something with the state. When the index fails at it, the index is replaced and it is done once more.
    fn with<T>(&self, mut work: impl FnMut(&mut State) -> Result<T>) -> Result<T> {
        let mut state = self.lock_state();
        state.ensure_fresh()?;
        match work(&mut state) {
            Err(error) if state::is_of_the_index(&error) => {
                state.renew(&error)?;
                work(&mut state)
            }
            done => done,
        }
    }

    /// Takes something in hand; `None` when somebody has it already.
    fn take_in_hand(&self, name: String) -> Option<Slip> {
        let mut hands = self.inner.hands();
        if hands.held.contains_key(&name) {
            return None;
        }
        hands.count += 1;
        let number = hands.count;
        hands.held.insert(name.clone(), number);
        drop(hands);
        Some(Slip {
            name,
            number,
            inner: Arc::downgrade(&self.inner),
        })
    }

    /// Lets go of something that is concluded, whoever has it.
    fn let_go(&self, name: &str) {
        self.inner.hands().held.remove(name);
    }
}

impl Inner {
    fn hands(&self) -> MutexGuard<'_, Hands> {
        self.hands.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What somebody has in hand of one kind, without the kind.
    fn hands_of(&self, kind: &str) -> BTreeSet<String> {
        let hands = self.hands();
        let names = hands.held.keys();
        names
            .filter_map(|name| name.strip_prefix(kind).map(str::to_owned))
            .collect()
    }
}

/// What somebody in this process is working on, with the number of the slip.
#[derive(Default)]
struct Hands {
    held: BTreeMap<String, u64>,
    count: u64,
}

/// Says that somebody in this process works on a mail or a letter; dropping it, also in a panic, gives it back.
struct Slip {
    name: String,
    number: u64,
    inner: Weak<Inner>,
}

impl std::fmt::Debug for Slip {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "Slip({})", self.name)
    }
}

impl Drop for Slip {
    fn drop(&mut self) {
        if let Some(inner) = self.inner.upgrade() {
            let mut hands = inner.hands();
            // A slip that was concluded may be dropped while the next one of the same name is out.
            if hands.held.get(&self.name) == Some(&self.number) {
                hands.held.remove(&self.name);
            }
        }
    }
}
