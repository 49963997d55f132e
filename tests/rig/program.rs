//! The real program against the rig: its settings, its start, its end.

use super::{PASSWORD, Rig, SECRETARIAT, US, wait_until};
use std::ffi::OsString;
use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// What a test may want otherwise.
#[derive(Debug, Clone)]
pub struct Settings {
    /// How to reach IMAP and SMTP: `tls` or `starttls`.
    pub tls: &'static str,
    /// The password that is given.
    pub password: &'static str,
    /// How many days ahead the program's clock goes; behind it when negative.
    pub days_ahead: i32,
    /// Further lines of [answer].
    pub answer: &'static str,
    /// Further variables of its environment.
    pub environment: Vec<(&'static str, OsString)>,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            tls: "tls",
            password: PASSWORD,
            days_ahead: 0,
            answer: "",
            environment: Vec::new(),
        }
    }
}

/// The program at work.
#[derive(Debug)]
pub struct Daemon {
    child: Child,
    log: PathBuf,
}

impl Daemon {
    /// Starts `cisdp-intake run` against the rig; its store stays in the rig's folder from one start to the next.
    pub fn start(rig: &Rig, settings: &Settings) -> Daemon {
        let config = write_config(rig, settings);
        let log = rig.path("intake.log");
        let file = File::options()
            .create(true)
            .append(true)
            .open(&log)
            .expect("a log");
        let mut command = Command::new(env!("CARGO_BIN_EXE_cisdp-intake"));
        command
            .args(["run", "--config"])
            .arg(config)
            .env("RIG_PASSWORD", settings.password)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(file);
        command.envs(
            settings
                .environment
                .iter()
                .map(|(name, value)| (name, value)),
        );
        if settings.days_ahead != 0 {
            // Debian's libfaketime moves the wall clock; time-outs run by the other one.
            let library = clock_library().expect(
                "libfaketime is installed (Debian package libfaketime; ./tests/run installs it)",
            );
            command
                .env("LD_PRELOAD", library)
                .env("FAKETIME", format!("{:+}d", settings.days_ahead))
                .env("FAKETIME_DONT_FAKE_MONOTONIC", "1");
        }
        let child = command.spawn().expect("the program starts");
        Daemon { child, log }
    }

    /// What it has written to its log.
    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until its log holds these words.
    pub fn wait_for_log(&self, words: &str, seconds: u64) {
        wait_until(seconds, || self.log().contains(words)).unwrap_or_else(|| {
            panic!("no “{words}” in the log after {seconds} s:\n{}", self.log())
        });
    }

    /// Asks it to end (SIGTERM) and gives the status with which it did.
    pub fn stop(mut self) -> ExitStatus {
        self.signal("-TERM");
        let mut status = None;
        wait_until(30, || {
            status = self.child.try_wait().expect("it can be waited for");
            status.is_some()
        })
        .unwrap_or_else(|| panic!("it did not end 30 s after SIGTERM:\n{}", self.log()));
        status.expect("just seen")
    }

    /// Waits until it ends by itself; false when it does not in this time.
    pub fn wait_for_end(&mut self, milliseconds: u64) -> bool {
        let end = Instant::now() + Duration::from_millis(milliseconds);
        while self
            .child
            .try_wait()
            .expect("it can be waited for")
            .is_none()
        {
            if Instant::now() > end {
                return false;
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        true
    }

    /// Kills it in the middle of whatever it does.
    pub fn kill(mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    fn signal(&self, name: &str) {
        let _ = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status();
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        if std::thread::panicking() {
            eprintln!("--- the program's log\n{}", self.log());
        }
    }
}

/// Where Debian's libfaketime lies, when it is installed.
pub fn clock_library() -> Option<PathBuf> {
    let folders = fs::read_dir("/usr/lib").ok()?;
    folders
        .filter_map(|folder| Some(folder.ok()?.path().join("faketime/libfaketimeMT.so.1")))
        .find(|path| path.exists())
}

fn write_config(rig: &Rig, settings: &Settings) -> PathBuf {
    let (imap, smtp) = match settings.tls {
        "starttls" => (rig.ports.imap, rig.ports.submission),
        _ => (rig.ports.imaps, rig.ports.submissions),
    };
    let text = format!(
        r#"[mailbox]
kind = "imap"
host = "localhost"
port = {imap}
tls = "{tls}"
user = "{US}"
password_env = "RIG_PASSWORD"
ca_file = "{ca}"
poll_seconds = 600

[smtp]
kind = "smtp"
host = "localhost"
port = {smtp}
tls = "{tls}"
user = "{US}"
password_env = "RIG_PASSWORD"
ca_file = "{ca}"
letters_per_minute = 600

[addresses]
from = "CISDP secretariat <{US}>"
own = ["{US}", "{SECRETARIAT}"]
digest_to = ["{SECRETARIAT}"]

[answer]
enabled = true
{answer}

[digest]
weekday = "monday"
hour = 8
time_zone = "Europe/Madrid"

[store]
dir = "{store}"

[rules]
dir = "{rules}"

[log]
level = "debug"
"#,
        tls = settings.tls,
        answer = settings.answer,
        ca = rig.ca_file().display(),
        store = rig.path("store").display(),
        rules = concat!(env!("CARGO_MANIFEST_DIR"), "/rules"),
    );
    let path = rig.path("config.toml");
    fs::write(&path, text).expect("a configuration");
    path
}
