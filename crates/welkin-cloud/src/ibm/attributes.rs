use std::sync::Arc;

use serde_json::Value;
use welkin_model::Cloud;

use super::crn::Crn;
use crate::describe::{Resource, plain};

/// A policy, in the spelling of either version of IAM's API, or a rule of context-based restrictions.
pub(super) struct Attributes<'p> {
    policy: &'p Value,
}

/// The group that everyone is in, with a token or without.
const EVERYONE: &str = "AccessGroupId-PublicAccess";

impl<'p> Attributes<'p> {
    pub(super) fn of(policy: &'p Value) -> Attributes<'p> {
        Attributes { policy }
    }

    /// What the subject says under a name such as `iam_id`.
    pub(super) fn subject(&self, name: &str) -> Vec<&'p str> {
        self.values(&["/subject", "/subjects"], name)
    }

    /// What the resource says under a name such as `serviceName`.
    pub(super) fn resource(&self, name: &str) -> Vec<&'p str> {
        self.values(&["/resource", "/resources"], name)
    }

    /// What the contexts of a restriction say.
    pub(super) fn context(&self, name: &str) -> Vec<&'p str> {
        self.values(&["/contexts"], name)
    }

    /// The last parts of the roles' CRNs: `Writer`.
    pub(super) fn roles(&self) -> Vec<&'p str> {
        let lists = ["/control/grant/roles", "/roles"].into_iter().filter_map(|at| self.policy.pointer(at));
        let ids = lists.filter_map(Value::as_array).flatten().filter_map(|role| {
            let id = role.get("role_id").or_else(|| role.get("roleId")).or_else(|| role.get("role-id"))?;
            id.as_str()
        });
        ids.map(|id| id.rsplit(':').next().unwrap_or(id)).collect()
    }

    /// Whether it is for everyone.
    pub(super) fn is_public(&self) -> bool {
        self.subject("access_group_id").contains(&EVERYONE)
    }

    fn values(&self, places: &[&str], name: &str) -> Vec<&'p str> {
        let wanted = plain(name);
        let mut all = Vec::new();
        for place in places.iter().filter_map(|place| self.policy.pointer(place)) {
            let one = std::slice::from_ref(place);
            for part in place.as_array().map_or(one, Vec::as_slice) {
                let attributes = part.get("attributes").and_then(Value::as_array);
                all.extend(attributes.into_iter().flatten().filter_map(|attribute| {
                    let known = attribute.get("key").or_else(|| attribute.get("name"))?.as_str()?;
                    attribute
                        .get("value")?
                        .as_str()
                        .filter(|value| plain(known) == wanted && !value.contains('*'))
                }));
            }
        }
        all
    }
}

/// A view of the bucket that a policy for Public Access opens: the policy, which says so.
pub(super) fn opened(policy: &Value, account: &str) -> Option<Resource> {
    let attributes = Attributes::of(policy);
    let bucket = attributes.resource("resource");
    let (name, instance) = (bucket.first()?, attributes.resource("serviceInstance"));
    if !attributes.is_public() || !attributes.resource("resourceType").contains(&"bucket") {
        return None;
    }
    let service = "cloud-object-storage";
    let id =
        format!("crn:v1:bluemix:public:{service}:global:a/{account}:{}:bucket:{name}", instance.first()?);
    let id = Crn::parse(&id).filter(Crn::is_whole)?.asset();
    Some(Resource {
        cloud: Cloud::Ibm,
        native_type: Arc::from("cloud-object-storage.bucket"),
        id,
        name: (*name).to_owned(),
        scope: account.to_owned(),
        region: String::new(),
        via: Arc::from("iam:list_v2_policies"),
        payload: policy.clone(),
        unknowns: Vec::new(),
        observed_at: 0,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn both_versions_of_policies_are_read() {
        let first = json!({
            "subjects": [{"attributes": [{"name": "iam_id", "value": "iam-ServiceId-1"}]}],
            "roles": [{"role_id": "crn:v1:bluemix:public:iam::::serviceRole:Writer"}],
            "resources": [{"attributes": [{"name": "serviceName", "value": "kms"}, {"name": "region", "value": "*"}]}],
        });
        let second = json!({
            "subject": {"attributes": [{"key": "iam_id", "operator": "stringEquals", "value": "iam-ServiceId-1"}]},
            "control": {"grant": {"roles": [{"role_id": "crn:v1:bluemix:public:iam::::serviceRole:Writer"}]}},
            "resource": {"attributes": [{"key": "serviceName", "operator": "stringEquals", "value": "kms"}]},
        });
        for policy in [first, second] {
            let read = Attributes::of(&policy);
            assert_eq!(read.subject("iam_id"), ["iam-ServiceId-1"]);
            assert_eq!(read.resource("service_name"), ["kms"]);
            assert_eq!(read.roles(), ["Writer"]);
            assert!(read.resource("region").is_empty() && !read.is_public());
        }
    }

    #[test]
    fn only_public_access_opens_a_bucket() {
        let policy = |group: &str| {
            json!({
                "subject": {"attributes": [{"key": "access_group_id", "value": group}]},
                "resource": {"attributes": [
                    {"key": "serviceName", "value": "cloud-object-storage"}, {"key": "serviceInstance", "value": "g"},
                    {"key": "resourceType", "value": "bucket"}, {"key": "resource", "value": "b"},
                ]},
            })
        };
        let bucket = opened(&policy(EVERYONE), "acc").unwrap();
        assert_eq!(bucket.id.as_str(), "crn:v1:bluemix:public:cloud-object-storage:global:a/acc:g:bucket:b");
        assert!(opened(&policy("AccessGroupId-1"), "acc").is_none());
        assert!(opened(&json!({}), "acc").is_none());
    }
}
