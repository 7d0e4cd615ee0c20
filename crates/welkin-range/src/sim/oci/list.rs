use serde_json::Value;

use super::Oci;
use super::call::Call;
use super::catalogue::{Kind, Listing};
use super::page::{array, collection};
use super::problem::{Outcome, Problem};
use super::statement::Verb;
use super::store::Resource;
use crate::estate::OCI_TENANCY;

/// Parameters that are not filters.
const CONTROL: [&str; 10] = [
    "compartmentId",
    "limit",
    "page",
    "sortBy",
    "sortOrder",
    "accessLevel",
    "compartmentIdInSubtree",
    "isCompartmentIdInSubtree",
    "fields",
    "protocol",
];

impl Oci {
    /// One compartment, one region: what lies deeper or elsewhere is not shown.
    pub(super) fn list(&self, call: &Call<'_>, kind: &'static Kind) -> Outcome {
        let compartment = match call.request.parameter("compartmentId").filter(|id| !id.is_empty()) {
            Some(id) if self.store.is_compartment(&id) => Some(id),
            Some(_) => return Err(Problem::absent()),
            None if kind.anywhere => None,
            None => return Err(Problem::missing("compartmentId")),
        };
        let subtree =
            kind.subtree && (call.flag("compartmentIdInSubtree") || call.flag("isCompartmentIdInSubtree"));
        if subtree && kind.collection == "compartments" && compartment.as_deref() != Some(OCI_TENANCY) {
            return Err(Problem::invalid("compartmentIdInSubtree may be true for the root compartment only"));
        }
        if let Some(compartment) = &compartment {
            self.require(call, Verb::Inspect, kind.policy, compartment)?;
        }
        let accessible = call.request.parameter("accessLevel").as_deref() == Some("ACCESSIBLE");
        let mut found: Vec<&Resource> = self
            .store
            .of(kind.service, kind.collection)
            .filter(|one| one.region.is_empty() || one.region == call.route.region.name)
            .filter(|one| match &compartment {
                None => self.may(call, Verb::Inspect, kind.policy, one.compartment(), ""),
                Some(wanted) if subtree => self.store.lineage(one.compartment()).contains(wanted),
                Some(wanted) => one.compartment() == wanted,
            })
            .filter(|one| !accessible || self.may(call, Verb::Inspect, ("compartments", ""), &one.id, ""))
            .filter(|one| self.of_vault(call, one))
            .filter(|one| wanted(call, one))
            .collect();
        order(call, kind, &mut found);
        let found = found.into_iter().map(summary).collect();
        match kind.listing {
            Listing::Array => array(call.request, found),
            Listing::Items => collection(call.request, found),
        }
    }

    /// Keys are asked for at the host of their vault, whose label is in the path.
    fn of_vault(&self, call: &Call<'_>, resource: &Resource) -> bool {
        let label = call.route.label.as_str();
        label.is_empty()
            || self.store.get(resource.text("vaultId")).is_some_and(|vault| {
                vault.text("managementEndpoint").starts_with(&format!("https://{label}-management."))
            })
    }
}

/// Whether the resource has what the parameters name. A parameter that names no field filters nothing.
fn wanted(call: &Call<'_>, resource: &Resource) -> bool {
    call.request.parameters().iter().filter(|(name, _)| !CONTROL.contains(&name.as_str())).all(
        |(name, value)| {
            let own_id =
                name.strip_suffix("Id").is_some_and(|noun| noun.eq_ignore_ascii_case(resource.kind.noun));
            let field = if own_id { "id" } else { name.as_str() };
            match resource.body.get(field) {
                Some(Value::String(text)) => text.eq_ignore_ascii_case(value),
                Some(Value::Bool(flag)) => flag.to_string() == *value,
                Some(_) => true,
                None => !LINKS.contains(&field),
            }
        },
    )
}

/// Fields that many resources lack; asking for one must not bring those.
const LINKS: [&str; 9] = [
    "projectId",
    "vcnId",
    "subnetId",
    "agentId",
    "knowledgeBaseId",
    "clusterId",
    "instanceId",
    "drgId",
    "volumeId",
];

fn order(call: &Call<'_>, kind: &Kind, found: &mut [&Resource]) {
    let by = call.request.parameter("sortBy").unwrap_or_default();
    if by.eq_ignore_ascii_case("displayName") || by.eq_ignore_ascii_case("name") {
        found.sort_by_key(|one| one.text(kind.name).to_owned());
    } else if by.eq_ignore_ascii_case("timeCreated") {
        found.sort_by_key(|one| one.text("timeCreated").to_owned());
    }
    if call.request.parameter("sortOrder").is_some_and(|order| order.eq_ignore_ascii_case("desc")) {
        found.reverse();
    }
}

/// The resource as lists give it.
pub(super) fn summary(resource: &Resource) -> Value {
    let mut body = resource.body.clone();
    if let Some(fields) = body.as_object_mut() {
        fields.retain(|field, _| !resource.kind.detail.contains(&field.as_str()));
    }
    body
}
