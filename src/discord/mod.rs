//! The only room that knows serenity and poise: it reads what Discord delivers into plain values,
//! asks an action, and answers with a card.

pub mod access;
pub mod answer;
mod commands;
mod components;
pub mod connect;
mod framework;
mod listener;
mod lost;
mod permissions;
pub mod post;
mod registered;

use sqlx::PgPool;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;

/// What every command and button has at hand.
#[derive(Clone, Debug)]
pub struct Data {
    /// The database.
    pub pool: PgPool,
    /// Business time.
    pub clock: Clock,
    /// What is being worked on: the app waits for it when it is told to stop.
    pub running: TaskTracker,
}

/// What goes wrong while answering: Discord did not take the answer.
pub type Error = poise::serenity_prelude::Error;

/// What a command is run with.
pub type Context<'a> = poise::ApplicationContext<'a, Data, Error>;
