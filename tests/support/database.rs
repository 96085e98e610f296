//! A database for each test, made from a migrated template: of one throw-away server per test process,
//! or of the server of `DATABASE_URL`.

use std::{
    hash::{DefaultHasher, Hash, Hasher},
    sync::atomic::{AtomicU32, Ordering},
};

use sqlx::{
    Connection, PgConnection, PgPool,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use tandem::local_postgres::{LocalPostgres, Options};
use tokio::sync::OnceCell;

/// The server, and how its databases are reached.
enum Server {
    /// Ours; it ends with this process, since its guard sees our end of a pipe close.
    Own(LocalPostgres),
    /// Somebody's; databases are dropped one by one.
    Given(PgConnectOptions),
}

static SERVER: OnceCell<Server> = OnceCell::const_new();
static COUNT: AtomicU32 = AtomicU32::new(0);

/// A database of one test.
pub struct TestDatabase {
    /// Connections to it.
    pub pool: PgPool,
    /// How it is reached, for another process.
    pub options: PgConnectOptions,
    name: String,
    given: bool,
}

impl Server {
    fn options(&self, database: &str) -> PgConnectOptions {
        match self {
            Self::Own(server) => server.connect_options(database),
            Self::Given(options) => options.clone().database(database),
        }
    }
}

async fn server() -> &'static Server {
    SERVER
        .get_or_init(|| async {
            let server = match std::env::var("DATABASE_URL") {
                Ok(url) if !url.is_empty() => Server::Given(url.parse().expect("DATABASE_URL")),
                _ => {
                    // A folder that the server's own user may enter, wherever the checkout lies.
                    let name = format!(
                        "tandem-test-{}-{:08x}",
                        std::process::id(),
                        rand::random::<u32>()
                    );
                    let dir = Some(std::env::temp_dir().join(&name));
                    let options = Options {
                        dir,
                        name,
                        throwaway: true,
                    };
                    Server::Own(
                        LocalPostgres::start(options)
                            .await
                            .unwrap_or_else(|error| panic!("{error}")),
                    )
                }
            };
            make_template(&server).await;
            server
        })
        .await
}

/// Makes the template, if the server has none of this schema: a server that outlives us keeps it for
/// the next run, so that a run leaves nothing new behind.
async fn make_template(server: &Server) {
    let name = template();
    let mut conn = PgConnection::connect_with(&server.options("postgres"))
        .await
        .expect("the server");
    // Test programs side by side make one template. The lock goes with the connection.
    sqlx::query("select pg_advisory_lock(hashtext('tandem test template'))")
        .execute(&mut conn)
        .await
        .expect("the lock");
    let there: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = $1")
        .bind(&name)
        .fetch_optional(&mut conn)
        .await
        .expect("the databases");
    if there.is_none() {
        // Named at last: a half made one is never copied.
        let half = "tandem_template_half_made";
        for statement in [
            format!("drop database if exists {half}"),
            format!("create database {half}"),
        ] {
            sqlx::raw_sql(sqlx::AssertSqlSafe(statement))
                .execute(&mut conn)
                .await
                .expect("the template");
        }
        let pool = PgPoolOptions::new()
            .max_connections(1)
            .connect_with(server.options(half))
            .await
            .expect("the template");
        tandem::app::migrate(&pool).await.expect("the migrations");
        // Nobody may be connected to a template that is renamed or copied.
        pool.close().await;
        let rename = format!("alter database {half} rename to {name}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(rename))
            .execute(&mut conn)
            .await
            .expect("the template's name");
    }
    conn.close().await.expect("the server");
}

/// The template's name: one for each schema.
fn template() -> String {
    let mut schema = DefaultHasher::new();
    for migration in tandem::app::MIGRATOR.iter() {
        migration.checksum.hash(&mut schema);
    }
    format!("tandem_template_{:016x}", schema.finish())
}

/// A new, migrated, empty database.
pub async fn database() -> TestDatabase {
    let server = server().await;
    let name = format!(
        "tandem_test_{}_{}",
        std::process::id(),
        COUNT.fetch_add(1, Ordering::Relaxed)
    );
    let mut conn = PgConnection::connect_with(&server.options("postgres"))
        .await
        .expect("the server");
    let create = format!(
        "create database {name} template {} strategy file_copy",
        template()
    );
    // Two copies of one template at once wait for each other, or say that somebody is at it.
    for attempt in 0.. {
        match sqlx::raw_sql(sqlx::AssertSqlSafe(create.clone()))
            .execute(&mut conn)
            .await
        {
            Ok(_) => break,
            Err(error) if attempt > 100 => panic!("{error}"),
            Err(_) => tokio::time::sleep(std::time::Duration::from_millis(50)).await,
        }
    }
    let options = server.options(&name);
    let pool = PgPoolOptions::new()
        .max_connections(12)
        .connect_with(options.clone())
        .await
        .expect("the database");
    TestDatabase {
        pool,
        options,
        name,
        given: matches!(server, Server::Given(_)),
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        if !self.given {
            return;
        }
        let (options, name) = (self.options.clone().database("postgres"), self.name.clone());
        // A runtime of its own: the test's is going away.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()?;
            runtime.block_on(async {
                let mut conn = PgConnection::connect_with(&options)
                    .await
                    .map_err(std::io::Error::other)?;
                let drop = format!("drop database if exists {name} with (force)");
                sqlx::raw_sql(sqlx::AssertSqlSafe(drop))
                    .execute(&mut conn)
                    .await
                    .map_err(std::io::Error::other)?;
                Ok::<_, std::io::Error>(())
            })
        });
        if !matches!(dropped.join(), Ok(Ok(()))) {
            eprintln!("the database {} could not be dropped", self.name);
        }
    }
}
