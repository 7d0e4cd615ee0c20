use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::evidence::{self, Case};
use crate::map::{EventId, Object, Source};

/// Amazon GuardDuty findings, as the API, EventBridge and the export to S3 write them.
///
/// Source: "Finding", Amazon GuardDuty API Reference; "GuardDuty finding format", Amazon GuardDuty User Guide.
#[derive(Debug)]
pub(crate) struct GuardDuty;

impl Source for GuardDuty {
    fn id(&self) -> &'static str {
        "aws.guardduty"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let service = record.get("service").or_else(|| record.get("Service")).and_then(Value::as_object);
        let Some(service) = service else { return false };
        let name = service.get("serviceName").or_else(|| service.get("ServiceName"));
        let is_finding = ["resource", "Resource"].iter().any(|k| record.contains_key(*k));
        name.and_then(Value::as_str) == Some("guardduty")
            || is_finding && ["detectorId", "DetectorId"].iter().any(|k| service.contains_key(*k))
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![if record.contains_key("Service") { camel_case(record) } else { record }]
    }

    // GuardDuty updates a finding under its id.
    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("id"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let mut draft = Draft::new(Class::DETECTION_FINDING, activity(record));
        let seen = ["service.eventLastSeen", "updatedAt", "createdAt", "envelope.time"]
            .into_iter()
            .find(|path| record.read_time(path).is_some());
        draft
            .severity(severity(record.read_float("severity")))
            .time(seen.and_then(|path| record.read_time(path)))
            .set("finding_info.first_seen_time", record.read_time("service.eventFirstSeen"))
            .set("finding_info.last_seen_time", record.read_time("service.eventLastSeen"))
            .set("finding_info.created_time", record.read_time("createdAt"))
            .set("finding_info.modified_time", record.read_time("updatedAt"))
            .set("metadata.original_time", seen.and_then(|path| record.take_str(path)))
            .set("metadata.log_version", record.take_str("schemaVersion"))
            .put("metadata.product.name", "GuardDuty")
            .put("metadata.product.vendor_name", "AWS")
            .set("metadata.product.feature.name", record.take_str("service.featureName"))
            .set("metadata.product.uid", record.take_str("service.detectorId"))
            .set("count", record.take_int("service.count"))
            .put("is_alert", true);

        let kind = record.take_str("type");
        describe(record, &mut draft, kind.as_deref());
        draft
            .set(
                "cloud.account.uid",
                record.take_str("accountId").or_else(|| record.take_str("envelope.account")),
            )
            .set("cloud.region", record.take_str("region").or_else(|| record.take_str("envelope.region")))
            .set("cloud.cloud_partition", record.take_str("partition"));
        evidence::map(record, &mut draft, "service.action", Case::Camel);
        actor(record, &mut draft);
        resources(record, &mut draft);
        draft
    }
}

fn activity(record: &Native) -> u8 {
    let again = record.has("updatedAt") && record.get("updatedAt") != record.get("createdAt");
    if record.read_bool("service.archived") == Some(true) {
        3
    } else if again {
        2
    } else {
        1
    }
}

/// "Severity levels of GuardDuty findings": 1 to 3.9 low, 4 to 6.9 medium, 7 to 8.9 high, 9 to 10 critical.
fn severity(value: Option<f64>) -> Severity {
    match value {
        Some(v) if v >= 9.0 => Severity::Critical,
        Some(v) if v >= 7.0 => Severity::High,
        Some(v) if v >= 4.0 => Severity::Medium,
        Some(v) if v >= 1.0 => Severity::Low,
        Some(_) => Severity::Informational,
        None => Severity::Unknown,
    }
}

fn describe(record: &mut Native, draft: &mut Draft, kind: Option<&str>) {
    let purpose = kind.map(|k| k.trim_start_matches("[beta]")).and_then(|k| k.split(':').next());
    let mut texts = Vec::new();
    texts_of(record.get("service.detection"), &mut texts);
    texts.extend(record.str("description"));
    let attacks = evidence::attacks(purpose.into_iter().chain(texts.iter().copied()), texts.iter().copied());
    if !attacks.is_empty() {
        draft.put("finding_info.attacks", attacks);
    }
    let analytic = match kind {
        Some(k) if k.contains("Anomal") || k.contains("Unusual") => 4,
        Some(k) if k.starts_with("AttackSequence") => 2,
        _ => 1,
    };
    draft
        .set("finding_info.uid", record.take_str("id"))
        .set("finding_info.uid_alt", record.take_str("arn"))
        .set("finding_info.desc", record.take_str("description"))
        .set("finding_info.analytic", kind.map(|k| json!({"name": k, "type_id": analytic})))
        .set("finding_info.types", kind.map(|k| vec![k.to_owned()]));
    let title = record.take_str("title").or_else(|| kind.map(str::to_owned));
    draft.set("message", title.clone()).set("finding_info.title", title);
}

fn texts_of<'a>(value: Option<&'a Value>, texts: &mut Vec<&'a str>) {
    match value {
        Some(Value::String(text)) => texts.push(text),
        Some(Value::Array(items)) => items.iter().for_each(|v| texts_of(Some(v), texts)),
        Some(Value::Object(members)) => members.values().for_each(|v| texts_of(Some(v), texts)),
        _ => {}
    }
}

/// Who called: the owner of the access key, the Kubernetes user, the database user.
fn actor(record: &mut Native, draft: &mut Draft) {
    const KEY: &str = "resource.accessKeyDetails";
    let name = record.take_str(&format!("{KEY}.userName"));
    let kind = record.take_str(&format!("{KEY}.userType"));
    let principal = record.take_str(&format!("{KEY}.principalId"));
    if name.is_some() || principal.is_some() {
        let type_id = match kind.as_deref() {
            Some("IAMUser" | "FederatedUser") => 1,
            Some("Root") => 2,
            Some("AWSService") => 3,
            _ => 99,
        };
        let session =
            principal.as_deref().and_then(|p| p.split_once(':')).map(|(_, session)| session.to_owned());
        draft
            .email("actor.user", session.as_deref().or(name.as_deref()))
            .set("actor.user.name", name)
            .set("actor.user.uid", principal)
            .set("actor.user.credential_uid", record.take_str(&format!("{KEY}.accessKeyId")))
            .put("actor.user.type_id", type_id)
            .set("actor.user.type", kind);
        return;
    }
    for (i, user) in record.each("service.detection.sequence.actors", sequence_actor).into_iter().enumerate()
    {
        match i {
            0 => draft.put("actor.user", user),
            _ => draft.push("evidences", json!({"actor": {"user": user}})),
        };
    }
    for end in record.each("service.detection.sequence.endpoints", |end| {
        let mut object = Object::default();
        object
            .address("src_endpoint", "name", end.take_str("ip"))
            .set("src_endpoint.uid", end.take_str("id"))
            .set("src_endpoint.domain", end.take_str("domain"))
            .set("src_endpoint.port", end.take_int("port"))
            .set("src_endpoint.autonomous_system.name", end.take_str("autonomousSystem.name"))
            .set("src_endpoint.autonomous_system.number", end.take_int("autonomousSystem.number"))
            .set("src_endpoint.location.country", end.take_str("location.country"))
            .set("src_endpoint.location.city", end.take_str("location.city"));
        object.into_value()
    }) {
        draft.push("evidences", end);
    }
    let kubernetes = "resource.kubernetesDetails.kubernetesUserDetails";
    let groups = record.take_strs(&format!("{kubernetes}.groups")).unwrap_or_default();
    let name = record
        .take_str(&format!("{kubernetes}.username"))
        .or_else(|| record.take_str("resource.rdsDbUserDetails.user"));
    draft
        .set("actor.user.name", name)
        .set("actor.user.uid", record.take_str(&format!("{kubernetes}.uid")))
        .set("actor.app_name", record.take_str("resource.rdsDbUserDetails.application"));
    for group in groups {
        draft.push("actor.user.groups", json!({"name": group}));
    }
}

fn sequence_actor(actor: &mut Native) -> Option<Value> {
    let mut user = Object::default();
    user.set("name", actor.take_str("user.name"))
        .set("uid", actor.take_str("user.uid").or_else(|| actor.take_str("id")))
        .set("credential_uid", actor.take_str("user.credentialUid"))
        .set("account.uid", actor.take_str("user.account.uid"));
    user.set("type", actor.take_str("user.type"));
    user.into_value()
}

/// Below `resource`: where a resource stands, its id, its name, and the type that is written for it.
const RESOURCES: [(&str, &str, &str, &str); 9] = [
    ("instanceDetails", "instanceId", "", "AWS::EC2::Instance"),
    ("eksClusterDetails", "arn", "name", "AWS::EKS::Cluster"),
    ("ecsClusterDetails", "arn", "name", "AWS::ECS::Cluster"),
    ("containerDetails", "id", "name", "Container"),
    ("lambdaDetails", "functionArn", "functionName", "AWS::Lambda::Function"),
    ("rdsDbInstanceDetails", "dbInstanceArn", "dbInstanceIdentifier", "AWS::RDS::DBInstance"),
    ("rdsLimitlessDbDetails", "dbShardGroupArn", "dbShardGroupIdentifier", "AWS::RDS::DBShardGroup"),
    ("kubernetesDetails.kubernetesWorkloadDetails", "uid", "name", "Kubernetes workload"),
    ("ebsVolumeDetails", "volumeArn", "", "AWS::EC2::Volume"),
];

fn resources(record: &mut Native, draft: &mut Draft) {
    let role = record.take_str("service.resourceRole");
    let role_id = match role.as_deref() {
        Some("TARGET") => Some(1),
        Some("ACTOR") => Some(2),
        _ => None,
    };
    let finish = |mut object: Object, kind: &str| {
        if !object.has("uid") && !object.has("name") {
            return None;
        }
        object.set("type", Some(kind)).set("role_id", role_id).set("role", role.clone());
        object.into_value()
    };
    for (at, uid, name, kind) in RESOURCES {
        let mut object = Object::default();
        object.set("uid", record.take_str(&format!("resource.{at}.{uid}")));
        if !name.is_empty() {
            object.set("name", record.take_str(&format!("resource.{at}.{name}")));
        }
        draft.push("resources", finish(object, kind).unwrap_or_default());
    }
    for bucket in record.each("resource.s3BucketDetails", |bucket| {
        let mut object = Object::default();
        object.set("uid", bucket.take_str("arn")).set("name", bucket.take_str("name"));
        finish(object, "AWS::S3::Bucket")
    }) {
        draft.push("resources", bucket);
    }
    // An attack sequence lists its own.
    for resource in record.each("service.detection.sequence.resources", |r| {
        let mut object = Object::default();
        let kind = r.take_str("resourceType").unwrap_or_else(|| "Unknown".to_owned());
        object
            .set("uid", r.take_str("uid"))
            .set("name", r.take_str("name"))
            .set("region", r.take_str("region"));
        finish(object, &kind)
    }) {
        draft.push("resources", resource);
    }
    if !draft.has("resources")
        && let Some(kind) = record.str("resource.resourceType").map(str::to_owned)
        && let Some(key) = draft.get("actor.user.credential_uid").and_then(Value::as_str).map(str::to_owned)
    {
        let mut object = Object::default();
        object.set("uid", Some(key));
        draft.push("resources", finish(object, &kind).unwrap_or_default());
    }
    if let Some(role) = role
        && !draft.has("resources")
    {
        record.put("service.resourceRole", role);
    }
}

/// The command line and the SDKs write `AccountId` for `accountId`. Names that hold a colon are data.
fn camel_case(record: Map<String, Value>) -> Map<String, Value> {
    fn value(v: Value) -> Value {
        match v {
            Value::Object(members) => Value::Object(camel_case(members)),
            Value::Array(items) => Value::Array(items.into_iter().map(value).collect()),
            other => other,
        }
    }
    let own = |key: String| match key.chars().next() {
        Some(first) if first.is_ascii_uppercase() && !key.contains(':') => {
            let mut own = first.to_ascii_lowercase().to_string();
            own.extend(key.chars().skip(1));
            own
        }
        _ => key,
    };
    record.into_iter().map(|(key, v)| (own(key), value(v))).collect()
}
