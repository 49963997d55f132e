//! Is the store sound? Journal, raw mails and index are held against one another; and the index is made anew on demand.

use super::index::{Index, LetterState, MailState, Packed, Standing, after, decode, key};
use super::line::{Entry, Whole};
use super::rescue::{self, Damage, Findings, Replay, Survey};
use super::{Store, disk, journal, layout, raw};
use crate::answer::MailId;
use anyhow::{Context, Result, anyhow};
use jiff::Timestamp;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::fs;
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

/// A comparison of the index takes some ten seconds for a quarter of a million mails.
const PATIENCE: Duration = Duration::from_secs(120);

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Good lines of the journal.
    pub lines: u64,
    /// Damage of the journal that was not told before, in words.
    pub damage: Vec<String>,
    /// Places of the journal that were damaged before; it was told, and what could be done was.
    pub damage_before: u64,
    /// Bytes at the end, of a line that is being written or never was finished; the next start cuts them off.
    pub unfinished: u64,
    /// Mails in custody.
    pub mails: u64,
    /// Mails that wait for the desk.
    pub waiting_mails: u64,
    /// Mails with an outcome.
    pub outcomes: u64,
    /// Records.
    pub records: u64,
    /// Letters that wait.
    pub waiting_letters: u64,
    /// Letters that were sent.
    pub sent_letters: u64,
    /// Letters that failed or are held back.
    pub failed_letters: u64,
    /// Mails in custody without a raw file.
    pub raw_missing: Vec<MailId>,
    /// Mails in custody whose raw file has other bytes.
    pub raw_damaged: Vec<MailId>,
    /// Raw files that belong to no mail in custody: left by a stop between file and journal, harmless.
    pub raw_extra: Vec<MailId>,
    /// What there is to say about the index.
    pub index: String,
    /// True when the index does not say what the journal says.
    pub index_wrong: bool,
}

/// What the last check of a store in use found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LastCheck {
    /// When it was.
    pub at: Timestamp,
    /// True when nothing was missing and nothing was damaged.
    pub sound: bool,
    /// The report, in words.
    pub words: String,
}

impl Report {
    /// True when nothing is missing and nothing is damaged.
    pub fn sound(&self) -> bool {
        self.damage.is_empty()
            && self.raw_missing.is_empty()
            && self.raw_damaged.is_empty()
            && !self.index_wrong
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(out, "journal  {} lines", self.lines)?;
        for damage in &self.damage {
            writeln!(out, "         DAMAGED {damage}")?;
        }
        if self.damage_before > 0 {
            writeln!(
                out,
                "         damaged earlier at {} places, which the digest told; a backup may hold the lines",
                self.damage_before
            )?;
        }
        if self.unfinished > 0 {
            writeln!(
                out,
                "         {} bytes of a line that is not finished, at the end",
                self.unfinished
            )?;
        }
        writeln!(
            out,
            "mails    {} in custody, {} with an outcome, {} waiting",
            self.mails, self.outcomes, self.waiting_mails
        )?;
        for id in &self.raw_missing {
            writeln!(out, "         MISSING the raw file of {id}")?;
        }
        for id in &self.raw_damaged {
            writeln!(out, "         DAMAGED the raw file of {id}")?;
        }
        if !self.raw_extra.is_empty() {
            writeln!(
                out,
                "         {} raw files of no mail in custody",
                self.raw_extra.len()
            )?;
        }
        writeln!(out, "records  {}", self.records)?;
        writeln!(
            out,
            "letters  {} sent, {} waiting, {} failed or held back",
            self.sent_letters, self.waiting_letters, self.failed_letters
        )?;
        writeln!(out, "index    {}", self.index)?;
        if self.sound() {
            return write!(out, "The store is sound.");
        }
        write!(
            out,
            "The store is NOT SOUND. The daemon puts right what can be: it makes the index anew, reads on behind damaged\n\
             lines, holds back what may have been sent, and asks the mailbox again for lost mails. A backup may hold the rest."
        )
    }
}

/// Checks a store without changing it, also while a daemon has it open. `thorough` reads every raw mail; else only their
/// presence and size are looked at.
///
/// # Errors
/// When there is no store or it cannot be read.
pub fn check(dir: &Path, thorough: bool) -> Result<Report> {
    layout::require(dir)?;
    let Replay { index, survey } = rescue::replay(&layout::journal(dir), Index::memory())?;
    let mut report = count(dir, &index, &survey, thorough)?;
    report.index = match layout::is_locked(dir)? {
        true => "in use by the daemon, not looked at".to_owned(),
        false => rescue::index_at_rest(dir),
    };
    Ok(report)
}

/// Makes the index of a store anew, also when nothing seems to be wrong with it.
///
/// # Errors
/// When a daemon has the store open, or the disk refuses.
pub fn rebuild(dir: &Path) -> Result<Report> {
    layout::require(dir)?;
    {
        let _lock = layout::lock(dir)?;
        disk::remove(&layout::clean_mark(dir))?;
        let index = layout::index(dir);
        if index.exists() {
            fs::remove_dir_all(&index)
                .with_context(|| format!("cannot take {} away", index.display()))?;
        }
    }
    Store::open(dir)?.close()?;
    check(dir, true)
}

impl Store {
    /// Checks this open store and heals what it can: an index that says something else than the journal is replaced, and
    /// the mailbox is asked again for mails whose raw file is lost. It takes its time, so that work goes on beside it.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn check(&self, thorough: bool, now: Timestamp) -> Result<Report> {
        let journal = layout::journal(self.dir());
        let mut tries = 0_u32;
        let (report, findings) = loop {
            tries += 1;
            let mut made = rescue::replay(&journal, Index::memory())?;
            let mut report = count(self.dir(), &made.index, &made.survey, false)?;
            let mut state = self.lock_state();
            state.ensure_fresh()?;
            let end = (made.survey.end.segment, made.survey.end.length);
            if end != state.position() {
                // Something was committed in between. If that never ends, the commits wait once.
                if tries < 3 {
                    continue;
                }
                made = rescue::replay(&journal, Index::memory())?;
                report = count(self.dir(), &made.index, &made.survey, false)?;
            }
            let damage = rescue::unreported(&made.index, &made.survey)?;
            let made = Arc::new(made.index);
            let difference = difference_within(state.index()?, &made, PATIENCE);
            report.index_wrong = !difference.is_empty();
            report.index = match difference.as_str() {
                "" => "says what the journal says".to_owned(),
                difference => format!("{difference}; replaced"),
            };
            if report.index_wrong || !damage.is_empty() {
                tracing::error!(
                    difference,
                    "the index does not say what the journal says, and is replaced"
                );
                match Arc::try_unwrap(made) {
                    Ok(index) => state.replace_index(index),
                    // The comparison did not come to an end and still reads it.
                    Err(_) => state.renew(&anyhow!("{difference}"))?,
                }
            }
            let findings = Findings {
                damage,
                notices: if report.index_wrong {
                    vec![format!(
                        "The index of the store was wrong ({difference}) and was replaced."
                    )]
                } else {
                    Vec::new()
                },
                fresh: false,
            };
            break (report, findings);
        };
        self.put_in_order(&findings)?;
        let report = self.heal_raw(report, thorough, now)?;
        let checked = Entry::Checked {
            sound: report.sound(),
            // A store of which thousands of files are gone need not say so a thousand times in one line.
            words: report.to_string().chars().take(4000).collect(),
        };
        self.with(|state| state.commit(now, &checked).map(drop))?;
        Ok(report)
    }

    /// When this store was last checked while it was in use, whether it was sound, and what was said; `None` before the
    /// first time.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub fn last_check(&self) -> Result<Option<LastCheck>> {
        let at = self.with(|state| state.index()?.value(key::CHECKED))?;
        let Some(at) = at else { return Ok(None) };
        let line = self.inner.pages.read::<Whole>(at)?;
        Ok(match line.entry {
            Entry::Checked { sound, words } => Some(LastCheck {
                at: line.at,
                sound,
                words,
            }),
            _ => None,
        })
    }

    fn heal_raw(&self, mut report: Report, thorough: bool, now: Timestamp) -> Result<Report> {
        let mails = self.with(|state| mails(state.index()?))?;
        let (missing, damaged) = raw_faults(self.dir(), &mails, thorough, true);
        for (id, state) in &mails {
            let fault = if missing.contains(id) {
                "its file is missing"
            } else if damaged.contains(id) {
                "its file is damaged"
            } else {
                continue;
            };
            if state.raw_lost.is_none() {
                let entry = Entry::RawLost {
                    mail: id.clone(),
                    reason: fault.to_owned(),
                };
                tracing::error!(mail = %id, fault, "a raw mail is lost, the mailbox is asked for it again");
                self.with(|state| state.commit(now, &entry).map(drop))?;
                self.add_notice(
                    now,
                    &format!("The stored copy of the mail {id} was lost ({fault}); the mailbox is asked for it again."),
                )?;
            }
        }
        report.raw_missing = missing.into_iter().collect();
        report.raw_damaged = damaged.into_iter().collect();
        Ok(report)
    }
}

fn mails(index: &Index) -> Result<Vec<(MailId, MailState)>> {
    let mut mails = Vec::new();
    for (name, value) in index.under(key::MAIL)? {
        let state: MailState = decode(&value)?;
        let id = Packed::unpack(name.get(key::MAIL.len()..).unwrap_or_default());
        mails.push((id, state));
    }
    Ok(mails)
}

/// The mails in custody whose raw file is missing, and those whose raw file is damaged. `gently` leaves half of the time
/// to whoever else wants the disk.
fn raw_faults(
    dir: &Path,
    mails: &[(MailId, MailState)],
    thorough: bool,
    gently: bool,
) -> (BTreeSet<MailId>, BTreeSet<MailId>) {
    let (mut missing, mut damaged) = (BTreeSet::new(), BTreeSet::new());
    for (id, state) in mails {
        if state.held.is_none() {
            continue;
        }
        match fs::metadata(raw::path(dir, id)) {
            Err(_) => {
                missing.insert(id.clone());
            }
            Ok(meta) => {
                let began = Instant::now();
                if meta.len() != state.size || (thorough && raw::is_lost(dir, id)) {
                    damaged.insert(id.clone());
                }
                if gently && thorough {
                    std::thread::sleep(began.elapsed());
                }
            }
        }
    }
    (missing, damaged)
}

fn count(dir: &Path, index: &Index, survey: &Survey, thorough: bool) -> Result<Report> {
    let mails = mails(index)?;
    let (missing, damaged) = raw_faults(dir, &mails, thorough, false);
    let known: BTreeSet<&MailId> = mails
        .iter()
        .filter(|(_, state)| state.held.is_some())
        .map(|(id, _)| id)
        .collect();
    let mut raw_extra = raw::all(dir)?;
    raw_extra.retain(|id| !known.contains(id));
    let damage = rescue::unreported(index, survey)?;
    let mut report = Report {
        lines: survey.lines,
        damage_before: survey.damage.len().saturating_sub(damage.len()) as u64,
        damage: damage.iter().map(|damage| words(dir, damage)).collect(),
        unfinished: survey.end.torn,
        mails: known.len() as u64,
        waiting_mails: index.count(key::QUEUE)?,
        outcomes: index.count(key::HANDLED)?,
        records: index.count(key::RECORD)?,
        raw_missing: missing.into_iter().collect(),
        raw_damaged: damaged.into_iter().collect(),
        raw_extra,
        ..Report::default()
    };
    for (_, value) in index.under(key::LETTER)? {
        let letter: LetterState = decode(&value)?;
        match letter.standing {
            Standing::Waiting => report.waiting_letters += 1,
            Standing::Sent => report.sent_letters += 1,
            Standing::Failed => report.failed_letters += 1,
        }
    }
    Ok(report)
}

fn words(dir: &Path, damage: &Damage) -> String {
    let path = journal::segment_path(&layout::journal(dir), damage.segment);
    format!(
        "{} at byte {}, lines lost: {} at most",
        path.display(),
        damage.offset,
        damage.lost
    )
}

/// As `difference`, for an index that may not come to an end: a damaged sled is known to spin for ever. It is compared in
/// a thread of its own, which is left to itself when it takes too long; the caller then must do without that index.
fn difference_within(index: &Index, right: &Arc<Index>, limit: Duration) -> String {
    let Index::Sled(db, _) = index else {
        return difference(index, right);
    };
    let (send, receive) = mpsc::channel();
    let (db, right) = (db.clone(), Arc::clone(right));
    std::thread::spawn(move || {
        // Its questions have their own time limit, which lets the store go on without the index.
        let compare = || difference_of(&db, &right);
        let said = std::panic::catch_unwind(std::panic::AssertUnwindSafe(compare))
            .unwrap_or_else(|_| "it makes the database panic".to_owned());
        drop((db, right));
        let _ = send.send(said);
    });
    receive
        .recv_timeout(limit)
        .unwrap_or_else(|_| format!("it does not come to an end within {} s", limit.as_secs()))
}

/// In what an index differs from the right one; empty when they are equal.
fn difference(index: &Index, right: &Index) -> String {
    let mut count = Count::default();
    let compared = index.walk(&[], &after(&[]), |name, value| {
        count.note(right.get(name)?.as_deref() == Some(value));
        Ok(ControlFlow::Continue(()))
    });
    count.told(compared, right)
}

/// As `difference`, of an index on disk.
fn difference_of(db: &sled::Db, right: &Index) -> String {
    let mut count = Count::default();
    let compared = db.iter().try_for_each(|pair| {
        let (name, value) = pair.context("cannot read the index")?;
        count.note(right.get(&name)?.as_deref() == Some(value.as_ref()));
        anyhow::Ok(())
    });
    count.told(compared, right)
}

/// How many entries were compared.
#[derive(Default)]
struct Count {
    equal: u64,
    wrong: u64,
}

impl Count {
    fn note(&mut self, equal: bool) {
        match equal {
            true => self.equal += 1,
            false => self.wrong += 1,
        }
    }

    fn told(&self, compared: Result<()>, right: &Index) -> String {
        let lacking = match compared.and_then(|()| right.count(&[])) {
            Ok(all) => all.saturating_sub(self.equal),
            Err(error) => return format!("it cannot be read: {error:#}"),
        };
        match self.wrong + lacking {
            0 => String::new(),
            _ => format!("{} entries are wrong and {lacking} are lacking", self.wrong),
        }
    }
}
