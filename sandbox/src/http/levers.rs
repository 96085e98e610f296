//! The sandbox's own levers: the company, the clock, trouble, settings, the log.

use axum::{
    Json,
    extract::{Query, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use chrono::TimeDelta;
use serde::Deserialize;
use serde_json::{Value, json};

use super::{App, body::Body};
use crate::{
    Shared,
    faults::Trouble,
    refusal::Refused,
    settings::{Change, Settings},
};

/// The most lines of the log in one answer.
const LINES: usize = 1_000;

/// A request that does not say what it should.
fn wrong(words: impl std::fmt::Display) -> Response {
    (
        StatusCode::BAD_REQUEST,
        Json(json!({ "message": words.to_string() })),
    )
        .into_response()
}

/// `GET /sandbox/company`.
pub async fn company(State(shared): App) -> Response {
    let world = shared.world();
    let company = world
        .guilds
        .keys()
        .next()
        .and_then(|guild| world.company(*guild));
    company.map_or_else(
        || Refused::unknown_guild().into_response(),
        |company| Json(company).into_response(),
    )
}

/// `GET /sandbox/missing`: what was asked for and is not here, and how often.
pub async fn missing(State(shared): App) -> Response {
    Json(shared.log.missing()).into_response()
}

/// `GET /sandbox/clock`: what time it is in the company, and the moments that the host has named.
pub async fn time(State(shared): App) -> Response {
    let moments = shared.host.moments().await;
    let now = shared.world().clock.now();
    Json(json!({ "now": now, "moments": moments })).into_response()
}

/// `POST /sandbox/clock`: moves time forward, by at most five years at once.
pub async fn clock(State(shared): App, body: Body) -> Response {
    let most = TimeDelta::days(5 * 365).num_seconds();
    let seconds = body.json["advance_seconds"]
        .as_i64()
        .filter(|seconds| (0..=most).contains(seconds));
    let Some(seconds) = seconds else {
        return wrong(format!(
            "advance_seconds must be a whole number from 0 to {most}: time only moves forward"
        ));
    };
    let mut world = shared.world();
    world.advance(TimeDelta::seconds(seconds));
    Json(json!({ "now": world.clock.now() })).into_response()
}

/// `GET /sandbox/faults`: the trouble that waits.
pub async fn faults(State(shared): App) -> Json<Vec<Trouble>> {
    Json(shared.faults.all())
}

/// `POST /sandbox/faults`: orders trouble, one or a list. All of a list, or none.
pub async fn order(State(shared): App, body: Body) -> Response {
    let list = match body.json {
        Value::Array(list) => list,
        one => vec![one],
    };
    let read: Result<Vec<Trouble>, _> = list.into_iter().map(serde_json::from_value).collect();
    match read.map_err(|error| error.to_string()).and_then(check) {
        Ok(all) => {
            for trouble in all {
                shared.suffer(trouble);
            }
            (StatusCode::CREATED, Json(shared.faults.all())).into_response()
        }
        Err(words) => wrong(words),
    }
}

/// What serde cannot see.
fn check(all: Vec<Trouble>) -> Result<Vec<Trouble>, String> {
    use crate::faults::{Blow, Effect};
    for trouble in &all {
        let probability = match trouble {
            Trouble::Request(fault) => fault.probability,
            Trouble::Event(slip) => slip.probability,
            _ => 1.0,
        };
        if !(0.0..=1.0).contains(&probability) {
            return Err("probability must be from 0 to 1".to_owned());
        }
        match trouble {
            Trouble::Request(fault) => {
                if let Effect::Status(status) = fault.effect
                    && !(400..=599).contains(&status)
                {
                    return Err("status must be from 400 to 599".to_owned());
                }
            }
            Trouble::Gateway(Blow::Close(code)) if !matches!(code, 1000 | 1001 | 4000..=4999) => {
                return Err("close must be 1000, 1001, or from 4000 to 4999".to_owned());
            }
            Trouble::Down(outage) if outage.ms > 600_000 => {
                return Err("ms must be at most 600000: ten minutes".to_owned());
            }
            _ => {}
        }
    }
    Ok(all)
}

/// `DELETE /sandbox/faults`: takes all trouble back.
pub async fn relent(State(shared): App) -> StatusCode {
    shared.faults.clear();
    StatusCode::NO_CONTENT
}

/// `GET /sandbox/settings`.
pub async fn settings(State(shared): App) -> Json<Settings> {
    Json(shared.settings())
}

/// `PATCH /sandbox/settings`: changes those that are named.
pub async fn set(State(shared): App, body: Body) -> Response {
    match serde_json::from_value::<Change>(body.json) {
        Ok(change) => match shared.set(change) {
            Ok(settings) => Json(settings).into_response(),
            Err(words) => wrong(words),
        },
        Err(error) => wrong(error),
    }
}

/// Which part of the log is asked for.
#[derive(Debug, Deserialize)]
pub struct Window {
    #[serde(default)]
    after: u64,
    limit: Option<usize>,
}

/// `GET /sandbox/log?after=…&limit=…`: the lines after a number, the oldest first.
pub async fn log(State(shared): App, Query(window): Query<Window>) -> Response {
    let most = window.limit.unwrap_or(LINES).min(LINES);
    Json(shared.log.read(window.after, most)).into_response()
}

impl Shared {
    /// Lets trouble happen.
    pub(crate) fn suffer(&self, trouble: Trouble) {
        match trouble {
            Trouble::Request(fault) => self.faults.add(fault),
            Trouble::Event(slip) => self.faults.slip(slip),
            Trouble::Gateway(blow) => self.world().strike(blow),
            Trouble::Down(outage) => {
                self.faults
                    .go_down(std::time::Duration::from_millis(outage.ms));
                self.world().drop_all();
            }
        }
    }
}
