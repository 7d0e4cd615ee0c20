use serde_json::Value;
use welkin_model::estate::{AssetId, AssetKind, EdgeKind, Fact};

use super::name::{Name, bigquery, repository};
use super::registry::kind_of;
use super::{special, types};
use crate::describe::{Context, Draft, FactRule, Read, Resource, TypeRule, Vocabulary, fact, plain};

/// What Google Cloud's resources are called and how they name each other.
pub(crate) static VOCABULARY: GcpVocabulary = GcpVocabulary;

#[derive(Debug)]
pub(crate) struct GcpVocabulary;

impl Vocabulary for GcpVocabulary {
    fn rule(&self, native_type: &str) -> Option<&'static TypeRule> {
        types::rule(native_type)
    }

    fn kind(&self, native_type: &str) -> AssetKind {
        kind_of(native_type)
    }

    /// Names that the inventory spells otherwise are left to [`special`], which knows them by handle.
    fn identify(&self, text: &str, field: &str, context: &Context<'_>) -> Option<AssetId> {
        if let Some(repository) = repository(text) {
            return Some(repository);
        }
        let name = match text.as_bytes().first()? {
            b'/' | b'h' => Name::full(text)?,
            _ if context.scope.is_empty() || field == "ancestors" => return None,
            b'b' => return bigquery(text),
            b's' | b'l' if field == "destination" => return Name::full(&format!("//{text}")).map(|n| n.id()),
            _ => Name::relative(text)?,
        };
        if !name.is_as_in_inventory() {
            return None;
        }
        let name = name.to_string();
        // What is encrypted names the version of the key that did it.
        match name.split_once("/cryptoKeyVersions/") {
            Some((key, _)) if field != "name" => Some(AssetId::new(key)),
            _ => Some(AssetId::new(name)),
        }
    }

    fn named(&self, native_type: &str, name: &str, context: &Context<'_>) -> Option<AssetId> {
        let plain_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
        if name.is_empty() || !name.chars().all(plain_name) {
            return None;
        }
        let Context { scope, region } = context;
        let global =
            |collection: &str| format!("compute.googleapis.com/projects/{scope}/global/{collection}/{name}");
        let path = match native_type {
            "storage.googleapis.com/Bucket" => format!("storage.googleapis.com/{name}"),
            "compute.googleapis.com/Network" if !scope.is_empty() => global("networks"),
            "compute.googleapis.com/Subnetwork" if !scope.is_empty() && !region.is_empty() => {
                let region =
                    region.rsplit_once('-').filter(|(_, zone)| zone.len() == 1).map_or(*region, |(r, _)| r);
                format!("compute.googleapis.com/projects/{scope}/regions/{region}/subnetworks/{name}")
            }
            _ => return None,
        };
        Some(AssetId::new(format!("//{path}")))
    }

    fn meaning(&self, field: &str) -> Option<EdgeKind> {
        FIELDS.iter().find(|(end, _)| field.ends_with(end)).map(|(_, kind)| *kind)
    }

    fn facts(&self) -> &'static [FactRule] {
        FACTS
    }

    fn labels(&self, payload: &Value) -> Vec<(String, String)> {
        // Databases have settings, and what Kubernetes runs has metadata.
        let (settings, metadata) = (payload.get("settings"), payload.get("metadata"));
        let mut labels = Vec::new();
        for (key, value) in
            [Some(payload), settings, metadata].into_iter().flatten().filter_map(Value::as_object).flatten()
        {
            if matches!(plain(key).as_str(), "labels" | "userlabels" | "resourcelabels" | "annotations") {
                for (key, value) in value.as_object().into_iter().flatten() {
                    labels.extend(value.as_str().map(|value| (key.clone(), value.to_owned())));
                }
            }
        }
        labels
    }

    fn special(&self, resource: &Resource, draft: &mut Draft<'_>) {
        special::read(resource, draft);
    }
}

/// Ends of plain field names, the longer before the shorter where both fit.
const FIELDS: &[(&str, EdgeKind)] = &[
    ("kmskeyname", EdgeKind::EncryptedBy),
    ("kmskey", EdgeKind::EncryptedBy),
    ("keyname", EdgeKind::EncryptedBy),
    ("pscnetwork", EdgeKind::AttachedTo),
    ("subnetwork", EdgeKind::AttachedTo),
    ("network", EdgeKind::AttachedTo),
    ("networkuri", EdgeKind::AttachedTo),
    ("privatenetwork", EdgeKind::AttachedTo),
    ("networkattachment", EdgeKind::AttachedTo),
    ("serviceaccount", EdgeKind::RunsAs),
    ("serviceaccountemail", EdgeKind::RunsAs),
    ("serviceaccountname", EdgeKind::RunsAs),
    ("writeridentity", EdgeKind::RunsAs),
    ("identities", EdgeKind::GrantsTo),
    ("backendservice", EdgeKind::RoutesTo),
    ("defaultservice", EdgeKind::RoutesTo),
    ("targetservice", EdgeKind::Exposes),
    ("target", EdgeKind::RoutesTo),
    ("nexthopvpntunnel", EdgeKind::RoutesTo),
    ("nexthopgateway", EdgeKind::RoutesTo),
    ("nexthopinstance", EdgeKind::RoutesTo),
    ("nexthopilb", EdgeKind::RoutesTo),
    ("destination", EdgeKind::LogsTo),
    ("outputuri", EdgeKind::Writes),
    ("outputuriprefix", EdgeKind::Writes),
    ("baseoutputdirectory", EdgeKind::Writes),
    ("inputuri", EdgeKind::Reads),
    ("inputuris", EdgeKind::Reads),
    ("artifacturi", EdgeKind::DeployedFrom),
    ("imageuri", EdgeKind::DeployedFrom),
    ("image", EdgeKind::DeployedFrom),
    ("templateuri", EdgeKind::DeployedFrom),
    ("basemodel", EdgeKind::DeployedFrom),
    ("securitypolicy", EdgeKind::GuardedBy),
    ("topic", EdgeKind::Uses),
    ("secret", EdgeKind::Uses),
    ("role", EdgeKind::GovernedBy),
];

const FACTS: &[FactRule] = &[
    fact("^createtime", Fact::Created, Read::Time),
    fact("^creationtimestamp", Fact::Created, Read::Time),
    fact("^timecreated", Fact::Created, Read::Time),
    fact("^validaftertime", Fact::Created, Read::Time),
    fact("^updatetime", Fact::Modified, Read::Time),
    fact("^updated", Fact::Modified, Read::Time),
    fact("^state", Fact::State, Read::Text),
    fact("^status", Fact::State, Read::Text),
    fact("^lifecyclestate", Fact::State, Read::Text),
    fact("machinespec.acceleratortype", Fact::Accelerator, Read::Text),
    fact("accelerators.acceleratortype", Fact::Accelerator, Read::Text),
    fact("guestaccelerators.acceleratortype", Fact::Accelerator, Read::Text),
];

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: Context<'_> = Context { scope: "p", region: "asia-southeast1" };
    const NOWHERE: Context<'_> = Context { scope: "", region: "" };

    fn check(text: &str, field: &str, context: Context<'_>, expect: Option<&str>) {
        let found = VOCABULARY.identify(text, field, &context);
        assert_eq!(found.as_ref().map(AssetId::as_str), expect, "{text}");
    }

    #[test]
    fn ids_in_every_spelling() {
        let key = Some("//cloudkms.googleapis.com/projects/p/locations/l/keyRings/r/cryptoKeys/k");
        check("projects/p/locations/l/keyRings/r/cryptoKeys/k", "kmskeyname", HERE, key);
        check("projects/p/locations/l/keyRings/r/cryptoKeys/k/cryptoKeyVersions/1", "kmskeyname", HERE, key);
        check("//cloudkms.googleapis.com/projects/p/locations/l/keyRings/r/cryptoKeys/k", "", NOWHERE, key);
        let network = Some("//compute.googleapis.com/projects/p/global/networks/n");
        check("https://www.googleapis.com/compute/v1/projects/p/global/networks/n", "", NOWHERE, network);
        check("projects/p/global/networks/n", "network", HERE, network);
        check("storage.googleapis.com/b", "destination", HERE, Some("//storage.googleapis.com/b"));
        let repository = Some("//artifactregistry.googleapis.com/projects/p/locations/l/repositories/r");
        check("l-docker.pkg.dev/p/r/image:1@sha256:0", "imageuri", NOWHERE, repository);
        check("https://l-kfp.pkg.dev/p/r/pipeline/v1", "templateuri", NOWHERE, repository);
        let table = Some("//bigquery.googleapis.com/projects/p/datasets/d/tables/t");
        check("bq://p.d.t", "inputuri", HERE, table);
    }

    #[test]
    fn without_a_place_only_full_ids_are_taken() {
        for text in [
            "projects/p/global/networks/n",
            "bq://p.d.t",
            "storage.googleapis.com/b",
            "hello",
            "/",
            "//",
            "x.pkg.dev/",
            "-docker.pkg.dev/p/r",
        ] {
            check(text, "destination", NOWHERE, None);
        }
    }

    #[test]
    fn another_spelling_of_the_project_is_no_id() {
        check("projects/123/global/networks/n", "network", HERE, None);
        check("projects/p/locations/l/models/m", "model", HERE, None);
        check("projects/p/serviceAccounts/a@p.iam.gserviceaccount.com", "name", HERE, None);
    }

    #[test]
    fn names_alone_are_of_the_same_project() {
        let named = |native, name| VOCABULARY.named(native, name, &HERE).map(|id| id.to_string());
        let network = "//compute.googleapis.com/projects/p/global/networks/n";
        assert_eq!(named("compute.googleapis.com/Network", "n").as_deref(), Some(network));
        assert_eq!(named("compute.googleapis.com/Network", "a/b"), None);
        assert_eq!(
            named("storage.googleapis.com/Bucket", "b").as_deref(),
            Some("//storage.googleapis.com/b")
        );
    }
}
