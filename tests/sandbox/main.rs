//! The sandbox itself, without Tandem: what it refuses, and that a bot of serenity's and a person with a
//! plain HTTP client meet in it.

mod archive;
mod channel_limits;
mod channels;
mod client;
mod described;
#[path = "../support/description/mod.rs"]
mod description;
mod direct;
mod flood;
mod gateway;
mod kept;
mod meeting;
mod pins;
mod rates;
mod reactions;
mod refusals;
mod report;
mod sessions;
mod threads;
mod tour;
mod trouble;
mod wire;
mod writing;
