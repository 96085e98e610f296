//! The page in real Chromium: a handoff from its first touch to its acceptance, with the bot as it
//! ships behind it.
//!
//! Without chromedriver on the machine the test says aloud that it was left out; with
//! `TANDEM_BROWSER=required`, as in `.ci/run`, that is a failure.

mod browser;
#[path = "../support/database.rs"]
mod database;

use std::time::Duration;

use browser::Browser;
use tandem::{
    app::{App, DeliverSettings, Door, Parts},
    clock::Clock,
    sandbox::{CompanyPlan, Options, Sandbox, Tls, limits::Strictness},
};

/// A company with Tandem in it, set up as `/setup` does.
async fn company() -> (database::TestDatabase, Sandbox, App) {
    let database = database::database().await;
    let clock = Clock::system();
    let sandbox = Sandbox::start(Options {
        listen: ([127, 0, 0, 1], 0).into(),
        clock: clock.clone(),
        journal: None,
        plan: CompanyPlan::sample(),
        tls: Tls::default(),
        limits: Strictness::Wide,
    })
    .await
    .expect("the sandbox starts");
    let company = sandbox.company();
    let app = App::start(Parts {
        pool: database.pool.clone(),
        clock,
        token: company.bot_token.clone().into(),
        door: Door::Resolved {
            address: sandbox.api_address(),
            certificate_pem: sandbox.certificate_pem(),
        },
        deliver: DeliverSettings {
            poll: Duration::from_millis(100),
            ..DeliverSettings::default()
        },
    })
    .await
    .expect("the bot starts");
    let id = |text: &String| text.parse::<i64>().expect("a snowflake");
    for _ in 0..100 {
        let written = sqlx::query(
            "update company
             set marketing_channel = $2, sales_channel = $3, promotions_channel = $4, digest_channel = $5,
                 marketing_role = $6, sales_role = $7, manager_role = $8, set_up_at = now()
             where guild_id = $1",
        )
        .bind(id(&company.guild_id))
        .bind(id(&company.channels["marketing"]))
        .bind(id(&company.channels["sales"]))
        .bind(id(&company.channels["promotions"]))
        .bind(id(&company.channels["digest"]))
        .bind(id(&company.roles["Marketing"]))
        .bind(id(&company.roles["Sales"]))
        .bind(id(&company.roles["Manager"]))
        .execute(&database.pool)
        .await
        .expect("the company");
        if written.rows_affected() == 1 {
            return (database, sandbox, app);
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the bot has not met the company");
}

#[tokio::test]
async fn a_handoff_from_first_touch_to_acceptance() {
    let Some(browser) = Browser::start().await else {
        return;
    };
    let (_database, sandbox, app) = company().await;
    browser
        .open(&format!("http://{}/", sandbox.address()))
        .await;
    browser.sees("Northwind Tools").await;
    browser.presses("Got it").await;

    // A marketer captures a lead through the command's fields, chosen from the suggestions.
    browser.chooses("[data-testid=member-switch]", "Mia").await;
    browser.types("/lead add").await;
    browser.sees("Add a lead").await;
    browser.key("\u{E007}").await;
    browser.fills("name", "Ada Lovelace").await;
    browser.fills("source", "Trade show").await;
    browser.fills("email", "ada@analytical.example").await;
    browser.fills("stage", "Interest").await;
    browser.submits().await;
    browser.sees("is added at Interest").await;
    browser.sees("Only you can see this").await;

    // She warms it, the whole command in one line, and hands it over.
    browser
        .types("/lead touch lead:L-1 kind:asked for sales note:Wants a demo")
        .await;
    browser.submits().await;
    browser.sees("warm enough for sales").await;
    browser
        .types("/lead move lead:L-1 stage:Intent reason:Ready for a call")
        .await;
    browser.submits().await;
    browser.sees("is offered to sales").await;

    // Sales finds the card, with its brief and its buttons.
    browser.chooses("[data-testid=member-switch]", "Sam").await;
    browser.clicks("[data-testid=channel-sales]").await;
    browser.sees("Hot handoff: L-1 Ada Lovelace").await;
    browser.sees("a…@analytical.example").await;
    browser.screenshot("docs/handoff.png").await;
    browser.presses("Accept").await;
    browser.sees("L-1 is yours").await;
    browser.sees("ada@analytical.example").await;
    browser.sees("Accepted by @Sam").await;

    // Marketing reads who took it.
    browser.chooses("[data-testid=member-switch]", "Mia").await;
    browser.clicks("[data-testid=channel-marketing]").await;
    browser.sees("Accepted by @Sam").await;

    browser.end().await;
    app.stop().await;
    sandbox.stop().await;
}
