use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::resource_id::ResourceId;
use super::{appinsights, datastore, envelope, fields, gateway, identity};
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
        let others = super::SOURCES.iter().filter(|source| source.id() != self.id());
        envelope::is_resource_record(record) && !others.into_iter().any(|source| source.recognises(record))
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
            Kind::Storage => (Class::DATASTORE_ACTIVITY, datastore::storage_activity(&operation)),
            Kind::Sql => (Class::DATASTORE_ACTIVITY, datastore::sql_activity(record, base)),
            Kind::Kubernetes => (Class::API_ACTIVITY, verb::of(record.str_or_empty("properties.log.verb"))),
            Kind::Http => (Class::HTTP_ACTIVITY, appinsights::http_activity(&gateway::method(record, base))),
            Kind::Login => (Class::AUTHENTICATION, 1),
            Kind::Firewall => (Class::NETWORK_ACTIVITY, gateway::firewall_activity(record, base)),
            Kind::Other => (Class::API_ACTIVITY, envelope::verb_of(&operation, false)),
        };
        let mut draft = Draft::new(class, activity);
        envelope::map(record, &mut draft, "Azure resource logs");
        identity::map(record, &mut draft);
        match kind {
            Kind::Storage => datastore::storage(record, &mut draft, base),
            Kind::Sql => datastore::sql(record, &mut draft, base),
            Kind::Kubernetes => kubernetes(record, &mut draft),
            Kind::Http => gateway::http(record, &mut draft, base),
            Kind::Login => login(record, &mut draft, base),
            Kind::Firewall => gateway::firewall(record, &mut draft, base),
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
        if let Some(namespace) = namespace {
            fields::put(&mut resource, "namespace", namespace.into());
        }
        draft.push("resources", resource);
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
