mod files;
mod findings;
mod incidents;
mod meta;
mod overview;
mod quarantine;
mod snapshots;
mod sources;
mod tokens;

use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};

use rusqlite::{Connection, OpenFlags};

use crate::StoreError;

pub(crate) use files::{all as files, insert as insert_file, remove as remove_file};
pub(crate) use findings::{each as each_finding, get as finding, page as findings, write as write_findings};
pub(crate) use incidents::{
    each as each_incident, get as incident, page as incidents, write as write_incidents,
};
pub(crate) use meta::{baselines, cursor, set_baselines, set_cursor};
pub(crate) use overview::{Minutes, count_minutes, finding_counts, overview};
pub(crate) use quarantine::{
    add as add_quarantined, content as quarantined_content, page as quarantine, remove as remove_quarantined,
};
pub(crate) use snapshots::{
    all as snapshots, changes as asset_changes, get as snapshot, insert as insert_snapshot, insert_change,
    remove as remove_snapshot,
};
pub(crate) use sources::{add as add_sources, all as sources};
pub(crate) use tokens::{all as tokens, put as put_token, remove as remove_token};

/// Version of the tables, kept as `user_version`. A new version adds a migration here.
const VERSION: i64 = 2;

/// What makes each version out of the one before.
const MIGRATIONS: [&str; 2] = [include_str!("schema.sql"), include_str!("schema_2.sql")];

/// The SQLite database: one connection that writes, one that reads and so never waits for an fsync.
#[derive(Debug)]
pub(crate) struct State {
    writer: Mutex<Connection>,
    reader: Mutex<Connection>,
}

impl State {
    pub(crate) fn open(path: &Path) -> Result<State, StoreError> {
        let mut writer = Connection::open(path)?;
        writer.pragma_update(None, "journal_mode", "wal")?;
        writer.pragma_update(None, "synchronous", "full")?;
        let found: i64 = writer.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > VERSION {
            return Err(StoreError::TooNew { found, known: VERSION });
        }
        if found < VERSION {
            let transaction = writer.transaction()?;
            for migration in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
                transaction.execute_batch(migration)?;
            }
            transaction.pragma_update(None, "user_version", VERSION)?;
            transaction.commit()?;
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let reader = Connection::open_with_flags(path, flags)?;
        Ok(State { writer: Mutex::new(writer), reader: Mutex::new(reader) })
    }

    pub(crate) fn writer(&self) -> MutexGuard<'_, Connection> {
        self.writer.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn reader(&self) -> MutexGuard<'_, Connection> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A `LIKE` pattern for text anywhere.
fn like(text: &str) -> String {
    let mut pattern = String::with_capacity(text.len() + 2);
    pattern.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push('%');
    pattern
}

/// SQLite has no unsigned 64-bit numbers; ours never come near the limit.
fn signed(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn unsigned(number: i64) -> u64 {
    u64::try_from(number).unwrap_or(0)
}
