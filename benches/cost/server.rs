//! A Postgres that flushes as a real one does, and what it has used of the processor.

use std::path::PathBuf;

use anyhow::{Context, Error};
use sqlx::{ConnectOptions, PgConnection, PgPool, postgres::PgPoolOptions};
use tandem::local_postgres::{LocalPostgres, Options};

use crate::bots::cpu;

/// A server for one run.
pub struct Server {
    postgres: Option<LocalPostgres>,
    dir: PathBuf,
}

impl Server {
    /// Starts one.
    pub async fn start() -> Result<Self, Error> {
        let name = format!("tandem-cost-{:08x}", rand::random::<u32>());
        let dir = std::env::temp_dir().join(&name);
        let postgres = LocalPostgres::start(Options {
            dir: Some(dir.clone()),
            name,
            throwaway: false,
        })
        .await?;
        Ok(Self {
            postgres: Some(postgres),
            dir,
        })
    }

    /// An empty database of a new name: its address for another process.
    pub async fn database(&self) -> Result<String, Error> {
        let name = format!("cost_{:08x}", rand::random::<u32>());
        let postgres = self.postgres.as_ref().context("it was stopped")?;
        postgres.ensure_database(&name).await?;
        let url: String = postgres.connect_options(&name).to_url_lossy().into();
        // What stands behind the question mark is sqlx's own, and others do not take it.
        Ok(url.split('?').next().unwrap_or_default().to_owned())
    }

    /// Milliseconds of CPU that the server and all its processes have used.
    pub fn cpu_ms(&self) -> Result<f64, Error> {
        let file = self.dir.join("cluster/postmaster.pid");
        let text = std::fs::read_to_string(&file).context("the server's pid")?;
        let parent: u32 = text.lines().next().context("the server's pid")?.parse()?;
        let own = cpu(parent)?;
        // What ended is added up by its parent.
        let mut sum = own.own_ms + own.children_ms;
        for entry in std::fs::read_dir("/proc")?.flatten() {
            let Some(pid) = entry
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok())
            else {
                continue;
            };
            if let Ok(found) = cpu(pid)
                && found.parent == parent
            {
                sum += found.own_ms;
            }
        }
        Ok(sum)
    }

    /// Stops it and removes what it kept.
    pub async fn stop(mut self) {
        if let Some(postgres) = self.postgres.take() {
            postgres.stop().await;
        }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Also after an error: its guard stops it, and what it kept goes.
        drop(self.postgres.take());
        if let Err(error) = std::fs::remove_dir_all(&self.dir) {
            eprintln!("{} is left: {error}", self.dir.display());
        }
    }
}

/// A few connections.
pub async fn pool(url: &str) -> Result<PgPool, Error> {
    Ok(PgPoolOptions::new().max_connections(4).connect(url).await?)
}

/// One connection.
pub async fn connection(url: &str) -> Result<PgConnection, Error> {
    use sqlx::Connection;
    Ok(PgConnection::connect(url).await?)
}
