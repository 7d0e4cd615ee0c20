//! All that Welkin keeps: the lake of events in Parquet files, snapshots of the estate, the state in SQLite, and SQL over
//! events and state.
//!
//! [`Store`] is the only door. One process has a data directory open, one [`Store::commit`] at a time changes it, any
//! number of threads read. What a commit contains is kept as a whole or not at all, whenever the process dies.
//!
//! This crate must not know where events come from, how they are judged, or who asks: no sources, no rules, no HTTP,
//! no clock.

mod commit;
mod cursor;
mod error;
mod estate;
mod hunt;
mod lake;
mod query;
mod state;
mod steps;
mod store;
mod writing;

pub use commit::{Commit, JournalCursor, Quarantined, SourceDelta};
pub use error::StoreError;
pub use estate::{AssetHistory, SnapshotEntry};
pub use hunt::{Column, HuntColumn, HuntError, HuntTable, Limits, Rows};
pub use lake::Row;
pub use query::{
    EventQuery, FindingQuery, FindingSort, IncidentQuery, IncidentSort, Overview, OverviewQuery, Page,
    QuarantineItem, SourceStats, StoredEvent, TokenEntry,
};
pub use store::{Options, Store};
pub use writing::{Writing, Written};

#[cfg(test)]
mod tests;
