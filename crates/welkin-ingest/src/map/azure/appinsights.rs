use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native, Severity};

use super::{fields, resource_id};
use crate::map::{EventId, Source, verb};

/// Azure Application Insights: requests, dependencies, exceptions, traces and events of an application, as rows of
/// Log Analytics and as exported records.
///
/// Source: "Azure Monitor Logs reference: AppRequests, AppDependencies, AppExceptions, …", Microsoft Learn.
#[derive(Debug)]
pub(crate) struct AppInsights;

const TABLES: [&str; 12] = [
    "AppAvailabilityResults",
    "AppBrowserTimings",
    "AppDependencies",
    "AppEvents",
    "AppExceptions",
    "AppGenAIContent",
    "AppMetrics",
    "AppPageViews",
    "AppPerformanceCounters",
    "AppRequests",
    "AppSystemEvents",
    "AppTraces",
];

impl Source for AppInsights {
    fn id(&self) -> &'static str {
        "azure.appinsights"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        TABLES.contains(&table(record))
            && ["time", "TimeGenerated"].iter().any(|key| record.contains_key(*key))
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("Id").or_else(|| record.str("_ItemId")))
    }

    fn map(&self, record: &mut Native) -> Draft {
        record.parse_embedded("Properties");
        let table = table(record.as_map()).to_owned();
        let method = http_method(record);
        let is_http = match table.as_str() {
            "AppRequests" => record.has("Url") || method.is_some(),
            "AppDependencies" => record.str("DependencyType").is_some_and(|t| fields::contains(t, "http")),
            _ => false,
        };
        let mut draft = match table.as_str() {
            "AppRequests" | "AppDependencies" if is_http => http(record, method),
            "AppRequests" | "AppDependencies" => call(record),
            "AppExceptions" => exception(record),
            _ => Draft::new(Class::BASE_EVENT, 99),
        };
        common(record, &mut draft);
        draft.put("metadata.product.feature.name", table);
        draft
    }
}

fn table(record: &Map<String, Value>) -> &str {
    ["Type", "category", "Category"].iter().find_map(|key| record.get(*key)?.as_str()).unwrap_or("")
}

fn common(record: &mut Native, draft: &mut Draft) {
    let times = ["time", "TimeGenerated"];
    draft
        .time(fields::time(record, "", &times))
        .set("metadata.original_time", fields::take(record, "", &times))
        .set("metadata.correlation_uid", record.take_str("OperationId"))
        .put("metadata.product.name", "Azure Application Insights")
        .put("metadata.product.vendor_name", "Microsoft");
    if let Some(id) = fields::read(record, "", &["resourceId", "_ResourceId"]) {
        resource_id::account(draft, &id);
        if draft.allows("resources") {
            draft.push("resources", resource_id::ResourceId::details(&id));
        }
    }
    let success = record.read_bool("Success");
    draft.set("status_id", success.map(|ok| if ok { 1 } else { 2 }));
    let user = ["UserAuthenticatedId", "UserAccountId", "UserId"];
    let user = user.iter().find_map(|path| record.take_str(path));
    draft.email("actor.user", user.as_deref());
    draft
        .set("actor.user.name", user)
        .set("actor.session.uid", record.take_str("SessionId"))
        .set("actor.app_name", record.take_str("AppRoleName"));
    if draft.allows("src_endpoint")
        && let Some(ip) =
            record.str("ClientIP").filter(|ip| ip.parse::<std::net::IpAddr>().is_ok()).map(str::to_owned)
    {
        record.take_str("ClientIP");
        draft
            .put("src_endpoint.ip", ip)
            .set("src_endpoint.location.city", record.take_str("ClientCity"))
            .set("src_endpoint.location.region", record.take_str("ClientStateOrProvince"))
            .set("src_endpoint.location.country", record.take_str("ClientCountryOrRegion"));
    }
    let level = record.read_int("SeverityLevel");
    draft.severity(match level {
        Some(2) => Severity::Low,
        Some(3) => Severity::Medium,
        Some(4) => Severity::High,
        _ => Severity::Informational,
    });
    if !draft.has("message") {
        let message = ["Message", "Name"].iter().find_map(|path| record.take_str(path));
        draft.set("message", message);
    }
}

/// The method that the name of a request begins with, e.g. `GET /orders`.
fn http_method(record: &Native) -> Option<String> {
    let word = record.str("Name")?.split(' ').next()?;
    let known = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"];
    known.iter().find(|m| m.eq_ignore_ascii_case(word)).map(|m| (*m).to_owned())
}

/// The `activity_id` of HTTP Activity (4002).
pub(super) fn http_activity(method: &str) -> u8 {
    let methods = ["CONNECT", "DELETE", "GET", "HEAD", "OPTIONS", "POST", "PUT", "TRACE", "PATCH"];
    let at = methods.iter().position(|m| m.eq_ignore_ascii_case(method));
    at.and_then(|at| u8::try_from(at + 1).ok()).unwrap_or(99)
}

fn http(record: &mut Native, method: Option<String>) -> Draft {
    let mut draft = Draft::new(Class::HTTP_ACTIVITY, http_activity(method.as_deref().unwrap_or("")));
    let url = record
        .take_str("Url")
        .or_else(|| record.str("Data").filter(|d| d.contains("://")).map(str::to_owned));
    let path = record.str("Name").and_then(|name| name.split_once(' ')).map(|(_, path)| path.to_owned());
    draft
        .set("message", record.take_str("Name"))
        .set("http_request.http_method", method)
        .set("http_request.url.path", path.filter(|_| url.is_none()))
        .set("http_request.url.url_string", url)
        .set("http_response.code", record.take_int("ResultCode"))
        .set("dst_endpoint.svc_name", record.take_str("Target"));
    if !draft.has("http_request") {
        draft.set("http_request.url.path", draft.get("message").cloned());
    }
    draft
}

fn call(record: &mut Native) -> Draft {
    let operation = ["Name", "OperationName"].iter().find_map(|path| record.take_str(path));
    let operation = operation.unwrap_or_else(|| "Unknown".to_owned());
    let mut draft = Draft::new(Class::API_ACTIVITY, verb::of(&operation));
    draft
        .put("message", operation.clone())
        .put("api.operation", operation)
        .set("api.service.name", record.take_str("DependencyType"))
        .set("status_code", record.take_text("ResultCode"))
        .set("dst_endpoint.svc_name", record.take_str("Target"));
    draft
}

fn exception(record: &mut Native) -> Draft {
    let mut draft = Draft::new(Class::APPLICATION_ERROR, 1);
    let names = ["OuterMessage", "InnermostMessage", "ProblemId"];
    let message = names.iter().find_map(|path| record.take_str(path));
    draft
        .set("message", message)
        .set("status_code", ["ExceptionType", "OuterType"].iter().find_map(|path| record.take_str(path)))
        .set("status_detail", record.take_str("InnermostMessage"));
    draft
}
