use serde_json::Value;
use welkin_model::estate::{AssetId, AssetKind, EdgeKind};

use super::rule::{FactRule, RefRule, TypeRule};
use super::{Draft, Resource, UNNAMED};

/// Where a resource is, to complete the ids in its fields.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Context<'a> {
    pub(crate) scope: &'a str,
    pub(crate) region: &'a str,
}

/// What a cloud's resources are called, and how they name each other.
pub(crate) trait Vocabulary: Sync {
    fn rule(&self, native_type: &str) -> Option<&'static TypeRule>;

    /// The kind of a type without a rule, by its name alone.
    fn kind(&self, _native_type: &str) -> AssetKind {
        UNNAMED
    }

    /// The resource that a text names, if it is an id of this cloud. `field` is the plain name of the field.
    fn identify(&self, text: &str, field: &str, context: &Context<'_>) -> Option<AssetId>;

    /// The id of a resource that is named by its name alone.
    fn named(&self, _native_type: &str, _name: &str, _context: &Context<'_>) -> Option<AssetId> {
        None
    }

    /// What a field of this plain name means wherever it stands, if it names a resource.
    fn meaning(&self, field: &str) -> Option<EdgeKind>;

    /// Fields that name another asset in any type, where the type's own rules say nothing of them.
    fn refs(&self) -> &'static [RefRule] {
        &[]
    }

    /// Facts that fields of these names tell in any type.
    fn facts(&self) -> &'static [FactRule];

    /// Tags or labels.
    fn labels(&self, payload: &Value) -> Vec<(String, String)>;

    /// What takes more than a table: policies, trust documents, rules.
    fn special(&self, _resource: &Resource, _draft: &mut Draft<'_>) {}
}
