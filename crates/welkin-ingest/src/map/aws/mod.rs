//! Amazon Web Services.

use super::Source;

mod action;
mod asff;
mod bedrock;
mod cloudtrail;
mod cloudwatch;
mod eks;
mod evidence;
mod flow_column;
mod guardduty;
mod resource;
mod s3access;
mod securityhub;
mod user_identity;
mod vpcflow;

pub(super) use eks::is_eks;
pub(super) use securityhub::is_ocsf as is_securityhub_ocsf;

pub(super) const SOURCES: &[&dyn Source] = &[
    &cloudtrail::CloudTrail,
    &guardduty::GuardDuty,
    &securityhub::SecurityHub,
    &cloudwatch::CloudWatch,
    &bedrock::Bedrock,
    &eks::Eks,
    &s3access::S3Access,
    &vpcflow::VpcFlow,
];
