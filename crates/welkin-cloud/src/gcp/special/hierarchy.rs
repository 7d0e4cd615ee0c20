use serde_json::Value;
use welkin_model::estate::{AssetId, EdgeKind, Handle, HandleKind, Link};

use super::super::name::{Name, is_number, mail};
use super::value::{first, is_own};
use crate::describe::{Draft, Resource};

/// Where the resource stands, and under what other names it is known.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    identities(resource, draft);
    let Some(name) = Name::full(resource.id.as_str()) else { return };
    let ancestors: Vec<&str> = payload
        .get("ancestors")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let number = ancestors.first().and_then(|nearest| nearest.strip_prefix("projects/"));
    if let Some(other) = other_project(&name, &resource.scope, number).and_then(|p| name.in_project(p)) {
        draft.provide(Handle::new(HandleKind::Name, other.to_string()));
    }
    if !is_own(payload) {
        return;
    }
    let container = |name: &str| AssetId::new(format!("//cloudresourcemanager.googleapis.com/{name}"));
    let above = ancestors.iter().map(|ancestor| container(ancestor)).find(|above| *above != resource.id);
    if let Some(parent) = parent(&name) {
        draft.link(Link::from(EdgeKind::Contains, parent, "name"));
    } else if let Some(above) = above {
        draft.link(Link::from(EdgeKind::Contains, above, "ancestors"));
    } else if let Some(above) = stated_parent(payload) {
        draft.link(Link::from(EdgeKind::Contains, container(above), "parent"));
    } else if let Some(project) = name.project().filter(|_| name.service != "cloudresourcemanager") {
        let project = Name { service: "cloudresourcemanager", path: format!("projects/{project}").into() };
        draft.link(match project.is_as_in_inventory() {
            true => Link::from(EdgeKind::Contains, project.id(), "name"),
            false => Link::from_handle(EdgeKind::Contains, project.handle(), "name"),
        });
    }
    attachment(&name, resource, draft);
}

/// Policies of organisations name in their own name what they bind.
fn attachment(name: &Name<'_>, resource: &Resource, draft: &mut Draft<'_>) {
    let bound = match (name.service, &*resource.native_type) {
        ("orgpolicy", "orgpolicy.googleapis.com/Policy") => name
            .path
            .split("/policies/")
            .next()
            .map(|bound| format!("//cloudresourcemanager.googleapis.com/{bound}")),
        ("iam", "iam.googleapis.com/PolicyV2") => name
            .path
            .strip_prefix("policies/")
            .and_then(|rest| rest.split("/denypolicies/").next())
            .map(|bound| format!("//{}", percent_encoding::percent_decode_str(bound).decode_utf8_lossy())),
        _ => return,
    };
    let Some(bound) = bound else { return };
    let Some(bound) = Name::full(&bound) else { return };
    draft.link(match bound.is_as_in_inventory() {
        true => Link::from(EdgeKind::GovernedBy, bound.id(), "name"),
        false => Link::from_handle(EdgeKind::GovernedBy, bound.handle(), "name"),
    });
}

/// `parent` of folders and projects as the resource manager tells it.
fn stated_parent(payload: &Value) -> Option<&str> {
    let parent = payload.get("parent").and_then(Value::as_str)?;
    (parent.starts_with("organizations/") || parent.starts_with("folders/")).then_some(parent)
}

/// The other spelling of the project in a name: the number for the id, the id for the number.
fn other_project<'a>(name: &Name<'_>, scope: &'a str, number: Option<&'a str>) -> Option<&'a str> {
    let project = name.project()?;
    let id = (!scope.is_empty() && !is_number(scope) && !scope.contains('/')).then_some(scope);
    match (is_number(project), id, number) {
        // The project that is named must be the one that the resource is in.
        (true, Some(id), None) => Some(id),
        (true, Some(id), Some(number)) if number == project => Some(id),
        (false, Some(id), Some(number)) if id == project => Some(number),
        _ => None,
    }
}

/// The resource that a resource is part of, by its name.
fn parent(name: &Name<'_>) -> Option<AssetId> {
    let (rest, _) = name.path.rsplit_once('/')?;
    let (above, _) = rest.rsplit_once('/')?;
    let mut parts = above.rsplit('/');
    let (_, collection) = (parts.next()?, parts.next()?);
    let contained = match collection {
        "projects" | "folders" | "organizations" | "locations" | "regions" | "zones" | "collections" => false,
        "policies" => false,
        _ => !matches!(name.service, "compute" | "storage"),
    };
    contained.then(|| Name { service: name.service, path: above.into() }.id())
}

/// Mail addresses and subjects under which identities are known elsewhere.
fn identities(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    match &*resource.native_type {
        "iam.googleapis.com/ServiceAccount" => {
            for address in [first(payload, "email"), member(payload)] {
                if !address.is_empty() {
                    draft.provide(mail(address));
                }
            }
            let unique = first(payload, "uniqueid");
            if !unique.is_empty() {
                let subject = format!("{}|{unique}", Handle::issuer("https://accounts.google.com").value);
                draft.provide(Handle::new(HandleKind::Subject, subject));
            }
        }
        "cloudidentity.googleapis.com/Group" => {
            for address in [first(payload, "groupkey.id"), member(payload)] {
                if !address.is_empty() {
                    draft.provide(mail(address));
                }
            }
        }
        "iam.googleapis.com/ServiceAccountKey" => {
            if let Some((account, _)) = resource.id.as_str().split_once("/keys/") {
                draft.to(EdgeKind::RunsAs, AssetId::new(account), "name");
            }
            if let Some((_, key)) = resource.id.as_str().rsplit_once("/keys/") {
                draft.provide(Handle::new(HandleKind::CredentialId, key));
            }
        }
        _ => {}
    }
}

/// The address in `user:…`, of an identity that only policies tell of.
fn member(payload: &Value) -> &str {
    payload
        .get("member")
        .and_then(Value::as_str)
        .and_then(|member| member.split_once(':'))
        .map_or("", |(_, mail)| mail)
}
