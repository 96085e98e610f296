//! The work behind an answer: how long it may take, and what is said of how it ended. A panic is caught,
//! what hangs is given up, and whoever waits reads whether something was changed.

use std::{panic::AssertUnwindSafe, pin::Pin, time::Duration};

use futures::FutureExt;
use poise::serenity_prelude as serenity;
use serenity::{
    CreateInteractionResponse as Response, CreateInteractionResponseMessage as Message,
};
use tokio::time::Instant;

use super::{Answer, Exchange, Hold};
use crate::{
    actions::{self, Failure, Progress},
    discord::post,
    wording::{self, card::Card},
};

/// Half of the three seconds that Discord waits for a first answer.
const PATIENCE: Duration = Duration::from_millis(1500);

/// When somebody whose answer was deferred is told that it takes longer.
const SLOW: Duration = Duration::from_millis(2200);

/// When work is given up. The database's own time-outs end most of what hangs long before.
const GIVE_UP: Duration = Duration::from_secs(20);

/// What work came to, a panic caught.
type Caught = std::thread::Result<actions::Result<Answer>>;

/// Work panicked, with these words.
#[derive(Debug, thiserror::Error)]
#[error("it panicked: {0}")]
struct Panic(String);

impl Panic {
    fn of(payload: &(dyn std::any::Any + Send)) -> Self {
        let text = payload
            .downcast_ref::<&str>()
            .map(|text| (*text).to_owned());
        Self(
            text.or_else(|| payload.downcast_ref::<String>().cloned())
                .unwrap_or_default(),
        )
    }
}

/// Work was ended while it may have been committing.
#[derive(Debug, thiserror::Error)]
#[error("it was given up after {} s", GIVE_UP.as_secs())]
struct GivenUp;

impl Exchange<'_> {
    /// Says that a command broke before it could answer for itself.
    pub async fn broke(&self, command: &str, payload: Option<String>) {
        let said = payload.unwrap_or_default();
        let card = self.broken(&Panic(format!("/{command}: {said}")), false);
        self.tell(card).await;
    }

    /// Does the work and answers with what came of it. Whether Discord took the answer is logged.
    pub(super) async fn answer(
        &self,
        hold: Hold,
        work: impl Future<Output = actions::Result<Answer>>,
    ) {
        let _running = self.data.running.token();
        let progress = Progress::default();
        let work = AssertUnwindSafe(progress.watch(work)).catch_unwind();
        tokio::pin!(work);
        let outcome = tokio::select! {
            outcome = &mut work => Some(outcome),
            () = tokio::time::sleep_until(self.came + PATIENCE) => None,
        };
        if outcome.is_some() {
            if let Some(answer) = self.outcome(outcome, &progress) {
                self.first(answer).await;
            }
            return;
        }
        let deferral = self.respond(match hold {
            Hold::Private => Response::Defer(Message::new().ephemeral(true)),
            Hold::Update => Response::Acknowledge,
        });
        let (deferred, outcome) = beside(deferral, work.as_mut()).await;
        if let Err(unsaid) = deferred {
            // Nobody can be answered any more: what is not done yet is left undone with it.
            return self.unsaid("An answer could not be deferred.", &unsaid);
        }
        let outcome = match outcome {
            None => self.outlast(hold, work).await,
            outcome => outcome,
        };
        if let Some(answer) = self.outcome(outcome, &progress) {
            self.settle(hold, answer).await;
        }
    }

    /// Waits on for work whose answer was deferred, and says when it takes long. `None` when it was
    /// given up.
    async fn outlast<T>(
        &self,
        hold: Hold,
        mut work: Pin<&mut impl Future<Output = T>>,
    ) -> Option<T> {
        tokio::select! {
            outcome = &mut work => return Some(outcome),
            () = tokio::time::sleep_until(self.came + SLOW) => {}
        }
        // A message with a button stays as it is: what is pressed again meanwhile waits as well.
        if hold == Hold::Private {
            let edit = post::edit_response(&wording::refusal::slow());
            let until = Instant::now() + Duration::from_secs(2);
            let said = self.data.replies.edit(self.token, &edit, until);
            let (_, outcome) = beside(said, work.as_mut()).await;
            if outcome.is_some() {
                return outcome;
            }
        }
        tokio::time::timeout_at(self.came + GIVE_UP, work)
            .await
            .ok()
    }

    /// What work came to, as an answer; `None` when it was given up. Nothing is said to an event that was
    /// acted on before.
    fn outcome(&self, came: Option<Caught>, progress: &Progress) -> Option<Answer> {
        let unsure = progress.may_be_done();
        let card = match came {
            Some(Ok(Ok(answer))) => return Some(answer),
            Some(Ok(Err(Failure::Repeated))) => return None,
            Some(Ok(Err(Failure::Refused(refusal)))) => {
                wording::refusal::card(&refusal, self.company.get().map(AsRef::as_ref))
            }
            Some(Ok(Err(Failure::Internal(error)))) if error.is_busy() && !unsure => {
                tracing::warn!(
                    interaction = %self.id,
                    guild = self.guild.map(serenity::GuildId::get),
                    error = &error as &dyn std::error::Error,
                    "The database is busy or away; somebody was asked to try again."
                );
                wording::refusal::busy()
            }
            Some(Ok(Err(Failure::Internal(error)))) => self.broken(&error, unsure),
            Some(Err(panic)) => self.broken(&Panic::of(&*panic), unsure),
            None if unsure => self.broken(&GivenUp, unsure),
            None => {
                tracing::warn!(interaction = %self.id, "Work was given up, and nothing was changed.");
                wording::refusal::busy()
            }
        };
        Some(Answer::Private(card))
    }

    /// Says that something broke, and logs it once under the same reference.
    fn broken(&self, error: &(dyn std::error::Error + 'static), unsure: bool) -> Card {
        let reference = &uuid::Uuid::new_v4().simple().to_string()[..6];
        tracing::error!(
            reference,
            interaction = %self.id,
            guild = self.guild.map(serenity::GuildId::get),
            error,
            "An interaction could not be answered as it should."
        );
        wording::refusal::broken(reference, unsure)
    }
}

/// Does both at once until `first` is done; gives what came of `other` if that was done before.
async fn beside<A, B>(
    first: impl Future<Output = A>,
    mut other: Pin<&mut impl Future<Output = B>>,
) -> (A, Option<B>) {
    tokio::pin!(first);
    tokio::select! {
        done = &mut first => (done, None),
        outcome = &mut other => (first.await, Some(outcome)),
    }
}
