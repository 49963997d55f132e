//! TLS by rustls: the public roots, the certificates of `ca_file`, and what to say when a certificate is not good.

use super::{Fault, FaultKind};
use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::{
    CertificateError, ClientConfig, DigitallySignedStruct, Error, RootCertStore, SignatureScheme,
};
use rustls_pki_types::pem::PemObject;
use rustls_pki_types::{CertificateDer, ServerName, UnixTime};
use std::io;
use std::sync::Arc;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

/// The certificates of a PEM file.
///
/// # Errors
/// When a certificate is damaged, or there is none; in words.
pub fn certificates_of_pem(pem: &[u8]) -> Result<Vec<CertificateDer<'static>>, String> {
    let found = CertificateDer::pem_slice_iter(pem)
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| format!("a certificate in it is damaged ({error})"))?;
    let mut roots = RootCertStore::empty();
    let (_, damaged) = roots.add_parsable_certificates(found.iter().cloned());
    match (found.len(), damaged) {
        (0, _) => Err("there is no certificate in it".to_owned()),
        (_, 0) => Ok(found),
        (all, bad) => Err(format!("{bad} of its {all} certificates cannot be read")),
    }
}

/// Wraps a connection in TLS and checks that the certificate is valid for `host`.
pub(super) async fn wrap<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    host: &str,
    own: &[CertificateDer<'static>],
) -> Result<TlsStream<S>, Fault> {
    let name = ServerName::try_from(host.to_owned()).map_err(|_| {
        Fault::new(
            FaultKind::Refused,
            format!("`{host}` is not a name that a certificate can carry"),
        )
    })?;
    let config = config(own)
        .map_err(|error| Fault::new(FaultKind::Refused, format!("TLS cannot start: {error}")))?;
    TlsConnector::from(Arc::new(config))
        .connect(name, stream)
        .await
        .map_err(|error| explain(&error, host))
}

fn config(own: &[CertificateDer<'static>]) -> Result<ClientConfig, Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut roots = RootCertStore {
        roots: webpki_roots::TLS_SERVER_ROOTS.to_vec(),
    };
    roots.add_parsable_certificates(own.iter().cloned());
    let usual = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .build()
        .map_err(|error| Error::General(error.to_string()))?;
    let pinned = Pinned {
        usual,
        own: own.to_vec(),
        provider: provider.clone(),
    };
    Ok(ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(pinned))
        .with_no_client_auth())
}

/// The usual verification, and besides it trust in a server whose very certificate stands in `ca_file`.
///
/// `openssl req -x509` makes certificates that are their own authority; webpki refuses such a one as a server's
/// (`CaUsedAsEndEntity`) even when it is a trusted root. Whoever put that certificate into `ca_file` meant this server.
#[derive(Debug)]
struct Pinned {
    usual: Arc<WebPkiServerVerifier>,
    own: Vec<CertificateDer<'static>>,
    provider: Arc<CryptoProvider>,
}

impl ServerCertVerifier for Pinned {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        server_name: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, Error> {
        if self
            .own
            .iter()
            .any(|own| own.as_ref() == end_entity.as_ref())
        {
            return Ok(ServerCertVerified::assertion());
        }
        self.usual
            .verify_server_cert(end_entity, intermediates, server_name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls12_signature(message, cert, dss, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let algorithms = &self.provider.signature_verification_algorithms;
        rustls::crypto::verify_tls13_signature(message, cert, dss, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.usual.supported_verify_schemes()
    }
}

/// A handshake that failed: a bad certificate waits for a person, anything else may pass by itself.
fn explain(error: &io::Error, host: &str) -> Fault {
    let inner = error
        .get_ref()
        .and_then(|inner| inner.downcast_ref::<Error>());
    match inner {
        Some(Error::InvalidCertificate(reason)) => {
            let (what, advice) = match reason {
                CertificateError::NotValidForName
                | CertificateError::NotValidForNameContext { .. } => (
                    "is for another name",
                    "write into `host` the name that stands in the certificate",
                ),
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => (
                    "has expired",
                    "the server's administrator must renew it (and check this machine's clock)",
                ),
                CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
                    ("is not valid yet", "check this machine's clock")
                }
                CertificateError::UnknownIssuer => (
                    "comes from an authority that nobody here knows",
                    "for an authority of your own, name its certificate in `ca_file`",
                ),
                _ => (
                    "was not accepted",
                    "for a self-signed certificate, name it in `ca_file`",
                ),
            };
            Fault::new(
                FaultKind::Refused,
                format!("the certificate of {host} {what} ({reason})"),
            )
            .advice(advice)
        }
        Some(Error::InvalidMessage(_)) => Fault::new(
            FaultKind::Refused,
            format!("{host} does not speak TLS on this port"),
        )
        .advice("set `tls = \"starttls\"`, or take the port for TLS (993 for IMAP, 465 for SMTP)"),
        _ => Fault::new(
            FaultKind::Unreachable,
            format!("the TLS handshake with {host} failed: {error}"),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_certificates_is_refused_in_words() {
        assert!(
            certificates_of_pem(b"hello")
                .unwrap_err()
                .contains("no certificate")
        );
        let cut = b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
        assert!(
            certificates_of_pem(cut)
                .unwrap_err()
                .contains("cannot be read")
        );
    }
}
