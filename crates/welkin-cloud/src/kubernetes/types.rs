use welkin_model::estate::EdgeKind::{AttachedTo, DeployedFrom, TrainedFrom, Uses};
use welkin_model::estate::{AssetKind, Fact};

use crate::describe::{FactRule, How, Read, RefRule, TypeRule, fact, reference};

const fn of(
    native: &'static str,
    kind: AssetKind,
    refs: &'static [RefRule],
    facts: &'static [FactRule],
) -> TypeRule {
    TypeRule { native, kind, refs, facts }
}

const MODEL: &[RefRule] = &[
    reference("storageuri", DeployedFrom, How::Store),
    reference("modeluri", DeployedFrom, How::Store),
    reference("modelpath", DeployedFrom, How::Store),
];

/// Group and kind of what is read. Groups are those of the projects that define the kinds.
pub(super) static TYPES: &[TypeRule] = &[
    // https://kserve.github.io/website/latest/reference/api/
    of(
        "serving.kserve.io/InferenceService",
        AssetKind::Endpoint,
        MODEL,
        &[fact("predictor.model.modelformat.name", Fact::ModelName, Read::Text)],
    ),
    of(
        "serving.kserve.io/LLMInferenceService",
        AssetKind::Endpoint,
        MODEL,
        &[fact("model.name", Fact::ModelName, Read::Text)],
    ),
    of("serving.kserve.io/InferenceGraph", AssetKind::Endpoint, &[], &[]),
    of("serving.kserve.io/ServingRuntime", AssetKind::Deployment, MODEL, &[]),
    of("serving.kserve.io/ClusterServingRuntime", AssetKind::Deployment, MODEL, &[]),
    of("serving.kserve.io/TrainedModel", AssetKind::Deployment, MODEL, &[]),
    // https://docs.seldon.io
    of("machinelearning.seldon.io/SeldonDeployment", AssetKind::Endpoint, MODEL, &[]),
    of("mlops.seldon.io/Model", AssetKind::Deployment, MODEL, &[]),
    of("mlops.seldon.io/Server", AssetKind::Endpoint, &[], &[]),
    of("mlops.seldon.io/Pipeline", AssetKind::Pipeline, &[], &[]),
    // https://docs.ray.io/en/latest/cluster/kubernetes/
    of("ray.io/RayService", AssetKind::Endpoint, &[], &[]),
    of("ray.io/RayCluster", AssetKind::Cluster, &[], &[]),
    of("ray.io/RayJob", AssetKind::TrainingJob, &[], &[]),
    // https://docs.nvidia.com/nim-operator/
    of(
        "apps.nvidia.com/NIMService",
        AssetKind::Endpoint,
        &[],
        &[fact("spec.image.repository", Fact::ModelName, Read::Text)],
    ),
    of(
        "apps.nvidia.com/NIMCache",
        AssetKind::AiResource,
        &[],
        &[fact("ngc.modelpuller", Fact::ModelName, Read::Text)],
    ),
    of("apps.nvidia.com/NIMPipeline", AssetKind::Pipeline, &[], &[]),
    // https://www.kubeflow.org/docs/components/trainer/
    of(
        "kubeflow.org/PyTorchJob",
        AssetKind::TrainingJob,
        &[reference("dataseturi", TrainedFrom, How::Store)],
        &[],
    ),
    of("kubeflow.org/Notebook", AssetKind::Notebook, &[], &[]),
    // Kubernetes itself: what serves, who it is, and what leads to it.
    of("apps/Deployment", AssetKind::Deployment, MODEL, &[]),
    of("apps/StatefulSet", AssetKind::Deployment, MODEL, &[]),
    of("apps/DaemonSet", AssetKind::Deployment, MODEL, &[]),
    of("batch/Job", AssetKind::AiJob, MODEL, &[]),
    of("core/Pod", AssetKind::Deployment, MODEL, &[]),
    of("core/ServiceAccount", AssetKind::ServiceIdentity, &[], &[]),
    of("core/Service", AssetKind::LoadBalancer, &[], &[]),
    of("networking.k8s.io/Ingress", AssetKind::LoadBalancer, &[], &[]),
    of(
        "gateway.networking.k8s.io/HTTPRoute",
        AssetKind::LoadBalancer,
        &[reference("parentrefs.name", AttachedTo, How::Id), reference("backendrefs.name", Uses, How::Id)],
        &[],
    ),
];

pub(super) fn rule(native: &str) -> Option<&'static TypeRule> {
    TYPES.iter().find(|rule| rule.native == native)
}
