//! What the program tells nobody: nothing of a mail in its log, no secret anywhere, and no file that others may read.

#[allow(dead_code)]
#[path = "wire/imap_server.rs"]
mod imap_server;
#[allow(dead_code)]
#[path = "wire/smtp_server.rs"]
mod smtp_server;

use cisdp_intake::config;
use cisdp_intake::mail::{Mail, parse};
use imap_server::{ImapServer, Kind};
use smtp_server::SmtpServer;
use std::collections::BTreeSet;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

/// The password of the servers of the tests.
const SECRET: &str = "hunter2";

/// Settings that reach these servers; the passwords come one from a file and one from the environment.
fn settle(dir: &Path, imap: u16, smtp: u16) -> PathBuf {
    let secret = dir.join("password");
    fs::write(&secret, format!("{SECRET}\n")).unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    let text = format!(
        r#"[mailbox]
kind = "imap"
host = "127.0.0.1"
port = {imap}
tls = "none"
user = "cisdp1"
password_file = "password"

[smtp]
kind = "smtp"
host = "127.0.0.1"
port = {smtp}
tls = "none"
user = "cisdp1"
password_env = "TEST_PASSWORD"
letters_per_minute = 6000

[addresses]
from = "CISDP <cisdp1@test.example>"
own = ["cisdp1@test.example"]
digest_to = ["secretariat@test.example"]

[answer]
enabled = true
from = "2020-01-01"
within_days = 3650

[digest]
time_zone = "UTC"

[reader]
ocr = false

[store]
dir = "store"

[rules]
dir = "{}/rules"

[log]
level = "debug"
"#,
        env!("CARGO_MANIFEST_DIR")
    );
    let path = dir.join("config.toml");
    fs::write(&path, text).unwrap();
    path
}

/// Runs a command where files are open to everybody unless the program sees to it.
fn run(dir: &Path, arguments: &[&str]) -> Output {
    Command::new("sh")
        .args([
            "-c",
            "umask 0; exec \"$0\" \"$@\"",
            env!("CARGO_BIN_EXE_cisdp-intake"),
        ])
        .args(arguments)
        .current_dir(dir)
        .env("RUST_LOG", "trace")
        .env("RUST_BACKTRACE", "full")
        .env("TEST_PASSWORD", SECRET)
        .stdin(Stdio::null())
        .output()
        .unwrap()
}

fn samples() -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut samples: Vec<(String, Vec<u8>)> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
        .map(|path| {
            let name = path.file_stem().unwrap().to_string_lossy().into_owned();
            (name, fs::read(path).unwrap())
        })
        .collect();
    samples.sort();
    assert!(samples.len() > 50);
    samples
}

/// Words as people and their letters have them: long enough not to be in a log by chance.
fn words(text: &str) -> BTreeSet<String> {
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.chars().count() >= 6)
        .map(str::to_lowercase)
        .collect()
}

/// What a mail says that is nobody else's business: whole addresses, the subject, names, and every longer word.
fn private(mail: &Mail, expected: &serde_json::Value) -> (BTreeSet<String>, BTreeSet<String>) {
    let mut whole: BTreeSet<String> = BTreeSet::new();
    let addresses = mail
        .from
        .iter()
        .chain(&mail.reply_to)
        .chain(&mail.recipients);
    let mut said = mail.text.clone().unwrap_or_default();
    for address in addresses {
        whole.insert(address.email.clone());
        whole.insert(address.name.clone());
        said += &format!(" {}", address.name);
    }
    whole.insert(mail.subject.clone());
    whole.extend(mail.message_id.clone());
    said += &format!(" {}", mail.subject);
    strings(expected, &mut whole, &mut said);
    whole.retain(|text| text.chars().count() >= 6);
    (whole, words(&said))
}

/// All values of the fields in what a sample is expected to say.
fn strings(value: &serde_json::Value, whole: &mut BTreeSet<String>, said: &mut String) {
    match value {
        serde_json::Value::String(text) => {
            whole.insert(text.clone());
            *said += &format!(" {text}");
        }
        serde_json::Value::Array(values) => {
            values.iter().for_each(|value| strings(value, whole, said))
        }
        serde_json::Value::Object(fields) => {
            for (name, value) in fields {
                if ["fields", "submissions", "records", "value"].contains(&name.as_str())
                    || !fields.contains_key("verdict")
                {
                    strings(value, whole, said);
                }
            }
        }
        _ => {}
    }
}

/// The words of the log's own: those that stand in the source, which no mail has put there.
fn own_words() -> BTreeSet<String> {
    fn read(folder: &Path, out: &mut BTreeSet<String>) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                read(&path, out);
            } else {
                out.extend(words(&fs::read_to_string(&path).unwrap_or_default()));
            }
        }
    }
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut own = BTreeSet::new();
    for room in ["daemon", "store", "wire", "answer", "cli", "reader"] {
        read(&source.join(room), &mut own);
    }
    // Why nobody is answered is said in words of the rules.
    read(&source.join("../rules/texts"), &mut own);
    own
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_log_says_nothing_of_any_mail_and_no_secret_at_any_level() {
    let dir = tempfile::tempdir().unwrap();
    let (imap, smtp) = (ImapServer::start().await, SmtpServer::start().await);
    let samples = samples();
    for (uid, (_, bytes)) in (1..).zip(&samples) {
        let text = String::from_utf8_lossy(bytes).into_owned();
        imap.folder
            .lock()
            .unwrap()
            .mails
            .insert(uid, (Kind::Sound, text, ""));
    }
    // One that the server never gives, and a letter that is refused: what goes wrong is told, too.
    imap.put(900, Kind::Bodiless, "");
    smtp.says(&[(
        "RCPT",
        "550 5.1.1 <desmond@harrowmere.example>: no such user",
    )]);
    settle(dir.path(), imap.port, smtp.port);
    let place = dir.path().to_owned();
    let run_once = move || run(&place, &["run", "--once", "--config", "config.toml"]);
    let done = tokio::task::spawn_blocking(run_once).await.unwrap();
    let log = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        log.matches("a mail is filed").count() >= samples.len(),
        "{log}"
    );
    assert!(log.contains("DEBUG") || log.contains("WARN"), "{log}");

    // Masked addresses keep their domain; where the mails lie is the machine's own business.
    let masked: String = log
        .replace(&dir.path().display().to_string(), "")
        .split_whitespace()
        .filter(|word| !word.contains("…@"))
        .collect::<Vec<_>>()
        .join(" ");
    let (logged, own) = (words(&masked), own_words());
    for (name, bytes) in &samples {
        let expected = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("samples/{name}.json"));
        let expected = serde_json::from_slice(&fs::read(expected).unwrap()).unwrap();
        let (whole, said) = private(&parse(bytes), &expected);
        for text in &whole {
            let single = own.contains(&text.to_lowercase());
            assert!(
                single || !masked.contains(text.as_str()),
                "“{text}” of {name} is in the log"
            );
        }
        for word in said.difference(&own) {
            assert!(!logged.contains(word), "“{word}” of {name} is in the log");
        }
    }
    for secret in [SECRET, "\0cisdp1", "AGNpc2RwMQBodW50ZXIy"] {
        assert!(!log.contains(secret), "a secret is in the log");
    }
    private_files(&dir.path().join("store"));

    // What people see of the store is no secret to them, but the password is.
    for arguments in [
        &["records", "--config", "config.toml", "--json"][..],
        &["doctor", "--config", "config.toml"],
        &["backup", "--config", "config.toml", "backup.file"],
    ] {
        let place = dir.path().to_owned();
        let told = tokio::task::spawn_blocking(move || run(&place, arguments))
            .await
            .unwrap();
        let told = [told.stdout, told.stderr].concat();
        assert!(
            !String::from_utf8_lossy(&told).contains(SECRET),
            "{arguments:?}"
        );
    }
    let backup = dir.path().join("backup.file");
    let mode = fs::metadata(&backup)
        .expect("a backup")
        .permissions()
        .mode();
    assert_eq!(mode & 0o777, 0o600, "{}", backup.display());
}

/// Nobody else on the machine may look into any of it, whatever the umask was.
fn private_files(path: &Path) {
    let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let wanted = if path.is_dir() { 0o700 } else { 0o600 };
    assert_eq!(mode, wanted, "{} has {mode:o}", path.display());
    if path.is_dir() {
        for entry in fs::read_dir(path).unwrap() {
            private_files(&entry.unwrap().path());
        }
    }
}

#[test]
fn letters_written_into_a_folder_are_private() {
    let dir = tempfile::tempdir().unwrap();
    settle(dir.path(), 1, 1);
    fs::create_dir(dir.path().join("mails")).unwrap();
    let (_, sample) = &samples()[0];
    fs::write(dir.path().join("mails/a.eml"), sample).unwrap();
    let config = dir.path().join("config.toml");
    let text = fs::read_to_string(&config).unwrap();
    let (_, rest) = text.split_once("[addresses]").unwrap();
    let ends = "[mailbox]\nkind = \"folder\"\npath = \"mails\"\n[smtp]\nkind = \"folder\"\npath = \"letters\"\n";
    fs::write(&config, format!("{ends}[addresses]{rest}")).unwrap();
    let done = run(dir.path(), &["run", "--once", "--config", "config.toml"]);
    assert!(
        done.status.success(),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    private_files(&dir.path().join("letters"));
    private_files(&dir.path().join("store"));
}

#[test]
fn settings_never_show_their_passwords_and_a_password_file_open_to_all_is_told() {
    let dir = tempfile::tempdir().unwrap();
    let path = settle(dir.path(), 1, 1);
    let text = fs::read_to_string(&path).unwrap();
    let environment = |name: &str| (name == "TEST_PASSWORD").then(|| SECRET.to_owned());
    let loaded = config::settle("config.toml", &text, dir.path(), &environment);
    let settings = loaded.settings.as_ref().expect("settings");
    assert!(loaded.problems.is_empty(), "{:?}", loaded.problems);
    for shown in [
        format!("{loaded:?}"),
        format!("{settings:#?}"),
        format!("{:?}", settings.mailbox.open()),
        format!("{:?}", settings.sender.open()),
    ] {
        assert!(!shown.contains(SECRET), "{shown}");
    }
    fs::set_permissions(
        dir.path().join("password"),
        fs::Permissions::from_mode(0o644),
    )
    .unwrap();
    let loaded = config::settle("config.toml", &text, dir.path(), &environment);
    let told = format!("{}", loaded.problems.first().expect("a warning"));
    assert!(
        told.contains("chmod 600") && !told.contains(SECRET),
        "{told}"
    );
}

/// A core dump, or another process of the same user, would show passwords and mail.
#[test]
fn the_daemon_leaves_no_core_dump_and_its_arguments_hold_no_secret() {
    let dir = tempfile::tempdir().unwrap();
    settle(dir.path(), 1, 1);
    let mut daemon = Command::new(env!("CARGO_BIN_EXE_cisdp-intake"))
        .args(["run", "--config", "config.toml"])
        .current_dir(dir.path())
        .env("TEST_PASSWORD", SECRET)
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let about = |name: &str| {
        fs::read_to_string(format!("/proc/{}/{name}", daemon.id())).unwrap_or_default()
    };
    let limited = (0..600).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        let limits = about("limits");
        let core = limits
            .lines()
            .find(|line| line.starts_with("Max core file size"));
        core.is_some_and(|line| line.split_whitespace().nth(4) == Some("0"))
    });
    let arguments = about("cmdline");
    daemon.kill().unwrap();
    daemon.wait().unwrap();
    assert!(limited, "core dumps are not switched off");
    assert!(!arguments.contains(SECRET));
}
