//! The sample company: three people a team and a manager, sixty leads over the past ninety days,
//! three promotions, two handoffs that wait. Made through the same actions as by hand, so that
//! nothing in it could not have happened; the same each time but for the date.

mod history;
mod people;
mod promotions;
mod story;

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};
use futures::{StreamExt, TryStreamExt, stream};
use sqlx::{PgPool, postgres::PgPoolOptions};

use self::{
    history::{Character, Scene},
    people::{KNOWN, Path},
};
use crate::{
    actions::{Failure, settings, settings::Setting},
    domain::{
        alert::Place,
        company::{Channels, Roles},
        digest::digest_due,
        field::Problem,
        ids::{ChannelId, GuildId, UserId},
        local,
        refusal::{CompanyRefusal, Refusal},
        stage::Team,
    },
    store::{self, StoreError},
};

/// How many stories happen side by side while the sample is made.
const AT_ONCE: usize = 8;

/// The zone in which the sample works: one whose clocks change.
pub const ZONE: chrono_tz::Tz = chrono_tz::Europe::Berlin;

/// Why what happened in the past is not posted.
const LONG_AGO: &str = "happened before the company was opened";

/// An hour at which a day's digest has been written.
const EVENING: NaiveTime = NaiveTime::from_hms_opt(22, 0, 0).expect("a time of day");

/// Days over which the sample reaches back.
const DAYS: i64 = 90;

/// Who is in the sample.
#[derive(Clone, Copy, Debug)]
pub struct Cast {
    /// Marketing's three.
    pub marketing: [UserId; 3],
    /// Sales' three.
    pub sales: [UserId; 3],
    /// Who answers for both.
    pub manager: UserId,
}

/// Where the sample works.
#[derive(Clone, Debug)]
pub struct Rooms {
    /// Where the bot speaks.
    pub channels: Channels,
    /// Where it listens.
    pub listening: Vec<ChannelId>,
    /// Who is who.
    pub roles: Roles,
}

/// Why the sample could not be made.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The rules say no to something in it.
    #[error("the rules refuse something in it: {0:?}")]
    Refused(Box<Refusal>),
    /// Something in it does not fit its field.
    #[error("{0:?} does not fit its field: {1:?}")]
    Text(String, Problem),
    /// The database failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl BuildError {
    /// Something that does not fit its field.
    fn text(text: &str) -> impl FnOnce(Problem) -> Self {
        let text = text.to_owned();
        move |problem| Self::Text(text, problem)
    }
}

impl<R: Into<Refusal>> From<R> for BuildError {
    fn from(refusal: R) -> Self {
        Self::Refused(Box::new(refusal.into()))
    }
}

impl From<sqlx::Error> for BuildError {
    fn from(error: sqlx::Error) -> Self {
        Self::Store(error.into())
    }
}

impl From<Failure> for BuildError {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => Self::Refused(refusal),
            Failure::Internal(error) => Self::Store(error),
            Failure::Repeated => Self::Store(sqlx::Error::RowNotFound.into()),
        }
    }
}

/// Makes the sample company of a server, if it is not there in whole. `false`: it was.
///
/// The company counts as set up last of all: a start that was cut short is done again from nothing.
///
/// # Errors
/// When the database fails. The rules refuse nothing in it; a test says so.
pub async fn build(
    pool: &PgPool,
    guild: GuildId,
    name: &str,
    cast: &Cast,
    rooms: &Rooms,
    now: DateTime<Utc>,
) -> Result<bool, BuildError> {
    let began = now - TimeDelta::days(DAYS);
    let mut conn = pool.acquire().await?;
    if let Some(company) = store::company::find(&mut conn, guild).await? {
        if company.set_up_at.is_some() {
            return Ok(false);
        }
        let mut tx = pool.begin().await?;
        store::company::erase(&mut tx, guild).await?;
        tx.commit().await?;
    }
    drop(conn);
    // Hundreds of small transactions need not reach the disk one by one: the last one does, and carries
    // all that came before.
    let options = pool
        .connect_options()
        .as_ref()
        .clone()
        .options([("synchronous_commit", "off")]);
    let quick = PgPoolOptions::new()
        .max_connections(u32::try_from(AT_ONCE).unwrap_or(u32::MAX))
        .connect_with(options)
        .await?;
    let scene = opened(&quick, guild, name, cast, rooms, began, now).await?;
    let offered = played(&scene).await?;
    promotions::past(&scene).await?;
    let mut conn = quick.acquire().await?;
    let over = now + TimeDelta::minutes(1);
    store::outbox::skip_before(&mut conn, guild, over, LONG_AGO).await?;
    drop(conn);
    today(&scene, &offered).await?;
    quick.close().await;
    finished(pool, &scene, began).await?;
    Ok(true)
}

/// The company as `/setup` leaves it, but for its end.
async fn opened<'a>(
    pool: &'a PgPool,
    guild: GuildId,
    name: &str,
    cast: &'a Cast,
    rooms: &Rooms,
    began: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<Scene<'a>, BuildError> {
    let mut conn = pool.acquire().await?;
    store::company::meet(&mut conn, guild, name, began).await?;
    let company = store::company::find(&mut conn, guild)
        .await?
        .ok_or(CompanyRefusal::NotSetUp)?;
    drop(conn);
    let mut scene = Scene {
        pool,
        company,
        cast,
        now,
    };
    let settings = [
        Setting::Channel(Place::Marketing, rooms.channels.marketing),
        Setting::Channel(Place::Sales, rooms.channels.sales),
        Setting::Channel(Place::Promotions, rooms.channels.promotions),
        Setting::Channel(Place::Digest, rooms.channels.digest),
        Setting::Listening(rooms.listening.clone()),
        Setting::Role(Team::Marketing, rooms.roles.marketing),
        Setting::Role(Team::Sales, rooms.roles.sales),
        Setting::Manager(rooms.roles.manager),
        Setting::Zone(ZONE),
    ];
    let ask = scene.ask(scene.manager(), began);
    let (_, company) = settings::change(pool, &ask, &settings, None).await?;
    scene.company = company;
    Ok(scene)
}

/// Ninety days: everybody is added in turn, then the stories happen side by side. Gives those who are
/// to be offered to sales today.
async fn played(scene: &Scene<'_>) -> Result<Vec<Character>, BuildError> {
    let mut characters = Vec::new();
    for (turn, known) in KNOWN
        .into_iter()
        .enumerate()
        .filter(|(_, known)| known.age > 0)
    {
        characters.push(scene.add(known, turn).await?);
    }
    stream::iter(&characters)
        .map(|character| async move {
            let steps = story::steps(character.known.path, character.turn);
            scene.tell(character, &steps).await
        })
        .buffer_unordered(AT_ONCE)
        .try_collect::<Vec<()>>()
        .await?;
    characters.retain(|character| character.known.path == Path::Offered);
    Ok(characters)
}

/// What is news when the company is opened: two handoffs wait, one of them nearly late, a promotion
/// waits for its second key, and somebody has just been added.
async fn today(scene: &Scene<'_>, offered: &[Character]) -> Result<(), BuildError> {
    let nearly =
        scene.company.standard * crate::domain::handoff::WARN_PERCENT / 100 - TimeDelta::minutes(6);
    let notes = [
        "Tried it for a week with three people. They decide this month.",
        "Asked twice about delivery, and wants the service plan explained.",
    ];
    for ((character, note), waited) in offered
        .iter()
        .zip(notes)
        .zip([nearly, TimeDelta::minutes(25)])
    {
        scene
            .offer(character, note, scene.worked_since(waited))
            .await?;
    }
    promotions::waiting(scene).await?;
    for (turn, known) in KNOWN
        .into_iter()
        .enumerate()
        .filter(|(_, known)| known.age == 0)
    {
        scene.add(known, turn).await?;
    }
    Ok(())
}

/// The end of `/setup`: the company counts as opened. Digests came since on every working day, the last
/// one yesterday at the latest; the greetings of that first day are not repeated.
async fn finished(
    pool: &PgPool,
    scene: &Scene<'_>,
    began: DateTime<Utc>,
) -> Result<(), BuildError> {
    let company = &scene.company;
    let (guild, hours, zone) = (company.guild, &company.hours, company.zone);
    let mut conn = pool.acquire().await?;
    let today = scene.now.with_timezone(&zone).date_naive();
    for days in (1..DAYS).rev() {
        let evening = (today - TimeDelta::days(days)).and_time(EVENING);
        let Some(at) = local::instant(zone, evening) else {
            continue;
        };
        let last = store::digest::last(&mut conn, guild).await?;
        if let Some(due) = digest_due(hours, zone, company.digest_time, last, began, at) {
            store::digest::insert(&mut conn, guild, &due).await?;
        }
    }
    settings::finish(pool, &scene.ask(scene.manager(), began)).await?;
    let greeted = began + TimeDelta::seconds(1);
    store::outbox::skip_before(&mut conn, guild, greeted, LONG_AGO).await?;
    Ok(())
}
