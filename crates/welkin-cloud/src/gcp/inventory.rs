use std::sync::{Arc, Mutex};

use serde_json::{Value, json};
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, UnknownReason};

use super::ask::{Ask, Question, hole, text, unknown};
use super::name::location;
use super::seen::{Projects, Seen, project_of};
use crate::describe::Resource;
use crate::discovery::{Discovery, Scope};
use crate::transport::CallError;

/// What is read of each asset: one kind in a call. Relations are left out: the fields of the resources tell them.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Content {
    Resource,
    IamPolicy,
    OrgPolicy,
    /// Of organisations only.
    AccessPolicy,
}

impl Content {
    pub(super) const ALL: [Content; 4] =
        [Content::Resource, Content::IamPolicy, Content::OrgPolicy, Content::AccessPolicy];

    fn name(self) -> &'static str {
        match self {
            Content::Resource => "RESOURCE",
            Content::IamPolicy => "IAM_POLICY",
            Content::OrgPolicy => "ORG_POLICY",
            Content::AccessPolicy => "ACCESS_POLICY",
        }
    }

    fn permission(self) -> &'static str {
        match self {
            Content::Resource => "cloudasset.assets.listResource",
            Content::IamPolicy => "cloudasset.assets.listIamPolicy",
            Content::OrgPolicy => "cloudasset.assets.listOrgPolicy",
            Content::AccessPolicy => "cloudasset.assets.listAccessPolicy",
        }
    }

    /// The resource sorts before what is said of it elsewhere: its own configuration has the first word.
    fn via(self) -> Arc<str> {
        Arc::from(match self {
            Content::Resource => "cloudasset:ListAssets".to_owned(),
            other => format!("cloudasset:ListAssets/{}", other.name()),
        })
    }
}

/// Where what is read goes.
#[derive(Clone, Copy, Debug)]
pub(super) struct Sink<'s> {
    pub(super) into: &'s Discovery,
    pub(super) scope: &'s Scope,
    pub(super) projects: &'s Projects,
    pub(super) seen: &'s Mutex<Seen>,
}

/// How a reading ended.
#[derive(Debug)]
pub(super) enum Ended {
    Whole,
    /// Nothing could be read, and why.
    Nothing(UnknownReason),
    /// Something is missing.
    Partly,
}

/// The largest page, and what it is shrunk to where such an answer is too large.
const PAGE: u32 = 1_000;
const SMALL_PAGE: u32 = 100;
/// An inventory with more pages is cut, and says so.
const MOST_PAGES: usize = 20_000;

/// Reads all assets in an organisation, folder or project
/// (<https://cloud.google.com/asset-inventory/docs/reference/rest/v1/assets/list>).
pub(super) async fn read(ask: &Ask, parent: &str, content: Content, sink: Sink<'_>) -> Ended {
    let mut question = Question {
        service: "cloudasset",
        operation: "ListAssets",
        permission: content.permission(),
        scope: parent.to_owned(),
        path: format!("v1/{parent}/assets"),
        ..Question::default()
    };
    let tell = |mut unknown: welkin_model::estate::Unknown| {
        unknown.about = format!("cloudasset:ListAssets {}", content.name());
        sink.into.hole(hole(parent, "", unknown));
    };
    let mut size = PAGE;
    let mut token = String::new();
    let mut page = 0;
    while page < MOST_PAGES {
        question.parameters =
            vec![("contentType", content.name().to_owned()), ("pageSize", size.to_string())];
        for service in &sink.scope.services {
            question.parameters.push(("assetTypes", format!("{service}.googleapis.com/.*")));
        }
        if !token.is_empty() {
            question.parameters.push(("pageToken", token.clone()));
        }
        let answer = match ask.ask(&question).await {
            Ok(Some(answer)) => answer,
            Ok(None) => {
                tell(unknown(&question, UnknownReason::Failed, format!("there is no {parent}")));
                return Ended::Nothing(UnknownReason::Failed);
            }
            Err(error) if size > SMALL_PAGE && may_be_too_large(&error) => {
                size = SMALL_PAGE;
                continue;
            }
            Err(error) => {
                let unknown = error.unknown_on(page);
                let reason = unknown.reason;
                tell(unknown);
                return if page == 0 { Ended::Nothing(reason) } else { Ended::Partly };
            }
        };
        for asset in answer.get("assets").and_then(Value::as_array).into_iter().flatten() {
            if !take(asset, content, sink) {
                tell(unknown(&question, UnknownReason::Garbled, "an asset has no name or no type"));
            }
        }
        match answer.get("nextPageToken").and_then(Value::as_str) {
            Some(next) if !next.is_empty() && next != token => next.clone_into(&mut token),
            _ => return Ended::Whole,
        }
        page += 1;
    }
    tell(unknown(&question, UnknownReason::Bounded, format!("there are more than {MOST_PAGES} pages")));
    Ended::Partly
}

fn may_be_too_large(error: &CallError) -> bool {
    matches!(error.reason, UnknownReason::Garbled | UnknownReason::TimedOut)
}

/// Takes one asset; false if it is none.
fn take(asset: &Value, content: Content, sink: Sink<'_>) -> bool {
    let described = resources(asset, sink.projects);
    if described.is_empty() {
        return !text(asset, "/name").is_empty() && !text(asset, "/assetType").is_empty();
    }
    for mut resource in described {
        if !wants(sink.scope, &resource) {
            continue;
        }
        resource.via = content.via();
        if let Ok(mut seen) = sink.seen.lock() {
            match content {
                Content::Resource => {
                    let project = project_of(asset);
                    seen.resource(&resource.native_type, resource.id.as_str(), project, &resource.payload);
                }
                Content::IamPolicy => {
                    seen.policy(resource.payload.get("iamPolicy").unwrap_or(&Value::Null));
                }
                Content::OrgPolicy | Content::AccessPolicy => {}
            }
        }
        sink.into.resource(resource);
    }
    true
}

/// What one asset, as the inventory lists or exports it, says of resources: the resource itself with the names of its
/// ancestors, its allow policy, or the organisation policies on it, each of which is an asset of its own.
pub(crate) fn resources(asset: &Value, projects: &Projects) -> Vec<Resource> {
    let (name, native) = (text(asset, "/name"), text(asset, "/assetType"));
    if name.is_empty() || native.is_empty() {
        return Vec::new();
    }
    let of = |id: &str, native: &str, payload: Value| Resource {
        cloud: Cloud::Gcp,
        native_type: Arc::from(native),
        id: AssetId::new(id),
        name: name_of(&payload, id),
        scope: scope_of(asset, projects),
        region: region_of(asset, id),
        via: Arc::from("cloudasset:ListAssets"),
        payload,
        unknowns: Vec::new(),
        observed_at: 0,
    };
    let mut described = Vec::new();
    let own = ["accessPolicy", "accessLevel", "servicePerimeter"].iter().find_map(|field| asset.get(field));
    if let Some(data) = asset.pointer("/resource/data").or(own) {
        described.push(of(name, native, with_ancestors(data, asset)));
    }
    if let Some(policy) = asset.get("iamPolicy") {
        described.push(of(name, native, json!({ "iamPolicy": policy })));
    }
    for policy in asset.get("orgPolicy").and_then(Value::as_array).into_iter().flatten() {
        let constraint = text(policy, "/constraint").trim_start_matches("constraints/");
        let container = name.strip_prefix("//cloudresourcemanager.googleapis.com/").unwrap_or(name);
        if !constraint.is_empty() {
            let id = format!("//orgpolicy.googleapis.com/{container}/policies/{constraint}");
            let mut payload = policy.clone();
            if let Some(fields) = payload.as_object_mut() {
                fields.insert("attachedTo".to_owned(), json!(name));
            }
            described.push(of(&id, "orgpolicy.googleapis.com/Policy", payload));
        }
    }
    described
}

/// The resource's own fields, and the ancestors that the inventory tells beside them.
fn with_ancestors(data: &Value, asset: &Value) -> Value {
    let mut payload = data.clone();
    if let (Some(fields), Some(ancestors)) = (payload.as_object_mut(), asset.get("ancestors")) {
        fields.entry("ancestors").or_insert_with(|| ancestors.clone());
    }
    payload
}

fn name_of(payload: &Value, id: &str) -> String {
    let shown = ["/displayName", "/title", "/name"]
        .iter()
        .map(|field| text(payload, field))
        .find(|name| !name.is_empty() && !name.contains('/'));
    shown.unwrap_or_else(|| id.rsplit('/').next().unwrap_or(id)).to_owned()
}

/// The project by its id, else the folder or organisation.
fn scope_of(asset: &Value, projects: &Projects) -> String {
    let project = project_of(asset);
    if !project.is_empty() {
        return projects.id(project).to_owned();
    }
    text(asset, "/ancestors/0").to_owned()
}

fn region_of(asset: &Value, id: &str) -> String {
    let told = text(asset, "/resource/location");
    let region = if told.is_empty() { location(id) } else { told };
    if region == "global" { String::new() } else { region.to_ascii_lowercase() }
}

/// Whether the scope asks for a resource. A zone is in its region, and what is global is in all.
pub(super) fn wants(scope: &Scope, resource: &Resource) -> bool {
    let service = resource.native_type.split('.').next().unwrap_or("");
    let region = resource.region.as_str();
    let around =
        region.rsplit_once('-').filter(|(_, zone)| zone.len() == 1).map_or(region, |(region, _)| region);
    scope.wants_service(service)
        && (region.is_empty() || scope.wants_region(region) || scope.wants_region(around))
}
