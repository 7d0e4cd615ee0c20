//! What takes more than a table: policies, federation, rules of networks, and resources that are named otherwise than the
//! inventory names them.

mod ai;
mod data;
mod hierarchy;
mod mention;
mod network;
mod policy;
mod trust;
mod value;

use crate::describe::{Draft, Resource};

pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    hierarchy::read(resource, draft);
    mention::read(resource, draft);
    policy::read(resource, draft);
    trust::read(resource, draft);
    network::read(resource, draft);
    data::read(resource, draft);
    ai::read(resource, draft);
}
