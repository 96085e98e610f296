//! The page in real Chromium, with people alone.

#[path = "../support/description/mod.rs"]
mod description;
mod lost;
mod many;
#[path = "../support/page/mod.rs"]
#[expect(dead_code, reason = "each program uses a part of it")]
mod page;
mod together;
