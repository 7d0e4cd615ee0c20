use rusqlite::{Connection, params};

use crate::{StoreError, TokenEntry};

pub(crate) fn put(db: &Connection, token: &TokenEntry) -> Result<(), StoreError> {
    let mut put = db.prepare_cached("INSERT OR REPLACE INTO tokens VALUES (?, ?, ?)")?;
    put.execute(params![token.name, token.hash, token.created])?;
    Ok(())
}

/// Ascending by name.
pub(crate) fn all(db: &Connection) -> Result<Vec<TokenEntry>, StoreError> {
    let mut select = db.prepare_cached("SELECT name, hash, created FROM tokens ORDER BY name")?;
    let rows = select
        .query_map([], |row| Ok(TokenEntry { name: row.get(0)?, hash: row.get(1)?, created: row.get(2)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Whether the token was there.
pub(crate) fn remove(db: &Connection, name: &str) -> Result<bool, StoreError> {
    Ok(db.prepare_cached("DELETE FROM tokens WHERE name = ?")?.execute([name])? > 0)
}
