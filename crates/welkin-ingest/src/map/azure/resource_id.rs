use serde_json::{Map, Value, json};
use welkin_model::Draft;

use super::fields;

/// The parts of an Azure Resource Manager id, e.g.
/// `/subscriptions/{id}/resourceGroups/{group}/providers/{namespace}/{type}/{name}`.
///
/// Source: "Understand the structure and syntax of ARM templates: resourceId", Microsoft Learn. Logs write it in any
/// mix of capital letters.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ResourceId<'a> {
    pub(super) subscription: Option<&'a str>,
    pub(super) group: Option<&'a str>,
    /// `{namespace}/{type}/{subtype}`.
    pub(super) kind: Option<String>,
    pub(super) name: Option<&'a str>,
}

impl<'a> ResourceId<'a> {
    pub(super) fn parse(id: &'a str) -> ResourceId<'a> {
        let parts: Vec<&str> = id.split('/').filter(|part| !part.is_empty()).collect();
        let after = |word: &str| {
            let at = parts.iter().position(|part| part.eq_ignore_ascii_case(word))?;
            parts.get(at + 1).copied()
        };
        let mut resource = ResourceId {
            subscription: after("subscriptions"),
            group: after("resourceGroups"),
            ..ResourceId::default()
        };
        let provider = parts.iter().rposition(|part| part.eq_ignore_ascii_case("providers"));
        if let Some(at) = provider
            && let Some(namespace) = parts.get(at + 1)
        {
            let mut kind = (*namespace).to_owned();
            let pairs = parts.get(at + 2..).unwrap_or_default();
            for pair in pairs.chunks(2) {
                if let Some(part) = pair.first() {
                    kind.push('/');
                    kind.push_str(part);
                }
                resource.name = pair.get(1).copied().or(resource.name);
            }
            resource.kind = Some(kind);
        }
        resource
    }

    /// The id as an OCSF `resource_details`.
    pub(super) fn details(id: &str) -> Value {
        let parsed = ResourceId::parse(id);
        let mut resource = Map::new();
        resource.insert("uid".to_owned(), id.into());
        let name = parsed.name.or(parsed.group).or(parsed.subscription);
        for (key, value) in [("name", name.map(str::to_owned)), ("type", parsed.kind)] {
            if let Some(value) = value {
                resource.insert(key.to_owned(), value.into());
            }
        }
        if let Some(group) = parsed.group {
            resource.insert("group".to_owned(), json!({ "name": group }));
        }
        Value::Object(resource)
    }
}

pub(super) fn is_resource_id(text: &str) -> bool {
    let first = text.trim_start_matches('/').split('/').next().unwrap_or("");
    text.starts_with('/') && fields::is_any(first, &["subscriptions", "tenants", "providers"])
}

/// Puts the subscription of the resource on `cloud.account`.
pub(super) fn account(draft: &mut Draft, id: &str) {
    if let Some(subscription) = ResourceId::parse(id).subscription {
        draft.put("cloud.account.uid", subscription).put("cloud.account.type_id", 13);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_of_an_id() {
        let id = "/SUBSCRIPTIONS/s/resourcegroups/g/PROVIDERS/Microsoft.Sql/servers/srv/databases/db";
        let parsed = ResourceId::parse(id);
        assert_eq!(parsed.subscription, Some("s"));
        assert_eq!(parsed.group, Some("g"));
        assert_eq!(parsed.kind.as_deref(), Some("Microsoft.Sql/servers/databases"));
        assert_eq!(parsed.name, Some("db"));
        assert_eq!(ResourceId::parse("").kind, None);
        assert!(is_resource_id("/TENANTS/t/providers/Microsoft.aadiam") && !is_resource_id("subscriptions"));
    }
}
