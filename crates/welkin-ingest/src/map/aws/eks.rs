use serde_json::{Map, Value};
use welkin_model::{Draft, Native};

use super::user_identity::account_of_arn;
use crate::map::other::kubernetes;
use crate::map::{EventId, Source};

/// Amazon EKS control plane audit logs: Kubernetes audit events that bear marks of AWS.
///
/// Source: "Send control plane logs to CloudWatch Logs", Amazon EKS User Guide; aws-iam-authenticator (`user.extra`).
#[derive(Debug)]
pub(crate) struct Eks;

impl Source for Eks {
    fn id(&self) -> &'static str {
        "aws.eks"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        kubernetes::is_audit(record) && is_eks(record)
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("auditID"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let mut draft = kubernetes::map(record);
        let region =
            record.str("envelope.awsRegion").or_else(|| record.str("envelope.region")).map(str::to_owned);
        let account = draft.get("actor.user.uid").and_then(Value::as_str).and_then(account_of_arn);
        let owner = record.str("envelope.owner").map(str::to_owned);
        let cluster = record
            .str("envelope.logGroup")
            .and_then(|group| group.strip_prefix("/aws/eks/")?.strip_suffix("/cluster"))
            .map(str::to_owned);
        draft
            .put("metadata.product.name", "EKS")
            .put("metadata.product.vendor_name", "AWS")
            .put("metadata.product.feature.name", "audit")
            .set("actor.user.account.uid", account.clone())
            .set("cloud.account.uid", owner.or(account))
            .set("cloud.region", region)
            .set("dst_endpoint.name", cluster);
        draft
    }
}

/// Only EKS writes these; a plain cluster with aws-iam-authenticator counts as EKS too.
pub(crate) fn is_eks(record: &Map<String, Value>) -> bool {
    let user = record.get("user");
    let extra = user.and_then(|u| u.get("extra")).and_then(Value::as_object);
    let text = |v: Option<&Value>| v.and_then(Value::as_str).unwrap_or_default().to_owned();
    let user_name = text(user.and_then(|u| u.get("username")));
    let group = text(record.get("envelope").and_then(|e| e.get("logGroup")));
    let annotated = |name: &str| {
        let annotations = record.get(name).and_then(Value::as_object);
        annotations.into_iter().flat_map(Map::keys).any(|key| key.contains("eks.amazonaws.com"))
    };
    record.get("p_log_type").and_then(Value::as_str) == Some("Amazon.EKS.Audit")
        || extra.is_some_and(|e| {
            ["arn", "canonicalArn", "sessionName", "principalId"].iter().any(|k| e.contains_key(*k))
                || e.keys().any(|k| k.contains("eks.amazonaws.com") || k.contains("aws.amazon.com"))
        })
        || text(user.and_then(|u| u.get("uid"))).starts_with("aws-iam-authenticator:")
        || user_name.starts_with("eks:")
        || user_name.contains(":assumed-role/")
        || user_name.starts_with("system:node:") && user_name.ends_with(".compute.internal")
        || group.starts_with("/aws/eks/")
        || annotated("annotations")
}
