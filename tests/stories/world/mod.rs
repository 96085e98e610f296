//! A whole world for one story: its own database, a Discord-like server, and the bot as it ships.

mod channel;
mod ends;
mod gateway;
mod line;
mod office;
mod outcome;
mod person;
mod plain;
mod proxy;
mod records;
mod reply;

use std::{
    ops::Deref,
    sync::{Arc, Mutex},
    time::Duration,
};

use chrono::{DateTime, TimeDelta, Utc};
use sqlx::PgPool;
use tandem::{
    app::{App, DeliverSettings, Parts, pool},
    clock::Clock,
    discord::connect::Door,
    jobs::tally::Troubles,
};
use tandem_sandbox::{
    CompanyPlan, Options, Sandbox, Tls,
    faults::{Effect, Fault},
    limits::Strictness,
};

pub use self::{
    channel::Message,
    office::Office,
    outcome::Outcome,
    person::Person,
    proxy::Proxy,
    records::{Fingerprint, Lead},
    reply::Reply,
};
use crate::database::{TestDatabase, database};

/// One story's world. Everything in it ends when it is dropped.
pub struct World {
    /// The company that most stories are about.
    office: Office,
    /// Companies that came later.
    others: Mutex<Vec<Office>>,
    /// The Discord-like server.
    pub sandbox: Sandbox,
    /// Business time.
    pub clock: Clock,
    app: Option<App>,
    /// The bot's own way to the database, if it is not the story's.
    way: Option<PgPool>,
    database: TestDatabase,
    deliver: DeliverSettings,
    /// Requests of the bot that a story expects to fail: part of the path, status.
    expected: Vec<(&'static str, u16)>,
    /// How many things a story expects never to be said, since their channel is out of reach.
    undeliverable: usize,
}

impl Deref for World {
    type Target = Office;

    fn deref(&self) -> &Office {
        &self.office
    }
}

/// People's HTTP client. It keeps no connection open, for which the end of a story would wait.
fn client() -> reqwest::Client {
    reqwest::Client::builder()
        .pool_max_idle_per_host(0)
        .build()
        .expect("a client")
}

/// A date and time in UTC.
pub fn utc(text: &str) -> DateTime<Utc> {
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M")
        .expect("a time")
        .and_utc()
}

impl World {
    /// A new company that has just invited the bot, on a Monday at 10:00 UTC.
    pub async fn new() -> Self {
        Self::at(utc("2026-03-02 10:00")).await
    }

    /// The same at another time.
    pub async fn at(now: DateTime<Utc>) -> Self {
        let mut world = Self::without_bot(Clock::frozen(now)).await;
        world.start_bot().await;
        world.meets(&world.office).await;
        world
    }

    /// A company that has finished `/setup`, with rate limits as Discord's, and a bot that delivers as
    /// it ships.
    pub async fn as_strict_as_discord() -> Self {
        let clock = Clock::frozen(utc("2026-03-02 10:00"));
        let mut world = Self::limited(clock, Strictness::Discord).await;
        world.deliver = DeliverSettings::default();
        world.start_bot().await;
        world.meets(&world.office).await;
        world.settle(&world.office).await;
        world
    }

    /// A company whose bot is not running.
    pub async fn without_bot(clock: Clock) -> Self {
        Self::limited(clock, Strictness::Wide).await
    }

    async fn limited(clock: Clock, limits: Strictness) -> Self {
        // `RUST_LOG=tandem=debug cargo test -- --nocapture` shows what the bot did.
        let filter = tracing_subscriber::EnvFilter::from_default_env();
        let _ = tracing_subscriber::fmt()
            .with_env_filter(filter)
            .with_test_writer()
            .try_init();
        let database = database().await;
        let sandbox = Sandbox::start(Options {
            listen: ([127, 0, 0, 1], 0).into(),
            clock: Arc::new(clock.clone()),
            journal: None,
            plan: CompanyPlan::sample(),
            tls: Tls::default(),
            limits,
        })
        .await
        .expect("the sandbox starts");
        let office = Office::read(sandbox.company(), sandbox.address().to_string(), client());
        let deliver = DeliverSettings {
            lease: Duration::from_secs(6),
            poll: Duration::from_millis(100),
            send_timeout: Duration::from_secs(4),
            ..DeliverSettings::default()
        };
        Self {
            office,
            others: Mutex::default(),
            sandbox,
            clock,
            app: None,
            way: None,
            database,
            deliver,
            expected: Vec::new(),
            undeliverable: 0,
        }
    }

    /// A company that has finished `/setup`: the sample's channels and roles, UTC, Monday to Friday
    /// 9 to 17, and the product's defaults.
    pub async fn set_up() -> Self {
        let world = Self::new().await;
        world.settle(&world.office).await;
        world
    }

    /// The same at another time.
    pub async fn set_up_at(now: DateTime<Utc>) -> Self {
        let world = Self::at(now).await;
        world.settle(&world.office).await;
        world
    }

    /// A second company that the same bot serves, set up as the first.
    pub async fn second(&self) -> Office {
        let company = self.sandbox.add_company(&CompanyPlan::sample());
        let office = Office::read(company, self.sandbox.address().to_string(), client());
        self.settle(&office).await;
        self.others.lock().expect("companies").push(office.clone());
        office
    }

    /// Waits until the bot has met a company.
    pub async fn meets(&self, office: &Office) {
        for _ in 0..200 {
            let met = sqlx::query("select from company where guild_id = $1")
                .bind(office.guild_id())
                .fetch_optional(self.pool())
                .await
                .expect("companies");
            if met.is_some() {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("the bot has not met {}", office.guild);
    }

    /// Writes what `/setup` writes, once the bot has met the company.
    pub async fn settle(&self, office: &Office) {
        let snowflake = |id: String| id.parse::<i64>().expect("a snowflake");
        let channel = |name| snowflake(office.channel_id(name));
        let role = |name| snowflake(office.role_id(name));
        self.meets(office).await;
        sqlx::query(
            "update company
             set marketing_channel = $2, sales_channel = $3, promotions_channel = $4,
                 digest_channel = $5, listening_channels = $6, marketing_role = $7,
                 sales_role = $8, manager_role = $9, set_up_at = $10
             where guild_id = $1",
        )
        .bind(office.guild_id())
        .bind(channel("marketing"))
        .bind(channel("sales"))
        .bind(channel("promotions"))
        .bind(channel("digest"))
        .bind(vec![channel("leads-inbox")])
        .bind(role("Marketing"))
        .bind(role("Sales"))
        .bind(role("Manager"))
        .bind(self.clock.now())
        .execute(self.pool())
        .await
        .expect("the company");
    }

    /// Lets a table take what its constraints forbid: what somebody wrote by hand, or a newer version.
    pub async fn unchecks(&self, table: &str) {
        let sql = format!(
            "do $$ declare name text; begin
                 for name in select conname from pg_constraint
                             where conrelid = '{table}'::regclass and contype = 'c' loop
                     execute format('alter table {table} drop constraint %I', name);
                 end loop;
             end $$"
        );
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(self.pool())
            .await
            .expect("no constraints");
    }

    /// What went wrong in the bot's jobs since it started.
    pub fn troubles(&self) -> Troubles {
        self.app.as_ref().expect("the bot runs").troubles()
    }

    /// The company that most stories are about.
    pub fn office(&self) -> &Office {
        &self.office
    }

    /// Where the database is, for another process.
    pub fn database_url(&self) -> String {
        use sqlx::ConnectOptions;
        self.database.options.to_url_lossy().to_string()
    }

    /// Waits until nothing waits to be said, without asking the bot.
    pub async fn said_everything(&self) {
        for _ in 0..600 {
            let left: i64 = sqlx::query_scalar(
                "select count(*) from outbox where state not in ('delivered', 'skipped')",
            )
            .fetch_one(self.pool())
            .await
            .expect("the outbox");
            if left == 0 {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// The database, for what no command shows.
    pub fn pool(&self) -> &PgPool {
        &self.database.pool
    }

    /// How the bot delivers, from its next start on.
    pub fn deliver(&mut self) -> &mut DeliverSettings {
        &mut self.deliver
    }

    /// Starts the bot, as `tandem run` does.
    pub async fn start_bot(&mut self) {
        assert!(self.app.is_none(), "the bot runs already");
        let parts = Parts {
            pool: self.way.as_ref().unwrap_or(self.pool()).clone(),
            clock: self.clock.clone(),
            token: self.bot_token().into(),
            door: Door::Resolved {
                address: self.sandbox.api_address(),
                certificate_pem: self.sandbox.certificate_pem(),
            },
            deliver: self.deliver.clone(),
        };
        self.app = Some(App::start(parts).await.expect("the bot starts"));
    }

    /// From its next start on the bot has the pool that it ships with, through a proxy.
    pub async fn bot_through_a_proxy(&mut self) -> Proxy {
        let proxy = Proxy::before(&self.database.options);
        let options = proxy.options(&self.database.options);
        let pool = pool::connect(pool::options(12), options).await;
        self.way = Some(pool.expect("the database"));
        proxy
    }

    /// The bot's token.
    pub fn bot_token(&self) -> String {
        let company = serde_json::to_value(self.sandbox.company()).expect("a company");
        company["bot_token"].as_str().expect("a token").to_owned()
    }

    /// Ends the bot as SIGTERM does.
    pub async fn stop_bot(&mut self) {
        self.app.take().expect("the bot runs").stop().await;
    }

    /// Ends the bot as a crash does.
    pub async fn kill_bot(&mut self) {
        self.app.take().expect("the bot runs").abort().await;
    }

    /// Ends and starts the bot.
    pub async fn restart_bot(&mut self) {
        self.stop_bot().await;
        self.start_bot().await;
    }

    /// Waits until the bot has done all that is due and said all that is to be said.
    pub async fn caught_up(&self) {
        let app = self.app.as_ref().expect("the bot runs");
        tokio::time::timeout(Duration::from_secs(60), app.caught_up())
            .await
            .expect("the bot catches up within a minute");
    }

    /// Holds the next edit in a channel, so that a button is still shown after it has had its day.
    pub fn holds_edit(&self, channel: &str) {
        self.sandbox.faults().add(Fault::on(
            "PATCH",
            format!("/channels/{}/messages", self.channel_id(channel)),
            Effect::DelayBefore(Duration::from_secs(2)),
        ));
    }

    /// Moves the clock, and lets the bot catch up.
    pub async fn advance(&self, step: TimeDelta) {
        self.clock.advance(step);
        self.caught_up().await;
    }

    /// Moves the clock to a later time, and lets the bot catch up.
    pub async fn advance_to(&self, at: DateTime<Utc>) {
        let step = at - self.clock.now();
        assert!(step >= TimeDelta::zero(), "time never goes back");
        self.advance(step).await;
    }

    /// A lead of the first company, as the database has it.
    pub fn lead(&self, number: i32) -> Lead {
        Lead::new(self.pool().clone(), self.guild_id(), number)
    }

    /// Everything that a refusal must not change.
    pub async fn fingerprint(&self) -> Fingerprint {
        Fingerprint::take(self.pool()).await
    }

    /// Lets a request of the bot fail without failing the story.
    pub fn expects(&mut self, path_contains: &'static str, status: u16) {
        self.expected.push((path_contains, status));
    }

    /// Lets so many things remain unsaid, since their channel is out of reach.
    pub fn expects_undeliverable(&mut self, count: usize) {
        self.undeliverable = count;
    }
}
