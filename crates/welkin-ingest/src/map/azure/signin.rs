use serde_json::{Map, Value, json};
use welkin_model::{Class, Draft, Native};

use super::{envelope, fields, identity, risk};
use crate::map::{EventId, Source};

/// Sign-ins to Microsoft Entra (interactive, non-interactive, of service principals and managed identities) and the
/// risks that Entra ID Protection detects, in the forms of Microsoft Graph, diagnostic settings and Log Analytics.
///
/// Source: "signIn resource type" and "riskDetection resource type" (Microsoft Graph), "SigninLogs", "AADUserRiskEvents"
/// (Azure Monitor Logs reference), Microsoft Learn.
#[derive(Debug)]
pub(crate) struct SignIn;

#[rustfmt::skip]
const SIGN_INS: [&str; 11] = [
    "SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs", "ManagedIdentitySignInLogs",
    "ADFSSignInLogs", "MicrosoftServicePrincipalSignInLogs", "AADNonInteractiveUserSignInLogs",
    "AADServicePrincipalSignInLogs", "AADManagedIdentitySignInLogs", "B2CRequestLogs", "SigninLogs",
];
#[rustfmt::skip]
const RISKS: [&str; 8] = [
    "UserRiskEvents", "RiskyUsers", "ServicePrincipalRiskEvents", "RiskyServicePrincipals", "AADUserRiskEvents",
    "AADRiskyUsers", "AADServicePrincipalRiskEvents", "AADRiskyServicePrincipals",
];

impl Source for SignIn {
    fn id(&self) -> &'static str {
        "entra.signin"
    }

    fn recognises(&self, record: &Map<String, Value>) -> bool {
        let has = |key: &str| fields::raw(record, key).is_some();
        let kinds = [envelope::category(record), fields::raw_text(record, "Type")];
        kinds.iter().any(|kind| fields::is_any(kind, &SIGN_INS) || fields::is_any(kind, &RISKS))
            || has("createdDateTime") && has("conditionalAccessStatus") && has("appId")
            || has("createdDateTime") && has("clientAppUsed") && has("userPrincipalName")
            || has("riskEventType") && (has("riskLevel") || has("riskState"))
    }

    fn split(&self, record: Map<String, Value>) -> Vec<Map<String, Value>> {
        vec![fields::restore_case(record)]
    }

    fn event_id(&self, record: &Native) -> EventId {
        // Entra writes a sign-in again under the same id when more becomes known of it.
        let id = record.str("properties.id").or_else(|| record.str("id")).or_else(|| record.str("Id"));
        EventId::scoped(id)
    }

    fn map(&self, record: &mut Native) -> Draft {
        record.parse_embedded("properties");
        let base = match record.get("properties").and_then(Value::as_object) {
            Some(properties) if !properties.is_empty() => "properties.",
            _ => "",
        };
        let objects = [
            "status",
            "location",
            "locationDetails",
            "deviceDetail",
            "mfaDetail",
            "authenticationDetails",
            "authenticationProcessingDetails",
        ];
        for name in objects {
            if let Some(path) = fields::find(record, base, &[name]) {
                record.parse_embedded(&path);
            }
        }
        let kind = [envelope::category(record.as_map()), fields::raw_text(record.as_map(), "Type")];
        let is_risk = kind.iter().any(|kind| fields::is_any(kind, &RISKS))
            || fields::find(record, base, &["riskEventType"]).is_some();
        match is_risk {
            true => risk::risk(record, base),
            false => sign_in(record, base),
        }
    }
}

fn sign_in(record: &mut Native, base: &str) -> Draft {
    let mut draft = Draft::new(Class::AUTHENTICATION, 1);
    let error = fields::find(record, base, &["status.errorCode"]).and_then(|path| record.read_int(&path));
    let error =
        error.or_else(|| fields::find(record, "", &["resultType"]).and_then(|path| record.read_int(&path)));
    let reason = fields::take(record, base, &["status.failureReason"]);
    common(record, &mut draft, base);

    let app = fields::take(record, base, &["appDisplayName"]);
    let user = who(record, base);
    let mfa = is_mfa(record, base);
    // In Graph's form `resourceId` is the application that was signed in to, in a row the tenant.
    let service = fields::find(record, base, &["resourceIdentity", "resourceId"])
        .filter(|path| record.str(path).is_some_and(|id| !id.starts_with('/')));
    let service = service.and_then(|path| record.take_str(&path));
    let name = user.get("name").and_then(Value::as_str).unwrap_or("unknown").to_owned();
    let way = if error.is_some_and(|code| code != 0) { "failed to sign in to" } else { "signed in to" };
    draft
        .put("message", format!("{name} {way} {}", app.as_deref().unwrap_or("an application")))
        .put("user", user.clone())
        .put("actor.user", user)
        .set("is_mfa", mfa)
        .set("actor.session.is_mfa", mfa)
        .set("status_id", error.map(|code| if code == 0 { 1 } else { 2 }))
        .set("status_code", error.map(|code| code.to_string()))
        .set("status_detail", reason.or_else(|| fields::take(record, base, &["status.additionalDetails"])))
        .set("session.uid", fields::take(record, base, &["sessionId"]))
        .set("session.uid_alt", fields::take(record, base, &["uniqueTokenIdentifier"]))
        .set("service.name", fields::take(record, base, &["resourceDisplayName"]))
        .set("service.uid", service)
        .set("actor.app_name", app)
        .set("actor.app_uid", fields::take(record, base, &["appId"]))
        .set("http_request.user_agent", fields::take(record, base, &["userAgent"]))
        .set("auth_protocol", fields::take(record, base, &["authenticationProtocol"]));
    let session = draft.get("session.uid").cloned();
    draft.set("actor.session.uid", session);
    if !draft.has("service") {
        draft.put("service.name", "Microsoft Entra ID");
    }
    let interactive = fields::find(record, base, &["isInteractive"]).and_then(|path| record.read_bool(&path));
    draft.set("logon_type_id", interactive.map(|yes| if yes { 2 } else { 3 })).put("is_remote", true);
    idp(record, &mut draft, base);
    conditional_access(record, &mut draft, base);
    device(record, &mut draft, base);
    let risk = fields::read(record, base, &["riskLevelDuringSignIn", "riskLevelAggregated"]);
    if let Some(level) = risk.as_deref().and_then(risk::risk_level) {
        draft.put("risk_level_id", level);
    }
    draft
}

/// Attributes of sign-ins and risks alike.
pub(super) fn common(record: &mut Native, draft: &mut Draft, base: &str) {
    let own_time = ["createdDateTime", "activityDateTime", "detectedDateTime", "riskLastUpdatedDateTime"];
    let time = fields::time(record, base, &own_time);
    let original = fields::read(record, base, &own_time);
    // The envelope's resource is the tenant, its location the caller's country, its outcome that of `properties`.
    let resource = record.str("resourceId").filter(|_| !base.is_empty()).map(str::to_owned);
    envelope::entra(record, draft);
    draft
        .time(time)
        .set("metadata.original_time", original)
        .set("metadata.original_event_uid", fields::take(record, base, &["id"]))
        .put("metadata.product.name", "Microsoft Entra ID")
        .put("metadata.product.vendor_name", "Microsoft");
    if let Some(tenant) = resource.as_deref().and_then(|id| id.split('/').nth(2)).filter(|t| !t.is_empty())
        && !draft.has("cloud.org.uid")
    {
        draft.put("cloud.org.uid", tenant);
    }
    if !base.is_empty() && !draft.has("metadata.correlation_uid") {
        draft.set("metadata.correlation_uid", fields::take(record, base, &["correlationId"]));
    }
    if draft.allows("src_endpoint") {
        identity::address(record, draft, base, &["ipAddress", "IPAddress"]);
        if !draft.has("src_endpoint.ip") {
            identity::address(record, draft, "", &["callerIpAddress"]);
        }
        place(record, draft, base);
        if !draft.has("src_endpoint.location.country") {
            draft.set("src_endpoint.location.country", fields::take(record, "", &["location"]));
        }
        let asn =
            fields::find(record, base, &["autonomousSystemNumber"]).and_then(|path| record.read_int(&path));
        draft.set("src_endpoint.autonomous_system.number", asn.filter(|_| draft.has("src_endpoint.ip")));
    }
}

pub(super) fn place(record: &Native, draft: &mut Draft, base: &str) {
    let Some(at) = ["location", "locationDetails", "Location", "LocationDetails"]
        .iter()
        .map(|name| format!("{base}{name}"))
        .find(|path| record.get(path).is_some_and(Value::is_object))
    else {
        return;
    };
    let text = |name: &str| record.str(&format!("{at}.{name}")).map(str::to_owned);
    let country = text("countryOrRegion");
    draft
        .set("src_endpoint.location.country", country)
        .set("src_endpoint.location.city", text("city"))
        .set("src_endpoint.location.region", text("state"));
    let number = |name: &str| record.read_float(&format!("{at}.geoCoordinates.{name}"));
    if let (Some(lat), Some(long), true) =
        (number("latitude"), number("longitude"), draft.has("src_endpoint.location"))
    {
        draft
            .put("src_endpoint.location.lat", lat)
            .put("src_endpoint.location.long", long)
            .put("src_endpoint.location.coordinates", vec![long, lat]);
    }
}

/// The one who signed in: a user, or a service principal or managed identity for itself.
pub(super) fn who(record: &mut Native, base: &str) -> Value {
    let mut draft = Draft::new(Class::AUTHENTICATION, 1);
    let principal = fields::take(record, base, &["servicePrincipalId"]);
    let upn = fields::take(record, base, &["userPrincipalName"]);
    let uid = fields::take(record, base, &["userId"]);
    let display = fields::take(record, base, &["userDisplayName"]);
    let is_user = upn.is_some() || uid.is_some() || principal.is_none();
    identity::email(&mut draft, "user", upn.as_deref());
    draft
        .set("user.org.uid", fields::take(record, base, &["homeTenantId"]))
        .put("user.type_id", if is_user { 1 } else { 4 });
    if is_user {
        let name = upn.or_else(|| display.clone()).or_else(|| uid.clone());
        draft
            .put("user.name", name.unwrap_or_else(|| "Unknown".to_owned()))
            .set("user.uid", uid)
            .set("user.uid_alt", principal)
            .set("user.full_name", display)
            .set("user.type", fields::take(record, base, &["userType"]));
    } else {
        let name = fields::take(record, base, &["servicePrincipalName"]);
        let credential = [
            "servicePrincipalCredentialKeyId",
            "federatedCredentialId",
            "servicePrincipalCredentialThumbprint",
        ];
        let managed = fields::read(record, base, &["managedIdentityType"]).filter(|kind| kind != "none");
        draft
            .set("user.name", name.or_else(|| principal.clone()))
            .set("user.uid", principal)
            .set("user.credential_uid", fields::take(record, base, &credential))
            .put("user.type", if managed.is_some() { "Managed identity" } else { "Service principal" });
    }
    draft.get("user").cloned().unwrap_or_else(|| json!({"name": "Unknown"}))
}

/// Whether a second factor was given or satisfied; what the policy required is not what happened.
fn is_mfa(record: &Native, base: &str) -> Option<bool> {
    let required = fields::read(record, base, &["authenticationRequirement"]);
    let detail = fields::read(record, base, &["status.additionalDetails"]).unwrap_or_default();
    let method = ["mfaDetail.authMethod", "MfaDetail.authMethod"];
    let method = method.iter().any(|path| record.str(&format!("{base}{path}")).is_some());
    if method
        || detail.to_ascii_lowercase().starts_with("mfa requirement satisfied")
        || detail == "MFA completed in Azure AD"
    {
        return Some(true);
    }
    required.map(|word| word.eq_ignore_ascii_case("multiFactorAuthentication"))
}

fn idp(record: &mut Native, draft: &mut Draft, base: &str) {
    let kind = fields::take(record, base, &["tokenIssuerType"]);
    let name = fields::take(record, base, &["tokenIssuerName"]).or_else(|| kind.clone());
    if name.is_some() {
        let tenant = draft.get("user.org.uid").cloned();
        draft.set("actor.idp.name", name).set("actor.idp.tenant_uid", tenant).set("session.issuer", kind);
    }
}

fn conditional_access(record: &mut Native, draft: &mut Draft, base: &str) {
    let Some(word) = fields::take(record, base, &["conditionalAccessStatus"]) else { return };
    let (action, disposition) = match word.as_str() {
        "success" | "0" => (1, 1),
        "failure" | "1" => (2, 2),
        _ => (3, 16),
    };
    draft.put("policy", json!({"name": "Conditional access", "desc": word, "is_applied": action != 3}));
    draft.put("action_id", action).put("disposition_id", disposition);
}

fn device(record: &mut Native, draft: &mut Draft, base: &str) {
    let Some(at) = ["deviceDetail", "DeviceDetail"]
        .iter()
        .map(|name| format!("{base}{name}."))
        .find(|path| record.get(path.trim_end_matches('.')).is_some_and(Value::is_object))
    else {
        return;
    };
    let uid = fields::take(record, &at, &["deviceId"]);
    let name = fields::take(record, &at, &["displayName"]);
    if uid.is_none() && name.is_none() {
        return;
    }
    draft.put("device.type_id", 0).set("device.uid", uid).set("device.name", name);
    if let Some(os) = fields::read(record, &at, &["operatingSystem"]) {
        let families =
            [("windows", 100), ("linux", 200), ("android", 201), ("mac", 300), ("ios", 301), ("ipad", 302)];
        let lower = os.to_ascii_lowercase();
        let family = families.iter().find(|(word, _)| lower.starts_with(word)).map_or(99, |(_, id)| *id);
        draft.put("device.os.name", os).put("device.os.type_id", family);
    }
    let flag = |name: &str| record.read_bool(&format!("{at}{name}"));
    draft.set("device.is_managed", flag("isManaged")).set("device.is_compliant", flag("isCompliant"));
}
