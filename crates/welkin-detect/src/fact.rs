use std::net::IpAddr;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use welkin_model::{Class, Cloud, Event, EventUid, Evidence, Millis, SourceId};

use crate::identity::{self, Handle, Link};

/// What of an event the detectors that keep state look at: who did what to which thing, from where, and how much.
///
/// It is small and owns its data, so that the last minutes of facts can be kept and put in order.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Fact {
    pub time: Millis,
    pub uid: EventUid,
    pub source: SourceId,
    pub cloud: Cloud,
    pub class: u32,
    /// Every handle by which the event's actor can be known again, the most lasting one first; none if it is unknown.
    pub handles: Vec<Handle>,
    /// What the event says about which identity belongs to or becomes which other.
    pub links: Vec<Link>,
    /// The label of the actor for people.
    pub actor: String,
    /// What the actor is for, as far as its name or its acts tell.
    pub duty: Duty,
    pub service: String,
    pub operation: String,
    pub failed: bool,
    /// The model of an AI call.
    pub model: Option<String>,
    /// The store that was read or written.
    pub store: Option<Store>,
    /// The last part of the name of a secret that was read.
    pub secret: Option<String>,
    pub ip: Option<IpAddr>,
    pub user_agent: Option<String>,
    pub place: Option<Place>,
    /// Bytes that went to the caller, tokens apart.
    pub bytes: u64,
    pub tokens: u64,
    pub evidence: Evidence,
}

/// What a workload is for.
#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Duty {
    Inference,
    Training,
    Unknown,
}

/// A store of data and what was done to it.
#[derive(Clone, Debug, Deserialize, Eq, PartialEq, Serialize)]
pub struct Store {
    pub name: String,
    pub access: Access,
    /// Whether its name says that it holds what models are trained on.
    pub training: bool,
}

#[derive(Clone, Copy, Debug, Deserialize, Eq, Hash, Ord, PartialEq, PartialOrd, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    Read,
    Write,
}

/// Where the caller was, if the provider says so.
#[derive(Clone, Debug, Deserialize, PartialEq, Serialize)]
pub struct Place {
    pub country: Option<String>,
    pub latitude: Option<f64>,
    pub longitude: Option<f64>,
}

impl Fact {
    /// The fact of an event, or `None` for events that are nobody's act: inventories, findings without evidence. A
    /// flow or an anonymous call is a fact without handles.
    pub fn of(event: &Event) -> Option<Fact> {
        let class = event.class();
        let of_finding;
        let event = match class.category_uid() {
            2 => {
                of_finding = subject_of_finding(event)?;
                &of_finding
            }
            5 => return None,
            _ => event,
        };
        let handles = identity::handles(event);
        let actor = identity::label(event);
        let text = |path: &str| event.str(path).map(str::to_owned);
        let count = |path: &str| event.int(path).and_then(|n| u64::try_from(n).ok()).unwrap_or(0);
        let operation = text("api.operation").unwrap_or_default();
        Some(Fact {
            time: event.time(),
            uid: event.uid(),
            source: event.source().unwrap_or_else(SourceId::unknown),
            cloud: event.cloud(),
            class: class.uid(),
            links: identity::links(event),
            duty: duty(&actor, &handles),
            service: text("api.service.name").unwrap_or_default(),
            failed: event.failed(),
            model: text("ai_model.name"),
            store: store(event, class),
            secret: secret(event, &operation),
            ip: event.str("src_endpoint.ip").and_then(|ip| ip.parse().ok()),
            user_agent: text("http_request.user_agent"),
            place: place(event),
            bytes: count("traffic.bytes_out").max(bytes_out(event)),
            tokens: count("message_context.total_tokens"),
            evidence: Evidence::of(event),
            handles,
            actor,
            operation,
        })
    }

    /// The lasting identity of the actor: the first handle.
    pub fn principal(&self) -> &str {
        self.handles.first().map_or("", |handle| handle.key.as_str())
    }
}

/// A vendor's finding tells of its actor in its evidence.
fn subject_of_finding(event: &Event) -> Option<Event> {
    let evidence = event.get("evidences")?.as_array()?.iter().find_map(Value::as_object)?;
    let mut body = evidence.clone();
    for key in ["class_uid", "metadata", "cloud", "time", "resources"] {
        if let Some(value) = event.get(key) {
            body.insert(key.to_owned(), value.clone());
        }
    }
    Some(Event::trusted(body))
}

/// Reading a secret hands an identity over to whoever reads it.
fn secret(event: &Event, operation: &str) -> Option<String> {
    let folded = operation.to_ascii_lowercase();
    let reads = [
        "getsecretvalue",
        "secretget",
        "accesssecretversion",
        "getsecretbundle",
        "secret.read",
        "secrets/read",
    ];
    if event.failed() || !reads.iter().any(|name| folded.contains(name)) {
        return None;
    }
    let named = event.str("api.request.data.secretId").map(str::to_owned);
    let resources =
        || event.resources().flat_map(|r| [r.get("uid"), r.get("name")]).flatten().filter_map(Value::as_str);
    let path = || resources().find(|name| name.contains("/secrets/"));
    let name =
        named.or_else(|| path().or_else(|| resources().next()).map(str::to_owned))?.to_ascii_lowercase();
    let name = name.split("/secrets/").last().unwrap_or_default();
    // Versions and the suffix that AWS appends to the ARN say nothing about whose secret it is.
    let name =
        name.split("/versions/").next().unwrap_or_default().split(['?', '#']).next().unwrap_or_default();
    let name = name.trim_end_matches('/');
    let last = name.rsplit(['/', ':']).next().unwrap_or_default();
    (last.len() >= 6).then(|| last.to_owned())
}

fn store(event: &Event, class: Class) -> Option<Store> {
    if class != Class::DATASTORE_ACTIVITY {
        return None;
    }
    let name = ["databucket.name", "database.name", "table.name", "databucket.uid", "database.uid"]
        .into_iter()
        .find_map(|path| event.str(path))?;
    let access = match event.activity_id() {
        1 | 3 | 4 | 8 | 10 => Access::Read,
        _ => Access::Write,
    };
    let path = event.str("databucket.file.path").unwrap_or_default();
    let training = is_training(name) || is_training(path);
    Some(Store { name: name.to_owned(), access, training })
}

/// Names by which people call what models learn from.
fn is_training(name: &str) -> bool {
    let name = name.to_ascii_lowercase();
    [
        "train",
        "dataset",
        "data-set",
        "labelled",
        "labeled",
        "fine-tun",
        "finetun",
        "corpus",
        "feature-store",
        "ground-truth",
    ]
    .iter()
    .any(|word| name.contains(word))
}

fn duty(actor: &str, handles: &[Handle]) -> Duty {
    let has = |words: &[&str]| {
        let contains = |text: &str| words.iter().any(|w| text.contains(w));
        contains(&actor.to_ascii_lowercase()) || handles.iter().any(|h| contains(&h.key.to_ascii_lowercase()))
    };
    if has(&["inference", "serving", "predictor", "-endpoint", "scoring"]) {
        Duty::Inference
    } else if has(&["training", "trainer", "-train", "train-", "fine-tun", "finetun"]) {
        Duty::Training
    } else {
        Duty::Unknown
    }
}

fn place(event: &Event) -> Option<Place> {
    let location = event.get("src_endpoint.location")?.as_object()?;
    let number = |key: &str| location.get(key).and_then(Value::as_f64);
    let pair = location.get("coordinates").and_then(Value::as_array);
    let place = Place {
        country: location.get("country").and_then(Value::as_str).map(str::to_owned),
        latitude: number("lat").or_else(|| pair?.get(1)?.as_f64()),
        longitude: number("long").or_else(|| pair?.first()?.as_f64()),
    };
    (place.country.is_some() || place.latitude.is_some()).then_some(place)
}

/// Bytes that a store sent, where the log of its provider counts them.
fn bytes_out(event: &Event) -> u64 {
    const PATHS: [&str; 4] = [
        "unmapped.additionalEventData.bytesTransferredOut",
        "http_response.body_length",
        "http_response.length",
        "unmapped.responseBodySize",
    ];
    PATHS
        .into_iter()
        .filter_map(|path| event.get(path))
        .filter_map(Value::as_f64)
        .filter(|n| *n > 0.0 && *n < 1e18)
        .map(|n| n as u64)
        .next()
        .unwrap_or(0)
}
