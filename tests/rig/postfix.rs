//! Postfix: the mail exchanger that the world delivers to, and the submission servers that our program sends through.

use super::letter::without;
use super::{Rig, USERS, launch, run, wait_for_port};
use lettre::address::Envelope;
use lettre::{SmtpTransport, Transport};
use std::collections::BTreeSet;
use std::fs;
use std::process::Command;

/// Writes its configuration: own folders, own ports, all mail for our users' domains goes to Dovecot, none goes out.
pub fn configure(rig: &Rig) {
    let folder = rig.path("postfix");
    for name in ["etc", "queue", "data"] {
        fs::create_dir_all(folder.join(name)).expect("a folder");
    }
    run(Command::new("chown")
        .arg("postfix")
        .arg(folder.join("data")));
    let domains: BTreeSet<&str> = USERS
        .iter()
        .filter_map(|user| user.split_once('@'))
        .map(|parts| parts.1)
        .collect();
    let domains = domains.into_iter().collect::<Vec<_>>().join(" ");
    let (base, tls, ports) = (folder.display(), rig.path("tls"), rig.ports);
    let tls = tls.display();
    let main = format!(
        "compatibility_level = 3.6
queue_directory = {base}/queue
data_directory = {base}/data
command_directory = /usr/sbin
daemon_directory = /usr/lib/postfix/sbin
mail_owner = postfix
setgid_group = postdrop
maillog_file = {base}/log
maillog_file_prefixes = {base}
myhostname = mx.uclg.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks =
alias_maps =
alias_database =
local_transport = error:5.1.1 nobody lives here
default_transport = error:5.1.2 there is no way out
virtual_mailbox_domains = {domains}
virtual_transport = lmtp:inet:127.0.0.1:{lmtp}
disable_dns_lookups = yes
smtpd_peername_lookup = no
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_tls_cert_file = {tls}/leaf.pem
smtpd_tls_key_file = {tls}/leaf.key
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = inet:127.0.0.1:{auth}
# What cannot be delivered at once is tried again soon: tests stop servers.
queue_run_delay = 3s
minimal_backoff_time = 3s
maximal_backoff_time = 5s
smtpd_client_connection_rate_limit = 0
",
        lmtp = ports.lmtp,
        auth = ports.auth,
    );
    let submission = "-o smtpd_sasl_auth_enable=yes -o smtpd_tls_auth_only=yes -o smtpd_client_restrictions=permit_sasl_authenticated,reject";
    let master = format!(
        "127.0.0.1:{smtp} inet n - n - - smtpd
127.0.0.1:{plain} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt {submission}
127.0.0.1:{tls} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes {submission}
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
virtual unix - n n - - virtual
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
",
        smtp = ports.smtp,
        plain = ports.submission,
        tls = ports.submissions,
    );
    fs::write(folder.join("etc/main.cf"), main).expect("main.cf");
    fs::write(folder.join("etc/master.cf"), master).expect("master.cf");
}

/// Starts it and waits until it listens.
pub fn start(rig: &Rig) {
    launch(
        Command::new("/usr/sbin/postfix")
            .arg("-c")
            .arg(rig.path("postfix/etc"))
            .arg("start"),
    );
    for port in [rig.ports.smtp, rig.ports.submission, rig.ports.submissions] {
        wait_for_port(port, "Postfix", rig);
    }
}

/// Delivers a message over SMTP.
pub fn deliver(port: u16, from: &str, to: &str, message: &[u8]) {
    let from = (!from.is_empty()).then(|| from.parse().expect("an address"));
    let envelope = Envelope::new(from, vec![to.parse().expect("an address")]).expect("an envelope");
    // The exchanger delivers to the mailbox and writes these two itself.
    let bytes = without(message, &["Return-Path:", "Delivered-To:"]);
    let smtp = SmtpTransport::builder_dangerous("127.0.0.1")
        .port(port)
        .build();
    smtp.send_raw(&envelope, &bytes)
        .expect("Postfix takes the message");
}
