use serde_json::Value;
use welkin_model::{Cloud, Event};

use super::{Handle, HandleKind, Link, LinkKind};

/// The handles of an event's actor, the most lasting first.
pub(crate) fn handles(event: &Event) -> Vec<Handle> {
    let mut out = Vec::new();
    let mut add = |kind: HandleKind, prefix: &str, value: Option<&str>| {
        if let Some(value) = value.filter(|v| is_telling(v)) {
            let handle = Handle::new(kind, prefix, value);
            if !out.contains(&handle) {
                out.push(handle);
            }
        }
    };
    let user =
        |name: &str| event.str(&format!("actor.user.{name}")).or_else(|| event.str(&format!("user.{name}")));
    let email = user("email_addr").or_else(|| user("name").filter(|n| is_email(n)));
    add(HandleKind::Principal, "email", email);
    match event.cloud() {
        Cloud::Aws => aws(event, &mut add),
        cloud => {
            let uid = user("uid").filter(|uid| !is_email(uid));
            let subject = [user("uid"), user("name"), user("uid_alt")]
                .into_iter()
                .flatten()
                .find_map(federated_subject);
            add(HandleKind::Subject, "subject", subject.as_deref());
            add(HandleKind::Principal, cloud.as_str(), uid.filter(|uid| !uid.contains("://")));
            if email.is_none() && uid.is_none() {
                add(HandleKind::Principal, cloud.as_str(), user("name"));
            }
        }
    }
    add(HandleKind::Principal, "app", event.str("actor.app_uid"));
    add(HandleKind::Credential, "key", user("credential_uid"));
    add(HandleKind::Session, "session", event.str("actor.session.uid"));
    for delegate in delegates(event) {
        add(HandleKind::Principal, "email", is_email(&delegate).then_some(delegate.as_str()));
        add(HandleKind::Subject, "subject", federated_subject(&delegate).as_deref());
    }
    out
}

/// What people call the actor.
pub(crate) fn label(event: &Event) -> String {
    const PATHS: [&str; 8] = [
        "actor.user.email_addr",
        "actor.user.name",
        "user.email_addr",
        "user.name",
        "actor.user.uid",
        "actor.app_name",
        "actor.app_uid",
        "actor.invoked_by",
    ];
    PATHS
        .into_iter()
        .find_map(|path| event.str(path).filter(|v| is_telling(v)))
        .unwrap_or("unknown")
        .to_owned()
}

/// What the event says about who is who.
pub(crate) fn links(event: &Event) -> Vec<Link> {
    let handles = handles(event);
    let mut links = Vec::new();
    let mut link = |kind: LinkKind, from: &str, to: String| {
        if from != to {
            links.push(Link { kind, from: from.to_owned(), to });
        }
    };
    let lasting = handles.iter().find(|h| matches!(h.kind, HandleKind::Principal | HandleKind::Subject));
    if let Some(lasting) = lasting {
        for other in &handles {
            match other.kind {
                // A role is not the party that assumed it, and a delegate is another party than its account.
                HandleKind::Credential | HandleKind::Session => {
                    link(LinkKind::Same, &lasting.key, other.key.clone())
                }
                HandleKind::Subject => link(LinkKind::Became, &other.key, lasting.key.clone()),
                HandleKind::Principal
                    if other.key.starts_with("email:") && lasting.key.starts_with("email:") =>
                {
                    link(LinkKind::Became, &other.key, lasting.key.clone());
                }
                HandleKind::Principal => link(LinkKind::Same, &lasting.key, other.key.clone()),
                HandleKind::Role => {}
            }
        }
    }
    if event.failed() {
        return links;
    }
    let Some(from) = handles.first() else { return links };
    for made in made(event) {
        link(LinkKind::Became, &from.key, made.key);
    }
    links
}

/// The identities and credentials that a successful call made for its caller or handed to it.
fn made(event: &Event) -> Vec<Handle> {
    let mut out = Vec::new();
    let response = |path: &str| event.str(&format!("api.response.data.{path}"));
    let request = |path: &str| event.str(&format!("api.request.data.{path}"));
    let mut add = |kind, prefix: &str, value: Option<&str>| {
        out.extend(value.filter(|v| is_telling(v)).map(|v| Handle::new(kind, prefix, v)));
    };
    match event.str("api.operation").unwrap_or_default() {
        "AssumeRole"
        | "AssumeRoleWithSAML"
        | "AssumeRoleWithWebIdentity"
        | "GetFederationToken"
        | "GetSessionToken" => {
            add(HandleKind::Credential, "key", response("credentials.accessKeyId"));
            add(HandleKind::Session, "arn", response("assumedRoleUser.arn"));
        }
        "CreateAccessKey" => add(HandleKind::Credential, "key", response("accessKey.accessKeyId")),
        operation if operation.ends_with("GenerateAccessToken") || operation.ends_with("GenerateIdToken") => {
            let name = request("name").or_else(|| event.resources().find_map(|r| r.get("name")?.as_str()));
            add(
                HandleKind::Principal,
                "email",
                name.and_then(|n| n.rsplit('/').next()).filter(|n| is_email(n)),
            );
        }
        _ => {}
    }
    out
}

fn aws(event: &Event, add: &mut dyn FnMut(HandleKind, &str, Option<&str>)) {
    let arn = event.str("actor.user.uid").filter(|arn| arn.starts_with("arn:"));
    let subject = [event.str("actor.user.name"), event.str("actor.user.uid_alt")]
        .into_iter()
        .flatten()
        .find_map(federated_subject);
    add(HandleKind::Subject, "subject", subject.as_deref());
    match arn {
        Some(arn) if arn.contains(":assumed-role/") => {
            let session = arn.rsplit('/').next().filter(|s| is_email(s));
            add(HandleKind::Principal, "email", session);
            add(HandleKind::Session, "arn", Some(arn));
            add(
                HandleKind::Role,
                "arn",
                event.str("actor.session.issuer").or_else(|| arn.rsplit_once('/').map(|(role, _)| role)),
            );
        }
        Some(arn) => add(HandleKind::Principal, "arn", Some(arn)),
        None => {
            add(HandleKind::Principal, "aws", event.str("actor.user.uid_alt").filter(|id| !id.contains(':')))
        }
    }
}

/// The parties for which an account acted, first party first (Google `serviceAccountDelegationInfo`).
fn delegates(event: &Event) -> Vec<String> {
    const PATH: &str = "unmapped.protoPayload.authenticationInfo.serviceAccountDelegationInfo";
    let steps = event.get(PATH).and_then(Value::as_array);
    let subject = |step: &Value| {
        let get = |path: &str| step.pointer(path).and_then(Value::as_str).map(str::to_owned);
        get("/firstPartyPrincipal/principalEmail").or_else(|| get("/principalSubject"))
    };
    let mut out: Vec<String> = steps.into_iter().flatten().filter_map(subject).collect();
    out.extend(event.str("unmapped.protoPayload.authenticationInfo.principalSubject").map(str::to_owned));
    out
}

/// The subject of a federated token, wherever a cloud writes it: `…/subject/S` in Google principals,
/// `arn:aws:iam::1:oidc-provider/issuer:aud:S` in CloudTrail, or the plain `repo:org/name:ref:…` and
/// `system:serviceaccount:ns:name` forms.
fn federated_subject(text: &str) -> Option<String> {
    for marker in ["/subject/", "repo:", "system:serviceaccount:", "spiffe://"] {
        if let Some((_, rest)) = text.split_once(marker) {
            let subject = if marker == "/subject/" { rest.to_owned() } else { format!("{marker}{rest}") };
            return (subject.len() > 3).then_some(subject);
        }
    }
    None
}

fn is_email(text: &str) -> bool {
    text.split_once('@').is_some_and(|(name, domain)| {
        !name.is_empty() && domain.contains('.') && !text.contains(['/', ' ', ':'])
    })
}

/// Values that exports write where they know nothing would join strangers.
fn is_telling(value: &str) -> bool {
    let value = value.trim();
    value.len() > 2
        && ![
            "unknown",
            "anonymous",
            "none",
            "null",
            "n/a",
            "root",
            "system",
            "hidden_due_to_security_reasons",
            "-",
        ]
        .iter()
        .any(|empty| value.eq_ignore_ascii_case(empty))
        && value.chars().any(|c| c != '0' && c != '-' && c.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_subject_in_the_spellings_of_three_clouds() {
        let expect = Some("repo:technobank/deploy:ref:refs/heads/main".to_owned());
        for text in [
            "repo:technobank/deploy:ref:refs/heads/main",
            "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com:sts.amazonaws.com:repo:technobank/deploy:ref:refs/heads/main",
            "principal://iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/p/subject/repo:technobank/deploy:ref:refs/heads/main",
        ] {
            assert_eq!(federated_subject(text), expect, "{text}");
        }
        assert_eq!(federated_subject("ana@technobank.example"), None);
    }

    #[test]
    fn placeholders_tell_nothing() {
        for text in ["-", "unknown", "00000000-0000-0000-0000-000000000000", "", "None"] {
            assert!(!is_telling(text), "{text}");
        }
        assert!(is_telling("AKIAEXAMPLE"));
    }
}
