use serde_json::Value;
use welkin_model::estate::{AssetId, AssetKind, EdgeKind, Fact};

use super::ocid::identified;
use super::{special, types};
use crate::describe::{Context, Draft, FactRule, Read, Resource, TypeRule, Vocabulary, fact, plain};

/// What Oracle's resources are called and how they name each other.
pub(crate) static VOCABULARY: OciVocabulary = OciVocabulary;

#[derive(Debug)]
pub(crate) struct OciVocabulary;

impl Vocabulary for OciVocabulary {
    fn rule(&self, native_type: &str) -> Option<&'static TypeRule> {
        types::rule(native_type)
    }

    /// Types without a rule, by what their names say.
    fn kind(&self, native_type: &str) -> AssetKind {
        let name = plain(native_type);
        KINDS.iter().find(|(part, _)| name.contains(part)).map_or(AssetKind::Other, |(_, kind)| *kind)
    }

    fn identify(&self, text: &str, _field: &str, _context: &Context<'_>) -> Option<AssetId> {
        identified(text)
    }

    fn meaning(&self, field: &str) -> Option<EdgeKind> {
        FIELDS.iter().find(|(end, _)| field.ends_with(end)).map(|(_, kind)| *kind)
    }

    fn facts(&self) -> &'static [FactRule] {
        FACTS
    }

    fn labels(&self, payload: &Value) -> Vec<(String, String)> {
        let mut labels = Vec::new();
        for (key, value) in payload.as_object().into_iter().flatten() {
            match plain(key).as_str() {
                "freeformtags" => labels.extend(texts(value)),
                "definedtags" => {
                    for (namespace, tags) in value.as_object().into_iter().flatten() {
                        for (key, value) in texts(tags) {
                            // By its whole name, and by the bare one that conventions are about.
                            labels.push((format!("{namespace}.{key}"), value.clone()));
                            labels.push((key, value));
                        }
                    }
                }
                "custommetadatalist" => {
                    labels.extend(value.as_array().into_iter().flatten().filter_map(entry))
                }
                _ => {}
            }
        }
        labels
    }

    fn special(&self, resource: &Resource, draft: &mut Draft<'_>) {
        special::read(resource, draft);
    }
}

fn texts(value: &Value) -> impl Iterator<Item = (String, String)> {
    value
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned())))
}

/// `{"key": …, "value": …}` of a model's own metadata.
fn entry(value: &Value) -> Option<(String, String)> {
    Some((value.get("key")?.as_str()?.to_owned(), value.get("value")?.as_str()?.to_owned()))
}

/// Parts of plain type names that tell the kind, the narrower before the wider.
const KINDS: &[(&str, AssetKind)] = &[
    ("compartment", AssetKind::Folder),
    ("privateendpoint", AssetKind::PrivateLink),
    ("backup", AssetKind::Snapshot),
    ("database", AssetKind::Database),
    ("dbsystem", AssetKind::Database),
    ("nosqltable", AssetKind::Table),
    ("filesystem", AssetKind::FileSystem),
    ("stream", AssetKind::Stream),
    ("containerrepo", AssetKind::ImageRegistry),
    ("containerimage", AssetKind::Image),
    ("certificate", AssetKind::Certificate),
    ("functionsfunction", AssetKind::Function),
    ("containerinstance", AssetKind::Service),
    ("apigateway", AssetKind::Gateway),
    ("dnszone", AssetKind::DnsZone),
    ("networkfirewallpolicy", AssetKind::Policy),
    ("networkfirewall", AssetKind::Firewall),
    ("waf", AssetKind::Firewall),
    ("virtualcircuit", AssetKind::Peering),
    ("serviceconnector", AssetKind::LogSink),
    ("alarm", AssetKind::Alert),
    ("databasetoolsconnection", AssetKind::AiConnection),
];

/// Ends of plain field names, the longer before the shorter where both fit.
const FIELDS: &[(&str, EdgeKind)] = &[
    ("compartmentid", EdgeKind::MemberOf),
    ("tenancyid", EdgeKind::MemberOf),
    ("kmskeyid", EdgeKind::EncryptedBy),
    ("vaultsecretid", EdgeKind::StoredIn),
    ("secretid", EdgeKind::StoredIn),
    ("vaultid", EdgeKind::StoredIn),
    ("subnetid", EdgeKind::AttachedTo),
    ("subnetids", EdgeKind::AttachedTo),
    ("vcnid", EdgeKind::AttachedTo),
    ("vnicid", EdgeKind::AttachedTo),
    ("drgid", EdgeKind::AttachedTo),
    ("instanceid", EdgeKind::AttachedTo),
    ("privateendpointid", EdgeKind::AttachedTo),
    ("nsgids", EdgeKind::GuardedBy),
    ("networksecuritygroupids", EdgeKind::GuardedBy),
    ("securitylistids", EdgeKind::GuardedBy),
    ("defaultsecuritylistid", EdgeKind::GuardedBy),
    ("routetableid", EdgeKind::RoutesTo),
    ("networkentityid", EdgeKind::RoutesTo),
    ("loggroupid", EdgeKind::LogsTo),
    ("logid", EdgeKind::LogsTo),
    ("topicid", EdgeKind::LogsTo),
    ("imageid", EdgeKind::DeployedFrom),
    ("basemodelid", EdgeKind::TrainedFrom),
    ("modelid", EdgeKind::DeployedFrom),
    ("knowledgebaseid", EdgeKind::Uses),
    ("knowledgebaseids", EdgeKind::Uses),
    ("connectionid", EdgeKind::Uses),
    ("dedicatedaiclusterid", EdgeKind::Uses),
    ("certificateids", EdgeKind::Uses),
    ("clusterid", EdgeKind::MemberOf),
    ("projectid", EdgeKind::MemberOf),
    ("groupid", EdgeKind::MemberOf),
    ("functionid", EdgeKind::CanInvoke),
];

const FACTS: &[FactRule] = &[
    fact("^timecreated", Fact::Created, Read::Time),
    fact("^timeupdated", Fact::Modified, Read::Time),
    fact("^timemodified", Fact::Modified, Read::Time),
    fact("^lifecyclestate", Fact::State, Read::Text),
];
