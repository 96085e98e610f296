//! One way to answer: who asks is known before anything is read, the work runs, and what came of it is
//! said: at once when it is fast; when 1.5 s have gone by, deferred and edited later, so that nobody
//! ever reads "The application did not respond".

mod exchange;
mod saying;
mod suggest;
mod work;

pub use self::{
    exchange::{Exchange, Hold},
    suggest::{Choice, of_text, suggest, suggest_to_admins},
};

use sqlx::PgPool;

use super::{Context, Done};
use crate::{
    actions::{self, Ask},
    wording::card::{Card, Form},
};

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

/// What work comes to: a card, which the door makes private, public or an update; or a form.
#[derive(Debug)]
pub enum Said {
    /// A card.
    Card(Box<Card>),
    /// A form.
    Form(Form),
}

impl From<Card> for Said {
    fn from(card: Card) -> Self {
        Self::Card(Box::new(card))
    }
}

impl From<Form> for Said {
    fn from(form: Form) -> Self {
        Self::Form(form)
    }
}

/// Who may come in. The company must be set up, but for admins and `/help`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// Those with one of Tandem's roles.
    Members,
    /// Those who may settle things, also before `/setup` was finished.
    Admins,
    /// Everybody, also before `/setup` was finished.
    Everybody,
}

/// A command of those who take part, answered privately: `async |ask, pool| …` gives a card, a form or
/// a refusal. Whoever has no role is refused before anything that they typed is read.
pub async fn answer<S: Into<Said>>(
    ctx: Context<'_>,
    work: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<S>,
) -> Done {
    Exchange::of_command(&ctx).privately(work).await
}

/// The same for `/setup` and `/settings`: for those who may settle things, before `/setup` too.
pub async fn answer_admins<S: Into<Said>>(
    ctx: Context<'_>,
    work: impl AsyncFnOnce(&Ask, &PgPool) -> actions::Result<S>,
) -> Done {
    let exchange = Exchange::of_command(&ctx);
    exchange
        .run(Door::Admins, Hold::Private, Answer::Private, work)
        .await
}
