use std::collections::VecDeque;

use serde_json::{Value, json};
use welkin_model::{Millis, SourceId};

use super::call::stamp;
use super::law::Caller;
use super::route::Route;
use super::store::Resource;
use crate::Record;
use crate::calendar::SECOND;
use crate::estate::OCI_TENANCY;
use crate::ids::{Token, Uuid};
use crate::rng::Rng;
use crate::sim::{Request, Response};

/// Records that nobody took are dropped from the oldest on.
const MOST_RECORDS: usize = 10_000;
/// What the Audit API still finds.
const MOST_EVENTS: usize = 1_000;
/// A user agent or a path is cut here in records.
const LONGEST: usize = 1_024;

/// The audit log: one record for every call, whoever made it and however it ended.
#[derive(Debug)]
pub(super) struct Audit {
    rng: Rng,
    records: VecDeque<Record>,
    events: VecDeque<(Millis, String, Value)>,
    pub(super) retention_days: u64,
}

/// A call and how it ended.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry<'a> {
    pub(super) request: &'a Request,
    pub(super) route: &'a Route,
    pub(super) caller: &'a Caller,
    pub(super) subject: Option<&'a Subject>,
    pub(super) response: &'a Response,
    pub(super) code: Option<&'static str>,
    pub(super) at: Millis,
}

/// What a call was about, as it was before the call: afterwards it may be gone.
#[derive(Clone, Debug)]
pub(super) struct Subject {
    pub(super) id: String,
    name: String,
    compartment: String,
    project: String,
}

impl From<&Resource> for Subject {
    fn from(resource: &Resource) -> Subject {
        Subject {
            id: resource.id.clone(),
            name: resource.name().to_owned(),
            compartment: resource.compartment().to_owned(),
            project: resource.text("projectId").to_owned(),
        }
    }
}

impl Audit {
    pub(super) fn new(seed: u64) -> Audit {
        let rng = Rng::of(&[seed, crate::rng::number_of("oci.audit")]);
        Audit { rng, records: VecDeque::new(), events: VecDeque::new(), retention_days: 365 }
    }

    /// Writes the record of a call and gives the `opc-request-id` of its response.
    pub(super) fn write(&mut self, entry: &Entry<'_>) -> String {
        let (request, at) = (entry.request, entry.at);
        let given: String = request
            .header("opc-request-id")
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '/')
            .take(98)
            .collect();
        let grouping = match given.split('/').next() {
            Some(first) if !first.is_empty() => first.to_owned(),
            _ => Token::hex(self.rng.next(), 32).to_string(),
        };
        let id =
            format!("{grouping}/{}/{}", Token::hex(self.rng.next(), 32), Token::hex(self.rng.next(), 32));
        let (event, text) = self.event(entry, &grouping, &id);
        if self.events.len() >= MOST_EVENTS {
            self.events.pop_front();
        }
        self.events.push_back((at, event.0, event.1));
        if let Some(source) = SourceId::parse("oci.audit") {
            if self.records.len() >= MOST_RECORDS {
                self.records.pop_front();
            }
            let delivered = at + 30 * SECOND;
            self.records.push_back(Record { source, time: at, delivered, text, label: None });
        }
        id
    }

    pub(super) fn take(&mut self) -> Vec<Record> {
        self.records.drain(..).collect()
    }

    /// The events of a compartment in a time, in the form of the Audit API.
    pub(super) fn events(&self, compartment: &str, from: Millis, until: Millis) -> Vec<Value> {
        let wanted = |(at, of, _): &&(Millis, String, Value)| (from..until).contains(at) && of == compartment;
        self.events.iter().filter(wanted).map(|(_, _, event)| event.clone()).collect()
    }

    /// The same event as the Audit API gives it (with its compartment), and as the Logging service writes it.
    fn event(&mut self, entry: &Entry<'_>, grouping: &str, id: &str) -> ((String, Value), String) {
        let Entry { request, route, caller, subject, response, code, at } = *entry;
        let time = stamp(at);
        let body = request.json();
        let asked = request.parameter("compartmentId");
        let compartment = subject
            .map(|one| one.compartment.clone())
            .or(asked)
            .or_else(|| body.get("compartmentId").and_then(Value::as_str).map(str::to_owned))
            .filter(|id| !id.is_empty() && id.len() < 256)
            .unwrap_or_else(|| OCI_TENANCY.to_owned());
        let cut = |text: &str| text.chars().take(LONGEST).collect::<String>();
        let agent = cut(request.header("user-agent"));
        let path = cut(&path(request));
        let unknown = if caller.id.is_empty() { Value::Null } else { json!(caller.id) };
        let status = response.status.as_u16();
        let name = &route.name;
        let kind = format!("com.oraclecloud.{}.{name}", service(route));
        let ended = code.map_or_else(
            || format!("{name} succeeded"),
            |code| format!("{name} failed with response '{code}'"),
        );
        let of_storage = route.service == "objectstorage";
        let object =
            route.parts.get(5..).filter(|rest| of_storage && !rest.is_empty()).map(|rest| rest.join("/"));
        let source = object.or_else(|| subject.map(|one| one.name.clone())).unwrap_or_default();
        let data = json!({
            "additionalDetails": details(route, subject), "availabilityDomain": "AD1",
            "compartmentId": compartment, "compartmentName": null, "definedTags": {},
            "eventGroupingId": grouping, "eventName": name, "freeformTags": {},
            "identity": {
                "authType": if caller.auth.is_empty() { Value::Null } else { json!(caller.auth) },
                "callerId": null, "callerName": null, "consoleSessionId": null,
                "credentials": caller.credentials, "ipAddress": "127.0.0.1", "principalId": unknown,
                "principalName": caller.name, "tenantId": OCI_TENANCY, "userAgent": agent,
            },
            "message": ended,
            "request": {
                "action": request.method.as_str(),
                "headers": {
                    "Accept": [cut(request.header("accept"))], "User-Agent": [agent],
                    "opc-request-id": [grouping],
                },
                "id": id, "parameters": parameters(request), "path": path,
            },
            "resourceId": if of_storage { path.clone() } else { subject.map_or_else(|| path.clone(), |one| one.id.clone()) },
            "resourceName": source,
            "response": {
                "headers": {"Content-Type": ["application/json"], "opc-request-id": [id]}, "message": code,
                "payload": code.map_or_else(|| json!({}), |code| json!({"code": code})),
                "responseTime": time, "status": status.to_string(),
            },
            "stateChange": {"current": change(request, &body, status), "previous": null},
        });
        let unique = Uuid::random(&mut self.rng).to_string();
        let ingested = stamp(at + 2 * SECOND);
        let api = json!({
            "eventType": kind, "cloudEventsVersion": "0.1", "eventTypeVersion": "2.0", "source": source,
            "eventId": unique, "eventTime": time, "contentType": "application/json", "data": data,
        });
        let log = json!({
            "id": unique, "specversion": "1.0", "type": kind, "source": source, "time": time,
            "dataschema": "2.0",
            "oracle": {
                "compartmentid": compartment, "ingestedtime": ingested, "loggroupid": "_Audit",
                "tenantid": OCI_TENANCY,
            },
            "data": data,
        });
        ((compartment, api), log.to_string())
    }
}

/// The path as the service saw it: without the prefixes of the simulation.
fn path(request: &Request) -> String {
    let segments: Vec<&str> = request.path.split('/').filter(|part| !part.is_empty()).collect();
    let prefix = segments
        .iter()
        .take_while(|part| {
            super::route::REGIONS.iter().any(|region| region.name == **part)
                || super::route::SERVICES.contains(*part)
                || **part == "modeldeployment"
        })
        .count();
    format!("/{}", segments.get(prefix..).map(|rest| rest.join("/")).unwrap_or_default())
}

fn parameters(request: &Request) -> Value {
    let mut all = serde_json::Map::new();
    for (name, value) in request.parameters().into_iter().take(16) {
        all.insert(name.chars().take(64).collect(), json!([value.chars().take(256).collect::<String>()]));
    }
    Value::Object(all)
}

/// What a successful write asked for; keys of keys and contents stay out.
fn change(request: &Request, body: &Value, status: u16) -> Value {
    let write = ["POST", "PUT", "PATCH"].contains(&request.method.as_str());
    if !write || status >= 300 || request.body.len() > LONGEST * 8 || !body.is_object() {
        return Value::Null;
    }
    let mut body = body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|field, _| {
            !["key", "content", "secretContent", "publicKey", "certificate", "password"]
                .contains(&field.as_str())
        });
    }
    body
}

fn details(route: &Route, subject: Option<&Subject>) -> Value {
    if route.service == "objectstorage" {
        return json!({
            "bucketName": route.part(3), "namespace": route.part(1),
            "objectName": route.parts.get(5..).filter(|rest| !rest.is_empty()).map(|rest| rest.join("/")),
            "bucketId": subject.map(|one| one.id.clone()),
        });
    }
    let project = subject.map(|one| one.project.as_str()).filter(|id| !id.is_empty());
    project.map_or_else(|| json!({}), |id| json!({"projectId": id}))
}

/// The service as the type of an event spells it.
fn service(route: &Route) -> &'static str {
    match (route.service, route.part(0)) {
        ("identity", _) => "identityControlPlane",
        ("domain", _) => "IdentityDomains",
        ("auth", _) => "IdentitySignOn",
        ("query", _) => "ResourceSearch",
        ("datascience" | "modeldeployment", _) => "DataScience",
        ("generativeai", _) => "GenerativeAi",
        ("agent", _) => "GenerativeAiAgent",
        ("iaas", "instances" | "images" | "vnicAttachments" | "computeClusters") => "ComputeApi",
        ("iaas", "volumes" | "bootVolumes" | "volumeBackups") => "BlockVolumes",
        ("iaas", "loadBalancers") => "LoadBalancerApi",
        ("iaas", _) => "VirtualNetwork",
        ("containerengine", _) => "ClustersAPI",
        ("kms" | "kms-management", _) => "KeyManagementService",
        ("vaults", _) => "VaultSecretMng",
        ("secrets", _) => "SecretRetrieval",
        ("logging", _) => "Logging",
        ("events", _) => "EventsService",
        ("notification", _) => "NotificationsControlPlane",
        ("database", _) => "DatabaseService",
        ("limits", _) => "Limits",
        (other, _) => other_static(other),
    }
}

fn other_static(service: &str) -> &'static str {
    super::route::SERVICES.iter().find(|known| **known == service).copied().unwrap_or("Unknown")
}
