//! The rules, pure: no database, no Discord, no I/O.

#[macro_use]
mod keyed;

pub mod access;
pub mod alert;
pub mod audience;
pub mod changes;
pub mod company;
pub mod digest;
pub mod field;
pub mod handoff;
pub mod hours;
pub mod ids;
pub mod lead;
pub mod local;
pub mod part;
pub mod promotion;
pub mod refusal;
pub mod scan;
pub mod search;
pub mod setting;
pub mod stage;
pub mod text;
pub mod timeline;
pub mod typed;
pub mod undo;
pub mod warmth;
