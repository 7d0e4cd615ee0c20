use std::collections::BTreeSet;

use serde_json::Value;
use welkin_model::estate::{AssetId, EdgeKind, Link};

use super::ask::text;
use super::{federation, id};
use crate::describe::{Draft, Resource};

/// Where an assignment carries what its role allows.
pub(super) const ROLE: &str = "roleDefinition";

/// A role by the last part of its id: built-in roles have the same at every scope.
pub(super) fn role_key(id: &str) -> String {
    id.rsplit('/').next().unwrap_or(id).to_ascii_lowercase()
}

/// The id of the role of an assignment.
pub(super) fn role_id(assignment: &Value) -> &str {
    field(assignment, "roleDefinitionId")
}

/// Whether a role is the organisation's own.
pub(super) fn is_custom(role: &Value) -> bool {
    ["type", "roleType"].iter().any(|name| field(role, name).eq_ignore_ascii_case("CustomRole"))
}

/// The text of a property, which command lines show without `properties` around it.
pub(super) fn field<'v>(value: &'v Value, name: &str) -> &'v str {
    match value.get("properties").map_or("", |properties| text(properties, name)) {
        "" => text(value, name),
        found => found,
    }
}

/// Who is granted what over what.
pub(super) fn assignment(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    let to = id::principal(field(payload, "principalType"), field(payload, "principalId"));
    if let Some(principal) = to {
        draft.to(EdgeKind::GrantsTo, principal, "properties.principalId");
    }
    let scope = match field(payload, "scope") {
        "/" => id::object("organization", &resource.scope),
        scope => id::arm(scope),
    };
    // An assignment that tells no scope stands at it.
    let above = id::parts(resource.id.as_str()).map_or("", |parts| parts.parent);
    let scope = scope.or_else(|| (!above.is_empty()).then(|| AssetId::new(above)));
    if let Some(scope) = scope {
        for kind in allowed(payload) {
            draft.to(kind, scope.clone(), "properties.scope");
        }
    }
}

/// A grant on Microsoft Graph, or a role of the directory.
pub(super) fn directory(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    let own = field(payload, "principalId");
    let principal = match text(payload, "principalType") {
        // Assignments of directory roles do not say what their principal is.
        "" => None,
        kind => id::principal(kind, own),
    };
    if let Some(principal) = principal {
        draft.to(EdgeKind::GrantsTo, principal, "principalId");
    } else {
        for collection in ["users", "groups", "servicePrincipals"] {
            let principal = federation::own_object(collection, own);
            draft.link(Link::to_handle(EdgeKind::GrantsTo, principal, "principalId"));
        }
    }
    let right = text(payload, "appRoleValue");
    let kind = if right.contains("ReadWrite") || right.ends_with(".ManageAll") {
        EdgeKind::Writes
    } else if right.contains(".Read") {
        EdgeKind::Reads
    } else {
        EdgeKind::Uses
    };
    if let Some(organization) = id::object("organization", &resource.scope) {
        draft.to(kind, organization, "appRoleValue");
    }
}

/// What an assignment amounts to: by what its role allows, else by the role's name or id.
fn allowed(payload: &Value) -> BTreeSet<EdgeKind> {
    let role = payload.get(ROLE).unwrap_or(&Value::Null);
    let permissions = role.get("permissions").and_then(Value::as_array);
    if let Some(permissions) = permissions {
        return verbs(permissions);
    }
    let name = field(payload, "roleDefinitionName");
    let key = role_key(role_id(payload));
    let known = KNOWN.iter().find(|(id, known, _)| *id == key || known.eq_ignore_ascii_case(name));
    BTreeSet::from([known.map_or(EdgeKind::Uses, |(_, _, kind)| *kind)])
}

/// Roles whose permissions are seldom told with the assignment
/// (<https://learn.microsoft.com/azure/role-based-access-control/built-in-roles>).
const KNOWN: &[(&str, &str, EdgeKind)] = &[
    ("8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner", EdgeKind::Writes),
    ("b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor", EdgeKind::Writes),
    ("acdd72a7-3385-48ef-bd42-f606fba81ae7", "Reader", EdgeKind::Reads),
    ("ba92f5b4-2d11-453d-a403-e96b0029c9fe", "Storage Blob Data Contributor", EdgeKind::Writes),
    ("2a2b9908-6ea1-4ae2-8e65-a410df84e7d1", "Storage Blob Data Reader", EdgeKind::Reads),
    ("5e0bd9bd-7b93-4f28-af87-19fc36ad61bd", "Cognitive Services OpenAI User", EdgeKind::CanInvoke),
    ("a97b65f3-24c7-4388-baec-2e87135dc908", "Cognitive Services User", EdgeKind::CanInvoke),
    ("4633458b-17de-408a-b874-0445c86b69e6", "Key Vault Secrets User", EdgeKind::Reads),
];

fn verbs(permissions: &[Value]) -> BTreeSet<EdgeKind> {
    let mut verbs = BTreeSet::new();
    for permission in permissions {
        for list in ["actions", "dataActions"] {
            for action in permission.get(list).and_then(Value::as_array).into_iter().flatten() {
                verbs
                    .extend(verb(&action.as_str().unwrap_or("").to_ascii_lowercase(), list == "dataActions"));
            }
        }
    }
    if verbs.is_empty() {
        verbs.insert(EdgeKind::Uses);
    }
    verbs
}

fn verb(action: &str, data: bool) -> Vec<EdgeKind> {
    let asks_models = ["/openai/", "/score/", "/deployments/"].iter().any(|part| action.contains(part));
    if action.ends_with("/read") {
        return vec![EdgeKind::Reads];
    }
    if data && action.starts_with("microsoft.cognitiveservices/") && (asks_models || action.ends_with('*')) {
        return vec![EdgeKind::CanInvoke];
    }
    if action.ends_with("/score/action") || action.ends_with("/listkeys/action") {
        return vec![EdgeKind::CanInvoke];
    }
    if action == "*" || action.ends_with("/*") || action.ends_with("/write") || action.ends_with("/delete") {
        return vec![EdgeKind::Writes];
    }
    if data && (action.contains("get") || action.contains("read")) {
        return vec![EdgeKind::Reads];
    }
    Vec::new()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(permissions: Value, expect: &[EdgeKind]) {
        let found: Vec<EdgeKind> =
            allowed(&json!({"roleDefinition": {"permissions": [permissions]}})).into_iter().collect();
        assert_eq!(found, expect, "{permissions}");
    }

    #[test]
    fn roles_amount_to_what_they_allow() {
        use EdgeKind::{CanInvoke, Reads, Uses, Writes};
        check(json!({"actions": ["*"]}), &[Writes]);
        check(json!({"actions": ["*/read"]}), &[Reads]);
        check(
            json!({"actions": [], "dataActions": ["Microsoft.KeyVault/vaults/secrets/getSecret/action"]}),
            &[Reads],
        );
        check(
            json!({"actions": ["Microsoft.CognitiveServices/*/read"], "dataActions": ["Microsoft.CognitiveServices/accounts/OpenAI/deployments/*/action"]}),
            &[CanInvoke, Reads],
        );
        check(json!({"actions": ["Microsoft.Storage/storageAccounts/*"]}), &[Writes]);
        check(json!({"actions": ["Microsoft.Storage/storageAccounts/listKeys/action"]}), &[CanInvoke]);
        check(json!({"actions": []}), &[Uses]);
    }

    #[test]
    fn a_role_is_known_by_its_name_or_its_id_where_nothing_else_is_told() {
        let kinds = |payload: Value| allowed(&payload).into_iter().collect::<Vec<_>>();
        assert_eq!(kinds(json!({"roleDefinitionName": "Reader"})), [EdgeKind::Reads]);
        let id = "/subscriptions/s/providers/Microsoft.Authorization/roleDefinitions/8E3AF657-a8ff-443c-a75c-2fe8c4bcb635";
        assert_eq!(kinds(json!({"properties": {"roleDefinitionId": id}})), [EdgeKind::Writes]);
        assert_eq!(kinds(json!({"roleDefinitionName": "Something"})), [EdgeKind::Uses]);
    }
}
