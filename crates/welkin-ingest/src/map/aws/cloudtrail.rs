use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use super::{action, resource, user_identity};
use crate::map::ai::{self, AiCall};
use crate::map::{EventId, Source};

/// AWS CloudTrail: management, data, network activity and Insights events.
///
/// Source: "CloudTrail record contents", AWS CloudTrail User Guide (event versions 1.01 to 1.11).
#[derive(Debug)]
pub(crate) struct CloudTrail;

impl Source for CloudTrail {
    fn id(&self) -> &'static str {
        "aws.cloudtrail"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let has = |key: &str| record.contains_key(key);
        let count = |keys: &[&str]| keys.iter().filter(|key| has(key)).count();
        let own =
            ["eventSource", "eventName", "eventVersion", "awsRegion", "userIdentity", "recipientAccountId"];
        let folded =
            ["eventsource", "eventname", "eventversion", "awsregion", "useridentity", "recipientaccountid"];
        !has("specversion") && (count(&own) >= 3 || count(&folded) >= 3)
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![if record.contains_key("eventname") { restore_case(record) } else { record }]
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::uuid(record.str("eventID"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let mut draft = match record.has("insightDetails") {
            true => insight(record),
            false => call(record),
        };
        let time = record.read_time("eventTime");
        draft
            .time(time)
            .set("metadata.original_time", record.take_str("eventTime"))
            .set("metadata.log_version", record.take_str("eventVersion"))
            .set("metadata.product.feature.name", record.take_str("eventCategory"))
            .put("metadata.product.name", "CloudTrail")
            .put("metadata.product.vendor_name", "AWS")
            .set("cloud.region", record.take_str("awsRegion"));
        let account = record.take_str("recipientAccountId");
        let caller = draft.get("actor.user.account.uid").and_then(Value::as_str).map(str::to_owned);
        draft.set("cloud.account.uid", account.or(caller));
        draft
    }
}

/// Tables of Athena and Glue fold column names to lower case; the rules and this module know CloudTrail's own names.
fn restore_case(record: Map<String, Value>) -> Map<String, Value> {
    let own =
        |key: String| COLUMNS.iter().find(|c| c.to_ascii_lowercase() == key).map_or(key, |c| (*c).to_owned());
    record
        .into_iter()
        .map(|(key, value)| match value {
            Value::Object(inner) if key == "useridentity" => (own(key), Value::Object(restore_case(inner))),
            value => (own(key), value),
        })
        .collect()
}

#[rustfmt::skip]
const COLUMNS: [&str; 33] = [
    "accessKeyId", "accountId", "additionalEventData", "apiVersion", "awsRegion", "errorCode", "errorMessage",
    "eventCategory", "eventID", "eventName", "eventSource", "eventTime", "eventType", "eventVersion", "identityProvider",
    "invokedBy", "managementEvent", "principalId", "readOnly", "recipientAccountId", "requestID", "requestParameters",
    "resources", "responseElements", "serviceEventDetails", "sessionContext", "sharedEventID", "sourceIPAddress",
    "tlsDetails", "userAgent", "userIdentity", "userName", "vpcEndpointId",
];

fn call(record: &mut Native) -> Draft {
    let operation = record.take_str("eventName").unwrap_or_else(|| "Unknown".to_owned());
    let event_source = record.take_str("eventSource");
    let service = event_source.as_deref().and_then(|s| s.split('.').next()).unwrap_or_default().to_owned();
    let (class, activity) = action::class_of(&service, &operation);
    let mut draft = Draft::new(class, activity);

    user_identity::map(record, &mut draft);
    resource::map(record, &mut draft, &service);
    subject(record, &mut draft, class, &operation);
    model_call(record, &mut draft, &service, &operation);

    let error = record.take_str("errorCode");
    let console = record.str("responseElements.ConsoleLogin").map(|outcome| outcome == "Success");
    let success = console.unwrap_or(error.is_none());
    let address = record.take_str("sourceIPAddress");
    draft
        .address("src_endpoint", "svc_name", address)
        .set("http_request.user_agent", record.take_str("userAgent"))
        .put("message", format!("{service} {operation}"))
        .put("api.operation", operation)
        .set("api.service.name", event_source)
        .set("api.version", record.take_str("apiVersion"))
        .set("status_id", Some(if success { 1 } else { 2 }))
        .set("status_code", error.clone())
        .set("api.response.error", error)
        .set("api.response.error_message", record.take_str("errorMessage"))
        .set("api.response.data", record.take("responseElements"));
    let request = record.take("requestParameters");
    let request_uid = record.take_str("requestID");
    if request.is_some() || request_uid.is_some() {
        draft.set("api.request.uid", request_uid).set("api.request.data", request);
    }
    draft
}

/// The user, group or entity that the identity classes are about.
fn subject(record: &Native, draft: &mut Draft, class: Class, operation: &str) {
    let parameter = |name: &str| record.str(&format!("requestParameters.{name}")).map(str::to_owned);
    match class {
        Class::AUTHENTICATION => {
            if let Some(user) = draft.get("actor.user").cloned() {
                draft.put("user", user);
            }
            let mfa = record.str("additionalEventData.MFAUsed").map(|used| used.eq_ignore_ascii_case("yes"));
            draft.put("service.name", "AWS Management Console").set("is_mfa", mfa);
        }
        Class::AUTHORIZE_SESSION => {
            let role =
                parameter("roleArn").or_else(|| parameter("name")).unwrap_or_else(|| operation.to_owned());
            if let Some(user) = draft.get("actor.user").cloned() {
                draft.put("user", user);
            }
            let session = record.str("responseElements.credentials.accessKeyId").map(str::to_owned);
            let uid = record.str("responseElements.assumedRoleUser.arn").map(str::to_owned);
            draft
                .put("privileges", vec![role])
                .set("session.credential_uid", session)
                .set("session.uid", uid)
                .set("session.issuer", parameter("roleArn"));
        }
        Class::ACCOUNT_CHANGE => {
            draft
                .set("user.name", parameter("userName"))
                .set(
                    "user.credential_uid",
                    record.str("responseElements.accessKey.accessKeyId").map(str::to_owned),
                )
                .set("policy.uid", parameter("policyArn"))
                .set("policy.name", parameter("policyName"));
            // Without a name in the request the caller changed itself; the new key is its own.
            if !draft.has("user.name")
                && let Some(mut user) = draft.get("actor.user").cloned()
            {
                if let (Some(user), Some(key)) = (user.as_object_mut(), draft.get("user.credential_uid")) {
                    user.insert("credential_uid".to_owned(), key.clone());
                }
                draft.put("user", user);
            }
        }
        Class::GROUP_MANAGEMENT => {
            draft.set("group.name", parameter("groupName")).set("user.name", parameter("userName"));
            draft.set(
                "privileges",
                parameter("policyArn").or_else(|| parameter("policyName")).map(|p| vec![p]),
            );
        }
        Class::USER_ACCESS => {
            let privilege = parameter("policyArn").or_else(|| parameter("policyName"));
            draft
                .set("user.name", parameter("roleName"))
                .set("privileges", Some(vec![privilege.unwrap_or_else(|| operation.to_owned())]));
        }
        Class::ENTITY_MANAGEMENT => {
            let names = [
                "roleName",
                "policyName",
                "policyArn",
                "instanceProfileName",
                "sAMLProviderArn",
                "name",
                "url",
            ];
            let name = names.into_iter().find_map(parameter);
            draft.put("entity.name", name.unwrap_or_else(|| operation.to_owned())).put("entity.type", "IAM");
        }
        Class::DATASTORE_ACTIVITY => {
            let bucket = parameter("bucketName");
            let key = parameter("key");
            if let Some(bucket) = bucket {
                draft.put("databucket.name", bucket).put("databucket.type_id", 1);
                if let Some(key) = key {
                    let name = key.rsplit('/').next().unwrap_or(&key).to_owned();
                    draft.put("databucket.file", json!({"name": name, "path": key, "type_id": 1}));
                }
            } else if let Some(table) = parameter("tableName") {
                draft.put("database.name", table).put("database.type_id", 5);
            }
        }
        _ => {}
    }
}

/// Calls of models: Bedrock by model id, SageMaker by endpoint.
fn model_call(record: &Native, draft: &mut Draft, service: &str, operation: &str) {
    let parameter = match (service, operation) {
        (
            "bedrock" | "bedrock-runtime",
            "InvokeModel"
            | "InvokeModelWithResponseStream"
            | "InvokeModelWithBidirectionalStream"
            | "Converse"
            | "ConverseStream"
            | "StartAsyncInvoke"
            | "CountTokens"
            | "CreateModelInvocationJob",
        ) => "requestParameters.modelId",
        (
            "sagemaker" | "runtime",
            "InvokeEndpoint" | "InvokeEndpointAsync" | "InvokeEndpointWithResponseStream",
        ) => "requestParameters.endpointName",
        ("bedrock" | "bedrock-agent-runtime", "InvokeAgent" | "InvokeInlineAgent") => {
            "requestParameters.agentId"
        }
        ("bedrock" | "bedrock-agent-runtime", "RetrieveAndGenerate" | "Retrieve") => {
            "requestParameters.knowledgeBaseId"
        }
        _ => return,
    };
    let model = record.str(parameter).map(str::to_owned).unwrap_or_else(|| "Unknown".to_owned());
    let vendor = model.rsplit('/').next().and_then(|m| m.split('.').next()).filter(|_| service == "bedrock");
    let provider = vendor.unwrap_or("AWS").to_owned();
    ai::operation(
        draft,
        AiCall { model: Some(model), provider: &provider, service: "AWS", ..AiCall::default() },
    );
}

/// An Insights event: CloudTrail's own finding of an unusual call or error rate.
fn insight(record: &mut Native) -> Draft {
    let mut draft = Draft::new(
        Class::DETECTION_FINDING,
        if record.str("insightDetails.state") == Some("End") { 3 } else { 1 },
    );
    let kind = record.take_str("insightDetails.insightType").unwrap_or_else(|| "Insight".to_owned());
    let operation = record.str("insightDetails.eventName").unwrap_or("unknown call").to_owned();
    draft
        .severity(Severity::Low)
        .put("finding_info.title", format!("{kind}: {operation}"))
        .set("finding_info.uid", record.take_str("eventID").or_else(|| record.take_str("sharedEventID")))
        .put("finding_info.analytic", json!({"name": kind, "type_id": 3}))
        .set("api.operation", record.take_str("insightDetails.eventName"))
        .set("api.service.name", record.take_str("insightDetails.eventSource"));
    draft
}
