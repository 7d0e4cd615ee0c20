use serde_json::{Map, Value, json};
use welkin_model::{Class, Cloud, Draft, Native};

use crate::map::ai::{self, AiCall};
use crate::map::{EventId, Source};

/// Welkin's own AI query log: one record for each call to a model that a gateway decided on.
///
/// `time`, `id`, `gateway`, `decision` (`allow`, `deny`, `limit`), `reason`, `principal`, `client`, `cloud`,
/// `provider`, `model`, `model_version`, `operation`, `request`, `response`, `latency_ms`, `guardrail`, `tools`,
/// `session`.
#[derive(Debug)]
pub(crate) struct Gateway;

impl Source for Gateway {
    fn id(&self) -> &'static str {
        "welkin.gateway"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let decision = record.get("decision").and_then(Value::as_str);
        record.contains_key("gateway")
            && matches!(decision, Some("allow" | "deny" | "limit"))
            && (record.contains_key("principal") || record.contains_key("model"))
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::uuid(record.str("id"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let operation = record.take_str("operation").unwrap_or_else(|| "invoke".to_owned());
        let mut draft = Draft::new(Class::API_ACTIVITY, 99);
        draft
            .time(record.read_time("time"))
            .set("metadata.original_time", record.take_str("time"))
            .put("metadata.product.name", "Welkin AI gateway")
            .put("metadata.product.vendor_name", "Welkin")
            .set("metadata.reporter.name", record.take_str("gateway"))
            .put("api.operation", operation.clone())
            .put("http_request.user_agent", record.take_str("client.user_agent"))
            .address("src_endpoint", "hostname", record.take_str("client.ip"))
            .set("duration", record.take_int("latency_ms"));
        principal(record, &mut draft);
        let decision = decision(record, &mut draft);
        model(record, &mut draft);
        exchange(record, &mut draft);
        let model = draft.get("ai_model.name").and_then(Value::as_str).unwrap_or("a model").to_owned();
        draft.put("message", format!("{decision} {operation} of {model}"));
        draft
    }
}

fn principal(record: &mut Native, draft: &mut Draft) {
    let kind = record.take_str("principal.kind");
    let type_id = match kind.as_deref() {
        Some("user") => 1,
        Some("service" | "workload" | "agent") => 4,
        Some(_) => 99,
        None => 0,
    };
    let id = record.take_str("principal.id");
    draft
        .email("actor.user", id.as_deref())
        .set("actor.user.name", id.clone())
        .set("actor.user.uid", id)
        .set("actor.user.credential_uid", record.take_str("principal.key_id"))
        .set("actor.session.uid", record.take_str("session"));
    if draft.has("actor.user") {
        draft.put("actor.user.type_id", type_id).set("actor.user.type", kind);
    } else if let Some(kind) = kind {
        record.put("principal.kind", kind);
    }
}

/// A limit lets a call through later or smaller; for this call it is a refusal.
fn decision(record: &mut Native, draft: &mut Draft) -> String {
    let decision = record.take_str("decision").unwrap_or_else(|| "unknown".to_owned());
    let (action, disposition) = match decision.as_str() {
        "allow" => (1, 1),
        "deny" => (2, 2),
        "limit" => (2, 21),
        _ => (0, 0),
    };
    let code = record.take_int("response.status");
    let refused = action == 2;
    let success = !refused && code.is_none_or(|code| code < 400);
    let verdict = record.take_str("guardrail.verdict");
    if let Some(policies) = record.take_strs("guardrail.policies") {
        let list: Vec<Value> = policies.into_iter().map(|name| json!({"name": name})).collect();
        draft.put("policy.type", "guardrail").put("policy.data", list);
    }
    draft
        .put("action_id", action)
        .put("disposition_id", disposition)
        .put("action", decision.clone())
        .put("status_id", if success { 1 } else { 2 })
        .set("status_detail", record.take_str("reason"))
        .set("status_code", verdict)
        .set("api.response.code", code);
    decision
}

fn model(record: &mut Native, draft: &mut Draft) {
    let provider = record.take_str("provider").unwrap_or_else(|| "Unknown".to_owned());
    let cloud = record.str("cloud").and_then(|c| c.parse::<Cloud>().ok()).filter(|c| *c != Cloud::Other);
    draft.set("cloud.provider", cloud.map(Cloud::provider));
    let model = record.take_str("model");
    if let Some(model) = &model {
        draft.push("resources", json!({"name": model, "type": "AI model"}));
    }
    let call = AiCall {
        version: model.as_ref().and_then(|_| record.take_str("model_version")),
        model,
        provider: &provider,
        service: "Welkin AI gateway",
        prompt_tokens: record.take_int("request.tokens"),
        completion_tokens: record.take_int("response.tokens"),
        total_tokens: None,
    };
    let kept = (call.prompt_tokens, call.completion_tokens);
    if call.model.is_none() {
        for (path, count) in [("request.tokens", kept.0), ("response.tokens", kept.1)] {
            if let Some(count) = count {
                record.put(path, count);
            }
        }
    }
    ai::operation(draft, call);
    draft.put("api.service.name", provider);
}

fn exchange(record: &mut Native, draft: &mut Draft) {
    draft
        .set("http_request.body_length", record.take_int("request.bytes"))
        .set("http_response.length", record.take_int("response.bytes"));
    if draft.has("http_response") {
        let code = draft.get("api.response.code").cloned().unwrap_or_else(|| 0.into());
        draft.put("http_response.code", code);
    }
    if let Some(hash) = record.take_str("request.sha256") {
        draft.put("api.request.uid", record.str("id").unwrap_or("Unknown").to_owned());
        draft.put("api.request.data", json!({"sha256": hash}));
    }
    for tool in record.take_strs("tools").unwrap_or_default() {
        draft.push("resources", json!({"name": tool, "type": "tool"}));
    }
}
