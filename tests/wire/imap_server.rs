//! A small IMAP server with the faults of real ones.

use cisdp_intake::wire::{Login, Secret, Server, TlsMode};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Notify;

/// How a mail of the server behaves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Kind {
    /// As it should.
    Sound,
    /// Listed, and never given.
    Bodiless,
    /// Refused with NO.
    Refused,
    /// Expunged between the listing and the fetching.
    Vanishing,
    /// The server hangs up over it.
    Deadly,
    /// Its size is not told.
    Sizeless,
    /// INTERNALDATE NIL, over which imap-proto 0.17 panics.
    Dateless,
}

/// What the server holds and how it answers.
#[derive(Debug)]
pub struct Folder {
    pub uid_validity: u32,
    pub mails: BTreeMap<u32, (Kind, String, &'static str)>,
    pub password: &'static str,
    /// What it says instead of OK to LOGIN.
    pub login: Option<&'static str>,
    /// What it says to UID SEARCH instead of a result.
    pub search: Option<&'static str>,
    pub capabilities: &'static str,
    /// Every command line it got.
    pub heard: Vec<String>,
}

/// A running server.
#[derive(Debug, Clone)]
pub struct ImapServer {
    pub port: u16,
    pub folder: Arc<Mutex<Folder>>,
    /// Rings when a mail arrives.
    pub arrival: Arc<Notify>,
}

impl ImapServer {
    pub async fn start() -> ImapServer {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let server = ImapServer {
            port: listener.local_addr().unwrap().port(),
            folder: Arc::new(Mutex::new(Folder {
                uid_validity: 7,
                mails: BTreeMap::new(),
                password: "hunter2",
                login: None,
                search: None,
                capabilities: "IMAP4rev1 IDLE",
                heard: Vec::new(),
            })),
            arrival: Arc::default(),
        };
        let served = server.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let served = served.clone();
                tokio::spawn(async move { served.serve(stream).await });
            }
        });
        server
    }

    /// Puts a mail into the folder.
    pub fn put(&self, uid: u32, kind: Kind, flags: &'static str) {
        let text = format!("Subject: mail {uid}\r\n\r\nbody of {uid}\r\n");
        self.folder
            .lock()
            .unwrap()
            .mails
            .insert(uid, (kind, text, flags));
        self.arrival.notify_waiters();
    }

    pub fn heard(&self, words: &str) -> usize {
        let folder = self.folder.lock().unwrap();
        folder
            .heard
            .iter()
            .filter(|line| line.contains(words))
            .count()
    }

    async fn serve(&self, stream: TcpStream) -> Option<()> {
        let mut talk = BufReader::new(stream);
        talk.write_all(b"* OK ready\r\n").await.ok()?;
        loop {
            let mut line = String::new();
            if talk.read_line(&mut line).await.ok()? == 0 {
                return None;
            }
            let line = line.trim_end().to_owned();
            self.folder.lock().unwrap().heard.push(line.clone());
            let (tag, command) = line.split_once(' ')?;
            if command == "IDLE" {
                talk.write_all(b"+ idling\r\n").await.ok()?;
                let mut done = String::new();
                loop {
                    tokio::select! {
                        _ = talk.read_line(&mut done) => break,
                        () = self.arrival.notified() => {
                            let count = self.folder.lock().unwrap().mails.len();
                            talk.write_all(format!("* {count} EXISTS\r\n").as_bytes()).await.ok()?;
                        }
                    }
                }
                talk.write_all(format!("{tag} OK done\r\n").as_bytes())
                    .await
                    .ok()?;
                continue;
            }
            let answer = self.answer(tag, command)?;
            talk.write_all(answer.as_bytes()).await.ok()?;
        }
    }

    /// The whole answer to a command; `None` hangs up.
    fn answer(&self, tag: &str, command: &str) -> Option<String> {
        let mut folder = self.folder.lock().unwrap();
        let mut out = String::new();
        let mut end = format!("{tag} OK done\r\n");
        if command.starts_with("LOGIN") {
            if let Some(words) = folder.login {
                end = format!("{tag} {words}\r\n");
            } else if !command.contains(folder.password) {
                end = format!("{tag} NO [AUTHENTICATIONFAILED] wrong\r\n");
            }
        } else if command == "CAPABILITY" {
            out = format!("* CAPABILITY {}\r\n", folder.capabilities);
        } else if command.starts_with("EXAMINE") {
            if !command.contains("\"INBOX\"") {
                return Some(format!("{tag} NO no such folder\r\n"));
            }
            let count = folder.mails.len();
            let validity = folder.uid_validity;
            out = format!("* {count} EXISTS\r\n* OK [UIDVALIDITY {validity}] valid\r\n");
            end = format!("{tag} OK [READ-ONLY] open\r\n");
        } else if command.starts_with("LIST") {
            out = "* LIST () \"/\" INBOX\r\n* LIST () \"/\" Campaign\r\n".to_owned();
        } else if let Some(rest) = command.strip_prefix("UID SEARCH UID ") {
            if let Some(words) = folder.search {
                return Some(format!("{tag} {words}\r\n"));
            }
            let first = rest.split([' ', ':']).next()?;
            let from: u32 = first.parse().ok()?;
            let one = !rest.contains(":*");
            let highest = folder.mails.keys().next_back().copied().unwrap_or_default();
            let found: Vec<String> = folder
                .mails
                .keys()
                // `n:*` names the highest UID even when it is below n.
                .filter(|uid| match one {
                    true => **uid == from,
                    false => **uid >= from || **uid == highest,
                })
                .map(u32::to_string)
                .collect();
            out = format!("* SEARCH {}\r\n", found.join(" "));
        } else if let Some(rest) = command.strip_prefix("UID FETCH ") {
            let (set, items) = rest.split_once(' ')?;
            let uids: Vec<u32> = set.split(',').filter_map(|uid| uid.parse().ok()).collect();
            for (number, uid) in uids.iter().enumerate() {
                let Some((kind, text, flags)) = folder.mails.get(uid).cloned() else {
                    continue;
                };
                let number = number + 1;
                if items.contains("BODY") {
                    match kind {
                        Kind::Bodiless => continue,
                        Kind::Refused => return Some(format!("{tag} NO cannot\r\n")),
                        Kind::Deadly => return None,
                        Kind::Vanishing => {
                            folder.mails.remove(uid);
                            continue;
                        }
                        Kind::Sound | Kind::Sizeless | Kind::Dateless => {}
                    }
                    let header = items.contains("HEADER");
                    let text = match header {
                        true => &text[..text.find("\r\n\r\n")? + 4],
                        false => &text,
                    };
                    let section = if header { "HEADER" } else { "" };
                    let (text, origin) = match items.split_once("<0.") {
                        Some((_, most)) => {
                            let most: usize = most.trim_end_matches([')', '>']).parse().ok()?;
                            (&text[..most.min(text.len())], "<0>")
                        }
                        None => (text, ""),
                    };
                    let size = text.len();
                    out += &format!(
                        "* {number} FETCH (UID {uid} BODY[{section}]{origin} {{{size}}}\r\n{text})\r\n"
                    );
                } else {
                    let date = match kind {
                        Kind::Dateless => "NIL",
                        _ => "\" 7-Nov-2026 09:30:00 +0100\"",
                    };
                    let size = match kind {
                        Kind::Sizeless => String::new(),
                        _ => format!(" RFC822.SIZE {}", text.len()),
                    };
                    out += &format!(
                        "* {number} FETCH (UID {uid} FLAGS ({flags}) INTERNALDATE {date}{size})\r\n"
                    );
                }
            }
        }
        Some(format!("{out}{end}"))
    }
}

/// How to reach a server of the tests, of either sort: without encryption, and with the password it expects.
pub fn server(port: u16) -> Server {
    Server {
        host: "127.0.0.1".to_owned(),
        port,
        tls: TlsMode::None,
        own_certificates: Vec::new(),
        login: Some(Login {
            user: "cisdp1".to_owned(),
            password: Secret::new("hunter2"),
        }),
    }
}
