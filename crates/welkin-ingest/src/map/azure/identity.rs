use std::net::{IpAddr, SocketAddr};

use serde_json::{Map, Value, json};
use welkin_model::{Draft, Native};

use super::fields;

const SCHEMA: &str = "http://schemas.microsoft.com/identity/claims/";
const SOAP: &str = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

/// Maps who called: the token's claims (activity log, Key Vault), the requester of Storage, `caller`, and the role
/// assignment that allowed the call. Claims are read, not taken: many of their names are URLs.
///
/// Source: "Azure Activity Log event schema", "Azure Storage analytics: resource logs" and "Access token claims
/// reference", Microsoft Learn.
pub(super) fn map(record: &mut Native, draft: &mut Draft) {
    for path in ["identity", "claims", "Claims", "authorization", "Authorization"] {
        record.parse_embedded(path);
    }
    let paths = ["identity.claims", "identity.claim", "claims", "Claims", "Claims_d"];
    if let Some(claims) =
        paths.iter().find_map(|path| record.get(path)?.as_object().filter(|c| !c.is_empty()))
    {
        self::claims(&claims.clone(), draft);
    }
    requester(record, draft);
    role(record, draft);
    if let Some(caller) = fields::take(record, "", &["caller"]) {
        email(draft, "actor.user", Some(&caller));
        let by_app = !caller.contains('@');
        if by_app && !draft.has("actor.user.uid") {
            draft.put("actor.user.uid", caller.clone());
        }
        if by_app && !draft.has("actor.user.type_id") {
            draft.put("actor.user.type_id", 4);
        }
        draft.put("actor.user.name", caller);
    }
    if let Some(name) = record.str("identity").map(str::to_owned)
        && !draft.has("actor.user.name")
    {
        draft.email("actor.user", Some(&name));
        draft.put("actor.user.name", name);
        record.take_str("identity");
    }
}

fn claims(claims: &Map<String, Value>, draft: &mut Draft) {
    let one = |name: &str| match claims.get(name) {
        Some(Value::String(text)) if !text.is_empty() => Some(text.clone()),
        _ => None,
    };
    let any = |names: &[&str]| names.iter().find_map(|name| one(name));
    let microsoft = |name: &str| one(&format!("{SCHEMA}{name}"));
    let soap = |name: &str| one(&format!("{SOAP}{name}"));

    let name = any(&["name", "given_name"]);
    let principal = soap("upn").or_else(|| any(&["upn", "unique_name", "preferred_username"]));
    let principal = principal.or_else(|| soap("emailaddress")).or_else(|| soap("name"));
    let app = any(&["appid", "azp", "client_id"]);
    let managed = any(&["xms_mirid"]);
    let by_app = one("idtyp").is_some_and(|kind| kind == "app")
        || managed.is_some()
        || principal.is_none() && app.is_some();
    let methods = one("http://schemas.microsoft.com/claims/authnmethodsreferences").or_else(|| one("amr"));

    email(draft, "actor.user", principal.as_deref());
    if principal.is_none() {
        draft.email("actor.user", name.as_deref());
    }
    let uid = microsoft("objectidentifier").or_else(|| one("oid"));
    let full_name = name.clone().filter(|_| principal.is_some());
    let shown = principal.or(name).or_else(|| managed.clone()).or_else(|| app.clone());
    if uid.is_some() || shown.is_some() {
        draft.put("actor.user.type_id", if by_app { 4 } else { 1 });
    }
    draft
        .set("actor.user.full_name", full_name)
        .set("actor.user.name", shown)
        .set("actor.user.uid", uid)
        .set("actor.user.uid_alt", managed.clone().or_else(|| soap("nameidentifier")).or_else(|| one("puid")))
        .set("actor.user.org.uid", microsoft("tenantid").or_else(|| one("tid")))
        .set("actor.user.type", managed.map(|_| "Managed identity"))
        .set("actor.app_uid", app)
        .set("actor.session.uid", any(&["sid"]).or_else(|| one("uti")))
        .set("actor.session.uid_alt", one("sid").and_then(|_| one("uti")))
        .set("actor.session.issuer", one("iss"))
        .set(
            "actor.session.is_mfa",
            methods.map(|m| m.split([',', ' ']).any(|m| matches!(m.trim(), "mfa" | "ngcmfa" | "fido"))),
        )
        .set("actor.idp.name", microsoft("identityprovider").or_else(|| one("idp")));
    if !draft.has("src_endpoint.ip") && draft.allows("src_endpoint") {
        draft.address("src_endpoint", "name", any(&["ipaddr"]).filter(|ip| ip.parse::<IpAddr>().is_ok()));
    }
}

/// Storage tells the requester of OAuth calls, and of others the kind of key and its hash.
fn requester(record: &mut Native, draft: &mut Draft) {
    let base = "identity.requester.";
    if !record.has("identity.requester") && !record.has("identity.tokenHash") {
        return;
    }
    let upn = fields::take(record, base, &["upn", "userName"]);
    let app = fields::take(record, base, &["appId"]);
    email(draft, "actor.user", upn.as_deref());
    draft
        .set(
            "actor.user.name",
            upn.clone()
                .or_else(|| app.clone())
                .or_else(|| record.str("identity.tokenHash").map(str::to_owned)),
        )
        .put(
            "actor.user.type_id",
            if upn.is_some() {
                1
            } else if app.is_some() {
                4
            } else {
                99
            },
        )
        .set("actor.user.uid", fields::take(record, base, &["objectId"]))
        .set("actor.user.org.uid", fields::take(record, base, &["tenantId"]))
        .set("actor.session.issuer", fields::take(record, base, &["tokenIssuer"]))
        .set("actor.user.credential_uid", record.take_str("identity.tokenHash"))
        .set("actor.user.type", record.take_str("identity.type"))
        .set("actor.app_uid", app);
}

fn role(record: &Native, draft: &mut Draft) {
    let paths = ["identity.authorization.evidence", "authorization.evidence", "Authorization.evidence"];
    let Some(base) = paths.iter().find(|path| record.has(path)) else { return };
    let role = record.str(&format!("{base}.role")).map(str::to_owned);
    let uid = record.str(&format!("{base}.roleDefinitionId")).map(str::to_owned);
    if role.is_some() || uid.is_some() {
        let mut policy = Map::new();
        policy.extend(role.map(|role| ("name".to_owned(), role.into())));
        policy.extend(uid.map(|uid| ("uid".to_owned(), uid.into())));
        draft.put("actor.authorizations", json!([{ "policy": policy }]));
    }
    let principal = record.str(&format!("{base}.principalId")).map(str::to_owned);
    if !draft.has("actor.user") {
        let kind =
            record.str(&format!("{base}.principalType")).map(|kind| if kind == "User" { 1 } else { 4 });
        draft
            .set("actor.user.type_id", kind.filter(|_| principal.is_some()))
            .set("actor.user.uid", principal);
    }
}

/// Sets the e-mail address that a user principal name is. The name of a guest holds the address of the home tenant:
/// `ana_contoso.example#EXT#@fabrikam.example` is `ana@contoso.example`.
///
/// Source: "Properties of a Microsoft Entra B2B collaboration user", Microsoft Learn.
pub(super) fn email(draft: &mut Draft, user: &str, name: Option<&str>) {
    let guest = name.and_then(|name| name.split_once("#EXT#")?.0.rsplit_once('_'));
    match guest {
        Some((local, domain)) => draft.email(user, Some(&format!("{local}@{domain}"))),
        None => draft.email(user, name),
    };
}

/// Puts the caller's address on `src_endpoint`; some services write it with a port.
pub(super) fn address(record: &mut Native, draft: &mut Draft, base: &str, names: &[&str]) {
    let Some(path) = fields::find(record, base, names).filter(|_| !draft.has("src_endpoint.ip")) else {
        return;
    };
    let Some(text) = record.str(&path).map(str::to_owned) else { return };
    if !draft.allows("src_endpoint") {
        // A finding has its addresses among the evidence.
        if text.parse::<IpAddr>().is_ok() {
            draft.push("evidences", json!({"src_endpoint": {"ip": text}}));
        }
    } else if text.parse::<IpAddr>().is_ok() {
        draft.put("src_endpoint.ip", text);
        record.take_str(&path);
    } else if let Ok(socket) = text.parse::<SocketAddr>() {
        draft.put("src_endpoint.ip", socket.ip().to_string()).put("src_endpoint.port", socket.port());
    }
}
