//! A Maildir, a store and the real program between them, in a folder of their own.

use cisdp_intake::answer::Outcome;
use cisdp_intake::store::Store;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

/// The folder in which all of it happens.
pub struct Place {
    dir: tempfile::TempDir,
}

/// What one run of the program was like.
#[derive(Debug)]
pub struct Run {
    pub status: ExitStatus,
    pub time: Duration,
    /// The most memory that it held at once (resident), in bytes, its reading children not counted.
    pub peak: u64,
    pub log: String,
}

impl Place {
    pub fn new() -> Place {
        let dir = tempfile::tempdir().expect("a folder");
        for name in ["mails/new", "mails/cur", "mails/tmp", "home", "tmp"] {
            fs::create_dir_all(dir.path().join(name)).expect("a folder");
        }
        let config = format!(
            r#"[mailbox]
kind = "maildir"
path = "mails"

[smtp]
kind = "folder"
path = "letters"

[addresses]
from = "CISDP <cisdp1@test.example>"
own = ["cisdp1@test.example"]
digest_to = ["secretariat@test.example"]

[answer]
enabled = true
from = "2020-01-01"
within_days = 3650
per_hour = 10000
per_day = 10000

[digest]
time_zone = "UTC"

[reader]
ocr = false

[store]
dir = "store"

[rules]
dir = "{}/rules"
"#,
            env!("CARGO_MANIFEST_DIR")
        );
        fs::write(dir.path().join("config.toml"), config).expect("settings");
        Place { dir }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// Delivers a mail.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        fs::write(self.path("mails/new").join(name), bytes).expect("a mail");
    }

    /// Runs a command of the program to its end, and watches its memory.
    pub fn run(&self, arguments: &[&str]) -> Run {
        let log = self.path("log");
        let started = Instant::now();
        let mut child = Command::new(env!("CARGO_BIN_EXE_cisdp-intake"))
            .args(arguments)
            .current_dir(self.dir.path())
            .env("HOME", self.path("home"))
            .env("TMPDIR", self.path("tmp"))
            .stdin(Stdio::null())
            .stdout(fs::File::create(self.path("output")).expect("a file"))
            .stderr(fs::File::create(&log).expect("a file"))
            .spawn()
            .expect("the program starts");
        let mut peak = 0;
        let status = loop {
            peak = peak.max(resident(child.id()));
            match child.try_wait().expect("it can be waited for") {
                Some(status) => break status,
                None => std::thread::sleep(Duration::from_millis(5)),
            }
        };
        Run {
            status,
            time: started.elapsed(),
            peak,
            log: fs::read_to_string(log).unwrap_or_default(),
        }
    }

    /// Looks once through the mailbox.
    pub fn run_once(&self) -> Run {
        self.run(&["run", "--once", "--config", "config.toml"])
    }

    /// What a command prints.
    pub fn output(&self, arguments: &[&str]) -> Vec<u8> {
        let run = self.run(arguments);
        assert!(run.status.success(), "{arguments:?}: {}", run.log);
        fs::read(self.path("output")).expect("its output")
    }

    /// What became of the mails.
    pub fn outcomes(&self) -> Vec<Outcome> {
        let store = Store::open_read(&self.path("store")).expect("the store");
        store.ledger().all_outcomes().expect("the outcomes")
    }

    /// All files below the folder.
    pub fn files(&self) -> Vec<PathBuf> {
        let mut files = Vec::new();
        walk(self.dir.path(), &mut files);
        files
    }
}

fn walk(dir: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            walk(&path, files);
        } else {
            files.push(path);
        }
    }
}

/// The most memory that a process has held so far.
fn resident(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kilobytes.unwrap_or_default() << 10
}
