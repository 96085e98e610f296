//! The page in real Chromium.
//!
//! Without chromedriver on the machine the tests say aloud that they were left out; with
//! `TANDEM_BROWSER=required`, as in `.ci/run`, that is a failure. Pictures of what was seen are in
//! `target/report/screenshots/`.

pub mod axe;
pub mod browser;
pub mod driver;
pub mod keyboard;
pub mod room;
