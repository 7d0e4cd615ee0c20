//! The predefined roles that TechnoBank grants, as patterns of the permissions they hold: much coarser than the
//! provider's lists, but on the same side of read, write and use.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::kinds::KINDS;
use super::verbs::{INVENTORY, VERBS};

/// A role and its permissions: `*` stands at either end of a pattern or at both.
type Role = (&'static str, &'static [&'static str]);

const READ: &[&str] = &["*.get", "*.list", "*.search", "*.query"];

#[rustfmt::skip]
static ROLES: &[Role] = &[
    ("roles/owner", &["*"]),
    ("roles/editor", &["*.get", "*.list", "*.create", "*.update", "*.delete", "*.use", "*.actAs", "aiplatform.*", "compute.*", "storage.buckets.create", "storage.buckets.delete", "storage.buckets.list"]),
    ("roles/viewer", READ),
    ("roles/browser", &["resourcemanager.*.get", "resourcemanager.*.list"]),
    ("roles/iam.securityReviewer", &["*.list", "*.getIamPolicy", "iam.denypolicies.get"]),
    ("roles/iam.securityAdmin", &["*.getIamPolicy", "*.setIamPolicy", "iam.*"]),
    ("roles/iam.denyAdmin", &["iam.denypolicies.*"]),
    ("roles/iam.serviceAccountAdmin", &["iam.serviceAccounts.*"]),
    ("roles/iam.serviceAccountKeyAdmin", &["iam.serviceAccountKeys.*"]),
    ("roles/iam.serviceAccountUser", &["iam.serviceAccounts.actAs", "iam.serviceAccounts.get", "iam.serviceAccounts.list"]),
    ("roles/iam.serviceAccountTokenCreator", &["iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken", "iam.serviceAccounts.signBlob", "iam.serviceAccounts.signJwt"]),
    ("roles/iam.workloadIdentityUser", &["iam.serviceAccounts.getAccessToken", "iam.serviceAccounts.getOpenIdToken"]),
    ("roles/cloudasset.viewer", &["cloudasset.assets.*"]),
    ("roles/orgpolicy.policyViewer", &["orgpolicy.*.get", "orgpolicy.*.list", "orgpolicy.policy.get"]),
    ("roles/accesscontextmanager.policyReader", &["accesscontextmanager.*.get", "accesscontextmanager.*.list"]),
    ("roles/accesscontextmanager.policyAdmin", &["accesscontextmanager.*"]),
    ("roles/aiplatform.admin", &["aiplatform.*"]),
    ("roles/aiplatform.user", &["aiplatform.*"]),
    ("roles/aiplatform.viewer", &["aiplatform.*.get", "aiplatform.*.list"]),
    ("roles/aiplatform.serviceAgent", &["aiplatform.*", "storage.objects.get", "storage.objects.list"]),
    ("roles/discoveryengine.viewer", &["discoveryengine.*.get", "discoveryengine.*.list"]),
    ("roles/notebooks.viewer", &["notebooks.*.get", "notebooks.*.list"]),
    ("roles/compute.viewer", &["compute.*.get", "compute.*.list"]),
    ("roles/compute.networkAdmin", &["compute.*"]),
    ("roles/compute.securityAdmin", &["compute.firewalls.*", "compute.firewallPolicies.*", "compute.networks.get", "compute.networks.list"]),
    ("roles/container.viewer", &["container.*.get", "container.*.list"]),
    ("roles/container.developer", &["container.clusters.get", "container.clusters.list"]),
    ("roles/storage.admin", &["storage.*"]),
    ("roles/storage.objectAdmin", &["storage.objects.*"]),
    ("roles/storage.objectCreator", &["storage.objects.create"]),
    ("roles/storage.objectViewer", &["storage.objects.get", "storage.objects.list"]),
    ("roles/storage.objectUser", &["storage.objects.*"]),
    ("roles/storage.legacyBucketReader", &["storage.buckets.get", "storage.objects.list"]),
    ("roles/bigquery.admin", &["bigquery.*"]),
    ("roles/bigquery.dataViewer", &["bigquery.*.get", "bigquery.*.list"]),
    ("roles/bigquery.dataEditor", &["bigquery.*"]),
    ("roles/bigquery.jobUser", &["bigquery.jobs.create"]),
    ("roles/secretmanager.secretAccessor", &["secretmanager.versions.access"]),
    ("roles/cloudkms.cryptoKeyEncrypterDecrypter", &["cloudkms.cryptoKeyVersions.useToEncrypt", "cloudkms.cryptoKeyVersions.useToDecrypt"]),
    ("roles/cloudkms.viewer", &["cloudkms.*.get", "cloudkms.*.list"]),
    ("roles/logging.viewer", &["logging.*.get", "logging.*.list"]),
    ("roles/logging.configWriter", &["logging.sinks.*", "logging.buckets.*"]),
    ("roles/run.invoker", &["run.routes.invoke"]),
    ("roles/run.viewer", &["run.*.get", "run.*.list"]),
    ("roles/resourcemanager.organizationAdmin", &["resourcemanager.*", "orgpolicy.policy.get"]),
];

/// Whether there is a predefined role of this name.
pub(super) fn is_known(role: &str) -> bool {
    ROLES.iter().any(|(name, _)| *name == role)
}

/// Whether a predefined role holds a permission.
pub(super) fn grants(role: &str, permission: &str) -> bool {
    ROLES.iter().filter(|(name, _)| *name == role).any(|(_, held)| held.iter().any(|p| covers(p, permission)))
}

/// The predefined roles by name, `roles/…`.
pub(super) fn names() -> impl Iterator<Item = &'static str> {
    ROLES.iter().map(|(name, _)| *name)
}

/// A predefined role as the IAM API shows it: the permissions of the served methods that it holds.
pub(super) fn shown(name: &str, full: bool) -> Option<Value> {
    let (name, _) = ROLES.iter().find(|(known, _)| *known == name)?;
    let title = name.rsplit(['/', '.']).next().unwrap_or(name);
    let mut role = json!({"name": name, "title": title, "stage": "GA", "etag": "AA=="});
    if let (true, Some(fields)) = (full, role.as_object_mut()) {
        let held: Vec<String> = permissions().into_iter().filter(|p| grants(name, p)).collect();
        fields.insert("includedPermissions".to_owned(), json!(held));
    }
    Some(role)
}

/// All permissions that a served method asks for.
fn permissions() -> BTreeSet<String> {
    let standard = KINDS.iter().flat_map(|kind| {
        ["create", "delete", "get", "getIamPolicy", "list", "setIamPolicy", "update"]
            .map(|verb| format!("{}.{verb}", kind.permission))
    });
    let custom = VERBS.iter().map(|row| row.permission.to_owned());
    let inventory = INVENTORY.iter().map(|(_, _, permission)| (*permission).to_owned());
    standard.chain(custom).chain(inventory).filter(|permission| !permission.is_empty()).collect()
}

/// Whether a pattern with `*` in at most two places covers a text.
pub(super) fn covers(pattern: &str, text: &str) -> bool {
    match pattern.split_once('*') {
        None => pattern == text,
        Some((start, end)) => text.strip_prefix(start).is_some_and(|rest| match end.split_once('*') {
            None => rest.ends_with(end),
            Some((middle, end)) => rest.contains(middle) && rest.ends_with(end),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn readers_read_and_no_more() {
        assert!(grants("roles/viewer", "aiplatform.endpoints.get"));
        for permission in [
            "aiplatform.endpoints.update",
            "storage.buckets.setIamPolicy",
            "aiplatform.endpoints.getIamPolicy",
        ] {
            assert!(!grants("roles/viewer", permission), "{permission}");
        }
        assert!(grants("roles/owner", "anything.at.all"));
        assert!(!grants("roles/unknown", "aiplatform.endpoints.get") && !is_known("roles/unknown"));
        assert!(covers("compute.*.get", "compute.instances.get") && !covers("compute.*.get", "compute.get2"));
    }
}
