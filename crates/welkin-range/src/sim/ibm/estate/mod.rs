//! The part of TechnoBank's estate that lives in IBM Cloud: core banking and credit scoring. Names and ids are those that
//! the bank's logs show.

mod compute;
mod data;
mod identities;
mod instances;
pub(super) mod models;
mod network;
mod rules;

use serde_json::{Value, json};

use super::store::Entry;
use super::world::World;
use crate::ids::Uuid;

/// Resource groups.
pub(super) const CORE: &str = "3f5a9c0e7b1d4826a0c9e8d7f6b5a413";
pub(super) const AI: &str = "8b2d6e4f1a0c4957b3e1d2c4f5a69708";
pub(super) const SHARED: &str = "c1e7a3b95d2f4068925b4c7d8e9f0a12";

/// The instances that the bank's logs name, and their neighbours.
pub(super) const LEDGER_STORE: &str = "5e2a9c71-0d4b-4f36-8b1e-9a7c6d3f2058";
pub(super) const AI_STORE: &str = "7d1f4b83-2c6e-4a95-b0d8-3e5f6a7b8c91";
pub(super) const EXTERNAL_KEYS: &str = "e6b9d254-71c3-4f0a-8d17-2b4c6e8fa093";

/// What everything without a date of its own was made by.
pub(super) fn made() -> Value {
    json!({
        "created_at": "2025-02-10T09:00:00.000Z", "created_by_id": "IBMid-270001PK7X",
        "last_modified_at": "2026-06-18T14:20:00.000Z", "last_modified_by_id": "IBMid-270001PK7X",
    })
}

pub(super) const SINCE: &str = "2025-02-10T09:00:00.000Z";

/// The one id of a name.
pub(super) fn id(name: &str) -> String {
    Uuid::of(name).to_string()
}

/// As [`id`], without hyphens.
pub(super) fn plain(name: &str) -> String {
    id(name).replace('-', "")
}

/// An entry with an id, a name and a value, and nothing else.
pub(super) fn entry(id: &str, name: &str, value: Value) -> Entry {
    Entry { id: id.to_owned(), name: name.to_owned(), value, ..Entry::default() }
}

pub(super) fn tag(world: &mut World, crn: &str, tags: &[&str]) {
    for tag in tags {
        // The seed stays far below the limit.
        world.store.tag(crn, tag).ok();
    }
}

pub(super) fn build(world: &mut World) {
    identities::build(world);
    rules::build(world);
    instances::build(world);
    data::build(world);
    network::build(world);
    compute::build(world);
    models::build(world);
}
