use std::collections::VecDeque;

use serde_json::{Map, Value, json};
use welkin_model::Millis;

use super::call::Call;
use super::caller::{Caller, Who};
use super::fail::Fail;
use super::field::{number, text};
use super::runtime::{OUTPUT_TOKENS, input_tokens};
use super::s3_route::place;
use crate::Record;
use crate::actor::{AwsActor, AwsWho};
use crate::calendar::{Form, Stamp, whole_seconds};
use crate::emit::S3Access;
use crate::estate::FEATURES;
use crate::scribe::Scribe;

/// Untaken records; the oldest go first.
const MOST_RECORDS: usize = 10_000;
/// Longer parameters are cut, as CloudTrail cuts records of more than 256 KB.
const LONGEST: usize = 16_384;
/// Names whose values CloudTrail never writes out.
const SECRETS: [&str; 6] =
    ["secretAccessKey", "sessionToken", "webIdentityToken", "secretString", "secretBinary", "password"];
const OMITTED: &str = "HIDDEN_DUE_TO_SECURITY_REASONS";

/// Keeps the records of calls until they are taken.
#[derive(Debug)]
pub(super) struct Trail {
    scribe: Scribe,
    kept: VecDeque<Record>,
}

/// How a call ended.
#[derive(Clone, Copy, Debug)]
pub(super) enum Ending<'a> {
    Done(&'a Value),
    Failed(&'a Fail),
}

impl Trail {
    pub(super) fn new(scribe: Scribe) -> Trail {
        Trail { scribe, kept: VecDeque::new() }
    }

    pub(super) fn take(&mut self) -> Vec<Record> {
        std::mem::take(&mut self.kept).into()
    }

    pub(super) fn request_id(&mut self) -> String {
        self.scribe.uuid().to_string()
    }

    /// Writes what an authenticated call leaves: a CloudTrail event, and with it the log of the service itself.
    pub(super) fn write(&mut self, call: &Call<'_>, recipient: &str, request_id: &str, ending: Ending<'_>) {
        let time = whole_seconds(call.at);
        let event_id = self.scribe.uuid().to_string();
        let event = event(call, recipient, request_id, &event_id, ending);
        self.scribe.push("aws.cloudtrail", time, event.to_string());
        if matches!(ending, Ending::Done(_)) {
            self.invocation(call, request_id, time);
            self.access(call);
        }
        self.kept.extend(self.scribe.drain());
        while self.kept.len() > MOST_RECORDS {
            self.kept.pop_front();
        }
    }

    /// Bedrock's own log of an invocation.
    fn invocation(&mut self, call: &Call<'_>, request_id: &str, time: Millis) {
        if !matches!(call.name(), "InvokeModel" | "Converse") {
            return;
        }
        let log = json!({"schemaType": "ModelInvocationLog", "schemaVersion": "1.0", "timestamp": Stamp(time, Form::Seconds).to_string(),
            "accountId": call.account(), "identity": {"arn": call.caller.arn()}, "region": call.region(), "requestId": request_id,
            "operation": call.name(), "modelId": call.text("modelId"),
            "input": {"inputContentType": "application/json", "inputTokenCount": input_tokens(call)},
            "output": {"outputContentType": "application/json", "outputTokenCount": OUTPUT_TOKENS}});
        self.scribe.push("aws.bedrock", time, log.to_string());
    }

    /// The access log of the one bucket that keeps it.
    fn access(&mut self, call: &Call<'_>) {
        let (bucket, key) = place(call.request);
        let operation = match call.name() {
            "GetObject" => "REST.GET.OBJECT",
            "PutObject" => "REST.PUT.OBJECT",
            _ => return,
        };
        // The line's fields are parted by blanks.
        if bucket != FEATURES || key.contains(|c: char| c.is_whitespace() || c == '"') {
            return;
        }
        let who = match &call.caller.who {
            Who::User { name, .. } => AwsWho::User { name, key: &call.caller.key },
            Who::Role(session) => AwsWho::Role { role: &session.role, session: &session.name },
            Who::Anonymous => return,
        };
        let agent = call.request.header("user-agent").replace('"', "'");
        let actor = AwsActor { account: call.account(), who, ip: CLIENT, agent: &agent };
        let size = u64::try_from(call.request.body.len()).unwrap_or(0);
        self.scribe.s3_access(call.at, &actor, S3Access { bucket: FEATURES, operation, key: &key, size });
    }
}

/// Everyone calls from loopback.
const CLIENT: &str = "127.0.0.1";

/// The name of the event, where it is not the operation's.
fn event_name(service: &str, name: &str) -> String {
    match (service, name) {
        ("lambda", "GetFunction") => "GetFunction20150331v2".to_owned(),
        ("lambda", "GetPolicy") => "GetPolicy20150331v2".to_owned(),
        ("lambda", "PutFunctionConcurrency" | "DeleteFunctionConcurrency") => format!("{name}20171031"),
        ("lambda", "GetFunctionConcurrency") => format!("{name}20190930"),
        ("lambda", "ListTags") => format!("{name}20170331"),
        ("lambda", _) => format!("{name}20150331"),
        ("s3", "GetPublicAccessBlock") => "GetBucketPublicAccessBlock".to_owned(),
        ("s3", "PutPublicAccessBlock") => "PutBucketPublicAccessBlock".to_owned(),
        ("s3", "DeletePublicAccessBlock") => "DeleteBucketPublicAccessBlock".to_owned(),
        ("s3", "ListObjectsV2") => "ListObjects".to_owned(),
        _ => name.to_owned(),
    }
}

/// Whether an operation changes nothing, by its name as all of AWS names operations.
pub(super) fn is_read(name: &str) -> bool {
    ["Get", "List", "Describe", "Select", "BatchGet", "Head", "Invoke", "Converse", "Assume"]
        .iter()
        .any(|verb| name.starts_with(verb))
}

fn event(call: &Call<'_>, recipient: &str, request_id: &str, event_id: &str, ending: Ending<'_>) -> Value {
    let (service, name) = (call.operation.service.as_str(), call.name());
    let read = is_read(name);
    let region = if call.region().is_empty() { "us-east-1" } else { call.region() };
    let mut event = json!({
        "eventVersion": "1.11",
        "userIdentity": identity(call, ending),
        "eventTime": Stamp(whole_seconds(call.at), Form::Seconds).to_string(),
        "eventSource": format!("{service}.amazonaws.com"),
        "eventName": event_name(service, name),
        "awsRegion": region,
        "sourceIPAddress": CLIENT,
        "userAgent": short(call.request.header("user-agent")),
        "requestParameters": parameters(call),
        "responseElements": null,
        "requestID": request_id,
        "eventID": event_id,
        "readOnly": read,
        "eventType": "AwsApiCall",
        "managementEvent": true,
        "recipientAccountId": recipient,
        "eventCategory": "Management",
        "tlsDetails": {"tlsVersion": "TLSv1.3", "cipherSuite": "TLS_AES_128_GCM_SHA256", "clientProvidedHostHeader": call.request.header("host")},
    });
    let Some(fields) = event.as_object_mut() else { return Value::Null };
    match ending {
        Ending::Done(result) if !read || service == "sts" => {
            let shown = if name == "GetCallerIdentity" { Value::Null } else { lowered(result) };
            let empty = shown.as_object().is_some_and(Map::is_empty);
            let shown = if empty || shown.to_string().len() > LONGEST { Value::Null } else { shown };
            fields.insert("responseElements".to_owned(), shown);
        }
        Ending::Done(_) => {}
        Ending::Failed(fail) => {
            let code = if service == "ec2" && fail.is_denied() {
                format!("Client.{}", fail.code)
            } else {
                fail.code.clone()
            };
            let code = if fail.code == "AccessDeniedException" { "AccessDenied".to_owned() } else { code };
            fields.insert("errorCode".to_owned(), json!(code));
            fields.insert("errorMessage".to_owned(), json!(short(&fail.message)));
        }
    }
    if let Some(resources) = data(call, recipient) {
        fields.insert("resources".to_owned(), resources);
        fields.insert("managementEvent".to_owned(), json!(false));
        fields.insert("eventCategory".to_owned(), json!("Data"));
    }
    event
}

/// The resources of a data event.
fn data(call: &Call<'_>, owner: &str) -> Option<Value> {
    match (call.operation.service.as_str(), call.name()) {
        (
            "s3",
            "GetObject" | "HeadObject" | "PutObject" | "DeleteObject" | "PutObjectLegalHold"
            | "GetObjectLegalHold",
        ) => {
            let (bucket, key) = place(call.request);
            Some(json!([
                {"type": "AWS::S3::Object", "ARN": format!("arn:aws:s3:::{bucket}/{key}")},
                {"accountId": owner, "type": "AWS::S3::Bucket", "ARN": format!("arn:aws:s3:::{bucket}")}]))
        }
        ("sagemaker", "InvokeEndpoint") => {
            let arn = format!(
                "arn:aws:sagemaker:{}:{}:endpoint/{}",
                call.region(),
                call.account(),
                call.text("EndpointName")
            );
            Some(json!([{"accountId": call.account(), "type": "AWS::SageMaker::Endpoint", "ARN": arn}]))
        }
        _ => None,
    }
}

fn identity(call: &Call<'_>, ending: Ending<'_>) -> Value {
    let caller: &Caller = call.caller;
    let account = &caller.account;
    match &caller.who {
        Who::User { name, id } => {
            json!({"type": "IAMUser", "principalId": id, "arn": caller.arn(), "accountId": account, "accessKeyId": caller.key, "userName": name})
        }
        Who::Role(session) => {
            let mut context = json!({
                "sessionIssuer": {"type": "Role", "principalId": session.role_id, "arn": format!("arn:aws:iam::{account}:role/{}", session.role),
                                  "accountId": account, "userName": session.role},
                "attributes": {"creationDate": Stamp(session.issued, Form::Seconds).to_string(), "mfaAuthenticated": "false"}});
            if let (Some(federation), Some(fields)) = (&session.federation, context.as_object_mut()) {
                let claim = |name: &str| format!("{}:{name}", federation.issuer);
                fields.insert(
                    "webIdFederationData".to_owned(),
                    json!({"federatedProvider": federation.provider,
                    "attributes": {claim("aud"): federation.audience, claim("sub"): federation.subject}}),
                );
            }
            json!({"type": "AssumedRole", "principalId": caller.unique_id(), "arn": caller.arn(), "accountId": account,
                   "accessKeyId": caller.key, "sessionContext": context})
        }
        Who::Anonymous if call.name() == "AssumeRoleWithWebIdentity" => match ending {
            Ending::Done(result) => {
                let (provider, subject) =
                    (text(result, "Provider"), text(result, "SubjectFromWebIdentityToken"));
                let id = format!("{provider}:{}:{subject}", text(result, "Audience"));
                json!({"type": "WebIdentityUser", "principalId": id, "userName": subject, "identityProvider": provider})
            }
            // A token that is not believed says nothing about who sent it.
            Ending::Failed(_) => json!({"type": "WebIdentityUser"}),
        },
        Who::Anonymous => json!({"type": "AWSAccount", "principalId": "", "accountId": "anonymous"}),
    }
}

/// The parameters as CloudTrail spells them: names begin in lower case, secrets are left out, absent is `null`.
fn parameters(call: &Call<'_>) -> Value {
    let mut shown = lowered(call.input);
    if call.operation.service == "s3" {
        let (bucket, key) = place(call.request);
        if let Some(fields) = shown.as_object_mut() {
            fields.insert("Host".to_owned(), json!(call.request.header("host")));
            for (name, value) in [("bucketName", bucket), ("key", key)] {
                if !value.is_empty() {
                    fields.insert(name.to_owned(), json!(value));
                }
            }
            if call.name() == "PutBucketVersioning" {
                let body = String::from_utf8_lossy(&call.request.body);
                let status = super::xml::find(&body, "Status");
                fields.insert("VersioningConfiguration".to_owned(), json!({"Status": status}));
            }
            if call.name() == "PutBucketPolicy" {
                let policy: Value = serde_json::from_slice(&call.request.body).unwrap_or_default();
                fields.insert("bucketPolicy".to_owned(), policy);
            }
        }
    }
    if matches!(call.name(), "InvokeModel" | "Converse") {
        return json!({"modelId": call.text("modelId")});
    }
    if call.name() == "InvokeEndpoint" {
        let variant = call.request.header("x-amzn-sagemaker-target-variant");
        let mut shown = json!({"endpointName": call.text("EndpointName"), "contentType": call.request.header("content-type")});
        if !variant.is_empty() {
            super::field::set(&mut shown, "targetVariant", json!(variant));
        }
        return shown;
    }
    let empty = shown.as_object().is_none_or(Map::is_empty);
    if empty || shown.to_string().len() > LONGEST { Value::Null } else { shown }
}

fn lowered(value: &Value) -> Value {
    match value {
        Value::Object(fields) => fields
            .iter()
            .map(|(name, inner)| {
                let mut letters = name.chars();
                let first: String = letters.next().into_iter().flat_map(char::to_lowercase).collect();
                let name = if name.starts_with("ARN") {
                    "arn".to_owned()
                } else {
                    format!("{first}{}", letters.as_str())
                };
                let hidden = SECRETS.contains(&name.as_str());
                let value = if hidden { json!(OMITTED) } else { lowered(inner) };
                (name, value)
            })
            .filter(|(name, _)| name != "secretAccessKey" && name != "webIdentityToken")
            .collect::<Map<String, Value>>()
            .into(),
        Value::Array(items) => items.iter().map(lowered).collect(),
        other => other.clone(),
    }
}

/// The beginning of a text that a client may have made long.
fn short(text: &str) -> String {
    text.chars().take(1_024).collect()
}

/// The account that a record is delivered to: that of the resource, or of the caller.
pub(super) fn recipient(call: &Call<'_>, owner: &str) -> String {
    let role_account = text(call.input, "RoleArn").split(':').nth(4).unwrap_or("");
    let account = [owner, call.account(), role_account].into_iter().find(|account| !account.is_empty());
    account.filter(|account| number(&json!({"a": account}), "a").is_some()).unwrap_or("").to_owned()
}
