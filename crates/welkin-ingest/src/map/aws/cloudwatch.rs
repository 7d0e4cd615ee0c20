use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native, Severity};

use crate::map::{EventId, Source};

/// Amazon CloudWatch alarms: EventBridge events of state and configuration changes, and SNS notifications.
///
/// Source: "Alarm events and EventBridge" and "Alarm notifications", Amazon CloudWatch User Guide.
#[derive(Debug)]
pub(crate) struct CloudWatch;

impl Source for CloudWatch {
    fn id(&self) -> &'static str {
        "aws.cloudwatch"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let has = |key: &str| record.contains_key(key);
        let alarm = |v: &Map<String, Value>| v.contains_key("alarmName") || v.contains_key("alarmData");
        let detail = record.get("detail").and_then(Value::as_object);
        record.get("source").and_then(Value::as_str) == Some("aws.cloudwatch") && detail.is_some_and(alarm)
            || has("AlarmName") && has("NewStateValue")
            || has("alarmArn") && alarm(record)
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("id"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let configured = record.has("detail.operation");
        let mut draft = match (configured, record.has("AlarmName")) {
            (true, _) => configuration(record),
            (false, true) => notification(record),
            (false, false) => state(record),
        };
        draft
            .put("metadata.product.name", "CloudWatch")
            .put("metadata.product.vendor_name", "AWS")
            .set("metadata.event_code", record.take_str("detail-type"))
            .set("cloud.account.uid", record.take_str("account").or_else(|| record.take_str("accountId")))
            .set("cloud.region", record.take_str("region"));
        draft
    }
}

/// An alarm that fires is a detection that opens, and closes when it is well again. CloudWatch rates nothing, so an
/// alarm is low.
fn finding(state: Option<&str>) -> Draft {
    let (activity, severity) = match state {
        Some("ALARM") => (1, Severity::Low),
        Some("OK") => (3, Severity::Informational),
        _ => (2, Severity::Informational),
    };
    let mut draft = Draft::new(Class::DETECTION_FINDING, activity);
    draft.severity(severity);
    draft
}

fn state(record: &mut Native) -> Draft {
    // Lambda actions of an alarm get `alarmData` where events have `detail`.
    let base = if record.has("alarmData") { "alarmData" } else { "detail" };
    let at = |path: &str| format!("{base}.{path}");
    let value = record.take_str(&at("state.value"));
    let mut draft = finding(value.as_deref());
    let name = record.take_str(&at("alarmName"));
    let time = record.read_time(&at("state.timestamp")).or_else(|| record.read_time("time"));
    let arn = record
        .get("resources")
        .and_then(|r| r.get(0))
        .and_then(Value::as_str)
        .or_else(|| record.str("alarmArn"))
        .map(str::to_owned);
    draft
        .time(time)
        .set("metadata.original_time", record.take_str(&at("state.timestamp")))
        .set("finding_info.desc", record.take_str(&at("configuration.description")));
    if let Some(reason) = record.take_str(&at("state.reason")) {
        draft.put("status_detail", reason);
    }
    title(&mut draft, name, value, arn);
    for resource in record.take_strs("resources").unwrap_or_default() {
        draft.push("resources", json!({"uid": resource, "type": "AWS::CloudWatch::Alarm"}));
    }
    draft
}

fn notification(record: &mut Native) -> Draft {
    let value = record.take_str("NewStateValue");
    let mut draft = finding(value.as_deref());
    let name = record.take_str("AlarmName");
    let arn = record.take_str("AlarmArn");
    let region = arn.as_deref().and_then(|a| a.split(':').nth(3)).map(str::to_owned);
    draft
        .time(record.read_time("StateChangeTime"))
        .set("metadata.original_time", record.take_str("StateChangeTime"))
        .set("finding_info.desc", record.take_str("AlarmDescription"))
        .set("status_detail", record.take_str("NewStateReason"))
        .set("cloud.account.uid", record.take_str("AWSAccountId"))
        .set("cloud.region", region);
    if let Some(arn) = &arn {
        draft.push("resources", json!({"uid": arn, "type": "AWS::CloudWatch::Alarm"}));
    }
    title(&mut draft, name, value, arn);
    draft
}

fn title(draft: &mut Draft, name: Option<String>, state: Option<String>, arn: Option<String>) {
    let shown = name.clone().unwrap_or_else(|| "alarm".to_owned());
    draft
        .put("message", format!("{shown} is {}", state.as_deref().unwrap_or("in an unknown state")))
        .set("status_code", state)
        .put("finding_info.title", shown)
        .set("finding_info.analytic", name.map(|n| json!({"name": n, "type_id": 1})))
        .set("finding_info.uid", arn);
}

fn configuration(record: &mut Native) -> Draft {
    let operation = record.take_str("detail.operation").unwrap_or_default();
    let activity = match operation.as_str() {
        "create" => 1,
        "update" => 3,
        "delete" => 4,
        _ => 99,
    };
    let mut draft = Draft::new(Class::ENTITY_MANAGEMENT, activity);
    let name = record.take_str("detail.alarmName");
    let arn = record.get("resources").and_then(|r| r.get(0)).and_then(Value::as_str).map(str::to_owned);
    draft
        .time(record.read_time("time"))
        .set("metadata.original_time", record.take_str("time"))
        .put("message", format!("{operation} of alarm {}", name.as_deref().unwrap_or_default()))
        .set("entity.name", name)
        .set("entity.uid", arn)
        .put("entity.type", "AWS::CloudWatch::Alarm")
        .put("api.service.name", "cloudwatch.amazonaws.com")
        .put("status_id", 1)
        .put("api.operation", operation);
    draft
}
