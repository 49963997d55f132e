//! Named places at which a test can let the program die, to prove that nothing is lost there.

/// Ends the process at once, as a power cut would, when `CISDP_FAILPOINT` names this place. `name:3` means the third time
/// that the place is reached. Release builds contain nothing of it.
pub fn failpoint(name: &str) {
    #[cfg(debug_assertions)]
    debug::reach(name);
    #[cfg(not(debug_assertions))]
    let _ = name;
}

#[cfg(debug_assertions)]
mod debug {
    use std::sync::OnceLock;
    use std::sync::atomic::{AtomicU32, Ordering};

    static WANTED: OnceLock<Option<(String, u32)>> = OnceLock::new();
    static REACHED: AtomicU32 = AtomicU32::new(0);

    pub(super) fn reach(name: &str) {
        let wanted = WANTED.get_or_init(|| {
            let text = std::env::var("CISDP_FAILPOINT").ok()?;
            let (name, times) = text.split_once(':').unwrap_or((&text, "1"));
            Some((name.to_owned(), times.parse().unwrap_or(1)))
        });
        if let Some((wanted, times)) = wanted
            && wanted == name
            && REACHED.fetch_add(1, Ordering::SeqCst) + 1 == *times
        {
            std::process::abort();
        }
    }
}
