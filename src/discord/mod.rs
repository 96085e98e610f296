//! The only room that knows serenity and poise: it reads what Discord delivers into plain values,
//! asks an action, and answers with a card.

pub mod access;
pub mod answer;
pub mod asked;
mod choice;
mod commands;
mod components;
pub mod connect;
mod framework;
mod listener;
mod lost;
mod own;
mod permissions;
pub mod post;
mod registered;
mod replies;
mod typed;

pub use replies::Replies;

use sqlx::PgPool;
use tokio_util::task::TaskTracker;

use crate::{actions::company::Companies, clock::Clock};

/// What every command and button has at hand.
#[derive(Clone, Debug)]
pub struct Data {
    /// The database.
    pub pool: PgPool,
    /// Business time.
    pub clock: Clock,
    /// The companies that were asked for lately.
    pub companies: Companies,
    /// What is being worked on: the app waits for it when it is told to stop.
    pub running: TaskTracker,
    /// How Discord is told an answer.
    pub replies: Replies,
}

/// What goes wrong in a command: nothing that its caller could mend. A refusal and a break on our side
/// are answered, and an answer that Discord did not take is logged.
pub type Error = std::convert::Infallible;

/// What a command comes to.
pub type Done = Result<(), Error>;

/// What a command is run with.
pub type Context<'a> = poise::ApplicationContext<'a, Data, Error>;
