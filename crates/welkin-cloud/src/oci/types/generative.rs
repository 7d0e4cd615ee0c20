use welkin_model::estate::EdgeKind::{
    AttachedTo, CanInvoke, DeployedFrom, Exposes, MemberOf, Reads, StoredIn, TrainedFrom, Uses, Writes,
};
use welkin_model::estate::{Fact, HandleKind};

use super::ty;
use crate::describe::{How, Read, TypeRule, fact, reference};

/// Generative AI, and its agents.
#[rustfmt::skip]
pub(super) static TYPES: &[TypeRule] = &[
    ty!("GenerativeAiEndpoint", Endpoint, [reference("^modelid", DeployedFrom, How::Id), reference("^dedicatedaiclusterid", Uses, How::Id), reference("^generativeaiprivateendpointid", AttachedTo, How::Id)], []),
    ty!("GenerativeAiDedicatedAiCluster", Capacity, [], [fact("^unitshape", Fact::Accelerator, Read::Text)]),
    ty!("GenerativeAiModel", Model, [reference("^basemodelid", TrainedFrom, How::Id), reference("finetunedetails.dedicatedaiclusterid", Uses, How::Id)], [fact("^displayname", Fact::ModelName, Read::Text)]),
    ty!("GenerativeAiImportedModel", Model, [], [fact("datasource.modelid", Fact::Artifact, Read::Text), fact("datasource.modelid", Fact::ModelName, Read::Text)]),
    ty!("GenerativeAiApiKey", Credential, [reference("keys.key", StoredIn, How::Provides(HandleKind::CredentialId))], []),
    ty!("GenerativeAiPrivateEndpoint", PrivateLink, [reference("^fqdn", Exposes, How::Provides(HandleKind::Host))], []),
    ty!("GenerativeAiProject", AiWorkspace, [], []),
    ty!("GenerativeAiHostedApplication", Endpoint, [reference("^applicationendpoint", Exposes, How::Provides(HandleKind::Host)), reference("inboundnetworkingconfig.privateendpointid", AttachedTo, How::Id), reference("customsubnetid", AttachedTo, How::Id), reference("environmentvariables.value", Uses, How::Id)], [fact("inboundnetworkingconfig.endpointmode", Fact::Public, Read::Of(&[("public", "yes"), ("private", "no")])), fact("outboundnetworkingconfig.networkmode", Fact::Isolated, Read::Of(&[("managed", "no"), ("custom", "yes")]))]),
    ty!("GenerativeAiHostedDeployment", Deployment, [reference("^hostedapplicationid", MemberOf, How::Id)], [fact("activeartifact.containeruri", Fact::Artifact, Read::Text)]),
    ty!("GenerativeAiHostedApplicationStorage", Database, [], []),
    ty!("GenerativeAiRoutingProfile", Endpoint, [], []),
    ty!("GenerativeAiVectorStoreConnector", AiConnection, [reference("^vaultsecretid", StoredIn, How::Id)], []),
    ty!("GenerativeAiVectorStoreConnectorFileSync", AiJob, [reference("^vectorstoreconnectorid", MemberOf, How::Id)], []),
    ty!("GenerativeAiSemanticStore", KnowledgeBase, [reference("queryingconnectionid", Uses, How::Id), reference("enrichmentconnectionid", Uses, How::Id)], []),
    ty!("GenAiAgent", Agent, [reference("^knowledgebaseids", Uses, How::Id)], []),
    ty!("GenAiAgentEndpoint", Endpoint, [reference("^agentid", CanInvoke, How::Id), reference("provisionedcapacityid", Uses, How::Id)], [fact("^shouldenabletrace", Fact::Logged, Read::Yes)]),
    ty!("GenAiAgentKnowledgeBase", KnowledgeBase, [], []),
    ty!("GenAiAgentDataSource", AiConnection, [reference("^knowledgebaseid", Writes, How::Id)], []),
    ty!("GenAiAgentTool", Tool, [reference("^agentid", Uses, How::Id).inward(), reference("knowledgebaseid", Reads, How::Id), reference("connectionid", Uses, How::Id), reference("functionid", CanInvoke, How::Id)], []),
    ty!("GenAiAgentProvisionedCapacity", Capacity, [], []),
    ty!("GenAiAgentDataIngestionJob", AiJob, [reference("^datasourceid", Reads, How::Id), reference("^knowledgebaseid", Writes, How::Id)], []),
];
