//! What outlives the process: the model says what has changed, before anybody is told of it, and knows
//! nothing of how it is kept.

use std::fmt::Debug;

use chrono::TimeDelta;

use super::{World, channel::Channel, command::Command, direct::Direct, message::Message};

/// Keeps changes. One that cannot be kept is said aloud and happens all the same.
pub trait Keep: Debug + Send {
    /// The servers and the application.
    fn world(&mut self, world: &World);

    /// All commands.
    fn commands(&mut self, all: &[Command]);

    /// A message, new or changed.
    fn message(&mut self, message: &Message);

    /// A message that is gone.
    fn deleted(&mut self, channel: u64, id: u64);

    /// What was put on a message: reactions, a pin, flags.
    fn marks(&mut self, message: &Message);

    /// A channel, new or changed.
    fn channel(&mut self, guild: u64, channel: &Channel);

    /// A channel that is gone, with its messages and threads.
    fn channel_gone(&mut self, guild: u64, id: u64);

    /// A channel between two people.
    fn direct(&mut self, direct: &Direct);

    /// How far the clock is ahead of real time.
    fn clock(&mut self, ahead: TimeDelta);
}
