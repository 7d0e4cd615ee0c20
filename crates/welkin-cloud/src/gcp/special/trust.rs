use welkin_model::estate::{AssetId, EdgeKind, Fact, Handle, HandleKind, Link};

use super::super::name::mail;
use super::policy::{Who, who};
use super::value::{first, is_true, texts, values};
use crate::describe::{Draft, Resource};

/// Reads whom pools of outside identities trust, whom deny policies bind, and whether perimeters are in force.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    match &*resource.native_type {
        "iam.googleapis.com/WorkloadIdentityPoolProvider" | "iam.googleapis.com/WorkforcePoolProvider" => {
            provider(resource, draft);
        }
        "iam.googleapis.com/PolicyV2" => denials(resource, draft),
        "accesscontextmanager.googleapis.com/ServicePerimeter" => perimeter(resource, draft),
        "apikeys.googleapis.com/Key" => api_key(resource, draft),
        _ => {}
    }
}

/// Identities of the issuer pass through the provider into its pool.
fn provider(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    let mut trusts = |handle: Handle, field: &str| {
        draft.link(Link::to_handle(EdgeKind::Trusts, handle.clone(), field));
        draft.link(Link::from_handle(EdgeKind::CanAssume, handle, field));
    };
    let issuer = first(payload, "oidc.issueruri");
    if !issuer.is_empty() {
        trusts(Handle::issuer(issuer), "oidc.issuerUri");
        for subject in subjects(first(payload, "attributecondition")) {
            let value = format!("{}|{subject}", Handle::issuer(issuer).value);
            trusts(Handle::new(HandleKind::Subject, value), "attributeCondition");
        }
    }
    if let Some(entity) = entity_id(first(payload, "saml.idpmetadataxml")) {
        trusts(Handle::issuer(entity), "saml.idpMetadataXml");
    }
    let account = first(payload, "aws.accountid");
    if account.len() == 12 && account.bytes().all(|b| b.is_ascii_digit()) {
        let id = AssetId::new(format!("arn:aws:iam::{account}:root"));
        draft.to(EdgeKind::Trusts, id.clone(), "aws.accountId");
        draft.link(Link::from(EdgeKind::CanAssume, id, "aws.accountId"));
    }
    if let Some((pool, _)) = resource.id.as_str().split_once("/providers/") {
        draft.to(EdgeKind::CanAssume, AssetId::new(pool), "name");
    }
    if is_true(payload, "disabled") {
        draft.fact(Fact::State, "DISABLED");
    }
}

/// Subjects that a condition requires verbatim: `assertion.sub == 'x'`.
fn subjects(condition: &str) -> impl Iterator<Item = &str> {
    condition.split("assertion.sub").skip(1).filter_map(|rest| {
        let rest = rest.trim_start().strip_prefix("==")?.trim_start();
        let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
        rest.get(1..)?.split(quote).next().filter(|subject| !subject.is_empty())
    })
}

/// The issuer in the metadata of a SAML identity provider.
fn entity_id(metadata: &str) -> Option<&str> {
    let (_, rest) = metadata.split_once("entityID=")?;
    let quote = rest.chars().next().filter(|c| matches!(c, '\'' | '"'))?;
    rest.get(1..)?.split(quote).next().filter(|entity| !entity.is_empty() && entity.len() < 512)
}

fn denials(resource: &Resource, draft: &mut Draft<'_>) {
    for (path, field) in [
        ("rules.denyrule.deniedprincipals", "rules[].denyRule.deniedPrincipals"),
        ("rules.denyrule.exceptionprincipals", "rules[].denyRule.exceptionPrincipals"),
    ] {
        for member in texts(&resource.payload, path) {
            match who(member) {
                Who::Asset(id) => draft.to(EdgeKind::RefersTo, id, field),
                Who::Known(handle) => draft.link(Link::to_handle(EdgeKind::RefersTo, handle, field)),
                Who::Everyone | Who::Nobody => {}
            }
        }
    }
}

/// A perimeter with a specification and no status is tried out and stops nothing.
fn perimeter(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    if !values(payload, "status.resources").is_empty() {
        draft.fact(Fact::State, "ENFORCED");
    } else if !values(payload, "spec").is_empty() {
        draft.fact(Fact::State, "DRY_RUN");
    }
}

/// A key may be bound to a service account; else it stands for its project.
fn api_key(resource: &Resource, draft: &mut Draft<'_>) {
    let account = first(&resource.payload, "serviceaccountemail");
    if !account.is_empty() {
        draft.link(Link::to_handle(EdgeKind::RunsAs, mail(account), "serviceAccountEmail"));
    }
    let uid = first(&resource.payload, "uid");
    if !uid.is_empty() {
        draft.provide(Handle::new(HandleKind::CredentialId, uid));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subjects_and_issuers_are_read_from_conditions_and_metadata() {
        let found: Vec<&str> =
            subjects("assertion.sub == 'a' || assertion.sub==\"b\" || assertion.sub != 'c'").collect();
        assert_eq!(found, ["a", "b"]);
        assert_eq!(
            entity_id("<EntityDescriptor entityID=\"https://idp.example/x\">"),
            Some("https://idp.example/x")
        );
        assert_eq!(entity_id("<EntityDescriptor>"), None);
    }
}
