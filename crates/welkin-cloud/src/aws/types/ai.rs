use welkin_model::estate::EdgeKind::{
    AttachedTo, CanInvoke, Contains, DeployedFrom, GovernedBy, LogsTo, Reads, RunsAs, TrainedFrom, Uses,
    Writes,
};
use welkin_model::estate::{AssetKind, Fact};

use crate::describe::{FactRule, How, Read, RefRule, TypeRule, fact, reference};

const fn ai(
    native: &'static str,
    kind: AssetKind,
    refs: &'static [RefRule],
    facts: &'static [FactRule],
) -> TypeRule {
    TypeRule { native, kind, refs, facts }
}

const JOB: &[RefRule] = &[
    reference("inputdataconfig.datasource.s3datasource.s3uri", TrainedFrom, How::Store),
    reference("processinginputs.s3input.s3uri", Reads, How::Store),
    reference("transforminput.datasource.s3datasource.s3uri", Reads, How::Store),
    reference("s3outputpath", Writes, How::Store),
    reference("s3output.s3uri", Writes, How::Store),
    reference("modelartifacts.s3modelartifacts", Writes, How::Store),
    reference("modelname", Uses, How::Name("AWS::SageMaker::Model")),
];

const ISOLATION: FactRule = fact("^enablenetworkisolation", Fact::Isolated, Read::Yes);

/// The AI services.
pub(super) static TYPES: &[TypeRule] = &[
    ai(
        "AWS::SageMaker::Model",
        AssetKind::Model,
        &[
            reference("modeldataurl", DeployedFrom, How::Store),
            reference("s3datasource.s3uri", DeployedFrom, How::Store),
            reference("modelpackagename", DeployedFrom, How::Id),
            reference("^executionrolearn", RunsAs, How::Id),
        ],
        &[
            ISOLATION,
            fact("primarycontainer.modeldataurl", Fact::Artifact, Read::Text),
            fact("containers.modeldataurl", Fact::Artifact, Read::Text),
        ],
    ),
    ai(
        "AWS::SageMaker::EndpointConfig",
        AssetKind::Deployment,
        &[
            reference("productionvariants.modelname", DeployedFrom, How::Name("AWS::SageMaker::Model")),
            reference("shadowproductionvariants.modelname", DeployedFrom, How::Name("AWS::SageMaker::Model")),
            reference("datacaptureconfig.destinations3uri", LogsTo, How::Store),
        ],
        &[
            fact("productionvariants.instancetype", Fact::Accelerator, Read::Text),
            fact("datacaptureconfig.enablecapture", Fact::Logged, Read::Yes),
        ],
    ),
    ai(
        "AWS::SageMaker::Endpoint",
        AssetKind::Endpoint,
        &[
            reference("^endpointconfigname", DeployedFrom, How::Name("AWS::SageMaker::EndpointConfig")),
            reference("^endpointconfigname", DeployedFrom, How::Id),
        ],
        &[fact("^endpointstatus", Fact::State, Read::Text)],
    ),
    ai(
        "AWS::SageMaker::InferenceComponent",
        AssetKind::Deployment,
        &[
            reference("^endpointname", AttachedTo, How::Name("AWS::SageMaker::Endpoint")),
            reference("specification.modelname", DeployedFrom, How::Name("AWS::SageMaker::Model")),
        ],
        &[],
    ),
    ai(
        "AWS::SageMaker::NotebookInstance",
        AssetKind::Notebook,
        &[
            reference(
                "notebookinstancelifecycleconfigname",
                Uses,
                How::Name("AWS::SageMaker::NotebookInstanceLifecycleConfig"),
            ),
            reference(
                "lifecycleconfigname",
                Uses,
                How::Name("AWS::SageMaker::NotebookInstanceLifecycleConfig"),
            ),
        ],
        &[
            fact("^notebookinstancestatus", Fact::State, Read::Text),
            fact("^directinternetaccess", Fact::Public, Read::Yes),
            fact("^rootaccess", Fact::Privileged, Read::Yes),
            fact("^instancetype", Fact::Accelerator, Read::Text),
        ],
    ),
    ai(
        "AWS::SageMaker::TrainingJob",
        AssetKind::TrainingJob,
        JOB,
        &[
            ISOLATION,
            fact("^trainingjobstatus", Fact::State, Read::Text),
            fact("resourceconfig.instancetype", Fact::Accelerator, Read::Text),
            fact("modelartifacts.s3modelartifacts", Fact::Artifact, Read::Text),
        ],
    ),
    ai("AWS::SageMaker::HyperParameterTuningJob", AssetKind::TrainingJob, JOB, &[]),
    ai(
        "AWS::SageMaker::ProcessingJob",
        AssetKind::AiJob,
        JOB,
        &[
            fact("networkconfig.enablenetworkisolation", Fact::Isolated, Read::Yes),
            fact("^processingjobstatus", Fact::State, Read::Text),
        ],
    ),
    ai("AWS::SageMaker::TransformJob", AssetKind::AiJob, JOB, &[]),
    ai(
        "AWS::SageMaker::ModelPackage",
        AssetKind::Model,
        &[
            reference("containers.modeldataurl", DeployedFrom, How::Store),
            reference("^modelpackagegroupname", AttachedTo, How::Name("AWS::SageMaker::ModelPackageGroup")),
        ],
        &[
            fact("^modelapprovalstatus", Fact::State, Read::Text),
            fact("containers.modeldataurl", Fact::Artifact, Read::Text),
        ],
    ),
    ai(
        "AWS::SageMaker::FeatureGroup",
        AssetKind::FeatureStore,
        &[
            reference("s3storageconfig.s3uri", Writes, How::Store),
            reference("s3storageconfig.resolvedoutputs3uri", Writes, How::Store),
        ],
        &[fact("^featuregroupstatus", Fact::State, Read::Text)],
    ),
    ai(
        "AWS::SageMaker::MonitoringSchedule",
        AssetKind::ModelMonitor,
        &[
            reference("endpointinput.endpointname", Reads, How::Name("AWS::SageMaker::Endpoint")),
            reference("^endpointname", Reads, How::Name("AWS::SageMaker::Endpoint")),
            reference("s3output.s3uri", Writes, How::Store),
        ],
        &[fact("networkconfig.enablenetworkisolation", Fact::Isolated, Read::Yes)],
    ),
    ai("AWS::SageMaker::UserProfile", AssetKind::User, &[reference("^domainid", AttachedTo, How::Id)], &[]),
    ai(
        "AWS::SageMaker::Domain",
        AssetKind::AiWorkspace,
        &[],
        &[fact(
            "^appnetworkaccesstype",
            Fact::Public,
            Read::Of(&[("publicinternetonly", "yes"), ("vpconly", "no")]),
        )],
    ),
    ai(
        "AWS::Bedrock::Agent",
        AssetKind::Agent,
        &[
            reference(
                "guardrailconfiguration.guardrailidentifier",
                GovernedBy,
                How::Name("AWS::Bedrock::Guardrail"),
            ),
            reference("knowledgebases.knowledgebaseid", Uses, How::Name("AWS::Bedrock::KnowledgeBase")),
        ],
        &[
            fact("^agentstatus", Fact::State, Read::Text),
            fact("^foundationmodel", Fact::ModelName, Read::Text),
        ],
    ),
    ai(
        "AWS::Bedrock::AgentAlias",
        AssetKind::Endpoint,
        &[reference("^agentid", DeployedFrom, How::Name("AWS::Bedrock::Agent"))],
        &[],
    ),
    ai(
        "AWS::Bedrock::AgentActionGroup",
        AssetKind::Tool,
        &[
            reference("^agentid", Contains, How::Name("AWS::Bedrock::Agent")).inward(),
            reference("actiongroupexecutor.lambda", CanInvoke, How::Id),
        ],
        &[],
    ),
    ai(
        "AWS::Bedrock::AgentKnowledgeBaseAssociation",
        AssetKind::AiConnection,
        &[reference("^knowledgebaseid", Uses, How::Name("AWS::Bedrock::KnowledgeBase"))],
        &[],
    ),
    ai(
        "AWS::Bedrock::KnowledgeBase",
        AssetKind::KnowledgeBase,
        &[reference("collectionarn", Uses, How::Id), reference("embeddingmodelarn", Uses, How::Id)],
        &[],
    ),
    ai(
        "AWS::Bedrock::DataSource",
        AssetKind::AiConnection,
        &[
            reference("^knowledgebaseid", Contains, How::Name("AWS::Bedrock::KnowledgeBase")).inward(),
            reference("s3configuration.bucketarn", Reads, How::Id),
        ],
        &[],
    ),
    ai(
        "AWS::Bedrock::CustomModel",
        AssetKind::Model,
        &[
            reference("trainingdataconfig.s3uri", TrainedFrom, How::Store),
            reference("outputdataconfig.s3uri", Writes, How::Store),
        ],
        &[],
    ),
    ai(
        "AWS::Bedrock::ModelCustomizationJob",
        AssetKind::TrainingJob,
        &[
            reference("trainingdataconfig.s3uri", TrainedFrom, How::Store),
            reference("outputdataconfig.s3uri", Writes, How::Store),
            reference("outputmodelarn", Writes, How::Id),
        ],
        &[],
    ),
    ai(
        "AWS::Bedrock::ImportedModel",
        AssetKind::Model,
        &[reference("s3datasource.s3uri", DeployedFrom, How::Store)],
        &[],
    ),
    ai(
        "AWS::Bedrock::ModelInvocationLogging",
        AssetKind::LogSink,
        &[
            reference("cloudwatchconfig.loggroupname", LogsTo, How::Name("AWS::Logs::LogGroup")),
            reference("bucketname", LogsTo, How::Name("AWS::S3::Bucket")),
        ],
        &[fact("^textdatadeliveryenabled", Fact::Logged, Read::Yes)],
    ),
    ai(
        "AWS::BedrockAgentCore::Runtime",
        AssetKind::Agent,
        &[],
        &[fact("networkmode", Fact::Public, Read::Of(&[("public", "yes"), ("vpc", "no")]))],
    ),
    ai(
        "AWS::BedrockAgentCore::BrowserCustom",
        AssetKind::Tool,
        &[],
        &[fact("networkmode", Fact::Public, Read::Of(&[("public", "yes"), ("vpc", "no")]))],
    ),
    ai(
        "AWS::BedrockAgentCore::CodeInterpreterCustom",
        AssetKind::Tool,
        &[],
        &[fact(
            "networkmode",
            Fact::Public,
            Read::Of(&[("public", "yes"), ("vpc", "no"), ("sandbox", "no")]),
        )],
    ),
    ai(
        "AWS::BedrockAgentCore::Gateway",
        AssetKind::Endpoint,
        &[],
        &[fact("^authorizertype", Fact::Public, Read::Of(&[("none", "yes")]))],
    ),
    ai(
        "AWS::BedrockAgentCore::GatewayTarget",
        AssetKind::Tool,
        &[reference("^gatewayarn", Contains, How::Id).inward()],
        &[],
    ),
];
