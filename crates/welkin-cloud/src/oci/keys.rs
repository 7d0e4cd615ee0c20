use std::sync::atomic::Ordering;

use futures::future::{BoxFuture, FutureExt as _};
use futures::stream::{self, StreamExt as _};
use serde_json::Value;
use url::Url;

use super::ask::{Ask, Question};
use super::item::Spot;
use super::list::{ListRule, list};
use super::run::{COMPARTMENTS, Place, inspect};
use super::service;
use crate::discovery::Discovery;

/// Keys are listed at the address of their vault, and there one compartment at a time.
pub(super) fn keys<'a>(
    ask: &'a Ask,
    vault: &'a Value,
    place: &'a Place,
    into: &'a Discovery,
) -> BoxFuture<'a, ()> {
    Box::pin(async move {
        let Some(base) = vault_base(ask, vault, place) else { return };
        let held = place.index.compartments(&KEYS).filter(|_| !ask.hidden.load(Ordering::Relaxed));
        let wanted = |one: &&String| {
            **one == ask.tenancy || held.as_ref().is_none_or(|held| held.contains(one.as_str()))
        };
        let work: Vec<BoxFuture<'_, ()>> = place
            .compartments
            .iter()
            .filter(wanted)
            .map(|compartment| keys_of(ask, &base, compartment, place, into).boxed())
            .collect();
        stream::iter(work).buffer_unordered(COMPARTMENTS).collect::<()>().await;
    })
}

async fn keys_of(ask: &Ask, base: &Url, compartment: &str, place: &Place, into: &Discovery) {
    let question = Question {
        base: Some(base.clone()),
        ..Question::get(KEYS.service, KEYS.operation(), inspect(&KEYS), &place.region, KEYS.path)
            .list()
            .with("compartmentId", compartment)
    };
    let pages = ask.all(&question).await;
    if let Some(unknown) = pages.failed {
        into.hole(ask.hole(compartment, &place.region, unknown));
    }
    let spot = Spot { ask, rule: &KEYS, place, compartment, base: Some(base) };
    spot.items(pages.items, into).await;
}

static KEYS: ListRule = list("kms-management", "Key", "keys", ("Key", "Keys"), "keys").get("keys/{id}");

/// The vault's own address; an override takes the vault's label as a segment.
fn vault_base(ask: &Ask, vault: &Value, place: &Place) -> Option<Url> {
    let own = Url::parse(vault.get("managementEndpoint")?.as_str()?).ok()?;
    let base = match service::overridden(KEYS.service, &place.region, &ask.endpoints) {
        Some(base) => service::joined(&base, own.host_str()?.split_once("-management.")?.0)?,
        // A signed request goes to the provider's own hosts only.
        None if own.scheme() == "https" && own.host_str()?.ends_with(service::domain(&place.region)) => own,
        None => return None,
    };
    service::joined(&base, service::named(KEYS.service)?.version)
}
