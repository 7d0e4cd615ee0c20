use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;
use url::Url;
use welkin_model::Cloud;
use welkin_model::estate::{AssetId, Unknown, UnknownReason};

use super::ask::{Ask, Question, encoded, told};
use super::ocid::identified;
use super::service;
use crate::describe::Resource;
use crate::discovery::{Discovery, Scope};

/// Regions that the tenancy has subscribed to.
#[derive(Debug)]
pub(super) struct Regions {
    pub(super) all: Vec<String>,
    pub(super) home: String,
}

/// The tenancy itself; `false` if nothing more can be asked.
pub(super) async fn tenancy(ask: &Ask, region: &str, into: &Discovery) -> bool {
    let path = format!("tenancies/{}", encoded(&ask.tenancy));
    let question = Question::get("identity", "GetTenancy", "inspect tenancies", region, path);
    match ask.one(&question).await {
        Ok(Some(tenancy)) if tenancy.get("id").is_none() => {
            let unknown = told(&question, UnknownReason::Garbled, "the answer is no tenancy");
            into.hole(ask.hole(&ask.tenancy, "", unknown));
            true
        }
        Ok(Some(tenancy)) => {
            tell(ask, "Tenancy", "identity:GetTenancy", None, tenancy, into);
            true
        }
        Ok(None) => true,
        Err(error) => {
            into.hole(ask.hole(&ask.tenancy, "", error.unknown()));
            // Who is not known anywhere is asked nothing more.
            error.reason != UnknownReason::Unauthenticated
        }
    }
}

/// All subscribed regions; where they cannot be read, the one to begin with.
pub(super) async fn regions(ask: &Ask, region: &str, into: &Discovery) -> Regions {
    let path = format!("tenancies/{}/regionSubscriptions", encoded(&ask.tenancy));
    let question = Question::get("identity", "ListRegionSubscriptions", "inspect tenancies", region, path);
    let pages = ask.all(&question).await;
    let mut regions = Regions { all: Vec::new(), home: region.to_owned() };
    for item in &pages.items {
        let Some(name) = item.get("regionName").and_then(Value::as_str) else { continue };
        if item.get("isHomeRegion").and_then(Value::as_bool) == Some(true) {
            name.clone_into(&mut regions.home);
        }
        // A subscription that is in progress answers nothing yet.
        if item.get("status").and_then(Value::as_str) != Some("IN_PROGRESS") {
            regions.all.push(name.to_owned());
        }
    }
    if let Some(unknown) = pages.failed {
        into.hole(ask.hole(&ask.tenancy, "", unknown));
    }
    if regions.all.is_empty() {
        regions.all.push(region.to_owned());
    }
    regions
}

/// All compartments at any depth that the scope wants, the root among them. A compartment that is wanted brings all
/// below it.
pub(super) async fn compartments(ask: &Ask, home: &str, scope: &Scope, into: &Discovery) -> BTreeSet<String> {
    let question =
        Question::get("identity", "ListCompartments", "inspect compartments", home, "compartments")
            .list()
            .with("compartmentId", &ask.tenancy)
            .with("compartmentIdInSubtree", "true")
            .with("accessLevel", "ANY");
    let pages = ask.all(&question).await;
    let text = |item: &Value, name: &str| item.get(name).and_then(Value::as_str).unwrap_or("").to_owned();
    let tree: BTreeMap<String, (String, String)> = pages
        .items
        .iter()
        .map(|item| (text(item, "id"), (text(item, "compartmentId"), text(item, "name"))))
        .collect();
    if let Some(unknown) = pages.failed {
        into.hole(ask.hole(&ask.tenancy, "", unknown));
    }
    let mut found = BTreeSet::new();
    if scope.wants_scope(&ask.tenancy) {
        found.insert(ask.tenancy.clone());
    }
    let mut listed = BTreeSet::new();
    for item in pages.items {
        let id = text(&item, "id");
        if matches!(text(&item, "lifecycleState").as_str(), "DELETED" | "DELETING") {
            continue;
        }
        let way = way(&tree, &id);
        if scope.wants_scope(&ask.tenancy) || way.iter().any(|(above, _)| scope.wants_scope(above)) {
            found.insert(id.clone());
            let path: Vec<&str> = way.iter().rev().map(|(_, name)| *name).collect();
            tell(ask, "Compartment", "identity:ListCompartments", Some(path.join(":")), item, into);
        }
        listed.insert(id);
    }
    // What the list lacks may still be asked for by its id.
    found.extend(scope.scopes.iter().filter(|id| !listed.contains(*id) && identified(id).is_some()).cloned());
    found
}

/// From a compartment up to the root: ids and names.
fn way<'t>(tree: &'t BTreeMap<String, (String, String)>, id: &'t str) -> Vec<(&'t str, &'t str)> {
    // Compartments are at most six deep; a circle is no tree.
    const DEEPEST: usize = 16;
    let mut way = Vec::new();
    let mut at = id;
    while let Some((above, name)) = tree.get(at)
        && way.len() < DEEPEST
    {
        way.push((at, name.as_str()));
        at = above;
    }
    way
}

/// The namespace of Object Storage, of which a tenancy has one.
pub(super) async fn namespace(ask: &Ask, home: &str, into: &Discovery) -> Option<String> {
    let question = Question::get("objectstorage", "GetNamespace", "read objectstorage-namespaces", home, "n");
    match ask.one(&question).await {
        Ok(Some(Value::String(namespace))) => Some(namespace),
        Ok(_) => {
            let unknown = told(&question, UnknownReason::Garbled, "the answer is no name");
            into.hole(ask.hole(&ask.tenancy, "", unknown));
            None
        }
        Err(error) => {
            into.hole(ask.hole(&ask.tenancy, "", error.unknown()));
            None
        }
    }
}

/// Identity domains, and in each whose tokens it takes for those of a user.
pub(super) async fn domains(ask: &Ask, home: &str, compartments: &BTreeSet<String>, into: &Discovery) {
    for compartment in compartments {
        let question = Question::get("identity", "ListDomains", "inspect domains", home, "domains")
            .list()
            .with("compartmentId", compartment);
        let pages = ask.all(&question).await;
        if let Some(unknown) = pages.failed {
            into.hole(ask.hole(compartment, "", unknown));
        }
        for domain in pages.items {
            let trusts = trusts(ask, home, &domain, into).await;
            let Some(id) = domain.get("id").and_then(Value::as_str).and_then(identified) else { continue };
            let mut resource = resource(ask, "Domain", id, "identity:ListDomains", domain);
            resource.unknowns.extend(trusts);
            into.resource(resource);
        }
    }
}

async fn trusts(ask: &Ask, home: &str, domain: &Value, into: &Discovery) -> Option<Unknown> {
    let own = domain.get("url").and_then(Value::as_str).and_then(|url| Url::parse(url).ok())?;
    // A domain has a host of its own, which is no part of a region.
    let base = match (ask.endpoints.of("domain"), ask.endpoints.all()) {
        (Some(url), _) | (None, Some(url)) => url.clone(),
        (None, None) if is_oracles(&own, home) => own.clone(),
        (None, None) => return None,
    };
    let mut question = Question::get(
        "domain",
        "ListIdentityPropagationTrusts",
        "inspect domains",
        home,
        "admin/v1/IdentityPropagationTrusts",
    );
    question.base = Some(base);
    let question = question.with("count", "1000");
    let pages = ask.all(&question).await;
    let parent = domain.get("id").and_then(Value::as_str).and_then(identified)?;
    for mut trust in pages.items {
        let Some(id) = trust.get("id").and_then(Value::as_str).map(str::to_owned) else { continue };
        let id = AssetId::new(format!("{parent}/trusts/{id}"));
        if let Some(fields) = trust.as_object_mut() {
            fields.insert("domainId".to_owned(), Value::from(parent.as_str()));
        }
        into.resource(resource(
            ask,
            "IdentityPropagationTrust",
            id,
            "domain:ListIdentityPropagationTrusts",
            trust,
        ));
    }
    pages.failed
}

/// A signed request goes to the provider's own hosts only.
fn is_oracles(url: &Url, home: &str) -> bool {
    let end = format!(".{}", service::domain(home));
    url.scheme() == "https" && url.host_str().is_some_and(|host| host.ends_with(&end))
}

fn tell(
    ask: &Ask,
    native: &'static str,
    via: &'static str,
    name: Option<String>,
    payload: Value,
    into: &Discovery,
) {
    let Some(id) = payload.get("id").and_then(Value::as_str).and_then(identified) else { return };
    let mut resource = resource(ask, native, id, via, payload);
    if let Some(name) = name {
        resource.name = name;
    }
    into.resource(resource);
}

fn resource(ask: &Ask, native: &'static str, id: AssetId, via: &'static str, payload: Value) -> Resource {
    let text = |name: &str| payload.get(name).and_then(Value::as_str).unwrap_or("");
    let name = [text("displayName"), text("name")].into_iter().find(|name| !name.is_empty());
    Resource {
        cloud: Cloud::Oci,
        native_type: Arc::from(native.to_ascii_lowercase()),
        name: name.unwrap_or("").to_owned(),
        scope: ask.tenancy.clone(),
        region: String::new(),
        id,
        via: Arc::from(via),
        unknowns: Vec::new(),
        observed_at: 0,
        payload,
    }
}
