//! One file per source: the record as the provider writes it.

mod aws_bedrock;
mod aws_eks;
mod aws_guardduty;
mod aws_s3access;
mod aws_vpcflow;
mod azure_activity;
mod azure_openai;
mod azure_resource;
mod azure_vnetflow;
mod entra_audit;
mod entra_signin;
mod gcp_audit;
mod gcp_vpcflow;
mod ibm_activity;
mod ibm_vpcflow;
mod oci_audit;
mod oci_vcnflow;
mod okta_system;
mod welkin_gateway;

pub(crate) mod aws_cloudtrail;

pub(crate) use aws_bedrock::Invocation;
pub(crate) use aws_cloudtrail::Call;
pub(crate) use aws_eks::KubeRequest;
pub(crate) use aws_guardduty::GuardDuty;
pub(crate) use aws_s3access::S3Access;
pub(crate) use azure_activity::Activity;
pub(crate) use azure_openai::OpenAiCall;
pub(crate) use azure_resource::{BlobAccess, BlobAuth, VaultAccess};
pub(crate) use entra_audit::DirectoryChange;
pub(crate) use entra_signin::Credential;
pub(crate) use gcp_audit::{AuditLog, GcpCall};
pub(crate) use ibm_activity::CadfAction;
pub(crate) use oci_audit::OciCall;
pub(crate) use okta_system::OktaEvent;
pub(crate) use welkin_gateway::Query;

/// A connection as every cloud's flow log sees it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Flow<'a> {
    /// Names the network interface.
    pub(crate) host: &'a str,
    pub(crate) from: &'a str,
    pub(crate) to: &'a str,
    pub(crate) port: u16,
    pub(crate) sent: u64,
    pub(crate) received: u64,
    pub(crate) accepted: bool,
}
