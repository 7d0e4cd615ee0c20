//! TechnoBank in Asia: a bank's assistant and risk models in production, a team that trains them, a security project,
//! and a sandbox that nobody tidies.

mod agents;
mod data;
mod identities;
mod machines;
mod models;
mod network;
mod tree;
mod trust;
mod watch;

use serde_json::{Map, Value, json};
use welkin_model::Millis;

use super::estate::Estate;
use super::shape;
use crate::calendar::HOUR;
use crate::rng::number_of;

pub(super) const PROD: &str = "tb-asia-prod";
pub(super) const ML: &str = "tb-asia-ml";
pub(super) const SECURITY: &str = "tb-asia-security";
pub(super) const SANDBOX: &str = "tb-asia-sandbox";
pub(super) const REGION: &str = "asia-southeast1";
pub(super) const ZONE: &str = "asia-southeast1-b";
/// The key of production's data and models.
pub(super) const MODEL_KEY: &str =
    "projects/tb-asia-security/locations/asia-southeast1/keyRings/ai/cryptoKeys/models";
/// The key whose material IBM keeps.
pub(super) const EXTERNAL_KEY: &str =
    "projects/tb-asia-security/locations/asia-southeast1/keyRings/ai/cryptoKeys/customer-data-external";

/// How old what is old is.
const AGE: Millis = 60 * 24 * HOUR;

/// Puts the estate as it was before the range began.
pub(super) fn plant(estate: &mut Estate, at: Millis) {
    let mut plant = Plant { estate, at: at - AGE };
    tree::plant(&mut plant);
    identities::plant(&mut plant);
    trust::plant(&mut plant);
    models::plant(&mut plant);
    agents::plant(&mut plant);
    data::plant(&mut plant);
    network::plant(&mut plant);
    machines::plant(&mut plant);
    watch::plant(&mut plant);
}

pub(super) struct Plant<'a> {
    pub(super) estate: &'a mut Estate,
    pub(super) at: Millis,
}

impl Plant<'_> {
    /// A resource by its service and relative name.
    fn put(&mut self, service: &str, name: &str, data: Value) {
        self.estate.seed(service, name, data, self.at);
    }

    /// An allow policy: each line a role and its members.
    fn bind(&mut self, key: &str, lines: &[(&str, &[&str])]) {
        let bindings: Vec<Value> =
            lines.iter().map(|(role, members)| json!({"role": role, "members": members})).collect();
        let policy = json!({"version": 1, "etag": shape::etag(number_of(key)), "bindings": bindings});
        self.estate.set_policy(key, policy, self.at);
    }
}

/// Labels: `[("owner", "ml-platform")]`.
fn labels(pairs: &[(&str, &str)]) -> Value {
    Value::Object(pairs.iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect::<Map<_, _>>())
}

/// A digest as a label's value can hold it: 63 of `[a-z0-9_-]`.
fn label_of(digest: &str) -> String {
    digest.replace(':', "-").chars().take(63).collect()
}

/// A Vertex AI name.
fn vertex(project: &str, rest: &str) -> String {
    format!("projects/{project}/locations/{REGION}/{rest}")
}

/// With another's fields added.
fn with(mut value: Value, more: Value) -> Value {
    if let (Some(fields), Value::Object(more)) = (value.as_object_mut(), more) {
        fields.extend(more);
    }
    value
}

/// A Compute Engine link.
fn link(path: &str) -> String {
    format!("https://www.googleapis.com/compute/v1/{path}")
}
