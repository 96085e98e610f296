//! The sandbox itself, without Tandem: what it refuses, and that a bot of serenity's and a person with a
//! plain HTTP client meet in it.

mod archive;
mod bans;
mod channel_limits;
mod channels;
mod client;
mod described;
#[path = "../support/description/mod.rs"]
mod description;
mod direct;
mod direct_commands;
mod edges;
mod ends;
mod flood;
mod gateway;
mod installation;
mod kept;
mod lifecycles;
mod limits;
mod meeting;
mod members;
mod mentions;
mod overwrites;
mod pins;
mod places;
mod rates;
mod reactions;
mod refusals;
mod report;
mod rights;
mod roles;
mod servers;
mod sessions;
mod staff;
mod threads;
mod threads_alone;
mod tour;
mod trouble;
mod twilight;
mod webhooks;
mod wire;
mod writing;
