use welkin_model::estate::EdgeKind::{AttachedTo, Contains, GovernedBy, LogsTo, Trusts};
use welkin_model::estate::{AssetKind, Fact, HandleKind};

use crate::describe::{FactRule, How, Read, RefRule, TypeRule, fact, reference};

const fn of(
    native: &'static str,
    kind: AssetKind,
    refs: &'static [RefRule],
    facts: &'static [FactRule],
) -> TypeRule {
    TypeRule { native, kind, refs, facts }
}

/// Compute, logs and the organisation.
pub(super) static TYPES: &[TypeRule] = &[
    of(
        "AWS::EC2::Instance",
        AssetKind::Instance,
        &[],
        &[
            fact("^instancetype", Fact::Accelerator, Read::Text),
            fact("instancestate.name", Fact::State, Read::Text),
            fact("^ipaddress", Fact::Address, Read::Text),
            fact("^publicipaddress", Fact::Address, Read::Text),
        ],
    ),
    of(
        "AWS::EKS::Cluster",
        AssetKind::Cluster,
        &[reference("identity.oidc.issuer", Trusts, How::Provides(HandleKind::Issuer))],
        &[fact("endpointpublicaccess", Fact::Public, Read::Yes)],
    ),
    of(
        "AWS::EKS::Nodegroup",
        AssetKind::NodeGroup,
        &[reference("^clustername", AttachedTo, How::Name("AWS::EKS::Cluster"))],
        &[fact("instancetypes", Fact::Accelerator, Read::Text)],
    ),
    of("AWS::Lambda::Function", AssetKind::Function, &[], &[]),
    of(
        "AWS::CloudTrail::Trail",
        AssetKind::LogSink,
        &[reference("^s3bucketname", LogsTo, How::Name("AWS::S3::Bucket"))],
        &[fact("^islogging", Fact::Logged, Read::Yes)],
    ),
    of("AWS::Logs::LogGroup", AssetKind::LogStore, &[], &[]),
    of("AWS::GuardDuty::Detector", AssetKind::Detector, &[], &[]),
    of("AWS::Organizations::Organization", AssetKind::Organisation, &[], &[]),
    of("AWS::Organizations::Root", AssetKind::Folder, &[], &[]),
    of("AWS::Organizations::OrganizationalUnit", AssetKind::Folder, &[], &[]),
    of("AWS::Organizations::Account", AssetKind::Account, &[], &[]),
    of(
        "AWS::Organizations::Policy",
        AssetKind::OrgPolicy,
        &[reference("targets.arn", GovernedBy, How::Id).inward()],
        &[],
    ),
    of(
        "AWS::CloudFormation::Stack",
        AssetKind::ResourceGroup,
        &[reference("physicalresourceid", Contains, How::Id)],
        &[],
    ),
];
