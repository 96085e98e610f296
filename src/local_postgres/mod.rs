//! A private Postgres, made of the server binaries that are installed, or of ones that it gets by itself.
//!
//! It listens on a Unix socket only and takes a random password. A small shell guards it: when we end,
//! even by `kill -9`, the guard sees our end of a pipe close and stops the server. macOS's folders are
//! written here, but were not run by us.

mod binaries;
mod cluster;
mod fetch;
mod orphan;
mod owner;

use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
    process::Stdio,
    time::Duration,
};

use sqlx::{Connection, PgConnection, postgres::PgConnectOptions};
use tokio::process::{Child, ChildStdin, Command};

use self::{binaries::Binaries, owner::Owner};

/// The role and first database of a private server.
const ROLE: &str = "tandem";

/// How a private server is started.
#[derive(Clone, Debug)]
pub struct Options {
    /// Where its files are; `None`: a place of the system's for `name`.
    pub dir: Option<PathBuf>,
    /// What it is for: the last part of the system's place.
    pub name: String,
    /// Its files are removed when it ends. For tests: nothing is flushed to the disk, since nothing is to
    /// outlive them. A server that people use always flushes.
    pub throwaway: bool,
}

/// Why there is no private server.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No server binaries.
    #[error(
        "No Postgres server binaries were found (initdb and postgres, version 14 or later).\n\
         Debian, Ubuntu: apt install postgresql\n\
         Fedora:         dnf install postgresql-server\n\
         macOS:          brew install postgresql@17\n\
         Or set DATABASE_URL to a server that you have."
    )]
    NoBinaries,
    /// The folder cannot be made or written.
    #[error("{0} cannot be used: {1}")]
    Folder(PathBuf, #[source] io::Error),
    /// As root the server runs as another user, who cannot get there.
    #[error(
        "the user {user} cannot reach {dir}, and Postgres does not run as root; give --data-dir a folder that everybody may enter, like /var/lib/tandem"
    )]
    Unreachable {
        /// Who.
        user: String,
        /// Where.
        dir: PathBuf,
    },
    /// Another process has the folder.
    #[error(
        "{0} is in use by another Tandem; end that one first, or give --data-dir another folder"
    )]
    InUse(PathBuf),
    /// A program of Postgres failed.
    #[error("{program} failed: {said}")]
    Program {
        /// The program's name, as it is called.
        program: &'static str,
        /// The end of what it said.
        said: String,
    },
    /// The server does not answer.
    #[error("the private Postgres does not answer; its log is {0}")]
    Silent(PathBuf),
}

/// Where the files of a private server, and whatever belongs to them, are kept if nobody says otherwise:
/// a place of the system's for root, the user's own for others.
pub fn place(name: &str) -> PathBuf {
    Owner::of_this_process().place(name)
}

/// Makes a database on a server that has none of the name. Only letters, digits and `_`.
///
/// # Errors
/// When the server does not answer, or does not let us.
pub async fn ensure_database(on: &PgConnectOptions, name: &str) -> Result<(), sqlx::Error> {
    debug_assert!(name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_'));
    let mut conn = PgConnection::connect_with(on).await?;
    let there: Option<i32> = sqlx::query_scalar("select 1 from pg_database where datname = $1")
        .bind(name)
        .fetch_optional(&mut conn)
        .await?;
    if there.is_none() {
        let create = format!("create database \"{name}\"");
        sqlx::raw_sql(sqlx::AssertSqlSafe(create))
            .execute(&mut conn)
            .await?;
    }
    conn.close().await
}

/// A running private server. Dropping it stops it soon; [`LocalPostgres::stop`] waits for that.
#[derive(Debug)]
pub struct LocalPostgres {
    dir: PathBuf,
    socket: PathBuf,
    password: String,
    guard: Child,
    /// Our end of the guard's pipe. Apart from the child, whose `wait` would close it.
    pipe: Option<ChildStdin>,
    /// Held as long as the server is ours.
    _lock: Option<File>,
    /// A socket folder outside, when the path of the own one is too long.
    _short: Option<PathBuf>,
}

impl LocalPostgres {
    /// Starts the server, making its files when there are none.
    ///
    /// # Errors
    /// No binaries, a folder that cannot be used, a server that does not answer.
    pub async fn start(options: Options) -> Result<Self, Error> {
        let owner = Owner::of_this_process();
        let fetching = owner.clone();
        let binaries = tokio::task::spawn_blocking(move || {
            Binaries::find().or_else(|| fetch::fetch(&fetching))
        })
        .await
        .ok()
        .flatten()
        .ok_or(Error::NoBinaries)?;
        let dir = options.dir.unwrap_or_else(|| owner.place(&options.name));
        let at = |error| Error::Folder(dir.clone(), error);
        fs::create_dir_all(&dir).map_err(at)?;
        let dir = dir.canonicalize().map_err(at)?;
        owner.own(&dir).map_err(at)?;
        owner.check(&dir)?;
        let lock = lock(&dir)?;
        let password = cluster::password(&dir, &owner).map_err(at)?;
        cluster::ensure(&binaries, &owner, &dir, &password).await?;
        orphan::stop(&binaries, &owner, &dir).await?;
        let (socket, short) = owner.socket_folder(&dir).map_err(at)?;
        let mut guard = guard(&binaries, &owner, &dir, &socket, options.throwaway)?;
        let server = Self {
            dir,
            socket,
            password,
            pipe: guard.stdin.take(),
            guard,
            _lock: Some(lock),
            _short: short,
        };
        server.wait().await?;
        Ok(server)
    }

    /// How to connect to a database of it.
    pub fn connect_options(&self, database: &str) -> PgConnectOptions {
        PgConnectOptions::new_without_pgpass()
            .socket(&self.socket)
            .username(ROLE)
            .password(&self.password)
            .database(database)
    }

    /// Where its files are.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// Makes a database if there is none of the name. Only letters, digits and `_`.
    ///
    /// # Errors
    /// When the server does not answer.
    pub async fn ensure_database(&self, name: &str) -> Result<(), sqlx::Error> {
        ensure_database(&self.connect_options("postgres"), name).await
    }

    /// Waits until the server ends by itself.
    pub async fn ended(&mut self) {
        let _ = self.guard.wait().await;
    }

    /// Stops the server and waits until it is gone.
    pub async fn stop(mut self) {
        drop(self.pipe.take());
        if tokio::time::timeout(Duration::from_secs(9), self.guard.wait())
            .await
            .is_err()
        {
            tracing::warn!("The private Postgres takes long to stop; it will end by itself.");
        }
    }

    async fn wait(&self) -> Result<(), Error> {
        let options = self.connect_options("postgres");
        for _ in 0..400 {
            if let Ok(conn) = PgConnection::connect_with(&options).await {
                let _ = conn.close().await;
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(25)).await;
        }
        Err(Error::Silent(self.dir.join("log")))
    }
}

/// Takes the folder for this process; the lock goes with it.
fn lock(dir: &Path) -> Result<File, Error> {
    let path = dir.join("lock");
    let at = |error| Error::Folder(path.clone(), error);
    let file = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(&path)
        .map_err(at)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(fs::TryLockError::WouldBlock) => Err(Error::InUse(dir.to_owned())),
        Err(fs::TryLockError::Error(error)) => Err(at(error)),
    }
}

/// Starts the server under its guard: a shell in a process group of its own, so that Ctrl-C does not
/// reach it, which waits for our end of the pipe to close and then stops the server.
fn guard(
    binaries: &Binaries,
    owner: &Owner,
    dir: &Path,
    socket: &Path,
    throwaway: bool,
) -> Result<Child, Error> {
    const SCRIPT: &str = r#"
        postgres=$1 data=$2 socket=$3 log=$4 remove=$5
        shift 5
        # A background command would get /dev/null for its standard input: keep ours as 3.
        exec 3<&0
        "$postgres" -D "$data" -k "$socket" -c listen_addresses= "$@" </dev/null 3<&- >>"$log" 2>&1 &
        server=$!
        # Again and again: a server that has just begun does not listen to signals yet.
        ( read -r _ <&3; while kill -INT $server 2>/dev/null; do sleep 0.5; done ) &
        reader=$!
        exec 3<&-
        wait $server
        kill $reader 2>/dev/null
        if [ -n "$remove" ]; then rm -rf "$remove"; fi
        case $socket in "$data"/*) ;; */tandem-pg-*) rm -rf "$socket" ;; esac
    "#;
    let mut command = Command::new("/bin/sh");
    command
        .args(["-c", SCRIPT, "tandem-postgres-guard"])
        .arg(&binaries.postgres)
        .arg(dir.join("cluster"))
        .arg(socket)
        .arg(dir.join("log"))
        .arg(if throwaway {
            dir.as_os_str()
        } else {
            "".as_ref()
        })
        .args([
            "-c",
            "max_connections=200",
            "-c",
            "unix_socket_permissions=0700",
        ])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .current_dir("/")
        .process_group(0);
    if throwaway {
        for setting in [
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
        ] {
            command.args(["-c", setting]);
        }
    }
    owner.become_server(&mut command);
    // As the server's user, the socket's permissions would keep us out: root may connect all the same.
    command
        .spawn()
        .map_err(|error| Error::Folder(PathBuf::from("/bin/sh"), error))
}

impl LocalPostgres {
    /// Removes everything that a server of these options has kept. One that runs is left alone.
    ///
    /// # Errors
    /// The folder is in use, or cannot be removed.
    pub async fn forget(options: &Options) -> Result<(), Error> {
        let owner = Owner::of_this_process();
        let dir = options
            .dir
            .clone()
            .unwrap_or_else(|| owner.place(&options.name));
        if !dir.exists() {
            return Ok(());
        }
        let at = |error| Error::Folder(dir.clone(), error);
        let ours = dir.join("lock").exists() || dir.join("cluster").exists();
        let empty = dir.read_dir().map_err(at)?.next().is_none();
        if !ours && !empty {
            return Err(at(io::Error::other(
                "it holds files that are not Tandem's; nothing was removed",
            )));
        }
        let _lock = lock(&dir)?;
        if let Some(binaries) = Binaries::find() {
            orphan::stop(&binaries, &owner, &dir).await?;
        }
        for name in ["cluster", "cluster.new", "socket"] {
            let path = dir.join(name);
            if path.exists() {
                fs::remove_dir_all(&path).map_err(at)?;
            }
        }
        for name in ["password", "log", "sandbox.journal", "sandbox.new"] {
            let path = dir.join(name);
            if path.exists() {
                fs::remove_file(&path).map_err(at)?;
            }
        }
        Ok(())
    }
}
