use std::num::NonZeroUsize;
use std::sync::{Arc, OnceLock};

use datafusion::common::plan_err;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::context::SQLOptions;
use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::ScalarUDF;
use datafusion::object_store::local::LocalFileSystem;
use datafusion::physical_plan::execute_stream;
use datafusion::prelude::{SessionConfig, SessionContext};
use datafusion::sql::parser::Statement;
use futures::StreamExt;

use super::json::JsonGet;
use super::limits::{HuntError, Limits};
use super::rows::Rows;
use super::{guard, statement, tables};
use crate::store::Shared;

/// DataFusion over one store. What queries share is made at the first one.
#[derive(Debug)]
pub(crate) struct Engine {
    shared: Arc<Shared>,
    runtime: OnceLock<Arc<RuntimeEnv>>,
}

/// The address under which the lake's folder is an object store; no other folder is reachable from SQL.
pub(crate) const LAKE: &str = "lake://welkin";

impl Engine {
    pub(crate) fn new(shared: Arc<Shared>) -> Engine {
        Engine { shared, runtime: OnceLock::new() }
    }

    pub(crate) async fn run(&self, sql: &str, limits: Limits) -> Result<Rows, HuntError> {
        let statement = statement::parse(sql, limits)?;
        match tokio::time::timeout(limits.timeout, self.answer(statement, limits)).await {
            Ok(Ok(rows)) => Ok(rows),
            Ok(Err(error)) => Err(HuntError::of(&error, limits)),
            Err(_) => Err(HuntError::Timeout(limits.timeout)),
        }
    }

    async fn answer(&self, statement: Statement, limits: Limits) -> Result<Rows> {
        // The tables hold the manifest, and with it every file that it names, until the last row is read.
        let context = self.context(limits)?;
        let state = context.state();
        let plan = state.statement_to_plan(statement).await?;
        SQLOptions::new()
            .with_allow_ddl(false)
            .with_allow_dml(false)
            .with_allow_statements(false)
            .verify_plan(&plan)?;
        let plan = state.create_physical_plan(&plan).await?;
        if guard::products(&plan) > 1 {
            return plan_err!("only one join without an equality between its two sides is allowed");
        }
        let plan = guard::interruptible(plan)?;
        let mut rows = Rows::new(&plan.schema());
        let mut bytes = 0;
        let mut stream = execute_stream(plan, context.task_ctx())?;
        while let Some(batch) = stream.next().await {
            if !rows.add(&batch?, limits.rows, &mut bytes)? {
                break;
            }
        }
        Ok(rows)
    }

    fn context(&self, limits: Limits) -> Result<SessionContext> {
        let runtime = RuntimeEnvBuilder::from_runtime_env(self.runtime()?.as_ref())
            .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory_bytes)))
            .with_disk_manager_builder(DiskManagerBuilder::default().with_mode(DiskManagerMode::Disabled))
            .build_arc()?;
        let cores = std::thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let mut config =
            SessionConfig::new().with_information_schema(true).with_target_partitions(cores.min(8));
        config.options_mut().sql_parser.dialect = datafusion::config::Dialect::PostgreSQL;
        config.options_mut().execution.parquet.pushdown_filters = true;
        config.options_mut().execution.parquet.reorder_filters = true;
        let context = SessionContext::new_with_config_rt(config, runtime);
        guard::disarm(&context);
        context.register_udf(ScalarUDF::from(JsonGet::new()));
        tables::register(&context, &self.shared)?;
        Ok(context)
    }

    fn runtime(&self) -> Result<&Arc<RuntimeEnv>> {
        if let Some(runtime) = self.runtime.get() {
            return Ok(runtime);
        }
        let runtime = RuntimeEnvBuilder::new().build_arc()?;
        let files = LocalFileSystem::new_with_prefix(self.shared.lake.dir())
            .map_err(|e| DataFusionError::ObjectStore(Box::new(e)))?;
        runtime.register_object_store(ObjectStoreUrl::parse(LAKE)?.as_ref(), Arc::new(files));
        Ok(self.runtime.get_or_init(|| runtime))
    }
}
