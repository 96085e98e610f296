//! A proxy before the database, which can swallow what open connections say, as a network does that
//! forgets a connection: nobody is told, and new ones work.

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use sqlx::postgres::PgConnectOptions;
use tokio::{
    io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt},
    net::{TcpStream, UnixListener, UnixStream},
    task::JoinHandle,
};

/// Where a server is.
#[derive(Clone)]
enum Server {
    Socket(PathBuf),
    Port(String, u16),
}

/// A proxy, until it is dropped.
pub struct Proxy {
    folder: tempfile::TempDir,
    /// Connections before this one are silent.
    silent: Arc<AtomicU64>,
    opened: Arc<AtomicU64>,
    accepts: JoinHandle<()>,
}

impl Proxy {
    /// A proxy before the server of `options`.
    pub fn before(options: &PgConnectOptions) -> Self {
        let file = format!(".s.PGSQL.{}", options.get_port());
        let server = match options.get_socket() {
            Some(socket) => Server::Socket(socket.join(&file)),
            None if options.get_host().starts_with('/') => {
                Server::Socket(PathBuf::from(options.get_host()).join(&file))
            }
            None => Server::Port(options.get_host().to_owned(), options.get_port()),
        };
        let folder = tempfile::tempdir().expect("a folder");
        let listener = UnixListener::bind(folder.path().join(&file)).expect("a socket");
        let (silent, opened) = (Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
        let (quiet, count) = (Arc::clone(&silent), Arc::clone(&opened));
        let accepts = tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                let number = count.fetch_add(1, Ordering::SeqCst);
                let (quiet, server) = (Arc::clone(&quiet), server.clone());
                tokio::spawn(async move {
                    let (from, to) = client.into_split();
                    match server {
                        Server::Socket(path) => {
                            let there = UnixStream::connect(path).await.expect("the server");
                            let (back, forth) = there.into_split();
                            tokio::join!(
                                pump(from, forth, number, Arc::clone(&quiet)),
                                pump(back, to, number, quiet)
                            );
                        }
                        Server::Port(host, port) => {
                            let there = TcpStream::connect((host, port)).await;
                            let (back, forth) = there.expect("the server").into_split();
                            tokio::join!(
                                pump(from, forth, number, Arc::clone(&quiet)),
                                pump(back, to, number, quiet)
                            );
                        }
                    }
                });
            }
        });
        Self {
            folder,
            silent,
            opened,
            accepts,
        }
    }

    /// The way through it.
    pub fn options(&self, direct: &PgConnectOptions) -> PgConnectOptions {
        direct.clone().socket(self.folder.path())
    }

    /// From now on what the open connections say is swallowed, both ways.
    pub fn swallow(&self) {
        let opened = self.opened.load(Ordering::SeqCst);
        self.silent.store(opened, Ordering::SeqCst);
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.accepts.abort();
    }
}

async fn pump(
    mut from: impl AsyncRead + Unpin,
    mut to: impl AsyncWrite + Unpin,
    number: u64,
    silent: Arc<AtomicU64>,
) {
    let mut buffer = vec![0; 64 * 1024];
    while let Ok(length) = from.read(&mut buffer).await
        && length > 0
    {
        if number < silent.load(Ordering::SeqCst) {
            continue;
        }
        if to.write_all(&buffer[..length]).await.is_err() {
            break;
        }
    }
    if number >= silent.load(Ordering::SeqCst) {
        let _ = to.shutdown().await;
    }
}
