//! The stores whose data a call reads or writes.
//!
//! Source: "Cloud Audit Logs with Cloud Storage"; "BigQuery audit logs overview".

use serde_json::{Value, json};
use welkin_model::{Draft, Native};

/// `projects/_/buckets/B/objects/O`: the slash belongs to the name of an object.
pub(super) fn object(record: &Native, draft: &mut Draft, resource: Option<&str>) {
    // A perimeter that denies the call names the object elsewhere.
    let of_perimeter = record
        .get("protoPayload.metadata.resourceNames")
        .and_then(|names| names.as_array()?.first()?.as_str());
    let resource = resource.filter(|name| name.contains("buckets/")).or(of_perimeter);
    let of_name = resource.and_then(|name| after(name, "buckets/")).map(str::to_owned);
    let bucket = record.str("resource.labels.bucket_name").map(str::to_owned).or(of_name);
    draft.set("databucket.name", bucket);
    if !draft.has("databucket") {
        draft.put("databucket.name", "Unknown");
    }
    draft.put("databucket.type_id", 3);
    if let Some(path) =
        resource.and_then(|name| name.split_once("/objects/")).map(|(_, path)| path.to_owned())
        && !path.is_empty()
    {
        let name = last_part(&path);
        draft.put("databucket.file", json!({"name": name, "path": path, "type_id": 1}));
    }
}

/// The data set and table of a call of BigQuery, and the text of a query.
pub(super) fn bigquery(record: &Native, draft: &mut Draft) {
    let meta = "protoPayload.metadata";
    let jobs = [format!("{meta}.jobChange.job"), format!("{meta}.jobInsertion.job")];
    let old = "protoPayload.serviceData";
    let mut queries = vec![
        format!("{old}.jobInsertRequest.resource.jobConfiguration.query.query"),
        format!("{old}.jobQueryRequest.query"),
        format!("{old}.jobCompletedEvent.job.jobConfiguration.query.query"),
    ];
    let mut tables = Vec::new();
    for job in &jobs {
        queries.push(format!("{job}.jobConfig.queryConfig.query"));
        let referenced = record.get(&format!("{job}.jobStats.queryStats.referencedTables"));
        tables.extend(referenced.and_then(Value::as_array).and_then(|t| t.first()?.as_str()));
        for config in
            ["tableCopyConfig.destinationTable", "extractConfig.sourceTable", "loadConfig.destinationTable"]
        {
            tables.extend(record.str(&format!("{job}.jobConfig.{config}")));
        }
        tables.extend(record.str(&format!("{job}.jobConfig.queryConfig.destinationTable")));
    }
    let resource = record.str("protoPayload.resourceName").filter(|name| name.contains("datasets/"));
    let name = resource.or(tables.first().copied()).unwrap_or_default();
    let label = record.str("resource.labels.dataset_id");
    let dataset = after(name, "datasets/").or(label).or(record.str("resource.labels.project_id"));
    let table = after(name, "tables/").map(str::to_owned);
    let query = queries.iter().find_map(|path| record.str(path)).map(str::to_owned);
    draft
        .put("database.name", dataset.unwrap_or("Unknown"))
        .put("database.type", "BigQuery")
        .put("database.type_id", 99)
        .set("table.name", table);
    if let Some(query) = query {
        draft.put("query_info.query_string", query).put("query_info.name", "BigQuery job");
    }
}

/// The part of a resource name behind a collection: `after("…/buckets/b/objects/o", "buckets/")` is `b`.
pub(super) fn after<'a>(name: &'a str, collection: &str) -> Option<&'a str> {
    let (_, rest) = name.split_once(collection)?;
    rest.split('/').next().filter(|part| !part.is_empty())
}

pub(super) fn last_part(name: &str) -> String {
    name.rsplit('/').find(|part| !part.is_empty()).unwrap_or(name).to_owned()
}
