use crate::ibm::list::{Id, ListRule, Read, Verb, list, read};

/// Key Protect and Hyper Protect name their instance in a header.
const fn kms(operation: &'static str, permission: &'static str, path: &'static str) -> Read {
    read("kms", operation, permission, path).header("bluemix-instance", "{_instance}").items("resources")
}

/// The keys of an instance, destroyed ones included as long as they can be brought back.
pub(super) const KEYS: ListRule = list(
    "kms.key",
    kms("get_keys", "kms.secrets.list", "/api/v2/keys").query(&[("state", "0,1,2,3,5")]).size("limit", 200),
)
.details(&[kms("get_policy", "kms.policies.read", "/api/v2/keys/{id}/policies")])
.only("kms")
.tagged();

const fn bucket(
    operation: &'static str,
    permission: &'static str,
    query: &'static [(&'static str, &'static str)],
) -> Read {
    read("cos", operation, permission, "/{Name}").query(query)
}

/// The buckets of an instance, and what each of their sub-resources says.
#[rustfmt::skip]
pub(super) const BUCKETS: ListRule = list(
    "cloud-object-storage.bucket",
    read("cos", "ListBuckets", "cloud-object-storage.account.get_account_buckets", "/").query(&[("extended", "")])
        .header("ibm-service-instance-id", "{_instance}").items("Buckets.Bucket"),
)
.id(Id::Made("crn:v1:bluemix:public:cloud-object-storage:global:a/{_account}:{_instance}:bucket:{Name}"))
.name("Name")
.details(&[
    read("cos-config", "get_bucket_config", "cloud-object-storage.bucket.get_firewall", "/v1/b/{Name}"),
    bucket("HeadBucket", "cloud-object-storage.bucket.head", &[]).verb(Verb::Head),
    bucket("GetBucketVersioning", "cloud-object-storage.bucket.get_versioning", &[("versioning", "")]),
    bucket("GetBucketProtectionConfiguration", "cloud-object-storage.bucket.get_protection", &[("protection", "")]),
    bucket("GetPublicAccessBlock", "cloud-object-storage.bucket.get_public_access_block", &[("publicAccessBlock", "")]),
    bucket("GetBucketAcl", "cloud-object-storage.bucket.get_acl", &[("acl", "")]),
])
.only("cloud-object-storage")
.tagged();

/// What is known of the secrets of an instance; never their values.
pub(super) const SECRETS: ListRule = list(
    "secrets-manager.secret",
    read("secrets-manager", "list_secrets", "secrets-manager.secrets.list", "/api/v2/secrets")
        .items("secrets")
        .size("limit", 200),
)
.only("secrets-manager");

pub(super) const SECRET_GROUPS: ListRule = list(
    "secrets-manager.secret-group",
    read(
        "secrets-manager",
        "list_secret_groups",
        "secrets-manager.secret-groups.list",
        "/api/v2/secret_groups",
    )
    .items("secret_groups"),
)
.id(Id::Made("crn:v1:bluemix:public:secrets-manager:{_region}:a/{_account}:{_instance}:secret-group:{id}"))
.only("secrets-manager");
