use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use crate::map::aws::is_eks;
use crate::map::{EventId, Source};

/// Kubernetes audit events, of any cluster that is not known to be a provider's.
///
/// Source: "Auditing" and "kube-apiserver Audit Configuration (v1)", Kubernetes documentation.
#[derive(Debug)]
pub(crate) struct KubernetesAudit;

impl Source for KubernetesAudit {
    fn id(&self) -> &'static str {
        "kubernetes.audit"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        is_audit(record) && !is_eks(record) || items(record).is_some()
    }

    fn split(&self, mut record: Map<String, Value>) -> Vec<Map<String, Value>> {
        if items(&record).is_none() {
            return vec![record];
        }
        let Some(Value::Array(items)) = record.remove("items") else { return vec![record] };
        let event = |item| match item {
            Value::Object(mut event) => {
                event.insert("envelope".to_owned(), Value::Object(record.clone()));
                Some(event)
            }
            _ => None,
        };
        items.into_iter().filter_map(event).collect()
    }

    // The stages of a request share its id.
    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("auditID"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let mut draft = map(record);
        draft.put("metadata.product.name", "Kubernetes").put("metadata.product.vendor_name", "Kubernetes");
        draft
    }
}

/// Whether the record is one audit event.
pub(crate) fn is_audit(record: &Map<String, Value>) -> bool {
    let text = |key: &str| record.get(key).and_then(Value::as_str).unwrap_or_default();
    let has = |key: &str| record.contains_key(key);
    text("apiVersion").starts_with("audit.k8s.io/") && text("kind") == "Event"
        || has("auditID") && has("verb") && (has("requestURI") || has("objectRef"))
}

fn items(record: &Map<String, Value>) -> Option<&Vec<Value>> {
    let list = record.get("kind").and_then(Value::as_str) == Some("EventList");
    let items = record.get("items").filter(|_| list)?.as_array()?;
    (!items.is_empty() && items.iter().all(|i| i.as_object().is_some_and(is_audit))).then_some(items)
}

/// Maps an audit event of any cluster.
pub(crate) fn map(record: &mut Native) -> Draft {
    let verb = record.str("verb").unwrap_or("unknown").to_owned();
    let activity = match verb.as_str() {
        "create" | "post" => 1,
        "get" | "list" | "watch" | "head" => 2,
        "update" | "patch" | "put" => 3,
        "delete" | "deletecollection" => 4,
        _ => 99,
    };
    let mut draft = Draft::new(Class::API_ACTIVITY, activity);
    let time = ["stageTimestamp", "requestReceivedTimestamp", "timestamp"]
        .into_iter()
        .find(|path| record.read_time(path).is_some());
    let version = record.str("apiVersion").and_then(|v| v.strip_prefix("audit.k8s.io/")).map(str::to_owned);
    draft
        .time(time.and_then(|path| record.read_time(path)))
        .set("metadata.original_time", time.and_then(|path| record.take_str(path)))
        .set("metadata.log_version", version)
        .set("metadata.log_level", record.take_str("level"))
        .set("http_request.user_agent", record.take_str("userAgent"))
        .put("api.service.name", "Kubernetes");
    user(record, &mut draft);
    let object = resource(record, &mut draft);
    draft.put("api.operation", format!("{verb} {object}").trim_end());
    addresses(record, &mut draft);

    let uri = record.take_str("requestURI");
    let data = record.take("requestObject");
    if let Some(uid) = record.take_str("auditID") {
        draft.put("api.request.uid", uid).set("api.request.data", data);
    } else {
        draft.set("api.request.data", data);
    }
    let code = record.take_int("responseStatus.code");
    let message = record.take_str("responseStatus.message");
    draft
        .set("http_request.url.path", uri)
        .set("api.version", record.take_str("objectRef.apiVersion"))
        .set("api.group.name", record.take_str("objectRef.apiGroup"))
        .set("api.response.code", code)
        .set("api.response.error", record.take_str("responseStatus.reason"))
        .set("api.response.error_message", message)
        .set("api.response.data", record.take("responseObject"))
        .set("status_id", code.map(|code| if code < 400 { 1 } else { 2 }));
    let name = draft.get("actor.user.name").and_then(Value::as_str).unwrap_or("unknown").to_owned();
    draft.put("message", format!("{name} {verb} {object}").trim_end());
    draft
}

fn user(record: &mut Native, draft: &mut Draft) {
    let name = record.take_str("user.username");
    let type_id = match name.as_deref() {
        Some(n) if n.starts_with("system:serviceaccount:") => 4,
        Some(n) if n.starts_with("system:") || n.starts_with("eks:") => 3,
        Some(_) => 1,
        None => 0,
    };
    let uid = record.take_str("user.uid");
    // aws-iam-authenticator says which role stands behind a Kubernetes name.
    let arn = single(record, "user.extra.arn");
    let session = single(record, "user.extra.sessionName");
    draft.email("actor.user", session.as_deref().or(name.as_deref()));
    if name.is_some() || uid.is_some() || arn.is_some() {
        draft.put("actor.user.type_id", type_id);
    }
    match arn {
        Some(arn) => draft.put("actor.user.uid", arn).set("actor.user.uid_alt", uid),
        None => draft.set("actor.user.uid", uid),
    };
    draft
        .set("actor.user.name", name)
        .set("actor.user.credential_uid", single(record, "user.extra.accessKeyId"))
        .set("actor.session.issuer", single(record, "user.extra.canonicalArn"))
        .set("actor.session.uid_alt", session);
    for group in record.take_strs("user.groups").unwrap_or_default() {
        draft.push("actor.user.groups", json!({"name": group}));
    }
    // Who acts as another: the impersonated one is whose rights were used.
    if let Some(name) = record.str("impersonatedUser.username").map(str::to_owned) {
        draft.push("actor.authorizations", json!({"decision": "impersonate", "policy": {"name": name}}));
    }
}

/// The text of a list that holds exactly one.
fn single(record: &mut Native, path: &str) -> Option<String> {
    let only = record.get(path).and_then(Value::as_array).is_some_and(|items| items.len() == 1);
    only.then(|| record.take_strs(path)).flatten()?.pop()
}

/// The object, as `pods/exec` or `/healthz`.
fn resource(record: &mut Native, draft: &mut Draft) -> String {
    let Some(kind) = record.str("objectRef.resource").map(str::to_owned) else {
        let uri = record.str_or_empty("requestURI");
        return uri.split('?').next().unwrap_or(uri).to_owned();
    };
    let kind = match record.str("objectRef.subresource") {
        Some(sub) => format!("{kind}/{sub}"),
        None => kind,
    };
    let mut resource = Map::new();
    let name = record.take_str("objectRef.name").unwrap_or_else(|| kind.clone());
    resource.insert("name".to_owned(), name.into());
    resource.insert("type".to_owned(), kind.clone().into());
    for (key, path) in [("namespace", "objectRef.namespace"), ("uid", "objectRef.uid")] {
        if let Some(value) = record.take_str(path) {
            resource.insert(key.to_owned(), value.into());
        }
    }
    draft.push("resources", Value::Object(resource));
    kind
}

/// The first address is the client's, the others are proxies.
fn addresses(record: &mut Native, draft: &mut Draft) {
    let all_ip = |v: &Value| v.as_str().is_some_and(|t| t.parse::<std::net::IpAddr>().is_ok());
    if !record.get("sourceIPs").and_then(Value::as_array).is_some_and(|ips| ips.iter().all(all_ip)) {
        return;
    }
    let mut ips = record.take_strs("sourceIPs").unwrap_or_default().into_iter();
    draft.address("src_endpoint", "name", ips.next());
    let proxies: Vec<String> = ips.collect();
    draft.set("src_endpoint.intermediate_ips", (!proxies.is_empty()).then_some(proxies));
}
