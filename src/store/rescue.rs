//! Opening: trust the index only when it was closed in order and not a byte of it changed since; else make it anew from
//! the journal. What was lost is found here and told.
//!
//! A damaged sled may spin for ever or lose records in silence, and its own check does not see it. So its files are
//! compared with the checksum that was noted when it was closed, before sled sees them. That is why no child process tries
//! them out first: sled is never shown a byte that it did not write. While it runs, `watch` sees to it that an answer
//! comes, and `check` compares every entry with the journal, with a time limit.

use super::fold::{fold, fold_loss};
use super::index::{Index, SHAPE, key};
use super::journal::{self, End, Found, Journal};
use super::line::{Line, Sketch};
use super::raw::{self, hex};
use super::state::State;
use super::{disk, layout};
use anyhow::{Context, Result, bail};
use jiff::Timestamp;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// How many set-aside indexes are kept for whoever wants to look at them.
const SET_ASIDE: usize = 3;

/// An opened store and what was found on the way.
pub(super) struct Opened {
    pub state: State,
    pub findings: Findings,
}

/// What was found while opening.
#[derive(Debug, Default)]
pub(super) struct Findings {
    /// The journal has no line yet.
    pub fresh: bool,
    /// Damage in the journal that was not reported before.
    pub damage: Vec<Damage>,
    /// What the secretariat should read.
    pub notices: Vec<String>,
}

/// Lines of the journal that cannot be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Damage {
    pub segment: u32,
    pub offset: u64,
    pub length: u64,
    pub lost: u64,
}

/// An index made from the journal.
pub(super) struct Replay {
    pub index: Index,
    pub survey: Survey,
}

/// What a walk through the journal found.
#[derive(Debug, Default)]
pub(super) struct Survey {
    /// Good lines.
    pub lines: u64,
    /// The number of the next line.
    pub seq: u64,
    /// Where it ends.
    pub end: End,
    /// The latest time in it.
    pub latest: Option<Timestamp>,
    /// What could not be read.
    pub damage: Vec<Damage>,
}

/// The note that an index was closed in order.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct CleanMark {
    shape: u32,
    seq: u64,
    segment: u32,
    length: u64,
    sum: String,
}

/// Opens the parts of a store whose lock is held.
pub(super) fn open(dir: &Path) -> Result<Opened> {
    let mark = read_mark(dir);
    let mut findings = Findings::default();
    if let Some(mark) = &mark {
        match trusted(dir, mark) {
            Ok((index, survey)) => {
                let state = finish(dir, index, &survey)?;
                return Ok(Opened { state, findings });
            }
            Err(why) => {
                let why = format!("{why:#}");
                tracing::warn!(why, "the index is set aside and made anew from the journal");
                set_aside(dir)?;
                findings.notices.push(format!(
                    "The index of the store was set aside and made anew from the journal: {why}."
                ));
            }
        }
    }
    disk::remove(&layout::clean_mark(dir))?;
    let place = layout::index(dir);
    if place.exists() {
        // Without the note the program did not stop in order. What sled then left is not damage, but not proof either.
        fs::remove_dir_all(&place)
            .with_context(|| format!("cannot take {} away", place.display()))?;
    } else if mark.is_none() && !journal::segments(&layout::journal(dir))?.is_empty() {
        tracing::warn!("the index is missing and is made anew from the journal");
    }
    raw::sweep(dir)?;
    let began = Instant::now();
    let journal = layout::journal(dir);
    let next = journal::noted_end(&journal).max(mark.map(|mark| mark.seq));
    let Replay {
        index: memory,
        mut survey,
    } = replay_until(&journal, Index::memory(), next)?;
    let mails = if survey.lines == 0 {
        raw::all(dir)?.len()
    } else {
        0
    };
    if mails > 0 && survey.damage.is_empty() {
        // Mails without any line: the whole journal is lost, and each mail had at least three lines.
        survey.damage.push(Damage {
            segment: 1,
            offset: 0,
            length: 0,
            lost: 3 * mails as u64,
        });
    }
    let index = fill(dir, &memory)?;
    if survey.lines > 0 {
        tracing::info!(
            lines = survey.lines,
            milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
            "the index was made from the journal"
        );
    }
    findings.fresh = survey.lines == 0;
    findings.damage = unreported(&memory, &survey)?;
    let state = finish(dir, index, &survey)?;
    Ok(Opened { state, findings })
}

/// Fills an index from the whole journal.
pub(super) fn replay(journal: &Path, index: Index) -> Result<Replay> {
    let next = journal::noted_end(journal);
    replay_until(journal, index, next)
}

fn replay_until(journal: &Path, index: Index, next: Option<u64>) -> Result<Replay> {
    let mut index = index;
    let survey = walk(journal, next, |step: Step<'_, Sketch>| match step {
        Step::Line(line, at) => fold(&mut index, line, at),
        Step::Lost(lost, latest) => fold_loss(&mut index, lost, latest),
    })?;
    Ok(Replay { index, survey })
}

/// Walks through the journal and only looks.
pub(super) fn survey(journal: &Path) -> Result<Survey> {
    walk(journal, None, |_: Step<'_, IgnoredAny>| Ok(()))
}

enum Step<'a, E> {
    Line(&'a Line<E>, journal::At),
    Lost(u64, i64),
}

/// `next` is the number that the next line had at the last stop in order, when that is known.
fn walk<E: DeserializeOwned>(
    journal: &Path,
    next: Option<u64>,
    mut visit: impl FnMut(Step<'_, E>) -> Result<()>,
) -> Result<Survey> {
    let mut survey = Survey {
        seq: 1,
        ..Survey::default()
    };
    let mut open_end: Option<u64> = None;
    let end = journal::scan(journal, |found| {
        let micros = survey.latest.map_or(0, Timestamp::as_microsecond);
        match found {
            Found::Damage {
                segment,
                offset,
                length,
                lines,
            } => {
                open_end = Some(open_end.unwrap_or(0) + lines);
                survey.damage.push(Damage {
                    segment,
                    offset,
                    length,
                    lost: 0,
                });
            }
            Found::Line(at, json) => {
                let head: Line<E> = serde_json::from_slice(json).with_context(|| {
                    format!(
                        "the line at byte {} of {} is not understood",
                        at.offset,
                        journal::segment_path(journal, at.segment).display()
                    )
                })?;
                let damaged_before = open_end.take().is_some();
                if head.seq < survey.seq {
                    // A copy of a line that stands earlier already.
                    survey.damage.push(Damage {
                        segment: at.segment,
                        offset: at.offset,
                        length: u64::from(at.length),
                        lost: 0,
                    });
                    return Ok(());
                }
                let lost = head.seq - survey.seq;
                if lost > 0 {
                    match survey.damage.last_mut() {
                        Some(last) if damaged_before => last.lost = lost,
                        _ => survey.damage.push(Damage {
                            segment: at.segment,
                            offset: at.offset,
                            length: 0,
                            lost,
                        }),
                    }
                    visit(Step::Lost(lost, micros))?;
                }
                visit(Step::Line(&head, at))?;
                survey.lines += 1;
                survey.seq = head.seq + 1;
                survey.latest = survey.latest.max(Some(head.at));
            }
        }
        Ok(())
    })?;
    survey.end = end;
    // Behind damaged bytes at the end, or an end that was cut off, nothing tells how many lines there were; the next
    // line's number keeps the gap.
    let damaged = open_end.unwrap_or(0);
    let lost = match next.and_then(|next| next.checked_sub(survey.seq)) {
        Some(exactly) if exactly > 0 => exactly,
        _ => damaged,
    };
    if lost > 0 {
        match survey.damage.last_mut() {
            Some(last) if damaged > 0 => last.lost = lost,
            _ => survey.damage.push(Damage {
                segment: end.segment,
                offset: end.length,
                length: 0,
                lost,
            }),
        }
        survey.seq += lost;
        let micros = survey.latest.map_or(0, Timestamp::as_microsecond);
        visit(Step::Lost(lost, micros))?;
    }
    Ok(survey)
}

fn trusted(dir: &Path, mark: &CleanMark) -> Result<(Index, Survey)> {
    untouched(dir, mark)?;
    let place = layout::index(dir);
    let survey = survey(&layout::journal(dir))?;
    if (survey.seq, survey.end.segment, survey.end.length) != (mark.seq, mark.segment, mark.length)
        || survey.end.torn > 0
        || survey.end.unended
    {
        bail!("the journal changed since it was closed");
    }
    // From here on sled changes its files, so the mark no longer speaks of them.
    disk::remove(&layout::clean_mark(dir))?;
    let index = open_within(&place, Duration::from_secs(20))?;
    if !unreported(&index, &survey)?.is_empty() {
        bail!("the journal was damaged since it was closed");
    }
    Ok((index, survey))
}

/// Checks that the files of the index are those that were closed in order.
fn untouched(dir: &Path, mark: &CleanMark) -> Result<()> {
    if mark.shape != SHAPE {
        bail!("another version of the program wrote it");
    }
    let place = layout::index(dir);
    if !place.is_dir() {
        bail!("it is missing");
    }
    if sum(&place)? != mark.sum {
        bail!("its files changed since it was closed");
    }
    Ok(())
}

/// What there is to say about the index of a store that nobody has open.
pub(super) fn index_at_rest(dir: &Path) -> String {
    match read_mark(dir) {
        None => "not closed in order, will be made anew at the next start".to_owned(),
        Some(mark) => match untouched(dir, &mark) {
            Ok(()) => "closed in order and unchanged since".to_owned(),
            Err(why) => format!("will be set aside and made anew at the next start: {why:#}"),
        },
    }
}

/// The damage that the journal does not mention yet.
pub(super) fn unreported(index: &Index, survey: &Survey) -> Result<Vec<Damage>> {
    let mut unreported = Vec::new();
    for damage in &survey.damage {
        let name = key::damage(damage.segment, damage.offset);
        if index.get(&name)?.is_none() {
            unreported.push(damage.clone());
        }
    }
    Ok(unreported)
}

fn finish(dir: &Path, index: Index, survey: &Survey) -> Result<State> {
    disk::make_private(&layout::index(dir))?;
    let journal = Journal::open(&layout::journal(dir), survey.end, survey.seq)?;
    let latest = survey.latest.unwrap_or(Timestamp::MIN);
    Ok(State::writing(dir, journal, index, latest))
}

fn fill(dir: &Path, memory: &Index) -> Result<Index> {
    let place = layout::index(dir);
    let mut index = open_within(&place, Duration::from_secs(20))?;
    index.fill(memory)?;
    Ok(index)
}

/// Opens sled in a thread of its own, because on bad days it does not return.
fn open_within(place: &Path, limit: Duration) -> Result<Index> {
    let (send, receive) = mpsc::channel();
    let path = place.to_owned();
    std::thread::spawn(move || {
        let opened = std::panic::catch_unwind(|| Index::open(&path));
        let _ = send.send(opened);
    });
    match receive.recv_timeout(limit) {
        Ok(Ok(opened)) => opened,
        Ok(Err(_)) => bail!("it makes the database panic"),
        Err(_) => bail!("it did not open within {} seconds", limit.as_secs()),
    }
}

/// Closes the index and notes what it is now.
pub(super) fn close_index(dir: &Path, journal: &Journal, db: sled::Db) -> Result<()> {
    let place = layout::index(dir);
    db.flush().context("cannot write the index out")?;
    drop(db);
    wait_until_closed(&place)?;
    // sled itself never asks the disk to keep anything; the mark below must not outlive what it speaks of.
    disk::sync_tree(&place)?;
    disk::sync_dir(dir)?;
    let (segment, length) = journal.position();
    let mark = CleanMark {
        shape: SHAPE,
        seq: journal.seq,
        segment,
        length,
        sum: sum(&place)?,
    };
    let json = serde_json::to_vec(&mark).context("cannot write the mark")?;
    disk::replace(&layout::clean_mark(dir), &json)
}

/// sled closes its file in a thread of its own, some time after the last handle was dropped.
fn wait_until_closed(place: &Path) -> Result<()> {
    let path = place.join("db");
    let began = Instant::now();
    loop {
        let file = File::open(&path).with_context(|| format!("cannot read {}", path.display()))?;
        if file.try_lock().is_ok() {
            return Ok(());
        }
        if began.elapsed() > Duration::from_secs(10) {
            bail!("the index {} does not close", place.display());
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn read_mark(dir: &Path) -> Option<CleanMark> {
    let bytes = fs::read(layout::clean_mark(dir)).ok()?;
    serde_json::from_slice(&bytes).ok()
}

/// A checksum over all files of a folder, their names and lengths.
fn sum(dir: &Path) -> Result<String> {
    let mut hash = Sha256::new();
    let mut todo = vec![dir.to_owned()];
    while let Some(folder) = todo.pop() {
        for name in disk::names(&folder)? {
            let path: PathBuf = folder.join(&name);
            if path.is_dir() {
                todo.push(path);
                continue;
            }
            let bytes =
                fs::read(&path).with_context(|| format!("cannot read {}", path.display()))?;
            hash.update(name.as_bytes());
            hash.update((bytes.len() as u64).to_be_bytes());
            hash.update(&bytes);
        }
    }
    Ok(hex(&hash.finalize()))
}

fn set_aside(dir: &Path) -> Result<()> {
    let place = layout::index(dir);
    if place.exists() {
        let stamp = Timestamp::now().strftime("%Y%m%dT%H%M%S%fZ").to_string();
        let aside = dir.join(format!("index.damaged-{stamp}"));
        fs::rename(&place, &aside)
            .with_context(|| format!("cannot set {} aside", place.display()))?;
        disk::sync_dir(dir)?;
    }
    let mut aside = disk::names(dir)?;
    aside.retain(|name| name.starts_with("index.damaged-"));
    while aside.len() > SET_ASIDE {
        let oldest = dir.join(aside.remove(0));
        if let Err(error) = fs::remove_dir_all(&oldest) {
            tracing::warn!(path = %oldest.display(), %error, "an old index cannot be taken away");
        }
    }
    Ok(())
}
