//! What is known of Oracle's types: one table for each part of the cloud. Types are spelt as search does; what search does
//! not hold is spelt alike.

mod generative;
mod identity;
mod network;
mod platform;
mod science;
mod services;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::describe::{TypeRule, plain};

/// A type with its references and facts; every resource lies in its compartment.
macro_rules! ty {
    ($native:literal, $kind:ident, [$($refs:expr),* $(,)?], [$($facts:expr),* $(,)?]) => {
        crate::describe::TypeRule {
            native: $native,
            kind: welkin_model::estate::AssetKind::$kind,
            refs: &[
                crate::describe::reference(
                    "^compartmentid",
                    welkin_model::estate::EdgeKind::Contains,
                    crate::describe::How::Id,
                )
                .inward(),
                $($refs),*
            ],
            facts: &[$($facts),*],
        }
    };
}
use ty;

const TABLES: &[&[TypeRule]] =
    &[identity::TYPES, network::TYPES, platform::TYPES, science::TYPES, generative::TYPES, services::TYPES];

/// The same type in OCIDs and in other spellings of search, in small letters.
const ALSO: &[(&str, &str)] = &[
    ("aidocumentmodel", "AiDocumentModel"),
    ("cloudguardtarget", "CloudGuardTarget"),
    ("cluster", "ContainerEngineCluster"),
    ("clusterscluster", "ContainerEngineCluster"),
    ("clustersnodepool", "NodePool"),
    ("credential", "AuthToken"),
    ("dynamicgroup", "DynamicResourceGroup"),
    ("groupmembership", "UserGroupMembership"),
    ("ipsectunnel", "IPSecConnectionTunnel"),
    ("saml2idp", "IdentityProvider"),
];

/// The rule of a type, however it is spelt.
pub(super) fn rule(native_type: &str) -> Option<&'static TypeRule> {
    static BY_NAME: LazyLock<BTreeMap<String, &'static TypeRule>> = LazyLock::new(|| {
        TABLES.iter().flat_map(|table| table.iter()).map(|rule| (plain(rule.native), rule)).collect()
    });
    let name = plain(native_type);
    let name = ALSO.iter().find(|(other, _)| *other == name).map_or(name, |(_, native)| plain(native));
    BY_NAME.get(&name).copied()
}

/// A type as the tables spell it.
pub(super) fn native(spelling: &str) -> &str {
    rule(spelling).map_or(spelling, |rule| rule.native)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::oci::lists;

    #[test]
    fn every_listed_type_has_a_rule_and_every_type_one() {
        for rule in lists::all() {
            assert!(
                super::rule(rule.native).is_some_and(|found| found.native == rule.native),
                "{}",
                rule.native
            );
        }
        let mut names: Vec<&str> =
            TABLES.iter().flat_map(|table| table.iter()).map(|rule| rule.native).collect();
        names.sort_unstable();
        assert!(names.windows(2).all(|pair| pair[0] != pair[1]));
        assert_eq!(native("datasciencemodel"), "DataScienceModel");
        assert_eq!(native("ClustersCluster"), "ContainerEngineCluster");
        assert_eq!(native("Stream"), "Stream");
    }
}
