use serde_json::Value;
use welkin_model::estate::{AssetId, EdgeKind, Handle, HandleKind, Link};

use super::ask::text;
use super::grant::field;
use super::id;
use crate::describe::{Draft, Resource};

/// The token issuers of a tenant, of tokens of either version
/// (<https://learn.microsoft.com/entra/identity-platform/access-token-claims-reference>).
fn issuers(tenant: &str) -> [Handle; 2] {
    [
        Handle::issuer(&format!("https://sts.windows.net/{tenant}/")),
        Handle::issuer(&format!("https://login.microsoftonline.com/{tenant}/v2.0")),
    ]
}

/// Who an issuer says that somebody is.
fn subject(issuer: &Handle, subject: &str) -> Handle {
    Handle::new(HandleKind::Subject, format!("{}|{subject}", issuer.value))
}

/// An object of the directory whose collection is not told, by its id in one of them.
pub(super) fn own_object(collection: &str, id: &str) -> Handle {
    Handle::new(HandleKind::CredentialId, format!("{collection}/{}", id.to_ascii_lowercase()))
}

/// A tenant vouches for its own: other clouds trust it by the address of its issuer.
pub(super) fn tenant(resource: &Resource, draft: &mut Draft<'_>) {
    let tenant = text(&resource.payload, "id");
    if id::is_guid(tenant) {
        issuers(tenant).into_iter().for_each(|issuer| draft.provide(issuer));
    }
}

/// A principal of software: what its tokens call it, and whose it is.
pub(super) fn principal(resource: &Resource, draft: &mut Draft<'_>) {
    let payload = &resource.payload;
    let own = text(payload, "id");
    object(resource, draft, "servicePrincipals");
    if id::is_guid(&resource.scope) && !own.is_empty() {
        for issuer in issuers(&resource.scope) {
            draft.provide(subject(&issuer, own));
        }
        if let Some(tenant) = id::object("organization", &resource.scope) {
            draft.link(Link::from(EdgeKind::Contains, tenant, "id"));
        }
    }
    if let Some(app) = Some(text(payload, "appId")).filter(|app| id::is_guid(app)) {
        draft.provide(client(app));
    }
    // A managed identity names the resource that it is the identity of.
    for name in payload.get("alternativeNames").and_then(Value::as_array).into_iter().flatten() {
        if let Some(of) = name.as_str().and_then(id::arm) {
            draft.link(Link::from(EdgeKind::RunsAs, of, "alternativeNames"));
        }
    }
}

/// An application by its client id.
pub(super) fn client(app: &str) -> Handle {
    Handle::new(HandleKind::CredentialId, app.to_ascii_lowercase())
}

/// An object that others may name without saying what it is.
pub(super) fn object(resource: &Resource, draft: &mut Draft<'_>, collection: &str) {
    let own = text(&resource.payload, "id");
    if id::is_guid(own) {
        draft.provide(own_object(collection, own));
    }
}

/// An application acts as its principal in the tenant.
pub(super) fn application(resource: &Resource, draft: &mut Draft<'_>) {
    let app = text(&resource.payload, "appId");
    if id::is_guid(app) {
        draft.link(Link::to_handle(EdgeKind::RunsAs, client(app), "appId"));
    }
}

/// A secret, certificate or trust of an application or principal, which its id begins with.
pub(super) fn of_application(resource: &Resource, draft: &mut Draft<'_>, kind: EdgeKind) {
    let own = resource.id.as_str();
    let above = own.rsplit_once('/').and_then(|(above, _)| above.rsplit_once('/'));
    if let Some((above, _)) = above {
        draft.to(kind, AssetId::new(above), "id");
    }
}

/// A federated credential: whoever the issuer calls by this name may act as what the credential belongs to.
pub(super) fn credential(resource: &Resource, draft: &mut Draft<'_>) {
    of_application(resource, draft, EdgeKind::CanAssume);
    let (issuer, name) = (field(&resource.payload, "issuer"), field(&resource.payload, "subject"));
    if issuer.is_empty() {
        return;
    }
    let issuer = Handle::issuer(issuer);
    if !name.is_empty() {
        draft.link(Link::from_handle(EdgeKind::CanAssume, subject(&issuer, name), "subject"));
    }
    draft.link(Link::to_handle(EdgeKind::Trusts, issuer, "issuer"));
}

/// Who belongs to a group.
pub(super) fn members(resource: &Resource, draft: &mut Draft<'_>) {
    object(resource, draft, "groups");
    for member in resource.payload.get("members").and_then(Value::as_array).into_iter().flatten() {
        let kind = text(member, "@odata.type").rsplit('.').next().unwrap_or("");
        if let Some(member) = id::principal(kind, text(member, "id")) {
            draft.link(Link::from(EdgeKind::MemberOf, member, "members"));
        }
    }
}
