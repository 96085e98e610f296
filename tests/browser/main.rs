//! The sandbox's page in real Chromium, with the bot as it ships behind it.

mod company;
#[path = "../support/database.rs"]
mod database;
#[path = "../../sandbox/tests/support/description/mod.rs"]
mod description;
mod handoff;
mod looks;
#[path = "../../sandbox/tests/support/page/mod.rs"]
#[expect(dead_code, reason = "each program uses a part of it")]
mod page;
mod talks;
