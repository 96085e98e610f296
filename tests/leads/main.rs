//! Leads on a real database, where chat is too slow to look closely: what happens at once, what an undo
//! restores, what a search finds.

#[path = "../support/database.rs"]
mod database;

mod at_once;
mod digest;
mod drafts;
mod kept;
mod known;
mod look;
mod members;
mod office;
mod promotions;
mod undo;
mod waiting;
mod wins;
