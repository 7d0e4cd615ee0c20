use serde_json::Value;
use welkin_model::{Draft, Native};

/// Maps CloudTrail's `userIdentity` element to `actor`.
///
/// Source: "CloudTrail userIdentity element", AWS CloudTrail User Guide.
pub(super) fn map(record: &mut Native, draft: &mut Draft) {
    let kind = record.take_str("userIdentity.type");
    let arn = record.take_str("userIdentity.arn");
    let account = record.take_str("userIdentity.accountId");
    let name = record.take_str("userIdentity.userName");
    let type_id = kind.as_deref().map(|kind| match kind {
        "IAMUser" | "IdentityCenterUser" | "FederatedUser" | "SAMLUser" | "WebIdentityUser" => 1,
        "Root" => 2,
        "AWSService" => 3,
        _ => 99,
    });
    let shown = name.or_else(|| arn.as_deref().and_then(name_of_arn)).or_else(|| kind.clone());
    draft.email("actor.user", shown.as_deref().map(|n| n.rsplit_once('/').map_or(n, |(_, session)| session)));
    draft
        .set("actor.user.name", shown)
        .set("actor.user.uid", arn)
        .set("actor.user.uid_alt", record.take_str("userIdentity.principalId"))
        .set("actor.user.account.uid", account)
        .set("actor.user.credential_uid", record.take_str("userIdentity.accessKeyId"))
        .set("actor.user.type_id", type_id)
        .set("actor.user.type", kind)
        .set("actor.invoked_by", record.take_str("userIdentity.invokedBy"))
        .set("actor.idp.name", record.take_str("userIdentity.identityProvider"))
        .set("actor.session.issuer", record.take_str("userIdentity.sessionContext.sessionIssuer.arn"))
        .set(
            "actor.session.is_mfa",
            record.read_bool("userIdentity.sessionContext.attributes.mfaAuthenticated"),
        )
        .set(
            "actor.session.created_time",
            record.read_time("userIdentity.sessionContext.attributes.creationDate"),
        );
    if draft.get("actor.idp.name").is_none() {
        let provider = record.take_str("userIdentity.sessionContext.webIdFederationData.federatedProvider");
        draft.set("actor.idp.name", provider);
    }
    // A service that acts for itself has no ARN; `invokedBy` names it.
    if draft.get("actor.user.name").and_then(Value::as_str) == Some("AWSService")
        && let Some(service) = draft.get("actor.invoked_by").cloned()
    {
        draft.put("actor.user.name", service);
    }
}

/// `role/session` of an assumed role, else what follows the last slash or colon.
pub(super) fn name_of_arn(arn: &str) -> Option<String> {
    let resource = arn.splitn(6, ':').nth(5)?;
    Some(match resource.split_once('/') {
        Some(("assumed-role", rest)) => rest.to_owned(),
        Some((_, rest)) => rest.rsplit('/').next().unwrap_or(rest).to_owned(),
        None => resource.to_owned(),
    })
}

/// Puts a caller of whom the record has only the ARN on `actor`, as [`map`] would.
pub(super) fn of_arn(draft: &mut Draft, arn: String) {
    let name = name_of_arn(&arn);
    let account = account_of_arn(&arn);
    draft.email("actor.user", name.as_deref().map(|n| n.rsplit_once('/').map_or(n, |(_, session)| session)));
    let resource = arn.splitn(6, ':').nth(5).unwrap_or_default();
    let type_id = match resource.split('/').next() {
        Some("user" | "federated-user") => 1,
        Some("root") => 2,
        _ => 99,
    };
    let kind = match resource.split('/').next() {
        Some("user") => "IAMUser",
        Some("federated-user") => "FederatedUser",
        Some("assumed-role") => "AssumedRole",
        Some("role") => "Role",
        Some("root") => "Root",
        _ => "Unknown",
    };
    let role = match (resource.split('/').nth(1), &account) {
        (Some(role), Some(account)) if kind == "AssumedRole" => {
            Some(format!("arn:aws:iam::{account}:role/{role}"))
        }
        _ => None,
    };
    draft
        .set("actor.user.name", name)
        .put("actor.user.type_id", type_id)
        .put("actor.user.type", kind)
        .set("actor.user.account.uid", account)
        .set("actor.session.issuer", role)
        .put("actor.user.uid", arn);
}

/// The account in an ARN, if it names one.
pub(super) fn account_of_arn(arn: &str) -> Option<String> {
    let account = arn.split(':').nth(4)?;
    (arn.starts_with("arn:") && account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()))
        .then(|| account.to_owned())
}
