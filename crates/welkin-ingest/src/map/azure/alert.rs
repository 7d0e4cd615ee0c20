use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::resource_id::{self, ResourceId};
use super::{envelope, fields};

/// Maps a security alert of Microsoft: as Defender for Cloud's API and export write it, and as a row of the table
/// `SecurityAlert`. `base` is where its attributes are.
///
/// Source: "Alerts: Get" (Defender for Cloud REST API), "Security alerts schemas" and "SecurityAlert", Microsoft Learn.
pub(super) fn map(record: &mut Native, base: &str) -> Draft {
    for name in ["entities", "extendedProperties", "resourceIdentifiers", "remediationSteps", "extendedLinks"]
    {
        if let Some(path) = fields::find(record, base, &[name]) {
            record.parse_embedded(&path);
        }
    }
    let state = fields::take(record, base, &["status", "state"]);
    let status = envelope::finding_status(state.as_deref().unwrap_or(""));
    let mut draft = Draft::new(Class::DETECTION_FINDING, if status >= 3 { 3 } else { 1 });
    let severity = fields::read(record, base, &["severity", "alertSeverity", "reportedSeverity"]);
    if let Some(severity) = severity.as_deref().and_then(envelope::severity) {
        draft.severity(severity);
    }
    let generated = [
        "timeGeneratedUtc",
        "reportedTimeUtc",
        "timeGenerated",
        "processingEndTimeUtc",
        "startTimeUtc",
        "time",
    ];
    let title = fields::take(record, base, &["alertDisplayName", "displayName", "alertName", "alertType"]);
    let uid = fields::take(record, base, &["systemAlertId", "instanceId", "vendorOriginalId"]);
    let uid = uid.or_else(|| fields::take(record, "", &["name"]));
    let started = ["startTimeUtc", "startTime", "detectedTimeUtc"];
    let ended = ["endTimeUtc", "endTime"];
    let (first, last) = (fields::time(record, base, &started), fields::time(record, base, &ended));
    draft
        .time(fields::time(record, base, &generated).or(first))
        .set("metadata.original_time", fields::take(record, base, &generated))
        .set("finding_info.first_seen_time", first)
        .set("finding_info.last_seen_time", last)
        .set("finding_info.title", title.clone())
        .set("message", title)
        .set("finding_info.uid", uid)
        .set("finding_info.uid_alt", fields::take(record, "", &["id"]))
        .set("finding_info.desc", fields::take(record, base, &["description"]))
        .set("finding_info.product_uid", fields::take(record, base, &["productName"]))
        .set("finding_info.src_url", fields::take(record, base, &["alertUri", "alertLink"]))
        .put("status_id", status)
        .set("status", state)
        .put("metadata.product.vendor_name", "Microsoft")
        .set(
            "metadata.product.feature.name",
            fields::take(record, base, &["productComponentName", "providerName"]),
        );
    if let Some(kind) = fields::take(record, base, &["alertType", "alertName"]) {
        draft.put("finding_info.analytic", json!({"name": kind, "uid": kind, "type_id": 2}));
    }
    if let Some(tactics) = fields::read(record, base, &["intent", "tactics", "killChainIntent"]) {
        draft.put("finding_info.types", tactics.split(", ").map(str::to_owned).collect::<Vec<_>>());
    }
    let techniques = techniques(record, base);
    for technique in techniques {
        draft.push("attacks", json!({"technique": {"uid": technique}}));
    }
    steps(record, &mut draft, base);
    resources(record, &mut draft, base);
    entities(record, &mut draft, base);
    draft
}

/// Techniques of ATT&CK: a list, or one written as text.
fn techniques(record: &Native, base: &str) -> Vec<String> {
    let paths = [
        format!("{base}techniques"),
        format!("{base}Techniques"),
        format!("{base}additionalData.techniques"),
    ];
    let Some(value) = paths.iter().find_map(|path| record.get(path)) else { return Vec::new() };
    let parsed = value.as_str().and_then(|text| serde_json::from_str::<Value>(text).ok());
    let list = parsed.as_ref().unwrap_or(value).as_array();
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

fn steps(record: &mut Native, draft: &mut Draft, base: &str) {
    let list = ["remediationSteps", "RemediationSteps"]
        .iter()
        .find_map(|name| record.get(&format!("{base}{name}"))?.as_array())
        .map(|steps| steps.iter().filter_map(Value::as_str).collect::<Vec<_>>().join("\n"));
    let text = list.or_else(|| fields::take(record, base, &["remediationSteps"]));
    draft.set("remediation.desc", text.filter(|text| !text.is_empty()));
}

fn resources(record: &mut Native, draft: &mut Draft, base: &str) {
    let mut ids: Vec<String> = Vec::new();
    let single = ["azureResourceId", "associatedResource", "resourceId", "_ResourceId"];
    ids.extend(fields::read(record, base, &single));
    for name in ["resourceIdentifiers", "ResourceIdentifiers"] {
        let list = record.get(&format!("{base}{name}")).and_then(Value::as_array);
        ids.extend(
            list.into_iter()
                .flatten()
                .filter_map(|r| fields::nested(r, "azureResourceId"))
                .map(str::to_owned),
        );
    }
    let own = fields::read(record, "", &["id"]);
    let own = own.or_else(|| draft.get("finding_info.uid_alt").and_then(Value::as_str).map(str::to_owned));
    for id in ids.iter().chain(&own) {
        if !draft.has("cloud.account.uid") {
            resource_id::account(draft, id);
        }
    }
    ids.dedup_by(|a, b| a.eq_ignore_ascii_case(b));
    for id in ids {
        draft.push("resources", ResourceId::details(&id));
    }
    fields::fill(record, draft, "cloud.account.uid", base, &["subscriptionId", "workspaceSubscriptionId"]);
    if let Some(entity) = fields::read(record, base, &["compromisedEntity"]) {
        draft.email("actor.user", Some(&entity));
        if entity.contains('@') {
            draft.put("actor.user.name", entity);
        } else if !draft.has("resources") {
            draft.push("resources", json!({ "name": entity }));
        }
    }
}

/// The entities of an alert as evidence: addresses, accounts, hosts, files and processes. They are copied.
fn entities(record: &Native, draft: &mut Draft, base: &str) {
    let list =
        ["entities", "Entities"].iter().find_map(|name| record.get(&format!("{base}{name}"))?.as_array());
    for entity in list.into_iter().flatten().filter_map(Value::as_object).cloned().collect::<Vec<_>>() {
        let text = |name: &str| Some(fields::raw_text(&entity, name)).filter(|text| !text.is_empty());
        let evidence = match text("type").unwrap_or("").to_ascii_lowercase().as_str() {
            "ip" => text("address").filter(|a| a.parse::<std::net::IpAddr>().is_ok()).map(|address| {
                let mut endpoint = json!({ "ip": address });
                if let Some(location) = fields::raw(&entity, "location").and_then(self::location) {
                    fields::put(&mut endpoint, "location", location);
                }
                json!({ "src_endpoint": endpoint })
            }),
            "account" => text("name").map(|name| account(&entity, name)),
            "host" => text("hostName").map(|host| json!({"device": {"hostname": host, "type_id": 0}})),
            "file" => text("name").map(|name| json!({"file": {"name": name, "type_id": 1}})),
            "url" => text("url").map(|url| json!({"url": {"url_string": url}})),
            "azure-resource" => text("resourceId").map(|id| json!({"resources": [ResourceId::details(id)]})),
            _ => None,
        };
        if let Some(evidence) = evidence {
            draft.push("evidences", evidence);
        }
    }
}

fn account(entity: &Map<String, Value>, name: &str) -> Value {
    let text = |key: &str| Some(fields::raw_text(entity, key)).filter(|text| !text.is_empty());
    let upn = text("upnSuffix").map(|suffix| format!("{name}@{suffix}"));
    let mut user = Map::new();
    user.insert("name".to_owned(), upn.clone().unwrap_or_else(|| name.to_owned()).into());
    let uid = text("aadUserId").or_else(|| text("sid")).map(str::to_owned);
    user.extend(uid.map(|uid| ("uid".to_owned(), uid.into())));
    json!({ "user": user })
}

fn location(value: &Value) -> Option<Value> {
    let mut location = Map::new();
    for (ours, theirs) in [("country", "countryCode"), ("city", "city"), ("region", "state")] {
        location.extend(fields::nested(value, theirs).map(|text| (ours.to_owned(), text.into())));
    }
    (!location.is_empty()).then_some(Value::Object(location))
}
