//! What the database knows of how large its tables are: its plans hang on it.

use sqlx::PgConnection;

use super::Result;

/// Counts the tables that have become three times what they were; gives how many. See the function in the
/// database for why this does not wait for Postgres's own.
pub async fn count_what_grew(conn: &mut PgConnection) -> Result<i32> {
    let counted = sqlx::query_scalar!(r#"select count_what_grew() as "counted!""#)
        .fetch_one(conn)
        .await?;
    Ok(counted)
}
