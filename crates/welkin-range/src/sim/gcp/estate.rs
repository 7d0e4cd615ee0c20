use std::collections::BTreeMap;

use serde_json::{Value, json};
use welkin_model::Millis;

use super::kind::{self, Kind};
use super::names::{Projects, head, relative};

/// What exists: resources and the policies on them, with what they were before.
#[derive(Debug, Default)]
pub(super) struct Estate {
    /// By full resource name.
    assets: BTreeMap<String, Asset>,
    policies: BTreeMap<String, Versions>,
    pub(super) projects: Projects,
    /// Contents of objects, by full resource name.
    contents: BTreeMap<String, Vec<u8>>,
    created: usize,
    /// Bytes of all that was ever written as JSON.
    written: usize,
}

#[derive(Debug)]
pub(super) struct Asset {
    pub(super) kind: &'static Kind,
    versions: Versions,
}

/// What a value was when, oldest first; `None` for a resource that was deleted.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions(Vec<(Millis, Option<Value>)>);

/// Versions that are kept of each resource and policy.
const MOST_VERSIONS: usize = 64;
/// Resources that clients may create; more are refused with `RESOURCE_EXHAUSTED`.
const MOST_CREATED: usize = 2_048;
/// Bytes that clients may write as resources and policies, history and all.
const MOST_WRITTEN: usize = 256 << 20;
/// Bytes of objects' contents in all.
const MOST_CONTENT: usize = 64 << 20;

impl Versions {
    fn push(&mut self, at: Millis, value: Option<Value>) {
        // A clock that goes back must not put a later version first.
        let at = self.0.last().map_or(at, |(last, _)| at.max(*last));
        self.0.push((at, value));
        if self.0.len() > MOST_VERSIONS {
            self.0.remove(0);
        }
    }

    pub(super) fn now(&self) -> Option<&Value> {
        self.0.last().and_then(|(_, value)| value.as_ref())
    }

    /// The version that was the present one at a moment.
    pub(super) fn at(&self, at: Millis) -> Option<&Value> {
        self.since(at).and_then(|(_, value)| value)
    }

    /// That version, and since when it was.
    pub(super) fn since(&self, at: Millis) -> Option<(Millis, Option<&Value>)> {
        self.0.iter().rfind(|(since, _)| *since <= at).map(|(since, value)| (*since, value.as_ref()))
    }

    pub(super) fn all(&self) -> &[(Millis, Option<Value>)] {
        &self.0
    }
}

impl Asset {
    pub(super) fn versions(&self) -> &Versions {
        &self.versions
    }

    pub(super) fn now(&self) -> Option<&Value> {
        self.versions.now()
    }
}

impl Estate {
    /// Puts a resource of the seed; a relative name that no kind has is not put.
    pub(super) fn seed(&mut self, service: &str, name: &str, data: Value, at: Millis) {
        let segments = super::names::segments(name);
        let Some(kind) = kind::of_item(Some(service), &segments) else { return };
        let key = match (kind.service, kind.collection(), data.get("uniqueId").and_then(Value::as_str)) {
            ("iam", "serviceAccounts", Some(unique)) => {
                let project = segments.get(1).map_or("", String::as_str);
                format!("//iam.googleapis.com/projects/{project}/serviceAccounts/{unique}")
            }
            _ => self.key(kind, &segments),
        };
        let data = super::shape::completed(self, kind, &key, data, at);
        self.put(kind, &key, data, at);
    }

    /// The full resource name that `segments` mean: aliases of projects and service accounts resolved.
    pub(super) fn key(&self, kind: &Kind, segments: &[String]) -> String {
        let mut parts: Vec<String> = segments.to_vec();
        if parts.first().is_some_and(|first| first == "projects")
            && let Some(project) = parts.get_mut(1)
        {
            *project = if kind.numbered { self.projects.number(project) } else { self.projects.id(project) };
        }
        if kind.service == "iam"
            && let [projects, project, accounts, account, ..] = parts.as_mut_slice()
            && projects == "projects"
            && accounts == "serviceAccounts"
            && let Some((home, unique)) = self.account_of(account)
        {
            if project == "-" {
                *project = home;
            }
            *account = unique;
        }
        if kind.service == "iam"
            && let [policies, point, ..] = parts.as_mut_slice()
            && policies == "policies"
        {
            *point = self.attachment_point(point);
        }
        match kind.service {
            "storage" => {
                let bucket = parts.get(1).map_or("", String::as_str);
                match parts.get(3) {
                    Some(object) => format!("//storage.googleapis.com/{bucket}/o/{object}"),
                    None => format!("//storage.googleapis.com/{bucket}"),
                }
            }
            service => format!("//{service}.googleapis.com/{}", parts.join("/")),
        }
    }

    /// Where a deny policy is attached, as it stands in the policy's name: encoded, projects by id.
    fn attachment_point(&self, point: &str) -> String {
        let point = percent_encoding::percent_decode_str(point).decode_utf8_lossy().into_owned();
        let point = match point.strip_prefix("cloudresourcemanager.googleapis.com/projects/") {
            Some(project) => {
                format!("cloudresourcemanager.googleapis.com/projects/{}", self.projects.id(project))
            }
            None => point,
        };
        point.replace('/', "%2F")
    }

    /// Project id and unique id of a service account that is named by mail address or unique id.
    fn account_of(&self, account: &str) -> Option<(String, String)> {
        self.under("//iam.googleapis.com/projects/").find_map(|(_, asset)| {
            let data = asset.now().filter(|_| asset.kind.collection() == "serviceAccounts")?;
            let has = |field: &str| data.get(field).and_then(Value::as_str) == Some(account);
            (has("email") || has("uniqueId"))
                .then(|| (text(data, "projectId").to_owned(), text(data, "uniqueId").to_owned()))
        })
    }

    /// The full resource name of a service account that exists.
    pub(super) fn account(&self, email: &str) -> Option<String> {
        let (project, unique) = self.account_of(email)?;
        Some(format!("//iam.googleapis.com/projects/{project}/serviceAccounts/{unique}"))
    }

    /// Resources whose full name begins so.
    pub(super) fn under<'a>(&'a self, prefix: &str) -> impl Iterator<Item = (&'a str, &'a Asset)> + use<'a> {
        let wanted = prefix.to_owned();
        self.assets
            .range(prefix.to_owned()..)
            .take_while(move |(name, _)| name.starts_with(&wanted))
            .map(|(name, asset)| (name.as_str(), asset))
    }

    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Asset)> {
        self.assets.iter().map(|(name, asset)| (name.as_str(), asset))
    }

    pub(super) fn get(&self, key: &str) -> Option<&Value> {
        self.assets.get(key).and_then(Asset::now)
    }

    pub(super) fn asset(&self, key: &str) -> Option<&Asset> {
        self.assets.get(key)
    }

    /// Creates or replaces.
    pub(super) fn put(&mut self, kind: &'static Kind, key: &str, data: Value, at: Millis) {
        let asset = self
            .assets
            .entry(key.to_owned())
            .or_insert_with(|| Asset { kind, versions: Versions::default() });
        self.written += data.to_string().len();
        asset.versions.push(at, Some(data));
    }

    /// Whether there is room for another write.
    pub(super) fn has_room(&self) -> bool {
        self.written < MOST_WRITTEN
    }

    /// Whether a client may create one more.
    pub(super) fn admit(&mut self) -> bool {
        self.created += 1;
        self.created <= MOST_CREATED
    }

    /// Replaces a resource that exists.
    pub(super) fn set(&mut self, key: &str, data: Value, at: Millis) {
        if let Some(asset) = self.assets.get_mut(key) {
            self.written += data.to_string().len();
            asset.versions.push(at, Some(data));
        }
    }

    pub(super) fn remove(&mut self, key: &str, at: Millis) {
        if let Some(asset) = self.assets.get_mut(key) {
            asset.versions.push(at, None);
        }
        self.contents.remove(key);
    }

    pub(super) fn content(&self, key: &str) -> &[u8] {
        self.contents.get(key).map_or(&[], Vec::as_slice)
    }

    /// Keeps an object's content; `false` where there is no room.
    pub(super) fn keep(&mut self, key: &str, content: Vec<u8>) -> bool {
        let others: usize = self.contents.iter().filter(|(name, _)| *name != key).map(|(_, c)| c.len()).sum();
        if others + content.len() > MOST_CONTENT {
            return false;
        }
        self.contents.insert(key.to_owned(), content);
        true
    }

    pub(super) fn policy(&self, key: &str) -> Option<&Versions> {
        self.policies.get(key)
    }

    pub(super) fn set_policy(&mut self, key: &str, policy: Value, at: Millis) {
        self.written += policy.to_string().len();
        self.policies.entry(key.to_owned()).or_default().push(at, Some(policy));
    }

    /// The resource, what it stands in, its project, folders and organisation: full names, innermost first.
    pub(super) fn lineage(&self, key: &str) -> Vec<String> {
        let mut lineage = vec![key.to_owned()];
        let (service, path) = head(key);
        let mut path = path;
        while let Some((parent, _)) = path.rsplit_once('/') {
            path = parent;
            let name = format!("//{service}.googleapis.com/{parent}");
            // Compute Engine's settings of a project are not what its resources stand in.
            let settings =
                service == "compute" && !parent.contains("/zones/") && parent.matches('/').count() == 1;
            if !settings && self.assets.contains_key(&name) {
                lineage.push(name);
            }
        }
        for ancestor in self.ancestors(key) {
            let name = format!("//cloudresourcemanager.googleapis.com/{ancestor}");
            if !lineage.contains(&name) {
                lineage.push(name);
            }
        }
        lineage
    }

    /// `projects/NUMBER`, `folders/…`, `organizations/…`: what a resource stands in, innermost first; of a project or
    /// folder itself too.
    pub(super) fn ancestors(&self, key: &str) -> Vec<String> {
        let mut ancestors = Vec::new();
        let mut next = self.home(key);
        // The tree is shallow; a parent that leads in a circle must not hang a request.
        while let Some(name) = next.take()
            && ancestors.len() < 12
        {
            let parent = self
                .get(&format!("//cloudresourcemanager.googleapis.com/{name}"))
                .map(|data| text(data, "parent").to_owned());
            ancestors.push(name);
            next = parent.filter(|parent| !parent.is_empty());
        }
        ancestors
    }

    /// The container that a resource belongs to.
    fn home(&self, key: &str) -> Option<String> {
        let (service, path) = head(key);
        let parts = super::names::segments(path);
        let own = |field: &str| self.get(key).map(|data| text(data, field).to_owned());
        match (service, parts.first().map(String::as_str), parts.get(1)) {
            (_, Some("projects"), Some(project)) => {
                Some(format!("projects/{}", self.projects.number(project)))
            }
            (_, Some(outer @ ("folders" | "organizations")), Some(id)) => Some(format!("{outer}/{id}")),
            ("storage", Some(bucket), _) => self
                .get(&format!("//storage.googleapis.com/{bucket}"))
                .map(|data| format!("projects/{}", text(data, "projectNumber"))),
            ("storagetransfer", ..) => {
                own("projectId").map(|project| format!("projects/{}", self.projects.number(&project)))
            }
            ("accesscontextmanager", _, Some(policy)) => self
                .get(&format!("//accesscontextmanager.googleapis.com/accessPolicies/{policy}"))
                .map(|data| text(data, "parent").to_owned()),
            ("iam", Some("policies"), Some(point)) => {
                let point = percent_encoding::percent_decode_str(point).decode_utf8_lossy().into_owned();
                let path = relative(&point).to_owned();
                let (outer, id) = path.split_once('/')?;
                let id = if outer == "projects" { self.projects.number(id) } else { id.to_owned() };
                Some(format!("{outer}/{id}"))
            }
            ("cloudresourcemanager", Some("tagKeys" | "tagValues" | "tagBindings"), _) => {
                own("parent").map(|parent| match parent.strip_prefix("tagKeys/") {
                    Some(_) => self
                        .get(&format!("//cloudresourcemanager.googleapis.com/{parent}"))
                        .map_or_else(String::new, |key| text(key, "parent").to_owned()),
                    None => relative(&parent).to_owned(),
                })
            }
            _ => None,
        }
    }
}

/// A field's text, empty if it is absent.
pub(super) fn text<'a>(data: &'a Value, field: &str) -> &'a str {
    data.get(field).and_then(Value::as_str).unwrap_or("")
}

/// A policy without bindings, as it is answered where none was ever set.
pub(super) fn no_policy() -> Value {
    json!({"version": 1, "etag": "ACAB"})
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_past_stays_readable_and_bounded() {
        let mut versions = Versions::default();
        for nth in 0..100_i64 {
            versions.push(nth * 10, Some(json!(nth)));
        }
        assert_eq!(versions.all().len(), MOST_VERSIONS);
        assert_eq!(versions.at(985), Some(&json!(98)));
        versions.push(2_000, None);
        assert_eq!((versions.now(), versions.at(1_999)), (None, Some(&json!(99))));
    }
}
