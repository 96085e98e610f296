//! What the database knows of how large its tables are: its plans hang on it.

use sqlx::PgConnection;

use super::Result;

/// Counts the table in which most has changed, when that is more than twice what it held. `false`: there is
/// none. See the function in the database for why this does not wait for Postgres's own.
pub async fn count_what_changed(conn: &mut PgConnection) -> Result<bool> {
    let counted = sqlx::query_scalar!(r#"select count_what_changed() as "counted!""#)
        .fetch_one(conn)
        .await?;
    Ok(counted)
}
