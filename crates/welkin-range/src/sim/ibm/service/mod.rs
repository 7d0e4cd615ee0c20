//! One file per service: its routes and what they do.

pub(super) mod buckets;
pub(super) mod deployments;
pub(super) mod enterprise;
pub(super) mod groups;
pub(super) mod identity;
pub(super) mod inference;
pub(super) mod instances;
pub(super) mod kms;
pub(super) mod metadata;
pub(super) mod objects;
pub(super) mod observability;
pub(super) mod policies;
pub(super) mod restrictions;
pub(super) mod search;
pub(super) mod secrets;
pub(super) mod studio;
pub(super) mod tags;
pub(super) mod transit;
pub(super) mod users;
pub(super) mod vpc;

use super::call::Call;
use super::route::Service;
use super::world::World;
use crate::estate::IBM_WATSONX;

/// Every service, in the order in which routes of the same prefix are looked for.
pub(super) const ALL: &[&Service] = &[
    &identity::TOKENS,
    &identity::SERVICE,
    &groups::SERVICE,
    &policies::SERVICE,
    &metadata::SERVICE,
    &users::SERVICE,
    &instances::SERVICE,
    &instances::GROUPS,
    &search::SERVICE,
    &tags::SERVICE,
    &restrictions::SERVICE,
    &enterprise::SERVICE,
    &enterprise::CATALOG,
    &vpc::SERVICE,
    &transit::SERVICE,
    &kms::SERVICE,
    &secrets::SERVICE,
    &objects::SERVICE,
    &buckets::SERVICE,
    &deployments::SERVICE,
    &studio::SERVICE,
    &observability::GOVERNANCE,
    &observability::CLUSTERS,
    &observability::AUDIT,
    &observability::LOGS,
    &observability::COMPLIANCE,
];

/// The instance that a call is about, for policies and records.
pub(super) fn instance_of(world: &World, call: &Call<'_>) -> String {
    match call.service.prefix {
        "kms" => call.instance().to_owned(),
        "ml" => IBM_WATSONX.to_owned(),
        "secrets-manager" | "scc" => call
            .vars
            .first()
            .filter(|_| call.service.prefix == "scc")
            .cloned()
            .unwrap_or_else(|| secrets::INSTANCE.to_owned()),
        "cos" | "cos-config" => world
            .store
            .find(buckets::BUCKETS, call.var(0))
            .map(|bucket| bucket.text("/service_instance_id").to_owned())
            .unwrap_or_default(),
        _ => String::new(),
    }
}
