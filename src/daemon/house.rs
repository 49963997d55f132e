//! What the loops share: the store, in which alone they meet, the rules in force, the settings, the clock, and the bell.

use crate::answer::Manners;
use crate::rules::Rules;
use crate::store::Store;
use jiff::Timestamp;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;
use tokio::sync::{Notify, watch};

/// Tells the time; a fixed one in tests.
#[derive(Clone)]
pub struct Clock(Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Clock {
    /// The system's clock.
    pub fn system() -> Clock {
        Clock::of(Timestamp::now)
    }

    /// A clock of one's own.
    pub fn of(tell: impl Fn() -> Timestamp + Send + Sync + 'static) -> Clock {
        Clock(Arc::new(tell))
    }

    /// What time it is.
    pub fn now(&self) -> Timestamp {
        (self.0)()
    }
}

impl std::fmt::Debug for Clock {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Clock")
    }
}

/// Hints that there may be work; the work itself lies in the store, and whoever hears no hint looks a little later.
#[derive(Debug, Default)]
pub(super) struct Bells {
    /// New mail is in custody.
    pub desk: Notify,
    /// New letters are in the outbox.
    pub dispatch: Notify,
}

/// What the loops share. Clones share the same things.
#[derive(Debug, Clone)]
pub struct House {
    /// The store.
    pub store: Store,
    /// The settings of the pure rooms.
    pub manners: Arc<Manners>,
    /// The clock.
    pub clock: Clock,
    rules: Arc<RwLock<Arc<Rules>>>,
    pub(super) bells: Arc<Bells>,
    stop: Arc<watch::Sender<bool>>,
    failed: Arc<AtomicBool>,
}

impl House {
    /// A house around an open store.
    pub fn new(store: Store, rules: Rules, manners: Manners, clock: Clock) -> House {
        House {
            store,
            manners: Arc::new(manners),
            clock,
            rules: Arc::new(RwLock::new(Arc::new(rules))),
            bells: Arc::default(),
            stop: Arc::new(watch::Sender::new(false)),
            failed: Arc::default(),
        }
    }

    /// The rules in force. Whoever works on a mail keeps the ones it began with.
    pub fn rules(&self) -> Arc<Rules> {
        self.rules
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }

    /// Puts other rules in force.
    pub fn set_rules(&self, rules: Rules) {
        *self.rules.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(rules);
    }

    /// Asks all loops to finish the step in hand and to end.
    pub fn stop(&self) {
        self.stop.send_replace(true);
    }

    /// As `stop`, because something is wrong that only a new start can put right.
    pub(super) fn fail(&self) {
        self.failed.store(true, Ordering::SeqCst);
        self.stop();
    }

    /// True when the loops ended because something is wrong.
    pub fn has_failed(&self) -> bool {
        self.failed.load(Ordering::SeqCst)
    }

    /// True when the loops are to end.
    pub fn is_stopping(&self) -> bool {
        *self.stop.borrow()
    }

    /// Returns when the loops are to end.
    pub async fn stopped(&self) {
        let mut told = self.stop.subscribe();
        // The sender lives as long as the house; an error would mean that it is gone, and that is an end too.
        let _ = told.wait_for(|stop| *stop).await;
    }

    /// Sleeps until the time is over, the bell rings, or the loops are to end.
    pub(super) async fn rest(&self, bell: &Notify, longest: Duration) {
        tokio::select! {
            () = tokio::time::sleep(longest) => {}
            () = bell.notified() => {}
            () = self.stopped() => {}
        }
    }

    /// As `rest`, deaf to bells: for whoever waits because something is wrong.
    pub(super) async fn pause(&self, time: Duration) {
        tokio::select! {
            () = tokio::time::sleep(time) => {}
            () = self.stopped() => {}
        }
    }
}
