//! The resource types that are served, and how each behaves.

/// A resource type.
#[derive(Clone, Copy, Debug)]
pub(super) struct Kind {
    /// As the provider spells it.
    pub(super) name: &'static str,
    /// Has a location and tags of its own.
    pub(super) tracked: bool,
    /// Writes are long-running operations.
    pub(super) slow: bool,
    /// Resource Graph holds it (learn.microsoft.com/azure/governance/resource-graph/reference/supported-tables-resources).
    pub(super) table: Table,
    /// Where the parent's body carries its children too: the property.
    pub(super) embedded: &'static str,
    /// Cannot be written.
    pub(super) fixed: bool,
}

#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Table {
    None,
    Resources,
    Containers,
    Authorization,
    Policy,
}

impl Kind {
    pub(super) fn of(kind: &str) -> Option<&'static Kind> {
        KINDS.iter().find(|known| known.name.eq_ignore_ascii_case(kind))
    }

    pub(super) fn knows_namespace(namespace: &str) -> bool {
        let of = |kind: &Kind| kind.name.split('/').next().unwrap_or("").eq_ignore_ascii_case(namespace);
        KINDS.iter().any(of)
    }

    /// The kinds that bodies of this one carry.
    pub(super) fn embeds(&self) -> impl Iterator<Item = &'static Kind> {
        let name = self.name;
        KINDS.iter().filter(move |child| {
            !child.embedded.is_empty() && child.name.rsplit_once('/').is_some_and(|(of, _)| of == name)
        })
    }

    /// The name of the type alone, e.g. `securityRules`.
    pub(super) fn short(&self) -> &'static str {
        self.name.rsplit_once('/').map_or(self.name, |(_, short)| short)
    }

    const fn slow(mut self) -> Kind {
        self.slow = true;
        self
    }

    const fn within(mut self, property: &'static str) -> Kind {
        self.embedded = property;
        self
    }

    const fn fixed(mut self) -> Kind {
        self.fixed = true;
        self
    }
}

/// The type as bodies show it: a resource group calls itself otherwise than its path does.
pub(super) fn shown_type(kind: &str) -> &str {
    if kind.ends_with("/resourceGroups") { "Microsoft.Resources/resourceGroups" } else { kind }
}

const fn tracked(name: &'static str) -> Kind {
    Kind { name, tracked: true, slow: false, table: Table::Resources, embedded: "", fixed: false }
}

const fn child(name: &'static str) -> Kind {
    Kind { tracked: false, table: Table::None, ..tracked(name) }
}

const fn at_scope(name: &'static str, table: Table) -> Kind {
    Kind { tracked: false, table, ..tracked(name) }
}

#[rustfmt::skip]
static KINDS: &[Kind] = &[
    at_scope("Microsoft.Resources/tenants", Table::None).fixed(),
    at_scope("Microsoft.Resources/subscriptions", Table::Containers).fixed(),
    at_scope("Microsoft.Resources/subscriptions/resourceGroups", Table::Containers),
    at_scope("Microsoft.Resources/subscriptions/resources", Table::None).fixed(),
    at_scope("Microsoft.Resources/tags", Table::None),
    at_scope("Microsoft.Management/managementGroups", Table::Containers).fixed(),
    at_scope("Microsoft.Management/managementGroups/subscriptions", Table::None).fixed(),
    at_scope("Microsoft.Authorization/roleAssignments", Table::Authorization),
    at_scope("Microsoft.Authorization/roleDefinitions", Table::Authorization),
    at_scope("Microsoft.Authorization/denyAssignments", Table::Authorization).fixed(),
    at_scope("Microsoft.Authorization/policyAssignments", Table::Policy),
    at_scope("Microsoft.Authorization/policyDefinitions", Table::Policy),
    at_scope("Microsoft.Authorization/locks", Table::None),
    at_scope("Microsoft.Insights/diagnosticSettings", Table::None),
    tracked("Microsoft.Insights/activityLogAlerts"),
    tracked("Microsoft.Insights/actionGroups"),
    tracked("Microsoft.Insights/metricAlerts"),
    tracked("Microsoft.Portal/dashboards"),
    at_scope("Microsoft.Security/pricings", Table::None),
    at_scope("Microsoft.Security/defenderForAISettings", Table::None),

    tracked("Microsoft.CognitiveServices/accounts").slow(),
    child("Microsoft.CognitiveServices/accounts/deployments").slow(),
    child("Microsoft.CognitiveServices/accounts/projects").slow(),
    child("Microsoft.CognitiveServices/accounts/projects/connections"),
    child("Microsoft.CognitiveServices/accounts/projects/capabilityHosts"),
    child("Microsoft.CognitiveServices/accounts/projects/applications"),
    child("Microsoft.CognitiveServices/accounts/projects/applications/agentDeployments"),
    child("Microsoft.CognitiveServices/accounts/connections"),
    child("Microsoft.CognitiveServices/accounts/capabilityHosts"),
    child("Microsoft.CognitiveServices/accounts/raiPolicies"),
    child("Microsoft.CognitiveServices/accounts/raiBlocklists"),
    child("Microsoft.CognitiveServices/accounts/raiBlocklists/raiBlocklistItems"),
    child("Microsoft.CognitiveServices/accounts/raiTopics"),
    child("Microsoft.CognitiveServices/accounts/encryptionScopes"),
    child("Microsoft.CognitiveServices/accounts/commitmentPlans"),
    child("Microsoft.CognitiveServices/accounts/defenderForAISettings"),
    child("Microsoft.CognitiveServices/accounts/privateEndpointConnections").within("privateEndpointConnections"),
    child("Microsoft.CognitiveServices/accounts/privateLinkResources").fixed(),
    child("Microsoft.CognitiveServices/accounts/networkSecurityPerimeterConfigurations").fixed(),
    child("Microsoft.CognitiveServices/accounts/models").fixed(),
    child("Microsoft.CognitiveServices/deletedAccounts").fixed(),
    child("Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts").fixed(),
    child("Microsoft.CognitiveServices/locations/raiContentFilters").fixed(),

    tracked("Microsoft.MachineLearningServices/workspaces").slow(),
    tracked("Microsoft.MachineLearningServices/workspaces/onlineEndpoints").slow(),
    tracked("Microsoft.MachineLearningServices/workspaces/onlineEndpoints/deployments").slow(),
    tracked("Microsoft.MachineLearningServices/workspaces/batchEndpoints").slow(),
    tracked("Microsoft.MachineLearningServices/workspaces/batchEndpoints/deployments").slow(),
    tracked("Microsoft.MachineLearningServices/workspaces/serverlessEndpoints").slow(),
    child("Microsoft.MachineLearningServices/workspaces/computes").slow(),
    child("Microsoft.MachineLearningServices/workspaces/connections"),
    child("Microsoft.MachineLearningServices/workspaces/datastores"),
    child("Microsoft.MachineLearningServices/workspaces/data"),
    child("Microsoft.MachineLearningServices/workspaces/data/versions"),
    child("Microsoft.MachineLearningServices/workspaces/environments"),
    child("Microsoft.MachineLearningServices/workspaces/environments/versions"),
    child("Microsoft.MachineLearningServices/workspaces/models"),
    child("Microsoft.MachineLearningServices/workspaces/models/versions"),
    child("Microsoft.MachineLearningServices/workspaces/jobs"),
    child("Microsoft.MachineLearningServices/workspaces/schedules"),
    child("Microsoft.MachineLearningServices/workspaces/components"),
    child("Microsoft.MachineLearningServices/workspaces/marketplaceSubscriptions"),
    child("Microsoft.MachineLearningServices/workspaces/outboundRules"),
    child("Microsoft.MachineLearningServices/workspaces/featuresets"),
    child("Microsoft.MachineLearningServices/workspaces/featurestoreEntities"),
    child("Microsoft.MachineLearningServices/workspaces/privateEndpointConnections").within("privateEndpointConnections"),
    tracked("Microsoft.MachineLearningServices/registries").slow(),
    child("Microsoft.MachineLearningServices/registries/models"),
    child("Microsoft.MachineLearningServices/registries/models/versions"),
    child("Microsoft.MachineLearningServices/registries/data"),
    child("Microsoft.MachineLearningServices/registries/data/versions"),
    child("Microsoft.MachineLearningServices/registries/environments"),
    child("Microsoft.MachineLearningServices/registries/environments/versions"),
    child("Microsoft.MachineLearningServices/registries/components"),

    tracked("Microsoft.Search/searchServices"),
    child("Microsoft.Search/searchServices/privateEndpointConnections").within("privateEndpointConnections"),
    tracked("Microsoft.BotService/botServices"),
    tracked("Microsoft.Databricks/workspaces").slow(),
    tracked("Microsoft.Databricks/accessConnectors"),
    tracked("Microsoft.DataFactory/factories"),
    child("Microsoft.DataFactory/factories/pipelines"),
    child("Microsoft.DataFactory/factories/linkedservices"),
    tracked("Microsoft.Web/sites"),
    tracked("Microsoft.ContainerRegistry/registries").slow(),
    tracked("Microsoft.OperationalInsights/workspaces"),

    tracked("Microsoft.Storage/storageAccounts"),
    child("Microsoft.Storage/storageAccounts/blobServices"),
    child("Microsoft.Storage/storageAccounts/blobServices/containers"),
    child("Microsoft.Storage/storageAccounts/blobServices/containers/immutabilityPolicies"),
    child("Microsoft.Storage/storageAccounts/managementPolicies"),
    child("Microsoft.Storage/storageAccounts/privateEndpointConnections").within("privateEndpointConnections"),
    tracked("Microsoft.Sql/servers").slow(),
    tracked("Microsoft.Sql/servers/databases").slow(),
    tracked("Microsoft.KeyVault/vaults"),
    child("Microsoft.KeyVault/vaults/keys"),
    child("Microsoft.KeyVault/vaults/secrets"),
    child("Microsoft.KeyVault/vaults/privateEndpointConnections").within("privateEndpointConnections"),

    tracked("Microsoft.Network/virtualNetworks").slow(),
    child("Microsoft.Network/virtualNetworks/subnets").slow().within("subnets"),
    child("Microsoft.Network/virtualNetworks/virtualNetworkPeerings").slow().within("virtualNetworkPeerings"),
    tracked("Microsoft.Network/networkSecurityGroups").slow(),
    child("Microsoft.Network/networkSecurityGroups/securityRules").slow().within("securityRules"),
    tracked("Microsoft.Network/routeTables").slow(),
    child("Microsoft.Network/routeTables/routes").slow().within("routes"),
    tracked("Microsoft.Network/networkInterfaces").slow(),
    tracked("Microsoft.Network/publicIPAddresses").slow(),
    tracked("Microsoft.Network/loadBalancers").slow(),
    tracked("Microsoft.Network/applicationGateways").slow(),
    tracked("Microsoft.Network/ApplicationGatewayWebApplicationFirewallPolicies"),
    tracked("Microsoft.Network/azureFirewalls").slow(),
    tracked("Microsoft.Network/firewallPolicies").slow(),
    child("Microsoft.Network/firewallPolicies/ruleCollectionGroups").slow(),
    tracked("Microsoft.Network/virtualNetworkGateways").slow(),
    tracked("Microsoft.Network/localNetworkGateways").slow(),
    tracked("Microsoft.Network/connections").slow(),
    tracked("Microsoft.Network/privateEndpoints").slow(),
    child("Microsoft.Network/privateEndpoints/privateDnsZoneGroups").slow(),
    tracked("Microsoft.Network/privateDnsZones").slow(),
    child("Microsoft.Network/privateDnsZones/A"),
    child("Microsoft.Network/privateDnsZones/CNAME"),
    child("Microsoft.Network/privateDnsZones/virtualNetworkLinks").slow(),
    tracked("Microsoft.Network/privateLinkServices").slow(),
    tracked("Microsoft.Network/natGateways").slow(),
    tracked("Microsoft.Network/bastionHosts").slow(),
    tracked("Microsoft.Network/ddosProtectionPlans").slow(),
    tracked("Microsoft.Network/networkSecurityPerimeters"),
    tracked("Microsoft.Network/networkWatchers"),
    tracked("Microsoft.Network/networkWatchers/flowLogs").slow(),

    tracked("Microsoft.ContainerService/managedClusters").slow(),
    child("Microsoft.ContainerService/managedClusters/agentPools").slow(),
    tracked("Microsoft.Compute/virtualMachines").slow(),
    tracked("Microsoft.Compute/disks").slow(),
    tracked("Microsoft.Compute/snapshots").slow(),
    tracked("Microsoft.ManagedIdentity/userAssignedIdentities"),
    child("Microsoft.ManagedIdentity/userAssignedIdentities/federatedIdentityCredentials"),
];
