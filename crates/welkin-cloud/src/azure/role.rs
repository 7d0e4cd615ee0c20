use std::collections::BTreeSet;

use serde_json::{Value, json};

/// Application permissions of Microsoft Graph by their well-known ids
/// (<https://learn.microsoft.com/graph/permissions-reference>).
const GRAPH: &[(&str, &str)] = &[
    ("Application.Read.All", "9a5d68dd-52b0-4cc2-bd40-abcf44ac3a30"),
    ("Group.Read.All", "5b567255-7703-4780-807c-7be8301ae99b"),
    ("Organization.Read.All", "498476ce-e0fe-48b0-b801-37ba7e2685c6"),
    ("Policy.Read.All", "246dd0d5-5bd0-4def-940b-0421030a5b68"),
    ("RoleManagement.Read.Directory", "483bed4a-2ad3-4361-a73b-c83ccdbdc53c"),
    ("User.Read.All", "df021288-bdef-4463-88db-98f22de89214"),
];

/// A custom role that allows these calls, for `az role definition create`, and the permissions of the application on
/// Microsoft Graph, for its manifest.
pub(super) fn custom(permissions: &[String]) -> String {
    let actions: BTreeSet<&str> =
        permissions.iter().map(String::as_str).filter(|permission| permission.contains('/')).collect();
    // What a pattern allows need not be said again.
    let covered = |action: &str| actions.iter().any(|pattern| *pattern != action && covers(pattern, action));
    let actions: Vec<&str> = actions.iter().copied().filter(|action| !covered(action)).collect();
    let access: Vec<Value> = GRAPH
        .iter()
        .filter(|(name, _)| permissions.iter().any(|permission| permission == name))
        .map(|(_, id)| json!({"id": id, "type": "Role"}))
        .collect();
    let policy = json!({
        "roleDefinition": {
            "Name": "Welkin discovery",
            "IsCustom": true,
            "Description": "Reads what exists, and neither data nor keys.",
            "Actions": actions,
            "NotActions": [],
            "DataActions": [],
            "NotDataActions": [],
            "AssignableScopes": ["/providers/Microsoft.Management/managementGroups/ROOT"],
        },
        "requiredResourceAccess": [{
            "resourceAppId": "00000003-0000-0000-c000-000000000000",
            "resourceAccess": access,
        }],
    });
    format!("{policy:#}")
}

/// Whether a pattern with one `*` covers an action, letter case aside as roles have it.
fn covers(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    match pattern.split_once('*') {
        Some((start, end)) => {
            action.len() >= start.len() + end.len() && action.starts_with(start) && action.ends_with(end)
        }
        None => pattern == action,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn role(permissions: &[&str]) -> Value {
        let permissions: Vec<String> = permissions.iter().map(|text| (*text).to_owned()).collect();
        serde_json::from_str(&custom(&permissions)).unwrap()
    }

    #[test]
    fn a_role_has_the_actions_that_were_used_and_no_others() {
        let role = role(&[
            "Microsoft.KeyVault/vaults/keys/read",
            "Microsoft.Search/searchServices/read",
            "User.Read.All",
        ]);
        assert_eq!(
            role["roleDefinition"]["Actions"],
            json!(["Microsoft.KeyVault/vaults/keys/read", "Microsoft.Search/searchServices/read"])
        );
        let access = &role["requiredResourceAccess"][0]["resourceAccess"];
        assert_eq!(*access, json!([{"id": "df021288-bdef-4463-88db-98f22de89214", "type": "Role"}]));
    }

    #[test]
    fn a_pattern_makes_what_it_covers_needless() {
        let role = role(&["*/read", "Microsoft.KeyVault/vaults/keys/read", "Microsoft.Authorization/*/read"]);
        assert_eq!(role["roleDefinition"]["Actions"], json!(["*/read"]));
    }

    #[test]
    fn every_permission_of_the_directory_has_its_id() {
        let all = super::super::directory::COLLECTIONS;
        for collection in all.iter().flat_map(|of| std::iter::once(of).chain(of.below)) {
            assert!(
                GRAPH.iter().any(|(name, _)| *name == collection.permission),
                "{}",
                collection.permission
            );
        }
    }
}
