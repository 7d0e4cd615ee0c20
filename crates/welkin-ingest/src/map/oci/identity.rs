use welkin_model::{Draft, Native};

use super::audit::known;

/// Maps `data.identity` to `actor`, the source address and the user agent.
///
/// Source: "Contents of an Audit Log Event", Oracle Cloud Infrastructure Documentation.
pub(super) fn map(record: &mut Native, draft: &mut Draft) {
    let name = known(record, "data.identity.principalName");
    // A federated user is written `<identity provider or domain>/<user name>`.
    if let Some((provider, login)) = name.as_deref().and_then(|n| n.rsplit_once('/')) {
        draft.email("actor.user", Some(login));
        if !provider.is_empty() {
            draft.put("actor.idp.name", provider);
        }
    } else {
        draft.email("actor.user", name.as_deref());
    }
    draft
        .set("actor.user.name", name)
        .set("actor.user.uid", known(record, "data.identity.principalId"))
        .set("actor.user.account.uid", known(record, "data.identity.tenantId"));
    if draft.has("actor.user") {
        let type_id = match record.str_or_empty("data.identity.authType") {
            "" | "None" => None,
            "natv" | "fed" | "saml" | "user" | "console" | "apikey" => Some(1),
            "instance" | "resource" | "workload" => Some(3),
            "service" => Some(4),
            _ => Some(99),
        };
        draft
            .set("actor.user.type_id", type_id)
            .set("actor.user.type", known(record, "data.identity.authType"))
            .set("actor.user.credential_uid", known(record, "data.identity.credentials"));
    }
    let address = known(record, "data.identity.ipAddress");
    draft
        .set("actor.session.uid", known(record, "data.identity.consoleSessionId"))
        // The service that called for the principal, not another name of the principal; its id stays in the record.
        .set("actor.invoked_by", known(record, "data.identity.callerName"))
        .address("src_endpoint", "name", address)
        .set("http_request.user_agent", known(record, "data.identity.userAgent"));
}
