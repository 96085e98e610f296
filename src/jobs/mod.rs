//! What the bot does by itself. Each job has a `run_once`, which is what tests and loops call.

pub mod deliver;
pub mod due;
pub mod gate;
pub mod loops;
pub mod members;
pub mod render;
mod trouble;
mod wire;
