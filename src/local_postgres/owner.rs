//! Who runs the server: ourselves, or, when we are root, a user without rights, since Postgres refuses
//! root.

use std::{
    env, fs, io,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
};

use tokio::process::Command;

use super::Error;

/// The longest path of a Unix socket is 107 bytes; the server adds `/.s.PGSQL.5432.lock`.
const LONGEST: usize = 85;

/// Who runs the server.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Another user than we are: name, user and group id.
    other: Option<(String, u32, u32)>,
}

impl Owner {
    /// Ourselves, unless we are root: then `postgres`, or else `nobody`.
    pub fn of_this_process() -> Self {
        // What this process makes is its user's: asked of the kernel through a file of its own.
        let root = fs::metadata("/proc/self").map_or_else(
            |_| env::var("USER").is_ok_and(|user| user == "root"),
            |own| own.uid() == 0,
        );
        if !root {
            return Self { other: None };
        }
        let users = fs::read_to_string("/etc/passwd").unwrap_or_default();
        let find = |wanted: &str| {
            users.lines().find_map(|line| {
                let parts: Vec<&str> = line.split(':').collect();
                match parts[..] {
                    [name, _, uid, gid, ..] if name == wanted => {
                        Some((name.to_owned(), uid.parse().ok()?, gid.parse().ok()?))
                    }
                    _ => None,
                }
            })
        };
        let other = find("postgres").or_else(|| find("nobody")).unwrap_or((
            "nobody".to_owned(),
            65534,
            65534,
        ));
        Self { other: Some(other) }
    }

    /// The system's place for files of this name.
    pub fn place(&self, name: &str) -> PathBuf {
        if self.other.is_some() {
            return PathBuf::from("/var/lib/tandem").join(name);
        }
        of_home("XDG_DATA_HOME", ".local/share").join(name)
    }

    /// The system's place for what can be fetched again, unless the variable names another. For root a
    /// place that the server's user may enter, too.
    pub fn cache(&self) -> PathBuf {
        let named = env::var_os("XDG_CACHE_HOME").is_some();
        if self.other.is_some() && !named {
            return PathBuf::from("/var/cache/tandem");
        }
        of_home("XDG_CACHE_HOME", ".cache")
    }

    /// Gives a file or folder to the server's user, and to nobody else.
    pub fn own(&self, path: &Path) -> io::Result<()> {
        let mode = if path.is_dir() { 0o700 } else { 0o600 };
        fs::set_permissions(path, fs::Permissions::from_mode(mode))?;
        match &self.other {
            Some((_, uid, gid)) => chown(path, Some(*uid), Some(*gid)),
            None => Ok(()),
        }
    }

    /// Refuses a folder that the server's user cannot get to.
    pub fn check(&self, dir: &Path) -> Result<(), Error> {
        let Some((user, uid, gid)) = &self.other else {
            return Ok(());
        };
        let enters = |path: &Path| {
            fs::metadata(path).is_ok_and(|found| {
                let mode = found.mode();
                let bit = if found.uid() == *uid {
                    0o100
                } else if found.gid() == *gid {
                    0o010
                } else {
                    0o001
                };
                mode & bit != 0
            })
        };
        if dir.ancestors().skip(1).all(enters) {
            Ok(())
        } else {
            Err(Error::Unreachable {
                user: user.clone(),
                dir: dir.to_owned(),
            })
        }
    }

    /// Lets a command run as the server's user.
    pub fn become_server(&self, command: &mut Command) {
        if let Some((_, uid, gid)) = &self.other {
            // The standard library drops the supplementary groups when root gives a user.
            command.uid(*uid).gid(*gid);
        }
        command
            .env("LC_ALL", "C")
            .env_remove("PGDATA")
            .env_remove("PGHOST")
            .env_remove("PGPORT");
    }

    /// The folder of the socket: inside, or a short one outside when the path would be too long.
    pub fn socket_folder(&self, dir: &Path) -> io::Result<(PathBuf, Option<PathBuf>)> {
        let inside = dir.join("socket");
        if inside.as_os_str().len() <= LONGEST {
            fs::create_dir_all(&inside)?;
            self.own(&inside)?;
            return Ok((inside, None));
        }
        let outside = env::temp_dir().join(format!("tandem-pg-{:016x}", rand::random::<u64>()));
        fs::create_dir(&outside)?;
        self.own(&outside)?;
        Ok((outside.clone(), Some(outside)))
    }
}

/// Our folder in one of the user's own, which a variable names or which has its usual place.
fn of_home(variable: &str, usual: &str) -> PathBuf {
    let named = env::var_os(variable)
        .map(PathBuf::from)
        .filter(|path| path.is_absolute());
    let home = || env::var_os("HOME").map_or_else(env::temp_dir, PathBuf::from);
    named.unwrap_or_else(|| home().join(usual)).join("tandem")
}
