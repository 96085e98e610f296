//! Finding the server binaries that are installed.

use std::{
    env,
    path::{Path, PathBuf},
    process::Command,
};

/// The oldest version that Tandem is tried on.
const OLDEST: u32 = 14;

/// The programs of a Postgres server.
#[derive(Clone, Debug)]
pub struct Binaries {
    /// Makes a cluster.
    pub initdb: PathBuf,
    /// The server.
    pub postgres: PathBuf,
    /// Stops a server.
    pub pg_ctl: PathBuf,
}

impl Binaries {
    /// The newest that is installed, in the folders of Debian, Fedora, Homebrew and Postgres.app, then in
    /// `PATH`.
    pub fn find() -> Option<Self> {
        let mut folders = Vec::new();
        for (parent, rest) in [
            ("/usr/lib/postgresql", "bin"),
            ("/usr/pgsql", "bin"),
            ("/opt/homebrew/opt", "bin"),
            ("/usr/local/opt", "bin"),
            ("/Applications/Postgres.app/Contents/Versions", "bin"),
        ] {
            folders.extend(versions(Path::new(parent), rest));
        }
        // Fedora's own packages, and those of postgresql.org for it.
        for version in (OLDEST..=30).rev() {
            folders.push(PathBuf::from(format!("/usr/pgsql-{version}/bin")));
        }
        folders.extend(env::var_os("PATH").iter().flat_map(env::split_paths));
        folders
            .into_iter()
            .find_map(|folder| Self::in_folder(&folder))
    }

    pub(super) fn in_folder(folder: &Path) -> Option<Self> {
        let found = Self {
            initdb: folder.join("initdb"),
            postgres: folder.join("postgres"),
            pg_ctl: folder.join("pg_ctl"),
        };
        let all = [&found.initdb, &found.postgres, &found.pg_ctl]
            .into_iter()
            .all(|path| path.is_file());
        (all && version(&found.postgres)? >= OLDEST).then_some(found)
    }
}

/// The folders of a parent that are named by a version, the newest first.
fn versions(parent: &Path, rest: &str) -> Vec<PathBuf> {
    let Ok(entries) = parent.read_dir() else {
        return Vec::new();
    };
    let mut found: Vec<(u32, PathBuf)> = entries
        .filter_map(Result::ok)
        .filter_map(|entry| {
            let name = entry.file_name().into_string().ok()?;
            let number = name
                .strip_prefix("postgresql@")
                .unwrap_or(&name)
                .parse()
                .ok()?;
            Some((number, entry.path().join(rest)))
        })
        .collect();
    found.sort_by_key(|(number, _)| std::cmp::Reverse(*number));
    found.into_iter().map(|(_, path)| path).collect()
}

/// The major version of a server: the first number in `postgres (PostgreSQL) 15.8`.
fn version(postgres: &Path) -> Option<u32> {
    let said = Command::new(postgres).arg("--version").output().ok()?;
    let said = String::from_utf8(said.stdout).ok()?;
    let number = said
        .split_whitespace()
        .find(|word| word.starts_with(|c: char| c.is_ascii_digit()))?;
    number
        .split(|c: char| !c.is_ascii_digit())
        .next()?
        .parse()
        .ok()
}
