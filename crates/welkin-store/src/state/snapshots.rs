use rusqlite::{Connection, OptionalExtension as _, Row, params};

use super::{signed, unsigned};
use crate::{SnapshotEntry, StoreError};

/// Adds an entry and returns its id, which grows.
pub(crate) fn insert(db: &Connection, entry: &SnapshotEntry) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached("INSERT INTO snapshots VALUES (?, ?, ?, ?, ?, ?, ?)")?;
    insert.execute(params![
        signed(entry.id),
        entry.at,
        entry.origin,
        signed(entry.assets),
        signed(entry.edges),
        signed(entry.holes),
        signed(entry.bytes),
    ])?;
    Ok(())
}

/// What changed with a snapshot, asset by asset.
pub(crate) fn insert_change(db: &Connection, id: u64, asset: &str, change: &str) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached("INSERT OR REPLACE INTO asset_changes VALUES (?, ?, ?)")?;
    insert.execute(params![asset, signed(id), change])?;
    Ok(())
}

/// Newest first.
pub(crate) fn all(db: &Connection) -> Result<Vec<SnapshotEntry>, StoreError> {
    let mut select = db.prepare_cached("SELECT * FROM snapshots ORDER BY id DESC")?;
    let rows = select.query_map([], entry)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

pub(crate) fn get(db: &Connection, id: u64) -> Result<Option<SnapshotEntry>, StoreError> {
    let mut select = db.prepare_cached("SELECT * FROM snapshots WHERE id = ?")?;
    Ok(select.query_row([signed(id)], entry).optional()?)
}

/// The changes of an asset, newest first: when, and what as JSON.
pub(crate) fn changes(db: &Connection, asset: &str, most: u32) -> Result<Vec<(i64, String)>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT snapshots.at, body FROM asset_changes JOIN snapshots ON snapshots.id = snapshot \
         WHERE asset = ? ORDER BY snapshot DESC LIMIT ?",
    )?;
    let rows = select.query_map(params![asset, most], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Forgets a snapshot and its changes.
pub(crate) fn remove(db: &Connection, id: u64) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM asset_changes WHERE snapshot = ?")?.execute([signed(id)])?;
    db.prepare_cached("DELETE FROM snapshots WHERE id = ?")?.execute([signed(id)])?;
    Ok(())
}

fn entry(row: &Row<'_>) -> rusqlite::Result<SnapshotEntry> {
    Ok(SnapshotEntry {
        id: unsigned(row.get(0)?),
        at: row.get(1)?,
        origin: row.get(2)?,
        assets: unsigned(row.get(3)?),
        edges: unsigned(row.get(4)?),
        holes: unsigned(row.get(5)?),
        bytes: unsigned(row.get(6)?),
    })
}
