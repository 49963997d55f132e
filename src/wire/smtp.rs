//! Sending by SMTP (RFC 5321) with lettre. Each stage of the dialogue is its own call, because the same reply code means
//! one thing for the letter and another for us, depending on where it comes.

use super::net::{PATIENCE, Server, Stream, TlsMode, timed};
use super::{Fault, FaultKind, server_words};
use crate::mail::Letter;
use lettre::address::Address;
use lettre::transport::smtp::Error;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::{AsyncSmtpConnection, AsyncTokioStream};
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::{Category, Code, Detail, Severity};
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader, ReadBuf};
use tokio::net::TcpStream;

/// RFC 5321 section 4.5.3.2.6: a server may take ten minutes over the end of a message.
const FINAL_PATIENCE: Duration = Duration::from_secs(600);

/// An SMTP server as the settings describe it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SmtpEnd {
    /// The server.
    pub server: Server,
    /// How we call ourselves in EHLO.
    pub hello: String,
    /// How many letters a minute the provider allows.
    pub per_minute: u32,
}

/// Sends letters, one connection a letter.
#[derive(Debug)]
pub struct SmtpSender {
    end: SmtpEnd,
}

/// Where in the dialogue a failure happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Greeting,
    Login,
    Sender,
    Recipient,
    Data,
    Message,
}

impl SmtpSender {
    /// A sender to this server.
    pub fn new(end: SmtpEnd) -> SmtpSender {
        SmtpSender { end }
    }

    /// `host:port`.
    pub fn name(&self) -> String {
        self.end.server.name()
    }

    pub(super) fn pause(&self) -> Duration {
        Duration::from_secs(60) / self.end.per_minute.max(1)
    }

    pub(super) async fn check(&mut self) -> Result<(), Fault> {
        let mut talk = self.open().await?;
        self.close(&mut talk).await;
        Ok(())
    }

    pub(super) async fn send(&mut self, letter: &Letter) -> Result<String, Fault> {
        let never = |what: String| Fault::new(FaultKind::Permanent, what);
        let to: Address = letter
            .to
            .parse()
            .map_err(|_| never("the recipient is not a valid address".to_owned()))?;
        let from: Option<Address> = letter
            .envelope_from
            .as_deref()
            .map(str::parse)
            .transpose()
            .map_err(|_| {
                Fault::new(
                    FaultKind::Refused,
                    "our own envelope sender is not a valid address",
                )
                .advice("check `envelope_from` in [addresses]")
            })?;
        let mut talk = self.open().await?;
        let mut options = Vec::new();
        // RFC 6531 section 3.4 and RFC 6152: what the server did not offer must not be sent.
        let ascii = |address: &Address| AsRef::<str>::as_ref(address).is_ascii();
        let international = !(ascii(&to) && from.as_ref().is_none_or(ascii));
        if international {
            if !talk.server_info().supports_feature(Extension::SmtpUtfEight) {
                self.close(&mut talk).await;
                return Err(never(format!(
                    "{} does not take addresses in other scripts (SMTPUTF8)",
                    self.name()
                )));
            }
            options.push(MailParameter::SmtpUtfEight);
        }
        if !letter.bytes.is_ascii() && talk.server_info().supports_feature(Extension::EightBitMime)
        {
            options.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        let outcome = self
            .hand_over(&mut talk, Mail::new(from, options), to, letter)
            .await;
        self.close(&mut talk).await;
        outcome
    }

    async fn hand_over(
        &self,
        talk: &mut AsyncSmtpConnection,
        mail: Mail,
        to: Address,
        letter: &Letter,
    ) -> Result<String, Fault> {
        self.step(Stage::Sender, PATIENCE, talk.command(mail))
            .await?;
        let recipient = Rcpt::new(to, Vec::new());
        self.step(Stage::Recipient, PATIENCE, talk.command(recipient))
            .await?;
        self.step(Stage::Data, PATIENCE, talk.command(Data)).await?;
        let reply = self
            .step(Stage::Message, FINAL_PATIENCE, talk.message(&letter.bytes))
            .await?;
        let words: Vec<&str> = reply.message().collect();
        Ok(server_words(&format!(
            "{} {}",
            reply.code(),
            words.join(" ")
        )))
    }

    /// Connects, encrypts and logs in.
    async fn open(&self) -> Result<AsyncSmtpConnection, Fault> {
        let server = &self.end.server;
        let tcp = server.dial().await?;
        let stream = match server.tls {
            TlsMode::None => Greeted::new(Stream::Plain(tcp), b""),
            TlsMode::Implicit => Greeted::new(server.encrypt(tcp).await?, b""),
            TlsMode::StartTls => {
                let tcp = timed(&server.name(), PATIENCE, self.ask_for_tls(tcp)).await??;
                // RFC 3207 section 4.2: after the handshake both sides start over at EHLO, and the server does not greet
                // again; lettre waits for a greeting on every stream that it is given.
                Greeted::new(server.encrypt(tcp).await?, b"220 encrypted\r\n")
            }
        };
        let hello = ClientId::Domain(self.end.hello.clone());
        let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello);
        let mut talk = self.step(Stage::Greeting, PATIENCE, greeting).await?;
        if let Some(login) = &server.login {
            let mechanisms = [Mechanism::Plain, Mechanism::Login];
            if talk.server_info().get_auth_mechanism(&mechanisms).is_none() {
                self.close(&mut talk).await;
                return Err(Fault::new(
                    FaultKind::Refused,
                    format!(
                        "{} offers no login by password (AUTH PLAIN or LOGIN)",
                        self.name()
                    ),
                )
                .advice("for a relay that needs no login, leave `user` out of [smtp]"));
            }
            let credentials =
                Credentials::new(login.user.clone(), login.password.reveal().to_owned());
            let login = talk.auth(&mechanisms, &credentials);
            self.step(Stage::Login, PATIENCE, login).await?;
        }
        Ok(talk)
    }

    /// The plain part of STARTTLS (RFC 3207). Whatever the server says beyond the reply to STARTTLS was not encrypted and
    /// may be an attacker's; a reply longer than asked for ends the connection (CVE-2011-0411).
    async fn ask_for_tls(&self, tcp: TcpStream) -> Result<TcpStream, Fault> {
        let mut talk = BufReader::new(tcp);
        self.plain_reply(&mut talk, "2").await?;
        let hello = format!("EHLO {}\r\n", self.end.hello);
        self.plain_write(&mut talk, &hello).await?;
        let offers = self.plain_reply(&mut talk, "2").await?;
        if !offers.iter().any(|line| {
            line.get(4..)
                .is_some_and(|word| word.trim().eq_ignore_ascii_case("STARTTLS"))
        }) {
            return Err(Fault::new(
                FaultKind::Refused,
                format!(
                    "{} does not offer STARTTLS; nothing was sent to it",
                    self.name()
                ),
            )
            .advice("set `tls = \"tls\"` with the port for it (usually 465)"));
        }
        self.plain_write(&mut talk, "STARTTLS\r\n").await?;
        self.plain_reply(&mut talk, "2").await?;
        if !talk.buffer().is_empty() {
            return Err(Fault::new(
                FaultKind::Refused,
                format!(
                    "{} sent text after its reply to STARTTLS, which an attacker might have put in",
                    self.name()
                ),
            ));
        }
        Ok(talk.into_inner())
    }

    async fn plain_write(&self, talk: &mut BufReader<TcpStream>, line: &str) -> Result<(), Fault> {
        talk.write_all(line.as_bytes())
            .await
            .map_err(|error| self.lost(&error))
    }

    async fn plain_reply(
        &self,
        talk: &mut BufReader<TcpStream>,
        wanted: &str,
    ) -> Result<Vec<String>, Fault> {
        let mut lines = Vec::new();
        loop {
            let mut line = Vec::new();
            let mut limited = tokio::io::AsyncReadExt::take(&mut *talk, 2048);
            let got = limited
                .read_until(b'\n', &mut line)
                .await
                .map_err(|error| self.lost(&error))?;
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let last = line.as_bytes().get(3) != Some(&b'-');
            let kind = match line.as_bytes().first() {
                Some(b'5') => FaultKind::Refused,
                _ => FaultKind::Unreachable,
            };
            if got == 0 || lines.len() > 100 || (last && !line.starts_with(wanted)) {
                return Err(Fault::new(
                    kind,
                    format!("{} would not begin: {}", self.name(), server_words(&line)),
                ));
            }
            lines.push(line);
            if last {
                return Ok(lines);
            }
        }
    }

    fn lost(&self, error: &io::Error) -> Fault {
        Fault::new(
            FaultKind::Unreachable,
            format!("the connection to {} broke: {error}", self.name()),
        )
    }

    async fn close(&self, talk: &mut AsyncSmtpConnection) {
        // The letter's fate is decided already; a server that does not say good-bye changes nothing.
        let _ = tokio::time::timeout(Duration::from_secs(5), talk.quit()).await;
    }

    /// Runs one stage and says what its failure means.
    async fn step<T>(
        &self,
        stage: Stage,
        patience: Duration,
        work: impl Future<Output = Result<T, Error>>,
    ) -> Result<T, Fault> {
        let name = self.name();
        match tokio::time::timeout(patience, work).await {
            Ok(Ok(done)) => Ok(done),
            Ok(Err(error)) => {
                let words = server_words(&cause(&error));
                Err(match error.status() {
                    Some(code) => refusal(stage, code, &name, &words),
                    None => loss(stage, &name, &words),
                })
            }
            Err(_) => {
                let words = format!("no answer within {} seconds", patience.as_secs());
                Err(loss(stage, &name, &words))
            }
        }
    }
}

/// The innermost words of a lettre error: the server's own reply, or the system's error.
fn cause(error: &Error) -> String {
    match (error.status(), std::error::Error::source(error)) {
        (Some(code), Some(source)) => format!("{code} {source}"),
        (Some(code), None) => code.to_string(),
        (None, Some(source)) => source.to_string(),
        (None, None) => error.to_string(),
    }
}

/// What a reply code means at its stage (RFC 5321 section 4.2).
fn refusal(stage: Stage, code: Code, name: &str, words: &str) -> Fault {
    let for_now = code.severity == Severity::TransientNegativeCompletion;
    // x21: the service is closing, whatever the stage. x30: we should have logged in.
    let closing = for_now && code.category == Category::Connections && code.detail == Detail::One;
    let login_wanted = code.category == Category::Unspecified3 && code.detail == Detail::Zero;
    // RFC 3463 X.7.x: not authorized. It comes for a recipient's policy, and far more often from a relay that does not know
    // us. So the letter waits, instead of being given up because of our own settings.
    let not_authorized = words
        .split_whitespace()
        .take(3)
        .any(|word| word.starts_with("5.7."));
    let (kind, advice) = match stage {
        Stage::Recipient | Stage::Data if closing => (FaultKind::Unreachable, None),
        Stage::Recipient
            if login_wanted
                || (not_authorized && code.severity == Severity::PermanentNegativeCompletion) =>
        {
            if login_wanted {
                (
                    FaultKind::Refused,
                    Some("give `user` and a password in [smtp]"),
                )
            } else {
                (
                    FaultKind::Temporary,
                    Some("check that the server relays for us; the letter is kept"),
                )
            }
        }
        Stage::Recipient | Stage::Data | Stage::Message if for_now => (FaultKind::Temporary, None),
        Stage::Recipient | Stage::Data | Stage::Message => (FaultKind::Permanent, None),
        Stage::Greeting | Stage::Login | Stage::Sender if for_now => (FaultKind::Unreachable, None),
        Stage::Greeting => (FaultKind::Refused, None),
        Stage::Login => (
            FaultKind::Refused,
            Some("check `user` and the password in [smtp]"),
        ),
        Stage::Sender => (
            FaultKind::Refused,
            Some(
                "check that this account may send as `envelope_from` (or `<>`), and whether a login is needed",
            ),
        ),
    };
    let what = match stage {
        Stage::Greeting => format!("{name} does not want to talk to us: {words}"),
        Stage::Login => format!("{name} refused the login: {words}"),
        Stage::Sender => format!("{name} refused us as a sender: {words}"),
        Stage::Recipient => format!("{name} refused the recipient: {words}"),
        Stage::Data | Stage::Message => format!("{name} refused the letter: {words}"),
    };
    let fault = Fault::new(kind, what);
    match advice {
        Some(advice) => fault.advice(advice),
        None => fault,
    }
}

/// What a lost connection means at its stage.
fn loss(stage: Stage, name: &str, words: &str) -> Fault {
    match stage {
        // RFC 1047: the server may have taken the letter and only its reply was lost.
        Stage::Message => Fault::new(
            FaultKind::Unsure,
            format!(
                "the connection to {name} was lost after the letter was handed over, so it may have arrived: {words}"
            ),
        ),
        _ => Fault::new(
            FaultKind::Unreachable,
            format!("the connection to {name} was lost: {words}"),
        ),
    }
}

/// A stream that may first say something itself.
#[derive(Debug)]
struct Greeted {
    said: &'static [u8],
    stream: Stream,
}

impl Greeted {
    fn new(stream: Stream, said: &'static [u8]) -> Greeted {
        Greeted { said, stream }
    }
}

impl AsyncTokioStream for Greeted {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        match &self.stream {
            Stream::Plain(stream) => stream.peer_addr(),
            Stream::Tls(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}

impl AsyncRead for Greeted {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        if this.said.is_empty() {
            return Pin::new(&mut this.stream).poll_read(cx, buf);
        }
        let (now, later) = this.said.split_at(this.said.len().min(buf.remaining()));
        buf.put_slice(now);
        this.said = later;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Greeted {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().stream).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}
