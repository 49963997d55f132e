//! The network's two ends: mailboxes (IMAP, Maildir, folder of `.eml`) and senders (SMTP, folder).
//!
//! A mailbox is a place we are guests in: it is opened read-only, nothing in it is marked, moved or deleted. The rooms
//! above never see a protocol; they see `RawMail`, `Letter` and `Fault`.

mod file;
mod folder;
mod imap;
mod net;
mod pace;
mod secret;
mod smtp;
mod tls;
mod utf7;

pub use file::FileSink;
pub use folder::{FolderMailbox, Layout};
pub use imap::{ImapEnd, ImapMailbox};
pub use net::{Server, TlsMode, is_loopback};
pub use pace::{Backoff, jittered};
pub use secret::{Login, Secret};
pub use smtp::{SmtpEnd, SmtpSender};
pub use tls::certificates_of_pem;

use crate::mail::{Letter, MailPlace, RawMail};
use std::fmt;
use std::time::Duration;

/// What went wrong on the wire, by what it means for us and never by the words of the other side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it means.
    pub kind: FaultKind,
    /// What happened, where, in one sentence, with the server's own words at the end.
    pub what: String,
    /// What to do about it, when a person can do something.
    pub advice: Option<String>,
}

/// What a fault means for whoever meets it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FaultKind {
    /// This mail or letter not now; others may pass.
    Temporary,
    /// This letter later, though the other side may have taken it already.
    Unsure,
    /// This letter never.
    Permanent,
    /// The other side cannot be reached just now: everything waits a little.
    Unreachable,
    /// The other side is there and will not have us (password, certificate, sender, folder): everything waits long, and
    /// a person must act.
    Refused,
}

impl Fault {
    /// A fault with its meaning.
    pub fn new(kind: FaultKind, what: impl Into<String>) -> Fault {
        Fault {
            kind,
            what: what.into(),
            advice: None,
        }
    }

    /// The same fault with advice.
    pub fn advice(mut self, advice: impl Into<String>) -> Fault {
        self.advice = Some(advice.into());
        self
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.what)?;
        if let Some(advice) = &self.advice {
            write!(out, " — {advice}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Fault {}

/// What a mailbox asks, and tells, about what is held already, so as not to fetch it again.
pub trait Held: Sync {
    /// The highest UID of this folder in this UIDVALIDITY up to which everything is held; 0 when nothing is.
    ///
    /// # Errors
    /// When that cannot be told just now; then nothing is fetched.
    fn cursor(&self, folder: &str, uid_validity: u32) -> Result<u32, Fault>;

    /// Hears which UIDs above the cursor the server lists at this visit, in ascending order.
    ///
    /// # Errors
    /// As `cursor`.
    fn listed(&self, folder: &str, uid_validity: u32, uids: &[u32]) -> Result<(), Fault>;

    /// True when the mail at this place is held.
    ///
    /// # Errors
    /// As `cursor`.
    fn holds(&self, place: &MailPlace) -> Result<bool, Fault>;
}

/// One thing seen in a mailbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// A mail that is not held yet.
    Mail(RawMail),
    /// A mail that is listed and whose body the server did not give.
    Missed(MailPlace),
}

/// A mailbox of any kind.
///
/// `look` lists what is not held, oldest first; `next` hands it over one by one; `wait` returns when something may be new.
#[derive(Debug)]
pub enum Mailbox {
    /// A folder of an IMAP server.
    Imap(Box<ImapMailbox>),
    /// A Maildir, or a folder of `.eml` files.
    Folder(FolderMailbox),
}

impl Mailbox {
    /// Lists what is not held yet and returns how many there are.
    ///
    /// # Errors
    /// When the mailbox cannot be reached or refuses us.
    pub async fn look(&mut self, held: &dyn Held) -> Result<usize, Fault> {
        match self {
            Mailbox::Imap(imap) => imap.look(held).await,
            Mailbox::Folder(folder) => folder.look(held),
        }
    }

    /// The next of what `look` listed; `None` when all has been handed over.
    ///
    /// # Errors
    /// When the mailbox is lost on the way; a fresh `look` is due then.
    pub async fn next(&mut self) -> Result<Option<Sight>, Fault> {
        match self {
            Mailbox::Imap(imap) => imap.next().await,
            Mailbox::Folder(folder) => folder.next(),
        }
    }

    /// Waits until something may be new, at most `longest`. May be dropped at any time; the connection goes with it.
    ///
    /// # Errors
    /// When the connection breaks while waiting.
    pub async fn wait(&mut self, longest: Duration) -> Result<(), Fault> {
        match self {
            Mailbox::Imap(imap) => imap.wait(longest).await,
            Mailbox::Folder(folder) => {
                tokio::time::sleep(folder.pause.min(longest)).await;
                Ok(())
            }
        }
    }

    /// Says good-bye, if anybody is listening.
    pub async fn close(&mut self) {
        if let Mailbox::Imap(imap) = self {
            imap.close().await;
        }
    }

    /// The mailbox in words for a log line: `imap.city.example INBOX`.
    pub fn name(&self) -> String {
        match self {
            Mailbox::Imap(imap) => imap.name(),
            Mailbox::Folder(folder) => folder.path.display().to_string(),
        }
    }
}

/// Where letters go.
#[derive(Debug)]
pub enum Sender {
    /// An SMTP server.
    Smtp(SmtpSender),
    /// A folder that gets one `.eml` a letter.
    File(FileSink),
}

impl Sender {
    /// Hands one letter over and returns the reply that took responsibility for it.
    ///
    /// # Errors
    /// By meaning: see `FaultKind`.
    pub async fn send(&mut self, letter: &Letter) -> Result<String, Fault> {
        match self {
            Sender::Smtp(smtp) => smtp.send(letter).await,
            Sender::File(sink) => sink.send(letter),
        }
    }

    /// Reaches the server and logs in without sending anything.
    ///
    /// # Errors
    /// As `send`.
    pub async fn check(&mut self) -> Result<(), Fault> {
        match self {
            Sender::Smtp(smtp) => smtp.check().await,
            Sender::File(sink) => sink.check(),
        }
    }

    /// How long to pause between letters so as to stay within the provider's limit.
    pub fn pause(&self) -> Duration {
        match self {
            Sender::Smtp(smtp) => smtp.pause(),
            Sender::File(_) => Duration::ZERO,
        }
    }

    /// The sender in words for a log line.
    pub fn name(&self) -> String {
        match self {
            Sender::Smtp(smtp) => smtp.name(),
            Sender::File(sink) => sink.path.display().to_string(),
        }
    }
}

/// Of the header section of a mail above the limit so much is kept.
const MOST_HEADER: usize = 1 << 20;

/// Cuts a message to its header section, with the empty line that ends it; a gigantic header to whole lines of its beginning.
fn cut_to_header(bytes: &mut Vec<u8>) {
    bytes.truncate(header_length(bytes));
    if bytes.len() >= MOST_HEADER {
        bytes.truncate(MOST_HEADER);
        if let Some(end) = bytes.iter().rposition(|byte| *byte == b'\n') {
            bytes.truncate(end + 1);
        }
    }
}

/// The length of a message's header section with the empty line that ends it.
fn header_length(bytes: &[u8]) -> usize {
    let after = |end: &[u8]| {
        let at = bytes.windows(end.len()).position(|window| window == end)?;
        Some(at + end.len())
    };
    let ends = [after(b"\n\n"), after(b"\r\n\r\n")];
    ends.into_iter().flatten().min().unwrap_or(bytes.len())
}

/// An address as a log may show it: the first letter and the domain.
pub fn masked(address: &str) -> String {
    match address.rsplit_once('@') {
        Some((local, domain)) => {
            let first = local.chars().next().map(String::from).unwrap_or_default();
            format!("{first}…@{domain}")
        }
        None if address.is_empty() => "<>".to_owned(),
        None => "…".to_owned(),
    }
}

/// Words as a log may show them: every address in them is masked.
pub fn masked_words(text: &str) -> String {
    let apart = |c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c);
    text.split_inclusive(apart)
        .map(|piece| {
            let word = piece.trim_end_matches(apart);
            let rest = piece.get(word.len()..).unwrap_or_default();
            match word.contains('@') {
                true => format!("{}{rest}", masked(word)),
                false => piece.to_owned(),
            }
        })
        .collect()
}

/// Words of a server as a log may show them: one line, printable, at most 200 characters.
fn server_words(text: &str) -> String {
    let words: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(200)
        .collect();
    words.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_masked() {
        assert_eq!(masked("ana@city.example"), "a…@city.example");
        assert_eq!(masked(""), "<>");
        assert_eq!(masked("nobody"), "…");
        assert_eq!(
            masked_words("550 5.1.1 <ana@city.example>: unknown"),
            "550 5.1.1 <a…@city.example>: unknown"
        );
    }

    #[test]
    fn a_message_is_cut_to_its_header_and_a_gigantic_header_to_whole_lines() {
        let cut = |text: &str| {
            let mut bytes = text.as_bytes().to_vec();
            cut_to_header(&mut bytes);
            String::from_utf8(bytes).unwrap()
        };
        assert_eq!(cut("A: b\r\n\r\nx\n\ny"), "A: b\r\n\r\n");
        assert_eq!(cut("A: b\n\nx\r\n\r\ny"), "A: b\n\n");
        assert_eq!(cut("A: b"), "A: b");
        let gigantic = cut(&"A: b\r\n".repeat(MOST_HEADER));
        assert!(gigantic.len() <= MOST_HEADER && gigantic.ends_with("A: b\r\n"));
    }

    #[test]
    fn a_server_cannot_forge_a_log_line() {
        assert_eq!(
            server_words("no\r\nERROR  fake\u{1b}[2J"),
            "no ERROR fake [2J"
        );
    }
}
