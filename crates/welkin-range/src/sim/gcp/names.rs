//! Names: relative, full, and the two of each project.

use std::collections::BTreeMap;

/// Every project has an id and a number, and APIs take either.
#[derive(Debug, Default)]
pub(super) struct Projects {
    by_id: BTreeMap<String, String>,
    by_number: BTreeMap<String, String>,
}

impl Projects {
    pub(super) fn add(&mut self, id: &str, number: &str) {
        self.by_id.insert(id.to_owned(), number.to_owned());
        self.by_number.insert(number.to_owned(), id.to_owned());
    }

    pub(super) fn number(&self, project: &str) -> String {
        self.by_id.get(project).cloned().unwrap_or_else(|| project.to_owned())
    }

    pub(super) fn id(&self, project: &str) -> String {
        self.by_number.get(project).cloned().unwrap_or_else(|| project.to_owned())
    }
}

/// The non-empty segments of a relative name.
pub(super) fn segments(name: &str) -> Vec<String> {
    name.split('/').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// Service and relative name of a full resource name.
pub(super) fn head(key: &str) -> (&str, &str) {
    let name = key.strip_prefix("//").unwrap_or(key);
    let (host, path) = name.split_once('/').unwrap_or((name, ""));
    (host.strip_suffix(".googleapis.com").unwrap_or(host), path)
}

/// The relative name in a full one, also without the leading slashes.
pub(super) fn relative(key: &str) -> &str {
    let name = key.strip_prefix("//").unwrap_or(key);
    match name.split_once('/') {
        Some((host, path)) if host.contains('.') => path,
        _ => name,
    }
}

/// The last segment.
pub(super) fn last(name: &str) -> &str {
    name.rsplit('/').next().unwrap_or(name)
}

/// Location, region or zone in a name; empty for what is global or has none.
pub(super) fn location(name: &str) -> &str {
    let mut parts = name.split('/');
    while let Some(part) = parts.next() {
        if matches!(part, "locations" | "regions" | "zones") {
            return parts.next().filter(|location| *location != "-").unwrap_or("");
        }
    }
    ""
}

/// The project in a relative or full name, as it stands there.
pub(super) fn project(name: &str) -> &str {
    let mut parts = name.split('/');
    while let Some(part) = parts.next() {
        if part == "projects" {
            return parts.next().unwrap_or("");
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_taken_apart() {
        let full = "//compute.googleapis.com/projects/p/zones/z-1/instances/i";
        assert_eq!(head(full), ("compute", "projects/p/zones/z-1/instances/i"));
        assert_eq!((location(full), project(full), last(full)), ("z-1", "p", "i"));
        assert_eq!(relative("cloudresourcemanager.googleapis.com/projects/p"), "projects/p");
        assert_eq!(relative("projects/p"), "projects/p");
    }
}
