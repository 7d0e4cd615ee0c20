use serde_json::{Map, Value};
use welkin_model::{Class, Draft, Native};

use super::log_entry;
use crate::map::{EventId, Source};

/// Requests through an HTTP(S) load balancer, with the verdict of Cloud Armor and of Identity-Aware Proxy.
///
/// Source: "Global external Application Load Balancer logging and monitoring" and `HttpRequest` of `LogEntry`.
#[derive(Debug)]
pub(crate) struct LoadBalancer;

impl Source for LoadBalancer {
    fn id(&self) -> &'static str {
        "gcp.lb"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let object = |name: &str| log_entry::member(record, name).and_then(Value::as_object);
        let kind = object("jsonPayload").and_then(log_entry::type_of);
        let resource = record.get("resource").and_then(|r| r.get("type")?.as_str()).unwrap_or_default();
        kind.is_some_and(|kind| kind.ends_with("LoadBalancerLogEntry"))
            || object("httpRequest").is_some()
                && (resource.contains("http_load_balancer")
                    || resource.contains("http_lb_rule")
                    || resource.contains("http_external")
                    || resource.contains("http_internal"))
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![log_entry::restore_names(record)]
    }

    fn event_id(&self, record: &Native) -> EventId {
        EventId::scoped(record.str("insertId"))
    }

    fn map(&self, record: &mut Native) -> Draft {
        let method = record.take_str("httpRequest.requestMethod");
        let mut draft = Draft::new(Class::HTTP_ACTIVITY, activity(method.as_deref()));
        let code = record.take_int("httpRequest.status");
        let shown = record.str("httpRequest.requestUrl").unwrap_or("-");
        let message = format!("{} {shown}", method.as_deref().unwrap_or("-"));
        draft
            .put("message", message)
            .set("http_request.http_method", method)
            .set("http_request.user_agent", record.take_str("httpRequest.userAgent"))
            .set("http_request.referrer", record.take_str("httpRequest.referer"))
            .set("http_request.version", record.take_str("httpRequest.protocol"))
            .set("http_request.length", record.take_int("httpRequest.requestSize"));
        url(record, &mut draft);
        if let Some(code) = code {
            draft
                .put("http_response.code", code)
                .set("http_response.length", record.take_int("httpRequest.responseSize"))
                .set("http_response.latency", latency(record.str("httpRequest.latency")))
                .put("status_id", if (200..400).contains(&code) { 1 } else { 2 })
                .put("status_code", code.to_string());
        }
        address(record, &mut draft, "src_endpoint", "httpRequest.remoteIp");
        address(record, &mut draft, "dst_endpoint", "httpRequest.serverIp");
        verdict(record, &mut draft, code);
        balancer(record, &mut draft);
        draft.put("metadata.product.name", "Cloud Load Balancing");
        log_entry::map(record, &mut draft, &["timestamp", "receiveTimestamp", "p_event_time"]);
        draft
    }
}

fn activity(method: Option<&str>) -> u8 {
    match method {
        Some("CONNECT") => 1,
        Some("DELETE") => 2,
        Some("GET") => 3,
        Some("HEAD") => 4,
        Some("OPTIONS") => 5,
        Some("POST") => 6,
        Some("PUT") => 7,
        Some("TRACE") => 8,
        Some("PATCH") => 9,
        Some(_) => 99,
        None => 0,
    }
}

fn url(record: &mut Native, draft: &mut Draft) {
    let Some(text) = record.take_str("httpRequest.requestUrl") else { return };
    if let Some((scheme, rest)) = text.split_once("://") {
        let (authority, path) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        let (path, query) = path.split_once('?').map_or((path, None), |(path, query)| (path, Some(query)));
        // A colon inside of brackets belongs to an IPv6 address.
        let (host, port) = match authority.rsplit_once(':') {
            Some((host, port)) if !port.contains(']') => (host, port.parse::<u16>().ok()),
            _ => (authority, None),
        };
        draft
            .put("http_request.url.scheme", scheme)
            .put("http_request.url.hostname", host)
            .set("http_request.url.port", port)
            .set("http_request.url.path", Some(path).filter(|p| !p.is_empty()))
            .set("http_request.url.query_string", query);
    }
    draft.put("http_request.url.url_string", text);
}

/// `0.173624s` in milliseconds.
fn latency(text: Option<&str>) -> Option<i64> {
    let seconds: f64 = text?.strip_suffix('s')?.parse().ok()?;
    let millis = (seconds * 1e3).round();
    #[expect(clippy::cast_possible_truncation, reason = "bounded by the range before it")]
    (0.0..1e12).contains(&millis).then_some(millis as i64)
}

/// An address; regional balancers add the port.
fn address(record: &mut Native, draft: &mut Draft, end: &str, path: &str) {
    let Some(text) = record.str(path).map(str::to_owned) else { return };
    match text.parse::<std::net::SocketAddr>() {
        Ok(socket) => {
            draft
                .put(&format!("{end}.ip"), socket.ip().to_string())
                .put(&format!("{end}.port"), socket.port());
        }
        Err(_) => {
            draft.address(end, "hostname", record.take_str(path));
        }
    }
}

/// Who let the request pass or stopped it: a security policy, else the proxy that asks for a sign-in.
fn verdict(record: &mut Native, draft: &mut Draft, code: Option<i64>) {
    let policy = "jsonPayload.enforcedSecurityPolicy";
    let outcome = record.take_str(&format!("{policy}.outcome"));
    let name = record.take_str(&format!("{policy}.name"));
    if name.is_some() {
        let rules = record.take_strs(&format!("{policy}.preconfiguredExprIds"));
        draft.set("firewall_rule.match_details", rules);
    }
    draft
        .set("policy.name", name.clone())
        .set("firewall_rule.name", name)
        .set("firewall_rule.type", record.take_str(&format!("{policy}.configuredAction")));
    if draft.has("firewall_rule.type") && !draft.has("firewall_rule.name") {
        draft.put("firewall_rule.name", "Unknown");
    }
    let details = record.str("jsonPayload.statusDetails").unwrap_or_default();
    let refused = matches!(code, Some(401 | 403));
    let id = match outcome.as_deref() {
        Some("DENY") => Some(2),
        Some("ACCEPT") => Some(1),
        Some(_) => Some(99),
        None if details.starts_with("denied_by_security_policy") => Some(2),
        None if details.starts_with("handled_by_identity_aware_proxy") && refused => Some(2),
        None => None,
    };
    if let Some(id) = id {
        draft.put("action_id", id).put("disposition_id", id).set("action", outcome);
    }
}

fn balancer(record: &mut Native, draft: &mut Draft) {
    let label = |name: &str| format!("resource.labels.{name}");
    let details = record.take_str("jsonPayload.statusDetails");
    draft.set("status_detail", details.clone());
    let name = ["url_map_name", "forwarding_rule_name", "load_balancer_name"]
        .into_iter()
        .find_map(|name| record.take_str(&label(name)));
    if let Some(name) = name {
        draft
            .put("load_balancer.name", name)
            .set("load_balancer.uid", record.take_str(&label("forwarding_rule_name")))
            .set("load_balancer.status_detail", details);
    }
    let backend = ["backend_service_name", "backend_name", "backend_target_name"]
        .into_iter()
        .find_map(|name| record.take_str(&label(name)));
    draft.set("dst_endpoint.svc_name", backend);
}
