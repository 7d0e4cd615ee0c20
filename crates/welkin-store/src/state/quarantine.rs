use rusqlite::{Connection, OptionalExtension, params};
use welkin_model::Diagnostic;

use super::unsigned;
use crate::{Page, QuarantineItem, Quarantined, StoreError, cursor};

pub(crate) fn add(db: &Connection, items: &[Quarantined]) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached(
        "INSERT INTO quarantine (source, channel, received, diagnostic, content) VALUES (?, ?, ?, ?, ?)",
    )?;
    for item in items {
        let diagnostic =
            serde_json::to_string(&item.diagnostic).map_err(|e| StoreError::corrupt("diagnostic", e))?;
        insert.execute(params![item.source, item.channel, item.received, diagnostic, item.content])?;
    }
    Ok(())
}

/// Newest first, of one source or of all.
pub(crate) fn page(
    db: &Connection,
    source: Option<&str>,
    limit: usize,
    after: Option<&str>,
) -> Result<Page<QuarantineItem>, StoreError> {
    let before: i64 = cursor::decode(after)?.unwrap_or(i64::MAX);
    let limit = cursor::limit(limit);
    let mut select = db.prepare_cached(
        "SELECT id, source, channel, received, diagnostic, length(content), substr(content, 1, 1000) \
         FROM quarantine WHERE id < ?1 AND (?3 IS NULL OR source = ?3) ORDER BY id DESC LIMIT ?2",
    )?;
    let most = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let rows = select.query_map(params![before, most, source], |row| {
        let preview: Vec<u8> = row.get(6)?;
        Ok((
            QuarantineItem {
                id: row.get(0)?,
                source: row.get(1)?,
                channel: row.get(2)?,
                received: row.get(3)?,
                diagnostic: Diagnostic::error("", "", ""),
                bytes: unsigned(row.get(5)?),
                preview: String::from_utf8_lossy(&preview).into_owned(),
            },
            row.get::<_, String>(4)?,
        ))
    })?;
    let mut items = Vec::new();
    for row in rows {
        let (mut item, diagnostic) = row?;
        item.diagnostic = parse(&diagnostic)?;
        items.push(item);
    }
    let more = items.len() > limit;
    items.truncate(limit);
    let next = items.last().filter(|_| more).and_then(|last| cursor::encode(&last.id));
    Ok(Page { items, next })
}

pub(crate) fn content(db: &Connection, id: i64) -> Result<Option<Quarantined>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT source, channel, received, diagnostic, content FROM quarantine WHERE id = ?",
    )?;
    let row = select
        .query_row([id], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get::<_, String>(3)?, row.get::<_, Vec<u8>>(4)?))
        })
        .optional()?;
    let Some((source, channel, received, diagnostic, content)) = row else { return Ok(None) };
    Ok(Some(Quarantined { source, channel, received, diagnostic: parse(&diagnostic)?, content }))
}

/// Whether the item was there.
pub(crate) fn remove(db: &Connection, id: i64) -> Result<bool, StoreError> {
    Ok(db.prepare_cached("DELETE FROM quarantine WHERE id = ?")?.execute([id])? > 0)
}

fn parse(diagnostic: &str) -> Result<Diagnostic, StoreError> {
    serde_json::from_str(diagnostic).map_err(|e| StoreError::corrupt("diagnostic", e))
}
