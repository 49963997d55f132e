//! What a line of the journal changes in the index. The same function serves a commit and a rebuild, so both give the
//! same index.

use super::index::{
    Changes, Doubt, Index, LetterState, MailState, Packed, RecordState, Standing, decode, key,
};
use super::journal::At;
use super::line::{Entry, FiledSketch, Held, LetterSketch, Line, RecordSketch, Sketch};
use crate::answer::MailId;
use crate::mail::MailPlace;
use anyhow::Result;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// Why a letter is not sent after lines were lost that may have said that it was.
pub(super) const UNKNOWN_FATE: &str =
    "unknown whether it was sent: the store was damaged or restored since";

/// How long after a loss a letter that belongs to no mail may have been due before it.
const SOON_MICROS: i64 = 3_600_000_000;

/// Applies one line.
pub(super) fn fold(index: &mut Index, line: &Line<Sketch>, at: At) -> Result<()> {
    let changes = changes_of(index, line, at)?;
    index.apply(changes)
}

type Made = BTreeMap<Vec<u8>, Option<Vec<u8>>>;

fn changes_of(index: &Index, line: &Line<Sketch>, at: At) -> Result<Made> {
    let mut changes = Changes::of(index);
    let c = &mut changes;
    let now = line.at.as_microsecond();
    match &line.entry {
        Entry::Begun { .. } => {}
        Entry::Held(held) => hold(c, held, line.seq, at)?,
        Entry::Seen {
            mail,
            place,
            cursor,
            restored,
        } => {
            note_place(c, mail, place)?;
            if let Some(uid) = cursor {
                c.set(key::cursor(&place.folder, place.uid_validity), uid)?;
            }
            if *restored {
                change_mail(c, mail, |state| state.raw_lost = None)?;
            }
        }
        Entry::Cursor {
            folder,
            uid_validity,
            uid,
        } => {
            c.set(key::cursor(folder, *uid_validity), uid)?;
        }
        Entry::Missed { place, count } => c.set(key::missed(place), count)?,
        Entry::Taken { mail, attempt } => {
            change_mail(c, mail, |state| {
                state.attempts = *attempt;
                if state.doubt == Doubt::Suspected {
                    state.doubt = Doubt::None;
                }
            })?;
        }
        Entry::Released { mail } => {
            change_mail(c, mail, |state| {
                state.attempts = state.attempts.saturating_sub(1)
            })?;
        }
        Entry::RawLost { mail, .. } => lose_raw(c, mail, now)?,
        Entry::Filed(filed) => file(c, filed, line, at)?,
        Entry::Edited { record, .. } => set_record(c, record, at, 0)?,
        Entry::Put(letter) => {
            // What is put at once after a loss was due before it, and may have been sent then.
            let lost: Option<(i64, u64)> = c.value(key::LOST)?;
            // It was put, claimed and sent: three lines.
            let doubtful =
                lost.is_some_and(|(at, lines)| lines >= 3 && now < at.saturating_add(SOON_MICROS));
            add_letter(c, letter, line, at, 0, doubtful)?;
        }
        Entry::Claimed { letter, attempt } => change_letter(c, letter, |state| {
            state.standing = Standing::Waiting;
            state.lost = 0;
            state.unsure |= state.claimed;
            state.claimed = true;
            state.attempts = *attempt;
        })?,
        Entry::Sent { letter, reply } => {
            change_letter(c, letter, |state| {
                state.standing = Standing::Sent;
                state.claimed = false;
                state.noted = now;
                state.reason.clone_from(reply);
            })?;
        }
        Entry::Retry {
            letter,
            due,
            reason,
            unsure,
        } => change_letter(c, letter, |state| {
            state.standing = Standing::Waiting;
            state.lost = 0;
            state.claimed = false;
            state.unsure |= *unsure;
            state.due = due.as_microsecond();
            state.noted = now;
            state.reason.clone_from(reason);
        })?,
        Entry::Failed { letter, reason } => change_letter(c, letter, |state| {
            state.standing = Standing::Failed;
            state.claimed = false;
            state.noted = now;
            state.reason.clone_from(reason);
        })?,
        Entry::Again { letter } => change_letter(c, letter, |state| {
            if state.standing == Standing::Failed {
                state.standing = Standing::Waiting;
                state.lost = 0;
                state.due = now;
                state.noted = now;
            }
        })?,
        Entry::Noticed { .. } => {
            c.set(
                key::of(&[key::NOTICE, &key::time(now), &line.seq.to_be_bytes()]),
                &at,
            )?;
        }
        Entry::Checked { .. } => c.set(key::CHECKED.to_vec(), &at)?,
        Entry::Restored {} => {
            lose(c, u64::MAX, now)?;
            confirm_doubts(c)?;
            c.set(key::RESTORED.to_vec(), &now)?;
            c.set(key::LOST.to_vec(), &(now, u64::MAX))?;
        }
        Entry::Damage {
            segment,
            offset,
            length,
            lost,
        } => {
            c.set(key::damage(*segment, *offset), length)?;
            let before: Option<(i64, u64)> = c.value(key::LOST)?;
            let lines = before.map_or(0, |(_, lines)| lines).saturating_add(*lost);
            c.set(key::LOST.to_vec(), &(now, lines))?;
            confirm_doubts(c)?;
        }
    }
    Ok(changes.done())
}

/// Applies the loss of `lost` lines. Whatever they may have said is taken into account, so that nothing is sent twice:
/// the letters of mails that were waiting, and letters that were under way, may have been sent.
pub(super) fn fold_loss(index: &mut Index, lost: u64, at: i64) -> Result<()> {
    let mut changes = Changes::of(index);
    lose(&mut changes, lost, at)?;
    let made = changes.done();
    index.apply(made)
}

fn lose(c: &mut Changes<'_>, lost: u64, at: i64) -> Result<()> {
    for (_, id) in c.index.under(key::QUEUE)? {
        let id = decode::<Packed>(&id)?.id();
        change_mail(c, &id, |state| {
            if state.doubt == Doubt::None {
                state.doubt = Doubt::Suspected;
            }
        })?;
    }
    for (_, letter) in c.index.under(key::DUE)? {
        let letter: String = decode(&letter)?;
        change_letter(c, &letter, |state| {
            // To be sent, a letter needs two lines: it is claimed, then it is sent.
            state.lost = state.lost.saturating_add(lost);
            if state.claimed || state.lost > 1 {
                state.standing = Standing::Failed;
                state.claimed = false;
                state.unsure = true;
                state.noted = at;
                UNKNOWN_FATE.clone_into(&mut state.reason);
            }
        })?;
    }
    Ok(())
}

fn confirm_doubts(c: &mut Changes<'_>) -> Result<()> {
    for (_, id) in c.index.under(key::QUEUE)? {
        let id = decode::<Packed>(&id)?.id();
        change_mail(c, &id, |state| {
            if state.doubt == Doubt::Suspected {
                state.doubt = Doubt::Confirmed;
            }
        })?;
    }
    Ok(())
}

fn hold(c: &mut Changes<'_>, held: &Held, seq: u64, at: At) -> Result<()> {
    let mut state: MailState = c.value(&key::mail(&held.mail))?.unwrap_or_default();
    if state.held.is_none() {
        state.held = Some(at);
        state.queue = seq;
        state.size = held.size;
        state.body = Packed::of(&held.body);
        // A mail from before the restoring may have been answered between the backup and it.
        let restored: Option<i64> = c.value(key::RESTORED)?;
        if held.adopted || restored.is_some_and(|at| held.received.as_microsecond() < at) {
            state.doubt = Doubt::Confirmed;
        }
        if state.outcome.is_none() {
            c.set(key::queue(seq), &Packed::of(&held.mail))?;
        }
        c.set(key::mail(&held.mail), &state)?;
    }
    if !held.adopted {
        note_place(c, &held.mail, &held.place)?;
        if let Some(uid) = held.cursor {
            c.set(
                key::cursor(&held.place.folder, held.place.uid_validity),
                &uid,
            )?;
        }
    }
    Ok(())
}

fn note_place(c: &mut Changes<'_>, mail: &MailId, place: &MailPlace) -> Result<()> {
    c.set(key::place(place), &Packed::of(mail))?;
    c.remove(key::missed(place));
    let list = key::places_of(mail);
    let mut places: Vec<MailPlace> = c.value(&list)?.unwrap_or_default();
    if !places.contains(place) {
        places.push(place.clone());
        c.set(list, &places)?;
    }
    Ok(())
}

/// Forgets where a mail lies and moves the cursors back before it, so that the mailbox is asked for it again.
fn lose_raw(c: &mut Changes<'_>, mail: &MailId, now: i64) -> Result<()> {
    change_mail(c, mail, |state| state.raw_lost = Some(now))?;
    let list = key::places_of(mail);
    for place in c.value::<Vec<MailPlace>>(&list)?.unwrap_or_default() {
        c.remove(key::place(&place));
        let cursor = key::cursor(&place.folder, place.uid_validity);
        let before = place.uid.saturating_sub(1);
        if c.value::<u32>(&cursor)?.is_some_and(|uid| uid > before) {
            c.set(cursor, &before)?;
        }
    }
    c.remove(list);
    Ok(())
}

fn change_mail(c: &mut Changes<'_>, id: &str, change: impl FnOnce(&mut MailState)) -> Result<()> {
    let mut state: MailState = c.value(&key::mail(id))?.unwrap_or_default();
    change(&mut state);
    c.set(key::mail(id), &state)
}

fn file(c: &mut Changes<'_>, filed: &FiledSketch, line: &Line<Sketch>, at: At) -> Result<()> {
    let outcome = &filed.outcome;
    let mut state: MailState = c.value(&key::mail(&outcome.mail))?.unwrap_or_default();
    let by_time = |(micros, seq): (i64, u64)| {
        key::of(&[key::HANDLED, &key::time(micros), &seq.to_be_bytes()])
    };
    if state.outcome.is_some() {
        if !filed.again {
            return Ok(());
        }
        c.remove(by_time(state.handled));
    } else if let Some(message_id) = &outcome.message_id {
        let seq = line.seq.to_be_bytes();
        c.set(
            key::of(&[&key::message_id(message_id), &seq]),
            &Packed::of(&outcome.mail),
        )?;
    }
    if state.held.is_some() {
        c.remove(key::queue(state.queue));
    }
    state.outcome = Some(at);
    state.handled = (outcome.handled.as_microsecond(), line.seq);
    c.set(by_time(state.handled), &Packed::of(&outcome.mail))?;
    c.set(key::mail(&outcome.mail), &state)?;
    for (nth, record) in (0..).zip(&filed.records) {
        set_record(c, record, at, nth)?;
    }
    for (nth, letter) in (0..).zip(&filed.letters) {
        let time = key::of(&[
            &key::time(state.handled.0),
            &line.seq.to_be_bytes(),
            &[nth_byte(nth)],
        ]);
        c.set(
            key::of(&[&key::recipient(&letter.to), &time]),
            &outcome.subject,
        )?;
        c.set(key::of(&[key::ACKNOWLEDGED, &time]), &())?;
        add_letter(c, letter, line, at, nth, state.doubt == Doubt::Confirmed)?;
    }
    Ok(())
}

fn nth_byte(nth: u32) -> u8 {
    u8::try_from(nth).unwrap_or(u8::MAX)
}

fn set_record(c: &mut Changes<'_>, record: &RecordSketch, at: At, nth: u32) -> Result<()> {
    let name = key::record(&record.id);
    let before: Option<RecordState> = c.value(&name)?;
    let revision = key::of(&[&key::revisions(&record.id), &record.revision.to_be_bytes()]);
    c.set(revision, &(at, nth))?;
    if before
        .as_ref()
        .is_some_and(|before| before.revision > record.revision)
    {
        return Ok(());
    }
    let of_government =
        |government: &str| key::of(&[&key::government(government), record.id.as_bytes()]);
    if let Some(government) = before.and_then(|before| before.government) {
        c.remove(of_government(&government));
    }
    if let Some(government) = &record.government {
        c.set(of_government(government), &record.id)?;
    }
    c.set(
        name,
        &RecordState {
            at,
            nth,
            revision: record.revision,
            received: record.received.as_microsecond(),
            government: record.government.clone(),
        },
    )
}

/// Adds a letter unless one with its key exists. When only the content of that one was lost, the content is given back to
/// it, and it is sent only when it is certain that it was not.
fn add_letter(
    c: &mut Changes<'_>,
    letter: &LetterSketch,
    line: &Line<Sketch>,
    at: At,
    nth: u32,
    doubtful: bool,
) -> Result<()> {
    let known: Option<LetterState> = c.value(&key::letter(&letter.key))?;
    if known.as_ref().is_some_and(|state| state.content.is_some()) {
        return Ok(());
    }
    let doubtful = doubtful || known.is_some();
    let now = line.at.as_microsecond();
    c.set(key::our_message_id(&letter.message_id), &letter.key)?;
    change_letter(c, &letter.key, |state| {
        state.content = Some((at, nth));
        state.seq = line.seq;
        if state.standing == Standing::Waiting {
            state.due = now;
            state.noted = now;
            if doubtful {
                state.standing = Standing::Failed;
                state.claimed = false;
                state.unsure = true;
                UNKNOWN_FATE.clone_into(&mut state.reason);
            }
        }
    })
}

/// Changes a letter's state and keeps the lists of those that wait and those that failed in step with it.
fn change_letter(
    c: &mut Changes<'_>,
    letter: &str,
    change: impl FnOnce(&mut LetterState),
) -> Result<()> {
    let name = key::letter(letter);
    let mut state: LetterState = c.value(&name)?.unwrap_or_default();
    if let Some(listed) = listed(&state, letter) {
        c.remove(listed);
    }
    change(&mut state);
    if let Some(listed) = listed(&state, letter) {
        c.set(listed, &letter)?;
    }
    c.set(name, &state)
}

fn listed(state: &LetterState, letter: &str) -> Option<Vec<u8>> {
    state.content?;
    let seq = state.seq.to_be_bytes();
    match state.standing {
        Standing::Waiting => Some(key::of(&[
            key::DUE,
            &key::time(state.due),
            &seq,
            letter.as_bytes(),
        ])),
        Standing::Failed => Some(key::of(&[
            key::FAILED,
            &key::time(state.noted),
            &seq,
            letter.as_bytes(),
        ])),
        Standing::Sent => None,
    }
}

/// A moment from its microseconds.
pub(super) fn moment(micros: i64) -> Timestamp {
    Timestamp::from_microsecond(micros).unwrap_or_default()
}
