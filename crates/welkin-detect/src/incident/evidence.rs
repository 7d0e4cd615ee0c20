use std::collections::BTreeMap;

use super::Case;
use crate::Identities;

/// Why two findings are one attacker's: how sure it is, and in words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Bond {
    /// From 1 on the two belong together.
    pub(super) weight: f64,
    pub(super) why: String,
}

/// A finding with the handles that stand for its actor.
#[derive(Debug)]
pub(super) struct Actor<'a> {
    pub(super) case: &'a Case,
    pub(super) handles: BTreeMap<String, u8>,
}

/// Weighs what two findings share. A shared lasting identity is enough by itself, unless many use it: then the address
/// must agree as well. An address and a client alone are never enough.
pub(super) fn bond(a: &Actor<'_>, b: &Actor<'_>, identities: &Identities) -> Option<Bond> {
    let shared: Vec<(&String, u8)> =
        a.handles.iter().filter_map(|(key, steps)| Some((key, (*steps).max(*b.handles.get(key)?)))).collect();
    let own = shared.iter().filter(|(key, _)| !identities.is_shared(key)).min_by_key(|(_, steps)| *steps);
    let common = shared.first();
    let mut weight = 0.0;
    let mut reasons = Vec::new();
    if let Some((key, steps)) = own {
        weight += 1.0;
        reasons.push(describe(key, *steps));
    } else if let Some((key, steps)) = common {
        weight += 0.6;
        reasons.push(format!("{}, which many use", describe(key, *steps)));
    }
    let handover = identities
        .was_handed_over(&a.handles, &b.case.fact)
        .or_else(|| identities.was_handed_over(&b.handles, &a.case.fact));
    if let Some(secret) = handover {
        weight += 0.6;
        reasons.push(format!("the secret `{secret}` was read by one and names the other"));
    }
    if weight == 0.0 {
        return None;
    }
    if let (Some(x), Some(y)) = (a.case.fact.ip, b.case.fact.ip)
        && x == y
        && identities.is_telling_address(x)
    {
        weight += 0.4;
        reasons.push(format!("the same address {x}"));
    }
    if let (Some(x), Some(y)) = (&a.case.fact.user_agent, &b.case.fact.user_agent)
        && x == y
        && identities.is_telling_agent(x)
    {
        weight += 0.2;
        reasons.push("the same client".to_owned());
    }
    (weight >= 1.0).then(|| Bond { weight, why: reasons.join("; ") })
}

fn describe(key: &str, steps: u8) -> String {
    let (kind, value) = key.split_once(':').unwrap_or(("", key));
    let what = match kind {
        "email" => "identity",
        "arn" => "AWS identity",
        "key" => "credential",
        "session" => "session",
        "subject" => "federated subject",
        "app" => "application",
        _ => "identity",
    };
    let shown = if kind == "key" { mask(value) } else { value.to_owned() };
    match steps {
        0 => format!("the same {what} `{shown}`"),
        _ => format!("both lead back to the {what} `{shown}`"),
    }
}

/// Enough of a key id to recognise it.
fn mask(key: &str) -> String {
    let head: String = key.chars().take(8).collect();
    format!("{head}…")
}
