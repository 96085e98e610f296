//! The sandbox itself, without Tandem: what it refuses, and that a bot of serenity's and a person with a
//! plain HTTP client meet in it.

mod client;
mod flood;
mod gateway;
mod meeting;
mod rates;
mod refusals;
mod sessions;
mod trouble;
mod wire;
