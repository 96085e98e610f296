//! `tandem demo` as people run it: the program itself, its own Postgres, its page.
#![cfg(target_os = "linux")]

#[path = "../support/database.rs"]
mod database;
mod program;

use serde_json::json;
use sqlx::{ConnectOptions, Connection, PgConnection, postgres::PgConnectOptions};

use self::program::{Demo, folder};

#[tokio::test]
async fn a_lively_company_in_which_nothing_is_said_twice() {
    let folder = folder();
    // A Tuesday: three days on there is a digest.
    let first = Demo::starts(folder.path(), &["--at", "2027-03-02T10:20"]).await;
    let company = first.get("/sandbox/company").await;
    let sales = first.waits_for("sales", 3).await;
    assert!(sales.contains("Handoff"), "two handoffs wait:\n{sales}");
    assert!(sales.contains("WINTER15"), "a promotion waits:\n{sales}");
    first
        .post("/sandbox/clock", json!({"advance_seconds": 3 * 86_400}))
        .await;
    // The digest of that day names what became late.
    first.hears("digest", "Late").await;
    // Until all has been said: Discord's limits may hold a message back for five seconds.
    let mut before = first.messages("sales").await;
    loop {
        tokio::time::sleep(std::time::Duration::from_secs(7)).await;
        let now = first.messages("sales").await;
        if now.len() == before.len() {
            break;
        }
        before = now;
    }
    first.ends().await;

    // Taken up where it was left: the same server, its messages, its clock; nothing is said twice.
    let second = Demo::starts(folder.path(), &[]).await;
    let again = second.get("/sandbox/company").await;
    assert_eq!(again["guild_id"], company["guild_id"]);
    let moved = format!("{} then {}", company["now"], again["now"]);
    assert!(
        again["now"].as_str() > company["now"].as_str(),
        "the clock stays moved: {moved}"
    );
    tokio::time::sleep(std::time::Duration::from_millis(1500)).await;
    assert_eq!(second.messages("sales").await.len(), before.len());

    second.ends().await;
}

#[tokio::test]
async fn it_begins_where_it_is_told_and_never_goes_back() {
    let folder = folder();
    // A Saturday; the clocks go forward in the night.
    let first = Demo::starts(folder.path(), &["--at", "2027-03-27T16:30"]).await;
    first.is_about("2027-03-27T15:30:00Z").await;
    first.waits_for("sales", 3).await;
    let next = first.get("/sandbox/clock").await["moments"][0].clone();
    assert_eq!(next["label"], "Next digest: Mon 29 Mar, 09:00 in Berlin");
    assert_eq!(next["at"], "2027-03-29T07:00:00Z");
    assert_eq!(first.messages("digest").await.len(), 0, "none on a weekend");
    let ahead = json!({"advance_seconds": 39 * 3_600 + 1_800});
    first.post("/sandbox/clock", ahead).await;
    first.is_about("2027-03-29T07:00:00Z").await;
    first.waits_for("digest", 1).await;
    let next = first.get("/sandbox/clock").await["moments"][0].clone();
    assert_eq!(next["label"], "Next digest: Tue 30 Mar, 09:00 in Berlin");
    first.ends().await;

    let back = ["--at", "2027-03-28T09:00", "--listen", "127.0.0.1:0"];
    let refused = Demo::is_refused(folder.path(), &back).await;
    assert!(refused.contains("Mon 29 Mar"), "where it is: {refused}");
    assert!(refused.contains("--fresh"), "what to do: {refused}");
    let on = Demo::starts(folder.path(), &["--at", "2027-12-31T23:58"]).await;
    on.is_about("2027-12-31T22:58:00Z").await;
    on.ends().await;
    // In the past, too, and it stays there.
    let anew = ["--fresh", "--at", "2024-02-29T12:00"];
    Demo::starts(folder.path(), &anew).await.ends().await;
    let again = Demo::starts(folder.path(), &[]).await;
    again.is_about("2024-02-29T11:00:00Z").await;
    again.waits_for("sales", 3).await;
    again.ends().await;

    let refused = Demo::is_refused(folder.path(), &["--at", "tomorrow"]).await;
    assert!(
        refused.contains("2027-03-27T16:30"),
        "an example: {refused}"
    );
}

#[tokio::test]
async fn on_a_database_of_ones_own() {
    let (folder, database) = (folder(), database::database().await);
    let url = database.options.to_url_lossy().to_string();
    let demo = Demo::starts_with(folder.path(), &[("DATABASE_URL", &url)]).await;
    demo.waits_for("sales", 3).await;
    demo.ends().await;
    // In a database beside the one that was given: that one may hold real companies.
    let count = async |options: PgConnectOptions| -> i64 {
        let mut conn = PgConnection::connect_with(&options)
            .await
            .expect("a database");
        let query = "select count(*) from lead";
        sqlx::query_scalar(query)
            .fetch_one(&mut conn)
            .await
            .expect(query)
    };
    let name = format!("{}_demo", database.options.get_database().expect("a name"));
    assert_eq!(count(database.options.clone().database(&name)).await, 60);
    assert_eq!(count(database.options.clone()).await, 0);
    let remove = format!("drop database \"{name}\"");
    sqlx::raw_sql(sqlx::AssertSqlSafe(remove))
        .execute(&database.pool)
        .await
        .expect("removed");
}

#[tokio::test]
async fn what_keeps_it_from_starting_is_said() {
    let (folder, other) = (folder(), folder());
    let running = Demo::starts(folder.path(), &[]).await;
    let refused = Demo::is_refused(folder.path(), &["--listen", "127.0.0.1:0"]).await;
    assert!(
        refused.contains("--data-dir"),
        "the folder is in use: {refused}"
    );
    let taken = running.address().to_owned();
    let refused = Demo::is_refused(other.path(), &["--listen", &taken]).await;
    assert!(refused.contains(&taken), "the port is taken: {refused}");
    let refused = Demo::is_refused(other.path(), &["--listen", "0.0.0.0:0"]).await;
    assert!(refused.contains("loopback"), "this machine only: {refused}");
    running.ends().await;
}

#[tokio::test]
async fn as_a_user_who_is_not_root() {
    if !program::is_root() {
        // Then the other stories are run as such a user.
        return;
    }
    let folder = folder();
    let demo = Demo::starts_as_nobody(folder.path()).await;
    demo.waits_for("sales", 3).await;
    demo.ends().await;
}
