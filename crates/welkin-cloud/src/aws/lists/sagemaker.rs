use super::super::list::{ListRule, detail, list};

/// SageMaker: what `List…` names and `Describe…` tells in full.
pub(in crate::aws) static LISTS: &[ListRule] = &[
    list("AWS::SageMaker::Model", "sagemaker", "ListModels", "Models")
        .id("ModelArn")
        .name("ModelName")
        .details(&[detail("DescribeModel", &[("ModelName", "{ModelName}")])]),
    list("AWS::SageMaker::EndpointConfig", "sagemaker", "ListEndpointConfigs", "EndpointConfigs")
        .id("EndpointConfigArn")
        .name("EndpointConfigName")
        .details(&[detail("DescribeEndpointConfig", &[("EndpointConfigName", "{EndpointConfigName}")])]),
    list("AWS::SageMaker::Endpoint", "sagemaker", "ListEndpoints", "Endpoints")
        .id("EndpointArn")
        .name("EndpointName")
        .details(&[detail("DescribeEndpoint", &[("EndpointName", "{EndpointName}")])]),
    list("AWS::SageMaker::NotebookInstance", "sagemaker", "ListNotebookInstances", "NotebookInstances")
        .id("NotebookInstanceArn")
        .name("NotebookInstanceName")
        .details(&[detail(
            "DescribeNotebookInstance",
            &[("NotebookInstanceName", "{NotebookInstanceName}")],
        )]),
    list(
        "AWS::SageMaker::NotebookInstanceLifecycleConfig",
        "sagemaker",
        "ListNotebookInstanceLifecycleConfigs",
        "NotebookInstanceLifecycleConfigs",
    )
    .id("NotebookInstanceLifecycleConfigArn")
    .name("NotebookInstanceLifecycleConfigName")
    .details(&[detail(
        "DescribeNotebookInstanceLifecycleConfig",
        &[("NotebookInstanceLifecycleConfigName", "{NotebookInstanceLifecycleConfigName}")],
    )]),
    list("AWS::SageMaker::TrainingJob", "sagemaker", "ListTrainingJobs", "TrainingJobSummaries")
        .id("TrainingJobArn")
        .name("TrainingJobName")
        .details(&[detail("DescribeTrainingJob", &[("TrainingJobName", "{TrainingJobName}")])]),
    list("AWS::SageMaker::ProcessingJob", "sagemaker", "ListProcessingJobs", "ProcessingJobSummaries")
        .id("ProcessingJobArn")
        .name("ProcessingJobName")
        .details(&[detail("DescribeProcessingJob", &[("ProcessingJobName", "{ProcessingJobName}")])]),
    list("AWS::SageMaker::TransformJob", "sagemaker", "ListTransformJobs", "TransformJobSummaries")
        .id("TransformJobArn")
        .name("TransformJobName")
        .details(&[detail("DescribeTransformJob", &[("TransformJobName", "{TransformJobName}")])]),
    list(
        "AWS::SageMaker::HyperParameterTuningJob",
        "sagemaker",
        "ListHyperParameterTuningJobs",
        "HyperParameterTuningJobSummaries",
    )
    .id("HyperParameterTuningJobArn")
    .name("HyperParameterTuningJobName")
    .details(&[detail(
        "DescribeHyperParameterTuningJob",
        &[("HyperParameterTuningJobName", "{HyperParameterTuningJobName}")],
    )]),
    list("AWS::SageMaker::Pipeline", "sagemaker", "ListPipelines", "PipelineSummaries")
        .id("PipelineArn")
        .name("PipelineName")
        .details(&[detail("DescribePipeline", &[("PipelineName", "{PipelineName}")])]),
    list("AWS::SageMaker::FeatureGroup", "sagemaker", "ListFeatureGroups", "FeatureGroupSummaries")
        .id("FeatureGroupArn")
        .name("FeatureGroupName")
        .details(&[detail("DescribeFeatureGroup", &[("FeatureGroupName", "{FeatureGroupName}")])]),
    list(
        "AWS::SageMaker::MonitoringSchedule",
        "sagemaker",
        "ListMonitoringSchedules",
        "MonitoringScheduleSummaries",
    )
    .id("MonitoringScheduleArn")
    .name("MonitoringScheduleName")
    .details(&[detail(
        "DescribeMonitoringSchedule",
        &[("MonitoringScheduleName", "{MonitoringScheduleName}")],
    )]),
    list("AWS::SageMaker::InferenceComponent", "sagemaker", "ListInferenceComponents", "InferenceComponents")
        .id("InferenceComponentArn")
        .name("InferenceComponentName")
        .details(&[detail(
            "DescribeInferenceComponent",
            &[("InferenceComponentName", "{InferenceComponentName}")],
        )]),
    list("AWS::SageMaker::Cluster", "sagemaker", "ListClusters", "ClusterSummaries")
        .id("ClusterArn")
        .name("ClusterName")
        .details(&[detail("DescribeCluster", &[("ClusterName", "{ClusterName}")])]),
    list("AWS::SageMaker::Hub", "sagemaker", "ListHubs", "HubSummaries")
        .id("HubArn")
        .name("HubName")
        .details(&[detail("DescribeHub", &[("HubName", "{HubName}")])]),
    list("AWS::SageMaker::Image", "sagemaker", "ListImages", "Images")
        .id("ImageArn")
        .name("ImageName")
        .details(&[detail("DescribeImage", &[("ImageName", "{ImageName}")])]),
    list("AWS::SageMaker::ModelCard", "sagemaker", "ListModelCards", "ModelCardSummaries")
        .id("ModelCardArn")
        .name("ModelCardName")
        .details(&[detail("DescribeModelCard", &[("ModelCardName", "{ModelCardName}")])]),
    list("AWS::SageMaker::Algorithm", "sagemaker", "ListAlgorithms", "AlgorithmSummaryList")
        .id("AlgorithmArn")
        .name("AlgorithmName")
        .details(&[detail("DescribeAlgorithm", &[("AlgorithmName", "{AlgorithmName}")])]),
    list("AWS::SageMaker::LabelingJob", "sagemaker", "ListLabelingJobs", "LabelingJobSummaryList")
        .id("LabelingJobArn")
        .name("LabelingJobName")
        .details(&[detail("DescribeLabelingJob", &[("LabelingJobName", "{LabelingJobName}")])]),
    list("AWS::SageMaker::OptimizationJob", "sagemaker", "ListOptimizationJobs", "OptimizationJobSummaries")
        .id("OptimizationJobArn")
        .name("OptimizationJobName")
        .details(&[detail("DescribeOptimizationJob", &[("OptimizationJobName", "{OptimizationJobName}")])]),
    list("AWS::SageMaker::AutoMLJob", "sagemaker", "ListAutoMLJobs", "AutoMLJobSummaries")
        .id("AutoMLJobArn")
        .name("AutoMLJobName")
        .details(&[detail("DescribeAutoMLJobV2", &[("AutoMLJobName", "{AutoMLJobName}")])]),
    list(
        "AWS::SageMaker::MlflowTrackingServer",
        "sagemaker",
        "ListMlflowTrackingServers",
        "TrackingServerSummaries",
    )
    .id("TrackingServerArn")
    .name("TrackingServerName")
    .details(&[detail("DescribeMlflowTrackingServer", &[("TrackingServerName", "{TrackingServerName}")])]),
    list(
        "AWS::SageMaker::ModelPackageGroup",
        "sagemaker",
        "ListModelPackageGroups",
        "ModelPackageGroupSummaryList",
    )
    .id("ModelPackageGroupArn")
    .name("ModelPackageGroupName")
    .children(&[list(
        "AWS::SageMaker::ModelPackage",
        "sagemaker",
        "ListModelPackages",
        "ModelPackageSummaryList",
    )
    .input(&[("ModelPackageGroupName", "{ModelPackageGroupName}")])
    .id("ModelPackageArn")
    .details(&[detail("DescribeModelPackage", &[("ModelPackageName", "{ModelPackageArn}")])])]),
    list("AWS::SageMaker::Domain", "sagemaker", "ListDomains", "Domains")
        .id("DomainArn")
        .name("DomainName")
        .details(&[detail("DescribeDomain", &[("DomainId", "{DomainId}")])]),
    list("AWS::SageMaker::UserProfile", "sagemaker", "ListUserProfiles", "UserProfiles")
        .made("sagemaker", "user-profile/{DomainId}/{UserProfileName}")
        .name("UserProfileName")
        .details(&[detail(
            "DescribeUserProfile",
            &[("DomainId", "{DomainId}"), ("UserProfileName", "{UserProfileName}")],
        )]),
    list("AWS::SageMaker::Space", "sagemaker", "ListSpaces", "Spaces")
        .made("sagemaker", "space/{DomainId}/{SpaceName}")
        .name("SpaceName"),
    list("AWS::SageMaker::CodeRepository", "sagemaker", "ListCodeRepositories", "CodeRepositorySummaryList")
        .id("CodeRepositoryArn")
        .name("CodeRepositoryName"),
    list("AWS::SageMaker::Experiment", "sagemaker", "ListExperiments", "ExperimentSummaries")
        .id("ExperimentArn")
        .name("ExperimentName"),
    list(
        "AWS::SageMaker::InferenceExperiment",
        "sagemaker",
        "ListInferenceExperiments",
        "InferenceExperiments",
    )
    .made("sagemaker", "inference-experiment/{Name}")
    .name("Name")
    .details(&[detail("DescribeInferenceExperiment", &[("Name", "{Name}")])]),
    list("AWS::SageMaker::PartnerApp", "sagemaker", "ListPartnerApps", "Summaries").name("Name"),
    list("AWS::SageMaker::Project", "sagemaker", "ListProjects", "ProjectSummaryList")
        .id("ProjectArn")
        .name("ProjectName"),
    list(
        "AWS::SageMaker::StudioLifecycleConfig",
        "sagemaker",
        "ListStudioLifecycleConfigs",
        "StudioLifecycleConfigs",
    )
    .id("StudioLifecycleConfigArn")
    .name("StudioLifecycleConfigName"),
    list("AWS::SageMaker::Workteam", "sagemaker", "ListWorkteams", "Workteams")
        .id("WorkteamArn")
        .name("WorkteamName"),
    list(
        "AWS::SageMaker::DataQualityJobDefinition",
        "sagemaker",
        "ListDataQualityJobDefinitions",
        "JobDefinitionSummaries",
    )
    .id("MonitoringJobDefinitionArn")
    .name("MonitoringJobDefinitionName")
    .details(&[detail(
        "DescribeDataQualityJobDefinition",
        &[("JobDefinitionName", "{MonitoringJobDefinitionName}")],
    )]),
    list(
        "AWS::SageMaker::ModelBiasJobDefinition",
        "sagemaker",
        "ListModelBiasJobDefinitions",
        "JobDefinitionSummaries",
    )
    .id("MonitoringJobDefinitionArn")
    .name("MonitoringJobDefinitionName")
    .details(&[detail(
        "DescribeModelBiasJobDefinition",
        &[("JobDefinitionName", "{MonitoringJobDefinitionName}")],
    )]),
    list(
        "AWS::SageMaker::ModelExplainabilityJobDefinition",
        "sagemaker",
        "ListModelExplainabilityJobDefinitions",
        "JobDefinitionSummaries",
    )
    .id("MonitoringJobDefinitionArn")
    .name("MonitoringJobDefinitionName")
    .details(&[detail(
        "DescribeModelExplainabilityJobDefinition",
        &[("JobDefinitionName", "{MonitoringJobDefinitionName}")],
    )]),
    list(
        "AWS::SageMaker::ModelQualityJobDefinition",
        "sagemaker",
        "ListModelQualityJobDefinitions",
        "JobDefinitionSummaries",
    )
    .id("MonitoringJobDefinitionArn")
    .name("MonitoringJobDefinitionName")
    .details(&[detail(
        "DescribeModelQualityJobDefinition",
        &[("JobDefinitionName", "{MonitoringJobDefinitionName}")],
    )]),
];
