//! Who may send a row, and what is left of it when the sender dies.

use std::collections::BTreeSet;

use sqlx::PgPool;
use tandem::{
    domain::{
        alert::{Alert, Place},
        ids::{ChannelId, GuildId, HandoffId, MessageId},
    },
    store::{
        self,
        outbox::{self, Claimed, End, Lease},
    },
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
    let lease = Lease {
        id: Uuid::new_v4(),
        seconds,
        sender: 1,
    };
    let mut conn = pool.acquire().await.expect("a connection");
    let (rows, _) = outbox::claim(&mut conn, lease, batch, None)
        .await
        .expect("a claim");
    (lease.id, rows)
}

async fn finish(pool: &PgPool, row: i64, lease: Uuid, end: &End) -> bool {
    let mut conn = pool.acquire().await.expect("a connection");
    outbox::finish(&mut conn, GUILD, row, lease, end)
        .await
        .expect("an end")
}

async fn surroundings(pool: &PgPool, row: i64, card: &str) -> outbox::Surroundings {
    let mut conn = pool.acquire().await.expect("a connection");
    outbox::surroundings(&mut conn, GUILD, row, "sales", Some(card))
        .await
        .expect("the surroundings")
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
    let end = End::dead("Discord says “Unknown Channel” (404)");
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

    let around = surroundings(pool, first, &key).await;
    assert!(!around.was_posted && around.posted.is_none());
    let carried = around.carried;
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
    let around = surroundings(pool, late, &key).await;
    assert!(around.was_posted);
    assert_eq!(around.posted, Some((ChannelId(5), MessageId(6))));
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

/// A company of that number.
async fn meet(pool: &PgPool, guild: i64) -> GuildId {
    let mut conn = pool.acquire().await.expect("a connection");
    store::company::meet(&mut conn, GuildId(guild), "Other", monday())
        .await
        .expect("the company");
    GuildId(guild)
}

async fn enqueue_for(pool: &PgPool, guild: GuildId, place: Place, alert: &Alert) -> i64 {
    let mut conn = pool.acquire().await.expect("a connection");
    outbox::enqueue(&mut conn, guild, place, alert, monday())
        .await
        .expect("a row")
}

#[tokio::test]
async fn many_senders_share_the_work() {
    let company = company().await;
    let pool = &company.pool;
    for guild in 2..=16 {
        meet(pool, guild).await;
        for &place in Place::ALL {
            enqueue_for(pool, GuildId(guild), place, &Alert::Greeting).await;
        }
    }
    let claims = futures::future::join_all((0..10).map(|_| claim(pool, 10))).await;
    let all: Vec<i64> = claims.iter().flat_map(|(_, rows)| ids(rows)).collect();
    let once: BTreeSet<i64> = all.iter().copied().collect();
    assert_eq!(all.len(), once.len(), "each row once");
    let mut left = once.len();
    // Who was slower than another came away with less.
    while left < 60 {
        let more = claim(pool, 60).await.1.len();
        assert!(more > 0, "{left} of 60");
        left += more;
    }
    assert!(claim(pool, 60).await.1.is_empty());
}

#[tokio::test]
async fn a_lane_goes_one_after_the_other_and_waits_for_no_other_lane() {
    let company = company().await;
    let pool = &company.pool;
    let first = enqueue(pool, &Alert::Greeting).await;
    let second = enqueue(pool, &Alert::Greeting).await;
    let elsewhere = enqueue_for(pool, GUILD, Place::Marketing, &Alert::Greeting).await;
    let (lease, claimed) = claim(pool, 10).await;
    assert_eq!(
        ids(&claimed).into_iter().collect::<BTreeSet<_>>(),
        [first, elsewhere].into()
    );
    assert!(claim(pool, 10).await.1.is_empty(), "one is on its way");
    // While the first waits for another try, the second waits behind it: nothing overtakes.
    let later = End::Later {
        after: 60.0,
        problem: "Discord was away".to_owned(),
        unsure: false,
    };
    assert!(finish(pool, first, lease, &later).await);
    assert!(claim(pool, 10).await.1.is_empty());
    sqlx::query("update outbox set not_before = now() where id = $1")
        .bind(first)
        .execute(pool)
        .await
        .expect("the row");
    let (lease, claimed) = claim(pool, 10).await;
    assert_eq!(ids(&claimed), [first]);
    assert!(finish(pool, first, lease, &delivered(vec![])).await);
    assert_eq!(ids(&claim(pool, 10).await.1), [second]);
}

#[tokio::test]
async fn what_pings_goes_first_and_each_company_comes_round() {
    let company = company().await;
    let pool = &company.pool;
    for guild in 2..=6 {
        meet(pool, guild).await;
        for _ in 0..3 {
            enqueue_for(pool, GuildId(guild), Place::Sales, &Alert::Greeting).await;
        }
    }
    let card = Alert::HandoffCard {
        handoff: HandoffId(3),
    };
    let hot = enqueue_for(pool, GuildId(6), Place::Sales, &card).await;
    let mut conn = pool.acquire().await.expect("a connection");
    let (mut turn, mut guilds) = (None, Vec::new());
    for round in 0..3 {
        let lease = Lease {
            id: Uuid::new_v4(),
            seconds: 60.0,
            sender: 1,
        };
        let (rows, next) = outbox::claim(&mut conn, lease, 2, turn.as_ref())
            .await
            .expect("a claim");
        turn = next;
        if round == 0 {
            assert_eq!(rows[0].id, hot, "the youngest of all, and first");
        }
        for row in rows {
            guilds.push(row.guild.0);
            // It is free again at once: the same company could be served for ever.
            outbox::finish(&mut conn, row.guild, row.id, lease.id, &delivered(vec![]))
                .await
                .expect("an end");
        }
    }
    assert_eq!(guilds, [6, 2, 3, 4, 5, 6]);
}

#[tokio::test]
async fn a_gone_senders_leases_are_free_at_once_and_a_living_ones_are_not() {
    let company = company().await;
    let pool = &company.pool;
    let row = enqueue(pool, &Alert::Greeting).await;
    // The sender 1 lives while its connection holds its lock.
    let mut lives = pool.acquire().await.expect("a connection").detach();
    outbox::instance::live(&mut lives, 1)
        .await
        .expect("the lock");
    let (_, claimed) = claim(pool, 10).await;
    assert_eq!(ids(&claimed), [row]);
    let mut conn = pool.acquire().await.expect("a connection");
    let freed = outbox::instance::free_the_dead(&mut conn, 2).await;
    assert_eq!(freed.expect("an answer"), 0);
    assert!(claim(pool, 10).await.1.is_empty());
    drop(lives);
    for _ in 0..100 {
        let freed = outbox::instance::free_the_dead(&mut conn, 2).await;
        if freed.expect("an answer") == 1 {
            let (_, again) = claim(pool, 10).await;
            assert_eq!(ids(&again), [row]);
            assert!(again[0].unsure, "nobody saw how it ended");
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    panic!("its lease still holds");
}
