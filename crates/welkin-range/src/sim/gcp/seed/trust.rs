use serde_json::json;

use super::super::way_in::SPIFFE_ISSUER;
use super::{ML, Plant};
use crate::sim::crossings::{ENTRA_ISSUER, GITHUB_ISSUER};

/// Pools of outside identities, each with one provider of the same name.
pub(super) fn plant(plant: &mut Plant<'_>) {
    let rows = [
        // Every repository of GitHub can be a principal: there is no condition.
        ("github", "GitHub Actions", GITHUB_ISSUER, ""),
        ("entra", "Azure workloads", ENTRA_ISSUER, "assertion.tid == '7a1c9e52-3b64-4d0f-9a27-5e8c1f60b3d4'"),
        ("workloads", "SPIFFE", SPIFFE_ISSUER, "assertion.sub.startsWith('spiffe://technobank.example/')"),
    ];
    for (pool, display, issuer, condition) in rows {
        let name = format!("projects/{ML}/locations/global/workloadIdentityPools/{pool}");
        plant.put("iam", &name, json!({"displayName": display}));
        let mut provider = json!({
            "displayName": display, "oidc": {"issuerUri": issuer},
            "attributeMapping": {"google.subject": "assertion.sub", "attribute.repository": "assertion.repository"},
        });
        if let (false, Some(fields)) = (condition.is_empty(), provider.as_object_mut()) {
            fields.insert("attributeCondition".to_owned(), json!(condition));
        }
        plant.put("iam", &format!("{name}/providers/{pool}"), provider);
    }
}
