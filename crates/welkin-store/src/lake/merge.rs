use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use datafusion::arrow::compute::interleave_record_batch;
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::parquet::errors::ParquetError;

use super::manifest::{Lake, LakeFile};
use super::read::{self, Batches, OpenFile};
use super::schema::COLUMNS;
use super::writer::{FileWriter, MERGED, Pending};
use crate::StoreError;
use crate::steps::Steps;

/// Rows of each input that are in memory at a time.
const BATCH: usize = 64;
/// Rows that are written at a time.
const CHUNK: usize = 1024;

/// Writes the rows of the files, which are of one class and day, to one file, ascending by time.
pub(crate) fn merge(
    lake: &Lake,
    steps: &Steps,
    next_id: &AtomicU64,
    files: &[Arc<LakeFile>],
) -> Result<Pending, StoreError> {
    let mut pending = Pending::default();
    let Some(first) = files.first() else { return Ok(pending) };
    let open = files.iter().map(|file| OpenFile::open(lake, file)).collect::<Result<Vec<_>, _>>()?;
    let columns: Vec<&str> = COLUMNS.iter().map(|column| column.name).collect();
    let mut out = FileWriter::create(lake, steps, next_id, first.class, &first.day, MERGED)?;

    let mut inputs = Vec::new();
    let mut batches: Vec<RecordBatch> = Vec::new();
    let mut heads = BinaryHeap::new();
    for file in &open {
        let mut input = Input { rest: file.read(None, &columns, BATCH)?, batch: 0, row: 0 };
        if let Some(time) = input.load(&mut batches)? {
            heads.push(Reverse((time, inputs.len())));
        }
        inputs.push(input);
    }
    let mut picked: Vec<(usize, usize)> = Vec::with_capacity(CHUNK);
    while let Some(Reverse((_, at))) = heads.pop() {
        let Some(input) = inputs.get_mut(at) else { break };
        picked.push((input.batch, input.row));
        if let Some(time) = input.advance(&mut batches)? {
            heads.push(Reverse((time, at)));
        }
        if picked.len() == CHUNK {
            write(&mut out, &batches, &picked)?;
            picked.clear();
            // Only the batches that an input still stands in are kept.
            let mut kept = Vec::with_capacity(inputs.len());
            for input in &mut inputs {
                kept.extend(batches.get(input.batch).cloned());
                input.batch = kept.len() - 1;
            }
            batches = kept;
        }
    }
    write(&mut out, &batches, &picked)?;
    out.finish(lake, steps, &mut pending)?;
    Ok(pending)
}

/// A file being merged and the row in it that comes next.
struct Input<'a> {
    rest: Batches<'a>,
    /// Index into the batches in memory.
    batch: usize,
    row: usize,
}

impl Input<'_> {
    /// Goes to the next row; its time, or `None` at the end.
    fn advance(&mut self, batches: &mut Vec<RecordBatch>) -> Result<Option<i64>, StoreError> {
        self.row += 1;
        match batches.get(self.batch).and_then(|batch| time(batch, self.row)) {
            Some(time) => Ok(Some(time)),
            None => self.load(batches),
        }
    }

    fn load(&mut self, batches: &mut Vec<RecordBatch>) -> Result<Option<i64>, StoreError> {
        for batch in self.rest.by_ref() {
            let batch = batch?;
            if let Some(time) = time(&batch, 0) {
                self.batch = batches.len();
                self.row = 0;
                batches.push(batch);
                return Ok(Some(time));
            }
        }
        Ok(None)
    }
}

fn time(batch: &RecordBatch, row: usize) -> Option<i64> {
    let times = read::times(batch)?;
    (row < times.len()).then(|| times.value(row))
}

fn write(out: &mut FileWriter, batches: &[RecordBatch], picked: &[(usize, usize)]) -> Result<(), StoreError> {
    if picked.is_empty() {
        return Ok(());
    }
    let batches: Vec<&RecordBatch> = batches.iter().collect();
    let merged = interleave_record_batch(&batches, picked)
        .map_err(|e| StoreError::lake(out.path(), ParquetError::from(e)))?;
    out.write(&merged)
}
