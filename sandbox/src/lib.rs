//! A Discord-compatible server on this machine, with its page: for trying a bot and for its tests.
//!
//! One model, from which every answer is derived. The bot reaches it through the HTTP and gateway
//! stack that it ships with, over TLS or without; people use it as Discord's own client does. It shares
//! nothing with a bot but, if its host likes, the clock.

#![recursion_limit = "256"]

mod address;
pub mod alone;
mod attachment;
mod caller;
mod certificate;
mod changes;
pub mod clock;
pub mod company;
pub mod faults;
pub mod folder;
mod form;
mod gateway;
mod http;
mod journal;
pub mod limits;
pub mod log;
mod model;
mod page;
mod refusal;
pub mod settings;
mod time;

use std::{
    collections::BTreeMap,
    io,
    net::SocketAddr,
    path::PathBuf,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum_server::{
    Handle,
    accept::NoDelayAcceptor,
    tls_rustls::{RustlsAcceptor, RustlsConfig},
};
use chrono::TimeDelta;
use tower::ServiceExt;

use self::{
    certificate::Certificate,
    clock::{Clock, Host, Moments},
    faults::{Blow, Faults, Loss, Outage, Slip, Trouble},
    journal::Journal,
    limits::{Limits, Strictness},
    log::{Entry, Exchange, Log, What},
    model::{World, session::Frame},
    settings::{Change, Settings},
};
pub use self::{
    certificate::Tls,
    company::{Company, CompanyPlan},
};

/// So many files may be open: a thousand connections with both ends in one process, as in a test, and
/// some to spare. Systems often begin with 1,024.
const OPEN_FILES: u64 = 8_192;

/// How often late events are looked after.
const TICK: Duration = Duration::from_millis(20);

/// How often what is over is put away.
const SWEEP: Duration = Duration::from_secs(5);

/// How a sandbox is started.
#[derive(Debug)]
pub struct Options {
    /// Plain HTTP: the page, people, the gateway. Loopback only; port 0 takes a free one.
    pub listen: SocketAddr,
    /// The same over TLS.
    pub tls: Tls,
    /// Business time; moved by `POST /sandbox/clock`.
    pub clock: Arc<dyn Clock>,
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
    /// The certificate's files cannot be written.
    #[error("the certificate {0} cannot be kept: {1}")]
    Keep(PathBuf, #[source] io::Error),
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
    faults: Arc<Faults>,
    limits: Limits,
    log: Arc<Log>,
    host: Host,
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
    /// Starts a sandbox. Lets this process open more files, since every connection is one.
    ///
    /// # Errors
    /// A foreign or taken address, an unusable journal.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        for address in [options.listen, options.tls.listen] {
            if !address.ip().is_loopback() {
                return Err(StartError::NotLoopback(address));
            }
        }
        if let Err(error) = rlimit::increase_nofile_limit(OPEN_FILES) {
            tracing::debug!(%error, "The number of open files stays as it is.");
        }
        let mut world = World::new(options.clock);
        let mut found = false;
        if let Some(path) = options.journal {
            let (journal, had) = Journal::open(&path, &mut world)
                .map_err(|error| StartError::Journal(path, error))?;
            world.journal = Some(Box::new(journal));
            found = had;
        }
        let plain = bind(options.listen)?;
        let secure = bind(options.tls.listen)?;
        let address = plain
            .local_addr()
            .map_err(|error| StartError::Listen(options.listen, error))?;
        let api_address = secure
            .local_addr()
            .map_err(|error| StartError::Listen(options.tls.listen, error))?;
        world.base = format!("http://{address}");
        if !found {
            world.found(&options.plan);
        }
        let first = world.guilds.keys().next().copied().unwrap_or_default();
        world.settings.limits = options.limits;
        let shared = Arc::new(Shared {
            faults: Arc::clone(&world.faults),
            limits: Limits::new(options.limits),
            log: Arc::clone(&world.log),
            host: Host::default(),
            world: Mutex::new(world),
        });

        let certificate = Certificate::find(options.tls.kept.as_ref())?;
        // The process may have chosen a provider already; which one does not matter here.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let tls = RustlsConfig::from_pem(certificate.pem.clone().into(), certificate.key.into())
            .await
            .map_err(StartError::Tls)?;
        let handles = [Handle::new(), Handle::new()];
        let router = http::router(Arc::clone(&shared));
        let service = |router: axum::Router| {
            ServiceExt::<SocketAddr>::map_response(
                router.into_make_service_with_connect_info::<SocketAddr>(),
                http::Line,
            )
        };
        // What is written is sent: a second small write would wait 40 ms for the first to be acknowledged.
        let plain = axum_server::from_tcp(plain)
            .map_err(StartError::Tls)?
            .acceptor(NoDelayAcceptor::new())
            .handle(handles[0].clone())
            .serve(service(router.clone()));
        let secure = axum_server::from_tcp(secure)
            .map_err(StartError::Tls)?
            .acceptor(RustlsAcceptor::new(tls).acceptor(NoDelayAcceptor::new()))
            .handle(handles[1].clone())
            .serve(service(router.layer(axum::Extension(address::Secure))));
        let late = Arc::clone(&shared);
        let tasks = vec![
            tokio::spawn(async move {
                let mut tick = tokio::time::interval(TICK);
                let mut sweep = tokio::time::interval(SWEEP);
                loop {
                    tokio::select! {
                        _ = tick.tick() => late.world().send_late(),
                        _ = sweep.tick() => late.world().sweep(),
                    }
                }
            }),
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
            certificate_pem: certificate.pem,
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

    /// Lets the page move the clock to moments of the host's, beside minutes, hours and days. Once.
    pub fn name_moments(&self, moments: Moments) {
        self.shared.host.set(moments);
    }

    /// Moves business time forward, as `POST /sandbox/clock` does, and keeps where it stands: by nothing, it
    /// keeps the time to which the host has set its clock before the start.
    pub fn advance(&self, step: TimeDelta) {
        self.shared.world().advance(step);
    }

    /// Trouble on demand.
    pub fn faults(&self) -> &Faults {
        &self.shared.faults
    }

    /// What happened so far, in order.
    pub fn log(&self) -> Vec<Entry> {
        self.shared.log.read(0, usize::MAX)
    }

    /// What was asked for and is not here, and how often.
    pub fn missing(&self) -> BTreeMap<String, u64> {
        self.shared.log.missing()
    }

    /// The requests so far, in order.
    pub fn requests(&self) -> Vec<Exchange> {
        let requests = self.log().into_iter().filter_map(|entry| match entry.what {
            What::Request(exchange) => Some(*exchange),
            _ => None,
        });
        requests.collect()
    }

    /// Changes settings.
    ///
    /// # Errors
    /// A number out of its bounds.
    pub fn set(&self, change: Change) -> Result<Settings, &'static str> {
        self.shared.set(change)
    }

    /// Lets the bot get the next event of this name twice.
    pub fn double_next(&self, event: &str) {
        self.shared.faults.slip(Slip::next(event, Loss::Double));
    }

    /// Whether the application may read message content.
    pub fn grant_content(&self, granted: bool) {
        self.shared.world().settings.message_content = granted;
    }

    /// Closes the bot's gateway connections with a code, as Discord does now and then.
    pub fn close_gateway(&self, code: u16) {
        self.strike(Blow::Close(code));
    }

    /// Asks the bot to reconnect and resume: op 7.
    pub fn ask_reconnect(&self) {
        self.strike(Blow::Reconnect);
    }

    /// Lets something befall the bot's gateway connections.
    pub fn strike(&self, blow: Blow) {
        self.shared.suffer(Trouble::Gateway(blow));
    }

    /// Nothing answers for so long, and all connections break.
    pub fn go_down(&self, time: Duration) {
        let ms = u64::try_from(time.as_millis()).unwrap_or(u64::MAX);
        self.shared.suffer(Trouble::Down(Outage { ms }));
    }

    /// Stops: no port, no socket, no task stays.
    pub async fn stop(self) {
        for session in self.shared.world().sessions.iter_mut() {
            session.tell(Frame::Close(1001, "going away"));
            session.out = None;
        }
        for handle in &self.handles {
            handle.graceful_shutdown(Some(Duration::from_millis(500)));
        }
        for (index, task) in self.tasks.into_iter().enumerate() {
            // The first never ends by itself.
            if index == 0 {
                task.abort();
            }
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
