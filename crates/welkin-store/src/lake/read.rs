use std::fs::File;
use std::path::{Path, PathBuf};

use datafusion::arrow::array::{Array, StringArray, TimestampMillisecondArray};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::parquet::arrow::ProjectionMask;
use datafusion::parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
    RowSelection, RowSelector,
};
use datafusion::parquet::errors::ParquetError;
use datafusion::parquet::file::statistics::Statistics;
use welkin_model::Millis;

use super::manifest::{Lake, LakeFile};
use super::schema::COLUMNS;
use crate::StoreError;

/// An open lake file with its footer.
#[derive(Debug)]
pub(crate) struct OpenFile {
    path: PathBuf,
    file: File,
    metadata: ArrowReaderMetadata,
}

impl OpenFile {
    pub(crate) fn open(lake: &Lake, file: &LakeFile) -> Result<OpenFile, StoreError> {
        let path = lake.path(file);
        let file = File::open(&path).map_err(|e| StoreError::io(&path, e))?;
        let metadata = ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
            .map_err(|e| StoreError::lake(&path, e))?;
        Ok(OpenFile { path, file, metadata })
    }

    pub(crate) fn row_groups(&self) -> usize {
        self.metadata.metadata().num_row_groups()
    }

    /// Least and greatest event time of a row group.
    pub(crate) fn times(&self, row_group: usize) -> (Millis, Millis) {
        let statistics = self
            .metadata
            .metadata()
            .row_groups()
            .get(row_group)
            .and_then(|group| group.columns().get(TIME)?.statistics());
        match statistics {
            Some(Statistics::Int64(times)) => (
                times.min_opt().copied().unwrap_or(Millis::MIN),
                times.max_opt().copied().unwrap_or(Millis::MAX),
            ),
            _ => (Millis::MIN, Millis::MAX),
        }
    }

    /// Whether the row group can hold the value in the column, as its bloom filter says.
    pub(crate) fn may_hold(&self, row_group: usize, column: &str, value: &str) -> Result<bool, StoreError> {
        let Some(at) = position(column) else { return Ok(true) };
        let filter = self.builder()?.get_row_group_column_bloom_filter(row_group, at);
        let filter = filter.map_err(|e| self.failed(e))?;
        Ok(filter.is_none_or(|filter| filter.check(value)))
    }

    /// Whether the statistics of the row group admit the text in the column.
    pub(crate) fn admits(&self, row_group: usize, column: &str, value: &str) -> bool {
        let statistics = position(column).and_then(|at| {
            self.metadata.metadata().row_groups().get(row_group)?.columns().get(at)?.statistics()
        });
        match statistics {
            Some(Statistics::ByteArray(range)) => {
                let value = value.as_bytes();
                range.min_opt().is_none_or(|min| min.data() <= value)
                    && range.max_opt().is_none_or(|max| value <= max.data())
            }
            _ => true,
        }
    }

    /// Reads the columns of a row group, or of all of them.
    pub(crate) fn read(
        &self,
        row_group: Option<usize>,
        columns: &[&str],
        batch_size: usize,
    ) -> Result<Batches<'_>, StoreError> {
        self.build(row_group, columns, batch_size, None)
    }

    /// Reads the columns of one row of a row group.
    pub(crate) fn row(
        &self,
        row_group: usize,
        row: usize,
        columns: &[&str],
    ) -> Result<Option<RecordBatch>, StoreError> {
        let only = RowSelection::from(vec![RowSelector::skip(row), RowSelector::select(1)]);
        self.build(Some(row_group), columns, 1, Some(only))?.next().transpose()
    }

    fn build(
        &self,
        row_group: Option<usize>,
        columns: &[&str],
        batch_size: usize,
        selection: Option<RowSelection>,
    ) -> Result<Batches<'_>, StoreError> {
        let mut builder = self.builder()?;
        let roots = columns.iter().filter_map(|name| position(name));
        let mask = ProjectionMask::roots(builder.parquet_schema(), roots);
        builder = builder.with_projection(mask).with_batch_size(batch_size);
        if let Some(row_group) = row_group {
            builder = builder.with_row_groups(vec![row_group]);
        }
        if let Some(selection) = selection {
            builder = builder.with_row_selection(selection);
        }
        let reader = builder.build().map_err(|e| self.failed(e))?;
        Ok(Batches { reader, path: &self.path })
    }

    fn builder(&self) -> Result<ParquetRecordBatchReaderBuilder<File>, StoreError> {
        let file = self.file.try_clone().map_err(|e| StoreError::io(&self.path, e))?;
        Ok(ParquetRecordBatchReaderBuilder::new_with_metadata(file, self.metadata.clone()))
    }

    fn failed(&self, error: ParquetError) -> StoreError {
        StoreError::lake(&self.path, error)
    }
}

/// Batches of a file, one after the other.
pub(crate) struct Batches<'a> {
    reader: ParquetRecordBatchReader,
    path: &'a Path,
}

impl Iterator for Batches<'_> {
    type Item = Result<RecordBatch, StoreError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.reader.next()?;
        Some(batch.map_err(|e| StoreError::lake(self.path, ParquetError::ArrowError(e.to_string()))))
    }
}

/// A text column of a batch.
pub(crate) fn text<'a>(batch: &'a RecordBatch, column: &str) -> Option<&'a StringArray> {
    batch.column_by_name(column)?.as_any().downcast_ref()
}

/// The time column of a batch.
pub(crate) fn times(batch: &RecordBatch) -> Option<&TimestampMillisecondArray> {
    batch.column_by_name("time")?.as_any().downcast_ref()
}

/// The text at a row, if there is any.
pub(crate) fn at(column: Option<&StringArray>, row: usize) -> Option<&str> {
    let column = column?;
    (row < column.len() && column.is_valid(row)).then(|| column.value(row))
}

const TIME: usize = 1;

fn position(column: &str) -> Option<usize> {
    COLUMNS.iter().position(|spec| spec.name == column)
}
