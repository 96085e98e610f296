//! The sandbox itself, without Tandem: what it refuses, and that a bot of serenity's and a person with a
//! plain HTTP client meet in it.

mod client;
mod described;
#[path = "../support/description/mod.rs"]
mod description;
mod flood;
mod gateway;
mod installation;
mod limits;
mod meeting;
mod members;
mod overwrites;
mod rates;
mod refusals;
mod report;
mod roles;
mod sessions;
mod staff;
mod tour;
mod trouble;
mod webhooks;
mod wire;
