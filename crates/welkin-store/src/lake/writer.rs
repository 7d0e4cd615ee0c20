use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use datafusion::parquet::schema::types::ColumnPath;
use welkin_model::{Class, Millis};

use super::manifest::{Lake, LakeFile, day, day_number, sync_dir};
use super::read;
use super::schema::{BLOOM, LONG, Row, batch, class_name, file_schema};
use crate::StoreError;
use crate::steps::{Step, Steps};

/// Rows per row group: the unit that statistics and bloom filters can skip, and that is in memory, packed, until it
/// is written.
const ROW_GROUP: usize = 32_768;
/// Bytes of a page and of a dictionary. A merge holds one of either for each column of each of its files.
const PAGE: usize = 256 << 10;
const DICTIONARY: usize = 128 << 10;
/// How hard zstd tries: what is new has to be written at once, what is merged stays.
const WRITTEN: i32 = 1;
pub(crate) const MERGED: i32 = 3;
/// Rows that are turned into columns at a time.
const CHUNK: usize = 512;

/// Files that are on the disk under their final names but in no manifest yet. Dropped without [`Pending::keep`], they
/// are removed again.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    files: Vec<LakeFile>,
    paths: Vec<PathBuf>,
}

impl Pending {
    pub(crate) fn files(&self) -> &[LakeFile] {
        &self.files
    }

    /// They are in the manifest now.
    pub(crate) fn keep(mut self) -> Vec<LakeFile> {
        self.paths.clear();
        std::mem::take(&mut self.files)
    }

    pub(crate) fn add(&mut self, file: LakeFile, path: PathBuf) {
        self.files.push(file);
        self.paths.push(path);
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        for path in &self.paths {
            // What cannot be removed now is removed at the next open.
            fs::remove_file(path).ok();
        }
    }
}

/// Events on their way to the disk: one file per class and day that grows with each addition.
#[derive(Debug, Default)]
pub(crate) struct Writing {
    open: BTreeMap<Place, Open>,
    done: Pending,
    additions: u64,
}

/// Class and day, as a number.
type Place = (Class, i64);

#[derive(Debug)]
struct Open {
    file: FileWriter,
    /// The addition that wrote to it last.
    used: u64,
}

/// Files that are written at the same time. Each holds a row group in memory, packed.
const OPEN: usize = 12;

impl Writing {
    /// Adds the events, rows ascending by time.
    pub(crate) fn add(
        &mut self,
        lake: &Lake,
        steps: &Steps,
        next_id: &AtomicU64,
        events: &[Row],
    ) -> Result<(), StoreError> {
        let place = |row: &Row| (row.class, day_number(row.time));
        let mut rows: Vec<&Row> = events.iter().collect();
        rows.sort_by(|a, b| (place(a), a.time, &a.uid).cmp(&(place(b), b.time, &b.uid)));
        self.additions += 1;
        for rows in rows.chunk_by(|a, b| place(a) == place(b)) {
            let Some(first) = rows.first() else { continue };
            let mut open = match self.open.remove(&place(first)) {
                Some(open) => open,
                None => {
                    self.make_room(lake, steps)?;
                    let day = day(first.time);
                    let file = FileWriter::create(lake, steps, next_id, first.class, &day, WRITTEN)?;
                    Open { file, used: 0 }
                }
            };
            open.used = self.additions;
            for chunk in rows.chunks(CHUNK) {
                let batch = batch(chunk).map_err(|e| StoreError::lake(open.file.path(), e.into()))?;
                open.file.write(&batch)?;
            }
            self.open.insert(place(first), open);
        }
        Ok(())
    }

    /// Brings all files to the disk under their final names.
    pub(crate) fn finish(mut self, lake: &Lake, steps: &Steps) -> Result<Pending, StoreError> {
        while let Some((_, open)) = self.open.pop_first() {
            open.file.finish(lake, steps, &mut self.done)?;
        }
        Ok(self.done)
    }

    /// Finishes the file that was not written to for longest, when there are as many as may be.
    fn make_room(&mut self, lake: &Lake, steps: &Steps) -> Result<(), StoreError> {
        let stalest = self.open.iter().min_by_key(|(_, open)| open.used).map(|(place, _)| *place);
        match stalest.filter(|_| self.open.len() >= OPEN).and_then(|place| self.open.remove(&place)) {
            Some(open) => open.file.finish(lake, steps, &mut self.done),
            None => Ok(()),
        }
    }
}

/// A lake file being written under a temporary name. Dropped unfinished, it is removed: on a full disk its space is
/// needed.
#[derive(Debug)]
pub(crate) struct FileWriter {
    writer: ArrowWriter<fs::File>,
    temporary: Temporary,
    file: LakeFile,
}

impl FileWriter {
    pub(crate) fn create(
        lake: &Lake,
        steps: &Steps,
        next_id: &AtomicU64,
        class: Class,
        day: &str,
        zstd: i32,
    ) -> Result<FileWriter, StoreError> {
        let id = next_id.fetch_add(1, Ordering::Relaxed);
        let class_name = class_name(class);
        let folder = lake.folder(&class_name, day);
        lake.make_folder(&folder)?;
        let path = folder.join(format!("{id:016x}.parquet.tmp"));
        let out = fs::File::create(&path).map_err(|e| StoreError::io(&path, e))?;
        let temporary = Temporary(path);
        let properties = properties(zstd).map_err(|e| StoreError::lake(&temporary.0, e))?;
        let writer = ArrowWriter::try_new(out, file_schema(), Some(properties))
            .map_err(|e| StoreError::lake(&temporary.0, e))?;
        let file = LakeFile {
            id,
            class,
            class_name,
            day: day.to_owned(),
            rows: 0,
            bytes: 0,
            min_time: Millis::MAX,
            max_time: Millis::MIN,
        };
        steps.reach(Step::FileCreated)?;
        Ok(FileWriter { writer, temporary, file })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.temporary.0
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), StoreError> {
        self.file.rows += batch.num_rows() as u64;
        for time in read::times(batch).into_iter().flat_map(|times| times.values()) {
            self.file.min_time = self.file.min_time.min(*time);
            self.file.max_time = self.file.max_time.max(*time);
        }
        self.writer.write(batch).map_err(|e| StoreError::lake(&self.temporary.0, e))
    }

    /// Brings the file to the disk and gives it its name.
    pub(crate) fn finish(
        mut self,
        lake: &Lake,
        steps: &Steps,
        pending: &mut Pending,
    ) -> Result<(), StoreError> {
        self.writer.finish().map_err(|e| StoreError::lake(self.path(), e))?;
        self.writer.inner().sync_all().map_err(|e| StoreError::io(self.path(), e))?;
        steps.reach(Step::FileSynced)?;
        let path = lake.path(&self.file);
        fs::rename(self.path(), &path).map_err(|e| StoreError::io(&path, e))?;
        let bytes = self.writer.bytes_written() as u64;
        pending.add(LakeFile { bytes, ..self.file }, path.clone());
        steps.reach(Step::FileRenamed)?;
        sync_dir(path.parent().unwrap_or(Path::new(".")))?;
        steps.reach(Step::DirectorySynced)
    }
}

/// The path of a file that goes when this is dropped, unless it has another name by then.
#[derive(Debug)]
struct Temporary(PathBuf);

impl Drop for Temporary {
    fn drop(&mut self) {
        // What cannot be removed now is removed at the next open.
        fs::remove_file(&self.0).ok();
    }
}

fn properties(zstd: i32) -> Result<WriterProperties, ParquetError> {
    let column = |name: &str| ColumnPath::new(vec![name.to_owned()]);
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(zstd)?))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_data_page_size_limit(PAGE)
        .set_dictionary_page_size_limit(DICTIONARY)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_column_dictionary_enabled(column("uid"), false);
    for name in LONG {
        properties = properties
            .set_column_dictionary_enabled(column(name), false)
            .set_column_statistics_enabled(column(name), EnabledStatistics::None);
    }
    for name in BLOOM {
        properties = properties
            .set_column_bloom_filter_enabled(column(name), true)
            .set_column_bloom_filter_fpp(column(name), 0.01)
            .set_column_bloom_filter_max_ndv(column(name), ROW_GROUP as u64);
    }
    Ok(properties.build())
}
