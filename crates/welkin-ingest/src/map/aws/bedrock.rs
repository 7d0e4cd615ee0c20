use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::{action, user_identity};
use crate::map::ai::{self, AiCall};
use crate::map::{EventId, Source};

/// Amazon Bedrock model invocation logs.
///
/// Source: "Monitor model invocation using CloudWatch Logs and Amazon S3", Amazon Bedrock User Guide.
#[derive(Debug)]
pub(crate) struct Bedrock;

impl Source for Bedrock {
    fn id(&self) -> &'static str {
        "aws.bedrock"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let has = |key: &str| record.contains_key(key);
        record.get("schemaType").and_then(Value::as_str) == Some("ModelInvocationLog")
            || has("modelId") && has("requestId") && has("accountId") && (has("input") || has("output"))
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("requestId"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let operation = record.take_str("operation").unwrap_or_else(|| "InvokeModel".to_owned());
        let (class, activity) = action::class_of("bedrock", &operation);
        let mut draft = Draft::new(class, activity);
        draft
            .time(record.read_time("timestamp"))
            .set("metadata.original_time", record.take_str("timestamp"))
            .set("metadata.log_version", record.take_str("schemaVersion"))
            .put("metadata.product.name", "Bedrock")
            .put("metadata.product.vendor_name", "AWS")
            .set("metadata.product.feature.name", record.take_str("schemaType"))
            .set("cloud.account.uid", record.take_str("accountId"))
            .set("cloud.region", record.take_str("region"));
        if let Some(arn) = record.take_str("identity.arn") {
            user_identity::of_arn(&mut draft, arn);
        }
        let model = record.take_str("modelId");
        if let Some(model) = &model {
            let key = if model.starts_with("arn:") { "uid" } else { "name" };
            draft.push("resources", json!({key: model, "type": "AWS::Bedrock::Model"}));
        }
        draft
            .put("message", format!("{operation} {}", model.as_deref().unwrap_or_default()).trim_end())
            .put("api.operation", operation)
            .put("api.service.name", "bedrock.amazonaws.com");
        tokens(record, &mut draft, model);
        guardrail(record, &mut draft);

        let error = record.take_str("errorCode");
        draft
            .status(Some(error.is_none()), record.take_str("status"))
            .set("status_code", error.clone())
            .set("api.response.error", error)
            .set("api.response.data", record.take("output"));
        let (uid, request) = (record.take_str("requestId"), record.take("input"));
        if uid.is_some() || request.is_some() {
            draft.set("api.request.uid", uid).set("api.request.data", request);
        }
        draft
    }
}

/// The counts of the log, else those in the body of the answer. A count of zero beside a total is a count not made.
fn tokens(record: &Native, draft: &mut Draft, model: Option<String>) {
    const USAGE: &str = "output.outputBodyJson.usage";
    let first = |paths: [String; 3]| {
        let counts: Vec<i64> = paths.iter().filter_map(|p| record.read_int(p)).collect();
        counts.iter().copied().find(|n| *n > 0).or(counts.first().copied())
    };
    let usage = |name: &str| format!("{USAGE}.{name}");
    let call = AiCall {
        provider: &provider(model.as_deref().unwrap_or_default()),
        model,
        service: "Amazon Bedrock",
        prompt_tokens: first([
            "input.inputTokenCount".to_owned(),
            usage("inputTokens"),
            usage("input_tokens"),
        ]),
        completion_tokens: first([
            "output.outputTokenCount".to_owned(),
            usage("outputTokens"),
            usage("output_tokens"),
        ]),
        total_tokens: record.read_int(&usage("totalTokens")),
        ..AiCall::default()
    };
    ai::operation(draft, call);
}

/// Who made a model: the first part of its id, after the geography of a cross-region inference profile.
pub(super) fn provider(model: &str) -> String {
    let id = model.rsplit('/').next().unwrap_or(model);
    let mut parts = id.split('.');
    let provider = match parts.next() {
        Some("us" | "eu" | "apac" | "us-gov" | "global" | "jp" | "au" | "ca") => parts.next(),
        first => first.filter(|f| id.len() > f.len()),
    };
    provider.unwrap_or("AWS").to_owned()
}

/// A guardrail that stepped in: the marks of `InvokeModel`, of `Converse`, and of the trace.
fn guardrail(record: &Native, draft: &mut Draft) {
    const BODY: &str = "output.outputBodyJson";
    let says = |path: &str, word: &str| {
        record.str(&format!("{BODY}.{path}")).is_some_and(|text| text.eq_ignore_ascii_case(word))
    };
    let intervened = says("amazon-bedrock-guardrailAction", "INTERVENED")
        || says("stopReason", "guardrail_intervened")
        || says("trace.guardrail.action", "INTERVENED");
    let trace = ["trace.guardrail", "amazon-bedrock-trace.guardrail"]
        .into_iter()
        .find_map(|path| record.get(&format!("{BODY}.{path}")));
    if !intervened && trace.is_none() {
        return;
    }
    let id = if intervened { 2 } else { 1 };
    draft.put("action_id", id).put("disposition_id", id);
    // Assessments are listed under the id of the guardrail.
    let guardrail = trace
        .and_then(|t| {
            t.get("inputAssessment").or_else(|| t.get("outputAssessments")).or_else(|| t.get("input"))
        })
        .and_then(Value::as_object)
        .and_then(|assessments| assessments.keys().next());
    draft
        .put("policy.type", "Amazon Bedrock guardrail")
        .set("policy.uid", guardrail.cloned())
        .put("policy.is_applied", intervened);
    if let Some(assessed) = trace {
        draft.put("policy.data", assessed.clone());
    }
    if draft.class() == Class::API_ACTIVITY && intervened {
        draft.put("is_alert", true);
    }
}
