//! Where the gateway is, for the one who asks: by the way on which they came.

use std::convert::Infallible;

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

/// Marks requests that came over TLS.
#[derive(Clone, Copy, Debug)]
pub struct Secure;

/// How the one who asks reached the sandbox.
#[derive(Clone, Debug)]
pub struct Way {
    secure: bool,
    host: Option<String>,
}

impl Way {
    /// The gateway's address. Whoever comes over TLS gets it over TLS, under the name that they used; but
    /// who resolves Discord's own names to this machine gets it plain, since the gateway's name would
    /// need the same.
    pub fn gateway(&self, base: &str) -> String {
        match &self.host {
            Some(host) if self.secure => format!("wss://{host}/gateway"),
            _ => format!("{}/gateway", base.replacen("http", "ws", 1)),
        }
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Way {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Infallible> {
        // HTTP/2 has the name in the address rather than in a header.
        let host = parts
            .headers
            .get(header::HOST)
            .and_then(|host| host.to_str().ok())
            .or_else(|| parts.uri.authority().map(|authority| authority.as_str()))
            .filter(|host| !host.starts_with("discord.com") && !host.contains("discord.gg"))
            .map(str::to_owned);
        Ok(Self {
            secure: parts.extensions.get::<Secure>().is_some(),
            host,
        })
    }
}
