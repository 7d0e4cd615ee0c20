use std::sync::Arc;

use serde_json::Value;
use welkin_model::Cloud;
use welkin_model::estate::AssetId;

use super::read::{Around, Taken, owned, tail, text};
use crate::describe::{Context, Resource, identified};

/// Whatever has an ARM id: rows of `az graph query`, `az resource list`, and `az … show` or `list`
/// (<https://learn.microsoft.com/azure/governance/resource-graph/concepts/query-language>).
pub(super) fn read(_: &Around<'_>, record: Value, taken: &mut Taken) -> Result<(), Value> {
    let Some(id) = text(&record, &["id"]).map(str::to_owned) else { return Err(record) };
    let id = if is_arm(&id) {
        id
    } else if is_account(&record) {
        // `az account list` names subscriptions by their bare id.
        format!("/subscriptions/{id}")
    } else {
        return Err(record);
    };
    let native = match text(&record, &["type"]) {
        Some(native) if native.eq_ignore_ascii_case("microsoft.resources/resourcegroups") => type_of(&id),
        Some(native) if native.contains('/') => native.to_ascii_lowercase(),
        _ => type_of(&id),
    };
    taken.resources.push(Resource {
        cloud: Cloud::Azure,
        native_type: Arc::from(native),
        id: arm(&id),
        name: text(&record, &["name"]).unwrap_or_else(|| tail(&id)).to_owned(),
        scope: subscription(&id),
        region: region(&record),
        via: Arc::from("azure:export"),
        payload: record,
        unknowns: Vec::new(),
        observed_at: 0,
    });
    Ok(())
}

pub(super) fn is_arm(id: &str) -> bool {
    let lower = id.get(..15).unwrap_or(id).to_ascii_lowercase();
    lower.starts_with("/subscriptions/") || lower.starts_with("/providers/micr")
}

fn is_account(record: &Value) -> bool {
    text(record, &["tenantId"]).is_some() && text(record, &["environmentName", "homeTenantId"]).is_some()
}

/// The id of an ARM resource: as the vocabulary spells it, else in lower case.
pub(super) fn arm(id: &str) -> AssetId {
    let nowhere = Context { scope: "", region: "" };
    identified(Cloud::Azure, id, &nowhere)
        .unwrap_or_else(|| AssetId::new(id.trim_end_matches('/').to_ascii_lowercase()))
}

/// `/subscriptions/s/resourceGroups/g/providers/Microsoft.X/a/1/b/2` is a `microsoft.x/a/b`.
pub(super) fn type_of(id: &str) -> String {
    let lower = id.to_ascii_lowercase();
    let parts: Vec<&str> = lower.split('/').filter(|part| !part.is_empty()).collect();
    match parts.iter().rposition(|part| *part == "providers") {
        Some(at) => {
            let mut native = parts.get(at + 1).copied().unwrap_or("").to_owned();
            for kind in parts.iter().skip(at + 2).step_by(2) {
                native.push('/');
                native.push_str(kind);
            }
            native
        }
        None if parts.contains(&"resourcegroups") => {
            "microsoft.resources/subscriptions/resourcegroups".to_owned()
        }
        None => "microsoft.resources/subscriptions".to_owned(),
    }
}

pub(super) fn subscription(id: &str) -> String {
    let mut parts = id.split('/').skip_while(|part| !part.eq_ignore_ascii_case("subscriptions"));
    parts.nth(1).unwrap_or("").to_ascii_lowercase()
}

/// `East US` is `eastus`.
fn region(record: &Value) -> String {
    let region = owned(record, &["location"]).to_ascii_lowercase().replace(' ', "");
    if region == "global" { String::new() } else { region }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_tell_type_and_subscription_in_any_case() {
        let id = "/subscriptions/S1/resourceGroups/g/providers/Microsoft.CognitiveServices/accounts/a/deployments/d";
        assert_eq!(type_of(id), "microsoft.cognitiveservices/accounts/deployments");
        assert_eq!(subscription(id), "s1");
        assert_eq!(
            type_of("/subscriptions/s/resourceGroups/g"),
            "microsoft.resources/subscriptions/resourcegroups"
        );
        assert_eq!(type_of("/subscriptions/s"), "microsoft.resources/subscriptions");
        assert!(is_arm("/SUBSCRIPTIONS/x") && is_arm("/providers/Microsoft.Management/x") && !is_arm("/x"));
    }
}
