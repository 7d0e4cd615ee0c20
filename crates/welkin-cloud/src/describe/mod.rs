//! From a resource in the provider's own words to an asset: its kind, its facts, and what its fields say of other
//! assets. Discovery and import share it, so that both give the same graph.
//!
//! Most of it is data: a table of types for each cloud, and a table of field names that mean the same wherever they
//! stand. Every leaf that is an id of some resource becomes an edge, even where nobody wrote a rule for its field.

mod draft;
mod field;
mod label;
mod leaves;
mod resource;
mod rule;
mod uri;
mod vocabulary;

pub(crate) use draft::Draft;
pub(crate) use field::plain;
pub use resource::Resource;
pub(crate) use rule::{FactRule, How, Read, RefRule, TypeRule, fact, reference};
pub(crate) use uri::store_of;
pub(crate) use vocabulary::{Context, Vocabulary};

use welkin_model::Cloud;
use welkin_model::estate::{AssetId, AssetKind, Described};

/// What a resource is and what it says of others.
pub fn describe(resource: &Resource) -> Described {
    let vocabulary = vocabulary_of(resource.cloud);
    let rule = vocabulary.rule(&resource.native_type);
    let kind = rule.map_or_else(|| vocabulary.kind(&resource.native_type), |rule| rule.kind);
    let mut draft = Draft::new(resource, kind);
    for (key, value) in vocabulary.labels(&resource.payload) {
        label::take(&mut draft, key, value);
    }
    leaves::walk(resource, rule, vocabulary, &mut draft);
    vocabulary.special(resource, &mut draft);
    draft.finish()
}

fn vocabulary_of(cloud: Cloud) -> &'static dyn Vocabulary {
    match cloud {
        Cloud::Aws => &crate::aws::VOCABULARY,
        Cloud::Azure => &crate::azure::VOCABULARY,
        Cloud::Gcp => &crate::gcp::VOCABULARY,
        Cloud::Oci => &crate::oci::VOCABULARY,
        Cloud::Ibm => &crate::ibm::VOCABULARY,
        Cloud::Other => &crate::kubernetes::VOCABULARY,
    }
}

/// The asset that a text names by a full id of any cloud, in whatever spelling.
pub fn identify(text: &str) -> Option<AssetId> {
    identify_anywhere(text)
}

/// Whether a cloud's vocabulary has a rule for a type.
pub(crate) fn knows(cloud: Cloud, native_type: &str) -> bool {
    vocabulary_of(cloud).rule(native_type).is_some()
}

/// The id that a text is in the spelling of a cloud's own vocabulary.
pub(crate) fn identified(
    cloud: Cloud,
    text: &str,
    context: &Context<'_>,
) -> Option<welkin_model::estate::AssetId> {
    vocabulary_of(cloud).identify(text, "id", context)
}

/// The id in a text, whatever cloud it is of, for fields that name resources of other clouds.
pub(crate) fn identify_anywhere(text: &str) -> Option<AssetId> {
    let nowhere = Context { scope: "", region: "" };
    [Cloud::Aws, Cloud::Azure, Cloud::Gcp, Cloud::Oci, Cloud::Ibm]
        .into_iter()
        .find_map(|cloud| vocabulary_of(cloud).identify(text, "", &nowhere))
}

/// A type that no table names.
pub(crate) const UNNAMED: AssetKind = AssetKind::Other;
