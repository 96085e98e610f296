//! The private Postgres after an accident: nobody else's process is met, and what outlived its server
//! does not keep the next one from starting.

use std::{
    path::PathBuf,
    process::{Command, Stdio},
    time::Duration,
};

use sqlx::{Connection, PgConnection};
use tandem::local_postgres::{LocalPostgres, Options};

/// A folder that the server's own user may enter; removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let name = format!("tandem-{name}-{:08x}", rand::random::<u32>());
        Self(std::env::temp_dir().join(name))
    }

    async fn start(&self) -> LocalPostgres {
        let options = Options {
            dir: Some(self.0.clone()),
            name: "test".to_owned(),
            throwaway: false,
        };
        LocalPostgres::start(options)
            .await
            .expect("the server starts")
    }

    /// The number that the server has noted.
    fn noted(&self) -> String {
        let note = std::fs::read_to_string(self.0.join("cluster/postmaster.pid"));
        let note = note.expect("a running server");
        note.lines().next().expect("a number").to_owned()
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn kill(signal: &str, pid: &str) {
    let status = Command::new("kill").args([signal, pid]).status();
    assert!(status.expect("kill").success());
}

#[tokio::test]
async fn a_number_that_belongs_to_somebody_else_by_now_is_left_alone() {
    let folder = Folder::new("recycled");
    let server = folder.start().await;
    let note = folder.0.join("cluster/postmaster.pid");
    let left = std::fs::read_to_string(&note).expect("a note");
    let old = folder.noted();
    server.stop().await;
    // A process of the same user as the server's: the one that could be met.
    let mut somebody = Command::new("sleep");
    somebody.arg("60").stdin(Stdio::null());
    #[cfg(unix)]
    {
        use std::os::unix::{fs::MetadataExt, process::CommandExt};
        let owner = std::fs::metadata(folder.0.join("cluster")).expect("a folder");
        if std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0) {
            somebody.uid(owner.uid());
        }
    }
    let mut somebody = somebody.spawn().expect("a process");
    std::fs::write(&note, left.replacen(&old, &somebody.id().to_string(), 1)).expect("writes");
    let server = folder.start().await;
    let gone = somebody.try_wait().expect("its state");
    somebody.kill().expect("ours to end");
    let _ = somebody.wait();
    assert_eq!(gone, None, "somebody else's process was ended");
    server.stop().await;
}

#[tokio::test]
async fn backends_that_outlive_their_killed_server_do_not_keep_the_next_from_starting() {
    let folder = Folder::new("busy");
    let server = folder.start().await;
    let mut conn = PgConnection::connect_with(&server.connect_options("postgres"))
        .await
        .expect("a connection");
    let busy = tokio::spawn(async move {
        // Busy in a loop that does not look whether its server is there.
        let query = "do $$ begin perform count(*) from generate_series(1, 2000000000); end $$";
        sqlx::raw_sql(query).execute(&mut conn).await.map(|_| ())
    });
    tokio::time::sleep(Duration::from_millis(300)).await;
    kill("-KILL", &folder.noted());
    drop(server);
    let again = folder.start().await;
    let mut conn = PgConnection::connect_with(&again.connect_options("postgres"))
        .await
        .expect("a connection");
    let one: i32 = sqlx::query_scalar("select 1")
        .fetch_one(&mut conn)
        .await
        .expect("an answer");
    assert_eq!(one, 1);
    busy.await.expect("ends").expect_err("its server is gone");
    again.stop().await;
}
