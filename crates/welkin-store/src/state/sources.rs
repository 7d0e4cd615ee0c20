use rusqlite::{Connection, params};

use super::{signed, unsigned};
use crate::{SourceDelta, SourceStats, StoreError};

pub(crate) fn add(db: &Connection, deltas: &[SourceDelta]) -> Result<(), StoreError> {
    let mut upsert = db.prepare_cached(
        "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT (source) DO UPDATE SET \
         events = events + excluded.events, \
         duplicates = duplicates + excluded.duplicates, \
         quarantined = quarantined + excluded.quarantined, \
         bytes = bytes + excluded.bytes, \
         last_event = max(coalesce(last_event, excluded.last_event), coalesce(excluded.last_event, last_event)), \
         last_received = max(coalesce(last_received, excluded.last_received), \
                             coalesce(excluded.last_received, last_received))",
    )?;
    for delta in deltas {
        upsert.execute(params![
            delta.source,
            signed(delta.events),
            signed(delta.duplicates),
            signed(delta.quarantined),
            signed(delta.bytes),
            delta.last_event,
            delta.last_received,
        ])?;
    }
    Ok(())
}

/// Ascending by id.
pub(crate) fn all(db: &Connection) -> Result<Vec<SourceStats>, StoreError> {
    let mut select = db.prepare_cached("SELECT * FROM sources ORDER BY source")?;
    let rows = select.query_map([], |row| {
        Ok(SourceStats {
            source: row.get(0)?,
            events: unsigned(row.get(1)?),
            duplicates: unsigned(row.get(2)?),
            quarantined: unsigned(row.get(3)?),
            bytes: unsigned(row.get(4)?),
            last_event: row.get(5)?,
            last_received: row.get(6)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
