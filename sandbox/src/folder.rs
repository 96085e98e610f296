//! A folder that one process has at a time, for what it keeps.

use std::{
    fs::{self, File, OpenOptions, TryLockError},
    io::{self, Write},
    path::{Path, PathBuf},
};

/// Why a folder cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It cannot be made, read or written.
    #[error("{0} cannot be used. Choose another folder with --data-dir")]
    Unusable(PathBuf, #[source] io::Error),
    /// Another process has it.
    #[error(
        "another {what} runs on {path} already; stop it, or choose another folder with --data-dir"
    )]
    Taken {
        /// What runs there: "demo".
        what: &'static str,
        /// Where.
        path: PathBuf,
    },
}

/// A folder, held by this process alone.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Held until the end; the system lets it go with the process.
    _lock: File,
}

impl Folder {
    /// Makes the folder if it is not there, and takes it. `what` names the one who does, for the words of
    /// an error.
    ///
    /// # Errors
    /// It cannot be used, or another process has it.
    pub fn open(path: PathBuf, what: &'static str) -> Result<Self, FolderError> {
        let failed = |error| FolderError::Unusable(path.clone(), error);
        fs::create_dir_all(&path).map_err(failed)?;
        let lock = File::create(path.join("lock")).map_err(failed)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, _lock: lock }),
            Err(TryLockError::WouldBlock) => Err(FolderError::Taken { what, path }),
            Err(TryLockError::Error(error)) => Err(failed(error)),
        }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes a file that nobody else reads, whole or not at all.
    ///
    /// # Errors
    /// It cannot be written.
    pub fn keep_secret(&self, name: &str, text: &str) -> Result<(), FolderError> {
        let (path, new) = (self.path.join(name), self.path.join(format!("{name}.new")));
        let written = secret(&new)
            .and_then(|mut file| file.write_all(text.as_bytes()))
            .and_then(|()| fs::rename(&new, &path));
        written.map_err(|error| FolderError::Unusable(path, error))
    }

    /// Removes a file or folder of this name, if it is there.
    ///
    /// # Errors
    /// It cannot be removed.
    pub fn forget(&self, name: &str) -> Result<(), FolderError> {
        let path = self.path.join(name);
        let removed = if path.is_dir() {
            fs::remove_dir_all(&path)
        } else {
            fs::remove_file(&path)
        };
        match removed {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(FolderError::Unusable(path, error))
            }
            _ => Ok(()),
        }
    }
}

fn secret(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.create(true).truncate(true).write(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.mode(0o600);
    }
    options.open(path)
}
