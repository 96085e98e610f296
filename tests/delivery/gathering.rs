//! A burst of news becomes one message that grows.

use chrono::TimeDelta;
use sqlx::PgPool;
use tandem::{
    domain::{
        alert::{Alert, Place},
        ids::{GuildId, LeadNumber, UserId},
        stage::Stage,
    },
    store::{self, outbox},
};

use crate::{GUILD, company, monday};

/// Enqueues news of a lead some seconds after ten, and gives the card that it joined.
async fn news(pool: &PgPool, guild: GuildId, place: Place, seconds: i64) -> String {
    let alert = Alert::LeadAdded {
        lead: LeadNumber(1),
        by: UserId(2),
        stage: Stage::Interest,
    };
    let at = monday() + TimeDelta::seconds(seconds);
    let mut conn = pool.acquire().await.expect("a connection");
    let row = outbox::enqueue(&mut conn, guild, place, &alert, at)
        .await
        .expect("a row");
    sqlx::query_scalar("select card from outbox where id = $1")
        .bind(row)
        .fetch_one(pool)
        .await
        .expect("a card")
}

#[tokio::test]
async fn what_comes_within_a_minute_is_one_message() {
    let company = company().await;
    let pool = &company.pool;
    let first = news(pool, GUILD, Place::Sales, 0).await;
    assert_eq!(news(pool, GUILD, Place::Sales, 0).await, first);
    assert_eq!(news(pool, GUILD, Place::Sales, 59).await, first);
    let next = news(pool, GUILD, Place::Sales, 60).await;
    assert_ne!(next, first, "a minute after the first");
    assert_eq!(news(pool, GUILD, Place::Sales, 61).await, next);
}

#[tokio::test]
async fn each_place_and_company_has_its_own() {
    let company = company().await;
    let pool = &company.pool;
    let mut conn = pool.acquire().await.expect("a connection");
    store::company::meet(&mut conn, GuildId(2), "Other", monday())
        .await
        .expect("the company");
    drop(conn);
    let sales = news(pool, GUILD, Place::Sales, 0).await;
    let marketing = news(pool, GUILD, Place::Marketing, 1).await;
    assert_ne!(sales, marketing);
    assert_ne!(
        news(pool, GuildId(2), Place::Sales, 1).await,
        sales,
        "begun by that company's own news"
    );
    assert_eq!(news(pool, GUILD, Place::Sales, 2).await, sales);
}

#[tokio::test]
async fn a_full_message_is_followed_by_another() {
    let company = company().await;
    let pool = &company.pool;
    let mut cards = Vec::new();
    for _ in 0..45 {
        cards.push(news(pool, GUILD, Place::Sales, 0).await);
    }
    cards.dedup();
    assert_eq!(cards.len(), 3, "20, 20 and 5 lines: {cards:?}");
}
