//! S3 has no operation in its requests: method, path and the subresource in the query say which it is.

use crate::sim::Request;

/// A setting of a bucket that is read and written under a subresource of its own.
#[derive(Clone, Copy, Debug)]
pub(super) struct Setting {
    /// The name in the query.
    pub(super) query: &'static str,
    pub(super) get: &'static str,
    pub(super) put: &'static str,
    pub(super) delete: &'static str,
    /// The field of the bucket that holds it.
    pub(super) field: &'static str,
    /// The element around it.
    pub(super) element: &'static str,
    /// Code, status and message of a bucket without it; an empty code means an empty element.
    pub(super) missing: (&'static str, u16, &'static str),
    /// The permission that reads it.
    pub(super) read: &'static str,
    pub(super) write: &'static str,
}

#[rustfmt::skip]
pub(super) const SETTINGS: &[Setting] = &[
    Setting { query: "location", get: "GetBucketLocation", put: "", delete: "", field: "Location", element: "LocationConstraint",
        missing: ("", 200, ""), read: "s3:GetBucketLocation", write: "" },
    Setting { query: "policyStatus", get: "GetBucketPolicyStatus", put: "", delete: "", field: "PolicyStatus", element: "PolicyStatus",
        missing: ("NoSuchBucketPolicy", 404, "The bucket policy does not exist"), read: "s3:GetBucketPolicyStatus", write: "" },
    Setting { query: "policy", get: "GetBucketPolicy", put: "PutBucketPolicy", delete: "DeleteBucketPolicy", field: "Policy", element: "",
        missing: ("NoSuchBucketPolicy", 404, "The bucket policy does not exist"), read: "s3:GetBucketPolicy", write: "s3:PutBucketPolicy" },
    Setting { query: "publicAccessBlock", get: "GetPublicAccessBlock", put: "PutPublicAccessBlock", delete: "DeletePublicAccessBlock",
        field: "PublicAccessBlock", element: "PublicAccessBlockConfiguration",
        missing: ("NoSuchPublicAccessBlockConfiguration", 404, "The public access block configuration was not found"),
        read: "s3:GetBucketPublicAccessBlock", write: "s3:PutBucketPublicAccessBlock" },
    Setting { query: "encryption", get: "GetBucketEncryption", put: "", delete: "", field: "Encryption", element: "ServerSideEncryptionConfiguration",
        missing: ("ServerSideEncryptionConfigurationNotFoundError", 404, "The server side encryption configuration was not found"),
        read: "s3:GetEncryptionConfiguration", write: "" },
    Setting { query: "versioning", get: "GetBucketVersioning", put: "PutBucketVersioning", delete: "", field: "Versioning", element: "VersioningConfiguration",
        missing: ("", 200, ""), read: "s3:GetBucketVersioning", write: "s3:PutBucketVersioning" },
    Setting { query: "tagging", get: "GetBucketTagging", put: "", delete: "", field: "Tagging", element: "Tagging",
        missing: ("NoSuchTagSet", 404, "The TagSet does not exist"), read: "s3:GetBucketTagging", write: "" },
    Setting { query: "replication", get: "GetBucketReplication", put: "", delete: "", field: "Replication", element: "ReplicationConfiguration",
        missing: ("ReplicationConfigurationNotFoundError", 404, "The replication configuration was not found"),
        read: "s3:GetReplicationConfiguration", write: "" },
    Setting { query: "logging", get: "GetBucketLogging", put: "", delete: "", field: "Logging", element: "BucketLoggingStatus",
        missing: ("", 200, ""), read: "s3:GetBucketLogging", write: "" },
    Setting { query: "object-lock", get: "GetObjectLockConfiguration", put: "", delete: "", field: "ObjectLock", element: "ObjectLockConfiguration",
        missing: ("ObjectLockConfigurationNotFoundError", 404, "Object Lock configuration does not exist for this bucket"),
        read: "s3:GetBucketObjectLockConfiguration", write: "" },
    Setting { query: "acl", get: "GetBucketAcl", put: "", delete: "", field: "Acl", element: "AccessControlPolicy",
        missing: ("", 200, ""), read: "s3:GetBucketAcl", write: "" },
    Setting { query: "ownershipControls", get: "GetBucketOwnershipControls", put: "", delete: "", field: "Ownership", element: "OwnershipControls",
        missing: ("OwnershipControlsNotFoundError", 404, "The bucket ownership controls were not found"),
        read: "s3:GetBucketOwnershipControls", write: "" },
];

/// The bucket and key of a path-style request, decoded; the key may hold slashes.
pub(super) fn place(request: &Request) -> (String, String) {
    let path = percent_encoding::percent_decode_str(request.path.trim_start_matches('/')).decode_utf8_lossy();
    let (bucket, key) = path.split_once('/').unwrap_or((&path, ""));
    (bucket.to_owned(), key.to_owned())
}

pub(super) fn name(request: &Request) -> &'static str {
    let (bucket, key) = place(request);
    let query = request.parameters();
    let has = |name: &str| query.iter().any(|(key, _)| key == name);
    let method = request.method.as_str();
    if bucket.is_empty() {
        return if method == "GET" { "ListBuckets" } else { "Unknown" };
    }
    if !key.is_empty() {
        return match method {
            "GET" if has("legal-hold") => "GetObjectLegalHold",
            "PUT" if has("legal-hold") => "PutObjectLegalHold",
            "GET" if has("tagging") || has("acl") || has("retention") => "Unknown",
            "GET" => "GetObject",
            "HEAD" => "HeadObject",
            "PUT" if query.iter().all(|(key, _)| key == "x-id" || key.starts_with("X-Amz-")) => "PutObject",
            "DELETE" => "DeleteObject",
            _ => "Unknown",
        };
    }
    if let Some(setting) = SETTINGS.iter().find(|setting| has(setting.query)) {
        let name = match method {
            "GET" => setting.get,
            "PUT" => setting.put,
            "DELETE" => setting.delete,
            _ => "",
        };
        return if name.is_empty() { "Unknown" } else { name };
    }
    match method {
        "HEAD" => "HeadBucket",
        "GET" if has("versions") => "ListObjectVersions",
        "GET" if has("list-type") => "ListObjectsV2",
        "GET" if query.is_empty() || has("prefix") => "ListObjects",
        _ => "Unknown",
    }
}
