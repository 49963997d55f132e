//! Signals to the daemon, and its signs of life to systemd (sd_notify(3)).

use super::house::House;
use super::rulebook::RuleBook;
use std::os::unix::net::UnixDatagram;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// How often the folder of the rules is looked at, when it is watched.
const LOOK: Duration = Duration::from_secs(5);

/// Hears SIGTERM, SIGINT and SIGHUP, and tells systemd how things stand.
#[derive(Debug)]
pub struct Supervisor {
    terminate: Signal,
    interrupt: Signal,
    hang_up: Signal,
}

impl Supervisor {
    /// Begins to listen; from now on these signals do not end the program by themselves.
    ///
    /// # Errors
    /// When the system does not let us listen.
    pub fn new() -> std::io::Result<Supervisor> {
        Ok(Supervisor {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
            hang_up: signal(SignalKind::hangup())?,
        })
    }

    /// Serves signals: the first SIGTERM or SIGINT asks the loops to end, a second one ends the program at once, which loses
    /// nothing that was committed. SIGHUP loads the rules anew; with `watch` they are also loaded when they changed. Does
    /// not return.
    pub async fn serve(mut self, house: House, book: Arc<RuleBook>, watch: bool) {
        notify("READY=1");
        let mut look = tokio::time::interval(LOOK);
        let mut alive = tokio::time::interval(watchdog().unwrap_or(Duration::from_secs(3600)));
        loop {
            let name = tokio::select! {
                _ = self.terminate.recv() => "SIGTERM",
                _ = self.interrupt.recv() => "SIGINT",
                _ = self.hang_up.recv() => {
                    // Samples are read meanwhile, which takes seconds; signals are heard all the time.
                    let book = book.clone();
                    drop(tokio::task::spawn_blocking(move || book.reload()));
                    continue;
                }
                _ = look.tick(), if watch => {
                    let book = book.clone();
                    drop(tokio::task::spawn_blocking(move || book.look()));
                    continue;
                }
                _ = alive.tick() => {
                    notify("WATCHDOG=1");
                    continue;
                }
            };
            if house.is_stopping() {
                tracing::warn!(signal = name, "ending at once");
                std::process::exit(1);
            }
            tracing::info!(
                signal = name,
                "finishing the work in hand; once more ends at once"
            );
            notify("STOPPING=1");
            house.stop();
        }
    }
}

/// Half of the time after which systemd takes a silent program for dead.
fn watchdog() -> Option<Duration> {
    let micros: u64 = std::env::var("WATCHDOG_USEC").ok()?.parse().ok()?;
    (micros > 0).then(|| Duration::from_micros(micros / 2).max(Duration::from_millis(100)))
}

/// Tells systemd, when it started us and wants to know.
fn notify(state: &str) {
    let Some(place) = std::env::var_os("NOTIFY_SOCKET") else {
        return;
    };
    let sent = UnixDatagram::unbound().and_then(|socket| {
        match place.to_string_lossy().strip_prefix('@') {
            Some(name) => {
                use std::os::linux::net::SocketAddrExt;
                let address = std::os::unix::net::SocketAddr::from_abstract_name(name)?;
                socket.send_to_addr(state.as_bytes(), &address)
            }
            None => socket.send_to(state.as_bytes(), &place),
        }
    });
    if let Err(error) = sent {
        tracing::debug!("systemd could not be told {state}: {error}");
    }
}
