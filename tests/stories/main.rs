//! Stories: the whole bot, as it ships, in a Discord-like server. They read like chat.

#[path = "../support/database.rs"]
mod database;
#[path = "../../sandbox/tests/support/description/mod.rs"]
mod description;
mod world;

mod answers;
mod bad_input;
mod before_setup;
mod comings;
mod companies;
mod crash;
mod day;
mod delivery;
mod digest;
mod foreign;
mod gate;
mod harness;
mod help;
mod lanes;
mod late;
mod listening;
mod looks;
mod lost;
mod moves;
mod news;
mod process;
mod promotions;
mod reopened;
mod repeats;
mod restart;
mod rights;
mod sent_back;
mod settings;
mod setup;
mod starts;
mod twice;
mod undo;
mod unsaid;
