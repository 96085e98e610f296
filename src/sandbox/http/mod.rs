//! The HTTP API: routes, and what every request goes through first.

mod body;
mod commands;
mod guilds;
mod interactions;
mod messages;
mod own;
mod people;
mod used;

use std::{sync::Arc, time::Duration};

use axum::{
    Json, Router,
    body::Body,
    extract::{DefaultBodyLimit, FromRequestParts, Path, Request, State},
    http::{HeaderMap, HeaderValue, Method, header, request::Parts},
    middleware::{self, Next},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use serde_json::json;

use super::{
    Shared,
    faults::{Effect, Seen},
    gateway,
    limits::Scope,
    model::Caller,
    page,
    refusal::Refused,
};

/// The largest body that anything takes: ten files of ten megabytes would be more than a test needs.
const BODY: usize = 25 * 1024 * 1024;

/// What the rooms below share.
pub(super) type App = State<Arc<Shared>>;

/// All routes.
pub fn router(shared: Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/gateway", get(own::gateway))
        .route("/gateway/bot", get(own::gateway_bot))
        .route("/users/@me", get(own::me))
        .route("/users/{user}", get(guilds::user))
        .route("/applications/@me", get(own::application))
        .route("/oauth2/applications/@me", get(own::application))
        .route("/guilds/{guild}", get(guilds::guild))
        .route("/guilds/{guild}/channels", get(guilds::channels))
        .route("/guilds/{guild}/roles", get(guilds::roles))
        .route("/guilds/{guild}/members/{user}", get(guilds::member))
        .route(
            "/guilds/{guild}/application-command-index",
            get(people::command_index),
        )
        .route("/channels/{channel}", get(guilds::channel))
        .route("/channels/{channel}/typing", post(guilds::typing))
        .route(
            "/channels/{channel}/messages",
            get(messages::list).post(messages::create),
        )
        .route(
            "/channels/{channel}/messages/{message}",
            get(messages::one)
                .patch(messages::edit)
                .delete(messages::remove),
        )
        .route("/interactions", post(people::interact))
        .route(
            "/interactions/{id}/{token}/callback",
            post(interactions::callback),
        )
        .route(
            "/webhooks/{application}/{token}",
            post(interactions::follow_up),
        )
        .route(
            "/webhooks/{application}/{token}/messages/{message}",
            get(interactions::get)
                .patch(interactions::edit)
                .delete(interactions::remove),
        )
        .route(
            "/applications/{application}/commands",
            get(commands::list)
                .put(commands::replace)
                .post(commands::create),
        )
        .route(
            "/applications/{application}/commands/{command}",
            get(commands::one)
                .patch(commands::edit)
                .delete(commands::remove),
        )
        .route(
            "/applications/{application}/guilds/{guild}/commands",
            get(commands::list_in)
                .put(commands::replace_in)
                .post(commands::create_in),
        )
        .route(
            "/applications/{application}/guilds/{guild}/commands/{command}",
            get(commands::one_in)
                .patch(commands::edit_in)
                .delete(commands::remove_in),
        );
    Router::new()
        .nest("/api/v10", api)
        .route("/gateway", get(gateway::connect))
        .route("/gateway/", get(gateway::connect))
        .route("/attachments/{channel}/{id}/{name}", get(messages::file))
        .route("/sandbox/company", get(own::company))
        .route("/sandbox/clock", post(own::clock))
        .route("/", get(|| async { page_file("index.html") }))
        .route(
            "/page/{name}",
            get(|Path(name): Path<String>| async move { page_file(&name) }),
        )
        .fallback(not_here)
        .method_not_allowed_fallback(|| async { Refused::method_not_allowed() })
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), gate))
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(shared)
}

/// What the sandbox does not have, it says and logs; nothing pretends to succeed.
async fn not_here(method: Method, request: Request) -> Response {
    let path = request.uri().path();
    if path.starts_with("/api/") {
        tracing::warn!(%method, path, "The sandbox does not have this.");
        Refused::not_here().into_response()
    } else {
        Refused::not_found().into_response()
    }
}

fn page_file(name: &str) -> Response {
    let Some((media, text)) = page::file(name) else {
        return Refused::not_found().into_response();
    };
    let policy = "default-src 'self'; connect-src 'self' ws:; img-src 'self' data: blob:; frame-ancestors 'none'";
    (
        [
            (header::CONTENT_TYPE, media),
            (header::CONTENT_SECURITY_POLICY, policy),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        text,
    )
        .into_response()
}

/// Every request: only from this machine's own names, counted against the limits, with the trouble
/// that was asked for.
async fn gate(State(shared): App, mut request: Request, next: Next) -> Response {
    if !local_host(request.headers()) {
        return Refused::new(403, 0, "This host name is not the sandbox's").into_response();
    }
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let api = path.starts_with("/api/v10/");
    let who = bearer(request.headers()).and_then(|token| shared.world().caller(Some(&token)).ok());
    if let Some(who) = who {
        request.extensions_mut().insert(who);
    }
    let effect = if api {
        shared.faults.take(&method, &path)
    } else {
        None
    };
    match effect {
        Some(Effect::Status(status)) => {
            shared.faults.note(Seen {
                method,
                path,
                status,
            });
            return Refused::new(status, 0, "Trouble on demand").into_response();
        }
        Some(Effect::DelayBefore(time)) => tokio::time::sleep(time).await,
        _ => {}
    }
    let tally = api.then(|| {
        shared
            .limits
            .count(who.map_or(0, Caller::id), &method, &path)
    });
    let mut response = match tally.as_ref().and_then(|tally| tally.exceeded) {
        Some(scope) => {
            let retry_after = tally.as_ref().map_or(1.0, |tally| tally.retry_after());
            let body = json!({ "message": "You are being rate limited.", "retry_after": retry_after, "global": scope == Scope::Global });
            (axum::http::StatusCode::TOO_MANY_REQUESTS, Json(body)).into_response()
        }
        None => {
            // The work goes on when the client goes away, as it does at Discord.
            match tokio::spawn(next.run(request)).await {
                Ok(response) => response,
                Err(_) => Refused::new(500, 0, "500: Internal Server Error").into_response(),
            }
        }
    };
    if let Some(tally) = tally {
        tally.write(response.headers_mut());
    }
    if response.status() == 413 {
        response = Refused::too_large().into_response();
    }
    shared.faults.note(Seen {
        method,
        path,
        status: response.status().as_u16(),
    });
    match effect {
        Some(Effect::DelayAfter(time)) => tokio::time::sleep(time).await,
        Some(Effect::LoseAnswer) => {
            let broken = futures::stream::once(async {
                Err::<&[u8], _>(std::io::Error::other("lost on demand"))
            });
            let mut lost = Response::new(Body::from_stream(broken));
            lost.headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from_static("64"));
            return lost;
        }
        _ => {}
    }
    response
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
        matches!(name, "localhost" | "127.0.0.1" | "[::1]" | "discord.com")
            || name.starts_with("127.")
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

/// An id in a path. What is no number is no id of anything.
pub(super) fn id(text: &str) -> Result<u64, Refused> {
    text.parse().map_err(|_| {
        Refused::form(
            "",
            "NUMBER_TYPE_COERCE",
            &format!("Value \"{text}\" is not snowflake."),
        )
    })
}

/// How long a person waits for the bot before the client says that it failed.
pub(super) const PATIENCE: Duration = super::model::interaction::FIRST_ANSWER;
