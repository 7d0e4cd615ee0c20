use welkin_model::estate::EdgeKind::{AttachedTo, DeployedFrom, Uses, Writes};
use welkin_model::estate::{AssetKind, Fact};

use super::{full, kind, told};
use crate::describe::{FactRule, How, Read, TypeRule, fact, reference};

/// How an endpoint proves callers: static keys are local authentication.
const AUTH: FactRule = fact(
    "authmode",
    Fact::LocalAuth,
    Read::Of(&[("key", "yes"), ("aadtoken", "no"), ("amltoken", "no"), ("microsoftentraid", "no")]),
);
const KEPT_BY: FactRule = fact(
    "encryption.keysource",
    Fact::Encryption,
    Read::Of(&[("microsoft.keyvault", "customer_key"), ("microsoft.cognitiveservices", "provider_key")]),
);
const MODEL: &[FactRule] = &[
    fact("^properties.model.name", Fact::ModelName, Read::Text),
    fact("^properties.modelsettings.modelid", Fact::ModelName, Read::Text),
];

/// AI Foundry and Azure OpenAI, Azure Machine Learning, search, bots and Databricks.
pub(super) static TYPES: &[TypeRule] = &[
    full(
        "microsoft.cognitiveservices/accounts",
        AssetKind::AiWorkspace,
        &[
            reference("userownedstorage.resourceid", Writes, How::Id),
            reference("networkinjections.subnetarmid", AttachedTo, How::Id),
            reference("virtualnetworkrules.id", AttachedTo, How::Id),
        ],
        &[KEPT_BY, fact("restrictoutboundnetworkaccess", Fact::Isolated, Read::Yes)],
    ),
    told("microsoft.cognitiveservices/accounts/deployments", AssetKind::Deployment, MODEL),
    kind("microsoft.cognitiveservices/accounts/projects", AssetKind::AiWorkspace),
    kind("microsoft.cognitiveservices/accounts/projects/connections", AssetKind::AiConnection),
    kind("microsoft.cognitiveservices/accounts/projects/capabilityhosts", AssetKind::AiResource),
    kind("microsoft.cognitiveservices/accounts/projects/applications", AssetKind::Agent),
    kind(
        "microsoft.cognitiveservices/accounts/projects/applications/agentdeployments",
        AssetKind::Deployment,
    ),
    kind("microsoft.cognitiveservices/accounts/connections", AssetKind::AiConnection),
    kind("microsoft.cognitiveservices/accounts/capabilityhosts", AssetKind::AiResource),
    kind("microsoft.cognitiveservices/accounts/raipolicies", AssetKind::Guardrail),
    kind("microsoft.cognitiveservices/accounts/raiblocklists", AssetKind::Guardrail),
    kind("microsoft.cognitiveservices/accounts/raitopics", AssetKind::Guardrail),
    told(
        "microsoft.cognitiveservices/accounts/defenderforaisettings",
        AssetKind::Detector,
        &[fact("^properties.state", Fact::State, Read::Text)],
    ),
    kind("microsoft.cognitiveservices/accounts/encryptionscopes", AssetKind::AiResource),
    kind("microsoft.cognitiveservices/accounts/commitmentplans", AssetKind::Capacity),
    kind("microsoft.cognitiveservices/accounts/privateendpointconnections", AssetKind::PrivateLink),
    kind("microsoft.cognitiveservices/accounts/networksecurityperimeterconfigurations", AssetKind::Perimeter),
    kind("microsoft.cognitiveservices/commitmentplans", AssetKind::Capacity),
    kind("microsoft.cognitiveservices/deletedaccounts", AssetKind::AiWorkspace),
    full(
        "microsoft.machinelearningservices/workspaces",
        AssetKind::AiWorkspace,
        &[
            reference("^properties.storageaccount", Uses, How::Id),
            reference("^properties.hubresourceid", Uses, How::Id),
        ],
        &[fact(
            "managednetwork.isolationmode",
            Fact::Isolated,
            Read::Of(&[
                ("disabled", "no"),
                ("allowinternetoutbound", "no"),
                ("allowonlyapprovedoutbound", "yes"),
            ]),
        )],
    ),
    kind("microsoft.machinelearningservices/workspaces/privateendpointconnections", AssetKind::PrivateLink),
    told("microsoft.machinelearningservices/workspaces/onlineendpoints", AssetKind::Endpoint, &[AUTH]),
    full(
        "microsoft.machinelearningservices/workspaces/onlineendpoints/deployments",
        AssetKind::Deployment,
        &[reference("^properties.model", DeployedFrom, How::Id)],
        &[
            fact("^properties.instancetype", Fact::Accelerator, Read::Text),
            fact("egresspublicnetworkaccess", Fact::Isolated, Read::No),
        ],
    ),
    told("microsoft.machinelearningservices/workspaces/batchendpoints", AssetKind::Endpoint, &[AUTH]),
    full(
        "microsoft.machinelearningservices/workspaces/batchendpoints/deployments",
        AssetKind::Deployment,
        &[reference("model.assetid", DeployedFrom, How::Id), reference("^properties.compute", Uses, How::Id)],
        &[],
    ),
    told(
        "microsoft.machinelearningservices/workspaces/serverlessendpoints",
        AssetKind::Endpoint,
        &[AUTH, fact("modelsettings.modelid", Fact::ModelName, Read::Text)],
    ),
    kind("microsoft.machinelearningservices/workspaces/inferencepools", AssetKind::Capacity),
    kind("microsoft.machinelearningservices/workspaces/inferencepools/endpoints", AssetKind::Endpoint),
    kind("microsoft.machinelearningservices/workspaces/inferencepools/groups", AssetKind::Deployment),
    full(
        "microsoft.machinelearningservices/workspaces/computes",
        AssetKind::Instance,
        &[reference("^properties.resourceid", Uses, How::Id)],
        &[
            fact("properties.vmsize", Fact::Accelerator, Read::Text),
            fact("properties.rootaccess", Fact::Privileged, Read::Yes),
            fact("properties.enablerootaccess", Fact::Privileged, Read::Yes),
            fact("properties.properties.state", Fact::State, Read::Text),
        ],
    ),
    kind("microsoft.machinelearningservices/workspaces/connections", AssetKind::AiConnection),
    kind("microsoft.machinelearningservices/workspaces/datastores", AssetKind::AiConnection),
    kind("microsoft.machinelearningservices/workspaces/models", AssetKind::ModelRegistry),
    told("microsoft.machinelearningservices/workspaces/models/versions", AssetKind::Model, ARTIFACT),
    kind("microsoft.machinelearningservices/workspaces/data", AssetKind::Dataset),
    told("microsoft.machinelearningservices/workspaces/data/versions", AssetKind::Dataset, ARTIFACT),
    kind("microsoft.machinelearningservices/workspaces/environments", AssetKind::AiResource),
    kind("microsoft.machinelearningservices/workspaces/environments/versions", AssetKind::AiResource),
    kind("microsoft.machinelearningservices/workspaces/jobs", AssetKind::AiJob),
    kind("microsoft.machinelearningservices/workspaces/schedules", AssetKind::AiJob),
    kind("microsoft.machinelearningservices/workspaces/components", AssetKind::Pipeline),
    kind("microsoft.machinelearningservices/workspaces/featuresets", AssetKind::FeatureStore),
    kind("microsoft.machinelearningservices/workspaces/featurestoreentities", AssetKind::FeatureStore),
    kind("microsoft.machinelearningservices/workspaces/outboundrules", AssetKind::FirewallRule),
    kind("microsoft.machinelearningservices/workspaces/marketplacesubscriptions", AssetKind::AiResource),
    kind("microsoft.machinelearningservices/registries", AssetKind::ModelRegistry),
    kind("microsoft.machinelearningservices/registries/models", AssetKind::ModelRegistry),
    told("microsoft.machinelearningservices/registries/models/versions", AssetKind::Model, ARTIFACT),
    kind("microsoft.machinelearningservices/registries/data", AssetKind::Dataset),
    kind("microsoft.machinelearningservices/registries/environments", AssetKind::AiResource),
    kind("microsoft.machinelearningservices/registries/components", AssetKind::Pipeline),
    kind("microsoft.machinelearningservices/virtualclusters", AssetKind::Capacity),
    kind("microsoft.machinelearning/webservices", AssetKind::Endpoint),
    kind("microsoft.search/searchservices", AssetKind::VectorIndex),
    kind("microsoft.search/searchservices/privateendpointconnections", AssetKind::PrivateLink),
    kind("microsoft.botservice/botservices", AssetKind::Agent),
    kind("microsoft.app/agents", AssetKind::Agent),
    told(
        "microsoft.databricks/workspaces",
        AssetKind::AiWorkspace,
        &[fact("enablenopublicip.value", Fact::Isolated, Read::Yes)],
    ),
    kind("microsoft.databricks/accessconnectors", AssetKind::AiConnection),
];

const ARTIFACT: &[FactRule] = &[
    fact("^properties.modeluri", Fact::Artifact, Read::Text),
    fact("^properties.datauri", Fact::Artifact, Read::Text),
];
