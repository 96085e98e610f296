//! An interaction that waits for its answer.

use std::sync::{Arc, OnceLock};

use poise::serenity_prelude as serenity;
use sqlx::PgPool;
use tokio::time::Instant;

use super::{Answer, Door, Said};
use crate::{
    actions::{self, Ask},
    discord::{Context, Data, Done, access},
    domain::company::Company,
    wording::card::Card,
};

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
    pub(super) id: serenity::InteractionId,
    pub(super) token: &'a str,
    pub(super) guild: Option<serenity::GuildId>,
    user: &'a serenity::User,
    member: Option<&'a serenity::Member>,
    pub(super) came: Instant,
    /// Known once somebody asked; a refusal names who can help.
    pub(super) company: OnceLock<Arc<Company>>,
}

impl<'a> Exchange<'a> {
    /// A command's.
    pub fn of_command(ctx: &Context<'a>) -> Self {
        let framework = ctx.framework;
        Self::of_interaction(
            framework.serenity_context,
            framework.user_data,
            ctx.interaction,
        )
    }

    /// A command's that may not be known.
    pub fn of_interaction(
        serenity: &'a serenity::Context,
        data: &'a Data,
        command: &'a serenity::CommandInteraction,
    ) -> Self {
        Self {
            serenity,
            data,
            id: command.id,
            token: &command.token,
            guild: command.guild_id,
            user: &command.user,
            member: command.member.as_deref(),
            came: Instant::now(),
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
            came: Instant::now(),
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
            came: Instant::now(),
            company: OnceLock::new(),
        }
    }

    /// Who asks, in which company; refused when `door` is not open to them.
    ///
    /// # Errors
    /// The refusal; or the database is away.
    pub async fn ask(&self, door: Door) -> actions::Result<Ask> {
        let company = access::company(self.data, self.guild).await?;
        let _ = self.company.set(Arc::clone(&company));
        let rights = self
            .member
            .map(|member| access::rights(&company, member))
            .unwrap_or_default();
        match door {
            Door::Members => {
                company.ready()?;
                rights.take_part()?;
            }
            Door::Admins => rights.configure()?,
            Door::Everybody => {}
        }
        let user = access::user(self.user.id);
        Ok(access::ask(self.data, company, user, rights, self.id.get()))
    }

    /// Work of those who take part, whose card only the one who asked sees.
    pub async fn privately<S: Into<Said>>(
        &self,
        work: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<S>,
    ) -> Done {
        self.run(Door::Members, Hold::Private, Answer::Private, work)
            .await
    }

    /// Work of those who take part, whose card the message with the pressed button becomes.
    pub async fn updates<S: Into<Said>>(
        &self,
        work: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<S>,
    ) -> Done {
        self.run(Door::Members, Hold::Update, Answer::Update, work)
            .await
    }

    /// Work of those who take part, whose card is for the whole channel.
    pub async fn shares<S: Into<Said>>(
        &self,
        work: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<S>,
    ) -> Done {
        self.run(Door::Members, Hold::Private, Answer::Public, work)
            .await
    }

    /// Asks who it is, does the work, and answers with what came of it.
    pub async fn run<S: Into<Said>>(
        &self,
        door: Door,
        hold: Hold,
        shown: fn(Card) -> Answer,
        work: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<S>,
    ) -> Done {
        // On the heap, since an action's future is large and would be moved about the stack.
        let work = Box::pin(async {
            let ask = self.ask(door).await?;
            Ok(match work(&ask, &self.data.pool).await?.into() {
                Said::Card(card) => shown(*card),
                Said::Aside(card) => Answer::Private(*card),
                Said::Form(form) => Answer::Form(form),
            })
        });
        // And so is the answer's: a table of buttons would lay every one side by side on the stack.
        Box::pin(self.answer(hold, work)).await;
        Ok(())
    }

    /// Says a card to the one who asked, without more work.
    pub async fn tell(&self, card: Card) {
        self.answer(Hold::Private, async { Ok(Answer::Private(card)) })
            .await;
    }
}
