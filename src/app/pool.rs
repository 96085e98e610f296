//! Connections to the database, none of which anybody waits for without end.

use std::time::{Duration, Instant};

use sqlx::{
    Connection, Executor, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};

/// How long a person's command may wait for a connection: it is answered within three seconds.
const ACQUIRE: Duration = Duration::from_secs(2);

/// How long a connection may take to show that it is alive.
const ALIVE: Duration = Duration::from_millis(500);

/// A connection that was used this lately is taken to be alive: a test would cost each command a round
/// trip.
const LATELY: Duration = Duration::from_secs(1);

/// How long the database may take to come up when the bot starts.
const START: Duration = Duration::from_secs(10);

/// What each session asks of Postgres, so that nothing waits for ever: not for a row that somebody else
/// has locked (a person is told within three seconds), not for a statement, not inside a transaction whose
/// client is silent; and a client that is gone is noticed.
///
/// And it plans each statement once, by an index, whatever the tables hold by then: a statement that was
/// planned while its table was empty read all of it when it was large. A test holds that every statement
/// has an index that serves it. Compiling a plan costs more than any of them.
const SESSION: &str = "set lock_timeout = '1s'; set statement_timeout = '10s'; \
     set idle_in_transaction_session_timeout = '15s'; set tcp_keepalives_idle = 30; \
     set tcp_keepalives_interval = 10; set tcp_keepalives_count = 3; set tcp_user_timeout = '30s'; \
     set plan_cache_mode = force_generic_plan; set enable_seqscan = off; set jit = off";

/// A pool whose connections have their limits.
///
/// sqlx lets nobody set a socket's own time-outs, and a line may swallow what is said to it while both
/// ends think it open. So a connection is tried, briefly, when it has rested and when it comes back; one
/// that does not answer is dropped. That costs each use a short round trip more, and has to: sqlx's own
/// try of a connection that comes back has no end, and keeps its place. Whoever uses one meanwhile has a
/// limit of their own.
pub fn options(max_connections: u32) -> PgPoolOptions {
    PgPoolOptions::new()
        .max_connections(max_connections)
        .acquire_timeout(ACQUIRE)
        .test_before_acquire(false)
        .after_connect(|conn, _| {
            Box::pin(async move {
                conn.execute(SESSION).await?;
                Ok(())
            })
        })
        .before_acquire(|conn, about| {
            Box::pin(async move {
                if about.idle_for > LATELY {
                    alive(conn).await?;
                }
                Ok(true)
            })
        })
        .after_release(|conn, _| {
            Box::pin(async move {
                alive(conn).await?;
                Ok(true)
            })
        })
}

/// An error, upon which the pool drops the connection without a word, when it does not answer.
async fn alive(conn: &mut sqlx::PgConnection) -> Result<(), sqlx::Error> {
    match tokio::time::timeout(ALIVE, conn.ping()).await {
        Ok(answer) => answer,
        Err(_) => Err(sqlx::Error::Io(std::io::ErrorKind::TimedOut.into())),
    }
}

/// Connects, and waits a while for a database that is coming up.
///
/// # Errors
/// It does not answer.
pub async fn connect(
    options: PgPoolOptions,
    database: PgConnectOptions,
) -> Result<PgPool, sqlx::Error> {
    let pool = options.connect_lazy_with(database);
    let begun = Instant::now();
    loop {
        match pool.acquire().await {
            Ok(_) => return Ok(pool),
            Err(error) if begun.elapsed() > START => return Err(error),
            Err(sqlx::Error::PoolTimedOut | sqlx::Error::Io(_)) => {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
            Err(error) => return Err(error),
        }
    }
}
