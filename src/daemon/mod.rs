//! Opens the store, takes the lock, runs the loops, reloads rules, stops cleanly.
//!
//! Five loops, each `step()` and then sleep or wake; they never talk to one another and meet only in the store:
//!
//! ```text
//! intake    wire → store        COMMIT 1: raw mail and cursor
//! desk      store → pure → store   COMMIT 2: outcome, records, letters
//! dispatch  store → wire        letters that are due
//! weekly    store → answer → store   the digest is one more letter
//! checkup   store → store        is all still there?
//! ```

mod checkup;
mod desk;
mod dispatch;
mod folder;
mod house;
mod intake;
mod rulebook;
mod signals;
mod standing;
mod trouble;
mod weekly;

pub use checkup::Checkup;
pub use desk::{DEATHS, Desk, ReadAll};
pub use dispatch::{Dispatch, Dispatched};
pub use folder::{check_rules, forms_unshown, load_rules};
pub use house::{Clock, House};
pub use intake::Intake;
pub use rulebook::{Reloaded, RuleBook, Shelf};
pub use signals::Supervisor;
pub use standing::{Refusal, RulesStanding, Standing, rules_in_force};
pub use weekly::Weekly;

use crate::config::Schedule;
use crate::store::Store;
use crate::wire::{Fault, Mailbox, Sender};
use futures::FutureExt;
use jiff::{SignedDuration, Timestamp};
use std::panic::AssertUnwindSafe;

/// The loops over one house.
#[derive(Debug)]
pub struct Daemon {
    /// What they share.
    pub house: House,
    /// Takes mail into custody.
    pub intake: Intake,
    /// Reads, decides, files.
    pub desk: Desk,
    /// Sends.
    pub dispatch: Dispatch,
    /// Writes the digest.
    pub weekly: Weekly,
    /// Looks the store over.
    pub checkup: Checkup,
}

/// What the daemon works with besides the house.
pub struct Ends {
    /// Where mail comes from.
    pub mailbox: Mailbox,
    /// Where letters go.
    pub sender: Sender,
    /// How attachments are read.
    pub read_all: ReadAll,
    /// How many mails are read at once.
    pub hands: usize,
    /// When the digest is due.
    pub schedule: Schedule,
    /// How often the store is checked; `None` for never.
    pub check_every: Option<SignedDuration>,
}

impl Daemon {
    /// The loops over a house, from one end of the wire to the other.
    ///
    /// # Errors
    /// When the store does not tell when it was first used.
    pub fn new(house: House, ends: Ends) -> anyhow::Result<Daemon> {
        let first_start = first_start(&house.store, house.clock.now())?;
        Ok(Daemon {
            intake: Intake::new(house.clone(), ends.mailbox),
            desk: Desk::new(house.clone(), ends.read_all, ends.hands),
            dispatch: Dispatch::new(house.clone(), ends.sender),
            weekly: Weekly::new(house.clone(), ends.schedule, first_start),
            checkup: Checkup::new(house.clone(), ends.check_every, first_start),
            house,
        })
    }

    /// Looks once through the mailbox, handles what is in custody, sends what is due, and ends.
    ///
    /// # Errors
    /// The first fault, after all that could be done without it was done.
    pub async fn once(&mut self) -> Result<(), Fault> {
        let mut first: Option<Fault> = None;
        let mut keep = |fault: Fault| {
            tracing::error!(
                advice = fault.advice.as_deref().unwrap_or_default(),
                "{}",
                fault.what
            );
            first.get_or_insert(fault);
        };
        match self.intake.step().await {
            Ok(new) => tracing::info!(new, "looked through the mailbox"),
            Err(fault) => keep(fault),
        }
        self.intake.close().await;
        while !self.house.is_stopping() {
            match self.desk.step().await {
                Ok(taken) if taken.is_empty() => break,
                Ok(_) => {}
                Err(fault) => {
                    keep(fault);
                    break;
                }
            }
        }
        if let Err(fault) = self.checkup.step().await {
            keep(fault);
        }
        if let Err(fault) = self.weekly.step().await {
            keep(fault);
        }
        while !self.house.is_stopping() {
            match self.dispatch.step().await {
                Ok(Dispatched::Nothing) => break,
                Ok(Dispatched::Sent(_)) => self.dispatch.breathe().await,
                Ok(Dispatched::Not(_)) => {}
                Err(fault) => {
                    keep(fault);
                    break;
                }
            }
        }
        match first {
            Some(fault) => Err(fault),
            None => Ok(()),
        }
    }

    /// Runs the loops until the house is told to stop. Each finishes the step in hand.
    pub async fn run(self) {
        let house = self.house.clone();
        tokio::join!(
            watched("intake", &house, self.intake.run()),
            watched("desk", &house, self.desk.run()),
            watched("dispatch", &house, self.dispatch.run()),
            watched("weekly", &house, self.weekly.run()),
            watched("checkup", &house, self.checkup.run()),
        );
    }
}

/// A loop that panics ends the daemon in order; whoever supervises it starts it anew, and nothing in custody is lost.
async fn watched(who: &str, house: &House, work: impl Future<Output = ()>) {
    if AssertUnwindSafe(work).catch_unwind().await.is_err() {
        tracing::error!(who, "a loop failed; the program ends in order");
        house.fail();
    }
}

/// When the program first ran on this store. The first start is noted there, once.
///
/// # Errors
/// When the store refuses.
pub fn first_start(store: &Store, now: Timestamp) -> anyhow::Result<Timestamp> {
    const WORDS: &str = "the program was started for the first time";
    let noted = store.notices(Timestamp::MIN, Timestamp::MAX)?;
    if let Some((at, _)) = noted.iter().find(|(_, text)| text == WORDS) {
        return Ok(whole_second(*at));
    }
    store.add_notice(now, WORDS)?;
    Ok(whole_second(now))
}

/// INTERNALDATE knows no parts of a second (RFC 3501 section 2.3.3): a mail of this very second is not older than we are.
fn whole_second(at: Timestamp) -> Timestamp {
    Timestamp::from_second(at.as_second()).unwrap_or(at)
}
