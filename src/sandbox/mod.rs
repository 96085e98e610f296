//! A Discord-compatible server on this machine, with its page: for trying the bot and for tests.
//!
//! One model, from which every answer is derived. The bot reaches it through the HTTP and gateway
//! stack that ships, over TLS; people use it as Discord's own client does. It shares nothing with
//! the bot but the clock.

pub mod company;
pub mod faults;
mod gateway;
mod http;
mod journal;
pub mod limits;
mod model;
mod page;
mod refusal;

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum_server::{Handle, tls_rustls::RustlsConfig};
use serde_json::json;

pub use self::company::{Company, CompanyPlan};
use self::{
    faults::Faults,
    journal::Journal,
    limits::{Limits, Strictness},
    model::{World, session::Frame},
};
use crate::clock::Clock;

/// How a sandbox is started.
#[derive(Debug)]
pub struct Options {
    /// Plain HTTP: the page, people, the gateway. Loopback only; port 0 takes a free one.
    pub listen: SocketAddr,
    /// Business time; moved by `POST /sandbox/clock`.
    pub clock: Clock,
    /// What outlives the process; `None`: nothing does.
    pub journal: Option<PathBuf>,
    /// The company to be made when the journal holds none.
    pub plan: CompanyPlan,
    /// How strict rate limits are.
    pub limits: Strictness,
}

/// Why a sandbox does not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is not one of this machine alone.
    #[error("{0} is not a loopback address; the sandbox listens on this machine only")]
    NotLoopback(SocketAddr),
    /// The address is taken, or not ours to take.
    #[error("cannot listen on {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
    /// The journal cannot be read or written.
    #[error("the sandbox's journal {0} cannot be used: {1}")]
    Journal(PathBuf, #[source] io::Error),
    /// The certificate could not be made.
    #[error("the sandbox's certificate could not be made")]
    Certificate(#[source] rcgen::Error),
    /// TLS does not start.
    #[error("the sandbox's TLS does not start")]
    Tls(#[source] io::Error),
}

/// What the sandbox's rooms share.
#[derive(Debug)]
pub(crate) struct Shared {
    world: Mutex<World>,
    faults: Faults,
    limits: Limits,
}

impl Shared {
    /// The model. Held briefly, never across an await.
    fn world(&self) -> MutexGuard<'_, World> {
        self.world.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A running sandbox.
#[derive(Debug)]
pub struct Sandbox {
    shared: Arc<Shared>,
    address: SocketAddr,
    api_address: SocketAddr,
    certificate_pem: String,
    first: u64,
    fresh: bool,
    handles: [Handle<SocketAddr>; 2],
    tasks: Vec<tokio::task::JoinHandle<()>>,
}

impl Sandbox {
    /// Starts a sandbox.
    ///
    /// # Errors
    /// A foreign or taken address, an unusable journal.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        if !options.listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(options.listen));
        }
        let mut world = World::new(options.clock);
        let mut found = false;
        if let Some(path) = options.journal {
            let (journal, had) = Journal::open(&path, &mut world)
                .map_err(|error| StartError::Journal(path, error))?;
            world.journal = Some(journal);
            found = had;
        }
        let plain = bind(options.listen)?;
        let secure = bind((Ipv4Addr::LOCALHOST, 0).into())?;
        let address = plain
            .local_addr()
            .map_err(|error| StartError::Listen(options.listen, error))?;
        let api_address = secure
            .local_addr()
            .map_err(|error| StartError::Listen(options.listen, error))?;
        world.base = format!("http://{address}");
        if !found {
            world.found(&options.plan);
        }
        let first = world.guilds.keys().next().copied().unwrap_or_default();
        let shared = Arc::new(Shared {
            world: Mutex::new(world),
            faults: Faults::default(),
            limits: Limits::new(options.limits),
        });

        let signed = rcgen::generate_simple_self_signed(vec!["discord.com".to_owned()])
            .map_err(StartError::Certificate)?;
        let certificate_pem = signed.cert.pem();
        // The process may have chosen a provider already; which one does not matter here.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = RustlsConfig::from_pem(
            certificate_pem.clone().into(),
            signed.signing_key.serialize_pem().into(),
        )
        .await
        .map_err(StartError::Tls)?;
        let handles = [Handle::new(), Handle::new()];
        let app =
            http::router(Arc::clone(&shared)).into_make_service_with_connect_info::<SocketAddr>();
        let plain = axum_server::from_tcp(plain)
            .map_err(StartError::Tls)?
            .handle(handles[0].clone())
            .serve(app.clone());
        let secure = axum_server::from_tcp_rustls(secure, tls)
            .map_err(StartError::Tls)?
            .handle(handles[1].clone())
            .serve(app);
        let tasks = vec![
            tokio::spawn(async move {
                if let Err(error) = plain.await {
                    tracing::error!(%error, "The sandbox's page stopped.");
                }
            }),
            tokio::spawn(async move {
                if let Err(error) = secure.await {
                    tracing::error!(%error, "The sandbox's API stopped.");
                }
            }),
        ];
        Ok(Self {
            shared,
            address,
            api_address,
            certificate_pem,
            first,
            fresh: !found,
            handles,
            tasks,
        })
    }

    /// Where the page, people and the gateway are.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Where the same API is over TLS, with a certificate for discord.com.
    pub fn api_address(&self) -> SocketAddr {
        self.api_address
    }

    /// The certificate that the bot has to trust.
    pub fn certificate_pem(&self) -> String {
        self.certificate_pem.clone()
    }

    /// Whether the company was made just now, rather than found in the journal.
    pub fn is_fresh(&self) -> bool {
        self.fresh
    }

    /// The first company.
    ///
    /// # Panics
    /// Never: a sandbox has one from its start.
    #[expect(clippy::expect_used, reason = "made at the start, never removed")]
    pub fn company(&self) -> Company {
        self.shared
            .world()
            .company(self.first)
            .expect("the first company")
    }

    /// Another company, with the same bot in it.
    ///
    /// # Panics
    /// Never: it was made just before.
    #[expect(clippy::expect_used, reason = "made the line before")]
    pub fn add_company(&self, plan: &CompanyPlan) -> Company {
        let mut world = self.shared.world();
        let guild = world.found(plan);
        world.company(guild).expect("the new company")
    }

    /// Trouble on demand.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// Lets the bot get the next event of this name twice.
    pub fn double_next(&self, event: &str) {
        self.shared.world().doubled.push(event.to_owned());
    }

    /// Whether the application may read message content.
    pub fn grant_content(&self, granted: bool) {
        self.shared.world().content_granted = granted;
    }

    /// Gives a member these roles, by name, and no others.
    pub fn set_roles(&self, guild: &str, member: &str, roles: &[&str]) {
        let mut world = self.shared.world();
        let Some(guild) = guild
            .parse()
            .ok()
            .and_then(|id: u64| world.guilds.get_mut(&id))
        else {
            return;
        };
        let ids = guild
            .roles
            .values()
            .filter(|role| roles.contains(&role.name.as_str()))
            .map(|role| role.id)
            .collect();
        if let Some(member) = member
            .parse()
            .ok()
            .and_then(|id: u64| guild.members.get_mut(&id))
        {
            member.roles = ids;
        }
    }

    /// Closes the bot's gateway connections with a code, as Discord does now and then.
    pub fn close_gateway(&self, code: u16) {
        for session in self
            .shared
            .world()
            .sessions
            .iter_mut()
            .filter(|session| session.intents.is_some())
        {
            if let Some(out) = &session.out {
                let _ = out.send(Frame::Close(code, "closed on demand"));
            }
            session.drop_connection();
        }
    }

    /// Asks the bot to reconnect and resume: op 7.
    pub fn ask_reconnect(&self) {
        for session in self
            .shared
            .world()
            .sessions
            .iter()
            .filter(|session| session.intents.is_some())
        {
            if let Some(out) = &session.out {
                let _ = out.send(Frame::Text(
                    json!({ "op": 7, "d": null, "s": null, "t": null }).to_string(),
                ));
            }
        }
    }

    /// Stops: no port, no socket, no task stays.
    pub async fn stop(self) {
        for session in self.shared.world().sessions.iter_mut() {
            if let Some(out) = session.out.take() {
                let _ = out.send(Frame::Close(1001, "going away"));
            }
        }
        for handle in &self.handles {
            handle.graceful_shutdown(Some(Duration::from_millis(500)));
        }
        for task in self.tasks {
            let _ = task.await;
        }
        self.shared.world().journal = None;
    }
}

fn bind(address: SocketAddr) -> Result<std::net::TcpListener, StartError> {
    let listener =
        std::net::TcpListener::bind(address).map_err(|error| StartError::Listen(address, error))?;
    listener
        .set_nonblocking(true)
        .map_err(|error| StartError::Listen(address, error))?;
    Ok(listener)
}
