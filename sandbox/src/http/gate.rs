//! What every request goes through first: only from this machine's own names, counted against the
//! limits, with the trouble that was asked for, and written into the log.

use std::{
    convert::Infallible,
    io,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    task::{Context, Poll},
};

use axum::{
    Json,
    body::{Body, Bytes},
    extract::{ConnectInfo, FromRequestParts, Request, State},
    http::{
        self, HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts, uri::PathAndQuery,
    },
    middleware::Next,
    response::{IntoResponse, Response},
};
use futures::future::BoxFuture;
use serde_json::json;
use tower::Service;

use super::App;
use crate::{
    faults::Effect,
    limits::{Scope, Tally},
    log::Sent,
    model::Caller,
    refusal::Refused,
};

/// The largest answer that is read for the log. Files do not go through it.
const ANSWER: usize = 64 * 1024 * 1024;

/// Every request.
pub async fn gate(State(shared): App, mut request: Request, next: Next) -> Response {
    let path = request.uri().path().to_owned();
    // The sandbox's own levers work at all times: they end what they began.
    if shared.faults.is_down() && !path.starts_with("/sandbox/") {
        return broken();
    }
    if !local_host(request.headers()) {
        return Refused::new(403, 0, "This host name is not the sandbox's").into_response();
    }
    let api = path.starts_with("/api/v10/");
    if !api {
        return next.run(request).await;
    }
    let address = request
        .extensions()
        .get::<ConnectInfo<SocketAddr>>()
        .map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |info| info.0.ip());
    if let Some(left) = shared.limits.banned(address) {
        return banned(left);
    }
    let method = request.method().clone();
    let who = bearer(request.headers()).and_then(|token| shared.world().caller(Some(&token)).ok());
    if let Some(who) = who {
        request.extensions_mut().insert(who);
    }
    let sent = Sent::default();
    request.extensions_mut().insert(sent.clone());
    let effect = shared.faults.take(method.as_str(), &path);
    let seq = shared.log.request(
        who,
        method.clone(),
        path.clone(),
        request.uri().query().map(str::to_owned),
        sent,
        effect.map(|effect| format!("{effect:?}")),
    );
    let mut tally = shared
        .limits
        .count(who.map_or(0, Caller::id), &method, &path);
    let response = match effect {
        Some(Effect::LoseRequest) => return broken(),
        Some(Effect::Status(status)) => {
            Refused::new(status, 0, "Trouble on demand").into_response()
        }
        Some(Effect::RateLimited(time)) => {
            tally = Tally::shared(time);
            limited(&tally, Scope::Shared)
        }
        _ => {
            if let Some(Effect::DelayBefore(time)) = effect {
                tokio::time::sleep(time).await;
            }
            match tally.exceeded {
                Some(scope) => limited(&tally, scope),
                // The work goes on when the client goes away, as it does at Discord.
                None => tokio::spawn(next.run(request)).await.unwrap_or_else(|_| {
                    Refused::new(500, 0, "500: Internal Server Error").into_response()
                }),
            }
        }
    };
    let (mut response, body) = read(response).await;
    tally.write(response.headers_mut());
    // discord.py takes a 429 without it for the ban that stands before Discord, and gives up.
    response
        .headers_mut()
        .insert(header::VIA, HeaderValue::from_static("1.1 sandbox"));
    let status = response.status().as_u16();
    let shared_limit = tally.exceeded == Some(Scope::Shared);
    shared.limits.answered(address, status, shared_limit);
    shared.log.answered(seq, status, body);
    match effect {
        Some(Effect::DelayAfter(time)) => tokio::time::sleep(time).await,
        Some(Effect::LoseAnswer) => return broken(),
        _ => {}
    }
    // Something may have gone down while this was under way.
    if shared.faults.is_down() {
        return broken();
    }
    response
}

/// The answer's body, and the answer whole again.
async fn read(response: Response) -> (Response, Bytes) {
    // axum says in its own words that a body is too large; Discord has its own.
    let response = if response.status() == StatusCode::PAYLOAD_TOO_LARGE {
        Refused::too_large().into_response()
    } else {
        response
    };
    let (parts, body) = response.into_parts();
    let body = axum::body::to_bytes(body, ANSWER).await.unwrap_or_default();
    (Response::from_parts(parts, Body::from(body.clone())), body)
}

fn limited(tally: &Tally, scope: Scope) -> Response {
    let words = if scope == Scope::Shared {
        "The resource is being rate limited."
    } else {
        "You are being rate limited."
    };
    let body = json!({
        "message": words, "retry_after": tally.retry_after(), "global": scope == Scope::Global,
    });
    (StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response()
}

/// What stands before Discord says to an address that was refused too often: no JSON, no bucket.
fn banned(left: std::time::Duration) -> Response {
    (
        StatusCode::TOO_MANY_REQUESTS,
        [
            (header::RETRY_AFTER, left.as_secs().max(1).to_string()),
            (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        ],
        "<!doctype html><title>Access denied</title><p>Error 1015: you are being rate limited. \
         Too many of your requests were refused.</p>",
    )
        .into_response()
}

/// Marks an answer that is not to be given: its connection breaks instead.
#[derive(Clone, Copy, Debug)]
struct Broken;

fn broken() -> Response {
    let mut response = Response::new(Body::empty());
    response.extensions_mut().insert(Broken);
    response
}

/// A connection's service. What is marked [`Broken`] ends the connection without a word.
#[derive(Clone, Debug)]
pub struct Line<S>(pub S);

impl<S, B> Service<http::Request<B>> for Line<S>
where
    S: Service<http::Request<B>, Response = Response, Error = Infallible>,
    S::Future: Send + 'static,
{
    type Response = Response;
    type Error = io::Error;
    type Future = BoxFuture<'static, Result<Response, io::Error>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), io::Error>> {
        self.0.poll_ready(context).map_err(|never| match never {})
    }

    fn call(&mut self, mut request: http::Request<B>) -> Self::Future {
        with_version(request.uri_mut());
        let answer = self.0.call(request);
        Box::pin(async move {
            let response = answer.await.unwrap_or_else(|never| match never {});
            if response.extensions().get::<Broken>().is_some() {
                return Err(io::Error::new(
                    io::ErrorKind::ConnectionReset,
                    "broken on demand",
                ));
            }
            Ok(response)
        })
    }
}

/// The address that a webhook tells of itself names no version of the API; it is the current one's here.
fn with_version(uri: &mut Uri) {
    let whole = uri.path_and_query().map(PathAndQuery::as_str);
    let Some(rest) = whole.and_then(|whole| whole.strip_prefix("/api/webhooks/")) else {
        return;
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = format!("/api/v10/webhooks/{rest}").parse().ok();
    if let Ok(new) = Uri::from_parts(parts) {
        *uri = new;
    }
}

/// A page of somebody else's that makes its own name mean this machine gets nothing.
fn local_host(headers: &HeaderMap) -> bool {
    let named = |text: &str| {
        let name = text.rsplit_once(':').map_or(text, |(name, port)| {
            if port.bytes().all(|b| b.is_ascii_digit()) {
                name
            } else {
                text
            }
        });
        matches!(
            name,
            "localhost" | "127.0.0.1" | "[::1]" | "discord.com" | "gateway.discord.gg"
        ) || name
            .parse::<Ipv4Addr>()
            .is_ok_and(|address| address.is_loopback())
    };
    let host = headers
        .get(header::HOST)
        .and_then(|host| host.to_str().ok())
        .is_none_or(named);
    let origin = headers
        .get(header::ORIGIN)
        .and_then(|origin| origin.to_str().ok())
        .is_none_or(|origin| {
            origin
                .split_once("://")
                .is_some_and(|(_, host)| named(host))
        });
    host && origin
}

fn bearer(headers: &HeaderMap) -> Option<String> {
    headers
        .get(header::AUTHORIZATION)?
        .to_str()
        .ok()
        .map(str::to_owned)
}

/// The one who asks; 401 without a token that is somebody's.
impl<S: Send + Sync> FromRequestParts<S> for Caller {
    type Rejection = Refused;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refused> {
        parts
            .extensions
            .get::<Self>()
            .copied()
            .ok_or_else(Refused::unauthorized)
    }
}
