use std::path::Path;

use welkin_model::Millis;
use welkin_model::estate::Graph;
use welkin_store::Store;

use crate::exit::Failure;

/// The newest state of the estate in a data directory, if there is one.
pub(crate) fn kept(dir: &Path) -> Result<Option<Graph>, Failure> {
    let store = Store::open(dir).map_err(refuse)?;
    let newest = store.snapshots().map_err(refuse)?.first().map(|entry| entry.id);
    Ok(newest.map(|id| store.snapshot(id)).transpose().map_err(refuse)?.flatten())
}

/// Keeps a state of the estate in a data directory.
pub(crate) fn keep(dir: &Path, graph: &Graph, origin: &str, at: Millis) -> Result<(), Failure> {
    Store::open(dir).and_then(|store| store.keep_snapshot(graph, at, origin)).map(drop).map_err(refuse)
}

fn refuse(error: welkin_store::StoreError) -> Failure {
    Failure::Refused(error.to_string())
}
