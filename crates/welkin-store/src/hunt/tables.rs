use std::sync::Arc;

use datafusion::error::Result;
use datafusion::prelude::SessionContext;
use serde::Serialize;
use welkin_model::schema::Schema as Ocsf;

use super::files::EventTable;
use super::records::{self, RecordTable};
use super::rows::kind;
use crate::lake::{COLUMNS, class_name, table_schema};
use crate::store::Shared;

/// A table that SQL can read.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HuntTable {
    /// Its name in SQL.
    pub name: String,
    /// What a row is.
    pub description: String,
    /// The columns in their order.
    pub columns: Vec<HuntColumn>,
}

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HuntColumn {
    /// Its name in SQL.
    pub name: String,
    /// `text`, `integer` or `time`.
    #[serde(rename = "type")]
    pub kind: String,
    /// What it holds.
    pub description: String,
}

/// Makes the tables known; nothing is read.
pub(crate) fn register(context: &SessionContext, shared: &Arc<Shared>) -> Result<()> {
    let manifest = shared.lake.manifest();
    context.register_table(
        "events",
        Arc::new(EventTable::new(Arc::clone(shared), Arc::clone(&manifest), None)),
    )?;
    for class in Ocsf::get().classes() {
        let table = EventTable::new(Arc::clone(shared), Arc::clone(&manifest), Some(class));
        context.register_table(class_name(class), Arc::new(table))?;
    }
    for kind in records::ALL {
        context.register_table(kind.name, Arc::new(RecordTable::new(Arc::clone(shared), kind)))?;
    }
    Ok(())
}

/// Every table, `events` and the other general ones first.
pub(crate) fn describe() -> Vec<HuntTable> {
    let schema = table_schema();
    let events: Vec<HuntColumn> = COLUMNS
        .iter()
        .zip(schema.fields())
        .map(|(column, field)| HuntColumn {
            name: column.name.to_owned(),
            kind: kind(field.data_type()),
            description: column.description.to_owned(),
        })
        .collect();
    let mut tables = vec![HuntTable {
        name: "events".to_owned(),
        description: "every event of every class".to_owned(),
        columns: events.clone(),
    }];
    tables.extend(records::ALL.iter().map(|kind| HuntTable {
        name: kind.name.to_owned(),
        description: kind.description.to_owned(),
        columns: kind.columns(),
    }));
    tables.extend(Ocsf::get().classes().into_iter().map(|class| HuntTable {
        name: class_name(class),
        description: format!(
            "events of class {} {}",
            class.uid(),
            Ocsf::get().class_caption(class).unwrap_or_default()
        ),
        columns: events.clone(),
    }));
    tables
}
