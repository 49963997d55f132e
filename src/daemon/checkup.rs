//! Store → store: looks the store over from end to end, once a day and without hurry, and is loud about what it finds.

use super::house::House;
use super::trouble::{Trouble, apart, of_store};
use crate::store::Report;
use crate::wire::Fault;
use anyhow::Result;
use jiff::{SignedDuration, Timestamp};
use std::time::Duration;

/// The loop that checks the store.
#[derive(Debug)]
pub struct Checkup {
    house: House,
    /// How long from one check to the next; `None` for never.
    every: Option<SignedDuration>,
    /// From when the time to the first check runs.
    first_start: Timestamp,
    trouble: Trouble,
}

impl Checkup {
    /// A loop that checks as often as this.
    pub fn new(house: House, every: Option<SignedDuration>, first_start: Timestamp) -> Checkup {
        Checkup {
            house,
            every,
            first_start,
            trouble: Trouble::new("checkup"),
        }
    }

    /// Checks the store when the time has come. Gives what was found.
    ///
    /// # Errors
    /// When the store cannot be read.
    pub async fn step(&mut self) -> Result<Option<Report>, Fault> {
        let Some(every) = self.every else {
            return Ok(None);
        };
        let (house, first_start) = (self.house.clone(), self.first_start);
        let checking = move || {
            let now = house.clock.now();
            let last = house.store.last_check()?.map(|last| last.at);
            match is_due(last.unwrap_or(first_start), every, now) {
                true => house.store.check(true, now).map(Some),
                false => anyhow::Ok(None),
            }
        };
        let report = apart(checking)
            .await
            .unwrap_or_else(|panic| Err(anyhow::Error::msg(panic)))
            .map_err(|error| of_store("be checked", &error))?;
        if let Some(report) = &report {
            tell(report);
        }
        Ok(report)
    }

    /// Checks until asked to stop.
    pub(super) async fn run(mut self) {
        while !self.house.is_stopping() {
            let wait = match self.step().await {
                Ok(_) => {
                    self.trouble.well();
                    Duration::from_secs(60)
                }
                Err(fault) => self.trouble.meet(&fault),
            };
            self.house.pause(wait).await;
        }
    }
}

/// A last check in the future was noted by a clock that has jumped back since, and says nothing.
fn is_due(last: Timestamp, every: SignedDuration, now: Timestamp) -> bool {
    let since = now.duration_since(last);
    since >= every || since.is_negative()
}

fn tell(report: &Report) {
    if report.sound() {
        tracing::info!(
            lines = report.lines,
            mails = report.mails,
            records = report.records,
            "the store was checked and is sound"
        );
        return;
    }
    for damage in &report.damage {
        tracing::error!("the journal is damaged: {damage}");
    }
    tracing::error!(
        missing = report.raw_missing.len(),
        damaged = report.raw_damaged.len(),
        index = report.index,
        "the store was checked and is NOT SOUND; what could be healed was, the digest tells more, \
         and `cisdp-intake store check` tells all"
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_is_due_after_its_time_and_when_the_clock_has_jumped_back() {
        let at = |hours: i64| Timestamp::from_second(1_790_000_000 + hours * 3600).unwrap();
        let day = SignedDuration::from_hours(24);
        assert!(!is_due(at(0), day, at(23)));
        assert!(is_due(at(0), day, at(24)));
        assert!(is_due(at(0), day, at(-1)));
    }
}
