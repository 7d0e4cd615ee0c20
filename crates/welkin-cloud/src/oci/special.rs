use serde_json::Value;
use welkin_model::estate::{EdgeKind, Fact, Handle, HandleKind, Link};

use super::grant::{self, field, name_handle, tenancy_of};
use super::ocid::identified;
use super::types;
use crate::describe::{Draft, Resource, plain};

/// Objects within objects end here.
const DEEPEST: usize = 16;

/// What takes more than a table.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    let native = types::native(&resource.native_type);
    let payload = &resource.payload;
    let text = |name: &str| field(payload, name).and_then(Value::as_str).unwrap_or("");
    match native {
        "Policy" => grant::policy(resource, draft),
        "DynamicResourceGroup" => {
            named(resource, "dynamicgroup", text("name"), draft);
            grant::dynamic_group(resource, draft);
        }
        "Group" => named(resource, "group", text("name"), draft),
        "User" => named(resource, "user", text("name"), draft),
        "Compartment" => compartment(resource, draft),
        "SecurityList" | "NetworkSecurityGroup" => open_rules(payload, draft),
        "Bucket" => bucket(payload, draft),
        "IdentityPropagationTrust" => trust(resource, draft),
        "DataScienceModelDeployment" => logged(payload, draft),
        "GenerativeAiHostedApplication" => unauthenticated(payload, draft),
        "Vnic" => {
            let public = if text("publicip").is_empty() { "no" } else { "yes" };
            if payload.as_object().is_some_and(|fields| fields.keys().any(|key| plain(key) == "publicip")) {
                draft.fact(Fact::Public, public);
            }
        }
        _ => {}
    }
    runs(resource, native, draft);
    accelerator(payload, 0, draft);
    encrypted(payload, draft);
    stores(payload, "", 0, draft);
}

/// A name by which policies know it; search calls it `displayName`.
fn named(resource: &Resource, kind: &str, name: &str, draft: &mut Draft<'_>) {
    let name = if name.is_empty() { resource.name.as_str() } else { name };
    if let Some(tenancy) = tenancy_of(resource).filter(|_| !name.is_empty()) {
        draft.provide(name_handle(tenancy, kind, name));
    }
}

/// Policies name compartments by the way from where they are attached.
fn compartment(resource: &Resource, draft: &mut Draft<'_>) {
    if let Some(parent) = field(&resource.payload, "compartmentid").and_then(Value::as_str) {
        let own = resource.name.rsplit(':').next().unwrap_or(&resource.name);
        draft.provide(name_handle(parent, "compartment", own));
    }
    if let Some(tenancy) = tenancy_of(resource) {
        draft.provide(name_handle(tenancy, "compartment", &resource.name));
    }
}

/// Workloads that can act by themselves, for the rules of dynamic groups.
fn runs(resource: &Resource, native: &str, draft: &mut Draft<'_>) {
    const WORKLOADS: &[&str] = &[
        "Instance",
        "DataScienceNotebookSession",
        "DataScienceJobRun",
        "DataScienceModelDeployment",
        "DataSciencePipelineRun",
        "ContainerEngineCluster",
        "AutonomousDatabase",
        "GenAiAgent",
        "GenerativeAiHostedApplication",
        "GenerativeAiHostedDeployment",
        "FunctionsFunction",
    ];
    if WORKLOADS.contains(&native)
        && let Some(compartment) = field(&resource.payload, "compartmentid").and_then(Value::as_str)
        && let Some(kind) = resource.id.as_str().split('.').nth(1)
    {
        draft.provide(name_handle(compartment, "runs", kind));
    }
}

/// Security lists and groups: whether a rule lets the internet in.
fn open_rules(payload: &Value, draft: &mut Draft<'_>) {
    let rules = ["ingresssecurityrules", "securityrules"].into_iter().find_map(|name| field(payload, name));
    let Some(Value::Array(rules)) = rules else { return };
    let open = rules.iter().any(|rule| {
        let source = field(rule, "source").and_then(Value::as_str).unwrap_or("");
        let direction = field(rule, "direction").and_then(Value::as_str).unwrap_or("INGRESS");
        direction.eq_ignore_ascii_case("ingress") && matches!(source, "0.0.0.0/0" | "::/0")
    });
    draft.fact(Fact::Public, if open { "yes" } else { "no" });
}

fn bucket(payload: &Value, draft: &mut Draft<'_>) {
    let text = |name: &str| field(payload, name).and_then(Value::as_str);
    if let (Some(namespace), Some(name)) = (text("namespace"), text("name")) {
        draft.provide(store(namespace, name));
    }
    if let Some(Value::Array(rules)) = field(payload, "retentionrules") {
        draft.fact(Fact::Retained, if rules.is_empty() { "no" } else { "yes" });
    }
    if let (Some(namespace), Some(Value::Array(policies))) =
        (text("namespace"), field(payload, "replicationpolicies"))
    {
        for policy in policies {
            if let Some(name) = field(policy, "destinationbucketname").and_then(Value::as_str) {
                let to = "replicationPolicies[].destinationBucketName";
                draft.link(Link::to_handle(EdgeKind::ReplicatesTo, store(namespace, name), to));
            }
        }
    }
    // Whoever copies from outside knows the bucket by the host of the S3-compatible API.
    for (key, value) in field(payload, "freeformtags").and_then(Value::as_object).into_iter().flatten() {
        let host = value.as_str().unwrap_or("");
        if host.contains(".compat.objectstorage.") {
            let handle = Handle::host(host);
            draft.provide(handle.clone());
            draft.link(Link::to_handle(EdgeKind::ReplicatesTo, handle, format!("freeformTags.{key}")));
        }
    }
}

fn store(namespace: &str, bucket: &str) -> Handle {
    Handle::new(HandleKind::Store, format!("oci/{namespace}/{bucket}"))
}

/// Every object that names a namespace and a bucket is a place in Object Storage.
fn stores(value: &Value, path: &str, depth: usize, draft: &mut Draft<'_>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(map) => {
            let of = |names: [&str; 2]| {
                let found = map.iter().find(|(key, _)| names.contains(&plain(key).as_str()));
                found.and_then(|(_, value)| value.as_str())
            };
            let place = (of(["namespace", "namespacename"]), of(["bucket", "bucketname"]));
            if let (Some(namespace), Some(bucket)) = place {
                let field = format!("{path}.bucket");
                draft.link(Link::to_handle(meaning(path), store(namespace, bucket), field));
            }
            for (key, value) in map {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                stores(value, &path, depth + 1, draft);
            }
        }
        Value::Array(items) => {
            for item in items {
                stores(item, &format!("{path}[]"), depth + 1, draft);
            }
        }
        _ => {}
    }
}

fn meaning(path: &str) -> EdgeKind {
    let name = plain(path);
    if name.contains("training") {
        EdgeKind::TrainedFrom
    } else if name.contains("output") || name.contains("destination") {
        EdgeKind::Writes
    } else if name == "datasource" {
        EdgeKind::DeployedFrom
    } else {
        EdgeKind::Reads
    }
}

/// The shape of whatever computes, if it has an accelerator: `VM.GPU.A10.1`, `BM.GPU.H100.8`.
fn accelerator(value: &Value, depth: usize, draft: &mut Draft<'_>) {
    if depth > DEEPEST {
        return;
    }
    match value {
        Value::Object(map) => {
            for (key, value) in map {
                let shape = value.as_str().filter(|text| text.contains(".GPU"));
                match shape.filter(|_| plain(key).contains("shape")) {
                    Some(shape) => draft.fact(Fact::Accelerator, shape),
                    None => accelerator(value, depth + 1, draft),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| accelerator(item, depth + 1, draft)),
        _ => {}
    }
}

/// Storage without a key of its own is encrypted with one of Oracle's.
fn encrypted(payload: &Value, draft: &mut Draft<'_>) {
    if field(payload, "kmskeyid").is_some_and(Value::is_null) {
        draft.fact(Fact::Encryption, "provider_key");
    }
}

/// A deployment names the logs of its predictions, or none.
fn logged(payload: &Value, draft: &mut Draft<'_>) {
    if let Some(logs) = field(payload, "categorylogdetails") {
        draft.fact(Fact::Logged, if logs.is_null() { "no" } else { "yes" });
    }
}

/// An application without authentication takes requests from whoever reaches it.
fn unauthenticated(payload: &Value, draft: &mut Draft<'_>) {
    let Some(auth) = field(payload, "inboundauthconfig") else { return };
    if let Some(kind) = field(auth, "inboundauthconfigtype").and_then(Value::as_str) {
        draft.fact(Fact::LocalAuth, if kind.eq_ignore_ascii_case("NO_AUTH_CONFIG") { "yes" } else { "no" });
    }
}

/// An issuer outside whose subjects become users: `{"rule": "sub eq …", "value": user}`.
fn trust(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    let Some(issuer) = field(payload, "issuer").and_then(Value::as_str) else { return };
    let issuer = Handle::issuer(issuer).value;
    let Some(Value::Array(users)) = field(payload, "impersonationserviceusers") else { return };
    for user in users {
        let text = |name: &str| field(user, name).and_then(Value::as_str).unwrap_or("");
        if let Some(subject) = text("rule").trim().strip_prefix("sub eq ") {
            let subject = subject.trim().trim_matches('"');
            let handle = Handle::new(HandleKind::Subject, format!("{issuer}|{subject}"));
            draft.link(Link::from_handle(EdgeKind::CanAssume, handle, "impersonationServiceUsers[].rule"));
        }
        let value = [text("ocid"), text("value")].into_iter().find(|value| !value.is_empty()).unwrap_or("");
        let field = "impersonationServiceUsers[].value";
        match (identified(value), tenancy_of(resource)) {
            (Some(id), _) => draft.to(EdgeKind::CanAssume, id, field),
            (None, Some(tenancy)) => {
                let handle = name_handle(tenancy, "user", value);
                draft.link(Link::to_handle(EdgeKind::CanAssume, handle, field));
            }
            (None, None) => {}
        }
    }
}
