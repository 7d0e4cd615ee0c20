use std::path::Path;

use welkin_model::Millis;
use welkin_model::estate::Graph;
use welkin_store::Store;

use crate::exit::Failure;

/// Keeps the graph in a data directory, and returns the one that was the newest before.
pub(crate) fn keep(dir: &Path, graph: &Graph, origin: &str, at: Millis) -> Result<Option<Graph>, Failure> {
    let refuse = |error: welkin_store::StoreError| Failure::Refused(error.to_string());
    let store = Store::open(dir).map_err(refuse)?;
    let newest = store.snapshots().map_err(refuse)?.first().map(|entry| entry.id);
    let before = newest.map(|id| store.snapshot(id)).transpose().map_err(refuse)?.flatten();
    store.keep_snapshot(graph, at, origin).map_err(refuse)?;
    Ok(before)
}
