//! How an answer is said: first within three seconds, or after a deferral for as long as the interaction's
//! token is good.

use std::time::Duration;

use poise::serenity_prelude as serenity;
use serenity::{
    CreateInteractionResponse as Response, CreateInteractionResponseFollowup as FollowUp,
    EditInteractionResponse as EditResponse,
};

use super::{Answer, Exchange, Hold};
use crate::{
    discord::{post, replies::Unsaid},
    wording::{self, card::Card},
};

/// Discord waits for three seconds from when it sent the interaction; some went by on the way.
const CALLBACK: Duration = Duration::from_millis(2800);

/// An interaction's token is good for fifteen minutes.
const TOKEN: Duration = Duration::from_secs(14 * 60);

impl Exchange<'_> {
    /// Gives somebody who types a list. One that is too late helps nobody, and is not tried again.
    pub async fn suggests(&self, list: serenity::CreateAutocompleteResponse) {
        if let Err(unsaid) = self.respond(Response::Autocomplete(list)).await {
            tracing::debug!(
                error = &unsaid as &dyn std::error::Error,
                "Suggestions were not taken."
            );
        }
    }

    /// The first answer, within Discord's three seconds.
    pub(super) async fn first(&self, answer: Answer) {
        let said = self.respond(match answer {
            Answer::Private(card) => Response::Message(post::response(&card).ephemeral(true)),
            Answer::Public(card) => Response::Message(post::response(&card)),
            Answer::Update(card) => Response::UpdateMessage(post::response(&card)),
            Answer::Form(form) => Response::Modal(post::form(&form)),
        });
        if let Err(unsaid) = said.await {
            self.unsaid("Discord did not take an answer.", &unsaid);
        }
    }

    /// The answer after a deferral. Tried for as long as the interaction's token is good, beside
    /// whatever comes next.
    pub(super) async fn settle(&self, hold: Hold, answer: Answer) {
        match (answer, hold) {
            (Answer::Private(card) | Answer::Update(card), Hold::Private)
            | (Answer::Update(card), Hold::Update) => self.edit(&card).await,
            // What is for all comes beside the private answer that the deferral promised.
            (Answer::Public(card), Hold::Private) => {
                self.edit(&wording::refusal::shared()).await;
                self.follow_up(post::follow_up(&card)).await;
            }
            (Answer::Public(card), Hold::Update) => self.follow_up(post::follow_up(&card)).await,
            (Answer::Private(card), Hold::Update) => {
                self.follow_up(post::follow_up(&card).ephemeral(true)).await;
            }
            (Answer::Form(_), Hold::Private) => {
                self.edit(&wording::refusal::too_slow_for_form()).await;
            }
            (Answer::Form(_), Hold::Update) => {
                let card = wording::refusal::too_slow_for_form();
                self.follow_up(post::follow_up(&card).ephemeral(true)).await;
            }
        }
    }

    pub(super) async fn respond(&self, response: Response) -> Result<(), Unsaid> {
        let until = self.came + CALLBACK;
        self.data
            .replies
            .first(self.id, self.token, &response, until)
            .await
    }

    async fn edit(&self, card: &Card) {
        let edit: EditResponse = post::edit_response(card);
        let until = self.came + TOKEN;
        let said = self.data.replies.edit(self.token, &edit, until);
        self.say_until_told(said).await;
    }

    async fn follow_up(&self, message: FollowUp) {
        let until = self.came + TOKEN;
        let said = self.data.replies.follow_up(self.token, &message, until);
        self.say_until_told(said).await;
    }

    /// Each event has a task of its own, so nobody waits for this one; but a bot that is told to stop
    /// does not stay for an answer that Discord does not take.
    async fn say_until_told(&self, said: impl Future<Output = Result<(), Unsaid>>) {
        let stopped = async {
            while !self.data.running.is_closed() {
                tokio::time::sleep(Duration::from_secs(1)).await;
            }
            // What is under way may still come through.
            tokio::time::sleep(Duration::from_secs(4)).await;
        };
        tokio::select! {
            said = said => if let Err(unsaid) = said {
                self.unsaid("Discord did not take an answer.", &unsaid);
            },
            () = stopped => tracing::warn!(
                interaction = %self.id,
                "An answer was left unsaid, since the bot stops."
            ),
        }
    }

    pub(super) fn unsaid(&self, what: &str, unsaid: &Unsaid) {
        let error = unsaid as &dyn std::error::Error;
        match unsaid {
            // Delivered twice: the other delivery answers.
            Unsaid::Answered => tracing::info!(interaction = %self.id, error, "{what}"),
            _ => tracing::warn!(interaction = %self.id, error, "{what}"),
        }
    }
}
