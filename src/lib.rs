//! Tandem: a Discord bot that makes sales and marketing one team.
//!
//! The rooms, top to bottom; each imports only from those above it.

#![recursion_limit = "256"]

/// What time it is, and how to move it.
pub mod clock;

/// Settings of the process.
pub mod config;

/// The rules, pure: no database, no Discord, no I/O.
pub mod domain;

/// All SQL, one file per table.
pub mod store;

/// One verb per file, one transaction each.
pub mod actions;

/// Every sentence that the bot says.
pub mod wording;

/// The only room that knows serenity and poise.
pub mod discord;

/// What the bot does by itself: sends, watches the time, writes digests.
pub mod jobs;

/// A private Postgres from installed server binaries, or from ones that it fetches.
pub mod local_postgres;

/// Builds and wires the bot.
pub mod app;

/// `tandem check`.
pub mod check;

/// A company to try the bot with, made through the actions.
#[cfg(feature = "sandbox")]
pub mod sample;

/// `tandem demo`.
#[cfg(feature = "sandbox")]
pub mod demo;
