//! The certificate of the sandbox's TLS: its own authority, made once, and kept when somebody wants to go
//! on trusting it.

use std::{
    fs, io,
    io::Write,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use super::StartError;

/// What the certificate stands for: this machine, and the names that clients are told to resolve to it.
const NAMES: [&str; 5] = [
    "localhost",
    "127.0.0.1",
    "::1",
    "discord.com",
    "gateway.discord.gg",
];

/// How the sandbox speaks TLS.
#[derive(Clone, Debug)]
pub struct Tls {
    /// Where; loopback only, and port 0 takes a free one.
    pub listen: SocketAddr,
    /// The files of the certificate and of its key; made when they are not there. `None`: a new one each
    /// time, kept nowhere.
    pub kept: Option<[PathBuf; 2]>,
}

impl Default for Tls {
    fn default() -> Self {
        Self {
            listen: (Ipv4Addr::LOCALHOST, 0).into(),
            kept: None,
        }
    }
}

/// A certificate and its key, as PEM.
#[derive(Clone)]
pub(super) struct Certificate {
    pub pem: String,
    pub key: String,
}

impl Certificate {
    /// A new one.
    fn new() -> Result<Self, StartError> {
        let names = NAMES.map(str::to_owned);
        let signed = rcgen::generate_simple_self_signed(names).map_err(StartError::Certificate)?;
        Ok(Self {
            pem: signed.cert.pem(),
            key: signed.signing_key.serialize_pem(),
        })
    }

    /// The kept one, or a new one, which is kept if it shall be.
    pub fn find(kept: Option<&[PathBuf; 2]>) -> Result<Self, StartError> {
        let Some([certificate, key]) = kept else {
            return Self::new();
        };
        if let (Ok(pem), Ok(key)) = (fs::read_to_string(certificate), fs::read_to_string(key)) {
            return Ok(Self { pem, key });
        }
        let new = Self::new()?;
        // The key first: a certificate without its key would be trusted for nothing.
        for (path, text, mode) in [(key, &new.key, 0o600), (certificate, &new.pem, 0o644)] {
            write(path, text, mode).map_err(|error| StartError::Keep(path.clone(), error))?;
        }
        Ok(new)
    }
}

fn write(path: &PathBuf, text: &str, mode: u32) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(mode);
    }
    #[cfg(not(unix))]
    let _ = mode;
    options.open(path)?.write_all(text.as_bytes())
}
