//! Tandem: a Discord bot that makes sales and marketing one team.
//!
//! The rooms, top to bottom; each imports only from those above it.

/// What time it is, and how to move it.
pub mod clock;
