//! Builds and wires the bot; runs until told to stop.

pub mod pool;
mod run;

use std::{sync::Arc, time::Duration};

use poise::serenity_prelude as serenity;
use secrecy::SecretString;
use serenity::{ConnectionStage, ShardManager};
use sqlx::{Connection, PgPool};
use tokio::task::JoinHandle;
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use self::run::{RunError, door, run};
use crate::{
    actions::company::Companies,
    clock::Clock,
    discord::{
        Data,
        connect::{self, ConnectError},
    },
    jobs::{
        deliver::Deliverer,
        loops::{self, Passes},
        tally::{Tally, Troubles},
    },
    store,
};
pub use crate::{discord::connect::Door, jobs::deliver::DeliverSettings};

/// The schema, built into the binary.
pub static MIGRATOR: sqlx::migrate::Migrator = sqlx::migrate!();

/// How long the gateway may take to become ready.
const READY_WITHIN: Duration = Duration::from_secs(60);

/// How long everything may take when the bot is told to stop.
const DRAIN: Duration = Duration::from_secs(8);

/// What a bot is made of.
#[derive(Debug)]
pub struct Parts {
    /// The database, migrated.
    pub pool: PgPool,
    /// Business time.
    pub clock: Clock,
    /// What the bot logs in with.
    pub token: SecretString,
    /// Where Discord is.
    pub door: Door,
    /// How delivery is paced.
    pub deliver: DeliverSettings,
}

/// Why the bot does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Discord.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The gateway closed before the bot was ready.
    #[error("the gateway closed before the bot was ready")]
    Gateway(#[source] Option<Box<serenity::Error>>),
    /// The bot was not ready in time.
    #[error("the gateway did not become ready within a minute")]
    Slow,
}

/// A running bot.
#[expect(
    missing_debug_implementations,
    reason = "serenity's shard manager has none"
)]
pub struct App {
    pool: PgPool,
    shards: Arc<ShardManager>,
    gateway: JoinHandle<Result<(), serenity::Error>>,
    jobs: Vec<JoinHandle<()>>,
    running: TaskTracker,
    passes: Arc<Passes>,
    tally: Tally,
    stop: CancellationToken,
}

/// Brings the database's schema up to date.
///
/// # Errors
/// When the database is away, or has a schema of a newer Tandem.
pub async fn migrate(pool: &PgPool) -> Result<(), sqlx::migrate::MigrateError> {
    // A connection of its own, without the limits of daily work: an index on many rows takes its time.
    let mut conn = pool.acquire().await?.detach();
    sqlx::raw_sql("set statement_timeout = 0; set lock_timeout = 0")
        .execute(&mut conn)
        .await?;
    MIGRATOR.run(&mut conn).await?;
    conn.close().await?;
    Ok(())
}

impl App {
    /// Starts a bot, and waits until it is ready for people: logged in, its commands registered.
    ///
    /// # Errors
    /// Discord does not answer, or does not know the token.
    pub async fn start(parts: Parts) -> Result<Self, StartError> {
        let Parts {
            pool,
            clock,
            token,
            door,
            deliver,
        } = parts;
        let running = TaskTracker::new();
        let data = |replies| Data {
            pool: pool.clone(),
            clock: clock.clone(),
            companies: Companies::default(),
            running: running.clone(),
            replies,
        };
        let connection = connect::connect(&token, &door, data).await?;
        let mut client = connection.client;
        let http = Arc::clone(&client.http);
        let shards = Arc::clone(&client.shard_manager);
        let mut gateway = tokio::spawn(async move { client.start().await });
        let trouble = tokio::select! {
            () = ready(&shards) => None,
            ended = &mut gateway => {
                Some(StartError::Gateway(why(ended)))
            }
            () = tokio::time::sleep(READY_WITHIN) => Some(StartError::Slow),
        };
        if let Some(trouble) = trouble {
            gateway.abort();
            shards.shutdown_all().await;
            return Err(trouble);
        }
        let stop = CancellationToken::new();
        let passes = Passes::new();
        let tally = Tally::default();
        let deliverer = Arc::new(Deliverer::new(
            pool.clone(),
            Arc::clone(&http),
            clock.clone(),
            connection.bot,
            deliver,
            tally.clone(),
            stop.clone(),
        ));
        let jobs = jobs(&deliverer, &pool, &http, &clock, &tally, &passes, &stop);
        tracing::info!("Tandem is at work.");
        Ok(Self {
            pool,
            shards,
            gateway,
            jobs,
            running,
            passes,
            tally,
            stop,
        })
    }

    /// Waits until all that is due at the present time has been done, and everything to be said has been
    /// said.
    pub async fn caught_up(&self) {
        self.passes.next().await;
        loop {
            let waiting = match self.pool.acquire().await {
                Ok(mut conn) => store::outbox::waiting(&mut conn).await.unwrap_or(1),
                Err(_) => 1,
            };
            if waiting == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// What went wrong in the jobs since the start.
    pub fn troubles(&self) -> Troubles {
        self.tally.read()
    }

    /// Whether the gateway's client has ended by itself: a token taken back, an intent refused.
    pub fn has_ended(&self) -> bool {
        self.gateway.is_finished()
    }

    /// Waits until the gateway's client ends by itself, and says why.
    pub async fn ended(&mut self) -> Option<Box<serenity::Error>> {
        why((&mut self.gateway).await)
    }

    /// Stops within eight seconds: no more events are taken, what runs is finished, what was claimed but
    /// not begun is given back.
    pub async fn stop(mut self) {
        self.stop.cancel();
        self.running.close();
        let drain = async {
            // Answers that are under way still need the HTTP client only, not the gateway.
            self.shards.shutdown_all().await;
            self.running.wait().await;
            for job in &mut self.jobs {
                let _ = job.await;
            }
        };
        if tokio::time::timeout(DRAIN, drain).await.is_err() {
            tracing::warn!(
                "Some work was not finished in time; what was not said is said at the next start."
            );
        }
        self.end();
    }

    /// Ends at once, as a crash would: nothing is finished, nothing is given back.
    pub async fn abort(self) {
        self.end();
        // serenity's own tasks end only when they are told.
        self.shards.shutdown_all().await;
        for job in self.jobs {
            let _ = job.await;
        }
    }

    fn end(&self) {
        self.gateway.abort();
        for job in &self.jobs {
            job.abort();
        }
    }
}

/// The loops of the jobs, each kept running.
fn jobs(
    deliverer: &Arc<Deliverer>,
    pool: &PgPool,
    http: &Arc<serenity::Http>,
    clock: &Clock,
    tally: &Tally,
    passes: &Arc<Passes>,
    stop: &CancellationToken,
) -> Vec<JoinHandle<()>> {
    let deliver = {
        let (deliverer, pool, stop) = (Arc::clone(deliverer), pool.clone(), stop.clone());
        move || loops::deliver(Arc::clone(&deliverer), pool.clone(), stop.clone())
    };
    let due = {
        let (pool, clock, stop) = (pool.clone(), clock.clone(), stop.clone());
        let (tally, passes) = (tally.clone(), Arc::clone(passes));
        move || {
            let (tally, passes) = (tally.clone(), Arc::clone(&passes));
            loops::due(pool.clone(), clock.clone(), tally, passes, stop.clone())
        }
    };
    let sweep = {
        let (pool, clock, stop) = (pool.clone(), clock.clone(), stop.clone());
        let (tally, keep) = (tally.clone(), deliverer.settings().keep);
        move || {
            loops::sweep(
                pool.clone(),
                clock.clone(),
                keep,
                tally.clone(),
                stop.clone(),
            )
        }
    };
    let members = {
        let (pool, clock, stop) = (pool.clone(), clock.clone(), stop.clone());
        let http = Arc::clone(http);
        move || loops::members(pool.clone(), Arc::clone(&http), clock.clone(), stop.clone())
    };
    let supervised = |name| (name, tally.clone(), stop.clone());
    let (name, counts, until) = supervised("deliver");
    let deliver = tokio::spawn(loops::supervise(name, counts, until, deliver));
    let (name, counts, until) = supervised("due");
    let due = tokio::spawn(loops::supervise(name, counts, until, due));
    let (name, counts, until) = supervised("sweep");
    let sweep = tokio::spawn(loops::supervise(name, counts, until, sweep));
    let (name, counts, until) = supervised("members");
    let members = tokio::spawn(loops::supervise(name, counts, until, members));
    let statistics = {
        let (pool, stop) = (pool.clone(), stop.clone());
        move || loops::statistics(pool.clone(), stop.clone())
    };
    let (name, counts, until) = supervised("statistics");
    let statistics = tokio::spawn(loops::supervise(name, counts, until, statistics));
    vec![deliver, due, sweep, members, statistics]
}

/// Why the gateway's client ended, if it says so.
fn why(
    ended: Result<Result<(), serenity::Error>, tokio::task::JoinError>,
) -> Option<Box<serenity::Error>> {
    ended.ok().and_then(Result::err).map(Box::new)
}

/// Waits until every shard is connected.
async fn ready(shards: &ShardManager) {
    loop {
        {
            let runners = shards.runners.lock().await;
            let connected = |stage| stage == ConnectionStage::Connected;
            if !runners.is_empty() && runners.values().all(|runner| connected(runner.stage)) {
                return;
            }
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}
