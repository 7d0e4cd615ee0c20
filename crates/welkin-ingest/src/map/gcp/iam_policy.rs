//! Changes of allow policies: who got or lost which role.
//!
//! Source: "Example audit logs for IAM" and "AuditData" with `policyDelta`, IAM documentation.

use serde_json::Value;
use welkin_model::{Draft, Native};

use crate::map::verb;

const DELTAS: [&str; 3] = [
    "protoPayload.serviceData.policyDelta.bindingDeltas",
    "protoPayload.metadata.datasetChange.bindingDeltas",
    "protoPayload.metadata.tableChange.bindingDeltas",
];

/// One role given to or taken from one member.
struct Delta<'a> {
    removed: bool,
    role: &'a str,
    member: &'a str,
}

/// Whether the call changes who has which role: every service has its own spelling of setting an allow policy. A thing
/// that is made comes with its first bindings; that is no change of access.
pub(super) fn is_change(record: &Native, operation: &str) -> bool {
    let short = operation.rsplit('.').next().unwrap_or(operation).to_ascii_lowercase();
    let sets = matches!(short.as_str(), "setiampolicy" | "setiampermissions" | "setiampolicies");
    if deltas(record).is_empty() {
        sets && bindings(record).next().is_some()
    } else {
        sets || verb::of(&short) != verb::CREATE
    }
}

/// Assign unless everything was revoked.
pub(super) fn activity(record: &Native) -> u8 {
    let deltas = deltas(record);
    if !deltas.is_empty() && deltas.iter().all(|d| d.removed) { 2 } else { 1 }
}

/// Sets the member and its roles. The deltas stay in the record: they may name more members than one event can.
pub(super) fn map(record: &Native, draft: &mut Draft) {
    let deltas = deltas(record);
    let wanted = activity(record) == 2;
    let mut members: Vec<&str> = Vec::new();
    let mut roles: Vec<String> = Vec::new();
    for delta in deltas.iter().filter(|d| d.removed == wanted) {
        if members.is_empty() {
            members.push(delta.member);
        }
        if members.contains(&delta.member) && !roles.iter().any(|r| r == delta.role) {
            roles.push(delta.role.to_owned());
        }
    }
    if deltas.is_empty() {
        // Without deltas only the whole new policy is known.
        for binding in bindings(record) {
            roles.extend(binding.get("role").and_then(Value::as_str).map(str::to_owned));
            let of_role = binding.get("members").and_then(Value::as_array).into_iter().flatten();
            members.extend(of_role.filter_map(Value::as_str));
        }
        members.dedup();
        roles.dedup();
        if members.len() > 1 {
            members.clear();
        }
    }
    if let Some(member) = members.first() {
        let (kind, name) = member.split_once(':').unwrap_or(("", member));
        let name = if name.starts_with("//") { member } else { name };
        draft.email("user", Some(name)).put("user.name", name).put("user.uid", *member);
        if !kind.is_empty() {
            let type_id = match kind {
                "user" => 1,
                "serviceAccount" => 4,
                _ => 99,
            };
            draft.put("user.type_id", type_id).put("user.type", kind);
        }
    }
    if !roles.is_empty() {
        draft.put("privileges", roles);
    }
}

fn deltas(record: &Native) -> Vec<Delta<'_>> {
    let lists = DELTAS.iter().filter_map(|path| record.get(path)?.as_array()).flatten();
    lists
        .filter_map(|delta| {
            Some(Delta {
                removed: delta
                    .get("action")
                    .and_then(Value::as_str)
                    .is_some_and(|a| a.eq_ignore_ascii_case("REMOVE")),
                role: delta.get("role")?.as_str()?,
                member: delta.get("member")?.as_str()?,
            })
        })
        .collect()
}

fn bindings(record: &Native) -> impl Iterator<Item = &Value> {
    record.get("protoPayload.request.policy.bindings").and_then(Value::as_array).into_iter().flatten()
}
