//! The program as people start it: what it keeps, what it tells, and what it refuses.

use std::{
    collections::BTreeMap,
    fs,
    net::TcpListener,
    path::Path,
    process::{Child, Command, Output, Stdio},
    time::{Duration, Instant},
};

use serde_json::Value;

fn program() -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_tandem-sandbox"));
    command.env_remove("RUST_LOG");
    command
}

/// A running sandbox; ended when it is dropped.
struct Running(Child);

impl Running {
    /// Starts one and waits until it has told where it is.
    fn start(folder: &Path, more: &[&str]) -> Self {
        let child = program()
            .args(["--listen", "127.0.0.1:0", "--data-dir"])
            .arg(folder)
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program");
        let mut running = Self(child);
        let out = running.0.stdout.take().expect("its words");
        let first = std::io::BufRead::lines(std::io::BufReader::new(out)).next();
        let first = first.expect("a line").expect("text");
        assert!(
            first.starts_with("The sandbox is ready: http://127.0.0.1:"),
            "{first}"
        );
        running
    }

    /// Ends it as Ctrl-C and SIGTERM do, and gives whether it ended well.
    fn stop(mut self) -> bool {
        let told = Command::new("kill")
            .args(["-TERM", &self.0.id().to_string()])
            .status();
        assert!(told.expect("kill").success());
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(10) {
            if let Some(status) = self.0.try_wait().expect("its state") {
                return status.success();
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("still running after ten seconds");
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// What stands in `bot.env`.
fn environment(folder: &Path) -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder.join("bot.env")).expect("bot.env");
    text.lines()
        .filter_map(|line| line.split_once('='))
        .map(|(key, value)| (key.to_owned(), value.to_owned()))
        .collect()
}

/// Asks the API; the certificate is trusted when there is one.
async fn me(url: &str, token: &str, certificate: Option<&[u8]>) -> Result<Value, reqwest::Error> {
    let mut client = reqwest::Client::builder();
    if let Some(pem) = certificate {
        let authority = reqwest::Certificate::from_pem(pem).expect("a certificate");
        client = client
            .tls_built_in_root_certs(false)
            .add_root_certificate(authority);
    }
    let request = client
        .build()
        .expect("a client")
        .get(format!("{url}/users/@me"))
        .header("Authorization", format!("Bot {token}"));
    request.send().await?.error_for_status()?.json().await
}

#[tokio::test]
async fn a_bot_finds_the_same_token_and_certificate_again_and_fresh_ones_when_asked_for() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Running::start(folder.path(), &["--name", "Concierge"]);
    let first = environment(folder.path());
    let pem = fs::read(folder.path().join("certificate.pem")).expect("a certificate");
    let found = me(&first["API_URL"], &first["DISCORD_TOKEN"], None).await;
    assert_eq!(found.expect("plain")["username"], "Concierge");
    let found = me(&first["API_TLS_URL"], &first["DISCORD_TOKEN"], Some(&pem)).await;
    assert_eq!(found.expect("TLS")["id"], first["APPLICATION_ID"].as_str());
    #[cfg(unix)]
    for name in ["bot.env", "certificate.key", "journal.jsonl"] {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(folder.path().join(name))
            .expect(name)
            .permissions();
        assert_eq!(mode.mode() & 0o077, 0, "{name} is for its owner alone");
    }
    // Whoever comes by TLS goes on by TLS.
    let client = reqwest::Client::builder()
        .tls_built_in_root_certs(false)
        .add_root_certificate(reqwest::Certificate::from_pem(&pem).expect("a certificate"))
        .build()
        .expect("a client");
    for url in ["API_URL", "API_TLS_URL"] {
        let gateway: Value = async {
            client
                .get(format!("{}/gateway", first[url]))
                .send()
                .await?
                .json()
                .await
        }
        .await
        .expect("an answer");
        let expected = &first[&url.replace("API", "GATEWAY")];
        assert_eq!(gateway["url"], expected.as_str(), "{url}");
    }
    assert!(running.stop(), "it ends well");

    let running = Running::start(folder.path(), &[]);
    let second = environment(folder.path());
    assert_eq!(second["DISCORD_TOKEN"], first["DISCORD_TOKEN"]);
    let found = me(&second["API_TLS_URL"], &second["DISCORD_TOKEN"], Some(&pem)).await;
    assert_eq!(
        found.expect("TLS")["username"],
        "Concierge",
        "the name is kept too"
    );
    assert!(running.stop());

    let running = Running::start(folder.path(), &["--fresh"]);
    let third = environment(folder.path());
    assert_ne!(third["DISCORD_TOKEN"], first["DISCORD_TOKEN"]);
    me(&third["API_TLS_URL"], &third["DISCORD_TOKEN"], Some(&pem))
        .await
        .expect_err("the old certificate is forgotten");
    me(&third["API_URL"], &first["DISCORD_TOKEN"], None)
        .await
        .expect_err("and so is the old token");
    assert!(running.stop());
}

fn refused(mut command: Command) -> String {
    let Output { status, stderr, .. } = command.output().expect("the program");
    assert!(!status.success());
    String::from_utf8_lossy(&stderr).into_owned()
}

#[test]
fn what_it_cannot_do_it_says_with_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let taken = taken
        .local_addr()
        .map(|address| (taken, address.to_string()));
    let (_held, taken) = taken.expect("an address");
    let file = folder.path().join("a-file");
    fs::write(&file, "not a folder").expect("writes");
    let file = file.to_string_lossy().into_owned();
    for (options, words) in [
        (vec!["--listen", "0.0.0.0:0"], "not a loopback address"),
        (
            vec!["--listen", "127.0.0.1:0", "--tls-listen", "192.0.2.1:0"],
            "not a loopback address",
        ),
        (vec!["--listen", taken.as_str()], "cannot listen on"),
        (
            vec!["--listen", "127.0.0.1:0", "--tls-listen", taken.as_str()],
            "cannot listen on",
        ),
        (
            vec!["--listen", "127.0.0.1:0", "--data-dir", file.as_str()],
            "--data-dir",
        ),
        (
            vec!["--listen", "127.0.0.1:0", "--name", "x"],
            "2 to 32 characters",
        ),
        (vec!["--listen", "elsewhere"], "invalid socket address"),
    ] {
        let mut command = program();
        if !options.contains(&"--data-dir") {
            command.arg("--data-dir").arg(folder.path());
        }
        command.args(&options);
        let said = refused(command);
        assert!(said.contains(words), "{options:?}: {said}");
    }
}

#[test]
fn a_folder_has_one_sandbox_at_a_time() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Running::start(folder.path(), &[]);
    let mut second = program();
    second
        .args(["--listen", "127.0.0.1:0", "--data-dir"])
        .arg(folder.path());
    let said = refused(second);
    assert!(said.contains("another sandbox runs on"), "{said}");
    assert!(running.stop());
}
