//! The outbox's way to Discord: claim, render, send, complete. No transaction is held while Discord is
//! asked.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use poise::serenity_prelude as serenity;
use serenity::Http;
use sqlx::PgPool;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::{
    render::{Rendered, render},
    trouble::{Trouble, status},
    wire::Wire,
};
use crate::{
    clock::Clock,
    domain::{alert::Destination, ids::GuildId},
    store::{
        self, StoreError,
        outbox::{Claimed, End},
    },
};

/// How delivery is paced.
#[derive(Clone, Debug)]
pub struct DeliverSettings {
    /// How long a claimed row is one sender's own.
    pub lease: Duration,
    /// How often the outbox is asked; a notification comes before.
    pub poll: Duration,
    /// Rows claimed at once.
    pub batch: i64,
    /// Tries after which a row is dead. With the pause doubling up to five minutes, forty are about
    /// two and a half hours: longer than most of Discord's outages.
    pub max_attempts: i32,
    /// How long one request may take; shorter than the lease.
    pub send_timeout: Duration,
}

impl Default for DeliverSettings {
    fn default() -> Self {
        Self {
            lease: Duration::from_secs(30),
            poll: Duration::from_secs(1),
            batch: 20,
            max_attempts: 40,
            send_timeout: Duration::from_secs(15),
        }
    }
}

/// Sends what stands in the outbox.
#[derive(Debug)]
pub struct Deliverer {
    pool: PgPool,
    clock: Clock,
    settings: DeliverSettings,
    wire: Wire,
    stop: CancellationToken,
}

/// A claim: its lease, and the instant at which the last request must be over so that its outcome can
/// be written down while the lease still holds.
#[derive(Clone, Copy, Debug)]
struct Claim {
    lease: Uuid,
    until: Instant,
}

impl Deliverer {
    /// A sender for the bot `bot`. When `stop` is cancelled, what was not begun is given back.
    pub fn new(
        pool: PgPool,
        http: Arc<Http>,
        clock: Clock,
        bot: serenity::UserId,
        settings: DeliverSettings,
        stop: CancellationToken,
    ) -> Self {
        let wire = Wire::new(http, bot, settings.send_timeout);
        Self {
            pool,
            clock,
            settings,
            wire,
            stop,
        }
    }

    /// How it is paced.
    pub fn settings(&self) -> &DeliverSettings {
        &self.settings
    }

    /// Claims a batch and sends it. Gives how many rows it claimed.
    ///
    /// # Errors
    /// When the database is away; the rows stay, and are claimed again when the lease has run out.
    pub async fn run_once(&self) -> Result<usize, StoreError> {
        let claim = Claim {
            lease: Uuid::new_v4(),
            // A tenth of the lease is left for writing down how it ended.
            until: Instant::now() + self.settings.lease.mul_f64(0.9),
        };
        let claimed = {
            let mut conn = self.pool.acquire().await?;
            let seconds = self.settings.lease.as_secs_f64();
            store::outbox::claim(&mut conn, claim.lease, seconds, self.settings.batch).await?
        };
        let count = claimed.len();
        // One after the other into each channel, so that news comes in its order; channels side by
        // side, so that a slow one does not hold up the others.
        let mut lanes: BTreeMap<(GuildId, Option<&str>), Vec<Claimed>> = BTreeMap::new();
        for row in claimed {
            lanes
                .entry((row.guild, row.to.map(Destination::key)))
                .or_default()
                .push(row);
        }
        let sends = lanes.into_values().map(|lane| async move {
            for row in lane {
                self.send(row, claim).await?;
            }
            Ok(())
        });
        futures::future::join_all(sends)
            .await
            .into_iter()
            .collect::<Result<(), StoreError>>()?;
        Ok(count)
    }

    /// Sends a row and writes down how that ended.
    async fn send(&self, row: Claimed, claim: Claim) -> Result<(), StoreError> {
        let end = if self.stop.is_cancelled() {
            End::Released
        } else {
            match self.attempt(&row, claim).await {
                Ok(end) => end,
                Err(trouble) => trouble.end(&row, self.settings.max_attempts),
            }
        };
        let (id, guild) = (row.id, row.guild.0);
        match &end {
            End::Dead(problem) => {
                tracing::error!(row = id, guild, problem, "An alert cannot be delivered.");
            }
            End::Later { problem, after, .. } => {
                tracing::warn!(row = id, guild, problem, after, "An alert is tried again.");
            }
            End::Delivered { .. } | End::Skipped(_) | End::Released => {}
        }
        let mut tx = self.pool.begin().await?;
        if store::outbox::finish(&mut tx, row.guild, row.id, claim.lease, &end).await? {
            if let (
                End::Delivered {
                    channel, message, ..
                },
                Some(card),
            ) = (&end, &row.card)
            {
                let at = row.happened_at;
                store::card::posted(&mut tx, row.guild, card, *channel, *message, at).await?;
            }
            tx.commit().await?;
        } else {
            tracing::warn!(row = id, "The lease of an alert ran out; another has it.");
        }
        Ok(())
    }

    async fn attempt(&self, row: &Claimed, claim: Claim) -> Result<End, Trouble> {
        let (Some(alert), Some(to)) = (&row.alert, row.to) else {
            return Ok(End::Dead("written by a newer version".to_owned()));
        };
        let mut conn = self.pool.acquire().await.map_err(StoreError::from)?;
        let Some(company) = store::company::find(&mut conn, row.guild).await? else {
            return Ok(End::Skipped("the company is gone".to_owned()));
        };
        let (mut posted, mut carried, mut again) = (None, Vec::new(), false);
        if let Some(card) = &row.card {
            posted = store::card::find(&mut conn, row.guild, card).await?;
            again = store::outbox::was_posted(&mut conn, row.guild, card).await?;
            // Read before rendering: what these tell of is in what is rendered.
            carried = store::outbox::carried(&mut conn, row.guild, card, row.id).await?;
        }
        let now = self.clock.now();
        let key = row.card.as_deref();
        let mut card = match render(&mut conn, &company, to, alert, key, now).await? {
            Rendered::Card(card) => card,
            Rendered::Nothing(why) => return Ok(End::Skipped(why.to_owned())),
        };
        let admin = match to {
            Destination::Admin => store::audit::last_set_up_by(&mut conn, row.guild).await?,
            Destination::Place(_) => None,
        };
        drop(conn);
        if let (Some((channel, message)), Some(key)) = (posted, key) {
            return match self
                .wire
                .edit(claim.until, (channel, message), &card, row.id)
                .await
            {
                Ok(()) => Ok(End::Delivered {
                    channel,
                    message,
                    carried,
                }),
                // Somebody deleted the message or its channel: the next try posts it anew.
                Err(Trouble::Discord(error)) if status(&error) == Some(404) => {
                    let mut conn = self.pool.acquire().await.map_err(StoreError::from)?;
                    store::card::forget(&mut conn, row.guild, key).await?;
                    Ok(End::Later {
                        after: 0.0,
                        problem: "its message was deleted".to_owned(),
                        unsure: false,
                    })
                }
                Err(trouble) => Err(trouble),
            };
        }
        let channel = match to {
            Destination::Place(place) => company.channels.of(place),
            Destination::Admin => Some(self.wire.direct(claim.until, row.guild, admin).await?),
        };
        let Some(channel) = channel else {
            return Ok(End::Dead(format!("no channel is named for {}", to.key())));
        };
        if row.unsure
            && let Some(message) = self.wire.look_for(claim.until, channel, row.id).await?
        {
            // It came through, saying what was true then: what waits for the card is said by an edit.
            return Ok(End::Delivered {
                channel,
                message,
                carried: Vec::new(),
            });
        }
        if again {
            card.ping = None;
        }
        let message = self.wire.post(claim.until, channel, &card, row.id).await?;
        Ok(End::Delivered {
            channel,
            message,
            carried,
        })
    }
}
