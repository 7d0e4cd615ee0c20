use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use welkin_range::Record;
use welkin_range::serve::serve;
use welkin_range::sim::Range;
use welkin_store::Store;

use super::{Current, Estate, survey};
use crate::auth::Token;
use crate::clock;

/// The demonstration's clouds: served on loopback, and read again and again as real ones are.
#[derive(Debug)]
pub(crate) struct DemoEstate {
    pub(crate) seed: u64,
    /// Where credentials of the simulated clouds are written.
    pub(crate) folder: PathBuf,
    pub(crate) store: Arc<Store>,
    pub(crate) estate: Arc<Estate>,
    /// Audit records of the simulated clouds.
    pub(crate) records: mpsc::Sender<Vec<Record>>,
}

const PAUSE: Duration = Duration::from_secs(300);
const COLLECT: Duration = Duration::from_secs(2);

impl DemoEstate {
    /// Runs until it is dropped. What goes wrong is logged: the demonstration goes on without an estate.
    pub(crate) async fn run(self) {
        if let Err(problem) = self.show().await {
            tracing::error!(problem, "the simulated clouds cannot be shown");
        }
    }

    async fn show(&self) -> Result<(), String> {
        let seed = self.seed;
        let range = tokio::task::spawn_blocking(move || Range::technobank(seed, clock::now()));
        let range = range.await.map_err(|e| e.to_string())?;
        let token = Token::random().map_err(|_| "there is no randomness".to_owned())?;
        let served =
            serve(range, 0, token.reveal().to_owned(), clock::now).await.map_err(|e| e.to_string())?;
        make_private(&self.folder).map_err(|e| format!("{}: {e}", self.folder.display()))?;
        loop {
            let graph = survey(&served, &self.folder).await?;
            let (store, estate) = (self.store.clone(), self.estate.clone());
            let kept = tokio::task::spawn_blocking(move || {
                let entry = store.keep_snapshot(&graph, clock::now(), "discover aws,azure,gcp,oci,ibm")?;
                tracing::info!(assets = entry.assets, relations = entry.edges, "the estate was read");
                estate.set(Current { graph, entry });
                Ok::<_, welkin_store::StoreError>(())
            });
            kept.await.map_err(|e| e.to_string())?.map_err(|e| e.to_string())?;
            for _ in 0..PAUSE.as_secs() / COLLECT.as_secs() {
                tokio::time::sleep(COLLECT).await;
                let records = served.take_records();
                // A full queue loses what the demonstration's own reading wrote, nothing else.
                if !records.is_empty() {
                    self.records.try_send(records).ok();
                }
            }
        }
    }
}

fn make_private(folder: &std::path::Path) -> std::io::Result<()> {
    use std::os::unix::fs::DirBuilderExt as _;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)
}
