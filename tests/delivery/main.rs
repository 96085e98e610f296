//! The outbox and the handoff's locks on a real Postgres: what two senders, two people and the clock do
//! to each other.

#[path = "../support/database.rs"]
mod database;

mod claims;
mod due;
mod gathering;
mod handoffs;

use chrono::{DateTime, Utc};
use sqlx::PgPool;
use tandem::{domain::ids::GuildId, store};

/// The company of these tests.
const GUILD: GuildId = GuildId(1);

/// A Monday, 10:00 UTC.
fn monday() -> DateTime<Utc> {
    "2026-03-02T10:00:00Z".parse().expect("a time")
}

/// A company in a new database.
async fn company() -> database::TestDatabase {
    let database = database::database().await;
    let mut conn = database.pool.acquire().await.expect("a connection");
    store::company::meet(&mut conn, GUILD, "Acme", monday())
        .await
        .expect("the company");
    drop(conn);
    database
}

/// How many rows of the outbox are in a state.
async fn count(pool: &PgPool, state: &str) -> i64 {
    sqlx::query_scalar("select count(*) from outbox where state = $1")
        .bind(state)
        .fetch_one(pool)
        .await
        .expect("the outbox")
}
