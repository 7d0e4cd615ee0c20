//! What Resource Graph does not hold of a resource, and which lists tell it. Never a call that hands out keys.

/// A list of what lies below a resource.
#[derive(Debug)]
pub(super) struct Child {
    /// As the provider spells it: roles name the permission to read it after it.
    pub(super) native: &'static str,
    pub(super) version: &'static str,
    /// Further parameters, with a leading `&`.
    pub(super) query: &'static str,
    pub(super) of: Of,
    /// What the list says as a whole is told of the parent, too: that there is none is an answer.
    pub(super) telling: bool,
    /// Kinds of the parent that have none, and that are not asked; a `*` ends a name.
    pub(super) except: &'static [&'static str],
    pub(super) below: &'static [Child],
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Of {
    /// Part of its parent.
    Part,
    /// Listed by its type at the parent's scope.
    Within,
}

/// Kinds of accounts that serve one fixed model, so that they have neither deployments nor projects
/// (<https://learn.microsoft.com/azure/ai-services/create-account-bicep>).
const FIXED: &[&str] = &[
    "AnomalyDetector",
    "Bing.*",
    "ComputerVision",
    "ContentModerator",
    "ContentSafety",
    "CustomVision.*",
    "Face",
    "FormRecognizer",
    "HealthInsights",
    "ImmersiveReader",
    "LUIS*",
    "MetricsAdvisor",
    "Personalizer",
    "QnAMaker*",
    "SpeechServices",
    "TextAnalytics",
    "TextTranslation",
];
/// Only Foundry's own accounts have projects.
const NO_PROJECTS: &[&str] = &[
    "AnomalyDetector",
    "Bing.*",
    "CognitiveServices",
    "ComputerVision",
    "ContentModerator",
    "ContentSafety",
    "CustomVision.*",
    "Face",
    "FormRecognizer",
    "HealthInsights",
    "ImmersiveReader",
    "LUIS*",
    "MetricsAdvisor",
    "OpenAI",
    "Personalizer",
    "QnAMaker*",
    "SpeechServices",
    "TextAnalytics",
    "TextTranslation",
];

const ACCOUNTS: &str = "2025-09-01";
/// The version with applications of agents.
const AGENTS: &str = "2025-12-01";
/// The first stable version that lists hosts of capabilities.
const HOSTS: &str = "2026-03-01";
const LEARNING: &str = "2024-10-01";
const STORAGE: &str = "2023-05-01";
const VAULTS: &str = "2023-07-01";

const fn part(native: &'static str, version: &'static str) -> Child {
    Child { native, version, query: "", of: Of::Part, telling: false, except: &[], below: &[] }
}

const fn within(native: &'static str, version: &'static str) -> Child {
    Child { of: Of::Within, ..part(native, version) }
}

impl Child {
    const fn except(mut self, kinds: &'static [&'static str]) -> Child {
        self.except = kinds;
        self
    }

    const fn below(mut self, below: &'static [Child]) -> Child {
        self.below = below;
        self
    }

    const fn query(mut self, query: &'static str) -> Child {
        self.query = query;
        self
    }

    const fn telling(mut self) -> Child {
        self.telling = true;
        self
    }

    /// What the caller must be allowed.
    pub(super) fn permission(&self) -> String {
        format!("{}/read", self.native)
    }
}

/// Who logs what.
const SETTINGS: Child = within("Microsoft.Insights/diagnosticSettings", "2021-05-01-preview").telling();

#[rustfmt::skip]
static ACCOUNT: [Child; 12] = [
    part("Microsoft.CognitiveServices/accounts/deployments", ACCOUNTS).except(FIXED),
    part("Microsoft.CognitiveServices/accounts/projects", ACCOUNTS).except(NO_PROJECTS).below(&PROJECT),
    part("Microsoft.CognitiveServices/accounts/connections", ACCOUNTS).except(NO_PROJECTS).query("&includeAll=true"),
    part("Microsoft.CognitiveServices/accounts/capabilityHosts", HOSTS).except(NO_PROJECTS),
    part("Microsoft.CognitiveServices/accounts/raiPolicies", ACCOUNTS).except(FIXED),
    part("Microsoft.CognitiveServices/accounts/raiBlocklists", ACCOUNTS).except(FIXED),
    part("Microsoft.CognitiveServices/accounts/raiTopics", ACCOUNTS).except(FIXED),
    part("Microsoft.CognitiveServices/accounts/defenderForAISettings", ACCOUNTS).except(FIXED),
    part("Microsoft.CognitiveServices/accounts/encryptionScopes", ACCOUNTS).except(FIXED),
    part("Microsoft.CognitiveServices/accounts/commitmentPlans", ACCOUNTS),
    part("Microsoft.CognitiveServices/accounts/networkSecurityPerimeterConfigurations", ACCOUNTS),
    SETTINGS,
];

static PROJECT: [Child; 3] = [
    part("Microsoft.CognitiveServices/accounts/projects/connections", ACCOUNTS),
    part("Microsoft.CognitiveServices/accounts/projects/capabilityHosts", HOSTS),
    part("Microsoft.CognitiveServices/accounts/projects/applications", AGENTS).below(&[part(
        "Microsoft.CognitiveServices/accounts/projects/applications/agentDeployments",
        AGENTS,
    )]),
];

#[rustfmt::skip]
static WORKSPACE: [Child; 14] = [
    part("Microsoft.MachineLearningServices/workspaces/computes", LEARNING),
    part("Microsoft.MachineLearningServices/workspaces/connections", LEARNING),
    part("Microsoft.MachineLearningServices/workspaces/datastores", LEARNING),
    part("Microsoft.MachineLearningServices/workspaces/models", LEARNING)
        .below(&[part("Microsoft.MachineLearningServices/workspaces/models/versions", LEARNING)]),
    part("Microsoft.MachineLearningServices/workspaces/data", LEARNING)
        .below(&[part("Microsoft.MachineLearningServices/workspaces/data/versions", LEARNING)]),
    part("Microsoft.MachineLearningServices/workspaces/environments", LEARNING)
        .below(&[part("Microsoft.MachineLearningServices/workspaces/environments/versions", LEARNING)]),
    part("Microsoft.MachineLearningServices/workspaces/jobs", LEARNING),
    part("Microsoft.MachineLearningServices/workspaces/schedules", LEARNING),
    part("Microsoft.MachineLearningServices/workspaces/components", LEARNING),
    part("Microsoft.MachineLearningServices/workspaces/featuresets", LEARNING),
    part("Microsoft.MachineLearningServices/workspaces/featurestoreEntities", LEARNING),
    part("Microsoft.MachineLearningServices/workspaces/outboundRules", LEARNING),
    part("Microsoft.MachineLearningServices/workspaces/marketplaceSubscriptions", LEARNING),
    SETTINGS,
];

#[rustfmt::skip]
static LEARNING_REGISTRY: [Child; 4] = [
    part("Microsoft.MachineLearningServices/registries/models", LEARNING)
        .below(&[part("Microsoft.MachineLearningServices/registries/models/versions", LEARNING)]),
    part("Microsoft.MachineLearningServices/registries/data", LEARNING)
        .below(&[part("Microsoft.MachineLearningServices/registries/data/versions", LEARNING)]),
    part("Microsoft.MachineLearningServices/registries/environments", LEARNING)
        .below(&[part("Microsoft.MachineLearningServices/registries/environments/versions", LEARNING)]),
    part("Microsoft.MachineLearningServices/registries/components", LEARNING),
];

static STORE: [Child; 1] = [part("Microsoft.Storage/storageAccounts/blobServices", STORAGE)
    .telling()
    .below(&[part("Microsoft.Storage/storageAccounts/blobServices/containers", STORAGE), SETTINGS])];

static VAULT: [Child; 3] = [
    part("Microsoft.KeyVault/vaults/keys", VAULTS),
    part("Microsoft.KeyVault/vaults/secrets", VAULTS),
    SETTINGS,
];

static IDENTITY: [Child; 1] =
    [part("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials", "2023-01-31")];

static FACTORY: [Child; 2] = [
    part("Microsoft.DataFactory/factories/pipelines", "2018-06-01"),
    part("Microsoft.DataFactory/factories/linkedservices", "2018-06-01"),
];

static CLUSTER: [Child; 1] = [part("Microsoft.ContainerService/managedClusters/agentPools", "2024-09-01")];

static FIREWALL: [Child; 1] = [part("Microsoft.Network/firewallPolicies/ruleCollectionGroups", "2024-05-01")];

static ZONE: [Child; 1] = [part("Microsoft.Network/privateDnsZones/A", "2020-06-01")];

static LOGGED: [Child; 1] = [SETTINGS];

static SUBSCRIPTION: [Child; 4] = [
    within("Microsoft.CognitiveServices/deletedAccounts", ACCOUNTS),
    within("Microsoft.Authorization/denyAssignments", "2022-04-01"),
    within("Microsoft.Security/pricings", "2024-01-01"),
    SETTINGS,
];

/// The lists below a type; none for most, whose bodies say all.
pub(super) fn children(native: &str) -> &'static [Child] {
    TABLE.iter().find(|(of, _)| *of == native).map_or(&[], |(_, lists)| *lists)
}

/// Every type that has lists below it, and these.
#[rustfmt::skip]
pub(super) static TABLE: &[(&str, &[Child])] = &[
    ("microsoft.cognitiveservices/accounts", &ACCOUNT),
    ("microsoft.containerservice/managedclusters", &CLUSTER),
    ("microsoft.datafactory/factories", &FACTORY),
    ("microsoft.keyvault/vaults", &VAULT),
    ("microsoft.machinelearningservices/registries", &LEARNING_REGISTRY),
    ("microsoft.machinelearningservices/workspaces", &WORKSPACE),
    ("microsoft.managedidentity/userassignedidentities", &IDENTITY),
    ("microsoft.network/firewallpolicies", &FIREWALL),
    ("microsoft.network/privatednszones", &ZONE),
    ("microsoft.resources/subscriptions", &SUBSCRIPTION),
    ("microsoft.search/searchservices", &LOGGED),
    ("microsoft.storage/storageaccounts", &STORE),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn all(lists: &'static [Child]) -> Vec<&'static Child> {
        lists.iter().flat_map(|list| std::iter::once(list).chain(all(list.below))).collect()
    }

    #[test]
    fn every_list_below_a_type_is_named_after_it() {
        for (of, lists) in TABLE {
            for list in lists.iter() {
                let above = list.native.to_ascii_lowercase();
                let named = above.rsplit_once('/').is_some_and(|(above, _)| above == *of);
                assert!(named || list.of != Of::Part, "{} below {of}", list.native);
            }
        }
    }

    #[test]
    fn nothing_that_hands_out_keys_is_asked() {
        for list in TABLE.iter().flat_map(|(_, lists)| all(lists)) {
            let name = list.native.to_ascii_lowercase();
            assert!(
                !name.contains("listkeys") && !name.contains("listsecrets") && !name.contains("sas"),
                "{name}"
            );
        }
    }
}
