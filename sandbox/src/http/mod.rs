//! The HTTP API: routes, and what every request goes through first.

mod absent;
mod address;
mod bans;
mod body;
mod channel_form;
mod channels;
mod commands;
mod direct;
mod fields;
mod form;
mod gate;
mod guilds;
mod installation;
mod interactions;
mod levers;
mod mass;
mod members;
mod messages;
mod overwrites;
mod own;
mod people;
mod pins;
mod reactions;
mod roles;
mod thread_lists;
mod thread_members;
mod threads;
mod used;
mod webhooks;
mod writing;

use std::{ops::RangeInclusive, sync::Arc, time::Duration};

use axum::{
    Router,
    extract::{DefaultBodyLimit, Path, Request, State},
    http::{Method, header},
    middleware,
    response::{IntoResponse, Response},
    routing::{delete, get, post, put},
};

use self::gate::gate;
pub use self::{
    address::{Secure, Way},
    gate::Line,
};
use super::{Shared, gateway, page, refusal::Refused};

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
        .route("/guilds/{guild}", get(guilds::guild).patch(guilds::edit))
        .route(
            "/guilds/{guild}/application-command-index",
            get(people::command_index),
        )
        .merge(channels::routes())
        .merge(threads::routes())
        .merge(thread_lists::routes())
        .merge(thread_members::routes())
        .merge(pins::routes())
        .merge(reactions::routes())
        .merge(direct::routes())
        .merge(writing::routes())
        .merge(mass::routes())
        .route("/interactions", post(people::interact))
        .route(
            "/interactions/{id}/{token}/callback",
            post(interactions::callback),
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
    let api = api
        .merge(people_of_guilds())
        .merge(webhook_routes())
        .merge(absent::routes());
    Router::new()
        .nest("/api/v10", api)
        .route("/gateway", get(gateway::connect))
        .route("/gateway/", get(gateway::connect))
        .route("/attachments/{channel}/{id}/{name}", get(messages::file))
        .route("/sandbox/company", get(levers::company))
        .route("/sandbox/clock", post(levers::clock))
        .route(
            "/sandbox/faults",
            get(levers::faults)
                .post(levers::order)
                .delete(levers::relent),
        )
        .route(
            "/sandbox/settings",
            get(levers::settings).patch(levers::set),
        )
        .route("/sandbox/log", get(levers::log))
        .route("/", get(|| async { page_file("index.html") }))
        .route(
            "/page/{name}",
            get(|Path(name): Path<String>| async move { page_file(&name) }),
        )
        .fallback(not_here)
        .method_not_allowed_fallback(no_such_method)
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), gate))
        .layer(DefaultBodyLimit::max(BODY))
        .with_state(shared)
}

/// Servers as such: their roles and members, and the bot in them.
fn people_of_guilds() -> Router<Arc<Shared>> {
    Router::new()
        .route("/oauth2/authorize", post(installation::authorize))
        .route("/users/@me/guilds", get(guilds::own))
        .route("/users/@me/guilds/{guild}", delete(installation::leave))
        .route("/users/@me/guilds/{guild}/member", get(members::own))
        .route("/guilds/{guild}/preview", get(guilds::preview))
        .route(
            "/guilds/{guild}/roles",
            get(roles::list).post(roles::create).patch(roles::order),
        )
        .route("/guilds/{guild}/roles/member-counts", get(roles::counts))
        .route(
            "/guilds/{guild}/roles/{role}",
            get(roles::one).patch(roles::edit).delete(roles::remove),
        )
        .route("/guilds/{guild}/members", get(members::list))
        .route("/guilds/{guild}/members/search", get(members::search))
        .route(
            "/guilds/{guild}/members/{user}",
            get(members::one).patch(members::edit).delete(members::kick),
        )
        .route(
            "/guilds/{guild}/members/{user}/roles/{role}",
            put(members::give).delete(members::take),
        )
        .route("/guilds/{guild}/bans", get(bans::list))
        .route(
            "/guilds/{guild}/bans/{user}",
            get(bans::one).put(bans::create).delete(bans::remove),
        )
        .route("/guilds/{guild}/bulk-ban", post(bans::at_once))
        .route(
            "/guilds/{guild}/integrations",
            get(installation::integrations),
        )
        .route(
            "/guilds/{guild}/integrations/{integration}",
            delete(installation::remove),
        )
        .route(
            "/channels/{channel}/permissions/{target}",
            put(overwrites::put).delete(overwrites::remove),
        )
        .route(
            "/applications/{application}/guilds/{guild}/commands/permissions",
            get(installation::all_permissions),
        )
        .route(
            "/applications/{application}/guilds/{guild}/commands/{command}/permissions",
            get(installation::permissions).put(installation::set_permissions),
        )
}

/// Webhooks of channels; interactions are answered at the same addresses.
fn webhook_routes() -> Router<Arc<Shared>> {
    Router::new()
        .route(
            "/channels/{channel}/webhooks",
            get(webhooks::of).post(webhooks::create),
        )
        .route("/guilds/{guild}/webhooks", get(webhooks::of_guild))
        .route(
            "/webhooks/{webhook}",
            get(webhooks::one)
                .patch(webhooks::edit)
                .delete(webhooks::remove),
        )
        .route(
            "/webhooks/{webhook}/{token}",
            get(webhooks::one_open)
                .post(webhooks::execute)
                .patch(webhooks::edit_open)
                .delete(webhooks::remove_open),
        )
        .route(
            "/webhooks/{webhook}/{token}/messages/{message}",
            get(webhooks::message)
                .patch(webhooks::edit_message)
                .delete(webhooks::remove_message),
        )
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

/// A method that a path does not have here. Whether Discord has it the sandbox does not know: to an API's
/// client it says no more than it does.
async fn no_such_method(method: Method, request: Request) -> Response {
    if request.uri().path().starts_with("/api/") {
        not_here(method, request).await
    } else {
        Refused::method_not_allowed().into_response()
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

/// How many are asked for at most.
pub(super) fn limit(
    text: Option<&str>,
    bounds: RangeInclusive<usize>,
) -> Result<Option<usize>, Refused> {
    let Some(text) = text else {
        return Ok(None);
    };
    let form = super::form::Form::default();
    let asked = serde_json::json!({ "limit": text });
    let bound = |edge: usize| i64::try_from(edge).unwrap_or(i64::MAX);
    let limit = form.body(&asked, "").at("limit");
    let limit = limit.whole_of(bound(*bounds.start()), bound(*bounds.end()));
    form.finish()?;
    Ok(limit.and_then(|limit| usize::try_from(limit).ok()))
}

/// How long a person waits for the bot before the client says that it failed.
pub(super) const PATIENCE: Duration = super::model::interaction::FIRST_ANSWER;
