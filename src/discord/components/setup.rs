//! The pages of `/setup`: every choice is kept at once, and `/setup` comes back to where somebody left.

use poise::serenity_prelude as serenity;
use sqlx::PgPool;

use crate::{
    actions::{
        self, Ask,
        settings::{self, Setting},
    },
    discord::{
        Done,
        answer::{Answer, Door, Exchange, Hold, Said},
        asked::{Failed, asked},
        components::Typed,
        own,
        permissions::{self, Who},
    },
    domain::{
        access::Role,
        alert::Place,
        hours::BusinessHours,
        ids::{ChannelId, RoleId},
        local::{parse_time, parse_zone},
        refusal::TypedRefusal,
    },
    wording::{
        asked::unchecked,
        card::Card,
        setup::{self as words, PAGES},
    },
};

/// Work of somebody who may settle things; the page that was shown becomes another.
async fn turns<S: Into<Said>>(
    exchange: &Exchange<'_>,
    work: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<S>,
) -> Done {
    exchange
        .run(Door::Admins, Hold::Update, Answer::Update, work)
        .await
}

/// Keeps settings and shows a page.
async fn keep(pool: &PgPool, ask: &Ask, settings: &[Setting], page: i16) -> actions::Result<Card> {
    let (_, after) = settings::change(pool, ask, settings, Some(page)).await?;
    Ok(words::page(&after, page, None))
}

/// Keeps a choice of channels or roles, if they are the company's own.
async fn choose(exchange: &Exchange<'_>, setting: Setting, page: i16) -> Done {
    turns(exchange, async |ask, pool| {
        let http = &exchange.serenity.http;
        match own::foreign(http, ask, &setting).await {
            Some(card) => Ok(card),
            None => keep(pool, ask, &[setting], page).await,
        }
    })
    .await
}

/// Goes to a page.
pub async fn page(exchange: &Exchange<'_>, page: i32) -> Done {
    let page = i16::try_from(page).unwrap_or(0).clamp(0, PAGES - 1);
    turns(exchange, async |ask, pool| keep(pool, ask, &[], page).await).await
}

/// Opens the form of the page about time, the only page that has one.
pub async fn form(exchange: &Exchange<'_>) -> Done {
    turns(exchange, async |ask, _| Ok(words::hours_form(&ask.company))).await
}

/// The channel of a place was chosen.
pub async fn channel(exchange: &Exchange<'_>, place: Place, ids: &[i64]) -> Done {
    let id = ids.first().map(|id| ChannelId(*id));
    choose(exchange, Setting::Channel(place, id), 0).await
}

/// The channels to listen in were chosen.
pub async fn listening(exchange: &Exchange<'_>, ids: &[i64]) -> Done {
    let ids = ids.iter().map(|id| ChannelId(*id)).collect();
    choose(exchange, Setting::Listening(ids), PAGES - 1).await
}

/// A role was chosen.
pub async fn role(exchange: &Exchange<'_>, role: Role, ids: &[i64]) -> Done {
    let id = ids.first().map(|id| RoleId(*id));
    choose(exchange, Setting::of_role(role, id), 1).await
}

/// The form about time was filled in. Nothing of it is kept unless all of it can be read.
pub async fn hours(exchange: &Exchange<'_>, typed: &Typed) -> Done {
    turns(exchange, async |ask, pool| {
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
        let option = "digest";
        let digest = parse_time(typed.get(option).unwrap_or_default())
            .map_err(|error| TypedRefusal::When { option, error })?;
        let settings = [
            Setting::Zone(zone),
            Setting::Hours(hours),
            Setting::DigestTime(digest),
        ];
        keep(pool, ask, &settings, 2).await
    })
    .await
}

/// Checks everything; when nothing is missing, the company works from now on.
pub async fn finish(exchange: &Exchange<'_>) -> Done {
    turns(exchange, async |ask, pool| {
        let gaps = match missing(exchange, ask).await {
            Ok(gaps) => gaps,
            Err(failed) => {
                let error = &failed as &dyn std::error::Error;
                tracing::warn!(error, "The channels could not be checked.");
                let said = unchecked(failed.request, &failed.trouble);
                return Ok(words::page(&ask.company, PAGES - 1, Some(&said)));
            }
        };
        if gaps.iter().any(words::Gap::blocks) {
            return Ok(words::gaps(&gaps));
        }
        let company = settings::finish(pool, ask).await?;
        Ok(words::finished(&company, &gaps))
    })
    .await
}

/// What is missing, as Discord has it now.
async fn missing(exchange: &Exchange<'_>, ask: &Ask) -> Result<Vec<words::Gap>, Failed> {
    let http = &exchange.serenity.http;
    let guild = serenity::GuildId::new(ask.company.guild.0.unsigned_abs());
    let own = asked("GET /users/@me", http.get_current_user()).await?.id;
    let bot = http.get_member(guild, own);
    let bot = asked("GET /guilds/{id}/members/{id}", bot).await?;
    permissions::gaps(http, &ask.company, &Who::member(own, &bot.roles)).await
}
