use serde_json::Value;
use welkin_model::{Draft, Native};

use super::resource_id::ResourceId;
use super::{envelope, fields, identity};

/// Activities of Datastore Activity (6005) for the REST operations of Storage: `GetBlob`, `PutBlob`, `ListContainers`.
pub(super) fn storage_activity(operation: &str) -> u8 {
    let operation = operation.to_ascii_lowercase();
    let starts = |words: &[&str]| words.iter().any(|word| operation.starts_with(word));
    if starts(&["list", "queryentities", "querytables"]) {
        8
    } else if starts(&["query", "select"]) {
        4
    } else if starts(&["delete", "clear", "abort", "filesystemdelete"]) {
        7
    } else if starts(&["create", "filesystemcreate"]) {
        6
    } else if starts(&[
        "put",
        "copy",
        "append",
        "insert",
        "upload",
        "writ",
        "flush",
        "importblob",
        "snapshot",
    ]) {
        5
    } else if starts(&["set", "update", "merge", "lease", "undelete", "restore", "rename", "change"]) {
        2
    } else if starts(&["get", "read", "peek", "head", "blobpreflight"]) {
        1
    } else {
        99
    }
}

/// Where the object lies and who asked for it. `responseBodySize` stays in `unmapped`, where volumes are read.
pub(super) fn storage(record: &mut Native, draft: &mut Draft, base: &str) {
    let account = fields::read(record, base, &["accountName"]);
    let key = fields::take(record, base, &["objectKey"]);
    let uri = fields::take(record, "", &["uri"]);
    let path = key.as_deref().map(|key| key.trim_matches('"').trim_start_matches('/').to_owned());
    let path = path.or_else(|| uri.as_deref().and_then(path_of_uri));
    let mut parts = path.as_deref().unwrap_or_default().splitn(3, '/');
    let first = parts.next().filter(|part| !part.is_empty());
    let (container, object) = (parts.next(), parts.next().filter(|object| !object.is_empty()));
    let account = account.or_else(|| first.map(str::to_owned));
    let account =
        account.or_else(|| uri.as_deref().and_then(host_of_uri)?.split('.').next().map(str::to_owned));
    let name = match (&account, container.filter(|c| !c.is_empty())) {
        (Some(account), Some(container)) => Some(format!("{account}/{container}")),
        (Some(account), None) => Some(account.clone()),
        _ => None,
    };
    let id = fields::read(record, "", &["resourceId", "_ResourceId"]);
    if name.is_some() || id.is_some() {
        draft.put("databucket.type_id", 2).set("databucket.name", name).set("databucket.uid", id);
    }
    if let Some(object) = object {
        let file = object.rsplit('/').find(|part| !part.is_empty()).unwrap_or(object).to_owned();
        draft
            .put("databucket.file.name", file)
            .put("databucket.file.path", key.clone().unwrap_or_else(|| object.to_owned()))
            .put("databucket.file.type_id", 1);
    } else {
        draft.set("databucket.desc", key);
    }
    draft
        .put("type_id", 2)
        .set("http_request.url.url_string", uri)
        .set("http_request.user_agent", fields::take(record, base, &["userAgentHeader"]))
        .set("http_request.referrer", fields::take(record, base, &["referrerHeader"]))
        .set("api.request.uid", fields::take(record, base, &["clientRequestId"]));
    if let Some(code) = draft.get("status_code").and_then(Value::as_str).and_then(|c| c.parse::<u16>().ok()) {
        draft.put("http_response.code", code);
    }
    if !draft.has("status_id")
        && let Some(response) = fields::read(record, base, &["metricResponseType"])
    {
        draft.put("status_id", if response.ends_with("Success") { 1 } else { 2 });
        draft.put("status_detail", response);
    }
}

fn host_of_uri(uri: &str) -> Option<&str> {
    uri.split_once("://")?.1.split(['/', ':', '?']).next()
}

/// `account/container/object` of `https://account.blob.core.windows.net:443/container/object?…`.
fn path_of_uri(uri: &str) -> Option<String> {
    let host = host_of_uri(uri)?;
    let path = uri.split_once("://")?.1.split_once('/')?.1.split('?').next()?;
    Some(format!("{}/{path}", host.split('.').next().unwrap_or(host)))
}

pub(super) fn sql_activity(record: &Native, base: &str) -> u8 {
    let action =
        fields::read(record, base, &["action_name", "ActionName"]).unwrap_or_default().to_ascii_lowercase();
    let statement = fields::read(record, base, &["statement"]).unwrap_or_default();
    if action.contains("authentication") || action.contains("login") {
        return 3;
    }
    let word = if action.contains("batch") || action.contains("rpc") || action.is_empty() {
        statement.split_whitespace().next().unwrap_or("").to_ascii_lowercase()
    } else {
        action
    };
    match word.as_str() {
        "select" | "exec" | "execute" | "with" => 4,
        "insert" | "bulk" => 5,
        "update" | "merge" | "alter" => 2,
        "create" => 6,
        "delete" | "drop" | "truncate" => 7,
        _ => 4,
    }
}

/// A statement or login of SQL Database's auditing.
pub(super) fn sql(record: &mut Native, draft: &mut Draft, base: &str) {
    let user = ["server_principal_name", "session_server_principal_name", "database_principal_name"];
    fields::fill(record, draft, "actor.user.name", base, &user);
    let name = draft.get("actor.user.name").and_then(Value::as_str).map(str::to_owned);
    draft.email("actor.user", name.as_deref());
    draft.set("actor.session.uid", fields::take(record, base, &["session_id"]));
    identity::address(record, draft, base, &["client_ip"]);
    let succeeded = fields::find(record, base, &["succeeded"]).and_then(|path| record.read_bool(&path));
    draft
        .set("status_id", succeeded.map(|ok| if ok { 1 } else { 2 }))
        .set("database.name", fields::take(record, base, &["database_name"]))
        .set("query_info.query_string", fields::take(record, base, &["statement"]))
        .set("table.name", fields::take(record, base, &["object_name"]))
        .set("actor.app_name", fields::take(record, base, &["application_name"]))
        .put("type_id", 1);
    if let Some(action) = fields::take(record, base, &["action_name"]) {
        draft.put("query_info.name", action.clone());
        envelope::specify(draft, action);
    } else if draft.has("query_info") {
        draft.put("query_info.name", "statement");
    }
    if !draft.has("database.name") {
        let resource =
            envelope::resource(record.as_map()).and_then(|id| ResourceId::parse(id).name).map(str::to_owned);
        draft.set("database.name", resource);
    }
    if draft.has("database.name") {
        draft.put("database.type_id", 1);
    }
}
