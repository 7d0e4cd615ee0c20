use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::resource_id::ResourceId;
use super::{appinsights, envelope, fields, identity};
use crate::map::{EventId, Source, verb};

/// Resource logs of Azure services: Storage, Key Vault, SQL, Machine Learning, App Service, Container Registry,
/// Kubernetes, gateways and firewalls, and whatever else has the envelope of Azure Monitor.
///
/// Source: "Common and service-specific schemas for Azure resource logs" and the monitoring reference of each service,
/// Microsoft Learn.
#[derive(Debug)]
pub(crate) struct Resource;

/// The services whose own attributes are known, by category.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Storage,
    Sql,
    Kubernetes,
    Http,
    Login,
    Firewall,
    Other,
}

impl Source for Resource {
    fn id(&self) -> &'static str {
        "azure.resource"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        envelope::is_resource_record(record)
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![fields::restore_case(record)]
    }

    fn event_id(&self, record: &Native) -> EventId {
        envelope::event_id(record)
    }

    fn map(&self, record: &mut Native) -> Draft {
        for path in ["properties", "Properties", "properties.log", "properties_s"] {
            record.parse_embedded(path);
        }
        // A row of Log Analytics has its attributes beside the envelope.
        let base = if record.get("properties").is_some_and(Value::is_object) { "properties." } else { "" };
        let operation = envelope::operation(record.as_map()).to_owned();
        let kind = kind_of(record, &operation);
        let (class, activity) = match kind {
            Kind::Storage => (Class::DATASTORE_ACTIVITY, storage_activity(&operation)),
            Kind::Sql => (Class::DATASTORE_ACTIVITY, sql_activity(record, base)),
            Kind::Kubernetes => (Class::API_ACTIVITY, verb::of(record.str_or_empty("properties.log.verb"))),
            Kind::Http => (Class::HTTP_ACTIVITY, appinsights::http_activity(&method(record, base))),
            Kind::Login => (Class::AUTHENTICATION, 1),
            Kind::Firewall => (Class::NETWORK_ACTIVITY, firewall_activity(record, base)),
            Kind::Other => (Class::API_ACTIVITY, envelope::verb_of(&operation, false)),
        };
        let mut draft = Draft::new(class, activity);
        envelope::map(record, &mut draft, "Azure resource logs");
        identity::map(record, &mut draft);
        match kind {
            Kind::Storage => storage(record, &mut draft, base),
            Kind::Sql => sql(record, &mut draft, base),
            Kind::Kubernetes => kubernetes(record, &mut draft),
            Kind::Http => http(record, &mut draft, base),
            Kind::Login => login(record, &mut draft, base),
            Kind::Firewall => firewall(record, &mut draft, base),
            Kind::Other => other(record, &mut draft, base),
        }
        if !draft.has("api.operation") && kind == Kind::Other {
            draft.set("api.operation", draft.get("metadata.product.feature.name").cloned());
        }
        draft
    }
}

fn kind_of(record: &Native, operation: &str) -> Kind {
    let category = envelope::category(record.as_map()).to_ascii_lowercase();
    let resource = envelope::resource(record.as_map()).unwrap_or("");
    match category.as_str() {
        "storageread" | "storagewrite" | "storagedelete" => Kind::Storage,
        "sqlsecurityauditevents" | "devopsoperationsaudit" => Kind::Sql,
        "kube-audit" | "kube-audit-admin" if record.has("properties.log.verb") => Kind::Kubernetes,
        "appservicehttplogs"
        | "gatewaylogs"
        | "applicationgatewayaccesslog"
        | "applicationgatewayfirewalllog"
        | "frontdooraccesslog"
        | "frontdoorwebapplicationfirewalllog"
        | "microsoftgraphactivitylogs" => Kind::Http,
        "appserviceauditlogs" | "containerregistryloginevents" => Kind::Login,
        "azfwnetworkrule" | "azfwapplicationrule" => Kind::Firewall,
        "" if fields::contains(resource, "/Microsoft.Storage/storageAccounts/")
            && !operation.contains('/') =>
        {
            Kind::Storage
        }
        _ => Kind::Other,
    }
}

/// Activities of Datastore Activity (6005) for the REST operations of Storage: `GetBlob`, `PutBlob`, `ListContainers`.
fn storage_activity(operation: &str) -> u8 {
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
fn storage(record: &mut Native, draft: &mut Draft, base: &str) {
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

fn sql_activity(record: &Native, base: &str) -> u8 {
    let action =
        fields::read(record, base, &["action_name", "ActionName"]).unwrap_or_default().to_ascii_lowercase();
    let statement = fields::read(record, base, &["statement"]).unwrap_or_default();
    if action.contains("authentication") || action.contains("login") {
        return 3;
    }
    let word = if action.contains("batch") || action.contains("rpc") || action.is_empty() {
        statement.trim_start().split_whitespace().next().unwrap_or("").to_ascii_lowercase()
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
fn sql(record: &mut Native, draft: &mut Draft, base: &str) {
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
        envelope::specify(draft, action);
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

/// The audit record of the API server that Azure Kubernetes Service carries in `properties.log`.
fn kubernetes(record: &mut Native, draft: &mut Draft) {
    let log = "properties.log.";
    let text = |name: &str| record.str(&format!("{log}{name}")).map(str::to_owned);
    let verb = text("verb").unwrap_or_default();
    let kind = text("objectRef.resource").unwrap_or_default();
    let sub = text("objectRef.subresource").map(|sub| format!("/{sub}")).unwrap_or_default();
    let (user, uid, agent) = (text("user.username"), text("user.uid"), text("userAgent"));
    let (name, namespace) = (text("objectRef.name"), text("objectRef.namespace"));
    let code =
        record.read_int("properties.log.responseStatus.code").and_then(|code| u16::try_from(code).ok());
    let ip = record
        .get("properties.log.sourceIPs")
        .and_then(|ips| ips.as_array()?.first()?.as_str())
        .map(str::to_owned);
    let time = record.read_time("properties.log.requestReceivedTimestamp");
    let operation = format!("{verb} {kind}{sub}");
    envelope::specify(draft, operation);
    draft.email("actor.user", user.as_deref());
    draft
        .time(time)
        .put("api.service.name", "kubernetes")
        .set("api.request.uid", text("auditID"))
        .set("actor.user.name", user)
        .set("actor.user.uid", uid)
        .set("http_request.user_agent", agent)
        .address("src_endpoint", "name", ip.filter(|ip| ip.parse::<std::net::IpAddr>().is_ok()));
    if let Some(code) = code {
        draft.put("http_response.code", code).put("status_id", if code < 400 { 1 } else { 2 });
    }
    if let Some(name) = name {
        let mut resource = json!({"name": name, "type": kind});
        if let (Some(object), Some(namespace)) = (resource.as_object_mut(), namespace) {
            object.insert("namespace".to_owned(), namespace.into());
        }
        draft.push("resources", resource);
    }
}

const METHODS: [&str; 5] = ["csMethod", "httpMethod", "requestMethod", "method", "HttpMethod"];

fn method(record: &Native, base: &str) -> String {
    fields::read(record, base, &METHODS).unwrap_or_default()
}

/// A request that App Service, API Management, Application Gateway, Front Door or Microsoft Graph served.
fn http(record: &mut Native, draft: &mut Draft, base: &str) {
    let status = ["scStatus", "httpStatus", "httpStatusCode", "responseCode", "responseStatusCode"];
    let code = fields::find(record, base, &status).and_then(|path| record.take_int(&path));
    let user =
        fields::find(record, base, &["userId", "csUsername"]).filter(|path| record.str(path) != Some("-"));
    let user = user.and_then(|path| record.take_str(&path));
    let by_user = user.is_some();
    identity::address(
        record,
        draft,
        base,
        &["cIp", "CIp", "clientIP", "clientIp", "ipAddress", "callerIpAddress"],
    );
    draft.email("actor.user", user.as_deref());
    draft
        .set("actor.user.uid", user.clone().filter(|user| !user.contains('@')))
        .set("actor.user.name", user)
        .set("actor.app_uid", fields::take(record, base, &["appId"]));
    if !by_user {
        let principal = fields::take(record, base, &["servicePrincipalId"]);
        draft.set("actor.user.type_id", principal.as_ref().map(|_| 4)).set("actor.user.uid", principal);
    }
    draft
        .set("actor.session.uid_alt", fields::take(record, base, &["signInActivityId"]))
        .set("http_request.http_method", fields::take(record, base, &METHODS))
        .set("http_request.user_agent", fields::take(record, base, &["userAgent", "clientUserAgent"]))
        .set("http_request.url.hostname", fields::take(record, base, &["csHost", "host", "hostName"]))
        .set("http_request.url.path", fields::take(record, base, &["csUriStem"]))
        .set("http_request.url.query_string", fields::take(record, base, &["csUriQuery", "requestQuery"]))
        .set("http_request.url.url_string", fields::take(record, base, &["requestUri", "url"]))
        .set("http_response.code", code)
        .set("status_id", code.map(|code| if code < 400 { 1 } else { 2 }))
        .set("firewall_rule.uid", fields::take(record, base, &["ruleId", "ruleName"]));
    if draft.has("http_request.url.hostname") && !draft.has("http_request.url.path") {
        let path = draft.get("http_request.url.url_string").cloned().unwrap_or_else(|| "/".into());
        draft.put("http_request.url.path", path);
    }
    if let Some(action) = fields::read(record, base, &["action"]) {
        verdict(draft, &action);
    }
    if !draft.has("http_request") && !draft.has("http_response") {
        let operation = draft.get("api.operation").cloned();
        draft.set("http_request.url.path", operation);
    }
}

fn login(record: &mut Native, draft: &mut Draft, base: &str) {
    let name = fields::take(record, base, &["user", "identity", "userDisplayName"]);
    let name = name.or_else(|| draft.get("actor.user.name").and_then(Value::as_str).map(str::to_owned));
    identity::address(record, draft, base, &["userAddress", "callerIpAddress"]);
    draft.email("user", name.as_deref());
    let id = envelope::resource(record.as_map()).map(str::to_owned);
    draft
        .set("user.name", name)
        .set("auth_protocol", fields::take(record, base, &["protocol"]))
        .put(
            "service.name",
            id.as_deref().and_then(|id| ResourceId::parse(id).name).unwrap_or("Azure").to_owned(),
        )
        .set("service.uid", id);
    if let Some(user) = draft.get("user").cloned()
        && !draft.has("actor.user")
    {
        draft.put("actor.user", user);
    }
}

fn firewall_activity(record: &Native, base: &str) -> u8 {
    let action = fields::read(record, base, &["action"]).unwrap_or_default();
    if fields::contains(&action, "deny") { 5 } else { 6 }
}

/// A decision of Azure Firewall in its structured log.
fn firewall(record: &mut Native, draft: &mut Draft, base: &str) {
    let port = |names: &[&str]| {
        let number = record.read_int(&fields::find(record, base, names)?)?;
        u16::try_from(number).ok()
    };
    let (sport, dport) = (port(&["sourcePort"]), port(&["destinationPort"]));
    let source = fields::take(record, base, &["sourceIp"]);
    let target = fields::take(record, base, &["destinationIp"]);
    let protocol = fields::take(record, base, &["protocol"]);
    draft.address("src_endpoint", "name", source).address("dst_endpoint", "name", target);
    if draft.has("src_endpoint") {
        draft.set("src_endpoint.port", sport);
    }
    draft.set("dst_endpoint.hostname", fields::take(record, base, &["fqdn"]));
    if draft.has("dst_endpoint") {
        draft.set("dst_endpoint.port", dport);
    }
    draft
        .put("connection_info.direction_id", 0)
        .set("connection_info.protocol_name", protocol.map(|p| p.to_ascii_lowercase()))
        .set("firewall_rule.name", fields::take(record, base, &["rule"]))
        .set("firewall_rule.category", fields::take(record, base, &["ruleCollection"]))
        .set("firewall_rule.type", fields::take(record, base, &["ruleCollectionGroup"]))
        .set("url.url_string", fields::take(record, base, &["targetUrl"]));
    if let Some(action) = fields::read(record, base, &["action"]) {
        verdict(draft, &action);
    }
}

fn verdict(draft: &mut Draft, action: &str) {
    let denied = fields::is_any(action, &["Deny", "Block", "Blocked", "Denied", "AnomalyScoring"]);
    let allowed = fields::is_any(action, &["Allow", "Allowed", "Matched", "Detected", "Log"]);
    if denied || allowed {
        draft.put("action_id", if denied { 2 } else { 1 }).put("disposition_id", if denied { 2 } else { 1 });
    }
}

/// Any other service: what its properties name, most of all the secrets and keys of Key Vault.
fn other(record: &mut Native, draft: &mut Draft, base: &str) {
    let agent = fields::take(record, base, &["clientInfo", "userAgent", "userAgentHeader"]);
    draft
        .set("http_request.user_agent", agent)
        .set("http_request.url.url_string", fields::take(record, base, &["requestUri"]));
    identity::address(record, draft, base, &["clientIP", "clientIp", "callerIpAddress"]);
    let code = fields::find(record, base, &["httpStatusCode"]).and_then(|path| record.take_int(&path));
    if let Some(code) = code {
        draft.put("http_response.code", code);
        if code >= 400 {
            draft.put("status_id", 2);
        }
    }
    if let Some(id) = fields::read(record, base, &["id"]).filter(|id| id.contains("://")) {
        let mut parts = id.split_once("://").map(|(_, rest)| rest.split('/')).into_iter().flatten().skip(1);
        let kind = parts.next().unwrap_or_default().to_owned();
        let name = parts.next().filter(|name| !name.is_empty()).map(str::to_owned);
        draft.push("resources", json!({"uid": id, "name": name.unwrap_or_else(|| id.clone()), "type": kind}));
    }
    for (name, kind) in NAMED {
        if let Some(text) = fields::read(record, base, &[name]) {
            draft.push("resources", json!({"name": text, "type": kind}));
        }
    }
    if !draft.has("actor.user") {
        let user = fields::take(record, base, &["userPrincipalName", "userName", "requesterUpn", "identity"]);
        let uid =
            fields::take(record, base, &["userObjectId", "objectId", "requesterObjectId", "callerIdentity"]);
        draft.email("actor.user", user.as_deref());
        draft.set("actor.user.name", user.clone()).set("actor.user.uid", uid);
    }
}

/// Properties that name what a call was about, with the type that is written for it.
#[rustfmt::skip]
const NAMED: [(&str, &str); 12] = [
    ("amlComputeClusterName", "Microsoft.MachineLearningServices/computes"),
    ("amlDatasetName", "Microsoft.MachineLearningServices/datasets"),
    ("amlDatastoreName", "Microsoft.MachineLearningServices/datastores"),
    ("amlEndpointName", "Microsoft.MachineLearningServices/endpoints"),
    ("amlModelName", "Microsoft.MachineLearningServices/models"),
    ("amlServiceName", "Microsoft.MachineLearningServices/services"),
    ("clusterName", "Microsoft.MachineLearningServices/computes"),
    ("endpointName", "Microsoft.MachineLearningServices/endpoints"),
    ("modelName", "Microsoft.MachineLearningServices/models"),
    ("repository", "Microsoft.ContainerRegistry/repositories"),
    ("runId", "Microsoft.MachineLearningServices/runs"),
    ("deploymentName", "Microsoft.MachineLearningServices/deployments"),
];
