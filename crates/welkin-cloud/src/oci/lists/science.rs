use crate::oci::list::{Is, ListRule, Part, list};

/// Data Science.
#[rustfmt::skip]
pub(super) static LISTS: &[ListRule] = &[
    list("datascience", "DataScienceProject", "projects", ("Project", "Projects"), "data-science-projects"),
    list("datascience", "DataScienceNotebookSession", "notebookSessions", ("NotebookSession", "NotebookSessions"), "data-science-notebook-sessions").get("notebookSessions/{id}"),
    list("datascience", "DataScienceModel", "models", ("Model", "Models"), "data-science-models").get("models/{id}").parts(&[Part { operation: "GetModelProvenance", path: "models/{id}/provenance", permission: "read data-science-models", is: Is::Perhaps("provenance") }]),
    list("datascience", "DataScienceModelDeployment", "modelDeployments", ("ModelDeployment", "ModelDeployments"), "data-science-model-deployments").get("modelDeployments/{id}"),
    list("datascience", "DataScienceModelGroup", "modelGroups", ("ModelGroup", "ModelGroups"), "data-science-model-groups").get("modelGroups/{id}"),
    list("datascience", "DataScienceModelGroupVersionHistory", "modelGroupVersionHistory", ("ModelGroupVersionHistory", "ModelGroupVersionHistories"), "data-science-model-group-version-histories").get("modelGroupVersionHistory/{id}"),
    list("datascience", "DataScienceModelVersionSet", "modelVersionSets", ("ModelVersionSet", "ModelVersionSets"), "data-science-modelversionsets").get("modelVersionSets/{id}"),
    list("datascience", "DataScienceJob", "jobs", ("Job", "Jobs"), "data-science-jobs").get("jobs/{id}"),
    list("datascience", "DataScienceJobRun", "jobRuns", ("JobRun", "JobRuns"), "data-science-job-runs").get("jobRuns/{id}"),
    list("datascience", "DataSciencePipeline", "pipelines", ("Pipeline", "Pipelines"), "data-science-pipelines").get("pipelines/{id}"),
    list("datascience", "DataSciencePipelineRun", "pipelineRuns", ("PipelineRun", "PipelineRuns"), "data-science-pipeline-runs").get("pipelineRuns/{id}"),
    list("datascience", "DataScienceSchedule", "schedules", ("Schedule", "Schedules"), "data-science-schedules").get("schedules/{id}"),
    list("datascience", "DataSciencePrivateEndpoint", "dataSciencePrivateEndpoints", ("DataSciencePrivateEndpoint", "DataSciencePrivateEndpoints"), "data-science-private-endpoint").get("dataSciencePrivateEndpoints/{id}"),
    list("datascience", "DataScienceComputeTarget", "computeTargets", ("ComputeTarget", "ComputeTargets"), "data-science-family").get("computeTargets/{id}"),
    list("datascience", "MlApplication", "mlApplications", ("MlApplication", "MlApplications"), "data-science-family").subtree("compartmentIdInSubtree"),
    list("datascience", "MlApplicationImplementation", "mlApplicationImplementations", ("MlApplicationImplementation", "MlApplicationImplementations"), "data-science-family").subtree("compartmentIdInSubtree").get("mlApplicationImplementations/{id}").parts(&[Part { operation: "ListMlApplicationImplementationVersions", path: "mlApplicationImplementationVersions?mlApplicationImplementationId={id}", permission: "inspect data-science-family", is: Is::Resources("MlApplicationImplementationVersion") }]),
    list("datascience", "MlApplicationInstance", "mlApplicationInstances", ("MlApplicationInstance", "MlApplicationInstances"), "data-science-family").get("mlApplicationInstances/{id}"),
    list("datascience", "MlApplicationInstanceView", "mlApplicationInstanceViews", ("MlApplicationInstanceView", "MlApplicationInstanceViews"), "data-science-family").get("mlApplicationInstanceViews/{id}"),
];
