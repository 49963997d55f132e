//! What opening or checking found is written down, told, and put right as far as the raw mails reach.

use super::index::{MailState, key};
use super::line::{Entry, Held};
use super::raw::{self, body_hash};
use super::rescue::{Damage, Findings};
use super::{Store, journal, layout};
use crate::mail::MailPlace;
use anyhow::Result;
use jiff::Timestamp;

impl Store {
    /// Writes down what was found while opening, and takes mails into custody again whose line was lost.
    pub(super) fn put_in_order(&self, findings: &Findings) -> Result<()> {
        let now = Timestamp::now();
        if findings.fresh {
            self.with(|state| {
                let format = layout::FORMAT;
                state.commit(now, &Entry::Begun { format }).map(drop)
            })?;
        }
        for damage in &findings.damage {
            let Damage {
                segment,
                offset,
                length,
                lost,
            } = damage.clone();
            let path = journal::segment_path(&layout::journal(self.dir()), segment);
            tracing::error!(path = %path.display(), offset, length, lost, "the journal is damaged");
            self.with(|state| {
                state
                    .commit(
                        now,
                        &Entry::Damage {
                            segment,
                            offset,
                            length,
                            lost,
                        },
                    )
                    .map(drop)
            })?;
            self.add_notice(
                now,
                &format!(
                    "The journal of the store is damaged at byte {offset} of {} (lines lost: {lost} at most). \
                     What could be made again from the raw mails was; letters of which it is not \
                     certain that they were not sent are held back. A backup may hold the lines.",
                    path.display()
                ),
            )?;
        }
        for notice in &findings.notices {
            self.add_notice(now, notice)?;
        }
        if !findings.damage.is_empty() {
            self.adopt(now)?;
        }
        Ok(())
    }

    fn adopt(&self, now: Timestamp) -> Result<()> {
        let mut adopted = 0_u32;
        for id in raw::all(self.dir())? {
            let held = self.with(|state| {
                let known: Option<MailState> = state.index()?.value(&key::mail(&id))?;
                Ok(known.is_some_and(|known| known.held.is_some()))
            })?;
            if held {
                continue;
            }
            let Ok(bytes) = raw::read(self.dir(), &id) else {
                continue;
            };
            let held = Held {
                mail: id.clone(),
                place: MailPlace::default(),
                received: raw::received(self.dir(), &id)?,
                answered: false,
                junk: false,
                headers_only: false,
                size: bytes.len() as u64,
                body: body_hash(&bytes),
                cursor: None,
                adopted: true,
            };
            let entry = Entry::Held(held);
            self.with(|state| state.commit(now, &entry).map(drop))?;
            adopted += 1;
        }
        if adopted > 0 {
            tracing::warn!(
                mails = adopted,
                "mails whose journal line was lost are in custody again"
            );
            self.add_notice(
                now,
                &format!(
                    "{adopted} mails whose line in the journal was lost are read again; their answers are held back."
                ),
            )?;
        }
        Ok(())
    }
}
