use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;

use tokio::net::TcpListener;
use tokio::task::JoinSet;
use welkin_detect::{Rules, Watch};
use welkin_ingest::journal::{Journal, JournalError, JournalLimits};
use welkin_model::Diagnostic;
use welkin_store::{Store, StoreError, TokenEntry};

use crate::api::{self, Api};
use crate::auth::{Token, TokenHash};
use crate::clock;
use crate::demo::DemoFeed;
use crate::estate::{DemoEstate, Estate};
use crate::folder::Folder;
use crate::guard::Guard;
use crate::intake::Intake;
use crate::live::Live;
use crate::metrics::Metrics;
use crate::pipeline::Worker;

/// What `welkin up` is told.
#[derive(Clone, Debug)]
pub struct Config {
    pub listen: SocketAddr,
    /// The data directory; made if it is absent.
    pub data: PathBuf,
    /// Host names beside the loopback ones under which it answers.
    pub hosts: Vec<String>,
    /// A folder whose files are read as they come.
    pub watch: Option<PathBuf>,
    pub demo: Option<Demo>,
}

/// The demonstration estate.
#[derive(Clone, Copy, Debug)]
pub struct Demo {
    pub seed: u64,
    /// Hours of history to begin with.
    pub hours: u32,
}

/// A server that is ready to answer.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    api: Api,
    threads: Vec<JoinHandle<()>>,
    /// Ended when the server is dropped.
    tasks: JoinSet<()>,
    stop: Arc<AtomicBool>,
    new_token: Option<Token>,
    diagnostics: Vec<Diagnostic>,
}

/// Why the server cannot run.
#[derive(Debug, thiserror::Error)]
pub enum ServerError {
    #[error("cannot listen on {address}; is another Welkin running there?")]
    Listen { address: SocketAddr, source: std::io::Error },
    #[error("the data directory cannot be used: {0}")]
    Store(#[from] StoreError),
    #[error("the journal cannot be used: {0}")]
    Journal(#[from] JournalError),
    #[error("the operating system gives no randomness for the admin token")]
    Randomness,
    #[error("the server stopped: {0}")]
    Serve(std::io::Error),
}

/// How much later than a newer one a record may arrive.
const LATENESS: i64 = 15 * 60_000;
/// Bytes of the journal that may wait to be worked off.
const BACKLOG: u64 = 4 << 30;
const ADMIN: &str = "admin";

impl Server {
    /// Opens everything and binds the address. The pipeline compiles the rules and then works off what an earlier run
    /// has accepted; calls are answered meanwhile.
    ///
    /// # Errors
    /// The address is taken, or the data directory cannot be used.
    pub async fn start(
        config: Config,
        rules: impl FnOnce() -> Rules + Send + 'static,
    ) -> Result<Server, ServerError> {
        let listener = TcpListener::bind(config.listen)
            .await
            .map_err(|source| ServerError::Listen { address: config.listen, source })?;
        let port = listener.local_addr().map_or(config.listen.port(), |address| address.port());
        let store = Arc::new(Store::open(&config.data)?);
        let (journal, diagnostics) = Journal::open(config.data.join("journal"), JournalLimits::default())?;
        let journal = Arc::new(journal);
        let (admin, new_token) = admin(&store)?;
        let metrics = Arc::new(Metrics::new());
        let intake = Arc::new(Intake::new(journal.clone(), metrics.clone(), BACKLOG));
        let now = clock::now();
        // Ids of stream messages grow over restarts, so that a page from before is told that it missed some.
        let live = Arc::new(Live::new(u64::try_from(now).unwrap_or(0) * 1000));
        let mut hosts = config.hosts.clone();
        hosts.push(match config.listen {
            SocketAddr::V4(address) => address.ip().to_string(),
            SocketAddr::V6(address) => format!("[{}]", address.ip()),
        });
        let guard = Arc::new(Guard::new(&hosts, port, admin));
        let stop = Arc::new(AtomicBool::new(false));
        let ready = intake.clone();
        let worker = {
            let (store, intake, live, metrics) =
                (store.clone(), intake.clone(), live.clone(), metrics.clone());
            let stop = stop.clone();
            move |watch| Worker { store, journal, intake, live, metrics, watch, stop }
        };
        let mut threads = vec![spawn("pipeline", move || {
            let worker = worker(Watch::live(rules(), LATENESS));
            if let Err(error) = worker.run() {
                // What is accepted from now on stays in the journal; /readyz says that nobody works it off.
                ready.set_ready(false);
                tracing::error!(%error, "the pipeline has stopped");
            }
        })];
        if let Some(path) = config.watch {
            let folder = Folder { path, intake: intake.clone(), stop: stop.clone() };
            threads.push(spawn("folder", move || folder.run()));
        }
        let mut tasks = JoinSet::new();
        let estate = Arc::new(Estate::default());
        {
            let (store, estate) = (store.clone(), estate.clone());
            threads.push(spawn("estate", move || {
                if let Err(error) = estate.load(&store) {
                    tracing::error!(%error, "the kept estate cannot be read");
                }
            }));
        }
        let demo = config.demo.is_some();
        if let Some(Demo { seed, hours }) = config.demo {
            let (records, audit) = tokio::sync::mpsc::channel(64);
            let feed = DemoFeed { seed, hours, audit, intake: intake.clone(), stop: stop.clone() };
            threads.push(spawn("demo", move || feed.run()));
            let (store, estate) = (store.clone(), estate.clone());
            let clouds = DemoEstate { seed, folder: config.data.join("range"), store, estate, records };
            tasks.spawn(clouds.run());
        }
        let api = Api { store, estate, intake, live, metrics, guard, demo };
        let threads = threads.into_iter().flatten().collect();
        Ok(Server { listener, api, threads, tasks, stop, new_token, diagnostics })
    }

    /// The address that it answers on.
    pub fn address(&self) -> Option<SocketAddr> {
        self.listener.local_addr().ok()
    }

    /// The admin token, if this is the first start: it is shown once, only its hash is kept.
    pub fn new_token(&self) -> Option<&str> {
        self.new_token.as_ref().map(Token::reveal)
    }

    /// What was found damaged at the start.
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Answers until `shutdown` ends, then works off what was accepted.
    ///
    /// # Errors
    /// The listener fails.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> Result<(), ServerError> {
        let stop = self.stop.clone();
        let shutdown = async move {
            shutdown.await;
            stop.store(true, Ordering::Release);
        };
        let router = api::router(self.api);
        let serve = axum::serve(self.listener, router).with_graceful_shutdown(shutdown);
        let stop = self.stop.clone();
        // Listeners of the live stream never end by themselves, so the end is not waited for beyond the pipeline's.
        let result = tokio::select! {
            result = serve => result.map_err(ServerError::Serve),
            () = stopped(stop) => Ok(()),
        };
        drop(self.tasks);
        let threads = self.threads;
        let joined = tokio::task::spawn_blocking(move || {
            for thread in threads {
                thread.thread().unpark();
                thread.join().ok();
            }
        });
        joined.await.ok();
        result
    }
}

async fn stopped(stop: Arc<AtomicBool>) {
    while !stop.load(Ordering::Acquire) {
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    // Calls in flight get a moment.
    tokio::time::sleep(std::time::Duration::from_millis(300)).await;
}

fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Option<JoinHandle<()>> {
    match std::thread::Builder::new().name(name.to_owned()).spawn(work) {
        Ok(handle) => Some(handle),
        Err(error) => {
            tracing::error!(name, %error, "a thread cannot be started");
            None
        }
    }
}

/// The hash of the admin token, and the token itself if it was made just now.
fn admin(store: &Store) -> Result<(TokenHash, Option<Token>), ServerError> {
    if let Some(entry) = store.tokens()?.into_iter().find(|entry| entry.name == ADMIN) {
        return Ok((TokenHash::from_bytes(entry.hash), None));
    }
    let token = Token::random().map_err(|_| ServerError::Randomness)?;
    let hash = token.hash();
    store.put_token(&TokenEntry { name: ADMIN.to_owned(), hash: hash.bytes(), created: clock::now() })?;
    Ok((hash, Some(token)))
}
