//! The two ends of the wire in the settings: [mailbox] and [smtp].

use super::secret;
use super::settle::{day, folder, size};
use super::written::{Found, Section};
use crate::wire::{
    FileSink, FolderMailbox, ImapEnd, ImapMailbox, Layout, Login, Mailbox, Sender, Server, SmtpEnd,
    SmtpSender, TlsMode, certificates_of_pem, is_loopback,
};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The mailbox as the settings describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MailboxEnd {
    /// A folder of an IMAP server.
    Imap(Box<ImapEnd>),
    /// A Maildir or a folder of `.eml` files.
    Folder {
        /// The folder.
        path: PathBuf,
        /// How mails lie in it.
        layout: Layout,
        /// Larger mails are taken with their header only.
        max_mail: u64,
        /// How often to look.
        pause: Duration,
    },
}

impl MailboxEnd {
    /// The mailbox; nothing is connected yet.
    pub fn open(&self) -> Mailbox {
        match self {
            MailboxEnd::Imap(end) => Mailbox::Imap(Box::new(ImapMailbox::new((**end).clone()))),
            MailboxEnd::Folder {
                path,
                layout,
                max_mail,
                pause,
            } => {
                let mut folder = FolderMailbox::new(path, *layout, *max_mail);
                folder.pause = *pause;
                Mailbox::Folder(folder)
            }
        }
    }
}

/// The sender as the settings describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SenderEnd {
    /// An SMTP server.
    Smtp(Box<SmtpEnd>),
    /// A folder that gets one `.eml` a letter.
    Folder(PathBuf),
}

impl SenderEnd {
    /// The sender; nothing is connected yet.
    pub fn open(&self) -> Sender {
        match self {
            SenderEnd::Smtp(end) => Sender::Smtp(SmtpSender::new((**end).clone())),
            SenderEnd::Folder(path) => Sender::File(FileSink::new(path)),
        }
    }
}

type Environment<'e> = &'e dyn Fn(&str) -> Option<String>;

#[derive(Clone, Copy)]
enum Kind {
    Server,
    Maildir,
    Folder,
}

pub(super) fn mailbox(
    section: Section<'_, '_>,
    base: &Path,
    environment: Environment<'_>,
) -> Option<MailboxEnd> {
    let kinds = [
        ("imap", Kind::Server),
        ("maildir", Kind::Maildir),
        ("folder", Kind::Folder),
    ];
    let kind = section.choice("kind", &kinds, Kind::Server);
    let max_mail = size(&section, "max_mail", 40 << 20, 1 << 20, 400 << 20);
    let poll = section.number("poll_seconds", 120, 5..=86_400);
    let poll = Duration::from_secs(u64::from(poll));
    let end = match kind {
        Kind::Server => {
            let server = server(&section, base, environment, (993, 143), true);
            let folder = section.text("folder");
            let broken = |found: &&Found<String>| found.value.chars().any(char::is_control);
            if let Some(found) = folder.as_ref().filter(broken) {
                section.sheet().error(
                    &found.at,
                    "a folder's name has no line breaks or other control characters",
                    "write the name as your mail program shows it",
                );
            }
            let since = section.text("since");
            let since = since.and_then(|found| day(section.sheet(), &found));
            let idle = section.flag("idle", true);
            server.map(|server| {
                MailboxEnd::Imap(Box::new(ImapEnd {
                    server,
                    folder: folder.map_or_else(|| "INBOX".to_owned(), |found| found.value),
                    since,
                    max_mail,
                    poll,
                    idle,
                }))
            })
        }
        Kind::Maildir | Kind::Folder => {
            let path = section.needed("path", "\"/var/mail/cisdp1\"");
            let path = path.and_then(|found| folder(section.sheet(), base, &found));
            let layout = match kind {
                Kind::Maildir => Layout::Maildir,
                _ => Layout::Files,
            };
            path.map(|path| MailboxEnd::Folder {
                path,
                layout,
                max_mail,
                pause: poll,
            })
        }
    };
    section.finish();
    end
}

pub(super) fn sender(
    section: Section<'_, '_>,
    base: &Path,
    environment: Environment<'_>,
    own_domain: &str,
) -> Option<SenderEnd> {
    let kinds = [("smtp", Kind::Server), ("folder", Kind::Folder)];
    let end = match section.choice("kind", &kinds, Kind::Server) {
        Kind::Server => {
            let server = server(&section, base, environment, (465, 587), false);
            let hello = section.text("hello");
            if let Some(hello) = hello.as_ref().filter(|hello| !is_host(&hello.value)) {
                section.sheet().error(
                    &hello.at,
                    "`hello` is this machine's name: letters, digits, dots and hyphens",
                    "leave the line out, and it is the domain of `from`",
                );
            }
            let per_minute = section.number("letters_per_minute", 20, 1..=10_000);
            server.map(|server| {
                SenderEnd::Smtp(Box::new(SmtpEnd {
                    server,
                    hello: hello.map_or_else(|| own_domain.to_owned(), |found| found.value),
                    per_minute,
                }))
            })
        }
        Kind::Maildir | Kind::Folder => section
            .needed("path", "\"letters\"")
            .map(|found| SenderEnd::Folder(base.join(found.value))),
    };
    section.finish();
    end
}

/// Host, port, encryption, login and certificates, which [mailbox] and [smtp] have in common. `ports` are the usual ones
/// with encryption from the start and without.
fn server(
    section: &Section<'_, '_>,
    base: &Path,
    environment: Environment<'_>,
    ports: (u32, u32),
    login_needed: bool,
) -> Option<Server> {
    let sheet = section.sheet();
    let host = section.needed("host", "\"mail.example.org\"");
    if let Some(host) = host.as_ref().filter(|host| !is_host(&host.value)) {
        sheet.error(
            &host.at,
            format!("\"{}\" is not the name of a server", host.value),
            "write the name alone, without https:// and without the port: \"mail.example.org\"",
        );
    }
    let local = host.as_ref().is_some_and(|host| is_loopback(&host.value));
    let modes = [
        ("tls", TlsMode::Implicit),
        ("starttls", TlsMode::StartTls),
        ("none", TlsMode::None),
    ];
    let tls = section.choice("tls", &modes, TlsMode::Implicit);
    if let (TlsMode::None, Some(host), false) = (tls, &host, local) {
        sheet.error(
            &host.at,
            "without encryption only a server on this very machine may be used",
            "set `tls = \"tls\"` or `tls = \"starttls\"`: passwords and mail could be read on the way",
        );
    }
    let usual = match tls {
        TlsMode::Implicit => ports.0,
        TlsMode::StartTls | TlsMode::None => ports.1,
    };
    let port = section.number("port", usual, 1..=65_535);
    let user = section.text("user");
    let password = secret::password(section, base, environment);
    let names_password = ["password", "password_file", "password_env"]
        .iter()
        .any(|key| section.has(key));
    if user.is_none() && (names_password || login_needed || !local) {
        section.missing("user", "\"cisdp1@example.org\"");
    }
    if user.is_some() && !names_password {
        section.missing("password_file", "\"/etc/cisdp-intake/password\"");
    }
    let login = user.zip(password).map(|(user, password)| Login {
        user: user.value,
        password,
    });
    let own_certificates = section
        .text("ca_file")
        .map(|found| certificates(section, base, &found))
        .unwrap_or_default();
    Some(Server {
        host: host?.value,
        port: u16::try_from(port).ok()?,
        tls,
        own_certificates,
        login,
    })
}

fn certificates(
    section: &Section<'_, '_>,
    base: &Path,
    found: &Found<String>,
) -> Vec<rustls_pki_types::CertificateDer<'static>> {
    let path = base.join(&found.value);
    let read = std::fs::read(&path).map_err(|error| format!("it cannot be read ({error})"));
    read.and_then(|pem| certificates_of_pem(&pem))
        .unwrap_or_else(|what| {
            section.sheet().error(
                &found.at,
                format!("`ca_file` is of no use: {what}"),
                "name a PEM file with the certificate of the authority, or of the server itself",
            );
            Vec::new()
        })
}

fn is_host(name: &str) -> bool {
    let plain = name.trim_start_matches('[').trim_end_matches(']');
    let letters = |c: char| c.is_ascii_alphanumeric() || "._-".contains(c);
    !plain.is_empty() && (plain.parse::<std::net::IpAddr>().is_ok() || plain.chars().all(letters))
}
