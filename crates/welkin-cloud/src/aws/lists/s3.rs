use super::super::list::{Detail, Http, ListRule, list};

const fn part(operation: &'static str, permission: &'static str, path: &'static str) -> Detail {
    Detail { operation, permission, http: Http::Get(path), input: &[], under: "" }
}

/// S3: buckets, and each part of their configuration.
pub(in crate::aws) static LISTS: &[ListRule] = &[ListRule {
    http: Http::Get("/?max-buckets=1000"),
    ..list("AWS::S3::Bucket", "s3", "ListBuckets", "Buckets.Bucket")
        .made("s3", "{Name}")
        .name("Name")
        .paging("continuation-token", "ContinuationToken", None)
        .details(&[
            part("GetBucketPolicy", "s3:GetBucketPolicy", "/{Name}?policy"),
            part("GetBucketPolicyStatus", "s3:GetBucketPolicyStatus", "/{Name}?policyStatus"),
            part("GetPublicAccessBlock", "s3:GetBucketPublicAccessBlock", "/{Name}?publicAccessBlock"),
            part("GetBucketEncryption", "s3:GetEncryptionConfiguration", "/{Name}?encryption"),
            part("GetBucketVersioning", "s3:GetBucketVersioning", "/{Name}?versioning"),
            part("GetBucketTagging", "s3:GetBucketTagging", "/{Name}?tagging"),
            part("GetBucketReplication", "s3:GetReplicationConfiguration", "/{Name}?replication"),
            part("GetBucketLogging", "s3:GetBucketLogging", "/{Name}?logging"),
            part("GetObjectLockConfiguration", "s3:GetBucketObjectLockConfiguration", "/{Name}?object-lock"),
        ])
}];
