//! Every key that the code writes is one that the database knows, and what the code cannot hold it refuses.

use regex::Regex;
use tandem::domain::{
    alert::{Destination, Place},
    handoff::{HandoffState, Withdrawn},
    lead::Field,
    stage::{Stage, Team},
    timeline::{Kind, What},
    warmth::TouchKind,
};

use crate::office::{MIA, Office, named};

/// What a constraint says.
async fn says(office: &Office, name: &str) -> String {
    let found: Option<String> = sqlx::query_scalar(
        "select pg_get_constraintdef(oid) from pg_constraint where conname = $1",
    )
    .bind(name)
    .fetch_optional(office.pool())
    .await
    .expect("read");
    found.unwrap_or_else(|| panic!("no constraint {name}"))
}

fn keys<T: Copy>(all: &[T], key: fn(T) -> &'static str) -> Vec<&'static str> {
    all.iter().copied().map(key).collect()
}

#[tokio::test]
async fn the_database_knows_the_keys_of_the_code() {
    let office = Office::open().await;
    let places = Place::ALL
        .iter()
        .map(|place| Destination::Place(*place).key());
    let stages = keys(Stage::ALL, Stage::key);
    let known: [(&str, Vec<&str>); 10] = [
        ("lead_stage_known", stages.clone()),
        ("timeline_stages_known", stages),
        ("timeline_kind_known", keys(Kind::ALL, Kind::key)),
        ("touch_kind_known", keys(TouchKind::ALL, TouchKind::key)),
        ("touch_team_known", keys(Team::ALL, Team::key)),
        ("company_fields_known", keys(Field::ALL, Field::key)),
        (
            "handoff_state_known",
            keys(HandoffState::ALL, HandoffState::key),
        ),
        ("handoff_cause_known", keys(Withdrawn::ALL, Withdrawn::key)),
        ("outbox_place_known", places.collect()),
        ("outbox_place_known", vec![Destination::Admin.key()]),
    ];
    // Keys stand between quotes, or in a list between braces.
    let quoted = Regex::new("['{,]([a-z-]+)['},]").expect("a pattern");
    for (constraint, keys) in known {
        let says = says(&office, constraint).await;
        let listed = says.replace(',', ",,");
        let said: Vec<&str> = quoted
            .captures_iter(&listed)
            .filter_map(|found| found.get(1))
            .map(|key| key.as_str())
            .collect();
        for key in keys {
            assert!(said.contains(&key), "{constraint} misses {key}: {says}");
        }
    }
}

#[test]
fn a_kind_is_the_tag_under_which_it_is_stored() {
    for what in [
        What::Moved,
        What::Noted,
        What::CameAgain,
        What::Undone,
        What::Edited { fields: Vec::new() },
        What::Touched {
            touch: TouchKind::Course,
        },
    ] {
        let stored = serde_json::to_value(&what).expect("written");
        assert_eq!(stored["kind"], what.kind().key());
    }
    for &kind in Kind::ALL {
        // Read back under its key, whatever else it needs.
        let bare = serde_json::json!({"kind": kind.key(), "stage": "lost", "sales_sourced": false,
            "fields": [], "touch": "course", "team": "sales", "to": null, "before": null, "handoff": 1,
            "overridden": false, "skipped": false, "by": 1, "deal": 1, "channel": 1, "message": 1});
        let what: What = serde_json::from_value(bare).unwrap_or_else(|e| panic!("{kind:?}: {e}"));
        assert_eq!(what.kind(), kind);
    }
}

#[tokio::test]
async fn what_the_code_cannot_hold_is_refused() {
    let office = Office::open().await;
    office.adds(MIA, named("Ada")).await;
    let week = |days: &str| format!("update company set business_hours = '{{\"week\": [{days}]}}'");
    for sql in [
        "update company set created_at = 'infinity'".to_owned(),
        "update company set set_up_at = '12026-01-01'".to_owned(),
        "update lead set stage_since = '-infinity'".to_owned(),
        "update lead set rest_until = 'infinity'".to_owned(),
        "update lead set created_at = '10000-01-01 00:00Z'".to_owned(),
        "update company set required_fields = '{email,shoe size}'".to_owned(),
        "update company set threshold = 'NaN'".to_owned(),
        week(""),
        week("[], [], [], [], [], []"),
        week("[], [], [], [], [], [], 3"),
        week("[{\"from\": 600}], [], [], [], [], [], []"),
        week("[{\"from\": 600, \"to\": 540}], [], [], [], [], [], []"),
        week("[{\"from\": 600, \"to\": 1500}], [], [], [], [], [], []"),
        "insert into touch (guild_id, lead, kind, points, at, actor, team, entry)
         values (1, 1, 'dance', 1, '2026-03-02', 1, 'sales', 1)"
            .to_owned(),
        "insert into touch (guild_id, lead, kind, points, at, actor, team, entry)
         values (1, 1, 'course', 'NaN', '2026-03-02', 1, 'sales', 1)"
            .to_owned(),
        "insert into handoff (guild_id, lead, state, hot, opened_at, opened_by, warn_at, due_at, closed_at,
                              accepted_by, accept_seconds)
         values (1, 1, 'accepted', false, '2026-03-02', 1, '2026-03-02', '2026-03-02', '2026-03-02', 1,
                 9223372036854775807)"
            .to_owned(),
        "insert into timeline (guild_id, lead, at, what) values (1, 1, '2026-03-02', '{\"kind\": \"sung\"}')"
            .to_owned(),
        "insert into timeline (guild_id, lead, at, what) values (1, 1, '2026-03-02', '{}')".to_owned(),
        "insert into outbox (guild_id, alert, place, happened_at) values (1, '{}', 'roof', '2026-03-02')"
            .to_owned(),
    ] {
        let done = sqlx::query(sqlx::AssertSqlSafe(sql.clone()))
            .execute(office.pool())
            .await;
        let error = done.expect_err(&sql).to_string();
        assert!(error.contains("check constraint"), "{sql}: {error}");
    }
}

#[tokio::test]
async fn every_time_of_every_table_is_bounded() {
    let office = Office::open().await;
    let missing: Vec<String> = sqlx::query_scalar(
        "select table_name || '.' || column_name
         from information_schema.columns c
         where table_schema = current_schema() and data_type = 'timestamp with time zone'
           and table_name not like '%sqlx%'
           and not exists (
               select from pg_constraint
               where conname = c.table_name || '_times_sensible'
                 and pg_get_constraintdef(oid) ~* ('least\\(.*\\m' || c.column_name || '\\M'))",
    )
    .fetch_all(office.pool())
    .await
    .expect("read");
    assert!(
        missing.is_empty(),
        "a migration calls bound_times(): {missing:?}"
    );
}
