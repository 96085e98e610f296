//! What the database holds, read directly: for "nothing has changed" and "exactly once".

use std::collections::BTreeMap;

use serde_json::Value;
use sqlx::{PgPool, Row};

/// Tables that a refusal may touch: events taken, drafts kept behind "Create anyway", sqlx's own;
/// and what follows the outbox, the clock and the gateway in its own time.
const BESIDE: [&str; 7] = [
    "inbox",
    "draft",
    "_sqlx_migrations",
    "card",
    "digest_next",
    "member",
    "place_trouble",
];

/// A digest of every table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fingerprint(BTreeMap<String, String>);

impl Fingerprint {
    /// Reads every table.
    pub async fn take(pool: &PgPool) -> Self {
        let tables: Vec<String> = sqlx::query_scalar(
            "select table_name::text from information_schema.tables
             where table_schema = 'public' and table_type = 'BASE TABLE' order by 1",
        )
        .fetch_all(pool)
        .await
        .expect("tables");
        let parts: Vec<String> = tables
            .iter()
            .filter(|table| !BESIDE.contains(&table.as_str()))
            .map(|table| {
                // Of the outbox only what is to be said; how far delivery is goes on by itself.
                let row = match table.as_str() {
                    "outbox" => "(t.id, t.alert, t.place, t.card)",
                    _ => "t",
                };
                format!(
                    "select '{table}', count(*) || ' rows, ' || \
                     md5(coalesce(string_agg({row}::text, '|' order by {row}::text), '')) \
                     from {table} t"
                )
            })
            .collect();
        let rows = sqlx::query(sqlx::AssertSqlSafe(parts.join(" union all ")))
            .fetch_all(pool)
            .await
            .expect("digests");
        Self(rows.iter().map(|row| (row.get(0), row.get(1))).collect())
    }
}

/// A lead, read when asked.
pub struct Lead {
    pool: PgPool,
    guild: i64,
    number: i32,
}

impl Lead {
    /// The lead of a number.
    pub fn new(pool: PgPool, guild: i64, number: i32) -> Self {
        Self {
            pool,
            guild,
            number,
        }
    }

    /// Where it stands.
    pub async fn stage(&self) -> String {
        sqlx::query_scalar("select stage from lead where guild_id = $1 and number = $2")
            .bind(self.guild)
            .bind(self.number)
            .fetch_one(&self.pool)
            .await
            .expect("the lead")
    }

    /// A column of it as text; empty when it is null.
    pub async fn column(&self, name: &str) -> String {
        let sql = format!(
            "select coalesce({name}::text, '') from lead where guild_id = $1 and number = $2"
        );
        sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
            .bind(self.guild)
            .bind(self.number)
            .fetch_one(&self.pool)
            .await
            .expect("the lead")
    }

    /// What happened to it, oldest first: the kind, and for moves from where to where.
    pub async fn timeline(&self) -> Vec<String> {
        let rows = sqlx::query(
            "select what, from_stage, to_stage from timeline
             where guild_id = $1 and lead = $2 order by id",
        )
        .bind(self.guild)
        .bind(self.number)
        .fetch_all(&self.pool)
        .await
        .expect("the timeline");
        rows.iter()
            .map(|row| {
                let what: Value = row.get(0);
                let kind = what["kind"].as_str().unwrap_or_default().to_owned();
                match (
                    row.get::<Option<String>, _>(1),
                    row.get::<Option<String>, _>(2),
                ) {
                    (Some(from), Some(to)) => format!("{kind}: {from} -> {to}"),
                    (None, Some(to)) => format!("{kind}: {to}"),
                    _ => kind,
                }
            })
            .collect()
    }
}

/// Fails when the outbox holds something that was neither said nor skipped for a reason, other than
/// the `dead` rows that a story expects.
pub async fn nothing_waits(pool: &PgPool, dead: usize) {
    let rows = sqlx::query(
        "select state, place, alert::text, coalesce(problem, '') from outbox
         where state not in ('delivered', 'skipped') order by id",
    )
    .fetch_all(pool)
    .await
    .expect("the outbox");
    let left: Vec<String> = rows
        .iter()
        .map(|row| {
            let column = |index: usize| row.get::<String, _>(index);
            format!(
                "{} to {}: {} {}",
                column(0),
                column(1),
                column(2),
                column(3)
            )
        })
        .collect();
    let are_dead = left.iter().all(|row| row.starts_with("dead"));
    assert!(
        left.len() == dead && are_dead,
        "the outbox still holds:\n{}",
        left.join("\n")
    );
}
