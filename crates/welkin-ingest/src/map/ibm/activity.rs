use serde_json::{Map, Value};
use welkin_model::{Draft, Native};

use super::crn::Crn;
use super::{action, initiator, target};
use crate::map::ai::{self, AiCall};
use crate::map::{EventId, Source};

/// IBM Cloud activity tracking events (Activity Tracker, Cloud Logs), which follow the CADF standard.
///
/// Source: "Activity tracking event fields", IBM Cloud Docs.
#[derive(Debug)]
pub(crate) struct Activity;

impl Source for Activity {
    fn id(&self) -> &'static str {
        "ibm.activity"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        const OWN: [&str; 4] = ["requestData", "logSourceCRN", "saveServiceCopy", "observer"];
        let action = record.get("action").and_then(Value::as_str).unwrap_or_default();
        let dotted = action.contains('.') && !action.contains([' ', ':', '/']);
        let cadf = record.contains_key("initiator") && record.contains_key("target");
        dotted && (cadf || OWN.iter().any(|key| record.contains_key(*key)))
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        let mut record = Native::new(record);
        for path in ["requestData", "responseData", "initiator", "target", "reason"] {
            record.parse_embedded(path);
        }
        vec![record.into_rest()]
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("id").or_else(|| record.str("correlationId")))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let name = record.take_str("action").unwrap_or_else(|| "Unknown".to_owned());
        let (class, activity) = action::class_of(&name);
        let mut draft = Draft::new(class, activity);
        let service = name.split('.').next().unwrap_or_default().to_owned();

        cloud(record, &mut draft);
        model_call(record, &mut draft, &name);
        initiator::map(record, &mut draft);
        target::map(record, &mut draft, &name);
        outcome(record, &mut draft);
        let message = record.take_str("message").unwrap_or_else(|| name.clone());
        let time = ["eventTime", "envelope.timestamp"].map(|path| record.read_time(path));
        draft
            .time(time.into_iter().flatten().next())
            .set("metadata.original_time", record.take_str("eventTime"))
            .set("metadata.correlation_uid", record.take_str("correlationId"))
            .set("metadata.event_code", record.take_str("eventType"))
            .put("metadata.product.name", "Activity Tracker")
            .put("metadata.product.vendor_name", "IBM")
            .put("message", message)
            .put("api.operation", name)
            .put("api.service.name", service)
            .set("api.response.data", record.take("responseData"));
        if let Some(request) = record.take("requestData") {
            let uid = draft.get("metadata.correlation_uid").cloned();
            draft.set("api.request.uid", uid).put("api.request.data", request);
        }
        draft
    }
}

/// The account and region of the resource; the name of the log source is always complete.
fn cloud(record: &Native, draft: &mut Draft) {
    let attribute =
        |name: &str| record.str(&format!("requestData.resource.attributes.{name}")).map(str::to_owned);
    let mut account = None;
    let mut region = None;
    for path in ["logSourceCRN", "envelope.logSourceCRN", "target.id"] {
        let Some(crn) = record.str(path).and_then(Crn::parse) else { continue };
        account = account.or_else(|| crn.account().map(str::to_owned));
        region = region.or_else(|| Some(crn.location).filter(|l| !l.is_empty()).map(str::to_owned));
    }
    draft
        .set("cloud.account.uid", account.or_else(|| attribute("accountId")))
        .set("cloud.region", region.or_else(|| attribute("region")));
}

fn outcome(record: &mut Native, draft: &mut Draft) {
    let code = record.read_int("reason.reasonCode");
    let denied = record.str("responseData.decision").map(|d| !d.eq_ignore_ascii_case("deny"));
    let success = match record.str("outcome") {
        Some("success") => Some(true),
        Some("failure") => Some(false),
        Some(_) => None,
        None => denied.or(code.map(|code| code < 400)),
    };
    let failure = record.take_str("reason.reasonForFailure");
    let detail = failure.or_else(|| record.take_str("reason.reasonType"));
    draft
        .status(success, if success.is_none() { record.take_str("outcome") } else { None })
        .set("status_code", record.take_text("reason.reasonCode"))
        .set("status_detail", detail)
        .set("http_response.code", code.filter(|code| (100..600).contains(code)));
    if denied == Some(false) && record.read_bool("responseData.isEnforced") == Some(true) {
        draft.put("action_id", 2).put("disposition_id", 2);
    }
}

/// Calls of models: watsonx.ai inference (`pm-20.foundation-model.send`, `pm-20.text-chat.send`, …) and predictions
/// of deployments.
fn model_call(record: &Native, draft: &mut Draft, action: &str) {
    let Some(call) = action.strip_prefix("pm-20.") else { return };
    let inference =
        ["foundation-model.", "text-chat.", "text-embeddings.", "text-rerank.", "text-tokenization."]
            .iter()
            .any(|object| call.starts_with(object))
            && call.ends_with(".send");
    let deployment = call.starts_with("deployment")
        && [".send", ".predict", ".score", ".generate"].iter().any(|word| call.ends_with(word));
    if !inference && !deployment {
        return;
    }
    let text = |places: &[&str]| places.iter().find_map(|path| record.str(path)).map(str::to_owned);
    let model = text(&["requestData.model_id", "requestData.modelId", "responseData.model_id"])
        .or_else(|| text(&["target.name", "target.id"]))
        .unwrap_or_else(|| "Unknown".to_owned());
    let vendor = model.split_once('/').map(|(vendor, _)| vendor).filter(|vendor| !vendor.contains(':'));
    let provider = match vendor {
        Some("ibm") | None => "IBM",
        Some(vendor) => vendor,
    }
    .to_owned();
    let count = |places: &[&str]| places.iter().find_map(|path| record.read_int(path));
    ai::operation(
        draft,
        AiCall {
            version: text(&["responseData.model_version", "requestData.model_version"]),
            provider: &provider,
            service: "IBM watsonx.ai",
            prompt_tokens: count(&["responseData.usage.prompt_tokens", "responseData.input_token_count"]),
            completion_tokens: count(&[
                "responseData.usage.completion_tokens",
                "responseData.generated_token_count",
            ]),
            total_tokens: count(&["responseData.usage.total_tokens"]),
            model: Some(model),
        },
    );
}
