//! What a path of Azure Resource Manager leads to.

/// A resource, a collection or an action: `{scope}/providers/{namespace}/{type}/{name}/…`
/// (learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules).
#[derive(Clone, Debug, Eq, PartialEq)]
pub(super) struct Target {
    /// As given.
    pub(super) path: String,
    /// What stands before the last `/providers/`; empty for the tenant.
    pub(super) scope: String,
    /// `namespace/type/type…`, lower-case. Subscriptions and resource groups have kinds too.
    pub(super) kind: String,
    pub(super) shape: Shape,
    /// The last segment.
    pub(super) last: String,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Shape {
    Resource,
    /// Types and names are odd in number: a collection for GET, an action for POST.
    Collection,
}

pub(super) const SUBSCRIPTIONS: &str = "microsoft.resources/subscriptions";
pub(super) const GROUPS: &str = "microsoft.resources/subscriptions/resourcegroups";
/// All resources below a subscription or resource group.
pub(super) const RESOURCES: &str = "microsoft.resources/subscriptions/resources";

impl Target {
    pub(super) fn parse(segments: &[String]) -> Option<Target> {
        if segments.is_empty() || segments.len() > 40 {
            return None;
        }
        let path = joined(segments);
        let last = segments.last()?.clone();
        let providers = segments.iter().rposition(|segment| segment.eq_ignore_ascii_case("providers"));
        let Some(providers) = providers else {
            let (kind, shape) = plain(segments)?;
            let scope = match shape {
                Shape::Resource => path.clone(),
                Shape::Collection => joined(segments.split_last()?.1),
            };
            return Some(Target { path, scope, kind, shape, last });
        };
        let (scope, rest) = segments.split_at_checked(providers)?;
        let (_, rest) = rest.split_first()?;
        let (namespace, rest) = rest.split_first()?;
        if rest.is_empty() {
            return None;
        }
        let types: Vec<&str> = rest.iter().step_by(2).map(String::as_str).collect();
        let kind = format!("{namespace}/{}", types.join("/")).to_ascii_lowercase();
        let shape = if rest.len() % 2 == 0 { Shape::Resource } else { Shape::Collection };
        Some(Target { path, scope: joined(scope), kind, shape, last })
    }

    pub(super) fn of(path: &str) -> Option<Target> {
        let segments: Vec<String> =
            path.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect();
        Target::parse(&segments)
    }

    pub(super) fn key(&self) -> String {
        self.path.to_ascii_lowercase()
    }

    /// The path without its last segment: what an action is done to.
    pub(super) fn subject(&self) -> &str {
        self.path.rsplit_once('/').map_or("", |(subject, _)| subject)
    }

    /// The resource that must exist for a child to be made; `None` for one that stands at a scope by itself.
    pub(super) fn parent(&self) -> Option<String> {
        if self.kind.matches('/').count() < 2 || self.kind == GROUPS {
            return None;
        }
        let (above, _) = self.path.rsplit_once('/')?;
        Some(above.rsplit_once('/')?.0.to_owned())
    }

    /// The kind of the resource that an action is done to, and the action.
    pub(super) fn action(&self) -> (&str, &str) {
        (self.kind.rsplit_once('/').map_or("", |(kind, _)| kind), &self.last)
    }
}

/// The provider's namespace, lower-case.
pub(super) fn namespace(kind: &str) -> &str {
    kind.split('/').next().unwrap_or("")
}

/// The subscription that an id lies in, as spelt.
pub(super) fn subscription(id: &str) -> Option<&str> {
    after(id, "subscriptions")
}

/// The resource group that an id lies in, as spelt.
pub(super) fn resource_group(id: &str) -> Option<&str> {
    after(id, "resourcegroups")
}

fn after<'a>(id: &'a str, word: &str) -> Option<&'a str> {
    let mut parts = id.split('/').skip_while(|part| !part.eq_ignore_ascii_case(word));
    parts.next()?;
    parts.next().filter(|part| !part.is_empty())
}

fn plain(segments: &[String]) -> Option<(String, Shape)> {
    let lower: Vec<String> = segments.iter().map(|segment| segment.to_ascii_lowercase()).collect();
    let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
    let (kind, shape) = match lower.as_slice() {
        ["subscriptions"] => (SUBSCRIPTIONS, Shape::Collection),
        ["subscriptions", _] => (SUBSCRIPTIONS, Shape::Resource),
        ["subscriptions", _, "resourcegroups"] => (GROUPS, Shape::Collection),
        ["subscriptions", _, "resourcegroups", _] => (GROUPS, Shape::Resource),
        ["subscriptions", _, "resources"] | ["subscriptions", _, "resourcegroups", _, "resources"] => {
            (RESOURCES, Shape::Collection)
        }
        ["tenants"] => ("microsoft.resources/tenants", Shape::Collection),
        ["tenants", _] => ("microsoft.resources/tenants", Shape::Resource),
        _ => return None,
    };
    Some((kind.to_owned(), shape))
}

fn joined(segments: &[String]) -> String {
    segments.iter().fold(String::new(), |path, segment| path + "/" + segment)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_resources_collections_and_actions() {
        let base = "/subscriptions/s/resourceGroups/rg/providers/Microsoft.CognitiveServices/accounts";
        let collection = Target::of(base).unwrap();
        assert_eq!(collection.shape, Shape::Collection);
        assert_eq!(collection.scope, "/subscriptions/s/resourceGroups/rg");
        let child = Target::of(&format!("{base}/a/deployments/d")).unwrap();
        assert_eq!(child.kind, "microsoft.cognitiveservices/accounts/deployments");
        assert_eq!(child.parent(), Some(format!("{base}/a")));
        let action = Target::of(&format!("{base}/a/listKeys")).unwrap();
        assert_eq!(action.action(), ("microsoft.cognitiveservices/accounts", "listKeys"));
        assert_eq!(action.subject(), format!("{base}/a"));
        let nested =
            Target::of(&format!("{base}/a/providers/Microsoft.Insights/diagnosticSettings/x")).unwrap();
        assert_eq!(nested.scope, format!("{base}/a"));
        assert_eq!(nested.parent(), None);
        assert_eq!(Target::of("/subscriptions/s").unwrap().kind, SUBSCRIPTIONS);
        assert!(Target::of("/").is_none() && Target::of("/x/y").is_none());
    }
}
