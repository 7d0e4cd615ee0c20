//! Snapshots of the estate: one compressed file each, which the state names. A file that the state does not name is what a
//! killed process left.

use std::fs::{self, File};
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

use serde::Serialize;
use serde_json::{Value, json};
use welkin_model::Millis;
use welkin_model::estate::{Graph, GraphDiff, SnapshotReader, diff, snapshot_lines};

use crate::StoreError;
use crate::state::{self, State};

/// A kept state of the estate.
#[derive(Clone, Debug, Eq, PartialEq, Serialize)]
pub struct SnapshotEntry {
    pub id: u64,
    pub at: Millis,
    /// What it was made by: `discover aws,gcp`, `import`.
    pub origin: String,
    pub assets: u64,
    pub edges: u64,
    /// Parts of the estate that could not be read.
    pub holes: u64,
    /// Size of the file.
    pub bytes: u64,
}

/// A change of an asset.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AssetHistory {
    pub at: Millis,
    /// `{"what": "appeared" | "vanished" | "unseen" | "changed", "fields": […]}`
    pub change: Value,
}

/// Older snapshots are forgotten.
const MOST_KEPT: usize = 200;
const LEVEL: i32 = 3;
const LONGEST_LINE: u64 = 64 << 20;
/// Changes of an asset that are told.
const MOST_CHANGES: u32 = 200;
/// Assets of one snapshot whose changes are kept; a first import of a large estate is one event and not a million.
const MOST_CHANGED: usize = 50_000;

/// The folder of the snapshots, without what nobody names.
pub(crate) fn open(dir: &Path, known: &[u64]) -> Result<PathBuf, StoreError> {
    let folder = dir.join("estate");
    fs::create_dir_all(&folder).map_err(|e| StoreError::io(&folder, e))?;
    for entry in fs::read_dir(&folder).map_err(|e| StoreError::io(&folder, e))? {
        let path = entry.map_err(|e| StoreError::io(&folder, e))?.path();
        if !known.iter().any(|id| path == file(&folder, *id)) {
            fs::remove_file(&path).map_err(|e| StoreError::io(&path, e))?;
        }
    }
    Ok(folder)
}

fn file(folder: &Path, id: u64) -> PathBuf {
    folder.join(format!("{id:08}.ndjson.zst"))
}

pub(crate) fn keep(
    state: &State,
    folder: &Path,
    graph: &Graph,
    at: Millis,
    origin: &str,
) -> Result<SnapshotEntry, StoreError> {
    let known = state::snapshots(&state.reader())?;
    let id = known.first().map_or(1, |newest| newest.id + 1);
    let before = known.first().map(|newest| read(folder, newest.id)).transpose()?;
    let bytes = write(folder, id, graph)?;
    let entry = SnapshotEntry {
        id,
        at,
        origin: origin.to_owned(),
        assets: count(graph.assets().len()),
        edges: count(graph.edge_count()),
        holes: count(graph.holes().len()),
        bytes,
    };
    let old: Vec<u64> = known.iter().skip(MOST_KEPT.saturating_sub(1)).map(|entry| entry.id).collect();
    {
        let mut db = state.writer();
        let transaction = db.transaction()?;
        state::insert_snapshot(&transaction, &entry)?;
        if let Some(before) = before {
            for (asset, change) in changes(&diff(&before, graph)).into_iter().take(MOST_CHANGED) {
                state::insert_change(&transaction, id, &asset, &change.to_string())?;
            }
        }
        for id in &old {
            state::remove_snapshot(&transaction, *id)?;
        }
        transaction.commit()?;
    }
    for id in old {
        let path = file(folder, id);
        fs::remove_file(&path).map_err(|e| StoreError::io(&path, e))?;
    }
    Ok(entry)
}

fn count(number: usize) -> u64 {
    u64::try_from(number).unwrap_or(u64::MAX)
}

/// On the disk before the state names it.
fn write(folder: &Path, id: u64, graph: &Graph) -> Result<u64, StoreError> {
    let path = file(folder, id);
    let refuse = |e| StoreError::io(&path, e);
    let mut encoder = zstd::Encoder::new(File::create(&path).map_err(refuse)?, LEVEL).map_err(refuse)?;
    for line in snapshot_lines(graph) {
        encoder.write_all(line.as_bytes()).and_then(|()| encoder.write_all(b"\n")).map_err(refuse)?;
    }
    let file = encoder.finish().map_err(refuse)?;
    file.sync_all().map_err(refuse)?;
    File::open(folder).and_then(|folder| folder.sync_all()).map_err(refuse)?;
    Ok(file.metadata().map_err(refuse)?.len())
}

pub(crate) fn read(folder: &Path, id: u64) -> Result<Graph, StoreError> {
    let path = file(folder, id);
    let refuse = |e| StoreError::io(&path, e);
    let corrupt = |detail: String| StoreError::Corrupt { what: "snapshot of the estate", detail };
    let decoder = zstd::Decoder::new(File::open(&path).map_err(refuse)?).map_err(refuse)?;
    let mut input = BufReader::new(decoder);
    let mut reader = SnapshotReader::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let length =
            std::io::Read::take(&mut input, LONGEST_LINE).read_until(b'\n', &mut line).map_err(refuse)?;
        if length == 0 {
            return Ok(reader.finish());
        }
        let text = std::str::from_utf8(&line).map_err(|e| corrupt(e.to_string()))?;
        reader.line(text.trim_end()).map_err(|e| corrupt(e.to_string()))?;
    }
}

fn changes(found: &GraphDiff) -> Vec<(String, Value)> {
    let plain = |what: &'static str| {
        move |id: &welkin_model::estate::AssetId| (id.to_string(), json!({ "what": what }))
    };
    let changed = found
        .changed
        .iter()
        .map(|change| (change.id.to_string(), json!({ "what": "changed", "fields": change.fields })));
    let appeared = found.appeared.iter().map(plain("appeared"));
    let vanished = found.vanished.iter().map(plain("vanished"));
    let unseen = found.unseen.iter().map(plain("unseen"));
    appeared.chain(vanished).chain(unseen).chain(changed).collect()
}

pub(crate) fn history(state: &State, asset: &str) -> Result<Vec<AssetHistory>, StoreError> {
    let rows = state::asset_changes(&state.reader(), asset, MOST_CHANGES)?;
    rows.into_iter()
        .map(|(at, body)| {
            let change = serde_json::from_str(&body)
                .map_err(|e| StoreError::Corrupt { what: "change of an asset", detail: e.to_string() })?;
            Ok(AssetHistory { at, change })
        })
        .collect()
}
