//! The program, run as a child, and asked over its page's own address.

use std::{
    fs,
    os::unix::fs::{MetadataExt, PermissionsExt, chown},
    path::{Path, PathBuf},
    process::Stdio,
    time::{Duration, Instant},
};

use chrono::{DateTime, TimeDelta, Utc};
use serde_json::Value;
use tokio::{
    io::{AsyncBufReadExt, AsyncReadExt, BufReader},
    process::{Child, Command},
};

/// A user without rights, on every system.
const NOBODY: u32 = 65_534;

/// How long a first start may take.
const FIRST: Duration = Duration::from_secs(30);

/// How long an end may take.
const END: Duration = Duration::from_secs(10);

/// A folder that the server's own user may enter.
pub fn folder() -> tempfile::TempDir {
    let folder = tempfile::Builder::new()
        .prefix("tandem-demo-")
        .tempdir()
        .expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("permissions");
    folder
}

/// Whether this process is root's.
pub fn is_root() -> bool {
    fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// A running demo.
pub struct Demo {
    child: Child,
    address: String,
    data: PathBuf,
    http: reqwest::Client,
}

fn command(program: &Path, data: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .arg("demo")
        .arg("--data-dir")
        .arg(data)
        .current_dir("/")
        .env_remove("DATABASE_URL")
        .env_remove("DISCORD_TOKEN")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_tandem"))
}

impl Demo {
    /// Starts it on a free port and waits for the address.
    pub async fn starts(folder: &Path, more: &[&str]) -> Self {
        let data = folder.join("data");
        let mut command = command(program(), &data);
        command.args(["--listen", "127.0.0.1:0"]).args(more);
        Self::ready(command, data).await
    }

    /// The same with more in its environment.
    pub async fn starts_with(folder: &Path, environment: &[(&str, &str)]) -> Self {
        let data = folder.join("data");
        let mut command = command(program(), &data);
        command
            .args(["--listen", "127.0.0.1:0"])
            .envs(environment.iter().copied());
        Self::ready(command, data).await
    }

    /// The same as a user without rights, with a copy of the program where that user gets to.
    pub async fn starts_as_nobody(folder: &Path) -> Self {
        let (copy, data) = (folder.join("tandem"), folder.join("nobody"));
        fs::copy(program(), &copy).expect("a copy");
        fs::create_dir(&data).expect("a folder");
        chown(&data, Some(NOBODY), Some(NOBODY)).expect("given away");
        let mut command = command(&copy, &data);
        command
            .args(["--listen", "127.0.0.1:0"])
            .uid(NOBODY)
            .gid(NOBODY);
        Self::ready(command, data).await
    }

    async fn ready(mut command: Command, data: PathBuf) -> Self {
        let began = Instant::now();
        let mut child = command.spawn().expect("the program");
        let out = child.stdout.take().expect("its output");
        let mut errors = child.stderr.take().expect("its errors");
        let mut lines = BufReader::new(out).lines();
        let line = tokio::time::timeout(FIRST, lines.next_line()).await;
        let Ok(Ok(Some(line))) = line else {
            let _ = child.start_kill();
            let mut said = String::new();
            let _ = errors.read_to_string(&mut said).await;
            panic!("no address after {:?}:\n{said}", began.elapsed());
        };
        let address = line
            .split("http://")
            .nth(1)
            .expect("an address")
            .trim_matches('/')
            .to_owned();
        // Nobody reads on: a full pipe must not hold it up.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        tokio::spawn(async move { errors.read_to_end(&mut Vec::new()).await });
        Self {
            child,
            address,
            data,
            http: reqwest::Client::new(),
        }
    }

    /// Starts it, and expects it to say why it does not run.
    pub async fn is_refused(folder: &Path, more: &[&str]) -> String {
        let mut command = command(program(), &folder.join("data"));
        let output = tokio::time::timeout(FIRST, command.args(more).output()).await;
        let output = output.expect("it ends").expect("the program");
        assert!(!output.status.success(), "it should not run");
        String::from_utf8_lossy(&output.stderr).into_owned()
    }

    /// Where its page is.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Asks the sandbox.
    pub async fn get(&self, path: &str) -> Value {
        let url = format!("http://{}{path}", self.address);
        self.http
            .get(url)
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("json")
    }

    /// Tells the sandbox.
    pub async fn post(&self, path: &str, body: Value) {
        let url = format!("http://{}{path}", self.address);
        let answer = self
            .http
            .post(url)
            .json(&body)
            .send()
            .await
            .expect("an answer");
        assert!(answer.status().is_success(), "{path}: {}", answer.status());
    }

    /// A channel's messages, as its manager reads them.
    pub async fn messages(&self, channel: &str) -> Vec<Value> {
        let company = self.get("/sandbox/company").await;
        let members = company["members"].as_array().expect("members");
        let holds = |member: &&Value| member["roles"].to_string().contains("Manager");
        let manager = members.iter().find(holds).expect("a manager");
        let id = company["channels"][channel].as_str().expect("a channel");
        let url = format!(
            "http://{}/api/v10/channels/{id}/messages?limit=100",
            self.address
        );
        let asked = self
            .http
            .get(url)
            .header("authorization", manager["token"].as_str().expect("a token"));
        asked
            .send()
            .await
            .expect("an answer")
            .json()
            .await
            .expect("messages")
    }

    /// The company's time is this, but for the minutes that a test may take.
    pub async fn is_about(&self, time: &str) {
        let company = self.get("/sandbox/company").await;
        let now: DateTime<Utc> = serde_json::from_value(company["now"].clone()).expect("a time");
        let past = now - time.parse::<DateTime<Utc>>().expect(time);
        // Where each process has a faked clock of its own, a later one may be seconds behind.
        let few = TimeDelta::minutes(-1)..TimeDelta::minutes(5);
        assert!(few.contains(&past), "it is {now}, not {time}");
    }

    /// Waits until a channel holds so many messages; everything in them.
    pub async fn waits_for(&self, channel: &str, least: usize) -> String {
        for _ in 0..200 {
            let messages = self.messages(channel).await;
            if messages.len() >= least {
                return messages
                    .iter()
                    .map(Value::to_string)
                    .collect::<Vec<_>>()
                    .join("\n");
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("fewer than {least} messages in #{channel}");
    }

    /// Waits until a message in a channel holds `part`.
    pub async fn hears(&self, channel: &str, part: &str) {
        for _ in 0..200 {
            if self
                .messages(channel)
                .await
                .iter()
                .any(|message| message.to_string().contains(part))
            {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!(
            "{part:?} is not in #{channel}: {:#?}",
            self.messages(channel).await
        );
    }

    /// Is told to end, as Ctrl-C does: it ends well and in time, and leaves no process behind.
    pub async fn ends(mut self) {
        let id = self.child.id().expect("it runs").to_string();
        let told = Command::new("kill")
            .args(["-TERM", &id])
            .status()
            .await
            .expect("kill");
        assert!(told.success());
        let ended = tokio::time::timeout(END, self.child.wait()).await;
        assert!(ended.expect("it ends in time").expect("it ended").success());
        assert_eq!(self.left_behind(), Vec::<String>::new());
        let port = std::net::TcpStream::connect(&self.address);
        assert!(port.is_err(), "the port is free again");
    }

    /// Processes that name the demo's folder.
    fn left_behind(&self) -> Vec<String> {
        let needle = self.data.to_string_lossy().into_owned();
        let processes = fs::read_dir("/proc").expect("/proc").flatten();
        processes
            .filter_map(|process| fs::read(process.path().join("cmdline")).ok())
            .map(|line| String::from_utf8_lossy(&line).replace('\0', " "))
            .filter(|line| line.contains(&needle))
            .collect()
    }
}
