//! SageMaker's operations that only list and describe what the estate has little or nothing of.

use super::catalogue::{List, Show, list, show};
use super::sagemaker::{NO_RECORD, RESOURCE, S, TEN};

#[rustfmt::skip]
pub(super) const LISTS: &[List] = &[
    list(S, "ListAlgorithms", "sagemaker:algorithm", "AlgorithmSummaryList", &TEN, &["AlgorithmName", "AlgorithmArn", "AlgorithmStatus", "CreationTime"]),
    list(S, "ListAutoMLJobs", "sagemaker:automl-job", "AutoMLJobSummaries", &TEN, &["AutoMLJobName", "AutoMLJobArn", "AutoMLJobStatus", "CreationTime"]),
    list(S, "ListCodeRepositories", "sagemaker:code-repository", "CodeRepositorySummaryList", &TEN, &["CodeRepositoryName", "CodeRepositoryArn", "CreationTime", "LastModifiedTime", "GitConfig"]),
    list(S, "ListDataQualityJobDefinitions", "sagemaker:data-quality-job-definition", "JobDefinitionSummaries", &TEN, &[]),
    list(S, "ListModelBiasJobDefinitions", "sagemaker:model-bias-job-definition", "JobDefinitionSummaries", &TEN, &[]),
    list(S, "ListModelExplainabilityJobDefinitions", "sagemaker:model-explainability-job-definition", "JobDefinitionSummaries", &TEN, &[]),
    list(S, "ListModelQualityJobDefinitions", "sagemaker:model-quality-job-definition", "JobDefinitionSummaries", &TEN, &[]),
    list(S, "ListExperiments", "sagemaker:experiment", "ExperimentSummaries", &TEN, &[]),
    list(S, "ListHubs", "sagemaker:hub", "HubSummaries", &TEN, &[]),
    list(S, "ListHyperParameterTuningJobs", "sagemaker:hyper-parameter-tuning-job", "HyperParameterTuningJobSummaries", &TEN, &["HyperParameterTuningJobName", "HyperParameterTuningJobArn", "HyperParameterTuningJobStatus", "CreationTime", "TrainingJobStatusCounters"]),
    list(S, "ListImages", "sagemaker:image", "Images", &TEN, &[]),
    list(S, "ListInferenceComponents", "sagemaker:inference-component", "InferenceComponents", &TEN, &[]),
    list(S, "ListInferenceExperiments", "sagemaker:inference-experiment", "InferenceExperiments", &TEN, &[]),
    list(S, "ListLabelingJobs", "sagemaker:labeling-job", "LabelingJobSummaryList", &TEN, &[]),
    list(S, "ListMlflowTrackingServers", "sagemaker:mlflow-tracking-server", "TrackingServerSummaries", &TEN, &[]),
    list(S, "ListModelCards", "sagemaker:model-card", "ModelCardSummaries", &TEN, &[]),
    list(S, "ListNotebookInstanceLifecycleConfigs", "sagemaker:notebook-instance-lifecycle-config", "NotebookInstanceLifecycleConfigs", &TEN, &["NotebookInstanceLifecycleConfigName", "NotebookInstanceLifecycleConfigArn", "CreationTime", "LastModifiedTime"]),
    list(S, "ListOptimizationJobs", "sagemaker:optimization-job", "OptimizationJobSummaries", &TEN, &[]),
    list(S, "ListPartnerApps", "sagemaker:partner-app", "Summaries", &TEN, &[]),
    list(S, "ListProjects", "sagemaker:project", "ProjectSummaryList", &TEN, &[]),
    list(S, "ListSpaces", "sagemaker:space", "Spaces", &TEN, &[]),
    list(S, "ListStudioLifecycleConfigs", "sagemaker:studio-lifecycle-config", "StudioLifecycleConfigs", &TEN, &[]),
    list(S, "ListTransformJobs", "sagemaker:transform-job", "TransformJobSummaries", &TEN, &["TransformJobName", "TransformJobArn", "CreationTime", "TransformEndTime", "LastModifiedTime", "TransformJobStatus"]),
    list(S, "ListWorkteams", "sagemaker:workteam", "Workteams", &TEN, &[]),
];

#[rustfmt::skip]
pub(super) const SHOWS: &[Show] = &[
    show(S, "DescribeTransformJob", "sagemaker:transform-job", &["TransformJobName"], "", NO_RECORD),
    show(S, "DescribeHyperParameterTuningJob", "sagemaker:hyper-parameter-tuning-job", &["HyperParameterTuningJobName"], "", RESOURCE),
    show(S, "DescribeNotebookInstanceLifecycleConfig", "sagemaker:notebook-instance-lifecycle-config", &["NotebookInstanceLifecycleConfigName"], "", NO_RECORD),
];
