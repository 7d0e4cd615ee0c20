use crate::lake::{self, Keys, Pending};
use crate::state::Minutes;
use crate::{Row, Store, StoreError};

/// Events that are being put on the disk, over any number of additions; nobody sees them until
/// [`Store::commit_written`]. Dropped, they are removed again.
#[derive(Debug)]
pub struct Writing<'a> {
    store: &'a Store,
    files: lake::Writing,
    keys: Keys,
    minutes: Minutes,
    events: usize,
}

/// Events on the disk that are not part of the lake yet. Dropped, they are removed again.
#[derive(Debug)]
pub struct Written {
    pub(crate) files: Pending,
    pub(crate) keys: Keys,
    pub(crate) minutes: Minutes,
}

impl<'a> Writing<'a> {
    pub(crate) fn new(store: &'a Store) -> Writing<'a> {
        Writing {
            store,
            files: lake::Writing::default(),
            keys: Keys::default(),
            minutes: Minutes::default(),
            events: 0,
        }
    }

    /// Adds the events that are new, i.e. neither kept already (same day and uid) nor added before; gives them back.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn add_unseen(&mut self, events: Vec<Row>) -> Result<Vec<Row>, StoreError> {
        let events = self.store.unseen_beside(&self.keys, events)?;
        self.add(&events)?;
        Ok(events)
    }

    /// How many events were added.
    pub fn events(&self) -> usize {
        self.events
    }

    /// Brings all of it to the disk.
    ///
    /// # Errors
    /// As [`Store::commit`].
    pub fn finish(self) -> Result<Written, StoreError> {
        let files = self.store.finish_files(self.files)?;
        Ok(Written { files, keys: self.keys, minutes: self.minutes })
    }

    pub(crate) fn add(&mut self, events: &[Row]) -> Result<(), StoreError> {
        self.store.add_to_files(&mut self.files, events)?;
        self.keys.add(events.iter());
        self.minutes.add(events.iter());
        self.events += events.len();
        Ok(())
    }
}
