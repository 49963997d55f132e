//! Dovecot 2.3: IMAP, LMTP, and passwords for Postfix.

use super::letter::{Seen, without};
use super::{PASSWORD, Rig, USERS, launch, run, wait_for_port};
use std::fs::{self, File};
use std::process::Command;

/// Writes its configuration and its users.
pub fn configure(rig: &Rig) {
    let folder = rig.path("dovecot");
    fs::create_dir_all(folder.join("run")).expect("a folder");
    let users: String = USERS
        .iter()
        .map(|user| format!("{user}:{{PLAIN}}{PASSWORD}::::::\n"))
        .collect();
    fs::write(folder.join("users"), users).expect("users");
    // `mail` is on every Debian; mail is kept under its id.
    let mail = rig.path("mail");
    fs::create_dir_all(&mail).expect("a folder");
    run(Command::new("chown").arg("mail:mail").arg(&mail));
    let (base, tls, ports) = (folder.display(), rig.path("tls"), rig.ports);
    let (tls, mail) = (tls.display(), mail.display());
    let text = format!(
        "base_dir = {base}/run
state_dir = {base}/state
log_path = {base}/log
protocols = imap lmtp
listen = 127.0.0.1
ssl = yes
ssl_cert = <{tls}/leaf.pem
ssl_key = <{tls}/leaf.key
ssl_dh =
disable_plaintext_auth = no
auth_mechanisms = plain login
first_valid_uid = 1
mail_location = maildir:~/Maildir
# A test that fails to log in shall not wait.
auth_failure_delay = 0
mail_max_userip_connections = 50
passdb {{
  driver = passwd-file
  args = scheme=PLAIN username_format=%u {base}/users
}}
userdb {{
  driver = passwd-file
  args = username_format=%u {base}/users
  default_fields = uid=mail gid=mail home={mail}/%u
}}
service imap-login {{
  inet_listener imap {{
    port = {imap}
  }}
  inet_listener imaps {{
    port = {imaps}
    ssl = yes
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    address = 127.0.0.1
    port = {lmtp}
  }}
}}
service auth {{
  inet_listener {{
    address = 127.0.0.1
    port = {auth}
  }}
}}
",
        imap = ports.imap,
        imaps = ports.imaps,
        lmtp = ports.lmtp,
        auth = ports.auth,
    );
    fs::write(folder.join("dovecot.conf"), text).expect("a configuration");
}

/// Starts it and waits until it listens.
pub fn start(rig: &Rig) {
    launch(
        Command::new("/usr/sbin/dovecot")
            .arg("-c")
            .arg(rig.path("dovecot/dovecot.conf")),
    );
    for port in [rig.ports.imaps, rig.ports.lmtp, rig.ports.auth] {
        wait_for_port(port, "Dovecot", rig);
    }
}

fn doveadm(rig: &Rig, words: &[&str]) -> String {
    run(Command::new("/usr/bin/doveadm")
        .arg("-c")
        .arg(rig.path("dovecot/dovecot.conf"))
        .args(words))
}

/// The messages in INBOX. Asking for the text this way sets no flag.
pub fn mails(rig: &Rig, user: &str) -> Vec<Seen> {
    let uids = doveadm(
        rig,
        &[
            "-f",
            "flow",
            "fetch",
            "-u",
            user,
            "uid flags",
            "mailbox",
            "INBOX",
            "all",
        ],
    );
    let mut mails = Vec::new();
    for line in uids.lines() {
        let word = |name: &str| line.split_once(name).map_or("", |parts| parts.1);
        let uid = word("uid=").split(' ').next().unwrap_or_default();
        let text = doveadm(
            rig,
            &[
                "-f", "pager", "fetch", "-u", user, "text", "mailbox", "INBOX", "uid", uid,
            ],
        );
        // The pager writes `text:`, a line end, the message, and a form feed.
        let text = text
            .trim_start_matches("text:")
            .trim_start_matches('\n')
            .trim_end_matches('\u{c}');
        mails.push(Seen::new(text, word("flags=")));
    }
    mails
}

/// Saves a message into INBOX as one that came just now.
pub fn put(rig: &Rig, user: &str, message: &[u8]) {
    let file = rig.path("message.eml");
    fs::write(&file, without(message, &["Received:", "Date:"])).expect("a message");
    let message = File::open(&file).expect("a message");
    let config = rig.path("dovecot/dovecot.conf");
    run(Command::new("/usr/bin/doveadm")
        .arg("-c")
        .arg(config)
        .args(["save", "-u", user, "-m", "INBOX"])
        .stdin(message));
}

/// Sets another UIDVALIDITY.
pub fn change_uid_validity(rig: &Rig, user: &str) {
    doveadm(
        rig,
        &[
            "mailbox",
            "update",
            "-u",
            user,
            "--uid-validity",
            "1893456000",
            "INBOX",
        ],
    );
}
