//! What is known of AWS's types beyond their kind: one table for each part of AWS.

mod ai;
mod data;
mod identity;
mod network;
mod platform;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::describe::TypeRule;

const TABLES: &[&[TypeRule]] = &[ai::TYPES, data::TYPES, identity::TYPES, network::TYPES, platform::TYPES];

/// The rule of a type.
pub(super) fn rule(native_type: &str) -> Option<&'static TypeRule> {
    static BY_NAME: LazyLock<BTreeMap<&'static str, &'static TypeRule>> = LazyLock::new(|| {
        TABLES.iter().flat_map(|table| table.iter()).map(|rule| (rule.native, rule)).collect()
    });
    BY_NAME.get(native_type).copied()
}

/// The names of all types that have a rule.
pub(super) fn natives() -> impl Iterator<Item = &'static str> {
    TABLES.iter().flat_map(|table| table.iter()).map(|rule| rule.native)
}
