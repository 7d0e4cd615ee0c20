use std::io::Read;

use rusqlite::{Connection, OptionalExtension, params};

use crate::{JournalCursor, StoreError};

/// The state of the stateful detectors, as it was given.
pub(crate) fn baselines(db: &Connection) -> Result<Option<Vec<u8>>, StoreError> {
    let Some(packed) = get(db, "baselines")? else { return Ok(None) };
    let mut bytes = Vec::new();
    let unpacked = zstd::stream::read::Decoder::new(packed.as_slice())
        .and_then(|packed| packed.take(MOST).read_to_end(&mut bytes));
    // What cannot be unpacked was written by another version; whoever reads states knows what is one.
    Ok(Some(if unpacked.is_ok() { bytes } else { packed }))
}

/// More than this is no state that was ever written.
const MOST: u64 = 4 << 30;

/// The state repeats the names of a few identities, so it packs to a fraction, and this is written often.
pub(crate) fn set_baselines(db: &Connection, bytes: &[u8]) -> Result<(), StoreError> {
    let packed = zstd::stream::encode_all(bytes, 1).map_err(|e| StoreError::corrupt("baselines", e))?;
    put(db, "baselines", &packed)
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
