//! The sample company: whole, lively, and possible at any hour of any day.

#[path = "../support/database.rs"]
mod database;

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use tandem::{
    domain::{
        company::{Channels, Roles},
        ids::{ChannelId, GuildId, RoleId, UserId},
    },
    sample::{Cast, Rooms, build},
};

const GUILD: GuildId = GuildId(7);

fn cast() -> Cast {
    Cast {
        marketing: [UserId(1), UserId(2), UserId(3)],
        sales: [UserId(4), UserId(5), UserId(6)],
        manager: UserId(7),
    }
}

fn rooms() -> Rooms {
    Rooms {
        channels: Channels {
            marketing: Some(ChannelId(11)),
            sales: Some(ChannelId(12)),
            promotions: Some(ChannelId(13)),
            digest: Some(ChannelId(14)),
        },
        listening: vec![ChannelId(15)],
        roles: Roles {
            marketing: Some(RoleId(21)),
            sales: Some(RoleId(22)),
            manager: Some(RoleId(23)),
        },
    }
}

async fn made(pool: &PgPool, now: DateTime<Utc>) -> bool {
    build(pool, GUILD, "Northwind", &cast(), &rooms(), now)
        .await
        .expect("the rules allow all of it")
}

async fn count(pool: &PgPool, query: &'static str) -> i64 {
    sqlx::query_scalar(query)
        .fetch_one(pool)
        .await
        .expect(query)
}

#[tokio::test]
async fn whole_at_any_hour_of_any_day() {
    for now in [
        "2026-11-23T07:30:00Z", // a Monday before opening
        "2026-11-18T13:00:00Z", // in the middle of a working day
        "2026-11-20T16:30:00Z", // after the end of the week
        "2026-11-21T20:00:00Z", // on a weekend
        "2026-03-30T06:00:00Z", // after the clocks went forward
        "2027-01-01T00:10:00Z", // as a year begins
    ] {
        let now: DateTime<Utc> = now.parse().expect("a time");
        let database = database::database().await;
        let pool = &database.pool;
        assert!(made(pool, now).await);

        assert_eq!(count(pool, "select count(*) from lead").await, 60, "{now}");
        let stages = count(pool, "select count(distinct stage) from lead").await;
        assert_eq!(stages, 7, "leads in all stages at {now}");
        for (state, least) in [("accepted", 10), ("sent-back", 2)] {
            let query = "select count(*) from handoff where state = $1";
            let found: i64 = sqlx::query_scalar(query)
                .bind(state)
                .fetch_one(pool)
                .await
                .expect(query);
            assert!(found >= least, "{found} {state} at {now}");
        }
        let late: i64 = sqlx::query_scalar("select count(*) from timeline where at > $1")
            .bind(now)
            .fetch_one(pool)
            .await
            .expect("the timeline");
        assert_eq!(late, 0, "nothing lies in the future of {now}");

        // Two wait: one is reminded of within minutes of work, one has time. None is late yet.
        let waits: Vec<(DateTime<Utc>, DateTime<Utc>)> = sqlx::query_as(
            "select warn_at, due_at from handoff where state = 'pending' order by due_at",
        )
        .fetch_all(pool)
        .await
        .expect("handoffs");
        assert_eq!(waits.len(), 2, "{now}");
        assert!(
            waits.iter().all(|(warn_at, _)| *warn_at > now),
            "{waits:?} at {now}"
        );
        assert!(
            waits[1].1 - waits[0].1 >= TimeDelta::hours(1),
            "{waits:?} at {now}"
        );

        // Live, waiting for its second key, ended.
        let promotions = "select count(*) from promotion where withdrawn_at is null and case code
             when 'STARTER20' then start_told_at is not null and end_told_at is null
             when 'WINTER15' then marketing_key_by is not null and sales_key_by is null
             when 'GUIDE10' then end_told_at is not null end";
        assert_eq!(count(pool, promotions).await, 3, "{now}");

        // Only what is news now is said when the company opens.
        let said: Vec<(String, String)> = sqlx::query_as(
            "select place, alert->>'alert' from outbox where state = 'ready' order by 1, 2",
        )
        .fetch_all(pool)
        .await
        .expect("the outbox");
        let said: Vec<String> = said
            .iter()
            .map(|(place, what)| format!("{place} {what}"))
            .collect();
        assert_eq!(
            said,
            [
                "marketing lead-added",
                "sales handoff-card",
                "sales handoff-card",
                "sales promotion-waits"
            ],
            "{now}"
        );
        let last: DateTime<Utc> = sqlx::query_scalar("select max(covers_to) from digest")
            .fetch_one(pool)
            .await
            .expect("digests");
        assert!(
            now - last < TimeDelta::days(4),
            "a digest came lately before {now}: {last}"
        );
    }
}

#[tokio::test]
async fn made_once_and_again_only_when_it_was_cut_short() {
    let database = database::database().await;
    let pool = &database.pool;
    let now: DateTime<Utc> = "2026-11-18T13:00:00Z".parse().expect("a time");
    assert!(made(pool, now).await);
    assert!(!made(pool, now).await, "it is there");
    assert_eq!(count(pool, "select count(*) from lead").await, 60);
    sqlx::query("update company set set_up_at = null")
        .execute(pool)
        .await
        .expect("the company");
    assert!(made(pool, now).await, "cut short, it is made again");
    assert_eq!(count(pool, "select count(*) from lead").await, 60);
    assert_eq!(
        count(pool, "select max(number)::bigint from lead").await,
        60
    );
}
