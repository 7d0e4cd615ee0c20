use welkin_model::estate::AssetKind::{self, *};

use super::lists::LISTS;
use crate::registry::{ReadBy, Registered};

/// How the resources of a type are read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub(super) enum Reading {
    /// By the service's own calls, see `lists`.
    Native,
    /// By Cloud Control: list, and get where the list tells the identifier alone.
    CloudControl,
    /// By Cloud Control, for each resource of a parent's type, whose identifier is this property.
    CloudControlUnder(&'static str, &'static str),
    /// By Cloud Control, once for each value of this property.
    CloudControlFor(&'static str, &'static [&'static str]),
    /// Not read, and why.
    LeftOut(&'static str),
}

use Reading::{CloudControl, CloudControlFor, CloudControlUnder, LeftOut, Native};

/// The table for tests.
pub(crate) fn registry() -> Vec<Registered> {
    let read_by = |native: &str, reading: Reading| match reading {
        Native => ReadBy::Calls(native_calls(native)),
        LeftOut(reason) => ReadBy::LeftOut(reason.to_owned()),
        CloudControl | CloudControlUnder(..) | CloudControlFor(..) => ReadBy::Calls(vec![
            "cloudcontrol:ListResources".to_owned(),
            "cloudcontrol:GetResource".to_owned(),
        ]),
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

/// All CloudFormation types that some table of this crate names.
pub(crate) fn natives() -> impl Iterator<Item = &'static str> {
    AI_TYPES.iter().map(|(native, _, _)| *native).chain(super::types::natives())
}

fn native_calls(native: &str) -> Vec<String> {
    let rules = LISTS
        .iter()
        .flat_map(|table| table.iter())
        .flat_map(|rule| std::iter::once(rule).chain(rule.children));
    rules
        .filter(|rule| rule.native == native)
        .flat_map(|rule| {
            let details = rule.details.iter().map(|detail| format!("{}:{}", rule.service, detail.operation));
            std::iter::once(format!("{}:{}", rule.service, rule.operation)).chain(details)
        })
        .collect()
}

/// Every type of the AI services in CloudFormation's registry, and those that it lacks and the services' own calls
/// tell of. A test compares it with the schemas that AWS publishes.
#[rustfmt::skip]
pub(super) static AI_TYPES: &[(&str, AssetKind, Reading)] = &[
    ("AWS::SageMaker::AIWorkloadConfig", AiResource, CloudControl),
    ("AWS::SageMaker::Action", AiResource, CloudControl),
    ("AWS::SageMaker::Algorithm", Model, Native),
    ("AWS::SageMaker::App", AiResource, CloudControl),
    ("AWS::SageMaker::AppImageConfig", AiResource, CloudControl),
    ("AWS::SageMaker::Artifact", AiResource, CloudControl),
    ("AWS::SageMaker::AutoMLJob", TrainingJob, Native),
    ("AWS::SageMaker::Cluster", Cluster, Native),
    ("AWS::SageMaker::ClusterSchedulerConfig", Capacity, CloudControl),
    ("AWS::SageMaker::CodeRepository", AiConnection, Native),
    ("AWS::SageMaker::ComputeQuota", Capacity, CloudControl),
    ("AWS::SageMaker::Context", AiResource, CloudControl),
    ("AWS::SageMaker::DataQualityJobDefinition", ModelMonitor, Native),
    ("AWS::SageMaker::Device", AiResource, LeftOut("Cloud Control cannot list it")),
    ("AWS::SageMaker::DeviceFleet", AiResource, LeftOut("Cloud Control cannot list it")),
    ("AWS::SageMaker::Domain", AiWorkspace, Native),
    ("AWS::SageMaker::Endpoint", Endpoint, Native),
    ("AWS::SageMaker::EndpointConfig", Deployment, Native),
    ("AWS::SageMaker::Experiment", Experiment, Native),
    ("AWS::SageMaker::ExperimentTrialComponent", Experiment, LeftOut("Cloud Control cannot list it")),
    ("AWS::SageMaker::FeatureGroup", FeatureStore, Native),
    ("AWS::SageMaker::Hub", ModelRegistry, Native),
    ("AWS::SageMaker::HumanTaskUi", AiResource, CloudControl),
    ("AWS::SageMaker::HyperParameterTuningJob", TrainingJob, Native),
    ("AWS::SageMaker::Image", Image, Native),
    ("AWS::SageMaker::ImageVersion", Image, CloudControlUnder("AWS::SageMaker::Image", "ImageName")),
    ("AWS::SageMaker::InferenceComponent", Deployment, Native),
    ("AWS::SageMaker::InferenceExperiment", ModelMonitor, Native),
    ("AWS::SageMaker::LabelingJob", AiJob, Native),
    ("AWS::SageMaker::MlflowApp", Experiment, CloudControl),
    ("AWS::SageMaker::MlflowTrackingServer", Experiment, Native),
    ("AWS::SageMaker::Model", Model, Native),
    ("AWS::SageMaker::ModelBiasJobDefinition", ModelMonitor, Native),
    ("AWS::SageMaker::ModelCard", AiResource, Native),
    ("AWS::SageMaker::ModelExplainabilityJobDefinition", ModelMonitor, Native),
    ("AWS::SageMaker::ModelPackage", Model, Native),
    ("AWS::SageMaker::ModelPackageGroup", ModelRegistry, Native),
    ("AWS::SageMaker::ModelQualityJobDefinition", ModelMonitor, Native),
    ("AWS::SageMaker::MonitoringSchedule", ModelMonitor, Native),
    ("AWS::SageMaker::NotebookInstance", Notebook, Native),
    ("AWS::SageMaker::NotebookInstanceLifecycleConfig", AiResource, Native),
    ("AWS::SageMaker::OptimizationJob", AiJob, Native),
    ("AWS::SageMaker::PartnerApp", AiResource, Native),
    ("AWS::SageMaker::Pipeline", Pipeline, Native),
    ("AWS::SageMaker::ProcessingJob", AiJob, Native),
    ("AWS::SageMaker::Project", AiWorkspace, Native),
    ("AWS::SageMaker::Space", AiWorkspace, Native),
    ("AWS::SageMaker::StudioLifecycleConfig", AiResource, Native),
    ("AWS::SageMaker::TrainingJob", TrainingJob, Native),
    ("AWS::SageMaker::TransformJob", AiJob, Native),
    ("AWS::SageMaker::TrialComponent", Experiment, CloudControl),
    ("AWS::SageMaker::UserProfile", User, Native),
    ("AWS::SageMaker::Workforce", Group, CloudControl),
    ("AWS::SageMaker::Workteam", Group, Native),
    ("AWS::Bedrock::Agent", Agent, Native),
    ("AWS::Bedrock::AgentActionGroup", Tool, Native),
    ("AWS::Bedrock::AgentAlias", Endpoint, Native),
    ("AWS::Bedrock::AgentKnowledgeBaseAssociation", AiConnection, Native),
    ("AWS::Bedrock::ApplicationInferenceProfile", Endpoint, Native),
    ("AWS::Bedrock::AutomatedReasoningPolicy", Guardrail, CloudControl),
    ("AWS::Bedrock::AutomatedReasoningPolicyVersion", Guardrail, CloudControl),
    ("AWS::Bedrock::Blueprint", AiResource, CloudControl),
    ("AWS::Bedrock::CustomModel", Model, Native),
    ("AWS::Bedrock::CustomModelDeployment", Deployment, Native),
    ("AWS::Bedrock::DataAutomationLibrary", AiResource, CloudControl),
    ("AWS::Bedrock::DataAutomationProject", AiWorkspace, CloudControl),
    ("AWS::Bedrock::DataSource", AiConnection, Native),
    ("AWS::Bedrock::EnforcedGuardrailConfiguration", Guardrail, CloudControl),
    ("AWS::Bedrock::EvaluationJob", AiJob, Native),
    ("AWS::Bedrock::Flow", Pipeline, Native),
    ("AWS::Bedrock::FlowAlias", Endpoint, CloudControlUnder("AWS::Bedrock::Flow", "FlowArn")),
    ("AWS::Bedrock::FlowVersion", Pipeline, CloudControlUnder("AWS::Bedrock::Flow", "FlowArn")),
    ("AWS::Bedrock::Guardrail", Guardrail, Native),
    ("AWS::Bedrock::GuardrailVersion", Guardrail, LeftOut("Cloud Control cannot list it")),
    ("AWS::Bedrock::ImportedModel", Model, Native),
    ("AWS::Bedrock::IntelligentPromptRouter", Endpoint, Native),
    ("AWS::Bedrock::KnowledgeBase", KnowledgeBase, Native),
    ("AWS::Bedrock::KnowledgeBasePolicy", Policy, LeftOut("Cloud Control cannot list it")),
    ("AWS::Bedrock::MarketplaceModelEndpoint", Endpoint, Native),
    ("AWS::Bedrock::ModelCopyJob", AiJob, Native),
    ("AWS::Bedrock::ModelCustomizationJob", TrainingJob, Native),
    ("AWS::Bedrock::ModelImportJob", AiJob, Native),
    ("AWS::Bedrock::ModelInvocationJob", AiJob, Native),
    ("AWS::Bedrock::ModelInvocationLogging", LogSink, Native),
    ("AWS::Bedrock::Prompt", Prompt, Native),
    ("AWS::Bedrock::PromptVersion", Prompt, CloudControlUnder("AWS::Bedrock::Prompt", "PromptArn")),
    ("AWS::Bedrock::ProvisionedModelThroughput", Capacity, Native),
    ("AWS::Bedrock::ResourcePolicy", Policy, LeftOut("Cloud Control cannot list it")),
    ("AWS::Bedrock::RetrievalInstruction", AiResource, CloudControl),
    ("AWS::Bedrock::Session", AiResource, CloudControl),
    ("AWS::BedrockAgentCore::ApiKeyCredentialProvider", Credential, Native),
    ("AWS::BedrockAgentCore::BrowserCustom", Tool, Native),
    ("AWS::BedrockAgentCore::BrowserProfile", Tool, CloudControl),
    ("AWS::BedrockAgentCore::CapacityProvider", Capacity, CloudControl),
    ("AWS::BedrockAgentCore::CodeInterpreterCustom", Tool, Native),
    ("AWS::BedrockAgentCore::ConfigurationBundle", AiResource, CloudControl),
    ("AWS::BedrockAgentCore::ConsentPortal", AiResource, CloudControl),
    ("AWS::BedrockAgentCore::Dataset", Dataset, CloudControl),
    ("AWS::BedrockAgentCore::Evaluator", ModelMonitor, CloudControl),
    ("AWS::BedrockAgentCore::Gateway", Endpoint, Native),
    ("AWS::BedrockAgentCore::GatewayRateLimit", AiResource, CloudControlUnder("AWS::BedrockAgentCore::Gateway", "GatewayIdentifier")),
    ("AWS::BedrockAgentCore::GatewayRule", Policy, CloudControlUnder("AWS::BedrockAgentCore::Gateway", "GatewayIdentifier")),
    ("AWS::BedrockAgentCore::GatewayTarget", Tool, Native),
    ("AWS::BedrockAgentCore::Harness", Agent, CloudControl),
    ("AWS::BedrockAgentCore::HarnessEndpoint", Endpoint, CloudControlUnder("AWS::BedrockAgentCore::Harness", "HarnessId")),
    ("AWS::BedrockAgentCore::Memory", AgentMemory, Native),
    ("AWS::BedrockAgentCore::OAuth2CredentialProvider", Credential, Native),
    ("AWS::BedrockAgentCore::OnlineEvaluationConfig", ModelMonitor, CloudControl),
    ("AWS::BedrockAgentCore::PaymentConnector", AiConnection, CloudControlUnder("AWS::BedrockAgentCore::PaymentManager", "PaymentManagerId")),
    ("AWS::BedrockAgentCore::PaymentCredentialProvider", Credential, CloudControl),
    ("AWS::BedrockAgentCore::PaymentManager", AiResource, CloudControl),
    ("AWS::BedrockAgentCore::Policy", Policy, CloudControlUnder("AWS::BedrockAgentCore::PolicyEngine", "PolicyEngineId")),
    ("AWS::BedrockAgentCore::PolicyEngine", Policy, CloudControl),
    ("AWS::BedrockAgentCore::ResourcePolicy", Policy, LeftOut("it is listed for one resource at a time, and is part of that resource")),
    ("AWS::BedrockAgentCore::Runtime", Agent, Native),
    ("AWS::BedrockAgentCore::RuntimeEndpoint", Endpoint, CloudControlUnder("AWS::BedrockAgentCore::Runtime", "AgentRuntimeId")),
    ("AWS::BedrockAgentCore::WorkloadIdentity", ServiceIdentity, Native),
    ("AWS::BedrockMantle::Project", AiWorkspace, CloudControl),
    ("AWS::OpenSearchServerless::AccessPolicy", Policy, CloudControlFor("Type", &["data"])),
    ("AWS::OpenSearchServerless::Collection", VectorIndex, CloudControl),
    ("AWS::OpenSearchServerless::CollectionGroup", AiResource, CloudControl),
    ("AWS::OpenSearchServerless::CollectionIndex", VectorIndex, LeftOut("Cloud Control cannot list it")),
    ("AWS::OpenSearchServerless::Index", VectorIndex, LeftOut("it is listed by the data plane of one collection")),
    ("AWS::OpenSearchServerless::LifecyclePolicy", Policy, CloudControlFor("Type", &["retention"])),
    ("AWS::OpenSearchServerless::SecurityConfig", Federation, CloudControlFor("Type", &["saml"])),
    ("AWS::OpenSearchServerless::SecurityPolicy", Policy, CloudControlFor("Type", &["encryption", "network"])),
    ("AWS::OpenSearchServerless::VpcEndpoint", PrivateLink, CloudControl),
    ("AWS::S3Vectors::Index", VectorIndex, CloudControlUnder("AWS::S3Vectors::VectorBucket", "VectorBucketArn")),
    ("AWS::S3Vectors::VectorBucket", VectorIndex, CloudControl),
    ("AWS::S3Vectors::VectorBucketPolicy", Policy, CloudControl),
    ("AWS::QBusiness::Application", Agent, CloudControl),
    ("AWS::QBusiness::DataAccessor", AiConnection, CloudControlUnder("AWS::QBusiness::Application", "ApplicationId")),
    ("AWS::QBusiness::DataSource", AiConnection, LeftOut("it is listed for one index at a time, which tells of it")),
    ("AWS::QBusiness::Index", KnowledgeBase, CloudControlUnder("AWS::QBusiness::Application", "ApplicationId")),
    ("AWS::QBusiness::Permission", Policy, CloudControlUnder("AWS::QBusiness::Application", "ApplicationId")),
    ("AWS::QBusiness::Plugin", Tool, CloudControlUnder("AWS::QBusiness::Application", "ApplicationId")),
    ("AWS::QBusiness::Retriever", AiConnection, CloudControlUnder("AWS::QBusiness::Application", "ApplicationId")),
    ("AWS::QBusiness::WebExperience", Endpoint, CloudControlUnder("AWS::QBusiness::Application", "ApplicationId")),
    ("AWS::Kendra::DataSource", AiConnection, CloudControl),
    ("AWS::Kendra::Faq", Dataset, CloudControl),
    ("AWS::Kendra::FeaturedResultsSet", AiResource, CloudControlUnder("AWS::Kendra::Index", "IndexId")),
    ("AWS::Kendra::Index", KnowledgeBase, CloudControl),
    ("AWS::Kendra::QuerySuggestionsBlockList", Guardrail, CloudControlUnder("AWS::Kendra::Index", "IndexId")),
    ("AWS::Kendra::Thesaurus", AiResource, CloudControlUnder("AWS::Kendra::Index", "IndexId")),
    ("AWS::KendraRanking::ExecutionPlan", Capacity, CloudControl),
    ("AWS::Lex::Bot", Agent, CloudControl),
    ("AWS::Lex::BotAlias", Endpoint, CloudControlUnder("AWS::Lex::Bot", "BotId")),
    ("AWS::Lex::BotVersion", Agent, CloudControlUnder("AWS::Lex::Bot", "BotId")),
    ("AWS::Lex::ResourcePolicy", Policy, LeftOut("it is listed for one resource at a time, and is part of that resource")),
    ("AWS::Comprehend::DocumentClassifier", Model, CloudControl),
    ("AWS::Comprehend::DocumentClassifierEndpoint", Endpoint, CloudControl),
    ("AWS::Comprehend::EntityRecognizer", Model, CloudControl),
    ("AWS::Comprehend::EntityRecognizerEndpoint", Endpoint, CloudControl),
    ("AWS::Comprehend::Flywheel", Pipeline, CloudControl),
    ("AWS::Rekognition::Collection", Dataset, CloudControl),
    ("AWS::Rekognition::Dataset", Dataset, CloudControlUnder("AWS::Rekognition::Project", "ProjectArn")),
    ("AWS::Rekognition::Project", AiWorkspace, CloudControl),
    ("AWS::Rekognition::StreamProcessor", AiJob, CloudControl),
    ("AWS::NeptuneGraph::Graph", VectorIndex, CloudControl),
    ("AWS::NeptuneGraph::GraphSnapshot", Snapshot, CloudControl),
    ("AWS::NeptuneGraph::PrivateGraphEndpoint", PrivateLink, CloudControl),
    ("AWS::Wisdom::AIAgent", Agent, CloudControlUnder("AWS::Wisdom::Assistant", "AssistantId")),
    ("AWS::Wisdom::AIAgentVersion", Agent, LeftOut("a version or text of a resource that is read")),
    ("AWS::Wisdom::AIGuardrail", Guardrail, CloudControlUnder("AWS::Wisdom::Assistant", "AssistantId")),
    ("AWS::Wisdom::AIGuardrailVersion", Guardrail, LeftOut("a version or text of a resource that is read")),
    ("AWS::Wisdom::AIPrompt", Prompt, CloudControlUnder("AWS::Wisdom::Assistant", "AssistantId")),
    ("AWS::Wisdom::AIPromptVersion", Prompt, LeftOut("a version or text of a resource that is read")),
    ("AWS::Wisdom::Assistant", Agent, CloudControl),
    ("AWS::Wisdom::AssistantAssociation", AiConnection, CloudControlUnder("AWS::Wisdom::Assistant", "AssistantId")),
    ("AWS::Wisdom::Content", Dataset, CloudControlUnder("AWS::Wisdom::KnowledgeBase", "KnowledgeBaseId")),
    ("AWS::Wisdom::ContentAssociation", AiConnection, LeftOut("a version or text of a resource that is read")),
    ("AWS::Wisdom::KnowledgeBase", KnowledgeBase, CloudControl),
    ("AWS::Wisdom::MessageTemplate", Prompt, LeftOut("a version or text of a resource that is read")),
    ("AWS::Wisdom::MessageTemplateVersion", Prompt, LeftOut("a version or text of a resource that is read")),
    ("AWS::Wisdom::QuickResponse", Prompt, LeftOut("a version or text of a resource that is read")),
    ("AWS::FraudDetector::Detector", Model, CloudControl),
    ("AWS::FraudDetector::EntityType", AiResource, CloudControl),
    ("AWS::FraudDetector::EventType", AiResource, CloudControl),
    ("AWS::FraudDetector::Label", AiResource, CloudControl),
    ("AWS::FraudDetector::List", AiResource, CloudControl),
    ("AWS::FraudDetector::Outcome", AiResource, CloudControl),
    ("AWS::FraudDetector::Variable", AiResource, CloudControl),
    ("AWS::Personalize::Campaign", Endpoint, CloudControl),
    ("AWS::Personalize::Dataset", Dataset, CloudControl),
    ("AWS::Personalize::DatasetGroup", AiWorkspace, CloudControl),
    ("AWS::Personalize::EventTracker", AiConnection, CloudControl),
    ("AWS::Personalize::Filter", AiResource, CloudControl),
    ("AWS::Personalize::MetricAttribution", AiResource, CloudControl),
    ("AWS::Personalize::Schema", AiResource, CloudControl),
    ("AWS::Personalize::Solution", Model, CloudControl),
    ("AWS::Forecast::Dataset", Dataset, CloudControl),
    ("AWS::Forecast::DatasetGroup", AiWorkspace, CloudControl),
];
