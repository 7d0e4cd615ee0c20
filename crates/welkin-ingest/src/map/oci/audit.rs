use serde_json::{Map, Value};
use welkin_model::{Draft, Native};

use super::{identity, ocid, operation, resource, subject};
use crate::map::ai::{self, AiCall};
use crate::map::{EventId, Source};

/// Oracle Cloud Infrastructure audit events, in the CloudEvents 1.0 form of the Logging service and in the older form
/// of the Audit API (`eventType`, `cloudEventsVersion` 0.1).
///
/// Source: "Contents of an Audit Log Event", Oracle Cloud Infrastructure Documentation.
#[derive(Debug)]
pub(crate) struct Audit;

impl Source for Audit {
    fn id(&self) -> &'static str {
        "oci.audit"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        is_oracle(record) && is_call(record)
    }

    /// Some collectors write the nested objects as JSON texts.
    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        let mut record = Native::new(record);
        if !record.parse_embedded("data") {
            for part in ["identity", "additionalDetails", "request", "response", "stateChange"] {
                let path = format!("data.{part}");
                if !record.parse_embedded(&path) {
                    for leaf in ["headers", "parameters", "payload", "current", "previous"] {
                        record.parse_embedded(&format!("{path}.{leaf}"));
                    }
                }
            }
        }
        vec![record.into_rest()]
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::uuid(["id", "eventId", "eventID"].into_iter().find_map(|path| record.str(path)))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let kind = record.str("type").or_else(|| record.str("eventType")).unwrap_or_default().to_owned();
        let mut parts = kind.split('.').skip(2);
        let service = parts.next().unwrap_or_default().to_owned();
        let event = known(record, "data.eventName")
            .or_else(|| parts.next().map(str::to_owned))
            .unwrap_or_else(|| "Unknown".to_owned());
        let (folded, name) = (service.to_ascii_lowercase(), event.to_ascii_lowercase());
        let (class, activity) = operation::class_of(&folded, &name, &event);
        let mut draft = Draft::new(class, activity);

        cloud(record, &mut draft);
        model_call(record, &mut draft, &folded, &name);
        identity::map(record, &mut draft);
        subject::map(record, &mut draft, &name);
        resource::map(record, &mut draft);
        outcome(record, &mut draft);
        let message = known(record, "data.message").unwrap_or_else(|| format!("{service} {event}"));
        let time = ["time", "eventTime", "data.response.responseTime"].map(|path| record.read_time(path));
        draft
            .time(time.into_iter().flatten().next())
            .set("metadata.original_time", record.take_str("time").or_else(|| record.take_str("eventTime")))
            .set("metadata.logged_time", record.read_time("oracle.ingestedtime"))
            .set("metadata.event_code", record.take_str("type").or_else(|| record.take_str("eventType")))
            .set("metadata.correlation_uid", known(record, "data.eventGroupingId"))
            .put("metadata.product.name", "Audit")
            .put("metadata.product.vendor_name", "Oracle")
            .put("message", message)
            .put("api.operation", event)
            .set("api.service.name", Some(service).filter(|s| !s.is_empty()))
            .set("http_request.http_method", known(record, "data.request.action"))
            .set("http_request.url.path", known(record, "data.request.path"));
        let request = known(record, "data.request.id");
        let parameters = record.take("data.request.parameters");
        if request.is_some() || parameters.is_some() {
            draft.set("api.request.uid", request).set("api.request.data", parameters);
        }
        draft
    }
}

/// Whether the event is of Oracle's cloud.
pub(super) fn is_oracle(record: &Map<String, Value>) -> bool {
    let kind = record.get("type").or_else(|| record.get("eventType")).and_then(Value::as_str);
    kind.is_some_and(|kind| kind.starts_with("com.oraclecloud."))
        && !kind.is_some_and(|kind| kind.starts_with("com.oraclecloud.vcn.flowlogs."))
}

/// Whether the event reports an API call; events of the Events service and of Cloud Guard do not say who called.
pub(super) fn is_call(record: &Map<String, Value>) -> bool {
    match record.get("data") {
        Some(Value::Object(data)) => ["identity", "request"].iter().any(|key| data.contains_key(*key)),
        Some(Value::String(text)) => text.contains("\"identity\"") || text.contains("\"request\""),
        _ => false,
    }
}

/// The text at the path, unless it is the `None` that some collectors write for `null`.
pub(super) fn known(record: &mut Native, path: &str) -> Option<String> {
    match record.str(path) {
        Some("None" | "null") => None,
        _ => record.take_str(path),
    }
}

/// What the call's own parts say under this name. Read, not taken.
pub(super) fn detail(record: &Native, name: &str) -> Option<String> {
    // Request parameters are lists of texts.
    fn text(value: &Value) -> Option<String> {
        match value {
            Value::String(text) if !text.is_empty() && text != "None" => Some(text.clone()),
            Value::Number(number) => Some(number.to_string()),
            Value::Array(items) => items.iter().find_map(text),
            _ => None,
        }
    }
    ["data.additionalDetails", "data.response.payload", "data.stateChange.current", "data.request.parameters"]
        .into_iter()
        .find_map(|place| text(record.get(&format!("{place}.{name}"))?))
}

fn cloud(record: &mut Native, draft: &mut Draft) {
    let host = record
        .get("data.request.headers")
        .and_then(|headers| headers.get("oci-original-host").or_else(|| headers.get("Host")))
        .and_then(|hosts| hosts.as_array()?.first()?.as_str())
        .and_then(ocid::region_of_host);
    let named = ["bucketId", "vnicId", "instanceId", "modelId"]
        .into_iter()
        .find_map(|name| ocid::region(&detail(record, name)?));
    let region = record.str("data.resourceId").and_then(ocid::region).or(host).or(named);
    let tenant = known(record, "oracle.tenantid")
        .or_else(|| record.str("data.identity.tenantId").filter(|t| *t != "None").map(str::to_owned));
    let compartment = known(record, "data.compartmentId").or_else(|| known(record, "oracle.compartmentid"));
    draft
        .set("cloud.account.uid", tenant)
        .set("cloud.project_uid", compartment)
        .set("cloud.region", region)
        .set("cloud.zone", known(record, "data.availabilityDomain"));
}

fn outcome(record: &mut Native, draft: &mut Draft) {
    let code = record.read_int("data.response.status");
    let success = code.map(|code| (200..400).contains(&code)).or_else(|| {
        let message = record.str("data.message")?;
        match message.rsplit(' ').next()? {
            "succeeded" => Some(true),
            "failed" => Some(false),
            _ => None,
        }
    });
    draft
        .status(success, None)
        .set("status_code", record.take_text("data.response.status"))
        .set("http_response.code", code.filter(|code| (100..600).contains(code)))
        .set("api.response.message", known(record, "data.response.message"));
    if record.str("data.response.payload") != Some("None") {
        draft.set("api.response.data", record.take("data.response.payload"));
    }
}

/// Calls of models: Generative AI inference and agents by model or endpoint, Data Science by model deployment.
fn model_call(record: &Native, draft: &mut Draft, service: &str, event: &str) {
    let called = match event {
        "chat" | "generatetext" | "embedtext" | "summarizetext" | "reranktext" | "executetool" => {
            service.contains("generativeai")
        }
        "predict" | "predictwithresponsestream" | "invoke" => {
            service.starts_with("datascience") || service.starts_with("modeldeployment")
        }
        _ => false,
    };
    if !called {
        return;
    }
    let nested = record.str("data.additionalDetails.servingMode.modelId").map(str::to_owned);
    let model = ["modelId", "modelName", "modelDeploymentId", "endpointId", "agentEndpointId"]
        .into_iter()
        .find_map(|name| detail(record, name))
        .or(nested)
        .or_else(|| record.str("data.resourceName").map(str::to_owned))
        .or_else(|| record.str("data.resourceId").map(str::to_owned))
        .filter(|model| model != "None")
        .unwrap_or_else(|| "Unknown".to_owned());
    let vendor = model.split_once('.').map(|(vendor, _)| vendor.to_owned());
    let provider = vendor.filter(|vendor| !vendor.starts_with("ocid")).unwrap_or_else(|| "Oracle".to_owned());
    let usage = |name: &str| {
        ["data.response.payload.chatResponse.usage", "data.response.payload.usage"]
            .into_iter()
            .find_map(|place| record.read_int(&format!("{place}.{name}")))
    };
    ai::operation(
        draft,
        AiCall {
            version: detail(record, "modelVersion"),
            provider: &provider,
            service: "OCI",
            prompt_tokens: usage("promptTokens"),
            completion_tokens: usage("completionTokens"),
            total_tokens: usage("totalTokens"),
            model: Some(model),
        },
    );
}
