//! The bots that are compared, each a process of its own, and what a process uses.

use std::{
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use anyhow::{Context, Error, bail};
use tokio::process::{Child, Command};

use crate::people::Office;

/// Ticks of process times a second: USER_HZ, which Linux tells user space as 100 on all its machines of today.
const TICKS: f64 = 100.0;

/// A bot that can be measured.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bot {
    /// serenity alone: the floor.
    Echo,
    /// discord.py and asyncpg, the plainest way to do the same.
    Peer,
    /// Ours.
    Tandem,
    /// Another build of ours.
    Before(PathBuf),
}

impl Bot {
    /// All that this run compares.
    pub fn all() -> Vec<Self> {
        let mut all = vec![Self::Echo, Self::Peer];
        all.extend(std::env::var_os("TANDEM_BEFORE").map(|path| Self::Before(path.into())));
        all.push(Self::Tandem);
        all
    }

    /// Its line in the table.
    pub fn name(&self) -> &'static str {
        match self {
            Self::Echo => "a bot that does nothing",
            Self::Peer => "discord.py and asyncpg",
            Self::Tandem => "Tandem",
            Self::Before(_) => "Tandem before",
        }
    }

    /// Whether it has Tandem's schema.
    pub fn is_ours(&self) -> bool {
        matches!(self, Self::Tandem | Self::Before(_))
    }

    /// Starts it. It ends with the value.
    pub async fn start(&self, office: &Office, database: &str) -> Result<Child, Error> {
        let mut command = match self {
            Self::Echo => {
                let mut command = Command::new(std::env::current_exe()?);
                command.arg("echo");
                command
            }
            Self::Peer => {
                let mut command = Command::new(python().await?);
                command.arg(here("peer.py"));
                command
            }
            Self::Tandem => tandem(),
            Self::Before(path) => {
                let mut command = Command::new(path);
                command.arg("run");
                command
            }
        };
        let log = std::fs::File::create(office.dir().join("bot.log"))?;
        Ok(command
            .env("DISCORD_TOKEN", office.token())
            .env("DATABASE_URL", database)
            .env("API_URL", office.api_url())
            .env("GATEWAY_URL", office.gateway_url())
            .env("NEWS_CHANNEL", office.channel("marketing"))
            .env("TANDEM_DISCORD__RESOLVE", office.tls_address())
            .env("TANDEM_DISCORD__CA_CERTIFICATE", office.certificate())
            .env("TANDEM_LOG__FILTER", "warn")
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()?)
    }
}

/// `tandem run` of this build.
fn tandem() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
    command.arg("run");
    command
}

/// A file beside this one.
fn here(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("benches/cost")
        .join(name)
}

/// A Python that has discord.py and asyncpg, made once.
async fn python() -> Result<PathBuf, Error> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/cost-python");
    let python = home.join("bin/python");
    if python.exists() && home.join("installed").exists() {
        return Ok(python);
    }
    runs(Command::new("python3").args(["-m", "venv"]).arg(&home)).await?;
    let install = ["install", "--quiet", "--disable-pip-version-check", "-r"];
    let requirements = here("requirements.txt");
    runs(
        Command::new(home.join("bin/pip"))
            .args(install)
            .arg(requirements),
    )
    .await?;
    std::fs::write(home.join("installed"), "")?;
    Ok(python)
}

async fn runs(command: &mut Command) -> Result<(), Error> {
    let output = command.stdin(Stdio::null()).output();
    let output = tokio::time::timeout(Duration::from_secs(300), output).await??;
    if !output.status.success() {
        bail!("{}", String::from_utf8_lossy(&output.stderr));
    }
    Ok(())
}

/// What a process has used of the processor, in milliseconds.
#[derive(Clone, Copy, Debug)]
pub struct Cpu {
    /// Its own threads, in milliseconds.
    pub own_ms: f64,
    /// Its children that have ended and were waited for, in milliseconds.
    pub children_ms: f64,
    /// The id of the process that it belongs to: so a server's are found.
    pub parent: u32,
}

/// Reads it: `proc(5)`, fields 4 and 14 to 17.
pub fn cpu(pid: u32) -> Result<Cpu, Error> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat"))?;
    // A program's name may hold anything, and ends at the last parenthesis.
    let (_, rest) = stat.rsplit_once(')').context("a process's state")?;
    let fields: Vec<&str> = rest.split_whitespace().collect();
    let number = |index: usize| -> Result<f64, Error> {
        Ok(fields.get(index).context("a process's state")?.parse()?)
    };
    Ok(Cpu {
        own_ms: (number(11)? + number(12)?) * 1000.0 / TICKS,
        children_ms: (number(13)? + number(14)?) * 1000.0 / TICKS,
        parent: fields.get(1).context("a process's parent")?.parse()?,
    })
}

/// Megabytes that it holds in memory.
pub fn memory_mb(pid: u32) -> Result<f64, Error> {
    let status = std::fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let number = line.and_then(|line| line.split_whitespace().next());
    Ok(number.context("a process's memory")?.parse::<f64>()? / 1024.0)
}
