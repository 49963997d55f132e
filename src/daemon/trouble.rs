//! Saying what is wrong once: when it begins, when it changes, and when it is over; not at every attempt.

use crate::wire::{Backoff, Fault, FaultKind};
use std::error::Error;
use std::io;
use std::time::Duration;

/// The trouble that a loop is in.
#[derive(Debug)]
pub(super) struct Trouble {
    who: &'static str,
    said: Option<String>,
    pace: Backoff,
}

impl Trouble {
    /// No trouble.
    pub fn new(who: &'static str) -> Trouble {
        Trouble {
            who,
            said: None,
            pace: Backoff::default(),
        }
    }

    /// Notes a fault, says it unless it was said already, and tells how long to wait before the next attempt.
    pub fn meet(&mut self, fault: &Fault) -> Duration {
        let wait = self.pace.after(fault.kind);
        // Servers put times and numbers into their words; those alone are no news.
        let gist = |what: &str| what.replace(|c: char| c.is_ascii_digit(), "");
        let known = self.said.as_ref().map(|said| gist(said));
        if known != Some(gist(&fault.what)) {
            let advice = fault.advice.as_deref().unwrap_or_default();
            tracing::error!(who = self.who, advice, "{}", fault.what);
            self.said = Some(fault.what.clone());
        } else {
            tracing::debug!(who = self.who, "still: {}", fault.what);
        }
        wait
    }

    /// True when something is wrong and was said.
    pub fn is_said(&self) -> bool {
        self.said.is_some()
    }

    /// All is well.
    pub fn well(&mut self) {
        self.pace.reset();
        if let Some(was) = self.said.take() {
            tracing::info!(who = self.who, was, "all is well again");
        }
    }
}

/// A failure of the store as a fault: everything waits, nothing is lost.
pub(super) fn of_store(doing: &str, error: &anyhow::Error) -> Fault {
    let full = error.chain().any(is_full);
    let fault = Fault::new(
        FaultKind::Unreachable,
        format!("the store cannot {doing}: {error:#}"),
    );
    match full {
        true => fault.advice("the disk is full; make room, and the work goes on by itself"),
        false => fault.advice("check the folder `dir` of [store], its disk and its permissions"),
    }
}

fn is_full(error: &(dyn Error + 'static)) -> bool {
    error.downcast_ref::<io::Error>().is_some_and(|error| {
        matches!(
            error.kind(),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded
        )
    })
}

/// Does something that may block or panic off the runtime's threads.
pub(super) async fn apart<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T, String> {
    match tokio::task::spawn_blocking(work).await {
        Ok(done) => Ok(done),
        // What a panic says may quote a mail, so it goes nowhere; where it happened, the panic hook has logged.
        Err(error) if error.is_panic() => Err("a part of the program failed".to_owned()),
        Err(error) => Err(error.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_is_told_as_such() {
        let error = anyhow::Error::new(io::Error::from(io::ErrorKind::StorageFull))
            .context("the journal cannot be written");
        let fault = of_store("take a mail into custody", &error);
        assert!(fault.to_string().contains("the disk is full"), "{fault}");
    }
}
