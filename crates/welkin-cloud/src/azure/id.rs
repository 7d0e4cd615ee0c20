use welkin_model::estate::AssetId;

/// What stands before the ids of objects of the directory.
pub(super) const DIRECTORY: &str = "https://graph.microsoft.com/v1.0/";

/// Parts of a resource that have ids of their own and are nothing apart from it.
const PARTS: &[&str] = &[
    "azurefirewallipconfigurations",
    "backendaddresspools",
    "backendhttpsettingscollection",
    "frontendipconfigurations",
    "frontendports",
    "gatewayipconfigurations",
    "httplisteners",
    "inboundnatrules",
    "ipconfigurations",
    "loadbalancingrules",
    "probes",
    "sslcertificates",
    "urlpathmaps",
];

/// The id of a resource in any spelling: Resource Manager takes ids in any case
/// (<https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules>), so the asset's is in
/// lower case. `None` for what is no id in full.
pub(super) fn arm(text: &str) -> Option<AssetId> {
    let path = arm_path(text)?;
    let path = path.split(['?', '#']).next().unwrap_or(path).trim_end_matches('/');
    let mut parts: Vec<String> = path.split('/').skip(1).map(str::to_ascii_lowercase).collect();
    // A collection is no resource.
    let providers = parts.iter().rposition(|part| part == "providers");
    let named = match providers {
        Some(at) => parts.len().saturating_sub(at + 2),
        None => parts.len(),
    };
    let fine = named >= 2 && named.is_multiple_of(2) && parts.iter().all(|part| !part.is_empty());
    if !fine || path.contains(['*', '{', '[', '<']) || parts.len() > 40 {
        return None;
    }
    if providers.is_none() && !matches!(parts.len(), 2 | 4) {
        return None;
    }
    // `…/loadBalancers/lb/frontendIPConfigurations/internal` is part of the balancer.
    while parts.len() > 4 && parts.get(parts.len() - 2).is_some_and(|part| PARTS.contains(&part.as_str())) {
        parts.truncate(parts.len() - 2);
    }
    // A role is the same at every scope that its id may name.
    if let [.., providers, namespace, kind, name] = parts.as_slice()
        && providers == "providers"
        && namespace == "microsoft.authorization"
        && kind == "roledefinitions"
    {
        return Some(AssetId::new(format!("{ROLES}{name}")));
    }
    Some(AssetId::new(format!("/{}", parts.join("/"))))
}

/// What stands before the names of roles.
const ROLES: &str = "/providers/microsoft.authorization/roledefinitions/";

/// The path of an id: alone, behind the address of Resource Manager, or behind `azureml:`.
fn arm_path(text: &str) -> Option<&str> {
    let starts =
        |text: &str, with: &str| text.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    let bare = match text.split_once("://") {
        Some((scheme, rest)) => {
            let host = rest.split('/').next().unwrap_or("");
            let fine = scheme.eq_ignore_ascii_case("https") && MANAGERS.contains(&host);
            rest.get(host.len()..).filter(|_| fine)?
        }
        None => text.strip_prefix("azureml:").unwrap_or(text),
    };
    let known = ["/subscriptions/", "/providers/", "/tenants/"];
    known.iter().any(|start| starts(bare, start)).then_some(bare)
}

const MANAGERS: &[&str] =
    &["management.azure.com", "management.usgovcloudapi.net", "management.chinacloudapi.cn"];

/// An asset of a workspace or registry of Azure Machine Learning by its long form:
/// `azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/d/paths/…`, `azureml://registries/r/models/m`.
pub(super) fn learning(text: &str) -> Option<AssetId> {
    let rest = text.strip_prefix("azureml://")?;
    let parts: Vec<String> = rest.split('/').map(str::to_ascii_lowercase).collect();
    let words: Vec<&str> = parts.iter().map(String::as_str).collect();
    match words.as_slice() {
        ["subscriptions", s, "resourcegroups", g, tail @ ..] => {
            let tail = match tail {
                ["providers", "microsoft.machinelearningservices", tail @ ..] => tail,
                tail => tail,
            };
            let ["workspaces", workspace, kind, name, version @ ..] = tail else { return None };
            let of = format!(
                "/subscriptions/{s}/resourcegroups/{g}/providers/microsoft.machinelearningservices/workspaces/{workspace}"
            );
            Some(below(&of, kind, name, version))
        }
        _ => None,
    }
}

/// An asset of a workspace or registry by its kind, name and perhaps version.
pub(super) fn below(of: &str, kind: &str, name: &str, version: &[&str]) -> AssetId {
    match version {
        ["versions", version, ..] => AssetId::new(format!("{of}/{kind}/{name}/versions/{version}")),
        _ => AssetId::new(format!("{of}/{kind}/{name}")),
    }
}

/// Collections of the directory, as its ids spell them.
const COLLECTIONS: &[&str] =
    &["users", "groups", "applications", "servicePrincipals", "organization", "devices"];

/// An object of the directory: its collection and its id.
pub(super) fn object(collection: &str, id: &str) -> Option<AssetId> {
    let collection = COLLECTIONS.iter().find(|known| known.eq_ignore_ascii_case(collection))?;
    is_guid(id).then(|| AssetId::new(format!("{DIRECTORY}{collection}/{}", id.to_ascii_lowercase())))
}

/// An object of the directory by its address.
pub(super) fn addressed(text: &str) -> Option<AssetId> {
    let rest = text.strip_prefix("https://graph.microsoft.com/")?;
    let (_version, rest) = rest.split_once('/')?;
    let mut parts = rest.trim_end_matches('/').split('/');
    let of = object(parts.next()?, parts.next()?)?;
    let tail: Vec<&str> = parts.collect();
    match tail.as_slice() {
        [] => Some(of),
        [kind, id] => Some(AssetId::new(format!("{of}/{kind}/{}", id.to_ascii_lowercase()))),
        _ => None,
    }
}

/// The kind of principal, as role assignments name it, in the directory's own collections.
pub(super) fn principal(kind: &str, id: &str) -> Option<AssetId> {
    let collection = match kind.to_ascii_lowercase().as_str() {
        "user" => "users",
        "group" | "foreigngroup" => "groups",
        "serviceprincipal" | "msi" => "servicePrincipals",
        "device" => "devices",
        _ => return None,
    };
    object(collection, id)
}

pub(super) fn is_guid(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_hexdigit(),
        })
}

/// What an id of a resource says of it.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) struct Parts<'a> {
    pub(super) subscription: &'a str,
    /// The resource that it is part of, or the group, subscription or management group that holds it.
    pub(super) parent: &'a str,
    /// Applies to its parent and is no part of it: an assignment, a diagnostic setting.
    pub(super) extends: bool,
}

/// The parts of an asset's id, in lower case.
pub(super) fn parts(id: &str) -> Option<Parts<'_>> {
    let subscription =
        id.strip_prefix("/subscriptions/").and_then(|rest| rest.split('/').next()).unwrap_or("");
    let at = |parent, extends| Some(Parts { subscription, parent, extends });
    let Some((scope, rest)) = id.rsplit_once("/providers/") else {
        // A resource group in its subscription; a subscription is in none that its id names.
        let (above, _) = id.rsplit_once('/')?;
        let (above, kind) = above.rsplit_once('/')?;
        return at(if kind == "resourcegroups" { above } else { "" }, false);
    };
    let namespace = rest.split('/').next().unwrap_or("");
    if rest.matches('/').count() > 2 {
        let (above, _) = id.rsplit_once('/')?;
        return at(above.rsplit_once('/')?.0, false);
    }
    let is_group = scope
        .rsplit_once('/')
        .is_none_or(|(above, _)| above.ends_with("/resourcegroups") || above == "/subscriptions");
    // Of all that the namespace has, only settings extend.
    let settings = namespace != "microsoft.insights" || rest.contains("/diagnosticsettings/");
    let extends = settings && EXTENDING.contains(&namespace);
    at(scope, extends || !is_group)
}

const EXTENDING: &[&str] = &["microsoft.authorization", "microsoft.insights", "microsoft.security"];

#[cfg(test)]
mod tests {
    use super::*;

    fn check(found: Option<AssetId>, expect: Option<&str>, text: &str) {
        assert_eq!(found.as_ref().map(AssetId::as_str), expect, "{text}");
    }

    #[test]
    fn every_spelling_of_a_resource_is_one_id() {
        let one = "/subscriptions/s/resourcegroups/g/providers/microsoft.search/searchservices/x";
        for text in [
            "/subscriptions/S/resourceGroups/G/providers/Microsoft.Search/searchServices/X",
            "/SUBSCRIPTIONS/s/resourcegroups/g/providers/microsoft.search/searchservices/x/",
            "https://management.azure.com/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/x?api-version=2025-05-01",
            "azureml:/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices/x",
        ] {
            check(arm(text), Some(one), text);
        }
        let part = "/subscriptions/s/resourceGroups/g/providers/Microsoft.Network/loadBalancers/lb/frontendIPConfigurations/a";
        check(
            arm(part),
            Some("/subscriptions/s/resourcegroups/g/providers/microsoft.network/loadbalancers/lb"),
            part,
        );
        check(arm("/subscriptions/S"), Some("/subscriptions/s"), "a subscription");
        check(arm("/subscriptions/s/resourceGroups/G"), Some("/subscriptions/s/resourcegroups/g"), "a group");
        check(
            arm("/providers/Microsoft.Management/managementGroups/Root"),
            Some("/providers/microsoft.management/managementgroups/root"),
            "a management group",
        );
    }

    #[test]
    fn what_is_no_id_in_full_is_none() {
        for none in [
            "",
            "/",
            "/subscriptions",
            "/subscriptions/",
            "/subscriptions/s/resourceGroups",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search/searchServices",
            "/subscriptions/s/resourceGroups/g/providers/Microsoft.Search",
            "/subscriptions/*/resourceGroups/g",
            "/api/v2/keys",
            "https://evil.example/subscriptions/s",
            "technobank",
            "ftp://management.azure.com/subscriptions/s",
        ] {
            check(arm(none), None, none);
        }
    }

    #[test]
    fn objects_of_the_directory_are_known_by_collection_and_id() {
        const ID: &str = "802f31a6-5c7d-4e94-a08a-d6c9e4f71235";
        let one = format!("https://graph.microsoft.com/v1.0/servicePrincipals/{ID}");
        check(object("serviceprincipals", &ID.to_uppercase()), Some(&one), "the id");
        check(principal("ServicePrincipal", ID), Some(&one), "a principal");
        let beta = format!("https://graph.microsoft.com/beta/servicePrincipals/{ID}/");
        check(addressed(&beta), Some(&one), &beta);
        check(principal("User", "alice"), None, "no id");
        check(addressed("https://graph.microsoft.com/v1.0/users"), None, "a collection");
    }

    #[test]
    fn assets_of_learning_workspaces_have_a_long_form() {
        let of = "/subscriptions/s/resourcegroups/g/providers/microsoft.machinelearningservices/workspaces/w";
        let text = "azureml://subscriptions/s/resourcegroups/g/workspaces/w/datastores/d/paths/a/b";
        check(learning(text), Some(&format!("{of}/datastores/d")), text);
        let text = "azureml://subscriptions/s/resourceGroups/g/providers/Microsoft.MachineLearningServices/workspaces/w/models/m/versions/3";
        check(learning(text), Some(&format!("{of}/models/m/versions/3")), text);
        check(learning("azureml://datastores/d/paths/a"), None, "relative");
    }

    #[test]
    fn an_id_tells_what_holds_it() {
        let group = "/subscriptions/s/resourcegroups/g";
        let account = format!("{group}/providers/microsoft.cognitiveservices/accounts/a");
        let of = |id: &str| parts(id).map(|parts| (parts.parent.to_owned(), parts.extends));
        assert_eq!(of(&account), Some((group.to_owned(), false)));
        assert_eq!(of(&format!("{account}/deployments/d")), Some((account.clone(), false)));
        assert_eq!(of(group), Some(("/subscriptions/s".to_owned(), false)));
        assert_eq!(of("/subscriptions/s"), Some((String::new(), false)));
        let setting = format!("{account}/providers/microsoft.insights/diagnosticsettings/x");
        assert_eq!(of(&setting), Some((account, true)));
        let assignment = "/subscriptions/s/providers/microsoft.authorization/roleassignments/x";
        assert_eq!(of(assignment), Some(("/subscriptions/s".to_owned(), true)));
        let alert = format!("{group}/providers/microsoft.insights/activitylogalerts/x");
        assert_eq!(of(&alert), Some((group.to_owned(), false)));
    }
}
