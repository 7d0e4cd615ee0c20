use serde_json::Value;
use welkin_model::estate::EdgeKind::{
    AttachedTo, DeployedFrom, EncryptedBy, Exposes, GovernedBy, GuardedBy, LogsTo, PeersWith, RoutesTo,
    RunsAs, Uses,
};
use welkin_model::estate::{AssetId, AssetKind, EdgeKind, Fact, HandleKind};

use super::exposure::get;
use super::registry::kind_of;
use super::{id, relation, types};
use crate::describe::{
    Context, Draft, FactRule, How, Read, RefRule, Resource, TypeRule, Vocabulary, fact, reference,
};

/// What Azure's resources are called and how they name each other.
pub(crate) static VOCABULARY: AzureVocabulary = AzureVocabulary;

#[derive(Debug)]
pub(crate) struct AzureVocabulary;

impl Vocabulary for AzureVocabulary {
    fn rule(&self, native_type: &str) -> Option<&'static TypeRule> {
        types::rule(native_type)
    }

    fn kind(&self, native_type: &str) -> AssetKind {
        kind_of(native_type)
    }

    fn identify(&self, text: &str, _field: &str, _context: &Context<'_>) -> Option<AssetId> {
        // Every spelling begins with one of these letters.
        match text.as_bytes().first()? {
            b'/' => id::arm(text),
            b'a' if text.starts_with("azureml:") => id::learning(text).or_else(|| id::arm(text)),
            b'h' | b'H' if text.starts_with("https://graph.microsoft.com/") => id::addressed(text),
            b'h' | b'H' => id::arm(text),
            _ => None,
        }
    }

    fn named(&self, native_type: &str, name: &str, context: &Context<'_>) -> Option<AssetId> {
        match native_type {
            "microsoft.resources/subscriptions" => id::arm(&format!("/subscriptions/{name}")),
            "microsoft.resources/subscriptions/resourcegroups" if !context.scope.is_empty() => {
                id::arm(&format!("/subscriptions/{}/resourceGroups/{name}", context.scope))
            }
            "microsoft.management/managementgroups" => {
                id::arm(&format!("/providers/Microsoft.Management/managementGroups/{name}"))
            }
            _ => None,
        }
    }

    fn meaning(&self, field: &str) -> Option<EdgeKind> {
        FIELDS.iter().find(|(end, _)| field.ends_with(end)).map(|(_, kind)| *kind)
    }

    fn refs(&self) -> &'static [RefRule] {
        REFS
    }

    fn facts(&self) -> &'static [FactRule] {
        FACTS
    }

    fn labels(&self, payload: &Value) -> Vec<(String, String)> {
        let properties = get(payload, "properties");
        let tags = [
            get(payload, "tags"),
            properties.and_then(|properties| get(properties, "tags")),
            // Containers and node pools have none, and these instead.
            properties.and_then(|properties| get(properties, "metadata")),
            properties.and_then(|properties| get(properties, "nodelabels")),
            get(payload, "metadata"),
        ];
        let pairs = tags.into_iter().flatten().filter_map(Value::as_object).flatten();
        pairs.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_owned()))).collect()
    }

    fn special(&self, resource: &Resource, draft: &mut Draft<'_>) {
        relation::read(resource, draft);
    }
}

/// Ends of plain field names, the longer before the shorter where both fit.
const FIELDS: &[(&str, EdgeKind)] = &[
    ("diskencryptionsetid", EncryptedBy),
    ("virtualnetworksubnetid", AttachedTo),
    ("vnetsubnetid", AttachedTo),
    ("subnetarmid", AttachedTo),
    ("subnetid", AttachedTo),
    ("subnetresourceid", AttachedTo),
    ("managedby", AttachedTo),
    ("storageaccountid", LogsTo),
    ("storageid", LogsTo),
    ("workspaceresourceid", LogsTo),
    ("workspaceid", LogsTo),
    ("applicationinsights", LogsTo),
    ("privatelinkserviceid", Exposes),
    ("serviceresourceid", Uses),
    ("storageaccount", Uses),
    ("keyvault", Uses),
    ("keyvaultarmid", Uses),
    ("containerregistry", Uses),
    ("environmentid", Uses),
    ("computeid", Uses),
    ("compute", Uses),
    ("actiongroupid", Uses),
    ("policydefinitionid", GovernedBy),
    ("managedresourcegroupid", EdgeKind::Contains),
    ("userassignedidentity", RunsAs),
    ("identityresourceid", RunsAs),
    ("assetid", DeployedFrom),
    ("modelid", DeployedFrom),
];

/// Objects that name a resource by its `id`, in any type.
const REFS: &[RefRule] = &[
    reference("subnet.id", AttachedTo, How::Id),
    reference("virtualnetwork.id", AttachedTo, How::Id),
    reference("networkinterfaces.id", AttachedTo, How::Id),
    reference("networksecuritygroup.id", GuardedBy, How::Id),
    reference("ddosprotectionplan.id", GuardedBy, How::Id),
    reference("firewallpolicy.id", GovernedBy, How::Id),
    reference("networksecurityperimeter.id", GovernedBy, How::Id),
    reference("routetable.id", RoutesTo, How::Id),
    reference("natgateway.id", RoutesTo, How::Id),
    reference("remotevirtualnetwork.id", PeersWith, How::Id),
    reference("publicipaddress.id", Exposes, How::Id).inward(),
    reference("privateendpoint.id", Exposes, How::Id).inward(),
    reference("manageddisk.id", Uses, How::Id),
    reference("diskencryptionset.id", EncryptedBy, How::Id),
    reference("subnets.id", EdgeKind::Contains, How::Id),
    reference("virtualnetworkpeerings.id", EdgeKind::Contains, How::Id),
    reference("securityrules.id", EdgeKind::Contains, How::Id),
    reference("routes.id", EdgeKind::Contains, How::Id),
    reference("privateendpointconnections.id", EdgeKind::Contains, How::Id),
    // Bots and the like name the application that they act as by its client id.
    reference("msaappid", RunsAs, How::Handle(HandleKind::CredentialId)),
];

const FACTS: &[FactRule] = &[
    fact("^systemdata.createdat", Fact::Created, Read::Time),
    fact("^createddatetime", Fact::Created, Read::Time),
    fact("^properties.createdon", Fact::Created, Read::Time),
    fact("^properties.creationtime", Fact::Created, Read::Time),
    fact("^properties.datecreated", Fact::Created, Read::Time),
    fact("^properties.timecreated", Fact::Created, Read::Time),
    fact("^systemdata.lastmodifiedat", Fact::Modified, Read::Time),
    fact("^properties.state", Fact::State, Read::Text),
    fact("^properties.status", Fact::State, Read::Text),
    fact("^properties.provisioningstate", Fact::State, Read::Text),
    fact("disablelocalauth", Fact::LocalAuth, Read::No),
];
