//! What is due, past what fails; and what is old, put away.

use chrono::TimeDelta;
use sqlx::PgPool;
use tandem::{
    domain::{
        alert::{Alert, Place},
        ids::GuildId,
    },
    jobs::{
        due::Due,
        sweep::{self, Keep},
        tally::Tally,
    },
    store::{self, outbox},
};

use crate::{GUILD, company, monday};

async fn run(pool: &PgPool, sql: &str) {
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned()))
        .execute(pool)
        .await
        .expect(sql);
}

/// So many handoffs of a company that were due long ago.
async fn late_handoffs(pool: &PgPool, guild: i64, many: i32) {
    run(
        pool,
        &format!(
            "insert into lead (guild_id, number, stage, stage_since, source, created_at, created_by)
             select {guild}, n, 'interest', '2026-03-02', 'blog', '2026-03-02', 7
             from generate_series(1, {many}) n;
             insert into contact (guild_id, lead, is_primary, name)
             select {guild}, n, true, 'Ada' from generate_series(1, {many}) n;
             insert into handoff (guild_id, lead, hot, opened_at, opened_by, warn_at, due_at)
             select {guild}, n, true, '2026-03-02', 7, '2026-03-02 00:01', '2026-03-02 00:02'
             from generate_series(1, {many}) n"
        ),
    )
    .await;
}

#[tokio::test]
async fn what_fails_of_one_company_holds_up_no_other() {
    let company = company().await;
    let pool = &company.pool;
    let mut conn = pool.acquire().await.expect("a connection");
    store::company::meet(&mut conn, GuildId(2), "Other", monday())
        .await
        .expect("the company");
    late_handoffs(pool, 1, 120).await;
    late_handoffs(pool, 2, 1).await;
    // The first company's are older, and cannot be read: a time that only the database knows.
    run(
        pool,
        "do $$ declare name text; begin
             for name in select conname from pg_constraint
                         where conrelid = 'handoff'::regclass and contype = 'c' loop
                 execute format('alter table handoff drop constraint %I', name);
             end loop;
         end $$;
         update handoff set opened_at = 'infinity', warn_at = '2026-01-01', due_at = '2026-01-01'
         where guild_id = 1",
    )
    .await;
    let tally = Tally::default();
    let mut due = Due::new(pool.clone(), tally.clone());
    assert!(due.run_once(monday()).await);
    let escalated: i64 = sqlx::query_scalar(
        "select count(*) from outbox where alert->>'alert' = 'handoff-escalation'",
    )
    .fetch_one(pool)
    .await
    .expect("a count");
    assert_eq!(escalated, 1, "the other company's");
    assert_eq!(tally.read().setbacks, 120, "each is counted");
    // They wait for another try, and are not tried each second.
    assert!(due.run_once(monday()).await);
    assert_eq!(tally.read().setbacks, 120);
}

#[tokio::test]
async fn the_database_says_whose_digest_is_due_and_settings_that_change_count_at_once() {
    let company = company().await;
    let pool = &company.pool;
    run(pool, "update company set set_up_at = '2026-03-01'").await;
    let mut due = Due::new(pool.clone(), Tally::default());
    assert!(due.run_once(monday()).await);
    let digests = async || -> i64 {
        sqlx::query_scalar("select count(*) from digest")
            .fetch_one(pool)
            .await
            .expect("a count")
    };
    assert_eq!(digests().await, 1, "Monday's, at nine");
    let next: chrono::DateTime<chrono::Utc> = sqlx::query_scalar("select at from digest_next")
        .fetch_one(pool)
        .await
        .expect("the next");
    assert_eq!(next, monday() + TimeDelta::hours(23));
    let mut conn = pool.acquire().await.expect("a connection");
    let nobody = store::digest::due(&mut conn, monday(), 0, 10).await;
    assert!(nobody.expect("an answer").is_empty());

    // Tuesday's at eight instead of nine.
    run(pool, "update company set digest_time = '08:00'").await;
    assert!(due.run_once(monday()).await);
    assert_eq!(digests().await, 1);
    assert!(due.run_once(monday() + TimeDelta::hours(22)).await);
    assert_eq!(digests().await, 2);
    // Who removed the bot is not asked for.
    run(pool, "update company set removed_at = '2026-03-03'").await;
    assert!(due.run_once(monday() + TimeDelta::days(7)).await);
    assert_eq!(digests().await, 2);
}

#[tokio::test]
async fn what_was_said_long_ago_is_put_away_and_what_waits_stays() {
    let company = company().await;
    let pool = &company.pool;
    let mut conn = pool.acquire().await.expect("a connection");
    for _ in 0..2500 {
        outbox::enqueue(&mut conn, GUILD, Place::Sales, &Alert::Greeting, monday())
            .await
            .expect("a row");
    }
    run(
        pool,
        "update outbox set state = 'delivered', channel_id = 5, message_id = 6,
                done_at = now() - interval '91 days' where id % 50 <> 0;
         update outbox set state = 'dead', problem = 'x', done_at = now() - interval '80 days'
         where id % 100 = 0;
         insert into card (guild_id, key, channel_id, message_id, posted_at)
         values (1, 'news:sales:1', 5, 6, '2025-01-01'), (1, 'handoff:1', 5, 7, '2025-01-01');
         insert into inbox (guild_id, event_id, received_at) values (1, 1, now() - interval '2 days');
         insert into heard (guild_id, message_id, version, noted_at)
         values (1, 1, now(), now() - interval '31 days'), (1, 2, now(), now())",
    )
    .await;
    let tally = Tally::default();
    sweep::run_once(pool, monday(), Keep::default(), &tally).await;
    let left = async |table: &str| -> i64 {
        sqlx::query_scalar(sqlx::AssertSqlSafe(format!("select count(*) from {table}")))
            .fetch_one(pool)
            .await
            .expect("a count")
    };
    assert_eq!(left("outbox").await, 50, "what waits, and the younger dead");
    assert_eq!(
        left("card").await,
        1,
        "a handoff's card may still be edited"
    );
    assert_eq!(left("inbox").await, 0);
    assert_eq!(left("heard").await, 1);
    assert_eq!(tally.read(), tandem::jobs::tally::Troubles::default());
}
