//! The commands, one file each, and the list that Discord, `/help` and the framework are given.

pub mod capture;
pub mod digest;
pub mod handoff;
pub mod help;
pub mod lead;
pub mod promo;
pub mod settings;
pub mod setup;

use super::{Data, Error};

/// Every command, in the order of `/help`.
pub fn all() -> Vec<poise::Command<Data, Error>> {
    vec![
        help::help(),
        lead::lead(),
        capture::capture(),
        handoff::handoff(),
        promo::promo(),
        digest::digest(),
        settings::settings(),
        setup::setup(),
    ]
}
