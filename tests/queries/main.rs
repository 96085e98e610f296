//! Every statement of the store, as Postgres itself plans it: it reads its own company's rows and no
//! others, and has an index for them. The texts are those of `.sqlx`, so none can be forgotten; what a
//! statement says does not matter, only what the planner makes of it.

#[path = "../support/database.rs"]
mod database;
mod plan;
mod source;

use std::collections::BTreeSet;

use sqlx::{AssertSqlSafe, Connection, PgConnection, Row};

use self::{database::database, plan::Plan};

/// A statement that the query macros know.
struct Statement {
    text: String,
    parameters: usize,
}

/// All of them, with what stands in their file.
fn statements() -> Vec<Statement> {
    let folder = source::root().join(".sqlx");
    let mut found: Vec<Statement> = std::fs::read_dir(folder)
        .expect("the folder .sqlx")
        .map(|file| {
            let text = std::fs::read_to_string(file.expect("a file").path()).expect("its text");
            let file: serde_json::Value = serde_json::from_str(&text).expect("JSON");
            let parameters = &file["describe"]["parameters"]["Left"];
            Statement {
                text: file["query"].as_str().expect("a query").to_owned(),
                parameters: parameters.as_array().expect("parameters").len(),
            }
        })
        .collect();
    found.sort_by(|a, b| a.text.cmp(&b.text));
    found
}

/// How Postgres does a statement whose values it does not know; `None` for one that reads no table.
async fn plan(conn: &mut PgConnection, statement: &Statement) -> Option<Plan> {
    let mut tx = conn.begin().await.expect("a transaction");
    let prepare = format!("prepare probe as {}", statement.text);
    if let Err(error) = sqlx::raw_sql(AssertSqlSafe(prepare))
        .execute(&mut *tx)
        .await
    {
        panic!("{error}\n{}", statement.text);
    }
    let values = vec!["null"; statement.parameters].join(", ");
    let values = if values.is_empty() {
        values
    } else {
        format!("({values})")
    };
    let explain = format!("explain (format json) execute probe{values}");
    let row = sqlx::raw_sql(AssertSqlSafe(explain))
        .fetch_one(&mut *tx)
        .await;
    let row = row.unwrap_or_else(|error| panic!("{error}\n{}", statement.text));
    let plan: serde_json::Value = row.get(0);
    sqlx::raw_sql("deallocate probe")
        .execute(&mut *tx)
        .await
        .expect("the statement's end");
    tx.rollback().await.expect("its end");
    Plan::read(&plan)
}

#[tokio::test]
async fn every_statement_reads_one_company_and_has_an_index() {
    let database = database().await;
    let mut conn = database.pool.acquire().await.expect("a connection");
    sqlx::raw_sql("set plan_cache_mode = force_generic_plan; set enable_seqscan = off")
        .execute(&mut *conn)
        .await
        .expect("the settings");
    let scoped: Vec<String> = sqlx::query_scalar(
        "select table_name::text from information_schema.columns
         where table_schema = 'public' and column_name = 'guild_id'",
    )
    .fetch_all(&mut *conn)
    .await
    .expect("the tables");
    assert!(scoped.len() > 10, "{scoped:?}");

    let exempt = source::exempt();
    let functions = source::functions();
    let (mut wrong, mut used) = (Vec::new(), BTreeSet::new());
    let statements = statements();
    assert!(
        statements.len() > 50,
        "only {} statements",
        statements.len()
    );
    for statement in &statements {
        let Some(plan) = plan(&mut conn, statement).await else {
            continue;
        };
        let text = &statement.text;
        let function = source::holder(&functions, text);
        let exempted = function.is_some_and(|name| exempt.contains(name));
        for scan in plan
            .scans
            .iter()
            .filter(|scan| scoped.contains(&scan.table))
        {
            if !scan.has_index {
                wrong.push(format!("no index on {} for\n  {text}", scan.table));
            }
            if scan.conditions.contains("guild_id = ") {
                continue;
            }
            if exempted {
                used.extend(function.cloned());
            } else {
                let (table, conditions) = (&scan.table, &scan.conditions);
                wrong.push(format!(
                    "{function:?} reads {table} of any company ({conditions}):\n  {text}"
                ));
            }
        }
    }
    for name in exempt.difference(&used) {
        wrong.push(format!(
            "`{name}` is listed in store::UNSCOPED, but reads one company only"
        ));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_statement_that_only_mentions_the_company_is_seen() {
    let database = database().await;
    let mut conn = database.pool.acquire().await.expect("a connection");
    sqlx::raw_sql("set plan_cache_mode = force_generic_plan; set enable_seqscan = off")
        .execute(&mut *conn)
        .await
        .expect("the settings");
    let read = async |conn: &mut PgConnection, text: &str| {
        let statement = Statement {
            text: text.to_owned(),
            parameters: 1,
        };
        let plan = plan(conn, &statement).await.expect("a plan");
        let scoped = |scan: &plan::Scan| scan.conditions.contains("guild_id = ");
        (plan.scans.iter().all(scoped), plan.scans.len())
    };
    // It selects the company, and takes anybody's row.
    let anybodys = "select guild_id, number from lead where number = $1";
    assert_eq!(read(&mut conn, anybodys).await, (false, 1));
    // The second table is tied to the first, and so to the company.
    let tied =
        "select c.name from lead l join contact c on c.guild_id = l.guild_id and c.lead = l.number
                where l.guild_id = $1";
    assert_eq!(read(&mut conn, tied).await, (true, 2));
    // The second table is not.
    let loose =
        "select c.name from lead l join contact c on c.lead = l.number where l.guild_id = $1";
    assert_eq!(read(&mut conn, loose).await, (false, 2));
}

/// What daily questions are answered from. Any index would satisfy the test above; these are the ones that look
/// at no more than is shown, as `cargo bench --bench cost -- large` tells.
#[tokio::test]
async fn what_is_asked_each_day_has_the_index_that_was_made_for_it() {
    let database = database().await;
    let mut missing = Vec::new();
    for (name, on) in [
        ("outbox_by_lane", "(rank, guild_id, place, id)"),
        ("outbox_dead", "(guild_id, id DESC)"),
        ("outbox_done", "(done_at)"),
        ("outbox_of_card", "(guild_id, card, id)"),
        ("touch_of_entry", "(guild_id, entry)"),
        ("touch_of_lead", "(guild_id, lead)"),
        ("timeline_of_lead", "(guild_id, lead, id)"),
        ("timeline_moves", "(guild_id, at)"),
        ("handoff_of_lead", "(guild_id, lead, id DESC)"),
        ("handoff_waiting", "(guild_id, due_at, id)"),
        ("deal_won", "(guild_id, closed_at)"),
        ("lead_word_pkey", "(guild_id, word, lead)"),
        ("lead_open", "(guild_id, stage_since, number)"),
        ("lead_by_stage", "(guild_id, stage, stage_since)"),
        (
            "lead_of_marketer",
            "(guild_id, marketing_owner, stage_since, number)",
        ),
        (
            "lead_of_salesperson",
            "(guild_id, sales_owner, stage_since, number)",
        ),
        ("word_used_pkey", "(guild_id, kind, word)"),
    ] {
        let found: Option<String> =
            sqlx::query_scalar("select indexdef from pg_indexes where indexname = $1")
                .bind(name)
                .fetch_optional(&database.pool)
                .await
                .expect("the indexes");
        if !found.as_ref().is_some_and(|found| found.contains(on)) {
            missing.push(format!("{name} {on}: {found:?}"));
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}
