use serde_json::Value;
use welkin_model::estate::{AssetGroup, AssetId, AssetKind, EdgeKind, Fact, Handle, Link};

use super::super::name::{Name, mail};
use super::super::people::member_of;
use super::value::{first, texts, values};
use crate::describe::{Draft, Resource};

/// Reads allow policies: who may do what with the resource. Each binding leads from its members to the resource.
pub(super) fn read(resource: &Resource, draft: &mut Draft<'_>) {
    for binding in values(&resource.payload, "iampolicy.bindings") {
        let role = first(binding, "role");
        let conditional = binding.get("condition").is_some_and(|condition| !condition.is_null());
        let kind = verb(role, draft.kind());
        for member in values(binding, "members").into_iter().filter_map(Value::as_str) {
            let field = format!(
                "iamPolicy.bindings({role}{}).members",
                if conditional { ", conditional" } else { "" }
            );
            match who(member) {
                Who::Everyone if conditional || draft.kind().group() == AssetGroup::Identity => {}
                Who::Everyone => draft.fact(Fact::Public, "yes"),
                Who::Asset(id) => draft.link(Link::from(kind, id, field)),
                Who::Known(handle) => draft.link(Link::from_handle(kind, handle, field)),
                Who::Nobody => {}
            }
        }
    }
    if draft.kind().group() == AssetGroup::Organisation && logs_reads(&resource.payload) {
        draft.fact(Fact::Logged, "yes");
    }
    for membership in values(&resource.payload, "memberships") {
        match member_of(membership).as_deref().map(who) {
            Some(Who::Asset(id)) => draft.link(Link::from(EdgeKind::MemberOf, id, "memberships[]")),
            Some(Who::Known(handle)) => {
                draft.link(Link::from_handle(EdgeKind::MemberOf, handle, "memberships[]"))
            }
            _ => {}
        }
    }
}

/// Whether reads of data are logged, of all services or of Vertex AI.
fn logs_reads(payload: &Value) -> bool {
    values(payload, "iampolicy.auditconfigs").into_iter().any(|config| {
        matches!(first(config, "service"), "allServices" | "aiplatform.googleapis.com")
            && texts(config, "auditlogconfigs.logtype").contains(&"DATA_READ")
    })
}

/// A member of a policy (<https://cloud.google.com/iam/docs/principal-identifiers>).
#[derive(Debug, Eq, PartialEq)]
pub(super) enum Who {
    Everyone,
    Asset(AssetId),
    /// Under another name than the inventory's.
    Known(Handle),
    /// Deleted, or nobody that can act.
    Nobody,
}

pub(super) fn who(member: &str) -> Who {
    if matches!(member, "allUsers" | "allAuthenticatedUsers") {
        return Who::Everyone;
    }
    let Some((kind, rest)) = member.split_once(':') else { return Who::Nobody };
    match kind {
        "user" | "domain" => Who::Asset(AssetId::new(format!("{kind}:{}", rest.to_ascii_lowercase()))),
        // `project.svc.id.goog[namespace/name]`: an identity of a cluster.
        "serviceAccount" if rest.ends_with(']') => Who::Asset(AssetId::new(member)),
        "serviceAccount" | "group" => Who::Known(mail(rest)),
        "projectOwner" | "projectEditor" | "projectViewer" => {
            let project = Name { service: "cloudresourcemanager", path: format!("projects/{rest}").into() };
            if project.is_as_in_inventory() { Who::Asset(project.id()) } else { Who::Known(project.handle()) }
        }
        "principal" | "principalSet" => principal(member, rest),
        _ => Who::Nobody,
    }
}

/// An outside identity is let in by its pool; sets of all in a project, folder or organisation stand for that.
fn principal(member: &str, rest: &str) -> Who {
    if rest == "//goog/public:all" {
        return Who::Everyone;
    }
    let parts: Vec<&str> = rest.trim_start_matches('/').split('/').collect();
    let pool = parts.iter().position(|part| matches!(*part, "workloadIdentityPools" | "workforcePools"));
    if let Some(at) = pool {
        let pool = parts.iter().take(at + 2).copied().collect::<Vec<_>>().join("/");
        return Who::Asset(AssetId::new(format!("//{pool}")));
    }
    match parts.as_slice() {
        [host, kind @ ("projects" | "folders" | "organizations"), id, ..]
            if host.starts_with("cloudresourcemanager.") =>
        {
            Who::Asset(AssetId::new(format!("//cloudresourcemanager.googleapis.com/{kind}/{id}")))
        }
        ["iam.googleapis.com", "projects", "-", "serviceAccounts", account] => Who::Known(mail(account)),
        ["goog", "subject", address] => {
            Who::Asset(AssetId::new(format!("user:{}", address.to_ascii_lowercase())))
        }
        ["goog", "group", address] => Who::Known(mail(address)),
        _ => Who::Asset(AssetId::new(member)),
    }
}

/// What a role amounts to on a resource of a kind. Roles that are not Google's own are only known to be used.
pub(super) fn verb(role: &str, on: AssetKind) -> EdgeKind {
    let Some(name) = role.strip_prefix("roles/") else { return EdgeKind::Uses };
    let name = name.to_ascii_lowercase();
    let short = name.rsplit('.').next().unwrap_or(&name);
    let assumes = [
        "serviceaccounttokencreator",
        "serviceaccountuser",
        "serviceaccountkeyadmin",
        "serviceaccountadmin",
        "serviceaccountopenidtokencreator",
        "workloadidentityuser",
    ];
    if assumes.contains(&short) || (on == AssetKind::ServiceIdentity && matches!(short, "owner" | "editor")) {
        return EdgeKind::CanAssume;
    }
    let invokes = ["invoker", "client", "clientuser", "servicesinvoker"];
    let ai = ["aiplatform.", "discoveryengine.", "dialogflow.", "ml.", "modelarmor."];
    if invokes.contains(&short)
        || (ai.iter().any(|service| name.starts_with(service)) && short.ends_with("user"))
    {
        return EdgeKind::CanInvoke;
    }
    let ends = |words: &[&str]| words.iter().any(|word| short.ends_with(word));
    if ends(&["viewer", "reader", "accessor", "reviewer", "browser", "auditor", "subscriber"]) {
        EdgeKind::Reads
    } else if ends(&["owner", "editor", "admin", "writer", "creator", "publisher", "developer", "objectuser"])
    {
        EdgeKind::Writes
    } else {
        EdgeKind::Uses
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(member: &str, expect: &str) {
        let told = match who(member) {
            Who::Everyone => "everyone".to_owned(),
            Who::Asset(id) => id.to_string(),
            Who::Known(handle) => format!("known as {handle}"),
            Who::Nobody => "nobody".to_owned(),
        };
        assert_eq!(told, expect, "{member}");
    }

    #[test]
    fn members_of_every_kind() {
        let pool = "//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/github";
        let of_pool = pool.trim_start_matches('/');
        check("allUsers", "everyone");
        check("allAuthenticatedUsers", "everyone");
        check("user:Eiko@technobank.example", "user:eiko@technobank.example");
        check("group:ds@technobank.example", "known as ds@technobank.example");
        check("serviceAccount:a@p.iam.gserviceaccount.com", "known as a@p.iam.gserviceaccount.com");
        check("serviceAccount:p.svc.id.goog[ns/sa]", "serviceAccount:p.svc.id.goog[ns/sa]");
        check("projectEditor:p", "known as //cloudresourcemanager.googleapis.com/projects/p");
        check(&format!("principal://{of_pool}/subject/repo:a/b:ref:refs/heads/main"), pool);
        check(&format!("principalSet://{of_pool}/attribute.repository/a/b"), pool);
        check(&format!("principalSet://{of_pool}/*"), pool);
        check("principalSet://goog/public:all", "everyone");
        check(
            "principal://iam.googleapis.com/projects/-/serviceAccounts/a@p.iam.gserviceaccount.com",
            "known as a@p.iam.gserviceaccount.com",
        );
        check("deleted:user:eiko@technobank.example?uid=1", "nobody");
        check("nonsense", "nobody");
    }

    #[test]
    fn roles_amount_to_what_they_allow() {
        let on = |role| verb(role, AssetKind::Bucket);
        assert_eq!(on("roles/storage.objectViewer"), EdgeKind::Reads);
        assert_eq!(on("roles/storage.objectAdmin"), EdgeKind::Writes);
        assert_eq!(on("roles/secretmanager.secretAccessor"), EdgeKind::Reads);
        assert_eq!(on("roles/run.invoker"), EdgeKind::CanInvoke);
        assert_eq!(on("roles/aiplatform.user"), EdgeKind::CanInvoke);
        assert_eq!(on("roles/editor"), EdgeKind::Writes);
        assert_eq!(on("roles/iam.workloadIdentityUser"), EdgeKind::CanAssume);
        assert_eq!(verb("roles/editor", AssetKind::ServiceIdentity), EdgeKind::CanAssume);
        assert_eq!(on("projects/p/roles/custom"), EdgeKind::Uses);
    }
}
