//! What the bot does by itself. Each job has a `run_once` or a pass, which is what the loops call.

pub mod deliver;
pub mod due;
pub mod gate;
mod guarded;
mod instance;
pub mod loops;
pub mod members;
pub mod render;
mod send;
pub mod sweep;
pub mod tally;
mod trouble;
mod wire;
