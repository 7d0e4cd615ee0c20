use serde_json::Value;
use welkin_model::estate::{AssetGroup, EdgeKind, Fact, Handle, HandleKind, Link};

use super::attributes::Attributes;
use super::crn::{Crn, decoded, of_iam_id};
use crate::describe::{Draft, Resource};

/// What takes more than a table: grants, who may assume a profile, what is open, and by which of their ids things are
/// named elsewhere.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    let Some(crn) = Crn::parse(resource.id.as_str()) else { return };
    let payload = &resource.payload;
    names(&crn, payload, draft);
    match &*resource.native_type {
        "iam-access-management.policy" => grant(payload, crn.account(), draft),
        "iam-identity.profile" | "iam-groups.access-group" => {
            members(payload, crn.account(), draft);
            claims(payload, draft);
        }
        "context-based-restrictions.rule" => restriction(payload, draft),
        "is.security-group" | "is.network-acl" => rules(payload, draft),
        "cloud-object-storage.bucket" => bucket(&resource.via, payload, draft),
        "kms.key" => {
            let uri = format!("https://{}.kms.cloud.ibm.com/api/v2/keys/{}", crn.region(), crn.resource);
            draft.provide(Handle::new(HandleKind::KeyUri, uri));
        }
        _ => {}
    }
    stores(payload, draft);
}

fn guid(text: impl Into<String>) -> Handle {
    Handle::new(HandleKind::Guid, text)
}

/// The ids that other resources use without saying where this one is.
fn names(crn: &Crn<'_>, payload: &Value, draft: &mut Draft<'_>) {
    draft.provide(guid(crn.own_id()));
    if crn.kind.is_empty() {
        draft.provide(guid(format!("service/{}", crn.service)));
        let group = ["/resource_group_id", "/resource_group/id", "/resourceGroup"]
            .into_iter()
            .find_map(|at| text(payload, at));
        if let Some(group) = group {
            draft.provide(guid(format!("group/{group}")));
            draft.provide(guid(format!("service/{}/group/{group}", crn.service)));
        }
    } else if !crn.instance.is_empty() {
        draft.link(Link::from_handle(EdgeKind::Contains, guid(crn.instance), "crn"));
    }
    if crn.service == "is" && crn.kind == "instance" {
        draft.provide(guid("service/is.instance"));
    }
}

fn text<'v>(value: &'v Value, at: &str) -> Option<&'v str> {
    value.pointer(at).and_then(Value::as_str).filter(|text| !text.is_empty())
}

fn items<'v>(value: &'v Value, at: &str) -> &'v [Value] {
    value.pointer(at).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// A policy: to whom it grants, and what it lets them do with which resources.
fn grant(policy: &Value, account: &str, draft: &mut Draft<'_>) {
    let attributes = Attributes::of(policy);
    for name in ["iam_id", "access_group_id"] {
        for id in attributes.subject(name) {
            if let Some(id) = of_iam_id(id, account) {
                draft.to(EdgeKind::GrantsTo, id, "subject.attributes");
            }
        }
    }
    for service in attributes.subject("serviceName") {
        let instances = attributes.subject("serviceInstance");
        let handle = instances.first().map_or_else(|| guid(format!("service/{service}")), |one| guid(*one));
        draft.link(Link::to_handle(EdgeKind::GrantsTo, handle, "subject.attributes"));
    }
    if attributes.is_public() {
        draft.fact(Fact::Public, "yes");
    }
    let roles = attributes.roles();
    let (services, instances) = (attributes.resource("serviceName"), attributes.resource("serviceInstance"));
    let groups = attributes.resource("resourceGroupId");
    let is_mighty = roles.iter().any(|role| matches!(*role, "Administrator" | "Manager"));
    if is_mighty && services.is_empty() && instances.is_empty() && groups.is_empty() {
        draft.fact(Fact::Privileged, "yes");
    }
    let service = services.first().copied().unwrap_or("");
    let parts = attributes.resource("resource");
    let target = if let Some(part) = parts.first() {
        guid(*part)
    } else if let Some(instance) = instances.first() {
        guid(*instance)
    } else {
        match (service, groups.first()) {
            ("", None) => return,
            ("", Some(group)) => guid(format!("group/{group}")),
            (service, None) => guid(format!("service/{service}")),
            (service, Some(group)) => guid(format!("service/{service}/group/{group}")),
        }
    };
    for kind in verbs(service, &roles) {
        draft.link(Link::to_handle(kind, target.clone(), "resource.attributes"));
    }
}

/// What roles amount to. Those of the platform change resources; those of a service use what is in them.
fn verbs(service: &str, roles: &[&str]) -> Vec<EdgeKind> {
    let any = |names: &[&str]| roles.iter().any(|role| names.contains(role));
    let writes = any(&["Writer", "Manager", "Editor", "Administrator", "ObjectWriter"]);
    let mut verbs = Vec::new();
    if AI.contains(&service) && any(&["Writer", "Manager"]) {
        verbs.push(EdgeKind::CanInvoke);
    }
    if writes {
        verbs.push(EdgeKind::Writes);
    }
    if any(&["Reader", "Viewer", "ContentReader", "ObjectReader", "Writer", "Manager"]) {
        verbs.push(if service == "kms" { EdgeKind::Uses } else { EdgeKind::Reads });
    }
    if verbs.is_empty() {
        verbs.push(EdgeKind::Uses);
    }
    verbs
}

const AI: &[&str] =
    &["pm-20", "data-science-experience", "aiopenscale", "conversation", "discovery", "watsonx-orchestrate"];

/// Members of a group, and the identities and machines that may assume a profile by name.
fn members(payload: &Value, account: &str, draft: &mut Draft<'_>) {
    for (list, kind) in [("/members", EdgeKind::MemberOf), ("/identities", EdgeKind::CanAssume)] {
        for member in items(payload, list) {
            if let Some(id) = text(member, "/iam_id").and_then(|id| of_iam_id(id, account)) {
                draft.link(Link::from(kind, id, list.trim_start_matches('/')));
            }
        }
    }
    for link in items(payload, "/links") {
        let named = text(link, "/link/crn").map(decoded);
        if let Some(crn) = named.as_deref().and_then(Crn::parse).filter(Crn::is_whole) {
            draft.link(Link::from(EdgeKind::CanAssume, crn.asset(), "links.link.crn"));
        }
    }
}

/// Claim rules: identities of another directory, and workloads on the bank's own compute.
fn claims(payload: &Value, draft: &mut Draft<'_>) {
    for rule in items(payload, "/rules") {
        let values: Vec<(&str, &str)> = items(rule, "/conditions")
            .iter()
            .filter_map(|one| Some((text(one, "/claim")?, text(one, "/value")?.trim_matches('"'))))
            .collect();
        if let Some(realm) = text(rule, "/realm_name") {
            let issuer = Handle::issuer(realm);
            draft.link(Link::to_handle(EdgeKind::Trusts, issuer.clone(), "rules.realm_name"));
            draft.link(Link::from_handle(EdgeKind::CanAssume, issuer.clone(), "rules.realm_name"));
            for (_, value) in &values {
                let subject = Handle::new(HandleKind::Subject, format!("{}|{value}", issuer.value));
                draft.link(Link::from_handle(EdgeKind::CanAssume, subject, "rules.conditions.value"));
            }
            continue;
        }
        let machines = match text(rule, "/cr_type") {
            Some("IKS_SA" | "ROKS_SA") => "service/containers-kubernetes",
            Some("VSI") => "service/is.instance",
            Some("CE" | "CODE_ENGINE") => "service/codeengine",
            _ => continue,
        };
        let named = values.iter().find(|(claim, _)| *claim == "crn").and_then(|(_, value)| Crn::parse(value));
        let link = match named.filter(Crn::is_whole) {
            Some(crn) => Link::from(EdgeKind::CanAssume, crn.asset(), "rules.conditions.value"),
            None => Link::from_handle(EdgeKind::CanAssume, guid(machines), "rules.cr_type"),
        };
        draft.link(link);
    }
}

/// A context-based restriction: what it guards, and the zones that it lets through.
fn restriction(payload: &Value, draft: &mut Draft<'_>) {
    let attributes = Attributes::of(payload);
    let instances = attributes.resource("serviceInstance");
    let guarded = match (instances.first(), attributes.resource("serviceName").first()) {
        (Some(instance), _) => Some(guid(*instance)),
        (None, Some(service)) => Some(guid(format!("service/{service}"))),
        (None, None) => None,
    };
    if let Some(guarded) = guarded {
        draft.link(Link::from_handle(EdgeKind::GovernedBy, guarded, "resources.attributes"));
    }
    for zones in attributes.context("networkZoneId") {
        for zone in zones.split(',') {
            draft.link(Link::to_handle(EdgeKind::Uses, guid(zone.trim()), "contexts.attributes"));
        }
    }
}

/// Rules that let the whole internet in.
fn rules(payload: &Value, draft: &mut Draft<'_>) {
    let open = items(payload, "/rules").iter().any(|rule| {
        let from = text(rule, "/remote/cidr_block").or_else(|| text(rule, "/source"));
        text(rule, "/direction") == Some("inbound")
            && text(rule, "/action") != Some("deny")
            && matches!(from, Some("0.0.0.0/0" | "::/0"))
    });
    if payload.get("rules").is_some() {
        draft.fact(Fact::Public, if open { "yes" } else { "no" });
    }
}

fn bucket(via: &str, payload: &Value, draft: &mut Draft<'_>) {
    if let Some(name) = ["/Name", "/name"].into_iter().find_map(|at| text(payload, at)) {
        draft.provide(Handle::new(HandleKind::Store, format!("cos/{name}")));
    }
    let said = |yes: bool| if yes { "yes" } else { "no" };
    match via {
        "iam:list_v2_policies" if Attributes::of(payload).is_public() => draft.fact(Fact::Public, "yes"),
        "cos:GetBucketAcl" if payload.to_string().contains("/groups/global/AllUsers") => {
            draft.fact(Fact::Public, "yes");
        }
        "cos:GetBucketVersioning" => {
            draft.fact(Fact::Versioned, said(text(payload, "/Status") == Some("Enabled")))
        }
        "cos:GetBucketProtectionConfiguration" => {
            let held = payload
                .as_object()
                .is_some_and(|fields| fields.keys().any(|name| name.contains("Retention")));
            draft.fact(Fact::Retained, said(held || text(payload, "/Status") == Some("Retention")));
        }
        "cos:HeadBucket" if text(payload, "/ibm-sse-kp-enabled") != Some("true") => {
            draft.fact(Fact::Encryption, "provider_key");
        }
        "cos-config:get_bucket_config" if payload.is_object() => {
            let reads = payload.pointer("/activity_tracking/read_data_events").and_then(Value::as_bool);
            draft.fact(Fact::Logged, said(reads == Some(true)));
        }
        _ => {}
    }
}

/// Buckets that are named by their name alone, whatever they are used for.
fn stores(payload: &Value, draft: &mut Draft<'_>) {
    let is_ai = draft.kind().group() == AssetGroup::Ai;
    let mut link = |name: &str, kind: EdgeKind, field: &str| {
        draft.link(Link::to_handle(kind, Handle::new(HandleKind::Store, format!("cos/{name}")), field));
    };
    for (at, kind) in [
        ("/storage_bucket/name", EdgeKind::LogsTo),
        ("/cos_endpoint/bucket", EdgeKind::LogsTo),
        ("/entity/content_location/bucket", EdgeKind::DeployedFrom),
        ("/entity/results_reference/location/bucket", EdgeKind::Writes),
        ("/entity/storage/properties/bucket_name", EdgeKind::Uses),
    ] {
        if let Some(name) = text(payload, at) {
            link(name, kind, at.trim_start_matches('/'));
        }
    }
    let lists =
        [("training_data_references", EdgeKind::TrainedFrom), ("test_data_references", EdgeKind::Reads)];
    for (list, kind) in lists.into_iter().filter(|_| is_ai) {
        for reference in items(payload, &format!("/entity/{list}")) {
            if let Some(name) = text(reference, "/location/bucket") {
                link(name, kind, &format!("entity.{list}.location.bucket"));
            }
        }
    }
    // A connection to a store of another cloud names the bucket beside the host.
    let (host, bucket) =
        (text(payload, "/entity/properties/host"), text(payload, "/entity/properties/bucket"));
    if let (Some(host), Some(bucket)) = (host, bucket)
        && let Some(found) = crate::describe::store_of(
            &format!("https://{host}/{bucket}/"),
            EdgeKind::Reads,
            "entity.properties.bucket",
        )
    {
        draft.link(found);
    }
}

#[cfg(test)]
mod tests;
