//! One IMAP conversation (RFC 3501): connect, log in, run commands and hear every reply to its end.
//!
//! async-imap 0.12 (November 2026) hides the tagged reply of `UID SEARCH` and `UID FETCH`: a NO, and even a lost connection,
//! look like "no results" there. For a program that must not miss a mail that difference is everything, so commands are run
//! here on its session, reply by reply.

use super::super::net::{PATIENCE, Server, Stream, TlsMode, timed};
use super::super::{Fault, FaultKind, Login, server_words};
use async_imap::extensions::idle::IdleResponse;
use async_imap::imap_proto::{MailboxDatum, Response, ResponseCode, Status};
use async_imap::types::{Capabilities, UnsolicitedResponse};
use async_imap::{Client, Session};
use std::io;
use std::time::Duration;

/// An open conversation, logged in.
#[derive(Debug)]
pub(super) struct Talk {
    name: String,
    session: Session<Stream>,
    /// True when the server can tell us of new mail by itself.
    pub idle: bool,
    /// True when the server said meanwhile that the folder has changed.
    pub changed: bool,
}

/// How a command failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// The server answered NO or BAD; the conversation goes on.
    Refused(String),
    /// The server's answer cannot be read; the conversation is over.
    Unreadable,
    /// The connection is lost.
    Lost(Fault),
}

impl Failure {
    /// The failure as a fault, where nothing better is known.
    pub fn fault(self, name: &str, doing: &str) -> Fault {
        match self {
            Failure::Lost(fault) => fault,
            Failure::Refused(words) => Fault::new(
                FaultKind::Temporary,
                format!("{name} refused {doing}: {}", server_words(&words)),
            ),
            Failure::Unreadable => Fault::new(
                FaultKind::Temporary,
                format!("{name} answered {doing} with something that cannot be read"),
            ),
        }
    }
}

impl Talk {
    /// Connects, encrypts, logs in. `ask` is false after a server choked on, or garbled, the question for its capabilities.
    pub async fn open(server: &Server, login: &Login, ask: &mut bool) -> Result<Talk, Fault> {
        let name = server.name();
        let tcp = server.dial().await?;
        let client = match server.tls {
            TlsMode::None => greeted(&name, Stream::Plain(tcp)).await?,
            TlsMode::Implicit => greeted(&name, server.encrypt(tcp).await?).await?,
            TlsMode::StartTls => {
                let mut plain = greeted(&name, tcp).await?;
                let asked = plain.run_command_and_check_ok("STARTTLS", None);
                timed(&name, PATIENCE, asked).await?.map_err(|error| {
                    let fault = Fault::new(
                        kind_of(&error, FaultKind::Refused),
                        format!("{name} does not offer STARTTLS; no password was sent to it"),
                    );
                    fault.advice("set `tls = \"tls\"` with the port for it (usually 993)")
                })?;
                // Whatever the server sent beyond its reply was not encrypted; it is dropped with the plain client.
                let stream = server.encrypt(plain.into_inner()).await?;
                Client::new(stream)
            }
        };
        let (session, known) = log_in(&name, client, login).await?;
        let mut talk = Talk {
            name,
            session,
            idle: false,
            changed: false,
        };
        talk.idle = match known {
            Some(known) => known.has_str("IDLE"),
            None if *ask => {
                // chatmail/async-imap#131: odd CAPABILITY replies do not parse. Then we poll; see also `ImapMailbox::open`.
                *ask = false;
                let asked = timed(&talk.name, PATIENCE, talk.session.capabilities()).await?;
                let offers = asked.map_err(|_| {
                    Fault::new(
                        FaultKind::Unreachable,
                        format!("{} lists capabilities that cannot be read", talk.name),
                    )
                })?;
                *ask = true;
                offers.has_str("IDLE")
            }
            None => false,
        };
        Ok(talk)
    }

    /// Runs one command; `hear` gets every reply that is not the last. `patience` is for each reply.
    pub async fn run(
        &mut self,
        command: &str,
        patience: Duration,
        mut hear: impl FnMut(&Response<'_>),
    ) -> Result<(), Failure> {
        let sent = timed(&self.name, PATIENCE, self.session.run_command(command)).await;
        let tag = sent.map_err(Failure::Lost)?.map_err(|error| match error {
            async_imap::error::Error::Io(error) => self.lost(&error),
            other => Failure::Refused(other.to_string()),
        })?;
        loop {
            let reply = timed(&self.name, patience, self.session.read_response()).await;
            let reply = match reply.map_err(Failure::Lost)? {
                Ok(Some(reply)) => reply,
                Ok(None) => return Err(self.lost(&io::ErrorKind::UnexpectedEof.into())),
                Err(error) => return Err(self.lost(&error)),
            };
            match reply.parsed() {
                Response::Done {
                    tag: ended,
                    status,
                    outcome,
                } if *ended == tag => {
                    let words = outcome.information.as_deref().unwrap_or_default();
                    return match status {
                        Status::Ok => Ok(()),
                        _ => Err(Failure::Refused(words.to_owned())),
                    };
                }
                Response::Data {
                    status: Status::Bye,
                    outcome,
                } => {
                    let words = outcome.information.as_deref().unwrap_or_default();
                    return Err(Failure::Lost(Fault::new(
                        FaultKind::Unreachable,
                        format!("{} said good-bye: {}", self.name, server_words(words)),
                    )));
                }
                other => {
                    if matches!(other, Response::MailboxData(MailboxDatum::Exists(_))) {
                        self.changed = true;
                    }
                    hear(other);
                }
            }
        }
    }

    /// Listens (RFC 2177) until the folder changes or the time is over, and gives the conversation back.
    pub async fn listen(self, longest: Duration) -> Result<Talk, Fault> {
        let name = self.name.clone();
        let aside = self.session.unsolicited_responses.clone();
        while aside.try_recv().is_ok() {}
        let mut handle = self.session.idle();
        timed(&name, PATIENCE, handle.init())
            .await?
            .map_err(|error| {
                Fault::new(
                    FaultKind::Unreachable,
                    format!("{name} does not let us listen (IDLE): {}", unsaid(&error)),
                )
            })?;
        // A mail that came between our last command and IDLE is announced before the server's "+", and async-imap puts it
        // aside; without this look it would wait for the next one.
        let mut changed = false;
        while let Ok(put_aside) = aside.try_recv() {
            changed |= matches!(put_aside, UnsolicitedResponse::Exists(_));
        }
        if !changed {
            let (waiting, stop) = handle.wait_with_timeout(longest);
            // The time in `wait_with_timeout` starts anew with every "still here" of the server; this one does not.
            let heard = tokio::time::timeout(longest, waiting).await;
            drop(stop);
            match heard {
                Ok(Ok(IdleResponse::NewData(_))) => changed = true,
                Ok(Ok(IdleResponse::Timeout)) | Err(_) => {}
                // Nobody interrupts; async-imap says so also when the server hangs up.
                Ok(Ok(IdleResponse::ManualInterrupt)) => {
                    return Err(Fault::new(
                        FaultKind::Unreachable,
                        format!("{name} hung up while we listened"),
                    ));
                }
                Ok(Err(error)) => {
                    return Err(Fault::new(
                        FaultKind::Unreachable,
                        format!(
                            "the connection to {name} broke while we listened: {}",
                            unsaid(&error)
                        ),
                    ));
                }
            }
        }
        let session = timed(&name, Duration::from_secs(15), handle.done())
            .await?
            .map_err(|error| {
                Fault::new(
                    FaultKind::Unreachable,
                    format!("{name} did not end listening: {}", unsaid(&error)),
                )
            })?;
        Ok(Talk {
            name,
            session,
            idle: true,
            changed,
        })
    }

    /// Says good-bye and does not insist on an answer.
    pub async fn close(mut self) {
        let _ = tokio::time::timeout(Duration::from_secs(5), self.session.logout()).await;
    }

    fn lost(&self, error: &io::Error) -> Failure {
        // The text of a parse error quotes what came, which may be somebody's mail; it must not reach a log.
        match error.kind() {
            io::ErrorKind::Other => Failure::Unreadable,
            io::ErrorKind::UnexpectedEof => Failure::Lost(Fault::new(
                FaultKind::Unreachable,
                format!("{} hung up", self.name),
            )),
            _ => Failure::Lost(Fault::new(
                FaultKind::Unreachable,
                format!("the connection to {} broke: {error}", self.name),
            )),
        }
    }
}

/// Reads the greeting, which `Client::new` leaves in the stream.
async fn greeted<S>(name: &str, stream: S) -> Result<Client<S>, Fault>
where
    S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin + std::fmt::Debug + Send,
{
    let mut client = Client::new(stream);
    let greeting = timed(name, PATIENCE, client.read_response()).await?;
    let unwilling = |kind, words: &str| {
        Err(Fault::new(
            kind,
            format!("{name} does not greet like an IMAP server{words}"),
        ))
    };
    match greeting {
        Ok(Some(greeting)) => match greeting.parsed() {
            Response::Data {
                status: Status::Ok | Status::PreAuth,
                ..
            } => {}
            Response::Data { outcome, .. } => {
                let words = server_words(outcome.information.as_deref().unwrap_or_default());
                return unwilling(FaultKind::Unreachable, &format!(": {words}"));
            }
            _ => return unwilling(FaultKind::Refused, ""),
        },
        Ok(None) => return unwilling(FaultKind::Unreachable, ": it hung up"),
        Err(_) => return unwilling(FaultKind::Refused, ""),
    }
    Ok(client)
}

async fn log_in(
    name: &str,
    client: Client<Stream>,
    login: &Login,
) -> Result<(Session<Stream>, Option<Capabilities>), Fault> {
    let user = login.user.as_str();
    let password = login.password.reveal();
    let outcome = if user.is_ascii() && password.is_ascii() {
        timed(
            name,
            PATIENCE,
            client.login_with_capabilities(user, password),
        )
        .await?
    } else {
        // LOGIN has no words for other characters than ASCII; SASL PLAIN (RFC 4616) is UTF-8.
        let plain = Plain(format!("\0{user}\0{password}"));
        timed(name, PATIENCE, client.authenticate("PLAIN", plain))
            .await?
            .map(|session| (session, None))
    };
    outcome.map_err(|(error, _)| {
        let kind = kind_of(&error, FaultKind::Refused);
        let words = unsaid(&error);
        let fault = Fault::new(kind, format!("{name} refused the login of {user}: {words}"));
        match kind {
            FaultKind::Refused => fault.advice("check `user` and the password in [mailbox]"),
            _ => fault,
        }
    })
}

struct Plain(String);

impl async_imap::Authenticator for Plain {
    type Response = String;
    fn process(&mut self, _challenge: &[u8]) -> String {
        std::mem::take(&mut self.0)
    }
}

/// What a failed command means: NO and BAD as given, except for the response codes of RFC 5530 that pass by themselves.
fn kind_of(error: &async_imap::error::Error, refused: FaultKind) -> FaultKind {
    match error {
        async_imap::error::Error::No(words) | async_imap::error::Error::Bad(words) => {
            match response_code(words) {
                Some("UNAVAILABLE" | "INUSE" | "LIMIT" | "SERVERBUG") => FaultKind::Unreachable,
                _ => refused,
            }
        }
        async_imap::error::Error::Validate(_) => refused,
        _ => FaultKind::Unreachable,
    }
}

/// The server's own words; async-imap wraps them into `code: …, info: Some("…")`.
fn said(words: &str) -> String {
    let inside = words
        .split_once("info: Some(\"")
        .and_then(|(_, rest)| rest.strip_suffix("\")"));
    server_words(inside.unwrap_or(words))
}

/// The response code at the head of a reply, which imap-proto leaves in the text when it does not know it.
fn response_code(words: &str) -> Option<&str> {
    let inside = words.split_once('[')?.1;
    inside.split([']', ' ']).next()
}

/// An error's words where they cannot quote a mail.
fn unsaid(error: &async_imap::error::Error) -> String {
    match error {
        async_imap::error::Error::Io(error) if error.kind() != io::ErrorKind::Other => {
            error.to_string()
        }
        async_imap::error::Error::ConnectionLost => "it hung up".to_owned(),
        async_imap::error::Error::No(words) | async_imap::error::Error::Bad(words) => said(words),
        _ => "its answer cannot be read".to_owned(),
    }
}

/// UIDVALIDITY among the replies to EXAMINE.
pub(super) fn uid_validity(reply: &Response<'_>) -> Option<u32> {
    match reply {
        Response::Data { outcome, .. } => match outcome.code {
            Some(ResponseCode::UidValidity(value)) => Some(value),
            _ => None,
        },
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_server_that_is_only_busy_is_not_a_wrong_password() {
        let no = |words: &str| async_imap::error::Error::No(words.to_owned());
        let busy = no("code: None, info: Some(\"[UNAVAILABLE] later\")");
        assert_eq!(kind_of(&busy, FaultKind::Refused), FaultKind::Unreachable);
        let wrong = no("code: None, info: Some(\"[AUTHENTICATIONFAILED] no\")");
        assert_eq!(kind_of(&wrong, FaultKind::Refused), FaultKind::Refused);
        assert_eq!(unsaid(&wrong), "[AUTHENTICATIONFAILED] no");
    }

    #[test]
    fn a_parse_error_does_not_quote_the_mail() {
        let error =
            async_imap::error::Error::Io(io::Error::other("parsing of \"Dear secretariat\""));
        assert!(!unsaid(&error).contains("Dear"));
    }
}
