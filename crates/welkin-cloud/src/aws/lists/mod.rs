//! Which calls list what: one table for each part of AWS.

mod agentcore;
mod bedrock;
mod bedrock_agent;
mod compute;
mod ec2;
mod organizations;
mod s3;
mod sagemaker;
mod security;

use super::list::ListRule;

/// All tables.
pub(crate) const LISTS: &[&[ListRule]] = &[
    agentcore::LISTS,
    bedrock::LISTS,
    bedrock_agent::LISTS,
    compute::LISTS,
    ec2::LISTS,
    organizations::LISTS,
    s3::LISTS,
    sagemaker::LISTS,
    security::LISTS,
];

/// The service that `--service` names it by: tools of agents belong to Bedrock as its users see it.
pub(crate) fn service_of(rule: &ListRule) -> &'static str {
    match rule.service {
        "bedrock-agent" | "bedrock-agentcore" => "bedrock",
        service => service,
    }
}
