use rusqlite::{Connection, params};
use welkin_model::Class;

use super::{signed, unsigned};
use crate::StoreError;
use crate::lake::LakeFile;

/// Every file that the manifest names.
pub(crate) fn all(db: &Connection) -> Result<Vec<LakeFile>, StoreError> {
    let mut select = db.prepare_cached(
        "SELECT id, class_uid, class_name, day, rows, bytes, min_time, max_time FROM files ORDER BY id",
    )?;
    let files = select.query_map([], |row| {
        Ok(LakeFile {
            id: unsigned(row.get(0)?),
            class: Class::new(row.get(1)?),
            class_name: row.get(2)?,
            day: row.get(3)?,
            rows: unsigned(row.get(4)?),
            bytes: unsigned(row.get(5)?),
            min_time: row.get(6)?,
            max_time: row.get(7)?,
        })
    })?;
    Ok(files.collect::<Result<_, _>>()?)
}

pub(crate) fn insert(db: &Connection, file: &LakeFile) -> Result<(), StoreError> {
    let mut insert = db.prepare_cached("INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?)")?;
    insert.execute(params![
        signed(file.id),
        file.class.uid(),
        file.class_name,
        file.day,
        signed(file.rows),
        signed(file.bytes),
        file.min_time,
        file.max_time,
    ])?;
    Ok(())
}

pub(crate) fn remove(db: &Connection, file: &LakeFile) -> Result<(), StoreError> {
    db.prepare_cached("DELETE FROM files WHERE id = ?")?.execute([signed(file.id)])?;
    Ok(())
}
