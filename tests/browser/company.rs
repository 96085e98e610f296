//! The company that the page's tests play in, with Tandem in it.

use std::{ops::Deref, sync::Arc, time::Duration};

use chrono::{DateTime, Utc};
use tandem::{
    app::{App, DeliverSettings, Door, Parts},
    clock::Clock,
};
use tandem_sandbox::Company;

use crate::{
    database::{TestDatabase, database},
    page::room::Room,
};

/// A room in which Tandem is.
pub struct Staffed {
    room: Room,
    _database: TestDatabase,
    app: App,
}

impl Deref for Staffed {
    type Target = Room;

    fn deref(&self) -> &Room {
        &self.room
    }
}

impl Staffed {
    /// A company with Tandem in it, set up as `/setup` does.
    pub async fn start() -> Self {
        let database = database().await;
        // A Monday in working hours, whatever the day is.
        let begun = "2026-03-02T10:00:00Z".parse().expect("a time");
        let clock = Clock::from(begun);
        let room = Room::start(([127, 0, 0, 1], 0).into(), Arc::new(clock.clone()), None).await;
        let app = App::start(Parts {
            pool: database.pool.clone(),
            clock,
            token: room.company.bot_token.clone().into(),
            door: Door::Resolved {
                address: room.sandbox.api_address(),
                certificate_pem: room.sandbox.certificate_pem(),
            },
            deliver: DeliverSettings {
                poll: Duration::from_millis(100),
                ..DeliverSettings::default()
            },
        })
        .await
        .expect("the bot starts");
        set_up(&database, &room.company, begun).await;
        Self {
            room,
            _database: database,
            app,
        }
    }

    /// Ends both.
    pub async fn end(self) {
        self.app.stop().await;
        self.room.end().await;
    }
}

/// Writes down what `/setup` would.
async fn set_up(database: &TestDatabase, company: &Company, at: DateTime<Utc>) {
    let id = |text: &String| text.parse::<i64>().expect("a snowflake");
    for _ in 0..100 {
        let written = sqlx::query(
            "update company
             set marketing_channel = $2, sales_channel = $3, promotions_channel = $4, digest_channel = $5,
                 marketing_role = $6, sales_role = $7, manager_role = $8, set_up_at = $9
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
        .bind(at)
        .execute(&database.pool)
        .await
        .expect("the company");
        if written.rows_affected() == 1 {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the bot has not met the company");
}
