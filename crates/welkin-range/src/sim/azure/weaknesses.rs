use welkin_model::Cloud;

use crate::sim::Weakness;

macro_rules! prod {
    ($tail:literal) => {
        concat!("/subscriptions/c0ffee12-8d3a-4b7e-9f15-2a6b7c8d9e0f/", $tail)
    };
}

macro_rules! sandbox {
    ($tail:literal) => {
        concat!(
            "/subscriptions/5a4db0c5-1e2f-4a3b-8c7d-6e5f4a3b2c1d/resourceGroups/rg-sandbox-ai/providers/",
            $tail
        )
    };
}

const fn weak(id: &'static str, asset: &'static str, what: &'static str) -> Weakness {
    Weakness { id, cloud: Cloud::Azure, asset, what }
}

#[rustfmt::skip]
pub(crate) const WEAKNESSES: &[Weakness] = &[
    weak("TB-AZURE-01", prod!("resourceGroups/rg-ai-eu/providers/Microsoft.CognitiveServices/accounts/tb-openai-eu"),
        "The production Azure OpenAI account is reachable publicly and takes account keys."),
    weak("TB-AZURE-02", prod!("resourceGroups/rg-ai-eu/providers/Microsoft.CognitiveServices/accounts/tb-openai-eu/deployments/risk-ft-eu"),
        "The fine-tuned risk model is deployed with a content filter whose prompt shield is off."),
    weak("TB-AZURE-03", sandbox!("Microsoft.CognitiveServices/accounts/tb-sandbox-foundry"),
        "A shadow AI account in the sandbox is public, takes keys and has no customer-managed key."),
    weak("TB-AZURE-04", sandbox!("Microsoft.Storage/storageAccounts/tbsandboxexports/blobServices/default/containers/exports"),
        "A container with confidential exports is readable by anybody."),
    weak("TB-AZURE-05", prod!("resourceGroups/rg-data-eu/providers/Microsoft.Authorization/roleAssignments/11f0a2b3-6c4d-4e5f-8a7b-9c0d1e2f3a4b"),
        "The ETL application may list the keys of every storage account of the group: its role is wider than its work."),
    weak("TB-AZURE-06", "https://graph.microsoft.com/v1.0/servicePrincipals/802f31a6-5c7d-4e94-a08a-d6c9e4f71235",
        "A forgotten report application may change the whole directory, with a secret that never runs out."),
    weak("TB-AZURE-07", prod!("resourceGroups/rg-data-eu/providers/Microsoft.KeyVault/vaults/kv-tb-etl-eu/secrets/legacy-aws-export"),
        "A long-lived AWS access key lies in the vault without an expiry."),
    weak("TB-AZURE-08", prod!("resourceGroups/rg-net-eu/providers/Microsoft.Network/networkSecurityGroups/nsg-jump/securityRules/AllowAnyManagement"),
        "SSH to the jump host is open to the internet."),
    weak("TB-AZURE-09", prod!("resourceGroups/rg-ai-eu/providers/Microsoft.MachineLearningServices/workspaces/mlw-tb-eu/onlineEndpoints/fraud-scoring-eu"),
        "The fraud scoring endpoint is public and takes static keys."),
    weak("TB-AZURE-10", prod!("resourceGroups/rg-ai-eu/providers/Microsoft.MachineLearningServices/workspaces/mlw-tb-eu/computes/ci-xenia"),
        "A compute instance has a public address, SSH from anywhere, root access and no idle shutdown."),
    weak("TB-AZURE-11", prod!("resourceGroups/rg-ai-eu/providers/Microsoft.Search/searchServices/tb-search-eu"),
        "The search service with confidential indexes is public and takes API keys alone."),
    weak("TB-AZURE-12", prod!("resourceGroups/rg-ai-eu/providers/Microsoft.MachineLearningServices/workspaces/mlw-tb-eu"),
        "The learning workspace has no diagnostic settings."),
    weak("TB-AZURE-13", prod!("resourceGroups/rg-app-eu/providers/Microsoft.ContainerService/managedClusters/aks-tb-eu"),
        "The cluster that hosts inference has local accounts and an API server open to all addresses."),
    weak("TB-AZURE-14", prod!("providers/Microsoft.Authorization/roleAssignments/22e1b3c4-7d5e-4f60-9b8c-0d1e2f3a4b5c"),
        "The identity of the build runner is Contributor of the whole subscription: its metadata service gives that away."),
];
