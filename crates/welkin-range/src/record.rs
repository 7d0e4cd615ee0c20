use welkin_model::{Millis, SourceId};

/// One native record as a cloud delivers it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Record {
    pub source: SourceId,
    /// When it happened, as the record itself says (to the precision of the source's own time field).
    pub time: Millis,
    /// When the cloud hands it over: up to 15 minutes later.
    pub delivered: Millis,
    /// JSON on one line; one text line for `aws.vpcflow` (default version 2 fields) and `aws.s3access`.
    pub text: String,
    /// The name of the [`Scenario`](crate::Scenario) that the record belongs to.
    pub label: Option<&'static str>,
}

impl Record {
    /// The provider's own id of the event, where its format has one.
    pub fn event_id(&self) -> Option<&str> {
        let before = match self.source.as_str() {
            "aws.cloudtrail" => "\"eventID\":\"",
            "aws.bedrock" => "\"requestId\":\"",
            "aws.eks" => "\"auditID\":\"",
            "aws.guardduty" | "entra.signin" | "entra.audit" | "oci.audit" | "oci.vcnflow"
            | "welkin.gateway" => "\"id\":\"",
            "azure.activity" => "\"eventDataId\":\"",
            "azure.openai" | "azure.resource" | "ibm.activity" => "\"correlationId\":\"",
            "gcp.audit" | "gcp.vpcflow" => "\"insertId\":\"",
            "okta.system" => "\"uuid\":\"",
            "aws.s3access" => return self.text.split(' ').nth(6),
            _ => return None,
        };
        // Ids that share their key with an inner object stand first in this crate's templates.
        self.text.split_once(before)?.1.split('"').next()
    }
}
