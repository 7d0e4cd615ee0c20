//! What stands in the tenancy when the range starts.

mod agents;
mod balance;
mod compute;
mod generative;
mod network;
mod people;
mod science;
mod secure;
mod services;
mod storage;
mod tenancy;

use serde_json::{Value, json};
use welkin_model::Millis;

use super::access::Principals;
use super::call::stamp;
use super::catalogue::kind_of;
use super::law::{Law, POLICY_DELAY};
use super::route::{HOME, REGIONS};
use super::store::Store;
use crate::calendar::HOUR;
use crate::estate::{OCI_COMPARTMENT, OCI_TENANCY};

/// The compartments below the root: `archives` is the one that the logs name.
pub(super) const ARCHIVES: &str = OCI_COMPARTMENT;
pub(super) const AI: &str = "ocid1.compartment.oc1..aaaaaaaatechnobankai";
pub(super) const AI_PROD: &str = "ocid1.compartment.oc1..aaaaaaaatechnobankaiprod";
pub(super) const AI_LAB: &str = "ocid1.compartment.oc1..aaaaaaaatechnobankailab";
pub(super) const NETWORK: &str = "ocid1.compartment.oc1..aaaaaaaatechnobanknetwork";
pub(super) const SECURITY: &str = "ocid1.compartment.oc1..aaaaaaaatechnobanksecurity";

pub(super) const HOME_REGION: &str = "us-ashburn-1";
pub(super) const PHOENIX: &str = "us-phoenix-1";

/// Writes resources in the shape of their own GET.
pub(super) struct Planter<'a> {
    store: &'a mut Store,
    law: &'a mut Law,
    at: Millis,
    region: &'static str,
    age: i64,
}

pub(super) fn plant(store: &mut Store, law: &mut Law, principals: &Principals, at: Millis) {
    let mut planter = Planter { store, law, at, region: HOME_REGION, age: 0 };
    tenancy::plant(&mut planter);
    people::plant(&mut planter, principals);
    network::plant(&mut planter);
    balance::plant(&mut planter);
    compute::plant(&mut planter);
    storage::plant(&mut planter);
    secure::plant(&mut planter);
    science::plant(&mut planter);
    generative::plant(&mut planter);
    agents::plant(&mut planter);
    services::plant(&mut planter);
}

/// An identifier as this tenancy's resources have it.
pub(super) fn ocid(kind: &str, slug: &str) -> String {
    format!("ocid1.{kind}.oc1.iad.{}technobank{slug}", prefix(kind))
}

fn prefix(kind: &str) -> &'static str {
    let old =
        ["bucket", "subnet", "vcn", "securitylist", "routetable", "networksecuritygroup", "internetgateway"];
    if old.contains(&kind) { "aaaaaaaa" } else { "amaaaaaa" }
}

impl Planter<'_> {
    /// Of the following resources.
    pub(super) fn region(&mut self, region: &'static str) {
        self.region = region;
    }

    /// An identifier of the region that is being planted.
    pub(super) fn here(&self, kind: &str, slug: &str) -> String {
        let key = REGIONS.iter().find(|one| one.name == self.region).unwrap_or(HOME).key.to_ascii_lowercase();
        format!("ocid1.{kind}.oc1.{key}.{}technobank{slug}", prefix(kind))
    }

    /// A resource whose identifier follows from the slug, which is given back.
    pub(super) fn add(
        &mut self,
        (service, collection): (&str, &str),
        compartment: &str,
        (slug, name): (&str, &str),
        more: Value,
    ) -> String {
        let Some(kind) = kind_of(service, collection) else { return String::new() };
        let key = REGIONS.iter().find(|one| one.name == self.region).unwrap_or(HOME).key.to_ascii_lowercase();
        let region = if kind.global { "" } else { key.as_str() };
        let id = format!("ocid1.{}.oc1.{region}.{}technobank{slug}", kind.ocid, prefix(kind.ocid));
        self.add_as((service, collection), compartment, (&id, name), more);
        id
    }

    /// A resource with an identifier of its own.
    pub(super) fn add_as(
        &mut self,
        (service, collection): (&str, &str),
        compartment: &str,
        (id, name): (&str, &str),
        more: Value,
    ) {
        let Some(kind) = kind_of(service, collection) else { return };
        // Each is some hours older than the next.
        self.age += 1;
        let created = self.at - (400 - self.age.min(399)) * 7 * HOUR;
        let mut body = json!({
            "id": id, "compartmentId": compartment, kind.name: name, "timeCreated": stamp(created),
            "freeformTags": {"owner": "technobank", "environment": "prod"}, "definedTags": {},
        });
        if !kind.state.is_empty()
            && let Some(fields) = body.as_object_mut()
        {
            fields.insert("lifecycleState".to_owned(), json!(kind.state));
        }
        if let (Some(fields), Value::Object(more)) = (body.as_object_mut(), more) {
            fields.extend(more);
        }
        let region = if kind.global { "" } else { self.region };
        self.store.plant(kind, region, id, body, self.at);
        if collection == "policies" {
            let statements: Vec<String> = self
                .store
                .get(id)
                .and_then(|policy| policy.body.get("statements")?.as_array().cloned())
                .unwrap_or_default()
                .iter()
                .filter_map(|one| one.as_str().map(str::to_owned))
                .collect();
            let statements: Vec<&str> = statements.iter().map(String::as_str).collect();
            self.law.enact(id, compartment, &statements, self.at - POLICY_DELAY);
        }
    }

    /// What hangs below a resource.
    pub(super) fn part(&mut self, id: &str, part: &'static str, value: Value) {
        if let Some(resource) = self.store.get_mut(id) {
            resource.parts.insert(part, value);
        }
    }

    /// Some days before the start, as Oracle writes times.
    pub(super) fn ago(&self, days: i64) -> String {
        stamp(self.at - days * 24 * HOUR)
    }
}

/// Freeform tags.
pub(super) fn tags(pairs: &[(&str, &str)]) -> Value {
    let mut tags = json!({"owner": "data-platform", "environment": "prod"});
    if let Some(fields) = tags.as_object_mut() {
        for (key, value) in pairs {
            fields.insert((*key).to_owned(), json!(value));
        }
    }
    tags
}

/// The root of all compartments.
pub(super) const ROOT: &str = OCI_TENANCY;
