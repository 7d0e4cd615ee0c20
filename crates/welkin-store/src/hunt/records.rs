use std::sync::Arc;

use async_trait::async_trait;
use datafusion::arrow::array::{ArrayRef, Int64Array, StringArray, TimestampMillisecondArray};
use datafusion::arrow::datatypes::{DataType, Field, Schema, SchemaRef, TimeUnit};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::catalog::{Session, TableProvider};
use datafusion::datasource::memory::MemorySourceConfig;
use datafusion::error::{DataFusionError, Result};
use datafusion::execution::memory_pool::MemoryConsumer;
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use serde_json::{Value, json};
use welkin_model::{Finding, Incident};

use super::rows::kind;
use super::tables::HuntColumn;
use crate::StoreError;
use crate::state;
use crate::store::Shared;

/// The tables of what is kept in SQLite.
pub(crate) static ALL: &[RecordKind] = &[FINDINGS, INCIDENTS];

/// A kind of record and its columns: name, type, description, value as JSON.
#[derive(Debug)]
pub(crate) struct RecordKind {
    pub(crate) name: &'static str,
    pub(crate) description: &'static str,
    columns: &'static [(&'static str, Kind, &'static str)],
    each: fn(&Shared, &mut Take<'_>) -> Result<(), StoreError>,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Text,
    Long,
    Time,
}

/// Is given the values of one record, in the order of the columns.
type Take<'a> = dyn FnMut(Vec<Value>) -> Result<bool, StoreError> + 'a;

const FINDINGS: RecordKind = RecordKind {
    name: "findings",
    description: "what rules and detectors found",
    columns: &[
        ("uid", Kind::Text, "id of the finding"),
        ("time", Kind::Time, "time of the event that completed the pattern"),
        ("severity_id", Kind::Long, "0 unknown to 6 fatal"),
        ("severity", Kind::Text, "the same as a word, e.g. High"),
        ("cloud", Kind::Text, "aws, azure, gcp, oci, ibm or other"),
        ("source", Kind::Text, "log source of the events"),
        ("rule", Kind::Text, "id of the rule or detector"),
        ("rule_name", Kind::Text, "its name"),
        ("title", Kind::Text, "what was found"),
        ("description", Kind::Text, "the same at length"),
        ("reason", Kind::Text, "how the measure came out"),
        ("techniques", Kind::Text, "ATT&CK and ATLAS techniques, divided by blanks"),
        ("event_uid", Kind::Text, "uid of the event that completed the pattern"),
        ("events", Kind::Text, "uids of all its events, as a JSON list"),
        ("actor", Kind::Text, "name of the actor"),
        ("src_ip", Kind::Text, "address that it came from"),
        ("finding", Kind::Text, "the whole finding as JSON"),
    ],
    each: |shared, take| {
        state::each_finding(&shared.state.reader(), &mut |finding| take(finding_row(&finding)?))
    },
};

const INCIDENTS: RecordKind = RecordKind {
    name: "incidents",
    description: "attacks: findings that belong together",
    columns: &[
        ("uid", Kind::Text, "id of the incident"),
        ("title", Kind::Text, "what happened"),
        ("severity_id", Kind::Long, "0 unknown to 6 fatal"),
        ("severity", Kind::Text, "the same as a word, e.g. High"),
        ("score", Kind::Long, "0 to 100"),
        ("first_seen", Kind::Time, "time of the first finding"),
        ("last_seen", Kind::Time, "time of the last finding"),
        ("clouds", Kind::Text, "the clouds in the order of the attack, divided by blanks"),
        ("actors", Kind::Text, "identities behind it, as a JSON list"),
        ("findings", Kind::Long, "number of findings"),
        ("finding_uids", Kind::Text, "uids of the findings, as a JSON list"),
        ("incident", Kind::Text, "the whole incident as JSON"),
    ],
    each: |shared, take| {
        state::each_incident(&shared.state.reader(), &mut |incident| take(incident_row(&incident)?))
    },
};

impl RecordKind {
    pub(crate) fn columns(&self) -> Vec<HuntColumn> {
        let column = |(name, column, description): &(&str, Kind, &str)| HuntColumn {
            name: (*name).to_owned(),
            kind: kind(&data_type(*column)),
            description: (*description).to_owned(),
        };
        self.columns.iter().map(column).collect()
    }

    fn schema(&self) -> SchemaRef {
        let field = |(name, kind, _): &(&str, Kind, &str)| Field::new(*name, data_type(*kind), true);
        Arc::new(Schema::new(self.columns.iter().map(field).collect::<Vec<_>>()))
    }
}

/// A table that is read from SQLite when a query asks for it.
#[derive(Debug)]
pub(crate) struct RecordTable {
    shared: Arc<Shared>,
    kind: &'static RecordKind,
}

impl RecordTable {
    pub(crate) fn new(shared: Arc<Shared>, kind: &'static RecordKind) -> RecordTable {
        RecordTable { shared, kind }
    }
}

#[async_trait]
impl TableProvider for RecordTable {
    fn schema(&self) -> SchemaRef {
        self.kind.schema()
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        _: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let reservation = MemoryConsumer::new(self.kind.name).register(&state.runtime_env().memory_pool);
        let (shared, kind) = (Arc::clone(&self.shared), self.kind);
        let wanted: Vec<usize> = projection.cloned().unwrap_or_else(|| (0..kind.columns.len()).collect());
        let batches = tokio::task::spawn_blocking(move || {
            load(&shared, kind, &wanted, &mut |bytes| reservation.try_grow(bytes))
        });
        let batches = batches.await.map_err(|e| DataFusionError::ExecutionJoin(Box::new(e)))??;
        Ok(MemorySourceConfig::try_new_exec(&[batches], self.schema(), projection.cloned())?)
    }
}

const BATCH: usize = 1024;

fn load(
    shared: &Shared,
    kind: &RecordKind,
    wanted: &[usize],
    grow: &mut dyn FnMut(usize) -> Result<()>,
) -> Result<Vec<RecordBatch>> {
    let mut batches = Vec::new();
    let mut rows: Vec<Vec<Value>> = Vec::new();
    let mut failed = None;
    let mut flush = |rows: &mut Vec<Vec<Value>>| -> Result<()> {
        let batch = batch(kind, wanted, rows)?;
        grow(batch.get_array_memory_size())?;
        batches.push(batch);
        rows.clear();
        Ok(())
    };
    let read = (kind.each)(shared, &mut |row| {
        rows.push(row);
        if rows.len() == BATCH {
            failed = flush(&mut rows).err();
        }
        Ok(failed.is_none())
    });
    read.map_err(|e| DataFusionError::External(Box::new(e)))?;
    match failed {
        Some(error) => Err(error),
        None => flush(&mut rows).map(|()| batches),
    }
}

/// The wanted columns; the others stay empty, for the projection leaves them out.
fn batch(kind: &RecordKind, wanted: &[usize], rows: &[Vec<Value>]) -> Result<RecordBatch> {
    let column = |(at, (_, kind, _)): (usize, &(&str, Kind, &str))| -> ArrayRef {
        let values = rows.iter().map(|row| row.get(at).filter(|_| wanted.contains(&at)));
        match kind {
            Kind::Text => Arc::new(StringArray::from_iter(values.map(|value| value?.as_str()))),
            Kind::Long => Arc::new(Int64Array::from_iter(values.map(|value| value?.as_i64()))),
            Kind::Time => Arc::new(
                TimestampMillisecondArray::from_iter(values.map(|value| value?.as_i64()))
                    .with_timezone("UTC"),
            ),
        }
    };
    let columns = kind.columns.iter().enumerate().map(column).collect();
    Ok(RecordBatch::try_new(kind.schema(), columns)?)
}

fn finding_row(finding: &Finding) -> Result<Vec<Value>, StoreError> {
    let body = serde_json::to_string(finding).map_err(|e| StoreError::corrupt("finding", e))?;
    let techniques: Vec<&str> = finding.attacks.iter().filter_map(|a| a.technique.as_deref()).collect();
    let parts = finding.evidence.parts();
    let evidence = |part: &Option<Value>, path: &str| {
        part.as_ref().and_then(|part| part.pointer(path)).cloned().unwrap_or(Value::Null)
    };
    Ok(vec![
        json!(finding.uid),
        json!(finding.time),
        json!(finding.severity.id()),
        json!(finding.severity.as_str()),
        json!(finding.cloud.as_str()),
        json!(finding.source.as_str()),
        json!(finding.analytic.uid),
        json!(finding.analytic.name),
        json!(finding.title),
        json!(finding.desc),
        json!(finding.reason),
        json!(techniques.join(" ")),
        json!(finding.events.last()),
        json!(json!(finding.events).to_string()),
        evidence(&parts.actor, "/user/name"),
        evidence(&parts.src_endpoint, "/ip"),
        json!(body),
    ])
}

fn incident_row(incident: &Incident) -> Result<Vec<Value>, StoreError> {
    let body = serde_json::to_string(incident).map_err(|e| StoreError::corrupt("incident", e))?;
    let clouds: Vec<&str> = incident.clouds.iter().map(|cloud| cloud.as_str()).collect();
    let uids: Vec<&str> = incident.entries.iter().map(|entry| entry.finding.uid.as_str()).collect();
    Ok(vec![
        json!(incident.uid),
        json!(incident.title),
        json!(incident.severity.id()),
        json!(incident.severity.as_str()),
        json!(incident.score),
        json!(incident.first_seen()),
        json!(incident.last_seen()),
        json!(clouds.join(" ")),
        json!(json!(incident.actors).to_string()),
        json!(incident.entries.len()),
        json!(json!(uids).to_string()),
        json!(body),
    ])
}

fn data_type(kind: Kind) -> DataType {
    match kind {
        Kind::Text => DataType::Utf8,
        Kind::Long => DataType::Int64,
        Kind::Time => DataType::Timestamp(TimeUnit::Millisecond, Some("UTC".into())),
    }
}
