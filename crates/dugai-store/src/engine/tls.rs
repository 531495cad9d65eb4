//! Whether and how the connection to PostgreSQL is encrypted: `sslmode` and `sslrootcert` of the
//! URL, as libpq means them.

use std::error::Error;
use std::path::PathBuf;
use std::sync::Arc;

use rustls::client::WebPkiServerVerifier;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::CryptoProvider;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{CertificateError, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};
use tokio_postgres::config::SslMode;
use tokio_postgres_rustls::MakeRustlsConnect;

use crate::StoreError;

/// How sure the program must be of the server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Never encrypted.
    Disable,
    /// Encrypted where the server offers it.
    Prefer,
    /// Encrypted; whoever answers is believed, unless authorities are named.
    Require,
    /// And its certificate is signed by a named authority.
    VerifyCa,
    /// And it is for the host of the URL.
    VerifyFull,
}

/// What the URL says about encryption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wanted {
    mode: Mode,
    authorities: Option<PathBuf>,
}

impl Wanted {
    /// Takes the settings out of a URL (or a list of `name=value`); gives the rest.
    pub(super) fn of(url: &str) -> Result<(String, Self), StoreError> {
        let (start, settings, between) = match url.split_once('?') {
            Some((start, query)) if url.contains("://") => (format!("{start}?"), query, '&'),
            None if url.contains("://") => (url.to_owned(), "", '&'),
            _ => (String::new(), url, ' '),
        };
        let mut wanted = Self { mode: Mode::Prefer, authorities: None };
        let mut rest: Vec<&str> = Vec::new();
        for setting in settings.split(between).filter(|s| !s.is_empty()) {
            match setting.split_once('=') {
                Some(("sslmode", mode)) => wanted.mode = Mode::of(mode)?,
                Some(("sslrootcert", path)) => {
                    let path = percent_encoding::percent_decode_str(path).decode_utf8_lossy().into_owned();
                    wanted.authorities = Some(PathBuf::from(path));
                }
                _ => rest.push(setting),
            }
        }
        let whole = format!("{start}{}", rest.join(&between.to_string()));
        Ok((whole.strip_suffix('?').unwrap_or(&whole).to_owned(), wanted))
    }

    /// What the driver does before it hands the connection over.
    pub(super) fn ssl_mode(&self) -> SslMode {
        match self.mode {
            Mode::Disable => SslMode::Disable,
            Mode::Prefer => SslMode::Prefer,
            Mode::Require | Mode::VerifyCa | Mode::VerifyFull => SslMode::Require,
        }
    }

    /// What encrypts; nothing where nothing may be encrypted.
    pub(super) fn connector(&self) -> Result<Option<MakeRustlsConnect>, StoreError> {
        if self.mode == Mode::Disable {
            return Ok(None);
        }
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let broken = |error: &dyn Error| StoreError::message(format!("prepare TLS to the database: {error}"));
        // In libpq, too: `prefer` looks at no certificate, and `require` does where authorities are named.
        let named = if self.mode == Mode::Prefer { None } else { self.authorities()? };
        if named.is_none() && matches!(self.mode, Mode::VerifyCa | Mode::VerifyFull) {
            return Err(StoreError::message(
                "the database URL asks to verify the server's certificate: name the file of its authority's certificate as sslrootcert=FILE",
            ));
        }
        let verifier = named
            .map(|roots| WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider)).build())
            .transpose()
            .map_err(|e| broken(&e))?;
        let verifier =
            Verifier { provider: Arc::clone(&provider), chain: verifier, name: self.mode == Mode::VerifyFull };
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|e| broken(&e))?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(verifier))
            .with_no_client_auth();
        Ok(Some(MakeRustlsConnect::new(config)))
    }

    fn authorities(&self) -> Result<Option<RootCertStore>, StoreError> {
        let Some(path) = &self.authorities else { return Ok(None) };
        let told = |what: &str| StoreError::message(format!("use sslrootcert={}: {what}", path.display()));
        let read = CertificateDer::pem_file_iter(path).map_err(|e| told(&e.to_string()))?;
        let mut store = RootCertStore::empty();
        for certificate in read {
            let certificate = certificate.map_err(|e| told(&e.to_string()))?;
            store.add(certificate).map_err(|e| told(&e.to_string()))?;
        }
        if store.is_empty() { Err(told("it holds no certificate (PEM was expected)")) } else { Ok(Some(store)) }
    }

    /// What to do about a connection that could not be encrypted; nothing when it failed otherwise.
    pub(super) fn cure(&self, error: &(dyn Error + 'static)) -> Option<String> {
        let file = self.authorities.as_ref().map_or_else(|| "sslrootcert".to_owned(), |p| p.display().to_string());
        if let Some(rustls::Error::InvalidCertificate(fault)) = rustls_of(error) {
            return Some(match fault {
                CertificateError::UnknownIssuer | CertificateError::BadSignature => format!(
                    "the database server's certificate is not signed by an authority in {file}: name the right file, and do not connect before you know who answers"
                ),
                CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
                    "the database server's certificate is for another name than the host in the URL: use the name it is for, or have it made anew".to_owned()
                }
                CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
                    "the database server's certificate has expired: have it made anew".to_owned()
                }
                other => format!("the database server's certificate cannot be used: {other}"),
            });
        }
        let mut chain = std::iter::successors(Some(error), |e| (**e).source());
        chain.any(|e| e.to_string().contains("server does not support TLS")).then(|| {
            "the database server offers no TLS, and the URL's sslmode asks for it: switch it on at the server (ssl = on), or say sslmode=disable where the network is your own".to_owned()
        })
    }
}

impl Mode {
    fn of(text: &str) -> Result<Self, StoreError> {
        Ok(match text {
            "disable" => Self::Disable,
            "prefer" | "allow" => Self::Prefer,
            "require" => Self::Require,
            "verify-ca" => Self::VerifyCa,
            "verify-full" => Self::VerifyFull,
            _ => {
                return Err(StoreError::message(
                    "read the database URL: sslmode must be disable, prefer, require, verify-ca or verify-full",
                ));
            }
        })
    }
}

/// The error of the TLS library inside another, if it is one.
fn rustls_of<'a>(error: &'a (dyn Error + 'static)) -> Option<&'a rustls::Error> {
    std::iter::successors(Some(error), |e| (**e).source())
        .find_map(|e| e.downcast_ref().or_else(|| e.downcast_ref::<std::io::Error>()?.get_ref()?.downcast_ref()))
}

/// Looks at a certificate as far as it is asked to.
#[derive(Debug)]
struct Verifier {
    provider: Arc<CryptoProvider>,
    /// Against authorities; none: whoever answers is believed.
    chain: Option<Arc<WebPkiServerVerifier>>,
    /// And whether its name is the host's.
    name: bool,
}

impl ServerCertVerifier for Verifier {
    fn verify_server_cert(
        &self,
        end: &CertificateDer<'_>,
        between: &[CertificateDer<'_>],
        name: &ServerName<'_>,
        ocsp: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        use CertificateError as C;
        let Some(chain) = &self.chain else { return Ok(ServerCertVerified::assertion()) };
        match chain.verify_server_cert(end, between, name, ocsp, now) {
            // The name is looked at last: the chain was good.
            Err(rustls::Error::InvalidCertificate(C::NotValidForName | C::NotValidForNameContext { .. }))
                if !self.name =>
            {
                Ok(ServerCertVerified::assertion())
            }
            other => other,
        }
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        end: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls12_signature(
            message,
            end,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        end: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        rustls::crypto::verify_tls13_signature(
            message,
            end,
            signature,
            &self.provider.signature_verification_algorithms,
        )
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str) -> (String, Wanted) {
        Wanted::of(url).unwrap()
    }

    #[test]
    fn settings_are_taken_out_and_the_rest_stays() {
        let (rest, wanted) =
            of("postgres://u:p@h:5/d?sslmode=verify-full&connect_timeout=3&sslrootcert=%2Fetc%2Fa%20b.pem");
        assert_eq!(rest, "postgres://u:p@h:5/d?connect_timeout=3");
        assert_eq!(wanted, Wanted { mode: Mode::VerifyFull, authorities: Some(PathBuf::from("/etc/a b.pem")) });
        let (rest, wanted) = of("postgres://u@h/d?sslmode=disable");
        assert_eq!((rest.as_str(), wanted.mode), ("postgres://u@h/d", Mode::Disable));
        assert_eq!(of("postgres://u@h/d").1.mode, Mode::Prefer, "as libpq without a word");
        let (rest, wanted) = of("host=h sslmode=require user=u");
        assert_eq!((rest.as_str(), wanted.mode), ("host=h user=u", Mode::Require));
    }

    #[test]
    fn what_cannot_be_meant_is_refused() {
        assert!(Wanted::of("postgres://h/d?sslmode=yes").unwrap_err().to_string().contains("verify-full"));
        let told = of("postgres://h/d?sslmode=verify-full").1.connector().err().unwrap().to_string();
        assert!(told.contains("sslrootcert"), "{told}");
        let told = of("postgres://h/d?sslmode=require&sslrootcert=/no/such.pem").1.connector().err().unwrap();
        assert!(told.to_string().contains("/no/such.pem"), "{told}");
    }
}
