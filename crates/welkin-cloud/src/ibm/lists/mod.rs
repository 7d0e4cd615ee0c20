//! What is asked for, service by service.

mod ai;
mod data;
mod identity;
mod network;
mod platform;

use super::list::ListRule;

pub(super) use platform::{REGIONS, SEARCH};

/// All lists that are read.
pub(super) static LISTS: &[&[ListRule]] = &[platform::LISTS, identity::LISTS, network::LISTS, ai::LISTS];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::ibm::service::service;

    fn check(rule: &ListRule, seen: &mut BTreeSet<String>) {
        for read in std::iter::once(&rule.read).chain(rule.details) {
            assert!(service(read.service).is_some(), "{}", read.about());
            assert!(read.permission.contains('.'), "{}", read.about());
            assert!(read.path.starts_with('/'), "{}", read.about());
            seen.insert(read.about());
        }
        rule.children.iter().for_each(|child| check(child, seen));
    }

    #[test]
    fn every_call_has_a_service_a_permission_and_a_path() {
        let mut seen = BTreeSet::new();
        LISTS.iter().flat_map(|table| table.iter()).for_each(|rule| check(rule, &mut seen));
        assert!(seen.len() > 60, "{}", seen.len());
    }
}
