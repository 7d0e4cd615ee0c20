use welkin_model::estate::EdgeKind::{Contains, DeployedFrom, KeptBy, MemberOf, RunsAs, TrainedFrom, Uses};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::GROUP;
use crate::describe::{FactRule, How, Read, RefRule, TypeRule, fact, reference};

const fn ai(
    native: &'static str,
    kind: AssetKind,
    refs: &'static [RefRule],
    facts: &'static [FactRule],
) -> TypeRule {
    TypeRule { native, kind, refs, facts }
}

const GUID: How = How::Handle(HandleKind::Guid);

/// What lies in a space or a project.
const IN_SPACE: RefRule = reference("^metadata.spaceid", Contains, GUID).inward();
const IN_PROJECT: RefRule = reference("^metadata.projectid", Contains, GUID).inward();

const PLACED: &[RefRule] = &[IN_SPACE, IN_PROJECT];

const WORKSPACE: &[RefRule] = &[
    reference("entity.compute.guid", Uses, GUID),
    reference("entity.storage.guid", Uses, GUID),
    reference("entity.members.id", MemberOf, How::Id).inward(),
    // The members of a space, by a call of their own.
    reference("^resources.id", MemberOf, How::Id).inward(),
];

const INSTANCE: &[RefRule] = &GROUP;
const STATE: &[FactRule] = &[fact("^state", Fact::State, Read::Text)];

/// watsonx and the other AI services.
pub(super) static TYPES: &[TypeRule] = &[
    ai("pm-20", AssetKind::AiWorkspace, INSTANCE, STATE),
    ai("data-science-experience", AssetKind::AiWorkspace, INSTANCE, STATE),
    ai("aiopenscale", AssetKind::AiWorkspace, INSTANCE, STATE),
    ai("watsonx-orchestrate", AssetKind::Agent, INSTANCE, STATE),
    ai("conversation", AssetKind::Agent, INSTANCE, STATE),
    ai("discovery", AssetKind::KnowledgeBase, INSTANCE, STATE),
    ai("lakehouse", AssetKind::FeatureStore, INSTANCE, STATE),
    ai(
        "pm-20.deployment",
        AssetKind::Deployment,
        &[
            IN_SPACE,
            IN_PROJECT,
            reference("entity.asset.id", DeployedFrom, GUID),
            reference("entity.prompttemplate.id", Uses, GUID),
        ],
        &[
            fact("entity.status.state", Fact::State, Read::Text),
            fact("entity.basemodelid", Fact::ModelName, Read::Text),
            fact("entity.hardwarespec.name", Fact::Accelerator, Read::Text),
        ],
    ),
    ai(
        "pm-20.model",
        AssetKind::Model,
        &[
            IN_SPACE,
            IN_PROJECT,
            reference("custom.modelsource", DeployedFrom, How::Store),
            reference("custom.trainingdata", TrainedFrom, How::Store),
            reference("trainingdatareferences.location.path", TrainedFrom, How::Store),
            reference("entity.trainingid", DeployedFrom, GUID),
            reference("entity.pipeline.id", Uses, GUID),
        ],
        &[
            fact("entity.basemodel", Fact::ModelName, Read::Text),
            fact("entity.foundationmodel.modelid", Fact::ModelName, Read::Text),
            fact("custom.modelsource", Fact::Artifact, Read::Text),
        ],
    ),
    ai(
        "pm-20.training",
        AssetKind::TrainingJob,
        &[
            IN_SPACE,
            IN_PROJECT,
            reference("trainingdatareferences.location.path", TrainedFrom, How::Store),
            reference("resultsreference.location.path", Uses, How::Store),
        ],
        &[
            fact("entity.hardwarespec.name", Fact::Accelerator, Read::Text),
            fact("entity.prompttuning.basemodel.modelid", Fact::ModelName, Read::Text),
        ],
    ),
    ai("pm-20.ai-service", AssetKind::Agent, PLACED, &[]),
    ai("pm-20.function", AssetKind::AiResource, PLACED, &[]),
    ai(
        "data-science-experience.space",
        AssetKind::AiWorkspace,
        WORKSPACE,
        &[fact("entity.status.state", Fact::State, Read::Text)],
    ),
    ai(
        "data-science-experience.project",
        AssetKind::AiWorkspace,
        WORKSPACE,
        &[fact("entity.public", Fact::Public, Read::Yes)],
    ),
    ai(
        "data-science-experience.catalog",
        AssetKind::AiWorkspace,
        &[],
        &[fact("entity.ispublic", Fact::Public, Read::Yes)],
    ),
    ai(
        "data-science-experience.connection",
        AssetKind::AiConnection,
        &[
            IN_SPACE,
            IN_PROJECT,
            reference("properties.host", Uses, How::Handle(HandleKind::Host)),
            reference("properties.url", Uses, How::Handle(HandleKind::Host)),
            reference("properties.accesskey", KeptBy, How::Handle(HandleKind::CredentialId)),
            reference("properties.secretid", RunsAs, GUID),
        ],
        &[],
    ),
    ai("data-science-experience.data_asset", AssetKind::Dataset, PLACED, &[]),
    ai("data-science-experience.notebook", AssetKind::Notebook, PLACED, &[]),
    ai("data-science-experience.wx_prompt", AssetKind::Prompt, PLACED, &[]),
    ai("data-science-experience.wml_model", AssetKind::Model, PLACED, &[]),
    ai("data-science-experience.auto_ml", AssetKind::Experiment, PLACED, &[]),
    ai("data-science-experience.wml_pipeline", AssetKind::Pipeline, PLACED, &[]),
    ai("data-science-experience.orchestration_flow", AssetKind::Pipeline, PLACED, &[]),
    ai("data-science-experience.vector_index", AssetKind::VectorIndex, PLACED, &[]),
    ai("data-science-experience.parameter_set", AssetKind::AiResource, PLACED, &[]),
    ai("data-science-experience.script", AssetKind::AiResource, PLACED, &[]),
    ai("data-science-experience.job", AssetKind::AiJob, PLACED, &[]),
    ai("data-science-experience.job_run", AssetKind::AiJob, PLACED, &[]),
    ai(
        "aiopenscale.subscription",
        AssetKind::ModelMonitor,
        &[
            reference("deployment.deploymentid", Uses, GUID),
            reference("entity.datamartid", Contains, GUID).inward(),
            reference("entity.serviceproviderid", Uses, GUID),
        ],
        &[fact("entity.status.state", Fact::State, Read::Text)],
    ),
    ai(
        "aiopenscale.data_mart",
        AssetKind::AiResource,
        &[],
        &[fact("entity.status.state", Fact::State, Read::Text)],
    ),
];
