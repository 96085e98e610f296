//! Servers of an earlier run that outlived the one who started them: found by the folder that they work
//! in, never by a number alone, which the system may have given to somebody else since.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use tokio::process::Command;

use super::{Error, binaries::Binaries, cluster::run, owner::Owner};

/// How long a backend may take to end when it is told to, before it is ended.
const PATIENCE: Duration = Duration::from_secs(5);

/// How often we look whether it has.
const LOOK: Duration = Duration::from_millis(50);

/// Stops what still works in this cluster: a whole server, or the backends of one that was killed.
pub async fn stop(binaries: &Binaries, owner: &Owner, dir: &Path) -> Result<(), Error> {
    let cluster = dir.join("cluster");
    let note = cluster.join("postmaster.pid");
    if let Some(pid) = noted(&note) {
        if serves(pid, &cluster).await {
            tracing::info!("A Postgres of an earlier run is still there; it is stopped first.");
            let mut stop = Command::new(&binaries.pg_ctl);
            stop.args(["stop", "--mode=fast", "--wait", "--timeout=20", "--pgdata"])
                .arg(&cluster);
            run("pg_ctl", owner, stop).await?;
        } else if exists(pid).await {
            // Postgres would believe that it is still running, and refuse. What a killed server has left
            // it clears away itself.
            fs::remove_file(&note).map_err(|error| Error::Folder(note, error))?;
        }
    }
    end_backends(owner, &cluster).await
}

/// The number that a server has noted in its folder.
fn noted(note: &Path) -> Option<u32> {
    fs::read_to_string(note)
        .ok()?
        .lines()
        .next()?
        .trim()
        .parse()
        .ok()
}

/// Ends backends whose server was killed: they finish what they are at before they see it, and as long
/// as one holds the shared memory no new server starts.
async fn end_backends(owner: &Owner, cluster: &Path) -> Result<(), Error> {
    let began = tokio::time::Instant::now();
    let mut told: Vec<u32> = Vec::new();
    loop {
        let left = workers(cluster);
        if left.is_empty() {
            return Ok(());
        }
        let late = began.elapsed() > PATIENCE;
        if began.elapsed() > PATIENCE * 2 {
            return Err(Error::InUse(cluster.to_owned()));
        }
        for pid in left {
            if late {
                // Their shared memory is lost already: nothing of it is ever written.
                signal(owner, "KILL", pid).await;
            } else if !told.contains(&pid) {
                signal(owner, "TERM", pid).await;
                told.push(pid);
            }
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// The processes that work in a cluster's folder. Where the system does not tell (macOS), none: then
/// Postgres itself refuses to start beside them, and says so in its log.
fn workers(cluster: &Path) -> Vec<u32> {
    let numbers = fs::read_dir("/proc").into_iter().flatten().flatten();
    numbers
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
        .filter(|pid| works_in(*pid, cluster))
        .collect()
}

fn works_in(pid: u32, cluster: &Path) -> bool {
    fs::read_link(PathBuf::from(format!("/proc/{pid}/cwd"))).is_ok_and(|cwd| cwd == cluster)
}

/// Whether a process is the server of this cluster.
async fn serves(pid: u32, cluster: &Path) -> bool {
    if Path::new("/proc/self/cwd").exists() {
        return works_in(pid, cluster);
    }
    let said = Command::new("ps")
        .args(["-p", &pid.to_string(), "-o", "command="])
        .stdin(Stdio::null())
        .output()
        .await;
    said.is_ok_and(|said| {
        String::from_utf8_lossy(&said.stdout).contains(&*cluster.to_string_lossy())
    })
}

async fn exists(pid: u32) -> bool {
    let asked = Command::new("kill")
        .args(["-0", &pid.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .await;
    asked.is_ok_and(|status| status.success())
}

/// As the server's user, who can reach nobody else's processes.
async fn signal(owner: &Owner, name: &str, pid: u32) {
    let mut kill = Command::new("kill");
    kill.args([&format!("-{name}"), &pid.to_string()])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    owner.become_server(&mut kill);
    // It may have ended meanwhile, which is as well.
    let _ = kill.status().await;
}
