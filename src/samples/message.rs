//! A message that is read once, by the caged reader, and extracted with any rules as often as asked.

use crate::document::Reading;
use crate::extract::{Finding, extract};
use crate::mail::{self, Mail};
use crate::rules::Rules;
use jiff::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::thread;

/// Parsing a mail recurses with its nesting; the threads that do it have room for that.
const STACK: usize = 16 << 20;

/// A message with what its attachments say.
#[derive(Debug)]
pub struct Message {
    /// The message.
    pub mail: Mail,
    /// What its attachments say, in their order.
    pub readings: Vec<Reading>,
    /// When it was received.
    pub received: Timestamp,
}

impl Message {
    /// Reads a message. `received` is when the server took it; without it, what its own header says.
    pub fn read(
        bytes: &[u8],
        received: Option<Timestamp>,
        read_all: &dyn Fn(&Mail) -> Vec<Reading>,
    ) -> Message {
        let mail = mail::parse(bytes);
        let received = received
            .or_else(|| mail::received_at(&mail))
            .unwrap_or_else(Timestamp::now);
        let readings = read_all(&mail);
        Message {
            mail,
            readings,
            received,
        }
    }

    /// What it says under these rules.
    pub fn finding(&self, rules: &Rules) -> Finding {
        extract(&self.mail, &self.readings, rules, self.received)
    }
}

/// Does the same with each thing, on all processors, and gives the results in the order of the things. `None` is what
/// became of one that made the program stumble.
pub fn each<T: Sync, R: Send>(things: &[T], work: impl Fn(&T) -> R + Sync) -> Vec<Option<R>> {
    let hands = thread::available_parallelism()
        .map_or(2, usize::from)
        .min(things.len());
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::default();
    let hand = || {
        loop {
            let number = next.fetch_add(1, Ordering::Relaxed);
            let Some(thing) = things.get(number) else {
                return;
            };
            if let Ok(result) = catch_unwind(AssertUnwindSafe(|| work(thing))) {
                done.lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .push((number, result));
            }
        }
    };
    thread::scope(|scope| {
        for _ in 0..hands {
            let started = thread::Builder::new()
                .stack_size(STACK)
                .spawn_scoped(scope, hand);
            if started.is_err() {
                // Whoever cannot start a thread does the work itself.
                hand();
            }
        }
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(number, _)| *number);
    let mut done = done.into_iter().peekable();
    (0..things.len())
        .map(|number| {
            done.next_if(|(at, _)| *at == number)
                .map(|(_, result)| result)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn results_come_in_the_order_of_the_things_and_one_that_stumbles_is_none() {
        let things: Vec<u32> = (0..100).collect();
        let doubled = each(&things, |thing| {
            assert_ne!(*thing, 13, "as told");
            thing * 2
        });
        assert_eq!(doubled.len(), 100);
        assert_eq!(doubled[12..15], [Some(24), None, Some(28)]);
        assert_eq!(doubled[99], Some(198));
        assert_eq!(each(&[] as &[u32], |thing| *thing), []);
    }
}
