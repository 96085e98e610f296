//! What is kept, what is not, and for how long.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use tandem::{
    actions::{
        lead::add::{self, Added},
        settings::{self, Setting},
        sweep,
    },
    domain::{company::Company, ids::GuildId},
    store,
};

use crate::office::{BOSS, MIA, Office, named, phone, start};

async fn refusal(office: &Office, sql: &'static str) -> String {
    let done = sqlx::query(sql).execute(office.pool()).await;
    done.expect_err(sql).to_string()
}

async fn counted(office: &Office, sql: &'static str) -> i64 {
    let found = sqlx::query_scalar(sql).fetch_one(office.pool()).await;
    found.expect(sql)
}

/// A company with something in every drawer that people fill.
async fn busy() -> Office {
    let office = Office::open().await;
    let mut new = named("Ada");
    new.phone = phone("+49 30 1234567");
    office.adds(MIA, new.clone()).await;
    let like = add::add(office.pool(), &office.ask_by(MIA, 7), new).await;
    assert!(matches!(like, Ok(Added::Like { .. })), "{like:?}");
    let day = NaiveDate::from_ymd_opt(2026, 12, 25).expect("a day");
    let change = [Setting::Holiday(day, true), Setting::Standard(60)];
    settings::change(office.pool(), &office.ask(BOSS), &change, None)
        .await
        .expect("settled");
    office
}

#[tokio::test]
async fn nothing_that_happened_is_changed_or_removed() {
    let office = busy().await;
    for sql in [
        "delete from timeline",
        "update timeline set at = now()",
        "delete from lead",
        "delete from audit",
        "update audit set actor = 1",
        "delete from company",
    ] {
        let said = refusal(&office, sql).await;
        assert!(said.contains("append-only"), "{sql}: {said}");
    }
}

#[tokio::test]
async fn what_was_settled_is_kept_under_stable_names() {
    let office = busy().await;
    let kept: Vec<(String, serde_json::Value)> = sqlx::query_as(
        "select subject, detail from audit where what = 'setting.changed' order by id",
    )
    .fetch_all(office.pool())
    .await
    .expect("read");
    let holiday = serde_json::json!({"value": {"day": "2026-12-25", "closed": true}});
    let minutes = serde_json::json!({"value": 60});
    assert_eq!(
        kept,
        [
            ("holiday".to_owned(), holiday),
            ("accept-minutes".to_owned(), minutes)
        ]
    );
}

#[tokio::test]
async fn a_draft_is_kept_for_a_day_whatever_its_company_does() {
    let office = busy().await;
    let drafts = "select count(*) from draft";
    let swept = async |now: DateTime<Utc>| sweep::run(office.pool(), now).await.expect("swept");
    swept(start() + TimeDelta::hours(24)).await;
    assert_eq!(counted(&office, drafts).await, 1);
    swept(start() + TimeDelta::hours(24) + TimeDelta::seconds(1)).await;
    assert_eq!(counted(&office, drafts).await, 0);
}

#[tokio::test]
async fn a_company_that_removed_the_bot_is_erased_after_thirty_days() {
    let office = busy().await;
    office.second().await;
    let mut conn = office.pool().acquire().await.expect("a connection");
    store::company::left(&mut conn, GuildId(1), start())
        .await
        .expect("left");
    let tables: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.columns
         where table_schema = current_schema() and column_name = 'guild_id' order by 1",
    )
    .fetch_all(office.pool())
    .await
    .expect("the tables");
    let rows = async |guild: i64| {
        let mut left = Vec::new();
        for table in &tables {
            let sql = format!("select count(*) from {table} where guild_id = {guild}");
            let count: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql))
                .fetch_one(office.pool())
                .await
                .expect("counted");
            if count > 0 {
                left.push(table.clone());
            }
        }
        left
    };
    let before = rows(1).await;
    for table in [
        "audit", "contact", "draft", "inbox", "lead", "outbox", "timeline",
    ] {
        assert!(
            before.iter().any(|known| known == table),
            "{table}: {before:?}"
        );
    }
    let day = TimeDelta::days(1);
    sweep::run(office.pool(), start() + day * 30 - TimeDelta::seconds(1))
        .await
        .expect("swept");
    assert!(rows(1).await.contains(&"lead".to_owned()), "too early");
    sweep::run(office.pool(), start() + day * 30)
        .await
        .expect("swept");
    assert_eq!(rows(1).await, Vec::<String>::new());
    assert_eq!(
        rows(2).await,
        ["company", "digest_next"],
        "the other is not touched"
    );
}

#[tokio::test]
async fn added_again_before_all_is_as_it_was() {
    let office = busy().await;
    let mut conn = office.pool().acquire().await.expect("a connection");
    let guild = GuildId(1);
    let settled = async |conn: &mut sqlx::PgConnection| {
        let found = store::company::find(conn, guild).await.expect("read");
        let company = found.expect("there");
        // What counts changes has counted the removal.
        format!(
            "{:?}",
            Company {
                version: 0,
                ..company
            }
        )
    };
    let before = settled(&mut conn).await;
    store::company::left(&mut conn, guild, start())
        .await
        .expect("left");
    let back = start() + TimeDelta::days(29);
    store::company::meet(&mut conn, guild, "Acme", back)
        .await
        .expect("back");
    sweep::run(office.pool(), start() + TimeDelta::days(90))
        .await
        .expect("swept");
    assert_eq!(settled(&mut conn).await, before);
    assert_eq!(counted(&office, "select count(*) from lead").await, 1);
    assert!(counted(&office, "select count(*) from timeline").await > 0);
}

#[tokio::test]
async fn a_lead_has_a_primary_contact_or_is_not_written() {
    let office = busy().await;
    for sql in [
        "delete from contact",
        "update contact set is_primary = false",
        "insert into lead (guild_id, number, stage, stage_since, source, created_at, created_by)
         values (1, 99, 'interest', '2026-03-02', 'blog', '2026-03-02', 1)",
    ] {
        let said = refusal(&office, sql).await;
        assert!(said.contains("has no primary contact"), "{sql}: {said}");
    }
    // Another may take its place within one transaction.
    let mut tx = office.pool().begin().await.expect("begun");
    for sql in [
        "update contact set is_primary = false",
        "insert into contact (guild_id, lead, is_primary, name) values (1, 1, true, 'Bob')",
    ] {
        sqlx::query(sql).execute(&mut *tx).await.expect(sql);
    }
    tx.commit().await.expect("taken");
}

#[tokio::test]
async fn a_table_in_which_much_has_changed_is_counted_once() {
    let office = Office::open().await;
    let known = async || -> f32 {
        sqlx::query_scalar("select reltuples from pg_class where oid = 'draft'::regclass")
            .fetch_one(office.pool())
            .await
            .expect("read")
    };
    sqlx::query(
        "insert into draft (guild_id, author, body, created_at)
         select 1, 1, '{}', '2026-03-02' from generate_series(1, 500)",
    )
    .execute(office.pool())
    .await
    .expect("written");
    assert!(known().await < 500.0);
    let mut conn = office.pool().acquire().await.expect("a connection");
    // Another connection's changes are known when it has told of them, within a second or so.
    for _ in 0..100 {
        store::statistics::count_what_changed(&mut conn)
            .await
            .expect("asked");
        if known().await >= 500.0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert!(known().await >= 500.0, "the table was not counted");
    let again = store::statistics::count_what_changed(&mut conn).await;
    assert!(!again.expect("asked"), "nothing has changed since");
}
