use serde_json::Value;
use welkin_model::estate::{AssetId, EdgeKind};

use crate::describe::{Context, FactRule, TypeRule, Vocabulary};

pub(crate) static VOCABULARY: GcpVocabulary = GcpVocabulary;

#[derive(Debug)]
pub(crate) struct GcpVocabulary;

impl Vocabulary for GcpVocabulary {
    fn rule(&self, _native_type: &str) -> Option<&'static TypeRule> {
        None
    }

    fn identify(&self, _text: &str, _field: &str, _context: &Context<'_>) -> Option<AssetId> {
        None
    }

    fn meaning(&self, _field: &str) -> Option<EdgeKind> {
        None
    }

    fn facts(&self) -> &'static [FactRule] {
        &[]
    }

    fn labels(&self, _payload: &Value) -> Vec<(String, String)> {
        Vec::new()
    }
}
