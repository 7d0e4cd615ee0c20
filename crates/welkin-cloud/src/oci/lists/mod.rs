//! What is read: one table for each part of the cloud. Collections, operations and what summaries lack are those of the
//! provider's own SDK; resource types in policies are those of its policy reference.

mod generative;
mod identity;
mod network;
mod platform;
mod science;
mod services;

use super::list::ListRule;

/// Every list.
pub(super) static LISTS: &[&[ListRule]] =
    &[identity::LISTS, network::LISTS, platform::LISTS, science::LISTS, generative::LISTS, services::LISTS];

/// Every list, in one row.
pub(super) fn all() -> impl Iterator<Item = &'static ListRule> {
    LISTS.iter().flat_map(|table| table.iter())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::service::named;

    #[test]
    fn every_list_is_of_a_known_service_and_every_type_once() {
        let mut natives: Vec<&str> = all().map(|rule| rule.native).collect();
        natives.sort_unstable();
        assert!(natives.windows(2).all(|pair| pair[0] != pair[1]), "{natives:?}");
        assert!(all().all(|rule| named(rule.service).is_some()));
    }
}
