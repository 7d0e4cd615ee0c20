use serde_json::{Value, json};

use super::Gcp;
use super::error::{ApiError, Outcome};
use super::kind::Kind;
use super::names::relative;
use super::route::Action;
use crate::sim::Request;

impl Gcp {
    pub(super) fn get(&self, action: &Action, request: &Request) -> Outcome {
        let data = self.present(&action.key)?;
        Ok(match action.kind {
            Some(kind) => shown(kind, data, request),
            None => data,
        })
    }

    /// A resource that exists now.
    pub(super) fn present(&self, key: &str) -> Outcome {
        // `MODEL@VERSION` is the model as that version shows it; the seed keeps the newest alone.
        let name = key.split('@').next().unwrap_or(key);
        self.estate.get(name).cloned().ok_or_else(|| ApiError::not_found(relative(name)))
    }

    /// Where the provider runs services; the same for all.
    pub(super) fn locations(&self, action: &Action) -> Outcome {
        let project = relative(&action.key).to_owned();
        let id = self.estate.projects.id(super::names::last(&project));
        if action.service == "compute" {
            let zones = action.method.contains("zones");
            let names: &[&str] = if zones { &ZONES } else { &LOCATIONS };
            let items: Vec<Value> = names
                .iter()
                .map(|name| json!({"kind": if zones { "compute#zone" } else { "compute#region" }, "name": name, "status": "UP"}))
                .collect();
            return Ok(json!({"kind": "compute#list", "id": format!("projects/{id}"), "items": items}));
        }
        let locations: Vec<Value> = LOCATIONS
            .iter()
            .map(|name| json!({"name": format!("projects/{id}/locations/{name}"), "locationId": name}))
            .collect();
        Ok(json!({"locations": locations}))
    }
}

const LOCATIONS: [&str; 3] = ["asia-southeast1", "europe-west4", "us-central1"];
const ZONES: [&str; 4] = ["asia-southeast1-a", "asia-southeast1-b", "europe-west4-a", "us-central1-a"];

/// The location, if it is one; empty otherwise.
pub(super) fn known_location(name: &str) -> &'static str {
    LOCATIONS.iter().chain(&ZONES).find(|known| **known == name).copied().unwrap_or("")
}

/// What is shown of a resource: never a private key, and access lists on request alone.
pub(super) fn shown(kind: &Kind, mut data: Value, request: &Request) -> Value {
    if kind.service == "iam" && kind.collection() == "keys" {
        super::iam::without_private(&mut data);
    }
    if kind.service == "storage"
        && request.parameter("projection").as_deref() != Some("full")
        && let Some(fields) = data.as_object_mut()
    {
        fields.remove("acl");
        fields.remove("defaultObjectAcl");
    }
    data
}
