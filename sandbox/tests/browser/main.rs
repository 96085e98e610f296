//! The page in real Chromium, with people alone or with a bot by hand.

mod answers;
mod bot;
#[path = "../support/description/mod.rs"]
mod description;
mod lost;
mod many;
mod names;
#[expect(dead_code, reason = "each program uses a part of it")]
#[path = "../support/page/mod.rs"]
mod page;
mod together;
