//! An eye on sled: a damaged one is known to spin for ever, and whoever asks it then waits for ever.
//!
//! Every question to it is timed. When one does not come back, the process ends at once: the next start sees that the store
//! was not closed in order, and makes the index anew from the journal.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

/// A question to sled takes microseconds; on a disk that is ill it may take seconds.
const PATIENCE: Duration = Duration::from_secs(60);

/// Since when somebody waits for an answer.
#[derive(Debug)]
pub(super) struct Watch {
    began: Instant,
    /// Milliseconds after `began`, counted from 1; 0 while nobody waits.
    since: AtomicU64,
}

impl Watch {
    /// A watch that ends the process when an answer does not come.
    pub fn start() -> Arc<Watch> {
        Watch::with(PATIENCE, || {
            tracing::error!(
                seconds = PATIENCE.as_secs(),
                "the index does not answer; the program ends at once, and the next start makes the index anew"
            );
            std::process::abort();
        })
    }

    fn with(patience: Duration, act: impl FnOnce() + Send + 'static) -> Arc<Watch> {
        let watch = Arc::new(Watch {
            began: Instant::now(),
            since: AtomicU64::new(0),
        });
        let watched: Weak<Watch> = Arc::downgrade(&watch);
        std::thread::spawn(move || {
            while let Some(watch) = watched.upgrade() {
                let since = watch.since.load(Ordering::Relaxed);
                if since > 0 && watch.now().saturating_sub(since) > millis(patience) {
                    return act();
                }
                drop(watch);
                std::thread::sleep(patience / 20);
            }
        });
        watch
    }

    /// Times a question. Questions come one after the other, because the store has one mutex.
    pub fn ask<T>(&self, question: impl FnOnce() -> T) -> T {
        self.since.store(self.now(), Ordering::Relaxed);
        let answer = question();
        self.since.store(0, Ordering::Relaxed);
        answer
    }

    fn now(&self) -> u64 {
        millis(self.began.elapsed()) + 1
    }
}

fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX - 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc;

    #[test]
    fn only_a_question_without_an_answer_ends_it() {
        let (send, receive) = mpsc::channel();
        let watch = Watch::with(Duration::from_millis(200), move || send.send(()).unwrap());
        for _ in 0..8 {
            assert_eq!(watch.ask(|| 7), 7);
            std::thread::sleep(Duration::from_millis(50));
        }
        assert!(receive.try_recv().is_err(), "all were answered");
        watch
            .ask(|| receive.recv_timeout(Duration::from_secs(20)))
            .expect("it is told while the answer is still awaited");
    }
}
