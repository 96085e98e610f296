//! The statement of `/lead add` alone, asked by pgbench: what Postgres takes for it, whoever asks.

use std::{path::PathBuf, process::Stdio, time::Instant};

use anyhow::{Context, Error, bail};
use regex::{Captures, Regex};
use tandem::domain::ids::GuildId;
use tokio::process::Command;

use crate::{
    Size,
    server::{self, Server},
};

/// The company that it writes for.
const GUILD: GuildId = GuildId(1);

/// What the statement is asked with, parameter by parameter; `:n` is another number each time.
const VALUES: [&str; 24] = [
    "1::bigint",
    ":event::bigint",
    "'awareness'::text",
    "now()",
    "null::text",
    "'Trade show'::text",
    "null::text",
    "false",
    "5::bigint",
    "null::bigint",
    "'Person a'::text",
    ":email::text",
    "null::text",
    ":email::text",
    "null::text",
    "null::text",
    "5::bigint",
    "false",
    "null::text",
    "jsonb_build_object('kind', 'added', 'stage', 'awareness', 'sales_sourced', false)",
    "null::text",
    "jsonb_build_object('alert', 'lead-added', 'lead', 0, 'by', 5, 'stage', 'awareness')",
    "array['marketing']",
    "array['person', 'a', 'firm', 'example', :email::text]",
];

/// Commands a second, and Postgres's CPU for each.
pub async fn measure(server: &Server, size: Size, at_once: usize) -> Result<String, Error> {
    let url = server.database().await?;
    let pool = server::pool(&url).await?;
    tandem::app::migrate(&pool).await?;
    tandem::actions::company::seen(&pool, GUILD, "One", chrono::DateTime::UNIX_EPOCH)
        .await
        .map_err(|failure| anyhow::anyhow!("{failure:?}"))?;
    pool.close().await;

    let script =
        std::env::temp_dir().join(format!("tandem-cost-{:08x}.sql", rand::random::<u32>()));
    let statement = statement()?;
    std::fs::write(
        &script,
        format!(
            "\\set event random(1, 1000000000000)\n\\set email random(1, 1000000000000)\n{statement};\n"
        ),
    )?;
    let asked = async |count: usize| {
        let output = Command::new(pgbench()?)
            .args([
                "--protocol=prepared",
                "--no-vacuum",
                "--client",
                &at_once.to_string(),
            ])
            .args([
                "--transactions",
                &(count / at_once).max(1).to_string(),
                "--file",
            ])
            .arg(&script)
            .arg(&url)
            .env(
                "PGOPTIONS",
                "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c jit=off",
            )
            .stdin(Stdio::null())
            .output()
            .await?;
        if !output.status.success() {
            bail!("{}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(())
    };
    asked(size.warm).await?;
    let mut conn = server::connection(&url).await?;
    sqlx::query("select count_what_changed() from generate_series(1, 20)")
        .execute(&mut conn)
        .await?;
    let (postgres, began) = (server.cpu_ms()?, Instant::now());
    asked(size.counted).await?;
    let took = began.elapsed();
    std::fs::remove_file(&script)?;
    Ok(format!(
        "{:>9.0} {:>43.3}",
        size.counted as f64 / took.as_secs_f64(),
        (server.cpu_ms()? - postgres) / size.counted as f64
    ))
}

/// The statement as the bot sends it, from what the query macros have written down, with the values.
fn statement() -> Result<String, Error> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(".sqlx");
    let parameter = Regex::new(r"\$(\d+)")?;
    for entry in std::fs::read_dir(folder)?.flatten() {
        let known: serde_json::Value = serde_json::from_slice(&std::fs::read(entry.path())?)?;
        let text = known["query"].as_str().unwrap_or_default();
        if text.contains("insert into inbox") && text.contains("insert into word_used") {
            let filled = parameter.replace_all(text, |found: &Captures<'_>| {
                let number: usize = found[1].parse().unwrap_or_default();
                VALUES
                    .get(number.wrapping_sub(1))
                    .copied()
                    .unwrap_or("null")
                    .to_owned()
            });
            return Ok(filled.into_owned());
        }
    }
    bail!("the statement of /lead add is not in .sqlx")
}

/// pgbench, which comes with a server.
fn pgbench() -> Result<PathBuf, Error> {
    let mut found: Vec<PathBuf> = std::fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|version| version.path().join("bin/pgbench"))
        .filter(|path| path.exists())
        .collect();
    found.sort();
    let in_path = || {
        let path = std::env::var_os("PATH")?;
        std::env::split_paths(&path)
            .map(|folder| folder.join("pgbench"))
            .find(|path| path.exists())
    };
    found
        .pop()
        .or_else(in_path)
        .context("there is no pgbench on this machine")
}
