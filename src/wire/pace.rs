//! How long to wait before trying a server again.

use super::FaultKind;
use std::time::Duration;

/// Waits that double, with jitter, so that many clients do not return in step after an outage.
#[derive(Debug, Clone, Default)]
pub struct Backoff {
    failures: u32,
}

impl Backoff {
    /// Everything is well again.
    pub fn reset(&mut self) {
        self.failures = 0;
    }

    /// True when the last attempt failed.
    pub fn failing(&self) -> bool {
        self.failures > 0
    }

    /// The wait after one more failure: from 2 s doubling to 80 s for a server that cannot be reached, from 5 min to
    /// 1 h for one that refuses us, because repeated wrong passwords lock accounts.
    pub fn after(&mut self, kind: FaultKind) -> Duration {
        let doublings = self.failures.min(16);
        self.failures = self.failures.saturating_add(1);
        let (first, longest) = match kind {
            FaultKind::Refused => (300, 3600),
            _ => (2, 80),
        };
        let whole = u64::min(first << doublings, longest);
        jittered(Duration::from_secs(whole))
    }
}

/// The same duration, up to a quarter shorter.
pub fn jittered(whole: Duration) -> Duration {
    // The clock's nanoseconds are chance enough for spreading retries.
    let chance = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |since| since.subsec_nanos() % 1000);
    whole.saturating_sub(whole * chance / 4000)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_double_up_to_a_limit_and_begin_anew() {
        let mut pace = Backoff::default();
        let waits: Vec<u64> = (0..8)
            .map(|_| pace.after(FaultKind::Unreachable).as_millis() as u64)
            .collect();
        for (wait, whole) in waits.iter().zip([2u64, 4, 8, 16, 32, 64, 80, 80]) {
            assert!((whole * 750..=whole * 1000).contains(wait), "{waits:?}");
        }
        pace.reset();
        assert!(pace.after(FaultKind::Unreachable) <= Duration::from_secs(2));
    }

    #[test]
    fn a_refusal_waits_long() {
        assert!(Backoff::default().after(FaultKind::Refused) >= Duration::from_secs(225));
    }
}
