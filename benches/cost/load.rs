//! People at work: many commands, so many at once, and what they cost whom.

use std::{
    fmt,
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use anyhow::{Context, Error, bail};
use futures::future::join_all;
use serde_json::Value;
use strum::VariantArray;

use crate::{
    Size,
    bots::{Bot, cpu, memory_mb},
    people::{Office, Person},
    server::{self, Server},
};

/// What some commands cost.
#[derive(Clone, Debug)]
pub struct Figures {
    /// Commands a second.
    pub rate: f64,
    /// What half of the people waited for at the most.
    pub median: Duration,
    /// What all but one of a hundred waited for at the most.
    pub slowest: Duration,
    /// Milliseconds of the bot's CPU a command.
    pub bot_ms: f64,
    /// Milliseconds of Postgres's CPU a command.
    pub postgres_ms: f64,
    /// Megabytes of the bot.
    pub memory_mb: f64,
}

impl Figures {
    /// The table's head.
    pub const HEAD: &str = "                             a second  median ms   99 % ms    bot ms  Postgres ms  memory MB";
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ms = |time: Duration| time.as_secs_f64() * 1000.0;
        write!(
            f,
            "{:>9.0} {:>10.1} {:>9.1} {:>9.3} {:>12.3} {:>10.0}",
            self.rate,
            ms(self.median),
            ms(self.slowest),
            self.bot_ms,
            self.postgres_ms,
            self.memory_mb
        )
    }
}

/// `/lead add`, again and again, by the marketers in turn.
pub async fn adds(server: &Server, bot: &Bot, size: Size) -> Result<Figures, Error> {
    let stage = Stage::set(server, bot).await?;
    let (lead, people) = (&stage.lead, stage.office.people("Marketing").await?);
    let one = async |index: usize| add(&people[index % people.len()], lead, index, &[]).await;
    for index in 0..size.warm {
        one(index).await?;
    }
    let figures = stage
        .measure(
            server,
            size.warm..size.warm + size.counted,
            size.at_once,
            one,
        )
        .await?;
    stage.ends().await?;
    Ok(figures)
}

/// The way of many leads through the bot, a step after the other: what each step costs.
pub async fn mix(server: &Server, size: Size) -> Result<Vec<(&'static str, Figures)>, Error> {
    let stage = Stage::set(server, &Bot::Tandem).await?;
    let (marketers, sellers) = (
        stage.office.people("Marketing").await?,
        stage.office.people("Sales").await?,
    );
    let handoff = stage.office.command("handoff").await?;
    let lead = &stage.lead;
    let count = size.counted / 4;
    let mut steps = Vec::new();

    // Numbers are drawn in the order of the commands, so each lead is known by its number alone.
    let number = |index: usize| format!("L-{}", index + 1);
    for step in Step::VARIANTS {
        let one = async |index: usize| {
            let number = number(index);
            let number = ("lead", &*number);
            let marketer = &marketers[index % marketers.len()];
            let seller = &sellers[index % sellers.len()];
            let (answer, says) = match step {
                Step::Add => return add(marketer, lead, index, &[("stage", "Interest")]).await,
                Step::Touch => {
                    let options = [number, ("kind", "asked for sales")];
                    (marketer.runs(lead, "touch", &options).await?, "Warmth")
                }
                Step::Show => (marketer.runs(lead, "show", &[number]).await?, "Warmth"),
                Step::Type => {
                    let typed = [("lead", "pers")];
                    (marketer.types(lead, "show", &typed).await?, "L-")
                }
                Step::Open => {
                    let opened = marketer.runs(&handoff, "open", &[number]).await?;
                    (opened, "is offered to sales")
                }
                Step::Accept => {
                    let accepted = seller.runs(&handoff, "accept", &[number]).await?;
                    (accepted, "is yours")
                }
            };
            answered(answer, says)
        };
        let figures = stage.measure(server, 0..count, size.at_once, one).await?;
        steps.push((step.name(), figures));
    }
    stage.ends().await?;
    Ok(steps)
}

/// A step on a lead's way.
#[derive(Clone, Copy, Debug, VariantArray)]
enum Step {
    Add,
    Touch,
    Show,
    Type,
    Open,
    Accept,
}

impl Step {
    /// Its line in the table.
    fn name(self) -> &'static str {
        match self {
            Self::Add => "/lead add",
            Self::Touch => "/lead touch",
            Self::Show => "/lead show",
            Self::Type => "a keystroke",
            Self::Open => "/handoff open",
            Self::Accept => "/handoff accept",
        }
    }
}

async fn add(
    person: &Person,
    lead: &Value,
    index: usize,
    more: &[(&str, &str)],
) -> Result<Duration, Error> {
    let name = format!("Person {}", char::from(b'a' + u8::try_from(index % 10)?));
    let email = format!("p{index}@firm{}.example", index % 997);
    let mut options = vec![
        ("name", &*name),
        ("source", "Trade show"),
        ("email", &*email),
    ];
    options.extend(more);
    answered(person.runs(lead, "add", &options).await?, "L-")
}

/// How long they waited, when the answer says what it should.
fn answered((answer, took): (Value, Duration), says: &str) -> Result<Duration, Error> {
    let text = answer.to_string();
    if !text.contains(says) {
        bail!("another answer: {text}");
    }
    Ok(took)
}

/// A bot in its office, ready for people.
struct Stage {
    office: Office,
    bot: tokio::process::Child,
    lead: Value,
}

impl Stage {
    async fn set(server: &Server, bot: &Bot) -> Result<Self, Error> {
        let office = Office::open().await?;
        let database = server.database().await?;
        let running = bot.start(&office, &database).await?;
        let lead = office.command("lead").await?;
        if bot.is_ours() {
            settle(&office, &database).await?;
        } else {
            // Its commands are there before it listens.
            tokio::time::sleep(Duration::from_millis(500)).await;
        }
        Ok(Self {
            office,
            bot: running,
            lead,
        })
    }

    /// Runs `one` for each of a range, so many at once. One that fails ends it all.
    async fn measure(
        &self,
        server: &Server,
        range: std::ops::Range<usize>,
        at_once: usize,
        one: impl AsyncFn(usize) -> Result<Duration, Error>,
    ) -> Result<Figures, Error> {
        let count = range.len();
        let next = AtomicUsize::new(range.start);
        let pid = self.bot.id().context("the bot has ended")?;
        let (bot, postgres, began) = (cpu(pid)?.own_ms, server.cpu_ms()?, Instant::now());
        let workers = (0..at_once).map(|_| async {
            let mut took = Vec::new();
            loop {
                let index = next.fetch_add(1, Ordering::Relaxed);
                if index >= range.end {
                    return Ok::<_, Error>(took);
                }
                took.push(one(index).await?);
            }
        });
        let mut all = Vec::with_capacity(count);
        for took in join_all(workers).await {
            all.extend(took?);
        }
        let took = began.elapsed();
        // What they set going counts, too.
        tokio::time::sleep(Duration::from_secs(2)).await;
        all.sort_unstable();
        let of = |share: f64| all[((all.len() - 1) as f64 * share) as usize];
        Ok(Figures {
            rate: count as f64 / took.as_secs_f64(),
            median: of(0.5),
            slowest: of(0.99),
            bot_ms: (cpu(pid)?.own_ms - bot) / count as f64,
            postgres_ms: (server.cpu_ms()? - postgres) / count as f64,
            memory_mb: memory_mb(pid)?,
        })
    }

    async fn ends(mut self) -> Result<(), Error> {
        self.bot.kill().await?;
        Ok(())
    }
}

/// What `/setup` would settle.
async fn settle(office: &Office, database: &str) -> Result<(), Error> {
    let mut conn = server::connection(database).await?;
    // `tandem run` makes the company when it hears of the server.
    for _ in 0..100 {
        let done = sqlx::query(
            "update company set marketing_channel = $1, sales_channel = $2, promotions_channel = $3,
                    digest_channel = $4, marketing_role = $5, sales_role = $6, manager_role = $7,
                    time_zone = 'Europe/Berlin', set_up_at = now()",
        )
        .bind(office.channel_id("marketing")?)
        .bind(office.channel_id("sales")?)
        .bind(office.channel_id("promotions")?)
        .bind(office.channel_id("digest")?)
        .bind(office.role_id("Marketing")?)
        .bind(office.role_id("Sales")?)
        .bind(office.role_id("Manager")?)
        .execute(&mut conn)
        .await?;
        if done.rows_affected() == 1 {
            return Ok(());
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    bail!("the bot did not meet its server")
}
