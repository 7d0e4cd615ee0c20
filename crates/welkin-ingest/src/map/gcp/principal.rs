//! Who made the call.
//!
//! Source: "AuthenticationInfo" and "RequestMetadata", Cloud Logging API reference; "Principal identifiers", IAM.

use serde_json::Value;
use welkin_model::{Draft, Native};

/// Takes the caller and where the call came from. The chain of impersonation stays where it is in the record, since
/// identity linking reads every link of it.
pub(super) fn map(record: &mut Native, draft: &mut Draft) {
    let info = "protoPayload.authenticationInfo";
    let email = record.take_str(&format!("{info}.principalEmail"));
    let subject = record.take_str(&format!("{info}.principalSubject"));
    let federated = subject.as_deref().and_then(Federated::parse);
    let name = email.clone().or_else(|| federated.as_ref().map(|f| f.subject.clone())).or_else(|| {
        let subject = subject.as_deref()?;
        let id = subject.split_once(':').map_or(subject, |(_, id)| id);
        Some(id.to_owned())
    });
    let (kind, type_id) = kind_of(email.as_deref(), subject.as_deref());
    draft.email("actor.user", name.as_deref());
    draft
        .set("actor.user.account.uid", name.as_deref().and_then(project_of))
        .set("actor.user.name", name)
        .set("actor.user.uid", subject)
        .set("actor.user.credential_uid", record.take_str(&format!("{info}.serviceAccountKeyName")))
        .set("actor.app_uid", record.take_str(&format!("{info}.oauthInfo.oauthClientId")))
        .set("actor.invoked_by", impersonator(record, info));
    if draft.has("actor.user") {
        draft.set("actor.user.type", kind).put("actor.user.type_id", type_id);
    }
    if let Some(federated) = federated {
        draft.put("actor.idp.name", federated.pool_name).put("actor.idp.uid", federated.pool);
    }
    draft.address("src_endpoint", "name", record.take_str("protoPayload.requestMetadata.callerIp")).set(
        "http_request.user_agent",
        record.take_str("protoPayload.requestMetadata.callerSuppliedUserAgent"),
    );
}

/// An identity of a workload or workforce pool:
/// `principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/ci/subject/repo:a/b`.
struct Federated {
    pool: String,
    pool_name: String,
    subject: String,
}

impl Federated {
    fn parse(principal: &str) -> Option<Federated> {
        let path = ["principal://", "principalSet://"].into_iter().find_map(|s| principal.strip_prefix(s))?;
        let path = path.strip_prefix("iam.googleapis.com/").unwrap_or(path);
        let (pool, subject) = path.split_once("/subject/").or_else(|| path.split_once("/attribute."))?;
        let pool_name = pool.rsplit('/').next().filter(|name| !name.is_empty())?.to_owned();
        Some(Federated { pool: pool.to_owned(), pool_name, subject: subject.to_owned() })
    }
}

fn kind_of(email: Option<&str>, subject: Option<&str>) -> (Option<&'static str>, u8) {
    let service = email.is_some_and(|e| e.ends_with("gserviceaccount.com"))
        || subject.is_some_and(|s| s.starts_with("serviceAccount:"));
    match (email, subject) {
        _ if service => (Some("serviceAccount"), 4),
        (_, Some(s)) if s.contains("workloadIdentityPools/") => (Some("workload identity"), 4),
        (_, Some(s)) if s.contains("workforcePools/") => (Some("workforce identity"), 1),
        (Some(e), _) if e.starts_with("system@") => (Some("system"), 3),
        (Some(_), _) => (Some("user"), 1),
        (None, Some(_)) => (None, 99),
        (None, None) => (None, 0),
    }
}

/// `build@shop-prod.iam.gserviceaccount.com` belongs to the project `shop-prod`.
fn project_of(email: &str) -> Option<String> {
    let (_, domain) = email.split_once('@')?;
    let project = domain
        .strip_suffix(".iam.gserviceaccount.com")
        .or_else(|| domain.strip_suffix(".gserviceaccount.com").filter(|d| *d == "appspot"))?;
    Some(project.to_owned())
}

/// The identity that first obtained the token of the service account.
fn impersonator(record: &Native, info: &str) -> Option<String> {
    let chain = record.get(&format!("{info}.serviceAccountDelegationInfo"))?.as_array()?;
    let link = chain.first()?;
    let text = |pointer: &str| link.pointer(pointer).and_then(Value::as_str).filter(|s| !s.is_empty());
    text("/firstPartyPrincipal/principalEmail")
        .or_else(|| text("/principalSubject"))
        .or_else(|| text("/thirdPartyPrincipal/thirdPartyClaims/sub"))
        .map(str::to_owned)
}
