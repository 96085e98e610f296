//! Promotions: marketing writes, sales agrees, the clock starts and ends them.

pub mod approve;
pub mod due;
pub mod propose;
pub mod view;
pub mod withdraw;

use serde_json::json;
use sqlx::PgConnection;

use super::{Ask, Result};
use crate::{
    domain::{field::PromoCode, promotion::Promotion, refusal::PromotionRefusal},
    store,
};

/// The newest promotion of a code, locked.
pub(crate) async fn lock(
    conn: &mut PgConnection,
    ask: &Ask,
    code: &PromoCode,
) -> Result<Promotion> {
    let found = find(&mut *conn, ask, code).await?;
    let locked = store::promotion::lock(conn, ask.company.guild, found.id).await?;
    Ok(locked.ok_or_else(|| PromotionRefusal::NoSuch {
        typed: code.as_str().to_owned(),
    })?)
}

/// The newest promotion of a code.
pub(crate) async fn find(
    conn: &mut PgConnection,
    ask: &Ask,
    code: &PromoCode,
) -> Result<Promotion> {
    let found = store::promotion::by_code(conn, ask.company.guild, code.as_str()).await?;
    Ok(found.ok_or_else(|| PromotionRefusal::NoSuch {
        typed: code.as_str().to_owned(),
    })?)
}

/// Writes into the audit log what was done to a promotion.
pub(crate) async fn audit(
    conn: &mut PgConnection,
    ask: &Ask,
    what: &str,
    promotion: &Promotion,
) -> Result<()> {
    let detail = json!({ "code": promotion.code, "version": promotion.version });
    let subject = promotion.id.to_string();
    store::audit::append(
        conn,
        ask.company.guild,
        ask.now,
        Some(ask.who.id),
        what,
        &subject,
        detail,
    )
    .await?;
    Ok(())
}
