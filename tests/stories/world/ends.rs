//! What must be true when a story is over.

use super::{Office, World, records};

impl World {
    /// Ends the story: nothing undelivered, nobody pinged who should not be, no request that Discord
    /// refused, and all that was said in it as Discord describes it.
    pub async fn ends(self) {
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
        if let Some(app) = self.app {
            app.stop().await;
        }
        let log = self.sandbox.log();
        self.sandbox.stop().await;
        crate::description::hold("stories", &log);
    }

    /// The only pings are a new handoff's and a reminder's to sales, and an escalation's to the
    /// manager.
    async fn only_proper_pings(&self, office: &Office) {
        let there = self.sandbox.company().channels;
        let own = office.guild == self.guild;
        for channel in office.channels() {
            // A story may delete one.
            if own && !there.contains_key(&channel) {
                continue;
            }
            for message in office.channel(&channel).messages().await {
                if !message.is_by_a_bot() {
                    continue;
                }
                let pings = message.pings();
                let proper = channel == "sales" && pings.iter().all(|role| role == "Sales")
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
