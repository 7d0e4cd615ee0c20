use serde_json::Value;
use welkin_model::{Class, Draft, Native};

/// Maps `initiator` to `actor`, the source address and the user agent.
///
/// Source: "Activity tracking event fields", IBM Cloud Docs.
pub(super) fn map(record: &mut Native, draft: &mut Draft) {
    let name = record.take_str("initiator.name");
    let uid = record.take_str("initiator.id");
    let authenticated = record.take_str("initiator.authnName");
    if name.is_some() || uid.is_some() {
        draft.email("actor.user", name.as_deref());
        draft
            .set("actor.user.name", name)
            .set("actor.user.uid", uid)
            // Who took on a trusted profile. The e-mail address of that person is not the profile's.
            .set("actor.user.uid_alt", record.take_str("initiator.authnId"));
    }
    draft.set("actor.invoked_by", authenticated);
    if !draft.has("actor.user.uid") {
        let subject = record.str("requestData.subject.attributes.id").map(str::to_owned);
        draft.set("actor.user.uid", subject);
    }
    if draft.has("actor.user.uid") || draft.has("actor.user.name") {
        let type_id = record.str("initiator.typeURI").map(|kind| match kind.rsplit('/').next() {
            Some("user" | "User") => 1,
            Some("serviceid" | "service" | "clientid") => 4,
            _ => 99,
        });
        draft
            .set("actor.user.type_id", type_id)
            .set("actor.user.type", record.take_str("initiator.typeURI"))
            .set("actor.user.credential_uid", record.take_str("initiator.credential.id"));
    }
    address(record, draft);
    draft.set("http_request.user_agent", record.take_str("initiator.host.agent"));
    if draft.class() == Class::AUTHENTICATION {
        key(record, draft);
        if let Some(user) = draft.get("actor.user").cloned() {
            draft.put("user", user);
        }
    }
}

/// The address comes with blanks, with a port after a slash, and as a list of hops. What follows a slash may as well
/// be the length of a network prefix.
fn address(record: &mut Native, draft: &mut Draft) {
    const PLACES: [&str; 2] = ["initiator.host.address", "requestData.environment.attributes.ipAddress"];
    let Some(path) = PLACES.into_iter().find(|path| record.has(path)) else { return };
    let written = record.str_or_empty(path).to_owned();
    let first = written.split([',', '/']).next().unwrap_or_default().trim().to_owned();
    let port = written.split_once('/').and_then(|(_, port)| port.trim().parse::<u16>().ok());
    if first == written && path.starts_with("initiator") {
        let address = record.take_str(path);
        draft.address("src_endpoint", "name", address);
    } else if first.parse::<std::net::IpAddr>().is_ok() {
        draft.put("src_endpoint.ip", first).set("src_endpoint.port", port.filter(|port| *port > 32));
    }
}

/// The API key of a login is its target.
fn key(record: &Native, draft: &mut Draft) {
    let key = record
        .str("target.id")
        .and_then(|id| id.rsplit_once(":apikey:"))
        .map(|(_, key)| key.to_owned())
        .filter(|key| !key.is_empty());
    if key.is_some() && draft.get("actor.user").is_some_and(Value::is_object) {
        draft.set("actor.user.credential_uid", key);
    }
}
