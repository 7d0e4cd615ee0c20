use welkin_model::estate::AssetKind;

use super::list::{Is, ListRule};
use super::{lists, types};
use crate::registry::{ReadBy, Registered};

/// Services whose every type is an AI type.
const AI_SERVICES: &[&str] =
    &["agent", "datascience", "document", "generativeai", "language", "speech", "vision"];

/// Every AI type, and the operations that read it. A test compares it with the list operations of the provider's SDK.
pub(crate) fn registry() -> Vec<Registered> {
    let listed = lists::all().filter(|rule| AI_SERVICES.contains(&rule.service)).flat_map(read);
    let left = LEFT_OUT.iter().map(|(operation, reason)| Registered {
        native: (*operation).to_owned(),
        kind: AssetKind::AiResource,
        reading: ReadBy::LeftOut((*reason).to_owned()),
    });
    listed.chain(left).collect()
}

fn read(rule: &'static ListRule) -> Vec<Registered> {
    let call = |operation: &str| format!("{}:{operation}", rule.service);
    let mut calls = vec![call(&rule.operation())];
    if !rule.get.is_empty() {
        calls.push(call(&rule.read_operation()));
    }
    let mut parts = Vec::new();
    for part in rule.parts {
        match part.is {
            Is::Resources(native) | Is::Resource(native) => {
                parts.push(entry(native, vec![call(part.operation)]));
            }
            Is::More(_) | Is::Perhaps(_) => calls.push(call(part.operation)),
        }
    }
    parts.insert(0, entry(rule.native, calls));
    parts
}

fn entry(native: &str, calls: Vec<String>) -> Registered {
    let kind = types::rule(native).map_or(AssetKind::AiResource, |rule| rule.kind);
    Registered { native: native.to_owned(), kind, reading: ReadBy::Calls(calls) }
}

const OFFER: &str = "it lists what the provider offers, not what the tenancy has";
const WORK: &str = "it lists the progress of requests, which are gone after days";

/// List operations that are not called, and why.
#[rustfmt::skip]
const LEFT_OUT: &[(&str, &str)] = &[
    ("agent:ListWorkRequestErrors", WORK),
    ("agent:ListWorkRequestLogs", WORK),
    ("agent:ListWorkRequests", WORK),
    ("datascience:ListComputeTargetShapes", OFFER),
    ("datascience:ListContainers", OFFER),
    ("datascience:ListFastLaunchJobConfigs", OFFER),
    ("datascience:ListJobShapes", OFFER),
    ("datascience:ListModelArtifactSignatures", "it tells whether an artefact was signed, for one compartment and model at a time"),
    ("datascience:ListModelDeploymentModelStates", "the deployment itself names its models"),
    ("datascience:ListModelDeploymentShapes", OFFER),
    ("datascience:ListModelGroupModels", "the group itself names its models"),
    ("datascience:ListNotebookSessionShapes", OFFER),
    ("datascience:ListWorkRequestErrors", WORK),
    ("datascience:ListWorkRequestLogs", WORK),
    ("datascience:ListWorkRequests", WORK),
    ("document:ListWorkRequestErrors", WORK),
    ("document:ListWorkRequestLogs", WORK),
    ("document:ListWorkRequests", WORK),
    ("generativeai:ListDedicatedAiClustersAllocatableGpus", OFFER),
    ("generativeai:ListHostedApplicationsIam", "the same applications as ListHostedApplications gives"),
    ("generativeai:ListModelDiscovery", OFFER),
    ("generativeai:ListSandboxWarmPools", "prepared machines of a project, which hold nothing"),
    ("generativeai:ListVectorStoreConnectorFileSyncIngestionLogs", WORK),
    ("generativeai:ListVectorStoreConnectorIngestionLogs", WORK),
    ("generativeai:ListWorkRequestErrors", WORK),
    ("generativeai:ListWorkRequestLogs", WORK),
    ("generativeai:ListWorkRequests", WORK),
    ("language:ListEvaluationResults", "results of single records of a model's test"),
    ("language:ListWorkRequestErrors", WORK),
    ("language:ListWorkRequestLogs", WORK),
    ("language:ListWorkRequests", WORK),
    ("speech:ListTranscriptionTasks", "the files of one job, which the job counts"),
    ("speech:ListVoices", OFFER),
    ("vision:ListWorkRequestErrors", WORK),
    ("vision:ListWorkRequestLogs", WORK),
    ("vision:ListWorkRequests", WORK),
];
