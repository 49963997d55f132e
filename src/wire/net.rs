//! Reaching a server: name, port, encryption, and what to say when that fails.

use super::{Fault, FaultKind, Login, tls};
use rustls_pki_types::CertificateDer;
use std::io;
use std::net::IpAddr;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;

/// How long one command may take before the connection is given up.
pub(super) const PATIENCE: Duration = Duration::from_secs(60);

/// How a connection is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TlsMode {
    /// From the first byte.
    Implicit,
    /// By the command STARTTLS; without it nothing is sent.
    StartTls,
    /// Not at all; only to this very machine.
    None,
}

/// A server and how to log in there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Host name, which the certificate must carry.
    pub host: String,
    /// Port.
    pub port: u16,
    /// Encryption.
    pub tls: TlsMode,
    /// Authorities, or server certificates, trusted besides the public ones.
    pub own_certificates: Vec<CertificateDer<'static>>,
    /// User and password; `None` for a relay on this machine that asks for none.
    pub login: Option<Login>,
}

impl Server {
    /// `host:port`.
    pub fn name(&self) -> String {
        format!("{}:{}", self.host, self.port)
    }

    /// Opens the TCP connection.
    pub(super) async fn dial(&self) -> Result<TcpStream, Fault> {
        let attempt = TcpStream::connect((self.host.as_str(), self.port));
        let stream = timed(&self.name(), Duration::from_secs(20), attempt)
            .await?
            .map_err(|error| self.unreachable(&error))?;
        // The settings allow plain text to loopback names only; here the address that the name led to is checked as well.
        let plain_abroad = self.tls == TlsMode::None
            && !stream.peer_addr().is_ok_and(|peer| peer.ip().is_loopback());
        if plain_abroad {
            return Err(Fault::new(
                FaultKind::Refused,
                format!(
                    "{} is not on this machine, and the connection would not be encrypted",
                    self.name()
                ),
            )
            .advice("set `tls = \"tls\"` or `\"starttls\"`"));
        }
        let _ = stream.set_nodelay(true);
        Ok(stream)
    }

    /// Encrypts an open connection.
    pub(super) async fn encrypt(&self, stream: TcpStream) -> Result<Stream, Fault> {
        let handshake = tls::wrap(stream, &self.host, &self.own_certificates);
        let stream = timed(&self.name(), Duration::from_secs(20), handshake).await??;
        Ok(Stream::Tls(Box::new(stream)))
    }

    fn unreachable(&self, error: &io::Error) -> Fault {
        let name = self.name();
        let (what, advice) = match error.kind() {
            io::ErrorKind::ConnectionRefused => (
                format!("{name} refused the connection"),
                "check `host` and `port`, and that the server runs",
            ),
            _ => (
                format!("{name} cannot be reached: {error}"),
                "check `host`, `port` and the network",
            ),
        };
        Fault::new(FaultKind::Unreachable, what).advice(advice)
    }
}

/// Gives a command so much time.
pub(super) async fn timed<T>(
    name: &str,
    patience: Duration,
    work: impl Future<Output = T>,
) -> Result<T, Fault> {
    tokio::time::timeout(patience, work).await.map_err(|_| {
        Fault::new(
            FaultKind::Unreachable,
            format!(
                "{name} did not answer within {} seconds",
                patience.as_secs()
            ),
        )
    })
}

/// True for names and addresses that can only mean this machine.
pub fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost")
        || host
            .trim_matches(['[', ']'])
            .parse::<IpAddr>()
            .is_ok_and(|ip| ip.is_loopback())
}

/// A connection, encrypted or not.
#[derive(Debug)]
pub(super) enum Stream {
    /// Not encrypted.
    Plain(TcpStream),
    /// Encrypted.
    Tls(Box<tokio_rustls::client::TlsStream<TcpStream>>),
}

impl AsyncRead for Stream {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Stream {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Stream::Tls(stream) => Pin::new(stream).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Stream::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Stream::Tls(stream) => Pin::new(stream).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_this_machine_is_loopback() {
        for yes in [
            "localhost",
            "LOCALHOST",
            "127.0.0.1",
            "127.9.9.9",
            "::1",
            "[::1]",
        ] {
            assert!(is_loopback(yes), "{yes}");
        }
        for no in ["mail.example", "localhost.example", "10.0.0.1", ""] {
            assert!(!is_loopback(no), "{no}");
        }
    }

    #[tokio::test]
    async fn a_closed_port_is_unreachable_and_says_so() {
        let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let port = free.local_addr().unwrap().port();
        drop(free);
        let server = Server {
            host: "127.0.0.1".to_owned(),
            port,
            tls: TlsMode::None,
            own_certificates: Vec::new(),
            login: None,
        };
        let fault = server.dial().await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Unreachable);
        assert!(
            fault.to_string().contains("refused the connection"),
            "{fault}"
        );
    }
}
