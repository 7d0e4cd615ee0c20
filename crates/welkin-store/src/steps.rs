use crate::StoreError;

/// The points of a commit or compaction between which the process may die.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Step {
    /// A temporary lake file is begun.
    FileCreated,
    /// It is complete and on the disk.
    FileSynced,
    /// It has its final name.
    FileRenamed,
    /// Its directory is on the disk.
    DirectorySynced,
    /// The transaction is open.
    TransactionBegun,
    /// Everything is in the transaction.
    TransactionFilled,
    /// The transaction is on the disk.
    TransactionCommitted,
}

/// Called at every step; an error stops the work there, as a killed process would.
#[derive(Default)]
pub(crate) struct Steps {
    #[cfg(test)]
    pub(crate) hook: std::sync::Mutex<Option<Hook>>,
}

#[cfg(test)]
pub(crate) type Hook = Box<dyn FnMut(Step) -> Result<(), StoreError> + Send>;

impl Steps {
    #[cfg(not(test))]
    #[expect(clippy::unnecessary_wraps, clippy::unused_self, reason = "tests make it fail")]
    pub(crate) fn reach(&self, _: Step) -> Result<(), StoreError> {
        Ok(())
    }

    #[cfg(test)]
    pub(crate) fn reach(&self, step: Step) -> Result<(), StoreError> {
        match self.hook.lock().unwrap().as_mut() {
            Some(hook) => hook(step),
            None => Ok(()),
        }
    }
}

impl std::fmt::Debug for Steps {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Steps")
    }
}
