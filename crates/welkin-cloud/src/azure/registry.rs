use welkin_model::estate::AssetKind::{self, *};

use super::children::{Child, TABLE};
use super::place::{MANAGER, QUERIES};
use super::types;
use crate::registry::{ReadBy, Registered};

/// How the resources of a type are read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reading {
    /// Resource Graph holds it.
    Graph,
    /// The body of the resource that it is part of carries it, which Resource Graph holds.
    Carried,
    /// By its list, see `children`.
    Listed,
    /// Not read, and why.
    LeftOut(&'static str),
}

use Reading::{Carried, Graph, LeftOut, Listed};

const OFFER: &str = "what the provider offers, the same for everybody";
const COUNT: &str = "a count of what is used, and no resource";
const CODE: &str = "the text of a step of a job that is read";

/// Every type of the AI services that Resource Graph or the provider's own clients name.
#[rustfmt::skip]
pub(super) static AI_TYPES: &[(&str, AssetKind, Reading)] = &[
    ("Microsoft.CognitiveServices/accounts", AiWorkspace, Graph),
    ("Microsoft.CognitiveServices/accounts/capabilityHosts", AiResource, Listed),
    ("Microsoft.CognitiveServices/accounts/commitmentPlans", Capacity, Listed),
    ("Microsoft.CognitiveServices/accounts/connections", AiConnection, Listed),
    ("Microsoft.CognitiveServices/accounts/defenderForAISettings", Detector, Listed),
    ("Microsoft.CognitiveServices/accounts/deployments", Deployment, Listed),
    ("Microsoft.CognitiveServices/accounts/deployments/skus", Other, LeftOut(OFFER)),
    ("Microsoft.CognitiveServices/accounts/encryptionScopes", AiResource, Listed),
    ("Microsoft.CognitiveServices/accounts/models", Model, LeftOut(OFFER)),
    ("Microsoft.CognitiveServices/accounts/networkSecurityPerimeterConfigurations", Perimeter, Listed),
    ("Microsoft.CognitiveServices/accounts/privateEndpointConnections", PrivateLink, Carried),
    ("Microsoft.CognitiveServices/accounts/privateLinkResources", Other, LeftOut(OFFER)),
    ("Microsoft.CognitiveServices/accounts/projects", AiWorkspace, Listed),
    ("Microsoft.CognitiveServices/accounts/projects/applications", Agent, Listed),
    ("Microsoft.CognitiveServices/accounts/projects/applications/agentDeployments", Deployment, Listed),
    ("Microsoft.CognitiveServices/accounts/projects/capabilityHosts", AiResource, Listed),
    ("Microsoft.CognitiveServices/accounts/projects/connections", AiConnection, Listed),
    ("Microsoft.CognitiveServices/accounts/raiBlocklists", Guardrail, Listed),
    ("Microsoft.CognitiveServices/accounts/raiBlocklists/raiBlocklistItems", Guardrail, LeftOut("the words of a list that is read; they are often secret themselves")),
    ("Microsoft.CognitiveServices/accounts/raiPolicies", Guardrail, Listed),
    ("Microsoft.CognitiveServices/accounts/raiTopics", Guardrail, Listed),
    ("Microsoft.CognitiveServices/accounts/skus", Other, LeftOut(OFFER)),
    ("Microsoft.CognitiveServices/accounts/usages", Other, LeftOut(COUNT)),
    ("Microsoft.CognitiveServices/commitmentPlans", Capacity, Graph),
    ("Microsoft.CognitiveServices/commitmentPlans/accountAssociations", AiResource, LeftOut("the account that it joins names its plan")),
    ("Microsoft.CognitiveServices/deletedAccounts", AiWorkspace, Listed),
    ("Microsoft.CognitiveServices/locations/commitmentTiers", Other, LeftOut(OFFER)),
    ("Microsoft.CognitiveServices/locations/modelCapacities", Other, LeftOut(COUNT)),
    ("Microsoft.CognitiveServices/locations/models", Model, LeftOut(OFFER)),
    ("Microsoft.CognitiveServices/locations/raiContentFilters", Guardrail, LeftOut(OFFER)),
    ("Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts", AiWorkspace, LeftOut("the same as deletedAccounts, one at a time")),
    ("Microsoft.CognitiveServices/locations/usages", Other, LeftOut(COUNT)),
    ("Microsoft.CognitiveServices/modelCapacities", Other, LeftOut(COUNT)),
    ("Microsoft.CognitiveServices/operations", Other, LeftOut(OFFER)),
    ("Microsoft.CognitiveServices/quotaTiers", Other, LeftOut(COUNT)),
    ("Microsoft.CognitiveServices/skus", Other, LeftOut(OFFER)),
    ("Microsoft.MachineLearningServices/locations/quotas", Other, LeftOut(COUNT)),
    ("Microsoft.MachineLearningServices/locations/usages", Other, LeftOut(COUNT)),
    ("Microsoft.MachineLearningServices/locations/vmSizes", Other, LeftOut(OFFER)),
    ("Microsoft.MachineLearningServices/operations", Other, LeftOut(OFFER)),
    ("Microsoft.MachineLearningServices/registries", ModelRegistry, Graph),
    ("Microsoft.MachineLearningServices/registries/codes", Other, LeftOut(CODE)),
    ("Microsoft.MachineLearningServices/registries/codes/versions", Other, LeftOut(CODE)),
    ("Microsoft.MachineLearningServices/registries/components", Pipeline, Listed),
    ("Microsoft.MachineLearningServices/registries/components/versions", Pipeline, LeftOut("a version of a component that is read")),
    ("Microsoft.MachineLearningServices/registries/data", Dataset, Listed),
    ("Microsoft.MachineLearningServices/registries/data/versions", Dataset, Listed),
    ("Microsoft.MachineLearningServices/registries/environments", AiResource, Listed),
    ("Microsoft.MachineLearningServices/registries/environments/versions", AiResource, Listed),
    ("Microsoft.MachineLearningServices/registries/models", ModelRegistry, Listed),
    ("Microsoft.MachineLearningServices/registries/models/versions", Model, Listed),
    ("Microsoft.MachineLearningServices/virtualclusters", Capacity, Graph),
    ("Microsoft.MachineLearningServices/workspaces", AiWorkspace, Graph),
    ("Microsoft.MachineLearningServices/workspaces/batchEndpoints", Endpoint, Graph),
    ("Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments", Deployment, Graph),
    ("Microsoft.MachineLearningServices/workspaces/codes", Other, LeftOut(CODE)),
    ("Microsoft.MachineLearningServices/workspaces/codes/versions", Other, LeftOut(CODE)),
    ("Microsoft.MachineLearningServices/workspaces/components", Pipeline, Listed),
    ("Microsoft.MachineLearningServices/workspaces/components/versions", Pipeline, LeftOut("a version of a component that is read")),
    ("Microsoft.MachineLearningServices/workspaces/computes", Instance, Listed),
    ("Microsoft.MachineLearningServices/workspaces/connections", AiConnection, Listed),
    ("Microsoft.MachineLearningServices/workspaces/data", Dataset, Listed),
    ("Microsoft.MachineLearningServices/workspaces/data/versions", Dataset, Listed),
    ("Microsoft.MachineLearningServices/workspaces/datastores", AiConnection, Listed),
    ("Microsoft.MachineLearningServices/workspaces/environments", AiResource, Listed),
    ("Microsoft.MachineLearningServices/workspaces/environments/versions", AiResource, Listed),
    ("Microsoft.MachineLearningServices/workspaces/features", Other, LeftOut(OFFER)),
    ("Microsoft.MachineLearningServices/workspaces/featuresets", FeatureStore, Listed),
    ("Microsoft.MachineLearningServices/workspaces/featurestoreEntities", FeatureStore, Listed),
    ("Microsoft.MachineLearningServices/workspaces/inferencePools", Capacity, Graph),
    ("Microsoft.MachineLearningServices/workspaces/inferencePools/endpoints", Endpoint, Graph),
    ("Microsoft.MachineLearningServices/workspaces/inferencePools/groups", Deployment, Graph),
    ("Microsoft.MachineLearningServices/workspaces/jobs", AiJob, Listed),
    ("Microsoft.MachineLearningServices/workspaces/marketplaceSubscriptions", AiResource, Listed),
    ("Microsoft.MachineLearningServices/workspaces/models", ModelRegistry, Listed),
    ("Microsoft.MachineLearningServices/workspaces/models/versions", Model, Listed),
    ("Microsoft.MachineLearningServices/workspaces/onlineEndpoints", Endpoint, Graph),
    ("Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments", Deployment, Graph),
    ("Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments/skus", Other, LeftOut(OFFER)),
    ("Microsoft.MachineLearningServices/workspaces/outboundNetworkDependenciesEndpoints", Other, LeftOut(OFFER)),
    ("Microsoft.MachineLearningServices/workspaces/outboundRules", FirewallRule, Listed),
    ("Microsoft.MachineLearningServices/workspaces/privateEndpointConnections", PrivateLink, Carried),
    ("Microsoft.MachineLearningServices/workspaces/privateLinkResources", Other, LeftOut(OFFER)),
    ("Microsoft.MachineLearningServices/workspaces/schedules", AiJob, Listed),
    ("Microsoft.MachineLearningServices/workspaces/serverlessEndpoints", Endpoint, Graph),
    ("Microsoft.MachineLearning/webServices", Endpoint, Graph),
    ("Microsoft.Search/searchServices", VectorIndex, Graph),
    ("Microsoft.Search/searchServices/indexes", VectorIndex, LeftOut("it is listed by the service's own data plane, which takes rights to the data")),
    ("Microsoft.CognitiveSearch/indexes", VectorIndex, Graph),
    ("Microsoft.BotService/botServices", Agent, Graph),
    ("Microsoft.App/agents", Agent, Graph),
    ("Microsoft.Databricks/workspaces", AiWorkspace, Graph),
    ("Microsoft.Databricks/accessConnectors", AiConnection, Graph),
    ("Microsoft.DevAI/instances", AiResource, Graph),
    ("Microsoft.DevAI/instances/experiments", Experiment, Graph),
    ("Microsoft.DevAI/instances/sandboxes", AiResource, Graph),
];

/// The table for tests.
pub(crate) fn registry() -> Vec<Registered> {
    let read_by = |native: &str, reading| match reading {
        Graph | Carried => ReadBy::Calls(vec![format!("{QUERIES}:resources")]),
        Listed => ReadBy::Calls(listed(native)),
        LeftOut(reason) => ReadBy::LeftOut(reason.to_owned()),
    };
    AI_TYPES
        .iter()
        .map(|(native, kind, reading)| Registered {
            native: (*native).to_owned(),
            kind: *kind,
            reading: read_by(native, *reading),
        })
        .collect()
}

fn listed(native: &str) -> Vec<String> {
    fn all(lists: &'static [Child]) -> Vec<&'static Child> {
        lists.iter().flat_map(|list| std::iter::once(list).chain(all(list.below))).collect()
    }
    let found = TABLE
        .iter()
        .flat_map(|(_, lists)| all(lists))
        .filter(|list| list.native.eq_ignore_ascii_case(native));
    found.map(|list| format!("{MANAGER}:{}", list.native)).collect()
}

/// The kind of a type that has no rule: by the registry, else by its service and name.
pub(super) fn kind_of(native: &str) -> AssetKind {
    if let Some((_, kind, _)) = AI_TYPES.iter().find(|(known, _, _)| known.eq_ignore_ascii_case(native)) {
        return *kind;
    }
    let native = native.to_ascii_lowercase();
    if let Some((above, last)) = native.rsplit_once('/') {
        let shared = types::rule(above).is_some() && last == "privateendpointconnections";
        if shared || last == "sharedprivatelinkresources" {
            return PrivateLink;
        }
    }
    let of = native.split('/').next().unwrap_or("");
    let ai = [
        "cognitiveservices",
        "machinelearning",
        "machinelearningservices",
        "botservice",
        "devai",
        "cognitivesearch",
    ];
    if of.strip_prefix("microsoft.").is_some_and(|of| ai.contains(&of)) { AiResource } else { Other }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_type_that_is_said_to_be_listed_is() {
        for (native, _, reading) in AI_TYPES {
            assert_eq!(*reading == Listed, !listed(native).is_empty(), "{native}");
        }
    }

    #[test]
    fn kinds_are_the_same_in_both_tables() {
        for (native, kind, _) in AI_TYPES {
            if let Some(rule) = types::rule(native) {
                assert_eq!(rule.kind, *kind, "{native}");
            }
        }
    }
}
