//! A folder of an IMAP server as a mailbox, opened read-only (EXAMINE): nothing in it is marked, moved or deleted.

mod talk;

use super::net::{PATIENCE, Server};
use super::{Fault, FaultKind, Held, Login, MOST_HEADER, Secret, Sight, cut_to_header, utf7};
use crate::mail::{MailPlace, RawMail};
use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response};
use futures::FutureExt;
use jiff::Timestamp;
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use talk::{Failure, Talk};

/// Longest listening before a fresh look: some servers and NAT boxes forget a quiet connection without a word.
const LONGEST_IDLE: Duration = Duration::from_secs(300);
/// How many mails are asked for their size and flags at once.
const BATCH: usize = 100;

/// An IMAP folder as the settings describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImapEnd {
    /// The server.
    pub server: Server,
    /// The folder, as people write it.
    pub folder: String,
    /// Mails that the server received before this day are not even fetched.
    pub since: Option<jiff::civil::Date>,
    /// Larger mails are taken with their header only.
    pub max_mail: u64,
    /// How often to look where the server does not tell of new mail by itself.
    pub poll: Duration,
    /// Whether to let the server tell of new mail (IDLE).
    pub idle: bool,
}

/// A mailbox on an IMAP server.
#[derive(Debug)]
pub struct ImapMailbox {
    end: ImapEnd,
    talk: Option<Talk>,
    ask_capabilities: bool,
    batch: usize,
    uid_validity: u32,
    listed: VecDeque<u32>,
    known: BTreeMap<u32, About>,
    stumbled: (u32, u32),
}

/// What the server says of a mail before its body is fetched.
#[derive(Debug, Clone, Default)]
struct About {
    size: Option<u64>,
    received: Option<Timestamp>,
    answered: bool,
    junk: bool,
}

impl ImapMailbox {
    /// A mailbox; nothing is connected yet.
    pub fn new(end: ImapEnd) -> ImapMailbox {
        ImapMailbox {
            end,
            talk: None,
            ask_capabilities: true,
            batch: BATCH,
            uid_validity: 0,
            listed: VecDeque::new(),
            known: BTreeMap::new(),
            stumbled: (0, 0),
        }
    }

    /// Server and folder for a log line.
    pub fn name(&self) -> String {
        format!("{} {}", self.end.server.name(), self.end.folder)
    }

    pub(super) async fn look(&mut self, held: &dyn Held) -> Result<usize, Fault> {
        let looked = AssertUnwindSafe(self.list(held)).catch_unwind().await;
        self.guard(looked)
    }

    pub(super) async fn next(&mut self) -> Result<Option<Sight>, Fault> {
        if self.talk.is_none() {
            // The conversation ended at the mail before; a fresh look lists the rest again.
            self.listed.clear();
            return Ok(None);
        }
        let fetched = AssertUnwindSafe(self.fetch_next()).catch_unwind().await;
        // imap-proto 0.17 panics on some malformed replies (`INTERNALDATE NIL`).
        let panicked = fetched.is_err();
        let outcome = self.guard(fetched);
        match (outcome, self.listed.front()) {
            (Err(fault), Some(&uid)) => {
                // A server that falls over one certain mail must not keep us from the others for ever.
                let times = if self.stumbled.0 == uid {
                    self.stumbled.1 + 1
                } else {
                    1
                };
                self.stumbled = (uid, times);
                if panicked || times >= 3 {
                    if self.batch > 1 {
                        self.batch = 1;
                        return Err(fault);
                    }
                    self.listed.pop_front();
                    return Ok(Some(Sight::Missed(self.place(uid))));
                }
                Err(fault)
            }
            (outcome, _) => outcome,
        }
    }

    pub(super) async fn wait(&mut self, longest: Duration) -> Result<(), Fault> {
        let Some(mut talk) = self.talk.take() else {
            tokio::time::sleep(self.end.poll.min(longest)).await;
            return Ok(());
        };
        if talk.changed {
            talk.changed = false;
            self.talk = Some(talk);
            return Ok(());
        }
        if !(self.end.idle && talk.idle) {
            self.talk = Some(talk);
            tokio::time::sleep(self.end.poll.min(longest)).await;
            return Ok(());
        }
        let listened = AssertUnwindSafe(talk.listen(LONGEST_IDLE.min(longest)))
            .catch_unwind()
            .await;
        let mut talk = self.guard(listened)?;
        talk.changed = false;
        self.talk = Some(talk);
        Ok(())
    }

    pub(super) async fn close(&mut self) {
        if let Some(talk) = self.talk.take() {
            talk.close().await;
        }
    }

    /// After a fault the conversation starts anew.
    fn guard<T>(&mut self, outcome: std::thread::Result<Result<T, Fault>>) -> Result<T, Fault> {
        let outcome = outcome.unwrap_or_else(|_| {
            Err(Fault::new(
                FaultKind::Temporary,
                format!("an answer of {} cannot be read", self.end.server.name()),
            ))
        });
        if outcome.is_err() {
            self.talk = None;
        }
        outcome
    }

    /// The conversation that `list` opened.
    fn open(&mut self) -> Result<&mut Talk, Fault> {
        self.talk
            .as_mut()
            .ok_or_else(|| Fault::new(FaultKind::Unreachable, "the mailbox is not open"))
    }

    async fn connect(&mut self) -> Result<&mut Talk, Fault> {
        let talk = match self.talk.take() {
            Some(talk) => talk,
            None => {
                let nobody = Login {
                    user: String::new(),
                    password: Secret::new(""),
                };
                let login = self.end.server.login.as_ref().unwrap_or(&nobody);
                Talk::open(&self.end.server, login, &mut self.ask_capabilities).await?
            }
        };
        Ok(self.talk.insert(talk))
    }

    async fn list(&mut self, held: &dyn Held) -> Result<usize, Fault> {
        self.listed.clear();
        self.known.clear();
        let name = self.end.server.name();
        let folder = self.end.folder.clone();
        let since = self.end.since;
        let before = self.uid_validity;
        let talk = self.connect().await?;
        let mut uid_validity = 0;
        let examine = format!("EXAMINE {}", quoted(&utf7::encode(&folder)));
        let examined = talk
            .run(&examine, PATIENCE, |reply| {
                uid_validity = talk::uid_validity(reply).unwrap_or(uid_validity);
            })
            .await;
        match examined {
            Ok(()) => {}
            Err(Failure::Refused(words)) => return Err(self.no_folder(&words).await),
            Err(failure) => return Err(failure.fault(&name, "to open the folder")),
        }
        talk.changed = false;
        let cursor = held.cursor(&folder, uid_validity)?;
        let mut search = format!("UID SEARCH UID {}:*", cursor.saturating_add(1));
        if let Some(day) = since {
            search.push_str(&format!(" SINCE {}", day.strftime("%-d-%b-%Y")));
        }
        let mut found = BTreeSet::new();
        talk.run(&search, PATIENCE, |reply| found.extend(searched(reply)))
            .await
            .map_err(|failure| failure.fault(&name, "to list new mail"))?;
        // RFC 3501 section 6.4.8: `n:*` always names the last mail too, even when its UID is below n.
        found.retain(|uid| *uid > cursor);
        if before != 0 && before != uid_validity {
            tracing::warn!(
                server = name,
                folder,
                "the folder was renumbered; all of it is looked through again"
            );
        }
        let found: Vec<u32> = found.into_iter().collect();
        held.listed(&folder, uid_validity, &found)?;
        self.uid_validity = uid_validity;
        for uid in found {
            if !held.holds(&self.place(uid))? {
                self.listed.push_back(uid);
            }
        }
        Ok(self.listed.len())
    }

    async fn fetch_next(&mut self) -> Result<Option<Sight>, Fault> {
        while let Some(&uid) = self.listed.front() {
            if !self.known.contains_key(&uid) {
                self.ask_about().await?;
            }
            let sight = self.fetch(uid).await?;
            self.listed.pop_front();
            self.known.remove(&uid);
            if sight.is_some() {
                return Ok(sight);
            }
        }
        self.batch = BATCH;
        Ok(None)
    }

    /// Asks for the size, time and flags of the next mails.
    async fn ask_about(&mut self) -> Result<(), Fault> {
        let name = self.end.server.name();
        let uids: Vec<String> = self
            .listed
            .iter()
            .take(self.batch)
            .map(u32::to_string)
            .collect();
        let junk_folder = is_junk(&self.end.folder);
        let command = format!(
            "UID FETCH {} (UID FLAGS INTERNALDATE RFC822.SIZE)",
            uids.join(",")
        );
        let mut known = BTreeMap::new();
        let asked = self
            .open()?
            .run(&command, PATIENCE, |reply| {
                if let Response::Fetch(_, attributes) = reply {
                    let (uid, mut about) = about(attributes);
                    about.junk |= junk_folder;
                    known.extend(uid.map(|uid| (uid, about)));
                }
            })
            .await;
        self.known.extend(known);
        match asked {
            // Some servers refuse a whole set for one bad mail in it; whoever did not come is fetched unseen.
            Ok(()) | Err(Failure::Refused(_)) => Ok(()),
            Err(failure) => Err(failure.fault(&name, "to tell the size of mails")),
        }
    }

    /// Fetches one mail; `None` when it is not there any more.
    async fn fetch(&mut self, uid: u32) -> Result<Option<Sight>, Fault> {
        let name = self.end.server.name();
        let about = self.known.get(&uid).cloned().unwrap_or_default();
        // The first bytes only (RFC 3501 section 6.4.5), so that neither a gigantic header nor a mail whose size is not told
        // fills our memory.
        let most = self.end.max_mail;
        let part = match about.size {
            Some(size) if size > most => format!("BODY.PEEK[HEADER]<0.{MOST_HEADER}>"),
            Some(_) => "BODY.PEEK[]".to_owned(),
            None => format!("BODY.PEEK[]<0.{}>", most.saturating_add(1)),
        };
        // A slow line may take its time over a large mail: 16 kB a second and a minute besides.
        let patience = PATIENCE
            + Duration::from_secs(about.size.unwrap_or_default().min(self.end.max_mail) / 16_384);
        let mut body: Option<Vec<u8>> = None;
        let fetched = self
            .open()?
            .run(
                &format!("UID FETCH {uid} (UID {part})"),
                patience,
                |reply| {
                    if let Response::Fetch(_, attributes) = reply
                        && let Some(bytes) = body_of(attributes, uid)
                    {
                        body = Some(bytes);
                    }
                },
            )
            .await;
        match fetched {
            Ok(()) | Err(Failure::Refused(_)) => {}
            Err(failure) => return Err(failure.fault(&name, "to hand over a mail")),
        }
        let empty = body.as_ref().is_none_or(Vec::is_empty) && about.size != Some(0);
        if !empty {
            let mut bytes = body.unwrap_or_default();
            let headers_only = about.size.unwrap_or(bytes.len() as u64) > most;
            if headers_only {
                cut_to_header(&mut bytes);
            }
            return Ok(Some(Sight::Mail(RawMail {
                bytes,
                place: self.place(uid),
                received: about.received.unwrap_or_else(Timestamp::now),
                answered: about.answered,
                junk: about.junk,
                headers_only,
            })));
        }
        // Somebody may have moved it away meanwhile; then it is not ours to miss.
        let mut still = false;
        self.open()?
            .run(&format!("UID SEARCH UID {uid}"), PATIENCE, |reply| {
                still |= searched(reply).contains(&uid);
            })
            .await
            .map_err(|failure| failure.fault(&name, "to look for a mail again"))?;
        Ok(still.then(|| Sight::Missed(self.place(uid))))
    }

    /// The folder cannot be opened: which ones are there?
    async fn no_folder(&mut self, words: &str) -> Fault {
        let folder = self.end.folder.clone();
        let mut names = Vec::new();
        if let Some(talk) = &mut self.talk {
            let _ = talk
                .run("LIST \"\" \"*\"", PATIENCE, |reply| {
                    if let Response::MailboxData(MailboxDatum::List(list)) = reply {
                        names.push(list.name.to_string());
                    }
                })
                .await;
        }
        names.sort();
        names.truncate(20);
        let fault = Fault::new(
            FaultKind::Refused,
            format!(
                "{} does not open the folder `{folder}`: {}",
                self.end.server.name(),
                super::server_words(words)
            ),
        );
        match crate::problem::did_you_mean(&folder, names.iter().map(String::as_str)) {
            Some(near) => fault.advice(format!("did you mean `folder = \"{near}\"`?")),
            None if names.is_empty() => fault.advice("check `folder` in [mailbox]"),
            None => fault.advice(format!("the folders there are: {}", names.join(", "))),
        }
    }

    fn place(&self, uid: u32) -> MailPlace {
        MailPlace {
            folder: self.end.folder.clone(),
            uid_validity: self.uid_validity,
            uid,
            file: None,
        }
    }
}

/// A quoted string (RFC 3501 section 4.3). Settings allow no line break in a folder's name.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
}

fn searched(reply: &Response<'_>) -> Vec<u32> {
    match reply {
        Response::MailboxData(MailboxDatum::Search(uids)) => uids.clone(),
        _ => Vec::new(),
    }
}

fn about(attributes: &[AttributeValue<'_>]) -> (Option<u32>, About) {
    let mut about = About::default();
    let mut uid = None;
    for attribute in attributes {
        match attribute {
            AttributeValue::Uid(value) => uid = Some(*value),
            AttributeValue::Rfc822Size(size) => about.size = Some(u64::from(*size)),
            AttributeValue::InternalDate(date) => about.received = internal_date(date),
            AttributeValue::Flags(flags) => {
                let has = |name: &str| flags.iter().any(|flag| flag.eq_ignore_ascii_case(name));
                about.answered = has("\\Answered");
                about.junk = (has("$Junk") || has("Junk")) && !has("$NotJunk") && !has("NonJunk");
            }
            _ => {}
        }
    }
    (uid, about)
}

fn body_of(attributes: &[AttributeValue<'_>], wanted: u32) -> Option<Vec<u8>> {
    let other = attributes
        .iter()
        .any(|attribute| matches!(attribute, AttributeValue::Uid(uid) if *uid != wanted));
    let bytes = attributes.iter().find_map(|attribute| match attribute {
        AttributeValue::BodySection { data, .. } => data.as_deref(),
        AttributeValue::Rfc822(data) => data.as_deref(),
        _ => None,
    });
    bytes.filter(|_| !other).map(<[u8]>::to_vec)
}

/// INTERNALDATE: ` 7-Nov-2026 09:30:00 +0100` (RFC 3501, date-time).
fn internal_date(text: &str) -> Option<Timestamp> {
    let parsed = jiff::fmt::strtime::parse("%d-%b-%Y %H:%M:%S %z", text.trim()).ok()?;
    parsed.to_timestamp().ok()
}

fn is_junk(folder: &str) -> bool {
    let leaf = folder.rsplit(['/', '.']).next().unwrap_or_default();
    ["junk", "spam", "junk e-mail", "junk email"]
        .iter()
        .any(|name| leaf.eq_ignore_ascii_case(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn internal_dates_are_read_with_and_without_a_leading_zero() {
        let at: Timestamp = "2026-11-07T08:30:00Z".parse().unwrap();
        for text in ["07-Nov-2026 09:30:00 +0100", " 7-Nov-2026 09:30:00 +0100"] {
            assert_eq!(internal_date(text), Some(at), "{text}");
        }
        assert_eq!(internal_date("yesterday"), None);
    }

    #[test]
    fn a_body_of_another_mail_is_not_taken() {
        let body = |uid| {
            vec![
                AttributeValue::Uid(uid),
                AttributeValue::BodySection {
                    section: None,
                    index: None,
                    data: Some(b"x"[..].into()),
                },
            ]
        };
        assert_eq!(body_of(&body(7), 7), Some(b"x".to_vec()));
        assert_eq!(body_of(&body(8), 7), None);
    }

    #[test]
    fn a_folder_name_cannot_break_out_of_its_quotes() {
        assert_eq!(quoted("a\"b\\c"), "\"a\\\"b\\\\c\"");
    }
}
