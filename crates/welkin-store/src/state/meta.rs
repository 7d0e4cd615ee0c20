use rusqlite::{Connection, OptionalExtension, params};

use crate::{JournalCursor, StoreError};

/// The state of the stateful detectors, as it was given.
pub(crate) fn baselines(db: &Connection) -> Result<Option<Vec<u8>>, StoreError> {
    get(db, "baselines")
}

pub(crate) fn set_baselines(db: &Connection, bytes: &[u8]) -> Result<(), StoreError> {
    put(db, "baselines", bytes)
}

/// How far the journal is worked off; the beginning in a new store.
pub(crate) fn cursor(db: &Connection) -> Result<JournalCursor, StoreError> {
    let Some(bytes) = get(db, "journal_cursor")? else { return Ok(JournalCursor::default()) };
    let (segment, offset) =
        serde_json::from_slice(&bytes).map_err(|e| StoreError::corrupt("journal cursor", e))?;
    Ok(JournalCursor { segment, offset })
}

pub(crate) fn set_cursor(db: &Connection, cursor: JournalCursor) -> Result<(), StoreError> {
    put(db, "journal_cursor", format!("[{},{}]", cursor.segment, cursor.offset).as_bytes())
}

fn get(db: &Connection, key: &str) -> Result<Option<Vec<u8>>, StoreError> {
    let mut select = db.prepare_cached("SELECT value FROM meta WHERE key = ?")?;
    Ok(select.query_row([key], |row| row.get(0)).optional()?)
}

fn put(db: &Connection, key: &str, value: &[u8]) -> Result<(), StoreError> {
    let mut put = db.prepare_cached("INSERT OR REPLACE INTO meta VALUES (?, ?)")?;
    put.execute(params![key, value])?;
    Ok(())
}
