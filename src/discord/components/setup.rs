//! The pages of `/setup`: every choice is kept at once, and `/setup` comes back to where somebody left.

use poise::serenity_prelude as serenity;

use crate::{
    actions::{
        self, Ask,
        settings::{self, Setting},
    },
    discord::{
        Error,
        answer::{Answer, Exchange, Hold},
        components::Typed,
        permissions::{self, Who},
    },
    domain::{
        alert::Place,
        hours::BusinessHours,
        ids::{ChannelId, RoleId},
        local::{parse_time, parse_zone},
        refusal::{Refusal, TypedRefusal},
        stage::Team,
    },
    wording::{
        card::Card,
        setup::{self as words, PAGES},
    },
};

/// Somebody who may settle things.
async fn admin(exchange: &Exchange<'_>) -> actions::Result<Ask> {
    let ask = exchange.ask_before_setup().await?;
    ask.who.rights.configure()?;
    Ok(ask)
}

/// Keeps settings and shows a page.
async fn keep(
    exchange: &Exchange<'_>,
    ask: &Ask,
    settings: &[Setting],
    page: i16,
) -> actions::Result<Card> {
    let (_, after) = settings::change(&exchange.data.pool, ask, settings, Some(page)).await?;
    Ok(words::page(&after, page, None))
}

/// Goes to a page.
pub async fn page(exchange: &Exchange<'_>, page: i32) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = admin(exchange).await?;
            let page = i16::try_from(page).unwrap_or(0).clamp(0, PAGES - 1);
            Ok(Answer::Update(keep(exchange, &ask, &[], page).await?))
        })
        .await
}

/// Opens the form of the page about time, the only page that has one.
pub async fn form(exchange: &Exchange<'_>, _page: i32) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = admin(exchange).await?;
            Ok(Answer::Form(words::hours_form(&ask.company)))
        })
        .await
}

/// The channel of a place was chosen.
pub async fn channel(exchange: &Exchange<'_>, place: i32, ids: &[i64]) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = admin(exchange).await?;
            let place = usize::try_from(place)
                .ok()
                .and_then(|place| Place::ALL.get(place))
                .ok_or(Refusal::Gone)?;
            let setting = Setting::Channel(*place, ids.first().map(|id| ChannelId(*id)));
            Ok(Answer::Update(keep(exchange, &ask, &[setting], 0).await?))
        })
        .await
}

/// The channels to listen in were chosen.
pub async fn listening(exchange: &Exchange<'_>, ids: &[i64]) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = admin(exchange).await?;
            let setting = Setting::Listening(ids.iter().map(|id| ChannelId(*id)).collect());
            Ok(Answer::Update(
                keep(exchange, &ask, &[setting], PAGES - 1).await?,
            ))
        })
        .await
}

/// A role was chosen.
pub async fn role(exchange: &Exchange<'_>, role: i32, ids: &[i64]) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = admin(exchange).await?;
            let id = ids.first().map(|id| RoleId(*id));
            let setting = match role {
                0 => Setting::Role(Team::Marketing, id),
                1 => Setting::Role(Team::Sales, id),
                _ => Setting::Manager(id),
            };
            Ok(Answer::Update(keep(exchange, &ask, &[setting], 1).await?))
        })
        .await
}

/// The form about time was filled in. Nothing of it is kept unless all of it can be read.
pub async fn hours(exchange: &Exchange<'_>, typed: &Typed) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = admin(exchange).await?;
            let zone = typed.get("zone").unwrap_or_default();
            let zone = parse_zone(zone).map_err(|near| TypedRefusal::Zone {
                typed: zone.to_owned(),
                near,
            })?;
            let hours: BusinessHours = typed
                .get("hours")
                .unwrap_or_default()
                .parse()
                .map_err(TypedRefusal::Hours)?;
            let digest = parse_time(typed.get("digest").unwrap_or_default()).map_err(|error| {
                TypedRefusal::When {
                    option: "digest",
                    error,
                }
            })?;
            let settings = [
                Setting::Zone(zone),
                Setting::Hours(hours),
                Setting::DigestTime(digest),
            ];
            Ok(Answer::Update(keep(exchange, &ask, &settings, 2).await?))
        })
        .await
}

/// Checks everything; when nothing is missing, the company works from now on.
pub async fn finish(exchange: &Exchange<'_>) -> Result<(), Error> {
    exchange
        .answer(Hold::Update, async {
            let ask = admin(exchange).await?;
            let gaps = match missing(exchange, &ask).await {
                Ok(gaps) => gaps,
                Err(error) => {
                    tracing::warn!(%error, "The channels could not be checked.");
                    return Ok(Answer::Update(words::page(&ask.company, PAGES - 1, Some("Discord did not answer when the channels were checked. Please press again."))));
                }
            };
            if gaps.iter().any(words::Gap::blocks) {
                return Ok(Answer::Update(words::gaps(&gaps)));
            }
            let company = settings::finish(&exchange.data.pool, &ask).await?;
            Ok(Answer::Update(words::finished(&company, &gaps)))
        })
        .await
}

/// What is missing, as Discord has it now.
async fn missing(exchange: &Exchange<'_>, ask: &Ask) -> Result<Vec<words::Gap>, serenity::Error> {
    let http = &exchange.serenity.http;
    let guild = serenity::GuildId::new(ask.company.guild.0.unsigned_abs());
    let own = http.get_current_user().await?.id;
    let bot = http.get_member(guild, own).await?;
    permissions::gaps(http, &ask.company, &Who::member(own, &bot.roles)).await
}
