use std::sync::{Arc, PoisonError, RwLock};

use welkin_model::estate::Graph;
use welkin_store::{SnapshotEntry, Store, StoreError};

/// The newest state of the estate. Readers keep the one that they began with.
#[derive(Debug, Default)]
pub(crate) struct Estate {
    current: RwLock<Option<Arc<Current>>>,
}

/// A state of the estate and when it was read.
#[derive(Debug)]
pub(crate) struct Current {
    pub(crate) graph: Graph,
    pub(crate) entry: SnapshotEntry,
}

impl Estate {
    pub(crate) fn get(&self) -> Option<Arc<Current>> {
        self.current.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    pub(crate) fn set(&self, current: Current) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(current));
    }

    /// Takes the newest kept state, if there is one.
    ///
    /// # Errors
    /// It cannot be read.
    pub(crate) fn load(&self, store: &Store) -> Result<(), StoreError> {
        let Some(entry) = store.snapshots()?.into_iter().next() else { return Ok(()) };
        if let Some(graph) = store.snapshot(entry.id)? {
            self.set(Current { graph, entry });
        }
        Ok(())
    }
}
