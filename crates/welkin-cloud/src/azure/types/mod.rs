//! What is known of Azure's types beyond their kind: one table for each part of Azure.

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

/// The rule of a type, however it is spelt.
pub(super) fn rule(native_type: &str) -> Option<&'static TypeRule> {
    static BY_NAME: LazyLock<BTreeMap<String, &'static TypeRule>> = LazyLock::new(|| {
        TABLES
            .iter()
            .flat_map(|table| table.iter())
            .map(|rule| (rule.native.to_ascii_lowercase(), rule))
            .collect()
    });
    BY_NAME.get(&native_type.to_ascii_lowercase()).copied()
}

/// A type whose fields mean what they mean everywhere.
const fn kind(native: &'static str, kind: AssetKind) -> TypeRule {
    TypeRule { native, kind, refs: &[], facts: &[] }
}

/// A type with facts of its own.
const fn told(native: &'static str, kind: AssetKind, facts: &'static [FactRule]) -> TypeRule {
    TypeRule { native, kind, refs: &[], facts }
}

/// A type with fields and facts of its own.
const fn full(
    native: &'static str,
    kind: AssetKind,
    refs: &'static [RefRule],
    facts: &'static [FactRule],
) -> TypeRule {
    TypeRule { native, kind, refs, facts }
}
