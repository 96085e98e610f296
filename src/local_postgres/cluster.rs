//! The files of a server: made once, found again.

use std::{
    fs, io,
    path::Path,
    process::{Output, Stdio},
};

use tokio::process::Command;

use super::{Error, ROLE, binaries::Binaries, owner::Owner};

/// Letters beyond ASCII have cases too: a search for ZOË finds Zoë. Sorting stays plain.
const CTYPE: &str = if cfg!(target_os = "macos") {
    "--lc-ctype=en_US.UTF-8"
} else {
    "--lc-ctype=C.UTF-8"
};

/// The password, made once and kept where only the server's user and root read it.
pub fn password(dir: &Path, owner: &Owner) -> io::Result<String> {
    let path = dir.join("password");
    match fs::read_to_string(&path) {
        Ok(password) if !password.trim().is_empty() => return Ok(password.trim().to_owned()),
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    let password = format!("{:032x}", rand::random::<u128>());
    // A cluster without its password is of no use.
    if dir.join("cluster").exists() {
        fs::rename(
            dir.join("cluster"),
            dir.join(format!("cluster.lost-{:08x}", rand::random::<u32>())),
        )?;
    }
    let new = dir.join("password.new");
    fs::write(&new, "")?;
    owner.own(&new)?;
    fs::write(&new, &password)?;
    fs::rename(&new, &path)?;
    Ok(password)
}

/// Makes the cluster if there is none. One that was half made, because somebody was killed, is begun
/// anew: it gets its name only when it is whole.
pub async fn ensure(
    binaries: &Binaries,
    owner: &Owner,
    dir: &Path,
    password: &str,
) -> Result<(), Error> {
    let (cluster, half) = (dir.join("cluster"), dir.join("cluster.new"));
    if cluster.exists() {
        return Ok(());
    }
    let at = |error| Error::Folder(half.clone(), error);
    if half.exists() {
        fs::remove_dir_all(&half).map_err(at)?;
    }
    debug_assert!(!password.is_empty());
    let mut command = Command::new(&binaries.initdb);
    command
        .arg("--pgdata")
        .arg(&half)
        .args([
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C",
            CTYPE,
            "--no-instructions",
        ])
        .arg(format!("--username={ROLE}"))
        .arg(format!("--pwfile={}", dir.join("password").display()));
    // The files are flushed once, when the server stops or checkpoints; a half-made cluster is redone.
    command.arg("--no-sync");
    run("initdb", owner, command).await?;
    fs::rename(&half, &cluster).map_err(at)
}

/// Runs a program of Postgres as the server's user.
pub async fn run(program: &'static str, owner: &Owner, command: Command) -> Result<(), Error> {
    let output = output(program, owner, command).await?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let tail: Vec<&str> = said.lines().rev().take(5).collect();
    Err(Error::Program {
        program,
        said: tail.into_iter().rev().collect::<Vec<_>>().join("\n"),
    })
}

async fn output(
    program: &'static str,
    owner: &Owner,
    mut command: Command,
) -> Result<Output, Error> {
    owner.become_server(&mut command);
    command
        .stdin(Stdio::null())
        .current_dir("/")
        .output()
        .await
        .map_err(|error| Error::Program {
            program,
            said: error.to_string(),
        })
}
