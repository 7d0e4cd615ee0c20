//! What is known of Google's types beyond their kind: one table for each part of Google Cloud.

mod ai;
mod data;
mod identity;
mod network;
mod platform;

use std::collections::BTreeMap;
use std::sync::LazyLock;

use welkin_model::estate::AssetKind;

use crate::describe::{FactRule, RefRule, TypeRule};

const TABLES: &[&[TypeRule]] = &[ai::TYPES, data::TYPES, identity::TYPES, network::TYPES, platform::TYPES];

/// The rule of a type.
pub(super) fn rule(native_type: &str) -> Option<&'static TypeRule> {
    static BY_NAME: LazyLock<BTreeMap<&'static str, &'static TypeRule>> = LazyLock::new(|| {
        TABLES.iter().flat_map(|table| table.iter()).map(|rule| (rule.native, rule)).collect()
    });
    BY_NAME.get(native_type).copied()
}

const fn of(
    native: &'static str,
    kind: AssetKind,
    refs: &'static [RefRule],
    facts: &'static [FactRule],
) -> TypeRule {
    TypeRule { native, kind, refs, facts }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_type_has_one_rule() {
        let all: Vec<&str> = TABLES.iter().flat_map(|table| table.iter()).map(|rule| rule.native).collect();
        assert_eq!(all.len(), all.iter().collect::<BTreeSet<_>>().len());
    }

    #[test]
    fn fields_are_plain() {
        for rule in TABLES.iter().flat_map(|table| table.iter()) {
            let fields = rule.refs.iter().map(|r| r.field).chain(rule.facts.iter().map(|f| f.field));
            for field in fields {
                let fine = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".^".contains(c);
                assert!(field.chars().all(fine), "{} {field}", rule.native);
            }
        }
    }
}
