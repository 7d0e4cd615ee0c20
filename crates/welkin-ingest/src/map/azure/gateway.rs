use welkin_model::{Draft, Native};

use super::{fields, identity};

const METHODS: [&str; 5] = ["csMethod", "httpMethod", "requestMethod", "method", "HttpMethod"];

pub(super) fn method(record: &Native, base: &str) -> String {
    fields::read(record, base, &METHODS).unwrap_or_default()
}

/// A request that App Service, API Management, Application Gateway, Front Door or Microsoft Graph served.
pub(super) fn http(record: &mut Native, draft: &mut Draft, base: &str) {
    let status = ["scStatus", "httpStatus", "httpStatusCode", "responseCode", "responseStatusCode"];
    let code = fields::find(record, base, &status).and_then(|path| record.take_int(&path));
    let user =
        fields::find(record, base, &["userId", "csUsername"]).filter(|path| record.str(path) != Some("-"));
    let user = user.and_then(|path| record.take_str(&path));
    let by_user = user.is_some();
    identity::address(
        record,
        draft,
        base,
        &["cIp", "CIp", "clientIP", "clientIp", "ipAddress", "callerIpAddress"],
    );
    draft.email("actor.user", user.as_deref());
    draft
        .set("actor.user.uid", user.clone().filter(|user| !user.contains('@')))
        .set("actor.user.name", user)
        .set("actor.app_uid", fields::take(record, base, &["appId"]));
    if !by_user {
        let principal = fields::take(record, base, &["servicePrincipalId"]);
        draft.set("actor.user.type_id", principal.as_ref().map(|_| 4)).set("actor.user.uid", principal);
    }
    draft
        .set("actor.session.uid_alt", fields::take(record, base, &["signInActivityId"]))
        .set("http_request.http_method", fields::take(record, base, &METHODS))
        .set("http_request.user_agent", fields::take(record, base, &["userAgent", "clientUserAgent"]))
        .set("http_request.url.hostname", fields::take(record, base, &["csHost", "host", "hostName"]))
        .set("http_request.url.path", fields::take(record, base, &["csUriStem"]))
        .set("http_request.url.query_string", fields::take(record, base, &["csUriQuery", "requestQuery"]))
        .set("http_request.url.url_string", fields::take(record, base, &["requestUri", "url"]))
        .set("http_response.code", code)
        .set("status_id", code.map(|code| if code < 400 { 1 } else { 2 }))
        .set("firewall_rule.uid", fields::take(record, base, &["ruleId", "ruleName"]));
    if draft.has("http_request.url.hostname") && !draft.has("http_request.url.path") {
        let path = draft.get("http_request.url.url_string").cloned().unwrap_or_else(|| "/".into());
        draft.put("http_request.url.path", path);
    }
    if let Some(action) = fields::read(record, base, &["action"]) {
        verdict(draft, &action);
    }
    if !draft.has("http_request") && !draft.has("http_response") {
        let operation = draft.get("api.operation").cloned();
        draft.set("http_request.url.path", operation);
    }
}

pub(super) fn firewall_activity(record: &Native, base: &str) -> u8 {
    let action = fields::read(record, base, &["action"]).unwrap_or_default();
    if fields::contains(&action, "deny") { 5 } else { 6 }
}

/// A decision of Azure Firewall in its structured log.
pub(super) fn firewall(record: &mut Native, draft: &mut Draft, base: &str) {
    let port = |names: &[&str]| {
        let number = record.read_int(&fields::find(record, base, names)?)?;
        u16::try_from(number).ok()
    };
    let (sport, dport) = (port(&["sourcePort"]), port(&["destinationPort"]));
    let source = fields::take(record, base, &["sourceIp"]);
    let target = fields::take(record, base, &["destinationIp"]);
    let protocol = fields::read(record, base, &["protocol"]);
    draft.address("src_endpoint", "name", source).address("dst_endpoint", "name", target);
    if draft.has("src_endpoint") {
        draft.set("src_endpoint.port", sport);
    }
    draft.set("dst_endpoint.hostname", fields::take(record, base, &["fqdn"]));
    if draft.has("dst_endpoint") {
        draft.set("dst_endpoint.port", dport);
    }
    draft
        .put("connection_info.direction_id", 0)
        .set("connection_info.protocol_name", protocol.map(|p| p.to_ascii_lowercase()))
        .set("firewall_rule.name", fields::take(record, base, &["rule"]))
        .set("firewall_rule.category", fields::take(record, base, &["ruleCollection"]))
        .set("firewall_rule.type", fields::take(record, base, &["ruleCollectionGroup"]))
        .set("url.url_string", fields::take(record, base, &["targetUrl"]));
    if let Some(action) = fields::read(record, base, &["action"]) {
        verdict(draft, &action);
    }
}

fn verdict(draft: &mut Draft, action: &str) {
    let denied = fields::is_any(action, &["Deny", "Block", "Blocked", "Denied", "AnomalyScoring"]);
    let allowed = fields::is_any(action, &["Allow", "Allowed", "Matched", "Detected", "Log"]);
    if denied || allowed {
        draft.put("action_id", if denied { 2 } else { 1 }).put("disposition_id", if denied { 2 } else { 1 });
    }
}
