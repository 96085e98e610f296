//! A digest of a day on which more happened than anybody counts.

use chrono::TimeDelta;
use tandem::{actions::digest, wording};

use crate::office::{MIA, Office, start};

/// Leads `from` to `to`, each with one entry a minute after the start: new, or moved to `stage`.
async fn happen(office: &Office, (from, to): (i32, i32), moved_to: Option<&str>) {
    let mut tx = office.pool().begin().await.expect("a transaction");
    office.has_many(&mut tx, from, to).await;
    sqlx::query(
        "insert into timeline (guild_id, lead, at, what, from_stage, to_stage, stood_seconds)
         select 1, n, $3, jsonb_build_object('kind', case when $4 is null then 'added' else 'moved' end),
                case when $4 is not null then 'interest' end, coalesce($4, 'awareness'),
                case when $4 is not null then 60 end
         from generate_series($1, $2) n",
    )
    .bind(from)
    .bind(to)
    .bind(start() + TimeDelta::minutes(1))
    .bind(moved_to)
    .execute(&mut *tx)
    .await
    .expect("entries");
    tx.commit().await.expect("written");
}

async fn told(office: &Office) -> String {
    let ask = office.ask(MIA);
    let mut conn = office.pool().acquire().await.expect("a connection");
    let until = start() + TimeDelta::hours(1);
    let content = digest::content(&mut conn, &ask.company, start(), until, until)
        .await
        .expect("gathered");
    format!("{:?}", wording::digest::card(&content, "Digest"))
}

#[tokio::test]
async fn many_new_leads_hide_no_moves() {
    let office = Office::open().await;
    happen(&office, (1, 1001), None).await;
    happen(&office, (1002, 1003), Some("consideration")).await;
    happen(&office, (1004, 1004), Some("lost")).await;
    let told = told(&office).await;
    assert!(
        told.contains("more than 1000 new leads, 3 moves and 1 lost."),
        "{told}"
    );
    assert!(told.contains("… and many more"), "{told}");
    assert!(told.contains("Interest → Consideration"), "{told}");
}

#[tokio::test]
async fn a_thousand_is_counted_and_the_rest_is_named_by_number() {
    let office = Office::open().await;
    happen(&office, (1, 1000), None).await;
    let told = told(&office).await;
    assert!(told.contains("1000 new leads."), "{told}");
    assert!(told.contains("… and 994 more"), "{told}");
}
