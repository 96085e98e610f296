//! Who may send a row, and what is left of it when the sender dies.

use std::collections::BTreeSet;

use sqlx::PgPool;
use tandem::{
    domain::{
        alert::{Alert, Place},
        ids::{ChannelId, HandoffId, MessageId},
    },
    store::outbox::{self, Claimed, End},
};
use uuid::Uuid;

use crate::{GUILD, company, count, monday};

async fn enqueue(pool: &PgPool, alert: &Alert) -> i64 {
    let mut conn = pool.acquire().await.expect("a connection");
    outbox::enqueue(&mut conn, GUILD, Place::Sales, alert, monday())
        .await
        .expect("a row")
}

/// Claims up to `batch` rows, for a minute.
async fn claim(pool: &PgPool, batch: i64) -> (Uuid, Vec<Claimed>) {
    claim_for(pool, batch, 60.0).await
}

async fn claim_for(pool: &PgPool, batch: i64, seconds: f64) -> (Uuid, Vec<Claimed>) {
    let lease = Uuid::new_v4();
    let mut conn = pool.acquire().await.expect("a connection");
    let rows = outbox::claim(&mut conn, lease, seconds, batch)
        .await
        .expect("a claim");
    (lease, rows)
}

async fn finish(pool: &PgPool, row: i64, lease: Uuid, end: &End) -> bool {
    let mut conn = pool.acquire().await.expect("a connection");
    outbox::finish(&mut conn, GUILD, row, lease, end)
        .await
        .expect("an end")
}

fn delivered(carried: Vec<i64>) -> End {
    End::Delivered {
        channel: ChannelId(5),
        message: MessageId(6),
        carried,
    }
}

fn ids(rows: &[Claimed]) -> Vec<i64> {
    rows.iter().map(|row| row.id).collect()
}

#[tokio::test]
async fn a_claimed_row_is_nobody_elses() {
    let company = company().await;
    let pool = &company.pool;
    let row = enqueue(pool, &Alert::Greeting).await;
    let (lease, claimed) = claim(pool, 10).await;
    assert_eq!(ids(&claimed), [row]);
    assert_eq!(claimed[0].alert, Some(Alert::Greeting));
    assert!(!claimed[0].unsure);
    assert!(claim(pool, 10).await.1.is_empty());
    assert!(!finish(pool, row, Uuid::new_v4(), &delivered(vec![])).await);
    assert!(finish(pool, row, lease, &delivered(vec![])).await);
    assert!(!finish(pool, row, lease, &delivered(vec![])).await, "once");
    assert_eq!(count(pool, "delivered").await, 1);
}

#[tokio::test]
async fn a_lease_that_ran_out_is_claimed_again_and_unsure() {
    let company = company().await;
    let pool = &company.pool;
    let row = enqueue(pool, &Alert::Greeting).await;
    let (dead, _) = claim_for(pool, 10, 0.05).await;
    tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    let (lease, again) = claim(pool, 10).await;
    assert_eq!(ids(&again), [row]);
    assert!(again[0].unsure, "nobody saw how the first try ended");
    assert!(
        !finish(pool, row, dead, &delivered(vec![])).await,
        "the first sender comes too late"
    );
    assert!(finish(pool, row, lease, &delivered(vec![])).await);
}

#[tokio::test]
async fn a_failed_row_waits_and_a_released_one_does_not() {
    let company = company().await;
    let pool = &company.pool;
    let row = enqueue(pool, &Alert::Greeting).await;
    let (lease, _) = claim(pool, 10).await;
    assert!(finish(pool, row, lease, &End::Released).await);
    let (lease, released) = claim(pool, 10).await;
    assert_eq!((released[0].attempts, released[0].unsure), (0, false));
    let later = |after, unsure| End::Later {
        after,
        problem: "Discord was away".to_owned(),
        unsure,
    };
    assert!(finish(pool, row, lease, &later(0.0, true)).await);
    let (lease, failed) = claim(pool, 10).await;
    assert_eq!((failed[0].attempts, failed[0].unsure), (1, true));
    assert!(finish(pool, row, lease, &later(60.0, false)).await);
    assert!(claim(pool, 10).await.1.is_empty(), "it waits a minute");
    assert_eq!(count(pool, "ready").await, 1);
}

#[tokio::test]
async fn what_is_dead_is_shown_to_the_admin() {
    let company = company().await;
    let pool = &company.pool;
    let row = enqueue(pool, &Alert::Greeting).await;
    let (lease, _) = claim(pool, 10).await;
    let end = End::Dead("Discord says “Unknown Channel” (404)".to_owned());
    assert!(finish(pool, row, lease, &end).await);
    let mut conn = pool.acquire().await.expect("a connection");
    let dead = outbox::dead(&mut conn, GUILD).await.expect("the dead");
    assert_eq!(dead.len(), 1);
    assert_eq!(dead[0].0, "sales");
    assert!(dead[0].1.contains("Unknown Channel"));
    assert_eq!(outbox::waiting(&mut conn).await.expect("a count"), 0);
}

#[tokio::test]
async fn rows_of_one_card_go_one_at_a_time_and_one_may_carry_the_others() {
    let company = company().await;
    let pool = &company.pool;
    let card = Alert::HandoffCard {
        handoff: HandoffId(3),
    };
    let first = enqueue(pool, &card).await;
    let second = enqueue(pool, &card).await;
    let other = enqueue(pool, &Alert::Greeting).await;
    let third = enqueue(pool, &card).await;
    let (lease, claimed) = claim(pool, 10).await;
    assert_eq!(ids(&claimed), [first, other]);
    let key = claimed[0].card.clone().expect("a card");

    let mut conn = pool.acquire().await.expect("a connection");
    let posted = outbox::was_posted(&mut conn, GUILD, &key).await;
    assert!(!posted.expect("an answer"));
    let carried = outbox::carried(&mut conn, GUILD, &key, first)
        .await
        .expect("the others");
    drop(conn);
    assert_eq!(
        carried.iter().copied().collect::<BTreeSet<_>>(),
        [second, third].into()
    );
    // One that comes while the message is on its way is not in it.
    let late = enqueue(pool, &card).await;
    assert!(claim(pool, 10).await.1.is_empty());
    assert!(finish(pool, first, lease, &delivered(carried)).await);
    let (_, next) = claim(pool, 10).await;
    assert_eq!(ids(&next), [late]);
    let mut conn = pool.acquire().await.expect("a connection");
    let posted = outbox::was_posted(&mut conn, GUILD, &key).await;
    assert!(posted.expect("an answer"));
}

#[tokio::test]
async fn an_earlier_row_that_comes_to_light_late_neither_doubles_nor_blocks_a_card() {
    let company = company().await;
    let pool = &company.pool;
    let card = Alert::HandoffCard {
        handoff: HandoffId(3),
    };
    // The first transaction has its id already, but commits after the second was claimed.
    let mut slow = pool.begin().await.expect("a transaction");
    let first = outbox::enqueue(&mut slow, GUILD, Place::Sales, &card, monday())
        .await
        .expect("a row");
    let second = enqueue(pool, &card).await;
    let (_, claimed) = claim_for(pool, 10, 0.2).await;
    assert_eq!(ids(&claimed), [second]);
    slow.commit().await.expect("a commit");
    assert!(
        claim(pool, 10).await.1.is_empty(),
        "the second is on its way"
    );
    // Its sender dies: the row comes back, and then the first.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
    let (lease, again) = claim(pool, 10).await;
    assert_eq!(ids(&again), [second]);
    assert!(finish(pool, second, lease, &delivered(vec![])).await);
    assert_eq!(ids(&claim(pool, 10).await.1), [first]);
}

#[tokio::test]
async fn many_senders_share_the_work() {
    let company = company().await;
    let pool = &company.pool;
    for _ in 0..60 {
        enqueue(pool, &Alert::Greeting).await;
    }
    let claims = futures::future::join_all((0..10).map(|_| claim(pool, 10))).await;
    let all: Vec<i64> = claims.iter().flat_map(|(_, rows)| ids(rows)).collect();
    let once: BTreeSet<i64> = all.iter().copied().collect();
    assert_eq!((all.len(), once.len()), (60, 60), "each row once");
}
