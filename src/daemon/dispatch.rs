//! Store → wire: sends letters that are due, and notes what came of each.

use super::house::House;
use super::trouble::{Trouble, apart, of_store};
use crate::store::{Claim, Outbox};
use crate::wire::{Fault, FaultKind, Sender, jittered, masked, masked_words};
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// First wait of a letter that was refused for now; it doubles at each attempt.
const FIRST_WAIT: Duration = Duration::from_secs(5 * 60);
/// Longest wait between two attempts.
const LONGEST_WAIT: Duration = Duration::from_secs(4 * 3600);
/// After five days a letter is given up (RFC 5321 section 4.5.4.1).
const PATIENCE: SignedDuration = SignedDuration::from_hours(5 * 24);
/// A letter that the server may have taken each time is not offered more often than this.
const UNSURE_ATTEMPTS: u32 = 3;

/// The loop that sends.
#[derive(Debug)]
pub struct Dispatch {
    house: House,
    sender: Sender,
    trouble: Trouble,
    paused_until: Option<Timestamp>,
}

/// What one step of dispatch did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Dispatched {
    /// Nothing was due, or the whole queue waits for the server.
    Nothing,
    /// The server took the letter with this key.
    Sent(String),
    /// The letter waits for another attempt, or was given up.
    Not(String),
}

impl Dispatch {
    /// A loop into this sender.
    pub fn new(house: House, sender: Sender) -> Dispatch {
        Dispatch {
            house,
            sender,
            trouble: Trouble::new("dispatch"),
            paused_until: None,
        }
    }

    /// Sends the letter that is due first.
    ///
    /// # Errors
    /// When the server cannot be reached or will not have us (then the whole queue pauses), or the store refuses.
    pub async fn step(&mut self) -> Result<Dispatched, Fault> {
        let now = self.house.clock.now();
        if self.paused_until.is_some_and(|until| now < until) {
            return Ok(Dispatched::Nothing);
        }
        let claim = self.store(move |outbox| outbox.claim(now)).await?;
        let Some(claim) = claim else {
            return Ok(Dispatched::Nothing);
        };
        if claim.may_have_been_sent {
            tracing::warn!(
                letter = claim.letter.key,
                "a letter whose fate is unknown is sent again"
            );
        }
        let outcome = self.sender.send(&claim.letter).await;
        let now = self.house.clock.now();
        let key = claim.letter.key.clone();
        match outcome {
            Ok(reply) => {
                self.trouble.well();
                self.paused_until = None;
                let to = masked(&claim.letter.to);
                let told = masked_words(&reply);
                tracing::info!(letter = key, to, reply = told, "a letter is sent");
                let name = key.clone();
                self.store(move |outbox| outbox.sent(&name, now, &reply))
                    .await?;
                drop(claim);
                Ok(Dispatched::Sent(key))
            }
            Err(fault) => self.refused(claim, fault, now).await,
        }
    }

    /// Sends until asked to stop.
    pub(super) async fn run(mut self) {
        while !self.house.is_stopping() {
            match self.step().await {
                Ok(Dispatched::Sent(_)) => self.breathe().await,
                Ok(Dispatched::Not(_)) => {}
                Ok(Dispatched::Nothing) => {
                    self.house
                        .rest(&self.house.bells.dispatch, Duration::from_secs(30))
                        .await
                }
                // `step` has said it; a store that refuses must not make us send the same letter again and again.
                Err(fault) => {
                    let wait = self.wait_until(&fault);
                    self.house.pause(wait).await;
                }
            }
        }
    }

    /// Waits as long after a letter as the provider's limit asks.
    pub(super) async fn breathe(&self) {
        self.house.pause(self.sender.pause()).await;
    }

    async fn refused(
        &mut self,
        claim: Claim,
        fault: Fault,
        now: Timestamp,
    ) -> Result<Dispatched, Fault> {
        let key = claim.letter.key.clone();
        let name = key.clone();
        let attempt = claim.attempt;
        let reason = fault.what.clone();
        let told = masked_words(&reason);
        let too_old = now.duration_since(claim.letter.composed) > PATIENCE;
        let due = later(now, wait_of(attempt));
        match fault.kind {
            FaultKind::Unreachable | FaultKind::Refused => {
                // Not the letter's fault: it stays first in the queue, and the queue waits.
                self.store(move |outbox| outbox.retry(&name, now, now, &reason))
                    .await?;
                drop(claim);
                let wait = self.trouble.meet(&fault);
                self.paused_until = Some(later(now, wait));
                return Err(fault);
            }
            FaultKind::Permanent => {
                tracing::error!(
                    letter = key,
                    to = masked(&claim.letter.to),
                    "a letter is refused for good: {told}"
                );
                self.store(move |outbox| outbox.failed(&name, now, &reason))
                    .await?;
            }
            FaultKind::Unsure if attempt >= UNSURE_ATTEMPTS => {
                let reason = format!(
                    "given up after {attempt} attempts, of which any may have arrived: {reason}"
                );
                tracing::error!(letter = key, "{}", masked_words(&reason));
                self.store(move |outbox| outbox.failed(&name, now, &reason))
                    .await?;
            }
            FaultKind::Temporary | FaultKind::Unsure if too_old => {
                let reason = format!("given up after five days: {reason}");
                tracing::error!(
                    letter = key,
                    to = masked(&claim.letter.to),
                    "{}",
                    masked_words(&reason)
                );
                self.store(move |outbox| outbox.failed(&name, now, &reason))
                    .await?;
            }
            FaultKind::Unsure => {
                tracing::warn!(letter = key, attempt, %due, "{told}");
                self.store(move |outbox| outbox.retry_unsure(&name, now, due, &reason))
                    .await?;
            }
            FaultKind::Temporary => {
                tracing::warn!(letter = key, attempt, %due, "a letter waits: {told}");
                self.store(move |outbox| outbox.retry(&name, now, due, &reason))
                    .await?;
            }
        }
        drop(claim);
        Ok(Dispatched::Not(key))
    }

    /// How long the run waits after a step that failed.
    fn wait_until(&mut self, fault: &Fault) -> Duration {
        let now = self.house.clock.now();
        match self.paused_until.filter(|until| *until > now) {
            Some(until) => Duration::try_from(until.duration_since(now)).unwrap_or(FIRST_WAIT),
            None => self.trouble.meet(fault),
        }
    }

    async fn store<T: Send + 'static>(
        &self,
        work: impl FnOnce(Outbox) -> Result<T> + Send + 'static,
    ) -> Result<T, Fault> {
        let outbox = self.house.store.outbox();
        apart(move || work(outbox))
            .await
            .unwrap_or_else(|panic| Err(anyhow::Error::msg(panic)))
            .map_err(|error| of_store("note what became of a letter", &error))
    }
}

/// The wait after this attempt: 5 min, 10 min, … 4 h, a little less by chance.
fn wait_of(attempt: u32) -> Duration {
    let whole = FIRST_WAIT.saturating_mul(1 << attempt.saturating_sub(1).min(16));
    jittered(whole.min(LONGEST_WAIT))
}

fn later(now: Timestamp, wait: Duration) -> Timestamp {
    now.saturating_add(wait).unwrap_or(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_five_minutes_to_four_hours() {
        for (attempt, whole) in [(1, 300), (2, 600), (3, 1200), (7, 14_400), (60, 14_400)] {
            let wait = wait_of(attempt).as_secs_f64();
            assert!(
                (whole as f64 * 0.74..=whole as f64).contains(&wait),
                "{attempt}: {wait}"
            );
        }
    }
}
