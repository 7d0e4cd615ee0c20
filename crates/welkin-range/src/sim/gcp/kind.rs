use super::kinds::KINDS;

/// A kind of resource: where it stands in its API, and what inventory, audit log and roles call it.
#[derive(Debug)]
pub(super) struct Kind {
    /// The first label of the API's host.
    pub(super) service: &'static str,
    /// The relative name, `*` for an id; `^` stands for `projects`, `folders` or `organizations`.
    pub(super) pattern: &'static str,
    /// The type in Cloud Asset Inventory without the service; empty where the inventory does not know it.
    pub(super) asset: &'static str,
    /// Where a list answer has the items.
    pub(super) field: &'static str,
    /// What the audit log calls the methods: the interface, to which `ListModels` or `.list` is added.
    pub(super) rpc: &'static str,
    /// Empty where methods are called `.list`.
    pub(super) noun: &'static str,
    /// What permissions begin with.
    pub(super) permission: &'static str,
    /// Whether names hold the project's number, else its id.
    pub(super) numbered: bool,
    /// The largest page.
    pub(super) page: usize,
}

impl Kind {
    pub(super) const fn numbered(self) -> Kind {
        Kind { numbered: true, ..self }
    }

    pub(super) const fn page(self, page: usize) -> Kind {
        Kind { page, ..self }
    }

    /// The type in Cloud Asset Inventory.
    pub(super) fn asset_type(&self) -> Option<String> {
        (!self.asset.is_empty()).then(|| format!("{}.googleapis.com/{}", self.service, self.asset))
    }

    /// The collection: `endpoints`.
    pub(super) fn collection(&self) -> &'static str {
        self.pattern.rsplit('/').nth(1).unwrap_or("")
    }

    /// The audit log's name of a standard method: `get`, `list`, `create`, `update`, `delete`.
    pub(super) fn method(&self, verb: &str) -> String {
        if self.noun.is_empty() {
            let verb = match (self.service, verb) {
                ("compute", "create") => "insert",
                ("compute", "update") => "patch",
                _ => verb,
            };
            return format!("{}.{verb}", self.rpc);
        }
        let name = match (self.service, verb) {
            ("bigquery", "create") => format!("Insert{}", self.noun),
            (_, "create") => format!("Create{}", self.noun),
            (_, "update") => format!("Update{}", self.noun),
            (_, "delete") => format!("Delete{}", self.noun),
            (_, "list") => format!("List{}", plural(self.noun)),
            _ => format!("Get{}", self.noun),
        };
        // Resource manager and key management log bare method names.
        if self.rpc.is_empty() { name } else { format!("{}.{name}", self.rpc) }
    }

    pub(super) fn is(&self, other: &Kind) -> bool {
        std::ptr::eq(self, other)
    }
}

fn plural(noun: &str) -> String {
    match (noun.strip_suffix('y'), noun.strip_suffix("us")) {
        (Some(stem), _) if !noun.ends_with("ey") => format!("{stem}ies"),
        (_, Some(stem)) => format!("{stem}ora").replace("porora", "pora"),
        _ if noun.ends_with('x') => format!("{noun}es"),
        _ => format!("{noun}s"),
    }
}

/// The kind of which `segments` name a resource.
pub(super) fn of_item(service: Option<&str>, segments: &[String]) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| service.is_none_or(|s| s == kind.service) && fits(kind.pattern, segments))
}

/// The kind of which `segments` name a collection.
pub(super) fn of_collection(service: Option<&str>, segments: &[String]) -> Option<&'static Kind> {
    KINDS.iter().find(|kind| {
        service.is_none_or(|s| s == kind.service)
            && kind.pattern.strip_suffix("/*").is_some_and(|pattern| fits(pattern, segments))
    })
}

fn fits(pattern: &str, segments: &[String]) -> bool {
    let mut parts = pattern.split('/');
    segments.iter().all(|segment| match parts.next() {
        Some("*") => true,
        Some("^") => matches!(segment.as_str(), "projects" | "folders" | "organizations"),
        part => part == Some(segment.as_str()),
    }) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn methods_are_called_as_in_the_audit_log() {
        let name = |service: &str, path: &str, verb: &str| {
            let segments: Vec<String> = path.split('/').map(str::to_owned).collect();
            of_item(Some(service), &segments).unwrap().method(verb)
        };
        let location = "projects/p/locations/l";
        let rag = name("aiplatform", &format!("{location}/ragCorpora/c"), "list");
        assert_eq!(rag, "google.cloud.aiplatform.v1.VertexRagDataService.ListRagCorpora");
        let index = name("aiplatform", &format!("{location}/indexes/i"), "list");
        assert_eq!(index, "google.cloud.aiplatform.v1.IndexService.ListIndexes");
        assert_eq!(
            name("iam", "projects/p/serviceAccounts/a", "get"),
            "google.iam.admin.v1.GetServiceAccount"
        );
        assert_eq!(
            name("iam", "projects/p/serviceAccounts/a/keys/k", "list"),
            "google.iam.admin.v1.ListServiceAccountKeys"
        );
        assert_eq!(name("compute", "projects/p/global/firewalls/f", "create"), "v1.compute.firewalls.insert");
        assert_eq!(name("storage", "b/x", "update"), "storage.buckets.update");
    }

    #[test]
    fn no_two_kinds_of_a_service_share_a_pattern() {
        let all: std::collections::BTreeSet<_> = KINDS.iter().map(|k| (k.service, k.pattern)).collect();
        assert_eq!(all.len(), KINDS.len());
    }
}
