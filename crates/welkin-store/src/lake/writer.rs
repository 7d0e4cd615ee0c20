use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use datafusion::arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::parquet::basic::{Compression, ZstdLevel};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::metadata::SortingColumn;
use datafusion::parquet::file::properties::{EnabledStatistics, WriterProperties};
use datafusion::parquet::schema::types::ColumnPath;
use welkin_model::{Class, Millis};

use super::manifest::{Lake, LakeFile, day, sync_dir};
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
/// A day, in milliseconds.
const DAY: Millis = 86_400_000;
/// Rows that are turned into columns at a time.
const CHUNK: usize = 2048;

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

/// Writes the events to one file per class and day, rows ascending by time.
pub(crate) fn write(
    lake: &Lake,
    steps: &Steps,
    next_id: &AtomicU64,
    events: &[Row],
) -> Result<Pending, StoreError> {
    let place = |row: &Row| (row.class, row.time.div_euclid(DAY));
    let mut rows: Vec<&Row> = events.iter().collect();
    rows.sort_by(|a, b| (place(a), a.time, &a.uid).cmp(&(place(b), b.time, &b.uid)));
    let mut pending = Pending::default();
    for rows in rows.chunk_by(|a, b| place(a) == place(b)) {
        let (Some(first), Some(last)) = (rows.first(), rows.last()) else { continue };
        let day = day(first.time);
        let mut file = FileWriter::create(lake, steps, next_id, first.class, &day, rows.len(), WRITTEN)?;
        for chunk in rows.chunks(CHUNK) {
            let batch = batch(chunk).map_err(|e| StoreError::lake(file.path(), e.into()))?;
            file.write(&batch)?;
        }
        file.finish(lake, steps, first.time, last.time, &mut pending)?;
    }
    Ok(pending)
}

/// A lake file being written under a temporary name.
pub(crate) struct FileWriter {
    writer: ArrowWriter<fs::File>,
    temporary: PathBuf,
    file: LakeFile,
}

impl FileWriter {
    pub(crate) fn create(
        lake: &Lake,
        steps: &Steps,
        next_id: &AtomicU64,
        class: Class,
        day: &str,
        rows: usize,
        zstd: i32,
    ) -> Result<FileWriter, StoreError> {
        let id = next_id.fetch_add(1, Ordering::Relaxed);
        let class_name = class_name(class);
        let folder = lake.folder(&class_name, day);
        lake.make_folder(&folder)?;
        let temporary = folder.join(format!("{id:016x}.parquet.tmp"));
        let out = fs::File::create(&temporary).map_err(|e| StoreError::io(&temporary, e))?;
        let properties = properties(rows, zstd).map_err(|e| StoreError::lake(&temporary, e))?;
        let writer = ArrowWriter::try_new(out, file_schema(), Some(properties))
            .map_err(|e| StoreError::lake(&temporary, e))?;
        let file = LakeFile {
            id,
            class,
            class_name,
            day: day.to_owned(),
            rows: 0,
            bytes: 0,
            min_time: 0,
            max_time: 0,
        };
        let writer = FileWriter { writer, temporary, file };
        writer.or_remove(steps.reach(Step::FileCreated))?;
        Ok(writer)
    }

    pub(crate) fn path(&self) -> &Path {
        &self.temporary
    }

    pub(crate) fn write(&mut self, batch: &RecordBatch) -> Result<(), StoreError> {
        self.file.rows += batch.num_rows() as u64;
        let written = self.writer.write(batch).map_err(|e| StoreError::lake(&self.temporary, e));
        self.or_remove(written)
    }

    /// Brings the file to the disk and gives it its name.
    pub(crate) fn finish(
        mut self,
        lake: &Lake,
        steps: &Steps,
        min_time: i64,
        max_time: i64,
        pending: &mut Pending,
    ) -> Result<(), StoreError> {
        let finished = self.writer.finish().map_err(|e| StoreError::lake(&self.temporary, e));
        self.or_remove(finished)?;
        let synced = self.writer.inner().sync_all().map_err(|e| StoreError::io(&self.temporary, e));
        self.or_remove(synced.and_then(|()| steps.reach(Step::FileSynced)))?;
        let path = lake.path(&self.file);
        let renamed = fs::rename(&self.temporary, &path).map_err(|e| StoreError::io(&path, e));
        self.or_remove(renamed)?;
        let bytes = self.writer.bytes_written() as u64;
        pending.add(LakeFile { bytes, min_time, max_time, ..self.file }, path.clone());
        steps.reach(Step::FileRenamed)?;
        sync_dir(path.parent().unwrap_or(Path::new(".")))?;
        steps.reach(Step::DirectorySynced)
    }

    /// Leaves no half a file behind: on a full disk its space is needed.
    fn or_remove<T>(&self, result: Result<T, StoreError>) -> Result<T, StoreError> {
        if result.is_err() {
            fs::remove_file(&self.temporary).ok();
        }
        result
    }
}

fn properties(rows: usize, zstd: i32) -> Result<WriterProperties, ParquetError> {
    let column = |name: &str| ColumnPath::new(vec![name.to_owned()]);
    let by_time = SortingColumn { column_idx: 1, descending: false, nulls_first: false };
    let mut properties = WriterProperties::builder()
        .set_compression(Compression::ZSTD(ZstdLevel::try_new(zstd)?))
        .set_max_row_group_row_count(Some(ROW_GROUP))
        .set_data_page_size_limit(PAGE)
        .set_dictionary_page_size_limit(DICTIONARY)
        .set_sorting_columns(Some(vec![by_time]))
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_column_dictionary_enabled(column("uid"), false);
    for name in LONG {
        properties = properties
            .set_column_dictionary_enabled(column(name), false)
            .set_column_statistics_enabled(column(name), EnabledStatistics::None);
    }
    let distinct = rows.clamp(16, ROW_GROUP) as u64;
    for name in BLOOM {
        properties = properties
            .set_column_bloom_filter_enabled(column(name), true)
            .set_column_bloom_filter_fpp(column(name), 0.01)
            .set_column_bloom_filter_max_ndv(column(name), distinct);
    }
    Ok(properties.build())
}
