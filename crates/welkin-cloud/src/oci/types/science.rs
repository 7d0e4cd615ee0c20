use welkin_model::estate::EdgeKind::{
    AttachedTo, Contains, DeployedFrom, Exposes, MemberOf, TrainedFrom, Uses,
};
use welkin_model::estate::{Fact, HandleKind};

use super::ty;
use crate::describe::{How, Read, TypeRule, fact, reference};

/// Data Science.
#[rustfmt::skip]
pub(super) static TYPES: &[TypeRule] = &[
    ty!("DataScienceProject", AiWorkspace, [], []),
    ty!("DataScienceNotebookSession", Notebook, [reference("^projectid", Contains, How::Id).inward()], []),
    ty!("DataScienceModel", Model, [reference("^projectid", Contains, How::Id).inward(), reference("^modelversionsetid", MemberOf, How::Id), reference("provenance.trainingid", TrainedFrom, How::Id)], []),
    ty!("DataScienceModelDeployment", Endpoint, [reference("^projectid", Contains, How::Id).inward(), reference("modelconfigurationdetails.modelid", DeployedFrom, How::Id), reference("privateendpointid", AttachedTo, How::Id)], [fact("instanceconfiguration.networkaccesstype", Fact::Isolated, Read::Of(&[("managed_networking_internet_access", "no"), ("custom_networking", "yes"), ("managed_networking_without_internet_access", "yes")]))]),
    ty!("DataScienceModelGroup", ModelRegistry, [reference("^projectid", Contains, How::Id).inward(), reference("memberdetails.modelid", Contains, How::Id), reference("membermodeldetails.modelid", Contains, How::Id), reference("^modelgroupversionhistoryid", MemberOf, How::Id)], []),
    ty!("DataScienceModelGroupVersionHistory", ModelRegistry, [reference("^projectid", Contains, How::Id).inward()], []),
    ty!("DataScienceModelVersionSet", ModelRegistry, [reference("^projectid", Contains, How::Id).inward()], []),
    ty!("DataScienceJob", TrainingJob, [reference("^projectid", Contains, How::Id).inward()], []),
    ty!("DataScienceJobRun", TrainingJob, [reference("^projectid", Contains, How::Id).inward(), reference("^jobid", MemberOf, How::Id)], []),
    ty!("DataSciencePipeline", Pipeline, [reference("^projectid", Contains, How::Id).inward(), reference("stepdetails.jobid", Uses, How::Id)], []),
    ty!("DataSciencePipelineRun", AiJob, [reference("^projectid", Contains, How::Id).inward(), reference("^pipelineid", MemberOf, How::Id), reference("stepruns.jobrunid", Uses, How::Id)], []),
    ty!("DataScienceSchedule", AiJob, [reference("^projectid", Contains, How::Id).inward(), reference("createjobrundetails.jobid", Uses, How::Id)], []),
    ty!("DataSciencePrivateEndpoint", PrivateLink, [reference("^fqdn", Exposes, How::Provides(HandleKind::Host))], []),
    ty!("DataScienceComputeTarget", Capacity, [], []),
    ty!("MlApplication", AiResource, [], []),
    ty!("MlApplicationImplementation", AiResource, [reference("^mlapplicationid", MemberOf, How::Id)], []),
    ty!("MlApplicationImplementationVersion", AiResource, [reference("^mlapplicationimplementationid", MemberOf, How::Id)], []),
    ty!("MlApplicationInstance", AiResource, [reference("^mlapplicationid", MemberOf, How::Id)], []),
    ty!("MlApplicationInstanceView", AiResource, [reference("^mlapplicationid", MemberOf, How::Id)], []),
];
