//! What must be true when a story is over.

use std::ops::{Deref, DerefMut};

use tandem_sandbox::Sandbox;
use tokio::{runtime::Handle, task::block_in_place};

use super::{Office, World, records};

/// The Discord-like server, until the story is over.
pub struct Stage(Option<Sandbox>);

impl From<Sandbox> for Stage {
    fn from(sandbox: Sandbox) -> Self {
        Self(Some(sandbox))
    }
}

impl Deref for Stage {
    type Target = Sandbox;

    fn deref(&self) -> &Sandbox {
        self.0.as_ref().expect("the story is not over")
    }
}

impl DerefMut for Stage {
    fn deref_mut(&mut self) -> &mut Sandbox {
        self.0.as_mut().expect("the story is not over")
    }
}

/// A story ends where its world goes out of scope, unless it has failed already. It waits for the bot
/// there, so a story's runtime has more than one thread.
impl Drop for World {
    fn drop(&mut self) {
        if !self.ended && !std::thread::panicking() {
            block_in_place(|| Handle::current().block_on(self.end()));
        }
    }
}

impl World {
    /// Ends the story before its scope does.
    pub async fn ends(mut self) {
        self.end().await;
    }

    /// Leaves the story in the middle, where the end would take minutes: nothing is waited for or looked at.
    pub fn breaks_off(mut self) {
        self.ended = true;
    }

    /// Nothing undelivered, nobody pinged who should not be, no request that Discord refused, and all that
    /// was said as Discord describes it.
    async fn end(&mut self) {
        self.ended = true;
        if self.app.is_some() {
            self.caught_up().await;
        }
        records::nothing_waits(self.pool(), self.undeliverable).await;
        let others = self.others.lock().expect("companies").clone();
        for office in others.iter().chain([&self.office]) {
            self.only_proper_pings(office).await;
        }
        let refused: Vec<String> = self
            .sandbox
            .requests()
            .into_iter()
            .filter_map(|seen| Some((seen.method, seen.path, seen.status?)))
            // What people's own clients were refused is their story's business.
            .filter(|(_, path, status)| {
                *status >= 400
                    && path != "/api/v10/interactions"
                    && !path.ends_with("/application-command-index")
                    && !self
                        .expected
                        .iter()
                        .any(|(part, code)| path.contains(part) && code == status)
            })
            .map(|(method, path, status)| format!("{status} {method} {path}"))
            .collect();
        assert!(
            refused.is_empty(),
            "Discord refused:\n{}",
            refused.join("\n")
        );
        if let Some(app) = self.app.take() {
            app.stop().await;
        }
        let log = self.sandbox.log();
        if let Some(sandbox) = self.sandbox.0.take() {
            sandbox.stop().await;
        }
        crate::description::hold("stories", &log);
    }

    /// The only pings are a new handoff's and a reminder's to sales, and an escalation's to the
    /// manager.
    async fn only_proper_pings(&self, office: &Office) {
        let there = self.sandbox.company().channels;
        let own = office.guild == self.guild;
        let named: Option<i64> =
            sqlx::query_scalar("select sales_channel from company where guild_id = $1")
                .bind(office.guild_id())
                .fetch_optional(self.pool())
                .await
                .expect("the company")
                .flatten();
        for channel in office.channels() {
            // A story may delete one.
            if own && !there.contains_key(&channel) {
                continue;
            }
            let is_sales = channel == "sales"
                || named.map(|id| id.to_string()) == Some(office.channel_id(&channel));
            for message in office.channel(&channel).messages().await {
                if !message.is_by_a_bot() {
                    continue;
                }
                let pings = message.pings();
                let proper = is_sales && pings.iter().all(|role| role == "Sales")
                    || pings.iter().all(|role| role == "Manager")
                        && message.text().contains("Late")
                    || pings.is_empty();
                assert!(
                    proper,
                    "#{channel}: {pings:?} should not be pinged by:\n{}",
                    message.text()
                );
                assert_eq!(
                    message.json["mention_everyone"],
                    false,
                    "{}",
                    message.text()
                );
                let people = message.json["mentions"].as_array().map_or(0, Vec::len);
                assert_eq!(
                    people,
                    0,
                    "#{channel}: people were pinged by:\n{}",
                    message.text()
                );
            }
        }
    }
}
