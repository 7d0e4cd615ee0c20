//! What each type is, and what its fields say.

mod ai;
mod data;
mod identity;
mod network;
mod platform;

use welkin_model::estate::EdgeKind::Contains;

use crate::describe::{How, RefRule, TypeRule, reference};

/// The resource group that a resource lies in, in each spelling.
pub(super) const GROUP: [RefRule; 3] = [
    reference("^resourcegroupid", Contains, How::Name("resource-controller.resource-group")).inward(),
    reference("^resourcegroup.id", Contains, How::Name("resource-controller.resource-group")).inward(),
    reference("^resourcegroup", Contains, How::Name("resource-controller.resource-group")).inward(),
];

static TABLES: &[&[TypeRule]] = &[ai::TYPES, identity::TYPES, network::TYPES, data::TYPES, platform::TYPES];

pub(super) fn rule(native_type: &str) -> Option<&'static TypeRule> {
    TABLES.iter().flat_map(|table| table.iter()).find(|rule| rule.native == native_type)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn no_type_has_two_rules() {
        let mut seen = BTreeSet::new();
        for rule in TABLES.iter().flat_map(|table| table.iter()) {
            assert!(seen.insert(rule.native), "{}", rule.native);
        }
    }
}
