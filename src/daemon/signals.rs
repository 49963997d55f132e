//! Signals to the daemon, and its signs of life to systemd (sd_notify(3)).

use super::house::House;
use super::rulebook::reload_rules;
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

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
    /// nothing that was committed. SIGHUP loads the rules anew. Does not return.
    pub async fn serve(mut self, house: House, rules: PathBuf) {
        notify("READY=1");
        let mut alive = tokio::time::interval(watchdog().unwrap_or(Duration::from_secs(3600)));
        loop {
            let name = tokio::select! {
                _ = self.terminate.recv() => "SIGTERM",
                _ = self.interrupt.recv() => "SIGINT",
                _ = self.hang_up.recv() => {
                    let (house, rules) = (house.clone(), rules.clone());
                    let _ = tokio::task::spawn_blocking(move || reload_rules(&house, &rules)).await;
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
