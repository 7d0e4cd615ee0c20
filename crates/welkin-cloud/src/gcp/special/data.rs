use serde_json::Value;
use welkin_model::estate::{AssetId, EdgeKind, Fact, Handle, HandleKind, Link};

use super::super::name::is_service_account;
use super::policy::{Who, who};
use super::value::{first, is_own, texts, values};
use crate::describe::{Draft, Resource};

/// Reads what tables cannot tell of stores: whose keys protect them, who may read datasets, what transfer jobs copy.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    if !is_own(payload) {
        return;
    }
    match &*resource.native_type {
        "storage.googleapis.com/Bucket" => bucket(payload, draft),
        "bigquery.googleapis.com/Dataset" => dataset(payload, draft),
        "bigquery.googleapis.com/Table" => {
            unless_own_key(payload, "encryptionconfiguration.kmskeyname", draft)
        }
        "compute.googleapis.com/Disk" => unless_own_key(payload, "diskencryptionkey.kmskeyname", draft),
        "secretmanager.googleapis.com/Secret" => secret(payload, draft),
        "storagetransfer.googleapis.com/TransferJob" => transfer(payload, draft),
        _ => {}
    }
}

/// Google encrypts everything; the question is only with whose key.
pub(super) fn unless_own_key(payload: &Value, field: &str, draft: &mut Draft<'_>) {
    let own = !first(payload, field).is_empty();
    draft.fact(Fact::Encryption, if own { "customer_key" } else { "provider_key" });
}

fn bucket(payload: &Value, draft: &mut Draft<'_>) {
    unless_own_key(payload, "encryption.defaultkmskeyname", draft);
    draft.fact(Fact::Versioned, "no");
    // A policy that is not locked retains as well, but can be taken away.
    if !values(payload, "retentionpolicy.retentionperiod").is_empty() {
        draft.fact(Fact::Retained, "yes");
    }
}

fn secret(payload: &Value, draft: &mut Draft<'_>) {
    let kept = [
        "replication.automatic.customermanagedencryption",
        "replication.usermanaged.replicas.customermanagedencryption",
        "customermanagedencryption",
    ];
    let own = kept.iter().any(|field| !values(payload, field).is_empty());
    draft.fact(Fact::Encryption, if own { "customer_key" } else { "provider_key" });
}

/// The access list of a dataset says what its allow policy says.
fn dataset(payload: &Value, draft: &mut Draft<'_>) {
    unless_own_key(payload, "defaultencryptionconfiguration.kmskeyname", draft);
    for entry in values(payload, "access") {
        let role = first(entry, "role");
        let kind = match role {
            "WRITER" | "OWNER" => EdgeKind::Writes,
            role if role.ends_with("dataOwner") || role.ends_with("dataEditor") => EdgeKind::Writes,
            _ => EdgeKind::Reads,
        };
        let field = format!("access({role})");
        let people = texts(entry, "userbyemail").into_iter().map(|mail| match is_service_account(mail) {
            true => format!("serviceAccount:{mail}"),
            false => format!("user:{mail}"),
        });
        let groups = texts(entry, "groupbyemail").into_iter().map(|mail| format!("group:{mail}"));
        for member in people.chain(groups) {
            match who(&member) {
                Who::Asset(id) => draft.link(Link::from(kind, id, field.as_str())),
                Who::Known(handle) => draft.link(Link::from_handle(kind, handle, field.as_str())),
                Who::Everyone | Who::Nobody => {}
            }
        }
        let open = first(entry, "specialgroup") == "allAuthenticatedUsers"
            || matches!(first(entry, "iammember"), "allUsers" | "allAuthenticatedUsers");
        if open {
            draft.fact(Fact::Public, "yes");
        }
    }
}

/// Sources and sinks on every cloud.
fn transfer(payload: &Value, draft: &mut Draft<'_>) {
    let bucket = |name: &str| AssetId::new(format!("//storage.googleapis.com/{name}"));
    let fields = [
        ("gcsdatasource", "bucketname", EdgeKind::Reads),
        ("gcsdatasink", "bucketname", EdgeKind::Writes),
        ("gcsintermediatedatalocation", "bucketname", EdgeKind::Writes),
    ];
    for (place, name, kind) in fields {
        for found in texts(payload, &format!("transferspec.{place}.{name}")) {
            draft.to(kind, bucket(found), &format!("transferSpec.{place}"));
        }
    }
    for name in texts(payload, "transferspec.awss3datasource.bucketname") {
        let id = AssetId::new(format!("arn:aws:s3:::{name}"));
        draft.to(EdgeKind::Reads, id, "transferSpec.awsS3DataSource.bucketName");
    }
    for key in texts(payload, "transferspec.awss3datasource.awsaccesskey.accesskeyid") {
        let handle = Handle::new(HandleKind::CredentialId, key);
        draft.link(Link::to_handle(EdgeKind::Uses, handle, "transferSpec.awsS3DataSource.awsAccessKey"));
    }
    for account in texts(payload, "transferspec.azureblobstoragedatasource.storageaccount") {
        let handle = Handle::host(&format!("{account}.blob.core.windows.net"));
        draft.link(Link::to_handle(EdgeKind::Reads, handle, "transferSpec.azureBlobStorageDataSource"));
    }
    for place in ["awss3compatibledatasource.endpoint", "hdfsdatasource.endpoint"] {
        for endpoint in texts(payload, &format!("transferspec.{place}")) {
            let host =
                endpoint.split("://").last().unwrap_or(endpoint).split(['/', ':']).next().unwrap_or(endpoint);
            draft.link(Link::to_handle(EdgeKind::Reads, Handle::host(host), format!("transferSpec.{place}")));
        }
    }
}
