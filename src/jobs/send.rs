//! One row's way to Discord: render, send, complete. No transaction is held while Discord is asked.

use sqlx::PgPool;

use super::{
    deliver::{Claim, Deliverer},
    guarded::{Fall, guarded},
    render::{Rendered, render},
    trouble::{Trouble, status},
};
use crate::{
    domain::{
        alert::{Alert, Destination},
        company::Company,
        ids::{ChannelId, MessageId, UserId},
    },
    store::{
        self, StoreError,
        outbox::{Claimed, End, Surroundings},
    },
    wording::card::Card,
};

/// How a try ended, and the channel that it was made in.
struct Outcome {
    end: End,
    channel: Option<ChannelId>,
    /// Whether the place had refused before.
    refused: bool,
}

/// A row that is ready to be sent.
struct Ready {
    company: Company,
    card: Card,
    around: Surroundings,
    admin: Option<UserId>,
}

impl Deliverer {
    /// Sends a row and writes down how that ended. Nothing that this row does reaches others: a panic is
    /// caught, and the row is dead.
    pub(super) async fn send(&self, row: Claimed, claim: Claim) {
        let outcome = if self.stop.is_cancelled() {
            Outcome::of(End::Released)
        } else {
            // The requests have their own end before this one, which is for what hangs elsewhere.
            match guarded(self.settings.lease, self.attempt(&row, claim)).await {
                Ok(outcome) => outcome,
                Err(Fall::Panic(said)) => {
                    self.tally.panicked();
                    tracing::error!(row = row.id, guild = row.guild.0, said, "A row panicked.");
                    Outcome::of(End::dead("it could not be put into words"))
                }
                // The lease has ended with it: whoever claims the row next takes care of it.
                Err(Fall::Slow(_)) => return,
            }
        };
        self.tell(&row, &outcome.end);
        let written = guarded(
            self.settings.write_timeout(),
            self.complete(&row, claim, &outcome),
        );
        let problem = match written.await {
            Ok(Ok(true)) => return,
            Ok(Ok(false)) => "its lease ran out; another has it".to_owned(),
            Ok(Err(error)) => describe(&error),
            Err(fall) => fall.to_string(),
        };
        // The row stays leased, and is claimed again when the lease has run out.
        tracing::warn!(
            row = row.id,
            problem,
            "How an alert ended was not written down."
        );
    }

    fn tell(&self, row: &Claimed, end: &End) {
        let (id, guild) = (row.id, row.guild.0);
        match end {
            End::Dead { problem, .. } => {
                self.tally.died();
                tracing::error!(row = id, guild, problem, "An alert cannot be delivered.");
            }
            End::Later { problem, after, .. } => {
                tracing::warn!(row = id, guild, problem, after, "An alert is tried again.");
            }
            End::Delivered { .. } | End::Skipped(_) | End::Released => {}
        }
    }

    /// Writes down how a row ended, with what follows from it: the admin is told of what died, and a
    /// place that took something takes what it refused before. `false`: another has the row.
    async fn complete(
        &self,
        row: &Claimed,
        claim: Claim,
        outcome: &Outcome,
    ) -> Result<bool, StoreError> {
        let (guild, end) = (row.guild, &outcome.end);
        let place = match row.to {
            Some(Destination::Place(place)) => Some(place),
            Some(Destination::Admin) | None => None,
        };
        let follows = match end {
            End::Dead { .. } => place.is_some(),
            End::Delivered { .. } => outcome.refused,
            End::Skipped(_) | End::Later { .. } | End::Released => false,
        };
        let (Some(place), true) = (place, follows) else {
            let mut conn = self.pool.acquire().await?;
            return store::outbox::finish(&mut conn, guild, row.id, claim.lease, end).await;
        };
        let mut tx = self.pool.begin().await?;
        if !store::outbox::finish(&mut tx, guild, row.id, claim.lease, end).await? {
            return Ok(false);
        }
        if let End::Dead {
            problem,
            out_of_reach,
        } = end
        {
            let channel = outcome.channel;
            let news = store::place::failed(&mut tx, guild, place, channel, problem, *out_of_reach)
                .await?;
            // That no channel is named, the admin knows: it was they, or they were told when it was deleted.
            if news && channel.is_some() {
                let alert = Alert::Undelivered { place };
                let now = self.clock.now();
                store::outbox::enqueue(&mut tx, guild, Destination::Admin, &alert, now).await?;
            }
        } else {
            let again = store::place::mended(&mut tx, guild, place).await?;
            tracing::info!(guild = guild.0, again, "A place can be posted to again.");
        }
        tx.commit().await?;
        Ok(true)
    }

    async fn attempt(&self, row: &Claimed, claim: Claim) -> Outcome {
        let (mut channel, mut refused) = (None, false);
        let end = match self.prepare(row).await {
            Ok(Ok(ready)) => {
                refused = ready.around.refused;
                match self.post(row, claim, ready, &mut channel).await {
                    Ok(end) => end,
                    Err(trouble) => trouble.end(row, self.settings.max_attempts),
                }
            }
            Ok(Err(end)) => end,
            Err(trouble) => trouble.end(row, self.settings.max_attempts),
        };
        Outcome {
            end,
            channel,
            refused,
        }
    }

    /// Renders a row from what is true now, or says how it ends without.
    async fn prepare(&self, row: &Claimed) -> Result<Result<Ready, End>, Trouble> {
        let (Some(alert), Some(to)) = (&row.alert, row.to) else {
            return Ok(Err(End::dead("it was written by a newer version")));
        };
        let reads = read(&self.pool, row, alert, to, self.clock.now());
        match guarded(self.settings.read_timeout(), reads).await {
            Ok(ready) => ready,
            // It goes on to whoever catches it for the whole row.
            Err(Fall::Panic(said)) => std::panic::panic_any(said),
            Err(Fall::Slow(_)) => Err(Trouble::NoDatabase),
        }
    }

    async fn post(
        &self,
        row: &Claimed,
        claim: Claim,
        ready: Ready,
        channel: &mut Option<ChannelId>,
    ) -> Result<End, Trouble> {
        let Ready {
            company,
            mut card,
            around,
            admin,
        } = ready;
        let carried = around.carried;
        if let Some(at) = around.posted {
            *channel = Some(at.0);
            return self.edit(row, claim, at, &card, carried).await;
        }
        let place = match row.to {
            Some(Destination::Place(place)) => company.channels.of(place),
            Some(Destination::Admin) => {
                Some(self.wire.direct(claim.until, row.guild, admin).await?)
            }
            None => None,
        };
        *channel = place;
        let Some(place) = place else {
            return Ok(End::Dead {
                problem: "no channel is named for it".to_owned(),
                out_of_reach: true,
            });
        };
        if row.unsure
            && let Some(message) = self.wire.look_for(claim.until, place, row.nonce).await?
        {
            // It came through, and says what was true then.
            return self
                .edit(row, claim, (place, message), &card, carried)
                .await;
        }
        if around.was_posted {
            card.ping = None;
        }
        let message = self.wire.post(claim.until, place, &card, row.nonce).await?;
        if row.unsure {
            // Discord may have given an earlier try's message back, which tells of less.
            return self
                .edit(row, claim, (place, message), &card, carried)
                .await;
        }
        Ok(End::Delivered {
            channel: place,
            message,
            carried,
        })
    }

    async fn edit(
        &self,
        row: &Claimed,
        claim: Claim,
        (channel, message): (ChannelId, MessageId),
        card: &Card,
        carried: Vec<i64>,
    ) -> Result<End, Trouble> {
        let edited = self
            .wire
            .edit(claim.until, (channel, message), card, row.nonce);
        match edited.await {
            Ok(()) => Ok(End::Delivered {
                channel,
                message,
                carried,
            }),
            // Somebody deleted the message or its channel: the next try posts it anew.
            Err(Trouble::Discord(error)) if status(&error) == Some(404) => {
                if let Some(key) = &row.card {
                    let mut conn = self.pool.acquire().await.map_err(StoreError::from)?;
                    store::card::forget(&mut conn, row.guild, key).await?;
                }
                Ok(End::Later {
                    after: 0.0,
                    problem: "its message was deleted".to_owned(),
                    unsure: false,
                })
            }
            Err(trouble) => Err(trouble),
        }
    }
}

impl Outcome {
    fn of(end: End) -> Self {
        Self {
            end,
            channel: None,
            refused: false,
        }
    }
}

async fn read(
    pool: &PgPool,
    row: &Claimed,
    alert: &Alert,
    to: Destination,
    now: chrono::DateTime<chrono::Utc>,
) -> Result<Result<Ready, End>, Trouble> {
    let mut conn = pool.acquire().await.map_err(StoreError::from)?;
    let Some(company) = store::company::find(&mut conn, row.guild).await? else {
        return Ok(Err(End::Skipped("the company is gone".to_owned())));
    };
    let key = row.card.as_deref();
    // Before rendering: what these rows tell of is in what is rendered.
    let around = store::outbox::surroundings(&mut conn, row.guild, row.id, to.key(), key).await?;
    let card = match render(&mut conn, &company, to, alert, key, now).await? {
        Rendered::Card(card) => card,
        Rendered::Nothing(why) => return Ok(Err(End::Skipped(why.to_owned()))),
    };
    let admin = match to {
        Destination::Admin => store::audit::last_set_up_by(&mut conn, row.guild).await?,
        Destination::Place(_) => None,
    };
    Ok(Ok(Ready {
        company,
        card,
        around,
        admin,
    }))
}

fn describe(error: &StoreError) -> String {
    let cause = std::error::Error::source(error).map(ToString::to_string);
    cause.unwrap_or_else(|| error.to_string())
}
