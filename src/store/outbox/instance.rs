//! Processes that send. Each holds an advisory lock while it lives, whose key stands with its leases:
//! whoever gets that lock knows that the process is gone, and need not wait for its leases to run out.

use sqlx::PgConnection;

use super::super::Result;

/// Takes the lock of the process `sender`, for as long as this connection is open.
pub async fn live(conn: &mut PgConnection, sender: i64) -> Result<()> {
    sqlx::query!("select pg_advisory_lock($1)", sender)
        .execute(conn)
        .await?;
    Ok(())
}

/// Ends the leases of processes that are gone. Gives how many. Of any company: it was their sender.
pub async fn free_the_dead(conn: &mut PgConnection, own: i64) -> Result<u64> {
    let done = sqlx::query!(
        "with gone as materialized (
             select sender from (
                 select distinct sender from outbox
                 where state = 'leased' and leased_until > now() and sender <> $1
             ) senders
             where pg_try_advisory_xact_lock(sender)
         )
         update outbox set leased_until = now() - interval '1 microsecond'
         where state = 'leased' and sender in (select sender from gone)",
        own,
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected())
}
