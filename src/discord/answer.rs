//! One way to answer an interaction: at once when the work is fast; when 1.5 s have gone by, defer
//! and edit later, so that nobody ever reads "The application did not respond".

use std::{sync::OnceLock, time::Duration};

use poise::serenity_prelude as serenity;
use serenity::{
    CreateInteractionResponse as Response, CreateInteractionResponseFollowup as FollowUp,
    CreateInteractionResponseMessage as Message, EditInteractionResponse as EditResponse,
};

use super::{Context, Data, Error, access, post};
use crate::{
    actions::{self, Ask, Failure},
    domain::company::Company,
    wording::{
        self,
        card::{Card, Form},
    },
};

/// Half of the three seconds that Discord waits for a first answer.
const PATIENCE: Duration = Duration::from_millis(1500);

/// What an interaction is answered with.
#[derive(Debug)]
pub enum Answer {
    /// A message that only the one who asked sees.
    Private(Card),
    /// A message for the whole channel.
    Public(Card),
    /// The message with the pressed button becomes this.
    Update(Card),
    /// A form opens. Not possible after a deferral, so forms are opened without slow work.
    Form(Form),
}

/// How to hold the line when the work takes longer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// "Thinking…", seen by the one who asked.
    Private,
    /// The message with the button stays as it is until it is changed.
    Update,
}

/// An interaction that waits for its answer.
#[derive(Debug)]
pub struct Exchange<'a> {
    /// serenity's context of the event.
    pub serenity: &'a serenity::Context,
    /// The bot's own.
    pub data: &'a Data,
    id: serenity::InteractionId,
    token: &'a str,
    guild: Option<serenity::GuildId>,
    user: &'a serenity::User,
    member: Option<&'a serenity::Member>,
    /// Known once somebody asked; a refusal names who can help.
    company: OnceLock<Company>,
}

impl<'a> Exchange<'a> {
    /// A command's.
    pub fn of_command(ctx: &Context<'a>) -> Self {
        let command = ctx.interaction;
        Self {
            serenity: ctx.framework.serenity_context,
            data: ctx.framework.user_data,
            id: command.id,
            token: &command.token,
            guild: command.guild_id,
            user: &command.user,
            member: command.member.as_deref(),
            company: OnceLock::new(),
        }
    }

    /// A button's or a list's.
    pub fn of_component(
        serenity: &'a serenity::Context,
        data: &'a Data,
        component: &'a serenity::ComponentInteraction,
    ) -> Self {
        Self {
            serenity,
            data,
            id: component.id,
            token: &component.token,
            guild: component.guild_id,
            user: &component.user,
            member: component.member.as_ref(),
            company: OnceLock::new(),
        }
    }

    /// A form's.
    pub fn of_form(
        serenity: &'a serenity::Context,
        data: &'a Data,
        form: &'a serenity::ModalInteraction,
    ) -> Self {
        Self {
            serenity,
            data,
            id: form.id,
            token: &form.token,
            guild: form.guild_id,
            user: &form.user,
            member: form.member.as_ref(),
            company: OnceLock::new(),
        }
    }

    /// Who asks, in which company; refused until `/setup` has been finished.
    pub async fn ask(&self) -> actions::Result<Ask> {
        let ask = self.ask_before_setup().await?;
        ask.company.ready()?;
        Ok(ask)
    }

    /// Who asks, also before `/setup` was finished: for `/setup` itself and `/help`.
    pub async fn ask_before_setup(&self) -> actions::Result<Ask> {
        let company = access::company(self.data, self.guild).await?;
        let _ = self.company.set(company.clone());
        let rights = self
            .member
            .map(|member| access::rights(&company, member))
            .unwrap_or_default();
        Ok(access::ask(
            self.data,
            company,
            access::user(self.user.id),
            rights,
            self.id.get(),
        ))
    }

    /// Does the work and answers with what came of it.
    ///
    /// # Errors
    /// When Discord did not take the answer.
    pub async fn answer(
        &self,
        hold: Hold,
        work: impl Future<Output = actions::Result<Answer>>,
    ) -> Result<(), Error> {
        let _running = self.data.running.token();
        tokio::pin!(work);
        let (outcome, deferred) = tokio::select! {
            outcome = &mut work => (outcome, false),
            () = tokio::time::sleep(PATIENCE) => {
                self.respond(match hold {
                    Hold::Private => Response::Defer(Message::new().ephemeral(true)),
                    Hold::Update => Response::Acknowledge,
                })
                .await?;
                (work.await, true)
            }
        };
        let answer = match outcome {
            Ok(answer) => answer,
            Err(Failure::Repeated) => return Ok(()),
            Err(Failure::Refused(refusal)) => {
                Answer::Private(wording::refusal::card(&refusal, self.company.get()))
            }
            Err(Failure::Internal(error)) => Answer::Private(self.broken(&error)),
        };
        if deferred {
            self.settle(hold, answer).await
        } else {
            self.first(answer).await
        }
    }

    /// Says that something broke, and logs it once under the same reference.
    fn broken(&self, error: &(dyn std::error::Error + 'static)) -> Card {
        let reference = &uuid::Uuid::new_v4().simple().to_string()[..6];
        tracing::error!(
            reference,
            interaction = %self.id,
            guild = self.guild.map(serenity::GuildId::get),
            error,
            "An interaction could not be answered as it should."
        );
        wording::refusal::broken(reference)
    }

    /// The first answer, within Discord's three seconds.
    async fn first(&self, answer: Answer) -> Result<(), Error> {
        self.respond(match answer {
            Answer::Private(card) => Response::Message(post::response(&card).ephemeral(true)),
            Answer::Public(card) => Response::Message(post::response(&card)),
            Answer::Update(card) => Response::UpdateMessage(post::response(&card)),
            Answer::Form(form) => Response::Modal(post::form(&form)),
        })
        .await
    }

    /// The answer after a deferral.
    async fn settle(&self, hold: Hold, answer: Answer) -> Result<(), Error> {
        match (answer, hold) {
            (Answer::Private(card), Hold::Private) | (Answer::Update(card), Hold::Update) => {
                self.edit(&card).await
            }
            // What is for all comes beside the private answer that the deferral promised.
            (Answer::Public(card), Hold::Private) => {
                self.edit(&wording::refusal::shared()).await?;
                self.follow_up(post::follow_up(&card)).await
            }
            (Answer::Public(card), Hold::Update) => self.follow_up(post::follow_up(&card)).await,
            (Answer::Private(card), Hold::Update) => {
                self.follow_up(post::follow_up(&card).ephemeral(true)).await
            }
            (Answer::Update(card), Hold::Private) => self.edit(&card).await,
            (Answer::Form(_), Hold::Private) => {
                self.edit(&wording::refusal::too_slow_for_form()).await
            }
            (Answer::Form(_), Hold::Update) => {
                self.follow_up(
                    post::follow_up(&wording::refusal::too_slow_for_form()).ephemeral(true),
                )
                .await
            }
        }
    }

    async fn respond(&self, response: Response) -> Result<(), Error> {
        self.serenity
            .http
            .create_interaction_response(self.id, self.token, &response, Vec::new())
            .await
    }

    async fn edit(&self, card: &Card) -> Result<(), Error> {
        let edit: EditResponse = post::edit_response(card);
        self.serenity
            .http
            .edit_original_interaction_response(self.token, &edit, Vec::new())
            .await
            .map(drop)
    }

    async fn follow_up(&self, message: FollowUp) -> Result<(), Error> {
        self.serenity
            .http
            .create_followup_message(self.token, &message, Vec::new())
            .await
            .map(drop)
    }
}
