use welkin_model::estate::EdgeKind::{
    AttachedTo, DeployedFrom, GovernedBy, LogsTo, Reads, RefersTo, RunsAs, TrainedFrom, Uses, Writes,
};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use super::of;
use crate::describe::{FactRule, How, Read, RefRule, TypeRule, fact, reference};

/// What a custom job runs, wherever it stands.
const JOB: &[RefRule] = &[
    reference("baseoutputdirectory.outputuriprefix", Writes, How::Store),
    reference("tensorboard", LogsTo, How::Id),
    reference("experiment", RefersTo, How::Id),
];

const JOB_FACTS: &[FactRule] = &[fact("enablewebaccess", Fact::Privileged, Read::Yes)];

const ARTIFACT: FactRule = fact("^artifacturi", Fact::Artifact, Read::Text);

/// The AI services.
pub(super) static TYPES: &[TypeRule] = &[
    of(
        "aiplatform.googleapis.com/Model",
        AssetKind::Model,
        &[
            reference("^artifacturi", DeployedFrom, How::Store),
            reference("metadata.modelsource", DeployedFrom, How::Store),
            reference("metadata.trainingdata", TrainedFrom, How::Store),
            reference("^trainingpipeline", TrainedFrom, How::Id),
            reference("^pipelinejob", TrainedFrom, How::Id),
            reference("basemodelsource.modelgardensource.publicmodelname", DeployedFrom, How::Id),
            reference("originalmodelinfo.model", DeployedFrom, How::Id),
        ],
        &[ARTIFACT, fact("^versionid", Fact::ModelName, Read::Text)],
    ),
    of(
        "aiplatform.googleapis.com/Endpoint",
        AssetKind::Endpoint,
        &[
            reference("deployedmodels.model", DeployedFrom, How::Id),
            reference("predictrequestresponseloggingconfig.bigquerydestination.outputuri", LogsTo, How::Id),
            reference("^modeldeploymentmonitoringjob", GovernedBy, How::Id),
            reference("^dedicatedendpointdns", RefersTo, How::Provides(HandleKind::Host)),
            reference("deployedmodels.sharedresources", Uses, How::Id),
        ],
        &[
            fact("predictrequestresponseloggingconfig.enabled", Fact::Logged, Read::Yes),
            fact("deployedmodels.displayname", Fact::ModelName, Read::Text),
        ],
    ),
    of("aiplatform.googleapis.com/DeploymentResourcePool", AssetKind::Capacity, &[], &[]),
    of("aiplatform.googleapis.com/CustomJob", AssetKind::TrainingJob, JOB, JOB_FACTS),
    of("aiplatform.googleapis.com/HyperparameterTuningJob", AssetKind::TrainingJob, JOB, JOB_FACTS),
    of("aiplatform.googleapis.com/NasJob", AssetKind::TrainingJob, JOB, JOB_FACTS),
    of(
        "aiplatform.googleapis.com/TrainingPipeline",
        AssetKind::TrainingJob,
        &[
            reference("modeltoupload.name", Writes, How::Id),
            reference("gcsdestination.outputuriprefix", Writes, How::Store),
            reference("bigquerydestination.outputuri", Writes, How::Id),
        ],
        &[],
    ),
    of(
        "aiplatform.googleapis.com/TuningJob",
        AssetKind::TrainingJob,
        &[
            reference("trainingdataseturi", TrainedFrom, How::Store),
            reference("validationdataseturi", Reads, How::Store),
            reference("tunedmodel.model", Writes, How::Id),
            reference("tunedmodel.endpoint", Writes, How::Id),
        ],
        &[fact("^basemodel", Fact::ModelName, Read::Text)],
    ),
    of(
        "aiplatform.googleapis.com/PipelineJob",
        AssetKind::Pipeline,
        &[reference("runtimeconfig.gcsoutputdirectory", Writes, How::Store)],
        &[fact("^templateuri", Fact::Artifact, Read::Text)],
    ),
    of("aiplatform.googleapis.com/Schedule", AssetKind::Pipeline, &[], &[]),
    of(
        "aiplatform.googleapis.com/BatchPredictionJob",
        AssetKind::AiJob,
        &[
            reference("^model", Uses, How::Id),
            reference("gcssource.uris", Reads, How::Store),
            reference("bigquerysource.inputuri", Reads, How::Id),
            reference("gcsdestination.outputuriprefix", Writes, How::Store),
            reference("bigquerydestination.outputuri", Writes, How::Id),
        ],
        &[],
    ),
    of(
        "aiplatform.googleapis.com/ModelDeploymentMonitoringJob",
        AssetKind::ModelMonitor,
        &[reference("^endpoint", Reads, How::Id)],
        &[],
    ),
    of("aiplatform.googleapis.com/ModelEvaluation", AssetKind::AiJob, &[], &[]),
    of("aiplatform.googleapis.com/EvaluationRun", AssetKind::AiJob, &[], &[]),
    of(
        "aiplatform.googleapis.com/DataLabelingJob",
        AssetKind::AiJob,
        &[reference("datasets", Reads, How::Id)],
        &[],
    ),
    of(
        "aiplatform.googleapis.com/Dataset",
        AssetKind::Dataset,
        &[
            reference("gcssource.uri", Reads, How::Store),
            reference("bigquerysource.uri", Reads, How::Id),
            reference("^metadataartifact", RefersTo, How::Id),
        ],
        &[],
    ),
    of("aiplatform.googleapis.com/Featurestore", AssetKind::FeatureStore, &[], &[]),
    of(
        "aiplatform.googleapis.com/FeatureGroup",
        AssetKind::FeatureStore,
        &[reference("bigquerysource.inputuri", Reads, How::Id)],
        &[],
    ),
    of(
        "aiplatform.googleapis.com/FeatureOnlineStore",
        AssetKind::FeatureStore,
        &[reference("publicendpointdomainname", RefersTo, How::Provides(HandleKind::Host))],
        &[fact("enableprivateserviceconnect", Fact::Public, Read::No)],
    ),
    of(
        "aiplatform.googleapis.com/FeatureView",
        AssetKind::FeatureStore,
        &[reference("bigquerysource.uri", Reads, How::Id), reference("vertexragsource.uri", Reads, How::Id)],
        &[],
    ),
    of("aiplatform.googleapis.com/Index", AssetKind::VectorIndex, &[], &[]),
    of(
        "aiplatform.googleapis.com/IndexEndpoint",
        AssetKind::Endpoint,
        &[
            reference("deployedindexes.index", DeployedFrom, How::Id),
            reference("^publicendpointdomainname", RefersTo, How::Provides(HandleKind::Host)),
        ],
        &[
            fact("^publicendpointenabled", Fact::Public, Read::Yes),
            fact("enableaccesslogging", Fact::Logged, Read::Yes),
        ],
    ),
    of(
        "aiplatform.googleapis.com/RagCorpus",
        AssetKind::KnowledgeBase,
        &[
            reference("vertexvectorsearch.index", Uses, How::Id),
            reference("vertexvectorsearch.indexendpoint", Uses, How::Id),
            reference("apikeysecretversion", Uses, How::Id),
            reference("vertexaisearchconfig.servingconfig", Uses, How::Id),
            reference("vertexpredictionendpoint.endpoint", Uses, How::Id),
        ],
        &[fact("corpusstatus.state", Fact::State, Read::Text)],
    ),
    of(
        "aiplatform.googleapis.com/RagFile",
        AssetKind::Dataset,
        &[reference("gcssource.uris", Reads, How::Store)],
        &[fact("filestatus.state", Fact::State, Read::Text)],
    ),
    of(
        "aiplatform.googleapis.com/ReasoningEngine",
        AssetKind::Agent,
        &[
            reference("spec.serviceaccount", RunsAs, How::Id),
            reference("deploymentspec.env.value", Uses, How::Handle(HandleKind::Host)),
            reference("secretenv.secretref.secret", Uses, How::Id),
            reference("packagespec.pickleobjectgcsuri", DeployedFrom, How::Store),
            reference("packagespec.dependencyfilesgcsuri", DeployedFrom, How::Store),
        ],
        &[fact("packagespec.pickleobjectgcsuri", Fact::Artifact, Read::Text)],
    ),
    of("aiplatform.googleapis.com/SandboxEnvironment", AssetKind::Tool, &[], &[]),
    of(
        "aiplatform.googleapis.com/Agent",
        AssetKind::Agent,
        &[reference("baseagent", DeployedFrom, How::Id)],
        &[],
    ),
    of(
        "aiplatform.googleapis.com/OnlineEvaluator",
        AssetKind::ModelMonitor,
        &[reference("^agentresource", Reads, How::Id)],
        &[],
    ),
    of(
        "aiplatform.googleapis.com/SemanticGovernancePolicy",
        AssetKind::Guardrail,
        &[reference("^agent", GovernedBy, How::Id).inward()],
        &[],
    ),
    of(
        "aiplatform.googleapis.com/CachedContent",
        AssetKind::AiResource,
        &[reference("^model", Uses, How::Id)],
        &[fact("^model", Fact::ModelName, Read::Text)],
    ),
    of(
        "aiplatform.googleapis.com/Tensorboard",
        AssetKind::Experiment,
        &[reference("^blobstoragepathprefix", Writes, How::Name("storage.googleapis.com/Bucket"))],
        &[],
    ),
    of("aiplatform.googleapis.com/MetadataStore", AssetKind::Experiment, &[], &[]),
    of("aiplatform.googleapis.com/Study", AssetKind::Experiment, &[], &[]),
    of("aiplatform.googleapis.com/PersistentResource", AssetKind::Capacity, &[], &[]),
    of(
        "aiplatform.googleapis.com/NotebookRuntimeTemplate",
        AssetKind::AiResource,
        &[],
        &[fact("networkspec.enableinternetaccess", Fact::Isolated, Read::No)],
    ),
    of(
        "aiplatform.googleapis.com/NotebookRuntime",
        AssetKind::Notebook,
        &[reference("notebookruntimetemplate", DeployedFrom, How::Id)],
        &[
            fact("^runtimestate", Fact::State, Read::Text),
            fact("networkspec.enableinternetaccess", Fact::Isolated, Read::No),
        ],
    ),
    of(
        "aiplatform.googleapis.com/NotebookExecutionJob",
        AssetKind::AiJob,
        &[
            reference("gcsnotebooksource.uri", Reads, How::Store),
            reference("^gcsoutputuri", Writes, How::Store),
            reference("notebookruntimetemplateresourcename", DeployedFrom, How::Id),
        ],
        &[fact("^jobstate", Fact::State, Read::Text)],
    ),
    of(
        "notebooks.googleapis.com/Instance",
        AssetKind::Notebook,
        &[],
        &[
            fact("gcesetup.disablepublicip", Fact::Public, Read::No),
            fact("^nopublicip", Fact::Public, Read::No),
            fact("metadata.notebookdisableroot", Fact::Privileged, Read::No),
            fact(
                "bootdisk.diskencryption",
                Fact::Encryption,
                Read::Of(&[("cmek", "customer_key"), ("gmek", "provider_key")]),
            ),
            fact("acceleratorconfigs.type", Fact::Accelerator, Read::Text),
            fact("gcesetup.machinetype", Fact::Accelerator, Read::Text),
        ],
    ),
    of("discoveryengine.googleapis.com/Engine", AssetKind::Agent, &[], &[]),
    of(
        "discoveryengine.googleapis.com/DataStore",
        AssetKind::KnowledgeBase,
        &[reference("cmekconfig.kmskey", welkin_model::estate::EdgeKind::EncryptedBy, How::Id)],
        &[],
    ),
    of(
        "dialogflow.googleapis.com/Agent",
        AssetKind::Agent,
        &[reference("^securitysettings", GovernedBy, How::Id), reference("gitbranch", RefersTo, How::Id)],
        &[
            fact("^enablestackdriverlogging", Fact::Logged, Read::Yes),
            fact("enableinteractionlogging", Fact::Logged, Read::Yes),
        ],
    ),
    of(
        "modelarmor.googleapis.com/Template",
        AssetKind::Guardrail,
        &[],
        &[fact("templatemetadata.logsanitizeoperations", Fact::Logged, Read::Yes)],
    ),
    of("agentregistry.googleapis.com/Agent", AssetKind::Agent, &[], &[]),
    of(
        "agentregistry.googleapis.com/McpServer",
        AssetKind::Tool,
        &[reference("interfaces.url", Uses, How::Handle(HandleKind::Host))],
        &[],
    ),
    of(
        "agentregistry.googleapis.com/Endpoint",
        AssetKind::Endpoint,
        &[reference("interfaces.url", Uses, How::Handle(HandleKind::Host))],
        &[],
    ),
    of(
        "agentregistry.googleapis.com/Service",
        AssetKind::Endpoint,
        &[
            reference("interfaces.url", Uses, How::Handle(HandleKind::Host)),
            reference("^registryresource", RefersTo, How::Id),
        ],
        &[],
    ),
    of(
        "tpu.googleapis.com/Node",
        AssetKind::Instance,
        &[reference("^network", AttachedTo, How::Id)],
        &[fact("^acceleratortype", Fact::Accelerator, Read::Text)],
    ),
];
