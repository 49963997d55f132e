//! Real servers for tests: Dovecot and Postfix from Debian, on loopback, in a folder of their own.
//!
//! ```text
//! deliver() → Postfix (as the world's mail exchanger) → LMTP → Dovecot: cisdp1@uclg.org ← IMAP ← cisdp-intake
//! mails()   ← Dovecot: anybody's mailbox ← LMTP ← Postfix (submission: AUTH, TLS)   ← SMTP ← cisdp-intake
//! ```
//!
//! Each `Rig` has its own ports, configuration, queue, certificates and mailboxes, touches nothing of the machine's own
//! servers, and stops by process id when it is dropped. Both servers want to be started by root.
#![allow(dead_code, reason = "each test file uses a part of the rig")]

mod certificates;
mod dovecot;
mod letter;
mod postfix;
mod program;

pub use letter::Seen;
#[allow(unused_imports, reason = "each test file uses a part of the rig")]
pub use program::{Daemon, Settings, clock_library};

use std::collections::BTreeSet;
use std::fs::{self, Permissions};
use std::io::{Read, Seek, SeekFrom};
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// The mailbox that cisdp-intake serves.
pub const US: &str = "cisdp1@uclg.org";
/// Who gets the digest.
pub const SECRETARIAT: &str = "secretariat@uclg.org";
/// Everybody's password.
pub const PASSWORD: &str = "Fiction-2030 ñ";
/// Who has a mailbox.
pub const USERS: &[&str] = &[
    US,
    SECRETARIAT,
    "desmond.okafor-lyle@harrowmere.example",
    "cooperacion@valdeolmodelparamo.example",
    "egalite@montrezac.example",
    "ogilhooly@dunmarrow.example",
];

/// Ports on loopback.
#[derive(Debug, Clone, Copy)]
pub struct Ports {
    /// IMAP, with STARTTLS.
    pub imap: u16,
    /// IMAP over TLS.
    pub imaps: u16,
    /// LMTP into Dovecot.
    pub lmtp: u16,
    /// Dovecot's passwords, for Postfix.
    pub auth: u16,
    /// SMTP, as the world reaches it.
    pub smtp: u16,
    /// Submission with STARTTLS and AUTH.
    pub submission: u16,
    /// Submission over TLS with AUTH.
    pub submissions: u16,
}

/// Two servers at work.
#[derive(Debug)]
pub struct Rig {
    folder: tempfile::TempDir,
    /// Where they listen.
    pub ports: Ports,
}

impl Rig {
    /// Starts both servers. `None`, with a word on standard error, where that cannot be: not root, or not installed.
    ///
    /// `./tests/run` installs them and sets `CISDP_TEST_SERVERS=required`; then not being able to is a failure.
    pub fn start() -> Option<Rig> {
        if let Some(why) = why_not() {
            assert!(!is_required(), "the test servers are required, but {why}");
            eprintln!("NOT TESTED with real servers: {why}");
            return None;
        }
        let folder = tempfile::Builder::new()
            .prefix("rig")
            .tempdir()
            .expect("a folder");
        // The servers' own users walk through it.
        fs::set_permissions(folder.path(), Permissions::from_mode(0o755))
            .expect("a folder others may enter");
        let ports = free_ports();
        let rig = Rig { folder, ports };
        certificates::make(&rig.path("tls"));
        dovecot::configure(&rig);
        postfix::configure(&rig);
        rig.start_dovecot();
        rig.start_postfix();
        Some(rig)
    }

    /// A path in the rig's folder.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The authority that signed the servers' certificate, as a PEM file.
    pub fn ca_file(&self) -> PathBuf {
        self.path("tls/ca.pem")
    }

    /// Sends a message as the world does, without logging in.
    pub fn deliver(&self, from: &str, to: &str, message: &[u8]) {
        postfix::deliver(self.ports.smtp, from, to, message);
    }

    /// Puts a message into somebody's INBOX without any delivery.
    pub fn put(&self, user: &str, message: &[u8]) {
        dovecot::put(self, user, message);
    }

    /// The messages in somebody's INBOX, oldest first, without marking them.
    pub fn mails(&self, user: &str) -> Vec<Seen> {
        dovecot::mails(self, user)
    }

    /// The messages in somebody's INBOX as the files in which Dovecot keeps them: fast, in no order.
    pub fn files(&self, user: &str) -> Vec<Vec<u8>> {
        let maildir = self.path("mail").join(user).join("Maildir");
        let folders = ["new", "cur"].map(|name| fs::read_dir(maildir.join(name)));
        let entries = folders.into_iter().flatten().flatten();
        entries
            .filter_map(|entry| fs::read(entry.ok()?.path()).ok())
            .collect()
    }

    /// Waits until somebody has this many messages; fails with the logs when they do not come.
    pub fn wait_for_mails(&self, user: &str, count: usize, seconds: u64) -> Vec<Seen> {
        let mut mails = Vec::new();
        wait_until(seconds, || {
            mails = self.mails(user);
            mails.len() >= count
        })
        .unwrap_or_else(|| {
            panic!(
                "{user} has {} messages after {seconds} s, not {count}\n{}",
                mails.len(),
                self.logs()
            )
        });
        mails
    }

    /// The samples' message with this number.
    pub fn sample(number: &str) -> Vec<u8> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
        let mut files = fs::read_dir(&folder)
            .expect("samples/")
            .filter_map(|entry| Some(entry.ok()?.path()));
        let file = files.find(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with(number) && name.ends_with(".eml")
        });
        fs::read(file.unwrap_or_else(|| panic!("no sample {number}"))).expect("a sample")
    }

    /// Starts Dovecot.
    pub fn start_dovecot(&self) {
        dovecot::start(self);
    }

    /// Stops Dovecot.
    pub fn stop_dovecot(&self) {
        stop(&self.path("dovecot/run/master.pid"));
    }

    /// Gives somebody's INBOX another UIDVALIDITY, as a restored or moved mailbox has.
    pub fn change_uid_validity(&self, user: &str) {
        dovecot::change_uid_validity(self, user);
    }

    /// Starts Postfix.
    pub fn start_postfix(&self) {
        postfix::start(self);
    }

    /// Stops Postfix; its queue stays.
    pub fn stop_postfix(&self) {
        stop(&self.path("postfix/queue/pid/master.pid"));
    }

    /// The ends of the servers' logs.
    pub fn logs(&self) -> String {
        let mut words = String::new();
        for name in ["dovecot/log", "postfix/log"] {
            let text = fs::read_to_string(self.path(name)).unwrap_or_default();
            let lines: Vec<&str> = text.lines().collect();
            let last = lines[lines.len().saturating_sub(30)..].join("\n");
            words += &format!("--- {name}\n{last}\n");
        }
        words
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        self.stop_postfix();
        self.stop_dovecot();
    }
}

/// Calls until it is true; `None` when it never was.
pub fn wait_until(seconds: u64, mut is_so: impl FnMut() -> bool) -> Option<()> {
    let end = Instant::now() + Duration::from_secs(seconds);
    while !is_so() {
        if Instant::now() > end {
            return None;
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    Some(())
}

/// True when a test that cannot be made is a failure.
pub fn is_required() -> bool {
    std::env::var("CISDP_TEST_SERVERS").is_ok_and(|word| word == "required")
}

/// Why the servers cannot be started here, in words.
fn why_not() -> Option<String> {
    for (program, package) in [
        ("/usr/sbin/dovecot", "dovecot-imapd"),
        ("/usr/lib/dovecot/lmtp", "dovecot-lmtpd"),
        ("/usr/sbin/postfix", "postfix"),
        ("/usr/bin/openssl", "openssl"),
    ] {
        if !Path::new(program).exists() {
            return Some(format!(
                "{program} is not installed (Debian package {package}; ./tests/run installs it when run by root)"
            ));
        }
    }
    let version = run(Command::new("/usr/sbin/dovecot").arg("--version"));
    if !version.starts_with("2.3.") {
        return Some(format!(
            "the rig's configuration is for Dovecot 2.3, and this is {}",
            version.trim()
        ));
    }
    let user = fs::metadata("/proc/self").map(|about| about.uid());
    (!user.is_ok_and(|user| user == 0))
        .then(|| "Dovecot and Postfix must be started by root, and this is another user".to_owned())
}

/// Ports that are free now and that no other rig of this process has.
fn free_ports() -> Ports {
    static TAKEN: Mutex<BTreeSet<u16>> = Mutex::new(BTreeSet::new());
    let mut taken = TAKEN.lock().expect("nobody panics here");
    // All are held at once, so that they differ.
    let mut held = Vec::new();
    let mut free = || {
        loop {
            let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
            let port = listener.local_addr().expect("its number").port();
            held.push(listener);
            if taken.insert(port) {
                return port;
            }
        }
    };
    Ports {
        imap: free(),
        imaps: free(),
        lmtp: free(),
        auth: free(),
        smtp: free(),
        submission: free(),
        submissions: free(),
    }
}

/// Runs a command to its end and gives what it printed; fails loudly.
fn run(command: &mut Command) -> String {
    let done = command
        .output()
        .unwrap_or_else(|error| panic!("{command:?}: {error}"));
    let words = String::from_utf8_lossy(&done.stdout).into_owned();
    assert!(
        done.status.success(),
        "{command:?} ended with {}\n{words}{}",
        done.status,
        String::from_utf8_lossy(&done.stderr)
    );
    words
}

/// Starts a server that goes into the background. It must not hold our pipes: we would wait for their end.
fn launch(command: &mut Command) {
    let words = tempfile::tempfile().expect("a file");
    let copy = words.try_clone().expect("the same file");
    let mut read = words.try_clone().expect("the same file");
    let status = command
        .stdin(Stdio::null())
        .stdout(copy)
        .stderr(words)
        .status();
    let status = status.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    if !status.success() {
        let mut said = String::new();
        let _ = read
            .seek(SeekFrom::Start(0))
            .and_then(|_| read.read_to_string(&mut said));
        panic!("{command:?} ended with {status}\n{said}");
    }
}

/// Ends the server whose process id stands in this file, and waits until it is gone.
fn stop(pid_file: &Path) {
    let Some(pid) = fs::read_to_string(pid_file)
        .ok()
        .and_then(|text| text.trim().parse::<u32>().ok())
    else {
        return;
    };
    let signal = |name: &str| {
        Command::new("kill")
            .args([name, &pid.to_string()])
            .output()
            .is_ok_and(|done| done.status.success())
    };
    signal("-TERM");
    if wait_until(10, || !signal("-0")).is_none() {
        signal("-KILL");
    }
    let _ = fs::remove_file(pid_file);
}

/// Waits until somebody answers at a port.
fn wait_for_port(port: u16, whose: &str, rig: &Rig) {
    wait_until(20, || {
        std::net::TcpStream::connect(("127.0.0.1", port)).is_ok()
    })
    .unwrap_or_else(|| panic!("{whose} does not listen at port {port}\n{}", rig.logs()));
}
