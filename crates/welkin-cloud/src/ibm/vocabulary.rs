use serde_json::Value;
use welkin_model::estate::{AssetId, AssetKind, EdgeKind, Fact};

use super::crn::{Crn, decoded, of_iam_id};
use super::{relations, types};
use crate::describe::{Context, Draft, FactRule, Read, Resource, TypeRule, Vocabulary, fact, plain};

/// What IBM Cloud's resources are called and how they name each other.
pub(crate) static VOCABULARY: IbmVocabulary = IbmVocabulary;

#[derive(Debug)]
pub(crate) struct IbmVocabulary;

impl Vocabulary for IbmVocabulary {
    fn rule(&self, native_type: &str) -> Option<&'static TypeRule> {
        types::rule(native_type)
    }

    fn kind(&self, native_type: &str) -> AssetKind {
        if native_type.ends_with(".resource-key") {
            return AssetKind::Credential;
        }
        match native_type.split('.').next().unwrap_or(native_type) {
            "pm-20"
            | "aiopenscale"
            | "conversation"
            | "discovery"
            | "watsonx-orchestrate"
            | "lakehouse"
            | "data-science-experience"
            | "natural-language-understanding"
            | "speech-to-text"
            | "text-to-speech"
            | "language-translator" => AssetKind::AiResource,
            service if service.starts_with("databases-for-") || service == "dashdb-for-transactions" => {
                AssetKind::Database
            }
            _ => AssetKind::Other,
        }
    }

    fn identify(&self, text: &str, field: &str, context: &Context<'_>) -> Option<AssetId> {
        let start = text.trim_start().as_bytes().first()?.to_ascii_lowercase();
        if start == b'c' {
            let text = decoded(text);
            let crn = Crn::parse(&text).filter(Crn::is_whole)?;
            return (!NO_RESOURCES.contains(&crn.service)).then(|| crn.asset());
        }
        if context.scope.is_empty() || field.ends_with("by") || field.ends_with("byid") {
            return None;
        }
        of_iam_id(text, context.scope)
    }

    fn named(&self, native_type: &str, name: &str, context: &Context<'_>) -> Option<AssetId> {
        let is_plain = !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        let account = Some(context.scope).filter(|account| !account.is_empty() && is_plain)?;
        let (service, kind) = match native_type {
            "resource-controller.resource-group" => ("resource-controller", "resource-group"),
            "enterprise.account" => ("enterprise", "account"),
            _ => return None,
        };
        Some(AssetId::new(format!("crn:v1:bluemix:public:{service}::a/{account}::{kind}:{name}")))
    }

    fn meaning(&self, field: &str) -> Option<EdgeKind> {
        FIELDS.iter().find(|(end, _)| field.ends_with(end)).map(|(_, kind)| *kind)
    }

    fn facts(&self) -> &'static [FactRule] {
        FACTS
    }

    fn labels(&self, payload: &Value) -> Vec<(String, String)> {
        let mut labels = Vec::new();
        for holder in [Some(payload), payload.get("metadata")].into_iter().flatten() {
            for (key, value) in holder.as_object().into_iter().flatten() {
                // Global Tagging answers with a list of names.
                let is_tags = matches!(plain(key).as_str(), "tags" | "usertags" | "labels" | "accesstags")
                    || (key == "items" && holder.as_object().is_some_and(|all| all.len() == 1));
                if is_tags {
                    labels.extend(value.as_array().into_iter().flatten().filter_map(label));
                }
            }
        }
        labels
    }

    fn special(&self, resource: &Resource, draft: &mut Draft<'_>) {
        relations::read(resource, draft);
    }
}

/// `key:value`, or a key alone.
fn label(tag: &Value) -> Option<(String, String)> {
    let text = tag.as_str().or_else(|| tag.get("name")?.as_str())?;
    let (key, value) = text.split_once(':').unwrap_or((text, ""));
    (!key.is_empty()).then(|| (key.trim().to_owned(), value.trim().to_owned()))
}

/// CRNs of these name entries of a catalogue and kinds of operations, which are no resources.
const NO_RESOURCES: &[&str] = &["globalcatalog", "context-based-restrictions-api"];

/// Ends of plain field names, the longer before the shorter where both fit.
const FIELDS: &[(&str, EdgeKind)] = &[
    ("kmskeycrn", EdgeKind::EncryptedBy),
    ("ibmssekpcrkid", EdgeKind::EncryptedBy),
    ("ibmssekpcustomerrootkeycrn", EdgeKind::EncryptedBy),
    ("encryptionkeycrn", EdgeKind::EncryptedBy),
    ("rootkeycrn", EdgeKind::EncryptedBy),
    ("logsinkcrn", EdgeKind::LogsTo),
    ("iamserviceidcrn", EdgeKind::RunsAs),
    ("serviceinstancecrn", EdgeKind::AttachedTo),
    ("sourcecrn", EdgeKind::Uses),
    ("targetcrn", EdgeKind::Uses),
    ("roleid", EdgeKind::Uses),
    ("networkid", EdgeKind::AttachedTo),
];

const FACTS: &[FactRule] = &[
    fact("createdat", Fact::Created, Read::Time),
    fact("creationdate", Fact::Created, Read::Time),
    fact("createddate", Fact::Created, Read::Time),
    fact("timecreated", Fact::Created, Read::Time),
    fact("updatedat", Fact::Modified, Read::Time),
    fact("modifiedat", Fact::Modified, Read::Time),
    fact("lastmodifiedat", Fact::Modified, Read::Time),
    fact("lastupdatedate", Fact::Modified, Read::Time),
    fact("^lifecyclestate", Fact::State, Read::Text),
    fact("entity.status.state", Fact::State, Read::Text),
];

#[cfg(test)]
mod tests;
