//! Store → answer → store: once a week, the digest. It is one more letter.

use super::house::House;
use super::trouble::{Trouble, apart, of_store};
use crate::answer::{Week, digest};
use crate::config::Schedule;
use crate::store::{LetterStanding, Store};
use crate::wire::Fault;
use anyhow::Result;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeSet;
use std::time::Duration;

/// A pause longer than this many weeks is not made up for in full.
const WEEKS_BACK: usize = 8;

/// The loop that writes the digest.
#[derive(Debug)]
pub struct Weekly {
    house: House,
    schedule: Schedule,
    first_start: Timestamp,
    /// Weeks that need no further look while this program runs.
    done: BTreeSet<String>,
    trouble: Trouble,
}

/// A digest that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Due {
    /// `2026-W21`: the ISO week in which the period begins.
    name: String,
    from: Timestamp,
    to: Timestamp,
}

impl Weekly {
    /// A loop with this schedule. No digest is made of the time before `first_start`.
    pub fn new(house: House, schedule: Schedule, first_start: Timestamp) -> Weekly {
        Weekly {
            house,
            schedule,
            first_start,
            done: BTreeSet::new(),
            trouble: Trouble::new("weekly"),
        }
    }

    /// Writes the digests that are due. Gives how many letters were put into the outbox.
    ///
    /// # Errors
    /// When the store refuses; then it is done later.
    pub async fn step(&mut self) -> Result<usize, Fault> {
        let now = self.house.clock.now();
        let mut letters = 0;
        let dues = due(&self.schedule, self.first_start, now);
        let latest = dues.last().cloned();
        for due in dues {
            if self.done.contains(&due.name) {
                continue;
            }
            let house = self.house.clone();
            let needed = Some(&due) == latest.as_ref();
            let name = due.name.clone();
            letters += apart(move || write(&house, &due, needed, now))
                .await
                .unwrap_or_else(|panic| Err(anyhow::Error::msg(panic)))
                .map_err(|error| of_store("make the digest", &error))?;
            self.done.insert(name);
        }
        if letters > 0 {
            self.house.bells.dispatch.notify_one();
        }
        Ok(letters)
    }

    /// Writes until asked to stop.
    pub(super) async fn run(mut self) {
        while !self.house.is_stopping() {
            match self.step().await {
                Ok(_) => {
                    self.trouble.well();
                    // A look every minute costs nothing and follows a clock that jumps.
                    self.house.pause(Duration::from_secs(60)).await;
                }
                Err(fault) => {
                    let wait = self.trouble.meet(&fault);
                    self.house.pause(wait).await;
                }
            }
        }
    }
}

/// The digests whose time has come, oldest first, none of the time before the first start.
fn due(schedule: &Schedule, first_start: Timestamp, now: Timestamp) -> Vec<Due> {
    let mut dues = Vec::new();
    let today = schedule.zone.to_datetime(now).date();
    let back = i64::from(today.weekday().since(schedule.weekday));
    for week in 0.. {
        // The day is counted on the calendar, so that summer time moves no hour.
        let days = back.saturating_add(7 * week);
        let Ok(day) = today.checked_sub(days.days()) else {
            break;
        };
        let Ok(week_before) = day.checked_sub(7.days()) else {
            break;
        };
        let at = |day: jiff::civil::Date| {
            let hour = day.at(schedule.hour, 0, 0, 0);
            schedule.zone.to_timestamp(hour)
        };
        let (Ok(to), Ok(from)) = (at(day), at(week_before)) else {
            break;
        };
        if to <= first_start || dues.len() >= WEEKS_BACK {
            break;
        }
        if to <= now {
            let iso = week_before.iso_week_date();
            dues.push(Due {
                name: format!("{:04}-W{:02}", iso.year(), iso.week()),
                from,
                to,
            });
        }
    }
    dues.reverse();
    dues
}

/// Puts the digest of a week into the outbox. Weeks before the last one are only made up for when there is something to
/// tell: `needed` is false for them.
fn write(house: &House, due: &Due, needed: bool, now: Timestamp) -> Result<usize> {
    let store = &house.store;
    let week = week(store, due)?;
    let silent =
        week.outcomes.is_empty() && week.failed_letters.is_empty() && week.notices.is_empty();
    if silent && !needed {
        return Ok(0);
    }
    let mut put = 0;
    for letter in digest(&week, &house.manners, &house.rules(), now) {
        if store.outbox().put(&letter)? {
            put += 1;
        }
    }
    if put > 0 {
        tracing::info!(week = due.name, letters = put, "the digest is written");
    }
    Ok(put)
}

/// What the store knows of a period.
fn week(store: &Store, due: &Due) -> Result<Week> {
    let ledger = store.ledger();
    let outbox = store.outbox();
    let tell = |standing: LetterStanding| (standing.key, standing.to, standing.reason);
    let waits = |standing: &LetterStanding| standing.attempts > 0;
    Ok(Week {
        name: due.name.clone(),
        from: due.from,
        to: due.to,
        outcomes: ledger.outcomes(due.from, due.to)?,
        records: ledger.records()?,
        failed_letters: outbox
            .failed_between(due.from, due.to)?
            .into_iter()
            .map(tell)
            .collect(),
        waiting_letters: outbox
            .waiting()?
            .into_iter()
            .filter(waits)
            .map(tell)
            .collect(),
        notices: store
            .notices(due.from, due.to)?
            .into_iter()
            .map(|(_, text)| text)
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::Weekday;
    use jiff::tz::TimeZone;

    fn monday_at_eight() -> Schedule {
        Schedule {
            weekday: Weekday::Monday,
            hour: 8,
            zone: TimeZone::get("Europe/Madrid").unwrap(),
        }
    }

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    #[test]
    fn a_digest_is_due_at_its_hour_and_not_before() {
        let start = at("2026-11-18T10:00:00Z");
        assert_eq!(
            due(&monday_at_eight(), start, at("2026-11-23T06:59:59Z")),
            []
        );
        let dues = due(&monday_at_eight(), start, at("2026-11-23T07:00:00Z"));
        assert_eq!(
            dues,
            [Due {
                name: "2026-W47".to_owned(),
                from: at("2026-11-16T07:00:00Z"),
                to: at("2026-11-23T07:00:00Z"),
            }]
        );
    }

    #[test]
    fn nothing_before_the_first_start_is_due_and_a_pause_is_made_up_for() {
        let start = at("2026-11-18T10:00:00Z");
        let dues = due(&monday_at_eight(), start, at("2026-12-10T10:00:00Z"));
        let names: Vec<&str> = dues.iter().map(|due| due.name.as_str()).collect();
        assert_eq!(names, ["2026-W47", "2026-W48", "2026-W49"]);
    }

    #[test]
    fn periods_touch_over_summer_time_and_new_year() {
        let start = at("2026-10-01T00:00:00Z");
        let dues = due(&monday_at_eight(), start, at("2026-10-31T00:00:00Z"));
        for pair in dues.windows(2) {
            assert_eq!(pair[0].to, pair[1].from);
        }
        let last = dues.last().unwrap();
        assert_eq!(
            last.to,
            at("2026-10-26T07:00:00Z"),
            "eight o'clock in winter"
        );
        assert_eq!(
            last.from,
            at("2026-10-19T06:00:00Z"),
            "eight o'clock in summer"
        );
        let dues = due(&monday_at_eight(), start, at("2027-01-04T12:00:00Z"));
        assert_eq!(dues.last().unwrap().name, "2026-W53");
    }
}
