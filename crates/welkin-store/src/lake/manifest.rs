use std::collections::HashSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError, RwLock};

use welkin_model::{Class, Millis, format_time};

use crate::StoreError;

/// A file of the lake, as the manifest names it. Files never change.
#[derive(Clone, Debug, Eq, Hash, PartialEq)]
pub(crate) struct LakeFile {
    pub(crate) id: u64,
    pub(crate) class: Class,
    pub(crate) class_name: String,
    /// `YYYY-MM-DD` of the events' time.
    pub(crate) day: String,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    pub(crate) min_time: Millis,
    pub(crate) max_time: Millis,
}

/// The files that are in force at one moment. Whoever holds a manifest can read every file in it.
pub(crate) type Manifest = Arc<Vec<Arc<LakeFile>>>;

/// The folder of Parquet files and the manifest in force.
#[derive(Debug)]
pub(crate) struct Lake {
    dir: PathBuf,
    manifest: RwLock<Manifest>,
}

impl Lake {
    /// The lake of these files; whatever else lies in the folder is what a killed process left, and is removed.
    pub(crate) fn open(dir: PathBuf, files: Vec<LakeFile>) -> Result<Lake, StoreError> {
        let lake = Lake { dir, manifest: RwLock::new(Arc::new(files.into_iter().map(Arc::new).collect())) };
        fs::create_dir_all(&lake.dir).map_err(|e| StoreError::io(&lake.dir, e))?;
        let known: HashSet<PathBuf> = lake.manifest().iter().map(|file| lake.path(file)).collect();
        remove_unknown(&lake.dir, &known)?;
        if let Some(missing) = known.iter().find(|path| !path.is_file()) {
            return Err(StoreError::corrupt("lake", format!("`{}` is missing", missing.display())));
        }
        Ok(lake)
    }

    pub(crate) fn dir(&self) -> &Path {
        &self.dir
    }

    pub(crate) fn manifest(&self) -> Manifest {
        Arc::clone(&self.manifest.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts a new manifest in force: without `removed`, with `added`.
    pub(crate) fn replace(&self, removed: &[Arc<LakeFile>], added: Vec<LakeFile>) {
        let mut manifest = self.manifest.write().unwrap_or_else(PoisonError::into_inner);
        let mut files: Vec<_> =
            manifest.iter().filter(|file| !removed.iter().any(|r| r.id == file.id)).cloned().collect();
        files.extend(added.into_iter().map(Arc::new));
        *manifest = Arc::new(files);
    }

    /// Where the file lies: `class=<name>/day=<day>/<id>.parquet`.
    pub(crate) fn path(&self, file: &LakeFile) -> PathBuf {
        self.folder(&file.class_name, &file.day).join(format!("{:016x}.parquet", file.id))
    }

    pub(crate) fn folder(&self, class_name: &str, day: &str) -> PathBuf {
        self.dir.join(format!("class={class_name}")).join(format!("day={day}"))
    }

    /// Makes a folder of the lake and brings every new directory entry to the disk.
    pub(crate) fn make_folder(&self, folder: &Path) -> Result<(), StoreError> {
        if folder.is_dir() {
            return Ok(());
        }
        fs::create_dir_all(folder).map_err(|e| StoreError::io(folder, e))?;
        for parent in folder.ancestors().skip(1) {
            sync_dir(parent)?;
            if parent == self.dir {
                break;
            }
        }
        Ok(())
    }
}

/// A day, in milliseconds.
pub(crate) const DAY: Millis = 86_400_000;

/// The UTC day of a time, counted from 1970-01-01.
pub(crate) fn day_number(time: Millis) -> i64 {
    time.div_euclid(DAY)
}

/// The UTC day of a time, `YYYY-MM-DD`; times that no calendar has count as day `0000-00-00`.
pub(crate) fn day(time: Millis) -> String {
    let text = format_time(time);
    match text.split_once('T') {
        Some((day, _)) if day.len() == 10 => day.to_owned(),
        _ => "0000-00-00".to_owned(),
    }
}

/// Brings the entries of a directory to the disk.
pub(crate) fn sync_dir(dir: &Path) -> Result<(), StoreError> {
    fs::File::open(dir).and_then(|dir| dir.sync_all()).map_err(|e| StoreError::io(dir, e))
}

fn remove_unknown(dir: &Path, known: &HashSet<PathBuf>) -> Result<(), StoreError> {
    for entry in fs::read_dir(dir).map_err(|e| StoreError::io(dir, e))? {
        let entry = entry.map_err(|e| StoreError::io(dir, e))?;
        let path = entry.path();
        let kind = entry.file_type().map_err(|e| StoreError::io(&path, e))?;
        if kind.is_dir() {
            remove_unknown(&path, known)?;
        } else if !known.contains(&path) && is_ours(&path) {
            fs::remove_file(&path).map_err(|e| StoreError::io(&path, e))?;
        }
    }
    Ok(())
}

/// Only names that the writer gives are removed: the folder may hold what a person put there.
fn is_ours(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let stem = name.strip_suffix(".tmp").unwrap_or(name).strip_suffix(".parquet");
    stem.is_some_and(|stem| stem.len() == 16 && stem.bytes().all(|b| b.is_ascii_hexdigit()))
}
