//! The program itself, `tandem run`, as a process: killed, started again, and ended properly.

use std::{
    process::Stdio,
    time::{Duration, Instant},
};

use tandem::clock::Clock;
use tandem_sandbox::faults::{Effect, Fault};
use tokio::process::{Child, Command};

use crate::world::World;

/// A Monday in working hours, for the sandbox and for the program.
const BEGUN: &str = "2026-03-02T10:00:00Z";

/// Starts `tandem run` against the world's database and sandbox.
fn run(world: &World, folder: &std::path::Path) -> Child {
    let certificate = folder.join("discord.pem");
    std::fs::write(&certificate, world.sandbox.certificate_pem()).expect("the certificate");
    Command::new(env!("CARGO_BIN_EXE_tandem"))
        .args(["run", "--at", BEGUN])
        .current_dir(folder)
        .env("DISCORD_TOKEN", world.bot_token())
        .env("DATABASE_URL", world.database_url())
        .env(
            "TANDEM_DISCORD__RESOLVE",
            world.sandbox.api_address().to_string(),
        )
        .env("TANDEM_DISCORD__CA_CERTIFICATE", certificate)
        .env("TANDEM_DELIVER__LEASE_SECONDS", "2")
        .env("TANDEM_DELIVER__SEND_TIMEOUT_SECONDS", "1")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("tandem starts")
}

/// A command's answer from a bot that may still be starting.
async fn answered(world: &World, line: &str) -> String {
    let mia = world.marketer();
    for _ in 0..60 {
        let offered = mia.commands().await;
        if !offered.is_empty() {
            let reply = mia.runs(line).await;
            if let crate::world::Outcome::Message(_) = reply.outcome() {
                return reply.text();
            }
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    panic!("{line}: never answered");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_without_warning_and_started_again() {
    let begun = BEGUN.parse().expect("a time");
    let world = World::without_bot(Clock::from(begun)).await;
    let folder = tempfile::tempdir().expect("a folder");
    let mut child = run(&world, folder.path());
    world.settle(world.office()).await;
    answered(
        &world,
        "/lead add name:Ada Lovelace source:blog stage:interest email:ada@analytical.example",
    )
    .await;
    answered(&world, "/lead touch lead:L-1 kind:asked-for-sales").await;

    // Posted, but its answer is still under way when the process dies.
    world.sandbox.faults().add(Fault::on(
        "POST",
        format!("/channels/{}/messages", world.channel_id("sales")),
        Effect::DelayAfter(Duration::from_secs(30)),
    ));
    answered(&world, "/handoff open lead:L-1").await;
    let card = world.channel("sales").shows("Ada Lovelace").await;
    child.kill().await.expect("kill -9");

    let mut child = run(&world, folder.path());
    world.said_everything().await;
    let sales = world.channel("sales");
    assert_eq!(sales.messages().await.len(), 1, "{}", sales.text().await);
    assert_eq!(sales.last().await.json["id"], card.json["id"]);

    // SIGTERM ends it within ten seconds, and properly.
    let pid = child.id().expect("a process").to_string();
    let asked = Instant::now();
    Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .await
        .expect("kill");
    let status = child.wait().await.expect("its end");
    assert!(status.success(), "{status}");
    assert!(
        asked.elapsed() < Duration::from_secs(10),
        "{:?}",
        asked.elapsed()
    );
}
