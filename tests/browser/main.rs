//! The page in real Chromium, with the bot as it ships behind it or with people alone.
//!
//! Without chromedriver on the machine the tests say aloud that they were left out; with
//! `TANDEM_BROWSER=required`, as in `.ci/run`, that is a failure. Pictures of what was seen are in
//! `target/report/screenshots/`.

mod axe;
mod browser;
mod company;
#[path = "../support/database.rs"]
mod database;
#[path = "../support/description/mod.rs"]
mod description;
mod driver;
mod handoff;
mod keyboard;
mod looks;
mod lost;
mod many;
mod talks;
mod together;
