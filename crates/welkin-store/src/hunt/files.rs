use std::collections::HashSet;
use std::path::Path;
use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{
    ArrayRef, BooleanArray, Int32Array, StringArray, TimestampMillisecondArray, UInt64Array,
};
use datafusion::arrow::datatypes::SchemaRef;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::pruning::PruningStatistics;
use datafusion::common::stats::Precision;
use datafusion::common::{Column, DFSchema, ScalarValue, Statistics};
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::CachedParquetFileReaderFactory;
use datafusion::datasource::physical_plan::{FileGroup, FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::error::Result;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown, TableType};
use datafusion::physical_optimizer::pruning::PruningPredicateBuilder;
use datafusion::physical_plan::ExecutionPlan;
use welkin_model::Class;

use super::session::LAKE;
use crate::lake::{LakeFile, Manifest, table_schema};
use crate::store::Shared;

/// The events of the lake, or those of one class, as of one manifest.
#[derive(Debug)]
pub(crate) struct EventTable {
    shared: Arc<Shared>,
    manifest: Manifest,
    class: Option<Class>,
}

impl EventTable {
    pub(crate) fn new(shared: Arc<Shared>, manifest: Manifest, class: Option<Class>) -> EventTable {
        EventTable { shared, manifest, class }
    }

    /// The files that can hold rows of the conditions, the newest first: `ORDER BY time DESC LIMIT n` then seldom
    /// reads more than one.
    fn files(&self, state: &dyn Session, filters: &[Expr]) -> Result<Vec<Arc<LakeFile>>> {
        let mut files: Vec<Arc<LakeFile>> = self
            .manifest
            .iter()
            .filter(|file| self.class.is_none_or(|class| file.class == class))
            .cloned()
            .collect();
        if let Some(filter) = conjunction(filters.to_vec()) {
            let schema = DFSchema::try_from(table_schema())?;
            let filter = state.create_physical_expr(filter, &schema)?;
            // A condition that statistics cannot judge rules out no file.
            if let Some(predicate) =
                PruningPredicateBuilder::new().with_file_schema(table_schema()).build(filter)
            {
                let mut keep = predicate.prune(&FileStatistics(&files))?.into_iter();
                files.retain(|_| keep.next().unwrap_or(true));
            }
        }
        files.sort_by_key(|file| std::cmp::Reverse(file.max_time));
        Ok(files)
    }

    fn part(&self, file: &LakeFile) -> PartitionedFile {
        let path = self.shared.lake.path(file);
        let below = path.strip_prefix(self.shared.lake.dir()).unwrap_or(Path::new(""));
        let names: Vec<_> = below.iter().map(|name| name.to_string_lossy()).collect();
        PartitionedFile::new(names.join("/"), file.bytes)
    }
}

#[async_trait]
impl TableProvider for EventTable {
    fn schema(&self) -> SchemaRef {
        table_schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let files = self.files(state, filters)?;
        let rows = files.iter().map(|file| file.rows).sum::<u64>();
        let parts = state.config().target_partitions().clamp(1, files.len().max(1));
        let mut groups = vec![Vec::new(); parts];
        for (file, group) in files.iter().zip((0..parts).cycle()) {
            if let Some(group) = groups.get_mut(group) {
                group.push(self.part(file));
            }
        }
        let lake = ObjectStoreUrl::parse(LAKE)?;
        let environment = state.runtime_env();
        let reader = CachedParquetFileReaderFactory::new(
            environment.object_store(&lake)?,
            environment.cache_manager.get_file_metadata_cache(),
        );
        let source = ParquetSource::new(table_schema())
            .with_pushdown_filters(true)
            .with_reorder_filters(true)
            .with_enable_page_index(true)
            .with_bloom_filter_on_read(true)
            .with_parquet_file_reader_factory(Arc::new(reader));
        let mut statistics = Statistics::new_unknown(&table_schema());
        statistics.num_rows = Precision::Exact(usize::try_from(rows).unwrap_or(usize::MAX));
        let scan = FileScanConfigBuilder::new(lake, Arc::new(source))
            .with_file_groups(groups.into_iter().map(FileGroup::new).collect())
            .with_statistics(statistics)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .build();
        Ok(DataSourceExec::from_data_source(scan))
    }
}

/// What the manifest says of its files.
struct FileStatistics<'a>(&'a [Arc<LakeFile>]);

impl FileStatistics<'_> {
    fn bound(&self, column: &Column, time: impl Fn(&LakeFile) -> i64) -> Option<ArrayRef> {
        let files = self.0.iter().map(AsRef::as_ref);
        Some(match column.name() {
            "time" => {
                Arc::new(TimestampMillisecondArray::from_iter_values(files.map(time)).with_timezone("UTC"))
            }
            "class_uid" => {
                Arc::new(Int32Array::from_iter(files.map(|file| i32::try_from(file.class.uid()).ok())))
            }
            "class_name" => Arc::new(StringArray::from_iter_values(files.map(|file| &file.class_name))),
            _ => return None,
        })
    }
}

impl PruningStatistics for FileStatistics<'_> {
    fn min_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bound(column, |file| file.min_time)
    }

    fn max_values(&self, column: &Column) -> Option<ArrayRef> {
        self.bound(column, |file| file.max_time)
    }

    fn num_containers(&self) -> usize {
        self.0.len()
    }

    fn null_counts(&self, _: &Column) -> Option<ArrayRef> {
        None
    }

    fn row_counts(&self) -> Option<ArrayRef> {
        Some(Arc::new(UInt64Array::from_iter_values(self.0.iter().map(|file| file.rows))))
    }

    fn contained(&self, _: &Column, _: &HashSet<ScalarValue>) -> Option<BooleanArray> {
        None
    }
}
