use welkin_model::estate::AssetKind::{self, *};

use super::list::ListRule;
use super::lists::{LISTS, SEARCH};
use crate::registry::{ReadBy, Registered};

/// How the resources of a type are read.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
enum Reading {
    /// By lists of its own, see `lists`.
    Listed,
    /// As an instance of a service.
    Instance,
    /// As an asset of a space or a project.
    Asset,
    /// Not read, and why.
    LeftOut(&'static str),
}

use Reading::{Asset, Instance, LeftOut, Listed};

/// The table for tests.
pub(crate) fn registry() -> Vec<Registered> {
    let read_by = |native: &str, reading: Reading| match reading {
        Listed => ReadBy::Calls(calls(native)),
        Instance => {
            let list = "resource-controller:list_resource_instances".to_owned();
            ReadBy::Calls(vec![SEARCH.read.about(), list])
        }
        Asset => ReadBy::Calls(vec!["dataplatform:search_asset".to_owned()]),
        LeftOut(reason) => ReadBy::LeftOut(reason.to_owned()),
    };
    let register = |(native, kind, reading): &(&str, AssetKind, Reading)| Registered {
        native: (*native).to_owned(),
        kind: *kind,
        reading: read_by(native, *reading),
    };
    AI_TYPES.iter().map(register).collect()
}

fn calls(native: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    LISTS.iter().flat_map(|table| table.iter()).for_each(|rule| gather(rule, native, &mut found));
    found.dedup();
    found
}

fn gather(rule: &ListRule, native: &str, found: &mut Vec<String>) {
    if rule.native == native {
        found.extend(std::iter::once(&rule.read).chain(rule.details).map(super::list::Read::about));
    }
    rule.children.iter().for_each(|child| gather(child, native, found));
    // A space and a project have the same lists.
    found.sort();
    found.dedup();
}

const RUN: &str = "it is a call that answers, and keeps nothing";
const PLATFORM: &str = "IBM offers it, and customers cannot change it";
const ON_PREMISES: &str = "it exists in Cloud Pak for Data alone, outside of IBM Cloud";
const CONTENT: &str = "it holds contents and not configuration";
const OF_INSTANCE: &str =
    "it lies behind an address of its instance's own, which asks for a credential of the instance";
const GATEWAY: &str = "the model gateway asks for a credential of its own tenant";

/// The collections of watsonx.ai's client library and of the client libraries of the Watson services. A test compares it
/// with those.
#[rustfmt::skip]
static AI_TYPES: &[(&str, AssetKind, Reading)] = &[
    ("pm-20", AiWorkspace, Instance),
    ("data-science-experience", AiWorkspace, Instance),
    ("aiopenscale", AiWorkspace, Instance),
    ("lakehouse", FeatureStore, Instance),
    ("watsonx-orchestrate", Agent, Instance),
    ("conversation", Agent, Instance),
    ("discovery", KnowledgeBase, Instance),
    ("natural-language-understanding", AiResource, Instance),
    ("speech-to-text", AiResource, Instance),
    ("text-to-speech", AiResource, Instance),
    ("pm-20.deployment", Deployment, Listed),
    ("pm-20.model", Model, Listed),
    ("pm-20.training", TrainingJob, Listed),
    ("pm-20.ai-service", Agent, Listed),
    ("pm-20.function", AiResource, Listed),
    ("pm-20.experiment", Experiment, LeftOut("the runtime keeps it for trainings, which are read")),
    ("pm-20.pipeline", Pipeline, LeftOut("the runtime keeps it for trainings, which are read")),
    ("pm-20.deployment-job", AiJob, LeftOut("it is a run of a deployment, which is read")),
    ("pm-20.remote-training-system", AiResource, LeftOut("federated learning was withdrawn")),
    ("pm-20.space", AiWorkspace, LeftOut("it is the earlier name of Studio's spaces, which are read")),
    ("pm-20.library", AiResource, LeftOut("it was withdrawn with the third version of the runtime")),
    ("pm-20.runtime", AiResource, LeftOut("it was withdrawn with the third version of the runtime")),
    ("pm-20.software-specification", AiResource, LeftOut(PLATFORM)),
    ("pm-20.instance", AiWorkspace, LeftOut("the resource controller tells it")),
    ("pm-20.repository", Model, LeftOut("it is another view of the models, which are read")),
    ("pm-20.taxonomy", Dataset, LeftOut(CONTENT)),
    ("pm-20.custom-foundation-model", Model, LeftOut(ON_PREMISES)),
    ("pm-20.foundation-model-spec", Model, LeftOut(PLATFORM)),
    ("pm-20.foundation-model-task", AiResource, LeftOut(PLATFORM)),
    ("pm-20.fine-tuning", TrainingJob, LeftOut("what it makes is a model, which is read; the job is gone with its end")),
    ("pm-20.tuning", AiJob, LeftOut("what it makes is data of a project, which is read")),
    ("pm-20.autoai", Experiment, LeftOut("what it makes is an AI service, which is read")),
    ("pm-20.batch", AiJob, LeftOut(CONTENT)),
    ("pm-20.file", Dataset, LeftOut(CONTENT)),
    ("pm-20.text", AiJob, LeftOut(RUN)),
    ("pm-20.time-series", AiJob, LeftOut(RUN)),
    ("pm-20.audio", AiJob, LeftOut(RUN)),
    ("pm-20.gateway", Endpoint, LeftOut(GATEWAY)),
    ("pm-20.prompt", Prompt, LeftOut("it is an asset of a project, which is read")),
    ("pm-20.vector-index", VectorIndex, LeftOut("it is an asset of a project, which is read")),
    ("pm-20.utility-agent-tool", Tool, LeftOut(PLATFORM)),
    ("data-science-experience.space", AiWorkspace, Listed),
    ("data-science-experience.project", AiWorkspace, Listed),
    ("data-science-experience.catalog", AiWorkspace, Listed),
    ("data-science-experience.connection", AiConnection, Listed),
    ("data-science-experience.data_asset", Dataset, Asset),
    ("data-science-experience.notebook", Notebook, Asset),
    ("data-science-experience.wx_prompt", Prompt, Asset),
    ("data-science-experience.vector_index", VectorIndex, Asset),
    ("data-science-experience.script", AiResource, Asset),
    ("data-science-experience.shiny_asset", AiResource, Asset),
    ("data-science-experience.wml_model_definition", AiResource, Asset),
    ("data-science-experience.folder_asset", AiResource, Asset),
    ("data-science-experience.parameter_set", AiResource, Asset),
    ("data-science-experience.asset", AiResource, Asset),
    ("data-science-experience.auto_ml", Experiment, Asset),
    ("data-science-experience.job", AiJob, Asset),
    ("data-science-experience.asset_export", AiJob, LeftOut(CONTENT)),
    ("data-science-experience.asset_import", AiJob, LeftOut(CONTENT)),
    ("data-science-experience.asset_file", Dataset, LeftOut(CONTENT)),
    ("data-science-experience.asset_type", AiResource, LeftOut(PLATFORM)),
    ("data-science-experience.datasource_type", AiResource, LeftOut(PLATFORM)),
    ("data-science-experience.hardware_specification", AiResource, LeftOut(PLATFORM)),
    ("data-science-experience.software_specification", AiResource, LeftOut(PLATFORM)),
    ("data-science-experience.package_extension", AiResource, LeftOut("it is a part of a software specification")),
    ("data-science-experience.runtime_definition", AiResource, LeftOut(ON_PREMISES)),
    ("data-science-experience.trashed_asset", AiResource, LeftOut("it is deleted")),
    ("data-science-experience.task_credential", AiResource, LeftOut("it is shown to the user alone whose it is")),
    ("aiopenscale.subscription", ModelMonitor, Listed),
    ("aiopenscale.data_mart", AiResource, Listed),
    ("aiopenscale.aigov", ModelRegistry, LeftOut("factsheets are a view of the models, which are read")),
    ("watsonx-orchestrate.agent", Agent, LeftOut(OF_INSTANCE)),
    ("watsonx-orchestrate.tool", Tool, LeftOut(OF_INSTANCE)),
    ("watsonx-orchestrate.connection", AiConnection, LeftOut(OF_INSTANCE)),
    ("watsonx-orchestrate.knowledge-base", KnowledgeBase, LeftOut(OF_INSTANCE)),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_to_be_read_is_read() {
        for entry in registry() {
            if let ReadBy::Calls(calls) = entry.reading {
                assert!(!calls.is_empty(), "{}", entry.native);
            }
        }
    }
}
