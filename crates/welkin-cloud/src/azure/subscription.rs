use std::collections::BTreeSet;

use serde_json::Value;
use welkin_model::estate::UnknownReason;

use super::ask::{About, Ask, MOST_PAGES, hole, text, unknown};
use super::place::{MANAGER, Place};
use crate::discovery::{Discovery, Scope};

/// Which subscriptions are read; none for all that the caller sees.
pub(super) async fn chosen(ask: &Ask, scope: &Scope, told: Option<&str>, into: &Discovery) -> Vec<String> {
    if !scope.scopes.is_empty() {
        return scope.scopes.iter().map(|id| id.to_ascii_lowercase()).collect();
    }
    let Some(told) = told.map(str::to_ascii_lowercase) else { return Vec::new() };
    // The environment names one for commands that work in one. What it leaves out of an inventory is told.
    let left: BTreeSet<String> = visible(ask, into).await.into_iter().filter(|id| *id != told).collect();
    for id in left {
        let detail = "AZURE_SUBSCRIPTION_ID names another subscription; --scope takes it in";
        into.hole(hole(&id, unknown(format!("{MANAGER}:{OPERATION}"), UnknownReason::Bounded, detail)));
    }
    vec![told]
}

const OPERATION: &str = "Microsoft.Resources/subscriptions";

async fn visible(ask: &Ask, into: &Discovery) -> Vec<String> {
    let permission = format!("{OPERATION}/read");
    let about = About { operation: OPERATION, permission: &permission, scope: "" };
    let mut url = Some(ask.places.url(Place::Manager, "/subscriptions", "api-version=2022-12-01"));
    let mut found = Vec::new();
    for page in 0..MOST_PAGES {
        let Some(at) = url.take() else { break };
        match ask.page(Place::Manager, about, at.clone()).await {
            Ok(Some((items, next))) => {
                found.extend(items.iter().map(subscription));
                url = next.filter(|next| *next != at);
            }
            Ok(None) => break,
            Err(error) => {
                into.hole(hole("", error.unknown_on(page)));
                break;
            }
        }
    }
    found
}

fn subscription(item: &Value) -> String {
    text(item, "subscriptionId").to_ascii_lowercase()
}
